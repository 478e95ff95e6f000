//! PATCH requests by lot (RFC 7644 section 3.5.2) with the resource they act on, and what they can be made simpler to.

use super::random::Random;
use super::vocabulary::{
    Attribute, CORE, ENTERPRISE, EXTENSION, GROUP, Kind, USER, group, member, person, some_of,
};
use serde_json::{Map, Value, json};

/// What stands for the name that is new in each attempt.
pub(super) const NAME: &str = "{name}";

/// Paths that are wrong, or that name what a client may not write.
const ODD_PATHS: &[&str] = &[
    "id",
    "meta",
    "meta.created",
    "groups",
    "schemas",
    "noSuchAttribute",
    "name.noSuchPart",
    "emails[type eq \"work\"].noSuchPart",
    "emails[type eq]",
    "emails[type eq \"work\"",
    "emails[0]",
    "emails[]",
    "userName[value eq \"x\"]",
    "name..familyName",
    "",
    "emails.",
    "urn:example:nowhere:1.0:Thing:attribute",
    "emails[noSuchPart eq \"x\"]",
    "displayName.part",
    "emails[type eq \"work\"].value.part",
    "name[givenName eq \"Ada\"]",
    "emails.value",
    "emails.type",
];

/// A resource and the one PATCH that is sent to it.
#[derive(Debug, Clone)]
pub(super) struct Patch {
    /// `Users` or `Groups`.
    pub(super) endpoint: &'static str,
    /// What is created first; its name is [`NAME`].
    pub(super) document: Value,
    pub(super) operations: Vec<Value>,
}

impl Patch {
    /// A PATCH by lot; `people` is how many `{id:N}` there are.
    pub(super) fn by_lot(random: &mut Random, people: usize) -> Patch {
        let of_group = random.chance(18);
        let document = if of_group {
            group(NAME, people.min(5), random)
        } else {
            person(NAME, random)
        };
        let count = 1 + random.below(4);
        let operation = |random: &mut Random| {
            if of_group {
                on_group(random, people.min(5))
            } else {
                on_person(random)
            }
        };
        Patch {
            endpoint: if of_group { "Groups" } else { "Users" },
            document,
            operations: (0..count).map(|_| operation(random)).collect(),
        }
    }

    /// PATCHes one step simpler, the simplest first.
    pub(super) fn simpler(&self) -> Vec<Patch> {
        let bare = json!({"schemas": [USER], "userName": NAME, "active": true});
        let mut all = Vec::new();
        if self.endpoint == "Users" && self.document != bare {
            all.push(Patch {
                document: bare,
                ..self.clone()
            });
        }
        if self.endpoint == "Users" && self.document.get("active").is_none() {
            let mut document = self.document.clone();
            document["active"] = json!(true);
            all.push(Patch {
                document,
                ..self.clone()
            });
        }
        if self.operations.len() > 1 {
            all.extend((0..self.operations.len()).map(|at| Patch {
                operations: without(&self.operations, at),
                ..self.clone()
            }));
            all.extend((0..self.operations.len()).filter_map(|at| self.begun_with(at)));
        }
        all.extend(
            simpler_document(&self.document)
                .into_iter()
                .map(|document| Patch {
                    document,
                    ..self.clone()
                }),
        );
        for (at, operation) in self.operations.iter().enumerate() {
            for value in operation
                .get("value")
                .map(simpler_value)
                .unwrap_or_default()
            {
                let mut simpler = self.clone();
                simpler.operations[at]["value"] = value;
                all.push(simpler);
            }
        }
        all
    }
}

impl Patch {
    /// The same, where the document has from the start what an operation would give a whole attribute: what a later operation makes of it is
    /// then seen alone.
    fn begun_with(&self, at: usize) -> Option<Patch> {
        let operation = self.operations.get(at)?;
        let attribute = operation["path"].as_str()?;
        let value = operation.get("value").filter(|value| !value.is_null())?;
        let is_name = ["userName", "displayName", "schemas"]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(attribute));
        if is_name || attribute.is_empty() || attribute.contains(['[', '.', ':']) {
            return None;
        }
        let mut document = self.document.as_object()?.clone();
        document.retain(|name, _| !name.eq_ignore_ascii_case(attribute));
        document.insert(attribute.to_owned(), value.clone());
        Some(Patch {
            endpoint: self.endpoint,
            document: Value::Object(document),
            operations: without(&self.operations, at),
        })
    }
}

