//! PATCH (RFC 7644 §3.5.2): a stored document and operations give a new document, or an error and
//! nothing.
//!
//! [`parse()`] reads the message; [`apply`] carries it out on a copy, operation by operation, each
//! seeing what the ones before it did. `target` says what a path names, `draft` keeps the rules that
//! hold for every attribute (readOnly, unassigned means absent; `before` those about what was there: required,
//! immutable), `budget` counts what all operations together cost, and `add`, `replace` and `remove` compute one
//! attribute's new value from its old one. `merge` takes values
//! apart that are sets of attributes, and `unknown` keeps what no schema describes. Members of groups
//! are never in the document: `members` turns what happens to them into a list of [`MembersOp`].
//!
//! ```
//! use scim_core::{Rules, patch, schema::Registry};
//! use serde_json::json;
//!
//! let registry = Registry::builtin();
//! let users = registry.by_endpoint("Users").unwrap();
//! let message = json!({"schemas": [patch::PATCH_OP], "Operations": [{"op": "replace", "path": "name.givenName", "value": "Amina"}]});
//! let operations = patch::parse(&message, Rules::NONE).unwrap();
//! let before = json!({"userName": "amina", "name": {"familyName": "Okafor"}});
//! let after = patch::apply(users, "2819c223", before.as_object().unwrap(), &operations, Rules::NONE).unwrap();
//! assert_eq!(after.attributes["name"], json!({"givenName": "Amina", "familyName": "Okafor"}));
//! ```

mod add;
mod before;
mod budget;
mod complex;
mod draft;
mod elements;
mod members;
mod merge;
mod parse;
mod primary;
mod remove;
mod replace;
mod target;
#[cfg(test)]
mod tests;
mod unknown;

pub use parse::{Operation, PATCH_OP, parse};

use crate::condition::Condition;
use crate::schema::ResourceType;
use crate::{Object, Result, Rules};

/// What a PATCH makes of a resource.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Patched {
    /// The new document, canonical. Equal to the old one if nothing changed.
    pub attributes: Object,
    /// What happens to the members, in this order.
    pub members: Vec<MembersOp>,
    /// Paths that were received and not kept, because no schema knows them.
    pub dropped: Vec<String>,
}

/// A change of a group's members. Ids are as the client sent them, each at most once.
#[derive(Debug, Clone, PartialEq)]
pub enum MembersOp {
    /// These are members from now on; those that are already stay so.
    Add(Vec<String>),
    /// These are no longer members; those that are not, are not (RFC 7644 §3.5.2.2: "no changes").
    Remove(Vec<String>),
    /// Whoever fulfils the condition is no longer a member. Its places are relative to one member:
    /// `value`, `type`, `display`, `$ref`.
    RemoveWhere(Condition),
    /// Exactly these are members from now on.
    Replace(Vec<String>),
}

/// Applies operations in order to the document of the resource with that id; all or nothing.
///
/// Whether the result is complete, and a unique value still free, is for [`crate::validate`] and
/// the caller.
///
/// # Errors
/// `invalidPath`, `noTarget`, `mutability`, `invalidValue`, `invalidFilter`: see RFC 7644 §3.12,
/// table 9. `invalidSyntax`: a value names one attribute twice. `tooMany`: all operations together
/// compare too much, which only many operations on many values do.
pub fn apply(
    rt: &ResourceType,
    id: &str,
    before: &Object,
    operations: &[Operation],
    rules: Rules,
) -> Result<Patched> {
    let mut draft = draft::Draft::new(rt, id, before, rules);
    for (index, operation) in operations.iter().enumerate() {
        draft
            .operate(operation)
            .map_err(|error| parse::numbered(error, index, operations.len()))?;
    }
    Ok(draft.finish())
}
