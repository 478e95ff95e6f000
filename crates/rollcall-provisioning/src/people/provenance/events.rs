//! What happened to a person and to what their values are made of, the latest first.

use std::collections::HashMap;

use rollcall_mapping::{Mapping, manager_id};
use rollcall_storage::changes::{self, Change};
use rollcall_storage::resources::Scope;
use rollcall_storage::{Conn, connections, first_values, id, mappings, overrides};
use scim_core::{Object, render};
use serde_json::Value;
use uuid::Uuid;

use super::super::{Record, first_of, in_groups, manager_row, names, read_overrides};
use super::{ManagerState, State};
use crate::Result;
use crate::mappings::BUILTIN_VERSION;

/// So many changes of the person are looked at, and so many of the manager.
const CHANGES_MAX: i64 = 200;
/// So many groups of the person, and so many changes of each.
const GROUPS_MAX: usize = 20;
const GROUP_CHANGES_MAX: i64 = 100;
/// So many versions of the mapping.
const VERSIONS_MAX: i64 = 10;

/// Something that happened.
pub(super) struct Event {
    pub(super) at: i64,
    pub(super) by: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) undo: Undo,
}

/// What makes it not to have happened.
pub(super) enum Undo {
    Person(Box<Change>),
    Manager(Box<Change>),
    /// The person came into the group of that id.
    Joined(String),
    Renamed {
        group: String,
        before: String,
    },
    /// The field was set by hand.
    Hand(String),
    /// It was set by hand for the manager.
    ManagerHand(String),
    /// The first value of the field was kept, since the sources said something else.
    Kept(String),
    /// This version was published.
    Mapping(i64),
    /// What happened earlier is not known: all of it, or to groups.
    End,
    EndOfGroups,
}

/// The manager of a person as they are now.
pub(super) fn manager(
    conn: &mut Conn,
    scope: &Scope<'_>,
    mapping: &Mapping,
    person: &Object,
) -> Result<Option<ManagerState>> {
    let Some(reference) = manager_id(person) else {
        return Ok(None);
    };
    let Some(stored) = manager_row(conn, scope, reference)? else {
        return Ok(None);
    };
    let uuid = stored.id;
    let mut set = overrides::of(conn, scope.tenant, &[uuid])?;
    let mut first = first_of(conn, scope, std::slice::from_ref(mapping), &[uuid])?;
    let relations = in_groups(conn, scope, uuid)?;
    let object = render::object(scope.resource_type, stored.into(), &relations, "");
    Ok(Some(ManagerState {
        id: uuid.to_string(),
        groups: names(relations),
        overrides: read_overrides(set.remove(&uuid).unwrap_or_default())?,
        first: first.remove(&uuid).unwrap_or_default(),
        object,
    }))
}

/// What happened, the latest first.
pub(super) fn before(
    conn: &mut Conn,
    scope: &Scope<'_>,
    version: i64,
    record: &Record,
    state: &State,
    with_groups: bool,
) -> Result<Vec<Event>> {
    let connections = connections::list(conn, scope.tenant)?.into_iter();
    let mut told = Told {
        connections: connections.map(|it| (it.id, it.name)).collect(),
        events: Vec::new(),
    };
    if let Some(id) = id::parse(&record.id) {
        let rows = changes::of_resource(conn, scope.tenant, id, i64::MAX, CHANGES_MAX)?;
        told.of_resource(rows, Undo::Person);
        told.by_hand(conn, scope, id, Undo::Hand)?;
    }
    if let Some(manager) = &state.manager
        && let Some(id) = id::parse(&manager.id)
    {
        let rows = changes::of_resource(conn, scope.tenant, id, i64::MAX, CHANGES_MAX)?;
        told.of_resource(rows, Undo::Manager);
        told.by_hand(conn, scope, id, Undo::ManagerHand)?;
    }
    if with_groups {
        told.of_groups(conn, scope, state)?;
    }
    // After what they were kept for.
    told.of_kept(conn, scope, record)?;
    told.of_versions(conn, scope, version)?;
    // Stable: what happened to one resource stays in order.
    told.events.sort_by_key(|event| std::cmp::Reverse(event.at));
    Ok(told.events)
}

struct Told {
    /// Names by ids.
    connections: HashMap<Uuid, String>,
    events: Vec<Event>,
}

