//! SQLite by its own client, as durable as the server uses it: the rows of a creation inserted, one person or a hundred in a
//! transaction; and a person read by id.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{MARK, NUMBERED};
use crate::options::Programs;
use crate::person;
use crate::processes::Processes;
use crate::result::Run;
use crate::wrk::Meter;

const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -32768;
    PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY;";
const FILLING_BATCH: u64 = 1_000;

/// A value of the model's rows, and what a copy of it has there.
enum Cell {
    Id,
    Number,
    Marked(String),
    Same(Value),
}

/// The rows that one creation writes into one table.
struct Rows {
    insert: String,
    /// Forgets the model's, whose numbers the copies get.
    delete: String,
    rows: Vec<Vec<Cell>>,
}

/// A database with as many people as the server's.
pub struct Sqlite {
    connection: Connection,
    tables: Vec<Rows>,
    /// The number of the latest copy.
    last: u64,
}

impl Sqlite {
    /// Sets it up in the folder and fills it.
    pub fn fill(programs: &Programs, folder: &Path, people: u64) -> Result<Self> {
        let file = folder.join("floor.db");
        let id = super::create_model(programs, &format!("sqlite://{}", file.display()), folder)?;
        let connection = Connection::open(&file)?;
        connection.execute_batch(PRAGMAS)?;
        let tables = read_tables(&connection, &id_bytes(&id)?)?;
        for table in tables.iter().rev() {
            connection.execute(&table.delete, [&id_bytes(&id)?])?;
        }
        let mut sqlite = Self {
            connection,
            tables,
            last: 0,
        };
        while sqlite.last < people {
            sqlite.insert(FILLING_BATCH.min(people - sqlite.last))?;
        }
        Ok(sqlite)
    }

    /// So many people in one transaction.
    fn insert(&mut self, count: u64) -> Result<()> {
        let transaction = self.connection.transaction()?;
        for _ in 0..count {
            self.last += 1;
            let (number, id) = (
                person::number(self.last),
                u128::from(self.last).to_be_bytes().to_vec(),
            );
            for table in &self.tables {
                let mut statement = transaction.prepare_cached(&table.insert)?;
                for row in &table.rows {
                    let values = row.iter().map(|cell| match cell {
                        Cell::Id => Value::Blob(id.clone()),
                        Cell::Number => {
                            Value::Integer(i64::try_from(self.last).unwrap_or(i64::MAX))
                        }
                        Cell::Marked(text) => Value::Text(text.replace(MARK, &number)),
                        Cell::Same(value) => value.clone(),
                    });
                    statement.execute(params_from_iter(values))?;
                }
            }
        }
        Ok(transaction.commit()?)
    }

    /// Inserts so many people in a transaction, transaction after transaction; counts people.
    pub fn run_inserts(&mut self, batch: u64, seconds: u32) -> Result<Run> {
        timed(seconds, || self.insert(batch).map(|()| batch))
    }

    /// Reads one person after the other by id.
    pub fn run_selects(&mut self, seconds: u32) -> Result<Run> {
        let mut statement = self
            .connection
            .prepare("SELECT * FROM resources WHERE tenant_id = 'default' AND id = ?")?;
        let mut next = 0;
        timed(seconds, || {
            // A step that is no divisor of anything meets people in an order that no cache likes.
            next = (next + 7_919) % self.last;
            let id = u128::from(next + 1).to_be_bytes();
            let found: String = statement.query_row([&id[..]], |row| row.get("document"))?;
            ensure!(!found.is_empty(), "an empty document");
            Ok(1)
        })
    }
}

fn timed(seconds: u32, mut work: impl FnMut() -> Result<u64>) -> Result<Run> {
    let itself = Processes::new([std::process::id()]);
    let (meter, began, mut done) = (Meter::start(&itself), Instant::now(), 0);
    while began.elapsed() < Duration::from_secs(seconds.into()) {
        done += work()?;
    }
    let (taken, (cpu, foreign_cores)) = (began.elapsed().as_secs_f64(), meter.stop());
    Ok(Run {
        seconds: taken,
        requests: done,
        per_second: done as f64 / taken,
        cpu_us: Some(cpu / done.max(1) as f64 * 1e6),
        foreign_cores,
        ..Run::default()
    })
}

/// An id as the database has it: its 16 bytes.
fn id_bytes(id: &str) -> Result<Vec<u8>> {
    let digits: String = id.chars().filter(|character| *character != '-').collect();
    let value = u128::from_str_radix(&digits, 16).with_context(|| format!("{id} is no UUID"))?;
    Ok(value.to_be_bytes().to_vec())
}

/// The model's rows in every table that has any, in an order that foreign keys allow.
fn read_tables(connection: &Connection, id: &[u8]) -> Result<Vec<Rows>> {
    let mut statement = connection.prepare(
        "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND (c.name = 'resource_id' OR m.name = 'resources' AND c.name = 'id')
         ORDER BY m.name <> 'resources', m.name",
    )?;
    let keys = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let keys = keys.collect::<rusqlite::Result<Vec<(String, String)>>>()?;
    let tables = keys
        .iter()
        .map(|(table, key)| read_table(connection, table, key, id));
    let tables: Vec<Rows> = tables
        .filter(|table| !matches!(table, Ok(table) if table.rows.is_empty()))
        .collect::<Result<_>>()?;
    ensure!(
        tables.len() > 1,
        "the one person that the server created has no rows"
    );
    Ok(tables)
}

fn read_table(connection: &Connection, table: &str, key: &str, id: &[u8]) -> Result<Rows> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table} WHERE {key} = ?"))?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let quoted: Vec<String> = columns
        .iter()
        .map(|column| format!("\"{column}\""))
        .collect();
    let marks = vec!["?"; columns.len()].join(", ");
    let mut rows = statement.query([id])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let cells = columns.iter().enumerate().map(|(index, column)| {
            Ok(match row.get::<_, Value>(index)? {
                Value::Blob(bytes) if bytes == id => Cell::Id,
                Value::Text(text) if text.contains(MARK) => Cell::Marked(text),
                _ if column == NUMBERED => Cell::Number,
                other => Cell::Same(other),
            })
        });
        found.push(cells.collect::<rusqlite::Result<_>>()?);
    }
    Ok(Rows {
        insert: format!(
            "INSERT INTO {table} ({}) VALUES ({marks})",
            quoted.join(", ")
        ),
        delete: format!("DELETE FROM {table} WHERE {key} = ?"),
        rows: found,
    })
}
