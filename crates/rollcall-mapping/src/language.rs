//! Languages as providers write them, in the spelling of BCP 47.

use icu_locale_core::Locale;

/// The language preferred by `sent`, which is a tag (`en-US`, and from Okta also `en_US`) or a list as in the
/// HTTP header Accept-Language (`da, en-gb;q=0.8`: RFC 7643 §4.1.1). What is no language tag is kept as sent;
/// a list that prefers none (`*`) is `None`.
pub(crate) fn preferred(sent: &str) -> Option<String> {
    let mut best: Option<(f32, &str)> = None;
    for range in sent.split(',') {
        let (tag, quality) = tag_and_quality(range);
        let better = best.is_none_or(|(highest, _)| quality > highest);
        if better && quality > 0.0 && !tag.is_empty() && tag != "*" {
            best = Some((quality, tag));
        }
    }
    best.map(|(_, tag)| spelled(tag))
}

/// `en-gb;q=0.8` is `("en-gb", 0.8)`; a quality that is missing or no number counts as 1 (RFC 9110 §12.4.2).
fn tag_and_quality(range: &str) -> (&str, f32) {
    let Some((tag, weight)) = range.split_once(';') else {
        return (range.trim(), 1.0);
    };
    let quality = weight
        .trim()
        .strip_prefix("q=")
        .and_then(|number| number.trim().parse().ok());
    (tag.trim(), quality.unwrap_or(1.0))
}

/// `EN_us` is `en-US`. A first part of more than three letters is a word such as `Dutch`, since no such
/// language is registered (RFC 5646 §2.2.1).
fn spelled(tag: &str) -> String {
    let hyphenated = tag.replace('_', "-");
    let language = hyphenated.split('-').next().unwrap_or_default();
    match Locale::normalize(&hyphenated) {
        Ok(normal) if language.len() <= 3 => normal.into_owned(),
        _ => tag.to_owned(),
    }
}

/// Whether a text is a language tag in the spelling of BCP 47.
pub(crate) fn is_tag(text: &str) -> bool {
    let language = text.split('-').next().unwrap_or_default();
    language.len() <= 3 && Locale::normalize(text).is_ok_and(|normal| normal == text)
}

#[cfg(test)]
mod tests {
    use super::preferred;

    #[test]
    fn languages_are_spelled_as_in_bcp_47() {
        let table = [
            ("en_US", Some("en-US")),
            ("EN-us", Some("en-US")),
            ("de", Some("de")),
            ("zh_hant_tw", Some("zh-Hant-TW")),
            ("es-419", Some("es-419")),
            ("da, en-gb;q=0.8, en;q=0.7", Some("da")),
            ("en;q=0.7, nl-be;q=0.9", Some("nl-BE")),
            ("*, fr;q=0.5", Some("fr")),
            ("fr;q=0, de", Some("de")),
            ("fr;q=x", Some("fr")),
            ("en;q=0.5, fr;q=0.5", Some("en")),
            ("*;q=0.9, da, de", Some("da")),
            ("Dutch", Some("Dutch")),
            ("English (US)", Some("English (US)")),
            ("*", None),
            (" , ", None),
        ];
        for (sent, wanted) in table {
            assert_eq!(preferred(sent).as_deref(), wanted, "{sent}");
        }
    }
}
