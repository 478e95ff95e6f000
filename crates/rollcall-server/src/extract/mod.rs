//! From an HTTP request to what a verb is called with.

mod api_caller;
mod caller;
mod file;
mod parameters;
mod prefer;
mod room;
mod scim_call;
mod scim_json;
mod whole;

pub use api_caller::{ApiCaller, By, SessionCaller, by_nobody, origin, require_api_caller};
pub use caller::{
    below_base, check_again, is_authenticated, require_events_caller, require_scim_caller, rules,
};
pub use file::FileBody;
pub use parameters::Parameters;
pub use prefer::Prefer;
pub use room::{Room, Taken};
pub use scim_call::{ScimCall, scim_base, site_base};
pub use scim_json::{BulkJson, ScimJson};
pub use whole::whole_body;
