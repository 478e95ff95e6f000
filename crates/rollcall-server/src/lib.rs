//! Rollcall's doors: HTTP and the command line. A handler parses, calls one verb of
//! [`rollcall_provisioning`] and responds; nothing here decides about a resource.

mod attribute_index;
mod catalogue;
pub mod cli;
pub mod config;
mod connection;
pub mod console;
mod disconnecting;
mod dropped;
pub mod edge;
pub mod error;
mod event_stream;
pub mod extract;
mod feeding;
mod gophish;
mod guarding;
mod hooks;
mod indexing;
mod leaver;
mod leaving;
mod logged;
mod logging;
pub mod metrics;
pub mod openapi;
mod pace;
mod push;
mod replay;
pub mod respond;
pub mod routes;
pub mod site;
pub mod startup;
mod stepping;
pub mod telemetry;
mod turns;
mod webhook;
mod work;
