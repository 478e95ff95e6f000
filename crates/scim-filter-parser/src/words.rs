//! What each kind of error says: what is wrong and what to write instead.

use std::fmt::{self, Display, Formatter, Write};

use crate::error::ParseErrorKind;

impl Display for ParseErrorKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.fixed_words() {
            Some(words) => f.write_str(words),
            None => self.write_with_echo(f),
        }
    }
}

impl ParseErrorKind {
    /// The words of the kinds that need no echo of the text.
    fn fixed_words(&self) -> Option<&'static str> {
        Some(match self {
            Self::Empty => {
                "Nothing to parse. Write a filter such as userName eq \"x\", or an attribute path."
            }
            Self::MissingSpace => "Put a space after the closing double quote.",
            Self::SpaceInPath => "Remove the space before the dot: an attribute path has none.",
            Self::MissingAttribute => {
                "An attribute name belongs here, without quotes or brackets, as in userName eq \"x\"."
            }
            Self::MissingName => "An attribute name is missing here, as in name.givenName.",
            Self::TooManySubAttributes => {
                "Attributes nest only once: write attribute.subAttribute with a single dot."
            }
            Self::FilterAfterSubAttribute => {
                "The filter in brackets belongs to the attribute: write emails[type eq \"work\"].value."
            }
            Self::ArrayIndex => {
                "Elements have no index: select them by a filter, as in emails[type eq \"work\"]."
            }
            Self::EmptyValueFilter => {
                "Write a filter between the brackets, as in emails[type eq \"work\"]."
            }
            Self::NestedValuePath => {
                "Brackets do not nest: combine conditions with and, or, not and parentheses."
            }
            Self::ComparedValuePath => {
                "Name the sub-attribute to compare, as in emails[type eq \"work\"].value eq \"x\"."
            }
            Self::UnterminatedString => {
                "This string has no closing double quote (inside it, a quote is \\\")."
            }
            Self::LoneSurrogate => {
                "Half of a surrogate pair: \\ud800 to \\udbff must be followed by \\udc00 to \\udfff."
            }
            Self::NotWithoutParentheses => {
                "Write what `not` negates in parentheses, as in not (title pr)."
            }
            Self::EmptyParentheses => {
                "Write an expression between the parentheses, as in (title pr)."
            }
            Self::UnclosedParenthesis => "This parenthesis is never closed: add the missing ).",
            Self::UnclosedBracket => "This bracket is never closed: add the missing ].",
            Self::MissingLogicalOperator => "Join two expressions with `and` or `or`.",
            _ => return None,
        })
    }

    /// The words of the kinds that show what was found.
    fn write_with_echo(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { max } => write!(f, "Too long: at most {max} bytes are accepted."),
            Self::TooDeep { max } => {
                write!(
                    f,
                    "Nested too deeply: at most {max} parentheses and brackets may be open."
                )
            }
            Self::UnsupportedWhitespace { found } => {
                write!(
                    f,
                    "Write an ordinary space instead of U+{:04X}.",
                    u32::from(*found)
                )
            }
            Self::ControlCharacter { found } => {
                write!(
                    f,
                    "Write this control character as \\u{:04x}.",
                    u32::from(*found)
                )
            }
            Self::InvalidName { name } => write!(
                f,
                "{} is not an attribute name: write a letter, then letters, digits, -, _ or $.",
                Echo(name)
            ),
            Self::InvalidUrn { urn } => write!(
                f,
                "{} is not a schema URN, as in urn:ietf:params:scim:schemas:core:2.0:User:userName.",
                Echo(&format!("{urn}:"))
            ),
            Self::MissingOperator { attribute } => write!(
                f,
                "An operator is missing after {}: add pr, or eq and a value.",
                Echo(attribute)
            ),
            Self::UnknownOperator { found } => write_unknown_operator(f, found),
            Self::MissingValue { operator } => write!(
                f,
                "A value is missing after {}: a string in double quotes, a number, true, false or null.",
                Echo(operator)
            ),
            Self::MissingOperand { keyword } => {
                write!(
                    f,
                    "An expression is missing beside `{keyword}`, as in title pr {keyword} active eq true."
                )
            }
            Self::UnmatchedClose { found } => {
                write!(f, "This {found} closes nothing that is open here.")
            }
            Self::TextAfterFilter { found } => {
                write!(
                    f,
                    "The filter is complete before {}: join expressions with `and` or `or`.",
                    Echo(found)
                )
            }
            Self::TextAfterPath { found } => write!(
                f,
                "The path is complete before {}: a condition goes into brackets, as in emails[type eq \"work\"].",
                Echo(found)
            ),
            _ => self.write_about_value(f),
        }
    }

    /// The words of the kinds about a comparison value.
    fn write_about_value(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnquotedValue { found } => {
                write!(
                    f,
                    "Text must be in double quotes: write \"{}\".",
                    Shortened(found)
                )
            }
            Self::WrongQuotes { found } => {
                write!(
                    f,
                    "Write strings in straight double quotes (\"), not as in {}.",
                    Echo(found)
                )
            }
            Self::LiteralCase { found } => {
                write!(
                    f,
                    "Write {} in lower case: {}.",
                    Echo(found),
                    found.to_ascii_lowercase()
                )
            }
            Self::InvalidNumber { found } => {
                write!(
                    f,
                    "{} is not a JSON number; if it is a text, write it in double quotes.",
                    Echo(found)
                )
            }
            Self::NumberOutOfRange { found } => {
                write!(f, "The number {} is too large.", Echo(found))
            }
            Self::InvalidEscape { found } => write!(
                f,
                "{} is not an escape of JSON strings: use \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\uXXXX.",
                Echo(found)
            ),
            _ => Ok(()),
        }
    }
}

