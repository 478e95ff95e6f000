//! What parses, and to which tree.

use insta::assert_snapshot;

use super::{parts, tree};
use crate::{CompareOp, Filter, Literal, Path, parse_filter};

/// The literal of `x eq …`.
fn literal(text: &str) -> Literal {
    match parse_filter(&format!("x eq {text}")) {
        Ok(Filter::Compare { value, .. }) => value,
        other => panic!("{text}: {other:?}"),
    }
}

/// The string of `x eq "…"`.
fn string(inside_quotes: &str) -> String {
    match literal(&format!("\"{inside_quotes}\"")) {
        Literal::String(text) => text,
        other => panic!("{inside_quotes}: {other:?}"),
    }
}

#[test]
fn each_operator_in_any_case() {
    for op in CompareOp::ALL {
        for written in [op.to_string(), op.to_string().to_uppercase()] {
            let expected = Filter::Compare {
                path: Path::attribute("x"),
                op,
                value: Literal::String("v".into()),
            };
            assert_eq!(
                parse_filter(&format!("x {written} \"v\"")),
                Ok(expected),
                "{written}"
            );
        }
    }
    assert_snapshot!(tree("title PR aNd NOT (a Pr) OR b pR"), @"(or (and title? (not a?)) b?)");
}

#[test]
fn not_before_and_before_or() {
    assert_snapshot!(tree("a pr or b pr and c pr"), @"(or a? (and b? c?))");
    assert_snapshot!(tree("a pr and b pr or c pr and d pr"), @"(or (and a? b?) (and c? d?))");
    assert_snapshot!(tree("(a pr or b pr) and c pr"), @"(and (or a? b?) c?)");
    assert_snapshot!(tree("not (a pr) and b pr"), @"(and (not a?) b?)");
    assert_snapshot!(tree("not (a pr and b pr) or not(not(c pr))"), @"(or (not (and a? b?)) (not (not c?)))");
}

#[test]
fn chains_are_flat() {
    assert_snapshot!(tree("a pr and b pr and c pr and d pr"), @"(and a? b? c? d?)");
    assert_snapshot!(tree("((a pr and b pr) and (c pr and (d pr)))"), @"(and a? b? c? d?)");
    assert_snapshot!(tree("a pr or (b pr or c pr) or d pr"), @"(or a? b? c? d?)");
}

