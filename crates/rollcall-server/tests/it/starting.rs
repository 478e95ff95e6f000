//! Starts that cannot succeed end with one line that says what to do, and an exit code.

use std::net::TcpListener;

use rollcall_storage::testing::TestDatabase;

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
        database
            .execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')");
        for arguments in [
            &["serve", "--listen", "127.0.0.1:0"][..],
            &["migrate"],
            &["token", "list"],
        ] {
            let line = place.refused(4, arguments);
            assert!(
                line.contains("99990101000000") && line.contains("newer"),
                "{line}"
            );
        }
    }
}

#[test]
fn a_file_that_is_no_database_is_named() {
    let place = Place::new();
    place.ok(&["migrate"]);
    std::fs::write(
        place.path().join("rollcall.db"),
        "this is a letter to my aunt, not a database".repeat(100),
    )
    .unwrap();
    let line = place.refused(4, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(line.contains("database"), "{line}");
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
