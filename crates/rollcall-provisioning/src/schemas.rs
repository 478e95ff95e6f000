//! Schemas and resource types of a tenant's own: found, defined and removed.
//!
//! A change is one transaction: all definitions are taken, or none. What would take something away from
//! resources that are there is refused with their number; only what every one of them fits is taken.

pub(crate) mod common;
mod remove;
mod use_of;

pub use remove::remove;

use rollcall_storage::Conn;
use rollcall_storage::schemas::{self, DefinitionKind};
use scim_core::schema::{
    Definitions, Registry, ResourceType, ResourceTypeDefinition, Schema, learned,
};
use serde::Serialize;
use serde_json::Value;

use crate::audit::{Act, note_change_in, note_in};
use crate::{Error, Provisioning, Result, tenants};
use use_of::refuse_loss;

/// Where a schema or resource type comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The same for every tenant: built in, or defined for the installation.
    Installation,
    /// The tenant's administrator.
    Tenant,
    /// What providers sent.
    Learned,
}

/// A schema and what is to be known about it.
#[derive(Debug, Clone)]
pub struct KnownSchema {
    /// The schema.
    pub schema: Schema,
    /// Where it comes from.
    pub source: Source,
    /// The resource types that have it, as base or extension.
    pub resource_types: Vec<String>,
}

/// A resource type and what is to be known about it.
#[derive(Debug, Clone)]
pub struct KnownType {
    /// The type, its extensions as the tenant has them.
    pub definition: ResourceTypeDefinition,
    /// Where it comes from; [`Source::Tenant`] also where the tenant only added extensions.
    pub source: Source,
    /// Whether it has as many extensions as a type may have, so that no further URN is learned.
    pub full: bool,
}

/// Everything a tenant has.
#[derive(Debug, Clone)]
pub struct Known {
    /// The schemas.
    pub schemas: Vec<KnownSchema>,
    /// The resource types.
    pub resource_types: Vec<KnownType>,
}

/// What a definition did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defined {
    /// It is new.
    Created,
    /// It took another one's place.
    Replaced,
    /// It was there already, equal.
    Unchanged,
}

/// What to remove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// The schema of this URN.
    Schema(String),
    /// The resource type of this name.
    ResourceType(String),
}

/// The tenant's schemas and resource types.
///
/// # Errors
/// [`Error::Unknown`] when there is no such tenant.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Known> {
    tenants::find(p, tenant).await?;
    let registry = p.registry(tenant).await?;
    let name = tenant.to_owned();
    let own = p.store().read(move |conn| own(conn, &name)).await?;
    Ok(known(p.common_registry(), &registry, &own))
}

/// Defines schemas and resource types, in place of the tenant's own of the same names. One answer each, schemas
/// first.
///
/// # Errors
/// [`Error::Input`] for a definition that breaks a rule; [`Error::Exists`], with a number, when resources that
/// are there would not fit; [`Error::Unknown`] when there is no such tenant.
pub async fn define(
    p: &Provisioning,
    tenant: &str,
    definitions: Definitions,
) -> Result<Vec<Defined>> {
    tenants::find(p, tenant).await?;
    let (verb, tenant) = (p.clone(), tenant.to_owned());
    p.store()
        .write(move |tx| {
            let definitions = without_learned(tx, &verb, &tenant, definitions.clone())?;
            change(tx, &verb, &tenant, |own| merge(own, &definitions))?;
            write(tx, &verb, &tenant, &definitions)
        })
        .await
}

/// Definitions without the extensions of a type that are only learned: a type shows them, and so it can be defined as it is shown.
fn without_learned(
    tx: &mut Conn,
    p: &Provisioning,
    tenant: &str,
    mut definitions: Definitions,
) -> Result<Definitions> {
    let defined = own(tx, tenant)?.schemas.into_iter();
    let defined: Vec<String> = defined
        .chain(definitions.schemas.iter().cloned())
        .map(|schema| schema.id)
        .collect();
    let is_defined = |urn: &str| {
        defined.iter().any(|known| known.eq_ignore_ascii_case(urn))
            || p.common_registry().schema(urn).is_some()
    };
    let mut learned = Vec::new();
    for row in schemas::learned(tx, tenant)? {
        learned.push((row.resource_type, parse_learned(&row.definition)?.id));
    }
    for rt in &mut definitions.resource_types {
        rt.schema_extensions.retain(|extension| {
            let is_learned = learned
                .iter()
                .any(|(name, urn)| *name == rt.name && urn.eq_ignore_ascii_case(&extension.schema));
            !is_learned || is_defined(&extension.schema)
        });
    }
    Ok(definitions)
}

