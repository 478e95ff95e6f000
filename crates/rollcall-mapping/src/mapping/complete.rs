//! Whether people have what the mapping wants of them.

use serde::Serialize;

use super::Mapping;
use super::evaluate::{Around, Won};
use crate::Person;
use crate::check::flaw;

/// Whether somebody has a value in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// None.
    Missing,
    /// One that is not of the field's kind.
    Flawed,
    /// A good one.
    Good,
}

impl Mapping {
    /// What is wrong with a text as the value of that field for a person, in words; nothing where it is of the field's kind, or there
    /// is no such field.
    pub fn flaw(&self, person: &Person<'_>, key: &str, text: &str) -> Option<&'static str> {
        let around = Around {
            mapping: self,
            person,
        };
        let ready = self.0.fields.iter().find(|it| it.field.key == key)?;
        flaw(ready.field.kind, text, &around)
    }

    /// Whether a person has a value in each field, in the order of the table.
    pub fn presence(&self, person: &Person<'_>) -> Vec<Presence> {
        let around = Around {
            mapping: self,
            person,
        };
        let values = self.evaluate(person, None);
        let fields = self.0.fields.iter().zip(&values);
        let presence = fields.map(|(ready, won)| {
            let won = won.as_ref().filter(|won| won.content.is_some());
            let Some(sent) = won.and_then(Won::untransformed) else {
                return Presence::Missing;
            };
            let flawed = |text: &_| flaw(ready.field.kind, text, &around).is_some();
            match sent.texts().iter().any(|text| flawed(text)) {
                true => Presence::Flawed,
                false => Presence::Good,
            }
        });
        presence.collect()
    }
}
