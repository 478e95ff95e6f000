//! The verbs of RFC 7644 §3 on resources: create, read, list, replace, patch, delete.
//!
//! Each verb is one transaction: read, decide, write, announce. What is decided inside is pure
//! ([`scim_core`]); what a verb changed becomes exactly one row in `changes`, and a request that changes
//! nothing moves neither version nor time.

mod announce;
mod answer;
mod bulk;
mod commit;
mod create;
mod delete;
mod forget;
mod held;
mod learn;
mod left;
mod list;
mod members;
mod nesting;
mod own;
mod patch;
mod read;
mod rehearsal;
mod replace;
mod revive;
mod unanswered;
mod unique;
mod verb;

pub use answer::{Answer, Call, Outcome, Page};
pub use bulk::bulk;
pub use create::create;
pub use delete::delete;
pub use forget::Forgetting;
pub use list::{ListRequest, list, list_all};
pub use own::{patch_own, read_own, refuse_own, replace_own};
pub use patch::patch;
pub use read::read;
pub use rehearsal::Rehearsal;
pub use replace::replace;

pub(crate) use bulk::{Bulk, CHUNK_STEPS_MAX, Progress};
pub(crate) use forget::forget_in;
pub(crate) use held::{keep_in, release_in};
pub(crate) use left::is_left;
pub(crate) use replace::would_change;
pub(crate) use verb::{Prepared, RENEWALS_MAX, received};

use rollcall_storage::resources::{self, Scope, Stored};
use rollcall_storage::{Conn, id};
use scim_core::ErrorKind;
use uuid::Uuid;

use crate::{Error, Result};

/// The id in a path. Text of another shape than ids have is simply an id that does not exist.
fn resource_id(scope: &Scope<'_>, id: &str) -> Result<Uuid> {
    id::parse(id).ok_or_else(|| not_found(scope, id))
}

fn not_found(scope: &Scope<'_>, id: &str) -> Error {
    let kind = &scope.resource_type.name;
    Error::scim(
        ErrorKind::NotFound,
        format!("There is no {kind} with id {id:?} here; it may have been deleted."),
    )
}

/// Reads a resource that the caller sees for a change; nobody else changes it until the transaction ends.
fn lock(tx: &mut Conn, call: &Call, scope: &Scope<'_>, id: &str) -> Result<Stored> {
    let uuid = resource_id(scope, id)?;
    let found = resources::lock(tx, scope, uuid)?;
    let found = found.filter(|stored| call.view().shows(stored));
    found.ok_or_else(|| not_found(scope, id))
}
