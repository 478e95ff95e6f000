//! From configuration to a running installation.

use std::future::Future;
use std::path::Path;

use rollcall_provisioning::{Error, Provisioning, Settings, StoreSettings, keys};

use super::admin::by;
use super::failure::CliError;
use super::output;
use crate::config::{
    Config, ConfigError, Loaded, holds_nothing, is_none, registry, secret_key, sqlite_file,
};
use crate::telemetry;

/// What to do when there is no installation yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// Make it, and say so: the command may have been started in the wrong folder.
    MakeAndSay,
    /// Say so: the command would find nothing in a new one, and was probably started in the wrong folder.
    Refuse,
}

/// Opens the database, or makes it, and migrates it; names the migrations that ran.
pub(super) fn set_up(loaded: &Loaded) -> Result<(Provisioning, Vec<String>), CliError> {
    let provisioning = open(loaded)?;
    let migrations = provisioning
        .migrate()
        .map_err(|error| CliError::opening(&error))?;
    Ok((provisioning, migrations))
}

fn open(loaded: &Loaded) -> Result<Provisioning, CliError> {
    let config = &loaded.config;
    refuse_other_files(&config.store.url)?;
    refuse_half_a_replica(config)?;
    let registry = registry(config)?;
    let secret = secret_key(config)?;
    let settings = Settings {
        limits: config.limits.clone(),
        read_store: config.read_store(),
        registry,
        issuer: config.public_url.clone(),
        push_reach: config.push_reach,
        pull_origins: config.pull_insecure_origins.clone(),
        mailer: config.mailer()?,
        ..Settings::new(config.store.clone(), secret)
    };
    Provisioning::open(settings).map_err(|error| CliError::opening(&error))
}

/// Runs a command on an installation that is there, and closes it. The command neither migrates the database nor tells
/// it its secret key.
pub(super) fn with_installation<T, F>(
    loaded: &Loaded,
    missing: Missing,
    command: impl FnOnce(Provisioning) -> F,
) -> Result<T, CliError>
where
    F: Future<Output = Result<T, CliError>>,
{
    telemetry::start(&loaded.config)?;
    let is_new = is_new(loaded, missing)?;
    let provisioning = match is_new {
        true => set_up(loaded)?.0,
        false => open(loaded)?,
    };
    let done = actix_web::rt::System::new().block_on(async {
        match is_new {
            true => settle_key(&provisioning).await?,
            false => check_key(&provisioning).await?,
        }
        command(provisioning.acting_for(by())).await
    });
    provisioning.close();
    done
}

/// Refuses what is no SQLite file before anything is looked for beside it.
fn refuse_other_files(url: &str) -> Result<(), CliError> {
    let Some(path) = sqlite_file(url) else {
        return Ok(());
    };
    is_none(&path).map_or(Ok(()), |why| {
        Err(CliError::Database(format!(
            "{} {why}. Name another file by --database-url or ROLLCALL_DATABASE_URL, for example sqlite:///var/lib/rollcall/rollcall.db.",
            path.display()
        )))
    })
}

/// Refuses a replica to read from where there is none to be.
fn refuse_half_a_replica(config: &Config) -> Result<(), CliError> {
    let is_sqlite = |store: &StoreSettings| store.url.starts_with("sqlite:");
    match config.read_store() {
        Some(replica) if is_sqlite(&replica) || is_sqlite(&config.store) => Err(ConfigError(
            "database.read_url names a streaming replica of a PostgreSQL server, and database_url that server. SQLite has no replicas: \
             leave database.read_url (ROLLCALL_DATABASE_READ_URL) unset."
                .to_owned(),
        )
        .into()),
        _ => Ok(()),
    }
}

/// Whether an installation has to be made, and may be; says so.
fn is_new(loaded: &Loaded, missing: Missing) -> Result<bool, CliError> {
    let store = &loaded.config.store;
    refuse_other_files(&store.url)?;
    let absent = sqlite_file(&store.url).filter(|path| holds_nothing(path));
    if absent.is_none()
        && Provisioning::is_set_up(store).map_err(|error| CliError::opening(&error))?
    {
        return Ok(false);
    }
    match (missing, absent) {
        (Missing::Refuse, Some(path)) => Err(CliError::Database(format!(
            "There is no database {}. Start in the folder where `rollcall serve` runs, or set --database-url or ROLLCALL_DATABASE_URL.",
            path.display()
        ))),
        (Missing::Refuse, None) => Err(CliError::Database(
            "The database has none of Rollcall's tables. Set --database-url or ROLLCALL_DATABASE_URL to the one that `rollcall serve` \
             uses; if this is it, `rollcall migrate` makes the tables."
                .to_owned(),
        )),
        (Missing::MakeAndSay, absent) => {
            output::note(&made(absent.as_deref()))?;
            Ok(true)
        }
    }
}

fn made(absent: Option<&Path>) -> String {
    match absent {
        Some(path) => format!(
            "There was no database {}, so a new one is made. If there is another one elsewhere, delete this one and start in the \
             folder where `rollcall serve` runs, or set --database-url or ROLLCALL_DATABASE_URL.",
            path.display()
        ),
        None => "The database has none of Rollcall's tables, so they are made. If another one was meant, set --database-url or \
                 ROLLCALL_DATABASE_URL."
            .to_owned(),
    }
}

/// Refuses another secret key than the database's own.
async fn check_key(provisioning: &Provisioning) -> Result<(), CliError> {
    keys::check(provisioning).await.map_err(about_key)
}

/// As [`check_key`]; a database that knows none yet is told this one.
pub(super) async fn settle_key(provisioning: &Provisioning) -> Result<(), CliError> {
    keys::settle(provisioning).await.map_err(about_key)
}

fn about_key(error: Error) -> CliError {
    match error {
        Error::Input(text) => ConfigError(text).into(),
        other => other.into(),
    }
}
