//! Bringing a database to this program's schema, and living with a newer one.
//!
//! A migration either only adds (it *expands*), or takes away what programs no longer need (it *contracts*). A
//! contraction says so in its version: `0012c0010` is survived by programs that know migration `0010`. So a program
//! can tell of a schema that is newer than itself whether it can go on with it, though it knows nothing else of it.

use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel_migrations::MigrationHarness;

use crate::Error;
use crate::conn::{self, Conn, Db, MultiBackend};
use crate::schema::schema_migrations;

const SOMETHING_ELSE: &str =
    "the database holds something else; give Rollcall a database of its own";

/// What divides a contraction's own number from that of the migration which programs have to know to survive it.
const CONTRACTS: char = 'c';

/// Runs what is pending, each migration in its transaction (behind a pooler all in one), and answers the names.
///
/// # Errors
/// [`Error::SchemaNewer`] before anything is touched; [`Error::Migration`] after rolling back.
pub(crate) fn up(conn: &mut Conn) -> Result<Vec<String>, Error> {
    conn::migrating(conn, |db| {
        let source = conn::migrations(db);
        let applied = db.applied_migrations().map_err(failed)?;
        let applied: Vec<_> = applied.iter().map(ToString::to_string).collect();
        let known = known(db)?;
        if !applied.is_empty() && !has_any(&applied, &known) {
            return Err(Error::Migration(SOMETHING_ELSE.to_owned()));
        }
        refuse_contracted(&applied, &known)?;
        refuse_fork(&applied, &known)?;
        let mut names = Vec::new();
        for migration in db.pending_migrations(source).map_err(failed)? {
            db.run_migration(&migration).map_err(taken)?;
            names.push(migration.name().to_string());
        }
        Ok(names)
    })
}

/// Reverts every migration: what tests prove `down.sql` with.
#[cfg(feature = "testing")]
pub(crate) fn down(conn: &mut Conn) -> Result<(), Error> {
    conn::migrating(conn, |db| {
        let source = conn::migrations(db);
        db.revert_all_migrations(source).map(|_| ()).map_err(failed)
    })
}

/// Whether there is a schema of this program's; without one the database may hold anything. Changes nothing.
///
/// # Errors
/// [`Error::SchemaOlder`] and [`Error::SchemaNewer`] when it is another version's.
pub(crate) fn is_there(db: &mut Db) -> Result<bool, Error> {
    if !conn::has_migrations(db)? {
        return Ok(false);
    }
    let applied: Vec<String> = schema_migrations::table
        .select(schema_migrations::version)
        .order(schema_migrations::version.desc())
        .load(db)?;
    let known = known(db)?;
    // Other programs keep such lists too.
    if !has_any(&applied, &known) {
        return Ok(false);
    }
    check(db).map(|()| true)
}

fn has_any(applied: &[String], known: &[String]) -> bool {
    known.iter().any(|version| applied.contains(version))
}

/// Refuses a schema from which something was taken away that this program needs. `applied` is newest first, so that
/// the answer names the newest.
fn refuse_contracted(applied: &[String], known: &[String]) -> Result<(), Error> {
    let needs = |version: &&String| {
        let survived_by = version.split_once(CONTRACTS).map(|(_, since)| since);
        survived_by.is_some_and(|since| !known.iter().any(|known| known == since))
    };
    let mut newer = applied.iter().filter(|version| !known.contains(version));
    newer_schema(newer.find(needs))
}

/// Refuses to add an older migration to a newer schema: whoever made that one knew all the older ones.
fn refuse_fork(applied: &[String], known: &[String]) -> Result<(), Error> {
    if applied.is_empty() || known.iter().all(|version| applied.contains(version)) {
        return Ok(());
    }
    newer_schema(applied.iter().find(|version| !known.contains(version)))
}

fn newer_schema(found: Option<&String>) -> Result<(), Error> {
    let refuse = |version: &String| {
        Err(Error::SchemaNewer {
            version: version.clone(),
        })
    };
    found.map_or(Ok(()), refuse)
}

/// Whether the schema has everything this program needs. While replicas are replaced one by one, the old ones go on
/// serving with a newer one.
pub(crate) fn check(db: &mut Db) -> Result<(), Error> {
    let applied: Vec<String> = schema_migrations::table
        .select(schema_migrations::version)
        .order(schema_migrations::version.desc())
        .load(db)?;
    let known = known(db)?;
    refuse_contracted(&applied, &known)?;
    let missing = known.into_iter().find(|version| !applied.contains(version));
    missing.map_or(Ok(()), |version| Err(Error::SchemaOlder { version }))
}

/// The versions that this program has, in order.
fn known(db: &Db) -> Result<Vec<String>, Error> {
    let migrations: Vec<Box<dyn Migration<MultiBackend>>> =
        conn::migrations(db).migrations().map_err(failed)?;
    let mut known: Vec<_> = migrations
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect();
    known.sort_unstable();
    Ok(known)
}

/// In a database of Rollcall's own, nothing has the name of what a migration makes.
fn taken(error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    match failed(error) {
        Error::Migration(why) if why.contains("already exists") => {
            Error::Migration(format!("{why}; {SOMETHING_ELSE}"))
        }
        other => other,
    }
}

fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    match error.downcast::<diesel::result::Error>() {
        Ok(error) => Error::from(*error),
        Err(other) => Error::Migration(other.to_string()),
    }
}
