//! Names of countries.

use std::collections::HashMap;
use std::sync::LazyLock;

use icu_locale::names::RegionDisplayName;
use icu_locale::subtags::Region;
use icu_locale::{Locale, locale};
use scim_core::fold;

use crate::Language;

/// The code of what is no country; it has a name nevertheless.
const UNKNOWN: &str = "ZZ";

/// The name of the country with that code (ISO 3166-1 alpha-2); `None` for any other text.
pub(super) fn name(code: &str, language: Language) -> Option<String> {
    let region = country(code)?;
    let name = RegionDisplayName::try_new_light(locale_of(language).into(), region);
    name.ok().map(|name| name.to_string())
}

/// Whether that is the code of a country.
pub(crate) fn is_country(text: &str) -> bool {
    name(text, Language::En).is_some()
}

/// What people write beside the names in the tables.
const ALSO: [(&str, &str); 8] = [
    ("usa", "US"),
    ("u.s.a.", "US"),
    ("united states of america", "US"),
    ("uk", "GB"),
    ("great britain", "GB"),
    ("england", "GB"),
    ("holland", "NL"),
    ("the netherlands", "NL"),
];

/// The codes by the folded names of their countries in every language.
static CODES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let also = ALSO.map(|(name, code)| (name.to_owned(), code.to_owned()));
    let mut codes = HashMap::from(also);
    for first in 'A'..='Z' {
        for second in 'A'..='Z' {
            let code = format!("{first}{second}");
            for named in Language::ALL {
                if let Some(name) = name(&code, named) {
                    codes
                        .entry(fold(&name).into_owned())
                        .or_insert_with(|| code.clone());
                }
            }
        }
    }
    codes
});

/// The code of a country (ISO 3166-1 alpha-2) that is given by its code or by its name in one of our languages.
pub(crate) fn country_code(text: &str) -> Option<String> {
    if is_country(text) {
        return Some(text.to_ascii_uppercase());
    }
    CODES.get(&*fold(text.trim())).cloned()
}

/// The English name of a country that is given by its code or by its name.
pub(crate) fn country_name(text: &str) -> Option<String> {
    name(&country_code(text)?, Language::En)
}

/// The locale by which things are written in a language.
pub(super) fn locale_of(language: Language) -> Locale {
    match language {
        Language::En => locale!("en-GB"),
        Language::De => locale!("de"),
        Language::Nl => locale!("nl"),
        Language::Fr => locale!("fr"),
    }
}

fn country(code: &str) -> Option<Region> {
    let known = code.len() == 2 && !code.eq_ignore_ascii_case(UNKNOWN);
    code.to_ascii_uppercase().parse().ok().filter(|_| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_known_by_its_name_too() {
        for (text, code) in [
            ("de", Some("DE")),
            ("Deutschland", Some("DE")),
            ("ALLEMAGNE", Some("DE")),
            ("Duitsland", Some("DE")),
            ("United States", Some("US")),
            ("USA", Some("US")),
            ("The Netherlands", Some("NL")),
            ("Atlantis", None),
            ("", None),
        ] {
            assert_eq!(country_code(text).as_deref(), code, "{text}");
        }
        assert_eq!(country_name("nl").as_deref(), Some("Netherlands"));
    }

    #[test]
    fn countries_have_a_name_in_each_language() {
        let names = |code| Language::ALL.map(|language| name(code, language).unwrap_or_default());
        assert_eq!(
            names("DE"),
            ["Germany", "Deutschland", "Duitsland", "Allemagne"]
        );
        assert_eq!(names("nl")[2], "Nederland");
        for unknown in ["", "XX", "ZZ", "DEU", "Germany", "49", "🇩🇪"] {
            assert_eq!(names(unknown), [""; 4], "{unknown}");
        }
    }
}
