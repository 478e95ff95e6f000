//! What commands say about mistakes, and what they never say.

use serde_json::json;

use crate::program::Place;
use crate::receiver::{Receiver, accepted};

#[test]
fn what_cannot_be_meant_is_said() {
    let place = Place::new();
    let line = place.refused(2, &["check-config", "--log", "bogus"]);
    assert!(line.contains("\"bogus\" is no level"), "{line}");
    let line = place.refused(2, &["check-config", "--set", "limits.nope=1"]);
    assert!(line.contains("check-config` shows all"), "{line}");
    let line = place.refused(2, &["check-config", "--set", "limits.page_size=1"]);
    assert!(line.contains("limits.page_size_max"), "{line}");
    std::fs::create_dir(place.path().join("empty")).unwrap();
    let line = place.refused(2, &["check-config", "--schemas", "empty"]);
    assert!(line.contains("no .json file"), "{line}");
    let line = place.refused(2, &["check-config", "--set", "push_reach=everywhere"]);
    assert!(line.contains("machine"), "{line}");
    for text in ["listen = 127.0.0.1:8080", "# a comment\nlisten = localhost"] {
        std::fs::write(place.path().join("rollcall.toml"), text).unwrap();
        let line = place.refused(2, &["check-config"]);
        assert!(line.contains("Text needs quotes: listen = \"…\""), "{line}");
        assert!(!line.contains("127.0.0.1"), "{line}");
    }
    std::fs::write(place.path().join("rollcall.toml"), "listen = \"127.0.0.1").unwrap();
    let line = place.refused(2, &["check-config"]);
    assert!(!line.contains("Text needs quotes"), "{line}");
}

