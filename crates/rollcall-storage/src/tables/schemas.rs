//! The schemas and resource types of one tenant: what its administrator defined, and what was learned.
//!
//! Definitions are JSON text that this module does not read. Whoever changes any counts the tenant's version on
//! in the same transaction ([`count_on`]); whoever knows them at that version need not read them again.

use diesel::prelude::*;
use scim_core::fold;
use scim_core::schema::ResourceType;

use crate::conn::{self, MultiBackend, on};
use crate::schema::{learned_schemas, resources, schema_definitions, schema_versions};
use crate::{Conn, Error};

/// What a definition defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefinitionKind {
    /// A schema, named by its URN.
    Schema,
    /// A resource type, by its name.
    ResourceType,
}

impl DefinitionKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::ResourceType => "resource_type",
        }
    }
}

/// What was learned about one URN from resources of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learned {
    /// The name of the resource type.
    pub resource_type: String,
    /// The URN.
    pub urn: String,
    /// The schema, as JSON.
    pub definition: String,
}

/// At which version a tenant's schemas are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Version {
    /// How often anything was defined or learned.
    pub all: i64,
    /// How often a definition was changed. What is learned widens what is known, and makes no write under way wrong.
    pub definitions: i64,
    /// The version of the mapping in force, if it has fields whose first value stays; else 0.
    pub keeps_first: i64,
}

/// What moves a tenant's version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// An administrator's.
    Defined,
    /// A lesson.
    Learned,
}

/// The tenant's version.
///
/// # Errors
/// Only the database's own.
pub fn version(conn: &mut Conn, tenant: &str) -> Result<Version, Error> {
    let version = schema_versions::table.find(tenant).select((
        schema_versions::version,
        schema_versions::definitions,
        schema_versions::first_values,
    ));
    let version: Option<(i64, i64, i64)> = on!(&mut conn.db, |db| version.first(db)).optional()?;
    let (all, definitions, keeps_first) = version.unwrap_or_default();
    Ok(Version {
        all,
        definitions,
        keeps_first,
    })
}

/// How often the tenant's definitions were changed, inside a write: until the transaction ends nobody changes one. The
/// connection knows from then on whether first values are kept ([`Conn::keeps_first`]).
///
/// # Errors
/// [`Error::Busy`] while somebody does; the database's own.
pub fn hold(conn: &mut Conn, tenant: &str) -> Result<i64, Error> {
    conn::lock_definitions(&mut conn.db, tenant, false)?;
    let version = version(conn, tenant)?;
    conn.keeps_first = version.keeps_first;
    Ok(version.definitions)
}

impl Conn {
    /// The version of the mapping by which this write has to keep first values, as [`hold`] saw it; 0: it has none to keep.
    pub fn keeps_first(&self) -> i64 {
        self.keeps_first
    }
}

/// Notes by which version of the mapping first values are kept; 0: none are. Only after [`lock`].
///
/// # Errors
/// [`Error::Reference`] when there is no such tenant; [`Error::Conflict`] when another replica was first.
pub fn keep_first(conn: &mut Conn, tenant: &str, mapping_version: i64) -> Result<(), Error> {
    let noted = diesel::update(schema_versions::table.find(tenant))
        .set(schema_versions::first_values.eq(mapping_version))
        .execute(&mut conn.db)?;
    if noted == 0 {
        let first = (
            schema_versions::tenant_id.eq(tenant),
            schema_versions::version.eq(0),
            schema_versions::definitions.eq(0),
            schema_versions::first_values.eq(mapping_version),
        );
        diesel::insert_into(schema_versions::table)
            .values(first)
            .execute(&mut conn.db)
            .map_err(Error::raced)?;
    }
    Ok(())
}

/// Waits for every write that relies on the tenant's definitions, and keeps others from beginning; to be called
/// before a definition is changed.
///
/// # Errors
/// [`Error::Busy`] while such a write goes on for too long; the database's own.
pub fn lock(conn: &mut Conn, tenant: &str) -> Result<(), Error> {
    Ok(conn::lock_definitions(&mut conn.db, tenant, true)?)
}

/// The tenants that defined or learned anything.
///
/// # Errors
/// Only the database's own.
pub fn tenants(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let tenants = schema_versions::table
        .select(schema_versions::tenant_id)
        .order(schema_versions::tenant_id);
    Ok(tenants.load(&mut conn.db)?)
}

/// Moves the tenant to its next version. Until the transaction ends nobody else can.
///
/// # Errors
/// [`Error::Reference`] when there is no such tenant; [`Error::Conflict`] when another replica was first.
pub fn count_on(conn: &mut Conn, tenant: &str, change: Change) -> Result<(), Error> {
    let defined = i64::from(change == Change::Defined);
    let counted = diesel::update(schema_versions::table.find(tenant))
        .set((
            schema_versions::version.eq(schema_versions::version + 1),
            schema_versions::definitions.eq(schema_versions::definitions + defined),
        ))
        .execute(&mut conn.db)?;
    if counted == 0 {
        let first = (
            schema_versions::tenant_id.eq(tenant),
            schema_versions::version.eq(1),
            schema_versions::definitions.eq(defined),
        );
        diesel::insert_into(schema_versions::table)
            .values(first)
            .execute(&mut conn.db)
            .map_err(Error::raced)?;
    }
    Ok(())
}

