//! Names of countries.

use icu_locale::names::RegionDisplayName;
use icu_locale::subtags::Region;
use icu_locale::{Locale, locale};

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
