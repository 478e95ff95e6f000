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
}

/// The schemas of the tenants that were here lately.
pub(crate) struct Registries {
    kept: Cache<String, Kept>,
    /// When the database was asked for tenants' versions: they are believed from then on, however long the answer took.
    compared: Cache<String, Instant>,
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
            compared: short(limits, believed),
            changing: short(limits, believed),
            believed,
        }
    }

    /// To be called inside the transaction that changes a tenant's schemas: from its end on, this replica knows.
    pub(crate) fn expect_change(&self, tenant: &str) {
        self.changing.insert(tenant.to_owned(), ());
    }

    /// The tenant's schemas after their version turned out to be another.
    pub(crate) async fn anew(&self, p: &Provisioning, tenant: &str) -> Result<Kept> {
        self.compared.invalidate(tenant);
        self.of(p, tenant).await
    }

    /// The tenant's schemas.
    pub(crate) async fn of(&self, p: &Provisioning, tenant: &str) -> Result<Kept> {
        let kept = self.kept.get(tenant);
        if let Some(kept) = &kept
            && self.was_just_compared(tenant)
            && !self.changing.contains_key(tenant)
        {
            return Ok(kept.clone());
        }
        let (common, name) = (p.common_registry().clone(), tenant.to_owned());
        let known = kept.as_ref().map(|kept| kept.version);
        let asked_at = Instant::now();
        let read = p.store().read(move |conn| {
            let version = schemas::version(conn, &name)?;
            if Some(version) == known {
                return Ok(None);
            }
            let registry = match version.all {
                0 => common,
                _ => Arc::new(read_in(conn, &common, &name)?),
            };
            Ok::<_, Error>(Some(Kept { version, registry }))
        });
        let current = match (read.await?, kept) {
            (Some(new), _) => {
                self.kept.insert(tenant.to_owned(), new.clone());
                new
            }
            (None, Some(same)) => same,
            (None, None) => Kept {
                version: Version::default(),
                registry: p.common_registry().clone(),
            },
        };
        self.compared.insert(tenant.to_owned(), asked_at);
        Ok(current)
    }

    fn was_just_compared(&self, tenant: &str) -> bool {
        let asked_at = self.compared.get(tenant);
        asked_at.is_some_and(|at| at.elapsed() < self.believed)
    }
}

/// A cache by tenant that forgets after a moment.
fn short<V: Clone + Send + Sync + 'static>(limits: &Limits, kept: Duration) -> Cache<String, V> {
    Cache::builder()
        .max_capacity(limits.schema_cache_entries)
        .time_to_live(kept)
        .build()
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
