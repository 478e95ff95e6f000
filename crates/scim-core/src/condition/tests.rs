use proptest::prelude::*;
use scim_filter_parser::{Filter, Path};
use serde_json::{Value, json};

use super::*;
use crate::schema::{Registry, ResourceType};
use crate::{ErrorKind, Object, Rules};

mod characteristics;

fn resource_type(name: &str) -> ResourceType {
    Registry::builtin().by_name(name).unwrap().clone()
}

fn babs() -> Object {
    let person = json!({
        "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
        ],
        "id": "2819c223-7f76-453a-919d-413861904646",
        "externalId": "00uJ1",
        "userName": "BJensen@example.com",
        "name": {"familyName": "O'Malley", "givenName": "Élodie"},
        "displayName": "50% off_\\[x]",
        "title": "",
        "profileUrl": "https://example.com/Babs",
        "active": true,
        "emails": [
            {"value": "bjensen@example.com", "type": "work", "primary": true},
            {"value": "babs@home.org", "type": "home"}
        ],
        "phoneNumbers": [{"type": "mobile"}],
        "x509Certificates": [{"value": "MIIDQzCC"}],
        "groups": [{"value": "e9e30dba-f08f-4109-8486-d5c6a331660a", "display": "Tour Guides"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
            "employeeNumber": "701984",
            "manager": {"value": "M-1"}
        },
        "meta": {
            "resourceType": "User",
            "created": "2010-01-23T04:56:22.000Z",
            "lastModified": "2011-05-13T06:42:34.000+02:00",
            "version": "W/\"3\""
        }
    });
    person.as_object().unwrap().clone()
}

