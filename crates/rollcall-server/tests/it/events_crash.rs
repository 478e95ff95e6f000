//! `kill -9` while events are pushed: each comes at least once, in order, with the same `jti`. And the commands.

use std::collections::HashSet;

use rollcall_storage::testing::TestDatabase;

use crate::events::verified;
use crate::program::Place;
use crate::receiver::{Receiver, accepted};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const PEOPLE: usize = 30;
const ROUNDS: usize = 3;

#[test]
fn sqlite_tells_everything_after_a_crash() {
    everything_is_told_after_a_crash(Place::new());
}

#[test]
fn postgres_tells_everything_after_a_crash() {
    let Some(database) = TestDatabase::postgres() else {
        eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set");
        return;
    };
    let url = database.settings().url;
    everything_is_told_after_a_crash(
        Place::new()
            .with("ROLLCALL_DATABASE_URL", &url)
            .with("ROLLCALL_SECRET_KEY", KEY),
    );
}

fn everything_is_told_after_a_crash(place: Place) {
    // A lease of three seconds, so that the next server need not wait for half a minute.
    let place = place
        .with("ROLLCALL_LIMITS_PUSH_SECONDS_MAX", "1")
        .with("ROLLCALL_PUSH_REACH", "machine");
    let receiver = Receiver::start(|_, _| accepted());
    let mut server = place.serve("");
    let token = server.client.token.clone();
    place.ok(&[
        "stream",
        "create",
        "--name",
        "SIEM",
        "--push",
        &receiver.url(),
    ]);
    let (mut ids, mut told, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for round in 0..ROUNDS {
        for n in 0..PEOPLE {
            ids.push(
                server
                    .client
                    .create_user(&format!("r{round}-{n}@example.com")),
            );
        }
        // In the middle of what there is to tell.
        for _ in 0..PEOPLE / 3 {
            told.push(receiver.next());
        }
        server.kill();
        server = place.serve(&token);
    }
    let mut order = Vec::new();
    for n in 0.. {
        let received = told.get(n).cloned().unwrap_or_else(|| receiver.next());
        let claims = verified(&server.client, &received.token);
        let jti = claims["jti"].as_str().unwrap().to_owned();
        if seen.insert(jti) {
            order.push(claims["sub_id"]["id"].as_str().unwrap().to_owned());
        }
        if order.len() == ids.len() {
            break;
        }
    }
    assert_eq!(order, ids);
    assert_eq!(seen.len(), PEOPLE * ROUNDS);
}

#[test]
fn streams_are_managed_by_command() {
    let place = Place::new();
    drop(place.serve(""));
    let id = place.ok(&[
        "stream", "create", "--name", "SIEM", "--poll", "--detail", "full",
    ]);
    let shown: serde_json::Value =
        serde_json::from_str(&place.ok(&["stream", "list", "--json"])).unwrap();
    assert_eq!(
        (shown[0]["id"].as_str(), shown[0]["detail"].as_str()),
        (Some(id.trim()), Some("full"))
    );
    std::fs::write(place.path().join("header"), "Bearer receiver-secret\n").unwrap();
    let url = "https://receiver.example.com/events";
    place.ok(&[
        "stream",
        "create",
        "--name",
        "push",
        "--push",
        url,
        "--authorization-file",
        "header",
    ]);
    place.ok(&["stream", "pause", "push"]);
    let list = place.ok(&["stream", "list"]);
    assert!(
        list.contains("paused") && list.contains(url) && !list.contains("receiver-secret"),
        "{list}"
    );
    place.ok(&["stream", "resume", "push", "--skip"]);
    place.ok(&["stream", "delete", "push"]);
    assert!(
        place
            .refused(3, &["stream", "pause", "push"])
            .contains("stream list")
    );
    assert!(
        place
            .refused(3, &["stream", "create", "--name", "SIEM", "--poll"])
            .contains("already")
    );
    let refused = place.refused(
        3,
        &[
            "stream",
            "create",
            "--name",
            "x",
            "--push",
            "http://receiver.example.com/",
        ],
    );
    assert!(refused.contains("https://"), "{refused}");
    let token = place.ok(&["token", "create", "--name", "SIEM", "--scope", "events"]);
    assert!(token.len() < 200);
}
