//! Which database, and how much of everything.

use std::path::PathBuf;

use crate::Error;

/// The store's settings. Units are in the names.
#[derive(Clone)]
pub struct StoreSettings {
    /// `sqlite://rollcall.db`, `sqlite:///var/lib/rollcall/rollcall.db` or `postgres://user:password@host/database`.
    pub url: String,
    /// SQLite: writes that may wait for the writer; one more is [`Error::Busy`].
    pub write_queue_max: usize,
    /// SQLite: writes that one commit takes together.
    pub write_batch_max: usize,
    /// SQLite: connections that read.
    pub readers: u32,
    /// PostgreSQL: connections in all.
    pub connections_max: u32,
    /// SQLite: how long to wait for a lock that another process holds.
    pub busy_timeout_milliseconds: u32,
    /// PostgreSQL: what stands between, if anything.
    pub pooler: Pooler,
    /// How long to wait for a connection, a new one or one from the pool.
    pub connect_timeout_seconds: u32,
    /// PostgreSQL: how long one statement may take, and a transaction do nothing.
    pub statement_timeout_milliseconds: u32,
    /// PostgreSQL: how long one statement may wait for a lock.
    pub lock_timeout_milliseconds: u32,
    /// Resources that a filter or an order outside the indexes may look at one by one; more is
    /// [`Error::TooManyRows`].
    pub scan_rows_max: usize,
    /// How long that may take; longer is [`Error::TooSlow`].
    pub scan_seconds_max: u32,
}

impl StoreSettings {
    /// How many connections serve requests at once, at least 1.
    pub fn connections(&self) -> u32 {
        let connections = match Target::parse(&self.url) {
            Ok(Target::Sqlite(_)) => self.readers,
            _ => self.connections_max,
        };
        connections.max(1)
    }
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self {
            url: "sqlite://rollcall.db".to_owned(),
            write_queue_max: 10_000,
            write_batch_max: 256,
            readers: 8,
            connections_max: 20,
            busy_timeout_milliseconds: 5_000,
            pooler: Pooler::None,
            connect_timeout_seconds: 5,
            statement_timeout_milliseconds: 30_000,
            lock_timeout_milliseconds: 10_000,
            scan_rows_max: 20_000,
            scan_seconds_max: 20,
        }
    }
}

impl std::fmt::Debug for StoreSettings {
    /// Without the URL: it may contain a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoreSettings")
            .field("write_queue_max", &self.write_queue_max)
            .field("readers", &self.readers)
            .field("connections_max", &self.connections_max)
            .field("scan_rows_max", &self.scan_rows_max)
            .finish_non_exhaustive()
    }
}

/// What stands between this program and PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pooler {
    /// Nothing, or what keeps a server connection for as long as this program keeps its own.
    None,
    /// PgBouncer, or another, that may give every transaction a different server connection: nothing that a
    /// session would keep is relied on.
    Transaction,
}

impl Pooler {
    /// Each with its word in the configuration.
    pub const WORDS: [(&str, Self); 2] = [("none", Self::None), ("transaction", Self::Transaction)];
}

/// Where the database is, read from a URL.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub(crate) enum Target {
    Sqlite(PathBuf),
    Postgres(PostgresUrl),
}

/// A URL for libpq, and what of it must not be shown.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub(crate) struct PostgresUrl {
    pub(crate) url: String,
    secrets: Vec<String>,
}

impl Target {
    /// Reads a URL.
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return sqlite(path.strip_prefix("//").unwrap_or(path));
        }
        for scheme in ["postgres://", "postgresql://"] {
            if let Some(rest) = url.strip_prefix(scheme) {
                return PostgresUrl::parse(url, rest).map(Self::Postgres);
            }
        }
        Err(Error::InvalidUrl(
            "it must begin with sqlite:// or postgres://".to_owned(),
        ))
    }
}

