//! The Gophish that a tenant's target groups are kept in step with, and which groups there are ours.

use diesel::prelude::*;

use crate::schema::{gophish, gophish_groups};
use crate::{Conn, Error};

/// A tenant's Gophish.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = gophish, primary_key(tenant_id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Gophish {
    /// The tenant's id.
    pub tenant_id: String,
    /// Where its API is.
    pub url: String,
    /// The key of its API, encrypted.
    pub api_key: Vec<u8>,
    /// Which groups, and what of people, as JSON that this module does not read.
    pub settings: String,
    /// Until when it is somebody's to bring into step; it tells holders apart. Microseconds since the Unix epoch, as all times
    /// here.
    pub lease_until: i64,
    /// What came of the last run, as JSON.
    pub last_run: Option<String>,
    /// When it was connected.
    pub created_at: i64,
}

/// A group there that is ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OurGroup {
    /// Its name.
    pub name: String,
    /// Its id there; 0 while it is being made, and nobody knows whether it was.
    pub group_id: i64,
}

/// The tenant's Gophish, if it is connected to one.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, tenant: &str) -> Result<Option<Gophish>, Error> {
    let row = gophish::table.find(tenant).first(&mut conn.db).optional()?;
    Ok(row)
}

/// Every tenant's after one, in the order of their ids, at most `limit`; after `""` from the first. It is asked over all tenants.
///
/// # Errors
/// Only the database's own.
pub fn all(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<Gophish>, Error> {
    Ok(gophish::table
        .filter(gophish::tenant_id.gt(after))
        .order(gophish::tenant_id)
        .limit(limit)
        .load(&mut conn.db)?)
}

/// Connects a tenant to a Gophish, in the place of the one before.
///
/// # Errors
/// [`Error::Reference`] when there is no such tenant.
pub fn put(conn: &mut Conn, row: &Gophish) -> Result<(), Error> {
    let known = diesel::update(gophish::table.find(&row.tenant_id))
        .set(row)
        .execute(&mut conn.db)?;
    if known == 0 {
        diesel::insert_into(gophish::table)
            .values(row)
            .execute(&mut conn.db)
            .map_err(Error::raced)?;
    }
    Ok(())
}

/// Forgets a tenant's Gophish, and which groups there are ours; answers whether there was one.
///
/// # Errors
/// Only the database's own.
pub fn delete(conn: &mut Conn, tenant: &str) -> Result<bool, Error> {
    Ok(diesel::delete(gophish::table.find(tenant)).execute(&mut conn.db)? > 0)
}

/// Takes the lease, unless somebody holds it at `now`; answers whether it is the caller's.
///
/// # Errors
/// Only the database's own.
pub fn claim(conn: &mut Conn, tenant: &str, now: i64, lease_until: i64) -> Result<bool, Error> {
    let free = gophish::table
        .find(tenant)
        .filter(gophish::lease_until.le(now));
    let claimed = diesel::update(free).set(gophish::lease_until.eq(lease_until));
    Ok(claimed.execute(&mut conn.db)? > 0)
}

/// Moves the end of a lease; answers whether it was still the holder's.
///
/// # Errors
/// Only the database's own.
pub fn hold(conn: &mut Conn, tenant: &str, held: i64, lease_until: i64) -> Result<bool, Error> {
    let ours = gophish::table
        .find(tenant)
        .filter(gophish::lease_until.eq(held));
    let moved = diesel::update(ours).set(gophish::lease_until.eq(lease_until));
    Ok(moved.execute(&mut conn.db)? > 0)
}

/// Notes what came of a run.
///
/// # Errors
/// Only the database's own.
pub fn note_run(conn: &mut Conn, tenant: &str, run: &str) -> Result<(), Error> {
    diesel::update(gophish::table.find(tenant))
        .set(gophish::last_run.eq(Some(run)))
        .execute(&mut conn.db)?;
    Ok(())
}

/// The groups there that are ours, by name.
///
/// # Errors
/// Only the database's own.
pub fn groups(conn: &mut Conn, tenant: &str) -> Result<Vec<OurGroup>, Error> {
    let rows: Vec<(String, i64)> = gophish_groups::table
        .filter(gophish_groups::tenant_id.eq(tenant))
        .order(gophish_groups::name)
        .select((gophish_groups::name, gophish_groups::group_id))
        .load(&mut conn.db)?;
    let group = |(name, group_id)| OurGroup { name, group_id };
    Ok(rows.into_iter().map(group).collect())
}

/// Notes that a group there is ours, or has another id.
///
/// # Errors
/// [`Error::Reference`] when the tenant is connected to no Gophish.
pub fn put_group(conn: &mut Conn, tenant: &str, group: &OurGroup) -> Result<(), Error> {
    remove_group(conn, tenant, &group.name)?;
    diesel::insert_into(gophish_groups::table)
        .values((
            gophish_groups::tenant_id.eq(tenant),
            gophish_groups::name.eq(&group.name),
            gophish_groups::group_id.eq(group.group_id),
        ))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Notes that there is no group of ours of this name.
///
/// # Errors
/// Only the database's own.
pub fn remove_group(conn: &mut Conn, tenant: &str, name: &str) -> Result<(), Error> {
    diesel::delete(gophish_groups::table.find((tenant, name))).execute(&mut conn.db)?;
    Ok(())
}
