//! Fields whose first value stays.

use scim_core::schema::Registry;
use serde_json::{Value, json};

use crate::{Definition, FirstValues, Language, Mapping, Override, Overrides, Person};

fn mapping(fields: Value) -> Mapping {
    let mut fields = fields;
    for field in fields.as_array_mut().unwrap() {
        field["labels"] = json!({"en": "X"});
    }
    let definition = Definition::of(json!({"fields": fields})).unwrap();
    let registry = Registry::builtin();
    Mapping::new(&definition, registry.by_name("User").unwrap()).unwrap()
}

/// The values by a mapping, of somebody with the title `lead` who was an `engineer` first.
fn values(mapping: &Mapping, first: &Value, overrides: &Overrides) -> Vec<(Value, String)> {
    let object = json!({"title": "lead", "userName": "ada"});
    let first: FirstValues = serde_json::from_value(first.clone()).unwrap();
    let person = Person {
        first: &first,
        overrides,
        ..Person::new("p1", object.as_object().unwrap())
    };
    let fields = mapping.smart_fields(&person, Language::En).into_iter();
    fields
        .map(|field| {
            (
                field.value.unwrap_or_default(),
                field.source.unwrap_or_default(),
            )
        })
        .collect()
}

fn won(value: Value, source: &str) -> (Value, String) {
    (value, source.to_owned())
}

#[test]
fn the_first_value_wins_before_transforms() {
    let mapping = mapping(json!([
        {"key": "a", "kind": "text", "sources": [{"path": "title"}], "transforms": ["upper"], "updates": "new_only"},
        {"key": "b", "kind": "text", "sources": [{"path": "title"}], "transforms": ["upper"]},
        {"key": "c", "kind": "text", "sources": [{"join": {"fields": ["a", "b"], "separator": "/"}}]},
        {"key": "d", "kind": "list", "sources": [{"path": "title"}], "updates": "new_only"},
    ]));
    // What is kept of a field that does not keep it is not looked at.
    let first = json!({"a": "engineer", "b": "engineer", "d": ["x", "y"]});
    assert_eq!(
        values(&mapping, &first, &Overrides::new()),
        [
            won(json!("ENGINEER"), "first value"),
            won(json!("LEAD"), "title"),
            won(json!("ENGINEER/LEAD"), "join(a, b)"),
            won(json!(["x", "y"]), "first value"),
        ]
    );
    let nothing_yet = values(&mapping, &json!({}), &Overrides::new());
    assert_eq!(nothing_yet[0], won(json!("LEAD"), "title"));
    // A field that was a list once, and one that was none.
    let odd = json!({"a": ["x", "y"], "d": "x"});
    let told = values(&mapping, &odd, &Overrides::new());
    assert_eq!(told[0], won(json!("LEAD"), "title"));
    assert_eq!(told[3], won(json!(["x"]), "first value"));
}

#[test]
fn what_is_set_by_hand_wins_over_it() {
    let mapping = mapping(json!([
        {"key": "a", "kind": "text", "sources": [{"path": "title"}], "updates": "new_only"},
    ]));
    let by_hand = |locked, instead_of| Override {
        value: Some("Queen".to_owned()),
        locked,
        instead_of: Some(instead_of),
    };
    let first = json!({"a": "engineer"});
    for by_hand in [by_hand(true, json!("x")), by_hand(false, json!("engineer"))] {
        let overrides = Overrides::from([("a".to_owned(), by_hand)]);
        let told = values(&mapping, &first, &overrides);
        assert_eq!(told, [won(json!("Queen"), "set by hand")]);
    }
    let overrides = Overrides::from([("a".to_owned(), by_hand(false, json!("x")))]);
    let told = values(&mapping, &first, &overrides);
    assert_eq!(told, [won(json!("engineer"), "first value")]);
}

#[test]
fn what_the_sources_say_is_asked_without_what_is_kept_or_set() {
    let mapping = mapping(json!([
        {"key": "a", "kind": "text", "sources": [{"path": "title"}], "updates": "new_only", "default": "none"},
        {"key": "b", "kind": "text", "sources": [{"path": "nickName"}], "updates": "new_only", "default": "none"},
        {"key": "c", "kind": "text", "sources": [{"path": "title"}]},
    ]));
    let object = json!({"title": "lead", "userName": "ada"});
    let first = FirstValues::from([("a".to_owned(), json!("engineer"))]);
    let person = Person {
        first: &first,
        ..Person::new("p1", object.as_object().unwrap())
    };
    assert_eq!(json!(mapping.first(&person)), json!({"a": "lead"}));
}

#[test]
fn what_they_are_made_of_is_known() {
    let of = |source: Value, updates: &str| {
        let mapping = mapping(json!([
            {"key": "a", "kind": "text", "sources": [source]},
            {"key": "b", "kind": "text", "sources": [{"join": {"fields": ["a"]}}], "updates": updates},
        ]));
        (
            mapping.keeps_first(),
            mapping.keeps_first_of_groups(),
            mapping.keeps_first_of_managers(),
        )
    };
    let rule = json!({"constant": {"value": "x", "when": "Groups.display eq \"Sales\""}});
    assert_eq!(of(rule.clone(), "new_only"), (true, true, false));
    assert_eq!(of(json!({"manager": "a"}), "new_only"), (true, false, true));
    assert_eq!(
        of(json!({"path": "title"}), "new_only"),
        (true, false, false)
    );
    assert_eq!(of(rule, "always"), (false, false, false));
}
