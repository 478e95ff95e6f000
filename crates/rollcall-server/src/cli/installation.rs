//! From configuration to a running installation.

use std::future::Future;

use rollcall_provisioning::{Error, Provisioning, Settings, keys};

use super::failure::CliError;
use crate::config::{ConfigError, Loaded, registry, secret_key, sqlite_file};
use crate::telemetry;

/// What to do when there is no database yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// Make it.
    Create,
    /// Say so: the command would find nothing in a new one, and was probably started in the wrong folder.
    Refuse,
}

/// Opens and migrates the database, and names the migrations that ran.
pub(super) fn open(
    loaded: &Loaded,
    missing: Missing,
) -> Result<(Provisioning, Vec<String>), CliError> {
    let config = &loaded.config;
    if let Some(path) =
        sqlite_file(&config.store.url).filter(|path| missing == Missing::Refuse && !path.exists())
    {
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