#[test]
fn a_new_database_is_no_surprise() {
    let place = Place::new();
    let said = |arguments: &[&str]| {
        let output = place.run(arguments);
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let first = said(&["tenant", "create", "acme"]);
    assert!(
        first.contains("There was no database") && first.contains("rollcall.db"),
        "{first}"
    );
    let second = said(&["tenant", "create", "globex"]);
    assert!(!second.contains("There was no database"), "{second}");
}

#[test]
fn schema_commands_take_the_default_tenant() {
    let place = Place::new();
    drop(place.serve(""));
    let urn = "urn:example:Printer";
    let schema = json!({"id": urn, "name": "Printer", "attributes": [{"name": "model"}]});
    let rt = json!({"name": "Printer", "endpoint": "/Printers", "schema": urn});
    std::fs::write(place.path().join("p.json"), json!([schema, rt]).to_string()).unwrap();
    place.ok(&["schema", "add", "p.json"]);
    let refused = place.refused(3, &["schema", "remove", urn]);
    assert!(
        refused.contains("rollcall schema remove Printer"),
        "{refused}"
    );
    place.ok(&["schema", "remove", "Printer"]);
    place.ok(&["schema", "remove", urn]);
}

#[test]
fn what_to_do_is_said_for_the_tenant_that_was_meant() {
    let place = Place::new();
    place.ok(&["tenant", "create", "acme"]);
    place.ok(&["token", "create", "--tenant", "acme", "--name", "a"]);
    place.ok(&["token", "revoke", "--tenant", "acme", "a"]);
    let schema =
        json!({"id": "urn:example:Printer", "name": "Printer", "attributes": [{"name": "model"}]});
    let rt = json!({"name": "Printer", "endpoint": "/Printers", "schema": "urn:example:Printer"});
    std::fs::write(place.path().join("p.json"), json!([schema, rt]).to_string()).unwrap();
    place.ok(&["schema", "add", "--tenant", "acme", "p.json"]);
    for arguments in [
        &["connection", "set", "--name", "x", "--profile", "okta"][..],
        &["index", "delete", "title"],
        &["schema", "remove", "urn:example:Printer"],
        &["token", "rotate", "a"],
        &["token", "revoke", "x"],
        &["stream", "pause", "x"],
        &["token", "create", "--name", "b", "--no-basic"],
    ] {
        let arguments: Vec<_> = arguments
            .iter()
            .chain(&["--tenant", "acme"])
            .copied()
            .collect();
        let line = place.refused(3, &arguments);
        assert!(line.contains(" --tenant acme"), "{line}");
    }
}

#[test]
fn a_connection_that_differs_is_told_in_what() {
    let place = Place::new();
    drop(place.serve(""));
    place.ok(&[
        "token",
        "create",
        "--name",
        "a",
        "--connection",
        "okta",
        "--profile",
        "okta",
    ]);
    let line = place.refused(
        3,
        &[
            "token",
            "create",
            "--name",
            "b",
            "--connection",
            "okta",
            "--profile",
            "entra",
        ],
    );
    assert!(
        line.contains("\"okta\", not \"entra\"") && !line.contains("Basic"),
        "{line}"
    );
    let line = place.refused(
        3,
        &[
            "token",
            "create",
            "--name",
            "b",
            "--connection",
            "okta",
            "--no-basic",
        ],
    );
    assert!(
        line.contains("allows HTTP Basic") && !line.contains("profile"),
        "{line}"
    );
    // What it says helps.
    let (_, command) = line.split_once("(`rollcall ").unwrap();
    let (command, _) = command.split_once('`').unwrap();
    let words: Vec<_> = command
        .split(' ')
        .map(|word| word.trim_matches('"'))
        .collect();
    place.ok(&words);
    place.ok(&[
        "token",
        "create",
        "--name",
        "b",
        "--connection",
        "okta",
        "--no-basic",
    ]);
    assert!(
        place
            .ok(&["connection", "list", "--json"])
            .contains("\"basic_allowed\": false")
    );
}

#[test]
fn bytes_that_are_no_http_are_no_error_of_the_server() {
    let place = Place::new();
    let mut server = place.serve("");
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00 hello\r\n\r\n"[..],
        b"GET /scim/Users HTTP/9.9\r\n\r\n",
        b"GET /scim/Users HTTP/1.1\r\nno header\r\n\r\n",
    ] {
        let reply = server.client.raw(bytes);
        assert!(reply.starts_with("HTTP/1.1 400"), "{reply}");
    }
    server.signal("TERM");
    assert_eq!(server.exit_code(), Some(0));
    let log = server.log();
    assert!(!log.contains("ERROR"), "{log}");
}

/// The query string of a receiver's URL is its credential as often as not.
#[test]
fn where_events_are_pushed_to_is_in_no_log() {
    let place = Place::new().with("ROLLCALL_PUSH_REACH", "machine");
    let receiver = Receiver::start(|n, _| match n {
        0 => ("500 Internal Server Error", String::new(), String::new()),
        _ => accepted(),
    });
    let mut server = place.serve_with("", &["--log", "trace"]);
    let token = place.ok(&["token", "create", "--name", "api", "--scope", "api"]);
    let api = server.client.with_token(token.trim());
    let endpoint = format!("{}?key=hush-hush", receiver.url());
    let body = json!({ "name": "SIEM", "delivery": "push", "endpoint": endpoint, "authorization": "Bearer hush-too" });
    api.post("/api/v1/event-streams", &body).expect(201);
    let nowhere = json!({ "name": "nowhere", "delivery": "push", "endpoint": "http://127.0.0.1:1/?key=hush-hush" });
    api.post("/api/v1/event-streams", &nowhere).expect(201);
    server.client.create_user("ada@example.com");
    // Refused once, then taken.
    for _ in 0..2 {
        assert!(receiver.next().path.contains("hush-hush"));
    }
    server.signal("TERM");
    assert_eq!(server.exit_code(), Some(0));
    let log = server.log();
    assert!(log.contains("an event was not taken"), "{log}");
    assert!(!log.contains("hush"), "{log}");
}
