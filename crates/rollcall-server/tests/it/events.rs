//! Security events, as their receivers meet them: by poll and by push, signed.

use std::time::{Duration, Instant};

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::{Client, user};
use crate::harness::{TestApp, on_both};
use crate::receiver::{Receiver, accepted};

on_both!(
    a_receiver_polls_and_acknowledges,
    a_poll_waits_for_an_event,
    events_are_pushed_in_order,
    a_push_that_fails_comes_again_with_the_same_jti,
    a_redirect_is_not_followed,
    a_paused_stream_is_told_from_an_empty_one,
    an_event_that_a_poll_cannot_use_is_skipped,
    an_event_that_comes_again_is_the_same,
    two_replicas_do_not_push_the_same_stream_at_once,
);

/// The claims, verified with the keys that the server publishes.
#[track_caller]
pub(crate) fn verified(client: &Client, token: &str) -> Value {
    let keys: JwkSet = serde_json::from_value(
        client
            .with_token("")
            .get("/.well-known/jwks.json")
            .expect(200)
            .json(),
    )
    .unwrap();
    let header = jsonwebtoken::decode_header(token).unwrap();
    assert_eq!(header.typ.as_deref(), Some("secevent+jwt"));
    let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    jsonwebtoken::decode::<Value>(token, &key, &validation)
        .unwrap()
        .claims
}

fn subject(claims: &Value) -> String {
    claims["sub_id"]["id"].as_str().unwrap().to_owned()
}

#[track_caller]
fn create(app: &TestApp, body: &Value) -> Value {
    let api = app.client_of("default", Scope::Api);
    api.post("/api/v1/event-streams", body).expect(201).json()
}

fn push_to(receiver: &Receiver) -> Value {
    json!({ "name": "SIEM", "delivery": "push", "endpoint": receiver.url(), "authorization": "Bearer receiver-secret" })
}

fn a_receiver_polls_and_acknowledges(app: &TestApp) {
    let stream = create(
        app,
        &json!({ "name": "SIEM", "delivery": "poll", "audience": "siem" }),
    );
    let receiver = app.client_of("default", Scope::Events);
    let poll = format!("/events/{}/poll", stream["id"].as_str().unwrap());
    let now = json!({ "returnImmediately": true });
    assert_eq!(
        receiver.post(&poll, &now).expect(200).json(),
        json!({ "sets": {}, "moreAvailable": false })
    );
    let ids = [
        app.create_user("ada@example.com"),
        app.create_user("bob@example.com"),
    ];
    let one = receiver
        .post(&poll, &json!({ "maxEvents": 1, "returnImmediately": true }))
        .expect(200);
    assert_eq!(one.header("cache-control"), Some("no-store"));
    let one = one.json();
    assert_eq!(
        (
            one["sets"].as_object().unwrap().len(),
            &one["moreAvailable"]
        ),
        (1, &json!(true))
    );
    let both = receiver.post(&poll, &now).expect(200).json();
    let sets = both["sets"].as_object().unwrap();
    let told: Vec<_> = sets
        .values()
        .map(|token| verified(app, token.as_str().unwrap()))
        .collect();
    assert_eq!(told.iter().map(subject).collect::<Vec<_>>(), ids);
    assert_eq!(
        (&told[0]["iss"], &told[0]["aud"]),
        (&stream["issuer"], &json!("siem"))
    );
    let jtis: Vec<_> = sets.keys().collect();
    assert_eq!(told[0]["jti"], *jtis[0]);
    let taken = json!({ "ack": [jtis[0], "x"], "setErrs": { jtis[1]: { "err": "invalid_key", "description": "which?" } }, "returnImmediately": true });
    assert_eq!(
        receiver.post(&poll, &taken).expect(200).json()["sets"],
        json!({})
    );
    let api = app.client_of("default", Scope::Api);
    let listed = api.get("/api/v1/event-streams").expect(200).json();
    assert!(
        listed[0]["last_error"]
            .as_str()
            .unwrap()
            .ends_with("invalid_key: which?"),
        "{listed}"
    );
    // About what is settled, or never was, there is nothing more to say.
    let id = stream["id"].as_str().unwrap();
    let late = json!({ "setErrs": { jtis[1]: { "err": "late" }, format!("{id}.99999"): { "err": "late" } }, "returnImmediately": true });
    receiver.post(&poll, &late).expect(200);
    let still = api.get("/api/v1/event-streams").expect(200).json();
    assert_eq!(still[0]["last_error"], listed[0]["last_error"]);
}

fn a_poll_waits_for_an_event(app: &TestApp) {
    let stream = create(app, &json!({ "name": "SIEM", "delivery": "poll" }));
    let receiver = app.client_of("default", Scope::Events);
    let poll = format!("/events/{}/poll", stream["id"].as_str().unwrap());
    let sets = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| receiver.post(&poll, &json!({})).expect(200).json());
        app.create_user("ada@example.com");
        waiting.join().unwrap()
    });
    assert_eq!(sets["sets"].as_object().unwrap().len(), 1);
}

