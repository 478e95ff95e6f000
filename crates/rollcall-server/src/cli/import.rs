//! `rollcall import …`

use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rollcall_mapping::import::{self, ColumnMap, List, Options};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::imports::{Asked, DEFAULT_SOURCE, Import, Missing, Summary};
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing as Absent, with_installation};
use super::output;
use crate::config::Loaded;

/// What changes from the command line are noted with.
const REQUEST: &str = "command line";

/// `rollcall import …`
#[derive(Debug, Subcommand)]
pub(super) enum ImportCommand {
    /// Target users, from a CSV or XLSX file; again, it updates those who came by the same list
    TargetUsers(ImportArgs),
}

/// `rollcall import target-users`
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// CSV or XLSX file
    file: PathBuf,
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Only say what it would do
    #[arg(long)]
    dry_run: bool,
    /// What a column has, for example "Spalte=job_title"; "Spalte=" for nothing. May come several times
    #[arg(long, value_name = "COLUMN=ATTRIBUTE")]
    map: Vec<String>,
    /// Name of the list; each list updates its own people
    #[arg(long, default_value = DEFAULT_SOURCE)]
    source: String,
    /// Sheet of an XLSX [default: the first]
    #[arg(long)]
    sheet: Option<String>,
    /// What becomes of people of the list who are not in the file
    #[arg(long, value_enum, default_value_t = MissingWord::Keep)]
    missing: MissingWord,
    /// Deactivate those who are missing without asking
    #[arg(long)]
    yes: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What becomes of who is missing, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MissingWord {
    /// They stay as they are
    Keep,
    /// They are deactivated, after it is said how many those are
    Deactivate,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: ImportCommand) -> Result<(), CliError> {
    let ImportCommand::TargetUsers(args) = command;
    with_installation(loaded, Absent::Refuse, |p| async move {
        import(&p, &args).await
    })
}

fn read(args: &ImportArgs) -> Result<List, CliError> {
    let refused = |refusal: import::Refusal| CliError::Refused(refusal.to_string());
    let mut map = ColumnMap::default();
    for entry in &args.map {
        map.add(entry).map_err(refused)?;
    }
    let options = Options {
        map,
        sheet: args.sheet.clone(),
        ..Options::default()
    };
    let cannot = |error: io::Error| {
        CliError::Refused(format!("{} cannot be read: {error}.", args.file.display()))
    };
    let length = fs::metadata(&args.file).map_err(cannot)?.len();
    if length > u64::try_from(options.limits.file_bytes_max).unwrap_or(u64::MAX) {
        return Err(CliError::Refused(format!(
            "{} is longer than {} bytes. Split it.",
            args.file.display(),
            options.limits.file_bytes_max
        )));
    }
    let bytes = fs::read(&args.file).map_err(cannot)?;
    import::read(&bytes, &options).map_err(refused)
}

async fn import(p: &Provisioning, args: &ImportArgs) -> Result<(), CliError> {
    let list = read(args)?;
    let asked = |missing, dry_run| Asked {
        source: args.source.clone(),
        missing,
        dry_run,
        request: REQUEST.to_owned(),
    };
    let missing = match args.missing {
        MissingWord::Deactivate if !args.dry_run => {
            let seen = carry_out(p, args, list.clone(), asked(Missing::Keep, true)).await?;
            Missing::Deactivate(agreed(&seen, args.yes)?)
        }
        _ => Missing::Keep,
    };
    let summary = carry_out(p, args, list, asked(missing, args.dry_run)).await?;
    if args.json {
        return output::json(&json!(summary));
    }
    tell(&summary)
}

async fn carry_out(
    p: &Provisioning,
    args: &ImportArgs,
    list: List,
    asked: Asked,
) -> Result<Summary, CliError> {
    let mut import = Import::begin(p, &args.tenant, list, asked).await?;
    let bar = output::bar("people");
    while let Some((seen, of)) = import.next().await? {
        bar.set_length(of);
        bar.set_position(seen);
    }
    bar.finish_and_clear();
    Ok(import.summary().clone())
}

/// How many may be deactivated.
fn agreed(seen: &Summary, yes: bool) -> Result<u64, CliError> {
    let missing = seen.missing;
    if missing == 0 {
        return Ok(0);
    }
    output::note(&format!(
        "{missing} people of the list {:?} are not in the file and will be deactivated.",
        seen.source
    ))?;
    if yes {
        return Ok(missing);
    }
    if !io::stdin().is_terminal() {
        return Err(CliError::Refused(
            "Nothing was done. Say --yes to deactivate them, or leave --missing out.".to_owned(),
        ));
    }
    write!(io::stderr(), "Go on? [y/N] ")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    match answer.trim().eq_ignore_ascii_case("y") {
        true => Ok(missing),
        false => Err(CliError::Refused("Nothing was done.".to_owned())),
    }
}

fn tell(summary: &Summary) -> Result<(), CliError> {
    let column = |column: &import::ListColumn| {
        let what = match (&column.attribute, &column.same_as) {
            (Some(attribute), _) => attribute.clone(),
            (None, Some(other)) => format!("– (as {other})"),
            (None, None) => "–".to_owned(),
        };
        [column.name.clone(), what]
    };
    output::table(["COLUMN", "IS"], summary.columns.iter().map(column))?;
    output::line(&format!(
        "{} lines: {} new, {} changed, {} unchanged, {} of a provider's people, {} left out.",
        summary.lines,
        summary.new,
        summary.changed,
        summary.unchanged,
        summary.linked,
        summary.left_out
    ))?;
    output::line(&format!(
        "{} people of the list {:?} are missing in the file; {} were deactivated.",
        summary.missing, summary.source, summary.deactivated
    ))?;
    if summary.dry_run {
        output::line("Nothing was written.")?;
    }
    if summary.problems.is_empty() {
        return Ok(());
    }
    let problem = |problem: &import::LineProblem| {
        let what = if problem.left_out { "left out" } else { "" };
        [
            problem.line.to_string(),
            problem.column.clone().unwrap_or_default(),
            what.to_owned(),
            problem.detail.clone(),
        ]
    };
    output::table(
        ["LINE", "COLUMN", "", "PROBLEM"],
        summary.problems.iter().map(problem),
    )?;
    if summary.more_problems > 0 {
        output::line(&format!("and {} more problems", summary.more_problems))?;
    }
    Ok(())
}
