//! What a tenant decides about its people: a definition in force, its history, and a draft of the next one. A definition
//! that is not valid is never kept.

mod completeness;
mod current;
mod diff;
mod draft;
mod history;
mod parts;

pub(crate) use completeness::active;
pub use completeness::{Completeness, Count, FieldCompleteness, Lacking, Search};
pub(crate) use current::{Current, Mappings, definition_of};
pub use diff::{Altered, Diff, FieldCount, Step, Summary};
pub use draft::{Draft, discard, draft, preview, publish, save_draft};
pub use history::{Version, history, roll_back, version};
pub(crate) use parts::Part;

use rollcall_mapping::{Definition, Mapping, Problem, Problems};
use rollcall_storage::mappings::Published;
use scim_core::schema::Registry;
use serde::Serialize;
use serde_json::json;

use crate::audit::Act;
use crate::provisioning::people;
use crate::{Error, Provisioning, Result};

/// The number of the definition that every tenant begins with.
pub const BUILTIN_VERSION: i64 = 0;

/// A definition in force.
#[derive(Debug, Clone, Serialize)]
pub struct InForce {
    /// Its version; [`BUILTIN_VERSION`] where none was published.
    pub version: i64,
    /// What it says.
    pub definition: Definition,
    /// What of it cannot be used any more, because a schema changed since.
    pub problems: Vec<Problem>,
}

/// The definition by which a tenant's people are seen.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn in_force(p: &Provisioning, tenant: &str) -> Result<InForce> {
    crate::tenants::find(p, tenant).await?;
    let current = p.mappings().of(p, tenant).await?;
    Ok(InForce {
        version: current.version,
        definition: current.definition.as_ref().clone(),
        problems: current.problems.as_ref().clone(),
    })
}

/// The mapping of a definition for people as the registry has them.
///
/// # Errors
/// [`Error::Invalid`] with everything that is wrong.
pub(crate) fn compile(registry: &Registry, definition: &Definition) -> Result<Mapping> {
    Mapping::new(definition, people(registry)?)
        .map_err(|Problems(problems)| Error::Invalid(problems))
}

/// Refuses a note that cannot be kept.
///
/// # Errors
/// [`Error::Input`]
fn check_note(note: &str) -> Result<()> {
    const CHARS_MAX: usize = 500;
    if note.chars().count() > CHARS_MAX || note.contains('\0') {
        return Err(Error::Input(format!(
            "A note has at most {CHARS_MAX} characters, and no NUL."
        )));
    }
    Ok(())
}

/// There is no such field.
pub(crate) fn no_field(key: &str) -> Error {
    Error::Unknown(format!("There is no field {key:?}."))
}

/// Reads a definition of ours.
fn read(text: &str) -> Result<Definition> {
    Definition::read(text.as_bytes()).map_err(|problem| {
        Error::Internal(format!("a definition of ours cannot be read: {problem}").into())
    })
}

fn write(definition: &Definition) -> Result<String> {
    serde_json::to_string(definition).map_err(|error| Error::Internal(Box::new(error)))
}

/// A definition to be the next version.
fn next(p: &Provisioning, version: i64, definition: String, note: &str, by: &str) -> Published {
    Published {
        version: version + 1,
        definition,
        note: note.to_owned(),
        published_at: p.now(),
        published_by: by.to_owned(),
    }
}

/// What the audit log says of a version that is put in force.
fn put_in_force(action: &'static str, before: i64, published: &Published) -> Act {
    Act::new(action, "mapping")
        .before(json!({ "version": before }))
        .after(json!({ "version": published.version, "note": published.note }))
}
