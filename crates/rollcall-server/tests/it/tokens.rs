//! Who is let in, and what those are told who are not.

use rollcall_provisioning::auth::Scope;
use rollcall_provisioning::tokens::{self, NewToken, Rotation};

use crate::client::user;
use crate::harness::{TestApp, on_both};

on_both!(
    every_form_of_a_token_is_taken,
    strangers_are_refused_and_learn_nothing,
    each_scope_has_its_door
);

fn every_form_of_a_token_is_taken(app: &TestApp) {
    let basic = |pair: String| format!("Basic {}", base64(pair.as_bytes()));
    for header in [
        format!("Bearer {}", app.token),
        format!("bearer {}", app.token),
        format!("BEARER   {} ", app.token),
        app.token.clone(),
        basic(format!("okta:{}", app.token)),
        basic(format!(":{}", app.token)),
    ] {
        app.send("GET", "/scim/Users", &[("authorization", &header)], None)
            .expect(200);
    }
}

fn strangers_are_refused_and_learn_nothing(app: &TestApp) {
    let other = TestApp::on_sqlite();
    let revoked = app.client_of("default", Scope::Scim);
    let id = app.run(tokens::list(&app.provisioning, "default")).unwrap()[0]
        .token
        .id
        .to_string();
    app.run(tokens::revoke(&app.provisioning, "default", &id, "a test"))
        .unwrap();
    let (head, signature) = app.token.rsplit_once('.').unwrap();
    let mut details = std::collections::BTreeSet::new();
    for header in [
        "non-token".to_owned(),
        "Bearer".to_owned(),
        "Bearer x.y.z".to_owned(),
        format!("Bearer {}", other.token),
        format!("Bearer {}", revoked.token),
        format!(
            "Bearer {head}.{}",
            signature.chars().rev().collect::<String>()
        ),
        format!("Digest {}", app.token),
        "Basic !!!".to_owned(),
    ] {
        let reply = app.send(
            "POST",
            "/scim/Users",
            &[("authorization", &header)],
            Some(user("x@example.com").to_string().as_bytes()),
        );
        let detail = reply.scim_error(401, None);
        assert_eq!(
            reply.header("www-authenticate"),
            Some("Bearer realm=\"rollcall\"")
        );
        details.insert(detail.split(" (request ").next().unwrap().to_owned());
    }
    assert_eq!(details.len(), 1, "the reason is for the log: {details:?}");
    assert!(
        app.with_token("")
            .get("/scim/Users")
            .scim_error(401, None)
            .contains("No credentials")
    );
    assert_eq!(app.total("Users"), 0);
}

fn each_scope_has_its_door(app: &TestApp) {
    let api = app.client_of("default", Scope::Api);
    api.get("/scim/Users").scim_error(403, None);
    api.post("/scim/Users", &user("x@example.com"))
        .scim_error(403, None);
    app.get("/api/v1/target-users").problem(403);
    app.with_token("").get("/api/v1/target-users").problem(401);
    api.get("/api/v1/target-users").expect(200);
}

#[test]
fn a_stranger_is_refused_before_the_body_is_read() {
    let app = TestApp::on_sqlite();
    let answer =
        app.raw(b"POST /scim/Users HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
}

#[test]
fn the_last_use_is_known() {
    let app = TestApp::on_sqlite();
    app.send(
        "GET",
        "/scim/Users",
        &[("user-agent", "Okta SCIM Client 1.0.0")],
        None,
    )
    .expect(200);
    let listed = app.run(tokens::list(&app.provisioning, "default")).unwrap();
    assert_eq!(
        listed[0].token.last_used_agent.as_deref(),
        Some("Okta SCIM Client 1.0.0")
    );
    assert_eq!(
        listed[0].token.last_used_address.as_deref(),
        Some("127.0.0.1")
    );
}

#[test]
fn rotation_interrupts_nothing() {
    let app = TestApp::on_sqlite();
    let new = app
        .run(tokens::rotate(
            &app.provisioning,
            "default",
            "First token",
            Rotation::default(),
        ))
        .unwrap();
    let new = app.with_token(&new.new.secret);
    for client in [&app.client, &new] {
        client.get("/scim/Users").expect(200);
    }
    let listed = app.run(tokens::list(&app.provisioning, "default")).unwrap();
    let old = listed.iter().map(|listed| listed.token.id).min().unwrap();
    app.run(tokens::revoke(
        &app.provisioning,
        "default",
        &old.to_string(),
        "a test",
    ))
    .unwrap();
    app.get("/scim/Users").scim_error(401, None);
    new.get("/scim/Users").expect(200);
}

#[test]
fn an_expired_token_is_refused() {
    let app = TestApp::on_sqlite();
    let new = NewToken {
        lifetime_seconds: Some(1),
        ..NewToken::provisioning("default", "short")
    };
    let short = app.run(tokens::create(&app.provisioning, new)).unwrap();
    let expiry = short.expires_at.unwrap();
    let client = app.with_token(&short.secret);
    while now_micros() <= expiry {
        std::hint::spin_loop();
    }
    client.get("/scim/Users").scim_error(401, None);
    app.get("/scim/Users").expect(200);
}

fn now_micros() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    i64::try_from(since.as_micros()).unwrap()
}

/// RFC 4648 §4; the tests need it for six characters of one header.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let quartet = |chunk: &[u8]| {
        let bits = chunk
            .iter()
            .fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte))
            << (8 * (3 - chunk.len()));
        (0..4)
            .map(move |n| {
                if n > chunk.len() {
                    '='
                } else {
                    char::from(ALPHABET[bits >> (18 - 6 * n) & 63])
                }
            })
            .collect::<Vec<_>>()
    };
    bytes.chunks(3).flat_map(quartet).collect()
}

#[test]
fn basic_is_encoded_as_the_rfc_says() {
    // RFC 7617 §2
    assert_eq!(
        base64(b"Aladdin:open sesame"),
        "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    );
}