fn sqlite(path: &str) -> Result<Target, Error> {
    let is_uri = path.starts_with("file:") || path.starts_with("sqlite:");
    if path.is_empty() || path == ":memory:" || is_uri || path.contains(['?', '\0']) {
        let why = "after sqlite:// comes the path of a file, for example sqlite:///var/lib/rollcall/rollcall.db";
        return Err(Error::InvalidUrl(why.to_owned()));
    }
    Ok(Target::Sqlite(PathBuf::from(path)))
}

impl PostgresUrl {
    fn parse(url: &str, rest: &str) -> Result<Self, Error> {
        let (before_query, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = before_query.split_once('/').unwrap_or((before_query, ""));
        // libpq ends the password at the first @ whatever stands before it.
        let at = [path, query].iter().any(|part| part.contains('@'));
        if authority.matches('@').count() > 1 || at || url.contains('\0') {
            let why = "percent-encode the special characters of user name and password (@ is %40, / is %2F, ? is %3F)";
            return Err(Error::InvalidUrl(why.to_owned()));
        }
        let user_info = authority
            .rsplit_once('@')
            .map_or("", |(user_info, _)| user_info);
        let password = user_info.split_once(':').map(|(_, password)| password);
        let in_query = query.split('&').filter_map(|pair| pair.split_once('='));
        let secrets = password
            .into_iter()
            .chain(
                in_query
                    .filter(|(key, _)| key.contains("password"))
                    .map(|(_, value)| value),
            )
            .filter(|secret| !secret.is_empty())
            .map(str::to_owned)
            .collect();
        Ok(Self {
            url: url.to_owned(),
            secrets,
        })
    }

    /// The URL with a parameter, unless it names that parameter already.
    #[must_use]
    pub(crate) fn with_default(mut self, key: &str, value: &str) -> Self {
        let named = self
            .url
            .split(['?', '&'])
            .skip(1)
            .any(|pair| pair.split('=').next() == Some(key));
        if !named {
            let separator = if self.url.contains('?') { '&' } else { '?' };
            self.url = format!("{}{separator}{key}={value}", self.url);
        }
        self
    }

    /// A message of libpq without the password.
    pub(crate) fn redact(&self, message: &str) -> String {
        self.secrets
            .iter()
            .fold(message.trim().to_owned(), |text, secret| {
                text.replace(secret, "…")
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_urls_are_paths() {
        for (url, path) in [
            ("sqlite://rollcall.db", "rollcall.db"),
            ("sqlite:rollcall.db", "rollcall.db"),
            ("sqlite:///var/lib/r.db", "/var/lib/r.db"),
            ("sqlite://./a b.db", "./a b.db"),
        ] {
            assert_eq!(
                Target::parse(url).unwrap(),
                Target::Sqlite(path.into()),
                "{url}"
            );
        }
    }

    #[test]
    fn wrong_urls_are_refused_without_their_text() {
        for url in [
            "",
            "rollcall.db",
            "mysql://u:secret@h/d",
            "sqlite://",
            "sqlite://:memory:",
            "sqlite://x?mode=memory",
            "postgres://u:secret@word@h/d",
            "postgres://u:secret/word@h/d",
            "postgres://u:secret?word@h/d",
            "postgres://h/d?password=secret@word",
        ] {
            let error = Target::parse(url).unwrap_err();
            assert!(matches!(error, Error::InvalidUrl(_)), "{url}");
            assert!(!error.to_string().contains("secret"), "{url}");
        }
    }

    #[test]
    fn passwords_are_taken_out_of_messages() {
        let rest = "u:pa%zzss@h:5/d?sslpassword=hush&x=y";
        let url = PostgresUrl::parse(&format!("postgres://{rest}"), rest).unwrap();
        assert_eq!(
            url.redact("invalid token: \"pa%zzss\" or hush\n"),
            "invalid token: \"…\" or …"
        );
    }

    #[test]
    fn parameters_are_added_once() {
        let rest = "h/d?connect_timeout=2";
        let url = PostgresUrl::parse(&format!("postgres://{rest}"), rest).unwrap();
        let url = url
            .with_default("connect_timeout", "5")
            .with_default("application_name", "rollcall");
        assert_eq!(
            url.url,
            "postgres://h/d?connect_timeout=2&application_name=rollcall"
        );
    }
}
