//! Any text as a filter, a path and everything else that is read from a query string.

use scim_core::condition;
use scim_core::cursor::Position;
use scim_core::list::{PageParameters, Paging};
use scim_core::project::Projection;
use scim_core::sort::Sort;
use scim_filter_parser::{
    Limits, ParseError, parse_filter, parse_filter_with, parse_path, parse_path_with,
};

use crate::{TOLERANCES, TYPES};

/// What is accepted comes back from its canonical text; what is refused is refused with a position and a sentence.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    // The canonical text can be longer: \b becomes \u0008.
    let limits = Limits {
        length_max_bytes: usize::MAX,
        ..Limits::default()
    };
    match parse_filter(text) {
        Ok(filter) => {
            let canonical = filter.to_string();
            let again = parse_filter_with(&canonical, &limits);
            assert_eq!(again.as_ref(), Ok(&filter), "{canonical}");
            assert_eq!(filter.to_string(), canonical);
        }
        Err(error) => assert_helpful(text, &error),
    }
    match parse_path(text) {
        Ok(path) => assert_eq!(parse_path_with(&path.to_string(), &limits), Ok(path)),
        Err(error) => assert_helpful(text, &error),
    }
    for rt in TYPES.iter() {
        for rules in TOLERANCES {
            if let Err(error) = condition::parse(rt, text, rules) {
                assert!(!error.detail.is_empty());
            }
        }
        let _ = Sort::parse(rt, text, Some(text));
        let _ = Sort::parse(rt, text, None);
        for projection in [
            Projection::parse(Some(text), None),
            Projection::parse(None, Some(text)),
        ] {
            let Ok(projection) = projection else {
                let names = text.split(',').count();
                assert!(names > 500, "one list alone is refused for its length only");
                continue;
            };
            let wanted = rt
                .attributes()
                .filter(|attribute| projection.wants(rt, &attribute.name));
            assert!(wanted.count() > 0, "id is always returned");
        }
    }
    for (start_index, cursor) in [(Some(text), None), (None, Some(text))] {
        let parameters = PageParameters::parse(start_index, Some(text), cursor);
        match parameters.and_then(|parameters| parameters.paging(100, 200)) {
            Ok(Paging::Index { start_index, count }) => {
                assert!(start_index >= 1 && (0..=200).contains(&count));
            }
            Ok(Paging::Cursor { count, .. }) => assert!((0..=200).contains(&count)),
            Err(_) => {}
        }
    }
    if let Some(position) = Position::from_bytes(data) {
        assert_eq!(position.to_bytes(), data);
    }
    if let Some(micros) = scim_core::instant(text) {
        let written = scim_core::format_instant(micros);
        assert_eq!(
            scim_core::instant(&written).map(|again| again - again % 1_000),
            Some(micros - micros.rem_euclid(1_000)),
            "{text}: {written}"
        );
    }
    let folded = scim_core::fold(text);
    assert_eq!(scim_core::fold(&folded), folded, "{text:?}");
}

fn assert_helpful(text: &str, error: &ParseError) {
    assert!(text.is_char_boundary(error.position), "{error:?}");
    let words = error.to_string();
    assert!(
        words.chars().count() < 200 && !words.contains(char::is_control),
        "{words}"
    );
}
