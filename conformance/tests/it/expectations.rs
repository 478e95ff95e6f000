//! Every kind of expectation passes a right answer and fails a wrong one.

use crate::tiny_server::{Reply, TinyServer};
use crate::{failures, play};
use rollcall_conformance::Target;
use serde_json::{Value, json};

const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// Holds one expectation against a right and a wrong answer; the failure must name `reason`.
fn check(expect: &Value, right: Reply, wrong: Reply, reason: &str) {
    let case =
        json!({"steps": [{"request": {"method": "GET", "path": "/Users"}, "expect": expect}]});
    let of = |reply: Reply| {
        failures(&play(
            &Target::open(&TinyServer::always(reply).base_url),
            &case,
        ))
    };
    assert_eq!(of(right), "", "{expect}");
    let wrong = of(wrong);
    assert!(
        wrong.contains(reason),
        "{expect}: {reason:?} is not in {wrong:?}"
    );
}

#[test]
fn status_headers_and_absence_of_a_body() {
    let ok = || Reply::json(200, &json!({}));
    check(
        &json!({"status": [200, 204]}),
        Reply::empty(204),
        ok().with("X", "y").clone_as(500),
        "expected status 200 or 204, got 500",
    );
    check(
        &json!({"status": [200], "headers": {"etag": {"starts_with": "W/"}}}),
        ok().with("ETag", "W/\"1\""),
        ok(),
        "etag starts with \"W/\", got nothing",
    );
    check(
        &json!({"status": [200], "no_body": true}),
        Reply::empty(200),
        ok(),
        "expected no body",
    );
    check(
        &json!({"status": [200], "never": "secret"}),
        ok(),
        Reply::json(200, &json!({"password": "secret"})),
        "nowhere in the answer",
    );
}

#[test]
fn body_assertions_of_every_kind() {
    let user = json!({
        "id": "1", "userName": "Ada@X", "active": true, "count": 3, "nothing": null,
        "emails": [{"type": "work", "value": "w"}, {"type": "home", "value": "h"}], "created": "2026-11-22T01:02:03Z",
    });
    let table = [
        ("/id", json!({"equals": "1"}), json!({"equals": "2"})),
        (
            "/id",
            json!({"not_equals": "2"}),
            json!({"not_equals": "1"}),
        ),
        (
            "/userName",
            json!({"equals_ignoring_case": "ada@x"}),
            json!({"equals_ignoring_case": "bob@x"}),
        ),
        ("/password", json!("absent"), json!("present")),
        ("/nothing", json!("present"), json!("absent")),
        ("/nothing", json!("unassigned"), json!("not_empty")),
        ("/active", json!("not_empty"), json!("unassigned")),
        (
            "/active",
            json!({"type": "boolean"}),
            json!({"type": "string"}),
        ),
        (
            "/created",
            json!({"type": "date_time"}),
            json!({"type": "integer"}),
        ),
        (
            "/userName",
            json!({"contains": "Ada"}),
            json!({"contains": "ada"}),
        ),
        (
            "/emails",
            json!({"contains": {"type": "home"}}),
            json!({"contains": {"type": "other"}}),
        ),
        (
            "/emails",
            json!({"excludes": {"type": "other"}}),
            json!({"excludes": {"type": "home"}}),
        ),
        ("/emails", json!({"length": 2}), json!({"length": 1})),
        (
            "/emails/*/value",
            json!({"set_equals": ["h", "w"]}),
            json!({"set_equals": ["w"]}),
        ),
        (
            "/emails/[type=home]/value",
            json!({"equals": "h"}),
            json!({"equals": "w"}),
        ),
        (
            "/emails/*/type",
            json!("unique"),
            json!({"one_of": [["work"]]}),
        ),
        ("/count", json!({"at_least": 3}), json!({"at_least": 4})),
    ];
    let server = TinyServer::always(Reply::json(200, &user));
    for (path, holds, fails) in table {
        let of = |checks: &Value| {
            let case = json!({"steps": [{"request": {"method": "GET", "path": "/Users"}, "expect": {"status": [200], "body": {path: checks}}}]});
            failures(&play(&Target::open(&server.base_url), &case))
        };
        assert_eq!(of(&holds), "", "{path} {holds}");
        assert!(of(&fails).contains(path), "{path} {fails}");
    }
}

#[test]
fn a_body_that_is_missing_or_no_json() {
    let expect = json!({"status": [200], "body": {"/id": "present"}});
    check(
        &expect,
        Reply::json(200, &json!({"id": 1})),
        Reply::empty(200),
        "expected a JSON body, got no body",
    );
    let html = Reply {
        body: "<html>".into(),
        ..Reply::empty(200)
    };
    check(
        &expect,
        Reply::json(200, &json!({"id": 1})),
        html,
        "expected a JSON body, got <html>",
    );
}

#[test]
fn a_patch_may_answer_204_but_not_an_empty_200() {
    let expect = json!({"status": [200, 204], "body_unless_204": {"/active": {"equals": false}}});
    check(&expect, Reply::empty(204), Reply::empty(200), "a JSON body");
    check(
        &expect,
        Reply::json(200, &json!({"active": false})),
        Reply::json(200, &json!({"active": true})),
        "/active equals false, got true",
    );
}

#[test]
fn scim_errors_have_text_status_schema_detail_and_type() {
    let right =
        json!({"schemas": [ERROR], "status": "400", "scimType": "invalidValue", "detail": "why"});
    let with = |name: &str, value: Value| {
        let mut body = right.clone();
        body[name] = value;
        Reply::json(400, &body)
    };
    let expect = json!({"status": [400], "error": ["invalidValue"]});
    let wrong = [
        (
            with("status", json!(400)),
            "/status equals \"400\", got 400",
        ),
        (with("schemas", json!([LIST])), "/schemas contains"),
        (
            with("detail", json!("")),
            "/detail is present and not empty",
        ),
        (with("scimType", json!("uniqueness")), "/scimType is one of"),
        (
            Reply {
                headers: vec![("Content-Type", "text/html".into())],
                ..Reply::json(400, &right)
            },
            "Content-Type is JSON, got text/html",
        ),
    ];
    for (wrong, reason) in wrong {
        check(&expect, Reply::json(400, &right), wrong, reason);
    }
}

#[test]
fn lists_have_a_whole_envelope_of_integers() {
    let right = json!({"schemas": [LIST], "totalResults": 0, "startIndex": 1, "itemsPerPage": 0, "Resources": []});
    for (name, value) in [
        ("schemas", json!([])),
        ("totalResults", json!("0")),
        ("startIndex", json!(null)),
        ("itemsPerPage", json!("0")),
        ("Resources", json!({})),
    ] {
        let mut wrong = right.clone();
        wrong[name] = value;
        check(
            &json!({"status": [200], "list": true}),
            Reply::json(200, &right),
            Reply::json(200, &wrong),
            &format!("/{name} "),
        );
    }
}

impl Reply {
    /// The same with another status.
    fn clone_as(&self, status: u16) -> Reply {
        Reply {
            status,
            ..self.clone()
        }
    }
}
