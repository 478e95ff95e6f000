//! Links that open something to whoever has them: to set the installation up, to become an admin, to choose another
//! password, to set one connection up. The codes themselves are nowhere.

use diesel::prelude::*;
use uuid::Uuid;

use super::admins::NO_TENANT;
use crate::id::Id;
use crate::schema::one_time_links as links;
use crate::{Conn, Error};

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its id.
    pub id: Uuid,
    /// SHA-256 of its code.
    pub code_hash: Vec<u8>,
    /// `set_up`, `invitation`, `password_reset` or `connection`.
    pub kind: String,
    /// The tenant that it is for; empty where it is for none.
    pub for_tenant: String,
    /// The connection that it is for.
    pub connection_id: Option<Uuid>,
    /// The admin whom it is for.
    pub admin_id: Option<Uuid>,
    /// The e-mail address of whom it invites.
    pub email: Option<String>,
    /// The role to which it invites.
    pub role: Option<String>,
    /// Microseconds since the Unix epoch, as all times here.
    pub created_at: i64,
    /// Who made it.
    pub created_by: String,
    /// From when on it opens nothing.
    pub expires_at: i64,
    /// When it was used; one for a connection is not used up.
    pub used_at: Option<i64>,
    /// When it was taken back.
    pub revoked_at: Option<i64>,
    /// Whether whoever uses it shows that the e-mail address is theirs.
    pub proves: bool,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = links, treat_none_as_default_value = false)]
struct Row {
    tenant_id: String,
    id: Id,
    code_hash: Vec<u8>,
    kind: String,
    for_tenant: String,
    connection_id: Option<Id>,
    admin_id: Option<Id>,
    email: Option<String>,
    role: Option<String>,
    created_at: i64,
    created_by: String,
    expires_at: i64,
    used_at: Option<i64>,
    revoked_at: Option<i64>,
    proves: bool,
}

impl From<Row> for Link {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.0,
            code_hash: row.code_hash,
            kind: row.kind,
            for_tenant: row.for_tenant,
            connection_id: row.connection_id.map(|id| id.0),
            admin_id: row.admin_id.map(|id| id.0),
            email: row.email,
            role: row.role,
            created_at: row.created_at,
            created_by: row.created_by,
            expires_at: row.expires_at,
            used_at: row.used_at,
            revoked_at: row.revoked_at,
            proves: row.proves,
        }
    }
}

/// Adds a link.
///
/// # Errors
/// Only the database's own.
pub fn insert(conn: &mut Conn, link: &Link) -> Result<(), Error> {
    let link = link.clone();
    diesel::insert_into(links::table)
        .values(&Row {
            tenant_id: NO_TENANT.to_owned(),
            id: Id(link.id),
            code_hash: link.code_hash,
            kind: link.kind,
            for_tenant: link.for_tenant,
            connection_id: link.connection_id.map(Id),
            admin_id: link.admin_id.map(Id),
            email: link.email,
            role: link.role,
            created_at: link.created_at,
            created_by: link.created_by,
            expires_at: link.expires_at,
            used_at: link.used_at,
            revoked_at: link.revoked_at,
            proves: link.proves,
        })
        .execute(&mut conn.db)?;
    Ok(())
}

/// The link of that code's SHA-256, used, expired and revoked ones too.
///
/// # Errors
/// Only the database's own.
pub fn find_by_code(conn: &mut Conn, code_hash: &[u8]) -> Result<Option<Link>, Error> {
    let row: Option<Row> = links::table
        .filter(links::tenant_id.eq(NO_TENANT))
        .filter(links::code_hash.eq(code_hash))
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(Link::from))
}

/// The links of that kind for a tenant, or for none, newest first; used, expired and revoked ones too.
///
/// # Errors
/// Only the database's own.
pub fn list(conn: &mut Conn, for_tenant: &str, kind: &str) -> Result<Vec<Link>, Error> {
    let rows: Vec<Row> = links::table
        .filter(links::tenant_id.eq(NO_TENANT))
        .filter(links::for_tenant.eq(for_tenant))
        .filter(links::kind.eq(kind))
        .order(links::id.desc())
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(Link::from).collect())
}

/// Uses a link up; answers whether this call did it, rather than an earlier one, or somebody who took it back.
///
/// # Errors
/// Only the database's own.
pub fn use_up(conn: &mut Conn, id: Uuid, at: i64) -> Result<bool, Error> {
    let open = links::table
        .find((NO_TENANT, Id(id)))
        .filter(links::used_at.is_null())
        .filter(links::revoked_at.is_null());
    let used = diesel::update(open).set(links::used_at.eq(at));
    Ok(used.execute(&mut conn.db)? > 0)
}

/// Takes a link back; answers whether this call did it.
///
/// # Errors
/// Only the database's own.
pub fn revoke(conn: &mut Conn, id: Uuid, at: i64) -> Result<bool, Error> {
    let open = links::table
        .find((NO_TENANT, Id(id)))
        .filter(links::used_at.is_null())
        .filter(links::revoked_at.is_null());
    let revoked = diesel::update(open).set(links::revoked_at.eq(at));
    Ok(revoked.execute(&mut conn.db)? > 0)
}

/// Takes back the links of that kind that somebody may still use: for whom another one is made, or who needs none any more.
///
/// # Errors
/// Only the database's own.
pub fn revoke_of_admin(conn: &mut Conn, admin: Uuid, at: i64) -> Result<(), Error> {
    let open = links::table
        .filter(links::tenant_id.eq(NO_TENANT))
        .filter(links::admin_id.eq(Id(admin)))
        .filter(links::used_at.is_null())
        .filter(links::revoked_at.is_null());
    diesel::update(open)
        .set(links::revoked_at.eq(at))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Takes back the links for a tenant that somebody made and that may still be used.
///
/// # Errors
/// Only the database's own.
pub fn revoke_made_by(
    conn: &mut Conn,
    for_tenant: &str,
    created_by: &str,
    at: i64,
) -> Result<(), Error> {
    let open = links::table
        .filter(links::tenant_id.eq(NO_TENANT))
        .filter(links::for_tenant.eq(for_tenant))
        .filter(links::created_by.eq(created_by))
        .filter(links::used_at.is_null())
        .filter(links::revoked_at.is_null());
    diesel::update(open)
        .set(links::revoked_at.eq(at))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Forgets links that had expired by `before`.
///
/// # Errors
/// Only the database's own.
pub fn delete_expired(conn: &mut Conn, before: i64) -> Result<usize, Error> {
    let expired = links::table
        .filter(links::tenant_id.eq(NO_TENANT))
        .filter(links::expires_at.lt(before));
    Ok(diesel::delete(expired).execute(&mut conn.db)?)
}
