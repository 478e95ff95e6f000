//! The canonical text.

use insta::assert_snapshot;

use crate::{Filter, Literal, Path, parse_filter};

/// The canonical text of a filter.
fn canonical(text: &str) -> String {
    parse_filter(text).map_or_else(|error| error.to_string(), |filter| filter.to_string())
}

fn present(name: &str) -> Filter {
    Filter::Present(Path::attribute(name))
}

#[test]
fn only_needed_parentheses_and_spaces() {
    assert_snapshot!(canonical("((a PR))  Or(b pr AND(c pr))"), @"a pr or b pr and c pr");
    assert_snapshot!(canonical("(a pr or b pr)and(c pr or(d pr))"), @"(a pr or b pr) and (c pr or d pr)");
    assert_snapshot!(canonical("NOT((a pr))and not(not(b pr or c pr))"), @"not (a pr) and not (not (b pr or c pr))");
    assert_snapshot!(canonical(r#"emails [ ( type EQ "work" ) ].value Pr"#), @r#"emails[type eq "work"].value pr"#);
    assert_snapshot!(canonical(r#"x[(a pr or b pr) and c pr]"#), @"x[(a pr or b pr) and c pr]");
}

#[test]
fn names_stay_as_written() {
    assert_snapshot!(canonical("URN:A:b:USERNAME.Sub Sw \"J\""), @r#"URN:A:b:USERNAME.Sub sw "J""#);
}

#[test]
fn strings_are_escaped_as_little_as_possible() {
    assert_snapshot!(canonical(r#"x eq "\u00e9\/\\ \" \b\f\n\r\t\u0000\u001F""#), @r#"x eq "é/\\ \" \u0008\u000c\n\r\t\u0000\u001f""#);
    assert_eq!(
        canonical(r#"x eq "\u007f\u2028""#),
        "x eq \"\u{7f}\u{2028}\""
    );
}

#[test]
fn decimals_stay_decimals() {
    for (number, text) in [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (-1.5, "-1.5"),
        (1e15, "1000000000000000.0"),
        (1e16, "1e16"),
        (9_223_372_036_854_775_808.0, "9.223372036854776e18"),
        (1e-7, "1e-7"),
        (f64::MAX, "1.7976931348623157e308"),
        (f64::from_bits(1), "5e-324"),
    ] {
        assert_eq!(Literal::Decimal(number).to_string(), text);
    }
}

#[test]
fn a_nested_chain_built_by_hand_is_written_flat() {
    let nested = Filter::And(vec![
        Filter::And(vec![present("a"), present("b")]),
        present("c"),
    ]);
    assert_eq!(nested.to_string(), "a pr and b pr and c pr");
    let nested = Filter::Or(vec![
        present("a"),
        Filter::Or(vec![present("b"), present("c")]),
    ]);
    assert_eq!(nested.to_string(), "a pr or b pr or c pr");
}
