//! `rollcall-conformance differ`.

use super::explained;
use super::trial::{Options, compare};
use crate::client::Client;
use crate::offer::plain;
use crate::probe::probe;
use crate::report::can_be_written;
use crate::target::Target;
use clap::Args;
use std::path::PathBuf;

/// Puts the same filters, documents and PATCHes to two servers and compares the answers
///
/// Both tenants must be empty. Exit status: 0 if every disagreement is explained, 1 if one is not, 2 if the run could not be made.
#[derive(Debug, Args)]
pub struct Arguments {
    /// SCIM base URL of the first server
    #[arg(long, value_name = "URL")]
    url: String,
    /// Its secret token
    #[arg(long, env = "SCIM_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// SCIM base URL of the second server
    #[arg(long, value_name = "URL")]
    other: String,
    /// Its secret token
    #[arg(
        long,
        value_name = "TOKEN",
        env = "SCIM_OTHER_TOKEN",
        hide_env_values = true
    )]
    other_token: Option<String>,
    /// Where the lots begin: the same seed asks the same questions
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// People that filters are tried on
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u16).range(5..=200))]
    people: u16,
    /// How many filters
    #[arg(long, value_name = "N", default_value_t = 1000)]
    filters: usize,
    /// How many PATCHes
    #[arg(long, value_name = "N", default_value_t = 500)]
    patches: usize,
    /// The file of the known classes of disagreements
    #[arg(long, value_name = "FILE")]
    explained: Option<PathBuf>,
    /// Write the report as JSON to this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Arguments {
    /// Does what the arguments say; whether every disagreement is explained.
    ///
    /// # Errors
    /// Says why the run could not be made.
    pub fn conduct(self) -> Result<bool, String> {
        let target = |url: String, token: Option<String>| Target {
            token,
            ..Target::open(&url)
        };
        let (first, second) = (
            target(self.url, self.token),
            target(self.other, self.other_token),
        );
        let options = Options {
            seed: self.seed,
            people: self.people.into(),
            filters: self.filters,
            patches: self.patches,
            explanations: self
                .explained
                .as_deref()
                .map(explained::read)
                .transpose()?
                .unwrap_or_default(),
        };
        for target in [&first, &second] {
            probe(target)?;
            must_be_empty(target)?;
        }
        self.out.as_deref().map(can_be_written).transpose()?;
        let report = compare(&first, &second, &options, &mut |line| eprintln!("{line}"))?;
        if let Some(file) = self.out {
            std::fs::write(&file, report.json())
                .map_err(|error| format!("{}: {error}", file.display()))?;
        }
        print!("{}", report.text());
        Ok(report.passed())
    }
}

fn must_be_empty(target: &Target) -> Result<(), String> {
    let mut sent = plain(target, "GET", "/Users", None);
    sent.url = target.url("/Users", "count=1");
    let answer = Client::new(target).send(sent).answer;
    let answer =
        answer.map_err(|error| format!("nothing answers at {}: {error}", target.base_url))?;
    let total = answer.json().and_then(|list| list["totalResults"].as_u64());
    match total {
        Some(0) => Ok(()),
        Some(_) => Err(format!(
            "{} has people already; found people are counted, so please give an empty tenant (or run --leftovers on it, if a comparison was killed there)",
            target.base_url
        )),
        None => Err(format!(
            "GET {}/Users is answered {}: {}",
            target.base_url, answer.status, answer.body
        )),
    }
}
