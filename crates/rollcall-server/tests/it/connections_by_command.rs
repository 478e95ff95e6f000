//! How a connection speaks, told through the command line beside a server that runs.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::user;
use crate::program::Place;

/// A change is noticed within a second.
const NOTICED: Duration = Duration::from_secs(5);

#[test]
fn a_connection_is_told_how_to_speak_and_a_running_server_follows() {
    let place = Place::new();
    let server = place.serve("");
    let token = place.ok(&[
        "token",
        "create",
        "--name",
        "x",
        "--connection",
        "azure",
        "--profile",
        "strict",
    ]);
    let client = server.client.with_token(token.trim());
    let mut body = user("ada@example.com");
    body["active"] = json!("False");
    client.post("/scim/Users", &body).expect(400);

    place.ok(&[
        "connection",
        "set",
        "--name",
        "azure",
        "--profile",
        "entra",
        "--rule",
        "-dotted-keys,+read-only-in-path",
    ]);
    let asked = Instant::now();
    while client.post("/scim/Users", &body).status == 400 {
        assert!(asked.elapsed() < NOTICED, "the old rules are in force");
        std::thread::yield_now();
    }
    let azure = connection(&place, "azure");
    assert_eq!(azure["profile"], "entra");
    assert_eq!(azure["rules"], "+read-only-in-path,-dotted-keys");
    assert!(azure["speaks_like"].is_null(), "{azure}");

    // A token that asks for nothing joins a connection that speaks otherwise than a new one would.
    place.ok(&["token", "create", "--name", "y", "--connection", "azure"]);
    place.ok(&["connection", "set", "--name", "azure", "--rule", ""]);
    assert_eq!(connection(&place, "azure")["rules"], "");
    assert!(place.ok(&["connection", "list"]).contains("entra"));
}

/// A typing error in a provider's mapping is no error to it, so an administrator must be able to find it.
#[test]
fn what_was_not_kept_is_listed() {
    let place = Place::new();
    let server = place.serve("");
    let token = place.ok(&["token", "create", "--name", "x", "--connection", "azure"]);
    let client = server.client.with_token(token.trim());
    let mut body = user("ada@example.com");
    body["titel"] = json!("Dr");
    let created = client.post("/scim/Users", &body).expect(201).json();
    let path = format!("/scim/Users/{}", created["id"].as_str().unwrap());
    let operations = json!([{"op": "replace", "path": "titel", "value": "Prof"}]);
    client.patch(&path, &operations).expect(200);

    let api = place.ok(&["token", "create", "--name", "api", "--scope", "api"]);
    let api = server.client.with_token(api.trim());
    let listed = api.get("/api/v1/dropped-attributes").expect(200).json();
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
    assert_eq!(listed[0]["connection"], "azure");
    assert_eq!(listed[0]["attribute"], "titel");
    assert_eq!(listed[0]["count"], 2);
    let by_command = place.ok(&["connection", "dropped", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&by_command).unwrap(), listed);
    assert!(place.ok(&["connection", "dropped"]).contains("titel"));
    place.refused(3, &["connection", "dropped", "--tenant", "nobody"]);

    let all = api
        .get("/api/v1/connections/azure/attributes")
        .expect(200)
        .json();
    let by_command = place.ok(&["connection", "attributes", "--name", "azure", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&by_command).unwrap(), all);
    let table = place.ok(&["connection", "attributes", "--name", "azure"]);
    for told in ["titel", "dropped", "xxx@xxxxxxx.xxx", "Never received"] {
        assert!(table.contains(told), "{told} in {table}");
    }
    place.refused(3, &["connection", "attributes", "--name", "nobody"]);

    let explained = place.ok(&["mapping", "explain", created["id"].as_str().unwrap()]);
    assert!(explained.contains("person: azure"), "{explained}");
    place.refused(3, &["mapping", "explain", "nobody"]);
}

#[test]
fn mistakes_about_connections_are_explained() {
    let place = Place::new();
    let _server = place.serve("");
    let said = place.refused(
        3,
        &["connection", "set", "--name", "x", "--profile", "okta"],
    );
    assert!(said.contains("no connection \"x\""), "{said}");
    place.refused(3, &["connection", "list", "--tenant", "nobody"]);
    for arguments in [
        &["connection", "set"][..],
        &["connection", "set", "--profile", "lenient"],
        &["connection", "set", "--rule", "dotted-keys"],
        &["connection", "set", "--rule", "+no-such-rule"],
    ] {
        assert_eq!(place.run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

fn connection(place: &Place, name: &str) -> Value {
    let listed: Vec<Value> =
        serde_json::from_str(&place.ok(&["connection", "list", "--json"])).unwrap();
    let mut listed = listed.into_iter();
    listed.find(|c| c["name"] == name).unwrap()
}
