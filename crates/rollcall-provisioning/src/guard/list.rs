//! Who is held.

use std::collections::HashMap;

use rollcall_storage::held::{self, Position};
use rollcall_storage::resources::{self, Scope};
use rollcall_storage::{Conn, connections};
use serde_json::Value;
use uuid::Uuid;

use super::HeldAs;
use crate::provisioning::people;
use crate::{Provisioning, Result, pages, tenants};

/// People in one page at most.
pub const PAGE_MAX: i64 = 500;

/// Somebody who is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldPerson {
    /// Their id.
    pub id: String,
    /// Their `userName`.
    pub user_name: String,
    /// Their `displayName`.
    pub display_name: Option<String>,
    /// What the provider did.
    pub kind: HeldAs,
    /// When, in microseconds since the Unix epoch, as all times here.
    pub at: i64,
    /// The name of the connection.
    pub connection: String,
    /// In which request.
    pub request: String,
}

/// How many are held by what one connection did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBy {
    /// The connection's id.
    pub id: Uuid,
    /// Its name.
    pub connection: String,
    /// How many.
    pub count: i64,
    /// Since when the first of them.
    pub since: i64,
}

/// One page of those who are held; who was held first comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// They.
    pub held: Vec<HeldPerson>,
    /// How many there are in all.
    pub count: i64,
    /// The same by connection; the most first.
    pub by_connection: Vec<HeldBy>,
    /// When the last of them was held; none where nobody is.
    pub until: Option<i64>,
    /// What to go on with; none at the end.
    pub next: Option<String>,
}

/// Those of the tenant after that place, at most `limit` (1 to [`PAGE_MAX`]).
///
/// # Errors
/// [`Unknown`](crate::Error::Unknown) for a tenant that does not exist; [`Input`](crate::Error::Input) for a place or limit that is none.
pub async fn list(p: &Provisioning, tenant: &str, after: Option<&str>, limit: i64) -> Result<Page> {
    tenants::find(p, tenant).await?;
    pages::check_limit(limit, PAGE_MAX)?;
    let after = after.map(position).transpose()?;
    let registry = p.registry(tenant).await?;
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| {
            let mut rows = held::list(conn, &tenant, after, limit + 1)?;
            let next = pages::cut(&mut rows, limit, |row| (row.at, row.id));
            let scope = Scope {
                tenant: &tenant,
                resource_type: people(&registry)?,
            };
            let names = names(conn, &tenant)?;
            let held = shown(conn, &scope, rows, &names)?;
            let by_connection = by_connection(conn, &tenant, &names)?;
            Ok(Page {
                held,
                count: by_connection.iter().map(|it| it.count).sum(),
                by_connection,
                until: held::latest(conn, &tenant)?,
                next,
            })
        })
        .await
}

fn position(text: &str) -> Result<Position> {
    let (at, id) = pages::place(text)?;
    Ok(Position { at, id })
}

fn names(conn: &mut Conn, tenant: &str) -> Result<HashMap<Uuid, String>> {
    let all = connections::list(conn, tenant)?.into_iter();
    Ok(all.map(|it| (it.id, it.name)).collect())
}

fn shown(
    conn: &mut Conn,
    scope: &Scope<'_>,
    rows: Vec<held::Held>,
    names: &HashMap<Uuid, String>,
) -> Result<Vec<HeldPerson>> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let people = resources::find_in_groups_all(conn, scope, &ids)?;
    let mut people: HashMap<_, _> = people.into_iter().map(|(it, _)| (it.id, it)).collect();
    let all = rows.into_iter().filter_map(|row| {
        // Whoever is gone meanwhile is held no more.
        let person = people.remove(&row.id)?;
        let text = |name: &str| person.attributes.get(name).and_then(Value::as_str);
        Some(HeldPerson {
            id: row.id.to_string(),
            user_name: text("userName").unwrap_or_default().to_owned(),
            display_name: text("displayName").map(str::to_owned),
            kind: row.kind,
            at: row.at,
            connection: names.get(&row.connection).cloned().unwrap_or_default(),
            request: row.request,
        })
    });
    Ok(all.collect())
}

fn by_connection(
    conn: &mut Conn,
    tenant: &str,
    names: &HashMap<Uuid, String>,
) -> Result<Vec<HeldBy>> {
    let all = held::by_connection(conn, tenant)?.into_iter();
    let mut all: Vec<_> = all
        .map(|(id, count, since)| HeldBy {
            id,
            connection: names.get(&id).cloned().unwrap_or_default(),
            count,
            since,
        })
        .collect();
    all.sort_by(|a, b| {
        b.count
            .cmp(&a.count)
            .then_with(|| a.connection.cmp(&b.connection))
    });
    Ok(all)
}
