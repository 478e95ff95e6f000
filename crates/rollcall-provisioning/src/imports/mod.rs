//! Lists of people who are in no provider: read from a file, looked at, imported.
//!
//! Each list is a connection of its own, of the kind `import`. Its people are SCIM people like any others, but for their
//! `userName`, which begins with [`IMPORTED`]: it is none that a provider would choose, so a provider's push of the same
//! person succeeds as if there were no list, and makes its own person. Whether the two are one is for an administrator to
//! say ([`crate::adoptions`]).

mod line;
mod run;
mod sources;

pub use run::{Asked, Import, Missing, Sample, Summary};
pub use sources::{Source, list as sources};

pub(crate) use sources::refuse_tokens;

use scim_core::Object;
use serde_json::Value;

/// What the `userName` of an imported person begins with; the id of their entry follows.
pub const IMPORTED: &str = "imported:";

/// The kind of a connection that is a list.
pub(crate) const KIND: &str = "import";

/// The name of the list where none is named.
pub const DEFAULT_SOURCE: &str = "import";

/// Whether these are the attributes of somebody who came by a list and whom no provider has taken over since.
pub(crate) fn is_imported(attributes: &Object) -> bool {
    let name = attributes.get("userName").and_then(Value::as_str);
    name.is_some_and(|name| name.starts_with(IMPORTED))
}
