//! Who else says something of somebody: the attributes that another connection wrote last.

use std::collections::{BTreeMap, BTreeSet};

use rollcall_okta::plan::Owned;
use rollcall_storage::changes::{self, Change};
use rollcall_storage::{Conn, connections, resources::Stored};
use scim_core::{Object, fold};
use serde_json::Value;
use uuid::Uuid;

use crate::Result;

/// Changes of one person that are looked at, the newest first.
const CHANGES_MAX: i64 = 200;

/// Who wrote somebody's attributes last, as far as the log of changes tells.
#[derive(Debug, Default)]
pub(super) struct Writers {
    /// By attribute, folded: whether it was this connection.
    own: BTreeMap<String, bool>,
    /// Whether another connection wrote them at all.
    pub(super) has_others: bool,
}

/// Reads who wrote somebody.
///
/// # Errors
/// Only the database's own.
pub(super) fn writers(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    person: &Stored,
) -> Result<Writers> {
    let all = changes::of_resource(conn, tenant, person.id, i64::MAX, CHANGES_MAX)?;
    let others: BTreeSet<Uuid> = all.iter().filter_map(|it| it.connection_id).collect();
    let mut ended = BTreeSet::new();
    for other in others.into_iter().filter(|it| *it != connection) {
        let found = connections::find(conn, tenant, other)?;
        if found.is_none_or(|it| it.disconnected.is_some()) {
            ended.insert(other);
        }
    }
    Ok(Writers::of(&all, connection, &ended, &person.attributes))
}

impl Writers {
    fn of(all: &[Change], connection: Uuid, ended: &BTreeSet<Uuid>, attributes: &Object) -> Self {
        let mut writers = Self::default();
        for change in all {
            // What is done here by an administrator, or by itself, is no connection's word.
            let Some(by) = change.connection_id else {
                continue;
            };
            writers.has_others |= by != connection;
            // It says nothing any more, so nobody gives way to it.
            if ended.contains(&by) {
                continue;
            }
            for side in [&change.before, &change.after] {
                for name in side.iter().filter_map(|it| it.as_object()).flat_map(named) {
                    writers.own.entry(name).or_insert(by == connection);
                }
            }
        }
        let is_whole = all.iter().any(|change| change.operation == "created");
        if !is_whole {
            // What was written before what is kept: whoever did is not known, so it is left alone.
            let was_first = all.iter().filter_map(|it| it.connection_id).next_back();
            let own = was_first == Some(connection) && !writers.has_others;
            writers.has_others |= !own;
            for name in named(attributes) {
                writers.own.entry(name).or_insert(own);
            }
        }
        writers
    }

    /// The attributes that others wrote last.
    pub(super) fn owned(&self) -> Owned {
        let others = self.own.iter().filter(|(_, own)| !**own);
        Owned::named(others.map(|(name, _)| name.as_str()))
    }

    fn is_own(&self, name: &str) -> bool {
        self.own.get(&*fold(name)).copied().unwrap_or(false)
    }

    /// What somebody becomes of whom the source says `says`, of which what others are believed about is left out already: all else
    /// stays, but for what this connection wrote and the source does not say any more.
    pub(super) fn laid_over(&self, attributes: &Object, says: &Object) -> Object {
        let mut laid = attributes.clone();
        laid.retain(|name, value| match value {
            Value::Object(extension) if is_extension(name) => {
                let said = member(says, name).and_then(Value::as_object);
                extension.retain(|inner, _| {
                    said.is_some_and(|said| member(said, inner).is_some())
                        || !self.is_own(&format!("{name}:{inner}"))
                });
                !extension.is_empty()
            }
            _ => member(says, name).is_some() || name == "active" || !self.is_own(name),
        });
        for (name, value) in says.iter().filter(|(name, _)| *name != "schemas") {
            match value {
                Value::Object(extension) if is_extension(name) => {
                    let known = laid.keys().find(|it| fold(it) == fold(name)).cloned();
                    let place = laid.entry(known.unwrap_or_else(|| name.clone()));
                    let place = place.or_insert_with(|| Value::Object(Object::new()));
                    if let Some(place) = place.as_object_mut() {
                        extension
                            .iter()
                            .for_each(|(name, value)| put(place, name, value));
                    }
                }
                _ => put(&mut laid, name, value),
            }
        }
        laid
    }
}

fn put(object: &mut Object, name: &str, value: &Value) {
    let known = object.keys().find(|it| fold(it) == fold(name)).cloned();
    object.insert(known.unwrap_or_else(|| name.to_owned()), value.clone());
}

fn member<'o>(object: &'o Object, name: &str) -> Option<&'o Value> {
    object
        .iter()
        .find(|(it, _)| fold(it) == fold(name))
        .map(|(_, value)| value)
}

