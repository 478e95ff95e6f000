//! Every filter and path printed in the RFCs.

use insta::assert_snapshot;

use super::{parts, tree};
use crate::{ParseErrorKind, parse_filter, parse_path};

/// RFC 7644 §3.4.2.2, figure 2 and the text before it; §3.4.2.1; §3.4.3. Line breaks as printed.
const FILTERS: &[&str] = &[
    r#"userName Eq "john""#,
    r#"Username eq "john""#,
    r#"userName eq "bjensen""#,
    r#"name.familyName co "O'Malley""#,
    r#"userName sw "J""#,
    r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J""#,
    "title pr",
    r#"meta.lastModified gt "2011-05-13T04:42:34Z""#,
    r#"meta.lastModified ge "2011-05-13T04:42:34Z""#,
    r#"meta.lastModified lt "2011-05-13T04:42:34Z""#,
    r#"meta.lastModified le "2011-05-13T04:42:34Z""#,
    r#"title pr and userType eq "Employee""#,
    r#"title pr or userType eq "Intern""#,
    "\n schemas eq \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"",
    "userType eq \"Employee\" and (emails co \"example.com\" or\n  emails.value co \"example.org\")",
    "userType ne \"Employee\" and not (emails co \"example.com\" or\n  emails.value co \"example.org\")",
    r#"userType eq "Employee" and (emails.type eq "work")"#,
    "userType eq \"Employee\" and emails[type eq \"work\" and\n  value co \"@example.com\"]",
    "emails[type eq \"work\" and value co \"@example.com\"] or\n  ims[type eq \"xmpp\" and value co \"@foo.com\"]",
    r#"displayName sw "smith""#,
    "username sw \"J\"",
];

/// RFC 7644 §3.5.2 figure 8 and the examples after it, §3.10, §3.4.2.5.
const PATHS: &[&str] = &[
    "members",
    "name.familyName",
    r#"addresses[type eq "work"]"#,
    "members[value eq\n              \"2819c223-7f76-453a-919d-413861904646\"]",
    "members[value eq\n              \"2819c223-7f76-453a-919d-413861904646\"].displayName",
    r#"members[value eq "2819c223-7f76-...413861904646"]"#,
    r#"emails[type eq "work" and value ew "example.com"]"#,
    r#"members[value eq"2819c223...919d-413861904646"]"#,
    r#"addresses[type eq "work"].streetAddress"#,
    "nickName",
    "userName",
    "displayName",
    "name.givenName",
    "urn:ietf:params:scim:schemas:core:2.0:User:userName",
    "urn:ietf:params:scim:schemas:core:2.0:User:name.givenName",
    "urn:ietf:params:scim:schemas:exampleCo:2.0:hr:age",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
];

#[test]
fn every_valid_example_parses_and_comes_back() {
    for text in FILTERS {
        let filter = parse_filter(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(parse_filter(&filter.to_string()), Ok(filter), "{text}");
    }
    for text in PATHS {
        let path = parse_path(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(parse_path(&path.to_string()), Ok(path), "{text}");
    }
}

/// Two examples break the RFC's own grammar: no quotes (§3.4.2.1), single quotes (§3.7.2).
#[test]
fn the_two_invalid_examples_are_refused() {
    let unquoted =
        parse_filter("(meta.resourceType eq User) or (meta.resourceType eq Group)").unwrap_err();
    assert_eq!(
        unquoted.kind,
        ParseErrorKind::UnquotedValue {
            found: "User".into()
        }
    );
    let single = parse_filter("displayName sw 'Group'").unwrap_err();
    assert_eq!(
        single.kind,
        ParseErrorKind::WrongQuotes {
            found: "'Group'".into()
        }
    );
}

#[test]
fn examples_mean_what_the_rfc_says() {
    assert_snapshot!(tree(FILTERS[15]), @r#"(and (userType Ne String("Employee")) (not (or (emails Co String("example.com")) (emails.value Co String("example.org")))))"#);
    assert_snapshot!(tree(FILTERS[18]), @r#"(or some emails[(and (type Eq String("work")) (value Co String("@example.com")))] some ims[(and (type Eq String("xmpp")) (value Co String("@foo.com")))])"#);
    assert_snapshot!(parts(PATHS[4]), @r#"members[(value Eq String("2819c223-7f76-453a-919d-413861904646"))].displayName"#);
    assert_snapshot!(parts(PATHS[14]), @"<urn:ietf:params:scim:schemas:core:2.0:User>name.givenName");
}
