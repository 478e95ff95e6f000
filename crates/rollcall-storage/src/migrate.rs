//! Bringing a database to this program's schema.

use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel_migrations::MigrationHarness;

use crate::Error;
use crate::conn::{self, Conn, Db, MultiBackend};
use crate::schema::schema_migrations;

const SOMETHING_ELSE: &str =
    "the database holds something else; give Rollcall a database of its own";

type Migrations = Vec<Box<dyn Migration<MultiBackend>>>;

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
        refuse_newer(&applied, &known)?;
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
    refuse_newer(&applied, &known)?;
    check(db).map(|()| true)
}

fn has_any(applied: &[String], known: &Migrations) -> bool {
    let mut known = known.iter().map(|migration| version(migration.as_ref()));
    known.any(|version| applied.contains(&version))
}

/// `applied` is newest first, so that the answer names the newest.
fn refuse_newer(applied: &[String], known: &Migrations) -> Result<(), Error> {
    let known: Vec<_> = known
        .iter()
        .map(|migration| version(migration.as_ref()))
        .collect();
    match applied.iter().find(|version| !known.contains(version)) {
        Some(version) => Err(Error::SchemaNewer {
            version: version.clone(),
        }),
        None => Ok(()),
    }
}

/// Whether the schema has everything this program needs. A newer one is none of its business here: while
/// replicas are replaced one by one, the old ones go on serving.
pub(crate) fn check(db: &mut Db) -> Result<(), Error> {
    let applied: Vec<String> = schema_migrations::table
        .select(schema_migrations::version)
        .load(db)?;
    let missing = known(db)?
        .into_iter()
        .map(|migration| version(migration.as_ref()))
        .find(|v| !applied.contains(v));
    missing.map_or(Ok(()), |version| Err(Error::SchemaOlder { version }))
}

fn known(db: &Db) -> Result<Migrations, Error> {
    let mut known: Migrations = conn::migrations(db).migrations().map_err(failed)?;
    known.sort_unstable_by(|a, b| a.name().version().cmp(&b.name().version()));
    Ok(known)
}

fn version(migration: &dyn Migration<MultiBackend>) -> String {
    migration.name().version().to_string()
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
