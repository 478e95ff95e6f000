//! One person as an admin sees them, and what happened to their record.

use rollcall_mapping::manager_id;
use rollcall_storage::changes::{self, Change};
use rollcall_storage::resources::{Scope, Stored};
use rollcall_storage::{Conn, connections, held, leavers};
use scim_core::render::{self, Relations};
use scim_core::{Object, format_instant};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::search::{Listed, State};
use super::{find, manager_row};
use crate::provisioning::people;
use crate::{Error, Provisioning, Result};

/// A person, with whom and what they belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// What a list shows of them.
    #[serde(flatten)]
    pub listed: Listed,
    /// The provider's own id.
    pub external_id: Option<String>,
    /// How often their record changed.
    pub version: i64,
    /// The groups that they are in.
    pub groups: Vec<Named>,
    /// Their manager, if that is somebody here.
    pub manager: Option<Named>,
    /// Who changed the record last.
    pub last_change: Option<LastChange>,
    /// Since when they have left; RFC 3339.
    pub left_at: Option<String>,
}

/// Somebody or something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its name.
    pub display_name: String,
}

/// The last change of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastChange {
    /// RFC 3339.
    pub at: String,
    /// The connection's name; none where an admin or the program itself did it.
    pub connection: Option<String>,
    /// The request that did.
    pub request: Option<String>,
}

/// A change of a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Happened {
    /// Its number in the log of changes.
    pub seq: i64,
    /// RFC 3339.
    pub at: String,
    /// What was done: `create`, `put`, `patch` …
    pub operation: String,
    /// The connection's name; none where an admin or the program itself did it.
    pub connection: Option<String>,
    /// The request that did.
    pub request: Option<String>,
    /// The version since.
    pub version: i64,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// One attribute that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Where: `title`, `name.familyName`.
    pub path: String,
    /// What was there, if anything.
    pub before: Option<Value>,
    /// What is there since, if anything.
    pub after: Option<Value>,
}

/// A page of what happened, the latest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct History {
    /// The changes of this page.
    pub changes: Vec<Happened>,
    /// Where the next page begins; none after the last.
    pub next_after: Option<String>,
}

/// A page of what happened ends when it is so long, in bytes, though more is asked for.
const PAGE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Changes that are read at a time.
const PAGE_STEP: i64 = 10;

/// The person of that id.
///
/// # Errors
/// 404 when the tenant has no such person.
pub async fn profile(p: &Provisioning, tenant: &str, id: &str) -> Result<Profile> {
    let registry = p.registry(tenant).await?;
    let (tenant, id) = (tenant.to_owned(), id.to_owned());
    p.store()
        .read(move |conn| {
            let scope = Scope {
                tenant: &tenant,
                resource_type: people(&registry)?,
            };
            let (stored, relations) = find(conn, &scope, &id)?;
            shown(conn, &scope, stored, &relations)
        })
        .await
}

fn shown(
    conn: &mut Conn,
    scope: &Scope<'_>,
    stored: Stored,
    relations: &Relations,
) -> Result<Profile> {
    let (id, version) = (stored.id, stored.version);
    let object = render::object(scope.resource_type, stored.into(), relations, "");
    let manager = manager(conn, scope, &object)?;
    let last = changes::of_resource(conn, scope.tenant, id, i64::MAX, 1)?;
    let names = Names::of(conn, scope.tenant)?;
    let left = leavers::find(conn, scope.tenant, id)?;
    let is_held = !held::among(conn, scope.tenant, &[id])?.is_empty();
    let person = Value::Object(object);
    let mut listed = Listed::of(&person);
    if is_held {
        listed.state = State::Held;
    }
    let external_id = person["externalId"].as_str().map(str::to_owned);
    Ok(Profile {
        listed,
        external_id,
        version,
        groups: groups(&person),
        manager,
        last_change: last.into_iter().next().map(|change| LastChange {
            at: format_instant(change.at),
            connection: names.find(change.connection_id),
            request: change.request_id,
        }),
        left_at: left.map(|leaver| format_instant(leaver.left_at)),
    })
}

fn groups(person: &Value) -> Vec<Named> {
    let groups = person["groups"].as_array().into_iter().flatten();
    let named = groups.filter_map(|group| {
        Some(Named {
            id: group["value"].as_str()?.to_owned(),
            display_name: group["display"].as_str().unwrap_or_default().to_owned(),
        })
    });
    named.collect()
}

fn manager(conn: &mut Conn, scope: &Scope<'_>, person: &Object) -> Result<Option<Named>> {
    let Some(reference) = manager_id(person) else {
        return Ok(None);
    };
    let Some(stored) = manager_row(conn, scope, reference)? else {
        return Ok(None);
    };
    let none = Relations::default();
    let object = render::object(scope.resource_type, stored.into(), &none, "");
    let listed = Listed::of(&Value::Object(object));
    Ok(Some(Named {
        id: listed.id,
        display_name: listed.display_name.unwrap_or(listed.user_name),
    }))
}