/// Checks a change of the tenant's own definitions. Nobody else changes them until the transaction ends.
fn change(
    tx: &mut Conn,
    p: &Provisioning,
    tenant: &str,
    edit: impl FnOnce(&Definitions) -> Definitions,
) -> Result<()> {
    schemas::lock(tx, tenant)?;
    schemas::count_on(tx, tenant, schemas::Change::Defined)?;
    p.registries().expect_change(tenant);
    let before = own(tx, tenant)?;
    let after = edit(&before);
    let common = p.common_registry();
    let old = with_learned(tx, tenant, &extended(common, &before)?)?;
    let new = extended(common, &after)?;
    refuse_respelling(&old, &before, &after)?;
    refuse_loss(tx, tenant, &old, &new)
}

/// A name in another case would be the same name in its row and another one in documents, which have it as it was.
fn refuse_respelling(old: &Registry, before: &Definitions, after: &Definitions) -> Result<()> {
    let urns = after.schemas.iter().map(|schema| {
        let same = |known: &&Schema| known.id.eq_ignore_ascii_case(&schema.id);
        let unused = before.schemas.iter().find(same);
        let known = old.schema(&schema.id).or(unused);
        (&schema.id, known.map(|known| &known.id))
    });
    let names = after.resource_types.iter().map(|rt| {
        let same = |known: &&ResourceType| known.name.eq_ignore_ascii_case(&rt.name);
        let known = old.types().iter().find(same);
        (&rt.name, known.map(|known| &known.name))
    });
    match urns
        .chain(names)
        .find(|(name, known)| known.is_some_and(|known| known != *name))
    {
        Some((name, Some(known))) => Err(Error::Input(format!(
            "{name:?} is known as {known:?}; write it in that spelling."
        ))),
        _ => Ok(()),
    }
}

fn write(
    tx: &mut Conn,
    p: &Provisioning,
    tenant: &str,
    definitions: &Definitions,
) -> Result<Vec<Defined>> {
    let mut done = Vec::new();
    let now = p.now();
    let mut put = |tx: &mut Conn, kind, name: &str, text: String| -> Result<()> {
        let act = done_to("schema.define", kind, name);
        let before = defined(tx, tenant, kind, name)?;
        schemas::define(tx, tenant, kind, name, &text, now)?;
        let after = json_of(&text)?;
        done.push(match &before {
            Some(before) if *before == after => Defined::Unchanged,
            Some(_) => Defined::Replaced,
            None => Defined::Created,
        });
        match before {
            Some(before) => note_change_in(tx, p, tenant, act, (before, after)),
            None => note_in(tx, p, tenant, act.after(after)),
        }
    };
    for schema in &definitions.schemas {
        put(tx, DefinitionKind::Schema, &schema.id, written(schema)?)?;
    }
    for definition in &definitions.resource_types {
        put(
            tx,
            DefinitionKind::ResourceType,
            &definition.name,
            written(definition)?,
        )?;
    }
    Ok(done)
}

/// What the audit log says of a definition.
fn done_to(action: &'static str, kind: DefinitionKind, name: &str) -> Act {
    let subject = match kind {
        DefinitionKind::Schema => "schema",
        DefinitionKind::ResourceType => "resource_type",
    };
    Act::new(action, subject).named(name)
}

/// The definition of the tenant's own of this name, as its row has it.
fn defined(tx: &mut Conn, tenant: &str, kind: DefinitionKind, name: &str) -> Result<Option<Value>> {
    let member = match kind {
        DefinitionKind::Schema => "id",
        DefinitionKind::ResourceType => "name",
    };
    for text in schemas::definitions(tx, tenant, kind)? {
        let definition = json_of(&text)?;
        let is_it = |known: &str| known.eq_ignore_ascii_case(name);
        if definition[member].as_str().is_some_and(is_it) {
            return Ok(Some(definition));
        }
    }
    Ok(None)
}

