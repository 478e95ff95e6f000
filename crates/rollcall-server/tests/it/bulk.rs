//! Bulk requests over HTTP (RFC 7644 §3.7), and what is left of one whose server was killed.

use std::thread;

use rollcall_storage::testing::TestDatabase;
use serde_json::{Value, json};

use crate::client::{Client, user};
use crate::harness::{TestApp, on_both};
use crate::program::Place;

const BULK_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
pub(crate) const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

on_both!(
    a_bulk_request_is_answered_as_one,
    configuration_tells_the_limits
);

pub(crate) fn bulk(operations: &Value) -> Value {
    json!({ "schemas": [BULK_REQUEST], "Operations": operations })
}

/// A group of people who are created after it.
pub(crate) fn crowd(people: usize) -> Value {
    let members: Vec<_> = (0..people)
        .map(|n| json!({ "value": format!("bulkId:{n}") }))
        .collect();
    let group = json!({ "displayName": "Everybody", "members": members });
    let mut operations =
        vec![json!({ "method": "POST", "path": "/Groups", "bulkId": "all", "data": group })];
    operations.extend((0..people).map(|n| {
        let person = user(&format!("p{n}@example.com"));
        json!({ "method": "POST", "path": "/Users", "bulkId": n.to_string(), "data": person })
    }));
    bulk(&json!(operations))
}

fn a_bulk_request_is_answered_as_one(app: &TestApp) {
    let reply = app.post("/scim/v2/Bulk", &crowd(3)).expect(200);
    assert_eq!(reply.header("content-type"), Some("application/scim+json"));
    let body = reply.json();
    assert_eq!(
        body["schemas"],
        json!(["urn:ietf:params:scim:api:messages:2.0:BulkResponse"])
    );
    let group = body["Operations"][0]["location"].as_str().unwrap();
    assert!(group.starts_with(&format!("http://{}/scim/v2/Groups/", app.address)));
    let shown = app.get(&group[group.find("/scim").unwrap()..]).expect(200);
    assert_eq!(shown.json()["members"].as_array().unwrap().len(), 3);
    assert_eq!(
        shown.header("etag"),
        body["Operations"][0]["version"].as_str()
    );

    app.post("/scim/Bulk", &json!({ "Operations": [] }))
        .scim_error(400, Some("invalidSyntax"));
    app.get("/scim/Bulk").scim_error(405, None);
}

fn configuration_tells_the_limits(app: &TestApp) {
    let config = app.get("/scim/ServiceProviderConfig").json();
    assert_eq!(
        config["bulk"],
        json!({ "supported": true, "maxOperations": 1000, "maxPayloadSize": 8 * 1024 * 1024 })
    );
    assert_eq!(config["securityEvents"]["asyncRequest"], json!("request"));
}

#[test]
fn too_large_a_request_is_refused_with_the_limit() {
    let app = TestApp::configured(|config| {
        config.http.bulk_body_bytes_max = 2_000;
        config.limits.bulk_operations_max = 3;
    });
    let detail = app.post("/scim/Bulk", &crowd(20)).scim_error(413, None);
    assert!(detail.contains("maxPayloadSize (2000)"), "{detail}");
    let delete = json!({ "method": "DELETE", "path": "/Users/1" });
    let detail = app
        .post(
            "/scim/Bulk",
            &bulk(&json!([delete, delete, delete, delete])),
        )
        .scim_error(413, None);
    assert!(detail.contains("maxOperations (3)"), "{detail}");
    // A body of that length is none too long elsewhere.
    let mut long = user("ada@example.com");
    long["title"] = "x".repeat(2_100).into();
    app.post("/scim/Users", &long).expect(201);
    assert_eq!(app.total("Users"), 1);
}

#[test]
fn sqlite_keeps_whole_operations_of_a_killed_request() {
    whole_operations_are_kept(&Place::new());
}

#[test]
fn postgres_keeps_whole_operations_of_a_killed_request() {
    let Some(database) = TestDatabase::postgres() else {
        eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set");
        return;
    };
    let url = database.settings().url;
    whole_operations_are_kept(
        &Place::new()
            .with("ROLLCALL_DATABASE_URL", &url)
            .with("ROLLCALL_SECRET_KEY", KEY),
    );
}

const PEOPLE: usize = 600;

fn whole_operations_are_kept(place: &Place) {
    let mut server = place.serve("");
    let client = server.client.clone();
    let body = crowd(PEOPLE).to_string();
    let json = [("content-type", "application/json")];
    thread::scope(|scope| {
        scope.spawn(|| client.try_send("POST", "/scim/Bulk", &json, Some(body.as_bytes())));
        wait_for_people(&client, 50);
        server.kill();
    });
    let server = place.serve(&client.token);
    let (people, groups) = (server.client.total("Users"), server.client.total("Groups"));
    assert!((50..=PEOPLE as i64).contains(&people), "{people}");
    // The group waits for the last of them, and is there whole or not at all.
    assert!(groups == 0 || people == PEOPLE as i64, "{people} {groups}");

    // The same again makes up what is missing and nobody twice.
    let repeated = server
        .client
        .post("/scim/Bulk", &crowd(PEOPLE))
        .expect(200)
        .json();
    let results = repeated["Operations"].as_array().unwrap();
    let there = results[1..].iter().filter(|r| r["status"] == "409").count();
    assert_eq!(i64::try_from(there).unwrap(), people);
    assert_eq!(server.client.total("Users"), PEOPLE as i64);
}

/// Waits until so many people are there, or all of them.
pub(crate) fn wait_for_people(client: &Client, people: i64) {
    while client.total("Users") < people {
        thread::yield_now();
    }
}
