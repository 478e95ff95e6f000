//! People as a list: looked for by name, state, group or domain.

use std::sync::Arc;

use rollcall_storage::resources::Scope;
use rollcall_storage::{held, id};
use scim_core::ErrorKind;
use scim_core::condition;
use scim_core::list::{PageParameters, Paged};
use scim_core::project::Projection;
use scim_core::render::{self, Json};
use scim_core::schema::ENTERPRISE_USER;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::lacking::lacking;
use crate::auth::{Caller, call_of};
use crate::guard;
use crate::provisioning::people;
use crate::resources::{Call, ListRequest, list as list_resources};
use crate::{Error, Provisioning, Result};

/// What of a person a list shows.
const SHOWN: &str = "userName,displayName,name.formatted,name.givenName,name.familyName,title,emails,active,meta,\
                     urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

/// Whether somebody is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Here.
    Active,
    /// Deactivated.
    Inactive,
    /// Here, though the provider deactivated or deleted them: nobody has decided yet.
    Held,
}

impl State {
    /// The state of that name.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "active" => Some(Self::Active),
            "inactive" => Some(Self::Inactive),
            "held" => Some(Self::Held),
            _ => None,
        }
    }

    fn filter(self) -> &'static str {
        match self {
            Self::Active | Self::Held => "not (active eq false)",
            Self::Inactive => "active eq false",
        }
    }
}

/// Whom to list. Everything that is given has to hold.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// A part of the user name or of the name that is displayed, or a person's id.
    pub text: Option<String>,
    /// Whether they are here.
    pub state: Option<State>,
    /// The id of a group that they are in.
    pub group: Option<String>,
    /// The domain of their user name, where that is an address.
    pub domain: Option<String>,
    /// A SCIM filter beside.
    pub filter: Option<String>,
    /// The key of a smart field of which they lack a good value.
    pub lacking: Option<String>,
    /// The page after: `next` of the one before.
    pub after: Option<String>,
    /// How many at most.
    pub limit: i64,
}

/// A person in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Their id.
    pub id: String,
    /// Their `userName`.
    pub user_name: String,
    /// The name that is displayed, else what their name is made of.
    pub display_name: Option<String>,
    /// The primary e-mail address, else the first.
    pub email: Option<String>,
    /// Their job.
    pub title: Option<String>,
    /// Their department.
    pub department: Option<String>,
    /// Whether they are here.
    pub state: State,
    /// RFC 3339.
    pub created_at: Option<String>,
    /// RFC 3339.
    pub modified_at: Option<String>,
}

/// A page of people, by user name; of those who lack a field, in the order in which they came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct People {
    /// Those of this page.
    pub people: Vec<Listed>,
    /// Where the next page begins; none after the last.
    pub next_after: Option<String>,
    /// How many they are on all pages; of those who lack a field only a look at everybody tells.
    pub total: Option<i64>,
    /// How many people were looked at for this page, of those who lack a field: it ends after so many, however few do.
    pub looked_at: Option<u64>,
}

/// A page of the people who are looked for.
///
/// # Errors
/// 400 for a filter that cannot be understood, a cursor of another search, a limit below one, [`State::Held`] beside anything else;
/// [`Error::Unknown`] for a field that there is not.
pub async fn search(p: &Provisioning, caller: Caller, wanted: Search) -> Result<People> {
    if wanted.limit < 1 {
        return Err(Error::Input("limit is 1 or more.".to_owned()));
    }
    if let Some(text) = &wanted.filter {
        // By itself: what is put together with others must be a filter on its own.
        condition::parse(people(&caller.registry)?, text, caller.rules)?;
    }
    if wanted.state == Some(State::Held) {
        refuse_beside_held(&wanted)?;
        return held_people(p, &caller.tenant, &wanted).await;
    }
    let tenant = caller.tenant.clone();
    let mut found = match wanted.lacking.as_deref() {
        Some(field) => lacking(p, &caller, &wanted, field).await?,
        None => by_name(p, caller, wanted).await?,
    };
    mark_held(p, tenant, &mut found.people).await?;
    Ok(found)
}

/// A page of the people who are looked for, by user name.
async fn by_name(p: &Provisioning, caller: Caller, wanted: Search) -> Result<People> {
    let request = ListRequest {
        filter: filter(&wanted),
        sort_by: Some("userName".to_owned()),
        sort_order: None,
        page: PageParameters {
            cursor: Some(wanted.after.unwrap_or_default()),
            count: Some(wanted.limit),
            ..PageParameters::default()
        },
    };
    let call = Call {
        projection: Projection::parse(Some(SHOWN), None)?,
        ..call_of(own(caller), "")
    };
    let page = list_resources(p, call, "Users", request).await?;
    let next_after = match page.paged {
        Paged::Cursor { next, .. } => next,
        Paged::Index { .. } => None,
    };
    let read = |json: &Json| {
        let person = serde_json::from_str(json.as_ref());
        let person = person.map_err(|error| Error::Internal(Box::new(error)))?;
        Ok(Listed::of(&person))
    };
    Ok(People {
        people: page.resources.iter().map(read).collect::<Result<_>>()?,
        next_after,
        total: Some(page.total),
        looked_at: None,
    })
}

