//! Query responses and their paging, by index (RFC 7644 §3.4.2.4) and by cursor (RFC 9865).
//!
//! ```
//! use scim_core::list::{self, PageParameters, Paged, Paging};
//!
//! let asked = PageParameters::parse(Some("0"), Some("5000"), None).unwrap();
//! let paging = asked.paging(100, 1_000).unwrap();
//! assert_eq!(paging, Paging::Index { start_index: 1, count: 1_000 });
//! let answer = list::response(1, &Paged::Index { start_index: 1 }, &[r#"{"id":"2819c223"}"#]);
//! assert!(answer.ends_with(r#""itemsPerPage":1,"Resources":[{"id":"2819c223"}]}"#));
//! ```

use std::num::IntErrorKind;

use serde_json::json;

use crate::{Error, ErrorKind, Result};

/// The message URN of a query response.
pub const LIST_RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// The paging parameters as a client sent them, in a query string or in a search request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageParameters {
    /// `startIndex`: the index of the first resource, counted from 1.
    pub start_index: Option<i64>,
    /// `count`: how many resources at most.
    pub count: Option<i64>,
    /// `cursor`: empty for the first page, else what a page before said.
    pub cursor: Option<String>,
}

/// Which part of a result a client wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paging {
    /// By index.
    Index {
        /// The index of the first resource, from 1.
        start_index: i64,
        /// The largest number of resources in the answer; 0 asks for the total alone.
        count: i64,
    },
    /// By cursor.
    Cursor {
        /// The cursor; none for the first page.
        cursor: Option<String>,
        /// As above.
        count: i64,
    },
}

/// What an answer says about its place in the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paged {
    /// By index.
    Index {
        /// The index of the first resource, as it was asked for.
        start_index: i64,
    },
    /// By cursor.
    Cursor {
        /// The cursor of the page after this one; none on the last page.
        next: Option<String>,
        /// The cursor of the page before this one; none on the first page.
        previous: Option<String>,
    },
}

impl PageParameters {
    /// Reads parameters of a query string. What is absent or empty is not said, except that an empty
    /// `cursor` asks for the first page of a query by cursor.
    ///
    /// # Errors
    /// `invalidValue` if `startIndex` is not a whole number; the same for `count`, or `invalidCount` beside a
    /// cursor (RFC 9865 §2.1).
    pub fn parse(
        start_index: Option<&str>,
        count: Option<&str>,
        cursor: Option<&str>,
    ) -> Result<Self> {
        Ok(Self {
            start_index: whole_number("startIndex", start_index, ErrorKind::InvalidValue)?,
            count: whole_number("count", count, wrong_count(cursor.is_some()))?,
            cursor: cursor.map(|cursor| cursor.trim().to_owned()),
        })
    }

    /// Which page is meant; the one place that decides how large it may be. A `startIndex` below 1 becomes
    /// 1, a negative `count` 0, an absent one `count_default` (RFC 7644 §3.4.2.4). By index, a greater
    /// `count` than `count_max` becomes `count_max`.
    ///
    /// # Errors
    /// `invalidCount` for more than `count_max` by cursor (RFC 9865 §2.1); `invalidValue` for `startIndex`
    /// and `cursor` together.
    pub fn paging(&self, count_default: i64, count_max: i64) -> Result<Paging> {
        let count = self.count.unwrap_or(count_default).max(0);
        let Some(cursor) = &self.cursor else {
            return Ok(Paging::Index {
                start_index: self.start_index.unwrap_or(1).max(1),
                count: count.min(count_max),
            });
        };
        if self.start_index.is_some() {
            return Err(Error::new(
                ErrorKind::InvalidValue,
                "startIndex and cursor cannot be used together; leave one of them out.",
            ));
        }
        if self.count.is_some() && count > count_max {
            return Err(Error::new(
                ErrorKind::InvalidCount,
                format!("count is {count}; with a cursor it must be from 0 to {count_max}."),
            ));
        }
        Ok(Paging::Cursor {
            cursor: Some(cursor.clone()).filter(|cursor| !cursor.is_empty()),
            count: count.min(count_max),
        })
    }
}

/// What a `count` that is no number is called.
pub(crate) fn wrong_count(by_cursor: bool) -> ErrorKind {
    if by_cursor {
        ErrorKind::InvalidCount
    } else {
        ErrorKind::InvalidValue
    }
}

/// The query response (RFC 7644 §3.4.2, RFC 9865 §2) as JSON text: `total` is of the whole result, `resources` are the
/// JSON texts of the objects in this part of it.
pub fn response<R: AsRef<str>>(total: i64, paged: &Paged, resources: &[R]) -> String {
    let mut head = json!({ "schemas": [LIST_RESPONSE], "totalResults": total });
    if let Paged::Index { start_index } = paged {
        head["startIndex"] = (*start_index).into();
    }
    head["itemsPerPage"] = resources.len().into();
    if let Paged::Cursor { next, previous } = paged {
        for (name, cursor) in [("previousCursor", previous), ("nextCursor", next)] {
            if let Some(cursor) = cursor {
                head[name] = cursor.as_str().into();
            }
        }
    }
    let mut message = head.to_string();
    message.reserve(
        resources
            .iter()
            .map(|r| r.as_ref().len() + 1)
            .sum::<usize>()
            + 20,
    );
    message.truncate(message.len() - 1);
    message.push_str(r#","Resources":["#);
    for (place, resource) in resources.iter().enumerate() {
        if place > 0 {
            message.push(',');
        }
        message.push_str(resource.as_ref());
    }
    message.push_str("]}");
    message
}

/// A number that is too large for 64 bits is the largest one: it means the same here.
fn whole_number(name: &str, text: Option<&str>, kind: ErrorKind) -> Result<Option<i64>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    match text.parse() {
        Ok(number) => Ok(Some(number)),
        Err(error) => match error.kind() {
            IntErrorKind::PosOverflow => Ok(Some(i64::MAX)),
            IntErrorKind::NegOverflow => Ok(Some(i64::MIN)),
            _ => Err(Error::new(kind, format!("{name} must be a whole number."))),
        },
    }
}

#[cfg(test)]
mod tests;
