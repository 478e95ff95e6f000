//! Text to tree and back for the language in which SCIM 2.0 selects: filters
//! ([RFC 7644 §3.4.2.2](https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.2)) and attribute paths
//! ([§3.5.2](https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2),
//! [§3.10](https://www.rfc-editor.org/rfc/rfc7644#section-3.10)).
//!
//! It knows the whole grammar and no schema: whether `userName` exists and may be compared with `gt` is for its
//! caller to say. It needs nothing but the standard library.
//!
//! # Filters
//!
//! ```
//! use scim_filter_parser::{Filter, parse_filter};
//!
//! let filter = parse_filter(r#"userType eq "Employee" and not (emails[type eq "work"].value ew "@example.com")"#)?;
//! let Filter::And(operands) = &filter else { panic!("two operands") };
//! assert!(matches!(&operands[0], Filter::Compare { path, .. } if path.name == "userType"));
//! assert!(matches!(&operands[1], Filter::Not(_)));
//!
//! // `Display` writes canonical text, which parses to the same tree.
//! assert_eq!(parse_filter(&filter.to_string())?, filter);
//! # Ok::<(), scim_filter_parser::ParseError>(())
//! ```
//!
//! # Paths
//!
//! The `path` of a PATCH operation, one item of `attributes` or `excludedAttributes`, and `sortBy`:
//!
//! ```
//! use scim_filter_parser::parse_path;
//!
//! let path = parse_path("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value")?;
//! assert_eq!(path.urn.as_deref(), Some("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"));
//! assert_eq!(path.name, "manager");
//! assert_eq!(path.sub.as_deref(), Some("value"));
//! # Ok::<(), scim_filter_parser::ParseError>(())
//! ```
//!
//! # Errors
//!
//! An error has the byte position of the leftmost mistake, a kind to match on, and words for the person who wrote
//! the text:
//!
//! ```
//! use scim_filter_parser::{ParseErrorKind, parse_filter};
//!
//! let error = parse_filter("externalId eq jyoung").unwrap_err();
//! assert_eq!(error.position, 14);
//! assert_eq!(error.kind, ParseErrorKind::UnquotedValue { found: "jyoung".into() });
//! assert_eq!(error.to_string(), r#"Text must be in double quotes: write "jyoung". (at byte 14)"#);
//! ```
//!
//! # Grammar
//!
//! As implemented, in EBNF. `*` is any number of times, `?` at most once; `'eq'` stands for the word in any case of
//! letters, `"true"` for exactly these letters.
//!
//! ```text
//! filter      = disjunction
//! disjunction = conjunction ( SP 'or' SP conjunction )*
//! conjunction = operand ( SP 'and' SP operand )*
//! operand     = 'not'? "(" disjunction ")" | expression
//! expression  = path SP 'pr' | path SP compareOp SP value | valuePath
//! compareOp   = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'
//! path        = attrPath | valuePath ( "." ATTRNAME )?
//! valuePath   = ( URI ":" )? ATTRNAME "[" disjunction "]"      without another valuePath inside
//! attrPath    = ( URI ":" )? ATTRNAME ( "." ATTRNAME )? | URI ":" VERSION
//! ATTRNAME    = ( ALPHA | "$" ) ( ALPHA | DIGIT | "$" | "-" | "_" )*
//! VERSION     = DIGIT ( ALPHA | DIGIT | "." | "-" | "_" )*
//! URI         = a URI of RFC 3986 without ( ) [ ]
//! value       = "null" | "true" | "false" | number | string     as in JSON (RFC 8259)
//! SP          = one or more of space, tab, line feed, carriage return
//! ```
//!
//! An expression on a `valuePath` must have the sub-attribute: `emails[type eq "work"].value pr`.
//!
//! What the RFC leaves open, or providers send beside it, and what happens here:
//!
//! | text | here |
//! |---|---|
//! | several blanks; none or some at parentheses and brackets: `not(a pr)and( b pr )` | accepted |
//! | tabs and line breaks between words; the RFC prints filters over two lines | blanks like a space |
//! | `value eq"x"`, as RFC 7644 §3.5.2.2 prints it | accepted; but `"x"and` is refused |
//! | other blanks of Unicode, such as the no-break space that comes with a copied text | refused, named by number |
//! | `emails[type eq "work"].value eq "x"` in a filter; the RFC has it only in PATCH | accepted |
//! | an attribute with the name of a keyword: `not pr`, `and eq 1` | an attribute wherever one is expected; `not` negates only before a parenthesis |
//! | `$ref`; the published `ATTRNAME` has no `$` in front (RFC 7643 erratum 8924) | accepted, `$` in any place |
//! | `name.part[x pr]`; the RFC's `valuePath` allows it, but nothing complex is inside a complex attribute | refused |
//! | `True`, `NULL` | refused: JSON has them in lower case |
//! | unquoted text, single quotes (RFC 7644 §3.4.2.1 and §3.7.2 have one such example each, against its own grammar) | refused |
//! | a bare schema URN as path: `urn:…:enterprise:2.0:User` | accepted, see [`Path`]; also if it ends in a version, such as `:1.0` |
//! | integers beyond 64 bits | [`Literal::Decimal`], the nearest; beyond floating point refused |
//! | `(a and b) and c` | one flat [`Filter::And`] of three |
//!
//! # What may change
//!
//! The language is closed, so [`Filter`], [`CompareOp`] and [`Literal`] are exhaustive: whoever compiles a filter to SQL is told by the
//! compiler that every case is there. What can grow without a new major version is the list of mistakes that are told apart
//! ([`ParseErrorKind`]), and [`Limits`]: write them as `Limits { depth_max: 8, ..Limits::default() }`.
//!
//! # Limits
//!
//! Filters come from outside. [`Limits`] bounds the length of the text and the depth of nesting; time and memory
//! grow linearly with the length, and a chain of ten thousand terms is as flat as one of two.

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod ast;
mod diagnose;
mod display;
mod error;
mod grammar;
mod lex;
mod limits;
mod parse;
mod word;
mod words;

pub use ast::{CompareOp, Filter, Literal, Path};
pub use error::{ParseError, ParseErrorKind};
pub use limits::Limits;
pub use parse::{parse_filter, parse_filter_with, parse_path, parse_path_with};

#[cfg(test)]
mod tests;

/// The examples of the README run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
