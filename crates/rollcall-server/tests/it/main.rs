//! The server as its users meet it: over HTTP on a real port, and as the real program.
//!
//! Tests that touch the database exist twice, in modules named `sqlite` and `postgres`; the latter run where
//! `ROLLCALL_TEST_POSTGRES` is the URL of a PostgreSQL server on which databases may be made.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod accounts;
mod admin_acts;
mod alert_kinds;
mod alert_subjects;
mod alerts;
mod alerts_manual;
mod api_manual;
mod audit;
mod bad_input;
mod bulk;
mod catalogue;
mod client;
mod command_line;
mod commands_audited;
mod compression;
mod concurrency;
mod configuration;
mod conformance;
mod connections_by_command;
mod console;
mod console_forms;
mod crash;
mod described;
mod devices;
mod directory;
mod edge;
mod editors;
mod ending;
mod events;
mod events_crash;
mod every_cause;
mod every_characteristic;
mod export_checks;
mod exports;
mod extensions;
mod feeds;
mod first_start;
mod forgetting;
mod gophish;
mod gophish_stand_in;
mod guard;
mod guard_by_command;
mod harness;
mod heads;
mod held;
mod http;
mod idempotency;
mod imports;
mod indexes;
mod later;
mod leavers;
mod letters;
mod live;
mod mail_server;
mod mapping;
mod me;
mod okta_double;
mod okta_guide;
mod openapi;
mod operation_samples;
mod operations;
mod others_ids;
mod pace;
mod pauses;
mod people;
mod program;
mod proxies;
mod pulls;
mod pulls_faults;
mod pulls_shown;
mod pulls_sign_in;
mod push_turns;
mod queries;
mod quirks;
mod quirks_manual;
mod receiver;
mod request_causes;
mod request_replays;
mod requests;
mod roles;
mod roles_and_operations;
mod schemas;
mod schemas_by_command;
mod screens;
mod signatures;
mod spoiled;
mod sso;
mod starting;
mod takeovers;
mod tokens;
mod tokens_by_command;
mod too_much;
mod webhooks;
mod what_we_store;
