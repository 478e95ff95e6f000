//! What a disagreement looks like, in words that the patterns of a class are matched with.

use super::disagreement::{Asked, Disagreement, Outcome};
use super::reading::Comparison;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

type Features = BTreeMap<&'static str, String>;

impl Disagreement {
    /// What classes are matched with.
    ///
    /// Of every one: `kind` (`create`, `filter`, `patch`), `endpoint`, `document` (JSON without blanks), `first` and `second` (`found`,
    /// `resource`, `torn`, or a status with its scimType), `first_detail`, `second_detail`.
    ///
    /// Of two resources: `differs` (the attributes that differ, with both values as JSON: `title: "a" / null`), `repeats` (which of them
    /// has elements twice and is otherwise the same: `first`, `second`, `none`; `second but for primary` where the first server did not keep
    /// the primary one of them).
    ///
    /// Of a filter: `filter`, `path` (the first attribute that it names, in lower case, without its schema). Of one with a single
    /// comparison: `operator`, `value` as it is written. Of two lists: `finds` (which server finds the person of `document`), and of a comparison with a
    /// text, or of comparisons inside one value path, by which of the four ways to compare texts each server's answer for that person is right:
    /// `first_reads`, `second_reads` (words of `exact composed lowered folded`, the last two ignoring case). Of one list: `found` (`nobody`, `somebody`).
    ///
    /// Of a PATCH: `operations`, `keeps` (which server leaves the resource as it was: `first`, `second`, `both`, `none`). Of one with a
    /// single operation: `operation` as JSON, `op`, `form` of its path (`none`, `attribute`, `part`, `element`, `part of element`), `had`
    /// (what the resource had of that attribute: `one`, `several` of an array, `no`), `elsewhere` (whether the resources differ in another one: `yes`, `no`).
    #[must_use]
    pub fn features(&self) -> BTreeMap<&'static str, String> {
        let mut features = BTreeMap::from([
            ("endpoint", self.endpoint.clone()),
            ("document", self.document.to_string()),
            ("first", self.first.word()),
            ("second", self.second.word()),
            ("first_detail", self.first.detail().to_owned()),
            ("second_detail", self.second.detail().to_owned()),
        ]);
        if let (Outcome::Resource(first), Outcome::Resource(second)) = (&self.first, &self.second) {
            features.insert("differs", differences(first, second));
            features.insert("repeats", repeats(first, second).into());
        }
        match &self.asked {
            Asked::Create => {
                features.insert("kind", "create".into());
            }
            Asked::Filter(filter) => self.of_filter(filter, &mut features),
            Asked::Patch(operations) => self.of_patch(operations, &mut features),
        }
        features
    }

    fn of_filter(&self, filter: &str, features: &mut Features) {
        features.insert("kind", "filter".into());
        features.insert("path", first_path(filter));
        features.insert("filter", filter.to_owned());
        let comparison = Comparison::read(filter);
        if let Some((operator, value)) = comparison.as_ref().and_then(Comparison::single) {
            features.insert("operator", operator.to_owned());
            features.insert("value", value.to_string());
        }
        match (&self.first, &self.second) {
            (Outcome::Found(first), Outcome::Found(second)) => {
                let first_finds = first_finds(first, second);
                let who = if first_finds { "first" } else { "second" };
                features.insert("finds", who.into());
                if let Some(comparison) = comparison {
                    let reads = |finds| comparison.readings(&self.document, finds).join(" ");
                    features.insert("first_reads", reads(first_finds));
                    features.insert("second_reads", reads(!first_finds));
                }
            }
            (Outcome::Found(one), _) | (_, Outcome::Found(one)) => {
                let found = if one.is_empty() { "nobody" } else { "somebody" };
                features.insert("found", found.into());
            }
            _ => {}
        }
    }

    fn of_patch(&self, operations: &[Value], features: &mut Features) {
        features.insert("kind", "patch".into());
        features.insert("operations", Value::from(operations.to_vec()).to_string());
        let keeps = |outcome: &Outcome| match outcome {
            Outcome::Resource(resource) => *resource == self.before,
            Outcome::Refused { .. } => true,
            _ => false,
        };
        let keeps = match (keeps(&self.first), keeps(&self.second)) {
            (true, true) => "both",
            (true, false) => "first",
            (false, true) => "second",
            (false, false) => "none",
        };
        features.insert("keeps", keeps.into());
        let [operation] = operations else { return };
        features.insert("operation", operation.to_string());
        features.insert(
            "op",
            operation["op"].as_str().unwrap_or_default().to_lowercase(),
        );
        let path = operation["path"].as_str().unwrap_or_default();
        features.insert("form", form(path).into());
        let attribute = attribute_of(path);
        let yes_or_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        let had = match find(&self.before, &attribute) {
            Some(Value::Array(_)) => "several",
            Some(_) => "one",
            None => "no",
        };
        features.insert("had", had.into());
        if let (Outcome::Resource(first), Outcome::Resource(second)) = (&self.first, &self.second) {
            features.insert(
                "elsewhere",
                yes_or_no(differ_elsewhere(first, second, &attribute)),
            );
        }
    }
}

/// Whether it is the first server that finds the first person whom only one of the two finds.
fn first_finds(first: &[usize], second: &[usize]) -> bool {
    let alone =
        |one: &[usize], other: &[usize]| one.iter().find(|person| !other.contains(person)).copied();
    match (alone(first, second), alone(second, first)) {
        (Some(one), Some(other)) => one < other,
        (one, _) => one.is_some(),
    }
}

