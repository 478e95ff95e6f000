//! `rollcall signature …`

use std::fs;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use rollcall_mapping::{CampaignState, Earlier, Severity, Signature};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::exports::Selection;
use rollcall_provisioning::signatures::{
    self, Assignments, Bundling, Definition, Inspection, SCRIPTS, Script, SignatureRemark, Whom,
};
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::mapping::AUTHOR;
use super::output;
use super::sink::Sink;
use crate::config::Loaded;

/// `rollcall signature …`
#[derive(Debug, Subcommand)]
pub(super) enum SignatureCommand {
    /// Lists the signatures and campaigns
    List(OfArgs),
    /// Prints the signatures to begin with, as a definition has them
    Starters,
    /// Shows which signature a person gets, why, and which was next
    Show(ShowArgs),
    /// Gives a person a signature by hand
    Set(SetArgs),
    /// Lets the rules decide again
    Unset(PersonArgs),
    /// Counts who gets which signature for which reason, or lists them
    Assignments(AssignmentsArgs),
    /// Tells what is to be mended: what mail programs break, fields that are empty, what is too long
    Lint(OfArgs),
    /// Writes everybody's signature as a ZIP archive
    Bundle(BundleArgs),
    /// Prints a script that installs the signatures of a bundle; without a name, which there are
    Script(ScriptArgs),
}

/// A tenant, and which of its definitions.
#[derive(Debug, Args)]
pub(super) struct OfArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// By the draft instead of what is in force
    #[arg(long)]
    draft: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl OfArgs {
    fn which(&self) -> Definition {
        if self.draft {
            Definition::Draft
        } else {
            Definition::InForce
        }
    }
}

/// `rollcall signature show`
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    #[command(flatten)]
    of: OfArgs,
    /// Person's id
    person: String,
    /// Print the signature's HTML and nothing else
    #[arg(long, conflicts_with = "text")]
    html: bool,
    /// Print the signature as text and nothing else
    #[arg(long)]
    text: bool,
}

/// A person.
#[derive(Debug, Args)]
pub(super) struct PersonArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Person's id
    person: String,
}

/// `rollcall signature set`
#[derive(Debug, Args)]
pub(super) struct SetArgs {
    #[command(flatten)]
    of: PersonArgs,
    /// Signature's key
    #[arg(required_unless_present = "none")]
    signature: Option<String>,
    /// None at all
    #[arg(long, conflicts_with = "signature")]
    none: bool,
}

/// `rollcall signature assignments`
#[derive(Debug, Args)]
pub(super) struct AssignmentsArgs {
    #[command(flatten)]
    of: OfArgs,
    /// List whoever gets this signature
    #[arg(long, value_name = "KEY")]
    signature: Option<String>,
    /// List whoever gets none
    #[arg(long, conflicts_with = "signature")]
    without: bool,
}

/// `rollcall signature bundle`
#[derive(Debug, Args)]
pub(super) struct BundleArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// File to write
    #[arg(long, value_name = "FILE", default_value = "signatures.zip")]
    out: PathBuf,
    /// Only what changed since the bundle that this index.csv is of
    #[arg(long, value_name = "INDEX")]
    since: Option<PathBuf>,
    /// Only people who match this SCIM filter
    #[arg(long)]
    filter: Option<String>,
    /// Only people in this group (name or id)
    #[arg(long)]
    group: Option<String>,
}

/// `rollcall signature script`
#[derive(Debug, Args)]
pub(super) struct ScriptArgs {
    /// Script's name
    name: Option<String>,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: SignatureCommand) -> Result<(), CliError> {
    match command {
        SignatureCommand::Starters => return output::json(&json!(Signature::starters())),
        SignatureCommand::Script(args) => return script(args.name.as_deref()),
        _ => {}
    }
    with_installation(loaded, Missing::Refuse, |p| async move {
        match command {
            SignatureCommand::List(args) => list(&p, args).await,
            SignatureCommand::Show(args) => show(&p, args).await,
            SignatureCommand::Set(args) => set(&p, args).await,
            SignatureCommand::Unset(args) => unset(&p, args).await,
            SignatureCommand::Assignments(args) => assignments(&p, args).await,
            SignatureCommand::Lint(args) => lint(&p, args).await,
            SignatureCommand::Bundle(args) => bundle(&p, args).await,
            SignatureCommand::Starters | SignatureCommand::Script(_) => Ok(()),
        }
    })
}

