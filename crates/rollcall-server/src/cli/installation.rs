//! From configuration to a running installation.

use std::future::Future;

use rollcall_provisioning::{Error, Provisioning, Settings, keys};

use super::failure::CliError;
use super::output;
use crate::config::{ConfigError, Loaded, registry, secret_key, sqlite_file};
use crate::telemetry;

/// What to do when there is no database yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// Make it.
    Create,
    /// Make it, and say so: the command may have been started in the wrong folder.
    CreateAndSay,
    /// Say so: the command would find nothing in a new one, and was probably started in the wrong folder.
    Refuse,
}

/// Opens and migrates the database, and names the migrations that ran.
pub(super) fn open(
    loaded: &Loaded,
    missing: Missing,
) -> Result<(Provisioning, Vec<String>), CliError> {
    let config = &loaded.config;
    let absent = sqlite_file(&config.store.url).filter(|path| !path.exists());
    if let Some(path) = absent.as_ref().filter(|_| missing == Missing::Refuse) {
        return Err(CliError::Database(format!(
            "There is no database {}. Start in the folder where `rollcall serve` runs, or set --database-url or ROLLCALL_DATABASE_URL.",
            path.display()
        )));
    }
    let registry = registry(config)?;
    let secret = secret_key(config)?;
    let settings = Settings {
        limits: config.limits.clone(),
        registry,
        issuer: config.public_url.clone(),
        push_reach: config.push_reach,
        ..Settings::new(config.store.clone(), secret)
    };
    let provisioning = Provisioning::open(settings).map_err(|error| CliError::opening(&error))?;
    let migrations = provisioning
        .migrate()
        .map_err(|error| CliError::opening(&error))?;
    if let Some(path) = absent.filter(|_| missing == Missing::CreateAndSay) {
        output::note(&format!(
            "There was no database {}, so a new one was made. If there is another one elsewhere, delete this one and start in the \
             folder where `rollcall serve` runs, or set --database-url or ROLLCALL_DATABASE_URL.",
            path.display()
        ))?;
    }
    Ok((provisioning, migrations))
}

/// Runs a command on an opened installation and closes it.
pub(super) fn with_installation<T, F>(
    loaded: &Loaded,
    missing: Missing,
    command: impl FnOnce(Provisioning) -> F,
) -> Result<T, CliError>
where
    F: Future<Output = Result<T, CliError>>,
{
    telemetry::start(&loaded.config)?;
    let (provisioning, _) = open(loaded, missing)?;
    let done = actix_web::rt::System::new().block_on(async {
        check_key(&provisioning).await?;
        command(provisioning.clone()).await
    });
    provisioning.close();
    done
}

/// Refuses another secret key than the database's own.
pub(super) async fn check_key(provisioning: &Provisioning) -> Result<(), CliError> {
    keys::check(provisioning)
        .await
        .map_err(|error| match error {
            Error::Input(text) => ConfigError(text).into(),
            other => other.into(),
        })
}
