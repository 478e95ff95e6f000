//! Sessions: who is signed in, and until when. The tokens themselves are nowhere.

use diesel::prelude::*;
use uuid::Uuid;

use super::admins::NO_TENANT;
use crate::id::Id;
use crate::schema::admin_sessions;
use crate::{Conn, Error};

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of its token.
    pub token_hash: Vec<u8>,
    /// Whose it is.
    pub admin: Uuid,
    /// When it began. Microseconds since the Unix epoch, as all times here.
    pub created_at: i64,
    /// When it ends, whatever happens.
    pub expires_at: i64,
    /// When it was last used, up to a minute.
    pub seen_at: i64,
    /// From which network address it was begun.
    pub address: Option<String>,
    /// By which user agent.
    pub agent: Option<String>,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = admin_sessions, treat_none_as_default_value = false)]
struct Row {
    tenant_id: String,
    token_hash: Vec<u8>,
    admin_id: Id,
    created_at: i64,
    expires_at: i64,
    seen_at: i64,
    address: Option<String>,
    agent: Option<String>,
}

/// Begins a session.
///
/// # Errors
/// [`Error::Reference`] when there is no such admin.
pub fn insert(conn: &mut Conn, session: &Session) -> Result<(), Error> {
    let session = session.clone();
    diesel::insert_into(admin_sessions::table)
        .values(&Row {
            tenant_id: NO_TENANT.to_owned(),
            token_hash: session.token_hash,
            admin_id: Id(session.admin),
            created_at: session.created_at,
            expires_at: session.expires_at,
            seen_at: session.seen_at,
            address: session.address,
            agent: session.agent,
        })
        .execute(&mut conn.db)?;
    Ok(())
}

/// The session of that token's SHA-256.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, token_hash: &[u8]) -> Result<Option<Session>, Error> {
    let row: Option<Row> = admin_sessions::table
        .find((NO_TENANT, token_hash))
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(|row| Session {
        token_hash: row.token_hash,
        admin: row.admin_id.0,
        created_at: row.created_at,
        expires_at: row.expires_at,
        seen_at: row.seen_at,
        address: row.address,
        agent: row.agent,
    }))
}

/// Notes that a session was used.
///
/// # Errors
/// Only the database's own.
pub fn seen(conn: &mut Conn, token_hash: &[u8], at: i64) -> Result<(), Error> {
    let session = admin_sessions::table
        .find((NO_TENANT, token_hash))
        .filter(admin_sessions::seen_at.lt(at));
    diesel::update(session)
        .set(admin_sessions::seen_at.eq(at))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Ends a session; answers whether it was there.
///
/// # Errors
/// Only the database's own.
pub fn delete(conn: &mut Conn, token_hash: &[u8]) -> Result<bool, Error> {
    let session = admin_sessions::table.find((NO_TENANT, token_hash));
    Ok(diesel::delete(session).execute(&mut conn.db)? > 0)
}

/// Ends an admin's sessions but the one of this token's SHA-256, and answers how many there were.
///
/// # Errors
/// Only the database's own.
pub fn delete_of(conn: &mut Conn, admin: Uuid, but: Option<&[u8]>) -> Result<usize, Error> {
    let but = but.unwrap_or_default();
    let sessions = admin_sessions::table
        .filter(admin_sessions::tenant_id.eq(NO_TENANT))
        .filter(admin_sessions::admin_id.eq(Id(admin)))
        .filter(admin_sessions::token_hash.ne(but));
    Ok(diesel::delete(sessions).execute(&mut conn.db)?)
}

/// Forgets sessions that had ended by `now`, or were last used before `idle_since`.
///
/// # Errors
/// Only the database's own.
pub fn delete_ended(conn: &mut Conn, now: i64, idle_since: i64) -> Result<usize, Error> {
    let ended = admin_sessions::expires_at
        .le(now)
        .or(admin_sessions::seen_at.le(idle_since));
    let sessions = admin_sessions::table
        .filter(admin_sessions::tenant_id.eq(NO_TENANT))
        .filter(ended);
    Ok(diesel::delete(sessions).execute(&mut conn.db)?)
}
