//! Tenants: the customer organisations of one installation.

use diesel::prelude::*;

use crate::schema::tenants;
use crate::{Conn, Error};

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = tenants)]
pub struct Tenant {
    /// A short name of lower-case letters, digits and hyphens.
    #[diesel(column_name = tenant_id)]
    pub id: String,
    /// For people.
    pub name: String,
    /// Microseconds since the Unix epoch.
    pub created_at: i64,
}

/// Adds a tenant.
///
/// # Errors
/// [`Error::Uniqueness`] when there is one of that id.
pub fn create(conn: &mut Conn, tenant: &Tenant) -> Result<(), Error> {
    diesel::insert_into(tenants::table)
        .values(tenant)
        .execute(&mut conn.db)?;
    Ok(())
}

/// All tenants, by id.
///
/// # Errors
/// Only the database's own.
pub fn list(conn: &mut Conn) -> Result<Vec<Tenant>, Error> {
    Ok(tenants::table
        .order(tenants::tenant_id)
        .load(&mut conn.db)?)
}

/// The tenant of that id.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, id: &str) -> Result<Option<Tenant>, Error> {
    Ok(tenants::table.find(id).first(&mut conn.db).optional()?)
}

/// Gives a tenant another name.
///
/// # Errors
/// Only the database's own.
pub fn rename(conn: &mut Conn, id: &str, name: &str) -> Result<(), Error> {
    diesel::update(tenants::table.find(id))
        .set(tenants::name.eq(name))
        .execute(&mut conn.db)?;
    Ok(())
}
