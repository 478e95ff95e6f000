//! Announcements that are sent: signed, in order, again where a receiver fails, and again when somebody asks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rollcall_provisioning::auth::Scope;
use rollcall_provisioning::events::Reach;
use serde_json::{Value, json};
use ureq::http::{HeaderMap, HeaderName, HeaderValue};

use crate::client::Client;
use crate::harness::{TestApp, on_both};
use crate::program::Place;
use crate::receiver::{Answer, Received, Receiver};

on_both! {
    announcements_are_sent_signed_and_in_order,
    what_is_not_taken_is_sent_again,
    what_was_sent_is_sent_again_when_somebody_asks,
    a_test_says_what_came_of_it,
}

pub(crate) fn taken() -> Answer {
    ("204 No Content", String::new(), String::new())
}

/// A webhook to this receiver, on a feed that is ready: its address and its secret.
fn webhook(admin: &Client, receiver: &Receiver) -> (String, String) {
    let body = json!({ "name": "Signatures", "url": receiver.url() });
    let made = admin.post("/api/v1/webhooks", &body).expect(201);
    let at = made.header("location").unwrap().to_owned();
    let secret = made.json()["secret"].as_str().unwrap().to_owned();
    super::feeds::ready(admin);
    (at, secret)
}

/// What a message says, if it is signed with this secret.
pub(crate) fn verified(secret: &str, received: &Received) -> Value {
    let mut headers = HeaderMap::new();
    for (name, value) in &received.headers {
        headers.insert(
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_str(value).unwrap(),
        );
    }
    let verifier = standardwebhooks::Webhook::new(secret).unwrap();
    verifier
        .verify(received.token.as_bytes(), &headers)
        .unwrap();
    serde_json::from_str(&received.token).unwrap()
}

fn announcements_are_sent_signed_and_in_order(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let receiver = Receiver::start(|_, _| taken());
    let (at, secret) = webhook(&admin, &receiver);
    assert!(secret.starts_with("whsec_"));
    let ids: Vec<_> = (0..5)
        .map(|n| app.create_user(&format!("p{n}@example.com")))
        .collect();
    for id in &ids {
        let received = receiver.next();
        let message = verified(&secret, &received);
        assert_eq!(message["type"], "person.created", "{message:#}");
        assert_eq!(message["data"]["person"], id.as_str());
        assert_eq!(received.headers["content-type"], "application/json");
    }
    let shown = admin.get(&at).expect(200);
    assert!(!shown.text.contains(&secret) && !shown.text.contains("secret"));
    admin.delete(&at).expect(204);
    app.create_user("later@example.com");
    std::thread::sleep(Duration::from_millis(300));
    assert!(receiver.rest().is_empty());
}

fn what_is_not_taken_is_sent_again(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let receiver = Receiver::start(|n, _| match n {
        0 => ("503 Service Unavailable", String::new(), String::new()),
        1 => (
            "302 Found",
            "Location: http://127.0.0.1:1/\r\n".to_owned(),
            String::new(),
        ),
        _ => taken(),
    });
    let (at, secret) = webhook(&admin, &receiver);
    app.create_user("ada@example.com");
    app.create_user("bob@example.com");
    let all: Vec<_> = (0..4).map(|_| receiver.next()).collect();
    let ids: Vec<_> = all.iter().map(|it| &it.headers["webhook-id"]).collect();
    assert_eq!((ids[0], ids[1]), (ids[1], ids[2]), "the same one again");
    assert_ne!(ids[2], ids[3]);
    verified(&secret, &all[3]);
    let well = || {
        let shown = admin.get(&at).expect(200).json();
        shown["state"] == "well" && shown["position"] == "2"
    };
    eventually(well);
    let attempts = admin.get(&format!("{at}/attempts")).expect(200).json();
    let statuses = attempts.as_array().unwrap().iter().rev();
    let statuses: Vec<_> = statuses.map(|it| it["status"].as_i64().unwrap()).collect();
    assert_eq!(statuses, [503, 302, 204, 204]);
}

