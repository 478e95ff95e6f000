//! What is shown of pulls beside their runs: whoever comes back from Okta, the attributes of its schema, who vanished, kinds of connections.

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::accounts::owner;
use crate::client::Client;
use crate::harness::TestApp;
use crate::okta_double::{CLIENT, form};
use crate::pulls::{connect, create, each, post, settled, synced};

/// Where a browser that comes back with that query is sent, as an admin's.
fn led(app: &TestApp, token: &str, query: &str) -> String {
    let request = format!(
        "GET /callbacks/okta?{query} HTTP/1.1\r\nHost: {}\r\nCookie: rollcall_session={token}\r\nAccept: text/html\r\nConnection: close\r\n\r\n",
        app.address
    );
    app.raw(request.as_bytes())
}

#[test]
fn whoever_is_back_is_led_to_where_they_began() {
    each(1, |app, okta| {
        let owner = owner(app);
        let made = create(&owner, okta, &json!({}));
        let page = format!("/t/default/pulls/{}", made["id"].as_str().unwrap());
        let begin = || {
            let begun = post(&owner, "/api/v1/pulls/Okta/connect")
                .expect(200)
                .json();
            begun["url"].as_str().unwrap().to_owned()
        };
        let state = |url: &str| form(url.split_once('?').unwrap().1, "state").unwrap();
        let is_led = |answer: &str, to: &str| {
            let location = format!("location: {page}{to}\r\n");
            assert!(
                answer.starts_with("HTTP/1.1 303")
                    && answer.to_lowercase().contains(&location.to_lowercase()),
                "{to}: {answer}"
            );
        };
        let denied = format!("error=access_denied&state={}", state(&begin()));
        is_led(&led(app, &owner.token, &denied), "?refused=access_denied");
        let forged = format!("code=forged&state={}", state(&begin()));
        is_led(&led(app, &owner.token, &forged), "?refused=invalid_grant");
        let late = okta.consents(&begin());
        app.execute("UPDATE pull_sign_ins SET expires_at = 1");
        is_led(&led(app, &owner.token, &late), "?refused=sign_in_late");
        let unknown = led(app, &owner.token, &late);
        assert!(
            unknown.starts_with("HTTP/1.1 400") && unknown.contains("This sign-in is over"),
            "{unknown}"
        );
        let back = okta.consents(&begin());
        is_led(&led(app, &owner.token, &back), "?done=done-pull-connected");
        settled(&owner);
    });
}

/// The attribute of that path among those that a connection has.
fn attribute(all: &Value, path: &str) -> Value {
    let all = all["attributes"].as_array().unwrap();
    let found = all.iter().find(|it| it["path"] == path);
    found.unwrap_or_else(|| panic!("{path}: {all:#?}")).clone()
}

#[test]
fn the_attributes_of_the_sources_schema_are_in_the_catalogue() {
    each(2, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        okta.has_custom(json!({
            "costCentre": { "title": "Cost centre", "type": "string" },
            "badges": { "title": "Badges", "type": "array", "items": { "type": "integer" } },
        }));
        okta.change(1, 3, |user| {
            user["profile"]["costCentre"] = json!("C-7");
        });
        create(&admin, okta, &json!({}));
        connect(app, &admin, okta).expect(200);
        settled(&admin);
        let urn = "urn:rollcall:scim:schemas:extension:okta:2.0:User";
        let of = |path: &str| admin.get(path).expect(200).json();
        for path in ["/api/v1/connections/Okta/attributes", "/api/v1/attributes"] {
            let all = of(path);
            let came = attribute(&all, &format!("{urn}:costCentre"));
            assert_eq!(
                (&came["title"], &came["kind"], &came["count"]),
                (&json!("Cost centre"), &json!("text"), &json!(1)),
                "{came:#}"
            );
            let to_come = attribute(&all, &format!("{urn}:badges"));
            assert_eq!(
                (&to_come["count"], &to_come["is_list"], &to_come["kind"]),
                (&json!(0), &json!(true), &json!("integer")),
                "{to_come:#}"
            );
            assert_eq!(to_come["last_seen_at"], Value::Null);
        }
        let known = attribute(&of("/api/v1/attributes"), "title");
        assert_eq!(known["connections"], json!(["Okta"]), "{known:#}");
        // Another application's organization has attributes of its own.
        let other = json!({ "kind": "okta", "domain": okta.origin(), "client_id": "another" });
        admin
            .send_json("PATCH", "/api/v1/pulls/Okta", &json!({ "source": other }))
            .expect(200);
        let all = of("/api/v1/connections/Okta/attributes");
        assert_eq!(
            attribute(&all, &format!("{urn}:costCentre"))["title"],
            Value::Null
        );
    });
}

