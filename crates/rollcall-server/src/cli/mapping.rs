//! `rollcall mapping …`

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use rollcall_mapping::{Alteration, Alters, Definition, Language, Presence, SmartField};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::mappings::{
    self, Count, Diff, FieldCompleteness, Search, Summary, Version,
};
use serde_json::{Value, json};

use super::explain::{self, ExplainArgs};
use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::list_args::ListArgs;
use super::output;
use super::sink::Sink;
use crate::config::Loaded;

/// Who publishes from the command line.
pub(super) const AUTHOR: &str = "command line";

/// `rollcall mapping …`
#[derive(Debug, Subcommand)]
pub(super) enum MappingCommand {
    /// Prints the definition in force, or an earlier version, as JSON
    Show(ShowArgs),
    /// Saves a definition from a file as the draft; nothing changes until it is published
    Draft(DraftArgs),
    /// Shows one person's fields: the value, where it comes from, when it last changed and by which request
    Explain(ExplainArgs),
    /// Shows one person's fields as they are and as the draft would make them
    Preview(PreviewArgs),
    /// Counts what the draft would change for everybody
    Diff(DiffArgs),
    /// Counts who has which field
    Completeness(CompletenessArgs),
    /// Lists who lacks a field
    Lacking(LackingArgs),
    /// Puts the draft in force
    Publish(PublishArgs),
    /// Forgets the draft
    Discard(TenantArgs),
    /// Lists the published versions
    History(ListArgs),
    /// Puts what an earlier version said in force again (0: the built-in definition)
    Restore(RestoreArgs),
}

/// A tenant.
#[derive(Debug, Args)]
pub(super) struct TenantArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
}

/// `rollcall mapping show`
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    #[command(flatten)]
    of: TenantArgs,
    /// The draft, or a version's number (0: the built-in definition) [default: what is in force]
    #[arg(value_name = "draft|VERSION")]
    which: Option<String>,
}

/// `rollcall mapping draft`
#[derive(Debug, Args)]
pub(super) struct DraftArgs {
    #[command(flatten)]
    of: TenantArgs,
    /// File with the definition (`-`: standard input)
    file: PathBuf,
    /// Take the place of somebody else's draft
    #[arg(long)]
    replace: bool,
}

/// `rollcall mapping preview`
#[derive(Debug, Args)]
pub(super) struct PreviewArgs {
    #[command(flatten)]
    of: TenantArgs,
    /// Person's id
    person: String,
}

/// `rollcall mapping diff`
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    #[command(flatten)]
    of: TenantArgs,
    /// File for everybody whom the draft would change, a line of JSON each
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// `rollcall mapping completeness`
#[derive(Debug, Args)]
pub(super) struct CompletenessArgs {
    #[command(flatten)]
    of: TenantArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// `rollcall mapping lacking`
#[derive(Debug, Args)]
pub(super) struct LackingArgs {
    #[command(flatten)]
    of: TenantArgs,
    /// The field's key
    field: String,
}

/// `rollcall mapping publish`
#[derive(Debug, Args)]
pub(super) struct PublishArgs {
    #[command(flatten)]
    of: TenantArgs,
    /// Why, for the history
    #[arg(long, default_value = "")]
    note: String,
    /// Only if the draft is still of this revision, which `rollcall mapping diff` tells
    #[arg(long)]
    revision: Option<i64>,
}

/// `rollcall mapping restore`
#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    #[command(flatten)]
    of: TenantArgs,
    /// Why, for the history
    #[arg(long, default_value = "")]
    note: String,
    /// The version's number
    version: i64,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: MappingCommand) -> Result<(), CliError> {
    with_installation(loaded, Missing::Refuse, |p| async move {
        match command {
            MappingCommand::Show(args) => show(&p, args).await,
            MappingCommand::Draft(args) => draft(&p, args).await,
            MappingCommand::Explain(args) => explain::explain(&p, args).await,
            MappingCommand::Preview(args) => preview(&p, args).await,
            MappingCommand::Diff(args) => diff(&p, args).await,
            MappingCommand::Completeness(args) => completeness(&p, args).await,
            MappingCommand::Lacking(args) => lacking(&p, args).await,
            MappingCommand::Publish(args) => publish(&p, args).await,
            MappingCommand::Discard(args) => discard(&p, args).await,
            MappingCommand::History(args) => history(&p, args).await,
            MappingCommand::Restore(args) => restore(&p, args).await,
        }
    })
}

