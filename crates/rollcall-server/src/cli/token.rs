//! `rollcall token …`

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use rollcall_provisioning::accounts::api_keys;
use rollcall_provisioning::auth::{Profile, Scope};
use rollcall_provisioning::tokens::{self, Created, Listed, NewToken, Owner, Rotation, Token};
use rollcall_provisioning::{Provisioning, connections};
use serde_json::{Value, json};

use super::admin::RoleWord;
use super::connection::profile_words;
use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::list_args::ListArgs;
use super::output;
use crate::config::Loaded;
use crate::routes::permissions::{is_area, no_area};

/// `rollcall token …`
#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Makes a token and prints it, alone, on standard output: it is never shown again
    Create(CreateArgs),
    /// Lists tokens with their last use
    List(ListArgs),
    /// Makes the successor of a token and prints it; both work until the old one is revoked
    Rotate(RotateArgs),
    /// Ends a token within a second, on every replica
    Revoke(RevokeArgs),
}

/// `rollcall token create …`
#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Name, for people: who holds it
    #[arg(long)]
    name: String,
    /// Connection (one identity provider's feed) it belongs to; made if it is new
    #[arg(long, default_value = connections::DEFAULT)]
    connection: String,
    /// What it opens: /scim, /api/v1 or /events
    #[arg(long, value_enum, default_value_t = ScopeWord::Scim)]
    scope: ScopeWord,
    /// What a token for the API may do [default: admin]
    #[arg(long, value_enum)]
    role: Option<RoleWord>,
    /// Person whom it is for, by userName or id: it opens nothing but /scim/Me, where they read what is kept about
    /// them
    #[arg(long = "for", value_name = "PERSON", conflicts_with = "scope")]
    owner: Option<String>,
    /// That person may also change what is theirs to say: names, phone numbers, addresses, language …
    #[arg(long, requires = "owner")]
    write: bool,
    /// How a new connection speaks [default: auto, or as the connection does that is there]
    #[arg(long, value_parser = profile_words())]
    profile: Option<Profile>,
    /// Area of the API that a token with a role opens, by the first segment of its addresses, such as target-users; may be
    /// given several times [default: all that its role may]
    #[arg(long, value_name = "AREA", requires = "role")]
    only: Vec<String>,
    /// A new connection refuses HTTP Basic (as Okta's "Basic Auth" test app signs in)
    #[arg(long)]
    no_basic: bool,
    /// Lifetime, for example 90d or 1y [default: until revoked]
    #[arg(long, value_parser = lifetime)]
    expires: Option<Duration>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// `rollcall token rotate …`
#[derive(Debug, Args)]
pub(super) struct RotateArgs {
    /// The old token's id or name
    token: String,
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Lifetime of the new token [default: the old one's]
    #[arg(long, value_parser = lifetime)]
    expires: Option<Duration>,
    /// For how long the old token works on, for example 24h; 0s ends it now [default: until it is revoked]
    #[arg(long, value_parser = lifetime)]
    overlap: Option<Duration>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// `rollcall token revoke …`
#[derive(Debug, Args)]
pub(super) struct RevokeArgs {
    /// The token's id or name
    token: String,
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
}

/// What a token opens, on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ScopeWord {
    /// /scim: an identity provider pushes
    Scim,
    /// /api/v1: exports and smart fields are read, event streams are managed
    Api,
    /// /events: a receiver polls
    Events,
}

fn lifetime(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|error| format!("{error}; write for example 90d"))
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: TokenCommand) -> Result<(), CliError> {
    match command {
        TokenCommand::Create(args) => {
            with_installation(loaded, Missing::Refuse, |p| create(p, args))
        }
        TokenCommand::List(args) => with_installation(loaded, Missing::Refuse, |p| list(p, args)),
        TokenCommand::Rotate(args) => {
            with_installation(loaded, Missing::Refuse, |p| rotate(p, args))
        }
        TokenCommand::Revoke(args) => {
            with_installation(loaded, Missing::Refuse, |p| revoke(p, args))
        }
    }
}

async fn create(p: Provisioning, args: CreateArgs) -> Result<(), CliError> {
    let new = NewToken {
        tenant: args.tenant.clone(),
        connection: args.connection,
        name: args.name,
        scope: match (&args.owner, args.scope) {
            (Some(_), _) => Scope::Me,
            (None, ScopeWord::Scim) => Scope::Scim,
            (None, ScopeWord::Api) => Scope::Api,
            (None, ScopeWord::Events) => Scope::Events,
        },
        owner: args.owner.map(|person| Owner {
            person,
            may_write: args.write,
        }),
        profile: args.profile,
        basic_allowed: !args.no_basic,
        lifetime_seconds: args.expires.map(seconds),
        role: args.role.map(RoleWord::role),
        areas: areas(args.only)?,
    };
    let created = tokens::create(&p, new).await?;
    show(&created, &args.tenant, args.json)
}

