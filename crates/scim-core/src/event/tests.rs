use insta::assert_json_snapshot;
use serde_json::json;

use super::*;
use crate::schema::Registry;

mod foreign;

fn object(value: Value) -> Object {
    serde_json::from_value(value).unwrap()
}

/// A change of somebody with the id `7`, as an event tells it.
fn told(operation: Operation, detail: Detail, before: Value, after: Value) -> Value {
    told_of("User", operation, detail, before, after, None)
}

fn told_of(
    resource_type: &str,
    operation: Operation,
    detail: Detail,
    before: Value,
    after: Value,
    document: Option<Value>,
) -> Value {
    let registry = Registry::builtin();
    let (before, after) = (object(before), object(after));
    let document = document.map(object);
    let occurrence = Occurrence {
        operation: operation.narrowed(&before, &after),
        resource_type: registry.by_name(resource_type).unwrap(),
        id: Some("7"),
        external_id: None,
        etag: "W/\"3\"",
        before: &before,
        after: &after,
        document: document.as_ref(),
    };
    statements(&occurrence, detail).into()
}

fn uris_of(told: &Value) -> Vec<&str> {
    let uris = told.as_object().unwrap().keys();
    uris.map(|uri| uri.strip_prefix(PREFIX).unwrap()).collect()
}

#[test]
fn a_creation_is_told_with_its_id() {
    let ada = json!({
        "userName": "ada", "name": {"givenName": "Ada"}, "password": "hunter2", "active": true,
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "R&D"},
    });
    let full = told(Operation::Created, Detail::Full, json!({}), ada.clone());
    assert_json_snapshot!(full, @r#"
    {
      "urn:ietf:params:scim:event:prov:create:full": {
        "data": {
          "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
          ],
          "id": "7",
          "userName": "ada",
          "name": {
            "givenName": "Ada"
          },
          "active": true,
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
            "department": "R&D"
          }
        },
        "version": "W/\"3\""
      }
    }
    "#);
    let notice = told(Operation::Created, Detail::Notice, json!({}), ada);
    assert_json_snapshot!(notice, @r#"
    {
      "urn:ietf:params:scim:event:prov:create:notice": {
        "attributes": [
          "id",
          "userName",
          "name",
          "active",
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"
        ],
        "version": "W/\"3\""
      }
    }
    "#);
}