async fn show(p: &Provisioning, args: ShowArgs) -> Result<(), CliError> {
    let tenant = &args.of.tenant;
    let definition = match args.which.as_deref() {
        None => mappings::in_force(p, tenant).await?.definition,
        Some("draft") => mappings::draft(p, tenant).await?.definition,
        Some(number) => {
            let version = number.parse().map_err(|_| {
                CliError::Refused(format!(
                    "{number:?} is neither draft nor a version's number."
                ))
            })?;
            mappings::version(p, tenant, version).await?
        }
    };
    output::json(&json!(definition))
}

async fn draft(p: &Provisioning, args: DraftArgs) -> Result<(), CliError> {
    let definition = Definition::read(&read(&args.file)?).map_err(|problem| {
        CliError::Refused(format!("The definition cannot be read. {problem}."))
    })?;
    let tenant = &args.of.tenant;
    let revision = match mappings::draft(p, tenant).await {
        // What somebody else wrote is not written over unseen.
        Ok(before) if before.changed_by != AUTHOR && !args.replace => {
            return Err(CliError::Refused(format!(
                "There is a draft of {}. Look at it with `rollcall mapping show draft`; --replace takes its place.",
                before.changed_by
            )));
        }
        Ok(before) => Some(before.revision),
        Err(rollcall_provisioning::Error::Unknown(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let draft = mappings::save_draft(p, tenant, definition, revision, AUTHOR).await?;
    output::line(&format!(
        "draft {} of version {} saved; `rollcall mapping diff` tells what it would change",
        draft.revision, draft.base_version
    ))
}

fn read(file: &Path) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().read_to_end(&mut bytes).map(drop)
    } else {
        fs::read(file).map(|content| bytes = content)
    };
    read.map_err(|error| {
        CliError::Refused(format!("{} cannot be read: {error}.", file.display()))
    })?;
    Ok(bytes)
}

async fn preview(p: &Provisioning, args: PreviewArgs) -> Result<(), CliError> {
    let (before, after) =
        mappings::preview(p, &args.of.tenant, &args.person, Language::default()).await?;
    let value = |fields: &[SmartField], key: &str| {
        let found = fields.iter().find(|field| field.key == key);
        shown(found.and_then(|field| field.value.as_ref()))
    };
    let new = after.iter().map(|field| &field.key);
    let new = new.filter(|key| !before.iter().any(|field| field.key == **key));
    let keys: Vec<_> = before.iter().map(|field| &field.key).chain(new).collect();
    let rows = keys.into_iter().map(|key| {
        let (was, is) = (value(&before, key), value(&after, key));
        let mark = if was == is { "" } else { "changes" };
        [key.clone(), was, is, mark.to_owned()]
    });
    output::table(["FIELD", "NOW", "DRAFT", ""], rows)
}

pub(super) fn shown(value: Option<&Value>) -> String {
    match value {
        None => "–".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

async fn diff(p: &Provisioning, args: DiffArgs) -> Result<(), CliError> {
    let mut diff = Diff::begin(p, &args.of.tenant).await?;
    let mut out = args.out.as_deref().map(Sink::open).transpose()?;
    let bar = output::bar("people");
    while let Some(step) = diff.next().await? {
        bar.set_length(step.of);
        bar.set_position(step.seen);
        if let Some(out) = &mut out {
            for person in &step.altered {
                out.add(format!("{}\n", json!(person)).as_bytes())?;
            }
        }
    }
    bar.finish_and_clear();
    if let Some(out) = out {
        out.finish()?;
    }
    let summary = diff.summary();
    if args.json {
        return output::json(&json!(summary));
    }
    tell(&summary)
}

fn tell(summary: &Summary) -> Result<(), CliError> {
    output::line(&format!(
        "Draft {} alters {} of {} people; {} lose a value, {} get one that they had not.",
        summary.revision, summary.altered, summary.people, summary.losing, summary.gaining
    ))?;
    let said = |it: &Alteration| {
        let what = match it.what {
            Alters::New => "new",
            Alters::Changed => "changed",
            Alters::Removed => "removed",
            Alters::Order => "order changed",
        };
        let name = it.name.clone().unwrap_or_default();
        [it.part.to_owned(), name, what.to_owned()]
    };
    if !summary.definition.is_empty() {
        output::table(
            ["PART", "NAME", "IN THE DRAFT"],
            summary.definition.iter().map(said),
        )?;
    }
    if summary.altered == 0 {
        return Ok(());
    }
    let count = |field: &mappings::FieldCount| {
        [
            field.field.clone(),
            field.altered.to_string(),
            field.losing.to_string(),
            field.gaining.to_string(),
        ]
    };
    output::table(
        ["FIELD", "ALTERED", "LOSE IT", "GET IT"],
        summary.fields.iter().map(count),
    )?;
    let samples = summary.samples.iter().flat_map(|person| {
        person.fields.iter().map(|it| {
            [
                person.user_name.clone(),
                it.field.clone(),
                shown(it.before.as_ref()),
                shown(it.after.as_ref()),
            ]
        })
    });
    output::table(["FOR EXAMPLE", "FIELD", "NOW", "DRAFT"], samples)
}

async fn completeness(p: &Provisioning, args: CompletenessArgs) -> Result<(), CliError> {
    let mut count = Count::begin(p, &args.of.tenant).await?;
    let bar = output::bar("people");
    while let Some((seen, of)) = count.next().await? {
        bar.set_length(of);
        bar.set_position(seen);
    }
    bar.finish_and_clear();
    let counted = count.counted();
    if args.json {
        return output::json(&json!(counted));
    }
    output::line(&format!(
        "{} of {} active people have all that is required.",
        counted.complete, counted.people
    ))?;
    let row = |field: &FieldCompleteness| {
        let percent = field.have.saturating_mul(100) / counted.people.max(1);
        [
            field.field.clone(),
            format!("{percent} %"),
            field.have.to_string(),
            field.flawed.to_string(),
            if field.required { "required" } else { "" }.to_owned(),
        ]
    };
    let rows = counted.fields.iter().map(row);
    output::table(["FIELD", "", "HAVE IT", "FLAWED", ""], rows)
}

async fn lacking(p: &Provisioning, args: LackingArgs) -> Result<(), CliError> {
    let mut search = Search::begin(p, &args.of.tenant, &args.field).await?;
    while let Some(people) = search.next().await? {
        for person in people {
            let what = match person.presence {
                Presence::Flawed => "flawed",
                Presence::Missing | Presence::Good => "missing",
            };
            output::line(&format!("{}\t{}\t{what}", person.id, person.user_name))?;
        }
    }
    Ok(())
}

async fn publish(p: &Provisioning, args: PublishArgs) -> Result<(), CliError> {
    let tenant = &args.of.tenant;
    let draft = mappings::draft(p, tenant).await?;
    let revision = args.revision.unwrap_or(draft.revision);
    let published = mappings::publish(p, tenant, revision, &args.note, AUTHOR).await?;
    in_force(&published)
}

async fn restore(p: &Provisioning, args: RestoreArgs) -> Result<(), CliError> {
    let published =
        mappings::roll_back(p, &args.of.tenant, args.version, &args.note, AUTHOR).await?;
    in_force(&published)
}

fn in_force(published: &Version) -> Result<(), CliError> {
    output::line(&format!("version {} is in force", published.version))
}

async fn discard(p: &Provisioning, args: TenantArgs) -> Result<(), CliError> {
    let draft = mappings::draft(p, &args.tenant).await?;
    mappings::discard(p, &args.tenant, draft.revision).await?;
    output::line("the draft is gone")
}

async fn history(p: &Provisioning, args: ListArgs) -> Result<(), CliError> {
    const VERSIONS_MAX: i64 = 500;
    let versions = mappings::history(p, &args.tenant, None, VERSIONS_MAX).await?;
    if args.json {
        return output::json(&json!(versions));
    }
    let row = |version: Version| {
        [
            version.version.to_string(),
            output::moment(Some(version.published_at)),
            version.published_by,
            version.note,
        ]
    };
    output::table(
        ["VERSION", "PUBLISHED", "BY", "NOTE"],
        versions.into_iter().map(row),
    )
}
