//! The table of fields made ready to be applied to people.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use scim_core::Object;
use scim_core::schema::{Registry, ResourceType};
use serde_json::Value;

use crate::path::trimmed;
use crate::source::{Content, ReadySource};
use crate::{Column, FIELDS, Field, FieldKind, Manager, Person, SmartField, TargetUser, language};

static BUILTIN: LazyLock<Mapping> = LazyLock::new(compiled_in);

#[expect(
    clippy::expect_used,
    reason = "the table is compiled in, and a test makes this very mapping of it"
)]
fn compiled_in() -> Mapping {
    Mapping::new(FIELDS).expect("the table that is compiled in is valid")
}

/// Fields whose sources are parsed and resolved. Cheap to use, costly to make.
#[derive(Debug, Clone)]
pub struct Mapping {
    fields: Vec<ReadyField>,
    /// For each [`Column`] the places of the fields that fill it, in order.
    columns: Vec<Vec<usize>>,
}

#[derive(Debug, Clone)]
struct ReadyField {
    field: &'static Field,
    /// In order, each with its name.
    sources: Vec<(String, ReadySource)>,
}

/// A source that cannot be read by anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingError {
    /// The field's key.
    pub field: &'static str,
    /// The source.
    pub source: String,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the source {} of the field {} cannot be used: {}",
            self.source, self.field, self.reason
        )
    }
}

impl std::error::Error for MappingError {}

impl Mapping {
    /// The mapping of [`FIELDS`].
    pub fn builtin() -> Self {
        BUILTIN.clone()
    }

    pub(crate) fn shared() -> &'static Self {
        &BUILTIN
    }

    /// The mapping of any table.
    ///
    /// # Errors
    /// The first source that is wrong: a path that does not parse or names nothing, a field that is joined
    /// before it is defined.
    pub fn new(table: &'static [Field]) -> Result<Self, MappingError> {
        let registry = Registry::builtin();
        let mut mapping = Self {
            fields: Vec::with_capacity(table.len()),
            columns: vec![Vec::new(); Column::ALL.len()],
        };
        let mut keys = Vec::with_capacity(table.len());
        for (place, field) in table.iter().enumerate() {
            mapping
                .fields
                .push(ReadyField::new(registry.by_name("User"), field, &keys)?);
            if let Some(fields) = field
                .target
                .and_then(|column| mapping.columns.get_mut(column as usize))
            {
                fields.push(place);
            }
            keys.push(field.key);
        }
        Ok(mapping)
    }

    /// Every field of a person, in the order of the table, also those without a value.
    pub fn smart_fields(&self, person: &Person<'_>) -> Vec<SmartField> {
        let ready = self.fields.iter().enumerate();
        ready
            .map(|(place, ReadyField { field, .. })| {
                let (value, source) = self.explained(place, person).unzip();
                SmartField {
                    key: field.key,
                    kind: field.kind,
                    label: field.label,
                    value: value.map(Content::into_value),
                    source: source.map(str::to_owned),
                }
            })
            .collect()
    }

    /// The target-user record of a person.
    pub fn target_user(&self, person: &Person<'_>) -> TargetUser {
        let text = |column| self.text(column, person).map(Cow::into_owned);
        let top = |name| {
            person
                .object
                .get(name)
                .and_then(Value::as_str)
                .and_then(trimmed)
                .map(str::to_owned)
        };
        let (city, country) = (
            self.text(Column::Location, person),
            self.text(Column::Country, person),
        );
        TargetUser {
            id: person.id.to_owned(),
            email: text(Column::Email),
            first_name: text(Column::FirstName),
            last_name: text(Column::LastName),
            full_name: text(Column::FullName),
            phone: text(Column::Phone),
            job_title: text(Column::JobTitle),
            department: text(Column::Department),
            division: text(Column::Division),
            organization: text(Column::Organization),
            manager_name: text(Column::ManagerName),
            manager_email: text(Column::ManagerEmail),
            language: text(Column::Language),
            time_zone: text(Column::TimeZone),
            location: location(city.as_deref(), country.as_deref()),
            country: country.map(Cow::into_owned),
            employee_number: text(Column::EmployeeNumber),
            priority: text(Column::Priority),
            status: text(Column::Status).unwrap_or_default(),
            groups: self.list(Column::Groups, person),
            external_id: top("externalId"),
            user_name: top("userName").unwrap_or_default(),
        }
    }

    /// A person as the manager of others.
    pub(crate) fn manager(&self, object: &Object) -> Manager {
        let person = Person {
            id: "",
            object,
            groups: &[],
            manager: None,
        };
        let text = |column| self.text(column, &person).map(Cow::into_owned);
        Manager {
            name: text(Column::FullName),
            email: text(Column::Email),
        }
    }

    /// What the first field of a column has.
    fn content<'p>(&self, column: Column, person: &Person<'p>) -> Option<Content<'p>> {
        let places = self.columns.get(column as usize)?;
        places
            .iter()
            .find_map(|&place| Some(self.explained(place, person)?.0))
    }

    fn text<'p>(&self, column: Column, person: &Person<'p>) -> Option<Cow<'p, str>> {
        match self.content(column, person)? {
            Content::Text(text) => Some(text),
            Content::List(_) => None,
        }
    }

    fn list(&self, column: Column, person: &Person<'_>) -> Vec<String> {
        match self.content(column, person) {
            Some(Content::List(texts)) => texts.into_iter().map(str::to_owned).collect(),
            Some(Content::Text(text)) => vec![text.into_owned()],
            None => Vec::new(),
        }
    }

    /// The value of the field at `place` of the table, with the name of the source that won.
    fn explained<'p>(&self, place: usize, person: &Person<'p>) -> Option<(Content<'p>, &str)> {
        let ready = self.fields.get(place)?;
        let other = |place| Some(self.explained(place, person)?.0);
        ready.sources.iter().find_map(|(name, source)| {
            let content = normal(ready.field.kind, source.read(person, other)?)?;
            Some((content, name.as_str()))
        })
    }
}

impl ReadyField {
    fn new(
        rt: Option<&ResourceType>,
        field: &'static Field,
        earlier: &[&str],
    ) -> Result<Self, MappingError> {
        let sources = field.sources.iter().map(|source| {
            let ready = match rt {
                Some(rt) => ReadySource::new(rt, source, earlier),
                None => Err("there is no resource type User".to_owned()),
            };
            let name = source.to_string();
            match ready {
                Ok(ready) => Ok((name, ready)),
                Err(reason) => Err(MappingError {
                    field: field.key,
                    source: name,
                    reason,
                }),
            }
        });
        Ok(Self {
            field,
            sources: sources.collect::<Result<_, _>>()?,
        })
    }
}

/// The value in the spelling of its kind; `None` if that leaves nothing.
fn normal(kind: FieldKind, content: Content<'_>) -> Option<Content<'_>> {
    match (kind, content) {
        (FieldKind::Language, Content::Text(text)) => language::preferred(&text)
            .map(Cow::Owned)
            .map(Content::Text),
        (_, content) => Some(content),
    }
}

/// `Berlin, DE`, or what is known of it.
fn location(city: Option<&str>, country: Option<&str>) -> Option<String> {
    match (city, country) {
        (Some(city), Some(country)) => Some(format!("{city}, {country}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}
