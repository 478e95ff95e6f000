//! How a tenant is doing, in a few numbers that cost little however many people it has.

use rollcall_storage::resources::{self, Part, Query, Scope, Window};
use rollcall_storage::{Conn, alerts, connections, held, leavers, tokens};
use scim_core::format_instant;
use scim_core::schema::Registry;
use serde::Serialize;

use crate::accounts::members;
use crate::auth::Scope as TokenScope;
use crate::provisioning::resource_type;
use crate::tokens::is_live;
use crate::{Error, Provisioning, Result, tenants};

/// A tenant at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// How many people there are.
    pub people: People,
    /// How many groups.
    pub groups: i64,
    /// When an identity provider last used a token; RFC 3339.
    pub last_request_at: Option<String>,
    /// What a new tenant does first, in order.
    pub checklist: Vec<Step>,
}

/// People by their state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct People {
    /// Those who are here.
    pub active: i64,
    /// Those who are deactivated.
    pub inactive: i64,
    /// Those whom a provider deactivated or deleted and of whom nobody has decided yet: they count as before.
    pub held: i64,
}

/// A step of the first minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// `connection`, `token`, `tested`, `people`, `signature`, `two_factor`.
    pub step: &'static str,
    /// Whether it is done.
    pub done: bool,
}

/// How much of what a tenant's admins have to see is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Alerts that are open.
    pub alerts: i64,
    /// People who are held.
    pub held: i64,
}

/// How many alerts are open, and how many people held: what every page of a console tells.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn counts(p: &Provisioning, tenant: &str) -> Result<Counts> {
    tenants::find(p, tenant).await?;
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| {
            Ok(Counts {
                alerts: alerts::count_open(conn, &tenant)?,
                held: held_in(conn, &tenant)?,
            })
        })
        .await
}

fn held_in(conn: &mut Conn, tenant: &str) -> Result<i64> {
    let by_connection = held::by_connection(conn, tenant)?;
    Ok(by_connection.iter().map(|(_, held, _)| held).sum())
}

/// What the rows tell.
struct Seen {
    people: i64,
    inactive: i64,
    held: i64,
    groups: i64,
    has_connection: bool,
    has_token: bool,
    last_request_at: Option<i64>,
}

/// The tenant at a glance.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn overview(p: &Provisioning, tenant: &str) -> Result<Overview> {
    tenants::find(p, tenant).await?;
    p.flush_usage_due().await?;
    let definition = p.mappings().of(p, tenant).await?.mapping;
    let has_signature = definition.signatures().next().is_some();
    let admins = members::list(p, tenant).await?;
    // One without a password signs in where their identity provider asks for what it likes.
    let is_safe = |it: &members::Member| it.account.has_totp || !it.account.has_password;
    let is_protected = !admins.is_empty() && admins.iter().all(is_safe);
    let (registry, now, tenant) = (p.registry(tenant).await?, p.now(), tenant.to_owned());
    let seen = p
        .store()
        .read(move |conn| seen(conn, &tenant, &registry, now))
        .await?;
    let step = |step, done| Step { step, done };
    Ok(Overview {
        people: People {
            active: seen.people - seen.inactive - seen.held,
            inactive: seen.inactive,
            held: seen.held,
        },
        groups: seen.groups,
        last_request_at: seen.last_request_at.map(format_instant),
        checklist: vec![
            step("connection", seen.has_connection),
            step("token", seen.has_token),
            step("tested", seen.last_request_at.is_some()),
            step("people", seen.people > 0),
            step("signature", has_signature),
            step("two_factor", is_protected),
        ],
    })
}

fn seen(conn: &mut Conn, tenant: &str, registry: &Registry, now: i64) -> Result<Seen> {
    let of_providers: Vec<_> = tokens::list(conn, tenant)?
        .into_iter()
        .filter(|token| token.scope == TokenScope::Scim.as_str())
        .collect();
    Ok(Seen {
        people: count(conn, tenant, registry, "Users")?,
        inactive: leavers::count(conn, tenant)?,
        held: held_in(conn, tenant)?,
        groups: count(conn, tenant, registry, "Groups")?,
        has_connection: connections::list(conn, tenant)?
            .iter()
            .any(|it| it.kind == "scim"),
        has_token: of_providers.iter().any(|token| is_live(token, now)),
        last_request_at: of_providers
            .iter()
            .filter_map(|token| token.last_used_at)
            .max(),
    })
}

/// How many resources of a type there are, which the database keeps count of.
fn count(conn: &mut Conn, tenant: &str, registry: &Registry, endpoint: &str) -> Result<i64> {
    let scope = Scope {
        tenant,
        resource_type: resource_type(registry, endpoint)?,
    };
    let query = Query::default();
    let part = Part {
        scope,
        query: &query,
    };
    Ok::<_, Error>(resources::list(conn, &[part], &Window::first(0))?.total)
}