#[test]
fn value_paths() {
    assert_snapshot!(tree(r#"emails[type eq "work" and value co "@x"]"#), @r#"some emails[(and (type Eq String("work")) (value Co String("@x")))]"#);
    assert_snapshot!(tree(r#"emails[type eq "work"].value eq "x""#), @r#"(emails[(type Eq String("work"))].value Eq String("x"))"#);
    assert_snapshot!(tree(r#"emails[type eq "work"].value pr"#), @r#"emails[(type Eq String("work"))].value?"#);
    assert_snapshot!(tree(r#"not (emails[not (type eq "a" or (type eq "b")) and value pr]) or c pr"#), @r#"(or (not some emails[(and (not (or (type Eq String("a")) (type Eq String("b")))) value?)]) c?)"#);
    assert_snapshot!(tree("(emails[type pr])and(ims[type pr]or a pr)"), @"(and some emails[type?] (or some ims[type?] a?))");
    assert_snapshot!(tree("urn:a:b:c[x pr].y eq 1"), @"(<urn:a:b>c[x?].y Eq Integer(1))");
}

#[test]
fn paths() {
    assert_snapshot!(parts(r#"roles[primary eq "True"].display"#), @r#"roles[(primary Eq String("True"))].display"#);
    assert_snapshot!(parts("members.$ref"), @"members.$ref");
    assert_snapshot!(parts("$ref"), @"$ref");
    assert_snapshot!(parts("x-y_z$9"), @"x-y_z$9");
    assert_snapshot!(parts("URN:IETF:params:scim:schemas:core:2.0:User:Name.GivenName"), @"<URN:IETF:params:scim:schemas:core:2.0:User>Name.GivenName");
    assert_snapshot!(parts("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value"), @"<urn:ietf:params:scim:schemas:extension:enterprise:2.0:User>manager.value");
    assert_snapshot!(parts("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"), @"<urn:ietf:params:scim:schemas:extension:enterprise:2.0>User");
    assert_snapshot!(parts(r#"urn:a:b%20c:2.0:X:list[a eq "]"].b"#), @r#"<urn:a:b%20c:2.0:X>list[(a Eq String("]"))].b"#);
    assert_snapshot!(parts("urn:a:b:1.0"), @"<urn:a:b>1.0");
    assert_snapshot!(parts("urn:a:b:2.0-rc_1"), @"<urn:a:b>2.0-rc_1");
    assert_snapshot!(parts("http://schemas.example.com/2006/11/ADSCIM/2.0/Group:name"), @"<http://schemas.example.com/2006/11/ADSCIM/2.0/Group>name");
}

#[test]
fn keywords_are_attributes_where_an_attribute_stands() {
    assert_snapshot!(tree("not pr"), @"not?");
    assert_snapshot!(tree(r#"not eq "x" and not (not eq "y")"#), @r#"(and (not Eq String("x")) (not (not Eq String("y"))))"#);
    assert_snapshot!(tree("and pr and or pr or pr pr"), @"(or (and and? or?) pr?)");
    assert_snapshot!(tree("eq eq null"), @"(eq Eq Null)");
    assert_snapshot!(tree("true eq true"), @"(true Eq Boolean(true))");
    assert_snapshot!(parts("not.and"), @"not.and");
    assert_snapshot!(parts("not[or pr]"), @"not[or?]");
}

#[test]
fn keywords_in_strings_are_text() {
    assert_snapshot!(tree(r#"x eq "a OR b" and y eq " pr) and ([ eq ""#), @r#"(and (x Eq String("a OR b")) (y Eq String(" pr) and ([ eq ")))"#);
}

#[test]
fn blanks() {
    assert_snapshot!(tree("  a   eq   1   and\t(  b pr\r\n)or(c pr )  "), @"(or (and (a Eq Integer(1)) b?) c?)");
    assert_snapshot!(tree("not\n(a pr)and not( b pr )"), @"(and (not a?) (not b?))");
    assert_snapshot!(parts(" emails [ type eq \"work\" ].value "), @r#"emails[(type Eq String("work"))].value"#);
    assert_snapshot!(parts(r#"members[value eq"2819"]"#), @r#"members[(value Eq String("2819"))]"#);
}

#[test]
fn literals() {
    for (text, expected) in [
        ("null", Literal::Null),
        ("true", Literal::Boolean(true)),
        ("false", Literal::Boolean(false)),
        ("0", Literal::Integer(0)),
        ("-0", Literal::Integer(0)),
        ("-12", Literal::Integer(-12)),
        ("9223372036854775807", Literal::Integer(i64::MAX)),
        ("-9223372036854775808", Literal::Integer(i64::MIN)),
        (
            "9223372036854775808",
            Literal::Decimal(9_223_372_036_854_775_808.0),
        ),
        ("1.0", Literal::Decimal(1.0)),
        ("-0.5", Literal::Decimal(-0.5)),
        ("1e3", Literal::Decimal(1000.0)),
        ("1E+3", Literal::Decimal(1000.0)),
        ("25e-1", Literal::Decimal(2.5)),
        ("1e-999", Literal::Decimal(0.0)),
        ("1.7976931348623157e308", Literal::Decimal(f64::MAX)),
    ] {
        assert_eq!(literal(text), expected, "{text}");
    }
}

#[test]
fn string_escapes() {
    for (inside_quotes, expected) in [
        ("", ""),
        (r#"say \"hi\""#, "say \"hi\""),
        (r"\\\/\b\f\n\r\t", "\\/\u{8}\u{c}\n\r\t"),
        (r"\u0041\u00e9\u20AC", "Aé€"),
        (r"\ud83d\ude00 and \uD83D\uDE00", "😀 and 😀"),
        (r"\udbff\udfff", "\u{10ffff}"),
        (r"\u0000", "\0"),
        ("raw é 😀 \u{7f}\u{a0}", "raw é 😀 \u{7f}\u{a0}"),
        (r"%_'*[]()", "%_'*[]()"),
        (r"\\u0041", r"\u0041"),
    ] {
        assert_eq!(string(inside_quotes), expected, "{inside_quotes}");
    }
}