/// The names of attributes, those of extensions with the extension before them, folded.
fn named(object: &Object) -> Vec<String> {
    let mut names = Vec::new();
    for (name, value) in object {
        match value {
            Value::Object(extension) if is_extension(name) => names.extend(
                extension
                    .keys()
                    .map(|inner| fold(&format!("{name}:{inner}")).into_owned()),
            ),
            _ => names.push(fold(name).into_owned()),
        }
    }
    names
}

fn is_extension(name: &str) -> bool {
    name.get(..4)
        .is_some_and(|urn| urn.eq_ignore_ascii_case("urn:"))
}

#[cfg(test)]
mod tests {
    use rollcall_okta::plan::{Priorities, Winner, reduce};
    use serde_json::json;

    use super::*;

    const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    fn change(by: Option<Uuid>, operation: &str, before: &Value, after: &Value) -> Change {
        Change {
            seq: 1,
            at: 1,
            resource_type: "User".to_owned(),
            resource_id: Uuid::nil(),
            operation: operation.to_owned(),
            version: 1,
            connection_id: by,
            request_id: None,
            before: Some(before.clone()),
            after: Some(after.clone()),
            document: None,
            external_id: None,
            etag: None,
        }
    }

    fn object(value: &Value) -> Object {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn the_last_writer_of_each_attribute_owns_it() {
        let (pull, push) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let here = object(&json!({
            "userName": "ada@x.example", "title": "Pilot", "nickName": "Ada", "locale": "de", ENTERPRISE: {"department": "Air", "division": "A"},
        }));
        let all = [
            change(
                Some(push),
                "modified",
                &json!({"title": "?"}),
                &json!({"title": "Pilot"}),
            ),
            change(
                None,
                "modified",
                &json!({"nickName": "?"}),
                &json!({"nickName": "Ada"}),
            ),
            change(
                Some(pull),
                "replaced",
                &json!({}),
                &json!({"nickName": "?", ENTERPRISE: {"division": "A"}}),
            ),
            change(
                Some(push),
                "created",
                &json!({}),
                &json!({"userName": "ada@x.example", "locale": "de", ENTERPRISE: {"department": "Air"}}),
            ),
        ];
        let writers = Writers::of(&all, pull, &BTreeSet::new(), &here);
        assert!(writers.has_others);
        let says = object(&json!({
            "schemas": [ENTERPRISE], "userName": "ada@y.example", "title": "Boss", "timezone": "UTC", ENTERPRISE: {"department": "Sea"},
        }));
        let reduced = reduce(&says, &writers.owned(), &Priorities::default());
        let laid = writers.laid_over(&here, &reduced);
        assert_eq!(
            Value::Object(laid),
            json!({
                "userName": "ada@x.example", "title": "Pilot", "locale": "de", "timezone": "UTC", ENTERPRISE: {"department": "Air"},
            }),
            "nickName and division were the pull's, which says nothing of them any more"
        );
        let pulls = Priorities::new(Winner::Push, [("TITLE", Winner::Pull)]);
        let reduced = reduce(&says, &writers.owned(), &pulls);
        let laid = writers.laid_over(&here, &reduced);
        assert_eq!(
            (&laid["title"], &laid["userName"]),
            (&json!("Boss"), &json!("ada@x.example"))
        );
    }

    #[test]
    fn what_was_written_before_what_is_kept_is_left_alone_unless_it_was_only_us() {
        let (pull, push) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let here = object(&json!({"title": "Pilot"}));
        assert!(Writers::of(&[], pull, &BTreeSet::new(), &here).has_others);
        let own = [change(
            Some(pull),
            "modified",
            &json!({}),
            &json!({"nickName": "A"}),
        )];
        let own = Writers::of(&own, pull, &BTreeSet::new(), &here);
        assert!(!own.has_others && own.is_own("title"));
        let other = [change(
            Some(push),
            "modified",
            &json!({}),
            &json!({"nickName": "A"}),
        )];
        let other = Writers::of(&other, pull, &BTreeSet::new(), &here);
        assert!(!other.is_own("title"));
    }

    #[test]
    fn nobody_gives_way_to_a_connection_that_has_ended() {
        let (pull, ended) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let here = object(&json!({"title": "Pilot", "nickName": "Ada", "active": false}));
        let all = [
            change(
                Some(ended),
                "modified",
                &json!({"active": true}),
                &json!({"active": false}),
            ),
            change(
                Some(ended),
                "created",
                &json!({}),
                &json!({"title": "Pilot", "nickName": "Ada", "active": true}),
            ),
        ];
        let writers = Writers::of(&all, pull, &BTreeSet::from([ended]), &here);
        let says = object(&json!({"title": "Boss", "active": true}));
        let reduced = reduce(&says, &writers.owned(), &Priorities::default());
        assert_eq!(
            Value::Object(writers.laid_over(&here, &reduced)),
            json!({"title": "Boss", "nickName": "Ada", "active": true}),
            "what it alone said stays"
        );
    }
}
