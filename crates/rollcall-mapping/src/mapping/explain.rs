//! The fields of a person with everything that can be said of them.

use serde_json::Value;

use super::evaluate::{Around, Origin, Values, Won};
use super::{Mapping, ReadyField};
use crate::check::flaw;
use crate::content::Content;
use crate::smart_field::BY_HAND;
use crate::{Candidate, FieldValue, Language, Person, SmartField};

impl Mapping {
    /// Every field of a person, in the order of the table, also those without a value; labels in this language.
    pub fn smart_fields(&self, person: &Person<'_>, language: Language) -> Vec<SmartField> {
        let values = self.evaluate(person, None);
        let fields = self.0.fields.iter().zip(&values);
        fields
            .map(|(ready, won)| self.explained(ready, won.as_ref(), person, &values, language))
            .collect()
    }

    fn explained<'p>(
        &'p self,
        ready: &'p ReadyField,
        won: Option<&Won<'p>>,
        person: &Person<'p>,
        values: &Values<'p>,
        language: Language,
    ) -> SmartField {
        let field = &ready.field;
        let around = Around {
            mapping: self,
            person,
        };
        let content = won.and_then(|won| won.content.as_ref());
        let sent = won.and_then(Won::untransformed);
        let candidate = |(number, (name, _)): (usize, &'p (String, _))| {
            Some(Candidate {
                source: name.clone(),
                value: self
                    .candidate(ready, number, person, values)?
                    .content?
                    .into_value(),
            })
        };
        let by_hand = person.overrides.get(&field.key);
        SmartField {
            key: field.key.clone(),
            kind: field.kind,
            label: field.labels.in_language(language).to_owned(),
            required: field.required,
            value: content.map(Content::to_value),
            source: won.map(|won| ready.name(won.origin).to_owned()),
            locked: field.overridable && by_hand.is_some_and(|by_hand| by_hand.locked),
            // Before transforms: `Germany` is what is made of a good country code.
            flaw: sent
                .map(Content::texts)
                .unwrap_or_default()
                .iter()
                .find_map(|text| flaw(field.kind, text, &around)),
            candidates: ready
                .sources
                .iter()
                .enumerate()
                .filter_map(candidate)
                .collect(),
        }
    }

    /// What the sources of a field have for a person, before transforms and whatever was set by hand.
    pub fn sourced(&self, person: &Person<'_>, key: &str) -> Option<Value> {
        let mut overrides = person.overrides.clone();
        overrides.remove(key);
        let bare = Person {
            overrides: &overrides,
            ..*person
        };
        let place = self.fields().position(|field| field.key == key)?;
        let won = self.evaluate(&bare, None).into_iter().nth(place)??;
        let from_source = matches!(won.origin, Origin::Source(_) | Origin::First);
        won.content.filter(|_| from_source).map(Content::into_value)
    }

    /// Every field of a person with its value and what won, in the order of the table.
    pub fn values(&self, person: &Person<'_>) -> Vec<FieldValue> {
        let values = self.evaluate(person, None);
        let fields = self.0.fields.iter().zip(values);
        fields
            .map(|(ready, won)| FieldValue {
                key: ready.field.key.clone(),
                value: won.and_then(|won| {
                    Some((won.content?.into_value(), ready.name(won.origin).to_owned()))
                }),
            })
            .collect()
    }
}

impl ReadyField {
    /// The name of where a value came from.
    fn name(&self, origin: Origin) -> &str {
        match origin {
            Origin::Source(number) => self.sources.get(number).map_or("", |(name, _)| name),
            Origin::First => "first value",
            Origin::Hand => BY_HAND,
            Origin::Default => "default",
        }
    }
}
