//! Whom changes of resources concern. Pure.

use std::collections::{BTreeSet, HashMap};

use rollcall_storage::changes::Change as Row;
use rollcall_storage::id;
use scim_core::schema::{Registry, ResourceType};
use serde_json::Value;
use uuid::Uuid;

use super::Whom;
use super::cause::{Cause, Change};

/// Members whom one change names and who are looked at with it; more are a task.
const MEMBERS_AT_ONCE_MAX: usize = 200;

/// People from whom on no further change is taken: what is made of them all is in memory at once.
const PEOPLE_ENOUGH: usize = 200;

/// Whom some changes concern.
#[derive(Debug, Default)]
pub(super) struct Concerned {
    /// These people, each once, with their own change as the reason, or the first other one.
    pub(super) people: Vec<(Uuid, Cause)>,
    places: HashMap<Uuid, usize>,
    /// Those who name one of these references as their manager, whatever is seen of that person: it was made, deleted, or
    /// called otherwise.
    pub(super) reports: Vec<(Uuid, Vec<String>)>,
    /// More than can be looked at at once.
    pub(super) tasks: Vec<(Whom, Cause)>,
    /// The number of the last change that was taken.
    pub(super) last: Option<i64>,
}

impl Concerned {
    /// Whom these changes concern, one at least and as many as concern some hundred people; people are of this type.
    pub(super) fn by(changes: &[Row], registry: &Registry, people: &ResourceType) -> Self {
        let mut concerned = Self::default();
        for change in changes {
            if concerned.people.len() >= PEOPLE_ENOUGH {
                break;
            }
            concerned.last = Some(change.seq);
            if change.operation == "answered" {
                continue;
            }
            if change.resource_type == people.name {
                concerned.person(change, people);
            } else if registry
                .by_name(&change.resource_type)
                .is_some_and(ResourceType::has_members)
            {
                concerned.group(change);
            }
        }
        concerned
    }

    /// Adds somebody.
    pub(super) fn add(&mut self, id: Uuid, cause: &Cause) {
        let place = *self.places.entry(id).or_insert(self.people.len());
        match self.people.get_mut(place) {
            None => self.people.push((id, cause.clone())),
            // Whoever is deleted leaves their groups first.
            Some((_, known))
                if matches!((&known, cause), (Cause::Group { .. }, Cause::Person(_))) =>
            {
                *known = cause.clone();
            }
            Some(_) => {}
        }
    }

    fn person(&mut self, change: &Row, people: &ResourceType) {
        self.add(change.resource_id, &Cause::Person(by(change)));
        let unique = people.unique_attribute().map(|it| it.name.as_str());
        let name = |side: &Option<Value>| {
            let value = side.as_ref()?.get(unique?)?;
            Some(value.as_str()?.to_owned())
        };
        let names: BTreeSet<_> = [&change.before, &change.after]
            .into_iter()
            .filter_map(name)
            .collect();
        let comes_or_goes = matches!(change.operation.as_str(), "created" | "deleted");
        if comes_or_goes || !names.is_empty() {
            let mut references = vec![change.resource_id.to_string()];
            references.extend(names);
            self.reports.push((change.resource_id, references));
        }
    }

    fn group(&mut self, change: &Row) {
        let cause = Cause::Group {
            group: change.resource_id,
            by: by(change),
        };
        let members: Vec<_> = [&change.before, &change.after]
            .into_iter()
            .flat_map(named)
            .collect();
        if members.len() > MEMBERS_AT_ONCE_MAX {
            let whom = Whom::Named { change: change.seq };
            self.tasks.push((whom, cause.clone()));
        } else {
            for member in members {
                self.add(member, &cause);
            }
        }
        let differs = |side: &Option<Value>| {
            let keys = side.as_ref().and_then(Value::as_object);
            keys.is_some_and(|object| object.keys().any(|key| key != MEMBERS))
        };
        let comes_or_goes = matches!(change.operation.as_str(), "created" | "deleted");
        if !comes_or_goes && (differs(&change.before) || differs(&change.after)) {
            let whom = Whom::Members {
                group: change.resource_id,
            };
            self.tasks.push((whom, cause));
        }
    }
}

const MEMBERS: &str = "members";

fn by(change: &Row) -> Change {
    Change {
        change: change.seq,
        request: change.request_id.clone(),
    }
}

/// Whom one side of a change of a group names, in no order.
pub(super) fn named(side: &Option<Value>) -> Vec<Uuid> {
    let members = side.as_ref().and_then(|side| side.get(MEMBERS)?.as_array());
    let ids = members.into_iter().flatten();
    ids.filter_map(|member| id::parse(member.as_str()?))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn joined(seq: i64, count: usize) -> Row {
        let members: Vec<_> = (0..count).map(|_| Uuid::now_v7().to_string()).collect();
        Row {
            seq,
            at: 0,
            resource_type: "Group".to_owned(),
            resource_id: Uuid::now_v7(),
            operation: "patched".to_owned(),
            version: 2,
            connection_id: None,
            request_id: None,
            before: None,
            after: Some(json!({ MEMBERS: members })),
            document: None,
            external_id: None,
            etag: None,
        }
    }

    #[test]
    fn no_more_changes_are_taken_than_concern_some_hundred_people() {
        let registry = Registry::builtin();
        let people = registry.by_name("User").unwrap();
        let taken = |sizes: &[usize]| {
            let changes: Vec<_> = (1..).zip(sizes).map(|(seq, n)| joined(seq, *n)).collect();
            let concerned = Concerned::by(&changes, &registry, people);
            (
                concerned.people.len(),
                concerned.last,
                concerned.tasks.len(),
            )
        };
        assert_eq!(taken(&[]), (0, None, 0));
        assert_eq!(taken(&[1, 2, 3]), (6, Some(3), 0));
        assert_eq!(taken(&[150, 150, 150, 150]), (300, Some(2), 0));
        assert_eq!(taken(&[200, 1]), (200, Some(1), 0));
        assert_eq!(taken(&[201, 1]), (1, Some(2), 1));
    }
}
