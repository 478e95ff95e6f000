//! Every statement that a store runs in a test is looked at: it is about one tenant, or it is named here.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use diesel::Connection as _;
use diesel::connection::{Instrumentation, InstrumentationEvent};

use super::one_tenant;
use crate::Conn;
use crate::conn::Db;

/// The statements that are about all tenants, each by the function that makes it and what only it has, on PostgreSQL.
/// `docs/SCALE.md` says what each costs where tenants are distributed.
pub const ABOUT_ALL_TENANTS: &[(&str, &str)] = &[
    ("tenants::list", r#" FROM "tenants" ORDER BY "#),
    ("schemas::tenants", r#" FROM "schema_versions" ORDER BY "#),
    (
        "jobs::tenants_with_jobs",
        r#"SELECT DISTINCT "jobs"."tenant_id" FROM "jobs""#,
    ),
    (
        "attribute_indexes::tenants_with_work",
        r#"SELECT DISTINCT "attribute_indexes"."tenant_id" FROM "attribute_indexes""#,
    ),
    (
        "event_streams::due",
        r#" FROM "event_streams" WHERE (((((("event_streams"."delivery" = "#,
    ),
    (
        "gophish::all",
        r#" FROM "gophish" WHERE ("gophish"."tenant_id" > "#,
    ),
    (
        "pulls::due",
        r#"SELECT "pulls"."tenant_id", "pulls"."connection_id" FROM "pulls" WHERE"#,
    ),
    (
        "webhooks::due",
        r#"SELECT "webhooks"."tenant_id", "webhooks"."id" FROM "webhooks" WHERE"#,
    ),
    (
        "feeds::due",
        r#"SELECT "feeds"."tenant_id" FROM "feeds" WHERE"#,
    ),
];

/// Looks at what this connection runs from now on.
pub(crate) fn watched(mut conn: Conn, url: &str) -> Conn {
    let watcher = Watcher {
        database: database(url),
    };
    match &mut conn.db {
        Db::Sqlite(sqlite) => sqlite.set_instrumentation(watcher),
        Db::Postgres(postgres) => postgres.set_instrumentation(watcher),
    }
    conn
}

/// What was wrong with statements on that database so far, each once; they are not told again.
pub fn complaints(url: &str) -> Vec<String> {
    let mut all = COMPLAINTS.lock().unwrap_or_else(PoisonError::into_inner);
    all.get_or_insert_default()
        .remove(&database(url))
        .unwrap_or_default()
}

/// How many statements ran on that database so far.
pub fn ran(url: &str) -> u64 {
    let all = RAN.lock().unwrap_or_else(PoisonError::into_inner);
    let all = all.as_ref().and_then(|all| all.get(&database(url)));
    all.copied().unwrap_or_default()
}

static RAN: Mutex<Option<HashMap<String, u64>>> = Mutex::new(None);
static COMPLAINTS: Mutex<Option<HashMap<String, Vec<String>>>> = Mutex::new(None);
/// What a look at a statement's text found: the binds that say the tenant, or what is wrong with it.
type Looked = Result<Vec<String>, String>;
static KNOWN: Mutex<Option<HashMap<String, Looked>>> = Mutex::new(None);

struct Watcher {
    database: String,
}

impl Instrumentation for Watcher {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let InstrumentationEvent::StartQuery { query, .. } = event else {
            return;
        };
        let mut all = RAN.lock().unwrap_or_else(PoisonError::into_inner);
        let of_database = all.get_or_insert_default().entry(self.database.clone());
        *of_database.or_default() += 1;
        drop(all);
        let text = query.to_string();
        let Err(why) = judge(&text) else { return };
        let mut all = COMPLAINTS.lock().unwrap_or_else(PoisonError::into_inner);
        let of_database = all
            .get_or_insert_default()
            .entry(self.database.clone())
            .or_default();
        let complaint = format!("{why}: {text}");
        if !of_database.contains(&complaint) {
            of_database.push(complaint);
        }
    }
}

/// Whoever goes another way to a database (a pooler, a proxy) finds it by its name.
fn database(url: &str) -> String {
    let path = url.split('?').next().unwrap_or(url);
    let server = ["postgres://", "postgresql://"]
        .iter()
        .any(|scheme| path.starts_with(scheme));
    match path.rsplit_once('/') {
        Some((_, name)) if server => name.to_owned(),
        _ => path.to_owned(),
    }
}

fn judge(text: &str) -> Result<(), String> {
    let (sql, binds) = text.split_once(" -- binds: ").unwrap_or((text, "[]"));
    if is_of_the_session(sql) || is_about_all(sql) {
        return Ok(());
    }
    let known = KNOWN
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get_or_insert_default()
        .entry(sql.to_owned())
        .or_insert_with(|| one_tenant::check(sql))
        .clone();
    // PostgreSQL's have numbers; SQLite's cannot be told apart.
    let number = |bind: &String| {
        bind.strip_prefix('$')?
            .parse::<usize>()
            .ok()?
            .checked_sub(1)
    };
    let places: BTreeSet<_> = known?.iter().filter_map(number).collect();
    if places.len() < 2 {
        return Ok(());
    }
    let values = elements(binds);
    let mut tenants: Vec<&str> = places
        .into_iter()
        .filter_map(|place| values.get(place).copied())
        .collect();
    tenants.sort_unstable();
    tenants.dedup();
    match tenants.as_slice() {
        [] | [_] => Ok(()),
        several => Err(format!(
            "it is about several tenants, {}",
            several.join(" and ")
        )),
    }
}

/// Transactions, settings, and what migrations make.
fn is_of_the_session(sql: &str) -> bool {
    const WORDS: [&str; 13] = [
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT",
        "RELEASE",
        "SET",
        "PRAGMA",
        "CREATE",
        "ALTER",
        "DROP",
        "ANALYZE",
        "--",
        "EXPLAIN",
    ];
    WORDS.iter().any(|word| sql.trim_start().starts_with(word))
}

fn is_about_all(sql: &str) -> bool {
    let quoted = sql.replace('`', "\"");
    ABOUT_ALL_TENANTS
        .iter()
        .any(|(_, part)| quoted.contains(part))
}

/// The elements of a list as `Debug` shows it.
fn elements(list: &str) -> Vec<&str> {
    let inner = list.trim().trim_start_matches('[');
    let inner = inner.strip_suffix(']').unwrap_or(inner);
    let (mut all, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    let (mut in_text, mut escaped) = (false, false);
    for (at, char) in inner.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            _ if in_text => {}
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                all.push(inner[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    all.push(inner[start..].trim());
    all
}

#[cfg(test)]
mod tests {
    use diesel::prelude::*;
    use diesel::sql_query;

    use super::*;
    use crate::testing::TestDatabase;
    use crate::{Error, Store};

    /// Runs a statement as a store's own.
    fn run(database: &TestDatabase, sql: &'static str) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let store = Store::open(&database.settings()).unwrap();
        store.migrate().unwrap();
        let work = move |conn: &mut Conn| {
            sql_query(sql).execute(&mut conn.db)?;
            Ok::<_, Error>(())
        };
        runtime.block_on(store.write(work)).unwrap();
    }

    #[test]
    #[should_panic(
        expected = "resources.tenant_id is compared with no bind: UPDATE resources SET version = 1 WHERE"
    )]
    fn a_statement_about_all_tenants_fails_its_test() {
        run(
            &TestDatabase::sqlite(),
            "UPDATE resources SET version = 1 WHERE resource_type = 'User'",
        );
    }

    #[test]
    fn every_exception_is_explained() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/SCALE.md");
        let page = std::fs::read_to_string(page).unwrap();
        for (function, _) in ABOUT_ALL_TENANTS {
            assert!(
                page.contains(&format!("`{function}`")),
                "{function} is not in docs/SCALE.md"
            );
        }
    }

    #[test]
    fn a_statement_about_two_tenants_is_found() {
        let insert = r#"INSERT INTO "t" ("tenant_id", "a") VALUES ($1, $2), ($3, $4) -- binds: "#;
        assert!(judge(&format!(r#"{insert}["acme", "a, \"b\"", "acme", [1, 2]]"#)).is_ok());
        let error = judge(&format!(r#"{insert}["acme", "x", "other", "y"]"#)).unwrap_err();
        assert_eq!(error, r#"it is about several tenants, "acme" and "other""#);
    }

    #[test]
    fn a_database_is_found_by_its_name() {
        assert_eq!(
            database("postgres://u@h:1/rollcall_test_7?sslmode=disable"),
            "rollcall_test_7"
        );
        assert_eq!(
            database("sqlite:///tmp/a/test.db"),
            "sqlite:///tmp/a/test.db"
        );
    }
}