/// The attribute that a filter begins with, in lower case, without its schema.
fn first_path(filter: &str) -> String {
    let bare = filter.trim_start_matches('(');
    let end = bare.find([' ', '[']).unwrap_or(bare.len());
    let path = bare.get(..end).unwrap_or(bare);
    path.rsplit(':').next().unwrap_or(path).to_lowercase()
}

/// A path without its URN; those drawn by lot have colons before the attribute's name only, and in quotes.
fn without_schema(path: &str) -> &str {
    let end = path.find('[').unwrap_or(path.len());
    let start = path.get(..end).and_then(|head| head.rfind(':'));
    start.and_then(|at| path.get(at + 1..)).unwrap_or(path)
}

fn form(path: &str) -> &'static str {
    let bare = without_schema(path);
    match (
        bare.contains('['),
        bare.rsplit(']').next().unwrap_or(bare).contains('.'),
    ) {
        _ if bare.is_empty() => "none",
        (true, true) => "part of element",
        (true, false) => "element",
        (false, true) => "part",
        (false, false) => "attribute",
    }
}

fn attribute_of(path: &str) -> String {
    let bare = without_schema(path);
    let end = bare.find(['.', '[']).unwrap_or(bare.len());
    bare.get(..end).unwrap_or(bare).to_lowercase()
}

/// The attribute of that name, in any case, of the resource or of an extension.
fn find<'a>(resource: &'a Value, name: &str) -> Option<&'a Value> {
    let object = resource.as_object()?;
    let own = object
        .iter()
        .find(|(key, _)| key.to_lowercase() == name)
        .map(|(_, value)| value);
    let extensions = object.iter().filter(|(key, _)| key.contains(':'));
    own.or_else(|| {
        extensions
            .map(|(_, extension)| extension)
            .find_map(|extension| find(extension, name))
    })
}

fn differ_elsewhere(first: &Value, second: &Value, attribute: &str) -> bool {
    let rest = |resource: &Value| -> Map<String, Value> {
        let object = resource.as_object().cloned().unwrap_or_default();
        let mut rest = Map::new();
        for (name, mut value) in object {
            if let (true, Some(extension)) = (name.contains(':'), value.as_object_mut()) {
                extension.retain(|key, _| key.to_lowercase() != attribute);
            }
            // Which extensions are named follows from which have a value.
            if name != "schemas"
                && name.to_lowercase() != attribute
                && value != Value::Object(Map::new())
            {
                rest.insert(name, value);
            }
        }
        rest
    };
    rest(first) != rest(second)
}

/// Which of two resources has elements that the other has once, and is otherwise the same.
fn repeats(first: &Value, second: &Value) -> &'static str {
    if repeats_only(second, first, true) {
        "second"
    } else if repeats_only(first, second, true) {
        "first"
    } else if repeats_only(second, first, false) {
        "second but for primary"
    } else {
        "none"
    }
}

/// Whether every array of `many` is that of `once` with more of the same elements, of which the primary one was kept if `primary_kept`, and
/// everything else is the same.
fn repeats_only(many: &Value, once: &Value, primary_kept: bool) -> bool {
    let (Some(many), Some(once)) = (many.as_object(), once.as_object()) else {
        return false;
    };
    let same = |name: &String| match (many.get(name), once.get(name)) {
        (Some(Value::Array(many)), Some(Value::Array(once))) => {
            let is_kept = |element: &Value| {
                let is_primary = primary_kept && element["primary"] == true;
                once.iter().any(|other| {
                    same_element(element, other) && (!is_primary || other["primary"] == true)
                })
            };
            // One that has each attribute that one of them has, as one of them has it.
            let is_merged = |one: &Value| {
                let same = || many.iter().filter(|element| same_element(one, element));
                same().all(|element| has_names_of(one, element))
                    && one.as_object().is_some_and(|members| {
                        let mut all = members.iter();
                        all.all(|(name, value)| {
                            same().any(|element| element.get(name) == Some(value))
                        })
                    })
            };
            let is_one = |one: &Value| many.contains(one) || is_merged(one);
            once.iter().all(is_one) && many.iter().all(is_kept)
        }
        (one, other) => one == other,
    };
    many.keys().chain(once.keys()).all(same)
}

/// Whether `whole` has a member of each name that `part` has one of.
fn has_names_of(whole: &Value, part: &Value) -> bool {
    let mut names = part.as_object().into_iter().flat_map(|part| part.keys());
    names.all(|name| whole.get(name).is_some())
}

/// Whether two elements have the same type and value, or, without a value, all the same but for `primary`.
fn same_element(one: &Value, other: &Value) -> bool {
    let kind = |element: &Value| element["type"].as_str().map(str::to_lowercase);
    let value = |element: &Value| element.get("value").cloned();
    if value(one).is_some() || value(other).is_some() {
        return (kind(one), value(one)) == (kind(other), value(other));
    }
    let rest = |element: &Value| {
        let mut rest = element.as_object().cloned().unwrap_or_default();
        rest.remove("primary");
        rest
    };
    rest(one) == rest(other)
}

/// `name: one / other` for each attribute whose values differ.
fn differences(first: &Value, second: &Value) -> String {
    let (Some(one), Some(other)) = (first.as_object(), second.as_object()) else {
        return format!("{first} / {second}");
    };
    let names = one
        .keys()
        .chain(other.keys().filter(|name| !one.contains_key(*name)));
    let of = |object: &Map<String, Value>, name: &String| {
        object.get(name).cloned().unwrap_or(Value::Null)
    };
    names
        .filter(|name| one.get(*name) != other.get(*name))
        .map(|name| format!("{name}: {} / {}", of(one, name), of(other, name)))
        .collect::<Vec<_>>()
        .join(", ")
}
