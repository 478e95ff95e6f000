//! What a word can mean: an attribute path, an operator, a literal. Pure functions over one word.

use crate::ast::{CompareOp, Literal, Path};
use crate::error::{ParseError, ParseErrorKind};

/// The comparison operator, in any case (RFC 7644 §3.4.2.2: operators are case insensitive).
pub(crate) fn compare_op(word: &str) -> Option<CompareOp> {
    CompareOp::ALL
        .into_iter()
        .find(|op| word.eq_ignore_ascii_case(op.as_str()))
}

/// Whether the word looks like the array index of other path languages.
pub(crate) fn is_index(word: &str) -> bool {
    word == "*"
        || word
            .strip_prefix('-')
            .unwrap_or(word)
            .bytes()
            .all(|b| b.is_ascii_digit())
}

/// Whether the word is an operator, comparison or `pr`.
pub(crate) fn is_operator(word: &str) -> bool {
    word.eq_ignore_ascii_case("pr") || compare_op(word).is_some()
}

/// `and` or `or`, if the word is one, in any case.
pub(crate) fn logical(word: &str) -> Option<&'static str> {
    ["and", "or"]
        .into_iter()
        .find(|keyword| word.eq_ignore_ascii_case(keyword))
}

/// `attrPath`: `[URI ":"] ATTRNAME *1("." ATTRNAME)`. `start` is where the word stands in the text.
pub(crate) fn attribute_path(word: &str, start: usize) -> Result<Path, ParseError> {
    // A URN holds dots and colons itself, an attribute name neither: the last colon ends the URN.
    let (urn, local) = match word.rsplit_once(':') {
        Some((urn, local)) => (Some(urn), local),
        None => (None, word),
    };
    if let Some(urn) = urn.filter(|urn| !is_uri(urn)) {
        return Err(ParseError::new(
            start,
            ParseErrorKind::InvalidUrn {
                urn: urn.to_owned(),
            },
        ));
    }
    // "urn:example:custom:1.0" as a whole: no attribute begins with a digit, but the end of a URN may.
    if urn.is_some() && is_version(local) {
        return Ok(Path {
            urn: urn.map(str::to_owned),
            name: local.to_owned(),
            filter: None,
            sub: None,
        });
    }
    let local_start = start + word.len() - local.len();
    let (name, sub) = match local.split_once('.') {
        Some((name, sub)) => (name, Some(sub)),
        None => (local, None),
    };
    check_name(name, local_start)?;
    if let Some(sub) = sub {
        sub_attribute(sub, local_start + name.len() + 1)?;
    }
    Ok(Path {
        urn: urn.map(str::to_owned),
        name: name.to_owned(),
        filter: None,
        sub: sub.map(str::to_owned),
    })
}

/// Whether this is how a URN may end and no attribute may begin.
fn is_version(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

/// Checks what follows a dot: one attribute name, without another dot.
pub(crate) fn sub_attribute(sub: &str, start: usize) -> Result<(), ParseError> {
    match sub.find('.') {
        None => check_name(sub, start),
        Some(0) => Err(ParseError::new(start, ParseErrorKind::MissingName)),
        Some(dot) => {
            let kind = ParseErrorKind::TooManySubAttributes;
            Err(ParseError::new(start + dot, kind))
        }
    }
}

/// `ATTRNAME`: a letter, then letters, digits, `-`, `_`, `$` (RFC 7643 §2.1). `$` may also come first:
/// `$ref` does not fit the published rule (RFC 7643 erratum 8924).
fn check_name(name: &str, start: usize) -> Result<(), ParseError> {
    let Some(first) = name.chars().next() else {
        return Err(ParseError::new(start, ParseErrorKind::MissingName));
    };
    if let Some(at) = name.find(is_symbol) {
        let symbols = name.get(at..).unwrap_or_default();
        let found = symbols.chars().take_while(|c| is_symbol(*c)).collect();
        return Err(ParseError::new(
            start + at,
            ParseErrorKind::UnknownOperator { found },
        ));
    }
    let name_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '$' | '-' | '_');
    if (first.is_ascii_alphabetic() || first == '$') && name.chars().all(name_char) {
        return Ok(());
    }
    Err(ParseError::new(
        start,
        ParseErrorKind::InvalidName {
            name: name.to_owned(),
        },
    ))
}

/// The characters other languages compare and join with.
pub(crate) fn is_symbol(c: char) -> bool {
    matches!(c, '=' | '<' | '>' | '!' | '&' | '|')
}

/// `URI` of RFC 3986: a scheme, a colon and the rest, without the characters that end a word here.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let scheme_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(scheme_char)
        && !rest.is_empty()
        && rest
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c))
        && rest.split('%').skip(1).all(starts_with_hex_octet)
}

fn starts_with_hex_octet(text: &str) -> bool {
    text.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2
}

/// `compValue` without the strings: `null`, `true`, `false` or a number; otherwise why it is none of them.
pub(crate) fn literal(word: &str) -> Result<Literal, ParseErrorKind> {
    match word {
        "null" => return Ok(Literal::Null),
        "true" => return Ok(Literal::Boolean(true)),
        "false" => return Ok(Literal::Boolean(false)),
        _ => {}
    }
    let found = word.to_owned();
    // JSON has these in lower case only (RFC 8259 §3).
    if ["null", "true", "false"]
        .iter()
        .any(|name| word.eq_ignore_ascii_case(name))
    {
        return Err(ParseErrorKind::LiteralCase { found });
    }
    if word.starts_with(['\'', '`', '“', '”', '„', '‘', '’', '«']) {
        return Err(ParseErrorKind::WrongQuotes { found });
    }
    let numeric = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    if word.starts_with(|c: char| numeric(c) && !c.is_ascii_alphabetic())
        && word.chars().all(numeric)
    {
        return number(word);
    }
    Err(ParseErrorKind::UnquotedValue { found })
}

/// `number` (RFC 8259 §6).
fn number(word: &str) -> Result<Literal, ParseErrorKind> {
    let found = || word.to_owned();
    if !is_json_number(word) {
        return Err(ParseErrorKind::InvalidNumber { found: found() });
    }
    // Fails for a fraction or an exponent, and for what does not fit.
    if let Ok(integer) = word.parse() {
        return Ok(Literal::Integer(integer));
    }
    match word.parse::<f64>() {
        Ok(decimal) if decimal.is_finite() => Ok(Literal::Decimal(decimal)),
        _ => Err(ParseErrorKind::NumberOutOfRange { found: found() }),
    }
}

/// `[ "-" ] int [ frac ] [ exp ]`: narrower than what Rust's own number parsing takes.
fn is_json_number(word: &str) -> bool {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}