fn without(list: &[Value], at: usize) -> Vec<Value> {
    let mut shorter = list.to_vec();
    shorter.remove(at);
    shorter
}

/// The document without one of its attributes, or with less in one of them.
fn simpler_document(document: &Value) -> Vec<Value> {
    let Some(object) = document.as_object() else {
        return Vec::new();
    };
    let mut all = Vec::new();
    let needed = |name: &str, value: &Value| matches!(name, "schemas" | "active") || value == NAME;
    for (name, value) in object.iter().filter(|(name, value)| !needed(name, value)) {
        let mut smaller = object.clone();
        smaller.remove(name);
        if name == ENTERPRISE {
            smaller.insert("schemas".into(), json!([USER]));
        }
        all.push(Value::Object(smaller));
        for part in simpler_value(value) {
            let mut smaller = object.clone();
            smaller.insert(name.clone(), part);
            all.push(Value::Object(smaller));
        }
    }
    all
}

/// An object with one member less, an array with one element less (never none), or with less in one of them.
fn simpler_value(value: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Object(object) if object.len() > 1 => {
            for name in object.keys() {
                let mut smaller = object.clone();
                smaller.remove(name);
                all.push(Value::Object(smaller));
            }
        }
        Value::Array(list) if list.len() > 1 => {
            all.extend((0..list.len()).map(|at| Value::Array(without(list, at))));
        }
        _ => {}
    }
    match value {
        Value::Object(object) => {
            for (name, part) in object {
                for part in simpler_value(part) {
                    let mut smaller = object.clone();
                    smaller.insert(name.clone(), part);
                    all.push(Value::Object(smaller));
                }
            }
        }
        Value::Array(list) => {
            for (at, part) in list.iter().enumerate() {
                for part in simpler_value(part) {
                    let mut smaller = list.clone();
                    smaller[at] = part;
                    all.push(Value::Array(smaller));
                }
            }
        }
        _ => {}
    }
    all
}

fn verb(random: &mut Random) -> &'static str {
    let verb: &&str = random.pick(&["add", "add", "replace", "replace", "remove"]);
    verb
}

fn operation(op: &str, path: Option<String>, value: Value) -> Value {
    let mut object = Map::from_iter([("op".to_owned(), json!(op))]);
    if let Some(path) = path {
        object.insert("path".into(), json!(path));
    }
    if op != "remove" {
        object.insert("value".into(), value);
    }
    Value::Object(object)
}

fn on_group(random: &mut Random, people: usize) -> Value {
    let op = verb(random);
    let some = |random: &mut Random| -> Value {
        (0..people)
            .filter(|_| random.chance(40))
            .map(member)
            .collect()
    };
    let one = random.below(people);
    match random.below(10) {
        0 => operation(
            op,
            Some("displayName".into()),
            json!(NAME.to_owned() + " renamed"),
        ),
        1 => operation(op, Some("externalId".into()), json!("E-1")),
        2 if op != "remove" => operation(
            op,
            None,
            json!({"externalId": "E-2", "members": some(random)}),
        ),
        3 => operation("remove", Some("members".into()), Value::Null),
        4..=6 => operation(
            "remove",
            Some(format!("members[value eq \"{{id:{one}}}\"]")),
            Value::Null,
        ),
        7 => operation(op, Some("members".into()), member(one)),
        8 => operation(op, Some(format!("{GROUP}:members")), some(random)),
        _ => operation(op, Some("members".into()), some(random)),
    }
}

