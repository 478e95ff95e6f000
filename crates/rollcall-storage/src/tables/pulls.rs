//! Where connections pull people from, and who is at a source to sign in.

use diesel::dsl::exists;
use diesel::prelude::*;
use uuid::Uuid;

use crate::conn::MultiBackend;
use crate::id::Id;
use crate::schema::{connections, pull_sign_ins, pulls};
use crate::{Conn, Error};

/// Sign-ins have a tenant of their own: who comes back from a source does not say whose they are.
const NOBODYS: &str = "";

/// A connection that pulls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// The tenant's id.
    pub tenant_id: String,
    /// The connection.
    pub connection_id: Uuid,
    /// `okta`, `scim` …
    pub source: String,
    /// JSON.
    pub settings: String,
    /// What the source is asked with: JSON, encrypted.
    pub secrets: Option<Vec<u8>>,
    /// When they were last written, in microseconds since the Unix epoch, as all times here.
    pub secrets_at: i64,
    /// `new`, `connected`, `needs_sign_in`, `failing`.
    pub state: String,
    /// What is wrong: JSON.
    pub problem: Option<String>,
    /// The newest change at the source that was taken over, by the source's clock.
    pub seen_until: Option<i64>,
    /// When everybody was last read.
    pub full_at: Option<i64>,
    /// When it is to be asked again.
    pub next_at: i64,
    /// `full` or `changes`, where somebody asked for it.
    pub wanted: Option<String>,
    /// Until when a replica pulls; also tells its lease from another's.
    pub lease_until: i64,
    /// The attributes that the source's own schema has: JSON.
    pub attributes: Option<String>,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = pulls, primary_key(tenant_id, connection_id), treat_none_as_default_value = false, treat_none_as_null = true)]
struct Row {
    tenant_id: String,
    connection_id: Id,
    source: String,
    settings: String,
    secrets: Option<Vec<u8>>,
    secrets_at: i64,
    state: String,
    problem: Option<String>,
    seen_until: Option<i64>,
    full_at: Option<i64>,
    next_at: i64,
    wanted: Option<String>,
    lease_until: i64,
    attributes: Option<String>,
}

impl From<Row> for Pull {
    fn from(row: Row) -> Self {
        Self {
            tenant_id: row.tenant_id,
            connection_id: row.connection_id.0,
            source: row.source,
            settings: row.settings,
            secrets: row.secrets,
            secrets_at: row.secrets_at,
            state: row.state,
            problem: row.problem,
            seen_until: row.seen_until,
            full_at: row.full_at,
            next_at: row.next_at,
            wanted: row.wanted,
            lease_until: row.lease_until,
            attributes: row.attributes,
        }
    }
}

impl From<&Pull> for Row {
    fn from(pull: &Pull) -> Self {
        let pull = pull.clone();
        Self {
            tenant_id: pull.tenant_id,
            connection_id: Id(pull.connection_id),
            source: pull.source,
            settings: pull.settings,
            secrets: pull.secrets,
            secrets_at: pull.secrets_at,
            state: pull.state,
            problem: pull.problem,
            seen_until: pull.seen_until,
            full_at: pull.full_at,
            next_at: pull.next_at,
            wanted: pull.wanted,
            lease_until: pull.lease_until,
            attributes: pull.attributes,
        }
    }
}

/// Adds one to a connection that has none.
///
/// # Errors
/// [`Error::Reference`] when there is no such connection; [`Error::Uniqueness`] when it has one.
pub fn insert(conn: &mut Conn, pull: &Pull) -> Result<(), Error> {
    diesel::insert_into(pulls::table)
        .values(Row::from(pull))
        .execute(&mut conn.db)?;
    Ok(())
}

/// The connection's.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, tenant: &str, connection: Uuid) -> Result<Option<Pull>, Error> {
    let row: Option<Row> = pulls::table
        .find((tenant, Id(connection)))
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(Pull::from))
}

/// The tenant's.
///
/// # Errors
/// Only the database's own.
pub fn list(conn: &mut Conn, tenant: &str) -> Result<Vec<Pull>, Error> {
    let rows: Vec<Row> = pulls::table
        .filter(pulls::tenant_id.eq(tenant))
        .order(pulls::connection_id)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(Pull::from).collect())
}