/// Says of whom nobody has decided yet.
async fn mark_held(p: &Provisioning, tenant: Arc<str>, people: &mut [Listed]) -> Result<()> {
    let ids: Vec<Uuid> = people.iter().filter_map(|it| id::parse(&it.id)).collect();
    let held = p
        .store()
        .read(move |conn| Ok::<_, Error>(held::among(conn, &tenant, &ids)?))
        .await?;
    for person in people {
        if held.iter().any(|it| it.id.to_string() == person.id) {
            person.state = State::Held;
        }
    }
    Ok(())
}

/// A caller who sees people as they count, and not as one provider wrote them.
pub(crate) fn own(caller: Caller) -> Caller {
    Caller {
        connection: Uuid::nil(),
        ..caller
    }
}

/// Who is held is a list of its own, in the order of when that was.
fn refuse_beside_held(wanted: &Search) -> Result<()> {
    let beside = [
        ("search", &wanted.text),
        ("group", &wanted.group),
        ("domain", &wanted.domain),
        ("filter", &wanted.filter),
        ("lacking", &wanted.lacking),
    ];
    let is_given = |text: &Option<String>| text.as_deref().is_some_and(|it| !it.trim().is_empty());
    let given: Vec<_> = beside
        .into_iter()
        .filter(|(_, text)| is_given(text))
        .map(|(name, _)| name)
        .collect();
    if given.is_empty() {
        return Ok(());
    }
    Err(Error::Input(format!(
        "state=held lists everybody who is held and cannot be combined with {}: leave out one or the other.",
        given.join(", ")
    )))
}

/// Those who are held, who was first comes first.
async fn held_people(p: &Provisioning, tenant: &str, wanted: &Search) -> Result<People> {
    let page = guard::list(p, tenant, wanted.after.as_deref(), wanted.limit).await?;
    let registry = p.registry(tenant).await?;
    let (tenant, found) = (tenant.to_owned(), page.held);
    let people = p
        .store()
        .read(move |conn| {
            let scope = Scope {
                tenant: &tenant,
                resource_type: people(&registry)?,
            };
            let mut shown = Vec::with_capacity(found.len());
            for held in found {
                let (stored, relations) = match super::find(conn, &scope, &held.id) {
                    Ok(found) => found,
                    // Gone since the list was read.
                    Err(Error::Scim(error)) if error.kind == ErrorKind::NotFound => continue,
                    Err(error) => return Err(error),
                };
                let object = render::object(scope.resource_type, stored.into(), &relations, "");
                shown.push(Listed {
                    state: State::Held,
                    ..Listed::of(&Value::Object(object))
                });
            }
            Ok::<_, Error>(shown)
        })
        .await?;
    Ok(People {
        people,
        next_after: page.next,
        total: Some(page.count),
        looked_at: None,
    })
}

/// The search as a filter.
pub(super) fn filter(wanted: &Search) -> Option<String> {
    let quoted = |text: &str| Value::from(text).to_string();
    let text = wanted.text.as_deref().map(str::trim).unwrap_or_default();
    let by_text = (!text.is_empty()).then(|| {
        let it = quoted(text);
        format!("(userName co {it} or displayName co {it} or id eq {it})")
    });
    let group = wanted.group.as_deref();
    // As it is typed, `@example.com`, or by itself.
    let domain = wanted
        .domain
        .as_deref()
        .map(|it| it.trim_start_matches('@'));
    let parts = [
        by_text,
        wanted.state.map(|state| state.filter().to_owned()),
        group.map(|id| format!("groups.value eq {}", quoted(id))),
        domain.map(|domain| format!("userName ew {}", quoted(&format!("@{domain}")))),
        wanted.filter.as_ref().map(|filter| format!("({filter})")),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" and "))
}

impl Listed {
    /// What a list shows of a person as the API renders them.
    pub(super) fn of(person: &Value) -> Self {
        let text = |pointer: &str| {
            let found = person.pointer(pointer).and_then(Value::as_str);
            found.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let enterprise = person.get(ENTERPRISE_USER);
        Self {
            id: text("/id").unwrap_or_default(),
            user_name: text("/userName").unwrap_or_default(),
            display_name: text("/displayName")
                .or_else(|| text("/name/formatted"))
                .or_else(|| joined(text("/name/givenName"), text("/name/familyName"))),
            email: email(person),
            title: text("/title"),
            department: enterprise
                .and_then(|it| it["department"].as_str())
                .map(str::to_owned),
            state: match person.get("active") {
                Some(Value::Bool(false)) => State::Inactive,
                _ => State::Active,
            },
            created_at: text("/meta/created"),
            modified_at: text("/meta/lastModified"),
        }
    }
}

fn joined(given: Option<String>, family: Option<String>) -> Option<String> {
    let parts: Vec<_> = [given, family].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The primary address, else the first.
fn email(person: &Value) -> Option<String> {
    let all = person.get("emails")?.as_array()?;
    let primary = all.iter().find(|it| it["primary"] == true);
    let found = primary.or_else(|| all.first())?;
    found["value"].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{Search, State, filter};

    #[test]
    fn what_is_typed_is_a_value_and_never_a_filter() {
        let wanted = Search {
            text: Some(r#" o"neil\ "#.to_owned()),
            state: Some(State::Inactive),
            domain: Some("@example.com".to_owned()),
            ..Search::default()
        };
        assert_eq!(
            filter(&wanted).unwrap(),
            r#"(userName co "o\"neil\\" or displayName co "o\"neil\\" or id eq "o\"neil\\") and active eq false and userName ew "@example.com""#
        );
        assert_eq!(filter(&Search::default()), None);
    }
}
