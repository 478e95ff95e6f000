//! Twelve people with everything that goes wrong in directories, through every field and every format.

mod assignment;
mod bounds;
mod bundle;
mod company;
mod company_exports;
mod company_signatures;
mod definitions;
mod exports;
mod exports_manual;
mod extremes;
mod first;
mod manual;
mod properties;
mod reads;
mod signatures;
mod smart_field_exports;
mod smart_fields;
mod starters;
mod targets;

use scim_core::schema::Registry;
use scim_core::{Object, Rules, normalize};
use serde_json::Value;

use crate::{Manager, Overrides, Person};

/// A person of the fixture, as the server would hold them.
struct Someone {
    what: String,
    id: String,
    object: Object,
    groups: Vec<String>,
    manager: Option<Manager>,
    overrides: Overrides,
}

impl Someone {
    fn person(&self) -> Person<'_> {
        Person {
            id: &self.id,
            object: &self.object,
            groups: &self.groups,
            manager: self.manager.as_ref(),
            overrides: &self.overrides,
            ..Person::new(&self.id, &self.object)
        }
    }
}

/// The fixture: bodies as providers send them, brought into canonical form as the server does it.
fn people() -> Vec<Someone> {
    let fixture: Vec<Value> = serde_json::from_str(include_str!("people.json")).unwrap();
    fixture
        .iter()
        .enumerate()
        .map(|(place, entry)| someone(place + 1, entry))
        .collect()
}

fn someone(number: usize, entry: &Value) -> Someone {
    let registry = Registry::builtin();
    let users = registry.by_name("User").unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Someone {
        what: text(&entry["what"]).unwrap(),
        id: format!("p{number:02}"),
        object: normalize::resource(users, &entry["body"], Rules::ALL)
            .unwrap()
            .attributes,
        groups: entry["groups"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(text)
            .collect(),
        manager: entry
            .get("manager")
            .map(|m| manager(text(&m["name"]), text(&m["email"]))),
        overrides: Overrides::new(),
    }
}

/// A manager of whom these two are known.
fn manager(name: Option<String>, email: Option<String>) -> Manager {
    let values = [("full_name", name), ("email", email)];
    Manager {
        values: values
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?)))
            .collect(),
    }
}

/// A line's end made visible, since snapshots do not tell CRLF from LF.
fn shown(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap().replace('\r', "␍")
}