/// Those that are to be asked at `now`, can be, and are in nobody's hand, the longest due first, at most `limit`: of all tenants but these.
///
/// # Errors
/// Only the database's own.
pub fn due(
    conn: &mut Conn,
    now: i64,
    without: &[String],
    limit: i64,
) -> Result<Vec<(String, Uuid)>, Error> {
    let is_open = connections::table
        .filter(connections::tenant_id.eq(pulls::tenant_id))
        .filter(connections::id.eq(pulls::connection_id))
        .filter(connections::paused_at.is_null())
        .filter(connections::disconnected_at.is_null());
    let rows: Vec<(String, Id)> = pulls::table
        .into_boxed::<MultiBackend>()
        .filter(pulls::tenant_id.ne_all(without.to_vec()))
        .filter(pulls::next_at.le(now))
        .filter(pulls::lease_until.le(now))
        .filter(pulls::state.eq_any(["connected", "failing"]))
        .filter(exists(is_open))
        .order((pulls::next_at, pulls::connection_id))
        .limit(limit)
        .select((pulls::tenant_id, pulls::connection_id))
        .load(&mut conn.db)?;
    Ok(rows
        .into_iter()
        .map(|(tenant, id)| (tenant, id.0))
        .collect())
}

/// Writes all of it but the lease and the attributes. Whoever read it before has to have locked the connection.
///
/// # Errors
/// Only the database's own.
pub fn update(conn: &mut Conn, pull: &Pull) -> Result<(), Error> {
    let row = Row::from(pull);
    diesel::update(pulls::table.find((&pull.tenant_id, Id(pull.connection_id))))
        .set((
            pulls::source.eq(row.source),
            pulls::settings.eq(row.settings),
            pulls::secrets.eq(row.secrets),
            pulls::secrets_at.eq(row.secrets_at),
            pulls::state.eq(row.state),
            pulls::problem.eq(row.problem),
            pulls::seen_until.eq(row.seen_until),
            pulls::full_at.eq(row.full_at),
            pulls::next_at.eq(row.next_at),
            pulls::wanted.eq(row.wanted),
        ))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Keeps the attributes that the source's own schema has.
///
/// # Errors
/// Only the database's own.
pub fn keep_attributes(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    attributes: &str,
) -> Result<(), Error> {
    diesel::update(pulls::table.find((tenant, Id(connection))))
        .set(pulls::attributes.eq(attributes))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Takes it in hand until `until`, unless somebody has it at `now`.
///
/// # Errors
/// Only the database's own.
pub fn claim(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    now: i64,
    until: i64,
) -> Result<bool, Error> {
    let free = pulls::table
        .find((tenant, Id(connection)))
        .filter(pulls::lease_until.le(now));
    let taken = diesel::update(free)
        .set(pulls::lease_until.eq(until))
        .execute(&mut conn.db)?;
    Ok(taken > 0)
}

/// Holds it longer, or with 0 lets go of it, if it is still in this hand. Answers whether it was.
///
/// # Errors
/// Only the database's own.
pub fn hold(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    held: i64,
    until: i64,
) -> Result<bool, Error> {
    let mine = pulls::table
        .find((tenant, Id(connection)))
        .filter(pulls::lease_until.eq(held));
    let kept = diesel::update(mine)
        .set(pulls::lease_until.eq(until))
        .execute(&mut conn.db)?;
    Ok(kept > 0)
}

/// Keeps what is needed when somebody comes back, encrypted, by the digest of what they come back with; and forgets those whose time
/// is over at `now`.
///
/// # Errors
/// [`Error::Uniqueness`] for a digest that is there already.
pub fn begin_sign_in(
    conn: &mut Conn,
    state_hash: &[u8],
    held: &[u8],
    now: i64,
    expires_at: i64,
) -> Result<(), Error> {
    let over = pull_sign_ins::table
        .filter(pull_sign_ins::tenant_id.eq(NOBODYS))
        .filter(pull_sign_ins::expires_at.le(now));
    diesel::delete(over).execute(&mut conn.db)?;
    diesel::insert_into(pull_sign_ins::table)
        .values((
            pull_sign_ins::tenant_id.eq(NOBODYS),
            pull_sign_ins::state_hash.eq(state_hash),
            pull_sign_ins::held.eq(held),
            pull_sign_ins::expires_at.eq(expires_at),
        ))
        .execute(&mut conn.db)?;
    Ok(())
}

/// What was kept, which stays there.
///
/// # Errors
/// Only the database's own.
pub fn find_sign_in(conn: &mut Conn, state_hash: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let place = pull_sign_ins::table.find((NOBODYS, state_hash));
    let held = place.select(pull_sign_ins::held);
    Ok(held.first(&mut conn.db).optional()?)
}

/// Takes what was kept, which is there once, and whether its time is over at `now`.
///
/// # Errors
/// Only the database's own.
pub fn take_sign_in(
    conn: &mut Conn,
    state_hash: &[u8],
    now: i64,
) -> Result<Option<(Vec<u8>, bool)>, Error> {
    let place = pull_sign_ins::table.find((NOBODYS, state_hash));
    let found: Option<(Vec<u8>, i64)> = place
        .select((pull_sign_ins::held, pull_sign_ins::expires_at))
        .first(&mut conn.db)
        .optional()?;
    let removed = diesel::delete(place).execute(&mut conn.db)?;
    let taken = found.filter(|_| removed > 0);
    Ok(taken.map(|(held, expires_at)| (held, expires_at <= now)))
}
