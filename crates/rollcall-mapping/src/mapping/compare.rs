//! What another definition would make of people.

use serde::Serialize;
use serde_json::Value;

use super::Mapping;
use super::evaluate::Values;
use crate::Person;
use crate::content::Content;

/// Two mappings side by side. Cheap to use, costly to make.
#[derive(Debug, Clone)]
pub struct Comparison {
    before: Mapping,
    after: Mapping,
    fields: Vec<Pair>,
}

/// A field by its places in the two.
#[derive(Debug, Clone)]
struct Pair {
    key: String,
    before: Option<usize>,
    after: Option<usize>,
}

/// A field whose value differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The field's key.
    pub field: String,
    /// What it was.
    pub before: Option<Value>,
    /// What it is.
    pub after: Option<Value>,
}

impl Comparison {
    /// Compares by the keys of fields: first those of the mapping that is, then those that only the one to be has.
    pub fn new(before: &Mapping, after: &Mapping) -> Self {
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
        }
    }

    /// The keys of all fields, in the order of the differences.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.fields.iter().map(|pair| pair.key.as_str())
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
        pairs.collect()
    }
}

fn content<'v, 'p>(values: &'v Values<'p>, place: Option<usize>) -> Option<&'v Content<'p>> {
    values.get(place?)?.as_ref()?.content.as_ref()
}
