//! Okta's sequence, as data: each chapter is a list of steps beside the functions that play them.

mod connect;
mod group;
mod person;
mod refusals;
mod wizard;

use super::play::Step;

/// All chapters in the order in which an Okta administrator causes them.
pub(crate) const CHAPTERS: &[&[Step]] = &[
    connect::STEPS,
    person::STEPS,
    wizard::STEPS,
    group::STEPS,
    refusals::STEPS,
];
