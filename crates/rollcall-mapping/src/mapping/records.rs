//! A person as a target user, and as the manager of others.

use std::borrow::Cow;

use scim_core::{Object, fold};
use serde_json::Value;

use super::Mapping;
use super::evaluate::Values;
use crate::content::{Content, trimmed};
use crate::{Column, Manager, Person, TargetUser};

impl Mapping {
    /// The target-user record of a person, also of one who is none by [`Mapping::target`].
    pub fn target_user(&self, person: &Person<'_>) -> TargetUser {
        self.target(person).user
    }

    /// What the fields that fill columns have for a person.
    pub(super) fn record(&self, person: &Person<'_>, values: &Values<'_>) -> TargetUser {
        let text = |column| self.text(column, values).map(str::to_owned);
        let top = |name| {
            let sent = person.object.get(name).and_then(Value::as_str);
            sent.and_then(trimmed).map(str::to_owned)
        };
        let (city, country) = (
            self.text(Column::Location, values),
            self.text(Column::Country, values),
        );
        let (mobile_phone, work_phone) = (text(Column::MobilePhone), text(Column::WorkPhone));
        let any_phone = || mobile_phone.clone().or_else(|| work_phone.clone());
        TargetUser {
            id: person.id.to_owned(),
            email: text(Column::Email),
            first_name: text(Column::FirstName),
            last_name: text(Column::LastName),
            full_name: text(Column::FullName),
            phone: text(Column::Phone).or_else(any_phone),
            job_title: text(Column::JobTitle),
            department: text(Column::Department),
            division: text(Column::Division),
            organization: text(Column::Organization),
            manager_name: text(Column::ManagerName),
            manager_email: text(Column::ManagerEmail),
            language: text(Column::Language),
            time_zone: text(Column::TimeZone),
            location: location(city, country),
            country: country.map(str::to_owned),
            employee_number: text(Column::EmployeeNumber),
            priority: text(Column::Priority),
            status: text(Column::Status).unwrap_or_else(|| standing(person).to_owned()),
            groups: self
                .content(Column::Groups, values)
                .map(|content| {
                    content
                        .texts()
                        .iter()
                        .cloned()
                        .map(Cow::into_owned)
                        .collect()
                })
                .unwrap_or_default(),
            external_id: top("externalId"),
            user_name: top("userName").unwrap_or_default(),
            city: text(Column::City).or_else(|| city.map(str::to_owned)),
            mobile_phone,
            work_phone,
            previous_email: None,
            left_out: None,
            held_by: None,
            deactivated: standing(person) == INACTIVE,
        }
    }

    /// The address that a person had while some attributes were others, if it was another address. `was` has those attributes as
    /// they were, `null` for one that was not there.
    pub fn previous_email(&self, person: &Person<'_>, was: &Object) -> Option<String> {
        let mut object = person.object.clone();
        for (name, value) in was {
            if value.is_null() {
                object.shift_remove(name);
            } else {
                object.insert(name.clone(), value.clone());
            }
        }
        let before = Person {
            object: &object,
            ..*person
        };
        let address = |person| {
            let values = self.evaluate(person, Some(&self.0.for_targets));
            self.text(Column::Email, &values).map(str::to_owned)
        };
        let (was, is) = (address(&before)?, address(person));
        let is_same = is.is_some_and(|is| fold(&is) == fold(&was));
        (!is_same).then_some(was)
    }

    /// A person as the manager of others.
    pub fn manager(&self, person: &Person<'_>) -> Manager {
        let alone = Person {
            manager: None,
            ..*person
        };
        let values = self.evaluate(&alone, Some(&self.0.of_managers));
        let named = self.0.fields.iter().zip(&values);
        let asked = named.filter(|(ready, _)| self.0.manager_keys.contains(&ready.field.key));
        let value = |(ready, won): (&super::ReadyField, &Option<_>)| {
            let won: &super::evaluate::Won<'_> = won.as_ref()?;
            let text = won.content.as_ref()?.as_text()?;
            Some((ready.field.key.clone(), text.to_owned()))
        };
        Manager {
            values: asked.filter_map(value).collect(),
        }
    }

    /// What the first field of a column has.
    fn content<'v, 'p>(&self, column: Column, values: &'v Values<'p>) -> Option<&'v Content<'p>> {
        let places = self.0.columns.get(column as usize)?;
        places
            .iter()
            .find_map(|&place| values.get(place)?.as_ref()?.content.as_ref())
    }

    fn text<'v>(&self, column: Column, values: &'v Values<'_>) -> Option<&'v str> {
        self.content(column, values)?.as_text()
    }
}

const INACTIVE: &str = "inactive";

/// The status of whoever no field gives one.
fn standing(person: &Person<'_>) -> &'static str {
    match person.object.get("active") {
        Some(Value::Bool(false)) => INACTIVE,
        _ => "active",
    }
}

/// `Berlin, DE`, or what is known of it.
fn location(city: Option<&str>, country: Option<&str>) -> Option<String> {
    match (city, country) {
        (Some(city), Some(country)) => Some(format!("{city}, {country}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}
