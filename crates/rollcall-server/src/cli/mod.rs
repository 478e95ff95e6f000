//! The command line. Results go to standard output, everything else to standard error.

mod admin;
mod adoption;
mod alert;
mod allocator;
mod audit;
mod changes;
mod check_config;
mod connection;
mod explain;
mod export;
mod export_check;
mod failure;
mod first_start;
mod gophish;
mod guard;
mod healthcheck;
mod import;
mod index;
mod installation;
mod invocation;
mod leaver;
mod list_args;
mod mapping;
mod migrate;
mod output;
mod pull;
mod reachable;
mod requests;
mod schema;
mod serve;
mod signature;
pub(crate) mod simulate;
mod sink;
mod stream;
mod tenant;
mod token;
mod webhook;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{self, ConfigArgs, ConfigError, Loaded};
use failure::CliError;

const EXIT_CODES: &str = "\
Exit codes: 0 done · 1 failed · 2 wrong command line or configuration · 3 refused (unknown tenant or token, name taken, \
wrong filter …) · 4 the database cannot be used · 5 the address cannot be listened on · 6 a check found people who would be left out or refused";

/// Rollcall, a SCIM 2.0 provisioning server
#[derive(Debug, Parser)]
#[command(name = "rollcall", version, after_help = EXIT_CODES, max_term_width = 120)]
struct Cli {
    #[command(flatten)]
    config: ConfigArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the server (also without any command)
    Serve,
    /// Secret tokens: create, list, rotate, revoke
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Connections: list, set how one speaks, pause, resume, disconnect
    #[command(subcommand)]
    Connection(connection::ConnectionCommand),
    /// Event streams (who is told of changes): create, list, pause, resume, delete
    #[command(subcommand)]
    Stream(stream::StreamCommand),
    /// Admins: list, invite, reset-password, set-up-link
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// The audit log (who changed what): export
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Tenants: create, list
    #[command(subcommand)]
    Tenant(tenant::TenantCommand),
    /// A tenant's schemas and resource types: list, add, remove
    #[command(subcommand)]
    Schema(schema::SchemaCommand),
    /// A tenant's attribute indexes, for fast filters: create, list, delete
    #[command(subcommand)]
    Index(index::IndexCommand),
    /// What is made of people, as data: show, draft, preview, diff, publish, restore …
    #[command(subcommand)]
    Mapping(mapping::MappingCommand),
    /// E-mail signatures: who gets which and why, lint, bundles, scripts
    #[command(subcommand)]
    Signature(signature::SignatureCommand),
    /// Imports people who are in no provider from a file
    #[command(subcommand)]
    Import(import::ImportCommand),
    /// Imported people who may be people of a provider: list, link, keep-apart, ask
    #[command(subcommand)]
    Adoption(adoption::AdoptionCommand),
    /// Deactivated people: list, restore, purge
    #[command(subcommand)]
    Leaver(leaver::LeaverCommand),
    /// What is held when a provider deactivates or deletes many at once: show, set, list, release, reject
    #[command(subcommand)]
    Guard(guard::GuardCommand),
    /// What goes wrong without anybody having asked, and who is told: list, show, set
    #[command(subcommand)]
    Alerts(alert::AlertsCommand),
    /// Where people are pulled from (Okta, SCIM servers, Rippling, PayFit): create, connect, sync, runs …
    #[command(subcommand)]
    Pull(pull::PullCommand),
    /// Gophish, whose groups are kept in step with target groups: connect, show, sync, disconnect
    #[command(subcommand)]
    Gophish(gophish::GophishCommand),
    /// Writes everybody's target-user record or smart fields
    #[command(subcommand)]
    Export(export::ExportCommand),
    /// Webhooks (who is sent what is made of people, as it changes): create, list, test, replay, delete …
    #[command(subcommand)]
    Webhook(webhook::WebhookCommand),
    /// Requests to /scim and what became of them: list, show, follow, replay
    #[command(subcommand)]
    Requests(requests::RequestsCommand),
    /// What is made of people, as it changes
    Changes(changes::ChangesArgs),
    /// Plays an identity provider's calls against any SCIM server
    Simulate(simulate::SimulateArgs),
    /// Brings the database to this program's schema (serve does it too)
    Migrate(migrate::MigrateArgs),
    /// Asks the server of this configuration whether it is alive (exit code 0) or not (1)
    Healthcheck,
    /// Shows every setting with its value and where that came from
    CheckConfig(check_config::CheckConfigArgs),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command.unwrap_or(Command::Serve) {
        // Needs no configuration: it speaks to any server.
        Command::Simulate(args) => return simulate::run(&args),
        Command::Serve => {
            // Before anything is read: a configuration may come through a pipe.
            allocator::give_back_at_once();
            load(&cli.config).and_then(|loaded| serve::run(&loaded, &cli.config))
        }
        command => load(&cli.config).and_then(|loaded| command.run(&loaded)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(CliError::NobodyReads) => ExitCode::SUCCESS,
        Err(error) => {
            // There is nowhere else to say that standard error is closed.
            let _ = writeln!(std::io::stderr(), "rollcall: {error}");
            error.exit_code()
        }
    }
}

impl Command {
    /// Runs a command that needs nothing but the configuration.
    fn run(self, loaded: &Loaded) -> Result<(), CliError> {
        match self {
            // They are run before.
            Self::Serve | Self::Simulate(_) => Ok(()),
            Self::CheckConfig(args) => check_config::run(loaded, &args),
            Self::Healthcheck => healthcheck::run(loaded),
            Self::Migrate(args) => migrate::run(loaded, &args),
            Self::Token(command) => token::run(loaded, command),
            Self::Connection(command) => connection::run(loaded, command),
            Self::Stream(command) => stream::run(loaded, command),
            Self::Admin(command) => admin::run(loaded, command),
            Self::Audit(command) => audit::run(loaded, command),
            Self::Tenant(command) => tenant::run(loaded, command),
            Self::Schema(command) => schema::run(loaded, command),
            Self::Mapping(command) => mapping::run(loaded, command),
            Self::Signature(command) => signature::run(loaded, command),
            Self::Index(command) => index::run(loaded, command),
            Self::Import(command) => import::run(loaded, command),
            Self::Adoption(command) => adoption::run(loaded, command),
            Self::Leaver(command) => leaver::run(loaded, command),
            Self::Guard(command) => guard::run(loaded, command),
            Self::Alerts(command) => alert::run(loaded, command),
            Self::Webhook(command) => webhook::run(loaded, command),
            Self::Pull(command) => pull::run(loaded, command),
            Self::Gophish(command) => gophish::run(loaded, command),
            Self::Requests(command) => requests::run(loaded, command),
            Self::Changes(args) => changes::run(loaded, args),
            Self::Export(command) => export::run(loaded, command),
        }
    }
}

fn load(args: &ConfigArgs) -> Result<Loaded, CliError> {
    let mut environment = Vec::new();
    for (name, value) in std::env::vars_os() {
        match (name.into_string(), value.into_string()) {
            (Ok(name), Ok(value)) => environment.push((name, value)),
            (Ok(name), Err(_)) if name.starts_with("ROLLCALL_") => {
                return Err(ConfigError(format!("The variable {name} is not UTF-8.")).into());
            }
            _ => {}
        }
    }
    Ok(config::load(args, environment)?)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
