//! Bulk requests (RFC 7644 §3.7): many operations in one body, which may refer to each other.
//!
//! [`BulkRequest::parse`] reads the message. [`plan()`] says in which order its operations are carried out:
//! in theirs, except that one that refers to a resource created further down waits for it.
//! [`Operation::resolve`] puts ids where references stand. [`response`] makes the answer. Carrying the
//! operations out is the caller's.
//!
//! ```
//! use scim_core::bulk::{self, BulkRequest, Known};
//! use serde_json::json;
//!
//! let body = json!({
//!     "schemas": [bulk::BULK_REQUEST],
//!     "Operations": [
//!         {"method": "POST", "path": "/Groups", "bulkId": "g", "data": {"members": [{"value": "bulkId:u"}]}},
//!         {"method": "POST", "path": "/Users", "bulkId": "u", "data": {"userName": "amina"}},
//!     ],
//! });
//! let request = BulkRequest::parse(&body, 1_000).unwrap();
//! let order: Vec<_> = bulk::plan(&request.operations).into_iter().flat_map(|step| step.operations).collect();
//! assert_eq!(order, [1, 0]);
//!
//! let group = request.operations[0].resolve(&|_| Some(Known::Id("2819c223".to_owned()))).unwrap();
//! assert!(group.complete);
//! ```

mod answer;
mod parse;
mod plan;
mod reference;
#[cfg(test)]
mod tests;

pub use answer::{BULK_RESPONSE, OperationResult, response};
pub use parse::{BULK_REQUEST, BulkRequest, Method, Operation, Target};
pub use plan::{Step, plan};
pub use reference::{Known, Resolved};
