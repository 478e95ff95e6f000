//! The doors: text to filter or path, under limits.

use std::str::FromStr;

use crate::ast::{Filter, Path};
use crate::error::ParseError;
use crate::grammar::Parser;
use crate::limits::Limits;

/// Parses a filter expression (`FILTER`, RFC 7644 §3.4.2.2) under the default [`Limits`].
///
/// The text is the filter itself: percent-encoding must be undone before.
///
/// # Errors
/// The leftmost mistake, as [`ParseError`].
///
/// ```
/// use scim_filter_parser::{Filter, parse_filter};
///
/// // `and` binds tighter than `or`.
/// let filter = parse_filter(r#"title pr or userType eq "Intern" and active eq true"#)?;
/// assert!(matches!(filter, Filter::Or(operands) if operands.len() == 2));
/// # Ok::<(), scim_filter_parser::ParseError>(())
/// ```
pub fn parse_filter(text: &str) -> Result<Filter, ParseError> {
    parse_filter_with(text, &Limits::default())
}

/// Parses a filter expression under the given limits.
///
/// # Errors
/// As [`parse_filter`].
///
/// ```
/// use scim_filter_parser::{Filter, Limits, parse_filter_with};
///
/// let text = vec![r#"id eq "2819c223""#; 10_000].join(" or ");
/// let limits = Limits { length_max_bytes: 1_000_000, ..Limits::default() };
/// let filter = parse_filter_with(&text, &limits)?;
/// assert!(matches!(filter, Filter::Or(operands) if operands.len() == 10_000));
/// # Ok::<(), scim_filter_parser::ParseError>(())
/// ```
pub fn parse_filter_with(text: &str, limits: &Limits) -> Result<Filter, ParseError> {
    Parser::new(text, limits)?.whole_filter()
}

/// Parses an attribute path under the default [`Limits`]: `PATH` of RFC 7644 §3.5.2, which contains the
/// attribute notation of §3.10 that `attributes`, `excludedAttributes` and `sortBy` use. One path, not a list.
///
/// # Errors
/// The leftmost mistake, as [`ParseError`].
///
/// ```
/// use scim_filter_parser::parse_path;
///
/// let path = parse_path("urn:ietf:params:scim:schemas:core:2.0:User:name.givenName")?;
/// assert_eq!(path.urn.as_deref(), Some("urn:ietf:params:scim:schemas:core:2.0:User"));
/// assert_eq!((path.name.as_str(), path.sub.as_deref()), ("name", Some("givenName")));
/// # Ok::<(), scim_filter_parser::ParseError>(())
/// ```
pub fn parse_path(text: &str) -> Result<Path, ParseError> {
    parse_path_with(text, &Limits::default())
}

/// Parses an attribute path under the given limits.
///
/// # Errors
/// As [`parse_path`].
///
/// ```
/// use scim_filter_parser::{Limits, parse_path_with};
///
/// let limits = Limits { length_max_bytes: 5, ..Limits::default() };
/// assert!(parse_path_with("title", &limits).is_ok());
/// assert!(parse_path_with("active", &limits).is_err());
/// ```
pub fn parse_path_with(text: &str, limits: &Limits) -> Result<Path, ParseError> {
    Parser::new(text, limits)?.whole_path()
}

/// As [`parse_filter`].
///
/// ```
/// let filter: scim_filter_parser::Filter = "title pr".parse()?;
/// assert_eq!(filter.to_string(), "title pr");
/// # Ok::<(), scim_filter_parser::ParseError>(())
/// ```
impl FromStr for Filter {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_filter(text)
    }
}

/// As [`parse_path`].
///
/// ```
/// let path: scim_filter_parser::Path = "members".parse()?;
/// assert_eq!(path.name, "members");
/// # Ok::<(), scim_filter_parser::ParseError>(())
/// ```
impl FromStr for Path {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_path(text)
    }
}
