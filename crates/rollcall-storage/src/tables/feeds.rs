//! Feeds: which tenants want to be told when what is made of their people changes, how far that has got, and what was told.

mod announcements;
mod concerned;
mod tasks;

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::conn::{self, MultiBackend};
use crate::schema::{changes, feed_tasks, feeds, mappings, schema_versions};
use crate::{Conn, Error};

pub use announcements::{
    Announcement, after, append, before, digests, find_all, forget, set_digests,
};
pub use concerned::{members_after, reports_after};
pub use tasks::{Task, add_task, move_task, next_task, remove_task, tasks};

/// A tenant's feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// The tenant's id.
    pub tenant: String,
    /// Every change up to this number was looked at.
    pub position: i64,
    /// The number of the last announcement; 0 before the first.
    pub last_seq: i64,
    /// Announcements up to this number are forgotten.
    pub forgotten_seq: i64,
    /// Everybody was looked at, or is being, as this version of the mapping sees them …
    pub mapping_version: i64,
    /// … and these definitions of schemas ([`crate::schemas::Version`]).
    pub definitions: i64,
    /// The names of values, in the order of their numbers in digests; it only grows.
    pub names: Vec<String>,
    /// Since when it announces; until then it notes what holds. Microseconds since the Unix epoch, as all times here.
    pub ready_at: Option<i64>,
    /// Until when it is somebody's to work on; it tells holders apart.
    pub lease_until: i64,
    /// When it was switched on.
    pub created_at: i64,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = feeds, primary_key(tenant_id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct Row {
    tenant_id: String,
    position: i64,
    last_seq: i64,
    forgotten_seq: i64,
    mapping_version: i64,
    definitions: i64,
    names: String,
    ready_at: Option<i64>,
    lease_until: i64,
    created_at: i64,
}

impl TryFrom<Row> for Feed {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            tenant: row.tenant_id,
            position: row.position,
            last_seq: row.last_seq,
            forgotten_seq: row.forgotten_seq,
            mapping_version: row.mapping_version,
            definitions: row.definitions,
            names: serde_json::from_str(&row.names)
                .map_err(|_| Error::Corrupt("feeds.names is no list of names"))?,
            ready_at: row.ready_at,
            lease_until: row.lease_until,
            created_at: row.created_at,
        })
    }
}

impl TryFrom<&Feed> for Row {
    type Error = Error;

    fn try_from(feed: &Feed) -> Result<Self, Error> {
        Ok(Self {
            tenant_id: feed.tenant.clone(),
            position: feed.position,
            last_seq: feed.last_seq,
            forgotten_seq: feed.forgotten_seq,
            mapping_version: feed.mapping_version,
            definitions: feed.definitions,
            names: serde_json::to_string(&feed.names)
                .map_err(|_| Error::Corrupt("names cannot be written as JSON"))?,
            ready_at: feed.ready_at,
            lease_until: feed.lease_until,
            created_at: feed.created_at,
        })
    }
}

/// Switches a tenant's feed on.
///
/// # Errors
/// [`Error::Conflict`] when somebody else just did; [`Error::Reference`] when there is no such tenant.
pub fn insert(conn: &mut Conn, feed: &Feed) -> Result<(), Error> {
    diesel::insert_into(feeds::table)
        .values(&Row::try_from(feed)?)
        .execute(&mut conn.db)
        .map_err(Error::raced)?;
    Ok(())
}

/// The tenant's feed, if it is switched on.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, tenant: &str) -> Result<Option<Feed>, Error> {
    let row: Option<Row> = feeds::table.find(tenant).first(&mut conn.db).optional()?;
    row.map(Feed::try_from).transpose()
}

/// The tenant's feed, which nobody else changes until the transaction ends.
///
/// # Errors
/// Only the database's own.
pub fn lock(conn: &mut Conn, tenant: &str) -> Result<Option<Feed>, Error> {
    let row = conn::lock_feed(&mut conn.db, tenant)?;
    row.map(Feed::try_from).transpose()
}

/// Writes a locked feed back.
///
/// # Errors
/// Only the database's own.
pub fn update(conn: &mut Conn, feed: &Feed) -> Result<(), Error> {
    diesel::update(feeds::table.find(&feed.tenant))
        .set(&Row::try_from(feed)?)
        .execute(&mut conn.db)?;
    Ok(())
}

/// The tenants whose feed has something to look at and is nobody's at `now`, at most `limit`; those that have rested longest
/// first. It is asked over all tenants, and reads nothing but their ids.
///
/// # Errors
/// Only the database's own.
pub fn due(conn: &mut Conn, now: i64, limit: i64) -> Result<Vec<String>, Error> {
    let changed = changes::table
        .filter(changes::tenant_id.eq(feeds::tenant_id))
        .filter(changes::seq.gt(feeds::position));
    let asked = feed_tasks::table
        .filter(feed_tasks::tenant_id.eq(feeds::tenant_id))
        .filter(feed_tasks::due_at.le(now));
    let published = mappings::table
        .filter(mappings::tenant_id.eq(feeds::tenant_id))
        .filter(mappings::version.gt(feeds::mapping_version));
    let defined = schema_versions::table
        .filter(schema_versions::tenant_id.eq(feeds::tenant_id))
        .filter(schema_versions::definitions.ne(feeds::definitions));
    Ok(feeds::table
        .into_boxed::<MultiBackend>()
        .filter(feeds::lease_until.le(now))
        .filter(
            exists(changed)
                .or(exists(asked))
                .or(exists(published))
                .or(exists(defined)),
        )
        .order(feeds::lease_until)
        .limit(limit)
        .select(feeds::tenant_id)
        .load(&mut conn.db)?)
}
