//! The store, on SQLite in a temporary directory and, when `ROLLCALL_TEST_POSTGRES` is the URL of a server on
//! which databases may be created, on PostgreSQL too: every test with a database of its own.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod attribute_indexes;
mod changes;
mod distribution;
mod expand_then_contract;
mod filters;
mod harness;
mod lists;
mod memberships;
mod migrations;
mod resources;
mod tables;
mod walks;
mod writes;
