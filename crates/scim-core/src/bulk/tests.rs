use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::ErrorKind;

fn parse(operations: &Value) -> Result<BulkRequest, crate::Error> {
    BulkRequest::parse(
        &json!({ "schemas": [BULK_REQUEST], "Operations": operations }),
        100,
    )
}

fn post(bulk_id: &str, refers_to: &[&str]) -> Value {
    let members: Vec<_> = refers_to
        .iter()
        .map(|bulk_id| json!({ "value": format!("bulkId:{bulk_id}") }))
        .collect();
    json!({ "method": "POST", "path": "/Groups", "bulkId": bulk_id, "data": { "members": members } })
}

fn order(operations: &Value) -> Vec<(Vec<usize>, bool)> {
    plan(&parse(operations).unwrap().operations)
        .into_iter()
        .map(|step| (step.operations, step.circular))
        .collect()
}

fn alone(indices: &[usize]) -> Vec<(Vec<usize>, bool)> {
    indices.iter().map(|index| (vec![*index], false)).collect()
}

#[test]
fn a_request_that_is_wrong_as_a_whole_is_refused() {
    let delete = json!({ "method": "DELETE", "path": "/Users/1" });
    for (body, kind, named) in [
        (json!([]), ErrorKind::InvalidSyntax, "BulkRequest"),
        (
            json!({ "Operations": [delete] }),
            ErrorKind::InvalidSyntax,
            "BulkRequest",
        ),
        (
            json!({ "schemas": [BULK_REQUEST] }),
            ErrorKind::InvalidSyntax,
            "Operations",
        ),
        (
            json!({ "schemas": [BULK_REQUEST], "Operations": [] }),
            ErrorKind::InvalidSyntax,
            "Operations",
        ),
        (
            json!({ "schemas": [BULK_REQUEST], "Operations": [1] }),
            ErrorKind::InvalidSyntax,
            "Operation 1",
        ),
        (
            json!({ "schemas": [BULK_REQUEST], "Operations": [delete], "failOnErrors": 0 }),
            ErrorKind::InvalidValue,
            "failOnErrors",
        ),
        (
            json!({ "schemas": [BULK_REQUEST], "Operations": [{ "method": "POST", "path": "/Users", "data": {} }] }),
            ErrorKind::InvalidValue,
            "must have a bulkId",
        ),
        (
            json!({ "schemas": [BULK_REQUEST], "Operations": [post("a", &[]), post("a", &[])] }),
            ErrorKind::InvalidValue,
            "stands twice",
        ),
        (
            json!({ "schemas": [BULK_REQUEST], "Operations": [delete, delete, delete] }),
            ErrorKind::TooLarge,
            "maxOperations (2)",
        ),
    ] {
        let error = BulkRequest::parse(&body, 2).unwrap_err();
        assert_eq!(error.kind, kind, "{body}");
        assert!(error.detail.contains(named), "{error}");
    }
}

#[test]
fn what_is_wrong_with_one_operation_is_that_operations_error() {
    let request = parse(&json!([
        { "method": "GET", "path": "/Users/1" },
        { "method": "POST", "path": "/Users/1", "bulkId": "a", "data": {} },
        { "method": "PUT", "path": "/Users", "data": {} },
        { "method": "PATCH", "path": "/Users/1" },
        { "path": "/Users/1" },
        { "method": "delete", "path": "Users/1/?x=y" },
    ]))
    .unwrap();
    let targets: Vec<_> = request.operations.into_iter().map(|o| o.target).collect();
    for error in &targets[..5] {
        assert_eq!(error.as_ref().unwrap_err().kind, ErrorKind::InvalidSyntax);
    }
    let expected = Target {
        method: Method::Delete,
        endpoint: "Users".to_owned(),
        id: "1".to_owned(),
    };
    assert_eq!(targets[5], Ok(expected));
}

