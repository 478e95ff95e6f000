//! Why a text was refused: where, which rule, and what to write instead.

use std::fmt::{self, Display, Formatter};

/// Why a filter or path was refused, and where.
///
/// `Display` is one or two sentences for whoever wrote the text; an echo of the text in it is short and has its
/// control characters escaped.
///
/// ```
/// use scim_filter_parser::{ParseErrorKind, parse_filter};
///
/// let error = parse_filter("userName regex \"j.*\"").unwrap_err();
/// assert_eq!(error.position, 9);
/// assert_eq!(error.kind, ParseErrorKind::UnknownOperator { found: "regex".into() });
/// assert_eq!(
///     error.to_string(),
///     "The operator `regex` is not supported. Use eq, ne, co, sw, ew, gt, ge, lt, le or pr. (at byte 9)"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseError {
    /// Where, in bytes from the start of the text. At most the length of the text, always between two characters.
    pub position: usize,
    /// Which rule.
    pub kind: ParseErrorKind,
}

impl ParseError {
    pub(crate) fn new(position: usize, kind: ParseErrorKind) -> Self {
        Self { position, kind }
    }
}

impl Display for ParseError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {})", self.kind, self.position)
    }
}

impl std::error::Error for ParseError {}

/// The rules a text can break. `Display` is the explanation without the position.
///
/// ```
/// use scim_filter_parser::{ParseErrorKind, parse_filter};
///
/// let kind = parse_filter("emails[0].value pr").unwrap_err().kind;
/// assert_eq!(kind, ParseErrorKind::ArrayIndex);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// Nothing, or only spaces.
    Empty,
    /// More bytes than [`Limits::length_max_bytes`](crate::Limits::length_max_bytes).
    TooLong {
        /// The limit.
        max: usize,
    },
    /// More open parentheses and brackets than [`Limits::depth_max`](crate::Limits::depth_max).
    TooDeep {
        /// The limit.
        max: usize,
    },
    /// A no-break space or another blank that is neither space, tab nor line break.
    UnsupportedWhitespace {
        /// That character.
        found: char,
    },
    /// A text after a string without a space between: `userName eq "x"and title pr`.
    MissingSpace,
    /// A space inside a path: `name .givenName`.
    SpaceInPath,
    /// A string or bracket where an attribute belongs: `"userName" eq "x"`.
    MissingAttribute,
    /// Nothing before or after a colon or dot: `name.`, `.value`, `urn:x:y:`.
    MissingName,
    /// Not `ATTRNAME`: `1st eq "x"`.
    InvalidName {
        /// What stands where the name should.
        name: String,
    },
    /// What stands before the last colon is no URI: `User:userName`.
    InvalidUrn {
        /// What stands there.
        urn: String,
    },
    /// More than one dot after the attribute: `a.b.c`.
    TooManySubAttributes,
    /// A filter in brackets after a sub-attribute: `emails.value[type eq "work"]`.
    FilterAfterSubAttribute,
    /// `emails[0]`.
    ArrayIndex,
    /// `emails[]`.
    EmptyValueFilter,
    /// Brackets inside brackets.
    NestedValuePath,
    /// `emails[type eq "work"] eq "x"`: a comparison of whole elements.
    ComparedValuePath,
    /// No operator after an attribute.
    MissingOperator {
        /// The attribute.
        attribute: String,
    },
    /// An operator that SCIM does not have: `regex`, `==`.
    UnknownOperator {
        /// That operator.
        found: String,
    },
    /// No value after a comparison operator.
    MissingValue {
        /// The operator, as written.
        operator: String,
    },
    /// A text without quotes: `externalId eq jyoung`.
    UnquotedValue {
        /// The first word of it.
        found: String,
    },
    /// Single, typographic or other quotes than `"`.
    WrongQuotes {
        /// The first word, with its quote.
        found: String,
    },
    /// `TRUE`, `False`, `Null`: JSON has them in lower case only.
    LiteralCase {
        /// As written.
        found: String,
    },
    /// Digits that are not a number of JSON: `01`, `+1`, `1.`.
    InvalidNumber {
        /// As written.
        found: String,
    },
    /// A number too large for 64-bit floating point: `1e999`.
    NumberOutOfRange {
        /// As written.
        found: String,
    },
    /// No closing double quote; the position is that of the opening one.
    UnterminatedString,
    /// An escape that JSON does not have: `\x`, `\u12`.
    InvalidEscape {
        /// The escape.
        found: String,
    },
    /// Half of a surrogate pair: `\ud83d` alone.
    LoneSurrogate,
    /// A control character that is not escaped, in a string.
    ControlCharacter {
        /// That character.
        found: char,
    },
    /// Nothing to combine on one side of `and` or `or`.
    MissingOperand {
        /// `and` or `or`.
        keyword: &'static str,
    },
    /// `not` without parentheses: `not title pr`.
    NotWithoutParentheses,
    /// `()`.
    EmptyParentheses,
    /// No `)`; the position is that of the `(`.
    UnclosedParenthesis,
    /// No `]`; the position is that of the `[`.
    UnclosedBracket,
    /// A `)` or `]` that closes nothing, or closes the wrong one.
    UnmatchedClose {
        /// That character.
        found: char,
    },
    /// Two expressions side by side: `title pr active eq true`.
    MissingLogicalOperator,
    /// Something after a complete filter that does not begin another: `title pr;`.
    TextAfterFilter {
        /// The first word of it.
        found: String,
    },
    /// Something after a complete path: `userName eq "x"` given as a path.
    TextAfterPath {
        /// The first word of it.
        found: String,
    },
}
