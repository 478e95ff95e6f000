//! A connection as the API and the command line show it.

use rollcall_provisioning::connections::Connection;
use scim_core::format_instant;
use scim_core::quirks::Provider;
use serde::Serialize;

/// One connection.
#[derive(Serialize)]
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) profile: String,
    pub(crate) rules: String,
    pub(crate) basic_allowed: bool,
    created_at: String,
    pub(crate) speaks_like: Option<Recognised>,
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
        Self {
            id: connection.id.to_string(),
            name: connection.name,
            profile: connection.profile,
            rules: connection.rules,
            basic_allowed: connection.basic_allowed,
            created_at: format_instant(connection.created_at),
            speaks_like,
        }
    }
}

impl Recognised {
    /// The provider by its label, else by its name.
    pub(crate) fn label(&self) -> &str {
        self.label.unwrap_or(&self.provider)
    }
}