fn events_are_pushed_in_order(app: &TestApp) {
    let receiver = Receiver::start(|_, _| accepted());
    create(app, &push_to(&receiver));
    let ids: Vec<_> = (0..5)
        .map(|n| app.create_user(&format!("p{n}@example.com")))
        .collect();
    for id in &ids {
        let received = receiver.next();
        assert_eq!(received.path, "/events");
        assert_eq!(received.headers["content-type"], "application/secevent+jwt");
        assert_eq!(received.headers["accept"], "application/json");
        assert_eq!(received.headers["authorization"], "Bearer receiver-secret");
        assert_eq!(subject(&verified(app, &received.token)), *id);
    }
    wait_until(|| metric(app, "rollcall_events_total{outcome=\"pushed\"}") == Some(5.0));
    assert!(receiver.rest().is_empty());
}

fn a_push_that_fails_comes_again_with_the_same_jti(app: &TestApp) {
    let receiver = Receiver::start(|n, _| match n {
        0 => (
            "400 Bad Request",
            String::new(),
            r#"{"err":"invalid_key","description":"which?"}"#.to_owned(),
        ),
        1 => ("200 OK", String::new(), String::new()),
        _ => accepted(),
    });
    let stream = create(app, &push_to(&receiver));
    app.create_user("ada@example.com");
    app.create_user("bob@example.com");
    let first = verified(app, &receiver.next().token);
    let api = app.client_of("default", Scope::Api);
    let address = format!("/api/v1/event-streams/{}", stream["id"].as_str().unwrap());
    wait_until(|| {
        api.get(&address).json()["last_error"] == json!("answered 400: invalid_key: which?")
    });
    let again = [receiver.next(), receiver.next()].map(|received| verified(app, &received.token));
    assert_eq!([&again[0], &again[1]], [&first, &first]);
    assert_ne!(verified(app, &receiver.next().token)["jti"], first["jti"]);
    wait_until(|| api.get(&address).json()["waiting_since"].is_null());
    let shown = api.get(&address).json();
    assert_eq!(
        (&shown["failed_attempts"], &shown["last_error"]),
        (&json!(0), &Value::Null)
    );
}

fn a_redirect_is_not_followed(app: &TestApp) {
    let elsewhere = Receiver::start(|_, _| accepted());
    let location = format!("Location: {}\r\n", elsewhere.url());
    let receiver =
        Receiver::start(move |_, _| ("307 Temporary Redirect", location.clone(), String::new()));
    create(app, &push_to(&receiver));
    app.create_user("ada@example.com");
    let (first, again) = (receiver.next(), receiver.next());
    assert_eq!(verified(app, &first.token), verified(app, &again.token));
    assert!(elsewhere.rest().is_empty());
}

fn a_paused_stream_is_told_from_an_empty_one(app: &TestApp) {
    let stream = create(app, &json!({ "name": "SIEM", "delivery": "poll" }));
    let (receiver, api) = (
        app.client_of("default", Scope::Events),
        app.client_of("default", Scope::Api),
    );
    let poll = format!("/events/{}/poll", stream["id"].as_str().unwrap());
    let address = format!("/api/v1/event-streams/{}", stream["id"].as_str().unwrap());
    app.create_user("ada@example.com");
    let now = json!({ "returnImmediately": true });
    let sets = receiver.post(&poll, &now).expect(200).json();
    let jti = sets["sets"].as_object().unwrap().keys().next().unwrap();
    api.post(&format!("{address}/pause"), &json!({}))
        .expect(200);
    assert!(
        receiver
            .post(&poll, &json!({}))
            .problem(409)
            .contains("paused")
    );
    let taken = json!({ "ack": [jti], "maxEvents": 0 });
    receiver.post(&poll, &taken).expect(200);
    api.post(&format!("{address}/resume"), &json!({}))
        .expect(200);
    assert_eq!(
        receiver.post(&poll, &now).expect(200).json()["sets"],
        json!({})
    );
}

fn an_event_that_a_poll_cannot_use_is_skipped(app: &TestApp) {
    let stream = create(app, &json!({ "name": "SIEM", "delivery": "poll" }));
    let (receiver, api) = (
        app.client_of("default", Scope::Events),
        app.client_of("default", Scope::Api),
    );
    let poll = format!("/events/{}/poll", stream["id"].as_str().unwrap());
    let address = format!("/api/v1/event-streams/{}", stream["id"].as_str().unwrap());
    let told = || {
        let sets = receiver
            .post(&poll, &json!({ "returnImmediately": true }))
            .expect(200)
            .json();
        let tokens = sets["sets"].as_object().unwrap().values();
        let subjects = tokens.map(|token| subject(&verified(app, token.as_str().unwrap())));
        subjects.collect::<Vec<_>>()
    };
    let ids = ["ada", "bob", "eve"].map(|name| app.create_user(&format!("{name}@example.com")));
    assert_eq!(told(), ids);
    api.post(&format!("{address}/resume"), &json!({ "skip": true }))
        .expect(200);
    assert_eq!(told(), ids[1..]);
}

