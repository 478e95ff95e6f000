//! The way from the doors to the worker that writes.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rollcall_storage::request_log::Logged as Row;
use tokio::sync::{Notify, broadcast, mpsc, oneshot};

use super::{Exchange, Logged};

/// Exchanges that may wait to be written.
pub(super) const WAITING_MAX: usize = 10_000;
/// Bytes of all of them together.
const WAITING_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Entries that a follower may be behind.
const TOLD_MAX: usize = 512;
/// How long whoever reads waits until what came before is written.
const FLUSH_PATIENCE: Duration = Duration::from_secs(2);

/// What the worker is sent.
pub(super) enum Message {
    /// To be written.
    Exchange(Box<Exchange>),
    /// To be answered when all before it are written.
    Flush(oneshot::Sender<()>),
}

/// An entry that was written here.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(super) tenant: Arc<str>,
    pub(super) row: Row,
}

/// The log of one replica.
pub(crate) struct RequestLog {
    sender: mpsc::Sender<Message>,
    receiver: Mutex<Option<mpsc::Receiver<Message>>>,
    waiting_bytes: AtomicUsize,
    dropped: AtomicU64,
    works: AtomicBool,
    /// Somebody waits for what was noted to be written.
    hurry: Notify,
    told: broadcast::Sender<Arc<Told>>,
}

impl RequestLog {
    pub(crate) fn new() -> Self {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        Self {
            sender,
            receiver: Mutex::new(Some(receiver)),
            waiting_bytes: AtomicUsize::new(0),
            dropped: AtomicU64::new(0),
            works: AtomicBool::new(false),
            hurry: Notify::new(),
            told: broadcast::channel(TOLD_MAX).0,
        }
    }

    /// Takes an exchange if there is room.
    pub(super) fn note(&self, logged: Logged, exchange: Exchange) -> bool {
        if logged == Logged::Off {
            return true;
        }
        let bytes = exchange.bytes();
        let waiting = self.waiting_bytes.fetch_add(bytes, Ordering::Relaxed);
        let message = Message::Exchange(Box::new(exchange));
        let taken = waiting + bytes <= WAITING_BYTES_MAX && self.sender.try_send(message).is_ok();
        if !taken {
            self.waiting_bytes.fetch_sub(bytes, Ordering::Relaxed);
            self.drop_some(1);
        }
        taken
    }

    pub(super) fn drop_some(&self, number: usize) {
        let number = u64::try_from(number).unwrap_or(u64::MAX);
        self.dropped.fetch_add(number, Ordering::Relaxed);
    }

    pub(super) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// The other end, for the one worker.
    pub(super) fn receiver(&self) -> Option<mpsc::Receiver<Message>> {
        let mut receiver = self.receiver.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = receiver.take();
        self.works.store(taken.is_some(), Ordering::Release);
        taken
    }

    /// Nobody writes any more.
    pub(super) fn ended(&self) {
        self.works.store(false, Ordering::Release);
    }

    /// Gives back the room of exchanges that are written.
    pub(super) fn written(&self, bytes: usize) {
        self.waiting_bytes.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Waits until what was noted here so far is written, so that whoever reads sees their own requests. Not for long.
    pub(super) async fn flush(&self) {
        if !self.works.load(Ordering::Acquire) {
            return;
        }
        let (done, written) = oneshot::channel();
        let asked = async {
            if self.sender.send(Message::Flush(done)).await.is_ok() {
                self.hurry.notify_one();
                drop(written.await);
            }
        };
        drop(tokio::time::timeout(FLUSH_PATIENCE, asked).await);
    }

    /// Until somebody waits.
    pub(super) async fn hurried(&self) {
        self.hurry.notified().await;
    }

    /// Whether anybody follows here.
    pub(super) fn is_followed(&self) -> bool {
        self.told.receiver_count() > 0
    }

    /// Tells followers.
    pub(super) fn tell(&self, tenant: &Arc<str>, row: Row) {
        let told = Told {
            tenant: tenant.clone(),
            row,
        };
        // Whoever followed may have gone.
        drop(self.told.send(Arc::new(told)));
    }

    pub(super) fn follow(&self) -> broadcast::Receiver<Arc<Told>> {
        self.told.subscribe()
    }
}
