//! Whatever is sent: a clear error of the right status and `scimType`, nothing stored, never a 500.

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::{GROUP, PATCH_OP, USER, user};
use crate::harness::{TestApp, on_both};

on_both!(
    broken_bodies_are_refused,
    wrong_values_are_refused,
    twins_are_refused_in_any_case,
    unknown_ids_of_any_shape_are_not_found,
    wrong_filters_are_refused,
    wrong_patches_change_nothing,
    awkward_characters_are_refused_or_kept,
    unknown_members_are_refused,
    a_nul_is_in_no_text_of_the_api,
);

const JSON: (&str, &str) = ("content-type", "application/scim+json");

fn broken_bodies_are_refused(app: &TestApp) {
    let id = app.create_user("kept@example.com");
    let deep = format!("{}{}", "[".repeat(60), "]".repeat(60));
    for (body, told) in [
        (&b"{"[..], "line 1 column 1"),
        (b"", "no body"),
        (b"[]", ""),
        (b"\"text\"", ""),
        (b"7", ""),
        (b"null", ""),
        (b"{\"userName\": \"a\"} trailing", "trailing characters"),
        (b"{\"userName\": \"\\ud800\"}", "line 1"),
        (b"{\"userName\": \"\xFF\xFE\"}", "line 1"),
        (deep.as_bytes(), "nested more than 32 deep"),
        (&vec![b'['; 200_000], "nested more than 32 deep"),
    ] {
        for (method, target) in [
            ("POST", "/scim/Users"),
            ("PUT", &*format!("/scim/Users/{id}")),
            ("PATCH", &*format!("/scim/Users/{id}")),
        ] {
            let reply = app.send(method, target, &[JSON], Some(body));
            let detail = reply.scim_error(400, Some("invalidSyntax"));
            assert!(detail.contains(told), "{method}: {detail}");
        }
    }
    assert_eq!(app.total("Users"), 1);
    assert_eq!(
        app.get(&format!("/scim/Users/{id}")).json()["meta"]["version"],
        json!("W/\"1\"")
    );
}

fn wrong_values_are_refused(app: &TestApp) {
    for (body, named) in [
        (json!({}), "userName"),
        (json!({ "schemas": [USER] }), "userName"),
        (json!({ "schemas": [USER], "userName": "" }), "userName"),
        (json!({ "schemas": [USER], "userName": null }), "userName"),
        (json!({ "schemas": [USER], "userName": 7 }), "userName"),
        (json!({ "schemas": [USER], "userName": ["a"] }), "userName"),
        (
            json!({ "schemas": [USER], "userName": "a", "active": "maybe" }),
            "active",
        ),
        (
            json!({ "schemas": [USER], "userName": "a", "name": "Ada" }),
            "name",
        ),
        (
            json!({ "schemas": [USER], "userName": "a", "name": { "givenName": {} } }),
            "givenName",
        ),
        (
            json!({ "schemas": [USER], "userName": "a", "emails": [7] }),
            "emails",
        ),
        (
            json!({ "schemas": [USER], "userName": "x".repeat(1100) }),
            "userName",
        ),
    ] {
        let detail = app
            .post("/scim/Users", &body)
            .scim_error(400, Some("invalidValue"));
        assert!(detail.contains(named), "{detail}");
    }
    let detail = app
        .post("/scim/Groups", &json!({ "schemas": [GROUP] }))
        .scim_error(400, Some("invalidValue"));
    assert!(detail.contains("displayName"), "{detail}");
    for query in ["startIndex=x", "count=many", "count=1.5"] {
        app.get(&format!("/scim/Users?{query}"))
            .scim_error(400, Some("invalidValue"));
    }
    assert_eq!(app.total("Users") + app.total("Groups"), 0);
}

fn twins_are_refused_in_any_case(app: &TestApp) {
    let first = app.create_user("Ada@Example.com");
    let second = app.create_user("grace@example.com");
    let detail = app
        .post("/scim/Users", &user("aDA@eXAMPLE.COM"))
        .scim_error(409, Some("uniqueness"));
    assert!(detail.contains("userName"), "{detail}");
    app.put(&format!("/scim/Users/{second}"), &user("ADA@example.com"))
        .scim_error(409, Some("uniqueness"));
    let rename = json!([{ "op": "replace", "value": { "userName": "ada@EXAMPLE.com" } }]);
    app.patch(&format!("/scim/Users/{second}"), &rename)
        .scim_error(409, Some("uniqueness"));
    assert_eq!(
        app.get(&format!("/scim/Users/{second}")).json()["userName"],
        json!("grace@example.com")
    );
    assert_eq!(
        app.get(&format!("/scim/Users/{first}")).json()["userName"],
        json!("Ada@Example.com")
    );

    app.create_group("Sales", &[]);
    let twin = json!({ "schemas": [GROUP], "displayName": "SALES" });
    app.post("/scim/Groups", &twin)
        .scim_error(409, Some("uniqueness"));
    assert_eq!((app.total("Users"), app.total("Groups")), (2, 1));
}