fn an_event_that_comes_again_is_the_same(app: &TestApp) {
    let stream = create(app, &json!({ "name": "SIEM", "delivery": "poll" }));
    let receiver = app.client_of("default", Scope::Events);
    let poll = format!("/events/{}/poll", stream["id"].as_str().unwrap());
    let mut ada = user("ada@example.com");
    ada["externalId"] = json!("first");
    let ada = app.post("/scim/Users", &ada).expect(201).id();
    app.create_group("Staff", &[&ada]);
    let at = format!("/scim/Users/{ada}");
    let title = json!([{ "op": "add", "path": "title", "value": "Countess" }]);
    let patched = app.patch(&at, &title).expect(200);
    let told = || {
        let sets = receiver
            .post(&poll, &json!({ "returnImmediately": true }))
            .expect(200)
            .json();
        let tokens = sets["sets"].as_object().unwrap().values();
        tokens
            .map(|token| verified(app, token.as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    let before = told();
    assert_eq!(before[2]["sub_id"]["externalId"], "first");
    // The version is the tag that the person had then, of somebody in a group too.
    let event = &before[2]["events"]["urn:ietf:params:scim:event:prov:patch:notice"];
    assert_eq!(event["version"], patched.header("etag").unwrap());
    let other = json!([{ "op": "replace", "path": "externalId", "value": "second" }]);
    app.patch(&at, &other).expect(200);
    app.create_group("Board", &[&ada]);
    app.delete(&at).expect(204);
    assert_eq!(told()[..3], before[..]);
}

fn two_replicas_do_not_push_the_same_stream_at_once(app: &TestApp) {
    const EVENTS: usize = 30;
    let receiver = Receiver::start(|_, _| accepted());
    create(app, &push_to(&receiver));
    let other = app.replica();
    let ids: Vec<_> = (0..EVENTS)
        .map(|n| {
            let client = if n % 2 == 0 {
                &app.client
            } else {
                &other.client
            };
            client.create_user(&format!("p{n}@example.com"))
        })
        .collect();
    let told: Vec<_> = (0..EVENTS)
        .map(|_| subject(&verified(app, &receiver.next().token)))
        .collect();
    assert_eq!(told, ids);
    assert_eq!(
        receiver.at_once.load(std::sync::atomic::Ordering::SeqCst),
        1
    );
    let pushed = || {
        let of =
            |client| metric(client, "rollcall_events_total{outcome=\"pushed\"}").unwrap_or(0.0);
        of(&app.client) + of(&other.client)
    };
    wait_until(|| pushed() >= 30.0);
    assert!(receiver.rest().is_empty());
}

/// The value of a line of `/metrics`.
fn metric(client: &Client, name: &str) -> Option<f64> {
    let text = client.with_token("").get("/metrics").expect(200).text;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name).map(str::to_owned));
    line?.trim().parse().ok()
}

#[track_caller]
fn wait_until(condition: impl Fn() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "it does not come to that"
        );
        std::thread::yield_now();
    }
}

#[test]
fn an_events_token_opens_events_and_nothing_else() {
    let app = TestApp::on_sqlite();
    let stream = create(&app, &json!({ "name": "SIEM", "delivery": "poll" }));
    let poll = format!("/events/{}/poll", stream["id"].as_str().unwrap());
    let receiver = app.client_of("default", Scope::Events);
    receiver.get("/scim/Users").scim_error(403, None);
    receiver.get("/api/v1/event-streams").problem(403);
    let now = json!({ "returnImmediately": true });
    assert!(
        app.post(&poll, &now)
            .problem(403)
            .contains("--scope events")
    );
    app.with_token("").post(&poll, &now).problem(401);
    app.client_of("globex", Scope::Events)
        .post(&poll, &now)
        .problem(404);
    receiver.post("/events/nonsense/poll", &now).problem(404);
}

