//! What can be said on the command line.

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand, ValueEnum};
use rollcall_conformance::{
    Options, Profile, Requirement, Target, built_in, differential, from_folder,
};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Tries any SCIM 2.0 server from outside: what Okta, Entra and other identity providers send, and what the RFCs demand.
///
/// Exit status: 0 if nothing failed that `--fail-on` names, 1 if something did, 2 if the run could not be made, 3 if all that was
/// asked was skipped, 130 if it was interrupted by Ctrl-C or SIGTERM.
#[derive(Debug, Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// SCIM base URL, such as https://host/scim/v2
    #[arg(long, env = "SCIM_URL", required_unless_present = "list")]
    pub(crate) url: Option<String>,
    /// Secret token, sent as `Authorization: Bearer TOKEN`
    #[arg(long, env = "SCIM_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
    /// Name and password, sent as `Authorization: Basic …`
    #[arg(
        long,
        value_name = "NAME:PASSWORD",
        env = "SCIM_BASIC",
        hide_env_values = true
    )]
    pub(crate) basic: Option<String>,
    /// A whole Authorization value instead
    #[arg(
        long,
        value_name = "VALUE",
        env = "SCIM_AUTH_HEADER",
        hide_env_values = true
    )]
    pub(crate) auth_header: Option<String>,
    /// A header of every request, masked in reports; may be repeated
    #[arg(long, value_name = "NAME: VALUE")]
    pub(crate) header: Vec<String>,
    /// Check no certificate
    #[arg(long)]
    pub(crate) insecure: bool,
    /// Trust the authorities in this PEM file instead of the usual ones
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Seconds one request may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(crate) timeout: u64,
    /// Which cases run: `rfc`, what the RFCs demand; `interop`, that and the profile's own; a provider's own and the MUSTs it stands on
    #[arg(long, value_name = "NAME", default_value = "all", value_parser = PossibleValuesParser::new(Profile::names()))]
    pub(crate) profile: String,
    /// Run only this group, or cases whose id or name contains this (`*` for any text); may be repeated
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    /// Leave out such cases; may be repeated
    #[arg(long, value_name = "PATTERN")]
    pub(crate) skip: Vec<String>,
    /// Run only cases of these requirements
    #[arg(long, value_name = "WORD", value_delimiter = ',', value_enum)]
    pub(crate) requirement: Vec<RequirementArgument>,
    /// Read the cases from this folder instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(crate) cases: Option<PathBuf>,
    /// How many cases run at the same time
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) jobs: usize,
    /// Skip cases that would walk through more pages of a list than this
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) pages_max: usize,
    /// Form of the report; where it is left out, the ending of the file tells: .json, .xml (JUnit), .html, else text
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
    /// Write the report to this file; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Vec<PathBuf>,
    /// What must have failed for the exit status to be 1: a MUST, a MUST or SHOULD, or any case
    #[arg(long, value_enum, default_value_t = FailOn::Any)]
    pub(crate) fail_on: FailOn,
    /// Tell every case as it ends
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// List the chosen cases and stop
    #[arg(long)]
    pub(crate) list: bool,
    /// Find and delete what a killed run left behind, and stop
    #[arg(long)]
    pub(crate) leftovers: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Differ(differential::Arguments),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Junit,
    Html,
}

impl Format {
    /// The form that the ending of a file's name tells.
    pub(crate) fn of(file: &Path) -> Format {
        match file.extension().and_then(|ending| ending.to_str()) {
            Some("json") => Format::Json,
            Some("xml") => Format::Junit,
            Some("html" | "htm") => Format::Html,
            _ => Format::Text,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Must,
    Should,
    Any,
}

impl FailOn {
    /// The requirements whose failure counts.
    pub(crate) fn requirements(self) -> &'static [Requirement] {
        match self {
            FailOn::Must => &[Requirement::Must],
            FailOn::Should => &[Requirement::Must, Requirement::Should],
            FailOn::Any => &Requirement::ALL,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RequirementArgument {
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

impl Arguments {
    /// The server to try.
    pub(crate) fn target(&self) -> Result<Target, String> {
        if self
            .token
            .as_ref()
            .is_some_and(|token| token.trim().is_empty())
        {
            return Err(
                "--token (or SCIM_TOKEN) is empty; leave it out where the server asks for none"
                    .into(),
            );
        }
        let basic = match &self.basic {
            Some(pair) => {
                let (name, password) = pair
                    .split_once(':')
                    .ok_or("--basic is a name, a colon and a password")?;
                Some(Target::basic(name, password))
            }
            None => None,
        };
        let headers = self.header.iter().map(|header| {
            let (name, value) = header
                .split_once(':')
                .ok_or("--header is a name, a colon and a value")?;
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        });
        let authorities_pem = match &self.ca {
            Some(file) => read(file)?,
            None => Vec::new(),
        };
        Ok(Target {
            token: self.token.clone(),
            auth_header: self.auth_header.clone().or(basic),
            headers: headers.collect::<Result<_, String>>()?,
            timeout: Duration::from_secs(self.timeout),
            insecure: self.insecure,
            authorities_pem,
            ..Target::open(self.url.as_deref().ok_or("--url is needed")?)
        })
    }

    /// The cases to run, and how.
    pub(crate) fn options(&self) -> Result<Options, String> {
        let cases = match &self.cases {
            Some(folder) => from_folder(folder),
            None => built_in(),
        };
        let requirements = self.requirement.iter().copied().map(Requirement::from);
        Ok(Options {
            only: self.only.clone(),
            skip: self.skip.clone(),
            requirements: requirements.collect(),
            folder: self.cases.clone(),
            profile: Profile::named(&self.profile).ok_or("there is no such profile")?,
            jobs: self.jobs,
            pages_max: self.pages_max,
            record: self.reports().any(|(_, format)| format == Format::Html),
            ..Options::new(cases.map_err(|error| error.to_string())?)
        })
    }

    /// The reports to write: each file (`None`: standard output) with its form.
    pub(crate) fn reports(&self) -> impl Iterator<Item = (Option<&Path>, Format)> {
        let files = self.out.iter().map(|file| {
            (
                Some(file.as_path()),
                self.format.unwrap_or(Format::of(file)),
            )
        });
        let alone = self.format.filter(|_| self.out.is_empty());
        files.chain(alone.map(|format| (None, format)))
    }
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    if bytes.windows(11).any(|window| window == b"-----BEGIN ") {
        Ok(bytes)
    } else {
        Err(format!("{} is not a PEM file", file.display()))
    }
}