impl Told {
    /// The changes of one resource; where its creation is not among them, what was earlier is not known.
    fn of_resource(&mut self, rows: Vec<Change>, undo: impl Fn(Box<Change>) -> Undo) {
        let knows_all = rows.iter().any(|row| row.operation == "created");
        let mut at = i64::MAX;
        for row in rows.into_iter().filter(|row| row.operation != "answered") {
            // Clocks of replicas differ, but of two changes the one with the greater number is the later.
            at = at.min(row.at);
            let event = self.event(at, &row, undo(Box::new(row.clone())));
            self.events.push(event);
        }
        if !knows_all {
            self.events.push(unknown(at, Undo::End));
        }
    }

    fn event(&self, at: i64, row: &Change, undo: Undo) -> Event {
        let connection = row.connection_id.and_then(|id| self.connections.get(&id));
        Event {
            at,
            by: connection.cloned(),
            request_id: row.request_id.clone(),
            undo,
        }
    }

    fn by_hand(
        &mut self,
        conn: &mut Conn,
        scope: &Scope<'_>,
        id: Uuid,
        undo: impl Fn(String) -> Undo,
    ) -> Result<()> {
        let mut set = overrides::of(conn, scope.tenant, &[id])?;
        for by_hand in set.remove(&id).unwrap_or_default() {
            self.events.push(Event {
                at: by_hand.set_at,
                by: Some(by_hand.set_by),
                request_id: None,
                undo: undo(by_hand.field),
            });
        }
        Ok(())
    }

    fn of_kept(&mut self, conn: &mut Conn, scope: &Scope<'_>, record: &Record) -> Result<()> {
        let Some(id) = id::parse(&record.id).filter(|_| !record.first.is_empty()) else {
            return Ok(());
        };
        let mut kept = first_values::of(conn, scope.tenant, &[id])?;
        for first in kept.remove(&id).unwrap_or_default() {
            self.events
                .push(unknown(first.kept_at, Undo::Kept(first.field)));
        }
        Ok(())
    }

    fn of_groups(&mut self, conn: &mut Conn, scope: &Scope<'_>, state: &State) -> Result<()> {
        for (group, _) in state.groups.iter().take(GROUPS_MAX) {
            let Some(uuid) = id::parse(group) else {
                continue;
            };
            let rows = changes::of_resource(conn, scope.tenant, uuid, i64::MAX, GROUP_CHANGES_MAX)?;
            let (mut at, mut has_joined) = (i64::MAX, false);
            for row in rows {
                at = at.min(row.at);
                if let Some(before) = renamed(&row) {
                    let group = group.clone();
                    let event = self.event(at, &row, Undo::Renamed { group, before });
                    self.events.push(event);
                }
                if joined(&row, &state.id) {
                    let event = self.event(at, &row, Undo::Joined(group.clone()));
                    self.events.push(event);
                    has_joined = true;
                    break;
                }
            }
            if !has_joined {
                self.events.push(unknown(at, Undo::EndOfGroups));
            }
        }
        if state.groups.len() > GROUPS_MAX {
            self.events.push(unknown(i64::MAX, Undo::EndOfGroups));
        }
        Ok(())
    }

    fn of_versions(&mut self, conn: &mut Conn, scope: &Scope<'_>, version: i64) -> Result<()> {
        let upto = version.saturating_add(1);
        let published = mappings::before(conn, scope.tenant, upto, VERSIONS_MAX)?;
        let first = BUILTIN_VERSION + 1;
        let knows_all = published.last().is_none_or(|last| last.version == first);
        let mut at = i64::MAX;
        for version in published {
            at = at.min(version.published_at);
            self.events.push(Event {
                at,
                by: Some(version.published_by),
                request_id: None,
                undo: Undo::Mapping(version.version),
            });
        }
        if !knows_all {
            self.events.push(unknown(at, Undo::End));
        }
        Ok(())
    }
}

fn unknown(at: i64, undo: Undo) -> Event {
    Event {
        at,
        by: None,
        request_id: None,
        undo,
    }
}

fn renamed(row: &Change) -> Option<String> {
    let name = |side: &Option<Value>| {
        let name = side.as_ref()?.get("displayName")?.as_str()?;
        Some(name.to_owned())
    };
    let before = name(&row.before)?;
    (name(&row.after).as_ref() != Some(&before)).then_some(before)
}

fn joined(row: &Change, person: &str) -> bool {
    let members = row.after.as_ref().and_then(|after| after.get("members"));
    let members = members.and_then(Value::as_array);
    members.is_some_and(|ids| ids.iter().any(|id| id == person))
}
