//! Comparing text without its case, and reading and writing points in time.

use std::borrow::Cow;

use icu_casemap::CaseMapper;
use jiff::{Timestamp, civil::DateTime, tz::Offset};
use unicode_normalization::UnicodeNormalization;

/// `text` in the form in which it is compared where case does not matter: two texts are equal
/// ignoring case exactly when their folded forms are equal.
///
/// This is Unicode's canonical caseless matching with full case folding, in NFC: `É`, `é` and
/// `e` + U+0301 are one, `ß`, `ẞ` and `ss` are one, `Σ`, `σ` and `ς` are one. No locale is used
/// (the Turkish `İ` is not `i`). Folding what is folded changes nothing.
///
/// ```
/// use scim_core::fold;
///
/// assert_eq!(fold("STRASSE"), fold("Straße"));
/// assert_eq!(fold("é"), fold("É"));
/// ```
pub fn fold(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        return Cow::Owned(fold_unicode(text));
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    Cow::Borrowed(text)
}

fn fold_unicode(text: &str) -> String {
    // Decomposing first is what makes the folded forms of canonically equivalent texts equal
    // (U+0345, which folds to a letter, is the reason): Unicode, definition D145.
    let decomposed: String = text.nfd().collect();
    CaseMapper::new().fold_string(&decomposed).nfc().collect()
}

/// The point in time that an xsd:dateTime (RFC 7643 §2.3.5) names, in microseconds since the Unix
/// epoch; what is finer is cut off. Without a zone it is UTC. `None`: not a date and time, or one
/// that does not exist, such as month 13.
///
/// ```
/// use scim_core::instant;
///
/// assert_eq!(instant("1970-01-01T01:00:00.5+01:00"), Some(500_000));
/// assert_eq!(instant("1970-13-01T00:00:00Z"), None);
/// ```
pub fn instant(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', 't'])?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let (time, offset_seconds) = zone(time)?;
    let (time, fraction) = match time.split_once('.') {
        Some((time, fraction)) => (time, microseconds(fraction)?),
        None => (time, 0),
    };
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let small = |number: i16| i8::try_from(number).ok();
    let local = DateTime::new(
        year,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        0,
    )
    .ok()?;
    let seconds = Offset::UTC.to_timestamp(local).ok()?.as_second();
    Some((seconds - offset_seconds) * 1_000_000 + fraction)
}

/// An instant in microseconds since the Unix epoch as RFC 3339 in UTC with three decimals:
/// `2026-11-22T08:30:00.000Z`. What is outside the years -9999 to 9999 becomes the nearest there.
///
/// ```
/// assert_eq!(scim_core::format_instant(500_000), "1970-01-01T00:00:00.500Z");
/// ```
pub fn format_instant(micros: i64) -> String {
    let nearest = if micros < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    let timestamp = Timestamp::from_microsecond(micros).unwrap_or(nearest);
    format!("{timestamp:.3}")
}

/// Three numbers of exactly these widths, with `separator` between them.
fn numbers(text: &str, separator: char, widths: [usize; 3]) -> Option<[i16; 3]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; 3];
    for (number, width) in numbers.iter_mut().zip(widths) {
        let part = parts
            .next()
            .filter(|part| part.len() == width && digits(part))?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

/// Takes the zone off the end of a time: the rest, and the zone's distance from UTC in seconds.
fn zone(time: &str) -> Option<(&str, i64)> {
    if let Some(rest) = time.strip_suffix(['Z', 'z']) {
        return Some((rest, 0));
    }
    let Some(at) = time.find(['+', '-']) else {
        return Some((time, 0));
    };
    let (rest, zone) = time.split_at(at);
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 || !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    if minutes > 59 || hours * 60 + minutes > 14 * 60 {
        return None;
    }
    let seconds = (hours * 60 + minutes) * 60;
    Some((
        rest,
        if zone.starts_with('-') {
            -seconds
        } else {
            seconds
        },
    ))
}

fn microseconds(fraction: &str) -> Option<i64> {
    if !digits(fraction) {
        return None;
    }
    let six: String = fraction.chars().chain("000000".chars()).take(6).collect();
    six.parse().ok()
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
