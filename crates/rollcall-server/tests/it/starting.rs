//! Starts that cannot succeed end with one line that says what to do, and an exit code.

use std::io::Write as _;
use std::net::TcpListener;
use std::process::Stdio;

use rollcall_storage::testing::TestDatabase;
use serde_json::json;

use crate::client::user;
use crate::program::Place;

#[test]
fn a_taken_port_is_named_and_uses_up_nothing() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let line = place.refused(5, &["serve", "--listen", &address]);
    assert!(
        line.contains(&address) && line.contains("ROLLCALL_LISTEN"),
        "{line}"
    );
    assert_eq!(
        std::fs::read_dir(place.path()).unwrap().count(),
        0,
        "nothing was made"
    );
    place.refused(2, &["serve", "--listen", "8080"]);
}

#[test]
#[cfg(target_os = "linux")]
fn the_allocator_is_told_to_give_back_at_once_unless_the_operator_says_otherwise() {
    for (place, expected) in [
        (Place::new(), "0"),
        (Place::new().with("MIMALLOC_PURGE_DELAY", "100"), "100"),
    ] {
        let server = place.serve("");
        let environment = std::fs::read(format!("/proc/{}/environ", server.id())).unwrap();
        let environment = String::from_utf8_lossy(&environment).into_owned();
        let told = format!("MIMALLOC_PURGE_DELAY={expected}");
        assert!(environment.split('\0').any(|variable| variable == told));
    }
}

#[test]
#[cfg(unix)]
fn a_configuration_that_comes_through_a_pipe_is_read_once() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut serve = place.command(&["serve", "--config", "/dev/stdin"]);
    serve.stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut program = serve.spawn().unwrap();
    let config = format!("listen = \"{address}\"\n");
    let mut input = program.stdin.take().unwrap();
    input.write_all(config.as_bytes()).unwrap();
    drop(input);
    let output = program.wait_with_output().unwrap();
    let line = String::from_utf8_lossy(&output.stderr);
    assert!(line.contains(&address), "{line}");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let place = Place::new();
    let line = place.refused(
        2,
        &[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--database-url",
            "sqlite:///nowhere/at/all/rollcall.db",
        ],
    );
    assert!(
        line.contains("/nowhere/at/all/rollcall.key") && line.contains("ROLLCALL_DATABASE_URL"),
        "{line}"
    );
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    for database in [Some(TestDatabase::sqlite()), TestDatabase::postgres()]
        .into_iter()
        .flatten()
    {
        let place = Place::new()
            .with("ROLLCALL_DATABASE_URL", database.url())
            .with("ROLLCALL_SECRET_KEY", key);
        place.ok(&["migrate"]);
        // What a newer one only added is no reason: a new version can be taken back.
        database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('9998')");
        place.ok(&["migrate"]);
        database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999c9998')");
        for arguments in [
            &["serve", "--listen", "127.0.0.1:0"][..],
            &["migrate"],
            &["token", "list"],
        ] {
            let line = place.refused(4, arguments);
            assert!(
                line.contains("9999c9998") && line.contains("newer"),
                "{line}"
            );
        }
    }
}

#[test]
fn a_file_that_is_no_database_is_named() {
    let place = Place::new();
    std::fs::create_dir(place.path().join("folder")).unwrap();
    std::fs::write(place.path().join("rollcall.db"), "a letter to my aunt").unwrap();
    for (url, why) in [
        ("sqlite://rollcall.db", "rollcall.db is no SQLite database"),
        ("sqlite://folder", "folder is a folder"),
    ] {
        for arguments in [
            &["serve", "--listen", "127.0.0.1:0"][..],
            &["token", "list"],
        ] {
            let line = place.refused(4, &[arguments, &["--database-url", url]].concat());
            assert!(
                line.contains(why) && line.contains("--database-url"),
                "{line}"
            );
        }
    }
    // An empty file is what `touch` leaves.
    std::fs::write(place.path().join("rollcall.db"), "").unwrap();
    place.serve("").client.get("/scim/Users").expect(200);
}