fn on_person(random: &mut Random) -> Value {
    let op = verb(random);
    match random.below(20) {
        0 => operation(op, Some((*random.pick(ODD_PATHS)).to_owned()), json!("x")),
        1 => operation(
            op,
            Some("userName".into()),
            if random.chance(70) {
                json!(NAME.to_owned() + "-renamed")
            } else {
                json!("{userName:0}")
            },
        ),
        2..=4 if op == "remove" => operation(
            op,
            random.chance(50).then(|| ENTERPRISE.to_owned()),
            Value::Null,
        ),
        2 => operation(op, None, Value::Object(some_of(CORE, random))),
        3 => operation(op, None, json!({ENTERPRISE: some_of(EXTENSION, random)})),
        4 => {
            let attribute = random.pick(EXTENSION);
            operation(
                op,
                None,
                json!({format!("{ENTERPRISE}:{}", attribute.name): attribute.whole_value(random)}),
            )
        }
        5 => operation(
            op,
            Some(ENTERPRISE.into()),
            Value::Object(some_of(EXTENSION, random)),
        ),
        6..=8 => on_attribute(
            op,
            &format!("{ENTERPRISE}:"),
            random.pick(EXTENSION),
            random,
        ),
        at => on_attribute(
            op,
            if at == 9 {
                "urn:ietf:params:scim:schemas:core:2.0:User:"
            } else {
                ""
            },
            random.pick(CORE),
            random,
        ),
    }
}

/// An operation on `attribute` (prefixed by its schema or not), as a whole, on its elements, or on one of its parts.
fn on_attribute(op: &str, prefix: &str, attribute: &Attribute, random: &mut Random) -> Value {
    let name = format!("{prefix}{}", random.perhaps_recased(attribute.name));
    let sub = (!attribute.subs.is_empty())
        .then(|| random.below(attribute.subs.len()))
        .map(|at| &attribute.subs[at]);
    let (path, value) = match (sub, attribute.many) {
        (Some(sub), true) => match random.below(10) {
            0..=2 => (name, attribute.whole_value(random)),
            3 => (name, attribute.value(random)),
            4..=5 => (
                format!("{name}[{}]", chooser(attribute, random)),
                attribute.value(random),
            ),
            _ => (
                format!(
                    "{name}[{}].{}",
                    chooser(attribute, random),
                    random.perhaps_recased(sub.name)
                ),
                sub.value(random),
            ),
        },
        (Some(sub), false) if random.chance(65) => (
            format!("{name}.{}", random.perhaps_recased(sub.name)),
            sub.value(random),
        ),
        _ => (name, attribute.value(random)),
    };
    let value = if random.chance(7) {
        odd_value(random)
    } else {
        value
    };
    operation(op, Some(path), value)
}

/// A filter on an element's parts, most often one that a document's element may meet.
fn chooser(attribute: &Attribute, random: &mut Random) -> String {
    let one = |random: &mut Random| {
        let sub = &attribute.subs[random.below(attribute.subs.len())];
        match sub.kind {
            Kind::Boolean => format!("{} eq true", sub.name),
            _ if random.chance(12) => format!("{} pr", sub.name),
            _ => {
                let operator = *random.pick(&["eq", "eq", "eq", "ne", "co", "sw"]);
                format!(
                    "{} {operator} {}",
                    sub.name,
                    Value::from(sub.sample(random))
                )
            }
        }
    };
    if random.chance(55) {
        return format!(
            "type eq \"{}\"",
            random.pick(&["work", "home", "other", "WORK"])
        );
    }
    let first = one(random);
    match random.below(8) {
        0 => format!("{first} and {}", one(random)),
        1 => format!("{first} or {}", one(random)),
        2 => format!("not ({first})"),
        _ => first,
    }
}

fn odd_value(random: &mut Random) -> Value {
    random
        .pick(&[
            json!(null),
            json!(""),
            json!([]),
            json!({}),
            json!(5),
            json!("text"),
            json!(true),
            json!({"noSuchPart": 1}),
        ])
        .clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_operation_prepares_may_be_there_from_the_start() {
        let replace =
            json!({"op": "replace", "path": "PHONENUMBERS", "value": [{"primary": true}]});
        let add = json!({"op": "add", "path": "phoneNumbers[type pr].primary", "value": true});
        let patch = Patch {
            endpoint: "Users",
            document: json!({"userName": NAME, "phoneNumbers": []}),
            operations: vec![replace, add.clone()],
        };
        let begun = patch.begun_with(0).unwrap();
        assert_eq!(begun.operations, [add]);
        assert_eq!(
            begun.document,
            json!({"userName": NAME, "PHONENUMBERS": [{"primary": true}]})
        );
        assert!(patch.begun_with(1).is_none(), "no whole attribute");
    }
}
