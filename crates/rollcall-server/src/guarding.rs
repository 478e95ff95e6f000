//! The guard and who is held, as the API and the command line show them.

use rollcall_provisioning::guard::{Guard, HeldBy, HeldPerson, Settings};
use scim_core::format_instant;
use serde::Serialize;

/// From how many people on something is held.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct ShownGuard {
    pub(crate) enabled: bool,
    pub(crate) people_max: i64,
    pub(crate) percent_max: i64,
    pub(crate) window_minutes: i64,
}

impl From<Guard> for ShownGuard {
    fn from(guard: Guard) -> Self {
        Self {
            enabled: guard.enabled,
            people_max: guard.people_max,
            percent_max: guard.percent_max,
            window_minutes: guard.window_minutes,
        }
    }
}

/// A connection's own guard.
#[derive(Debug, Serialize)]
pub(crate) struct ShownOwn {
    pub(crate) id: String,
    pub(crate) connection: String,
    #[serde(flatten)]
    pub(crate) guard: ShownGuard,
}

/// A tenant's guards.
#[derive(Debug, Serialize)]
pub(crate) struct ShownSettings {
    #[serde(flatten)]
    pub(crate) tenant: ShownGuard,
    /// Whether nobody has set anything.
    pub(crate) is_default: bool,
    /// Those of single connections.
    pub(crate) connections: Vec<ShownOwn>,
}

impl ShownSettings {
    pub(crate) fn of(settings: Settings) -> Self {
        let own = settings.connections.into_iter();
        Self {
            tenant: settings.tenant.into(),
            is_default: !settings.is_set,
            connections: own
                .map(|(id, connection, guard)| ShownOwn {
                    id: id.to_string(),
                    connection,
                    guard: guard.into(),
                })
                .collect(),
        }
    }
}

/// Whom something was done to.
#[derive(Debug, Serialize)]
pub(crate) struct ShownPerson {
    pub(crate) id: String,
    pub(crate) user_name: String,
    pub(crate) display_name: Option<String>,
}

/// Somebody who is held.
#[derive(Debug, Serialize)]
pub(crate) struct ShownHeld {
    pub(crate) person: ShownPerson,
    /// `deactivated` or `removed`.
    pub(crate) kind: &'static str,
    pub(crate) at: String,
    pub(crate) connection: String,
    /// The request's id, as in the log.
    pub(crate) request: String,
}

impl ShownHeld {
    pub(crate) fn of(held: HeldPerson) -> Self {
        Self {
            person: ShownPerson {
                id: held.id,
                user_name: held.user_name,
                display_name: held.display_name,
            },
            kind: held.kind.as_str(),
            at: format_instant(held.at),
            connection: held.connection,
            request: held.request,
        }
    }
}

/// How many are held by what one connection did.
#[derive(Debug, Serialize)]
pub(crate) struct ShownBy {
    pub(crate) id: String,
    pub(crate) connection: String,
    pub(crate) count: i64,
    pub(crate) since: String,
}

impl ShownBy {
    pub(crate) fn of(by: HeldBy) -> Self {
        Self {
            id: by.id.to_string(),
            connection: by.connection,
            count: by.count,
            since: format_instant(by.since),
        }
    }
}

/// What whoever rejects has to know.
pub(crate) const REJECTED: &str = "They are active again, in their groups as before. The identity provider is told nothing: it will try \
    again, or has to assign them again.";