fn script(name: Option<&str>) -> Result<(), CliError> {
    let Some(name) = name else {
        let row = |script: &Script| [script.name.to_owned(), script.doc.to_owned()];
        return output::table(["SCRIPT", ""], SCRIPTS.iter().map(row));
    };
    output::line(Script::find(name)?.text().trim_end())
}

async fn list(p: &Provisioning, args: OfArgs) -> Result<(), CliError> {
    let overview = signatures::overview(p, &args.tenant, args.which()).await?;
    if args.json {
        return output::json(&json!(overview));
    }
    let rows = overview.signatures.into_iter();
    let rows = rows.map(|it| [it.key, it.name, it.languages.join(", ")]);
    output::table(["SIGNATURE", "NAME", "LANGUAGES"], rows)?;
    if overview.campaigns.is_empty() {
        return Ok(());
    }
    let rows = overview.campaigns.into_iter().map(|campaign| {
        let state = match campaign.state {
            CampaignState::Active { until } => format!("active now, until {until}"),
            CampaignState::Waiting { next } => format!("next at {next}"),
            CampaignState::Over => "over".to_owned(),
        };
        [campaign.key, state]
    });
    output::table(["CAMPAIGN", ""], rows)
}

async fn show(p: &Provisioning, args: ShowArgs) -> Result<(), CliError> {
    let found = signatures::of_person(p, &args.of.tenant, &args.person, args.of.which()).await?;
    if args.of.json {
        return output::json(&json!(found));
    }
    let made = found.rendered.as_ref();
    if args.html || args.text {
        let made = made.ok_or_else(|| {
            let why = found.failure.as_deref().unwrap_or("They get none.");
            CliError::Refused(format!("There is no signature of this person. {why}"))
        })?;
        return output::line(if args.html { &made.html } else { &made.text });
    }
    let told = json!(found);
    let one = |choice: &serde_json::Value| {
        let signature = choice["signature"].as_str().unwrap_or("none");
        let because = &choice["because"];
        let name = because["name"].as_str().unwrap_or_default();
        let kind = because["kind"].as_str().unwrap_or_default();
        [
            signature.to_owned(),
            format!("{kind} {name}").trim().to_owned(),
        ]
    };
    let [signature, why] = one(&told);
    let mut rows = vec![["gets".to_owned(), signature, why]];
    if !told["next"].is_null() {
        let [signature, why] = one(&told["next"]);
        rows.push(["next".to_owned(), signature, why]);
    }
    for rule in &found.explanation.rules {
        let applies = if rule.applies {
            "applies"
        } else {
            "does not apply"
        };
        let name = format!("rule {}", rule.name);
        rows.push([name, rule.signature.clone(), applies.to_owned()]);
    }
    for campaign in &found.explanation.campaigns {
        let state = match (campaign.applies, &campaign.state) {
            (false, _) => "does not apply".to_owned(),
            (true, CampaignState::Active { until }) => format!("active now, until {until}"),
            (true, CampaignState::Waiting { next }) => format!("next at {next}"),
            (true, CampaignState::Over) => "over".to_owned(),
        };
        let name = format!("campaign {}", campaign.name);
        rows.push([name, campaign.signature.clone(), state]);
    }
    output::table(["", "SIGNATURE", ""], rows)?;
    match (made, found.failure) {
        (Some(made), _) => {
            let lines: Vec<_> = made.text.lines().map(output::printable).collect();
            output::line(&format!("\n{}", lines.join("\n")))
        }
        (None, Some(why)) => Err(CliError::Refused(format!("It cannot be made: {why}"))),
        (None, None) => Ok(()),
    }
}

async fn set(p: &Provisioning, args: SetArgs) -> Result<(), CliError> {
    let (tenant, person) = (&args.of.tenant, &args.of.person);
    let signature = args.signature.filter(|_| !args.none);
    let found = signatures::set(p, tenant, person, signature, AUTHOR).await?;
    let key = found.explanation.choice.signature;
    output::line(&format!(
        "set: {}",
        key.as_deref().unwrap_or("no signature")
    ))
}

