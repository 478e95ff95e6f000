//! SCIM 2.0 (RFC 7643, RFC 7644) as pure functions over JSON: no I/O, no clock, no random.
//!
//! A resource type is data ([`schema`]). What a client sends is parsed ([`body`]), brought into one canonical form
//! ([`normalize`], [`patch`]) and checked ([`validate`]); what is stored is turned into an answer
//! ([`render`], [`etag`], [`project`], [`list`], [`cursor`], [`discovery`]) and compared with a filter ([`condition`],
//! [`evaluate`], [`sort`], [`comparable`]) or made into an event ([`event`]). Many requests in one are in [`bulk`]. What clients
//! do beside the RFC is in [`quirks`], rule by rule.
//!
//! ```
//! use scim_core::{Rules, condition, normalize, schema::Registry};
//!
//! let registry = Registry::builtin();
//! let users = registry.by_endpoint("Users").unwrap();
//! let body = serde_json::json!({ "USERNAME": "amina@example.com", "active": "True", "emails": null });
//! let incoming = normalize::resource(users, &body, Rules::ALL).unwrap();
//! assert_eq!(incoming.attributes["active"], true);
//!
//! let filter = condition::parse(users, r#"userName eq "AMINA@example.com""#, Rules::ALL).unwrap();
//! assert!(filter.matches(&incoming.attributes));
//! ```

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::panic))]

pub mod body;
pub mod bulk;
pub mod comparable;
pub mod condition;
pub mod cursor;
pub mod diff;
pub mod discovery;
pub mod error;
pub mod etag;
pub mod evaluate;
pub mod event;
mod given;
pub mod list;
pub mod normalize;
pub mod patch;
pub mod project;
pub mod quirks;
pub mod render;
pub mod schema;
pub mod search;
pub mod sent;
pub mod sort;
mod text;
pub mod validate;

pub use error::{Error, ErrorKind, Result};
pub use quirks::{Rule, Rules};
pub use scim_filter_parser::Path;
pub use text::{fold, format_instant, instant};

/// The examples of the README run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// A JSON object that keeps the order of its members; equality ignores the order.
pub type Object = serde_json::Map<String, serde_json::Value>;
