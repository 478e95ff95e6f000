//! Telephone numbers.

use phonenumber::{Mode, country};

use crate::PhoneForm;

/// A country with its plan of numbers.
pub(crate) type Region = country::Id;

/// The country of a code (ISO 3166-1 alpha-2), in any case.
pub(crate) fn region(code: &str) -> Option<Region> {
    code.to_ascii_uppercase().parse().ok()
}

/// The number in a form; `None` where it is none. A number with `+` says its country itself.
pub(super) fn written(
    text: &str,
    form: PhoneForm,
    region: impl FnOnce() -> Option<Region>,
) -> Option<String> {
    let number = read(text, region)?;
    let mode = match form {
        PhoneForm::International => Mode::International,
        PhoneForm::National => Mode::National,
        PhoneForm::Tel => Mode::Rfc3966,
    };
    Some(number.format().mode(mode).to_string())
}

/// The number as `+` and digits (ITU-T E.164); `None` where it is none.
pub(crate) fn e164(text: &str, region: impl FnOnce() -> Option<Region>) -> Option<String> {
    Some(read(text, region)?.format().mode(Mode::E164).to_string())
}

/// Whether that is a number that can be dialled.
pub(crate) fn is_phone(text: &str, region: impl FnOnce() -> Option<Region>) -> bool {
    read(text, region).is_some()
}

/// Longer texts are no number (ITU-T E.164 has 15 digits, and separators and an extension come on top).
const BYTES_MAX: usize = 60;

fn read(text: &str, region: impl FnOnce() -> Option<Region>) -> Option<phonenumber::PhoneNumber> {
    if text.len() > BYTES_MAX {
        return None;
    }
    let region = if text.starts_with('+') {
        None
    } else {
        Some(region()?)
    };
    let number = phonenumber::parse(region, text).ok()?;
    phonenumber::is_valid(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_their_country_does() {
        let germany = || region("de");
        let table = [
            (
                "+49 30 901820",
                PhoneForm::International,
                Some("+49 30 901820"),
            ),
            (
                "030 901820",
                PhoneForm::International,
                Some("+49 30 901820"),
            ),
            ("(030) 90 18 20", PhoneForm::Tel, Some("tel:+49-30-901820")),
            (
                "+44 20 7946 0000",
                PhoneForm::National,
                Some("020 7946 0000"),
            ),
            ("call me", PhoneForm::International, None),
            ("12", PhoneForm::International, None),
            ("", PhoneForm::Tel, None),
        ];
        for (text, form, wanted) in table {
            assert_eq!(written(text, form, germany).as_deref(), wanted, "{text}");
        }
        assert_eq!(
            written("030 901820", PhoneForm::Tel, || None),
            None,
            "whose 030 is not known"
        );
        let long = "+".to_owned() + &"1".repeat(100_000);
        assert!(!is_phone(&long, || None));
    }
}
