//! Making something that happened to a person not to have happened.

use rollcall_mapping::{Mapping, manager_id};
use rollcall_storage::Conn;
use rollcall_storage::changes::Change;
use rollcall_storage::resources::Scope;
use scim_core::Object;
use scim_core::schema::is_urn;
use serde_json::Value;

use super::events::{self, Undo};
use super::{ManagerState, State};
use crate::Result;
use crate::mappings::definition_of;

impl Undo {
    /// Brings the person to what they were before.
    ///
    /// # Errors
    /// Only the database's own.
    pub(super) fn apply(
        &self,
        conn: &mut Conn,
        scope: &Scope<'_>,
        state: &mut State,
    ) -> Result<()> {
        match self {
            Self::Person(change) if change.operation == "created" => state.exists = false,
            Self::Person(change) => {
                let named = manager_id(&state.object).map(str::to_owned);
                undo(&mut state.object, change);
                if manager_id(&state.object) != named.as_deref() {
                    // The one before, as they are now.
                    state.manager = events::manager(conn, scope, &state.mapping, &state.object)?;
                }
            }
            Self::Manager(change) => {
                let id = change.resource_id.to_string();
                let of_this = |it: &&mut ManagerState| it.id == id;
                if change.operation == "created" {
                    state.manager.take_if(|it| it.id == id);
                } else if let Some(manager) = state.manager.as_mut().filter(of_this) {
                    undo(&mut manager.object, change);
                }
            }
            Self::Joined(group) => {
                state.groups.retain(|(id, _)| id != group);
                regroup(state);
            }
            Self::Renamed { group, before } => {
                for (id, name) in &mut state.groups {
                    if id == group {
                        name.clone_from(before);
                    }
                }
                regroup(state);
            }
            Self::Hand(field) => {
                state.overrides.remove(field);
            }
            Self::ManagerHand(field) => {
                if let Some(manager) = &mut state.manager {
                    manager.overrides.remove(field);
                }
            }
            Self::Kept(field) => {
                state.first.remove(field);
            }
            Self::Mapping(version) => {
                let definition = definition_of(conn, scope.tenant, version - 1)?;
                state.mapping = Mapping::as_far_as_possible(&definition, scope.resource_type).0;
            }
            Self::End | Self::EndOfGroups => {}
        }
        Ok(())
    }
}

/// Brings the groups that the rendered person shows to those of the state.
fn regroup(state: &mut State) {
    let State { object, groups, .. } = state;
    let Some(Value::Array(shown)) = object.get_mut("groups") else {
        return;
    };
    shown.retain_mut(|shown| {
        let id = shown.get("value").and_then(Value::as_str);
        let known = groups.iter().find(|(group, _)| id == Some(group));
        if let (Some((_, name)), Value::Object(shown)) = (known, shown) {
            shown.insert("display".to_owned(), name.as_str().into());
        }
        known.is_some()
    });
}

/// A document as it was before a change.
fn undo(object: &mut Object, change: &Change) {
    let side = |side: &Option<Value>| side.as_ref().and_then(Value::as_object).cloned();
    let (before, after) = (side(&change.before), side(&change.after));
    restore(
        object,
        &before.unwrap_or_default(),
        &after.unwrap_or_default(),
        true,
    );
}

/// Takes back what [`scim_core::diff`] says: within an extension each attribute counts for itself.
fn restore(object: &mut Object, before: &Object, after: &Object, outer: bool) {
    let nothing = Object::new();
    let added = after.keys().filter(|key| !before.contains_key(*key));
    for key in before.keys().chain(added) {
        let part = |side: &'_ Object| side.get(key).cloned();
        match (object.get_mut(key), part(before), part(after)) {
            (Some(Value::Object(inner)), was, is)
                if outer && is_urn(key) && !is_whole(inner, is.as_ref()) =>
            {
                let was = was.as_ref().and_then(Value::as_object);
                let is = is.as_ref().and_then(Value::as_object);
                restore(
                    inner,
                    was.unwrap_or(&nothing),
                    is.unwrap_or(&nothing),
                    false,
                );
            }
            (_, Some(was), _) => {
                object.insert(key.clone(), was);
            }
            (_, None, _) => {
                object.remove(key);
            }
        }
    }
}

/// Whether a change names all that an extension has: it may have come with it, or have had nothing in common with before.
fn is_whole(inner: &Object, after: Option<&Value>) -> bool {
    after.and_then(Value::as_object) == Some(inner)
}

#[cfg(test)]
mod tests {
    use scim_core::diff::diff;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_change_says_is_undone() {
        let states = [
            json!({"userName": "a"}),
            json!({"userName": "a", "title": "x", "urn:a:1": {"b": 1, "c": {"d": 1}}}),
            json!({"userName": "b", "urn:a:1": {"c": {"e": 2}, "f": [1]}}),
            json!({"userName": "b", "urn:a:1": {"f": [1]}, "urn:b:1": {"x": 1}, "emails": [{"value": "x"}]}),
            json!({"emails": [{"value": "y"}], "urn:b:1": {"x": 2}}),
        ];
        for before in &states {
            for after in &states {
                let object = |value: &Value| value.as_object().cloned().unwrap();
                let Some((was, is)) = diff(&object(before), &object(after)) else {
                    continue;
                };
                let mut undone = object(after);
                restore(&mut undone, &was, &is, true);
                assert_eq!(undone, object(before), "{after} to {before}");
            }
        }
    }
}