/// What happened to a resource of any type, the latest first, before the change of number `after`.
///
/// # Errors
/// [`Error::Input`] for an `after` that is no number and a limit below one; 404 for an id that nothing was ever told of.
pub async fn history(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    after: Option<&str>,
    limit: i64,
) -> Result<History> {
    let before = match after {
        None => i64::MAX,
        Some(text) => text.parse().map_err(|_| {
            Error::Input(format!(
                "after is the next_after of the page before, not {text:?}."
            ))
        })?,
    };
    if limit < 1 {
        return Err(Error::Input("limit is 1 or more.".to_owned()));
    }
    let limit = limit.min(p.limits().page_size_max);
    let id = rollcall_storage::id::parse(id).ok_or_else(|| super::missing(id))?;
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| {
            let history = page(conn, &tenant, id, before, limit)?;
            if history.changes.is_empty() && before == i64::MAX {
                return Err(super::missing(&id.to_string()));
            }
            Ok(history)
        })
        .await
}

/// As many changes as are asked for, or as go into a page: a provider may send a megabyte each time.
fn page(conn: &mut Conn, tenant: &str, id: Uuid, before: i64, limit: i64) -> Result<History> {
    let names = Names::of(conn, tenant)?;
    let (mut changes, mut bytes, mut before, mut left) = (Vec::new(), 0, before, limit);
    let mut is_more = true;
    while is_more && left > 0 && bytes < PAGE_BYTES_MAX {
        let step = left.min(PAGE_STEP);
        let found = changes::of_resource(conn, tenant, id, before, step)?;
        is_more = i64::try_from(found.len()).is_ok_and(|len| len == step);
        left -= step;
        for change in found {
            before = change.seq;
            let shown = happened(change, &names);
            bytes += serde_json::to_vec(&shown).map_or(0, |json| json.len());
            changes.push(shown);
        }
    }
    Ok(History {
        changes,
        next_after: is_more.then(|| before.to_string()),
    })
}

fn happened(change: Change, names: &Names) -> Happened {
    Happened {
        seq: change.seq,
        at: format_instant(change.at),
        operation: change.operation,
        connection: names.find(change.connection_id),
        request: change.request_id,
        version: change.version,
        differences: differences(change.before, change.after),
    }
}

/// What differs, by attribute; of a complex one by its parts where both sides have some.
pub(crate) fn differences(before: Option<Value>, after: Option<Value>) -> Vec<Difference> {
    let object = |side: Option<Value>| match side {
        Some(Value::Object(object)) => object,
        _ => Map::new(),
    };
    let mut found = Vec::new();
    compare("", object(before), object(after), &mut found);
    found
}

fn compare(
    base: &str,
    mut before: Map<String, Value>,
    mut after: Map<String, Value>,
    found: &mut Vec<Difference>,
) {
    let mut names: Vec<String> = before.keys().cloned().collect();
    names.extend(
        after
            .keys()
            .filter(|name| !before.contains_key(*name))
            .cloned(),
    );
    for name in names {
        let path = match base {
            "" => name.clone(),
            base if base.starts_with("urn:") => format!("{base}:{name}"),
            base => format!("{base}.{name}"),
        };
        match (before.remove(&name), after.remove(&name)) {
            (Some(Value::Object(was)), Some(Value::Object(is))) => compare(&path, was, is, found),
            (was, is) if was == is => {}
            (before, after) => found.push(Difference {
                path,
                before,
                after,
            }),
        }
    }
}

/// The names of a tenant's connections.
struct Names(Vec<(Uuid, String)>);

impl Names {
    fn of(conn: &mut Conn, tenant: &str) -> Result<Self> {
        let all = connections::list(conn, tenant)?.into_iter();
        Ok(Self(all.map(|it| (it.id, it.name)).collect()))
    }

    fn find(&self, id: Option<Uuid>) -> Option<String> {
        let known = self.0.iter().find(|(known, _)| Some(*known) == id);
        known.map(|(_, name)| name.clone())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Difference, differences};

    #[test]
    fn differences_are_told_by_attribute() {
        let before = json!({"title": "Engineer", "name": {"familyName": "Lovelace", "givenName": "Ada"}, "urn:x:1.0:User": {"a": 1}});
        let after = json!({"title": "Analyst", "name": {"familyName": "King", "givenName": "Ada"}, "urn:x:1.0:User": {"a": 2}, "active": false});
        let told = |path: &str, before, after| Difference {
            path: path.to_owned(),
            before,
            after,
        };
        assert_eq!(
            differences(Some(before), Some(after)),
            [
                told("title", Some(json!("Engineer")), Some(json!("Analyst"))),
                told(
                    "name.familyName",
                    Some(json!("Lovelace")),
                    Some(json!("King"))
                ),
                told("urn:x:1.0:User:a", Some(json!(1)), Some(json!(2))),
                told("active", None, Some(json!(false))),
            ]
        );
        assert_eq!(differences(None, None), []);
    }
}
