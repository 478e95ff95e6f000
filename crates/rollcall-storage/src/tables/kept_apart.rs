//! Pairs of an imported and a provisioned person who were said to be two.

use std::collections::HashSet;

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::Id;
use crate::schema::kept_apart;
use crate::{Conn, Error};

/// Notes that these are two.
///
/// # Errors
/// [`Error::Reference`] when one of them is not there.
pub fn add(
    conn: &mut Conn,
    tenant: &str,
    imported: Uuid,
    person: Uuid,
    at: i64,
    by: &str,
) -> Result<(), Error> {
    remove(conn, tenant, imported, person)?;
    let row = (
        kept_apart::tenant_id.eq(tenant),
        kept_apart::imported_id.eq(Id(imported)),
        kept_apart::person_id.eq(Id(person)),
        kept_apart::decided_at.eq(at),
        kept_apart::decided_by.eq(by),
    );
    diesel::insert_into(kept_apart::table)
        .values(row)
        .execute(&mut conn.db)?;
    Ok(())
}

/// Takes that back; answers whether it was said.
///
/// # Errors
/// Only the database's own.
pub fn remove(conn: &mut Conn, tenant: &str, imported: Uuid, person: Uuid) -> Result<bool, Error> {
    let said = kept_apart::table.find((tenant, Id(imported), Id(person)));
    Ok(diesel::delete(said).execute(&mut conn.db)? > 0)
}

/// Whom this imported person was said not to be.
///
/// # Errors
/// Only the database's own.
pub fn of(conn: &mut Conn, tenant: &str, imported: Uuid) -> Result<HashSet<Uuid>, Error> {
    let rows: Vec<Id> = kept_apart::table
        .filter(kept_apart::tenant_id.eq(tenant))
        .filter(kept_apart::imported_id.eq(Id(imported)))
        .select(kept_apart::person_id)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(|id| id.0).collect())
}
