//! Black-box conformance suite for any SCIM 2.0 server.
//!
//! The cases are data (`cases/<group>/<nn_name>.json`, compiled in): what Okta, Entra and other identity providers send, and what the RFCs
//! demand, as requests with expectations. [`run`] plays them against a [`Target`] over HTTP, so a server's own
//! integration tests can call it in process:
//!
//! ```no_run
//! use rollcall_conformance::{Options, Target, built_in, run};
//!
//! let target = Target::with_token("http://127.0.0.1:8080/scim", "secret");
//! let report = run(&target, &Options::new(built_in()?), &mut |outcome| println!("{}", outcome.id));
//! assert!(report.passed(), "{}", report.failures_as_text());
//! # Ok::<(), rollcall_conformance::CaseError>(())
//! ```

mod assertion;
mod case;
mod catalogue;
mod client;
mod created;
mod expectation;
mod group;
mod leftovers;
mod lint;
mod need;
mod offer;
mod pattern;
mod pointer;
mod probe;
mod request;
mod runner;
mod target;
mod trial;
mod variables;

pub mod differential;
pub mod report;

pub use assertion::{Assertion, JsonType, Mismatch};
pub use case::{Auth, Case, ErrorShape, Expect, Repeat, Request, Requirement, Step};
pub use catalogue::{CaseError, built_in, from_folder};
pub use client::{Answer, Client, Exchange, Sent};
pub use group::{Group, Profile, Provider, heading};
pub use leftovers::{Leftover, sweep};
pub use need::{Need, Unless};
pub use probe::probe;
pub use report::{CaseOutcome, Failure, Report, Verdict};
pub use runner::{Options, run};
pub use target::Target;
