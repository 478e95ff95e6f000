//! Where requests come from: only a proxy that is trusted may say so.

use rollcall_provisioning::auth::Scope;
use serde_json::json;

use crate::accounts::{owner, refused};
use crate::client::Client;
use crate::harness::{TestApp, on_both};
use crate::requests::logged;

on_both! {
    what_anybody_writes_is_not_believed,
    another_header_for_each_try_is_no_way_around_the_pause,
}

const SAID: (&str, &str) = ("x-forwarded-for", "192.0.2.1, 203.0.113.5");

/// Where the logs have a request from that came with the header.
fn logged_as(app: &TestApp) -> (String, String) {
    let owner = owner(app);
    let headers = [SAID, ("content-type", "application/json")];
    let key = json!({ "name": "Reports", "role": "auditor" }).to_string();
    let made = owner.send("POST", "/api/v1/api-keys", &headers, Some(key.as_bytes()));
    made.expect(201);
    let entry = owner.get("/api/v1/audit?limit=1").expect(200).json();
    let reply = app.send("GET", "/scim/Users", &[SAID], None).expect(200);
    let admin = app.client_of("default", Scope::Api);
    let id = reply.header("x-request-id").unwrap();
    let request = logged(&admin, &format!("?search={id}"));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    (
        text(&entry["entries"][0]["address"]),
        text(&request[0]["address"]),
    )
}

fn what_anybody_writes_is_not_believed(app: &TestApp) {
    let both = ("127.0.0.1".to_owned(), "127.0.0.1".to_owned());
    assert_eq!(logged_as(app), both);
}

#[test]
fn a_proxy_that_is_trusted_says_who_asks() {
    for app in TestApp::each_configured(|config| {
        config.trusted_proxies = "127.0.0.1".parse().unwrap();
    }) {
        let both = ("203.0.113.5".to_owned(), "203.0.113.5".to_owned());
        assert_eq!(logged_as(&app), both);
    }
}

/// Tries a password of somebody else each time, as if from elsewhere each time.
fn tried(client: &Client, number: usize) -> crate::client::Reply {
    let body = json!({ "email": format!("p{number}@example.com"), "password": "a guess" });
    let from = format!("198.51.100.{number}");
    let headers = [
        ("x-forwarded-for", &*from),
        ("content-type", "application/json"),
    ];
    client.send(
        "POST",
        "/api/v1/sessions",
        &headers,
        Some(body.to_string().as_bytes()),
    )
}

fn another_header_for_each_try_is_no_way_around_the_pause(app: &TestApp) {
    let nobody = app.with_token("");
    let blocked = (0..200)
        .map(|number| tried(&nobody, number))
        .find(|it| it.status != 401);
    refused(&blocked.unwrap(), 429, "sign_in_blocked");
}