async fn unset(p: &Provisioning, args: PersonArgs) -> Result<(), CliError> {
    signatures::unset(p, &args.tenant, &args.person).await?;
    output::line("the rules decide")
}

async fn assignments(p: &Provisioning, args: AssignmentsArgs) -> Result<(), CliError> {
    let is_list = args.signature.is_some() || args.without;
    let whom = match (args.signature, args.without) {
        (Some(key), _) => Whom::With(key),
        (None, true) => Whom::Without,
        (None, false) => Whom::All,
    };
    let mut list = Assignments::begin(p, &args.of.tenant, args.of.which(), whom).await?;
    let bar = output::bar("people");
    while let Some(step) = list.next().await? {
        bar.set_length(step.of);
        bar.set_position(step.seen);
        if !is_list {
            continue;
        }
        for person in step.people {
            let line = if args.of.json {
                json!(person).to_string()
            } else {
                format!("{}\t{}", person.id, output::printable(&person.user_name))
            };
            bar.suspend(|| output::line(&line))?;
        }
    }
    bar.finish_and_clear();
    if is_list {
        return Ok(());
    }
    let counts = list.counts();
    if args.of.json {
        return output::json(&json!({ "people": list.seen(), "summary": counts }));
    }
    let rows = counts.into_iter().map(|count| {
        let signature = count.choice.signature.clone();
        [
            signature.unwrap_or_else(|| "none".to_owned()),
            count.reason(),
            count.people.to_string(),
            count.samples.join(", "),
        ]
    });
    output::table(["SIGNATURE", "BECAUSE", "PEOPLE", "FOR EXAMPLE"], rows)
}

async fn lint(p: &Provisioning, args: OfArgs) -> Result<(), CliError> {
    let mut inspection = Inspection::begin(p, &args.tenant, args.which()).await?;
    let bar = output::bar("people");
    while let Some((seen, of)) = inspection.next().await? {
        bar.set_length(of);
        bar.set_position(seen);
    }
    bar.finish_and_clear();
    let remarks = inspection.remarks();
    if args.json {
        return output::json(&json!(remarks));
    }
    if remarks.is_empty() {
        return output::line("Nothing is to be mended.");
    }
    let row = |it: &SignatureRemark| {
        let severity = match it.remark.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        [
            severity.to_owned(),
            it.signature.clone(),
            it.language.unwrap_or_default().to_owned(),
            it.remark.detail.clone(),
        ]
    };
    output::table(["", "SIGNATURE", "", ""], remarks.iter().map(row))?;
    let errors = remarks
        .iter()
        .filter(|it| it.remark.severity == Severity::Error);
    match errors.count() {
        0 => Ok(()),
        count => Err(CliError::Found(format!(
            "{count} of them {} before it is published.",
            if count == 1 {
                "is to be mended"
            } else {
                "are to be mended"
            }
        ))),
    }
}

async fn bundle(p: &Provisioning, args: BundleArgs) -> Result<(), CliError> {
    let earlier = match &args.since {
        None => Earlier::default(),
        Some(path) => {
            let index = fs::read(path).map_err(|error| {
                CliError::Refused(format!("{} cannot be read: {error}.", path.display()))
            })?;
            Earlier::read(&index).map_err(CliError::Refused)?
        }
    };
    let selection = Selection {
        filter: args.filter,
        group: args.group,
        ..Selection::default()
    };
    let mut bundling = Bundling::begin(p, &args.tenant, &selection, earlier).await?;
    let mut out = Sink::open(&args.out)?;
    let bar = output::bar("people");
    while let Some(piece) = bundling.next().await? {
        bar.set_length(piece.of);
        bar.set_position(piece.seen);
        out.add(&piece.bytes)?;
    }
    bar.finish_and_clear();
    out.finish()?;
    let counts = bundling.counts();
    output::note(&format!(
        "{} signatures written, {} unchanged, {} removed, {} people without one.",
        counts.written, counts.unchanged, counts.removed, counts.without
    ))?;
    match counts.failed {
        0 => Ok(()),
        failed => Err(CliError::Refused(format!(
            "{failed} could not be made; `rollcall signature lint` tells why."
        ))),
    }
}
