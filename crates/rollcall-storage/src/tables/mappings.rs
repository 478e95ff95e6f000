//! What tenants decided about their people, version by version, and what each is about to decide. Definitions are JSON text
//! that this module does not read.

use diesel::prelude::*;

use crate::conn::on;
use crate::schema::{mapping_drafts, mappings};
use crate::{Conn, Error};

/// A version that was published.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Published {
    /// Its number, from 1; the greatest is in force.
    pub version: i64,
    /// The definition, as JSON.
    pub definition: String,
    /// Why it was published, in its author's words.
    pub note: String,
    /// When, in microseconds since the Unix epoch.
    pub published_at: i64,
    /// By whom.
    pub published_by: String,
}

/// A version without what it says.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Listed {
    /// As [`Published::version`].
    pub version: i64,
    /// As [`Published::note`].
    pub note: String,
    /// As [`Published::published_at`].
    pub published_at: i64,
    /// As [`Published::published_by`].
    pub published_by: String,
}

/// A definition that is not in force yet.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Draft {
    /// The version that it was made from; 0 for the built-in definition.
    pub base_version: i64,
    /// Counts its changes, from 1.
    pub revision: i64,
    /// The definition, as JSON.
    pub definition: String,
    /// When it was last changed, in microseconds since the Unix epoch.
    pub changed_at: i64,
    /// By whom.
    pub changed_by: String,
}

type PublishedColumns = (
    mappings::version,
    mappings::definition,
    mappings::note,
    mappings::published_at,
    mappings::published_by,
);
const PUBLISHED: PublishedColumns = (
    mappings::version,
    mappings::definition,
    mappings::note,
    mappings::published_at,
    mappings::published_by,
);

/// The number of the version in force; 0 where none was published.
///
/// # Errors
/// Only the database's own.
pub fn version(conn: &mut Conn, tenant: &str) -> Result<i64, Error> {
    let latest = mappings::table
        .filter(mappings::tenant_id.eq(tenant))
        .select(diesel::dsl::max(mappings::version));
    let latest: Option<i64> = on!(&mut conn.db, |db| latest.first(db))?;
    Ok(latest.unwrap_or(0))
}

/// The version of that number.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, tenant: &str, version: i64) -> Result<Option<Published>, Error> {
    let found = mappings::table
        .find((tenant, version))
        .select(PUBLISHED)
        .first(&mut conn.db);
    Ok(found.optional()?)
}

/// Versions before that number, the latest first, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn before(
    conn: &mut Conn,
    tenant: &str,
    version: i64,
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    let earlier = mappings::table
        .filter(mappings::tenant_id.eq(tenant))
        .filter(mappings::version.lt(version))
        .order(mappings::version.desc())
        .limit(limit)
        .select((
            mappings::version,
            mappings::note,
            mappings::published_at,
            mappings::published_by,
        ));
    Ok(earlier.load(&mut conn.db)?)
}

/// Adds a version.
///
/// # Errors
/// [`Error::Conflict`] when somebody else just published one of that number; [`Error::Reference`] when there is no such tenant.
pub fn publish(conn: &mut Conn, tenant: &str, published: &Published) -> Result<(), Error> {
    let row = (
        mappings::tenant_id.eq(tenant),
        mappings::version.eq(published.version),
        mappings::definition.eq(&published.definition),
        mappings::note.eq(&published.note),
        mappings::published_at.eq(published.published_at),
        mappings::published_by.eq(&published.published_by),
    );
    diesel::insert_into(mappings::table)
        .values(row)
        .execute(&mut conn.db)
        .map_err(Error::raced)?;
    Ok(())
}

/// The tenant's draft.
///
/// # Errors
/// Only the database's own.
pub fn draft(conn: &mut Conn, tenant: &str) -> Result<Option<Draft>, Error> {
    let found = mapping_drafts::table
        .find(tenant)
        .select((
            mapping_drafts::base_version,
            mapping_drafts::revision,
            mapping_drafts::definition,
            mapping_drafts::changed_at,
            mapping_drafts::changed_by,
        ))
        .first(&mut conn.db);
    Ok(found.optional()?)
}

/// Writes a draft in the place of the one of the revision before it; the first has revision 1. Answers whether that was there.
///
/// # Errors
/// [`Error::Conflict`] when somebody else just began one; [`Error::Reference`] when there is no such tenant.
pub fn write_draft(conn: &mut Conn, tenant: &str, draft: &Draft) -> Result<bool, Error> {
    let content = (
        mapping_drafts::base_version.eq(draft.base_version),
        mapping_drafts::revision.eq(draft.revision),
        mapping_drafts::definition.eq(&draft.definition),
        mapping_drafts::changed_at.eq(draft.changed_at),
        mapping_drafts::changed_by.eq(&draft.changed_by),
    );
    if draft.revision > 1 {
        let before = mapping_drafts::table
            .find(tenant)
            .filter(mapping_drafts::revision.eq(draft.revision - 1));
        let written = diesel::update(before).set(content).execute(&mut conn.db)?;
        return Ok(written > 0);
    }
    diesel::insert_into(mapping_drafts::table)
        .values((mapping_drafts::tenant_id.eq(tenant), content))
        .execute(&mut conn.db)
        .map_err(Error::raced)?;
    Ok(true)
}

/// Forgets the draft, if it is still of that revision; answers whether it was.
///
/// # Errors
/// Only the database's own.
pub fn discard(conn: &mut Conn, tenant: &str, revision: i64) -> Result<bool, Error> {
    let draft = mapping_drafts::table
        .find(tenant)
        .filter(mapping_drafts::revision.eq(revision));
    Ok(diesel::delete(draft).execute(&mut conn.db)? > 0)
}
