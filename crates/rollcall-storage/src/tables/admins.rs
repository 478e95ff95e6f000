//! Admins: who works with the console and the API. They belong to no tenant, and have a role in some.

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::Id;
use crate::schema::admins;
use crate::{Conn, Error, conn};

/// The tenant that these rows belong to: every key begins with one, and no tenant has this id.
pub(crate) const NO_TENANT: &str = "";

/// An admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admin {
    /// Their id.
    pub id: Uuid,
    /// Their e-mail address as it was typed.
    pub email: String,
    /// The same, by which it is found, with A to Z as small letters; unique.
    pub email_key: String,
    /// Their name.
    pub name: String,
    /// The language that they chose.
    pub language: Option<String>,
    /// Argon2id in PHC form; none for whoever signs in elsewhere.
    pub password_hash: Option<String>,
    /// JSON: a role for each tenant in which they have one.
    pub roles: String,
    /// Whether the installation is theirs, and with it every tenant.
    pub is_installation_owner: bool,
    /// JSON: the secret of their one-time codes, encrypted, the last one that was taken, and hashes of recovery codes.
    pub second_factor: Option<String>,
    /// Attempts to sign in since the last that succeeded.
    pub failed_attempts: i64,
    /// Until when no attempt is looked at. Microseconds since the Unix epoch, as all times here.
    pub blocked_until: i64,
    /// When the account was made.
    pub created_at: i64,
    /// When they were last here, up to a minute.
    pub last_seen_at: Option<i64>,
    /// Since when they cannot sign in.
    pub disabled_at: Option<i64>,
    /// Since when what they sign in with was set by whoever has the e-mail address; none where others may know it.
    pub proven_at: Option<i64>,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = admins, primary_key(tenant_id, id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct Row {
    tenant_id: String,
    id: Id,
    email: String,
    email_key: String,
    name: String,
    language: Option<String>,
    password_hash: Option<String>,
    roles: String,
    is_installation_owner: bool,
    second_factor: Option<String>,
    failed_attempts: i64,
    blocked_until: i64,
    created_at: i64,
    last_seen_at: Option<i64>,
    disabled_at: Option<i64>,
    proven_at: Option<i64>,
}

impl From<Row> for Admin {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.0,
            email: row.email,
            email_key: row.email_key,
            name: row.name,
            language: row.language,
            password_hash: row.password_hash,
            roles: row.roles,
            is_installation_owner: row.is_installation_owner,
            second_factor: row.second_factor,
            failed_attempts: row.failed_attempts,
            blocked_until: row.blocked_until,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            disabled_at: row.disabled_at,
            proven_at: row.proven_at,
        }
    }
}

impl From<&Admin> for Row {
    fn from(admin: &Admin) -> Self {
        let admin = admin.clone();
        Self {
            tenant_id: NO_TENANT.to_owned(),
            id: Id(admin.id),
            email: admin.email,
            email_key: admin.email_key,
            name: admin.name,
            language: admin.language,
            password_hash: admin.password_hash,
            roles: admin.roles,
            is_installation_owner: admin.is_installation_owner,
            second_factor: admin.second_factor,
            failed_attempts: admin.failed_attempts,
            blocked_until: admin.blocked_until,
            created_at: admin.created_at,
            last_seen_at: admin.last_seen_at,
            disabled_at: admin.disabled_at,
            proven_at: admin.proven_at,
        }
    }
}

/// Adds an admin.
///
/// # Errors
/// [`Error::Uniqueness`] when there is one of that e-mail address.
pub fn insert(conn: &mut Conn, admin: &Admin) -> Result<(), Error> {
    diesel::insert_into(admins::table)
        .values(&Row::from(admin))
        .execute(&mut conn.db)?;
    Ok(())
}

/// The admin of that id.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, id: Uuid) -> Result<Option<Admin>, Error> {
    let row: Option<Row> = admins::table
        .find((NO_TENANT, Id(id)))
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(Admin::from))
}

/// The admin of that [`Admin::email_key`].
///
/// # Errors
/// Only the database's own.
pub fn find_by_email(conn: &mut Conn, email_key: &str) -> Result<Option<Admin>, Error> {
    let row: Option<Row> = admins::table
        .filter(admins::tenant_id.eq(NO_TENANT))
        .filter(admins::email_key.eq(email_key))
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(Admin::from))
}

/// The admin of that id, whom nobody else changes until the transaction ends.
///
/// # Errors
/// Only the database's own.
pub fn lock(conn: &mut Conn, id: Uuid) -> Result<Option<Admin>, Error> {
    let row = conn::lock_admin(&mut conn.db, NO_TENANT, Id(id))?;
    Ok(row.map(Admin::from))
}

/// Keeps others from changing who has which role until the transaction ends: whether somebody is the last owner is told
/// from all of them.
///
/// # Errors
/// Only the database's own.
pub fn lock_roles(conn: &mut Conn) -> Result<(), Error> {
    Ok(conn::lock_roles(&mut conn.db)?)
}

/// All admins, by e-mail address. There are as many as people who run organisations: some thousands at most.
///
/// # Errors
/// Only the database's own.
pub fn list(conn: &mut Conn) -> Result<Vec<Admin>, Error> {
    let rows: Vec<Row> = admins::table
        .filter(admins::tenant_id.eq(NO_TENANT))
        .order((admins::email_key, admins::id))
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(Admin::from).collect())
}

/// Writes an admin back. Only in a transaction that holds them ([`lock`]).
///
/// # Errors
/// [`Error::Uniqueness`] when another one has that e-mail address.
pub fn update(conn: &mut Conn, admin: &Admin) -> Result<(), Error> {
    diesel::update(admins::table.find((NO_TENANT, Id(admin.id))))
        .set(&Row::from(admin))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Deletes an admin with their sessions.
///
/// # Errors
/// Only the database's own.
pub fn delete(conn: &mut Conn, id: Uuid) -> Result<(), Error> {
    diesel::delete(admins::table.find((NO_TENANT, Id(id)))).execute(&mut conn.db)?;
    Ok(())
}
