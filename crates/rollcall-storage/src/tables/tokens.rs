//! Secret tokens, without their secrets.

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::Id;
use crate::schema::tokens;
use crate::{Conn, Error};

/// A token: everything about it but the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The tenant's id.
    pub tenant: String,
    /// Its own id.
    pub id: Uuid,
    /// The connection whose feed it opens.
    pub connection_id: Uuid,
    /// For people; need not be unique.
    pub name: String,
    /// What it opens: `scim`, `api` or `me`.
    pub scope: String,
    /// Microseconds since the Unix epoch, as all times here.
    pub created_at: i64,
    /// From when on it no longer works.
    pub expires_at: Option<i64>,
    /// Since when it no longer works, or from when on it will not.
    pub revoked_at: Option<i64>,
    /// Who revoked it.
    pub revoked_by: Option<String>,
    /// When it was last used, up to a few seconds.
    pub last_used_at: Option<i64>,
    /// From which network address.
    pub last_used_address: Option<String>,
    /// By which user agent.
    pub last_used_agent: Option<String>,
    /// The person whom it belongs to, if to one.
    pub person_id: Option<Uuid>,
    /// Whether it lets that person change what is theirs.
    pub may_write: bool,
    /// What an API key may do; without a role it is an admin's.
    pub role: Option<String>,
}

/// The last use of a token.
#[derive(Debug, Clone)]
pub struct TokenUse {
    /// The tenant's id.
    pub tenant: String,
    /// The token's id.
    pub id: Uuid,
    /// Microseconds since the Unix epoch.
    pub at: i64,
    /// From which network address.
    pub address: Option<String>,
    /// By which user agent.
    pub agent: Option<String>,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = tokens, treat_none_as_default_value = false)]
struct Row {
    tenant_id: String,
    id: Id,
    connection_id: Id,
    name: String,
    scope: String,
    created_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
    revoked_by: Option<String>,
    last_used_at: Option<i64>,
    last_used_address: Option<String>,
    last_used_agent: Option<String>,
    person_id: Option<Id>,
    may_write: bool,
    role: Option<String>,
}

impl From<Row> for Token {
    fn from(row: Row) -> Self {
        Self {
            tenant: row.tenant_id,
            id: row.id.0,
            connection_id: row.connection_id.0,
            name: row.name,
            scope: row.scope,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            revoked_by: row.revoked_by,
            last_used_at: row.last_used_at,
            last_used_address: row.last_used_address,
            last_used_agent: row.last_used_agent,
            person_id: row.person_id.map(|id| id.0),
            may_write: row.may_write,
            role: row.role,
        }
    }
}

impl From<Token> for Row {
    fn from(token: Token) -> Self {
        Self {
            tenant_id: token.tenant,
            id: Id(token.id),
            connection_id: Id(token.connection_id),
            name: token.name,
            scope: token.scope,
            created_at: token.created_at,
            expires_at: token.expires_at,
            revoked_at: token.revoked_at,
            revoked_by: token.revoked_by,
            last_used_at: token.last_used_at,
            last_used_address: token.last_used_address,
            last_used_agent: token.last_used_agent,
            person_id: token.person_id.map(Id),
            may_write: token.may_write,
            role: token.role,
        }
    }
}

/// Adds a token.
///
/// # Errors
/// [`Error::Reference`] when the tenant has no such connection.
pub fn insert(conn: &mut Conn, token: &Token) -> Result<(), Error> {
    diesel::insert_into(tokens::table)
        .values(&Row::from(token.clone()))
        .execute(&mut conn.db)?;
    Ok(())
}

/// The token of that id, revoked and expired ones too.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<Option<Token>, Error> {
    let row: Option<Row> = tokens::table
        .find((tenant, Id(id)))
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(Token::from))
}

/// The tenant's tokens, newest first.
///
/// # Errors
/// Only the database's own.
pub fn list(conn: &mut Conn, tenant: &str) -> Result<Vec<Token>, Error> {
    let rows: Vec<Row> = tokens::table
        .filter(tokens::tenant_id.eq(tenant))
        .order((tokens::created_at.desc(), tokens::id.desc()))
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(Token::from).collect())
}

/// Ends a token at that moment; answers whether this call did it, rather than one that ends it no later.
///
/// # Errors
/// Only the database's own.
pub fn revoke(conn: &mut Conn, tenant: &str, id: Uuid, at: i64, by: &str) -> Result<bool, Error> {
    let live = tokens::table
        .find((tenant, Id(id)))
        .filter(tokens::revoked_at.is_null().or(tokens::revoked_at.gt(at)));
    let revoked = diesel::update(live)
        .set((tokens::revoked_at.eq(at), tokens::revoked_by.eq(by)))
        .execute(&mut conn.db)?;
    Ok(revoked > 0)
}

/// Ends all of a tenant's tokens that work at that moment, and answers how many there were.
///
/// # Errors
/// Only the database's own.
pub fn revoke_all(conn: &mut Conn, tenant: &str, at: i64, by: &str) -> Result<usize, Error> {
    let live = tokens::table
        .filter(tokens::tenant_id.eq(tenant))
        .filter(tokens::revoked_at.is_null().or(tokens::revoked_at.gt(at)))
        .filter(tokens::expires_at.is_null().or(tokens::expires_at.gt(at)));
    Ok(diesel::update(live)
        .set((tokens::revoked_at.eq(at), tokens::revoked_by.eq(by)))
        .execute(&mut conn.db)?)
}

/// Notes when tokens were last used. An earlier use than the one on record changes nothing: replicas write
/// theirs when they get to it.
///
/// # Errors
/// Only the database's own.
pub fn record_use(conn: &mut Conn, uses: &[TokenUse]) -> Result<(), Error> {
    // In one order everywhere, so that two replicas cannot wait for each other.
    let mut uses: Vec<_> = uses.iter().collect();
    uses.sort_unstable_by_key(|used| (&used.tenant, used.id));
    for used in uses {
        let earlier = tokens::last_used_at
            .is_null()
            .or(tokens::last_used_at.lt(used.at));
        diesel::update(
            tokens::table
                .find((&used.tenant, Id(used.id)))
                .filter(earlier),
        )
        .set((
            tokens::last_used_at.eq(used.at),
            tokens::last_used_address.eq(&used.address),
            tokens::last_used_agent.eq(&used.agent),
        ))
        .execute(&mut conn.db)?;
    }
    Ok(())
}