#[test]
fn a_database_of_another_program_is_named() {
    for (database, place) in places() {
        database.execute("CREATE TABLE tenants (name TEXT)");
        let line = place.refused(4, &["serve", "--listen", "127.0.0.1:0"]);
        assert!(
            line.contains("holds something else") && line.contains("of its own"),
            "{line}"
        );
        database.execute(
            "CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP); \
             INSERT INTO __diesel_schema_migrations (version) VALUES ('20200101000000')",
        );
        let line = place.refused(4, &["migrate"]);
        assert!(
            line.contains("holds something else") && !line.contains("newer"),
            "{line}"
        );
    }
    let place = Place::new();
    let url = format!("sqlite://{}", place.path().join("rollcall.db").display());
    place.ok(&["migrate", "--database-url", &url]);
    std::fs::remove_file(place.path().join("rollcall.key")).unwrap();
    let line = place.refused(2, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(
        line.contains("put the key file back") && line.contains("another program"),
        "{line}"
    );
}

#[test]
fn an_unreachable_server_is_named_without_its_password() {
    let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let place = Place::new()
        .with(
            "ROLLCALL_DATABASE_URL",
            "postgres://rollcall:hunter2@127.0.0.1:1/rollcall",
        )
        .with("ROLLCALL_SECRET_KEY", key);
    let line = place.refused(4, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(
        line.contains("127.0.0.1") && !line.contains("hunter2") && !line.contains(key),
        "{line}"
    );
}

#[test]
fn postgresql_without_a_key_says_how_to_make_one() {
    let place = Place::new().with("ROLLCALL_DATABASE_URL", "postgres://127.0.0.1:1/rollcall");
    let line = place.refused(2, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(line.contains("openssl rand -base64 32"), "{line}");
}

#[test]
fn commands_do_not_make_a_database_by_mistake() {
    let place = Place::new();
    for arguments in [
        &["token", "list"][..],
        &["token", "create", "--name", "x"],
        &["export", "target-users"],
        &["tenant", "list"],
    ] {
        let line = place.refused(4, arguments);
        assert!(line.contains("There is no database rollcall.db"), "{line}");
    }
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
    std::fs::write(place.path().join("rollcall.db"), "").unwrap();
    place.refused(4, &["token", "list"]);
    assert_eq!(
        std::fs::read_dir(place.path()).unwrap().count(),
        1,
        "no key"
    );
}

#[test]
fn commands_set_up_no_database_that_is_not_rollcalls() {
    for (database, place) in places() {
        for statement in [
            "CREATE TABLE notes (text TEXT)",
            "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50))",
        ] {
            database.execute(statement);
            for arguments in [
                &["token", "list"][..],
                &["export", "target-users"],
                &["schema", "list"],
                &["index", "create", "title"],
            ] {
                let line = place.refused(4, arguments);
                assert!(
                    line.contains("none of Rollcall's tables") && line.contains("rollcall migrate"),
                    "{line}"
                );
            }
        }
        database.execute("DROP TABLE __diesel_schema_migrations");
        let made = place.run(&["tenant", "create", "acme"]);
        let said = String::from_utf8(made.stderr).unwrap();
        assert!(
            made.status.success() && said.contains("so they are made"),
            "{said}"
        );
        place.ok(&["token", "list", "--tenant", "acme"]);
    }
}

#[test]
fn commands_leave_the_database_of_an_older_program_as_it_is() {
    for (database, place) in places() {
        place.ok(&["migrate"]);
        database.execute(
            "DELETE FROM __diesel_schema_migrations WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)",
        );
        for arguments in [&["token", "list"][..], &["tenant", "create", "acme"]] {
            let line = place.refused(4, arguments);
            assert!(
                line.contains("lacks schema version") && line.contains("run `rollcall migrate`"),
                "{line}"
            );
        }
    }
}

#[test]
fn migrate_says_what_it_did() {
    let place = Place::new();
    assert!(place.ok(&["migrate"]).starts_with("applied "));
    assert_eq!(place.ok(&["migrate"]), "The database is up to date.\n");
}

#[test]
fn a_healthcheck_tells_by_its_exit_code() {
    let place = Place::new();
    let server = place.serve("");
    let address = server.client.address.to_string();
    place.ok(&["healthcheck", "--listen", &address]);
    drop(server);
    place.refused(1, &["healthcheck", "--listen", &address]);
}

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const OTHER_KEY: &str = "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// A place for each database that there is.
fn places() -> Vec<(TestDatabase, Place)> {
    let databases = [Some(TestDatabase::sqlite()), TestDatabase::postgres()];
    let at = |database: TestDatabase| {
        let place = Place::new().with("ROLLCALL_DATABASE_URL", database.url());
        (database, place.with("ROLLCALL_SECRET_KEY", KEY))
    };
    databases.into_iter().flatten().map(at).collect()
}

#[test]
fn another_secret_key_than_the_databases_own_is_refused() {
    for (_database, place) in places() {
        drop(place.serve(""));
        let place = place.with("ROLLCALL_SECRET_KEY", OTHER_KEY);
        for arguments in [
            &["serve", "--listen", "127.0.0.1:0"][..],
            &["migrate"],
            &["token", "create", "--name", "x"],
        ] {
            let line = place.refused(2, arguments);
            assert!(
                line.contains("ROLLCALL_SECRET_KEY_FILE") && line.contains("--new-secret-key"),
                "{line}"
            );
            assert!(!line.contains(KEY) && !line.contains(OTHER_KEY), "{line}");
        }
        place.ok(&["migrate", "--new-secret-key"]);
        let listed = place.ok(&["token", "list", "--json"]);
        assert!(
            listed.contains("\"revoked_by\": \"new secret key\""),
            "{listed}"
        );
        place.refused(3, &["token", "rotate", "First token"]);
        let token = place.ok(&["token", "create", "--name", "x"]);
        let server = place.serve_with(token.trim(), &[]);
        server.client.get("/scim/Users").expect(200);
        drop(server);
        place
            .with("ROLLCALL_SECRET_KEY", KEY)
            .refused(2, &["token", "list"]);
    }
}

#[test]
fn schema_files_that_resources_do_not_fit_are_refused() {
    let urn = "urn:example:badge";
    let file = |attributes: serde_json::Value| {
        json!([
            {"id": urn, "name": "Badge", "attributes": attributes},
            {"name": "User", "endpoint": "/Users", "schema": "urn:ietf:params:scim:schemas:core:2.0:User",
             "schemaExtensions": [{"schema": urn, "required": false}]},
        ])
        .to_string()
    };
    for (_database, place) in places() {
        let place = place.with("ROLLCALL_SCHEMAS", "badge.json");
        let path = place.path().join("badge.json");
        std::fs::write(&path, file(json!([{"name": "number"}]))).unwrap();
        let server = place.serve("");
        let mut body = user("ada@example.com");
        body[urn] = json!({"number": "7"});
        let id = server.client.post("/scim/Users", &body).expect(201).id();
        let token = server.client.token.clone();
        drop(server);

        std::fs::write(&path, file(json!([{"name": "floor"}]))).unwrap();
        let line = place.refused(3, &["serve", "--listen", "127.0.0.1:0"]);
        for part in [
            "ROLLCALL_SCHEMAS",
            "urn:example:badge: the attribute `number` is no longer there",
            "1 resource of type User in tenant default",
            "Put back",
        ] {
            assert!(line.contains(part), "{line}");
        }
        // What the message says helps.
        std::fs::write(&path, file(json!([{"name": "number"}, {"name": "floor"}]))).unwrap();
        let server = place.serve_with(&token, &[]);
        server
            .client
            .send("DELETE", &format!("/scim/Users/{id}"), &[], None)
            .expect(204);
        drop(server);
        std::fs::write(&path, file(json!([{"name": "floor"}]))).unwrap();
        drop(place.serve_with(&token, &[]));
    }
}