/// The last run of everybody, by its address.
fn held_run(shown: &Value) -> String {
    assert_eq!(shown["last_run"]["outcome"], "held", "{shown:#}");
    let id = shown["last_run"]["id"].as_str().unwrap();
    format!("/api/v1/pulls/Okta/runs/{id}")
}

fn vanished(admin: &Client, run: &str, query: &str) -> Value {
    admin
        .get(&format!("{run}/vanished{query}"))
        .expect(200)
        .json()
}

#[test]
fn who_vanished_is_told_by_name_and_decided_many_runs_later() {
    each(12, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        let few = json!({ "vanished": { "people_max": 1, "percent_max": 0 } });
        create(&admin, okta, &few);
        connect(app, &admin, okta).expect(200);
        settled(&admin);
        app.let_a_day_pass();
        for number in 0..3 {
            okta.remove(number);
        }
        let run = held_run(&synced(&admin, "full"));
        let first = vanished(&admin, &run, "?limit=2");
        assert_eq!(
            (
                &first["people"][0]["external_id"],
                &first["people"][1]["name"]
            ),
            (&json!("00u00000000"), &json!("user1@example.com")),
            "{first:#}"
        );
        let after = first["next_after"].as_str().unwrap();
        let rest = vanished(&admin, &run, &format!("?limit=2&after={after}"));
        assert_eq!(rest["people"].as_array().unwrap().len(), 1);
        assert_eq!(rest["next_after"], Value::Null);
        for _ in 0..25 {
            synced(&admin, "changes");
        }
        post(&admin, &format!("{run}/release")).expect(200);
        let ended = admin.get(&format!("{run}/progress")).expect(200);
        let ended: Value = serde_json::from_str(ended.text.lines().last().unwrap()).unwrap();
        assert_eq!(ended["counts"]["deactivated"], 3, "{ended:#}");
        assert_eq!(vanished(&admin, &run, "")["people"], json!([]));
    });
}

#[test]
fn connections_tell_their_kind_and_boxes_their_mistakes() {
    each(1, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        create(&admin, okta, &json!({}));
        admin
            .post("/api/v1/connections", &json!({ "name": "Entra" }))
            .expect(201);
        let all = admin.get("/api/v1/connections").expect(200).json();
        let kind = |name: &str| {
            let all = all.as_array().unwrap();
            let found = all.iter().find(|it| it["name"] == name);
            found.unwrap_or_else(|| panic!("{name}: {all:#?}"))["kind"].clone()
        };
        assert_eq!(
            (kind("Okta"), kind("Entra")),
            (json!("pull"), json!("push"))
        );
        let okta = |domain: &str, client: &str| json!({ "kind": "okta", "domain": domain, "client_id": client });
        let scim = |url: &str| json!({ "kind": "scim", "url": url });
        for (source, token, code) in [
            (okta("", CLIENT), None, "domain_empty"),
            (okta("acme.0kta.com", CLIENT), None, "domain_looks_alike"),
            (okta("login.acme.example", CLIENT), None, "domain_custom"),
            (okta("acme.okta.com", ""), None, "client_id_wrong"),
            (scim("http://10.0.0.1/scim"), Some("t"), "url_wrong"),
            (
                scim("https://scim.example.com"),
                Some("Bearer t"),
                "token_wrong",
            ),
        ] {
            let body = json!({ "name": "New", "source": source, "token": token });
            let refused = admin.post("/api/v1/pulls", &body);
            assert_eq!(refused.status, 400, "{}", refused.text);
            assert_eq!(refused.json()["code"], code, "{}", refused.text);
        }
    });
}
