//! Feeds: whoever wants to know is told when what is made of a person changes, and of nothing else.
//!
//! Values are computed, never stored. What is remembered is a digest of each value that was announced last, a few bytes, and
//! only for tenants that have a feed. A worker reads the tenant's changes by their numbers, finds by indexes whom each concerns
//! (the person; whoever has them as manager; who joined or left a group, or is in one that was renamed), computes what those
//! people have now, and announces what differs from the digests. What concerns many, or comes at a time, is a task that is
//! worked on a few hundred people at a time.
//!
//! # Why everything is announced, and once
//! Announcements, digests and the position up to which changes were looked at are written in one transaction, by whoever
//! holds the feed's lease. People are read after the changes that name them, so what is compared is as new as those; whatever
//! is committed later has a change or a task of its own that is still to come.

mod ask;
mod assess;
mod cause;
mod concern;
mod digest;
mod read;
mod step;
mod switch;
mod view;
mod work;

pub use ask::{Whom, recompute};
pub use cause::Cause;
pub use digest::Kind;
pub use read::{After, Item, Page, changes, latest};
pub use switch::{State, state, switch_on};
pub use work::{Worked, catch_up, forget_old, work_round};

pub(crate) use ask::ask_in;
pub(crate) use read::items;
pub(crate) use switch::switch_on_in;
