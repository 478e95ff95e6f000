//! Times, numbers and sizes as people read them, in their language.

use fluent_bundle::FluentArgs;
use rollcall_mapping::Language;
use scim_core::instant;

use super::messages::message;

const SECOND: i64 = 1_000_000;
/// Units of relative times: below how many seconds, how many of them are one, and the message's word.
const UNITS: [(i64, i64, &str); 5] = [
    (3_600, 60, "minute"),
    (86_400, 3_600, "hour"),
    (2_592_000, 86_400, "day"),
    (31_536_000, 2_592_000, "month"),
    (i64::MAX, 31_536_000, "year"),
];

/// How long ago a moment (RFC 3339) is at `now` (microseconds), or how far ahead; the moment itself where it is none.
pub(super) fn relative(language: Language, moment: &str, now: i64) -> String {
    let Some(at) = instant(moment) else {
        return moment.to_owned();
    };
    let seconds = at.saturating_sub(now) / SECOND;
    let far = seconds.saturating_abs();
    let say = |id: &str, n: Option<i64>| {
        let mut arguments = FluentArgs::new();
        if let Some(n) = n {
            arguments.set("n", n);
        }
        message(language, id, &arguments).unwrap_or_else(|| moment.to_owned())
    };
    if far < 60 {
        return say("ago-now", None);
    }
    let unit = UNITS.into_iter().find(|(below, _, _)| far < *below);
    let (_, one, word) = unit.unwrap_or(UNITS[4]);
    // What lies ahead is told as it was asked for: three days, not two and 23 hours.
    match seconds > 0 {
        true => say(&format!("in-{word}"), Some((far + one / 2) / one)),
        false => say(&format!("ago-{word}"), Some(far / one)),
    }
}

/// A moment (RFC 3339 in UTC) to the minute, or to the second: `2026-11-30 23:50 UTC`.
pub(crate) fn exact(moment: &str, to_second: bool) -> String {
    let cut = if to_second { 19 } else { 16 };
    match moment.get(..cut) {
        Some(text) => format!("{} UTC", text.replacen('T', " ", 1)),
        None => moment.to_owned(),
    }
}

/// The hour and minute of a moment.
pub(super) fn hour(moment: &str) -> String {
    moment.get(11..16).unwrap_or(moment).to_owned()
}

/// A whole number with its thousands apart.
pub(super) fn number(language: Language, n: i64) -> String {
    let separator = match language {
        Language::En => ",",
        Language::De | Language::Nl => ".",
        Language::Fr => "\u{202f}",
    };
    let digits = n.unsigned_abs().to_string();
    let mut text = if n < 0 { "-".to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(separator);
        }
        text.push(digit);
    }
    text
}

/// A part of a whole in whole percents, rounded down: only all of it is 100.
pub(super) fn percent(language: Language, part: i64, whole: i64) -> String {
    let n = if whole > 0 {
        i128::from(part) * 100 / i128::from(whole)
    } else {
        0
    };
    match language {
        Language::En => format!("{n}%"),
        Language::De | Language::Nl | Language::Fr => format!("{n}\u{a0}%"),
    }
}

/// A time in microseconds.
pub(super) fn duration(microseconds: i64) -> String {
    if microseconds < 100_000 {
        return format!("{}.{} ms", microseconds / 1_000, microseconds % 1_000 / 100);
    }
    format!(
        "{}.{} s",
        microseconds / SECOND,
        microseconds % SECOND / 100_000
    )
}

/// A number of bytes.
pub(super) fn size(bytes: i64) -> String {
    let units = ["B", "KiB", "MiB", "GiB"];
    let (mut n, mut at) = (bytes, 0);
    while n >= 1_024 && at + 1 < units.len() {
        n /= 1_024;
        at += 1;
    }
    format!("{n} {}", units[at])
}

/// A path of an attribute without the URN that it may begin with, and before it the word by which that URN is known.
pub(super) fn split_path(path: &str) -> (Option<&str>, &str) {
    let end = path.find('[').unwrap_or(path.len());
    let head = &path[..end];
    let Some(at) = head.rfind(':').filter(|_| head.starts_with("urn:")) else {
        return (None, path);
    };
    let name = &path[at + 1..];
    let is_word = |part: &&str| {
        !matches!(
            *part,
            "urn"
                | "ietf"
                | "params"
                | "scim"
                | "schemas"
                | "extension"
                | "core"
                | "User"
                | "Group"
        ) && !part.starts_with(|c: char| c.is_ascii_digit())
    };
    // The URN itself, as the name of a difference has it.
    if matches!(name, "User" | "Group") {
        let word = head[..at].split(':').rfind(is_word);
        return (None, word.unwrap_or(path));
    }
    (head[..at].split(':').rfind(is_word), name)
}

/// The first letters of the first and last word of a name.
pub(super) fn initials(name: &str) -> String {
    let mut words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|word| word.chars().next());
    let first = words.next();
    let letters: String = first.into_iter().chain(words.next_back()).collect();
    if letters.is_empty() {
        "?".to_owned()
    } else {
        letters.to_uppercase()
    }
}

#[cfg(test)]
mod tests {
    use rollcall_mapping::Language;

    use super::{duration, exact, initials, number, percent, size, split_path};

    #[test]
    fn a_path_is_told_without_its_urn() {
        let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        let department = format!("{enterprise}:department");
        assert_eq!(split_path(&department), (Some("enterprise"), "department"));
        assert_eq!(split_path(enterprise), (None, "enterprise"));
        let ours = "urn:rollcall:scim:schemas:extension:2.0:User:pronouns";
        assert_eq!(split_path(ours), (Some("rollcall"), "pronouns"));
        let core = "urn:ietf:params:scim:schemas:core:2.0:User:title";
        assert_eq!(split_path(core), (None, "title"));
        let filtered = "emails[type eq \"a:b\"].value";
        assert_eq!(split_path(filtered), (None, filtered));
        assert_eq!(split_path("urn:"), (None, ""));
    }

    #[test]
    fn numbers_are_told_as_people_write_them() {
        let of = |n| (number(Language::En, n), number(Language::De, n));
        assert_eq!(of(7), ("7".to_owned(), "7".to_owned()));
        assert_eq!(
            of(1_234_567),
            ("1,234,567".to_owned(), "1.234.567".to_owned())
        );
        assert_eq!(number(Language::Fr, -1_000), "-1\u{202f}000");
        assert_eq!(percent(Language::En, 999, 1_000), "99%");
        assert_eq!(percent(Language::De, 1, 0), "0\u{a0}%");
        assert_eq!(
            (duration(1_250), duration(2_340_000)),
            ("1.2 ms".to_owned(), "2.3 s".to_owned())
        );
        assert_eq!(
            (size(1_023), size(2_097_152)),
            ("1023 B".to_owned(), "2 MiB".to_owned())
        );
        assert_eq!(
            exact("2026-11-30T23:50:01.123Z", false),
            "2026-11-30 23:50 UTC"
        );
        assert_eq!(exact("soon", true), "soon");
        assert_eq!(
            (
                initials("Ada King Lovelace"),
                initials("ðə"),
                initials(" – ")
            ),
            ("AL".to_owned(), "Ð".to_owned(), "?".to_owned())
        );
    }
}
