//! SQLite's one writer: takes the writes that wait, commits them together, and only then answers. One wait for the disk
//! serves all that came during the previous one.
//!
//! A write that fails must leave nothing behind and spoil no other. A savepoint each would do, but has SQLite copy every page
//! that a write changes. So a batch runs without; where one of its writes fails all of it is undone and done again, a
//! savepoint each, and so are the next few batches: who sends what is refused sends more of it.

use std::error::Error as StdError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;

use diesel::connection::TransactionManager;
use tokio::sync::oneshot;
use tracing::Span;

use crate::Error;
use crate::conn::{self, Conn, Db};
use crate::connect::Opener;
use crate::tables::resource_counts;

/// The way to the writer thread.
pub(crate) struct Writer {
    queue: RwLock<Option<SyncSender<Box<dyn Write>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// A write that waits, whatever its result's type.
trait Write: Send {
    /// Whether nobody waits for the answer any more.
    fn is_abandoned(&self) -> bool;
    /// Runs the closure, in a savepoint or not; answers whether it succeeded.
    fn run(&mut self, conn: &mut Conn, way: Way) -> bool;
    /// Answers: the closure's result if the commit succeeded, else the commit's error.
    fn answer(self: Box<Self>, committed: Result<(), Error>, is_alone: bool);
}

/// How a write runs in its batch's transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// As it is: a failure leaves behind what it had done, so that the transaction has to end.
    Bare,
    /// In a savepoint, which is gone afterwards: a failure leaves nothing behind.
    Apart,
}

/// So many batches run in savepoints after one in which a write failed.
const WARY_BATCHES: u32 = 16;

