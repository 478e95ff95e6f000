//! How many resources there are of each type. Every page of a list says its total, and to count a million rows would
//! take longer than to read the page; so whoever adds or deletes resources keeps the number, in the same transaction.
//!
//! What a transaction adds is noted on its connection and written down once, just before it is committed, in the order of
//! the types: a bulk request of a thousand creations changes one row, and two of them never wait for each other in a circle.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};

use super::resources::Scope;
use crate::conn::{count_slot, on, parameters};
use crate::prepared::Prepared;
use crate::{Conn, Error};

/// What a transaction under way has added to the number of resources of a type, by tenant and type.
pub(crate) type Added = BTreeMap<(String, String), i64>;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Notes that the transaction adds resources, or takes some away.
pub(super) fn note(conn: &mut Conn, scope: &Scope<'_>, added: i64) {
    let key = (scope.tenant.to_owned(), scope.resource_type.name.clone());
    *conn.added.entry(key).or_default() += added;
}

/// Writes down what was noted, in the transaction that did it.
pub(crate) fn write_down(conn: &mut Conn) -> Result<(), Error> {
    let slot = count_slot(&conn.db);
    let [tenant, resource_type, number, _] = parameters(&conn.db);
    for ((of_tenant, of_type), added) in std::mem::take(&mut conn.added) {
        if added == 0 {
            continue;
        }
        let counted = sql_query(format!(
            "INSERT INTO resource_counts (tenant_id, resource_type, slot, number) \
             VALUES ({tenant}, {resource_type}, {slot}, {number}) \
             ON CONFLICT (tenant_id, resource_type, slot) \
             DO UPDATE SET number = resource_counts.number + excluded.number RETURNING number"
        ))
        .bind::<Text, _>(of_tenant)
        .bind::<Text, _>(of_type)
        .bind::<BigInt, _>(added);
        let counted = Prepared::always(counted);
        on!(&mut conn.db, |db| counted.get_result::<Number>(db))?;
    }
    Ok(())
}

/// How many resources of a type there are.
///
/// # Errors
/// Only the database's own.
pub(super) fn total(conn: &mut Conn, scope: &Scope<'_>) -> Result<i64, Error> {
    let [tenant, resource_type, ..] = parameters(&conn.db);
    let sum = sql_query(format!(
        "SELECT CAST(coalesce(sum(number), 0) AS BIGINT) AS number FROM resource_counts \
         WHERE tenant_id = {tenant} AND resource_type = {resource_type}"
    ))
    .bind::<Text, _>(scope.tenant)
    .bind::<Text, _>(&scope.resource_type.name);
    let sum = Prepared::always(sum);
    Ok(on!(&mut conn.db, |db| sum.get_result::<Number>(db))?.number)
}
