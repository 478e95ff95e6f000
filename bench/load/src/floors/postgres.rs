//! PostgreSQL by pgbench, prepared: all rows of a creation by one statement, which is the least that can be; and a person read by id.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::{MARK, NUMBERED};
use crate::options::Programs;
use crate::psql::Cluster;
use crate::result::Run;
use crate::wrk::Meter;

const DATABASE: &str = "rollcall_floor";
const THREADS_MAX: u32 = 2;
/// Opening 64 connections alone takes about a second.
const SECONDS_MIN: u32 = 3;
/// A run whose clients all spent their time on connecting is made again, longer each time.
const SECONDS_MAX: u32 = 24;
/// A copy's id and number, from the number `n`.
const ID: &str = "decode(lpad(to_hex(n), 32, '0'), 'hex')";
const DIGITS: &str = "lpad(n::text, 8, '0')";

/// A database with as many people as the server's.
pub struct Postgres<'a> {
    cluster: &'a Cluster,
    people: u64,
    insert: PathBuf,
    select: PathBuf,
}

impl<'a> Postgres<'a> {
    /// Sets it up and fills it.
    pub fn fill(
        programs: &Programs,
        cluster: &'a Cluster,
        folder: &Path,
        people: u64,
    ) -> Result<Self> {
        let url = cluster.create(DATABASE)?;
        let id = super::create_model(programs, &url, folder)?.replace('-', "");
        let inserts = inserts(cluster, &id)?;
        let statement = |numbers: &str| with_numbers(numbers, &inserts);
        cluster.run(
            DATABASE,
            &[
                &statement(&format!("SELECT generate_series(1, {people}) AS n")),
                &format!("SELECT setval('changes_seq', {people})"),
                "VACUUM ANALYZE",
            ],
        )?;
        let script = |name: &str, text: String| -> Result<PathBuf> {
            let file = folder.join(name);
            std::fs::write(&file, text)?;
            Ok(file)
        };
        let select = format!(
            "\\set n random(1, :people)\nSELECT * FROM resources WHERE tenant_id = 'default' AND id = {};\n",
            ID.replace("(n)", "(:n::bigint)")
        );
        Ok(Self {
            cluster,
            people,
            insert: script(
                "insert.sql",
                statement("SELECT nextval('changes_seq') AS n") + ";\n",
            )?,
            select: script("select.sql", select)?,
        })
    }

    /// Inserts one person after the other with so many clients.
    pub fn run_inserts(&self, clients: u32, seconds: u32) -> Result<Run> {
        self.run(&self.insert, clients, seconds)
    }

    /// Reads one person after the other by id with so many clients.
    pub fn run_selects(&self, clients: u32, seconds: u32) -> Result<Run> {
        self.run(&self.select, clients, seconds)
    }

    fn run(&self, script: &Path, clients: u32, seconds: u32) -> Result<Run> {
        let mut seconds = seconds.max(SECONDS_MIN);
        loop {
            let run = self.run_once(script, clients, seconds)?;
            if run.requests > 0 || seconds >= SECONDS_MAX {
                return Ok(run);
            }
            seconds *= 2;
        }
    }

    fn run_once(&self, script: &Path, clients: u32, seconds: u32) -> Result<Run> {
        let meter = Meter::start(&self.cluster.processes);
        let (clients_text, threads, seconds_text) = (
            clients.to_string(),
            clients.min(THREADS_MAX).to_string(),
            seconds.to_string(),
        );
        let people = format!("people={}", self.people);
        let script = script.to_str().context("the folder's name is not UTF-8")?;
        let arguments = [
            "-n",
            "-M",
            "prepared",
            "-c",
            &clients_text,
            "-j",
            &threads,
            "-T",
            &seconds_text,
            "-D",
            &people,
            "-f",
            script,
        ];
        let printed = self.cluster.pgbench(DATABASE, &arguments)?;
        let (cpu, foreign_cores) = meter.stop();
        let requests: u64 = field(&printed, "number of transactions actually processed:")?;
        let failed: u64 = field(&printed, "number of failed transactions:")?;
        ensure!(failed == 0, "{failed} of pgbench's transactions failed");
        Ok(Run {
            seconds: seconds.into(),
            requests,
            // Without a transaction it says no number.
            per_second: field(&printed, "tps =").unwrap_or_default(),
            cpu_us: Some(cpu / requests.max(1) as f64 * 1e6),
            foreign_cores,
            ..Run::default()
        })
    }
}

impl Drop for Postgres<'_> {
    fn drop(&mut self) {
        drop(self.cluster.drop(DATABASE));
    }
}

/// The number that follows a name in pgbench's words.
fn field<T: std::str::FromStr>(printed: &str, name: &str) -> Result<T> {
    let rest = printed.lines().find_map(|line| line.strip_prefix(name));
    let word = rest.and_then(|rest| rest.split_whitespace().next());
    word.and_then(|word| word.parse().ok())
        .with_context(|| format!("pgbench does not say `{name}`:\n{printed}"))
}

