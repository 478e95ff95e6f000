//! Dates.

use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date as IcuDate;
use icu_datetime::{DateTimeFormatter, DateTimeFormatterPreferences};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::country::locale_of;
use crate::{DateLength, Language};

/// The date as it is written in a language; `None` where the text is none.
pub(super) fn written(text: &str, length: DateLength, language: Language) -> Option<String> {
    let date = read(text)?;
    let fields = match length {
        DateLength::Short => YMD::short(),
        DateLength::Medium => YMD::medium(),
        DateLength::Long => YMD::long(),
    };
    let preferences = DateTimeFormatterPreferences::from(locale_of(language));
    let formatter = DateTimeFormatter::try_new(preferences, fields).ok()?;
    let (month, day) = (
        u8::try_from(date.month()).ok()?,
        u8::try_from(date.day()).ok()?,
    );
    let date = IcuDate::try_new_iso(i32::from(date.year()), month, day).ok()?;
    Some(formatter.format(&date).to_string())
}

/// Whether that is a date (RFC 3339 full-date, or the one that a date-time begins with).
pub(crate) fn is_date(text: &str) -> bool {
    read(text).is_some()
}

fn read(text: &str) -> Option<Date> {
    let day = text.get(..10)?;
    let is_whole = text.len() == day.len()
        || text.parse::<Timestamp>().is_ok()
        || text.parse::<DateTime>().is_ok();
    day.parse().ok().filter(|_| is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_the_language_does() {
        let all = |length| {
            Language::ALL.map(|language| written("2026-11-30T08:00:00Z", length, language).unwrap())
        };
        assert_eq!(
            all(DateLength::Long),
            [
                "30 November 2026",
                "30. November 2026",
                "30 november 2026",
                "30 novembre 2026"
            ]
        );
        for text in [
            "",
            "2026",
            "2026-02-30",
            "30.11.2026",
            "2026-11-30x",
            "2026-11-30 (provisional)",
            "2026-11-30Txyz",
        ] {
            assert_eq!(
                written(text, DateLength::Long, Language::En),
                None,
                "{text}"
            );
        }
    }
}
