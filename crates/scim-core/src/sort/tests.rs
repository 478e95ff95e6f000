mod order;

use serde_json::json;

use super::*;
use crate::schema::Registry;

fn parsed(sort_by: &str, sort_order: Option<&str>) -> Result<Option<Sort>> {
    let registry = Registry::builtin();
    Sort::parse(registry.by_name("User").unwrap(), sort_by, sort_order)
}

/// The ids of people in the order that the sort gives, with the id as the last word.
fn order(sort_by: &str, sort_order: Option<&str>) -> String {
    let people = json!([
        {"id": "1", "userName": "bob", "externalId": "b", "active": true, "name": {"familyName": "Zed"},
         "emails": [{"value": "z@x"}, {"value": "a@x", "primary": true}],
         "meta": {"created": "2026-01-01T01:30:00+02:00"}},
        {"id": "2", "userName": "Ann", "externalId": "A", "active": false, "name": {"familyName": "éa"},
         "emails": [{"value": "M@x"}, {"value": "b@x"}],
         "meta": {"created": "2026-01-01T00:00:00Z"}},
        {"id": "3", "userName": "carl", "externalId": "B", "name": {"familyName": ""},
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "d"},
         "meta": {"created": "2025-12-31T23:29:59Z"}},
    ]);
    let sort = parsed(sort_by, sort_order).unwrap().unwrap();
    let mut rows: Vec<(SortKey, String)> = people
        .as_array()
        .unwrap()
        .iter()
        .map(|person| {
            (
                sort.key(person.as_object().unwrap()),
                person["id"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    rows.sort_by(|a, b| sort.compare(&a.0, &b.0).then_with(|| a.1.cmp(&b.1)));
    rows.into_iter().map(|row| row.1).collect()
}

#[test]
fn each_type_in_its_own_order_and_missing_values_at_the_end_of_ascending() {
    for (sort_by, sort_order, expected) in [
        ("userName", None, "213"),
        ("USERNAME", Some("descending"), "312"),
        ("userName", Some("Ascending"), "213"),
        ("externalId", None, "231"),
        ("active", None, "213"),
        ("active", Some("descending"), "312"),
        // the primary value, else the first; none is last, and first in a descending order
        ("emails", None, "123"),
        ("emails.value", Some("DESCENDING"), "321"),
        ("name.familyName", None, "312"),
        ("meta.created", None, "312"),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            None,
            "312",
        ),
        ("department", Some("descending"), "123"),
        ("nickName", None, "123"),
    ] {
        assert_eq!(
            order(sort_by, sort_order),
            expected,
            "{sort_by} {sort_order:?}"
        );
    }
}

#[test]
fn nothing_to_sort_by_is_no_sort() {
    assert_eq!(parsed("", None), Ok(None));
    assert_eq!(parsed(" ", Some("sideways")), Ok(None));
}

#[test]
fn refusals() {
    let refusals: Vec<String> = [
        ("shoeSize", None),
        ("name", None),
        ("password", None),
        ("emails[type eq \"work\"]", None),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            None,
        ),
        ("userName", Some("sideways")),
    ]
    .into_iter()
    .map(|(sort_by, sort_order)| {
        let error = parsed(sort_by, sort_order).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidValue, "{sort_by}");
        error.detail
    })
    .collect();
    insta::assert_snapshot!(refusals.join("\n"), @r#"
    sortBy `shoeSize`: User has no such attribute.
    sortBy `name`: it is complex; sort by one of its sub-attributes.
    sortBy `password`: it is never returned and cannot be sorted by.
    sortBy `emails[type eq "work"]`: a filter cannot be sorted by.
    sortBy `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User`: User has no such attribute.
    sortOrder `sideways` is neither `ascending` nor `descending`.
    "#);
    assert_eq!(
        parsed("user name", None).unwrap_err().kind,
        ErrorKind::InvalidValue
    );
}

#[test]
fn an_order_over_several_types_needs_one_that_has_it() {
    let registry = Registry::builtin();
    let types: Vec<_> = registry.types().iter().collect();
    let across = |sort_by, order| Sort::parse_across(&types, sort_by, order);
    let has = |sort_by| {
        let sorts = across(sort_by, Some("descending")).unwrap().unwrap();
        assert!(sorts.iter().flatten().all(|sort| sort.descending));
        sorts.iter().map(Option::is_some).collect::<Vec<_>>()
    };
    assert_eq!(has("userName"), [true, false]);
    assert_eq!(has("displayName"), [true, true]);
    assert_eq!(has("members.value"), [false, true]);
    assert_eq!(across(" ", Some("sideways")), Ok(None));
    for (sort_by, order, named) in [
        ("shoeSize", None, "no such attribute"),
        ("name", None, "it is complex"),
        ("userName", Some("sideways"), "sortOrder `sideways`"),
    ] {
        let error = across(sort_by, order).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidValue);
        assert!(error.detail.contains(named), "{error}");
    }
}
