//! What the databases can do by themselves with the rows that a creation writes. The rows are read from a database in which the
//! server created one person, so that they stay those of the server, whatever becomes of its tables.

pub mod postgres;
pub mod sqlite;

use std::path::Path;

use anyhow::Result;

use crate::options::Programs;
use crate::person;
use crate::processes::Processes;
use crate::server::Rollcall;

/// The number of the person whose rows are read; in each copy it is another one.
pub const MARK: &str = "73130007";
/// The column that numbers the changes.
pub const NUMBERED: &str = "seq";

/// Has the server set the database up and create the one person; answers their id.
fn create_model(programs: &Programs, url: &str, folder: &Path) -> Result<String> {
    let rollcall = Rollcall {
        programs,
        url: url.to_owned(),
        folder,
        database: Processes::default(),
    };
    let server = rollcall.start(None)?;
    let id = server
        .client
        .create("/Users", &person::person("floor", MARK, "Engineer"))?;
    server.stop()?;
    Ok(id)
}
