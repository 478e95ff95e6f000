//! Sources made ready, and what they yield for a person.

use std::borrow::Cow;

use email_address::{EmailAddress, Options};
use scim_core::Rules;
use scim_core::condition::{self, Condition};
use scim_core::schema::ResourceType;
use serde_json::Value;

use crate::path::{ReadyPath, trimmed};
use crate::{Person, Source};

/// What a source yielded; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content<'p> {
    Text(Cow<'p, str>),
    List(Vec<&'p str>),
}

impl Content<'_> {
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Text(text) => Value::String(text.into_owned()),
            Self::List(texts) => texts.into(),
        }
    }
}

/// A [`Source`] whose paths and filters are compiled and whose fields are found.
#[derive(Debug, Clone)]
pub(crate) enum ReadySource {
    Path(ReadyPath),
    AddressAt(ReadyPath),
    /// Places of fields in the table.
    Join(Vec<usize>),
    ManagerName,
    ManagerEmail,
    Groups,
    Rule {
        when: Condition,
        value: &'static str,
    },
}

impl ReadySource {
    /// Prepares `source`; `earlier` are the keys of the fields before it in the table.
    ///
    /// # Errors
    /// In words: a wrong path or filter, or a field that is not there.
    pub(crate) fn new(
        rt: &ResourceType,
        source: &Source,
        earlier: &[&str],
    ) -> Result<Self, String> {
        Ok(match source {
            Source::Path(path) => Self::Path(ReadyPath::new(rt, path)?),
            Source::AddressAt(path) => Self::AddressAt(ReadyPath::new(rt, path)?),
            Source::Join(keys) => Self::Join(
                keys.iter()
                    .map(|key| position(earlier, key))
                    .collect::<Result<_, _>>()?,
            ),
            Source::ManagerName => Self::ManagerName,
            Source::ManagerEmail => Self::ManagerEmail,
            Source::Groups => Self::Groups,
            Source::Rule { when, value } => Self::Rule {
                when: condition::parse(rt, when, Rules::NONE).map_err(|error| error.to_string())?,
                value,
            },
        })
    }

    /// What this source has for `person`; `field` yields the value of another field.
    pub(crate) fn read<'p>(
        &self,
        person: &Person<'p>,
        field: impl Fn(usize) -> Option<Content<'p>>,
    ) -> Option<Content<'p>> {
        let text = match self {
            Self::Path(path) => path.read(person.object)?,
            Self::AddressAt(path) => path.read(person.object).filter(|text| is_address(text))?,
            Self::Join(fields) => joined(fields.iter().filter_map(|&place| field(place)))?,
            Self::ManagerName => Cow::Borrowed(trimmed(person.manager?.name.as_deref()?)?),
            Self::ManagerEmail => Cow::Borrowed(trimmed(person.manager?.email.as_deref()?)?),
            Self::Groups => {
                let names: Vec<_> = person
                    .groups
                    .iter()
                    .filter_map(|name| trimmed(name))
                    .collect();
                return (!names.is_empty()).then_some(Content::List(names));
            }
            Self::Rule { when, value } => when
                .matches(person.object)
                .then_some(Cow::Borrowed(*value))?,
        };
        Some(Content::Text(text))
    }
}

/// The place of a field that stands earlier in the table: this order is what makes circles impossible.
fn position(earlier: &[&str], key: &str) -> Result<usize, String> {
    let place = earlier.iter().position(|known| *known == key);
    place.ok_or_else(|| format!("the field {key} does not stand earlier in the table"))
}

fn joined<'p>(contents: impl Iterator<Item = Content<'p>>) -> Option<Cow<'p, str>> {
    let texts = contents.filter_map(|content| match content {
        Content::Text(text) => Some(text),
        Content::List(_) => None,
    });
    texts.reduce(|left, right| Cow::Owned(format!("{left} {right}")))
}

/// Whether a text is an address that mail can be sent to from elsewhere: no display name, no bare host.
fn is_address(text: &str) -> bool {
    let options = Options::default()
        .with_required_tld()
        .without_display_text()
        .without_domain_literal();
    EmailAddress::parse_with_options(text, options).is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn a_user_name_is_told_from_an_address() {
        let table = [
            ("ada@example.com", true),
            ("ada.lovelace+x@mail.example.co.uk", true),
            ("josé@exämple.de", true),
            ("ada", false),
            ("ada@", false),
            ("@example.com", false),
            ("ada@server", false),
            ("ada@[10.0.0.1]", false),
            ("EXAMPLE\\ada", false),
            ("Ada <ada@example.com>", false),
            ("ada@example.com, bob@example.com", false),
        ];
        for (text, wanted) in table {
            assert_eq!(is_address(text), wanted, "{text}");
        }
    }
}
