//! Fields whose first value stays.

use std::collections::BTreeMap;

use serde_json::Value;

use super::evaluate::{Origin, Won};
use super::{Mapping, ReadyField};
use crate::content::Content;
use crate::person::FirstValues;
use crate::{Definition, Person, Source, Updates};

impl Definition {
    /// The keys of the fields whose first value stays.
    pub fn keeping_first(&self) -> impl Iterator<Item = &str> {
        let keeping = self
            .fields
            .iter()
            .filter(|it| it.updates == Updates::NewOnly);
        keeping.map(|field| field.key.as_str())
    }
}

impl Mapping {
    /// Whether any field's first value stays.
    pub fn keeps_first(&self) -> bool {
        self.keeping().next().is_some()
    }

    /// Whether one of those is made of the person's groups.
    pub fn keeps_first_of_groups(&self) -> bool {
        let names_groups = |text: &str| text.to_ascii_lowercase().contains("groups");
        self.keeping().any(|field| {
            self.is_made_of(field, &|source| match source {
                Source::Groups => true,
                Source::Path(text) | Source::Address(text) => names_groups(text),
                Source::Constant { when, .. } => when.as_deref().is_some_and(names_groups),
                Source::Join { .. } | Source::Manager(_) => false,
            })
        })
    }

    /// Whether one of those is made of what the manager has.
    pub fn keeps_first_of_managers(&self) -> bool {
        let is_of_manager = |source: &Source| matches!(source, Source::Manager(_));
        self.keeping()
            .any(|field| self.is_made_of(field, &is_of_manager))
    }

    /// What the sources of these fields say now, before transforms, by the keys of fields; what is kept already and what was set
    /// by hand for them is not asked.
    pub fn first(&self, person: &Person<'_>) -> BTreeMap<String, Value> {
        static NONE: FirstValues = FirstValues::new();
        let mut overrides = person.overrides.clone();
        for field in self.keeping() {
            overrides.remove(&field.field.key);
        }
        let bare = Person {
            overrides: &overrides,
            first: &NONE,
            ..*person
        };
        let values = self.evaluate(&bare, None);
        let fields = self.0.fields.iter().zip(&values);
        let said = fields.filter_map(|(ready, won)| {
            let won = won.as_ref().filter(|_| ready.keeps_first())?;
            let sent = won.untransformed()?;
            matches!(won.origin, Origin::Source(_))
                .then(|| (ready.field.key.clone(), sent.to_value()))
        });
        said.collect()
    }

    fn keeping(&self) -> impl Iterator<Item = &ReadyField> {
        self.0.fields.iter().filter(|ready| ready.keeps_first())
    }

    /// Whether such a source is among those of a field, or of the fields that it joins.
    fn is_made_of(&self, ready: &ReadyField, is_such: &dyn Fn(&Source) -> bool) -> bool {
        ready.field.sources.iter().any(|source| match source {
            Source::Join { fields, .. } => fields.iter().any(|key| {
                // Joined fields stand earlier, so this ends.
                let mut all = self.0.fields.iter();
                all.find(|it| it.field.key == *key)
                    .is_some_and(|joined| self.is_made_of(joined, is_such))
            }),
            source => is_such(source),
        })
    }

    /// The value that is kept of a field, if its first value stays and the sources say something else by now.
    pub(super) fn kept<'p>(
        &'p self,
        ready: &'p ReadyField,
        person: &Person<'p>,
    ) -> Option<Won<'p>> {
        if !ready.keeps_first() {
            return None;
        }
        let kept = person.first.get(&ready.field.key)?;
        self.made(ready, Content::of_value(kept)?, Origin::First, person)
    }
}

impl ReadyField {
    pub(super) fn keeps_first(&self) -> bool {
        self.field.updates == Updates::NewOnly
    }
}