impl Writer {
    /// Starts the thread. `conn` is the only connection that ever writes in this process; should it break,
    /// `opener` opens another.
    pub(crate) fn start(
        conn: Conn,
        opener: Opener,
        queue_max: usize,
        batch_max: usize,
    ) -> Result<Self, Error> {
        let (sender, receiver) = sync_channel(queue_max);
        let thread = std::thread::Builder::new()
            .name("rollcall-writer".to_owned())
            .spawn(move || work(conn, &opener, &receiver, batch_max.max(1)))
            .map_err(|error| {
                Error::Unavailable(format!("the writer thread cannot start: {error}"))
            })?;
        Ok(Self {
            queue: RwLock::new(Some(sender)),
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Queues a write and waits for its commit.
    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: StdError + From<Error> + Send + 'static,
        F: Fn(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Box::new(Waiting {
            work,
            result: None,
            reply,
            span: Span::current(),
        }))?;
        // The thread answers everything it took; without an answer it is gone.
        answer.await.unwrap_or_else(|_| Err(stopped().into()))
    }

    fn enqueue(&self, write: Box<dyn Write>) -> Result<(), Error> {
        let queue = self.queue.read().unwrap_or_else(PoisonError::into_inner);
        let sender = queue.as_ref().ok_or_else(stopped)?;
        sender.try_send(write).map_err(|error| match error {
            TrySendError::Full(_) => Error::Busy,
            TrySendError::Disconnected(_) => stopped(),
        })
    }

    /// Whether writes are taken and done.
    pub(crate) fn is_alive(&self) -> bool {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Takes no more, and returns when all that was taken is committed and answered.
    pub(crate) fn close(&self) {
        drop(
            self.queue
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        // The last store may be dropped with a closure, by the thread itself: it ends, but cannot wait for itself.
        let other = thread.filter(|thread| thread.thread().id() != std::thread::current().id());
        if other.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the writer thread panicked");
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

fn stopped() -> Error {
    Error::Unavailable("the store is closed".to_owned())
}

/// The thread: batch after batch, until the queue is closed and empty.
fn work(mut conn: Conn, opener: &Opener, queue: &Receiver<Box<dyn Write>>, batch_max: usize) {
    let mut wary = 0;
    while let Ok(first) = queue.recv() {
        let mut batch = vec![first];
        batch.extend(queue.try_iter().take(batch_max - 1));
        batch.retain(|write| !write.is_abandoned());
        let committed = run(&mut conn, opener, &mut batch, &mut wary);
        if let Err(error) = &committed {
            // Not even a log that panics may end this thread.
            drop(catch_unwind(AssertUnwindSafe(|| {
                tracing::error!(%error, writes = batch.len(), "a commit failed; every write of it was rolled back");
            })));
        }
        let is_alone = batch.len() == 1;
        for write in batch {
            write.answer(committed.clone(), is_alone);
        }
    }
}

/// Replaces a connection whose transaction could be neither committed nor rolled back.
fn usable(conn: &mut Conn, opener: &Opener) -> Result<(), Error> {
    if conn.depth() != Some(0) {
        *conn = opener.open()?;
    }
    Ok(())
}

/// Runs a batch in one transaction. An error means that nothing of it was kept; `wary` counts the batches that are yet to
/// run in savepoints.
fn run(
    conn: &mut Conn,
    opener: &Opener,
    batch: &mut [Box<dyn Write>],
    wary: &mut u32,
) -> Result<(), Error> {
    if batch.is_empty() {
        return Ok(());
    }
    usable(conn, opener)?;
    if *wary == 0 {
        let all_succeeded = attempt(conn, batch, Way::Bare)?;
        // What failed alone has its answer.
        if all_succeeded || batch.len() == 1 {
            return Ok(());
        }
        usable(conn, opener)?;
    }
    *wary = match attempt(conn, batch, Way::Apart)? {
        true => wary.saturating_sub(1),
        false => WARY_BATCHES,
    };
    Ok(())
}

/// Runs a batch in one transaction; answers whether all of its writes succeeded. Where a bare one did not, nothing was
/// committed.
fn attempt(conn: &mut Conn, batch: &mut [Box<dyn Write>], way: Way) -> Result<bool, Error> {
    conn::begin_write(conn)?;
    let mut all_succeeded = true;
    for write in batch {
        all_succeeded &= write.run(conn, way);
        if !all_succeeded && way == Way::Bare {
            return undo(conn).map(|()| false);
        }
        // Some errors (a full disk) make SQLite roll back everything: then nothing may follow.
        if conn.depth() != Some(1) {
            return Err(rolled_back());
        }
    }
    if let Err(error) = resource_counts::write_down(conn) {
        // Where that fails the connection is not used again.
        drop(Db::rollback_transaction(&mut conn.db));
        return Err(error);
    }
    Db::commit_transaction(&mut conn.db)?;
    Ok(all_succeeded)
}

/// Undoes the transaction, however deep in it a write has failed.
fn undo(conn: &mut Conn) -> Result<(), Error> {
    while conn.depth() != Some(0) {
        Db::rollback_transaction(&mut conn.db).map_err(|_| rolled_back())?;
    }
    Ok(())
}

fn rolled_back() -> Error {
    Error::Unavailable("the transaction was rolled back, perhaps the disk is full".to_owned())
}

struct Waiting<F, T, E> {
    work: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
    span: Span,
}

impl<F, T, E> Write for Waiting<F, T, E>
where
    T: Send,
    E: From<Error> + Send,
    F: Fn(&mut Conn) -> Result<T, E> + Send,
{
    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run(&mut self, conn: &mut Conn, way: Way) -> bool {
        let _entered = self.span.enter();
        let result = match way {
            Way::Apart => conn.savepoint(&self.work),
            Way::Bare => catch_unwind(AssertUnwindSafe(|| (self.work)(conn)))
                .unwrap_or_else(|_| Err(Error::Panicked.into())),
        };
        self.result.insert(result).is_ok()
    }

    fn answer(self: Box<Self>, committed: Result<(), Error>, is_alone: bool) {
        let Self {
            work,
            result,
            reply,
            ..
        } = *self;
        drop(work); // What it holds is free when the caller goes on.
        let result = match (committed, result) {
            (Ok(()), Some(result)) => result,
            // Its own error says more, unless it is about rows of others that are gone with the commit.
            (Err(_), Some(Err(error))) if is_alone => Err(error),
            (Err(error), _) => Err(error.into()),
            (Ok(()), None) => Err(stopped().into()),
        };
        // Whoever asked may have gone; the write stays committed.
        drop(reply.send(result));
    }
}

#[cfg(test)]
mod tests;
