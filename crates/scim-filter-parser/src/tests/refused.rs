//! What is refused, where, and what the refusal says.

use insta::assert_snapshot;

use super::{parts, tree};

#[test]
fn nothing() {
    assert_snapshot!(tree(""), @r#"refused: Nothing to parse. Write a filter such as userName eq "x", or an attribute path. (at byte 0)"#);
    assert_snapshot!(parts("   "), @r#"refused: Nothing to parse. Write a filter such as userName eq "x", or an attribute path. (at byte 0)"#);
}

#[test]
fn not_without_parentheses() {
    assert_snapshot!(tree("not x eq 1"), @"refused: Write what `not` negates in parentheses, as in not (title pr). (at byte 0)");
    assert_snapshot!(tree("a pr and NOT title pr"), @"refused: Write what `not` negates in parentheses, as in not (title pr). (at byte 9)");
    assert_snapshot!(tree("not"), @"refused: Write what `not` negates in parentheses, as in not (title pr). (at byte 0)");
    assert_snapshot!(tree("!(title pr)"), @"refused: The operator `!` is not supported. Write not (title pr) instead. (at byte 0)");
}

#[test]
fn missing_parts() {
    assert_snapshot!(tree("userName"), @"refused: An operator is missing after `userName`: add pr, or eq and a value. (at byte 8)");
    assert_snapshot!(tree(r#"userName "x""#), @"refused: An operator is missing after `userName`: add pr, or eq and a value. (at byte 9)");
    assert_snapshot!(tree("(userName)"), @"refused: An operator is missing after `userName`: add pr, or eq and a value. (at byte 9)");
    assert_snapshot!(tree("userName and title pr"), @"refused: An operator is missing after `userName`: add pr, or eq and a value. (at byte 9)");
    assert_snapshot!(tree(r#"emails[type eq "work"].value"#), @r#"refused: An operator is missing after `emails[type eq "work"].value`: add pr, or eq and a value. (at byte 28)"#);
    assert_snapshot!(tree("userName eq"), @"refused: A value is missing after `eq`: a string in double quotes, a number, true, false or null. (at byte 11)");
    assert_snapshot!(tree("(userName Eq)"), @"refused: A value is missing after `Eq`: a string in double quotes, a number, true, false or null. (at byte 12)");
    assert_snapshot!(tree("userName eq and title pr"), @"refused: A value is missing after `eq`: a string in double quotes, a number, true, false or null. (at byte 12)");
    assert_snapshot!(tree("userName eq (1)"), @"refused: A value is missing after `eq`: a string in double quotes, a number, true, false or null. (at byte 12)");
    assert_snapshot!(tree("title pr and"), @"refused: An expression is missing beside `and`, as in title pr and active eq true. (at byte 12)");
    assert_snapshot!(tree("(title pr or )"), @"refused: An expression is missing beside `or`, as in title pr or active eq true. (at byte 13)");
    assert_snapshot!(tree("and title pr"), @"refused: An expression is missing beside `and`, as in title pr and active eq true. (at byte 0)");
    assert_snapshot!(tree("title pr and or active pr x"), @"refused: An expression is missing beside `or`, as in title pr or active eq true. (at byte 13)");
    assert_snapshot!(tree("or"), @"refused: An expression is missing beside `or`, as in title pr or active eq true. (at byte 0)");
}

#[test]
fn unknown_operators() {
    assert_snapshot!(tree(r#"userName regex "j.*""#), @"refused: The operator `regex` is not supported. Use eq, ne, co, sw, ew, gt, ge, lt, le or pr. (at byte 9)");
    assert_snapshot!(tree(r#"userName == "x""#), @"refused: The operator `==` is not supported. Write eq instead, between spaces. (at byte 9)");
    assert_snapshot!(tree(r#"userName="x""#), @"refused: The operator `=` is not supported. Write eq instead, between spaces. (at byte 8)");
    assert_snapshot!(tree("age>=5"), @"refused: The operator `>=` is not supported. Write ge instead, between spaces. (at byte 3)");
    assert_snapshot!(tree(r#"userName StartsWith "x""#), @"refused: The operator `StartsWith` is not supported. Write sw instead. (at byte 9)");
    assert_snapshot!(tree("title pr && active eq true"), @"refused: The operator `&&` is not supported. Write and instead, between spaces. (at byte 9)");
    assert_snapshot!(tree("a pr || b pr"), @"refused: The operator `||` is not supported. Write or instead, between spaces. (at byte 5)");
}

#[test]
fn values_that_are_not_json() {
    assert_snapshot!(tree("externalId eq jyoung"), @r#"refused: Text must be in double quotes: write "jyoung". (at byte 14)"#);
    assert_snapshot!(tree("externalId eq 00u1abc"), @r#"refused: Text must be in double quotes: write "00u1abc". (at byte 14)"#);
    assert_snapshot!(tree("meta.created gt 2011-05-13T04:42:34Z"), @r#"refused: Text must be in double quotes: write "2011-05-13T04:42:34Z". (at byte 16)"#);
    assert_snapshot!(tree("userName eq 'john doe'"), @r#"refused: Write strings in straight double quotes ("), not as in `'john`. (at byte 12)"#);
    assert_snapshot!(tree("userName eq “john”"), @r#"refused: Write strings in straight double quotes ("), not as in `“john”`. (at byte 12)"#);
    assert_snapshot!(tree("active eq TRUE"), @"refused: Write `TRUE` in lower case: true. (at byte 10)");
    assert_snapshot!(tree("active eq False"), @"refused: Write `False` in lower case: false. (at byte 10)");
    assert_snapshot!(tree("title eq NULL"), @"refused: Write `NULL` in lower case: null. (at byte 9)");
    assert_snapshot!(tree("x eq 1e999"), @"refused: The number `1e999` is too large. (at byte 5)");
    for number in [
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "1.5.2",
        "--1",
        "2011-05-13",
        "-01",
    ] {
        let refusal = tree(&format!("x eq {number}"));
        assert!(
            refusal.contains("is not a JSON number"),
            "{number}: {refusal}"
        );
    }
}

#[test]
fn bad_strings() {
    assert_snapshot!(tree(r#"userName eq "john"#), @r#"refused: This string has no closing double quote (inside it, a quote is \"). (at byte 12)"#);
    assert_snapshot!(tree(r#"userName eq "john\""#), @r#"refused: This string has no closing double quote (inside it, a quote is \"). (at byte 12)"#);
    assert_snapshot!(tree(r#"x eq "a\x""#), @r#"refused: `\x` is not an escape of JSON strings: use \" \\ \/ \b \f \n \r \t or \uXXXX. (at byte 7)"#);
    assert_snapshot!(tree(r#"x eq "a\u12""#), @r#"refused: `\u12` is not an escape of JSON strings: use \" \\ \/ \b \f \n \r \t or \uXXXX. (at byte 7)"#);
    assert_snapshot!(tree(r#"x eq "\u+123""#), @r#"refused: `\u+123` is not an escape of JSON strings: use \" \\ \/ \b \f \n \r \t or \uXXXX. (at byte 6)"#);
    assert_snapshot!(tree(r#"x eq "\"#), @r#"refused: `\` is not an escape of JSON strings: use \" \\ \/ \b \f \n \r \t or \uXXXX. (at byte 6)"#);
    assert_snapshot!(tree("x eq \"a\tb\""), @r"refused: Write this control character as \u0009. (at byte 7)");
    assert_snapshot!(tree("x eq \"\0\""), @r"refused: Write this control character as \u0000. (at byte 6)");
    for text in [
        r"\ud83d",
        r"\ud83dx",
        r"\ud83d\n",
        r"\ud83d\u0041",
        r"\ude00",
        r"\ude00\ud83d",
        r"\ude00\ude00",
        r"\ude00\uzzzz",
        r"\ud83d\ud83d",
    ] {
        let refusal = tree(&format!("x eq \"a{text}\""));
        assert!(
            refusal.contains("surrogate") && refusal.ends_with("(at byte 7)"),
            "{text}: {refusal}"
        );
    }
}

#[test]
fn unbalanced() {
    assert_snapshot!(tree("(title pr"), @"refused: This parenthesis is never closed: add the missing ). (at byte 0)");
    assert_snapshot!(tree("a pr and ((title pr)"), @"refused: This parenthesis is never closed: add the missing ). (at byte 9)");
    assert_snapshot!(tree("("), @"refused: This parenthesis is never closed: add the missing ). (at byte 0)");
    assert_snapshot!(tree("title pr)"), @"refused: This ) closes nothing that is open here. (at byte 8)");
    assert_snapshot!(tree(")"), @"refused: This ) closes nothing that is open here. (at byte 0)");
    assert_snapshot!(tree("emails[type pr"), @"refused: This bracket is never closed: add the missing ]. (at byte 6)");
    assert_snapshot!(tree("emails["), @"refused: This bracket is never closed: add the missing ]. (at byte 6)");
    assert_snapshot!(tree("emails[type pr)"), @"refused: This ) closes nothing that is open here. (at byte 14)");
    assert_snapshot!(tree("(title pr]"), @"refused: This ] closes nothing that is open here. (at byte 9)");
    assert_snapshot!(tree("emails]"), @"refused: An operator is missing after `emails`: add pr, or eq and a value. (at byte 6)");
    assert_snapshot!(tree("()"), @"refused: Write an expression between the parentheses, as in (title pr). (at byte 1)");
    assert_snapshot!(tree("not ()"), @"refused: Write an expression between the parentheses, as in (title pr). (at byte 5)");
}

#[test]
fn something_after_the_filter() {
    assert_snapshot!(tree("title pr active eq true"), @"refused: Join two expressions with `and` or `or`. (at byte 9)");
    assert_snapshot!(tree("title pr (active eq true)"), @"refused: Join two expressions with `and` or `or`. (at byte 9)");
    assert_snapshot!(tree("title pr not (active eq true)"), @"refused: Join two expressions with `and` or `or`. (at byte 9)");
    assert_snapshot!(tree("a pr emails[type pr]"), @"refused: Join two expressions with `and` or `or`. (at byte 5)");
    assert_snapshot!(tree("title pr;"), @"refused: The operator `pr;` is not supported. Use eq, ne, co, sw, ew, gt, ge, lt, le or pr. (at byte 6)");
    assert_snapshot!(tree(r#"title pr ; DROP TABLE users"#), @"refused: The filter is complete before `;`: join expressions with `and` or `or`. (at byte 9)");
    assert_snapshot!(tree(r#"userName eq "John" Smith"#), @"refused: The filter is complete before `Smith`: join expressions with `and` or `or`. (at byte 19)");
    assert_snapshot!(tree(r#"title pr "x""#), @r#"refused: The filter is complete before `"x"`: join expressions with `and` or `or`. (at byte 9)"#);
    assert_snapshot!(tree("title pr["), @"refused: The filter is complete before `[`: join expressions with `and` or `or`. (at byte 8)");
}

#[test]
fn value_paths() {
    assert_snapshot!(tree("emails[]"), @r#"refused: Write a filter between the brackets, as in emails[type eq "work"]. (at byte 7)"#);
    assert_snapshot!(tree("emails[0]"), @r#"refused: Elements have no index: select them by a filter, as in emails[type eq "work"]. (at byte 7)"#);
    assert_snapshot!(parts("emails[-1].value"), @r#"refused: Elements have no index: select them by a filter, as in emails[type eq "work"]. (at byte 7)"#);
    assert_snapshot!(parts("emails[*].value"), @r#"refused: Elements have no index: select them by a filter, as in emails[type eq "work"]. (at byte 7)"#);
    assert_snapshot!(tree("a[b[c pr]]"), @"refused: Brackets do not nest: combine conditions with and, or, not and parentheses. (at byte 3)");
    assert_snapshot!(tree("emails.value[type pr]"), @r#"refused: The filter in brackets belongs to the attribute: write emails[type eq "work"].value. (at byte 12)"#);
    assert_snapshot!(tree(r#"emails[type eq "work"] eq "x""#), @r#"refused: Name the sub-attribute to compare, as in emails[type eq "work"].value eq "x". (at byte 23)"#);
    assert_snapshot!(tree(r#"emails[type eq "work"].value.x pr"#), @"refused: Attributes nest only once: write attribute.subAttribute with a single dot. (at byte 28)");
    assert_snapshot!(tree(r#"emails[type eq "work"]. pr"#), @"refused: An attribute name is missing here, as in name.givenName. (at byte 23)");
    assert_snapshot!(tree(r#"emails["work"]"#), @r#"refused: An attribute name belongs here, without quotes or brackets, as in userName eq "x". (at byte 7)"#);
    assert_snapshot!(tree("[type pr]"), @r#"refused: An attribute name belongs here, without quotes or brackets, as in userName eq "x". (at byte 0)"#);
}

#[test]
fn names() {
    assert_snapshot!(tree(r#""userName" eq "x""#), @r#"refused: An attribute name belongs here, without quotes or brackets, as in userName eq "x". (at byte 0)"#);
    assert_snapshot!(tree("'userName' eq 1"), @"refused: `'userName'` is not an attribute name: write a letter, then letters, digits, -, _ or $. (at byte 0)");
    assert_snapshot!(parts("1st"), @"refused: `1st` is not an attribute name: write a letter, then letters, digits, -, _ or $. (at byte 0)");
    assert_snapshot!(parts("_x"), @"refused: `_x` is not an attribute name: write a letter, then letters, digits, -, _ or $. (at byte 0)");
    assert_snapshot!(parts("prénom"), @"refused: `prénom` is not an attribute name: write a letter, then letters, digits, -, _ or $. (at byte 0)");
    assert_snapshot!(parts("userName,emails"), @"refused: `userName,emails` is not an attribute name: write a letter, then letters, digits, -, _ or $. (at byte 0)");
    assert_snapshot!(parts("/name/givenName"), @"refused: `/name/givenName` is not an attribute name: write a letter, then letters, digits, -, _ or $. (at byte 0)");
    assert_snapshot!(parts("a\0\u{200b}b"), @r"refused: `a\0\u{200b}b` is not an attribute name: write a letter, then letters, digits, -, _ or $. (at byte 0)");
    assert_snapshot!(parts(&"é".repeat(50)), @"refused: `éééééééééééééééééééééééééééééééééééééééé…` is not an attribute name: write a letter, then letters, digits, -, _ or $. (at byte 0)");
    assert_snapshot!(parts("name."), @"refused: An attribute name is missing here, as in name.givenName. (at byte 5)");
    assert_snapshot!(parts(".name"), @"refused: An attribute name is missing here, as in name.givenName. (at byte 0)");
    assert_snapshot!(parts("name..x"), @"refused: An attribute name is missing here, as in name.givenName. (at byte 5)");
    assert_snapshot!(parts("name.a.b"), @"refused: Attributes nest only once: write attribute.subAttribute with a single dot. (at byte 6)");
    assert_snapshot!(parts("name.1"), @"refused: `1` is not an attribute name: write a letter, then letters, digits, -, _ or $. (at byte 5)");
    assert_snapshot!(parts("urn:a:b:"), @"refused: An attribute name is missing here, as in name.givenName. (at byte 8)");
    assert_snapshot!(parts("urn:a:b:1.0$"), @"refused: `1` is not an attribute name: write a letter, then letters, digits, -, _ or $. (at byte 8)");
    assert_snapshot!(parts("1.0"), @"refused: `1` is not an attribute name: write a letter, then letters, digits, -, _ or $. (at byte 0)");
    assert_snapshot!(parts("User:userName"), @"refused: `User:` is not a schema URN, as in urn:ietf:params:scim:schemas:core:2.0:User:userName. (at byte 0)");
    assert_snapshot!(parts(":userName"), @"refused: `:` is not a schema URN, as in urn:ietf:params:scim:schemas:core:2.0:User:userName. (at byte 0)");
    assert_snapshot!(parts("urn::x"), @"refused: `urn::` is not a schema URN, as in urn:ietf:params:scim:schemas:core:2.0:User:userName. (at byte 0)");
    assert_snapshot!(parts("urn:é:x"), @"refused: `urn:é:` is not a schema URN, as in urn:ietf:params:scim:schemas:core:2.0:User:userName. (at byte 0)");
    assert_snapshot!(parts("urn:%2:x"), @"refused: `urn:%2:` is not a schema URN, as in urn:ietf:params:scim:schemas:core:2.0:User:userName. (at byte 0)");
    assert_snapshot!(parts("1rn:a:x"), @"refused: `1rn:a:` is not a schema URN, as in urn:ietf:params:scim:schemas:core:2.0:User:userName. (at byte 0)");
}

#[test]
fn paths_with_more_behind() {
    assert_snapshot!(parts(r#"userName eq "x""#), @r#"refused: The path is complete before `eq`: a condition goes into brackets, as in emails[type eq "work"]. (at byte 9)"#);
    assert_snapshot!(parts("members]"), @r#"refused: The path is complete before `]`: a condition goes into brackets, as in emails[type eq "work"]. (at byte 7)"#);
    assert_snapshot!(parts("members(x)"), @r#"refused: The path is complete before `(`: a condition goes into brackets, as in emails[type eq "work"]. (at byte 7)"#);
    assert_snapshot!(parts(r#"members "x""#), @r#"refused: The path is complete before `"x"`: a condition goes into brackets, as in emails[type eq "work"]. (at byte 8)"#);
    assert_snapshot!(parts("(members)"), @r#"refused: An attribute name belongs here, without quotes or brackets, as in userName eq "x". (at byte 0)"#);
}

#[test]
fn blanks() {
    assert_snapshot!(tree(r#"userName eq "x"and title pr"#), @"refused: Put a space after the closing double quote. (at byte 15)");
    assert_snapshot!(tree("title\u{a0}pr"), @"refused: Write an ordinary space instead of U+00A0. (at byte 5)");
    assert_snapshot!(tree("title\u{b}pr"), @"refused: Write an ordinary space instead of U+000B. (at byte 5)");
    assert_snapshot!(tree("name .givenName pr"), @"refused: Remove the space before the dot: an attribute path has none. (at byte 5)");
    assert_snapshot!(parts("emails[type pr] .value"), @"refused: Remove the space before the dot: an attribute path has none. (at byte 16)");
}