#[test]
fn whoever_refers_forward_waits_and_nobody_else() {
    let backward = json!([post("a", &[]), post("b", &["a"])]);
    assert_eq!(order(&backward), alone(&[0, 1]));
    let forward = json!([
        post("a", &["b"]),
        { "method": "DELETE", "path": "/Users/9" },
        post("b", &[]),
        { "method": "DELETE", "path": "/Users/8" },
    ]);
    assert_eq!(order(&forward), alone(&[1, 2, 0, 3]));
}

#[test]
fn operations_on_one_resource_stay_in_order() {
    let operations = json!([
        { "method": "PATCH", "path": "/Groups/g", "data": { "members": [{ "value": "bulkId:u" }] } },
        { "method": "DELETE", "path": "/Groups/g" },
        { "method": "DELETE", "path": "/Groups/h" },
        post("u", &[]),
    ]);
    assert_eq!(order(&operations), alone(&[2, 3, 0, 1]));
}

#[test]
fn a_circle_is_one_step() {
    let operations = json!([
        post("a", &["c"]),
        post("b", &["a"]),
        post("x", &[]),
        post("c", &["b"]),
        post("d", &["a"]),
        post("self", &["self"]),
    ]);
    let expected = vec![
        (vec![2], false),
        (vec![0, 1, 3], true),
        (vec![4], false),
        (vec![5], true),
    ];
    assert_eq!(order(&operations), expected);
}

