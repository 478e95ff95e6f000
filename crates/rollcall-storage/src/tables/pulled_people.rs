//! Whom connections that pull wrote, by their sources' ids. They go with the person.

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::{Id, ids};
use crate::schema::{pulled_people, resources};
use crate::{Conn, Error};

/// Somebody whom a connection wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// By which the source knows them.
    pub external_id: String,
    /// The person.
    pub resource_id: Uuid,
    /// A digest of what the source said of them.
    pub fingerprint: String,
    /// Whether they were active there, if it said so.
    pub active: Option<bool>,
    /// When the source had changed them, in microseconds since the Unix epoch, by its clock.
    pub changed_at: Option<i64>,
}

type Row = (String, Id, String, Option<bool>, Option<i64>);

const COLUMNS: (
    pulled_people::external_id,
    pulled_people::resource_id,
    pulled_people::fingerprint,
    pulled_people::active,
    pulled_people::changed_at,
) = (
    pulled_people::external_id,
    pulled_people::resource_id,
    pulled_people::fingerprint,
    pulled_people::active,
    pulled_people::changed_at,
);

fn pulled(row: Row) -> Pulled {
    let (external_id, resource_id, fingerprint, active, changed_at) = row;
    Pulled {
        external_id,
        resource_id: resource_id.0,
        fingerprint,
        active,
        changed_at,
    }
}

/// Notes whom a connection wrote, and as what.
///
/// # Errors
/// [`Error::Reference`] when there is no such person.
pub fn put(conn: &mut Conn, tenant: &str, connection: Uuid, person: &Pulled) -> Result<(), Error> {
    let place = pulled_people::table.find((tenant, Id(connection), &person.external_id));
    let values = (
        pulled_people::resource_id.eq(Id(person.resource_id)),
        pulled_people::fingerprint.eq(&person.fingerprint),
        pulled_people::active.eq(person.active),
        pulled_people::changed_at.eq(person.changed_at),
    );
    let updated = diesel::update(place).set(values).execute(&mut conn.db)?;
    if updated == 0 {
        diesel::insert_into(pulled_people::table)
            .values((
                pulled_people::tenant_id.eq(tenant),
                pulled_people::connection_id.eq(Id(connection)),
                pulled_people::external_id.eq(&person.external_id),
                values,
            ))
            .execute(&mut conn.db)?;
    }
    Ok(())
}

/// Notes that a full run saw those, as far as they were written.
///
/// # Errors
/// Only the database's own.
pub fn see(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    external_ids: &[&str],
    run: Uuid,
) -> Result<(), Error> {
    let these = pulled_people::table
        .filter(pulled_people::tenant_id.eq(tenant))
        .filter(pulled_people::connection_id.eq(Id(connection)))
        .filter(pulled_people::external_id.eq_any(external_ids.to_vec()));
    diesel::update(these)
        .set(pulled_people::seen_in.eq(Id(run)))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Forgets that a connection wrote somebody under that id.
///
/// # Errors
/// Only the database's own.
pub fn forget(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    external_id: &str,
) -> Result<(), Error> {
    let place = pulled_people::table.find((tenant, Id(connection), external_id));
    diesel::delete(place).execute(&mut conn.db)?;
    Ok(())
}

/// Those whom the connection wrote under these ids.
///
/// # Errors
/// Only the database's own.
pub fn by_external_ids(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    external_ids: &[&str],
) -> Result<Vec<Pulled>, Error> {
    let rows: Vec<Row> = pulled_people::table
        .filter(pulled_people::tenant_id.eq(tenant))
        .filter(pulled_people::connection_id.eq(Id(connection)))
        .filter(pulled_people::external_id.eq_any(external_ids.to_vec()))
        .select(COLUMNS)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(pulled).collect())
}

/// As whom the connection knows these people.
///
/// # Errors
/// Only the database's own.
pub fn by_people(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    people: &[Uuid],
) -> Result<Vec<Pulled>, Error> {
    let rows: Vec<Row> = pulled_people::table
        .filter(pulled_people::tenant_id.eq(tenant))
        .filter(pulled_people::connection_id.eq(Id(connection)))
        .filter(pulled_people::resource_id.eq_any(ids(people)))
        .select(COLUMNS)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(pulled).collect())
}

