//! A person as the two products see them: smart fields and a target-user record.

mod lacking;
mod profile;
mod provenance;
mod search;

use std::collections::HashMap;

use rollcall_mapping::{
    FirstValues, Language, Manager, Mapping, Override, Overrides, Person, Rendered, SmartField,
    manager_id,
};
use rollcall_storage::resources::{self, Part, Query, Scope, Stored, Window};
use rollcall_storage::{Conn, first_values, id, memberships, overrides};
use scim_core::fold;
use scim_core::render::{self, Relations};
use scim_core::{ErrorKind, Object};
use serde_json::Value;
use uuid::Uuid;

pub(crate) use profile::differences;
pub use profile::{Difference, Happened, History, LastChange, Named, Profile, history, profile};
pub use provenance::{Changed, ExplainedField, What};
pub(crate) use search::own;
pub use search::{Listed, People, Search, State, search};

use crate::provisioning::people;
use crate::signatures::{self, Definition};
use crate::{Error, Provisioning, Result};

/// A person's smart fields, each with its value, where that came from, and when it last changed; labels in this language.
///
/// # Errors
/// 404 when the tenant has no such person.
pub async fn smart_fields(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    language: Language,
) -> Result<Vec<ExplainedField>> {
    let current = p.mappings().of(p, tenant).await?;
    let mappings = vec![current.mapping.clone()];
    seen_in(p, tenant, id, mappings, move |conn, scope, record| {
        let fields = current.mapping.smart_fields(&record.person(0), language);
        provenance::explained(conn, scope, &current, record, fields)
    })
    .await
}

/// A person's signature of that key, as it is in force or as the draft has it.
///
/// # Errors
/// 404 when the tenant has no such person; [`Error::Unknown`] for a signature that there is not; [`Error::Input`] where its
/// template takes too long, goes too deep or makes too much for this person.
pub async fn signature(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    key: &str,
    which: Definition,
) -> Result<Rendered> {
    let mapping = signatures::mapping(p, tenant, which).await?;
    let key = key.to_owned();
    seen(p, tenant, id, vec![mapping], move |mappings, record| {
        let unknown = || {
            let known = mappings.iter().flat_map(Mapping::signatures);
            let known: Vec<_> = known.collect();
            let known = if known.is_empty() {
                "none".to_owned()
            } else {
                known.join(", ")
            };
            Error::Unknown(format!("There is no signature {key:?}; there are {known}."))
        };
        let mapping = mappings.first().ok_or_else(unknown)?;
        let rendered = mapping.render(&key, &record.person(0)).map_err(|error| {
            Error::Input(format!(
                "The signature {key:?} cannot be made for this person: {error}"
            ))
        })?;
        rendered.ok_or_else(unknown)
    })
    .await
}

/// As [`smart_fields`], by each of these mappings and without their history.
pub(crate) async fn explained(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    mappings: Vec<Mapping>,
    language: Language,
) -> Result<Vec<Vec<SmartField>>> {
    seen(p, tenant, id, mappings, move |mappings, record| {
        let by_each = mappings.iter().enumerate();
        let fields = by_each.map(|(number, it)| it.smart_fields(&record.person(number), language));
        Ok(fields.collect())
    })
    .await
}

/// What is answered of a person, with everything that these mappings read.
///
/// # Errors
/// 404 when the tenant has no such person; what `answer` says.
pub(crate) async fn seen<T: Send + 'static>(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    mappings: Vec<Mapping>,
    answer: impl FnOnce(&[Mapping], &Record) -> Result<T> + Send + 'static,
) -> Result<T> {
    let seen_by = mappings.clone();
    let answer = move |_: &mut Conn, _: &Scope<'_>, record: &Record| answer(&seen_by, record);
    seen_in(p, tenant, id, mappings, answer).await
}

/// As [`seen`], where the answer needs more from the database.
async fn seen_in<T: Send + 'static>(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    mappings: Vec<Mapping>,
    answer: impl FnOnce(&mut Conn, &Scope<'_>, &Record) -> Result<T> + Send + 'static,
) -> Result<T> {
    let registry = p.registry(tenant).await?;
    let (tenant, id) = (tenant.to_owned(), id.to_owned());
    p.store()
        .read(move |conn| {
            let scope = Scope {
                tenant: &tenant,
                resource_type: people(&registry)?,
            };
            let row = find(conn, &scope, &id)?;
            let records = records(conn, &scope, &mappings, vec![row])?;
            let record = records.first().ok_or_else(|| missing(&id))?;
            answer(conn, &scope, record)
        })
        .await
}

