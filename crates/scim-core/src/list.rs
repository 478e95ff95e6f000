//! Query responses and their paging by index (RFC 7644 §3.4.2).

use std::num::IntErrorKind;

use serde_json::{Value, json};

use crate::{Error, ErrorKind, Object, Result};

/// The message URN of a query response.
pub const LIST_RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// Which part of a result a client wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListQuery {
    /// The index of the first resource, counted from 1.
    pub start_index: i64,
    /// The largest number of resources in the answer; 0 asks for the total alone.
    pub count: i64,
}

impl ListQuery {
    /// Reads `startIndex` and `count`. What is absent or empty becomes 1 and `count_default`; a
    /// `startIndex` below 1 becomes 1 and a negative `count` 0 (RFC 7644 §3.4.2.4); no count is
    /// greater than `count_max`.
    ///
    /// # Errors
    /// `invalidValue` if one is not a whole number.
    pub fn parse(
        start_index: Option<&str>,
        count: Option<&str>,
        count_default: i64,
        count_max: i64,
    ) -> Result<Self> {
        let start_index = whole_number("startIndex", start_index)?.unwrap_or(1);
        let count = whole_number("count", count)?.unwrap_or(count_default);
        Ok(Self {
            start_index: start_index.max(1),
            count: count.max(0).min(count_max),
        })
    }

    /// How many resources come before the first one wanted.
    pub fn offset(self) -> i64 {
        self.start_index - 1
    }
}

/// The query response: `total` is of the whole result, `start_index` is what the client asked for.
pub fn response(total: i64, start_index: i64, resources: Vec<Object>) -> Value {
    let mut message = json!({
        "schemas": [LIST_RESPONSE],
        "totalResults": total,
        "startIndex": start_index,
        "itemsPerPage": resources.len(),
    });
    message["Resources"] = resources.into_iter().collect();
    message
}

/// A number that is too large for 64 bits is the largest one: it means the same here.
fn whole_number(name: &str, text: Option<&str>) -> Result<Option<i64>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    match text.parse() {
        Ok(number) => Ok(Some(number)),
        Err(error) => match error.kind() {
            IntErrorKind::PosOverflow => Ok(Some(i64::MAX)),
            IntErrorKind::NegOverflow => Ok(Some(i64::MIN)),
            _ => Err(Error::new(
                ErrorKind::InvalidValue,
                format!("{name} must be a whole number."),
            )),
        },
    }
}

#[cfg(test)]
mod tests;
