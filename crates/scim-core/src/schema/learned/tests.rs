//! What is learned from what is sent.

use serde_json::json;

use super::*;

const URN: &str = "urn:okta:acme:1.0:user:custom";

fn users() -> ResourceType {
    Registry::builtin().by_name("User").unwrap().clone()
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the values are written where it is called"
)]
fn learn(rt: &ResourceType, sent: Value) -> Vec<Schema> {
    lessons(
        rt,
        json!({ "userName": "a", URN: sent }).as_object().unwrap(),
        100,
    )
}

fn knowing(schemas: Vec<Schema>) -> ResourceType {
    let learned: Vec<_> = schemas
        .into_iter()
        .map(|schema| ("User".to_owned(), schema))
        .collect();
    Registry::builtin()
        .with_learned(&learned)
        .by_name("User")
        .unwrap()
        .clone()
}

/// `name:type`, with `[]` for several values, and sub-attributes in braces.
fn shown(attributes: &[Attribute]) -> String {
    let one = |attribute: &Attribute| {
        let kind = json!(attribute.kind);
        let many = if attribute.multi_valued { "[]" } else { "" };
        let subs = match attribute.sub_attributes.as_slice() {
            [] => String::new(),
            subs => format!("{{{}}}", shown(subs)),
        };
        format!(
            "{}:{}{many}{subs}",
            attribute.name,
            kind.as_str().unwrap_or_default()
        )
    };
    attributes.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn types_are_inferred_from_values() {
    let sent = json!({
        "badge": "B-1", "floor": 3, "rate": 1.5, "remote": true, "since": "2026-01-31T08:00:00Z", "teams": ["a", "b"],
        "desk": {"room": "1", "seat": 2, "deep": {"x": 1}}, "phones": [{"value": "1"}, {"value": "2", "type": "work"}],
        "not a name": 1, "nothing": [],
    });
    let learned = learn(&users(), sent);
    insta::assert_snapshot!(shown(&learned[0].attributes), @"badge:string floor:integer rate:decimal remote:boolean since:dateTime teams:string[] desk:complex{room:string seat:integer} phones:complex[]{value:string type:string}");
    assert!(
        learned[0]
            .attributes
            .iter()
            .all(|attribute| attribute.description == DESCRIPTION && attribute.learned)
    );
}

#[test]
fn types_widen_where_values_disagree_and_rest_where_they_agree() {
    let known = knowing(learn(
        &users(),
        json!({"a": 1, "b": "2026-01-31T08:00:00Z", "c": "x", "d": {"e": 1}}),
    ));
    assert_eq!(learn(&known, json!({"A": 2, "c": "y"})), []);
    let widened = learn(
        &known,
        json!({"A": 2.5, "b": "soon", "c": ["y"], "d": {"f": true}}),
    );
    insta::assert_snapshot!(shown(&widened[0].attributes), @"a:decimal b:string c:string[] d:complex{e:integer f:boolean}");
    let wider = learn(&knowing(widened), json!({"a": "many"}));
    insta::assert_snapshot!(shown(&wider[0].attributes), @"a:string b:string c:string[] d:complex{e:integer f:boolean}");
}

#[test]
fn room_is_a_limit() {
    let document = json!({ URN: {"a": 1, "b": {"c": 1, "d": 2}, "e": 1} });
    let of = |room| {
        lessons(&users(), document.as_object().unwrap(), room)
            .first()
            .map(|schema| shown(&schema.attributes))
    };
    assert_eq!(of(0), None);
    assert_eq!(of(2).as_deref(), Some("a:integer e:integer"));
    assert_eq!(
        of(4).as_deref(),
        Some("a:integer b:complex{c:integer d:integer}")
    );
}

#[test]
fn one_urn_is_one_schema_for_every_type() {
    let of = |type_name: &str, sent: Value| {
        let schema = inferred(URN, sent.as_object().unwrap(), 100);
        (type_name.to_owned(), schema)
    };
    let registry = Registry::builtin()
        .with_learned(&[of("User", json!({"a": 1})), of("Group", json!({"b": 1}))]);
    for rt in registry.types() {
        let extension = rt.extension(&URN.to_uppercase()).unwrap();
        assert_eq!(
            shown(&extension.schema.attributes),
            "a:integer b:integer",
            "{}",
            rt.name
        );
        assert!(extension.learned && !extension.required);
    }
    assert_eq!(registry.learned_attributes(), 4);
}

#[test]
fn what_is_defined_is_not_learned() {
    let enterprise = super::super::ENTERPRISE_USER;
    let document = json!({ enterprise: {"shoeSize": 44} });
    assert_eq!(lessons(&users(), document.as_object().unwrap(), 100), []);
    let learned = [(
        "User".to_owned(),
        inferred(
            enterprise,
            json!({"shoeSize": 44}).as_object().unwrap(),
            100,
        ),
    )];
    assert_eq!(
        Registry::builtin().with_learned(&learned),
        Registry::builtin()
    );
}

/// Below its URN, behind it, or in another spelling of that.
#[test]
fn what_is_learned_is_given_once() {
    let rt = knowing(learn(&users(), json!({"badge": "B-1", "floor": 3})));
    let read = |body: Value| crate::normalize::resource(&rt, &body, crate::Rules::ALL);
    let (floor, badge) = (format!("{URN}:floor"), format!("{URN}:BADGE"));
    let parts = json!({"userName": "a", URN: {"badge": "B-1"}, (floor): 4});
    assert_eq!(
        read(parts).unwrap().attributes[URN],
        json!({"badge": "B-1", "floor": 4})
    );
    for body in [
        json!({"userName": "a", URN: {"badge": "B-1"}, (badge.as_str()): "B-2"}),
        json!({"userName": "a", (badge.as_str()): "B-2", URN: {"badge": "B-1"}}),
    ] {
        let error = read(body).unwrap_err().detail.to_lowercase();
        assert_eq!(error, format!("{URN}:badge is given twice; send it once."));
    }
}

#[test]
fn what_is_looked_at_is_bounded_by_what_there_is_room_for() {
    let element = |number: usize| -> Object {
        (0..50)
            .map(|name| (format!("n{number}x{name}"), json!(1)))
            .collect()
    };
    let elements: Vec<_> = (0..50).map(element).collect();
    let learned = learn(&users(), json!({ "list": elements }));
    assert_eq!(size(&learned[0].attributes), 100);
    assert_eq!(size(&inferred(URN, &element(1), 7).attributes), 7);
    // What is known takes no room: all of it and one more.
    let mut again = element(1);
    let known = knowing(learn(&users(), again.clone().into()));
    again.insert("oneMore".to_owned(), json!(true));
    let lessons = lessons(&known, json!({ URN: again }).as_object().unwrap(), 1);
    assert_eq!(size(&lessons[0].attributes), 51);
}
