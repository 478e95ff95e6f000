//! `rollcall serve`

use std::io::ErrorKind;
use std::net::TcpListener;

use rollcall_provisioning::accounts::set_up;
use rollcall_provisioning::audit::By;
use rollcall_provisioning::{FIRST_TENANT, tokens};

use super::failure::CliError;
use super::installation::{set_up, settle_key};
use super::reachable::reachable;
use super::{first_start, invocation, output};
use crate::config::{ConfigArgs, Loaded};
use crate::error::chain;
use crate::site::Site;
use crate::{startup, telemetry};

/// Serves until the process is told to end.
pub(super) fn run(loaded: &Loaded, args: &ConfigArgs) -> Result<(), CliError> {
    telemetry::start(&loaded.config)?;
    actix_web::rt::System::new().block_on(async {
        // The address first: a first start that cannot serve must not use up the token that is shown once.
        let listener = listen(&loaded.config.listen)?;
        let address = reachable(listener.local_addr()?);
        let (provisioning, migrations) = set_up(loaded)?;
        if !migrations.is_empty() {
            tracing::info!(migrations = migrations.len(), "the database was migrated");
        }
        settle_key(&provisioning).await?;
        provisioning.check_schemas().await?;
        let first = provisioning.first_start().await?;
        if let Some(first) = &first {
            output::line(&first_start::text(loaded, args, address, first))?;
        }
        let has_no_admin = first.is_none() && !set_up::has_admins(&provisioning).await?;
        let is_waiting = first.is_none() && tokens::none_used(&provisioning, FIRST_TENANT).await?;
        let site = Site::new(provisioning.acting_for(By::program()), &loaded.config)
            .map_err(|error| CliError::Failed(chain(&error)))?;
        let scim = loaded.config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        tracing::info!(%address, scim_base_url = format!("{scim}/scim"), version = env!("CARGO_PKG_VERSION"), "serving");
        if is_waiting {
            let program = invocation::command(args);
            tracing::info!("no secret token of the tenant {FIRST_TENANT:?} was ever used; if it is lost, `{program} token create --name NAME` makes another");
        }
        if has_no_admin {
            let program = invocation::command(args);
            tracing::info!("nobody has an account of the console; `{program} admin set-up-link` prints the link that makes one");
        }
        startup::serve(listener, site, startup::told_to_end()).await?;
        tracing::info!("ended");
        Ok(())
    })
}

fn listen(address: &str) -> Result<TcpListener, CliError> {
    TcpListener::bind(address).map_err(|error| {
        let reason = match error.kind() {
            ErrorKind::AddrInUse => "another program listens there".to_owned(),
            ErrorKind::AddrNotAvailable => "this machine does not have that address".to_owned(),
            _ => error.to_string(),
        };
        CliError::Listen(format!(
            "Cannot listen on {address}: {reason}. Choose another with --listen or ROLLCALL_LISTEN."
        ))
    })
}
