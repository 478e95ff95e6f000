//! Adoption: imported people who may be people whom a provider pushes. It is told which, and why; an administrator says
//! whether they are one (*link*) or two (*keep apart*). Until then both stay, and are told of: nobody is taken over silently.

mod decide;
mod search;

pub use decide::{Linked, ask, keep_apart, link};
pub use search::{Decision, Evidence, Pair, Search, Side};
