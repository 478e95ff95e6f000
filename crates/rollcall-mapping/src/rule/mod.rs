//! Conditions over a person: SCIM filters that know smart fields too, as `fields.department`.

mod choices;

use std::collections::BTreeSet;

use jiff::civil::Date;
use scim_core::condition::{self, Condition, Place};
use scim_core::schema::{Attribute, Kind, Resolved, ResourceType};
use scim_core::{Object, Rules};
use scim_filter_parser::{Filter, Literal, Path};
use serde_json::Value;

pub use choices::{Choices, Operator, Test};

use crate::{Field, FieldKind};

/// As long is a day, and nothing that has a time: `2026-11-30`.
const DAY_CHARS: usize = 10;
/// Under this name a condition finds the smart fields.
pub(crate) const FIELDS: &str = "fields";

/// The type of people, who have smart fields beside their attributes.
pub(crate) struct Sighted(ResourceType);

impl Sighted {
    /// People of this type with these fields.
    pub(crate) fn new(people: &ResourceType, fields: &[Field]) -> Self {
        let mut seen = people.clone();
        let of = |field: &Field| Attribute {
            kind: match field.kind {
                FieldKind::Date => Kind::DateTime,
                _ => Kind::String,
            },
            multi_valued: field.kind == FieldKind::List,
            ..Attribute::named(&field.key)
        };
        seen.schema.attributes.push(Attribute {
            kind: Kind::Complex,
            sub_attributes: fields.iter().map(of).collect(),
            ..Attribute::named(FIELDS)
        });
        Self(seen)
    }

    /// Prepares a condition.
    ///
    /// # Errors
    /// In words: what does not parse, an attribute or field that there is not, a value of another type.
    pub(crate) fn ready(&self, when: &str) -> Result<ReadyRule, String> {
        let filter = scim_filter_parser::parse_filter(when).map_err(|error| error.to_string())?;
        let filter = self.with_whole_instants(filter);
        let condition = condition::parse(&self.0, &filter.to_string(), Rules::NONE);
        let condition = condition.map_err(|error| {
            let unknown = paths(&filter)
                .into_iter()
                .find_map(|path| self.unknown(path));
            unknown.unwrap_or_else(|| error.to_string())
        })?;
        Ok(ReadyRule {
            fields: fields_of(&condition)?,
            keys: condition.keys().into_iter().map(str::to_owned).collect(),
            condition,
        })
    }

    /// A day stands for its first instant, where an instant is asked for: people write `fields.start_date lt "2026-01-01"`.
    fn with_whole_instants(&self, filter: Filter) -> Filter {
        let all = |parts: Vec<Filter>| {
            let parts = parts.into_iter();
            parts.map(|part| self.with_whole_instants(part)).collect()
        };
        match filter {
            Filter::And(parts) => Filter::And(all(parts)),
            Filter::Or(parts) => Filter::Or(all(parts)),
            Filter::Not(part) => Filter::Not(Box::new(self.with_whole_instants(*part))),
            Filter::Compare {
                path,
                op,
                value: Literal::String(text),
            } if text.len() == DAY_CHARS
                && self.is_instant(&path)
                && text.parse::<Date>().is_ok() =>
            {
                let value = Literal::String(beginning(&text));
                Filter::Compare { path, op, value }
            }
            other => other,
        }
    }

    /// What to say of a path that names no attribute, where it is about a smart field.
    fn unknown(&self, path: &Path) -> Option<String> {
        let fields = self.0.attribute(FIELDS)?;
        let (name, sub) = (&path.name, path.sub.as_deref());
        if path.urn.is_some() || self.0.resolve(path).is_some() {
            return None;
        }
        if name.eq_ignore_ascii_case(FIELDS) {
            let known = fields.sub_attributes.iter().map(|it| it.name.as_str());
            let known: Vec<_> = known.collect();
            let sub = sub.unwrap_or_default();
            return Some(format!(
                "there is no smart field {sub:?}; there are {}",
                known.join(", ")
            ));
        }
        let is_field = sub.is_none() && fields.sub_attribute(name).is_some();
        is_field.then(|| {
            format!("`{name}` is no attribute of a person; the smart field is {FIELDS}.{name}")
        })
    }

    fn is_instant(&self, path: &Path) -> bool {
        match self.0.resolve(path) {
            Some(Resolved::Attribute { attribute, sub, .. }) => {
                sub.unwrap_or(attribute).kind == Kind::DateTime
            }
            _ => false,
        }
    }
}

/// A condition that is made ready.
#[derive(Debug, Clone)]
pub(crate) struct ReadyRule {
    condition: Condition,
    /// What of the person it looks at.
    keys: BTreeSet<String>,
    /// The keys of the fields that it looks at.
    fields: BTreeSet<String>,
}

impl ReadyRule {
    /// One that everybody fulfils.
    pub(crate) fn everybody() -> Self {
        Self {
            condition: Condition::All(Vec::new()),
            keys: BTreeSet::new(),
            fields: BTreeSet::new(),
        }
    }

    /// The keys of the fields that it looks at.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(String::as_str)
    }

    /// Whether a person fulfils it; `field` yields the value of a field, a date as an instant.
    pub(crate) fn holds(&self, person: &Object, field: impl Fn(&str) -> Option<Value>) -> bool {
        if self.fields.is_empty() {
            return self.condition.matches(person);
        }
        let own = self.keys.iter().filter(|key| *key != FIELDS);
        let own = own.filter_map(|key| Some((key.clone(), person.get(key)?.clone())));
        let mut seen: Object = own.collect();
        let fields = self.fields.iter();
        let fields = fields.filter_map(|key| Some((key.clone(), field(key)?)));
        seen.insert(FIELDS.to_owned(), Value::Object(fields.collect()));
        self.condition.matches(&seen)
    }
}

/// The instant at which a day begins, in the form in which conditions compare instants.
pub(crate) fn beginning(day: &str) -> String {
    format!("{day}T00:00:00Z")
}

/// Every path that a filter compares.
fn paths(filter: &Filter) -> Vec<&Path> {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().flat_map(paths).collect(),
        Filter::Not(part) => paths(part),
        Filter::Compare { path, .. } | Filter::Present(path) | Filter::ValuePath(path) => {
            vec![path]
        }
    }
}

/// The fields that a condition looks at.
///
/// # Errors
/// In words, where it looks at all of them at once.
fn fields_of(condition: &Condition) -> Result<BTreeSet<String>, String> {
    let is_fields = |place: &Place| place.schema.is_none() && place.attribute == FIELDS;
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            let of_each = parts.iter().map(fields_of);
            let of_each: Vec<_> = of_each.collect::<Result<_, _>>()?;
            Ok(of_each.into_iter().flatten().collect())
        }
        Condition::Not(part) => fields_of(part),
        Condition::Present(place) | Condition::Compare { place, .. } if is_fields(place) => {
            let key = place.sub.clone().ok_or_else(one_field)?;
            Ok(BTreeSet::from([key]))
        }
        Condition::Element { attribute, .. } if is_fields(attribute) => Err(one_field()),
        _ => Ok(BTreeSet::new()),
    }
}

fn one_field() -> String {
    format!("{FIELDS} is not looked at as a whole: say which, such as {FIELDS}.department")
}
