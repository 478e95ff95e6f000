//! What is told while a run is under way, and at its end.

use rollcall_conformance::report::text::{self, Look};
use rollcall_conformance::{CaseOutcome, Report};
use std::io::{self, IsTerminal, Write};
use terminal_size::terminal_size_of;

/// Of a case's id so much stands in the live line, so that it stays one line.
const LIVE_ID_CHARACTERS_MAX: usize = 44;

/// Of a server that fails everything, so many failures say what is wrong.
const FAILURES_IN_FULL_MAX: usize = 20;

/// Where and how the cases are told as they end.
pub(crate) struct Progress {
    /// Standard output; otherwise standard error, so that a report on standard output stays clean.
    on_stdout: bool,
    look: Look,
    /// A line that is written anew for each case; for terminals.
    live: bool,
    verbose: bool,
    total: usize,
    ended: usize,
    failed: usize,
}

impl Progress {
    pub(crate) fn new(clean_output: bool, verbose: bool, total: usize) -> Progress {
        let on_stdout = !clean_output;
        let terminal = if on_stdout {
            io::stdout().is_terminal()
        } else {
            io::stderr().is_terminal()
        };
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Progress {
            on_stdout,
            look: Look {
                colour: terminal && !refused,
                columns: columns(on_stdout).unwrap_or(Look::PLAIN.columns),
                failures_in_full_max: FAILURES_IN_FULL_MAX,
            },
            live: terminal && !verbose,
            verbose,
            total,
            ended: 0,
            failed: 0,
        }
    }

    /// Tells of one case.
    pub(crate) fn ended(&mut self, outcome: &CaseOutcome) {
        self.ended += 1;
        self.failed += usize::from(outcome.failed());
        if self.verbose {
            self.tell(&text::line_of(outcome, self.look));
        } else if self.live {
            let id: String = outcome.id.chars().take(LIVE_ID_CHARACTERS_MAX).collect();
            let line = format!(
                "\r\x1b[K{}/{} · {} failed · {id}",
                self.ended, self.total, self.failed
            );
            self.tell(&line);
        }
    }

    /// Tells what came of the run.
    pub(crate) fn done(&self, report: &Report) {
        if self.live {
            self.tell("\r\x1b[K");
        }
        if self.verbose {
            self.tell("\n");
        }
        self.tell(&text::render(report, self.look));
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

/// How wide the terminal is, if it is one.
fn columns(stdout: bool) -> Option<usize> {
    let size = if stdout {
        terminal_size_of(io::stdout())
    } else {
        terminal_size_of(io::stderr())
    };
    size.map(|(width, _)| width.0.into())
}

pub(crate) fn say(stream: &mut dyn Write, message: &str) -> Result<(), String> {
    stream
        .write_all(message.as_bytes())
        .and_then(|()| stream.flush())
        .map_err(|error| error.to_string())
}