#[test]
fn a_wrong_poll_is_explained() {
    let app = TestApp::on_sqlite();
    let stream = create(&app, &json!({ "name": "SIEM", "delivery": "poll" }));
    let receiver = app.client_of("default", Scope::Events);
    let poll = format!("/events/{}/poll", stream["id"].as_str().unwrap());
    for wrong in [
        json!([]),
        json!({"ack": "x"}),
        json!({"maxEvents": -1}),
        json!({"setErrs": []}),
        json!({"setErrs": {"x": "bad"}}),
        json!("x"),
    ] {
        let detail = receiver.post(&poll, &wrong).problem(400);
        assert!(detail.contains("RFC 8936"), "{detail}");
    }
    let many: Vec<_> = (0..10_001).map(|n| n.to_string()).collect();
    assert!(
        receiver
            .post(&poll, &json!({ "ack": many }))
            .problem(400)
            .contains("10000")
    );
    // Whoever wants none only acknowledges, and does not wait.
    assert_eq!(
        receiver
            .post(&poll, &json!({ "maxEvents": 0 }))
            .expect(200)
            .json()["sets"],
        json!({})
    );
}

#[test]
fn streams_are_managed_by_api() {
    let app = TestApp::on_sqlite();
    let api = app.client_of("default", Scope::Api);
    let made = api.post(
        "/api/v1/event-streams",
        &json!({ "name": "SIEM", "delivery": "push", "detail": "full", "endpoint": "https://receiver.example.com/", "authorization": "Bearer receiver-secret" }),
    );
    let address = made.header("location").unwrap().to_owned();
    let shown = made.expect(201).json();
    assert_eq!(
        (&shown["detail"], &shown["has_authorization"]),
        (&json!("full"), &json!(true))
    );
    assert!(
        !api.get(&address)
            .expect(200)
            .text
            .contains("receiver-secret")
    );
    assert!(
        api.post(&format!("{address}/pause"), &json!({}))
            .expect(200)
            .json()["paused_at"]
            .is_string()
    );
    let resumed = api
        .send("POST", &format!("{address}/resume"), &[], None)
        .expect(200)
        .json();
    assert!(resumed["paused_at"].is_null());
    for (wrong, word) in [
        (
            json!({ "name": "a", "delivery": "carrier pigeon" }),
            "carrier pigeon",
        ),
        (json!({ "name": "a", "delivery": "push" }), "endpoint"),
        (
            json!({ "name": "a", "delivery": "push", "endpoint": "http://receiver.example.com/" }),
            "https://",
        ),
        (
            json!({ "name": "a", "delivery": "poll", "endpoint": "https://x/" }),
            "neither",
        ),
        (
            json!({ "name": "a", "delivery": "poll", "form_beginning": true }),
            "form_beginning",
        ),
        (json!({ "delivery": "poll" }), "name"),
        (json!(["a", "poll"]), "no object"),
    ] {
        let detail = api.post("/api/v1/event-streams", &wrong).problem(400);
        assert!(detail.contains(word), "{detail}");
    }
    api.post(
        "/api/v1/event-streams",
        &json!({ "name": "SIEM", "delivery": "poll" }),
    )
    .problem(409);
    api.delete(&address).expect(204);
    api.get(&address).problem(404);
    api.delete(&address).problem(404);
}

#[test]
fn the_keys_are_public_and_may_be_kept() {
    let app = TestApp::configured(|config| {
        config.public_url = Some("https://rollcall.example.com".to_owned());
    });
    let reply = app.with_token("").get("/.well-known/jwks.json").expect(200);
    assert_eq!(reply.header("cache-control"), Some("public, max-age=3600"));
    assert_eq!(
        reply.header("content-type"),
        Some("application/jwk-set+json")
    );
    let key = &reply.json()["keys"][0];
    assert_eq!(
        (&key["alg"], &key["use"], &key["crv"]),
        (&json!("ES256"), &json!("sig"), &json!("P-256"))
    );
    assert!(key.get("d").is_none(), "{key}");
    let stream = create(&app, &json!({ "name": "SIEM", "delivery": "poll" }));
    assert_eq!(stream["issuer"], "https://rollcall.example.com");
}

#[test]
fn what_is_sent_is_announced() {
    let app = TestApp::on_sqlite();
    let config = app.get("/scim/ServiceProviderConfig").expect(200).json();
    let events = &config["securityEvents"];
    assert!(["none", "request"].contains(&events["asyncRequest"].as_str().unwrap()));
    let uris = events["eventUris"].as_array().unwrap();
    let stream = create(&app, &json!({ "name": "SIEM", "delivery": "poll" }));
    app.post("/scim/Users", &user("ada@example.com"))
        .expect(201);
    let poll = format!("/events/{}/poll", stream["id"].as_str().unwrap());
    let sets = app
        .client_of("default", Scope::Events)
        .post(&poll, &json!({}))
        .expect(200)
        .json();
    for token in sets["sets"].as_object().unwrap().values() {
        let claims = verified(&app, token.as_str().unwrap());
        for uri in claims["events"].as_object().unwrap().keys() {
            assert!(uris.contains(&json!(uri)), "{uri}");
        }
    }
}
