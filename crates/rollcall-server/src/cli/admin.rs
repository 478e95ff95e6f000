//! `rollcall admin …`

use clap::{Args, Subcommand, ValueEnum};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::accounts::{Account, Role, Roles, invitations, members, resets, set_up};
use rollcall_provisioning::audit::By;
use scim_core::format_instant;
use serde_json::{Value, json};

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::output;
use crate::config::Loaded;
use crate::letters;

/// `rollcall admin …`
#[derive(Debug, Subcommand)]
pub(super) enum AdminCommand {
    /// Lists all admins with their roles
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Prints a link by which somebody becomes an admin of a tenant
    Invite(InviteArgs),
    /// Prints a link by which an admin chooses another password
    ResetPassword(ResetArgs),
    /// Prints a link by which somebody becomes the owner of the installation
    SetUpLink,
}

/// `rollcall admin invite …`
#[derive(Debug, Args)]
pub(super) struct InviteArgs {
    /// E-mail address
    email: String,
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// What they may do there
    #[arg(long, value_enum)]
    role: RoleWord,
}

/// `rollcall admin reset-password …`
#[derive(Debug, Args)]
pub(super) struct ResetArgs {
    /// E-mail address
    email: String,
    /// Switches their one-time codes off, for who lost device and recovery codes
    #[arg(long)]
    without_totp: bool,
}

/// A role, on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum RoleWord {
    /// Everything, admins and API keys among it
    Owner,
    /// Everything but admins and API keys
    Admin,
    /// Reads everything, the audit log among it
    Auditor,
    /// Reads, and changes signatures
    SignatureEditor,
    /// Reads, and changes target users
    TargetEditor,
}

impl RoleWord {
    pub(super) fn role(self) -> Role {
        match self {
            Self::Owner => Role::Owner,
            Self::Admin => Role::Admin,
            Self::Auditor => Role::Auditor,
            Self::SignatureEditor => Role::SignatureEditor,
            Self::TargetEditor => Role::TargetEditor,
        }
    }
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: AdminCommand) -> Result<(), CliError> {
    let base = base(loaded);
    let makes_a_link = !matches!(command, AdminCommand::List { .. });
    if makes_a_link && loaded.config.public_url.is_none() {
        // The running server may have other settings than this command.
        output::note(&format!(
            "The link begins with {base}, where a server of these settings listens. If it runs elsewhere, set ROLLCALL_PUBLIC_URL here as there."
        ))?;
    }
    with_installation(loaded, Missing::Refuse, |p| async move {
        match command {
            AdminCommand::List { json } => list(&p, json).await,
            AdminCommand::Invite(args) => invite(&p, &base, args).await,
            AdminCommand::ResetPassword(args) => reset(&p, &base, args).await,
            AdminCommand::SetUpLink => set_up_link(&p, &base).await,
        }
    })
}

/// The URL of the server: as configured, else where it listens.
fn base(loaded: &Loaded) -> String {
    let public = loaded.config.public_url.clone();
    public.unwrap_or_else(|| format!("http://{}", loaded.config.listen))
}

/// Who runs commands beside the database.
pub(super) fn by() -> By {
    By::from(&*std::env::var("USER").unwrap_or_else(|_| "command line".to_owned()))
}

async fn list(p: &Provisioning, json: bool) -> Result<(), CliError> {
    let all = members::list_all(p).await?;
    if json {
        return output::json(&all.iter().map(shown).collect());
    }
    let row = |it: &(Account, Roles, bool)| {
        let (account, _, _) = it;
        [
            account.email.clone(),
            account.name.clone(),
            roles(it),
            output::moment(account.last_seen_at),
            output::moment(account.disabled_at),
        ]
    };
    output::table(
        ["e-mail", "name", "roles", "last seen", "disabled"],
        all.iter().map(row),
    )
}

fn roles((_, roles, is_installation_owner): &(Account, Roles, bool)) -> String {
    let words = roles
        .tenants()
        .filter_map(|tenant| Some(format!("{tenant}: {}", roles.of(tenant)?.as_str())));
    let of_all = is_installation_owner.then(|| "installation: owner".to_owned());
    of_all
        .into_iter()
        .chain(words)
        .collect::<Vec<_>>()
        .join(", ")
}

fn shown((account, roles, is_installation_owner): &(Account, Roles, bool)) -> Value {
    let tenants: serde_json::Map<_, _> = roles
        .tenants()
        .map(|tenant| (tenant.to_owned(), json!(roles.of(tenant))))
        .collect();
    json!({
        "id": account.id.to_string(),
        "email": account.email,
        "name": account.name,
        "roles": tenants,
        "installation_owner": is_installation_owner,
        "has_totp": account.has_totp,
        "last_seen_at": account.last_seen_at.map(format_instant),
        "disabled_at": account.disabled_at.map(format_instant),
    })
}

async fn invite(p: &Provisioning, base: &str, args: InviteArgs) -> Result<(), CliError> {
    let role = args.role.role();
    let made = invitations::create(p, &args.tenant, &args.email, role, &by()).await?;
    let url = format!("{base}/invitation/{}", made.code);
    output::line(&url)?;
    note_sent(&letters::invitation(p, &made, &url).await)?;
    output::note(&format!(
        "Whoever opens this link until {} becomes {} of the tenant {:?}. It works once, and is shown only now.",
        format_instant(made.invitation.expires_at),
        role.as_str(),
        args.tenant
    ))
}

async fn reset(p: &Provisioning, base: &str, args: ResetArgs) -> Result<(), CliError> {
    let made = resets::link(p, &args.email, args.without_totp, &by()).await?;
    let url = format!("{base}/reset/{}", made.code);
    output::line(&url)?;
    note_sent(&letters::reset(p, &made, by().name(), &url).await)?;
    output::note(&format!(
        "Whoever opens this link until {} chooses the password of {:?}. It works once, and is shown only now.",
        format_instant(made.expires_at),
        args.email
    ))
}

/// Says whether a link went out by e-mail; nothing without a mail server.
fn note_sent(sent: &Value) -> Result<(), CliError> {
    match (sent["sent"].as_bool(), sent["error"].as_str()) {
        (Some(true), _) => output::note("It was sent by e-mail too."),
        (Some(false), why) => output::note(&format!(
            "It could not be sent by e-mail: {}.",
            why.unwrap_or("no answer")
        )),
        (None, _) => Ok(()),
    }
}

async fn set_up_link(p: &Provisioning, base: &str) -> Result<(), CliError> {
    let made = set_up::link(p, &by()).await?;
    output::line(&format!("{base}/set-up/{}", made.code))?;
    output::note(&format!(
        "Whoever opens this link until {} makes an account to which the installation belongs. It works once, and is shown only now.",
        format_instant(made.expires_at)
    ))
}
