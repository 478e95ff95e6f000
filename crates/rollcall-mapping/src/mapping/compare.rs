//! What another definition would make of people.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::evaluate::Values;
use super::{Mapping, Target};
use crate::content::Content;
use crate::{LeftOut, Person};

/// So much is shown of what a signature says: many people are compared at a time.
const SHOWN_BYTES_MAX: usize = 10_000;
/// What differs beside fields; no field is called so.
const SIGNATURE: &str = "$signature";
const CONTENT: &str = "$signature_content";
const STATUS: &str = "$target_status";
const GROUPS: &str = "$target_groups";
const LEFT_OUT: &str = "$target_left_out";

/// Two mappings side by side. Cheap to use, costly to make.
#[derive(Debug, Clone)]
pub struct Comparison {
    before: Mapping,
    after: Mapping,
    fields: Vec<Pair>,
    /// The moment at which signatures are compared.
    now: Timestamp,
    /// The signatures that look alike as long as the values in them are.
    alike: HashSet<String>,
    /// Whether target users are decided by rules in one of the two.
    targets: bool,
}

/// A field by its places in the two.
#[derive(Debug, Clone)]
struct Pair {
    key: String,
    before: Option<usize>,
    after: Option<usize>,
}

/// Something that differs for a person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// A field's key, or `$signature` (which one is assigned), `$signature_content` (what it says), `$target_status`,
    /// `$target_groups`, `$target_left_out` (why they are no target user).
    pub field: String,
    /// What it was.
    pub before: Option<Value>,
    /// What it is.
    pub after: Option<Value>,
}

impl Comparison {
    /// Compares by the keys of fields: first those of the mapping that is, then those that only the one to be has; signatures as
    /// they are at a moment.
    pub fn new(before: &Mapping, after: &Mapping, now: Timestamp) -> Self {
        let place = |mapping: &Mapping, key: &str| mapping.fields().position(|it| it.key == key);
        let kept = before.fields().enumerate().map(|(number, field)| Pair {
            key: field.key.clone(),
            before: Some(number),
            after: place(after, &field.key),
        });
        let new = after.fields().enumerate();
        let new = new.filter(|(_, field)| place(before, &field.key).is_none());
        let new = new.map(|(number, field)| Pair {
            key: field.key.clone(),
            before: None,
            after: Some(number),
        });
        Self {
            fields: kept.chain(new).collect(),
            before: before.clone(),
            after: after.clone(),
            now,
            alike: alike(before, after),
            targets: before.0.rules.has_targets || after.0.rules.has_targets,
        }
    }

    /// The names of everything that can differ, in the order of the differences.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let fields = self.fields.iter().map(|pair| pair.key.as_str());
        fields.chain([SIGNATURE, CONTENT, STATUS, GROUPS, LEFT_OUT])
    }

    /// What differs for a person. `before` and `after` are the same person, as the two mappings see them: their managers are
    /// seen by each in its own way.
    pub fn differences(&self, before: &Person<'_>, after: &Person<'_>) -> Vec<Difference> {
        let was = self.before.evaluate(before, None);
        let is = self.after.evaluate(after, None);
        let pairs = self.fields.iter().filter_map(|pair| {
            let (was, is) = (content(&was, pair.before), content(&is, pair.after));
            (was != is).then(|| Difference {
                field: pair.key.clone(),
                before: was.map(Content::to_value),
                after: is.map(Content::to_value),
            })
        });
        let mut differences: Vec<_> = pairs.collect();
        let values_alike = differences.is_empty();
        differences.extend(self.of_signature((before, &was), (after, &is), values_alike));
        if self.targets {
            differences.extend(of_target(
                &self.before.target(before),
                &self.after.target(after),
            ));
        }
        differences
    }

    /// Which signature is assigned, or else what it says.
    fn of_signature(
        &self,
        (before, was): (&Person<'_>, &Values<'_>),
        (after, is): (&Person<'_>, &Values<'_>),
        values_alike: bool,
    ) -> Option<Difference> {
        let was_assigned = self.before.assigned(before, was);
        let is_assigned = self.after.assigned(after, is);
        if was_assigned != is_assigned {
            return different(
                SIGNATURE,
                was_assigned.map(Value::from),
                is_assigned.map(Value::from),
            );
        }
        if is_assigned.is_none_or(|key| values_alike && self.alike.contains(&key)) {
            return None;
        }
        let said = |mapping: &Mapping, person| match mapping.signature(person, self.now) {
            Ok(made) => made.map(|made| [made.text, made.html]),
            Err(error) => Some([format!("It cannot be made: {error}"), String::new()]),
        };
        let (was, is) = (said(&self.before, before)?, said(&self.after, after)?);
        if was == is {
            return None;
        }
        // The text says it shorter, where it says it.
        let form = usize::from(was[0] == is[0]);
        let shown = |said: [String; 2]| said.into_iter().nth(form).map(cut);
        Some(Difference {
            field: CONTENT.to_owned(),
            before: shown(was),
            after: shown(is),
        })
    }
}

/// The beginning of what a signature says.
fn cut(mut text: String) -> Value {
    text.truncate(text.floor_char_boundary(SHOWN_BYTES_MAX));
    text.into()
}

/// The signatures whose templates, labels and campaigns are the same in both.
fn alike(before: &Mapping, after: &Mapping) -> HashSet<String> {
    let labels = |mapping: &Mapping| {
        let fields = mapping.fields();
        fields
            .map(|field| (field.key.clone(), field.labels.clone()))
            .collect::<Vec<_>>()
    };
    let (was, is) = (&before.0, &after.0);
    let around_alike = labels(before) == labels(after)
        && was.default_language == is.default_language
        && was.default_region == is.default_region
        && was.rules.campaigns == is.rules.campaigns;
    if !around_alike {
        return HashSet::new();
    }
    let unchanged = was.signatures.iter().filter(|one| {
        let mut others = is.signatures.iter();
        others.any(|other| other.definition == one.definition)
    });
    let unchanged: HashSet<_> = unchanged.map(|one| one.key.clone()).collect();
    // What a campaign lays upon a signature is a signature too.
    let all_alike = unchanged.len() == is.signatures.len();
    if was.rules.campaigns.is_empty() || all_alike {
        return unchanged;
    }
    HashSet::new()
}

fn of_target(was: &Target, is: &Target) -> Vec<Difference> {
    let reason = |target: &Target| {
        target.left_out.as_ref().map(|why| match why {
            LeftOut::Excluded { name } => Value::from(name.as_str()),
            LeftOut::Domain { domain } => Value::from(domain.as_str()),
        })
    };
    let groups = |target: &Target| {
        let groups = &target.user.groups;
        (!groups.is_empty()).then(|| Value::from(groups.clone()))
    };
    let status = |target: &Target| Some(Value::from(target.user.status.as_str()));
    let all = [
        different(STATUS, status(was), status(is)),
        different(GROUPS, groups(was), groups(is)),
        different(LEFT_OUT, reason(was), reason(is)),
    ];
    all.into_iter().flatten().collect()
}

fn different(name: &str, before: Option<Value>, after: Option<Value>) -> Option<Difference> {
    (before != after).then(|| Difference {
        field: name.to_owned(),
        before,
        after,
    })
}

fn content<'v, 'p>(values: &'v Values<'p>, place: Option<usize>) -> Option<&'v Content<'p>> {
    values.get(place?)?.as_ref()?.content.as_ref()
}
