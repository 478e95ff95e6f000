//! The load benchmark of Rollcall: `./bench.sh`.

mod client;
mod floors;
mod footprint;
mod hello;
mod machine;
mod measure;
mod operations;
mod options;
mod person;
mod processes;
mod progress;
mod psql;
mod report;
mod result;
mod run;
mod server;
mod store;
mod subjects;
mod targets;
mod wrk;

use anyhow::Result;
use clap::Parser as _;

use options::{Cli, Command};

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Hello(options) => hello::serve(&options),
        Command::Report(options) => {
            let outcome = serde_json::from_str(&std::fs::read_to_string(&options.result)?)?;
            let folder = options.result.parent().unwrap_or(std::path::Path::new("."));
            report::write(&outcome, folder, options.publish.as_deref())
        }
        Command::Measure(options) => {
            let outcome = run::run(&options)?;
            report::write(&outcome, &options.out, options.publish.as_deref())
        }
    }
}