/// How many active people the connection wrote, and how many of them that full run did not see.
///
/// # Errors
/// Only the database's own.
pub fn count_unseen(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    run: Uuid,
) -> Result<(i64, i64), Error> {
    let active = pulled_people::table
        .inner_join(
            resources::table.on(resources::tenant_id
                .eq(pulled_people::tenant_id)
                .and(resources::id.eq(pulled_people::resource_id))),
        )
        .filter(pulled_people::tenant_id.eq(tenant))
        .filter(resources::tenant_id.eq(tenant))
        .filter(pulled_people::connection_id.eq(Id(connection)))
        .filter(resources::active.eq(true));
    let of = active.count().get_result(&mut conn.db)?;
    let unseen = active
        .filter(
            pulled_people::seen_in
                .is_null()
                .or(pulled_people::seen_in.ne(Id(run))),
        )
        .count()
        .get_result(&mut conn.db)?;
    Ok((of, unseen))
}

/// Which of these ids that full run saw, of those whom the connection wrote.
///
/// # Errors
/// Only the database's own.
pub fn seen(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    external_ids: &[&str],
    run: Uuid,
) -> Result<Vec<String>, Error> {
    Ok(pulled_people::table
        .filter(pulled_people::tenant_id.eq(tenant))
        .filter(pulled_people::connection_id.eq(Id(connection)))
        .filter(pulled_people::external_id.eq_any(external_ids.to_vec()))
        .filter(pulled_people::seen_in.eq(Id(run)))
        .select(pulled_people::external_id)
        .load(&mut conn.db)?)
}

/// Those whom that full run did not see, by id after `after`, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn unseen(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    run: Uuid,
    after: &str,
    limit: i64,
) -> Result<Vec<Pulled>, Error> {
    let rows: Vec<Row> = pulled_people::table
        .filter(pulled_people::tenant_id.eq(tenant))
        .filter(pulled_people::connection_id.eq(Id(connection)))
        .filter(
            pulled_people::seen_in
                .is_null()
                .or(pulled_people::seen_in.ne(Id(run))),
        )
        .filter(pulled_people::external_id.gt(after))
        .order(pulled_people::external_id)
        .limit(limit)
        .select(COLUMNS)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(pulled).collect())
}

/// The same of active people only: whom it is to be decided about.
///
/// # Errors
/// Only the database's own.
pub fn unseen_active(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    run: Uuid,
    after: &str,
    limit: i64,
) -> Result<Vec<(Pulled, Option<String>)>, Error> {
    let rows: Vec<(Row, Option<String>)> = pulled_people::table
        .inner_join(
            resources::table.on(resources::tenant_id
                .eq(pulled_people::tenant_id)
                .and(resources::id.eq(pulled_people::resource_id))),
        )
        .filter(pulled_people::tenant_id.eq(tenant))
        .filter(resources::tenant_id.eq(tenant))
        .filter(pulled_people::connection_id.eq(Id(connection)))
        .filter(resources::active.eq(true))
        .filter(
            pulled_people::seen_in
                .is_null()
                .or(pulled_people::seen_in.ne(Id(run))),
        )
        .filter(pulled_people::external_id.gt(after))
        .order(pulled_people::external_id)
        .limit(limit)
        .select((COLUMNS, resources::label))
        .load(&mut conn.db)?;
    let named = |(row, label)| (pulled(row), label);
    Ok(rows.into_iter().map(named).collect())
}

/// How many people the connection wrote.
///
/// # Errors
/// Only the database's own.
pub fn count(conn: &mut Conn, tenant: &str, connection: Uuid) -> Result<i64, Error> {
    Ok(pulled_people::table
        .filter(pulled_people::tenant_id.eq(tenant))
        .filter(pulled_people::connection_id.eq(Id(connection)))
        .count()
        .get_result(&mut conn.db)?)
}
