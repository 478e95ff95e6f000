//! Each tenant's mapping, kept in memory as long as its version and that of the schemas are the same.

use std::sync::Arc;
use std::time::{Duration, Instant};

use moka::sync::Cache;
use rollcall_mapping::{Definition, Mapping, Problem};
use rollcall_storage::Conn;
use rollcall_storage::mappings;
use rollcall_storage::resources::Scope;
use rollcall_storage::schemas::Version;
use scim_core::schema::Registry;

use super::{BUILTIN_VERSION, read};
use crate::looks::Everybody;
use crate::provisioning::people;
use crate::{Error, Limits, Provisioning, Result};

/// A tenant's mapping.
#[derive(Debug, Clone)]
pub(crate) struct Current {
    pub(crate) version: i64,
    pub(crate) definition: Arc<Definition>,
    pub(crate) mapping: Mapping,
    /// What of the definition cannot be used any more.
    pub(crate) problems: Arc<Vec<Problem>>,
    /// The schemas that it was made for.
    schemas: Version,
    /// When the database was asked for its version.
    asked_at: Instant,
}

impl Current {
    /// What tells it from what else a tenant's mapping may be: the mapping's version, and that of the schemas' definitions.
    pub(crate) fn mark(&self) -> (i64, i64) {
        (self.version, self.schemas.definitions)
    }
}

/// The mappings of the tenants that were here lately.
pub(crate) struct Mappings {
    kept: Cache<String, Current>,
    /// The last version that each tenant published here: what was read before is not kept after.
    published: Cache<String, i64>,
    /// Those by which first values are kept, by tenant and version.
    keeping: Cache<(String, i64), Mapping>,
    believed: Duration,
    /// What was seen of everybody by them.
    pub(crate) everybody: Everybody,
}

impl Mappings {
    pub(crate) fn new(limits: &Limits, has_replica: bool) -> Self {
        Self {
            everybody: Everybody::new(limits, has_replica),
            kept: Cache::builder()
                .max_capacity(limits.schema_cache_entries)
                .build(),
            published: Cache::builder()
                .max_capacity(limits.schema_cache_entries)
                .build(),
            keeping: Cache::builder()
                .max_capacity(limits.schema_cache_entries)
                .build(),
            believed: Duration::from_millis(limits.schema_cache_milliseconds),
        }
    }

    /// To be called when the tenant published a version: from then on this replica asks for it.
    pub(super) fn published(&self, tenant: &str, version: i64) {
        self.published.insert(tenant.to_owned(), version);
        self.kept.invalidate(tenant);
    }

    /// The mapping of a version, inside a write.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) fn of_version(
        &self,
        conn: &mut Conn,
        scope: Scope<'_>,
        version: i64,
    ) -> Result<Mapping> {
        let key = (scope.tenant.to_owned(), version);
        if let Some(known) = self.keeping.get(&key) {
            return Ok(known);
        }
        let definition = definition_of(conn, scope.tenant, version)?;
        let (mapping, _) = Mapping::as_far_as_possible(&definition, scope.resource_type);
        self.keeping.insert(key, mapping.clone());
        Ok(mapping)
    }

    /// The tenant's mapping, whose version or schemas may be others since they were last asked for.
    pub(crate) async fn anew(&self, p: &Provisioning, tenant: &str) -> Result<Current> {
        p.registries().anew(p, tenant).await?;
        self.kept.invalidate(tenant);
        self.of(p, tenant).await
    }

    /// The tenant's mapping.
    pub(crate) async fn of(&self, p: &Provisioning, tenant: &str) -> Result<Current> {
        let schemas = p.registries().of(p, tenant).await?;
        let known = self
            .kept
            .get(tenant)
            .filter(|known| known.schemas == schemas.version);
        if let Some(known) = &known
            && known.asked_at.elapsed() < self.believed
        {
            return Ok(known.clone());
        }
        let (asked_at, name) = (Instant::now(), tenant.to_owned());
        let read = p.store().read(move |conn| {
            let version = mappings::version(conn, &name)?;
            match known {
                Some(known) if known.version == version => Ok(Current { asked_at, ..known }),
                _ => made(
                    conn,
                    &name,
                    version,
                    &schemas.registry,
                    schemas.version,
                    asked_at,
                ),
            }
        });
        let current = read.await?;
        let published = self.published.get(tenant).unwrap_or(BUILTIN_VERSION);
        if current.version >= published {
            self.kept.insert(tenant.to_owned(), current.clone());
        }
        Ok(current)
    }
}

/// What a version says.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn definition_of(conn: &mut Conn, tenant: &str, version: i64) -> Result<Definition> {
    if version == BUILTIN_VERSION {
        return Ok(Definition::builtin().clone());
    }
    let found = mappings::find(conn, tenant, version)?;
    let found = found.ok_or_else(|| Error::Internal("a version of a mapping is gone".into()))?;
    read(&found.definition)
}

fn made(
    conn: &mut Conn,
    tenant: &str,
    version: i64,
    registry: &Registry,
    schemas: Version,
    asked_at: Instant,
) -> Result<Current> {
    let definition = definition_of(conn, tenant, version)?;
    let (mapping, problems) = Mapping::as_far_as_possible(&definition, people(registry)?);
    if !problems.is_empty() {
        let first = problems.first().map(ToString::to_string);
        tracing::warn!(
            tenant,
            problem = first,
            "the mapping refers to what the schemas no longer have"
        );
    }
    Ok(Current {
        version,
        definition: Arc::new(definition),
        mapping,
        problems: Arc::new(problems),
        schemas,
        asked_at,
    })
}
