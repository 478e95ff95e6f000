//! Depth, length and size.

use crate::{
    Filter, Limits, ParseErrorKind, parse_filter, parse_filter_with, parse_path, parse_path_with,
};

fn nested(open: &str, depth: usize) -> String {
    format!("{}a pr{}", open.repeat(depth), ")".repeat(depth))
}

#[test]
fn depth() {
    for open in ["(", "not (", "not("] {
        assert!(parse_filter(&nested(open, 32)).is_ok(), "{open}");
        let error = parse_filter(&nested(open, 33)).unwrap_err();
        assert_eq!(error.kind, ParseErrorKind::TooDeep { max: 32 }, "{open}");
        assert_eq!(error.position, 33 * open.len() - 1, "{open}");
    }
}

#[test]
fn brackets_count_as_depth() {
    assert!(parse_path(&format!("e[{}]", nested("(", 31))).is_ok());
    assert!(parse_path(&format!("e[{}]", nested("(", 32))).is_err());
    let flat = Limits {
        depth_max: 0,
        ..Limits::default()
    };
    assert!(parse_path_with("e", &flat).is_ok());
    assert!(parse_path_with("e[a pr]", &flat).is_err());
}

#[test]
fn closed_parentheses_do_not_count() {
    assert!(parse_filter(&vec!["not (a pr)"; 200].join(" and ")).is_ok());
}

#[test]
fn no_limit_lets_the_stack_overflow() {
    let limits = Limits {
        depth_max: usize::MAX,
        length_max_bytes: usize::MAX,
    };
    for depth in [256, 100_000] {
        let parsed = parse_filter_with(&nested("not (", depth), &limits);
        assert_eq!(parsed.is_ok(), depth == 256);
        if let Ok(filter) = parsed {
            assert_eq!(parse_filter_with(&filter.to_string(), &limits), Ok(filter));
        }
    }
}

#[test]
fn length_is_in_bytes_and_the_error_between_characters() {
    let limits = Limits {
        length_max_bytes: 10,
        ..Limits::default()
    };
    assert!(parse_filter_with("x eq \"123\"", &limits).is_ok());
    let error = parse_filter_with("x eq \"123é\"", &limits).unwrap_err();
    assert_eq!(
        (error.position, error.kind),
        (9, ParseErrorKind::TooLong { max: 10 })
    );
}

#[test]
fn ten_thousand_terms() {
    let limits = Limits {
        length_max_bytes: 1_000_000,
        ..Limits::default()
    };
    for (keyword, is_flat) in [
        (
            " or ",
            (|filter| matches!(filter, Filter::Or(all) if all.len() == 10_000))
                as fn(&Filter) -> bool,
        ),
        (
            " and ",
            |filter| matches!(filter, Filter::And(all) if all.len() == 10_000),
        ),
    ] {
        let text = vec![r#"userName eq "bjensen""#; 10_000].join(keyword);
        let filter = parse_filter_with(&text, &limits).unwrap();
        assert!(is_flat(&filter));
        assert_eq!(filter.to_string(), text);
    }
}

#[test]
fn a_default_length_of_terms() {
    let text = vec!["a pr"; 2_000].join(" or ");
    assert!(text.len() < Limits::default().length_max_bytes);
    assert!(parse_filter(&text).is_ok());
}