/// A person of that id, with their groups.
///
/// # Errors
/// 404 where there is none.
pub(crate) fn find(conn: &mut Conn, scope: &Scope<'_>, id: &str) -> Result<(Stored, Relations)> {
    let uuid = id::parse(id).ok_or_else(|| missing(id))?;
    let stored = resources::find(conn, scope, uuid)?.ok_or_else(|| missing(id))?;
    let relations = in_groups(conn, scope, uuid)?;
    Ok((stored, relations))
}

fn missing(id: &str) -> Error {
    Error::scim(
        ErrorKind::NotFound,
        format!("There is no person with id {id:?} here."),
    )
}

/// As [`find`]; until the transaction ends nobody else changes the person.
pub(crate) fn lock(conn: &mut Conn, scope: &Scope<'_>, id: &str) -> Result<(Stored, Relations)> {
    let (found, _) = find(conn, scope, id)?;
    match resources::lock(conn, scope, found.id)? {
        Some(stored) => Ok((stored, in_groups(conn, scope, found.id)?)),
        None => find(conn, scope, id),
    }
}

pub(crate) fn in_groups(conn: &mut Conn, scope: &Scope<'_>, person: Uuid) -> Result<Relations> {
    let mut groups = memberships::groups_of(conn, scope.tenant, &[person])?;
    Ok(Relations {
        groups: groups.remove(&person).unwrap_or_default(),
        ..Relations::default()
    })
}

fn names(relations: Relations) -> Vec<String> {
    let groups = relations.groups.into_iter();
    groups.filter_map(|group| group.display).collect()
}

/// How many people the tenant has.
pub(crate) async fn count(p: &Provisioning, tenant: &str) -> Result<u64> {
    let registry = p.registry(tenant).await?;
    let tenant = tenant.to_owned();
    let counted = p.store().read(move |conn| {
        let scope = Scope {
            tenant: &tenant,
            resource_type: people(&registry)?,
        };
        let query = Query::default();
        let part = Part {
            scope,
            query: &query,
        };
        Ok::<_, Error>(resources::list(conn, &[part], &Window::first(0))?.total)
    });
    Ok(u64::try_from(counted.await?).unwrap_or(0))
}

/// A person with everything that mappings read.
#[derive(Clone)]
pub(crate) struct Record {
    id: String,
    object: Object,
    groups: Vec<String>,
    overrides: Overrides,
    first: FirstValues,
    /// As each of the mappings sees them.
    managers: Vec<Option<Manager>>,
}

impl Record {
    /// The person in the eyes of the mapping of that number.
    pub(crate) fn person(&self, mapping: usize) -> Person<'_> {
        Person {
            groups: &self.groups,
            manager: self.managers.get(mapping).and_then(Option::as_ref),
            overrides: &self.overrides,
            first: &self.first,
            ..Person::new(&self.id, &self.object)
        }
    }

    /// The same person, if this were their manager in the eyes of the only mapping.
    pub(crate) fn with_manager(&self, manager: Option<Manager>) -> Self {
        Self {
            managers: vec![manager],
            ..self.clone()
        }
    }

    /// Whether the first value of a field is kept.
    pub(crate) fn keeps(&self, field: &str) -> bool {
        self.first.contains_key(field)
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn user_name(&self) -> &str {
        let name = self.object.get("userName").and_then(Value::as_str);
        name.unwrap_or_default()
    }
}