fn unknown_ids_of_any_shape_are_not_found(app: &TestApp) {
    let group = app.create_group("Sales", &[]);
    for id in [
        "01920000-0000-7000-8000-000000000000",
        "00919288221112222",
        "0",
        "-1",
        "x",
        "%00",
        "%27%20or%201=1--",
        "%F0%9F%A6%80",
        "a%2Fb",
        "..%2f..",
        &"9".repeat(2000),
        &group, // of another type
    ] {
        let target = format!("/scim/Users/{id}");
        app.get(&target).scim_error(404, None);
        app.put(&target, &user("a@example.com"))
            .scim_error(404, None);
        app.patch(
            &target,
            &json!([{ "op": "replace", "value": { "active": false } }]),
        )
        .scim_error(404, None);
        app.delete(&target).scim_error(404, None);
    }
    for target in [
        "/scim/Things",
        "/scim/Things/1",
        "/scim/v3/Users/1/x",
        "/scim/Users/1/2",
    ] {
        app.get(target).scim_error(404, None);
    }
    app.post("/scim/Things", &json!({})).scim_error(404, None);
}

fn wrong_filters_are_refused(app: &TestApp) {
    for filter in [
        "userName",
        "userName eq",
        "userName xx \"a\"",
        "userName eq \"a",
        "nickNam eq \"a\"",
        "userName eq \"a\" and",
        "(userName eq \"a\"",
        "name eq \"a\"",
        "active gt true",
        "password eq \"a\"",
        "emails[type eq \"work\"",
        "urn:unknown:attribute eq 1",
    ] {
        let encoded: String = filter.bytes().map(|byte| format!("%{byte:02X}")).collect();
        app.get(&format!("/scim/Users?filter={encoded}"))
            .scim_error(400, Some("invalidFilter"));
    }
    let deep = format!("{}active%20pr{}", "(".repeat(500), ")".repeat(500));
    app.get(&format!("/scim/Users?filter={deep}"))
        .scim_error(400, Some("invalidFilter"));
    let long = format!("userName+eq+%22{}%22", "a".repeat(20_000));
    app.get(&format!("/scim/Users?filter={long}"))
        .scim_error(400, Some("invalidFilter"));
    let undecodable = app.get("/scim/Users?filter=%FF%FE").scim_error(400, None);
    assert!(undecodable.contains("UTF-8"), "{undecodable}");
}

fn wrong_patches_change_nothing(app: &TestApp) {
    let id = app.create_user("ada@example.com");
    let target = format!("/scim/Users/{id}");
    let before = app.get(&target).text;
    let good = json!({ "op": "replace", "path": "title", "value": "Engineer" });
    for (bad, scim_type) in [
        (
            json!({ "op": "replace", "path": "titel[", "value": "x" }),
            "invalidPath",
        ),
        (
            json!({ "op": "replace", "path": "emails[type eq]", "value": "x" }),
            "invalidPath",
        ),
        (
            json!({ "op": "replace", "path": "title title", "value": "x" }),
            "invalidPath",
        ),
        (
            json!({ "op": "move", "path": "title", "value": "x" }),
            "invalidSyntax",
        ),
        (json!({ "path": "title", "value": "x" }), "invalidSyntax"),
        (json!("replace"), "invalidSyntax"),
        (
            json!({ "op": "replace", "path": "active", "value": "perhaps" }),
            "invalidValue",
        ),
        (json!({ "op": "remove", "path": "userName" }), "mutability"),
        (json!({ "op": "remove" }), "noTarget"),
        (
            json!({ "op": "replace", "path": "id", "value": "x" }),
            "mutability",
        ),
    ] {
        let reply = app.patch(&target, &json!([good, bad]));
        reply.scim_error(400, Some(scim_type));
        assert_eq!(app.get(&target).text, before, "{bad}");
    }
    for body in [
        json!({ "schemas": [PATCH_OP] }),
        json!({ "schemas": [PATCH_OP], "Operations": {} }),
    ] {
        let body = body.to_string();
        app.send("PATCH", &target, &[JSON], Some(body.as_bytes()))
            .scim_error(400, Some("invalidSyntax"));
    }
    assert_eq!(app.get(&target).text, before);
}

fn awkward_characters_are_refused_or_kept(app: &TestApp) {
    for (attribute, value) in [
        ("userName", "a\0b"),
        ("displayName", "a\0b"),
        ("title", "\0"),
    ] {
        let mut body = user("nul@example.com");
        body[attribute] = json!(value);
        app.post("/scim/Users", &body)
            .scim_error(400, Some("invalidValue"));
    }
    assert_eq!(app.total("Users"), 0);
    let name = "Ζωή 🦀 \u{202E}x ' \" \\ % _ ; --";
    let mut body = user("zoe@example.com");
    body["displayName"] = json!(name);
    let id = app.post("/scim/Users", &body).expect(201).id();
    assert_eq!(
        app.get(&format!("/scim/Users/{id}")).json()["displayName"],
        json!(name)
    );
}

