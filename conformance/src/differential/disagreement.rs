//! Two servers' answers to the same request, where they are not the same.

use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Of a text no more than this is shown.
const SHOWN_CHARACTERS_MAX: usize = 2_000;

/// What one server made of a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An error: its status, its scimType (empty if none), its detail.
    Refused {
        /// The HTTP status.
        status: u16,
        /// RFC 7644 Table 9, or empty.
        scim_type: String,
        /// For people.
        detail: String,
    },
    /// The people that a filter finds, by number.
    Found(Vec<usize>),
    /// A resource, normalised.
    Resource(Value),
}

impl Outcome {
    /// Whether the two are the same as far as the RFCs say that they must be: the wording and the kind of an error are not compared.
    pub(super) fn agrees_with(&self, other: &Outcome) -> bool {
        match (self, other) {
            (Outcome::Refused { status: one, .. }, Outcome::Refused { status: two, .. }) => {
                one == two
            }
            _ => self == other,
        }
    }

    /// `found`, `resource`, or the status with the scimType.
    fn word(&self) -> String {
        match self {
            Outcome::Refused {
                status, scim_type, ..
            } => format!("{status} {scim_type}").trim_end().to_owned(),
            Outcome::Found(_) => "found".into(),
            Outcome::Resource(_) => "resource".into(),
        }
    }

    fn detail(&self) -> &str {
        if let Outcome::Refused { detail, .. } = self {
            detail
        } else {
            ""
        }
    }
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// POST of `document`.
    Create,
    /// GET /Users with this filter.
    Filter(String),
    /// PATCH of `document` with these operations.
    Patch(Vec<Value>),
}

/// The smallest exchange found in which two servers differ. `{id:3}` is the id that a server gave person 3, `{created:3}` the moment at which it
/// made them, `{name}` a new name.
#[derive(Debug, Clone, Serialize)]
pub struct Disagreement {
    /// `Users` or `Groups`.
    pub endpoint: String,
    /// What was asked.
    pub asked: Asked,
    /// The resource it is about; of a filter, the first person that only one of the two finds.
    pub document: Value,
    /// The answer of the first server.
    pub first: Outcome,
    /// The answer of the second server.
    pub second: Outcome,
    /// The name of its class, if it is explained.
    pub explained_by: Option<String>,
}

impl Disagreement {
    /// What explanations are matched with: `kind` (`create`, `filter`, `patch`), `endpoint`, `filter`, `operations` and `document` (JSON
    /// without blanks), `first` and `second` (`found`, `resource`, or a status with its scimType), `first_detail`, `second_detail`,
    /// `path` (the first attribute that a filter names, in lower case, without its schema), `finds` (which server finds the person of
    /// `document`), `repeats` (which resource has the same type and value twice in one attribute: `first`, `second`, `both`, `none`), `differs` (the attributes that differ, with both values as JSON: `title: "a" / null`).
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
        match &self.asked {
            Asked::Create => {
                features.insert("kind", "create".into());
            }
            Asked::Filter(filter) => {
                features.insert("kind", "filter".into());
                features.insert("path", first_path(filter));
                features.insert("filter", filter.clone());
            }
            Asked::Patch(operations) => {
                features.insert("kind", "patch".into());
                features.insert("operations", Value::from(operations.clone()).to_string());
            }
        }
        match (&self.first, &self.second) {
            (Outcome::Resource(first), Outcome::Resource(second)) => {
                features.insert("differs", differences(first, second));
                let who = match (repeats(first), repeats(second)) {
                    (true, true) => "both",
                    (true, false) => "first",
                    (false, true) => "second",
                    (false, false) => "none",
                };
                features.insert("repeats", who.into());
            }
            (Outcome::Found(first), Outcome::Found(second)) => {
                let first_alone = first.iter().find(|person| !second.contains(person));
                let second_alone = second.iter().find(|person| !first.contains(person));
                let who = match (first_alone, second_alone) {
                    (Some(one), Some(other)) if one < other => "first",
                    (Some(_), None) => "first",
                    _ => "second",
                };
                features.insert("finds", who.into());
            }
            _ => {}
        }
        features
    }

    /// Whether it may have more than one cause, so that a class that fits may not be the only one.
    pub(super) fn is_compound(&self) -> bool {
        match &self.asked {
            Asked::Create => false,
            Asked::Filter(filter) => [" and ", " or ", "not"]
                .iter()
                .any(|word| filter.to_lowercase().contains(word)),
            Asked::Patch(operations) => operations.len() > 1,
        }
    }

    /// Whether both are the same exchange, whatever the words of the errors.
    pub(super) fn is_same_as(&self, other: &Disagreement) -> bool {
        let bare = |one: &Disagreement| {
            let mut features = one.features();
            features.retain(|name, _| !name.ends_with("_detail"));
            features
        };
        bare(self) == bare(other)
    }

    /// Whether both are about the same sort of request.
    pub(super) fn asks_like(&self, other: &Disagreement) -> bool {
        std::mem::discriminant(&self.asked) == std::mem::discriminant(&other.asked)
    }

    /// The exchange for people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: &str| {
            let shown: String = value.chars().take(SHOWN_CHARACTERS_MAX).collect();
            let _infallible = writeln!(text, "    {name:<11}{shown}");
        };
        let features = self.features();
        for name in ["filter", "operations", "document", "differs", "finds"] {
            if let Some(value) = features.get(name) {
                line(name, value);
            }
        }
        for (name, outcome) in [("first", &self.first), ("second", &self.second)] {
            line(name, &format!("{} {}", outcome.word(), outcome.detail()));
        }
        text
    }
}

/// The attribute that a filter begins with, in lower case, without its schema.
fn first_path(filter: &str) -> String {
    let bare = filter.trim_start_matches('(');
    let end = bare.find([' ', '[']).unwrap_or(bare.len());
    let path = bare.get(..end).unwrap_or(bare);
    path.rsplit(':').next().unwrap_or(path).to_lowercase()
}

/// Whether an attribute of the resource has two elements of the same type and value, ignoring case.
fn repeats(resource: &Value) -> bool {
    let part = |element: &Value, name: &str| element[name].as_str().map(str::to_lowercase);
    let lists = resource
        .as_object()
        .into_iter()
        .flat_map(|object| object.values());
    lists.filter_map(Value::as_array).any(|list| {
        let mut seen: Vec<_> = list
            .iter()
            .map(|element| (part(element, "type"), part(element, "value")))
            .collect();
        seen.sort();
        seen.windows(2).any(|pair| pair[0] == pair[1])
    })
}

/// `name: one / other` for each attribute whose values differ.
fn differences(first: &Value, second: &Value) -> String {
    let (Some(one), Some(other)) = (first.as_object(), second.as_object()) else {
        return format!("{first} / {second}");
    };
    let names = one
        .keys()
        .chain(other.keys().filter(|name| !one.contains_key(*name)));
    let of = |object: &serde_json::Map<String, Value>, name: &String| {
        object.get(name).cloned().unwrap_or(Value::Null)
    };
    names
        .filter(|name| one.get(*name) != other.get(*name))
        .map(|name| format!("{name}: {} / {}", of(one, name), of(other, name)))
        .collect::<Vec<_>>()
        .join(", ")
}