#[test]
fn references_are_found_wherever_they_may_stand() {
    let request = parse(&json!([{
        "method": "PATCH",
        "path": "/Groups/bulkId:g",
        "data": { "Operations": [
            { "op": "add", "path": "members", "value": [{ "value": "bulkId:a", "$ref": "../Users/bulkId:b" }] },
            { "op": "remove", "path": "members[value eq \"bulkId:c\" or value eq \"d\"]" },
            { "op": "replace", "path": "displayName", "value": "about bulkId:none" },
        ]},
    }]))
    .unwrap();
    assert_eq!(request.operations[0].references, ["g", "a", "b", "c"]);
    let id = |bulk_id: &str| Some(Known::Id(format!("<{bulk_id}>")));
    let resolved = request.operations[0].resolve(&id).unwrap();
    assert_eq!(resolved.target.id, "<g>");
    insta::assert_json_snapshot!(resolved.data["Operations"], @r#"
    [
      {
        "op": "add",
        "path": "members",
        "value": [
          {
            "value": "<a>",
            "$ref": "../Users/<b>"
          }
        ]
      },
      {
        "op": "remove",
        "path": "members[value eq \"<c>\" or value eq \"d\"]"
      },
      {
        "op": "replace",
        "path": "displayName",
        "value": "about bulkId:none"
      }
    ]
    "#);
}

#[test]
fn what_refers_to_something_pending_is_left_out() {
    let request = parse(&json!([{
        "method": "POST", "path": "/Users", "bulkId": "a",
        "data": {
            "userName": "ada",
            "emails": [{ "value": "a@x" }, { "value": "bulkId:b" }],
            "urn:x:2.0:User": { "department": "R", "manager": { "value": "bulkId:b", "displayName": "B" } },
        },
    }]))
    .unwrap();
    let resolved = request.operations[0]
        .resolve(&|_| Some(Known::Pending))
        .unwrap();
    assert!(!resolved.complete);
    let expected = json!({ "userName": "ada", "emails": [{ "value": "a@x" }], "urn:x:2.0:User": { "department": "R" } });
    assert_eq!(resolved.data.as_ref(), &expected);
}

#[test]
fn references_to_what_failed_and_to_nothing_are_told_apart() {
    let request = parse(&json!([post("a", &["b"])])).unwrap();
    let kind = |known: Option<Known>| {
        let error = request.operations[0]
            .resolve(&|_| known.clone())
            .unwrap_err();
        assert!(error.detail.contains("bulkId:b"), "{error}");
        error.kind
    };
    assert_eq!(kind(Some(Known::Failed)), ErrorKind::Conflict);
    assert_eq!(kind(None), ErrorKind::InvalidValue);
}

#[test]
fn an_answer_is_as_the_rfc_shows_it() {
    let request = parse(&json!([
        { "method": "POST", "path": "/Users", "bulkId": "qwerty", "data": {} },
        { "method": "PUT", "path": "/Users/b7c1", "version": "W/\"3\"", "data": {} },
    ]))
    .unwrap();
    let created = OperationResult::success(
        &request.operations[0],
        201,
        Some("https://x/Users/92b7".to_owned()),
        Some("W/\"1\"".to_owned()),
    );
    let message = crate::error::message(412, None, "changed");
    let failed = OperationResult::failure(&request.operations[1], "https://x", 412, message);
    assert!(failed.is_error() && !created.is_error());
    insta::assert_json_snapshot!(response([&created, &failed]), @r#"
    {
      "schemas": [
        "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
      ],
      "Operations": [
        {
          "location": "https://x/Users/92b7",
          "method": "POST",
          "bulkId": "qwerty",
          "version": "W/\"1\"",
          "status": "201"
        },
        {
          "location": "https://x/Users/b7c1",
          "method": "PUT",
          "status": "412",
          "response": {
            "schemas": [
              "urn:ietf:params:scim:api:messages:2.0:Error"
            ],
            "status": "412",
            "detail": "changed"
          }
        }
      ]
    }
    "#);
}

proptest! {
    /// Every operation once; whatever it refers to before it or in its circle; nobody before their place
    /// unless they had no reason to wait.
    #[test]
    fn a_plan_has_everything_in_an_order_that_works(edges in prop::collection::vec(prop::collection::vec(0_usize..12, 0..3), 12)) {
        let names: Vec<_> = (0..edges.len()).map(|n| format!("n{n}")).collect();
        let operations: Vec<_> = edges.iter().enumerate().map(|(index, refers)| {
            let refers: Vec<_> = refers.iter().map(|to| names[*to].as_str()).collect();
            post(&names[index], &refers)
        }).collect();
        let steps = plan(&parse(&json!(operations)).unwrap().operations);
        let mut done: Vec<usize> = Vec::new();
        for step in &steps {
            for operation in &step.operations {
                for needed in &edges[*operation] {
                    prop_assert!(done.contains(needed) || step.operations.contains(needed));
                }
            }
            done.extend(&step.operations);
        }
        done.sort_unstable();
        prop_assert_eq!(done, (0..edges.len()).collect::<Vec<_>>());
    }

    #[test]
    fn no_body_makes_it_panic(text in "[\"a-z\\[\\]bulkId:/é ]{0,40}") {
        let body = json!([{ "method": "PATCH", "path": text, "data": { "path": text, "$ref": text, "value": [text] } }]);
        let request = parse(&body).unwrap();
        let _ = request.operations[0].resolve(&|_| Some(Known::Id("i".to_owned())));
        let _ = request.operations[0].resolve(&|_| Some(Known::Pending));
    }
}

#[test]
fn what_answers_repeat_has_a_length() {
    let long = "x".repeat(256);
    for (operation, named) in [
        (json!([post(&long, &[])]), "bulkId"),
        (
            json!([{"method": "DELETE", "path": format!("/Users/{}", "x".repeat(2_048))}]),
            "path",
        ),
        (json!([{"method": long, "path": "/Users/1"}]), "method"),
    ] {
        let error = parse(&operation).unwrap_err();
        assert_eq!(error.kind, crate::ErrorKind::InvalidValue);
        assert!(
            error.detail.starts_with(&format!("Operation 1: {named} ")),
            "{error}"
        );
        assert!(error.detail.len() < 100, "{error}");
    }
    assert!(parse(&json!([post(&long[1..], &[])])).is_ok());
}
