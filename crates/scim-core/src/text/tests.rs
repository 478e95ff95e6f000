use proptest::prelude::*;

use super::*;

#[test]
fn fold_ignores_case_and_composition() {
    let equal = [
        ("Bjensen@Example.COM", "bjensen@example.com"),
        ("É", "é"),
        ("É", "e\u{301}"),
        ("straße", "STRASSE"),
        ("straẞe", "strasse"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("ﬁ", "FI"),
        ("\u{212b}", "å"),
        ("\u{1f80}", "\u{1f00}\u{3b9}"),
        ("ᾳ\u{301}", "α\u{301}ι"),
    ];
    for (one, other) in equal {
        assert_eq!(fold(one), fold(other), "{one} and {other}");
    }
    for (one, other) in [("e", "é"), ("İ", "i"), ("ı", "i"), ("a", "b"), ("", " ")] {
        assert_ne!(fold(one), fold(other), "{one} and {other}");
    }
}

#[test]
fn fold_borrows_what_is_already_folded() {
    assert!(matches!(fold("plain ascii 123"), Cow::Borrowed(_)));
    assert!(matches!(fold("Plain"), Cow::Owned(_)));
}

#[test]
fn instants_are_read() {
    let cases = [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00", 0),
        ("1970-01-01t00:00:01z", 1_000_000),
        ("1970-01-01T00:00:00.5Z", 500_000),
        ("1970-01-01T00:00:00.1234567Z", 123_456),
        ("1969-12-31T23:59:59.250Z", -750_000),
        ("1970-01-01T09:00:00+09:00", 0),
        ("1969-12-31T19:00:00-05:00", 0),
        ("1970-01-01T05:30:00+05:30", 0),
        ("1969-12-31T20:15:00-03:45", 0),
        ("1970-01-01T14:00:00+14:00", 0),
        ("1970-01-01T00:59:00+00:59", 0),
        ("2011-05-13T04:42:34.000Z", 1_305_261_754_000_000),
        ("2024-02-29T12:00:00Z", 1_709_208_000_000_000),
    ];
    for (text, expected) in cases {
        assert_eq!(instant(text), Some(expected), "{text}");
    }
}

#[test]
fn what_is_no_instant_is_refused() {
    for text in [
        "",
        "2026-11-22",
        "12:00:00Z",
        "2026-11-22 12:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T12:60:00Z",
        "2026-11-22T12:00Z",
        "2026-11-22T12:00:00.Z",
        "2026-11-22T12:00:00.1x",
        "2026-11-22T12:00:00+9:00",
        "2026-11-22T12:00:00+0900",
        "2026-11-22T12:00:00+15:00",
        "2026-11-22T12:00:00+14:01",
        "2026-11-22T12:00:00+05:60",
        "2026-11-22T12:00:00+é0:00",
        "26-11-22T12:00:00Z",
        "04-12-2018T00:00:00Z",
        "2026-11-22-01T12:00:00Z",
        "+026-11-22T12:00:00Z",
        "2026-11-22T12:00:00ZZ",
    ] {
        assert_eq!(instant(text), None, "{text:?}");
    }
}

#[test]
fn instants_are_written_in_utc_with_milliseconds() {
    assert_eq!(format_instant(0), "1970-01-01T00:00:00.000Z");
    assert_eq!(
        format_instant(1_305_261_754_123_999),
        "2011-05-13T04:42:34.123Z"
    );
    assert_eq!(format_instant(-750_000), "1969-12-31T23:59:59.250Z");
    assert_eq!(format_instant(i64::MIN), format_instant(i64::MIN + 1));
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(text in any::<String>()) {
        let once = fold(&text).into_owned();
        prop_assert_eq!(fold(&once).into_owned(), once);
    }

    #[test]
    fn folding_ignores_composition(text in any::<String>()) {
        let composed: String = text.nfc().collect();
        let decomposed: String = text.nfd().collect();
        prop_assert_eq!(fold(&composed), fold(&decomposed));
    }

    #[test]
    fn upper_and_lower_case_fold_alike(text in "[a-zA-ZäöüßÉéñçΑ-Ωα-ωА-Яа-я ]{0,20}") {
        let (upper, lower) = (text.to_uppercase(), text.to_lowercase());
        prop_assert_eq!(fold(&upper), fold(&lower));
    }

    #[test]
    fn the_ascii_path_is_the_unicode_path(text in "[ -~\\t\\n]{0,40}") {
        prop_assert_eq!(fold(&text).into_owned(), fold_unicode(&text));
    }

    #[test]
    fn written_instants_are_read_back(milliseconds in -2_000_000_000_000i64..=4_000_000_000_000) {
        let micros = milliseconds * 1000;
        prop_assert_eq!(instant(&format_instant(micros)), Some(micros));
    }

    #[test]
    fn reading_an_instant_never_fails_otherwise(text in any::<String>()) {
        let _ = instant(&text);
    }
}
