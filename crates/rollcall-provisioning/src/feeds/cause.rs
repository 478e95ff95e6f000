//! What made a value another one.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Error, Result};

/// Why something was announced. As JSON: `{"kind": "manager", "person": "…", "change": 7, "request": "…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cause {
    /// The person's own record changed.
    Person(Change),
    /// Something changed of the person whom they have as manager.
    Manager {
        /// That person.
        person: Uuid,
        /// What made that one another, where it was a change of a resource.
        #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
        by: Option<Change>,
    },
    /// They joined or left a group, or one that they are in was renamed.
    Group {
        /// The group.
        group: Uuid,
        /// The change of the group.
        #[serde(flatten)]
        by: Change,
    },
    /// Another version of the mapping came into force.
    Mapping {
        /// Which.
        version: i64,
    },
    /// The tenant's schemas were changed.
    Schemas,
    /// A value was set by hand, or no longer is.
    Override {
        /// The field.
        field: String,
    },
    /// A time came that somebody had named.
    Time {
        /// For what.
        note: String,
    },
    /// The feed was switched on. Nothing is announced for this.
    Beginning,
}

/// A change of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its number in the tenant's changes.
    pub change: i64,
    /// The request that made it, as in `X-Request-Id` and the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

impl Cause {
    /// Why somebody is announced who has a person as manager that was looked at for this.
    pub(super) fn of_reports(&self, person: Uuid) -> Self {
        let by = match self {
            Self::Person(by) | Self::Group { by, .. } => Some(by.clone()),
            Self::Manager { by, .. } => by.clone(),
            _ => None,
        };
        Self::Manager { person, by }
    }

    pub(super) fn write(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| Error::Internal(Box::new(error)))
    }

    pub(super) fn read(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|error| Error::Internal(Box::new(error)))
    }
}