#[track_caller]
pub(crate) fn eventually(holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(30), "it never held");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn what_was_sent_is_sent_again_when_somebody_asks(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let gone = Arc::new(AtomicBool::new(false));
    let is_gone = gone.clone();
    let receiver = Receiver::start(move |_, _| match is_gone.load(Ordering::SeqCst) {
        true => ("410 Gone", String::new(), String::new()),
        false => taken(),
    });
    let (at, secret) = webhook(&admin, &receiver);
    for n in 0..3 {
        app.create_user(&format!("p{n}@example.com"));
        receiver.next();
    }
    let cursor = |received: &Received| verified(&secret, received)["data"]["cursor"].clone();
    admin
        .post(&format!("{at}/replay"), &json!({ "after": "1" }))
        .expect(200);
    assert_eq!(
        [cursor(&receiver.next()), cursor(&receiver.next())],
        ["2", "3"]
    );
    admin
        .post(&format!("{at}/replay"), &json!({ "cursor": "1" }))
        .expect(200);
    assert_eq!(cursor(&receiver.next()), "1");
    for wrong in [
        json!({}),
        json!({ "after": "x" }),
        json!({ "after": "99" }),
        json!({ "after": "1", "cursor": "1" }),
    ] {
        admin.post(&format!("{at}/replay"), &wrong).problem(400);
    }
    // It says that it wants nothing more, and is asked no more, until somebody says so.
    gone.store(true, Ordering::SeqCst);
    app.create_user("p3@example.com");
    receiver.next();
    eventually(|| admin.get(&at).expect(200).json()["state"] == "disabled");
    app.create_user("p4@example.com");
    gone.store(false, Ordering::SeqCst);
    std::thread::sleep(Duration::from_millis(300));
    assert!(receiver.rest().is_empty());
    admin.post(&format!("{at}/enable"), &json!({})).expect(200);
    assert_eq!(
        [cursor(&receiver.next()), cursor(&receiver.next())],
        ["4", "5"]
    );
}

fn a_test_says_what_came_of_it(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let receiver = Receiver::start(|n, _| match n {
        0 => taken(),
        _ => ("500 Oops", String::new(), String::new()),
    });
    let (at, secret) = webhook(&admin, &receiver);
    let test = || {
        let answer = admin.post(&format!("{at}/test"), &json!({})).expect(200);
        answer.json()
    };
    let answer = test();
    assert_eq!(
        (&answer["taken"], &answer["status"]),
        (&json!(true), &json!(204))
    );
    assert_eq!(verified(&secret, &receiver.next())["type"], "test");
    let answer = test();
    assert_eq!(answer["error"], "answered 500 instead of 2xx");
    assert_eq!(admin.get(&at).expect(200).json()["state"], "well");
    admin
        .post("/api/v1/webhooks/nobody/test", &json!({}))
        .problem(404);
}

#[test]
fn webhooks_do_not_reach_this_machine_unless_its_operator_says_so() {
    let app = TestApp::configured(|config| config.push_reach = Reach::Private);
    let admin = app.client_of("default", Scope::Api);
    for url in [
        "http://127.0.0.1:9/",
        "https://localhost/",
        "ftp://x/",
        "https://169.254.169.254/",
    ] {
        let body = json!({ "name": "x", "url": url });
        admin.post("/api/v1/webhooks", &body).problem(400);
    }
}

#[test]
fn webhooks_are_managed_by_command() {
    let place = Place::new().with("ROLLCALL_PUSH_REACH", "machine");
    drop(place.serve(""));
    let receiver = Receiver::start(|_, _| taken());
    let url = receiver.url();
    let secret = place.ok(&["webhook", "create", "--name", "Desk", "--url", &url]);
    assert!(
        secret.starts_with("whsec_") && secret.lines().count() == 1,
        "{secret}"
    );
    let list = place.ok(&["webhook", "list"]);
    assert!(list.contains("Desk") && list.contains("well") && !list.contains(secret.trim()));
    place.ok(&["webhook", "test", "Desk"]);
    verified(secret.trim(), &receiver.next());
    assert!(place.ok(&["webhook", "attempts", "Desk"]).contains("204"));
    place.ok(&["webhook", "replay", "Desk", "--after", "0"]);
    place.ok(&["webhook", "enable", "Desk"]);
    let twin = ["webhook", "create", "--name", "Desk", "--url", &url];
    assert!(place.refused(3, &twin).contains("already"));
    place.ok(&["webhook", "delete", "Desk"]);
    assert!(
        place
            .refused(3, &["webhook", "test", "Desk"])
            .contains("webhook list")
    );
}