fn write_unknown_operator(f: &mut Formatter<'_>, found: &str) -> fmt::Result {
    write!(f, "The operator {} is not supported. ", Echo(found))?;
    match instead_of(&found.to_ascii_lowercase()) {
        // Symbols are often written without spaces; then the operator is the smaller half of the mistake.
        Some(instead) if found.starts_with(is_comparison_symbol) => {
            write!(f, "Write {instead} instead, between spaces.")
        }
        Some(instead) => write!(f, "Write {instead} instead."),
        None => f.write_str("Use eq, ne, co, sw, ew, gt, ge, lt, le or pr."),
    }
}

fn is_comparison_symbol(c: char) -> bool {
    matches!(c, '=' | '<' | '>' | '&' | '|')
}

/// What SCIM calls an operator of other languages.
fn instead_of(operator: &str) -> Option<&'static str> {
    Some(match operator {
        "=" | "==" | "===" | "is" | "equal" | "equals" => "eq",
        "!=" | "!==" | "<>" => "ne",
        ">" => "gt",
        ">=" => "ge",
        "<" => "lt",
        "<=" => "le",
        "contains" | "like" | "has" => "co",
        "startswith" => "sw",
        "endswith" => "ew",
        "present" | "exists" => "pr",
        "&" | "&&" => "and",
        "|" | "||" => "or",
        "!" => "not (title pr)",
        _ => return None,
    })
}

/// A piece of the refused text, for a message: shortened, in backticks.
struct Echo<'t>(&'t str);

impl Display for Echo<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", Shortened(self.0))
    }
}

/// The first characters of a text, control characters escaped; as many as fit, however they are written.
struct Shortened<'t>(&'t str);

impl Display for Shortened<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        const CHARACTERS_MAX: usize = 40;
        let mut written = 0;
        for character in self.0.chars() {
            let shown = match character {
                '\'' | '"' | '\\' => character.to_string(),
                _ => character.escape_debug().to_string(),
            };
            written += shown.chars().count();
            if written > CHARACTERS_MAX {
                return f.write_char('…');
            }
            f.write_str(&shown)?;
        }
        Ok(())
    }
}
