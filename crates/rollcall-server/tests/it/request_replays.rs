//! Requests that are followed, tried again, or only tried.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::{Client, user};
use crate::harness::{TestApp, on_both};
use crate::program::Place;
use crate::requests::{REQUESTS, logged};

on_both! {
    a_replay_changes_nothing,
    followers_are_told_and_go_on_where_they_were,
}

/// Everything that a person or group is.
fn everything(app: &TestApp) -> Vec<Value> {
    ["Users", "Groups"]
        .map(|it| {
            app.get(&format!("/scim/{it}?attributes=meta,userName,members"))
                .expect(200)
                .json()
        })
        .to_vec()
}

fn a_replay_changes_nothing(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let replay = |id: &str| admin.send("POST", &format!("{REQUESTS}/{id}/replay"), &[], None);
    let id_of = |reply: &crate::client::Reply| reply.header("x-request-id").unwrap().to_owned();
    let created = app
        .post("/scim/Users", &user("ada@example.com"))
        .expect(201);
    let (ada, creation) = (created.id(), id_of(&created));
    let bulk = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [
        {"method": "POST", "path": "/Users", "bulkId": "a", "data": user("bob@example.com")},
        {"method": "POST", "path": "/Groups", "bulkId": "b", "data": {"displayName": "Sales", "members": [{"value": "bulkId:a"}]}},
    ]});
    let bulk = id_of(&app.post("/scim/Bulk", &bulk).expect(200));
    let path = format!("/scim/Users/{ada}");
    let patch = id_of(
        &app.patch(
            &path,
            &json!([{"op": "replace", "path": "title", "value": "Countess"}]),
        )
        .expect(200),
    );
    let read = id_of(&app.get(&path).expect(200));
    let listed = id_of(
        &app.get("/scim/Users?filter=userName%20eq%20%22ada@example.com%22")
            .expect(200),
    );
    app.patch(
        &path,
        &json!([{"op": "replace", "path": "title", "value": "Dr"}]),
    )
    .expect(200);
    let before = everything(app);

    // Somebody has that name now.
    let again = replay(&creation).expect(200).json();
    assert_eq!(
        (&again["status"], &again["scim_type"], &again["changes"]),
        (&json!(409), &json!("uniqueness"), &json!([]))
    );
    let again = replay(&patch).expect(200).json();
    assert_eq!(
        (&again["status"], &again["body"]["title"]),
        (&json!(200), &json!("Xxxxxxxx"))
    );
    let would = json!([{"resource_type": "User", "resource_id": ada, "operation": "patched", "version": 4,
        "differences": [{"path": "title", "before": "Dr", "after": "Countess"}]}]);
    assert_eq!(again["changes"], would);
    assert_eq!(replay(&patch).expect(200).json()["changes"], would);
    assert_eq!(replay(&read).expect(200).json()["status"], 200);
    assert_eq!(
        replay(&listed).expect(200).json()["body"]["totalResults"],
        1
    );
    assert_eq!(
        replay(&bulk).expect(200).json()["body"]["Operations"][0]["status"],
        "409"
    );
    let gone = id_of(&app.delete(&path).expect(204));
    assert_eq!(replay(&gone).expect(200).json()["status"], 404);
    assert_eq!(replay(&creation).expect(200).json()["status"], 201);
    let again = replay(&creation).expect(200).json();
    assert_eq!(again["changes"][0]["operation"], "created");
    assert_eq!(app.total("Users"), 1);
    assert_eq!(before[1], everything(app)[1]);
    replay("0192d4e8-7c00-7000-8000-0123456789ab").problem(404);
    let odd = id_of(&app.get("/scim/Schemas").expect(200));
    replay(&odd).problem(400);
}

