//! Configuration as the program reads it.

use serde_json::Value;

use crate::program::Place;

#[test]
fn what_is_in_force_is_shown_with_its_origin() {
    let place = Place::new()
        .with("ROLLCALL_LISTEN", "127.0.0.1:9")
        .with("ROLLCALL_SECRET_KEY", "hunter2");
    std::fs::write(
        place.path().join("rollcall.toml"),
        "log = 'warn'\nlisten = '127.0.0.1:8'\n[limits]\nmembers_max = 5",
    )
    .unwrap();
    let text = place.ok(&["check-config", "--json", "--set", "limits.page_size_max=7"]);
    let settings: Vec<Value> = serde_json::from_str(&text).unwrap();
    for (key, value, origin) in [
        ("listen", "127.0.0.1:9", "ROLLCALL_LISTEN"),
        ("log", "warn", "rollcall.toml"),
        ("limits.members_max", "5", "rollcall.toml"),
        ("limits.page_size_max", "7", "--set"),
        ("secret_key", "********", "ROLLCALL_SECRET_KEY"),
        ("database_url", "sqlite://rollcall.db", "default"),
    ] {
        let setting = settings
            .iter()
            .find(|setting| setting["key"] == key)
            .unwrap();
        assert_eq!(
            (setting["value"].as_str(), setting["origin"].as_str()),
            (Some(value), Some(origin)),
            "{key}"
        );
    }
    let table = place.ok(&["check-config"]);
    assert!(
        table.contains("127.0.0.1:9") && !table.contains("hunter2"),
        "{table}"
    );
}

#[test]
fn an_unknown_name_ends_every_command() {
    let place = Place::new().with("ROLLCALL_LISTN", "127.0.0.1:9");
    for arguments in [
        &["serve"][..],
        &["check-config"],
        &["token", "list"],
        &["migrate"],
    ] {
        let line = place.refused(2, arguments);
        assert!(
            line.contains("ROLLCALL_LISTN") && line.contains("ROLLCALL_LISTEN"),
            "{line}"
        );
    }
    let place = Place::new();
    std::fs::write(
        place.path().join("rollcall.toml"),
        "public-url = 'https://x.example'",
    )
    .unwrap();
    let line = place.refused(2, &["check-config"]);
    assert!(
        line.contains("rollcall.toml")
            && line.contains("\"public-url\"")
            && line.contains("\"public_url\""),
        "{line}"
    );
}

#[test]
fn logs_can_be_json() {
    let place = Place::new().with("ROLLCALL_LOG_FORMAT", "json");
    let mut server = place.serve("");
    let reply = server.client.get("/scim/Users").expect(200);
    let id = reply.header("x-request-id").unwrap().to_owned();
    server.signal("TERM");
    assert_eq!(server.exit_code(), Some(0));
    let log = server.log();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let line = lines
        .iter()
        .find(|line| line["span"]["id"] == Value::String(id.clone()))
        .unwrap_or_else(|| panic!("{log}"));
    assert_eq!(
        (&line["status"], &line["endpoint"]),
        (&200.into(), &"/scim/Users".into())
    );
    assert_eq!(
        (&line["span"]["tenant"], &line["span"]["connection"]),
        (&"default".into(), &"default".into())
    );
}

#[test]
fn a_log_filter_that_cannot_be_read_is_named() {
    let line = Place::new().refused(2, &["serve", "--log", "rollcall=loud"]);
    assert!(line.contains("rollcall=loud"), "{line}");
}

#[test]
fn sqlite_has_no_replica_to_read_from() {
    let replica = "postgres://rollcall@db/rollcall";
    for (database, replica) in [
        ("sqlite://rollcall.db", replica),
        (replica, "sqlite://copy.db"),
    ] {
        let place = Place::new()
            .with("ROLLCALL_DATABASE_URL", database)
            .with("ROLLCALL_DATABASE_READ_URL", replica);
        let line = place.refused(2, &["migrate"]);
        assert!(line.contains("ROLLCALL_DATABASE_READ_URL"), "{line}");
    }
}