fn json_of(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|error| Error::Internal(error.into()))
}

/// The tenant's own definitions.
fn own(conn: &mut Conn, tenant: &str) -> Result<Definitions> {
    let schemas = schemas::definitions(conn, tenant, DefinitionKind::Schema)?;
    let types = schemas::definitions(conn, tenant, DefinitionKind::ResourceType)?;
    parsed(&schemas, &types)
}

fn parsed(schemas: &[String], types: &[String]) -> Result<Definitions> {
    let mut definitions = Definitions::default();
    for text in schemas.iter().chain(types) {
        let document = json_of(text)?;
        definitions
            .read(&document)
            .map_err(|error| Error::Internal(error.into()))?;
    }
    Ok(definitions)
}

/// The common schemas and those in these rows.
pub(crate) fn common_with(
    common: &Registry,
    schemas: &[String],
    types: &[String],
) -> Result<Registry> {
    extended(common, &parsed(schemas, types)?)
}

fn extended(common: &Registry, definitions: &Definitions) -> Result<Registry> {
    common
        .extend(&definitions.schemas, &definitions.resource_types)
        .map_err(|invalid| Error::Input(invalid.to_string()))
}

/// These schemas and what the tenant learned beside them.
pub(crate) fn with_learned(conn: &mut Conn, tenant: &str, registry: &Registry) -> Result<Registry> {
    let mut learned = Vec::new();
    for row in schemas::learned(conn, tenant)? {
        learned.push((row.resource_type, parse_learned(&row.definition)?));
    }
    Ok(registry.with_learned(&learned))
}

/// A learned schema as its row has it.
pub(crate) fn parse_learned(text: &str) -> Result<Schema> {
    serde_json::from_str(text).map_err(|error| Error::Internal(error.into()))
}

/// A definition as its row has it.
pub(crate) fn written(definition: &impl Serialize) -> Result<String> {
    serde_json::to_string(definition).map_err(|error| Error::Internal(error.into()))
}

fn merge(own: &Definitions, new: &Definitions) -> Definitions {
    let mut merged = own.clone();
    let (urns, names): (Vec<_>, Vec<_>) = (
        new.schemas.iter().map(|schema| &schema.id).collect(),
        new.resource_types.iter().map(|rt| &rt.name).collect(),
    );
    let among =
        |all: &[&String], name: &str| all.iter().any(|other| other.eq_ignore_ascii_case(name));
    merged.schemas.retain(|schema| !among(&urns, &schema.id));
    merged.resource_types.retain(|rt| !among(&names, &rt.name));
    merged.schemas.extend(new.schemas.iter().cloned());
    merged
        .resource_types
        .extend(new.resource_types.iter().cloned());
    merged
}

fn known(common: &Registry, registry: &Registry, own: &Definitions) -> Known {
    let mut all: Vec<&Schema> = registry.schemas();
    let unused = own
        .schemas
        .iter()
        .filter(|schema| !all.iter().any(|used| used.id == schema.id));
    let unused: Vec<&Schema> = unused.collect();
    all.extend(unused);
    let known_schema = |schema: &Schema| {
        let is_own = own.schemas.iter().any(|defined| defined.id == schema.id);
        let source = match (is_own, common.schema(&schema.id)) {
            (true, _) => Source::Tenant,
            (false, Some(_)) => Source::Installation,
            (false, None) => Source::Learned,
        };
        let has = registry
            .types()
            .iter()
            .filter(|rt| rt.schema.id == schema.id || rt.extension(&schema.id).is_some());
        KnownSchema {
            schema: schema.clone(),
            source,
            resource_types: has.map(|rt| rt.name.clone()).collect(),
        }
    };
    let known_type = |rt: &ResourceType| KnownType {
        definition: rt.definition(),
        source: if own
            .resource_types
            .iter()
            .any(|defined| defined.name == rt.name)
        {
            Source::Tenant
        } else {
            Source::Installation
        },
        full: learned::is_full(rt, 0),
    };
    Known {
        schemas: all.into_iter().map(known_schema).collect(),
        resource_types: registry.types().iter().map(known_type).collect(),
    }
}
