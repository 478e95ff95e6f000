//! How far a run has come, and what it did: kept with each page that is applied.

use std::collections::BTreeSet;

use rollcall_okta::plan::Vanished;
use rollcall_okta::scim_client::Capabilities;
use rollcall_okta::source::{Ask, LeftOut, Position, Remote};
use scim_core::Object;
use serde::{Deserialize, Serialize};

/// Problems that are kept of one run.
/// Of why somebody could not be taken.
const WHY_CHARACTERS_MAX: usize = 500;
const PROBLEMS_MAX: usize = 200;
/// People who may wait for a name.
const LATER_PEOPLE_MAX: usize = 200;
/// Bytes of those people.
const LATER_BYTES_MAX: usize = 2 * 1024 * 1024;

/// What is done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Pages are read.
    #[default]
    Reading,
    /// Those who waited for a name have their turn.
    Waiting,
    /// Those who vanished are deactivated.
    Vanishing,
    /// Nothing.
    Ended,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// People who were made.
    pub created: u64,
    /// People who were changed, and are as active as before.
    pub changed: u64,
    /// People who became active again.
    pub reactivated: u64,
    /// People who were deactivated.
    pub deactivated: u64,
    /// People whose deactivation the guard holds.
    pub held: u64,
    /// People about whom nothing was to be done.
    pub unchanged: u64,
    /// People who could not be taken from the source.
    pub left_out: u64,
    /// People with whom something went wrong here.
    pub failed: u64,
}

/// What went wrong with somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// By which the source knows them.
    pub external_id: Option<String>,
    /// How they sign in there.
    pub user_name: Option<String>,
    /// Why, in a sentence.
    pub why: String,
}

/// What has to be known of a source before it is asked for people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Known {
    /// What a SCIM server can.
    pub capabilities: Option<Capabilities>,
    /// Whose PayFit's key is.
    pub company: Option<String>,
}

/// Somebody who waits for a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Later {
    external_id: String,
    user_name: String,
    resource: Object,
    active: Option<bool>,
    changed_micros: Option<i64>,
}

impl Later {
    fn of(remote: &Remote) -> Self {
        let remote = remote.clone();
        Self {
            external_id: remote.external_id,
            user_name: remote.user_name,
            resource: remote.resource,
            active: remote.active,
            changed_micros: remote.changed_micros,
        }
    }

    pub(super) fn remote(&self) -> Remote {
        let later = self.clone();
        Remote {
            external_id: later.external_id,
            user_name: later.user_name,
            resource: later.resource,
            active: later.active,
            changed_micros: later.changed_micros,
        }
    }
}

/// How far a run has come, and what it did.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// What is done now.
    pub stage: Stage,
    /// What was done.
    pub counts: Counts,
    /// Pages that were read.
    pub pages: u64,
    /// People who were read.
    pub seen: u64,
    /// Requests that were sent.
    pub requests: u64,
    /// What went wrong with single people.
    pub problems: Vec<Problem>,
    /// What went wrong with more of them.
    pub more_problems: u64,
    /// Why the run ended before its end.
    pub failed: Option<String>,
    /// What was judged of those who vanished.
    pub vanished: Option<Vanished>,
    /// What an administrator decided about them, and who: `released by …`.
    pub decided: Option<String>,
    /// How it is read: since then, by the source's clock.
    pub(super) since_micros: Option<i64>,
    /// How many people in a page.
    pub(super) page_people: Option<u16>,
    /// Where the next page begins.
    pub(super) position: Option<Position>,
    /// The newest change that was seen.
    pub(super) newest_micros: Option<i64>,
    /// People of the page that are applied already, of a page that was broken off.
    pub(super) page_done: BTreeSet<String>,
    /// People who wait for a name.
    pub(super) later: Vec<Later>,
    /// How many were left out without an id.
    pub(super) unidentified: u64,
    /// Up to whom those who vanished are dealt with.
    pub(super) vanished_after: String,
    /// The run in which people who are met are seen: itself if it is a full one, else one about which is to be decided.
    pub(super) sees_for: Option<uuid::Uuid>,
    /// What was asked of the source before.
    pub known: Known,
}

impl Progress {
    /// What is asked next.
    pub fn ask(&self, page_people_max: u16) -> Ask {
        let people = self.page_people.unwrap_or(page_people_max);
        Ask {
            since_micros: self.since_micros,
            page_people: people.min(page_people_max).max(1),
            position: self.position.clone(),
        }
    }

    /// The run goes on with that: with fewer people in a page, or from the beginning.
    pub(super) fn asks(&mut self, ask: &Ask) {
        if self.position != ask.position {
            self.page_done.clear();
        }
        self.page_people = Some(ask.page_people);
        self.position.clone_from(&ask.position);
    }

    /// Counts who was read, each once.
    pub(super) fn see(&mut self, people: &[Remote]) {
        let new = people
            .iter()
            .filter(|it| !self.page_done.contains(&it.external_id));
        self.seen += u64::try_from(new.count()).unwrap_or_default();
    }

    /// Notes what went wrong with somebody.
    pub(super) fn note(&mut self, problem: Problem) {
        // Of how many and how long they are the source decides.
        let short = |it: Option<String>| it.map(|it| rollcall_okta::shown(&it));
        let problem = Problem {
            external_id: short(problem.external_id),
            user_name: short(problem.user_name),
            why: problem.why.chars().take(WHY_CHARACTERS_MAX).collect(),
        };
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        } else {
            self.more_problems += 1;
        }
    }

    pub(super) fn leave_out(&mut self, left_out: &LeftOut) {
        self.counts.left_out += 1;
        self.unidentified += u64::from(left_out.external_id.is_none());
        self.note(Problem {
            external_id: left_out.external_id.clone(),
            user_name: left_out.user_name.clone(),
            why: left_out.why.clone(),
        });
    }

    /// Has somebody wait; answers whether there is room.
    pub(super) fn wait(&mut self, remote: &Remote) -> bool {
        let bytes = |resource: &Object| serde_json::to_vec(resource).map_or(0, |it| it.len());
        let waiting: usize = self.later.iter().map(|it| bytes(&it.resource)).sum();
        let fits = self.later.len() < LATER_PEOPLE_MAX
            && waiting + bytes(&remote.resource) <= LATER_BYTES_MAX;
        if fits {
            self.later.retain(|it| it.external_id != remote.external_id);
            self.later.push(Later::of(remote));
        }
        fits
    }
}