fn compiled(text: &str) -> Condition {
    parse(&resource_type("User"), text, Rules::ALL)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn filters_that_babs_fulfils() {
    for filter in [
        // RFC 7644 §3.4.2.2 figure 2, and the same in other cases
        r#"userName Eq "bjensen@EXAMPLE.com""#,
        r#"name.familyName co "O'Malley""#,
        r#"userName sw "B""#,
        r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "b""#,
        r#"URN:IETF:params:scim:schemas:core:2.0:user:USERNAME pr"#,
        r#"not (title pr)"#,
        r#"meta.lastModified ge "2011-05-13T04:42:34Z""#,
        r#"meta.lastModified eq "2011-05-13T04:42:34Z""#,
        r#"meta.lastModified lt "2011-05-13T04:42:34.001Z""#,
        r#"schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#,
        r#"emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp"]"#,
        // any value of a multi-valued attribute; `value` where none is named
        r#"emails co "home.org""#,
        r#"emails.type eq "home" and emails.value eq "bjensen@example.com""#,
        r#"not (emails[type eq "home" and value eq "bjensen@example.com"])"#,
        r#"emails[not (type eq "work") and value ew "ORG"]"#,
        r#"emails[type eq "work"].value eq "BJENSEN@example.com""#,
        r#"emails[type eq "work"].value pr"#,
        r#"emails[type eq "home"].primary ne true"#,
        r#"emails[primary eq "True"].value sw "bj""#,
        r#"name[givenName eq "élodie"]"#,
        // presence
        r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr"#,
        r#"name pr and emails pr and active pr and groups pr"#,
        r#"not (phoneNumbers.value pr) and phoneNumbers pr and not (ims pr)"#,
        // null, absent and ne
        r#"nickName eq null and userName ne null and not (userName eq null)"#,
        r#"nickName ne "x" and not (nickName eq "x")"#,
        r#"emails ne "nobody@example.com""#,
        // text: literal, empty, ordered, folded by Unicode
        r#"displayName co "% off_\\[""#,
        r#"displayName sw """#,
        r#"not (nickName sw "") and not (displayName eq "")"#,
        r#"userName gt "bj" and userName lt "c" and userName le "BJENSEN@EXAMPLE.COM""#,
        r#"name.givenName eq "e\u0301LODIE""#,
        // case exact: id, externalId, profileUrl, binary
        r#"externalId eq "00uJ1" and externalId ne "00uj1""#,
        r#"profileUrl ew "Babs" and not (profileUrl ew "babs")"#,
        r#"x509Certificates.value eq "MIIDQzCC" and x509Certificates ne "miidqzcc""#,
        // booleans
        r#"active eq true and active ne false and active eq "TRUE""#,
        // extension attributes, common attributes, what providers send
        r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq "701984""#,
        r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq "M-1""#,
        r#"id eq "2819c223-7f76-453a-919d-413861904646" and manager eq "M-1""#,
        r#"groups.value eq "e9e30dba-f08f-4109-8486-d5c6a331660a" and groups[display eq "tour guides"]"#,
        r#"meta.resourceType eq "User" and meta.version eq "W/\"3\"""#,
    ] {
        assert!(compiled(filter).matches(&babs()), "{filter}");
        assert!(
            !compiled(&format!("not ({filter})")).matches(&babs()),
            "not ({filter})"
        );
    }
}

#[test]
fn members_by_every_spelling() {
    let group = resource_type("Group");
    let object =
        json!({"displayName": "A", "members": [{"value": "u1", "type": "User"}, {"value": "u2"}]});
    for (filter, expected) in [
        (r#"members eq "u1""#, true),
        (r#"members.value eq "u2""#, true),
        (r#"members[value eq "u1" and type eq "User"]"#, true),
        (r#"members[value eq "u2" and type eq "User"]"#, false),
        (r#"members eq "u3""#, false),
    ] {
        let condition = parse(&group, filter, Rules::ALL).unwrap();
        assert_eq!(
            condition.matches(object.as_object().unwrap()),
            expected,
            "{filter}"
        );
        assert!(
            condition.keys().contains(&"members") && !condition.keys().contains(&"displayName"),
            "{filter}"
        );
    }
}

#[test]
fn refusals_name_the_attribute_and_say_what_to_do() {
    let rt = resource_type("User");
    let refusals: Vec<String> = [
        "userName eq",
        "shoeSize eq 44",
        "name.shoe pr",
        "urn:example:custom:1.0:User:shoe eq \"44\"",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User eq \"x\"",
        "password pr",
        "password sw \"a\"",
        "active gt true",
        "active co \"tr\"",
        "active eq \"yes\"",
        "x509Certificates.value gt \"a\"",
        "name eq \"x\"",
        "userName eq 5",
        "userName gt null",
        "meta.created gt \"2011-05-13\"",
        "meta.created co \"2011\"",
        "emails[shoe eq \"x\"]",
        "emails[type eq \"work\"].shoe eq \"x\"",
        "userName[value eq \"x\"]",
        "emails[value co \"a\\u0000\"]",
    ]
    .iter()
    .map(|filter| {
        let error = parse(&rt, filter, Rules::ALL).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidFilter, "{filter}");
        error.detail
    })
    .skip(1) // the parser's own words
    .collect();
    insta::assert_snapshot!(refusals.join("\n"), @r#"
    `shoeSize` is not an attribute of User.
    `name.shoe` is not an attribute of User.
    `urn:example:custom:1.0:User:shoe` is not an attribute of User.
    `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User` is an extension: name one of its attributes.
    `password` is never returned and cannot be filtered by.
    `password` is never returned and cannot be filtered by.
    `active` can be compared with true or false, with eq or ne.
    `active` can be compared with true or false, with eq or ne.
    `active` can be compared with true or false, with eq or ne.
    `x509Certificates.value` can be compared with a quoted string, with eq, ne, co, sw or ew.
    `name` is complex and has no value of its own: compare one of its sub-attributes.
    `userName` can be compared with a quoted string.
    `userName` can be compared with null by eq and ne only.
    `meta.created` can be compared with a quoted date and time such as "2026-01-31T12:00:00Z", with eq, ne, gt, ge, lt or le.
    `meta.created` can be compared with a quoted date and time such as "2026-01-31T12:00:00Z", with eq, ne, gt, ge, lt or le.
    `shoe` is not a sub-attribute of `emails`.
    `shoe` is not a sub-attribute of `emails`.
    `userName` is a single simple value: it takes no filter.
    `value` is compared with text that contains a NUL character.
    "#);
}

#[test]
fn a_filter_makes_a_limited_number_of_comparisons() {
    let rt = resource_type("User");
    let chain = |terms: usize| vec!["emails co \"x\""; terms].join(" or ");
    assert!(parse(&rt, &chain(250), Rules::ALL).is_ok());
    let error = parse(&rt, &chain(251), Rules::ALL).unwrap_err();
    insta::assert_snapshot!(error.detail, @"The filter makes 251 comparisons; at most 250 are made at a time.");
    let within = format!("emails[{}]", vec!["type eq \"x\""; 251].join(" or "));
    assert!(parse(&rt, &within, Rules::ALL).is_err());
    // What stands behind the brackets is one more.
    for behind in [".value eq \"x\"", ".value pr"] {
        let filter = |terms| {
            let within = vec!["type eq \"x\""; terms].join(" or ");
            format!("emails[{within}]{behind}")
        };
        assert!(parse(&rt, &filter(249), Rules::ALL).is_ok());
        assert!(parse(&rt, &filter(250), Rules::ALL).is_err());
    }
}

#[test]
fn without_rules_booleans_and_managers_are_as_the_rfc_has_them() {
    let rt = resource_type("User");
    for filter in [
        r#"active eq "true""#,
        r#"manager eq "x""#,
        r#"roles[primary eq "True"].value eq "x""#,
    ] {
        let error = parse(&rt, filter, Rules::NONE).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidFilter, "{filter}");
    }
    assert!(parse(&rt, r#"emails co "x" and active eq true"#, Rules::NONE).is_ok());
}

#[test]
fn negations_and_nulls_are_rewritten() {
    assert_eq!(
        compiled(r#"emails[type ne "work"].value ne null"#),
        compiled(r#"emails[not (type eq "work") and value pr]"#)
    );
    assert_eq!(
        compiled(r#"emails[type eq "Work" and primary eq "TRUE"].value eq "X""#),
        compiled(r#"emails[type eq "work" and primary eq true and value eq "x"]"#)
    );
    assert_eq!(
        compiled(r#"emails[type eq "work"].value ne "x""#),
        compiled(r#"not (emails[type eq "work" and value eq "x"])"#)
    );
    assert_eq!(
        compiled(r#"title ne "x""#),
        compiled(r#"not (title eq "x")"#)
    );
    assert_eq!(compiled("title eq null"), compiled("not (title pr)"));
    assert_eq!(compiled("title ne null"), compiled("title pr"));
}

#[test]
fn places_are_written_as_in_filters() {
    let Condition::Compare { place, .. } = compiled(r#"manager.value eq "x""#) else {
        panic!()
    };
    assert_eq!(
        place.to_string(),
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value"
    );
    let Condition::Compare { place, .. } = compiled(r#"EMAILS sw "x""#) else {
        panic!()
    };
    assert_eq!(place.to_string(), "emails.value");
}

/// A resource type with attributes of every data type, which the core schemas lack.
fn machine() -> ResourceType {
    with_attributes(&json!([
        {"name": "cores", "type": "integer"},
        {"name": "load", "type": "decimal"},
        {"name": "tags", "type": "string", "multiValued": true},
    ]))
}

fn with_attributes(attributes: &Value) -> ResourceType {
    let schema = json!({"id": "urn:example:Machine", "name": "Machine", "attributes": attributes});
    let schema = serde_json::from_value(schema);
    ResourceType {
        name: "Machine".to_owned(),
        endpoint: "Machines".to_owned(),
        description: String::new(),
        schema: schema.unwrap(),
        extensions: Vec::new(),
    }
}

#[test]
fn numbers_by_value_and_simple_lists_by_their_values() {
    let rt = machine();
    let machine = json!({"cores": 1, "load": 2.5, "tags": ["Red", "blue"]});
    let big = json!({"cores": 9_007_199_254_740_993_i64, "load": 2});
    for (filter, expected) in [
        ("cores eq 1.0", true),
        ("cores eq 1", true),
        ("cores gt 0.5 and cores lt 1.5 and cores ne 1.5", true),
        ("cores ge 1 and cores le 1", true),
        ("cores gt 1", false),
        ("load eq 2.5 and load gt 2 and load lt 3", true),
        ("load eq 25e-1", true),
        ("tags eq \"RED\"", true),
        ("tags[value sw \"b\"]", true),
        ("tags[value sw \"b\" and value sw \"r\"]", false),
        ("tags co \"u\"", true),
        ("tags pr", true),
    ] {
        let condition = parse(&rt, filter, Rules::NONE).unwrap();
        assert_eq!(
            condition.matches(machine.as_object().unwrap()),
            expected,
            "{filter}"
        );
    }
    for (filter, expected) in [
        ("cores eq 9007199254740992", false),
        ("cores gt 9007199254740992", true),
        ("load eq 2", true),
        ("load le 2.0", true),
    ] {
        let condition = parse(&rt, filter, Rules::NONE).unwrap();
        assert_eq!(
            condition.matches(big.as_object().unwrap()),
            expected,
            "{filter}"
        );
    }
    for filter in [
        "cores eq \"1\"",
        "cores sw 1",
        "load eq true",
        "tags[shoe eq \"x\"]",
        "tags gt 1",
    ] {
        assert!(parse(&rt, filter, Rules::ALL).is_err(), "{filter}");
    }
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(vec![
            "userName", "title", "active", "emails", "roles", "name", "manager", "meta", "groups", "password", "id",
            "x509Certificates", "value", "type", "primary", "schemas", "employeeNumber", "members",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ]
}

fn literal() -> impl Strategy<Value = scim_filter_parser::Literal> {
    use scim_filter_parser::Literal as L;
    prop_oneof![
        Just(L::Null),
        any::<bool>().prop_map(L::Boolean),
        any::<i64>().prop_map(L::Integer),
        any::<f64>().prop_map(L::Decimal),
        prop_oneof!["True", "2011-05-13T04:42:34Z", "w", "\\PC{0,3}"].prop_map(L::String),
    ]
}

fn op() -> impl Strategy<Value = CompareOp> {
    use CompareOp::{Co, Eq, Ew, Ge, Gt, Le, Lt, Ne, Sw};
    proptest::sample::select(vec![Eq, Ne, Co, Sw, Ew, Gt, Ge, Lt, Le])
}

fn path(filter: Option<Filter>) -> impl Strategy<Value = Path> {
    let urn = proptest::option::weighted(
        0.1,
        proptest::sample::select(vec![
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            "urn:x",
        ]),
    );
    (urn, name(), proptest::option::weighted(0.4, name())).prop_map(move |(urn, name, sub)| Path {
        urn: urn.map(str::to_owned),
        name,
        filter: filter.clone().map(Box::new),
        sub,
    })
}

fn filter() -> impl Strategy<Value = Filter> {
    let leaf = prop_oneof![
        (path(None), op(), literal()).prop_map(|(path, op, value)| Filter::Compare {
            path,
            op,
            value
        }),
        path(None).prop_map(Filter::Present),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let several = proptest::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several.clone().prop_map(Filter::And),
            several.prop_map(Filter::Or),
            inner.clone().prop_map(|part| Filter::Not(Box::new(part))),
            inner
                .clone()
                .prop_flat_map(|part| path(Some(part)))
                .prop_map(Filter::ValuePath),
            (
                inner.prop_flat_map(|part| path(Some(part))),
                op(),
                literal()
            )
                .prop_map(|(path, op, value)| Filter::Compare { path, op, value }),
        ]
    })
}

/// An object in which conditions of the strategies above find something.
fn person() -> impl Strategy<Value = Object> {
    let text = proptest::sample::select(vec!["", "w", "W", "True", "work", "2011-05-13T04:42:34Z"]);
    let element = (text.clone(), text.clone(), any::<bool>()).prop_map(
        |(value, kind, primary)| json!({"value": value, "type": kind, "primary": primary}),
    );
    (text, any::<bool>(), proptest::collection::vec(element, 0..3)).prop_map(|(text, active, values)| {
        let person = json!({"userName": text, "id": text, "active": active, "emails": values, "roles": values});
        person.as_object().cloned().unwrap_or_default()
    })
}

proptest! {
    #[test]
    fn compilation_answers_and_the_evaluator_has_two_truth_values(
        one in filter(), other in filter(), person in person()
    ) {
        let rt = resource_type("User");
        let holds = |filter: &Filter| {
            compile(&rt, filter, Rules::ALL).ok().map(|condition| condition.matches(&person))
        };
        if let (Some(a), Some(b)) = (holds(&one), holds(&other)) {
            let both = vec![one.clone(), other.clone()];
            let not = |filter: &Filter| Filter::Not(Box::new(filter.clone()));
            prop_assert_eq!(holds(&not(&one)), Some(!a));
            prop_assert_eq!(holds(&Filter::And(both.clone())), Some(a && b));
            prop_assert_eq!(holds(&not(&Filter::Or(both))), Some(!a && !b));
        }
    }

    #[test]
    fn ne_is_the_complement_of_eq(path in path(None), value in literal(), person in person()) {
        let rt = resource_type("User");
        let holds = |op| {
            let filter = Filter::Compare { path: path.clone(), op, value: value.clone() };
            compile(&rt, &filter, Rules::ALL).ok().map(|condition| condition.matches(&person))
        };
        prop_assert_eq!(holds(CompareOp::Ne), holds(CompareOp::Eq).map(|eq| !eq));
    }

    #[test]
    fn a_value_equals_itself(person in person()) {
        let rt = resource_type("User");
        let filter = format!("userName eq {}", person.get("userName").unwrap_or(&Value::Null));
        prop_assert!(parse(&rt, &filter, Rules::NONE).unwrap().matches(&person));
    }
}
