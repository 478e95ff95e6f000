//! The first start, as somebody new meets it: what is printed must work as printed.

use std::process::Command;

use rollcall_storage::testing::TestDatabase;

use crate::program::Place;

#[test]
fn what_the_first_start_prints_works_as_printed() {
    let place = Place::new();
    let server = place.serve("");
    let printed = &server.printed;
    for words in [
        "SCIM base URL",
        "Secret token",
        "SCIM 2.0 Base Url",
        "OAuth Bearer Token",
        "Tenant URL",
        "Secret Token",
        "public https URL",
    ] {
        assert!(printed.contains(words), "{words} is not in {printed}");
    }
    assert!(
        printed.contains(&format!("http://{}/scim\n", server.client.address)),
        "{printed}"
    );
    assert_eq!(
        printed.matches(&server.client.token).count(),
        2,
        "once to copy, once in a command"
    );
    assert!(server.client.token.len() < 200);
    server
        .client
        .get("/scim/Users?startIndex=1&count=2")
        .expect(200);

    let program = env!("CARGO_BIN_EXE_rollcall");
    let commands: Vec<_> = printed
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with(program))
        .collect();
    assert_eq!(commands.len(), 2, "{printed}");
    for command in commands {
        let output = Command::new("sh")
            .args(["-c", command])
            .current_dir(place.path())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{command}: {text}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        if command.contains("export") {
            // Whoever the simulation left is the first target user.
            assert_eq!(text.lines().count(), 2, "{text}");
        }
    }
}

#[test]
fn the_token_is_shown_once() {
    let place = Place::new();
    let mut first = place.serve("");
    let token = first.client.token.clone();
    let id = first.client.create_user("ada@example.com");
    first.signal("TERM");
    assert_eq!(first.exit_code(), Some(0));
    assert!(!first.log().contains(&token));

    let mut second = place.serve(&token);
    second.client.get(&format!("/scim/Users/{id}")).expect(200);
    second.signal("INT");
    assert_eq!(second.exit_code(), Some(0));
    assert!(!second.log().contains("First token"));
}

#[test]
fn a_lost_first_token_is_no_dead_end() {
    let place = Place::new();
    let mut first = place.serve("");
    let lost = first.client.with_token("lost");
    lost.get("/scim/Users").expect(401);
    first.signal("TERM");
    first.exit_code();
    assert!(!first.log().contains("token create"));

    let mut second = place.serve("lost");
    second.client.get("/scim/Users").expect(401);
    second.signal("TERM");
    second.exit_code();
    let log = second.log();
    assert!(log.contains(" token create --name NAME`"), "{log}");
    let token = place.ok(&["token", "create", "--name", "NAME"]);

    let mut third = place.serve(token.trim());
    third.client.get("/scim/Users").expect(200);
    third.signal("TERM");
    third.exit_code();
    let mut fourth = place.serve(token.trim());
    fourth.client.get("/scim/Users").expect(200);
    fourth.signal("TERM");
    fourth.exit_code();
    assert!(!fourth.log().contains("token create"));
}

#[test]
fn a_public_url_is_printed_instead_and_flags_are_carried_along() {
    let place = Place::new();
    let arguments = [
        "--public-url",
        "https://rollcall.example.com/",
        "--database-url",
        "sqlite://my people.db",
    ];
    let server = place.serve_with("", &arguments);
    let printed = &server.printed;
    assert!(
        printed.contains("SCIM base URL   https://rollcall.example.com/scim\n"),
        "{printed}"
    );
    assert!(!printed.contains("public https URL"), "{printed}");
    assert!(
        printed.contains("--database-url 'sqlite://my people.db' export target-users"),
        "{printed}"
    );
    assert!(place.path().join("my people.key").exists());
}

#[test]
fn a_password_on_the_command_line_is_not_printed() {
    let Some(database) = TestDatabase::postgres() else {
        return;
    };
    let url = database.url().replacen("postgres@", "postgres:sekret@", 1);
    let place = Place::new().with(
        "ROLLCALL_SECRET_KEY",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    );
    let server = place.serve_with("", &["--database-url", &url]);
    let printed = &server.printed;
    assert!(
        printed.contains("in ROLLCALL_DATABASE_URL") && !printed.contains("sekret"),
        "{printed}"
    );
}

#[test]
fn the_log_tells_who_was_refused_and_nothing_personal() {
    let place = Place::new();
    let mut server = place.serve("");
    server.client.create_user("lovelace@example.com");
    server
        .client
        .get("/scim/Users?filter=userName+eq+%22lovelace@example.com%22")
        .expect(200);
    server
        .client
        .get("/scim/Users/lovelace@example.com")
        .expect(404);
    let refused = server
        .client
        .with_token("Bearer-of-nothing")
        .get("/scim/Users")
        .expect(401);
    let id = refused.header("x-request-id").unwrap().to_owned();
    server.signal("TERM");
    assert_eq!(server.exit_code(), Some(0));
    let log = server.log();
    let line = log
        .lines()
        .find(|line| line.contains(&id) && line.contains("WARN"))
        .unwrap_or_else(|| panic!("{log}"));
    assert!(line.contains("token_malformed"), "{line}");
    assert!(
        log.contains("tenant=\"default\"") && log.contains("connection=\"default\""),
        "{log}"
    );
    for secret in [
        // No part of an id in hexadecimal.
        "lovelace",
        "Example",
        "Bearer-of-nothing",
        server.client.token.as_str(),
    ] {
        assert!(!log.contains(secret), "{secret} is in {log}");
    }
}
