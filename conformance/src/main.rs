//! `rollcall-conformance`: tries a SCIM server from outside.

mod command;

use clap::Parser;
use command::arguments::Arguments;
use std::process::ExitCode;

fn main() -> ExitCode {
    match command::conduct(Arguments::parse()) {
        Ok(ending) => ExitCode::from(ending.status()),
        Err(problem) => {
            eprintln!("rollcall-conformance: {problem}");
            ExitCode::from(2)
        }
    }
}