/// One statement that makes all inserts for each of the numbers `n`.
fn with_numbers(numbers: &str, inserts: &[String]) -> String {
    let (last, first) = inserts
        .split_last()
        .map_or(("", [].as_slice()), |(last, first)| (last.as_str(), first));
    let steps: Vec<String> = first
        .iter()
        .enumerate()
        .map(|(index, insert)| format!("t{index} AS ({insert})"))
        .collect();
    format!(
        "WITH new AS MATERIALIZED ({numbers}), {} {last}",
        steps.join(", ")
    )
}

/// `INSERT INTO … SELECT … FROM new`, one for each table in which the model has rows; resources come first.
fn inserts(cluster: &Cluster, id: &str) -> Result<Vec<String>> {
    let rows = |query: &str| -> Result<Vec<Value>> {
        let text = cluster.run(DATABASE, &[query])?;
        Ok(text
            .lines()
            .map(serde_json::from_str)
            .collect::<serde_json::Result<_>>()?)
    };
    let text = |row: &Value, name: &str| {
        row.get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let columns = rows(
        "SELECT row_to_json(c) FROM information_schema.columns c WHERE table_schema = 'public' ORDER BY ordinal_position",
    )?;
    let mut types: HashMap<(String, String), String> = HashMap::new();
    for column in &columns {
        types.insert(
            (text(column, "table_name"), text(column, "column_name")),
            text(column, "data_type"),
        );
    }
    let mut keys: Vec<(String, &str)> = vec![("resources".to_owned(), "id")];
    keys.extend(
        types
            .keys()
            .filter(|(_, column)| column == "resource_id")
            .map(|(table, _)| (table.clone(), "resource_id")),
    );
    let mut inserts = Vec::new();
    for (table, key) in &keys {
        let found = rows(&format!(
            "SELECT row_to_json(t) FROM {table} t WHERE {key} = '\\x{id}'"
        ))?;
        let of = |column: &str| types.get(&(table.clone(), column.to_owned())).cloned();
        let selects = found
            .iter()
            .filter_map(Value::as_object)
            .map(|row| select(row, id, &of));
        if let Some(Value::Object(row)) = found.first() {
            let names: Vec<String> = row.keys().map(|name| format!("\"{name}\"")).collect();
            inserts.push(format!(
                "INSERT INTO {table} ({}) {}",
                names.join(", "),
                selects.collect::<Vec<_>>().join(" UNION ALL ")
            ));
        }
    }
    // Forgets the model, whose numbers the copies get.
    for (table, key) in keys.iter().rev() {
        cluster.run(
            DATABASE,
            &[&format!("DELETE FROM {table} WHERE {key} = '\\x{id}'")],
        )?;
    }
    ensure!(
        inserts.len() > 1,
        "the one person that the server created has no rows"
    );
    Ok(inserts)
}

fn select(
    row: &serde_json::Map<String, Value>,
    id: &str,
    type_of: &impl Fn(&str) -> Option<String>,
) -> String {
    let expression = |(column, value): (&String, &Value)| match value {
        _ if column == NUMBERED => "n".to_owned(),
        Value::String(text) if *text == format!("\\x{id}") => ID.to_owned(),
        Value::String(text) if text.contains(MARK) => {
            format!("replace({}, '{MARK}', {DIGITS})", literal(text))
        }
        Value::String(text) => {
            format!("{}::{}", literal(text), type_of(column).unwrap_or_default())
        }
        other => format!(
            "{}::{}",
            other.to_string().to_uppercase(),
            type_of(column).unwrap_or_default()
        ),
    };
    format!(
        "SELECT {} FROM new",
        row.iter().map(expression).collect::<Vec<_>>().join(", ")
    )
}

/// Text as SQL has it, without colons: pgbench takes a word behind one for a variable of its own, within quotes too.
fn literal(text: &str) -> String {
    format!(
        "E'{}'",
        text.replace('\\', "\\\\")
            .replace('\'', "''")
            .replace(':', "\\x3A")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pgbench_is_read() {
        let printed = "number of transactions actually processed: 5013\nnumber of failed transactions: 0 (0.000%)\ntps = 5012.5 (without initial connection time)\n";
        assert_eq!(
            field::<u64>(printed, "number of transactions actually processed:").unwrap(),
            5013
        );
        assert_eq!(field::<f64>(printed, "tps =").unwrap(), 5012.5);
        assert!(field::<u64>(printed, "latency").is_err());
    }

    #[test]
    fn a_literal_has_no_colons() {
        assert_eq!(literal(r"it's urn:ietf \"), r"E'it''s urn\x3Aietf \\'");
    }
}
