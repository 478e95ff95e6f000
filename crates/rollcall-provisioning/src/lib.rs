//! Rollcall's verbs. Every change to a resource, whichever door it comes through (SCIM push, command line,
//! admin API, later the pull from Okta), happens here: read, decide, write and announce in one transaction.
//!
//! This crate knows neither HTTP nor SQL: doors hand in parsed values, [`rollcall_storage`] keeps the rows,
//! and [`scim_core`] and [`rollcall_mapping`] decide what the values mean.

pub mod accounts;
pub mod adoptions;
pub mod alerts;
pub mod audit;
pub mod auth;
pub mod catalogue;
pub mod connections;
mod cursors;
pub mod dropped;
mod error;
pub mod events;
pub mod exports;
pub mod feeds;
pub mod filters;
mod first_values;
pub mod gophish;
pub mod groups;
pub mod guard;
pub mod idempotency;
pub mod imports;
pub mod indexes;
pub mod jobs;
pub mod keys;
pub mod leavers;
mod limits;
mod looks;
pub mod mail;
pub mod mappings;
pub mod overrides;
pub mod overview;
mod pages;
pub mod people;
mod provisioning;
pub mod pulls;
mod received;
mod registries;
pub mod requests;
pub mod resources;
mod rfc3339;
pub mod schemas;
mod secret;
pub mod signatures;
pub mod stored;
pub mod targets;
pub mod tenants;
pub mod tokens;
mod usage;
mod walk;
pub mod webhooks;

pub use error::{Error, Result, Told};
pub use limits::{Afterwards, Limits};
pub use mail::Mailer;
pub use provisioning::{Clock, FIRST_TENANT, FirstStart, Provisioning, Settings};
pub use rollcall_storage::{Pooler, StoreSettings};
pub use secret::SecretKey;

/// A second, in the microseconds in which all times are kept.
const SECOND: i64 = 1_000_000;

#[cfg(test)]
mod tests;
