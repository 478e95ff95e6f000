//! No migration takes away what the version before it needs: replicas are replaced one by one, and a new version may have
//! to be taken back. See "Migrations" in CONTRIBUTING.md.

use crate::migrations::names;

/// The last migration of the first release: nothing ran before that could have been running meanwhile.
const FIRST_RELEASE: &str = "0010";

/// How the first line of a contraction says who still needs what it takes away.
const WHO_NEEDS_IT: &str = "-- Contracts: versions before ";

#[test]
fn migrations_expand_or_say_that_they_contract() {
    for folder in ["sqlite", "postgres"] {
        let names = names(folder);
        let later = names.iter().filter(|name| version(name) > FIRST_RELEASE);
        for name in later {
            let path = format!(
                "{}/../../migrations/{folder}/{name}/up.sql",
                env!("CARGO_MANIFEST_DIR")
            );
            let sql = std::fs::read_to_string(path).unwrap();
            let mistake = match version(name).split_once('c') {
                None => narrowing(&sql).map(|statement| {
                    format!("narrows what an older version may be using: {statement}")
                }),
                Some((_, since)) => contraction(&names, since, &sql),
            };
            assert_eq!(mistake, None, "{folder}/{name}");
        }
    }
}

fn version(name: &str) -> &str {
    name.split('_').next().unwrap()
}

/// What is wrong with a contraction that is survived by programs which know the migration `since`.
fn contraction(names: &[String], since: &str, sql: &str) -> Option<String> {
    if !names.iter().any(|name| version(name) == since) {
        return Some(format!("there is no migration {since}"));
    }
    let release = sql.strip_prefix(WHO_NEEDS_IT).unwrap_or_default();
    let is_named = release.starts_with(|c: char| c.is_ascii_digit());
    (!is_named).then(|| format!("its first line must begin with {WHO_NEEDS_IT:?} and a version"))
}

/// The first statement after which a program that knows nothing of it may fail.
fn narrowing(sql: &str) -> Option<String> {
    let code: Vec<_> = sql
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .collect();
    let words = code.join(" ").to_uppercase();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut made_here = Vec::new();
    for statement in words.split(';').map(str::trim) {
        if let Some(table) = statement.strip_prefix("CREATE TABLE ") {
            made_here.extend(table.split([' ', '(']).next());
        } else if !is_about(statement, &made_here) && narrows(statement) {
            return Some(statement.to_owned());
        }
    }
    None
}

/// Whether a statement concerns a table that the same migration makes.
fn is_about(statement: &str, tables: &[&str]) -> bool {
    let after = |word: &str| {
        statement
            .split(word)
            .nth(1)
            .unwrap_or_default()
            .split([' ', '('])
            .next()
    };
    [" ON ", "ALTER TABLE "]
        .iter()
        .any(|word| after(word).is_some_and(|table| tables.contains(&table)))
}

fn narrows(statement: &str) -> bool {
    const ALWAYS: &[&str] = &[
        "DROP ",
        "RENAME ",
        "TRUNCATE ",
        "DELETE FROM ",
        "SET NOT NULL",
        "ADD CONSTRAINT",
        "ADD CHECK",
        "ADD FOREIGN",
        "ADD UNIQUE",
        "ADD PRIMARY",
        "CREATE UNIQUE INDEX",
        "SET DATA TYPE",
        " TYPE ",
        "CREATE TRIGGER",
    ];
    // What an older program does not know it does not fill.
    let is_demanded = statement.contains("ADD COLUMN")
        && statement.contains("NOT NULL")
        && !statement.contains("DEFAULT");
    is_demanded || ALWAYS.iter().any(|words| statement.contains(words))
}

#[test]
fn what_an_older_version_would_stumble_over_is_seen() {
    for sql in [
        "ALTER TABLE tokens DROP COLUMN name;",
        "drop table tokens;",
        "ALTER TABLE tokens RENAME COLUMN name TO label",
        "ALTER TABLE tokens ADD COLUMN colour TEXT NOT NULL;",
        "ALTER TABLE tokens ALTER COLUMN name\n  SET NOT NULL;",
        "CREATE TABLE t (a INT);\nCREATE UNIQUE INDEX i ON tokens (name);",
        "DELETE FROM tokens;",
    ] {
        assert!(narrowing(sql).is_some(), "{sql}");
    }
    for sql in [
        "-- DROP nothing\nALTER TABLE tokens ADD COLUMN colour TEXT;",
        "ALTER TABLE tokens ADD COLUMN colour TEXT NOT NULL DEFAULT '';",
        "CREATE TABLE t (a INT NOT NULL);\nCREATE UNIQUE INDEX i ON t (a);\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);",
        "CREATE INDEX i ON tokens (name); UPDATE tokens SET colour = '';",
    ] {
        assert_eq!(narrowing(sql), None, "{sql}");
    }
    let names = ["0010_marker".to_owned()];
    assert_eq!(
        contraction(
            &names,
            "0010",
            "-- Contracts: versions before 0.4.0 read this column.\n"
        ),
        None
    );
    assert!(contraction(&names, "0011", "-- Contracts: versions before 0.4.0 …").is_some());
    assert!(contraction(&names, "0010", "-- Removes a column.").is_some());
}
