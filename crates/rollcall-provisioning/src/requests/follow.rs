//! Following the log: what is written here is told at once, what other replicas write a second later.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use rollcall_storage::id;
use rollcall_storage::request_log::{self as rows, Logged as Row, Wanted};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;
use uuid::Uuid;

use super::first_id_of;
use super::log::Told;
use super::shown::{self, Names, ShownRequest};
use super::view::{Outcome, Search};
use crate::{Error, Provisioning, Result, SECOND};

/// How often the table is asked for what other replicas wrote.
const LOOK_PERIOD: Duration = Duration::from_secs(1);
/// A request stands in the log when it is answered, where it is sorted by when it came: so far back is looked.
const LOOK_BACK: i64 = 20 * SECOND;
/// Entries taken up at a time.
const TAKEN_MAX: i64 = 500;
/// Entries that are known to have been told.
const KNOWN_MAX: usize = 20_000;
/// How long names of connections and tokens are taken for true.
const NAMED_PERIOD: Duration = Duration::from_secs(60);

/// Which requests somebody follows.
#[derive(Debug, Clone, Default)]
pub struct Meant {
    /// Those of this connection.
    pub connection: Option<Uuid>,
    /// Those of this outcome.
    pub outcome: Option<Outcome>,
    /// Those that a search finds (as [`super::ListQuery::search`]).
    pub search: Option<String>,
}

impl Meant {
    fn has(&self, row: &Row) -> Result<bool> {
        let outcome = row.outcome.as_deref().unwrap_or("ok");
        let is_meant = self
            .connection
            .is_none_or(|it| row.connection_id == Some(it))
            && self.outcome.is_none_or(|it| it.as_str() == outcome);
        Ok(is_meant && Search::of(self.search.as_deref()).finds(row)?)
    }
}

/// A follower of one tenant's requests.
pub struct Following {
    p: Provisioning,
    tenant: String,
    meant: Meant,
    told: Receiver<Arc<Told>>,
    waiting: VecDeque<Row>,
    known: HashSet<Uuid>,
    order: VecDeque<Uuid>,
    look_at: Instant,
    /// What was missed is told from behind this one on.
    missed_after: Option<Uuid>,
    names: Option<Named>,
}

/// What connections and tokens were called, and when that was.
struct Named {
    names: Names,
    read_at: Instant,
    /// Those of which there is no name.
    nameless: HashSet<Uuid>,
}

impl Following {
    /// Begins to follow, after the request of that id if one is named.
    ///
    /// # Errors
    /// [`Error::Input`] for an id that is none.
    pub async fn begin(
        p: &Provisioning,
        tenant: &str,
        meant: Meant,
        after: Option<&str>,
    ) -> Result<Self> {
        let after = after.map(|after| {
            let wrong = || Error::Input(format!("Last-Event-ID: {after:?} is no id of a request."));
            id::parse(after).ok_or_else(wrong)
        });
        let after = after.transpose()?;
        let mut following = Self {
            told: p.request_log().follow(),
            p: p.clone(),
            tenant: tenant.to_owned(),
            meant,
            waiting: VecDeque::new(),
            known: HashSet::new(),
            order: VecDeque::new(),
            look_at: Instant::now() + LOOK_PERIOD,
            missed_after: after,
            names: None,
        };
        p.request_log().flush().await;
        following.skip(after).await?;
        Ok(following)
    }

    /// Takes up some of what came after the last one that was told, until nothing is left.
    async fn resume(&mut self, after: Uuid) -> Result<()> {
        let tenant = self.tenant.clone();
        let missed = self
            .p
            .store()
            .read(move |conn| Ok::<_, Error>(rows::after(conn, &tenant, after, TAKEN_MAX)?));
        let missed = missed.await?;
        self.missed_after = missed.last().map(|row| row.id);
        for row in missed {
            self.take(row)?;
        }
        Ok(())
    }

    /// What is there already is not told: up to that one, if one is named, which was told or was lost with the connection.
    async fn skip(&mut self, up_to: Option<Uuid>) -> Result<()> {
        for row in self.latest().await? {
            if up_to.is_none_or(|up_to| row.id <= up_to) {
                self.know(row.id);
            }
        }
        Ok(())
    }

    async fn latest(&self) -> Result<Vec<Row>> {
        let wanted = Wanted {
            from: Some(first_id_of(self.p.now() - LOOK_BACK)),
            connection: self.meant.connection,
            ..Wanted::default()
        };
        let tenant = self.tenant.clone();
        self.p
            .store()
            .read(move |conn| Ok::<_, Error>(rows::list(conn, &tenant, &wanted, TAKEN_MAX)?))
            .await
    }

    /// Answers whether it is new.
    fn know(&mut self, id: Uuid) -> bool {
        let is_new = self.known.insert(id);
        if is_new {
            self.order.push_back(id);
            if self.order.len() > KNOWN_MAX
                && let Some(oldest) = self.order.pop_front()
            {
                self.known.remove(&oldest);
            }
        }
        is_new
    }

    fn take(&mut self, row: Row) -> Result<()> {
        if self.meant.has(&row)? && self.know(row.id) {
            self.waiting.push_back(row);
        }
        Ok(())
    }

    /// The next request; none where none came within `patience`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self, patience: Duration) -> Result<Option<ShownRequest>> {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(row) = self.waiting.pop_front() {
                return self.shown(row).await.map(Some);
            }
            let now = Instant::now();
            if now >= deadline {
                return Ok(None);
            }
            if let Some(after) = self.missed_after {
                self.resume(after).await?;
                continue;
            }
            if now >= self.look_at {
                self.look_at = now + LOOK_PERIOD;
                for row in self.latest().await?.into_iter().rev() {
                    self.take(row)?;
                }
                continue;
            }
            let until = deadline.min(self.look_at);
            match tokio::time::timeout_at(until, self.told.recv()).await {
                Ok(Ok(told)) if *told.tenant == *self.tenant => self.take(told.row.clone())?,
                // The table has what was missed.
                Ok(Ok(_) | Err(RecvError::Lagged(_))) | Err(_) => {}
                Ok(Err(RecvError::Closed)) => return Ok(None),
            }
        }
    }

    async fn shown(&mut self, row: Row) -> Result<ShownRequest> {
        let kept = self.names.take();
        let kept = kept.filter(|named| named.read_at.elapsed() < NAMED_PERIOD);
        let mut nameless = HashSet::new();
        if let Some(named) = kept {
            if named.tells(&row)? {
                let shown = shown::short(&row, &named.names);
                self.names = Some(named);
                return shown;
            }
            nameless = named.nameless;
        }
        let tenant = self.tenant.clone();
        let names = self
            .p
            .store()
            .read(move |conn| Names::read(conn, &tenant))
            .await?;
        let shown = shown::short(&row, &names);
        nameless.extend(names.lacking(&row)?);
        self.names = Some(Named {
            names,
            read_at: Instant::now(),
            nameless,
        });
        shown
    }
}

impl Named {
    /// Whether an entry can be told by these names.
    fn tells(&self, row: &Row) -> Result<bool> {
        let lacking = self.names.lacking(row)?;
        Ok(lacking.iter().all(|id| self.nameless.contains(id)))
    }
}
