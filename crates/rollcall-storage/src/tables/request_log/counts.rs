//! How many requests there were each hour, so that nobody has to count them.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::Row;
use crate::schema::request_counts;
use crate::{Conn, Error};

const HOUR_MICROSECONDS: i64 = 3_600_000_000;

/// Counts requests of one tenant.
pub(super) fn add(conn: &mut Conn, tenant: &str, rows: &[Row<'_>]) -> Result<(), Error> {
    // In one order everywhere, so that two replicas cannot wait for each other.
    let mut counts: BTreeMap<(i64, &str, &str), i64> = BTreeMap::new();
    for row in rows {
        let hour = row.at - row.at.rem_euclid(HOUR_MICROSECONDS);
        let key = (hour, row.outcome.unwrap_or("ok"), row.cause.unwrap_or(""));
        *counts.entry(key).or_default() += 1;
    }
    for ((hour, outcome, cause), number) in counts {
        count(conn, (tenant, hour, outcome, cause), number)?;
    }
    Ok(())
}

fn count(conn: &mut Conn, key: (&str, i64, &str, &str), number: i64) -> Result<(), Error> {
    let known = diesel::update(request_counts::table.find(key))
        .set(request_counts::number.eq(request_counts::number + number))
        .execute(&mut conn.db)?;
    if known == 0 {
        let (tenant, hour, outcome, cause) = key;
        diesel::insert_into(request_counts::table)
            .values((
                request_counts::tenant_id.eq(tenant),
                request_counts::hour.eq(hour),
                request_counts::outcome.eq(outcome),
                request_counts::cause.eq(cause),
                request_counts::number.eq(number),
            ))
            .execute(&mut conn.db)
            .map_err(Error::raced)?;
    }
    Ok(())
}

/// How many requests of an hour had the same outcome and cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// When the hour began.
    pub hour: i64,
    /// `ok`, `info`, `refused` or `failed`.
    pub outcome: String,
    /// The code of why; empty where there is none.
    pub cause: String,
    /// How many.
    pub number: i64,
}

/// A tenant's counts from that hour on, in order.
///
/// # Errors
/// Only the database's own.
pub fn counts(conn: &mut Conn, tenant: &str, from: i64) -> Result<Vec<Count>, Error> {
    let rows: Vec<(i64, String, String, i64)> = request_counts::table
        .filter(request_counts::tenant_id.eq(tenant))
        .filter(request_counts::hour.ge(from))
        .order((
            request_counts::hour,
            request_counts::outcome,
            request_counts::cause,
        ))
        .select((
            request_counts::hour,
            request_counts::outcome,
            request_counts::cause,
            request_counts::number,
        ))
        .load(&mut conn.db)?;
    let count = |(hour, outcome, cause, number)| Count {
        hour,
        outcome,
        cause,
        number,
    };
    Ok(rows.into_iter().map(count).collect())
}

/// Forgets the counts of hours that began before that one.
///
/// # Errors
/// Only the database's own.
pub fn forget_counts(conn: &mut Conn, tenant: &str, before: i64) -> Result<usize, Error> {
    let old = request_counts::table
        .filter(request_counts::tenant_id.eq(tenant))
        .filter(request_counts::hour.lt(before));
    Ok(diesel::delete(old).execute(&mut conn.db)?)
}
