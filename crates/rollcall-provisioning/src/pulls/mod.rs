//! People pulled from where they are kept: the other way in, beside the push.
//!
//! Nothing is sent here. What a source is asked and how its answers are read is in [`sources`]; whoever sends (`rollcall-server::pulling`)
//! claims a connection ([`claim`]), asks with what [`Claimed`] has, and hands each page that it read to a [`Run`], which applies it
//! through the verbs of a push, in one transaction with how far it has come. So a run goes on wherever it was broken off.

mod attributes;
mod chunk;
mod lease;
mod manage;
mod owned;
mod person;
mod progress;
mod run;
mod secrets;
mod settings;
mod sign_in;
mod source;
mod tokens;
mod told;
mod vanished;
mod view;

pub use attributes::{Attribute, keep as keep_attributes};
pub use lease::{Claimed, Due, Ended, claim, due, hold, park, park_as_it_was, release};
pub use manage::{NewPull, Wanted, change, create, find, list, sync};
pub use progress::{Counts, Known, Problem, Progress, Stage};
pub use rollcall_okta as sources;
pub use run::{Flow, Run};
pub use settings::{Asked, AskedSource, Settings, SourceSettings};
pub use sign_in::{
    Arrived, Back, Place, SignedIn, Unconfirmed, back, begin, denied, finish, unconfirmed,
};
pub use source::{is_ready, okta, source};
pub use tokens::{Credentials, credentials, new_proof_key, renewed, revocation};
pub use told::{HOOK_PREFIX, Told, hook, hooked, new_hook, next_told, told};
pub use vanished::{Absent, Absentees, Decision, absent, decide};
pub use view::{PullView, RunView, Runs, run, runs};

pub(crate) use attributes::of_connection;
pub(crate) use manage::end_in;
pub(crate) use secrets::Means;
pub(crate) use vanished::undecided;

/// The kind of a connection over which people are pulled.
pub(crate) const KIND: &str = "pull";
