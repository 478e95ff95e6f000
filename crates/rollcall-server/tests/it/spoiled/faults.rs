//! The ways to be wrong: each a mistake that servers make, with the cases of the suite that catch it.

mod discovery;
mod http;
mod lists;
mod requests;
mod resources;

use super::Fault;

/// All of them.
pub(super) fn all() -> impl Iterator<Item = &'static Fault> {
    [
        http::FAULTS,
        lists::FAULTS,
        requests::FAULTS,
        resources::FAULTS,
        discovery::FAULTS,
    ]
    .into_iter()
    .flatten()
}
