//! From an HTTP request to what a verb is called with.

mod caller;
mod file;
mod parameters;
mod prefer;
mod room;
mod scim_call;
mod scim_json;

pub use caller::{
    ApiCaller, below_base, is_authenticated, require_api_caller, require_events_caller,
    require_scim_caller, rules,
};
pub use file::FileBody;
pub use parameters::Parameters;
pub use prefer::Prefer;
pub use room::Room;
pub use scim_call::{ScimCall, scim_base};
pub use scim_json::{BulkJson, ScimJson};
