//! What the fields have for a person.

use std::borrow::Cow;

use super::{Mapping, ReadyField, Wanted};
use crate::content::Content;
use crate::transform::{self, Region, Surroundings, region};
use crate::{Field, FieldKind, Language, Override, Person, Updates, language};

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The source at this place of the chain.
    Source(usize),
    /// It is the first value that the sources had.
    First,
    /// It was set by hand.
    Hand,
    /// It is the field's default.
    Default,
}

/// A value with where it came from. Set to nothing by hand is something else than not there.
#[derive(Debug, Clone)]
pub(super) struct Won<'p> {
    pub(super) content: Option<Content<'p>>,
    /// What it was before transforms, where there are any.
    pub(super) sent: Option<Content<'p>>,
    pub(super) origin: Origin,
}

impl<'p> Won<'p> {
    /// The value before transforms.
    pub(super) fn untransformed(&self) -> Option<&Content<'p>> {
        self.sent.as_ref().or(self.content.as_ref())
    }
}

/// The values of a person's fields, by their places; those that were not wanted are not there.
pub(super) type Values<'p> = Vec<Option<Won<'p>>>;

/// A person in the eyes of transforms.
#[derive(Clone, Copy)]
pub(super) struct Around<'m, 'p> {
    pub(super) mapping: &'m Mapping,
    pub(super) person: &'m Person<'p>,
}

impl Surroundings for Around<'_, '_> {
    fn region(&self) -> Option<Region> {
        let ready = &self.mapping.0;
        let own = self.own(ready.country);
        own.and_then(|code| region(&code)).or(ready.default_region)
    }

    fn language(&self) -> Language {
        let ready = &self.mapping.0;
        let own = self.own(ready.language);
        let preferred = own.and_then(|sent| language::preferred(&sent));
        preferred
            .and_then(|tag| Language::of(&tag))
            .unwrap_or(ready.default_language)
    }
}

impl<'m, 'p> Around<'m, 'p> {
    /// What the person's own record has for a field, before anything is made of it: transforms ask for this, so it asks for
    /// none.
    fn own(&self, place: Option<usize>) -> Option<Cow<'m, str>>
    where
        'p: 'm,
    {
        let ready = self.mapping.0.fields.get(place?)?;
        let sourced = || {
            if let Some(kept) = self.person.first.get(&ready.field.key)
                && ready.keeps_first()
            {
                return Some(Won {
                    content: Some(normal(ready.field.kind, Content::of_value(kept)?)?),
                    sent: None,
                    origin: Origin::First,
                });
            }
            let own = ready.sources.iter().enumerate();
            let mut own = own.filter(|(_, (_, source))| source.is_own());
            own.find_map(|(number, (_, source))| {
                let content = normal(ready.field.kind, source.read(self.person, |_| None)?)?;
                Some(Won {
                    content: Some(content),
                    sent: None,
                    origin: Origin::Source(number),
                })
            })
        };
        match settled(&ready.field, self.person, sourced)?.content? {
            Content::Text(text) => Some(text),
            Content::List(_) => None,
        }
    }
}

impl Mapping {
    /// The values of the wanted fields; `None` for all.
    pub(super) fn evaluate<'p>(
        &'p self,
        person: &Person<'p>,
        wanted: Option<&Wanted>,
    ) -> Values<'p> {
        let mut values: Values<'p> = Vec::with_capacity(self.0.fields.len());
        for (place, ready) in self.0.fields.iter().enumerate() {
            let is_wanted = wanted.is_none_or(|wanted| wanted[place]);
            let won = is_wanted.then(|| self.won(ready, person, &values));
            values.push(won.flatten());
        }
        values
    }

    /// What wins in one field, after the earlier ones.
    fn won<'p>(
        &'p self,
        ready: &'p ReadyField,
        person: &Person<'p>,
        earlier: &Values<'p>,
    ) -> Option<Won<'p>> {
        settled(&ready.field, person, || {
            let candidate = |number| self.candidate(ready, number, person, earlier);
            self.kept(ready, person)
                .or_else(|| (0..ready.sources.len()).find_map(candidate))
        })
    }

    /// What one source of a field has, as it would be shown if it won.
    pub(super) fn candidate<'p>(
        &'p self,
        ready: &'p ReadyField,
        number: usize,
        person: &Person<'p>,
        earlier: &Values<'p>,
    ) -> Option<Won<'p>> {
        let (_, source) = ready.sources.get(number)?;
        let field = |place: usize| {
            let won = earlier.get(place)?.as_ref()?;
            won.content.as_ref()?.as_text()
        };
        self.made(
            ready,
            source.read(person, field)?,
            Origin::Source(number),
            person,
        )
    }

    /// What is made of what a source has.
    pub(super) fn made<'p>(
        &'p self,
        ready: &'p ReadyField,
        content: Content<'p>,
        origin: Origin,
        person: &Person<'p>,
    ) -> Option<Won<'p>> {
        let sent = normal(ready.field.kind, content)?;
        if ready.field.transforms.is_empty() {
            return Some(Won {
                content: Some(sent),
                sent: None,
                origin,
            });
        }
        let around = Around {
            mapping: self,
            person,
        };
        let content = transform::all(&ready.field.transforms, sent.clone(), &around)?;
        Some(Won {
            content: Some(content),
            sent: Some(sent),
            origin,
        })
    }
}

/// What wins between what the sources have, what was set by hand, and the default.
fn settled<'p>(
    field: &'p Field,
    person: &Person<'p>,
    from_sources: impl FnOnce() -> Option<Won<'p>>,
) -> Option<Won<'p>> {
    let by_hand = person.overrides.get(&field.key);
    let by_hand = by_hand.filter(|_| field.overridable);
    let fixed = |text: Option<&'p str>, origin| Won {
        content: text
            .and_then(|text| Content::text(Cow::Borrowed(text)))
            .and_then(|content| normal(field.kind, content)),
        sent: None,
        origin,
    };
    let set = |by_hand: &'p Override| fixed(by_hand.value.as_deref(), Origin::Hand);
    if let Some(by_hand) = by_hand.filter(|by_hand| by_hand.locked) {
        return Some(set(by_hand));
    }
    let sourced = match field.updates {
        Updates::Never => None,
        Updates::Always | Updates::NewOnly => from_sources(),
    };
    if let Some(by_hand) = by_hand {
        let says = sourced.as_ref().and_then(Won::untransformed);
        if says.map(Content::to_value) == by_hand.instead_of {
            return Some(set(by_hand));
        }
    }
    let default = || fixed(field.default.as_deref(), Origin::Default);
    sourced.or_else(|| Some(default()).filter(|won| won.content.is_some()))
}

/// The value in the spelling of its kind; `None` if that leaves nothing.
fn normal(kind: FieldKind, content: Content<'_>) -> Option<Content<'_>> {
    match (kind, content) {
        (FieldKind::Language, Content::Text(text)) => {
            Content::text(Cow::Owned(language::preferred(&text)?))
        }
        (FieldKind::List, Content::Text(text)) => Content::list([text]),
        // Of a field that was a list once.
        (kind, Content::List(_)) if kind != FieldKind::List => None,
        (_, content) => Some(content),
    }
}
