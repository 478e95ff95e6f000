//! Groups as an admin sees them: listed by name, with how many members each has, and who those are.

use rollcall_storage::resources::{self, Scope};
use rollcall_storage::{Conn, id, memberships};
use scim_core::ErrorKind;
use scim_core::list::{PageParameters, Paged};
use scim_core::project::Projection;
use scim_core::render::{self, Json, Relations};
use scim_core::schema::ResourceType;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::auth::{Caller, call_of};
use crate::people::own;
use crate::provisioning::resource_type;
use crate::resources::{Call, ListRequest, list as list_resources};
use crate::{Error, Provisioning, Result};

const ENDPOINT: &str = "Groups";

/// Which groups to list.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// A part of the name.
    pub text: Option<String>,
    /// The page after: `next_after` of the one before.
    pub after: Option<String>,
    /// How many at most.
    pub limit: i64,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its name.
    pub display_name: String,
    /// The provider's own id.
    pub external_id: Option<String>,
    /// How many direct members it has: people and groups.
    pub members: i64,
    /// RFC 3339.
    pub created_at: Option<String>,
    /// RFC 3339.
    pub modified_at: Option<String>,
}

/// A page of groups, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Groups {
    /// Those of this page.
    pub groups: Vec<Group>,
    /// Where the next page begins; none after the last.
    pub next_after: Option<String>,
    /// How many they are on all pages.
    pub total: i64,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Their id.
    pub id: String,
    /// `User` or `Group`, or another type.
    pub resource_type: String,
    /// Their name, if they have one.
    pub display_name: Option<String>,
}

/// A page of a group's members, by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Members {
    /// Those of this page.
    pub members: Vec<Member>,
    /// Where the next page begins; none after the last.
    pub next_after: Option<String>,
}

/// A page of the groups that are looked for.
///
/// # Errors
/// 400 for a cursor of another search and a limit below one.
pub async fn search(p: &Provisioning, caller: Caller, wanted: Search) -> Result<Groups> {
    check_limit(wanted.limit)?;
    let text = wanted.text.as_deref().map(str::trim).unwrap_or_default();
    let filter = (!text.is_empty()).then(|| format!("displayName co {}", Value::from(text)));
    let request = ListRequest {
        filter,
        sort_by: Some("displayName".to_owned()),
        sort_order: None,
        page: PageParameters {
            cursor: Some(wanted.after.unwrap_or_default()),
            count: Some(wanted.limit),
            ..PageParameters::default()
        },
    };
    let tenant = caller.tenant.clone();
    let call = Call {
        projection: Projection::parse(Some("displayName,externalId,meta"), None)?,
        ..call_of(own(caller), "")
    };
    let page = list_resources(p, call, ENDPOINT, request).await?;
    let next_after = match page.paged {
        Paged::Cursor { next, .. } => next,
        Paged::Index { .. } => None,
    };
    let read = |json: &Json| {
        let group = serde_json::from_str(json.as_ref());
        group.map_err(|error| Error::Internal(Box::new(error)))
    };
    let rows: Vec<Value> = page.resources.iter().map(read).collect::<Result<_>>()?;
    let groups = p
        .store()
        .read(move |conn| counted(conn, &tenant, &rows))
        .await?;
    Ok(Groups {
        groups,
        next_after,
        total: page.total,
    })
}

fn counted(conn: &mut Conn, tenant: &str, rows: &[Value]) -> Result<Vec<Group>> {
    let id_of = |row: &Value| row["id"].as_str().and_then(id::parse);
    let ids: Vec<Uuid> = rows.iter().filter_map(id_of).collect();
    let counts = memberships::counts(conn, tenant, &ids)?;
    let members = |row: &Value| id_of(row).and_then(|id| counts.get(&id)).copied();
    let groups = rows
        .iter()
        .map(|row| Group::of(row, members(row).unwrap_or(0)));
    Ok(groups.collect())
}

impl Group {
    fn of(group: &Value, members: i64) -> Self {
        let text = |pointer: &str| {
            let found = group.pointer(pointer).and_then(Value::as_str);
            found.map(str::to_owned)
        };
        Self {
            id: text("/id").unwrap_or_default(),
            display_name: text("/displayName").unwrap_or_default(),
            external_id: text("/externalId"),
            members,
            created_at: text("/meta/created"),
            modified_at: text("/meta/lastModified"),
        }
    }
}

/// The group of that id.
///
/// # Errors
/// 404 when the tenant has no such group.
pub async fn find(p: &Provisioning, tenant: &str, id: &str) -> Result<Group> {
    let registry = p.registry(tenant).await?;
    let (tenant, id) = (tenant.to_owned(), id.to_owned());
    p.store()
        .read(move |conn| {
            let rt = resource_type(&registry, ENDPOINT)?;
            let uuid = existing(conn, &tenant, rt, &id)?;
            let scope = Scope {
                tenant: &tenant,
                resource_type: rt,
            };
            let stored = resources::find(conn, &scope, uuid)?.ok_or_else(|| missing(&id))?;
            let object = render::object(rt, stored.into(), &Relations::default(), "");
            let members = memberships::counts(conn, &tenant, &[uuid])?;
            let members = members.get(&uuid).copied().unwrap_or(0);
            Ok(Group::of(&Value::Object(object), members))
        })
        .await
}

/// A page of the members of a group.
///
/// # Errors
/// 404 when the tenant has no such group; [`Error::Input`] for an `after` that is no id and a limit below one.
pub async fn members(
    p: &Provisioning,
    tenant: &str,
    group: &str,
    after: Option<&str>,
    limit: i64,
) -> Result<Members> {
    check_limit(limit)?;
    let limit = limit.min(p.limits().page_size_max);
    let after = match after {
        None => Uuid::nil(),
        Some(text) => id::parse(text).ok_or_else(|| {
            Error::Input(format!(
                "after is the next_after of the page before, not {text:?}."
            ))
        })?,
    };
    let registry = p.registry(tenant).await?;
    let (tenant, group) = (tenant.to_owned(), group.to_owned());
    p.store()
        .read(move |conn| {
            let rt = resource_type(&registry, ENDPOINT)?;
            let uuid = existing(conn, &tenant, rt, &group)?;
            let found = memberships::members_after(conn, &tenant, uuid, after, limit)?;
            let full = i64::try_from(found.len()).is_ok_and(|len| len == limit);
            let next_after = found.last().filter(|_| full).map(|it| it.id.clone());
            let members = found.into_iter().map(|it| Member {
                id: it.id,
                resource_type: it.resource_type,
                display_name: it.display,
            });
            Ok(Members {
                members: members.collect(),
                next_after,
            })
        })
        .await
}

fn existing(conn: &mut Conn, tenant: &str, rt: &ResourceType, text: &str) -> Result<Uuid> {
    let scope = Scope {
        tenant,
        resource_type: rt,
    };
    let uuid = id::parse(text).ok_or_else(|| missing(text))?;
    let found = resources::find_text(conn, &scope, uuid)?;
    found.map(|it| it.id).ok_or_else(|| missing(text))
}

fn missing(id: &str) -> Error {
    Error::scim(
        ErrorKind::NotFound,
        format!("There is no group with id {id:?} here."),
    )
}

fn check_limit(limit: i64) -> Result<()> {
    if limit < 1 {
        return Err(Error::Input("limit is 1 or more.".to_owned()));
    }
    Ok(())
}