fn unknown_members_are_refused(app: &TestApp) {
    let group = app.create_group("Sales", &[]);
    for value in [
        json!("01920000-0000-7000-8000-000000000000"),
        json!("x"),
        json!(7),
        Value::Null,
    ] {
        let operations = json!([{ "op": "add", "path": "members", "value": [{ "value": value }] }]);
        let reply = app.patch(&format!("/scim/Groups/{group}"), &operations);
        reply.scim_error(400, Some("invalidValue"));
    }
    assert_eq!(
        app.get(&format!("/scim/Groups/{group}"))
            .json()
            .get("members"),
        None
    );
}

#[test]
fn a_body_over_the_limit_is_413_however_it_comes() {
    let app = TestApp::configured(|config| config.http.body_bytes_max = 10_000);
    let mut long = user("a@example.com");
    long["title"] = json!("x".repeat(20_000));
    app.post("/scim/Users", &long).scim_error(413, None);

    // Announced, but never sent: the answer does not wait for it.
    let head = format!(
        "POST /scim/Users HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-length: 1000000000\r\n\r\n",
        app.token
    );
    assert!(
        app.raw(head.as_bytes()).starts_with("HTTP/1.1 413"),
        "announced"
    );

    // Not announced.
    let mut chunked = format!(
        "POST /scim/Users HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\ntransfer-encoding: chunked\r\n\r\n",
        app.token
    );
    for _ in 0..20 {
        chunked.push_str(&format!("3e8\r\n{}\r\n", " ".repeat(1000)));
    }
    chunked.push_str("0\r\n\r\n");
    assert!(
        app.raw(chunked.as_bytes()).starts_with("HTTP/1.1 413"),
        "chunked"
    );
    assert_eq!(app.total("Users"), 0);
    app.create_user("a@example.com");
}

#[test]
fn a_body_that_does_not_come_is_408() {
    let app = TestApp::configured(|config| config.http.body_seconds_max = 1);
    let head = format!(
        "POST /scim/Users HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-length: 10\r\n\r\n{{",
        app.token
    );
    let answer = app.raw(head.as_bytes());
    assert!(
        answer.starts_with("HTTP/1.1 408") && answer.contains("within 1 seconds"),
        "{answer}"
    );
}

#[test]
fn a_wrong_media_type_is_415_and_a_wrong_method_405() {
    let app = TestApp::on_sqlite();
    let body = user("a@example.com").to_string();
    for headers in [
        &[("content-type", "text/plain")][..],
        &[("content-type", "application/x-www-form-urlencoded")],
        &[("content-type", "application/json; charset=utf-16")],
        &[
            ("content-type", "application/json"),
            ("content-encoding", "br"),
        ],
    ] {
        app.send("POST", "/scim/Users", headers, Some(body.as_bytes()))
            .scim_error(415, None);
    }
    for (method, target, allowed) in [
        ("FROBNICATE", "/scim/Users", "GET, HEAD, POST"),
        ("OPTIONS", "/scim/Users/1", "GET, HEAD, PUT, PATCH, DELETE"),
        ("POST", "/scim/Schemas", "GET, HEAD"),
        ("DELETE", "/scim/v2/ServiceProviderConfig", "GET, HEAD"),
    ] {
        let reply = app.send(method, target, &[], None);
        reply.scim_error(405, None);
        assert_eq!(reply.header("allow"), Some(allowed), "{method} {target}");
    }
    assert_eq!(app.total("Users"), 0);
}

/// PostgreSQL takes no NUL, wherever it stands.
fn a_nul_is_in_no_text_of_the_api(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let id = app.create_user("ada@example.com");
    for target in [
        "/requests?search=a%00b",
        "/audit?actor=%00",
        "/people?search=%00",
        "/people?filter=userName%20eq%20%22%00%22",
        "/groups?search=%00",
        "/connections/%00",
        "/connections/%00/live",
        "/connections/a%00b/attributes",
        "/target-users?format=json&group=%00",
        "/signatures/scripts/%00",
        "/%00",
    ] {
        let why = admin.get(&format!("/api/v1{target}")).problem(400);
        assert!(why.contains("NUL"), "{target}: {why}");
    }
    let nobody = app.with_token("");
    nobody.get("/api/v1/set-up/rcl_%00").problem(400);
    let field = format!("/api/v1/people/{id}/smart-fields/%00");
    admin.delete(&field).problem(400);
    for (body, told) in [
        (json!({"name": "a\u{0}b"}), "\"name\""),
        (json!({"name": "a", "areas": ["\u{0}"]}), "its text"),
        (json!({"a\u{0}": 1}), "\"a\u{fffd}\""),
        (json!({"of": {"it": "\u{0}"}}), "\"it\""),
    ] {
        let why = admin.post("/api/v1/connections", &body).problem(400);
        assert!(why.contains("NUL") && why.contains(told), "{why}");
    }
    let session = json!({"email": "a\u{0}@example.com", "password": "x"});
    nobody.post("/api/v1/sessions", &session).problem(400);
    let value = json!({"value": "\u{0}"});
    let field = format!("/api/v1/people/{id}/smart-fields/job_title");
    admin.put(&field, &value).problem(400);
}