fn areas(only: Vec<String>) -> Result<Vec<String>, CliError> {
    let unknown = only.iter().find(|area| !is_area(area));
    match unknown {
        None => Ok(only),
        Some(area) => Err(CliError::Refused(no_area(area))),
    }
}

async fn rotate(p: Provisioning, args: RotateArgs) -> Result<(), CliError> {
    let rotation = Rotation {
        lifetime_seconds: args.expires.map(seconds),
        overlap_seconds: args.overlap.map(seconds),
        by: user(),
    };
    let rotated = tokens::rotate(&p, &args.tenant, &args.token, rotation).await?;
    show(&rotated.new, &args.tenant, args.json)?;
    let (tenant, old) = (&args.tenant, rotated.old);
    if let Some(at) = rotated.old_ends_at {
        let at = scim_core::format_instant(at);
        return output::note(&format!(
            "The old token ({old}) works until {at}; the provider needs the new one before."
        ));
    }
    output::note(&format!(
        "Both tokens work. When `rollcall token list --tenant {tenant}` shows that the new one is used, end the old one: \
         rollcall token revoke --tenant {tenant} {old}"
    ))
}

async fn revoke(p: Provisioning, args: RevokeArgs) -> Result<(), CliError> {
    let token = tokens::revoke(&p, &args.tenant, &args.token, &user()).await?;
    output::note(&format!(
        "Token {} ({:?}) is revoked.",
        token.id, token.name
    ))
}

async fn list(p: Provisioning, args: ListArgs) -> Result<(), CliError> {
    let listed = tokens::list(&p, &args.tenant).await?;
    if args.json {
        return output::json(&listed.iter().map(shown).collect());
    }
    let row = |listed: &Listed| {
        let token = &listed.token;
        [
            token.id.to_string(),
            token.name.clone(),
            listed.connection.clone(),
            scope(token),
            output::moment(Some(token.created_at)),
            output::moment(token.expires_at),
            output::moment(token.revoked_at),
            output::moment(token.last_used_at),
            token.last_used_address.clone().unwrap_or_default(),
        ]
    };
    let header = [
        "id",
        "name",
        "connection",
        "scope",
        "created",
        "expires",
        "revoked",
        "last used",
        "from",
    ];
    output::table(header, listed.iter().map(row))
}

/// What a token opens, and for whom.
fn scope(token: &Token) -> String {
    match token.person_id {
        Some(person) if token.may_write => format!("{} {person} (writes)", token.scope),
        Some(person) => format!("{} {person}", token.scope),
        None => match &token.role {
            Some(role) => format!("{} {role}", token.scope),
            None => token.scope.clone(),
        },
    }
}

/// The token alone on standard output, so that `TOKEN=$(rollcall token create …)` works.
fn show(created: &Created, tenant: &str, json: bool) -> Result<(), CliError> {
    if json {
        return output::json(&json!({
            "id": created.id.to_string(),
            "tenant": tenant,
            "name": created.name,
            "token": created.secret,
            "expires_at": created.expires_at.map(scim_core::format_instant),
        }));
    }
    output::line(&created.secret)?;
    let until = created
        .expires_at
        .map_or_else(|| "it is revoked".to_owned(), scim_core::format_instant);
    output::note(&format!(
        "This is the only time that token {} ({:?}) is shown. It is valid until {until}.",
        created.id, created.name
    ))
}

fn shown(listed: &Listed) -> Value {
    let token = &listed.token;
    let moment = |at: Option<i64>| at.map(scim_core::format_instant);
    json!({
        "id": token.id.to_string(),
        "name": token.name,
        "connection": listed.connection,
        "scope": token.scope,
        "role": api_keys::role_of(token).filter(|_| token.scope == Scope::Api.as_str()),
        "areas": api_keys::areas_of(token),
        "person": token.person_id.map(|id| id.to_string()),
        "may_write": token.may_write,
        "created_at": moment(Some(token.created_at)),
        "expires_at": moment(token.expires_at),
        "revoked_at": moment(token.revoked_at),
        "revoked_by": token.revoked_by,
        "last_used_at": moment(token.last_used_at),
        "last_used_address": token.last_used_address,
        "last_used_agent": token.last_used_agent,
    })
}

/// Who works at the command line.
fn user() -> String {
    std::env::var("USER").unwrap_or_else(|_| "command line".to_owned())
}

fn seconds(lifetime: Duration) -> i64 {
    i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX)
}
