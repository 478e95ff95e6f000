//! Who is not at the source any more: known only once all of it was read.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Action, Local, Reason, Step, Write, Written};
use scim_core::Object;

/// How many may vanish at once without anybody being asked: `people_max`, or `percent_max` of a hundred, whichever are more (as for the guard).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// So many people.
    pub people_max: u64,
    /// Or so many of a hundred.
    pub percent_max: u8,
}

/// What becomes of those who vanished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Vanished {
    /// They are deactivated, each by [`gone`].
    Deactivate,
    /// They stay until an administrator has looked: so many are too many.
    Held {
        /// How many vanished.
        vanished: u64,
        /// Of how many who are active.
        of: u64,
        /// How many may.
        may: u64,
    },
    /// They stay: somebody was left out of the run whose id could not be read, and could be one of them.
    Unsure {
        /// How many were left out so.
        unidentified: u64,
    },
    /// They stay: the source has nobody at all, which is hardly meant.
    NobodyThere,
}

impl Vanished {
    /// Judges a full run that was read to its end. `vanished`: how many active people this connection wrote and did not see; `of`: how many active ones
    /// it wrote; `seen`: how many people the source has; `unidentified`: how many of them were left out without an id.
    pub fn judged(vanished: u64, of: u64, seen: u64, unidentified: u64, limit: Limit) -> Self {
        if vanished == 0 {
            return Self::Deactivate;
        }
        if seen == 0 {
            return Self::NobodyThere;
        }
        if unidentified > 0 {
            return Self::Unsure { unidentified };
        }
        let share = of.saturating_mul(u64::from(limit.percent_max.min(100))) / 100;
        let may = limit.people_max.max(share);
        if vanished > may {
            return Self::Held { vanished, of, may };
        }
        Self::Deactivate
    }
}

/// What to do with somebody whom this connection wrote and the source does not have any more. `None`: it never wrote them, or they are not active.
pub fn gone(local: &Local) -> Option<Step> {
    let written = local.written.as_ref().filter(|_| local.is_active)?;
    let mut resource = Object::new();
    resource.insert("active".to_owned(), json!(false));
    Some(Step {
        external_id: written.external_id.clone(),
        user_name: local.user_name.clone(),
        person: Some(local.id.clone()),
        action: Action::Deactivate,
        reason: Reason::Vanished,
        write: Some(Write {
            resource,
            // Should they come back, that is something else than last time.
            written: Written {
                active: Some(false),
                ..written.clone()
            },
        }),
    })
}
