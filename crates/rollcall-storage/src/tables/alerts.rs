//! Alerts: what goes wrong, from when to when, and what was told of it.

use diesel::prelude::*;

use crate::schema::{alert_settings, alert_work, alerts};
use crate::{Conn, Error};

/// Something that goes wrong, or went.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = alerts, primary_key(tenant_id, kind, subject_id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Alert {
    /// The tenant's id.
    pub tenant_id: String,
    /// What kind of thing.
    pub kind: String,
    /// With what; empty for the tenant itself.
    pub subject_id: String,
    /// What that is: `connection`, `token` …
    pub subject_kind: String,
    /// What that is called.
    pub subject_name: String,
    /// What is wrong and what to do.
    pub text: String,
    /// How far it has come, where that is told anew.
    pub level: i64,
    /// Since when, in microseconds since the Unix epoch, as all times here.
    pub opened_at: i64,
    /// Until when; none as long as it is so.
    pub closed_at: Option<i64>,
    /// When it was last told by e-mail.
    pub mailed_at: Option<i64>,
    /// As what.
    pub mailed_as: Option<String>,
    /// When it was last told by webhook.
    pub hooked_at: Option<i64>,
    /// As what.
    pub hooked_as: Option<String>,
    /// The code of what is wrong, and what stands in its sentence, as JSON; none where only the text is known.
    pub words: Option<String>,
}

/// All of a tenant, by kind and subject, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn list(conn: &mut Conn, tenant: &str, limit: i64) -> Result<Vec<Alert>, Error> {
    Ok(alerts::table
        .filter(alerts::tenant_id.eq(tenant))
        .order((alerts::kind, alerts::subject_id))
        .limit(limit)
        .load(&mut conn.db)?)
}

/// How many of a tenant are open.
///
/// # Errors
/// Only the database's own.
pub fn count_open(conn: &mut Conn, tenant: &str) -> Result<i64, Error> {
    Ok(alerts::table
        .filter(alerts::tenant_id.eq(tenant))
        .filter(alerts::closed_at.is_null())
        .count()
        .get_result(&mut conn.db)?)
}

/// Writes an alert in the place of the one of the same kind and subject.
///
/// # Errors
/// [`Error::Conflict`] when somebody else just opened it; [`Error::Reference`] when there is no such tenant.
pub fn put(conn: &mut Conn, alert: &Alert) -> Result<(), Error> {
    let place = alerts::table.find((&alert.tenant_id, &alert.kind, &alert.subject_id));
    let updated = diesel::update(place).set(alert).execute(&mut conn.db)?;
    if updated == 0 {
        diesel::insert_into(alerts::table)
            .values(alert)
            .execute(&mut conn.db)
            .map_err(Error::raced)?;
    }
    Ok(())
}

/// Forgets alerts that were over before that moment.
///
/// # Errors
/// Only the database's own.
pub fn forget_closed(conn: &mut Conn, tenant: &str, before: i64) -> Result<(), Error> {
    let over = alerts::table
        .filter(alerts::tenant_id.eq(tenant))
        .filter(alerts::closed_at.lt(before));
    diesel::delete(over).execute(&mut conn.db)?;
    Ok(())
}

/// Settings as JSON, and the sealed secret of the webhook, if there is one.
pub type Kept = (String, Option<Vec<u8>>);

/// Who is told, as JSON, and what the webhook's messages are signed with, encrypted.
///
/// # Errors
/// Only the database's own.
pub fn settings(conn: &mut Conn, tenant: &str) -> Result<Option<Kept>, Error> {
    Ok(alert_settings::table
        .find(tenant)
        .select((alert_settings::settings, alert_settings::secret))
        .first(&mut conn.db)
        .optional()?)
}

/// Writes who is told.
///
/// # Errors
/// [`Error::Conflict`] when somebody else just did for the first time; [`Error::Reference`] when there is no such tenant.
pub fn set_settings(
    conn: &mut Conn,
    tenant: &str,
    settings: &str,
    secret: Option<&[u8]>,
) -> Result<(), Error> {
    let row = (
        alert_settings::settings.eq(settings),
        alert_settings::secret.eq(secret),
    );
    let updated = diesel::update(alert_settings::table.find(tenant))
        .set(row)
        .execute(&mut conn.db)?;
    if updated == 0 {
        diesel::insert_into(alert_settings::table)
            .values((alert_settings::tenant_id.eq(tenant), row))
            .execute(&mut conn.db)
            .map_err(Error::raced)?;
    }
    Ok(())
}

/// The look at a tenant, in one replica's hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Until when; also tells it from a lease that somebody else took over.
    pub lease_until: i64,
    /// When the fields were last counted; 0: never.
    pub counted_at: i64,
    /// How complete they were, as JSON.
    pub completeness: String,
}

/// Takes the look at a tenant in hand, unless somebody has it at `now`.
///
/// # Errors
/// [`Error::Conflict`] when somebody takes it at the same time, for the first time.
pub fn claim(conn: &mut Conn, tenant: &str, now: i64, until: i64) -> Result<Option<Work>, Error> {
    let row: Option<(i64, String)> = alert_work::table
        .find(tenant)
        .select((alert_work::counted_at, alert_work::completeness))
        .first(&mut conn.db)
        .optional()?;
    let Some((counted_at, completeness)) = row else {
        let first = Work {
            lease_until: until,
            counted_at: 0,
            completeness: "{}".to_owned(),
        };
        diesel::insert_into(alert_work::table)
            .values((
                alert_work::tenant_id.eq(tenant),
                alert_work::lease_until.eq(until),
                alert_work::counted_at.eq(first.counted_at),
                alert_work::completeness.eq(&first.completeness),
            ))
            .execute(&mut conn.db)
            .map_err(Error::raced)?;
        return Ok(Some(first));
    };
    let free = alert_work::table
        .find(tenant)
        .filter(alert_work::lease_until.le(now));
    let taken = diesel::update(free)
        .set(alert_work::lease_until.eq(until))
        .execute(&mut conn.db)?;
    Ok((taken > 0).then_some(Work {
        lease_until: until,
        counted_at,
        completeness,
    }))
}

/// Writes what was found out and until when the lease holds; answers whether it was still `held`'s.
///
/// # Errors
/// Only the database's own.
pub fn hold(conn: &mut Conn, tenant: &str, held: i64, next: &Work) -> Result<bool, Error> {
    let ours = alert_work::table
        .find(tenant)
        .filter(alert_work::lease_until.eq(held));
    let moved = diesel::update(ours)
        .set((
            alert_work::lease_until.eq(next.lease_until),
            alert_work::counted_at.eq(next.counted_at),
            alert_work::completeness.eq(&next.completeness),
        ))
        .execute(&mut conn.db)?;
    Ok(moved > 0)
}
