//! Bringing a database to this program's schema.

use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel_migrations::MigrationHarness;

use crate::Error;
use crate::conn::{self, Db, MultiBackend};
use crate::schema::schema_migrations;

type Migrations = Vec<Box<dyn Migration<MultiBackend>>>;

/// Runs what is pending, each migration in its transaction, and answers the names.
///
/// # Errors
/// [`Error::SchemaNewer`] before anything is touched; [`Error::Migration`] after rolling back.
pub(crate) fn up(db: &mut Db) -> Result<Vec<String>, Error> {
    conn::migrating(db, |db| {
        let source = conn::migrations(db);
        let applied = db.applied_migrations().map_err(failed)?;
        let known = known(db)?;
        // Newest first, so the answer names the newest.
        if let Some(unknown) = applied
            .iter()
            .find(|version| known.iter().all(|m| m.name().version() != **version))
        {
            return Err(Error::SchemaNewer {
                version: unknown.to_string(),
            });
        }
        let mut names = Vec::new();
        for migration in db.pending_migrations(source).map_err(failed)? {
            db.run_migration(&migration).map_err(failed)?;
            names.push(migration.name().to_string());
        }
        Ok(names)
    })
}

/// Reverts every migration: what tests prove `down.sql` with.
#[cfg(feature = "testing")]
pub(crate) fn down(db: &mut Db) -> Result<(), Error> {
    conn::migrating(db, |db| {
        let source = conn::migrations(db);
        db.revert_all_migrations(source).map(|_| ()).map_err(failed)
    })
}

/// Whether the schema has everything this program needs. A newer one is none of its business here: while
/// replicas are replaced one by one, the old ones go on serving.
pub(crate) fn check(db: &mut Db) -> Result<(), Error> {
    let applied: Vec<String> = schema_migrations::table
        .select(schema_migrations::version)
        .load(db)?;
    let missing = known(db)?
        .into_iter()
        .map(|m| m.name().version().to_string())
        .find(|v| !applied.contains(v));
    missing.map_or(Ok(()), |version| Err(Error::SchemaOlder { version }))
}

fn known(db: &Db) -> Result<Migrations, Error> {
    let mut known: Migrations = conn::migrations(db).migrations().map_err(failed)?;
    known.sort_unstable_by(|a, b| a.name().version().cmp(&b.name().version()));
    Ok(known)
}

fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    match error.downcast::<diesel::result::Error>() {
        Ok(error) => Error::from(*error),
        Err(other) => Error::Migration(other.to_string()),
    }
}