/// The definitions of one kind, in the order of their names.
///
/// # Errors
/// Only the database's own.
pub fn definitions(
    conn: &mut Conn,
    tenant: &str,
    kind: DefinitionKind,
) -> Result<Vec<String>, Error> {
    let definitions = schema_definitions::table
        .filter(schema_definitions::tenant_id.eq(tenant))
        .filter(schema_definitions::kind.eq(kind.as_str()))
        .select(schema_definitions::definition)
        .order(schema_definitions::name);
    Ok(definitions.load(&mut conn.db)?)
}

/// Writes a definition under its name, in place of the one that was there; answers whether one was.
///
/// # Errors
/// [`Error::Conflict`] when another replica just added it; [`Error::Reference`] when there is no such tenant.
pub fn define(
    conn: &mut Conn,
    tenant: &str,
    kind: DefinitionKind,
    name: &str,
    definition: &str,
    at: i64,
) -> Result<bool, Error> {
    let name = fold(name).into_owned();
    let (text, time) = (
        schema_definitions::definition.eq(definition),
        schema_definitions::modified_at.eq(at),
    );
    let replaced = diesel::update(schema_definitions::table.find((tenant, kind.as_str(), &name)))
        .set((text, time))
        .execute(&mut conn.db)?;
    if replaced == 0 {
        let key = (
            schema_definitions::tenant_id.eq(tenant),
            schema_definitions::kind.eq(kind.as_str()),
            schema_definitions::name.eq(&name),
        );
        diesel::insert_into(schema_definitions::table)
            .values((key.0, key.1, key.2, text, time))
            .execute(&mut conn.db)
            .map_err(Error::raced)?;
    }
    Ok(replaced > 0)
}

/// Removes a definition; answers whether it was there.
///
/// # Errors
/// Only the database's own.
pub fn undefine(
    conn: &mut Conn,
    tenant: &str,
    kind: DefinitionKind,
    name: &str,
) -> Result<bool, Error> {
    let key = (tenant, kind.as_str(), fold(name).into_owned());
    let removed = diesel::delete(schema_definitions::table.find(key)).execute(&mut conn.db)?;
    Ok(removed > 0)
}

/// Everything that was learned, by resource type and URN.
///
/// # Errors
/// Only the database's own.
pub fn learned(conn: &mut Conn, tenant: &str) -> Result<Vec<Learned>, Error> {
    let rows: Vec<(String, String, String)> = learned_schemas::table
        .filter(learned_schemas::tenant_id.eq(tenant))
        .select((
            learned_schemas::resource_type,
            learned_schemas::name,
            learned_schemas::definition,
        ))
        .order((learned_schemas::resource_type, learned_schemas::name))
        .load(&mut conn.db)?;
    let row = |(resource_type, urn, definition)| Learned {
        resource_type,
        urn,
        definition,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// What was learned about one URN from resources of one type.
///
/// # Errors
/// Only the database's own.
pub fn find_learned(
    conn: &mut Conn,
    tenant: &str,
    resource_type: &str,
    urn: &str,
) -> Result<Option<String>, Error> {
    let key = (tenant, resource_type, fold(urn).into_owned());
    let definition = learned_schemas::table
        .find(key)
        .select(learned_schemas::definition);
    Ok(definition.first(&mut conn.db).optional()?)
}

/// Forgets what was learned about a URN from resources of any type; answers of how many.
///
/// # Errors
/// Only the database's own.
pub fn forget_learned(conn: &mut Conn, tenant: &str, urn: &str) -> Result<usize, Error> {
    let about = learned_schemas::table
        .filter(learned_schemas::tenant_id.eq(tenant))
        .filter(learned_schemas::name.eq(fold(urn).into_owned()));
    Ok(diesel::delete(about).execute(&mut conn.db)?)
}

/// Writes what is now known about a URN in place of `before`, which is what was read of it.
///
/// # Errors
/// [`Error::Conflict`] when it is no longer `before`.
pub fn learn(
    conn: &mut Conn,
    tenant: &str,
    lesson: &Learned,
    before: Option<&str>,
    at: i64,
) -> Result<(), Error> {
    let name = fold(&lesson.urn).into_owned();
    let (text, time) = (
        learned_schemas::definition.eq(&lesson.definition),
        learned_schemas::modified_at.eq(at),
    );
    let Some(before) = before else {
        let row = (
            learned_schemas::tenant_id.eq(tenant),
            learned_schemas::resource_type.eq(&lesson.resource_type),
            learned_schemas::name.eq(name),
            text,
            time,
        );
        diesel::insert_into(learned_schemas::table)
            .values(row)
            .execute(&mut conn.db)
            .map_err(Error::raced)?;
        return Ok(());
    };
    let row = learned_schemas::table
        .find((tenant, &lesson.resource_type, name))
        .filter(learned_schemas::definition.eq(before));
    match diesel::update(row)
        .set((text, time))
        .execute(&mut conn.db)?
    {
        0 => Err(Error::Conflict),
        _ => Ok(()),
    }
}

/// How many resources there are of a type; with a URN, those that have that extension.
///
/// # Errors
/// Only the database's own.
pub fn count_resources(
    conn: &mut Conn,
    tenant: &str,
    rt: &ResourceType,
    urn: Option<&str>,
) -> Result<i64, Error> {
    let mut all = resources::table
        .into_boxed::<MultiBackend>()
        .filter(resources::tenant_id.eq(tenant))
        .filter(resources::resource_type.eq(&rt.name));
    if let Some(urn) = urn {
        // A quote inside a JSON string has a backslash before it, so this is found as a key only.
        let key = format!(
            "%\"{}\":%",
            urn.replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_")
        );
        all = all.filter(resources::document.like(key).escape('\\'));
    }
    Ok(all.count().get_result(&mut conn.db)?)
}
