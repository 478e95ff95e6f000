//! `rollcall connection …`

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use rollcall_provisioning::connections::{self, ConnectionChange, Disconnecting};
use rollcall_provisioning::{Provisioning, catalogue, dropped, guard, pulls, tenants, tokens};
use scim_core::quirks::{PROFILES, Profile, RuleChanges};
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::list_args::ListArgs;
use super::output;
use crate::catalogue::{Shown as ShownCatalogue, ShownAttribute, ShownLack};
use crate::config::Loaded;
use crate::connection::{Recognised, Shown};
use crate::dropped::Shown as DroppedShown;
use crate::pulling;
use crate::push::agent;

/// `rollcall connection …`
#[derive(Debug, Subcommand)]
pub(super) enum ConnectionCommand {
    /// Lists connections, how each speaks, and which provider was recognised on it
    List(ListArgs),
    /// Lists what a connection sends, which fields are made of it, and what the mapping waits for in vain
    Attributes(AttributesArgs),
    /// Lists the attributes that were received and not kept, since no schema has them
    Dropped(ListArgs),
    /// Changes how a connection speaks; running servers follow within a second
    Set(SetArgs),
    /// Answers its provider 503, "come back later", until it is resumed
    Pause(NameArgs),
    /// Answers its provider again
    Resume(NameArgs),
    /// Ends a connection for good: revokes its tokens, and does with its people what --people says
    Disconnect(DisconnectArgs),
}

/// `rollcall connection pause …`
#[derive(Debug, Args)]
pub(super) struct NameArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Connection's name
    name: String,
}

/// `rollcall connection disconnect …`
#[derive(Debug, Args)]
pub(super) struct DisconnectArgs {
    #[command(flatten)]
    of: NameArgs,
    /// What becomes of those whom it made and no other connection has written since: keep, deactivate or delete
    #[arg(long)]
    people: Disconnecting,
    /// The connection's name once more
    #[arg(long)]
    confirm: String,
}

/// `rollcall connection attributes …`
#[derive(Debug, Args)]
pub(super) struct AttributesArgs {
    #[command(flatten)]
    of: ListArgs,
    /// Connection's name
    #[arg(long, default_value = connections::DEFAULT)]
    name: String,
}

/// `rollcall connection set …`
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").args(["profile", "rule", "basic"]).required(true).multiple(true))]
pub(super) struct SetArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Connection's name
    #[arg(long, default_value = connections::DEFAULT)]
    name: String,
    /// How it is to speak
    #[arg(long, value_parser = profile_words())]
    profile: Option<Profile>,
    /// Rules to switch on and off beside the profile, for example +read-only-in-path,-dotted-keys; instead of those it
    /// has now, "" for none (docs/QUIRKS.md has all)
    #[arg(long, allow_hyphen_values = true, value_name = "RULES")]
    rule: Option<RuleChanges>,
    /// HTTP Basic with a token as the password, as Okta's "Basic Auth" test app signs in
    #[arg(long, value_enum)]
    basic: Option<BasicWord>,
}

/// Whether a connection takes HTTP Basic, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum BasicWord {
    /// It takes it
    Allowed,
    /// It takes bearer tokens only
    Refused,
}

/// The names of the profiles as values of an option.
pub(super) fn profile_words() -> impl TypedValueParser<Value = Profile> {
    let words = PROFILES.iter().map(|entry| PossibleValue::new(entry.name));
    PossibleValuesParser::new(words).map(|word| Profile::parse(&word).unwrap_or(Profile::Auto))
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: ConnectionCommand) -> Result<(), CliError> {
    match command {
        ConnectionCommand::List(args) => {
            with_installation(loaded, Missing::Refuse, |p| list(p, args))
        }
        ConnectionCommand::Attributes(args) => {
            with_installation(loaded, Missing::Refuse, |p| attributes(p, args))
        }
        ConnectionCommand::Dropped(args) => {
            with_installation(loaded, Missing::Refuse, |p| dropped(p, args))
        }
        ConnectionCommand::Set(args) => {
            with_installation(loaded, Missing::Refuse, |p| set(p, args))
        }
        ConnectionCommand::Pause(args) => {
            with_installation(loaded, Missing::Refuse, |p| pause(p, args))
        }
        ConnectionCommand::Resume(args) => {
            with_installation(loaded, Missing::Refuse, |p| resume(p, args))
        }
        ConnectionCommand::Disconnect(args) => {
            with_installation(loaded, Missing::Refuse, |p| disconnect(p, args))
        }
    }
}

/// By whom, and what changes are noted with.
const BY: &str = "command line";

async fn pause(p: Provisioning, args: NameArgs) -> Result<(), CliError> {
    let paused = connections::pause(&p, &args.tenant, &args.name, BY).await?;
    output::note(&format!("The connection {:?} is paused.", paused.name))
}

async fn resume(p: Provisioning, args: NameArgs) -> Result<(), CliError> {
    let resumed = connections::resume(&p, &args.tenant, &args.name).await?;
    output::note(&format!("The connection {:?} answers again.", resumed.name))
}

