//! The values of a document in the form in which a filter compares them: what an index of an attribute has to keep.

use serde_json::Value;

use crate::Object;
use crate::condition::Place;
use crate::evaluate::{attribute, each, present, textual};
use crate::schema::Kind;
use crate::text::{fold, instant};

/// How the values at a place are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `true` or `false`.
    Boolean,
    /// Integers and decimals.
    Number,
    /// Dates, by the point in time.
    Instant,
    /// Text without its case.
    Folded,
    /// Text with its case, and binaries.
    Exact,
}

/// One value as it is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparable {
    /// Of [`Form::Boolean`].
    Boolean(bool),
    /// Of [`Form::Number`]: the nearest decimal, which is the number itself up to 2^53.
    Number(f64),
    /// Of [`Form::Instant`]: microseconds since the Unix epoch.
    Instant(i64),
    /// Of [`Form::Folded`], folded, and [`Form::Exact`].
    Text(String),
    /// Something that is there (`pr`) and equals nothing of the form: learned types refuse no value.
    Other,
}

impl Form {
    /// The form of a place; none where the value is complex.
    pub fn of(place: &Place) -> Option<Self> {
        match place.kind {
            Kind::Boolean => Some(Self::Boolean),
            Kind::Integer | Kind::Decimal => Some(Self::Number),
            Kind::DateTime => Some(Self::Instant),
            Kind::String | Kind::Reference | Kind::Binary if place.case_exact => Some(Self::Exact),
            Kind::String | Kind::Reference | Kind::Binary => Some(Self::Folded),
            Kind::Complex => None,
        }
    }

    fn read(self, value: &Value) -> Option<Comparable> {
        match self {
            Self::Boolean => value.as_bool().map(Comparable::Boolean),
            Self::Number => value.as_f64().map(Comparable::Number),
            Self::Instant => value.as_str().and_then(instant).map(Comparable::Instant),
            Self::Folded => textual(value).map(|text| Comparable::Text(fold(&text).into_owned())),
            Self::Exact => textual(value).map(|text| Comparable::Text(text.into_owned())),
        }
    }
}

/// Every single value that a document has at a place and that some filter finds there, each in this form. Only the
/// names of the place count; spelling must be canonical.
pub fn comparables(document: &Object, place: &Place, form: Form) -> Vec<Comparable> {
    let mut found = Vec::new();
    let mut add = |value: &Value| {
        let other = || present(value).then_some(Comparable::Other);
        found.extend(form.read(value).or_else(other));
    };
    for value in attribute(document, place).map(each).into_iter().flatten() {
        match &place.sub {
            None => add(value),
            Some(sub) => value
                .get(sub)
                .map(each)
                .into_iter()
                .flatten()
                .for_each(&mut add),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value, form: Form) -> Vec<Comparable> {
        let place = Place {
            schema: None,
            attribute: "a".to_owned(),
            sub: None,
            kind: Kind::String,
            case_exact: false,
            multi_valued: false,
        };
        let document = Object::from_iter([("a".to_owned(), value)]);
        comparables(&document, &place, form)
    }

    #[test]
    fn values_are_read_as_they_are_compared() {
        use Comparable as C;
        let text = |text: &str| C::Text(text.to_owned());
        for (value, form, expected) in [
            (json!("Straße"), Form::Folded, vec![text("strasse")]),
            (json!("Straße"), Form::Exact, vec![text("Straße")]),
            (
                json!(["A", "b", 1]),
                Form::Folded,
                vec![text("a"), text("b"), text("1")],
            ),
            (json!(""), Form::Folded, vec![text("")]),
            (json!(""), Form::Number, vec![]),
            (
                json!([1, 0.5, "x", null, {}]),
                Form::Number,
                vec![C::Number(1.0), C::Number(0.5), C::Other],
            ),
            (
                json!("1970-01-01T01:00:00+01:00"),
                Form::Instant,
                vec![C::Instant(0)],
            ),
            (
                json!([true, {"b": 1}]),
                Form::Boolean,
                vec![C::Boolean(true), C::Other],
            ),
            (json!(null), Form::Folded, vec![]),
        ] {
            assert_eq!(read(value.clone(), form), expected, "{value}");
        }
    }
}
