//! What was answered 201 is there after `kill -9`; and an orderly end loses nothing that was begun.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use rollcall_storage::testing::TestDatabase;

use crate::client::user;
use crate::program::{Place, Server};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

#[test]
fn sqlite_keeps_every_answered_creation() {
    every_answered_creation_is_kept(&Place::new());
}

#[test]
fn postgres_keeps_every_answered_creation() {
    let Some(database) = TestDatabase::postgres() else {
        eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set");
        return;
    };
    let url = database.settings().url;
    every_answered_creation_is_kept(
        &Place::new()
            .with("ROLLCALL_DATABASE_URL", &url)
            .with("ROLLCALL_SECRET_KEY", KEY),
    );
}

fn every_answered_creation_is_kept(place: &Place) {
    let mut server = place.serve("");
    let token = server.client.token.clone();
    let mut kept = Vec::new();
    for round in 0..3 {
        kept.extend(create_until_killed(&mut server, round));
        server = place.serve(&token);
        for (id, name) in &kept {
            let person = server
                .client
                .get(&format!("/scim/Users/{id}"))
                .expect(200)
                .json();
            assert_eq!(person["userName"].as_str(), Some(name.as_str()));
        }
    }
    assert!(
        kept.len() > 60,
        "only {} creations were answered",
        kept.len()
    );
    // Whatever was committed but not answered may be there too; nothing is there twice.
    let total = usize::try_from(server.client.total("Users")).unwrap();
    assert!(
        (kept.len()..=kept.len() + 3 * THREADS).contains(&total),
        "{total} for {}",
        kept.len()
    );
}

const THREADS: usize = 8;
const ANSWERS_BEFORE_THE_KILL: usize = 40;

/// Creates people from several threads, kills the server in the middle, and answers who was answered 201.
fn create_until_killed(server: &mut Server, round: usize) -> Vec<(String, String)> {
    let (answered, count) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    let client = server.client.clone();
    thread::scope(|scope| {
        for number in 0..THREADS {
            let (client, answered, count) = (&client, &answered, &count);
            scope.spawn(move || {
                for n in 0.. {
                    let name = format!("r{round}-t{number}-{n}@example.com");
                    let body = user(&name).to_string();
                    let json = [("content-type", "application/json")];
                    let Ok(reply) =
                        client.try_send("POST", "/scim/Users", &json, Some(body.as_bytes()))
                    else {
                        break; // The server is dead.
                    };
                    answered
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((reply.expect(201).id(), name));
                    count.fetch_add(1, Ordering::Release);
                }
            });
        }
        while count.load(Ordering::Acquire) < ANSWERS_BEFORE_THE_KILL {
            thread::yield_now();
        }
        server.kill();
    });
    answered
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn an_orderly_end_answers_what_was_begun() {
    let place = Place::new();
    let mut server = place.serve("");
    let token = server.client.token.clone();
    let (client, answered) = (server.client.clone(), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for number in 0..THREADS {
            let (client, answered) = (&client, &answered);
            scope.spawn(move || {
                for n in 0.. {
                    let body = user(&format!("t{number}-{n}@example.com")).to_string();
                    let json = [("content-type", "application/json")];
                    match client.try_send("POST", "/scim/Users", &json, Some(body.as_bytes())) {
                        Ok(reply) => answered.lock().unwrap().push(reply.expect(201).id()),
                        Err(_) => break,
                    }
                }
            });
        }
        while answered.lock().unwrap().len() < ANSWERS_BEFORE_THE_KILL {
            thread::yield_now();
        }
        server.signal("TERM");
        assert_eq!(server.exit_code(), Some(0));
    });
    let answered = answered.into_inner().unwrap();
    let server = place.serve(&token);
    // Nothing was committed whose answer did not leave.
    assert_eq!(
        usize::try_from(server.client.total("Users")).unwrap(),
        answered.len()
    );
}