async fn disconnect(p: Provisioning, args: DisconnectArgs) -> Result<(), CliError> {
    let NameArgs { tenant, name } = args.of;
    let revocation = pulls::revocation(&p, &tenant, &name).await?;
    connections::disconnect(&p, &tenant, &name, args.people, &args.confirm, BY, BY).await?;
    if let Some(request) = revocation {
        pulling::revoke(&p, &agent(p.push_reach()), request).await;
    }
    // A server that runs may be quicker, or have it in hand.
    connections::disconnect_round(&p, &|| false).await?;
    let progress = connections::progress(&p, &tenant, &name).await?;
    output::line(&format!(
        "The connection {name:?} is disconnected; {} changed, {} left to other connections",
        progress.changed, progress.kept
    ))
}

async fn set(p: Provisioning, args: SetArgs) -> Result<(), CliError> {
    let change = ConnectionChange {
        profile: args.profile,
        rules: args.rule,
        basic_allowed: args.basic.map(|word| word == BasicWord::Allowed),
        ..ConnectionChange::default()
    };
    let connection = connections::set(&p, &args.tenant, &args.name, change).await?;
    let rules = match connection.rules.as_str() {
        "" => String::new(),
        rules => format!(" with {rules}"),
    };
    output::note(&format!(
        "The connection {:?} speaks {}{rules}; HTTP Basic is {}.",
        connection.name,
        connection.profile,
        basic(connection.basic_allowed)
    ))
}

fn basic(allowed: bool) -> &'static str {
    if allowed { "allowed" } else { "refused" }
}

async fn list(p: Provisioning, args: ListArgs) -> Result<(), CliError> {
    tenants::find(&p, &args.tenant).await?;
    let listed = connections::list(&p, &args.tenant).await?;
    let guards = guard::settings(&p, &args.tenant).await?;
    let tokens = tokens::list(&p, &args.tenant).await?;
    let listed = Shown::with_guards(listed, &guards, &tokens);
    if args.json {
        return output::json(&json!(listed));
    }
    let row = |connection: &Shown| {
        let seen = connection.speaks_like.as_ref();
        let of = |part: fn(&Recognised) -> &str| seen.map(part).unwrap_or_default().to_owned();
        [
            connection.name.clone(),
            connection.id.clone(),
            connection.profile.clone(),
            connection.rules.clone(),
            basic(connection.basic_allowed).to_owned(),
            connection.state.to_owned(),
            of(Recognised::label),
            of(|seen| &seen.first_seen_at),
            of(|seen| &seen.last_seen_at),
        ]
    };
    let header = [
        "name",
        "id",
        "profile",
        "rules",
        "basic",
        "state",
        "speaks like",
        "first seen",
        "last seen",
    ];
    output::table(header, listed.iter().map(row))
}

async fn dropped(p: Provisioning, args: ListArgs) -> Result<(), CliError> {
    let listed = dropped::list(&p, &args.tenant).await?;
    let listed: Vec<_> = listed.into_iter().map(DroppedShown::of).collect();
    if args.json {
        return output::json(&json!(listed));
    }
    let row = |dropped: &DroppedShown| {
        [
            dropped.connection.clone(),
            dropped.attribute.clone(),
            dropped.count.to_string(),
            dropped.first_seen_at.clone(),
            dropped.last_seen_at.clone(),
        ]
    };
    let header = [
        "connection",
        "attribute",
        "times",
        "first seen",
        "last seen",
    ];
    output::table(header, listed.iter().map(row))
}

async fn attributes(p: Provisioning, args: AttributesArgs) -> Result<(), CliError> {
    let found = catalogue::of(&p, &args.of.tenant, &args.name).await?;
    let shown = ShownCatalogue::of(found);
    if args.of.json {
        return output::json(&json!(shown));
    }
    let row = |it: &ShownAttribute| {
        [
            it.resource_type.clone().unwrap_or_default(),
            it.path.clone(),
            it.count.to_string(),
            it.sample.clone().unwrap_or_default(),
            match it.fate.as_str() {
                "kept" => readers(&it.fields, &it.rules),
                fate => fate.to_owned(),
            },
            it.first_seen_at.clone().unwrap_or_default(),
            it.last_seen_at.clone().unwrap_or_default(),
        ]
    };
    let header = [
        "of",
        "attribute",
        "times",
        "for example",
        "read by",
        "first seen",
        "last seen",
    ];
    output::table(header, shown.attributes.iter().map(row))?;
    lacking(&shown.never_received)
}

/// What never came: first what leaves a field without anything.
fn lacking(lacks: &[ShownLack]) -> Result<(), CliError> {
    if lacks.is_empty() {
        return Ok(());
    }
    let (starving, others): (Vec<_>, Vec<_>) =
        lacks.iter().partition(|lack| !lack.starved.is_empty());
    output::line("")?;
    output::line("Never received, and nothing else that the fields could be made of:")?;
    let row = |lack: &&ShownLack| {
        [
            lack.path.clone(),
            lack.starved.join(", "),
            lack.detail.clone(),
        ]
    };
    output::table(["attribute", "field", "why"], starving.iter().map(row))?;
    if others.is_empty() {
        return Ok(());
    }
    output::line("")?;
    output::line(
        "Never received; the fields are made of something else, and the rules do without:",
    )?;
    let row = |lack: &&ShownLack| [lack.path.clone(), readers(&lack.fields, &lack.rules)];
    output::table(["attribute", "read by"], others.iter().map(row))
}

fn readers(fields: &[String], rules: &[String]) -> String {
    let all = fields.iter().chain(rules);
    all.map(String::as_str).collect::<Vec<_>>().join(", ")
}
