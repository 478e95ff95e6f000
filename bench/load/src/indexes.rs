//! Which request each index serves, and how an index is taken away and given back while the server runs.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use rusqlite::Connection;
use serde_json::Value;

use crate::person;
use crate::psql::Cluster;
use crate::store::{Known, STORED};

const BUSY_MAX: Duration = Duration::from_secs(10);

/// A request about somebody; the number makes a change of it each time.
pub struct Request {
    /// GET, PUT …
    pub method: &'static str,
    /// Below the base.
    pub path: String,
    /// What is sent.
    pub body: Option<Value>,
}

/// An index and the request that it is there for.
pub struct Index {
    /// Its name on both databases.
    pub name: &'static str,
    /// What the request does.
    pub serves: &'static str,
    /// The request, about a person and with a number of its own.
    pub request: fn(&Known, u64) -> Request,
}

fn get(path: String) -> Request {
    Request {
        method: "GET",
        path,
        body: None,
    }
}

fn equal(attribute: &str, value: &str) -> Request {
    get(person::filtered(&format!("{attribute} eq \"{value}\"")))
}

/// The indexes of which a request can be told that needs nothing else. Primary keys of `resources` cannot be dropped: others refer
/// to them.
pub const INDEXES: &[Index] = &[
    Index {
        name: "resources_type",
        serves: "first page of 100",
        request: |_, _| get("/Users?startIndex=1&count=100".to_owned()),
    },
    Index {
        name: "resources_unique_key",
        serves: "filter by `userName`",
        request: |known, _| equal("userName", &person::user_name(STORED, &known.number)),
    },
    Index {
        name: "resources_external_id",
        serves: "filter by `externalId`",
        request: |known, _| equal("externalId", &person::external_id(STORED, &known.number)),
    },
    Index {
        name: "resources_display_name",
        serves: "filter by `displayName`",
        request: |known, _| equal("displayName", &person::display_name(&known.number)),
    },
    Index {
        name: "attribute_values_pkey",
        serves: "filter by e-mail",
        request: |known, _| equal("emails.value", &person::user_name(STORED, &known.number)),
    },
    Index {
        name: "attribute_values_resource",
        serves: "PUT with another e-mail",
        request: |known, number| {
            let mut body = person::person(STORED, &known.number, "Engineer");
            let email = format!("other{number}.{}", person::user_name(STORED, &known.number));
            body["emails"][1]["value"] = email.into();
            Request {
                method: "PUT",
                path: format!("/Users/{}", known.id),
                body: Some(body),
            }
        },
    },
    Index {
        name: "memberships_member",
        serves: "get by id, with the person's groups",
        request: |known, _| get(format!("/Users/{}", known.id)),
    },
];

/// The way to a database beside the server.
pub enum Door<'a> {
    /// SQLite's file.
    Sqlite(Connection),
    /// A database of the cluster.
    Postgres(&'a Cluster, &'a str),
}

impl<'a> Door<'a> {
    /// Of the SQLite file.
    pub fn of_sqlite(file: &Path) -> Result<Self> {
        let connection = Connection::open(file)?;
        connection.busy_timeout(BUSY_MAX)?;
        Ok(Self::Sqlite(connection))
    }

    /// Runs statements.
    pub fn run(&self, statements: &str) -> Result<()> {
        match self {
            Self::Sqlite(connection) => Ok(connection.execute_batch(statements)?),
            Self::Postgres(cluster, database) => cluster.run(database, &[statements]).map(drop),
        }
    }

    /// Takes the index away; answers the statements that give it back. None: there is no such index here.
    pub fn drop_index(&self, name: &str) -> Result<Option<String>> {
        let Some((away, back)) = self.statements(name)? else {
            return Ok(None);
        };
        self.run(&away)?;
        Ok(Some(back))
    }

    fn statements(&self, name: &str) -> Result<Option<(String, String)>> {
        match self {
            Self::Sqlite(connection) => sqlite_statements(connection, name),
            Self::Postgres(cluster, database) => {
                let found = cluster.run(
                    database,
                    &[&format!(
                        "SELECT CASE WHEN c.oid IS NULL
                             THEN json_build_array('DROP INDEX {name}', pg_get_indexdef(i.indexrelid))
                             ELSE json_build_array(format('ALTER TABLE %s DROP CONSTRAINT {name}', i.indrelid::regclass),
                                  format('ALTER TABLE %s ADD CONSTRAINT {name} %s', i.indrelid::regclass, pg_get_constraintdef(c.oid))) END
                         FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u')
                         WHERE i.indexrelid = to_regclass('{name}')"
                    )],
                )?;
                if found.is_empty() {
                    return Ok(None);
                }
                Ok(Some(serde_json::from_str(&found)?))
            }
        }
    }
}

/// What SQLite's planner knows of an index goes with it, and has to come back with it: in one transaction, so that the server reads
/// both anew.
fn sqlite_statements(connection: &Connection, name: &str) -> Result<Option<(String, String)>> {
    let mut statement =
        connection.prepare("SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?")?;
    let mut rows = statement.query([name])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let create: String = row.get(0).context("an index without a statement")?;
    let mut statement = connection.prepare(
        "SELECT 'INSERT INTO sqlite_stat1 VALUES (' || quote(tbl) || ', ' || quote(idx) || ', ' || quote(stat) || ');'
         FROM sqlite_stat1 WHERE idx = ?",
    )?;
    let known = statement.query_map([name], |row| row.get(0))?;
    let known = known.collect::<rusqlite::Result<Vec<String>>>()?.concat();
    Ok(Some((
        format!("DROP INDEX {name}"),
        format!("BEGIN IMMEDIATE; {create}; {known} COMMIT;"),
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_comes_back_as_it_was() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE t (a, b); CREATE INDEX t_a ON t (a); INSERT INTO t VALUES (1, 2); ANALYZE;",
            )
            .unwrap();
        let door = Door::Sqlite(connection);
        let before = door.statements("t_a").unwrap();
        let back = door.drop_index("t_a").unwrap().unwrap();
        assert_eq!(door.statements("t_a").unwrap(), None);
        door.run(&back).unwrap();
        assert_eq!(door.statements("t_a").unwrap(), before);
        assert!(back.contains("sqlite_stat1"));
    }
}
