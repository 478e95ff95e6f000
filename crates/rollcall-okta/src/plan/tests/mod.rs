//! A small world of people here, a source, and what runs make of it.

mod cases;
mod priorities;
mod properties;

use std::collections::BTreeSet;

use scim_core::fold;
use serde_json::{Value, json};

use super::{
    Action, Adoption, Fingerprint, Local, Locals, Policy, Step, Written, gone, last, page,
};
use crate::source::Remote;

/// What connections decide unless they are told otherwise.
fn policy() -> Policy {
    Policy {
        adoption: Adoption::SameName,
        ids_are_unique: true,
        creates_inactive: false,
        reasserts: false,
        revision: "1".to_owned(),
    }
}

fn remote(external_id: &str, user_name: &str, title: &str, active: Option<bool>) -> Remote {
    let mut resource = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "externalId": external_id, "userName": user_name,
        "title": title,
    });
    if let Some(active) = active {
        resource["active"] = active.into();
    }
    Remote {
        external_id: external_id.to_owned(),
        user_name: user_name.to_owned(),
        resource: resource.as_object().unwrap().clone(),
        active,
        changed_micros: Some(1),
    }
}

fn local(id: &str, external_id: Option<&str>, user_name: &str, is_active: bool) -> Local {
    Local {
        id: id.to_owned(),
        external_id: external_id.map(str::to_owned),
        user_name: user_name.to_owned(),
        is_active,
        written: None,
    }
}

/// One whom the connection wrote in a time long past.
fn linked(id: &str, external_id: &str, user_name: &str, is_active: bool) -> Local {
    Local {
        written: Some(Written {
            external_id: external_id.to_owned(),
            fingerprint: Fingerprint::stored("old"),
            active: Some(is_active),
            changed_micros: Some(0),
        }),
        ..local(id, Some(external_id), user_name, is_active)
    }
}

/// People here, and what is done to them.
#[derive(Debug, Clone, Default)]
struct World {
    people: Vec<Local>,
    made: usize,
}

impl World {
    fn of(people: Vec<Local>) -> Self {
        Self { people, made: 0 }
    }

    fn locals(&self) -> Locals {
        Locals::new(self.people.clone())
    }

    fn apply(&mut self, steps: &[Step]) {
        for step in steps {
            let writes = matches!(
                step.action,
                Action::Create | Action::Update | Action::Reactivate | Action::Deactivate
            );
            assert_eq!(step.write.is_some(), writes, "{step:?}");
            let Some(write) = &step.write else { continue };
            let text = |name: &str| write.resource.get(name).and_then(Value::as_str);
            let active = write.resource.get("active").and_then(Value::as_bool);
            if step.action == Action::Create {
                self.made += 1;
                let id = format!("made{}", self.made);
                self.people.push(local(&id, None, "", true));
            }
            let person = match &step.person {
                Some(id) => self.people.iter_mut().find(|it| it.id == *id),
                None => self.people.last_mut(),
            };
            let person = person.unwrap();
            if let Some(id) = text("externalId") {
                person.external_id = Some(id.to_owned());
            }
            if let Some(name) = text("userName") {
                person.user_name = name.to_owned();
            }
            person.is_active = active.unwrap_or(person.is_active);
            person.written = Some(write.written.clone());
            let names: BTreeSet<_> = self.people.iter().map(|it| fold(&it.user_name)).collect();
            assert_eq!(
                names.len(),
                self.people.len(),
                "two with one name: {step:?}"
            );
        }
    }

    /// A full run over those pages, and all its last words.
    fn run(&mut self, pages: &[Vec<Remote>], policy: &Policy) -> Vec<Step> {
        let (mut said, mut waiting, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        for people in pages {
            seen.extend(people.iter().map(|it| it.external_id.clone()));
            self.step(people, policy, &mut said, &mut waiting);
        }
        loop {
            let before = waiting.len();
            let again = std::mem::take(&mut waiting);
            self.step(&again, policy, &mut said, &mut waiting);
            if waiting.len() == before {
                break;
            }
        }
        let steps = last(&waiting, &self.locals(), policy, &|id| {
            Some(seen.contains(id))
        });
        self.apply(&steps);
        said.extend(steps);
        let unseen = |it: &&Local| {
            it.written
                .as_ref()
                .is_some_and(|w| !seen.contains(&w.external_id))
        };
        let steps: Vec<_> = self.people.iter().filter(unseen).filter_map(gone).collect();
        self.apply(&steps);
        said.extend(steps);
        said
    }

    fn step(
        &mut self,
        people: &[Remote],
        policy: &Policy,
        said: &mut Vec<Step>,
        waiting: &mut Vec<Remote>,
    ) {
        let steps = page(people, &self.locals(), policy);
        assert_eq!(steps.len(), people.len());
        self.apply(&steps);
        for (step, remote) in steps.into_iter().zip(people) {
            if step.action == Action::Later {
                waiting.push(remote.clone());
            } else {
                said.push(step);
            }
        }
    }

    /// Everybody, without the ids that were given here.
    fn picture(&self) -> Vec<String> {
        let mut lines: Vec<_> = self
            .people
            .iter()
            .map(|it| {
                let link = it
                    .written
                    .as_ref()
                    .map(|written| (&written.external_id, written.active));
                format!(
                    "{} {:?} {} {link:?}",
                    it.user_name, it.external_id, it.is_active
                )
            })
            .collect();
        lines.sort();
        lines
    }
}
