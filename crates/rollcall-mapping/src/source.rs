//! Sources made ready, and what they yield for a person.

use std::borrow::Cow;

use email_address::{EmailAddress, Options};
use scim_core::Rules;
use scim_core::condition::{self, Condition};
use scim_core::schema::ResourceType;

use crate::content::{Content, joined};
use crate::path::ReadyPath;
use crate::{Field, FieldKind, Person, Source};

const JOINED_FIELDS_MAX: usize = 20;
pub(crate) const SEPARATOR_CHARS_MAX: usize = 100;

/// A [`Source`] whose paths and filters are compiled and whose fields are found.
#[derive(Debug, Clone)]
pub(crate) enum ReadySource {
    Path(ReadyPath),
    /// As `Path`, with all values.
    List(ReadyPath),
    Address(ReadyPath),
    /// Places of fields in the table.
    Join {
        fields: Vec<usize>,
        separator: String,
    },
    Manager(String),
    Groups,
    Constant {
        value: String,
        when: Option<Condition>,
    },
}

impl ReadySource {
    /// Prepares a source of a field that stands after `earlier`, in a table with these fields in all.
    ///
    /// # Errors
    /// In words: a wrong path or filter, or a field that is not there.
    pub(crate) fn new(
        rt: &ResourceType,
        source: &Source,
        kind: FieldKind,
        earlier: &[Field],
        all: &[Field],
    ) -> Result<Self, String> {
        Ok(match source {
            Source::Path(path) if kind == FieldKind::List => Self::List(ReadyPath::new(rt, path)?),
            Source::Path(path) => Self::Path(ReadyPath::new(rt, path)?),
            Source::Address(path) => Self::Address(ReadyPath::new(rt, path)?),
            Source::Join { fields, separator } => {
                if fields.len() > JOINED_FIELDS_MAX
                    || separator.chars().count() > SEPARATOR_CHARS_MAX
                {
                    return Err(format!(
                        "it joins at most {JOINED_FIELDS_MAX} fields, with at most {SEPARATOR_CHARS_MAX} characters between two"
                    ));
                }
                Self::Join {
                    fields: fields
                        .iter()
                        .map(|key| position(earlier, key))
                        .collect::<Result<_, _>>()?,
                    separator: separator.clone(),
                }
            }
            Source::Manager(key) => match all.iter().find(|field| field.key == *key) {
                None => return Err(format!("there is no field {key:?}")),
                Some(field) if field.kind == FieldKind::List => {
                    return Err(format!("the field {key:?} is a list"));
                }
                Some(_) => Self::Manager(key.clone()),
            },
            Source::Groups if kind != FieldKind::List => {
                return Err("a person has several; the field has to be a list".to_owned());
            }
            Source::Groups => Self::Groups,
            Source::Constant { value, when } => Self::Constant {
                value: value.clone(),
                when: when
                    .as_deref()
                    .map(|when| condition::parse(rt, when, Rules::NONE))
                    .transpose()
                    .map_err(|error| error.to_string())?,
            },
        })
    }

    /// What this source has for `person`; `field` yields the value of an earlier field.
    pub(crate) fn read<'p, 'v>(
        &'p self,
        person: &Person<'p>,
        field: impl Fn(usize) -> Option<&'v str>,
    ) -> Option<Content<'p>> {
        let text = match self {
            Self::Path(path) => path.read(person.object)?,
            Self::List(path) => return Content::list(path.read_all(person.object)),
            Self::Address(path) => path.read(person.object).filter(|text| is_address(text))?,
            Self::Join { fields, separator } => {
                let texts = fields.iter().filter_map(|&place| field(place));
                Cow::Owned(joined(texts, separator))
            }
            Self::Manager(key) => Cow::Borrowed(person.manager?.values.get(key)?.as_str()),
            Self::Groups => {
                return Content::list(person.groups.iter().map(|name| Cow::Borrowed(name.trim())));
            }
            Self::Constant { value, when } => when
                .as_ref()
                .is_none_or(|when| when.matches(person.object))
                .then_some(Cow::Borrowed(value.as_str()))?,
        };
        Content::text(text)
    }

    /// Whether it is read from the person alone: neither from other fields nor from others' records.
    pub(crate) fn is_own(&self) -> bool {
        matches!(
            self,
            Self::Path(_) | Self::Address(_) | Self::Constant { .. }
        )
    }
}

/// The place of a field that stands earlier in the table: this order is what makes circles impossible.
fn position(earlier: &[Field], key: &str) -> Result<usize, String> {
    let place = earlier.iter().position(|known| known.key == key);
    let place =
        place.ok_or_else(|| format!("the field {key:?} does not stand earlier in the table"))?;
    if earlier[place].kind == FieldKind::List {
        return Err(format!("the field {key:?} is a list"));
    }
    Ok(place)
}

/// Whether a text is an address that mail can be sent to from elsewhere: no display name, no bare host.
pub(crate) fn is_address(text: &str) -> bool {
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
