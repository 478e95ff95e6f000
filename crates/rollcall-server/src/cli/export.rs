//! `rollcall export …`

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use rollcall_mapping::export::{FORMATS, Format, SMART_FIELD_FORMATS, find};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::exports::{Export, Exported, Formatted, Selection, StatusSelection};

use scim_core::instant;

use super::export_check;
use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::output;
use super::sink::Sink;
use crate::config::Loaded;

/// `rollcall export …`
#[derive(Debug, Subcommand)]
pub(super) enum ExportCommand {
    /// Target users, for security-awareness tools
    TargetUsers(TargetUserArgs),
    /// Smart fields, for e-mail signatures
    SmartFields(SmartFieldArgs),
}

/// `rollcall export target-users`
#[derive(Debug, Args)]
pub(super) struct TargetUserArgs {
    #[arg(long, default_value = "csv", help = names(FORMATS))]
    format: String,
    /// Instead of the file, show what is wrong with its rows (exit code 6 if somebody would be left out or refused)
    #[arg(long)]
    check: bool,
    /// Tell of whoever has another address since this day or moment (UTC) what it was
    #[arg(long, value_name = "2026-11-01")]
    renamed_since: Option<String>,
    #[command(flatten)]
    of: SelectionArgs,
}

/// `rollcall export smart-fields`
#[derive(Debug, Args)]
pub(super) struct SmartFieldArgs {
    #[arg(long, default_value = "csv", help = names(SMART_FIELD_FORMATS))]
    format: String,
    #[command(flatten)]
    of: SelectionArgs,
}

/// Of whom, and where to.
#[derive(Debug, Args)]
pub(super) struct SelectionArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    pub(super) tenant: String,
    /// Only people who match this SCIM filter, for example 'title co "engineer"'
    #[arg(long)]
    filter: Option<String>,
    /// Only people in this group (name or id)
    #[arg(long)]
    group: Option<String>,
    /// Whom by status
    #[arg(long, value_enum, default_value_t = StatusWord::Active)]
    status: StatusWord,
    /// File to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

/// The names of formats, for the help.
fn names<R>(formats: &[Format<R>]) -> String {
    let names: Vec<_> = formats.iter().map(|format| format.name).collect();
    names.join(", ")
}

impl SelectionArgs {
    fn selection(&self) -> Selection {
        Selection {
            filter: self.filter.clone(),
            group: self.group.clone(),
            status: match self.status {
                StatusWord::Active => StatusSelection::Active,
                StatusWord::Inactive => StatusSelection::Inactive,
                StatusWord::Held => StatusSelection::Held,
                StatusWord::Any => StatusSelection::Any,
            },
            renamed_since: None,
        }
    }
}

/// Who is in an export by status, on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum StatusWord {
    /// Whoever is neither deactivated nor held back
    Active,
    /// Only the deactivated
    Inactive,
    /// Only those held back
    Held,
    /// All
    Any,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: ExportCommand) -> Result<(), CliError> {
    with_installation(loaded, Missing::Refuse, |p| async move {
        match command {
            ExportCommand::TargetUsers(args) => {
                let format = known(FORMATS, &args.format)?;
                let selection = Selection {
                    renamed_since: args.renamed_since.as_deref().map(moment).transpose()?,
                    ..args.of.selection()
                };
                if args.check {
                    return export_check::check(&p, &args.of, selection, format).await;
                }
                export(&p, &args.of, selection, format).await
            }
            ExportCommand::SmartFields(args) => {
                let format = known(SMART_FIELD_FORMATS, &args.format)?;
                export(&p, &args.of, args.of.selection(), format).await
            }
        }
    })
}

/// A moment, in microseconds; a day is its first one.
fn moment(text: &str) -> Result<i64, CliError> {
    let read = instant(text).or_else(|| instant(&format!("{text}T00:00:00Z")));
    read.ok_or_else(|| {
        CliError::Refused(format!(
            "{text:?} is neither a day such as 2026-11-01 nor a moment such as 2026-11-01T08:30:00Z."
        ))
    })
}

fn known<R>(formats: &'static [Format<R>], name: &str) -> Result<&'static Format<R>, CliError> {
    find(formats, name).map_err(|unknown| CliError::Refused(unknown.to_string()))
}

async fn export<R: Exported>(
    p: &Provisioning,
    args: &SelectionArgs,
    selection: Selection,
    format: &'static Format<R>,
) -> Result<(), CliError> {
    let mut feed = Formatted::new(Export::begin(p, &args.tenant, &selection).await?, format);
    match &args.out {
        None => write(&mut feed, &mut io::stdout().lock()).await?,
        Some(path) => write_file(&mut feed, path).await?,
    }
    report(&feed, format)?;
    if feed.written() == 0 && feed.skipped() == 0 {
        output::note(nobody(&selection))?;
    }
    Ok(())
}

/// How many there were: to standard error, so that standard output is the file and nothing else.
fn report<R: Exported>(feed: &Formatted<R>, format: &Format<R>) -> Result<(), CliError> {
    let (written, skipped) = (feed.written(), feed.skipped());
    let people = if written == 1 { "person" } else { "people" };
    output::note(&format!("{written} {people} written."))?;
    if skipped > 0 {
        output::note(&format!(
            "{skipped} left out: `rollcall export target-users --format {} --check` says who and why.",
            format.name
        ))?;
    }
    Ok(())
}

/// Why nobody was found.
pub(super) fn nobody(selection: &Selection) -> &'static str {
    let only_active = matches!(selection.status, StatusSelection::Active);
    match (
        selection.filter.is_some(),
        selection.group.is_some(),
        only_active,
    ) {
        (true, _, true) => {
            "Nobody matches the filter, unless deactivated: --status any looks among all."
        }
        (true, _, false) => "Nobody matches the filter.",
        (false, true, true) => {
            "Nobody is in the group, unless deactivated: --status any looks among all."
        }
        (false, true, false) => "Nobody is in the group.",
        (false, false, true) => {
            "A person appears once the provider assigns them, and leaves when deactivated; --status any shows all."
        }
        (false, false, false) => "Nobody has that status.",
    }
}

async fn write<R: Exported>(feed: &mut Formatted<R>, out: &mut impl Write) -> Result<(), CliError> {
    while let Some(text) = feed.next().await? {
        out.write_all(&text)?;
    }
    Ok(out.flush()?)
}

async fn write_file<R: Exported>(feed: &mut Formatted<R>, path: &Path) -> Result<(), CliError> {
    let mut sink = Sink::open(path)?;
    while let Some(text) = feed.next().await? {
        sink.add(&text)?;
    }
    sink.finish()
}
