//! What each tenant's schemas are, kept in memory as long as their version is the same.

use std::sync::Arc;
use std::time::{Duration, Instant};

use moka::sync::Cache;
use rollcall_storage::Conn;
use rollcall_storage::schemas::{self, DefinitionKind, Version};
use scim_core::schema::Registry;

use crate::schemas::{common_with, with_learned};
use crate::{Error, Limits, Provisioning, Result};

/// A tenant's schemas at a version.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// Which; a write compares that of the definitions with the database's.
    pub(crate) version: Version,
    /// What they are.
    pub(crate) registry: Arc<Registry>,
    /// When the database was asked whether this is its version: believed from then on, however long the answer took.
    asked_at: Instant,
}

/// The schemas of the tenants that were here lately.
pub(crate) struct Registries {
    kept: Cache<String, Kept>,
    believed: Duration,
    /// Tenants in which a transaction under way is changing something: until it has ended and that is seen,
    /// their version is compared at every call.
    changing: Cache<String, ()>,
}

impl Registries {
    pub(crate) fn new(limits: &Limits) -> Self {
        let believed = Duration::from_millis(limits.schema_cache_milliseconds);
        Self {
            kept: Cache::builder()
                .max_capacity(limits.schema_cache_entries)
                .build(),
            changing: Cache::builder()
                .max_capacity(limits.schema_cache_entries)
                .time_to_live(believed)
                .build(),
            believed,
        }
    }

    /// To be called inside the transaction that changes a tenant's schemas: from its end on, this replica knows.
    pub(crate) fn expect_change(&self, tenant: &str) {
        self.changing.insert(tenant.to_owned(), ());
    }

    /// The tenant's schemas.
    pub(crate) async fn of(&self, p: &Provisioning, tenant: &str) -> Result<Kept> {
        match self.kept.get(tenant) {
            Some(kept)
                if kept.asked_at.elapsed() < self.believed
                    && !self.changing.contains_key(tenant) =>
            {
                Ok(kept)
            }
            _ => self.anew(p, tenant).await,
        }
    }

    /// The tenant's schemas, whose version may be another since it was last asked for.
    pub(crate) async fn anew(&self, p: &Provisioning, tenant: &str) -> Result<Kept> {
        let (common, name) = (p.common_registry().clone(), tenant.to_owned());
        let known = self.kept.get(tenant);
        let asked_at = Instant::now();
        let read = p.store().read(move |conn| {
            let version = schemas::version(conn, &name)?;
            let registry = match known {
                Some(known) if known.version == version => known.registry,
                _ if version.all == 0 => common,
                _ => Arc::new(read_in(conn, &common, &name)?),
            };
            Ok::<_, Error>(Kept {
                version,
                registry,
                asked_at,
            })
        });
        let kept = read.await?;
        self.kept.insert(tenant.to_owned(), kept.clone());
        Ok(kept)
    }
}

/// Reads a tenant's schemas: the common ones, the defined, the learned.
pub(crate) fn read_in(conn: &mut Conn, common: &Registry, tenant: &str) -> Result<Registry> {
    let defined = schemas::definitions(conn, tenant, DefinitionKind::Schema)?;
    let types = schemas::definitions(conn, tenant, DefinitionKind::ResourceType)?;
    let registry = common_with(common, &defined, &types).map_err(|error| {
        Error::Internal(format!("The schemas of the tenant {tenant:?} do not fit those of this installation. {error}").into())
    })?;
    with_learned(conn, tenant, &registry)
}
