//! The load benchmark of Rollcall: `./bench.sh`.

mod client;
mod flame;
mod floors;
mod footprint;
mod hello;
mod indexes;
mod machine;
mod measure;
mod micro;
mod okta;
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
        Command::Okta(options) => okta::serve(&options),
        Command::Flame(options) => flame::draw(&options),
        Command::Report(options) => {
            let outcomes = report::read(&options.results)?;
            let folder = options.results.first().and_then(|file| file.parent());
            let folder = folder.unwrap_or(std::path::Path::new("."));
            report::write(&outcomes, folder, options.publish.as_deref())
        }
        Command::Measure(options) => {
            let outcome = run::run(&options)?;
            report::write(&[outcome], &options.out, options.publish.as_deref())
        }
    }
}
