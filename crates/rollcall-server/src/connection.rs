//! A connection as the API and the command line show it.

use rollcall_provisioning::connections::{Connection, PUSHED};
use rollcall_provisioning::guard::Settings;
use rollcall_provisioning::tokens::Listed;
use scim_core::format_instant;
use scim_core::quirks::Provider;
use serde::Serialize;

use crate::guarding::ShownGuard;

/// One connection.
#[derive(Serialize)]
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) name: String,
    /// `push`, `pull` or `import`.
    pub(crate) kind: String,
    pub(crate) profile: String,
    pub(crate) rules: String,
    pub(crate) basic_allowed: bool,
    created_at: String,
    /// When one of its tokens was last used; left out where tokens were not looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_request_at: Option<Option<String>>,
    pub(crate) speaks_like: Option<Recognised>,
    /// `active`, `paused` or `disconnected`.
    pub(crate) state: &'static str,
    paused_at: Option<String>,
    paused_by: Option<String>,
    disconnected_at: Option<String>,
    disconnected_by: Option<String>,
    /// Whether its changes are only tried.
    pub(crate) test_mode: bool,
    /// Its own guard; none where that of the tenant holds.
    guard: Option<ShownGuard>,
    /// Counts the changes of all this.
    pub(crate) version: i64,
}

/// The provider that was recognised last.
#[derive(Serialize)]
pub(crate) struct Recognised {
    provider: String,
    /// The provider's name as its own people write it.
    label: Option<&'static str>,
    pub(crate) first_seen_at: String,
    pub(crate) last_seen_at: String,
}

impl Shown {
    pub(crate) fn of(connection: Connection) -> Self {
        let speaks_like = connection.speaks_like.map(|seen| Recognised {
            label: Provider::named(&seen.provider).map(|provider| provider.label),
            provider: seen.provider,
            first_seen_at: format_instant(seen.first_seen_at),
            last_seen_at: format_instant(seen.last_seen_at),
        });
        let state = match (&connection.disconnected, &connection.paused) {
            (Some(_), _) => "disconnected",
            (None, Some(_)) => "paused",
            (None, None) => "active",
        };
        let (paused_at, paused_by) = connection.paused.unzip();
        let (disconnected_at, disconnected_by) = connection.disconnected.unzip();
        Self {
            state,
            paused_at: paused_at.map(format_instant),
            paused_by,
            disconnected_at: disconnected_at.map(format_instant),
            disconnected_by,
            test_mode: connection.test_mode,
            guard: None,
            version: connection.version,
            id: connection.id.to_string(),
            name: connection.name,
            kind: match connection.kind.as_str() {
                PUSHED => "push".to_owned(),
                _ => connection.kind,
            },
            profile: connection.profile,
            rules: connection.rules,
            basic_allowed: connection.basic_allowed,
            created_at: format_instant(connection.created_at),
            last_request_at: None,
            speaks_like,
        }
    }
}

impl Shown {
    /// Connections with the guards that they have of their own, and with when their tokens were last used.
    pub(crate) fn with_guards(
        connections: Vec<Connection>,
        settings: &Settings,
        tokens: &[Listed],
    ) -> Vec<Self> {
        let shown = connections.into_iter().map(|connection| {
            let of = tokens
                .iter()
                .filter(|it| it.token.connection_id == connection.id);
            let used = of.filter_map(|it| it.token.last_used_at).max();
            let own = settings.connections.iter();
            let mut own = own.filter(|(id, ..)| *id == connection.id);
            let guard = own.next().map(|(.., guard)| (*guard).into());
            Self {
                guard,
                last_request_at: Some(used.map(format_instant)),
                ..Self::of(connection)
            }
        });
        shown.collect()
    }
}

impl Recognised {
    /// The provider by its label, else by its name.
    pub(crate) fn label(&self) -> &str {
        self.label.unwrap_or(&self.provider)
    }
}
