//! What holds for any operations.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::validate;

fn text() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => select(vec!["a", "b", "A", "work", "home", "x@y"]).prop_map(Value::from),
        1 => Just(json!("")),
        1 => Just(json!(null)),
        1 => "\\PC{0,4}".prop_map(Value::from),
    ]
}

fn flag() -> impl Strategy<Value = Value> {
    select(vec![
        json!(true),
        json!(false),
        json!("True"),
        json!("false"),
        json!(null),
    ])
}

fn element() -> impl Strategy<Value = Value> {
    let part = |name: &'static str, value: BoxedStrategy<Value>| {
        proptest::option::weighted(0.6, value).prop_map(move |value| (name, value))
    };
    let flags = prop_oneof![3 => Just(json!(false)), 1 => Just(json!(true))];
    (
        part("value", text().boxed()),
        part("type", text().boxed()),
        part("primary", flags.boxed()),
    )
        .prop_map(|(a, b, c)| {
            [a, b, c]
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)))
                .collect()
        })
}

fn elements() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => proptest::collection::vec(element(), 0..4).prop_map(Value::Array),
        1 => element(),
        1 => text(),
    ]
}

fn name() -> impl Strategy<Value = Value> {
    (text(), text()).prop_map(|(given, family)| json!({"givenName": given, "familyName": family}))
}

fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        text(),
        flag(),
        elements(),
        name(),
        any::<i64>().prop_map(Value::from)
    ]
}

/// A path and a value that may fit it.
fn target() -> impl Strategy<Value = (String, Value)> {
    let attribute = select(vec!["emails", "phoneNumbers", "roles"]);
    let filter = select(vec![
        "type eq \"work\"",
        "primary eq \"True\"",
        "value eq \"a\"",
        "type eq \"work\" and value eq \"b\"",
        "type eq \"work\" or type eq \"home\"",
        "not (type eq \"home\")",
        "value pr",
    ]);
    let at = |path: &'static str, value: BoxedStrategy<Value>| {
        value.prop_map(move |value| (path.to_owned(), value))
    };
    let selected = (attribute.clone(), filter);
    prop_oneof![
        at("title", text().boxed()),
        at("nickname", text().boxed()),
        at("active", flag().boxed()),
        at("name", name().boxed()),
        at("name.givenName", text().boxed()),
        at("manager", prop_oneof![text(), element()].boxed()),
        at(
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            text().boxed()
        ),
        at(
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName",
            text().boxed()
        ),
        at("urn:example:custom:1.0:shoe", anything().boxed()),
        at("shoe", anything().boxed()),
        (attribute.clone(), elements())
            .prop_map(|(attribute, value)| (attribute.to_owned(), value)),
        (
            attribute,
            select(vec!["value", "type", "primary"]),
            anything()
        )
            .prop_map(|(attribute, sub, value)| (format!("{attribute}.{sub}"), value)),
        (selected.clone(), element())
            .prop_map(|((attribute, filter), value)| (format!("{attribute}[{filter}]"), value)),
        (
            selected.clone(),
            select(vec!["value", "type", "display"]),
            text()
        )
            .prop_map(|((attribute, filter), sub, value)| (
                format!("{attribute}[{filter}].{sub}"),
                value
            )),
        (selected, flag()).prop_map(|((attribute, filter), value)| (
            format!("{attribute}[{filter}].primary"),
            value
        )),
    ]
}

fn operation() -> impl Strategy<Value = Value> {
    prop_oneof![
        (select(vec!["add", "Replace"]), target())
            .prop_map(|(op, (path, value))| json!({"op": op, "path": path, "value": value})),
        target().prop_map(|(path, _)| json!({"op": "remove", "path": path})),
        (
            select(vec!["add", "replace"]),
            proptest::collection::vec(target(), 1..4)
        )
            .prop_map(|(op, targets)| {
                let value: Object = targets.into_iter().collect();
                json!({"op": op, "value": value})
            }),
    ]
}

fn operations() -> impl Strategy<Value = Vec<Value>> {
    proptest::collection::vec(operation(), 1..6)
}

