//! Gophish: groups there are kept in step with target groups here.
//!
//! A target group is a name in the `groups` column of target users. Only groups that were made from here are changed or deleted:
//! which those are is remembered by their ids there. What is to be done is worked out without the network ([`plan`]); whoever
//! does it (the server, a command) says after each step that it is done, so that whoever comes after one who was killed goes
//! on from there.

mod automatic;
mod connection;
mod plan;
mod run;

pub use automatic::due;
pub use connection::{Connection, NewConnection, Position, Settings, connect, disconnect, find};
pub use plan::{Action, GroupThere, Plan, Step, Summary, Target, plan};
pub use run::{Report, Run, Wanted, begin, wanted};
