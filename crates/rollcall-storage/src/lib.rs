//! Rollcall's store: synchronous diesel over SQLite and PostgreSQL, behind two asynchronous doors.
//!
//! [`Store::read`] and [`Store::write`] run a closure with a [`Conn`]; nothing can be awaited inside a
//! transaction. The functions of the table modules take that connection first and the tenant second, and
//! decide nothing about the business.
//!
//! Where the two databases differ is in three files: `conn.rs`, `insert.rs` and `numbering.rs`. Text is folded before it
//! gets here and compared by bytes on both.

mod conn;
mod connect;
mod distribute;
mod entry_key;
mod error;
mod filter_sql;
pub mod id;
mod insert;
mod migrate;
mod numbering;
mod prepared;
mod promote;
mod savepoint;
mod schema;
mod settings;
mod sort_sql;
mod statistics;
mod store;
mod tables;
#[cfg(feature = "testing")]
pub mod testing;
mod writer;

pub use conn::Conn;
pub use error::{Error, Unindexed};
pub use settings::{Pooler, StoreSettings};
pub use store::Store;
pub use tables::{
    admin_sessions, admins, alerts, attribute_entries, attribute_indexes, audit, changes,
    connections, disconnections, event_streams, feeds, first_values, forgotten, gophish, guards,
    held, idempotency_keys, imported_people, installation, jobs, kept_apart, leavers, mappings,
    memberships, one_time_links, overrides, pull_runs, pull_told, pulled_people, pulls,
    received_attributes, request_log, resources, schemas, tenants, tokens, unique_values, webhooks,
};