/// Turns rows into records: renders each person and finds what was set by hand and their managers, each manager once.
pub(crate) fn records(
    conn: &mut Conn,
    scope: &Scope<'_>,
    mappings: &[Mapping],
    rows: Vec<(Stored, Relations)>,
) -> Result<Vec<Record>> {
    let ids: Vec<_> = rows.iter().map(|(stored, _)| stored.id).collect();
    let mut by_hand = overrides::of(conn, scope.tenant, &ids)?;
    let mut first = first_of(conn, scope, mappings, &ids)?;
    let mut managers = HashMap::new();
    let mut records = Vec::with_capacity(rows.len());
    for (stored, relations) in rows {
        let set = by_hand.remove(&stored.id).unwrap_or_default();
        let first = first.remove(&stored.id).unwrap_or_default();
        let object = render::object(scope.resource_type, stored.into(), &relations, "");
        let managers = match manager_id(&object) {
            Some(reference) => find_manager(conn, scope, mappings, reference, &mut managers)?,
            None => Vec::new(),
        };
        records.push(Record {
            id: object
                .get("id")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            groups: names(relations),
            overrides: read_overrides(set)?,
            first,
            managers,
            object,
        });
    }
    Ok(records)
}

/// What is kept of these people; nothing is asked where no mapping keeps anything.
fn first_of(
    conn: &mut Conn,
    scope: &Scope<'_>,
    mappings: &[Mapping],
    people: &[Uuid],
) -> Result<HashMap<Uuid, FirstValues>> {
    if !mappings.iter().any(Mapping::keeps_first) {
        return Ok(HashMap::new());
    }
    let unreadable = |_| Error::Internal("a first value cannot be read".into());
    let rows = first_values::of(conn, scope.tenant, people)?.into_iter();
    let all = rows.map(|(id, rows)| {
        let read = |row: first_values::FirstValue| {
            let value = serde_json::from_str(&row.value).map_err(unreadable)?;
            Ok((row.field, value))
        };
        let values: Result<FirstValues> = rows.into_iter().map(read).collect();
        Ok((id, values?))
    });
    all.collect()
}

fn read_overrides(rows: Vec<overrides::Override>) -> Result<Overrides> {
    let read = |row: overrides::Override| {
        let instead_of = row.instead_of.map(|text| serde_json::from_str(&text));
        let instead_of = instead_of.transpose().map_err(|_| {
            Error::Internal("what an override stands instead of cannot be read".into())
        })?;
        let by_hand = Override {
            value: row.value,
            locked: row.locked,
            instead_of,
        };
        Ok((row.field, by_hand))
    };
    rows.into_iter().map(read).collect()
}

/// The manager that a reference means: by our id, or, as Okta's profile mapping often sends it, by user name. As each of
/// the mappings sees them.
fn find_manager(
    conn: &mut Conn,
    scope: &Scope<'_>,
    mappings: &[Mapping],
    reference: &str,
    known: &mut HashMap<String, Vec<Option<Manager>>>,
) -> Result<Vec<Option<Manager>>> {
    if let Some(managers) = known.get(reference) {
        return Ok(managers.clone());
    }
    let managers = match manager_row(conn, scope, reference)? {
        Some(stored) => as_managers(conn, scope, mappings, stored)?,
        None => Vec::new(),
    };
    known.insert(reference.to_owned(), managers.clone());
    Ok(managers)
}

fn manager_row(conn: &mut Conn, scope: &Scope<'_>, reference: &str) -> Result<Option<Stored>> {
    let by_id = match id::parse(reference) {
        Some(id) => resources::find(conn, scope, id)?,
        None => None,
    };
    Ok(match by_id {
        Some(stored) => Some(stored),
        None => resources::find_by_unique_key(conn, scope, &fold(reference))?,
    })
}

fn as_managers(
    conn: &mut Conn,
    scope: &Scope<'_>,
    mappings: &[Mapping],
    stored: Stored,
) -> Result<Vec<Option<Manager>>> {
    let id = stored.id;
    let mut set = overrides::of(conn, scope.tenant, &[id])?;
    let overrides = read_overrides(set.remove(&id).unwrap_or_default())?;
    let mut first = first_of(conn, scope, mappings, &[id])?;
    let first = first.remove(&id).unwrap_or_default();
    let relations = in_groups(conn, scope, id)?;
    let object = render::object(scope.resource_type, stored.into(), &relations, "");
    let (id, groups) = (id.to_string(), names(relations));
    let person = Person {
        groups: &groups,
        overrides: &overrides,
        first: &first,
        ..Person::new(&id, &object)
    };
    let managers = mappings
        .iter()
        .map(|mapping| Some(mapping.manager(&person)));
    Ok(managers.collect())
}
