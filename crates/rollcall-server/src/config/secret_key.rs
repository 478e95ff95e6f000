//! The installation's secret key: given, or in a file that is made at the first start.

use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use rollcall_provisioning::SecretKey;

use super::{Config, ConfigError};

const HOW_TO: &str = "make a key with `openssl rand -base64 32` and give it to every replica as ROLLCALL_SECRET_KEY, \
                      or in a file named by ROLLCALL_SECRET_KEY_FILE";

/// The secret key in force. Beside a new SQLite file, a key file is made, readable by its owner only.
///
/// # Errors
/// When there is no key and none may be made: on PostgreSQL, where all replicas need the same; and beside a
/// database that exists, whose tokens a new key would silently end.
pub fn secret_key(config: &Config) -> Result<SecretKey, ConfigError> {
    if let Some(secret) = &config.secret_key {
        return parse(secret.expose(), "secret_key");
    }
    if let Some(path) = &config.secret_key_file {
        return read(path);
    }
    let Some(database) = sqlite_file(&config.store.url) else {
        return Err(ConfigError(format!(
            "A PostgreSQL installation needs a secret key: {HOW_TO}."
        )));
    };
    let path = database.with_extension("key");
    if path.exists() {
        return read(&path);
    }
    if !holds_nothing(&database) {
        return Err(ConfigError(format!(
            "{database} is there but its key file {} is not. If the database is Rollcall's, put the key file back, or {HOW_TO}; a new key \
             ends all secret tokens. If another program made it, name another file by --database-url or ROLLCALL_DATABASE_URL.",
            path.display(),
            database = database.display()
        )));
    }
    make(&path)
}

/// The file of a SQLite URL.
pub(crate) fn sqlite_file(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    Some(path.split_once('?').map_or(path, |(path, _)| path).into())
}

/// Whether no database is there: no file, or an empty one.
pub(crate) fn holds_nothing(database: &Path) -> bool {
    database
        .metadata()
        .map_or(!database.exists(), |file| file.is_file() && file.len() == 0)
}

/// Why this cannot be a SQLite database, if it cannot.
pub(crate) fn is_none(database: &Path) -> Option<&'static str> {
    if database.is_dir() {
        return Some("is a folder");
    }
    // Every SQLite file begins so (https://www.sqlite.org/fileformat.html, §1.3).
    let mut begin = [0; 16];
    let mut file = std::fs::File::open(database).ok()?;
    let read = file.read_exact(&mut begin);
    let is_other = read.is_err() || begin != *b"SQLite format 3\0";
    (is_other && !holds_nothing(database)).then_some("is no SQLite database")
}

fn read(path: &Path) -> Result<SecretKey, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        ConfigError(format!(
            "The secret key file {} cannot be read: {error}.",
            path.display()
        ))
    })?;
    parse(&text, &path.display().to_string())
}

fn parse(text: &str, place: &str) -> Result<SecretKey, ConfigError> {
    SecretKey::parse(text).map_err(|error| ConfigError(format!("{place}: {error}")))
}

fn make(path: &Path) -> Result<SecretKey, ConfigError> {
    let key = SecretKey::generate()
        .map_err(|error| ConfigError(format!("No secret key can be made: {error}.")))?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        writeln!(file, "{}", key.encode())?;
        file.sync_all()
    });
    match written {
        Ok(()) => Ok(key),
        // Another process starts at the same time and was first.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => read(path),
        Err(error) => Err(ConfigError(format!(
            "The secret key file {} cannot be made: {error}. Start in a folder that can be written to, or set ROLLCALL_DATABASE_URL.",
            path.display()
        ))),
    }
}
