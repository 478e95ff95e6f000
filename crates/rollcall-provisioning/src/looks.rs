//! What a look at everybody found, kept in memory until something changes that it was made of.

use moka::sync::Cache;
use rollcall_storage::{changes, overrides};

use crate::mappings::Completeness;
use crate::targets::TargetSummary;
use crate::{Error, Limits, Provisioning, Result};

/// What tells one state of a tenant's people, and of what is made of them, from any other. It is taken before the look: whatever
/// changes meanwhile makes another one of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    change: i64,
    by_hand: (i64, i64),
    mapping: (i64, i64),
}

impl Mark {
    /// How it is now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn of(p: &Provisioning, tenant: &str) -> Result<Self> {
        let mapping = p.mappings().of(p, tenant).await?.mark();
        let tenant = tenant.to_owned();
        let read = p.store().read(move |conn| {
            let change = changes::latest(conn, &tenant)?;
            let by_hand = overrides::mark(conn, &tenant)?;
            Ok::<_, Error>((change, by_hand))
        });
        let (change, by_hand) = read.await?;
        Ok(Self {
            change,
            by_hand,
            mapping,
        })
    }
}

/// One kind of look, the last one of each tenant.
pub(crate) struct Looks<T>(Option<Cache<String, (Mark, T)>>);

impl<T: Clone + Send + Sync + 'static> Looks<T> {
    fn new(tenants: Option<u64>) -> Self {
        Self(tenants.map(|it| Cache::builder().max_capacity(it).build()))
    }

    /// What was found, if nothing is otherwise since.
    pub(crate) fn found(&self, tenant: &str, mark: &Mark) -> Option<T> {
        let (then, found) = self.0.as_ref()?.get(tenant)?;
        (then == *mark).then_some(found)
    }

    /// Keeps what was found.
    pub(crate) fn keep(&self, tenant: &str, mark: &Mark, found: T) {
        if let Some(kept) = &self.0 {
            kept.insert(tenant.to_owned(), (mark.clone(), found));
        }
    }
}

/// The looks that are kept.
pub(crate) struct Everybody {
    pub(crate) completeness: Looks<Completeness>,
    pub(crate) targets: Looks<TargetSummary>,
}

impl Everybody {
    /// Nothing is kept where people are read from a replica: it may be behind the mark.
    pub(crate) fn new(limits: &Limits, has_replica: bool) -> Self {
        let tenants = (!has_replica).then_some(limits.schema_cache_entries);
        Self {
            completeness: Looks::new(tenants),
            targets: Looks::new(tenants),
        }
    }
}