/// Somebody before and after a PATCH of everything.
fn patch() -> (Value, Value) {
    let before = json!({
        "title": "Miss", "name": {"givenName": "Ada", "middleName": "B"}, "emails": [{"value": "a@x"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "R&D", "manager": {"value": "1"}},
    });
    let after = json!({
        "displayName": "Ada L", "name": {"givenName": "Augusta"}, "emails": [{"value": "b@x"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "2"}},
    });
    (before, after)
}

#[test]
fn a_patch_is_told_as_operations_that_make_the_difference() {
    let (before, after) = patch();
    let full = told(Operation::Patched, Detail::Full, before, after);
    assert_json_snapshot!(full, @r#"
    {
      "urn:ietf:params:scim:event:prov:patch:full": {
        "data": {
          "schemas": [
            "urn:ietf:params:scim:api:messages:2.0:PatchOp"
          ],
          "Operations": [
            {
              "op": "remove",
              "path": "title"
            },
            {
              "op": "replace",
              "path": "name.givenName",
              "value": "Augusta"
            },
            {
              "op": "remove",
              "path": "name.middleName"
            },
            {
              "op": "replace",
              "path": "emails",
              "value": [
                {
                  "value": "b@x"
                }
              ]
            },
            {
              "op": "remove",
              "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"
            },
            {
              "op": "replace",
              "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
              "value": "2"
            },
            {
              "op": "add",
              "path": "displayName",
              "value": "Ada L"
            }
          ]
        },
        "version": "W/\"3\""
      }
    }
    "#);
}

#[test]
fn a_patch_is_told_by_the_paths_that_differ() {
    let (before, after) = patch();
    let notice = told(Operation::Patched, Detail::Notice, before, after);
    assert_json_snapshot!(notice, @r#"
    {
      "urn:ietf:params:scim:event:prov:patch:notice": {
        "attributes": [
          "title",
          "name.givenName",
          "name.middleName",
          "emails",
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
          "displayName"
        ],
        "version": "W/\"3\""
      }
    }
    "#);
}

#[test]
fn a_full_put_is_told_with_all_of_it_where_that_is_known() {
    let (before, after) = (json!({"title": "Miss"}), json!({"title": "Mrs"}));
    let put = |document| {
        told_of(
            "User",
            Operation::Replaced,
            Detail::Full,
            before.clone(),
            after.clone(),
            document,
        )
    };
    assert_json_snapshot!(put(Some(json!({"userName": "ada", "title": "Mrs"}))), @r#"
    {
      "urn:ietf:params:scim:event:prov:put:full": {
        "data": {
          "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:User"
          ],
          "id": "7",
          "userName": "ada",
          "title": "Mrs"
        },
        "version": "W/\"3\""
      }
    }
    "#);
    assert_json_snapshot!(put(None), @r#"
    {
      "urn:ietf:params:scim:event:prov:put:notice": {
        "attributes": [
          "title"
        ],
        "version": "W/\"3\""
      }
    }
    "#);
}

#[test]
fn who_is_only_activated_or_deactivated_is_told_so() {
    let (on, off) = (json!({"active": true}), json!({"active": false}));
    for (operation, before, after, uris) in [
        (Operation::Patched, &on, &off, vec!["prov:deactivate"]),
        (Operation::Replaced, &off, &on, vec!["prov:activate"]),
        // What goes without having been false says nothing new, and what goes having been false does.
        (Operation::Patched, &off, &json!({}), vec!["prov:activate"]),
        (
            Operation::Patched,
            &on,
            &json!({}),
            vec!["prov:patch:notice"],
        ),
        (Operation::Revived, &off, &on, vec!["prov:activate"]),
        (
            Operation::Patched,
            &json!({}),
            &off,
            vec!["prov:deactivate"],
        ),
        (
            Operation::Patched,
            &json!({}),
            &on,
            vec!["prov:patch:notice"],
        ),
        (
            Operation::Patched,
            &json!({"active": true, "title": "x"}),
            &off,
            vec!["prov:patch:notice", "prov:deactivate"],
        ),
        (
            Operation::Revived,
            &off,
            &json!({"active": true, "title": "x"}),
            vec!["prov:put:notice", "prov:activate"],
        ),
        (
            Operation::Created,
            &json!({}),
            &off,
            vec!["prov:create:notice"],
        ),
    ] {
        let told = told(operation, Detail::Notice, before.clone(), after.clone());
        assert_eq!(uris_of(&told), uris, "{operation:?} {before} {after}");
    }
}

#[test]
fn a_deletion_says_nothing_but_that() {
    let told = told(
        Operation::Deleted,
        Detail::Full,
        json!({"userName": "ada", "active": false}),
        json!({}),
    );
    assert_eq!(
        told,
        json!({ "urn:ietf:params:scim:event:prov:delete": {} })
    );
}

#[test]
fn few_members_are_told() {
    let patch = |before, after| {
        told_of(
            "Group",
            Operation::Patched,
            Detail::Full,
            before,
            after,
            None,
        )
    };
    let few = patch(json!({"members": ["1"]}), json!({"members": ["2", "3"]}));
    assert_json_snapshot!(few, @r#"
    {
      "urn:ietf:params:scim:event:prov:patch:full": {
        "data": {
          "schemas": [
            "urn:ietf:params:scim:api:messages:2.0:PatchOp"
          ],
          "Operations": [
            {
              "op": "remove",
              "path": "members[value eq \"1\"]"
            },
            {
              "op": "add",
              "path": "members",
              "value": [
                {
                  "value": "2"
                },
                {
                  "value": "3"
                }
              ]
            }
          ]
        },
        "version": "W/\"3\""
      }
    }
    "#);
}

#[test]
fn many_members_are_not_listed() {
    let patch = |before, after| {
        told_of(
            "Group",
            Operation::Patched,
            Detail::Full,
            before,
            after,
            None,
        )
    };
    let many: Vec<_> = (0..=LISTED_MEMBERS_MAX).map(|n| n.to_string()).collect();
    let told = patch(json!({}), json!({"members": many, "displayName": "x"}));
    assert_json_snapshot!(told, @r#"
    {
      "urn:ietf:params:scim:event:prov:patch:notice": {
        "attributes": [
          "members",
          "displayName"
        ],
        "version": "W/\"3\""
      }
    }
    "#);
    // Those who leave count as those who come do.
    let (few, rest) = many.split_at(50);
    for (before, after, uri) in [
        (json!({"members": many}), json!({}), "prov:patch:notice"),
        (
            json!({"members": few}),
            json!({"members": rest}),
            "prov:patch:notice",
        ),
        (
            json!({"members": few}),
            json!({"members": &rest[1..]}),
            "prov:patch:full",
        ),
    ] {
        assert_eq!(uris_of(&patch(before, after)), [uri]);
    }
    let created = told_of(
        "Group",
        Operation::Created,
        Detail::Full,
        json!({}),
        json!({"members": many}),
        None,
    );
    assert_eq!(uris_of(&created), ["prov:create:notice"]);
    let put = told_of(
        "Group",
        Operation::Replaced,
        Detail::Full,
        json!({}),
        json!({"members": ["1"]}),
        Some(json!({})),
    );
    assert_eq!(uris_of(&put), ["prov:put:notice"]);
}

#[test]
fn the_answer_of_an_asynchronous_request_is_told_as_it_is() {
    let answer = json!({"method": "PUT", "version": "W/\"3\"", "status": "200"});
    let told = told(
        Operation::Answered,
        Detail::Notice,
        json!({}),
        answer.clone(),
    );
    assert_eq!(
        told,
        json!({ "urn:ietf:params:scim:event:misc:asyncresp": answer })
    );
}

#[test]
fn exactly_one_of_data_and_attributes_is_there() {
    let (before, after) = (
        json!({"title": "a", "active": false}),
        json!({"title": "b", "active": true}),
    );
    for operation in [
        Operation::Created,
        Operation::Revived,
        Operation::Replaced,
        Operation::Patched,
    ] {
        for detail in [Detail::Notice, Detail::Full] {
            let told = told_of(
                "User",
                operation,
                detail,
                before.clone(),
                after.clone(),
                Some(after.clone()),
            );
            for (uri, payload) in told.as_object().unwrap() {
                assert!(URIS.contains(&uri.as_str()), "{uri}");
                let (data, names) = (
                    payload.get("data").is_some(),
                    payload.get("attributes").is_some(),
                );
                assert_eq!(
                    (data, names),
                    (uri.ends_with(":full"), uri.ends_with(":notice")),
                    "{told}"
                );
            }
        }
    }
}

#[test]
fn every_word_is_read_again_and_later_ones_are_changes() {
    for operation in Operation::ALL {
        assert_eq!(Operation::of(operation.as_str()), operation);
    }
    assert_eq!(Operation::of("transmogrified"), Operation::Patched);
}

#[test]
fn the_subject_is_named_by_its_relative_address() {
    let registry = Registry::builtin();
    let nothing = Object::new();
    let of = |id, external_id| Occurrence {
        operation: Operation::Patched,
        resource_type: registry.by_name("User").unwrap(),
        id,
        external_id,
        etag: "W/\"1\"",
        before: &nothing,
        after: &nothing,
        document: None,
    };
    assert_eq!(
        sub_id(&of(Some("7"), Some("x"))),
        json!({"format": "scim", "uri": "/Users/7", "externalId": "x", "id": "7"})
    );
    assert_eq!(
        sub_id(&of(None, None)),
        json!({"format": "scim", "uri": "/Users"})
    );
}
