//! When each value of a person last changed, and by which request: what happened is undone, the latest first, until the value is
//! another.

mod events;
mod undo;

use std::collections::BTreeSet;

use rollcall_mapping::{FieldValue, FirstValues, Manager, Mapping, Overrides, Person, SmartField};
use rollcall_storage::Conn;
use rollcall_storage::resources::Scope;
use scim_core::Object;
use serde::Serialize;
use serde_json::Value;

use self::events::{Event, Undo};
use super::Record;
use crate::Result;
use crate::mappings::Current;

/// A field of one person, with when its value last changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedField {
    /// The field.
    #[serde(flatten)]
    pub field: SmartField,
    /// None where that is not known: it never had a value, or had it for longer than can be looked back.
    pub changed: Option<Changed>,
}

/// The last change of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// When, in microseconds since the Unix epoch; an RFC 3339 text as JSON.
    #[serde(serialize_with = "crate::rfc3339::serialize")]
    pub at: i64,
    /// What changed.
    pub what: What,
    /// Who changed it: a connection's name, or who set it by hand or published the mapping.
    pub by: Option<String>,
    /// The request that did.
    pub request_id: Option<String>,
    /// The version of the mapping that did.
    pub version: Option<i64>,
    /// Not where groups take part: a group that was left since leaves no trace with the person.
    pub certain: bool,
}

/// What a change was one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The person's record.
    Person,
    /// A group: the person came into it, or it was renamed.
    Group,
    /// The manager: their record, or what was set by hand for them.
    Manager,
    /// Something was set by hand.
    Hand,
    /// The mapping.
    Mapping,
}

/// A person as they were at some time.
struct State {
    mapping: Mapping,
    id: String,
    object: Object,
    groups: Vec<(String, String)>,
    overrides: Overrides,
    first: FirstValues,
    manager: Option<ManagerState>,
    exists: bool,
}

struct ManagerState {
    id: String,
    object: Object,
    groups: Vec<String>,
    overrides: Overrides,
    first: FirstValues,
}

impl State {
    fn values(&self) -> Vec<FieldValue> {
        self.values_in(
            &self
                .groups
                .iter()
                .map(|(_, name)| name.clone())
                .collect::<Vec<_>>(),
            &self.object,
        )
    }

    fn values_in(&self, groups: &[String], object: &Object) -> Vec<FieldValue> {
        if !self.exists {
            return Vec::new();
        }
        let manager = self.manager.as_ref().map(|it| it.seen_by(&self.mapping));
        self.mapping.values(&Person {
            groups,
            manager: manager.as_ref(),
            overrides: &self.overrides,
            first: &self.first,
            ..Person::new(&self.id, object)
        })
    }

    /// The fields whose values would be others if the person were in no group.
    fn made_of_groups(&self) -> BTreeSet<String> {
        let mut alone = self.object.clone();
        alone.remove("groups");
        let without = self.values_in(&[], &alone);
        let differing = self.values().into_iter().filter(|now| {
            let value = value_of(&without, &now.key);
            value != now.value.as_ref().map(|(value, _)| value)
        });
        differing.map(|now| now.key).collect()
    }
}

impl ManagerState {
    fn seen_by(&self, mapping: &Mapping) -> Manager {
        mapping.manager(&Person {
            groups: &self.groups,
            overrides: &self.overrides,
            first: &self.first,
            ..Person::new(&self.id, &self.object)
        })
    }
}

fn value_of<'v>(values: &'v [FieldValue], key: &str) -> Option<&'v Value> {
    let field = values.iter().find(|field| field.key == key)?;
    field.value.as_ref().map(|(value, _)| value)
}

/// When the values of these fields last changed, in their order.
///
/// # Errors
/// Only the database's own.
pub(super) fn explained(
    conn: &mut Conn,
    scope: &Scope<'_>,
    current: &Current,
    record: &Record,
    fields: Vec<SmartField>,
) -> Result<Vec<ExplainedField>> {
    let mut state = State {
        mapping: current.mapping.clone(),
        id: record.id.clone(),
        object: record.object.clone(),
        groups: groups(&record.object),
        overrides: record.overrides.clone(),
        first: record.first.clone(),
        manager: events::manager(conn, scope, &current.mapping, &record.object)?,
        exists: true,
    };
    let of_groups = state.made_of_groups();
    let now = state.values();
    let mut open: BTreeSet<&str> = now.iter().map(|field| field.key.as_str()).collect();
    let mut changed = Vec::new();
    for event in events::before(
        conn,
        scope,
        current.version,
        record,
        &state,
        !of_groups.is_empty(),
    )? {
        if open.is_empty() {
            break;
        }
        match &event.undo {
            Undo::End => break,
            Undo::EndOfGroups => open.retain(|key| !of_groups.contains(*key)),
            undo => undo.apply(conn, scope, &mut state)?,
        }
        let then = state.values();
        let differs = |key: &str| value_of(&then, key) != value_of(&now, key);
        let (settled, left): (BTreeSet<_>, _) = open.into_iter().partition(|key| {
            // What stands there by hand was set by hand, though it may say the same as before.
            differs(key)
                || matches!(&event.undo, Undo::Hand(field) if field == key && by_hand(&fields, key))
        });
        open = left;
        let certain = |key: &str| !of_groups.contains(key);
        changed.extend(
            settled
                .into_iter()
                .map(|key| (key.to_owned(), event.changed(certain(key)))),
        );
    }
    let fields = fields.into_iter().map(|field| {
        let found = changed.iter().find(|(key, _)| *key == field.key);
        let changed = found.map(|(_, changed)| changed.clone());
        ExplainedField { field, changed }
    });
    Ok(fields.collect())
}

fn by_hand(fields: &[SmartField], key: &str) -> bool {
    let field = fields.iter().find(|field| field.key == key);
    field.is_some_and(SmartField::is_by_hand)
}

/// The groups that a rendered person is in, by id and name.
fn groups(object: &Object) -> Vec<(String, String)> {
    let groups = object.get("groups").and_then(Value::as_array);
    let text =
        |group: &Value, name: &str| group.get(name).and_then(Value::as_str).map(str::to_owned);
    let groups = groups.into_iter().flatten();
    groups
        .filter_map(|group| Some((text(group, "value")?, text(group, "display")?)))
        .collect()
}

impl Event {
    fn changed(&self, certain: bool) -> Changed {
        Changed {
            at: self.at,
            what: match self.undo {
                Undo::Person(_) => What::Person,
                Undo::Manager(_) | Undo::ManagerHand(_) => What::Manager,
                Undo::Joined(_) | Undo::Renamed { .. } | Undo::EndOfGroups => What::Group,
                Undo::Hand(_) => What::Hand,
                Undo::Mapping(_) | Undo::Kept(_) | Undo::End => What::Mapping,
            },
            by: self.by.clone(),
            request_id: self.request_id.clone(),
            version: match self.undo {
                Undo::Mapping(version) => Some(version),
                _ => None,
            },
            certain,
        }
    }
}
