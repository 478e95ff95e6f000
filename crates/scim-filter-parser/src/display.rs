//! The canonical text of a tree: lower-case keywords, one space, only the parentheses that are needed.
//!
//! What the parser accepts comes back as the same tree. A tree built by hand does too if it keeps the rules
//! written at the types; nested `And`s (or `Or`s) come back flat, which means the same.

use std::fmt::{self, Display, Formatter, Write};

use crate::ast::{CompareOp, Filter, Literal, Path};

/// Writes the filter so that parsing gives it back.
///
/// ```
/// let filter = scim_filter_parser::parse_filter(r#"((a PR  OR b pr) And NOT(c Eq "\u0041"))"#)?;
/// assert_eq!(filter.to_string(), r#"(a pr or b pr) and not (c eq "A")"#);
/// # Ok::<(), scim_filter_parser::ParseError>(())
/// ```
impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(operands) => joined(f, operands, " and ", |f, operand| match operand {
                // `and` binds tighter than `or` (RFC 7644 §3.4.2.2): the one place that needs parentheses.
                Self::Or(_) => write!(f, "({operand})"),
                _ => operand.fmt(f),
            }),
            Self::Or(operands) => joined(f, operands, " or ", |f, operand| operand.fmt(f)),
            Self::Not(operand) => write!(f, "not ({operand})"),
            Self::Compare { path, op, value } => write!(f, "{path} {op} {value}"),
            Self::Present(path) => write!(f, "{path} pr"),
            Self::ValuePath(path) => path.fmt(f),
        }
    }
}

/// Writes `urn:name[filter].sub`, as far as each is there.
///
/// ```
/// let path = scim_filter_parser::parse_path(r#"emails[ type EQ "work" ].value"#)?;
/// assert_eq!(path.to_string(), r#"emails[type eq "work"].value"#);
/// # Ok::<(), scim_filter_parser::ParseError>(())
/// ```
impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(urn) = &self.urn {
            write!(f, "{urn}:")?;
        }
        f.write_str(&self.name)?;
        if let Some(filter) = &self.filter {
            write!(f, "[{filter}]")?;
        }
        if let Some(sub) = &self.sub {
            write!(f, ".{sub}")?;
        }
        Ok(())
    }
}

/// Writes the operator in lower case.
impl Display for CompareOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Writes the literal as JSON; a decimal keeps its point or exponent, so that it stays a decimal.
///
/// ```
/// use scim_filter_parser::Literal;
///
/// assert_eq!(Literal::Decimal(1.0).to_string(), "1.0");
/// assert_eq!(Literal::String("say \"hi\"\n".into()).to_string(), r#""say \"hi\"\n""#);
/// ```
impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            // `Debug` is the shortest text that reads back as the same number, and always has `.` or `e`.
            Self::Decimal(value) => write!(f, "{value:?}"),
            Self::String(value) => quoted(f, value),
        }
    }
}

fn joined(
    f: &mut Formatter<'_>,
    operands: &[Filter],
    separator: &str,
    write_operand: impl Fn(&mut Formatter<'_>, &Filter) -> fmt::Result,
) -> fmt::Result {
    for (index, operand) in operands.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        write_operand(f, operand)?;
    }
    Ok(())
}

/// Writes a JSON string (RFC 8259 §7), escaping only what must be escaped.
fn quoted(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\0'..='\x1f' => write!(f, "\\u{:04x}", u32::from(character))?,
            _ => f.write_char(character)?,
        }
    }
    f.write_char('"')
}
