//! `rollcall simulate`: plays an identity provider's own call sequence against any SCIM server, one line a step.

#[cfg(test)]
mod tests;

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand, ValueEnum};

use crate::simulate::{Afterwards, Client, Ending, play, report};

/// Plays an identity provider against any SCIM server, one green or red line a step
#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    #[command(subcommand)]
    provider: Provider,
}

/// The identity providers that can be played.
#[derive(Debug, Subcommand)]
enum Provider {
    /// Plays Okta: test credentials, people, re-assignment, group push, refusals
    ///
    /// Leaves one active person, "Ada Example", in the group "Rollcall demo", and removes everything else it made.
    /// It can be run any number of times. Exit code: 0 all green, 1 a step is red, 2 the server cannot be reached.
    Okta(OktaArgs),
}

/// `rollcall simulate okta …`
#[derive(Debug, Args)]
struct OktaArgs {
    /// SCIM base URL, as typed into Okta's form (for example http://127.0.0.1:8080/scim)
    #[arg(long)]
    url: String,
    /// Secret token, as typed into Okta's form
    #[arg(long, env = "SCIM_TOKEN", hide_env_values = true)]
    token: String,
    /// Which of Okta's three token forms is played
    #[arg(long, value_enum, default_value_t = TokenForm::Bearer)]
    auth: TokenForm,
    /// Print one JSON document instead of lines
    #[arg(long)]
    json: bool,
    /// Also write a Markdown report to this file
    #[arg(long, value_name = "FILE.md")]
    report: Option<PathBuf>,
    /// Keep everything that was made, deactivated people included
    #[arg(long, conflicts_with = "clean")]
    keep: bool,
    /// Leave nothing behind, the demonstration person and group of earlier runs included
    #[arg(long)]
    clean: bool,
}

/// How the token is sent (Okta's templates "OAuth Bearer Token", "Header Auth" and "Basic Auth").
#[derive(Debug, Clone, Copy, ValueEnum)]
enum TokenForm {
    /// `Authorization: Bearer TOKEN`
    Bearer,
    /// `Authorization: Basic …`: the token as the password of the user `okta`
    Basic,
    /// `Authorization: TOKEN`
    Header,
}

/// Runs the command. Exit code: 0 all green, 1 at least one step red, 2 nothing could be tried.
pub(crate) fn run(args: &SimulateArgs) -> ExitCode {
    match &args.provider {
        Provider::Okta(okta) => ExitCode::from(run_okta(okta, &mut io::stdout().lock())),
    }
}

/// Plays Okta and gives the exit code.
fn run_okta(args: &OktaArgs, out: &mut dyn Write) -> u8 {
    let authorization = match args.auth {
        TokenForm::Bearer => format!("Bearer {}", args.token),
        TokenForm::Basic => {
            format!("Basic {}", STANDARD.encode(format!("okta:{}", args.token)))
        }
        TokenForm::Header => args.token.clone(),
    };
    let client = match Client::new(&args.url, &authorization) {
        Ok(client) => client,
        Err(reason) => return cannot_start(&reason),
    };
    let afterwards = match (args.keep, args.clean) {
        (true, _) => Afterwards::KeepAll,
        (_, true) => Afterwards::CleanAll,
        _ => Afterwards::KeepDemo,
    };
    if let Some(path) = &args.report
        && let Err(error) = OpenOptions::new().append(true).create(true).open(path)
    {
        return cannot_start(&unwritable(path, &error));
    }
    let report = match play_and_print(client, afterwards, args.json, out) {
        Ok(report) => report,
        Err(reason) => return cannot_start(&reason),
    };
    if let Some(path) = &args.report
        && let Err(error) = std::fs::write(path, report::markdown(&report))
    {
        return cannot_start(&unwritable(path, &error));
    }
    u8::from(report.failed > 0)
}

/// Plays all steps; `Err` holds what to check when the server never answered.
fn play_and_print(
    client: Client,
    afterwards: Afterwards,
    json: bool,
    out: &mut dyn Write,
) -> Result<report::Report, String> {
    if !json {
        report::heading(out, client.base());
    }
    let ending = play(client, afterwards, &mut |step| {
        if !json {
            report::line(out, step);
        }
    });
    match ending {
        Ending::Unreachable(reason) => Err(reason),
        Ending::Played(report) if json => {
            report::json(out, &report);
            Ok(report)
        }
        Ending::Played(report) => {
            report::summary(out, &report);
            Ok(report)
        }
    }
}

fn unwritable(path: &Path, error: &io::Error) -> String {
    format!("the report {} cannot be written: {error}", path.display())
}

fn cannot_start(reason: &str) -> u8 {
    let _ = writeln!(io::stderr(), "rollcall simulate: {reason}");
    2
}
