//! Queries by POST (RFC 7644 §3.4.3): what a query string says, in a body.
//!
//! ```
//! use scim_core::search::{SEARCH_REQUEST, SearchRequest};
//! use serde_json::json;
//!
//! let body = json!({"schemas": [SEARCH_REQUEST], "filter": "title pr", "attributes": ["userName"], "count": 10});
//! let request = SearchRequest::parse(&body).unwrap();
//! assert_eq!((request.filter.as_deref(), request.page.count), (Some("title pr"), Some(10)));
//! ```

use serde_json::Value;

use crate::given::{self, member};
use crate::list::{PageParameters, wrong_count};
use crate::project::Projection;
use crate::{Error, ErrorKind, Object, Result};

/// The message URN of a search request.
pub const SEARCH_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

/// A search request.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct SearchRequest {
    /// Which attributes the answer has.
    pub projection: Projection,
    /// The filter.
    pub filter: Option<String>,
    /// The attribute path to sort by.
    pub sort_by: Option<String>,
    /// `ascending` or `descending`.
    pub sort_order: Option<String>,
    /// Which page.
    pub page: PageParameters,
}

impl SearchRequest {
    /// Reads the body. Names are found in any case; what is not known has no effect.
    ///
    /// # Errors
    /// `invalidSyntax` for a body that is no SearchRequest, or gives a member twice; `invalidValue` for a member of the wrong type, but
    /// `invalidCount` for such a `count` beside a cursor.
    pub fn parse(body: &Value) -> Result<Self> {
        let body = body
            .as_object()
            .filter(|object| is_search_request(object))
            .ok_or_else(|| {
                let detail =
                    format!("The body must be an object whose schemas are [\"{SEARCH_REQUEST}\"].");
                Error::new(ErrorKind::InvalidSyntax, detail)
            })?;
        given::each_once("", body)?;
        let attributes = names(body, "attributes")?;
        let excluded = names(body, "excludedAttributes")?;
        Ok(Self {
            projection: Projection::parse(attributes.as_deref(), excluded.as_deref())?,
            filter: text(body, "filter")?,
            sort_by: text(body, "sortBy")?,
            sort_order: text(body, "sortOrder")?,
            page: page(body)?,
        })
    }
}

/// As in a query string, an empty `cursor` asks for the first page.
fn page(body: &Object) -> Result<PageParameters> {
    let cursor = member(body, "cursor")
        .map(|value| value.as_str().ok_or_else(|| wrong("cursor", "a string")))
        .transpose()?;
    let count = number(body, "count").map_err(|error| Error {
        kind: wrong_count(cursor.is_some()),
        ..error
    });
    Ok(PageParameters {
        start_index: number(body, "startIndex")?,
        count: count?,
        cursor: cursor.map(|cursor| cursor.trim().to_owned()),
    })
}

fn is_search_request(body: &Object) -> bool {
    let schemas = member(body, "schemas").and_then(Value::as_array);
    schemas.is_some_and(|urns| {
        urns.iter()
            .filter_map(Value::as_str)
            .any(|urn| urn.eq_ignore_ascii_case(SEARCH_REQUEST))
    })
}

fn wrong(name: &str, expected: &str) -> Error {
    Error::new(
        ErrorKind::InvalidValue,
        format!("{name} must be {expected}."),
    )
}

fn text(body: &Object, name: &str) -> Result<Option<String>> {
    let text =
        member(body, name).map(|value| value.as_str().ok_or_else(|| wrong(name, "a string")));
    Ok(text
        .transpose()?
        .filter(|text| !text.trim().is_empty())
        .map(str::to_owned))
}

fn number(body: &Object, name: &str) -> Result<Option<i64>> {
    member(body, name)
        .map(|value| value.as_i64().ok_or_else(|| wrong(name, "a whole number")))
        .transpose()
}

/// A list of attribute names, with commas between as in a query string.
fn names(body: &Object, name: &str) -> Result<Option<String>> {
    let Some(value) = member(body, name) else {
        return Ok(None);
    };
    let names = match value {
        Value::String(one) => Some(one.clone()),
        Value::Array(names) => names
            .iter()
            .map(Value::as_str)
            .collect::<Option<Vec<_>>>()
            .map(|names| names.join(",")),
        _ => None,
    };
    names
        .map(Some)
        .ok_or_else(|| wrong(name, "an array of strings"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_request_says_what_a_query_string_would() {
        let body = json!({
            "schemas": [SEARCH_REQUEST], "attributes": ["userName", "name.givenName"], "filter": "title pr",
            "sortBy": "userName", "sortOrder": "descending", "startIndex": 3, "count": 2, "excludedAttributes": null,
        });
        let expected = SearchRequest {
            projection: Projection::parse(Some("userName,name.givenName"), None).unwrap(),
            filter: Some("title pr".to_owned()),
            sort_by: Some("userName".to_owned()),
            sort_order: Some("descending".to_owned()),
            page: PageParameters {
                start_index: Some(3),
                count: Some(2),
                cursor: None,
            },
        };
        assert_eq!(SearchRequest::parse(&body), Ok(expected));
        assert_eq!(
            SearchRequest::parse(&json!({"schemas": [SEARCH_REQUEST]})),
            Ok(SearchRequest::default())
        );
    }

    #[test]
    fn an_empty_cursor_is_not_the_same_as_none() {
        for (cursor, read) in [
            (json!(""), Some("")),
            (json!("abc"), Some("abc")),
            (json!(null), None),
        ] {
            let body = json!({"schemas": [SEARCH_REQUEST], "Cursor": cursor});
            let request = SearchRequest::parse(&body).unwrap();
            assert_eq!(request.page.cursor.as_deref(), read);
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (body, kind, named) in [
            (json!([]), ErrorKind::InvalidSyntax, "schemas"),
            (
                json!({"filter": "title pr"}),
                ErrorKind::InvalidSyntax,
                "SearchRequest",
            ),
            (
                json!({"schemas": [SEARCH_REQUEST], "filter": 1}),
                ErrorKind::InvalidValue,
                "filter",
            ),
            (
                json!({"schemas": [SEARCH_REQUEST], "count": "x"}),
                ErrorKind::InvalidValue,
                "count",
            ),
            (
                json!({"schemas": [SEARCH_REQUEST], "count": "x", "cursor": ""}),
                ErrorKind::InvalidCount,
                "count",
            ),
            (
                json!({"schemas": [SEARCH_REQUEST], "cursor": 7}),
                ErrorKind::InvalidValue,
                "cursor",
            ),
            (
                json!({"schemas": [SEARCH_REQUEST], "attributes": [1]}),
                ErrorKind::InvalidValue,
                "attributes",
            ),
        ] {
            let error = SearchRequest::parse(&body).unwrap_err();
            assert_eq!(error.kind, kind, "{body}");
            assert!(error.detail.contains(named), "{error}");
        }
    }
}
