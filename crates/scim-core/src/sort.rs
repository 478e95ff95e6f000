//! The order of a list: `sortBy` and `sortOrder` (RFC 7644 §3.4.2.3).
//!
//! ```
//! use scim_core::{schema::Registry, sort::Sort};
//! use serde_json::json;
//!
//! let registry = Registry::builtin();
//! let sort = Sort::parse(registry.by_endpoint("Users").unwrap(), "name.familyName", Some("descending")).unwrap().unwrap();
//! let key = |name: &str| sort.key(json!({"name": {"familyName": name}}).as_object().unwrap());
//! assert_eq!(key("Okafor"), key("OKAFOR"));
//! assert!(sort.compare(&key("b"), &key("a")).is_lt());
//! ```

use std::cmp::Ordering;

use serde_json::Value;

use crate::condition::{Place, place};
use crate::evaluate::{attribute, textual};
use crate::normalize::is_primary;
use crate::schema::{Kind, Resolved, ResourceType};
use crate::text::{fold, instant};
use crate::{Error, ErrorKind, Object, Result};

/// What to sort by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// The attribute whose value decides.
    pub place: Place,
    /// Whether greater values come first.
    pub descending: bool,
}

/// A resource's value at the sort's place, in the order of its type; text is folded unless case
/// exact. A missing value is greater than any other, so it comes last ascending and first
/// descending.
#[derive(Debug, Clone)]
pub enum SortKey {
    /// `false` before `true`.
    Boolean(bool),
    /// By value.
    Integer(i64),
    /// By value.
    Decimal(f64),
    /// Microseconds since the Unix epoch.
    Instant(i64),
    /// By Unicode code points.
    Text(String),
    /// No value.
    Missing,
}

impl Sort {
    /// Reads the two query parameters. Nothing to sort by is no sort, whatever `sort_order` says.
    ///
    /// # Errors
    /// `invalidValue`: the path is malformed or has a filter, the attribute is unknown, never
    /// returned or complex without a `value`, or the order is neither `ascending` nor `descending`.
    /// (The RFC names no error here; an order that was asked for and silently not given would be
    /// worse.)
    pub fn parse(
        rt: &ResourceType,
        sort_by: &str,
        sort_order: Option<&str>,
    ) -> Result<Option<Self>> {
        let sort_by = sort_by.trim();
        if sort_by.is_empty() {
            return Ok(None);
        }
        let refusal = |why: String| {
            Error::new(
                ErrorKind::InvalidValue,
                format!("sortBy `{sort_by}`: {why}"),
            )
        };
        let path =
            scim_filter_parser::parse_path(sort_by).map_err(|error| refusal(error.to_string()))?;
        if path.filter.is_some() {
            return Err(refusal("a filter cannot be sorted by.".to_owned()));
        }
        let Some(Resolved::Attribute {
            extension,
            attribute,
            sub,
        }) = rt.resolve(&path)
        else {
            return Err(refusal(format!("{} has no such attribute.", rt.name)));
        };
        let sub = match attribute.kind {
            Kind::Complex => sub.or_else(|| attribute.sub_attribute("value")),
            _ => sub,
        };
        let innermost = sub.unwrap_or(attribute);
        if innermost.kind == Kind::Complex {
            return Err(refusal(
                "it is complex; sort by one of its sub-attributes.".to_owned(),
            ));
        }
        if [attribute, innermost].iter().any(|it| !it.is_kept()) {
            return Err(refusal(
                "it is never returned and cannot be sorted by.".to_owned(),
            ));
        }
        Ok(Some(Self {
            place: place(extension, attribute, sub),
            descending: descending(sort_order)?,
        }))
    }

    /// Reads the two query parameters for a list of several types: the sort of each, in the same order; none
    /// for a type without the attribute, whose resources all count as missing it.
    ///
    /// # Errors
    /// As [`Sort::parse`], where no type can be sorted so.
    pub fn parse_across(
        types: &[&ResourceType],
        sort_by: &str,
        sort_order: Option<&str>,
    ) -> Result<Option<Vec<Option<Self>>>> {
        if sort_by.trim().is_empty() {
            return Ok(None);
        }
        let path = scim_filter_parser::parse_path(sort_by.trim()).ok();
        let known =
            |rt: &ResourceType| path.as_ref().is_some_and(|path| rt.resolve(path).is_some());
        let (mut sorts, mut refusal) = (Vec::with_capacity(types.len()), None);
        for rt in types {
            sorts.push(match Self::parse(rt, sort_by, sort_order) {
                Ok(sort) => sort,
                Err(error) => {
                    // The type that has the attribute knows best why not.
                    if refusal.is_none() || known(rt) {
                        refusal = Some(error);
                    }
                    None
                }
            });
        }
        match refusal {
            Some(error) if sorts.iter().all(Option::is_none) => Err(error),
            _ => Ok(Some(sorts)),
        }
    }

    /// The value of a rendered resource that decides its position: of several values the primary
    /// one's, else the first one's.
    pub fn key(&self, object: &Object) -> SortKey {
        attribute(object, &self.place)
            .and_then(one_value)
            .and_then(|value| match &self.place.sub {
                Some(sub) => value.get(sub).and_then(one_value),
                None => Some(value),
            })
            .and_then(|value| self.typed(value))
            .unwrap_or(SortKey::Missing)
    }

    /// Compares two keys in the direction of the sort.
    pub fn compare(&self, a: &SortKey, b: &SortKey) -> Ordering {
        if self.descending { b.cmp(a) } else { a.cmp(b) }
    }

    fn typed(&self, value: &Value) -> Option<SortKey> {
        match self.place.kind {
            Kind::Boolean => value.as_bool().map(SortKey::Boolean),
            Kind::Integer => value.as_i64().map(SortKey::Integer),
            Kind::Decimal => value.as_f64().map(SortKey::Decimal),
            Kind::DateTime => value.as_str().and_then(instant).map(SortKey::Instant),
            Kind::String | Kind::Reference | Kind::Binary => textual(value).map(|text| {
                SortKey::Text(if self.place.case_exact {
                    text.into_owned()
                } else {
                    fold(&text).into_owned()
                })
            }),
            Kind::Complex => None,
        }
    }
}

fn descending(sort_order: Option<&str>) -> Result<bool> {
    match sort_order.map(str::trim) {
        None | Some("") => Ok(false),
        Some(order) if order.eq_ignore_ascii_case("ascending") => Ok(false),
        Some(order) if order.eq_ignore_ascii_case("descending") => Ok(true),
        Some(order) => Err(Error::new(
            ErrorKind::InvalidValue,
            format!("sortOrder `{order}` is neither `ascending` nor `descending`."),
        )),
    }
}

fn one_value(value: &Value) -> Option<&Value> {
    let Value::Array(values) = value else {
        return Some(value);
    };
    let primary = values.iter().find(|value| is_primary(value));
    primary.or_else(|| values.first())
}

impl SortKey {
    fn rank(&self) -> u8 {
        match self {
            Self::Boolean(_) => 0,
            Self::Integer(_) => 1,
            Self::Decimal(_) => 2,
            Self::Instant(_) => 3,
            Self::Text(_) => 4,
            Self::Missing => 5,
        }
    }
}

impl Ord for SortKey {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::Integer(a), Self::Integer(b)) | (Self::Instant(a), Self::Instant(b)) => a.cmp(b),
            (Self::Decimal(a), Self::Decimal(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for SortKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for SortKey {}

#[cfg(test)]
mod tests;
