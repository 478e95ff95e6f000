//! From how many people on something is held: for a tenant, and for single connections.

use rollcall_storage::{connections, guards};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Guard;
use crate::audit::{Act, note_change_in};
use crate::connections::named;
use crate::{Error, Provisioning, Result, tenants};

/// What holds where nobody set anything.
pub const DEFAULT: Guard = Guard {
    enabled: true,
    people_max: 20,
    percent_max: 10,
    window_minutes: 60,
};

/// A window is no longer than a day: who is let go every day is no accident.
const WINDOW_MINUTES_MAX: i64 = 24 * 60;
const PEOPLE_MAX: i64 = 10_000_000;

/// A tenant's guards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// That of every connection without one of its own.
    pub tenant: Guard,
    /// Whether somebody set it.
    pub is_set: bool,
    /// The connections that have one of their own: id, name, guard.
    pub connections: Vec<(Uuid, String, Guard)>,
}

/// The guard of a connection.
pub(crate) fn in_force(all: &[(Uuid, Guard)], connection: Uuid) -> Guard {
    let of = |wanted: Uuid| all.iter().find(|(id, _)| *id == wanted);
    let found = of(connection).or_else(|| of(Uuid::nil()));
    found.map_or(DEFAULT, |(_, guard)| *guard)
}

/// A tenant's guards.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn settings(p: &Provisioning, tenant: &str) -> Result<Settings> {
    tenants::find(p, tenant).await?;
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| {
            let all = guards::list(conn, &tenant)?;
            let names = connections::list(conn, &tenant)?.into_iter();
            let own = names.filter_map(|connection| {
                let (_, guard) = all.iter().find(|(id, _)| *id == connection.id)?;
                Some((connection.id, connection.name, *guard))
            });
            Ok(Settings {
                tenant: in_force(&all, Uuid::nil()),
                is_set: all.iter().any(|(id, _)| id.is_nil()),
                connections: own.collect(),
            })
        })
        .await
}

/// Sets the guard of every connection that has none of its own.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist; [`Error::Input`] for numbers that make no sense.
pub async fn set(p: &Provisioning, tenant: &str, guard: Guard) -> Result<()> {
    tenants::find(p, tenant).await?;
    check(&guard)?;
    let (verb, tenant) = (p.clone(), tenant.to_owned());
    p.store()
        .write(move |tx| {
            let before = in_force(&guards::list(tx, &tenant)?, Uuid::nil());
            guards::set(tx, &tenant, Uuid::nil(), Some(guard))?;
            let act = Act::new("guard.set", "guard");
            let changed = (numbers(Some(&before)), numbers(Some(&guard)));
            note_change_in(tx, &verb, &tenant, act, changed)
        })
        .await
}

/// Sets the guard of a connection, by its id or its name; without one it has that of the tenant.
///
/// # Errors
/// [`Error::Unknown`] for a tenant or connection that does not exist; [`Error::Input`] for numbers that make no sense.
pub async fn set_of(
    p: &Provisioning,
    tenant: &str,
    connection: &str,
    guard: Option<Guard>,
) -> Result<()> {
    tenants::find(p, tenant).await?;
    if let Some(guard) = &guard {
        check(guard)?;
    }
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), connection.to_owned());
    p.store()
        .write(move |tx| {
            let connection = named(tx, &tenant, &wanted)?;
            let all = guards::list(tx, &tenant)?;
            let before = all.iter().find(|(of, _)| *of == connection.id);
            guards::set(tx, &tenant, connection.id, guard)?;
            let act = Act::new("guard.set", "guard").to(connection.id, &connection.name);
            let changed = (numbers(before.map(|(_, own)| own)), numbers(guard.as_ref()));
            note_change_in(tx, &verb, &tenant, act, changed)
        })
        .await
}

/// A guard for the audit log; null where a connection has none of its own.
fn numbers(guard: Option<&Guard>) -> Value {
    guard.map_or(Value::Null, |guard| {
        json!({
            "enabled": guard.enabled,
            "people_max": guard.people_max,
            "percent_max": guard.percent_max,
            "window_minutes": guard.window_minutes,
        })
    })
}

fn check(guard: &Guard) -> Result<()> {
    let within = |name: &str, value: i64, least: i64, most: i64| {
        if (least..=most).contains(&value) {
            return Ok(());
        }
        Err(Error::Input(format!(
            "{name} is from {least} to {most}, not {value}."
        )))
    };
    within("people_max", guard.people_max, 0, PEOPLE_MAX)?;
    within("percent_max", guard.percent_max, 0, 100)?;
    within(
        "window_minutes",
        guard.window_minutes,
        1,
        WINDOW_MINUTES_MAX,
    )
}
