//! Two servers, the same questions: thousands of documents, filters and PATCHes by lot, and whether the answers are the same.
//!
//! The lots depend on the seed alone. A disagreement is cut down to the smallest exchange that still shows it; then it must belong to
//! a named class of a file (`differential/explained.json` has those known between Rollcall and scim2-server), or the run fails.
//! Compared are the people a filter finds and the resource after a POST or PATCH, ids mapped, without `meta`, without order where RFC 7643
//! has none; of errors the status. Both tenants must be empty, since found people are counted; what is made is deleted at the end.

mod command;
mod disagreement;
mod explained;
mod features;
mod filters;
mod patches;
mod random;
mod reading;
mod report;
mod server;
mod test;
mod trial;
mod vocabulary;

pub use command::Arguments;
pub use disagreement::{Asked, Disagreement, Outcome};
pub use explained::{Explanation, Patterns, Right};
pub use report::{Comparison, Report};
pub use trial::{Options, compare};
