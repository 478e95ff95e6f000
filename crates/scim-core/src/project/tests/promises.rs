//! What holds for any resource and any list of names.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;

/// A type whose sub-attributes have every `returned`.
fn vault() -> ResourceType {
    let sub = |name: &str| json!({"name": name, "type": "string", "returned": name});
    let subs = ["always", "never", "default", "request"].map(sub);
    let complex = |name: &str, several: bool| json!({"name": name, "type": "complex", "multiValued": several, "subAttributes": subs});
    let schema = json!({
        "id": "urn:example:Vault",
        "name": "Vault",
        "attributes": [
            complex("one", false),
            complex("many", true),
            {"name": "asked", "type": "string", "returned": "request"},
            {"name": "secret", "type": "string", "returned": "never"},
            {"name": "plain", "type": "string"},
        ],
    });
    ResourceType {
        name: "Vault".to_owned(),
        endpoint: "Vaults".to_owned(),
        description: String::new(),
        schema: serde_json::from_value(schema).unwrap(),
        extensions: Vec::new(),
    }
}

fn opened() -> Object {
    let all = json!({"always": "a", "never": "n", "default": "d", "request": "r"});
    let object = json!({
        "id": "1", "one": all, "many": [all, {"never": "n", "request": "r"}],
        "asked": "a", "secret": "s", "plain": "p",
    });
    object.as_object().unwrap().clone()
}

fn seen(attributes: Option<&str>, excluded: Option<&str>) -> String {
    let projection = Projection::parse(attributes, excluded).unwrap();
    let shown = projection.apply(&vault(), opened());
    Value::Object(shown).to_string().replace('"', "")
}

#[test]
fn sub_attributes_are_returned_as_their_own_definition_says() {
    let d = "{always:a,default:d}";
    assert_eq!(
        seen(None, None),
        format!("{{id:1,one:{d},many:[{d}],plain:p}}")
    );
    assert_eq!(seen(Some("one"), None), format!("{{id:1,one:{d}}}"));
    assert_eq!(
        seen(Some("one.request"), None),
        "{id:1,one:{always:a,request:r}}"
    );
    assert_eq!(
        seen(Some("many.request"), None),
        "{id:1,many:[{always:a,request:r},{request:r}]}"
    );
    assert_eq!(seen(Some("many.never"), None), "{id:1,many:[{always:a}]}");
    assert_eq!(
        seen(Some("one.never,asked,secret"), None),
        "{id:1,one:{always:a},asked:a}"
    );
    assert_eq!(
        seen(None, Some("one.default,many.always,plain")),
        format!("{{id:1,one:{{always:a}},many:[{d}]}}")
    );
    assert_eq!(
        seen(None, Some("one.never,many.request")),
        format!("{{id:1,one:{d},many:[{d}],plain:p}}")
    );
}

#[test]
fn a_list_of_names_is_looked_at_up_to_a_length() {
    let names = |count: usize| vec!["a"; count].join(",");
    assert!(Projection::parse(Some(&names(500)), None).is_ok());
    for (attributes, excluded) in [(Some(names(501)), None), (None, Some(names(501)))] {
        let error = Projection::parse(attributes.as_deref(), excluded.as_deref()).unwrap_err();
        assert_eq!(
            error.detail,
            "501 attributes are named; at most 500 are looked at."
        );
    }
}

const NAMES: &[&str] = &[
    "one",
    "many",
    "asked",
    "secret",
    "plain",
    "id",
    "meta",
    "one.always",
    "one.never",
    "ONE.default",
    "many.request",
    "many.Default",
    "urn:example:Vault:one.request",
    "urn:example:Hat",
    "urn:example:Hat:size",
    "nothing",
    "plain.sub",
    "",
];

fn resource() -> impl Strategy<Value = Object> {
    let text = select(vec![json!("x"), json!("y")]);
    let parts = subsequence(vec!["always", "never", "default", "request"], 0..=4);
    let complex = (parts, text).prop_map(|(names, text)| {
        names
            .into_iter()
            .map(|name| (name.to_owned(), text.clone()))
            .collect::<Value>()
    });
    let many = proptest::collection::vec(complex.clone(), 0..4).prop_map(Value::Array);
    let simple = subsequence(vec!["asked", "secret", "plain", "stranger"], 0..=4);
    (complex, many, simple).prop_map(|(one, many, simple)| {
        let mut object = Object::from_iter([("id".to_owned(), json!("1"))]);
        object.insert("one".to_owned(), one);
        object.insert("many".to_owned(), many);
        object.extend(simple.into_iter().map(|name| (name.to_owned(), json!("s"))));
        object.insert(
            "urn:example:Hat".to_owned(),
            json!({"size": 7, "band": {"colour": "red"}}),
        );
        object
    })
}

/// Whether everything that `part` says stands at the same place of `whole`; of an array, in the same order.
fn is_part(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => part
            .iter()
            .all(|(key, value)| whole.get(key).is_some_and(|whole| is_part(value, whole))),
        (Value::Array(part), Value::Array(whole)) => {
            let mut whole = whole.iter();
            part.iter()
                .all(|value| whole.any(|whole| is_part(value, whole)))
        }
        _ => part == whole,
    }
}

fn says(value: &Value, word: &str) -> bool {
    match value {
        Value::Object(members) => members
            .iter()
            .any(|(key, value)| key == word || says(value, word)),
        Value::Array(values) => values.iter().any(|value| says(value, word)),
        _ => false,
    }
}

/// The same, member by member, of the object's text.
fn as_text(projection: &Projection, rt: &ResourceType, object: &Object) -> String {
    let projector = projection.on(rt);
    let mut shown = Vec::new();
    for (key, value) in object {
        let value = to_raw_value(value).unwrap();
        if let Some(value) = projector.text(key, &value).unwrap() {
            shown.push(format!("{}:{}", json!(key), value.get()));
        }
    }
    format!("{{{}}}", shown.join(","))
}

proptest! {
    #[test]
    fn a_projection_leaves_out_and_never_puts_in(
        object in resource(), names in proptest::collection::vec(select(NAMES), 0..4), only: bool,
    ) {
        let rt = vault();
        let list = names.join(",");
        let projection = if only {
            Projection::parse(Some(&list), None)
        } else {
            Projection::parse(None, Some(&list))
        }.unwrap();
        let shown = projection.apply(&rt, object.clone());
        prop_assert_eq!(projection.apply(&rt, shown.clone()), shown.clone(), "twice is once");
        prop_assert_eq!(as_text(&projection, &rt, &object), Value::Object(shown.clone()).to_string());
        prop_assert_eq!(shown.get("id"), object.get("id"));
        let (shown, object) = (Value::Object(shown), Value::Object(object));
        prop_assert!(is_part(&shown, &object), "{}", shown);
        for never in ["never", "secret"] {
            prop_assert!(!says(&shown, never), "{}", shown);
        }
        if !only {
            prop_assert!(!says(&shown, "asked") && !says(&shown, "request"), "{}", shown);
            let default = Value::Object(Projection::Default.apply(&rt, object.as_object().unwrap().clone()));
            prop_assert!(is_part(&shown, &default), "{}", shown);
        }
    }
}
