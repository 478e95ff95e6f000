//! `rollcall-conformance`: tries a SCIM server from outside.

use clap::{Parser, Subcommand, ValueEnum};
use rollcall_conformance::report::{json, junit, text};
use rollcall_conformance::{
    Case, CaseOutcome, Options, Profile, Report, Requirement, Target, built_in, differential,
    from_folder, reach, run,
};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Tries any SCIM 2.0 server from outside: what Okta, Entra and other identity providers send, and what the RFCs demand.
///
/// Exit status: 0 if every case passed, 1 if one failed, 2 if the run could not be made.
#[derive(Debug, Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// SCIM base URL, such as https://host/scim/v2
    #[arg(long, env = "SCIM_URL", required_unless_present = "list")]
    url: Option<String>,
    /// Secret token, sent as `Authorization: Bearer TOKEN`
    #[arg(long, env = "SCIM_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// A whole Authorization value to send instead, such as `Basic dXNlcjpwYXNz`
    #[arg(
        long,
        value_name = "VALUE",
        env = "SCIM_AUTH_HEADER",
        hide_env_values = true
    )]
    auth_header: Option<String>,
    /// Run only cases whose id or name contains this (`*` for any text); may be repeated
    #[arg(long, value_name = "PATTERN")]
    only: Vec<String>,
    /// Leave out cases whose id or name contains this; may be repeated
    #[arg(long, value_name = "PATTERN")]
    skip: Vec<String>,
    /// Run only cases of these requirements
    #[arg(long, value_name = "WORD", value_delimiter = ',', value_enum)]
    requirement: Vec<RequirementArgument>,
    /// Read the cases from this folder instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
    /// Form of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the report to this file; progress is then shown on the terminal
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Seconds one request may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout_seconds: u64,
    /// List the chosen cases and stop
    #[arg(long)]
    list: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Differ(differential::Arguments),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Junit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RequirementArgument {
    Must,
    Should,
    May,
    Provider,
    Choice,
}

impl From<RequirementArgument> for Requirement {
    fn from(argument: RequirementArgument) -> Requirement {
        match argument {
            RequirementArgument::Must => Requirement::Must,
            RequirementArgument::Should => Requirement::Should,
            RequirementArgument::May => Requirement::May,
            RequirementArgument::Provider => Requirement::Provider,
            RequirementArgument::Choice => Requirement::Choice,
        }
    }
}

fn main() -> ExitCode {
    match conduct(Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(problem) => {
            eprintln!("rollcall-conformance: {problem}");
            ExitCode::from(2)
        }
    }
}

/// Does what the arguments say; whether every case passed.
fn conduct(arguments: Arguments) -> Result<bool, String> {
    if let Some(Command::Differ(differ)) = arguments.command {
        return differ.conduct();
    }
    let cases = match &arguments.cases {
        Some(folder) => from_folder(folder),
        None => built_in(),
    };
    let options = Options {
        cases: cases.map_err(|error| error.to_string())?,
        only: arguments.only,
        skip: arguments.skip,
        requirements: arguments
            .requirement
            .into_iter()
            .map(Requirement::from)
            .collect(),
        profile: Profile::All,
    };
    if options.chosen().next().is_none() {
        return Err("no case matches; see --list".into());
    }
    if arguments.list {
        return list(&options).map(|()| true);
    }
    let target = Target {
        base_url: arguments.url.ok_or("--url is needed")?,
        token: arguments.token,
        auth_header: arguments.auth_header,
        headers: Vec::new(),
        timeout: Duration::from_secs(arguments.timeout_seconds),
    };
    reach(&target).map_err(|error| format!("nothing answers at {}: {error}", target.base_url))?;
    let progress = Progress::new(arguments.format, arguments.out.is_some());
    let report = progress.watch(&target, &options);
    deliver(&report, arguments.format, arguments.out.as_ref())?;
    Ok(report.passed())
}

fn list(options: &Options) -> Result<(), String> {
    let line = |case: &Case| {
        format!(
            "{:<8} {:<52} {}\n",
            case.requirement.word(),
            case.id,
            case.name
        )
    };
    let listed: String = options.chosen().map(line).collect();
    say(&mut io::stdout(), &listed)
}

/// Where and how the cases are told as they end.
struct Progress {
    /// Text on standard output; otherwise on standard error, so that a JSON or XML report on standard output stays clean.
    on_stdout: bool,
    colour: bool,
}

impl Progress {
    fn new(format: Format, to_file: bool) -> Progress {
        let on_stdout = format == Format::Text || to_file;
        let terminal = if on_stdout {
            io::stdout().is_terminal()
        } else {
            io::stderr().is_terminal()
        };
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Progress {
            on_stdout,
            colour: terminal && !refused,
        }
    }

    fn watch(&self, target: &Target, options: &Options) -> Report {
        let mut group = String::new();
        let report = run(target, options, &mut |outcome: &CaseOutcome| {
            if outcome.group != group {
                group.clone_from(&outcome.group);
                self.tell(&text::group(&group, self.colour));
            }
            self.tell(&text::outcome(outcome, self.colour));
        });
        self.tell(&text::summary(&report, self.colour));
        report
    }

    fn tell(&self, message: &str) {
        // A closed pipe must not end the run: the cases clean up after themselves.
        let _unheard = if self.on_stdout {
            say(&mut io::stdout(), message)
        } else {
            say(&mut io::stderr(), message)
        };
    }
}

/// Writes the report where it was asked for; text on standard output was told already.
fn deliver(report: &Report, format: Format, out: Option<&PathBuf>) -> Result<(), String> {
    let rendered = match format {
        Format::Text => text::render(report, false),
        Format::Json => json::render(report),
        Format::Junit => junit::render(report).map_err(|error| error.to_string())?,
    };
    match out {
        Some(file) => {
            std::fs::write(file, rendered).map_err(|error| format!("{}: {error}", file.display()))
        }
        None if format == Format::Text => Ok(()),
        None => say(&mut io::stdout(), &rendered),
    }
}

fn say(stream: &mut dyn Write, message: &str) -> Result<(), String> {
    stream
        .write_all(message.as_bytes())
        .and_then(|()| stream.flush())
        .map_err(|error| error.to_string())
}