/// Reads events until the server sends one, and answers its id and data.
fn next_event(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> (String, Value) {
    let mut id = String::new();
    loop {
        let line = lines.next().unwrap().unwrap();
        if let Some(it) = line.strip_prefix("id: ") {
            it.trim().clone_into(&mut id);
        }
        if let Some(data) = line.strip_prefix("data: ") {
            return (id, serde_json::from_str(data).unwrap());
        }
    }
}

fn follow(admin: &Client, last: Option<&str>) -> impl Iterator<Item = std::io::Result<String>> {
    let mut stream = TcpStream::connect(admin.address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let last = last.map_or_else(String::new, |last| format!("Last-Event-ID: {last}\r\n"));
    write!(
        stream,
        "GET {REQUESTS}/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nAccept-Encoding: gzip\r\n{last}\r\n",
        admin.token
    )
    .unwrap();
    let mut lines = BufReader::new(stream).lines();
    // It follows from here on.
    for line in lines.by_ref() {
        if line.unwrap().starts_with(": following") {
            break;
        }
    }
    lines
}

fn followers_are_told_and_go_on_where_they_were(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    app.create_user("before@example.com");
    let mut lines = follow(&admin, None);
    let first = app
        .post("/scim/Users", &user("ada@example.com"))
        .expect(201);
    let (id, told) = next_event(&mut lines);
    assert_eq!(
        (Some(id.as_str()), &told["status"]),
        (first.header("x-request-id"), &json!(201))
    );
    drop(lines);
    app.create_user("bob@example.com");
    app.create_user("eve@example.com");
    let mut lines = follow(&admin, Some(&id));
    assert_eq!(
        next_event(&mut lines).1["subject"]["name"],
        "bob@example.com"
    );
    assert_eq!(
        next_event(&mut lines).1["subject"]["name"],
        "eve@example.com"
    );
    // So does who is served by another replica.
    let replica = app.replica();
    replica.client.get("/scim/Groups").expect(200);
    assert_eq!(next_event(&mut lines).1["path"], "/scim/Groups");
    admin
        .send(
            "GET",
            &format!("{REQUESTS}/stream"),
            &[("last-event-id", "x")],
            None,
        )
        .problem(400);
}

#[test]
fn a_connection_in_test_mode_changes_nothing() {
    // What is known of a token is not believed for long.
    for app in TestApp::each_configured(|config| config.limits.token_cache_milliseconds = 1) {
        only_tries(&app);
    }
}

fn only_tries(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let ada = app.create_user("ada@example.com");
    let test_mode = |on: bool| {
        let changed = admin.send(
            "PATCH",
            "/api/v1/connections/default",
            &[("content-type", "application/json")],
            Some(json!({ "test_mode": on }).to_string().as_bytes()),
        );
        assert_eq!(changed.expect(200).json()["test_mode"], on);
    };
    test_mode(true);
    let bob = app
        .send(
            "POST",
            "/scim/Users",
            &[
                ("content-type", "application/scim+json"),
                ("prefer", "respond-async"),
            ],
            Some(user("bob@example.com").to_string().as_bytes()),
        )
        .expect(201);
    let tried = logged(&admin, "?limit=1")[0].clone();
    assert_eq!(
        (&tried["test_mode"], &tried["cause"]["code"]),
        (&json!(true), &json!("test_mode"))
    );
    assert!(
        tried["cause"]["text"]
            .as_str()
            .unwrap()
            .ends_with("would have happened: User created."),
        "{tried}"
    );
    let detail = admin
        .get(&format!("{REQUESTS}/{}", tried["id"].as_str().unwrap()))
        .expect(200)
        .json();
    assert_eq!(detail["changes"], json!([]));
    assert_eq!(detail["would_change"][0]["resource_id"], bob.id());
    app.deactivate(&ada);
    app.delete(&format!("/scim/Users/{ada}")).expect(204);
    app.get(&format!("/scim/Users/{}", bob.id())).expect(404);
    assert_eq!(
        app.get(&format!("/scim/Users/{ada}")).expect(200).json()["active"],
        true
    );
    assert_eq!(app.total("Users"), 1);
    test_mode(false);
    app.create_user("bob@example.com");
    assert_eq!(app.total("Users"), 2);
}

#[test]
fn requests_are_listed_shown_followed_and_tried_by_command() {
    let place = Place::new();
    place.ok(&["tenant", "create", "default"]);
    let token = place.ok(&["token", "create", "--name", "okta"]);
    let mut server = place.serve(token.trim());
    let created = server
        .client
        .post("/scim/Users", &user("ada@example.com"))
        .expect(201);
    let refused = server
        .client
        .post("/scim/Users", &user("ada@example.com"))
        .expect(409);
    let [created, refused] =
        [&created, &refused].map(|it| it.header("x-request-id").unwrap().to_owned());
    // What was noted is written before it ends.
    server.signal("TERM");
    assert_eq!(server.exit_code(), Some(0));
    let listed = place.ok(&["requests", "list", "--outcome", "refused"]);
    assert!(
        listed.contains("username_taken")
            && listed.contains(&refused)
            && !listed.contains(&created),
        "{listed}"
    );
    let listed: Value =
        serde_json::from_str(&place.ok(&["requests", "list", "--search", "ada@", "--json"]))
            .unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    let shown = place.ok(&["requests", "show", &refused]);
    assert!(
        shown.contains("Somebody has that user name already") && shown.contains("curl -X POST"),
        "{shown}"
    );
    let tried = place.ok(&["requests", "replay", &created]);
    assert!(tried.starts_with("409 now; nothing was written"), "{tried}");
    place.refused(3, &["requests", "show", "nothing"]);
    place.refused(3, &["requests", "list", "--connection", "nothing"]);
}
