//! More than a page can show, and what stands where it does not belong.

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::user;
use crate::harness::{TestApp, on_both};
use crate::requests::logged;

on_both! {
    a_page_of_history_ends_before_it_is_too_long,
    names_of_tokens_are_names,
    a_token_that_was_pasted_into_an_address_is_not_kept,
    whoever_has_a_set_up_link_makes_a_token_of_each_name_once,
}

const EXTENSION: &str = "urn:example:params:scim:schemas:extension:long:2.0:User";

fn a_page_of_history_ends_before_it_is_too_long(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let ada = app
        .post("/scim/Users", &user("ada@example.com"))
        .expect(201)
        .id();
    let long = |n: usize| {
        let texts = (0..100).map(|at| (format!("a{at}"), format!("{n} {}", "x".repeat(1_000))));
        Value::Object(texts.map(|(name, text)| (name, text.into())).collect())
    };
    for n in 0..30 {
        let change = json!([{ "op": "replace", "value": { EXTENSION: long(n) } }]);
        app.patch(&format!("/scim/Users/{ada}"), &change)
            .expect(200);
    }
    let (mut seen, mut pages, mut after) = (0, 0, String::new());
    loop {
        let path = format!("/api/v1/people/{ada}/history?limit=100{after}");
        let reply = admin.get(&path).expect(200);
        assert!(reply.text.len() < 5_000_000, "{}", reply.text.len());
        let page = reply.json();
        seen += page["changes"].as_array().unwrap().len();
        pages += 1;
        match page["next_after"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, 31);
    assert!(pages > 1, "{pages}");
}

fn names_of_tokens_are_names(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    for name in [String::new(), "N".repeat(201), "a\nb".to_owned()] {
        let body = json!({ "name": name, "connection": "Okta" });
        let why = admin.post("/api/v1/tokens", &body).problem(400);
        assert!(why.contains("200 characters"), "{why}");
    }
    let body = json!({ "name": "N".repeat(200), "connection": "Okta" });
    admin.post("/api/v1/tokens", &body).expect(201);
}

fn a_token_that_was_pasted_into_an_address_is_not_kept(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let token = app.token.clone();
    app.get(&format!("/scim/v2/{token}/Users")).expect(404);
    let named = json!([{ "op": "replace", "path": token, "value": "x" }]);
    let ada = app
        .post("/scim/Users", &user("ada@example.com"))
        .expect(201)
        .id();
    app.patch(&format!("/scim/Users/{ada}"), &named);
    let found = logged(&admin, "");
    assert_eq!(found.len(), 3);
    let ending = &token[token.len() - 4..];
    assert_eq!(found[2]["path"], format!("/scim/v2/…{ending}/Users"));
    for one in &found {
        let id = one["id"].as_str().unwrap();
        let shown = admin.get(&format!("/api/v1/requests/{id}")).expect(200);
        let shown = shown.text;
        assert!(!shown.contains(&token), "{shown}");
    }
}

fn whoever_has_a_set_up_link_makes_a_token_of_each_name_once(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let connection = "/api/v1/connections/default/set-up-links";
    let link = admin.post(connection, &json!({ "lifetime_hours": 1 }));
    let link = link.expect(201).json();
    let customer = app.with_token(link["code"].as_str().unwrap());
    let tokens = "/api/v1/set-up-link/tokens";
    let made = customer
        .post(tokens, &json!({ "name": "Okta" }))
        .expect(201);
    assert!(made.json()["expires_at"].is_string());
    let again = customer.post(tokens, &json!({ "name": "Okta" }));
    let why = again.problem(400);
    assert!(why.contains("another name"), "{why}");
    customer
        .post(tokens, &json!({ "name": "Entra" }))
        .expect(201);
}
