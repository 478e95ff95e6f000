//! The command: from arguments to an exit status.

pub(crate) mod arguments;
mod progress;

use arguments::{Arguments, Command, FailOn, Format};
use progress::{Progress, say};
use rollcall_conformance::report::{can_be_written, html, json, junit, text};
use rollcall_conformance::{Case, Options, Report, Target, probe, run, sweep};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The exit status after Ctrl-C, the first as the second, as shells have it.
const INTERRUPTED: u8 = 130;

/// How the command ended, as its exit status tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// What was to be done is done, and nothing failed that counts.
    Good,
    /// Something failed that counts.
    Bad,
    /// All that was asked was skipped.
    NothingPlayed,
    /// Ctrl-C or SIGTERM came before the end.
    Interrupted,
}

impl Ending {
    /// The exit status; what could not be begun has 2, see `main`.
    pub(crate) fn status(self) -> u8 {
        match self {
            Ending::Good => 0,
            Ending::Bad => 1,
            Ending::NothingPlayed => 3,
            Ending::Interrupted => INTERRUPTED,
        }
    }
}

impl From<bool> for Ending {
    fn from(good: bool) -> Ending {
        if good { Ending::Good } else { Ending::Bad }
    }
}

/// Does what the arguments say.
pub(crate) fn conduct(mut arguments: Arguments) -> Result<Ending, String> {
    match arguments.command.take() {
        Some(Command::Differ(differ)) => differ.conduct().map(Ending::from),
        None => try_cases(&arguments),
    }
}

fn try_cases(arguments: &Arguments) -> Result<Ending, String> {
    let mut options = arguments.options()?;
    options.check()?;
    if arguments.list {
        return list(&options).map(|()| Ending::Good);
    }
    let target = arguments.target()?;
    probe(&target)?;
    if arguments.leftovers {
        return delete_leftovers(&target).map(Ending::from);
    }
    for (file, _) in arguments.reports() {
        file.map(can_be_written).transpose()?;
    }
    options.stop = Some(stop_on_ctrl_c()?);
    let report = watch(arguments, &target, &options);
    for (file, format) in arguments.reports() {
        write(&report, file, format)?;
    }
    if report.interrupted {
        say(&mut io::stderr(), &interrupted(&report))?;
    }
    Ok(ending(&report, arguments.fail_on))
}

fn ending(report: &Report, fail_on: FailOn) -> Ending {
    if report.interrupted {
        Ending::Interrupted
    } else if report.any_failed(fail_on.requirements()) {
        Ending::Bad
    } else if report.nothing_was_played() {
        Ending::NothingPlayed
    } else {
        Ending::from(report.tally().passed > 0)
    }
}

fn interrupted(report: &Report) -> String {
    let made = match report.leftovers().len() {
        0 => "what was created has been deleted".to_owned(),
        left => format!(
            "{left} of what was created could not be deleted (see the report; try --leftovers)"
        ),
    };
    format!("rollcall-conformance: interrupted; {made}\n")
}

fn list(options: &Options) -> Result<(), String> {
    let line = |case: &Case| {
        let word = case.requirement.word();
        format!("{word:<8} {:<44} {}\n", case.id, case.name)
    };
    let listed: String = options.chosen().map(line).collect();
    say(&mut io::stdout(), &listed)
}

/// Whether everything that was found is gone.
fn delete_leftovers(target: &Target) -> Result<bool, String> {
    let found = sweep(target)?;
    let mut told = String::new();
    for one in &found {
        let fate = match &one.kept {
            None => "deleted".to_owned(),
            Some(reason) => format!("kept: {reason}"),
        };
        told.push_str(&format!("{} {} {fate}\n", one.path, one.name));
    }
    told.push_str(&format!("{} left behind by earlier runs\n", found.len()));
    say(&mut io::stdout(), &told)?;
    Ok(found.iter().all(|one| one.kept.is_none()))
}

/// A flag that Ctrl-C (or SIGTERM) raises; the second time the program ends at once.
fn stop_on_ctrl_c() -> Result<Arc<AtomicBool>, String> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: the first signal finds the flag still down.
        flag::register_conditional_shutdown(signal, INTERRUPTED.into(), Arc::clone(&stop))
            .and_then(|_| flag::register(signal, Arc::clone(&stop)))
            .map_err(|error| error.to_string())?;
    }
    Ok(stop)
}

/// Runs the cases and tells of them; the text report stands at the end.
fn watch(arguments: &Arguments, target: &Target, options: &Options) -> Report {
    let clean_output = arguments.out.is_empty()
        && arguments
            .format
            .is_some_and(|format| format != Format::Text);
    let total = options.chosen().count();
    let mut progress = Progress::new(clean_output, arguments.verbose, total);
    let report = run(target, options, &mut |outcome| progress.ended(outcome));
    progress.done(&report);
    report
}

/// Writes a report; text on standard output was told already.
fn write(report: &Report, file: Option<&Path>, format: Format) -> Result<(), String> {
    let rendered = match format {
        Format::Text if file.is_none() => return Ok(()),
        Format::Text => text::render(report, text::Look::PLAIN),
        Format::Json => json::render(report),
        Format::Junit => junit::render(report).map_err(|error| error.to_string())?,
        Format::Html => html::render(report),
    };
    match file {
        Some(file) => {
            std::fs::write(file, rendered).map_err(|error| format!("{}: {error}", file.display()))
        }
        None => say(&mut io::stdout(), &rendered),
    }
}