/// A document that may be stored.
fn document() -> impl Strategy<Value = Value> {
    (text(), name(), elements(), elements()).prop_map(|(title, name, emails, roles)| {
        let body = json!({"userName": "u", "title": title, "name": name, "emails": emails, "roles": roles});
        let incoming = normalize::resource(resource_type("User"), &body, Rules::ALL);
        let attributes = incoming.map(|incoming| incoming.attributes).unwrap_or_default();
        Value::Object(attributes)
    })
}

fn run(before: &Value, operations: &[Value]) -> Result<Value> {
    let operations = Value::Array(operations.to_vec());
    patched("User", before, &operations, Rules::ALL)
        .map(|patched| Value::Object(patched.attributes))
}

proptest! {
    #[test]
    fn the_result_is_canonical(before in document(), operations in operations()) {
        if let Ok(Value::Object(after)) = run(&before, &operations) {
            assert_canonical("User", &after);
        }
    }

    #[test]
    fn together_is_one_after_the_other_and_all_or_nothing(before in document(), operations in operations()) {
        let step = |document: Value, operation: &Value| run(&document, std::slice::from_ref(operation));
        let one_by_one = operations.iter().try_fold(before.clone(), step);
        prop_assert_eq!(run(&before, &operations).ok(), one_by_one.ok());
    }

    #[test]
    fn replacing_twice_is_replacing_once(before in document(), (path, value) in target()) {
        let operation = json!({"op": "replace", "path": path, "value": value});
        if let Ok(once) = run(&before, std::slice::from_ref(&operation)) {
            // A path that its own operation stops from selecting anything has no target the second
            // time.
            match run(&once, &[operation]) {
                Ok(twice) => prop_assert_eq!(twice, once),
                Err(error) => prop_assert_eq!(error.kind, ErrorKind::NoTarget),
            }
        }
    }

    #[test]
    fn adding_twice_is_adding_once(before in document(), value in elements()) {
        let operation = json!({"op": "add", "path": "emails", "value": value});
        if let Ok(once) = run(&before, std::slice::from_ref(&operation)) {
            prop_assert_eq!(run(&once, &[operation]), Ok(once));
        }
    }

    #[test]
    fn at_most_one_value_becomes_primary(before in document(), operation in operation()) {
        let primaries = |document: &Value, attribute: &str| {
            let values = document[attribute].as_array().cloned().unwrap_or_default();
            values.iter().filter(|value| normalize::is_primary(value)).count()
        };
        if let Ok(after) = run(&before, &[operation]) {
            for attribute in ["emails", "roles"] {
                prop_assert!(primaries(&after, attribute) <= primaries(&before, attribute).max(1));
            }
        }
    }

    /// But for a required text that becomes blank, which only the whole document's check can tell.
    #[test]
    fn a_valid_resource_stays_valid(before in document(), operations in operations()) {
        let rt = resource_type("User");
        let was = before.as_object().unwrap();
        prop_assume!(validate::complete(rt, was).is_ok());
        if let Ok(after) = run(&before, &operations) {
            prop_assert_eq!(validate::replacement(rt, was, after.as_object().unwrap()), Ok(()), "{}", after);
        }
    }

    #[test]
    fn removing_twice_is_removing_once(before in document(), (path, _) in target()) {
        let operation = json!({"op": "remove", "path": path});
        if let Ok(once) = run(&before, std::slice::from_ref(&operation)) {
            prop_assert_eq!(run(&once, &[operation]), Ok(once));
        }
    }

    #[test]
    fn what_is_read_is_read_the_same_again(title in text(), name in name(), emails in elements(), shoe in anything()) {
        let body = json!({"userName": "u", "TITLE": title, "name": name, "emails": emails, "urn:x:y": {"shoe": shoe}});
        if let Ok(incoming) = normalize::resource(resource_type("User"), &body, Rules::ALL) {
            assert_canonical("User", &incoming.attributes);
        }
    }

    #[test]
    fn nothing_makes_it_panic(body in "\\PC{0,40}", path in "[a-z\\[\\]\\.:\" ]{0,20}", value in anything()) {
        for t in [Rules::NONE, Rules::ALL] {
            let _ = parse(&Value::String(body.clone()), t);
            let _ = patched("User", &json!({}), &json!([{"op": "add", "path": path, "value": value}]), t);
            let _ = patched("Group", &json!({}), &json!([{"op": "add", "value": {path.clone(): value}}]), t);
        }
    }
}
