//! Configuration: flags over `ROLLCALL_*` variables over `rollcall.toml` over defaults. A name that is not in
//! [`SETTINGS`] is an error wherever it stands, so that a typing mistake is not a silent default.

mod layers;
mod schema_files;
mod secret_key;
mod settings;
#[cfg(test)]
mod tests;
mod values;

pub use layers::{ConfigArgs, Loaded, Origin, load};
pub(crate) use schema_files::definitions as schema_definitions;
pub use schema_files::registry;
pub use secret_key::secret_key;
pub(crate) use secret_key::{holds_nothing, is_none, sqlite_file};
pub use settings::{SETTINGS, Setting};
pub(crate) use values::without_password;

use std::fmt;
use std::path::PathBuf;

use rollcall_provisioning::events::Reach;
use rollcall_provisioning::{Limits, Mailer, StoreSettings};

use crate::proxies::TrustedProxies;

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Config {
    /// The database and its pools.
    pub store: StoreSettings,
    /// A streaming replica of the database, from which exports read.
    pub read_url: Option<Secret>,
    /// `host:port` to listen on.
    pub listen: String,
    /// The URL by which clients reach this server, without `/scim` and without a slash at the end.
    pub public_url: Option<String>,
    /// The proxies in front, whose word is taken for where a request comes from.
    pub trusted_proxies: TrustedProxies,
    /// The installation's secret, in base64.
    pub secret_key: Option<Secret>,
    /// Where the installation's secret is kept instead.
    pub secret_key_file: Option<PathBuf>,
    /// A file, or a folder of them, with schemas and resource types for every tenant.
    pub schemas: Option<PathBuf>,
    /// Where events may be pushed to.
    pub push_reach: Reach,
    /// Origins that people may be pulled from, beside those of the internet that have TLS.
    pub pull_insecure_origins: Vec<String>,
    /// The mail server, with its password.
    pub smtp_url: Option<Secret>,
    /// Who sends e-mail.
    pub mail_from: Option<String>,
    /// What is logged, in the language of `tracing-subscriber`'s `EnvFilter`.
    pub log: String,
    /// How it is logged.
    pub log_format: LogFormat,
    /// The limits of the HTTP door.
    pub http: HttpLimits,
    /// The limits of the verbs.
    pub limits: Limits,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            store: StoreSettings {
                url: "sqlite://rollcall.db".to_owned(),
                ..StoreSettings::default()
            },
            read_url: None,
            listen: "127.0.0.1:8080".to_owned(),
            public_url: None,
            trusted_proxies: TrustedProxies::default(),
            secret_key: None,
            secret_key_file: None,
            schemas: None,
            push_reach: Reach::Private,
            pull_insecure_origins: Vec::new(),
            smtp_url: None,
            mail_from: None,
            log: "info".to_owned(),
            log_format: LogFormat::Text,
            http: HttpLimits::default(),
            limits: Limits::default(),
        }
    }
}

/// Connections to a streaming replica: each export that is under way uses one at a time.
const REPLICA_CONNECTIONS_MAX: u32 = 4;

impl Config {
    /// By which e-mail is sent; none where there is no mail server.
    ///
    /// # Errors
    /// For a server or sender that is none, and for one without the other.
    pub fn mailer(&self) -> Result<Option<Mailer>, ConfigError> {
        match (&self.smtp_url, &self.mail_from) {
            (None, None) => Ok(None),
            (Some(url), Some(from)) => Mailer::new(url.expose(), from).map(Some).map_err(|why| {
                ConfigError(format!("smtp_url and mail_from cannot be used: {why}."))
            }),
            _ => Err(ConfigError(
                "smtp_url and mail_from belong together: set both to send e-mail, or neither."
                    .to_owned(),
            )),
        }
    }

    /// How exports reach their streaming replica, if there is one.
    pub fn read_store(&self) -> Option<StoreSettings> {
        let url = self.read_url.as_ref()?.expose().to_owned();
        Some(StoreSettings {
            url,
            connections_max: REPLICA_CONNECTIONS_MAX,
            ..self.store.clone()
        })
    }
}

/// The limits on what a client or the network can make long, as far as HTTP goes.
#[derive(Debug, Clone)]
pub struct HttpLimits {
    /// A request's body.
    pub body_bytes_max: usize,
    /// A bulk request's body.
    pub bulk_body_bytes_max: usize,
    /// A file in a body.
    pub file_body_bytes_max: usize,
    /// How long a body may take to arrive.
    pub body_seconds_max: u64,
    /// How deeply arrays and objects of a body may be nested.
    pub json_depth_max: usize,
    /// Values (members of objects, elements of arrays) in a body.
    pub json_values_max: usize,
    /// What the bodies of all requests under way may take in memory, parsed.
    pub bodies_bytes_max: usize,
    /// Requests of one tenant a second, on this replica; 0: no limit.
    pub requests_per_second_max: u32,
    /// Changes of one tenant, and as many reads and exports, that are worked on at a time; while other tenants ask as well, a
    /// sixteenth of that, one for each core for exports, and for the reads of a tenant that asks for much one for each two cores. The
    /// others wait for their turn.
    pub requests_at_once_max: usize,
    /// Changes of one tenant, and as many reads and exports, that may wait for their turn; more are answered 429.
    pub requests_waiting_max: usize,
    /// From how many active people on the console's home looks at everybody only when it is asked to.
    pub home_looks_at_people_max: i64,
    /// How long an idle connection is kept.
    pub keep_alive_seconds: u64,
    /// How long after SIGTERM it goes on serving while it says that it is not ready, so that a proxy sends no more here.
    pub drain_notice_seconds: u64,
    /// How long running requests may go on after that.
    pub drain_seconds: u64,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            // A whole group of members_max members, as Okta pushes it.
            body_bytes_max: 16 * 1024 * 1024,
            // A thousand operations of 8 KiB.
            bulk_body_bytes_max: 8 * 1024 * 1024,
            // The index of some 250,000 signatures.
            file_body_bytes_max: 64 * 1024 * 1024,
            body_seconds_max: 30,
            json_depth_max: 32,
            // members_max members of five values each.
            json_values_max: 1_200_000,
            bodies_bytes_max: 512 * 1024 * 1024,
            requests_per_second_max: 0,
            requests_at_once_max: 64,
            requests_waiting_max: 256,
            // A second's work.
            home_looks_at_people_max: 20_000,
            // Longer than the usual proxy's own keep-alive, so that the proxy is the one who closes.
            keep_alive_seconds: 75,
            // One server has nobody who could take over meanwhile.
            drain_notice_seconds: 0,
            drain_seconds: 30,
        }
    }
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// A text that is never shown.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What is wrong with the configuration, and what to do, in one line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub(crate) String);
