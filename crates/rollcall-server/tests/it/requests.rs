//! The request log by the API.

use rollcall_provisioning::auth::Scope;
use rollcall_provisioning::requests::Logged;
use rollcall_provisioning::tokens::{self, NewToken};
use serde_json::{Value, json};

use crate::client::{Client, user};
use crate::harness::{TestApp, on_both};

on_both! {
    requests_are_told_with_what_they_were_about,
    bodies_are_shown_without_values,
    a_token_that_ended_tells_whose_it_was,
    another_tenant_sees_nothing,
    lists_are_paged_and_searched,
    somebody_is_found_by_name_though_reads_have_only_their_id,
    a_connection_is_seen_coming_alive,
    hours_are_summed_up,
    mistakes_are_problems,
    a_request_that_is_found_by_its_id_has_to_be_what_is_asked_for,
    a_request_is_told_though_what_it_was_about_cannot_be_read,
}

pub(crate) const REQUESTS: &str = "/api/v1/requests";

/// The requests that a query answers.
#[track_caller]
pub(crate) fn logged(admin: &Client, query: &str) -> Vec<Value> {
    let page = admin.get(&format!("{REQUESTS}{query}")).expect(200).json();
    page["requests"].as_array().unwrap().clone()
}

fn requests_are_told_with_what_they_were_about(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let created = app
        .post("/scim/Users", &user("Ada@example.com"))
        .expect(201);
    let (id, ada) = (created.header("x-request-id").unwrap(), created.id());
    let found = logged(&admin, "");
    assert_eq!(found.len(), 1, "the API's own requests are not in it");
    let one = &found[0];
    assert_eq!(one["id"], id);
    assert_eq!(
        (&one["method"], &one["path"]),
        (&json!("POST"), &json!("/scim/Users"))
    );
    assert_eq!(
        (&one["status"], &one["outcome"]),
        (&json!(201), &json!("ok"))
    );
    assert_eq!(
        one["subject"],
        json!({"type": "User", "id": ada, "name": "Ada@example.com", "display_name": "Ada Example"})
    );
    assert_eq!(
        (&one["connection_name"], &one["token_name"]),
        (&json!("default"), &json!("First token"))
    );
    assert_eq!(one["token_ending"], app.token[app.token.len() - 4..]);
    assert_eq!(one["address"], "127.0.0.1");
    assert_eq!(one["cause"], json!(null));
    assert!(one["microseconds"].as_i64().unwrap() > 0);
    assert!(!found[0].to_string().contains(&app.token));

    app.get("/scim/Users?filter=userName%20eq%20%22bob@example.com%22")
        .expect(200);
    app.deactivate(&ada);
    let found = logged(&admin, "");
    assert_eq!(found.len(), 3);
    assert_eq!(found[0]["method"], "PATCH");
    assert_eq!(found[0]["subject"]["name"], "Ada@example.com");
    assert_eq!(
        found[1]["subject"],
        json!({"type": "User", "id": null, "name": "bob@example.com", "display_name": null})
    );
    let detail = admin.get(&format!("{REQUESTS}/{id}")).expect(200).json();
    let changes = detail["changes"].as_array().unwrap();
    assert_eq!(
        (
            changes.len(),
            &changes[0]["operation"],
            &changes[0]["resource_id"]
        ),
        (1, &json!("created"), &json!(ada))
    );
}

fn bodies_are_shown_without_values(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let created = app
        .post("/scim/Users", &user("ada@example.com"))
        .expect(201);
    let id = created.header("x-request-id").unwrap().to_owned();
    let detail = admin.get(&format!("{REQUESTS}/{id}")).expect(200).json();
    let body = &detail["request_body"];
    assert_eq!(detail["request_cut"], false);
    assert_eq!(body["userName"], "xxx@xxxxxxx.xxx");
    assert_eq!(body["active"], true);
    assert_eq!(detail["response_body"]["id"], created.id());
    assert!(!detail["request_body"].to_string().contains("Ada"));
    assert!(!detail["response_body"].to_string().contains("ada@"));
    let curl = detail["curl"].as_str().unwrap();
    assert!(
        curl.starts_with("curl -X POST 'http://127.0.0.1:") && curl.contains("$TOKEN"),
        "{curl}"
    );
    assert!(
        !curl.contains("Ada") && !curl.contains(&app.token),
        "{curl}"
    );

    let group = app.create_group("Sales", &[&created.id()]);
    let newest = &logged(&admin, "?limit=1")[0];
    assert_eq!(newest["subject"]["id"], group);
    let detail = admin
        .get(&format!("{REQUESTS}/{}", newest["id"].as_str().unwrap()))
        .expect(200)
        .json();
    assert_eq!(detail["request_body"]["displayName"], "Sales");
    assert_eq!(detail["request_body"]["members"][0]["value"], created.id());
}

fn a_token_that_ended_tells_whose_it_was(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let created = app.run(tokens::create(
        &app.provisioning,
        NewToken::provisioning("default", "old"),
    ));
    let created = created.unwrap();
    app.run(tokens::revoke(
        &app.provisioning,
        "default",
        &created.id.to_string(),
        "amina",
    ))
    .unwrap();
    app.with_token(&created.secret)
        .get("/scim/Users")
        .expect(401);
    let found = logged(&admin, "?outcome=refused");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["cause"]["code"], "token_revoked");
    let text = found[0]["cause"]["text"].as_str().unwrap();
    let ending = &created.secret[created.secret.len() - 4..];
    assert!(
        text.contains("\"old\"") && text.contains(ending) && text.ends_with("by amina."),
        "{text}"
    );
    assert_eq!(found[0]["token_name"], "old");
    assert_eq!(found[0]["connection_name"], "default");
    // Nobody knows whose a token is that is none.
    app.with_token("nothing").get("/scim/Users").expect(401);
    assert_eq!(logged(&admin, "?outcome=refused").len(), 1);
}

fn another_tenant_sees_nothing(app: &TestApp) {
    let other = app.client_of("other", Scope::Api);
    let created = app
        .post("/scim/Users", &user("ada@example.com"))
        .expect(201);
    let id = created.header("x-request-id").unwrap();
    let connection = logged(&app.client_of("default", Scope::Api), "")[0]["connection"].clone();
    let connection = connection.as_str().unwrap();
    assert_eq!(logged(&other, ""), Vec::<Value>::new());
    assert_eq!(
        logged(&other, &format!("?connection={connection}")),
        Vec::<Value>::new()
    );
    assert_eq!(
        logged(&other, &format!("?search={id}")),
        Vec::<Value>::new()
    );
    other.get(&format!("{REQUESTS}/{id}")).problem(404);
    other
        .send("POST", &format!("{REQUESTS}/{id}/replay"), &[], None)
        .problem(404);
    other
        .get(&format!("/api/v1/connections/{connection}/live"))
        .problem(404);
}

fn lists_are_paged_and_searched(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let ada = app.create_user("ada@example.com");
    app.create_user("adam@example.com");
    app.get(&format!("/scim/Users/{ada}")).expect(200);
    let missing = app.get("/scim/Groups/nobody");
    let missing = missing.header("x-request-id").unwrap();
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = admin
            .get(&format!("{REQUESTS}?limit=1{after}"))
            .expect(200)
            .json();
        seen.extend(
            page["requests"]
                .as_array()
                .unwrap()
                .iter()
                .map(|it| it["id"].clone()),
        );
        let Some(next) = page["next_after"].as_str() else {
            break;
        };
        after = format!("&after={next}");
    }
    assert_eq!(seen.len(), 4);
    assert_eq!(seen[0], missing);
    for (search, number) in [
        ("ADA@example.com", 2),
        ("ada", 3),
        (ada.as_str(), 2),
        (missing, 1),
        ("/scim/Groups", 1),
        ("/scim/Users/", 1),
        ("eve", 0),
    ] {
        assert_eq!(
            logged(&admin, &format!("?search={search}")).len(),
            number,
            "{search}"
        );
    }
    assert_eq!(logged(&admin, "?outcome=ok").len(), 3);
    assert_eq!(logged(&admin, "?outcome=failed").len(), 0);
    assert_eq!(logged(&admin, "?since=2999-01-01T00:00:00Z").len(), 0);
    assert_eq!(logged(&admin, "?until=2001-01-01T00:00:00Z").len(), 0);
    assert_eq!(
        logged(
            &admin,
            "?since=2001-01-01T00:00:00Z&until=2999-01-01T00:00:00Z"
        )
        .len(),
        4
    );
}

fn somebody_is_found_by_name_though_reads_have_only_their_id(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let pages = |search: &str, limit: usize| {
        let (mut found, mut after) = (Vec::new(), String::new());
        loop {
            let address = format!("{REQUESTS}?search={search}&limit={limit}{after}");
            let page = admin.get(&address).expect(200).json();
            for it in page["requests"].as_array().unwrap() {
                found.push((it["id"].clone(), it["method"].clone()));
            }
            let Some(next) = page["next_after"].as_str() else {
                return found;
            };
            after = format!("&after={next}");
        }
    };
    let ada = app.create_user("ada@example.com");
    for _ in 0..3 {
        app.get(&format!("/scim/Users/{ada}")).expect(200);
        app.get("/scim/Users?filter=userName%20eq%20%22ada@example.com%22")
            .expect(200);
    }
    let found = pages("ada@", 2);
    assert_eq!(found.len(), 7);
    assert!(
        found
            .windows(2)
            .all(|two| two[0].0.as_str() > two[1].0.as_str())
    );
    app.delete(&format!("/scim/Users/{ada}")).expect(204);
    assert_eq!(pages("ada@", 3).len(), 8, "of somebody who has gone");
    for n in 0..25 {
        let id = app.create_user(&format!("person{n}@example.com"));
        app.get(&format!("/scim/Users/{id}")).expect(200);
    }
    assert_eq!(pages("person", 7).len(), 50, "of many");
    assert_eq!(pages("person1@", 7).len(), 2);
    let group =
        json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Sales"});
    let group = app.post("/scim/Groups", &group).expect(201).id();
    app.get(&format!("/scim/Groups/{group}")).expect(200);
    assert_eq!(
        pages("sales", 7).len(),
        2,
        "of a group, which need have no unique name"
    );
}

fn a_connection_is_seen_coming_alive(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let connection = admin.get("/api/v1/connections").expect(200).json();
    let connection = connection[0]["id"].as_str().unwrap().to_owned();
    let live = || {
        admin
            .get(&format!("/api/v1/connections/{connection}/live"))
            .expect(200)
            .json()
    };
    let waiting = live();
    assert_eq!(
        (&waiting["state"], &waiting["last_request"]),
        (&json!("waiting"), &json!(null))
    );
    assert_eq!(
        (&waiting["stray"], &waiting["sent_people"]),
        (&json!(null), &json!(false))
    );
    app.with_token("eyJhbGciOiJIUzI1NiIsImtpZCI6IkFBQUFBQSJ9.eyJ0IjoieCIsImoiOiJ5IiwicyI6InMifQ.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAa1f3")
        .get("/scim/Users?startIndex=1&count=2")
        .expect(401);
    let stray = live()["stray"].clone();
    assert_eq!(
        (&stray["cause"]["code"], &stray["token_ending"]),
        (&json!("token_foreign"), &json!("a1f3"))
    );
    app.get("/scim/Users?startIndex=1&count=2").expect(200);
    let tested = live();
    assert_eq!(tested["state"], "live");
    assert_eq!(
        tested["credentials_tested_at"],
        tested["last_request"]["at"]
    );
    app.create_user("ada@example.com");
    app.post("/scim/Users", &user("ada@example.com"))
        .expect(409);
    assert_eq!(live()["state"], "live", "one refusal is no failure");
    for _ in 0..2 {
        app.post("/scim/Users", &user("ada@example.com"))
            .expect(409);
    }
    let failing = live();
    assert_eq!(
        (&failing["state"], &failing["sent_people"]),
        (&json!("failing"), &json!(true))
    );
    assert_eq!(failing["last_refusal"]["cause"]["code"], "username_taken");
    // However many people there are: another connection has sent nobody.
    let other = admin
        .post("/api/v1/connections", &json!({"name": "Entra"}))
        .expect(201)
        .json();
    let other = other["id"].as_str().unwrap();
    let other = format!("/api/v1/connections/{other}/live");
    assert_eq!(admin.get(&other).expect(200).json()["sent_people"], false);
    admin.get("/api/v1/connections/nothing/live").problem(404);
}

fn hours_are_summed_up(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    app.create_user("ada@example.com");
    app.post("/scim/Users", &user("ada@example.com"))
        .expect(409);
    app.get("/scim/Groups/nobody").expect(404);
    let summary = admin
        .get(&format!("{REQUESTS}/summary?hours=2"))
        .expect(200)
        .json();
    let hours = summary["hours"].as_array().unwrap();
    assert_eq!(hours.len(), 2);
    let sum = |name: &str| {
        hours
            .iter()
            .map(|hour| hour[name].as_i64().unwrap())
            .sum::<i64>()
    };
    assert_eq!((sum("ok"), sum("refused"), sum("failed")), (1, 2, 0));
    let mut causes: Vec<_> = summary["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["code"].clone())
        .collect();
    causes.sort_by_key(ToString::to_string);
    assert_eq!(causes, [json!("not_found"), json!("username_taken")]);
}

fn mistakes_are_problems(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    for query in [
        "limit=0",
        "limit=501",
        "after=x",
        "outcome=bad",
        "connection=x",
        "since=now",
        "page=2",
    ] {
        admin.get(&format!("{REQUESTS}?{query}")).problem(400);
    }
    for hours in ["0", "100000", "x"] {
        admin
            .get(&format!("{REQUESTS}/summary?hours={hours}"))
            .problem(400);
    }
    admin.get(&format!("{REQUESTS}/nothing")).problem(404);
    // A provisioning token is not for this.
    app.get(REQUESTS).problem(403);
}

fn a_request_that_is_found_by_its_id_has_to_be_what_is_asked_for(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let created = app
        .post("/scim/Users", &user("ada@example.com"))
        .expect(201);
    let id = created.header("x-request-id").unwrap();
    let all = logged(&admin, "");
    let (at, connection) = (
        all[0]["at"].as_str().unwrap(),
        all[0]["connection"].as_str().unwrap(),
    );
    let found = |beside: &str| logged(&admin, &format!("?search={id}{beside}")).len();
    let (before, after) = ("2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z");
    for (beside, number) in [
        (String::new(), 1),
        ("&outcome=ok".to_owned(), 1),
        ("&outcome=refused".to_owned(), 0),
        (format!("&connection={connection}"), 1),
        (format!("&connection={id}"), 0),
        (format!("&since={at}"), 1),
        (format!("&since={after}"), 0),
        (format!("&until={after}"), 1),
        (format!("&until={before}"), 0),
        (format!("&after={id}"), 0),
    ] {
        assert_eq!(found(&beside), number, "{beside}");
    }
}

fn a_request_is_told_though_what_it_was_about_cannot_be_read(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let ada = app.create_user("ada@example.com");
    logged(&admin, "");
    app.execute("ALTER TABLE overrides RENAME TO overrides_gone");
    let title = json!([{"op": "replace", "path": "title", "value": "Dr"}]);
    let changed = app.patch(&format!("/scim/Users/{ada}"), &title).expect(200);
    let newest = logged(&admin, "").swap_remove(0);
    app.execute("ALTER TABLE overrides_gone RENAME TO overrides");
    assert_eq!(newest["id"], changed.header("x-request-id").unwrap());
    assert_eq!(newest["subject"]["name"], "ada@example.com");
}

#[test]
fn nothing_is_kept_where_nothing_is_to_be() {
    let app = TestApp::configured(|config| config.limits.request_log = Logged::Off);
    app.create_user("ada@example.com");
    assert_eq!(
        logged(&app.client_of("default", Scope::Api), ""),
        Vec::<Value>::new()
    );
    let app = TestApp::configured(|config| config.limits.request_log = Logged::Meaning);
    app.create_user("ada@example.com");
    let admin = app.client_of("default", Scope::Api);
    let one = &logged(&admin, "")[0];
    assert_eq!(one["subject"]["name"], "ada@example.com");
    let detail = admin
        .get(&format!("{REQUESTS}/{}", one["id"].as_str().unwrap()))
        .expect(200)
        .json();
    assert_eq!(detail["request_body"], json!(null));
}

#[test]
fn a_long_body_is_cut() {
    let app = TestApp::configured(|config| config.limits.request_log_body_bytes_max = 200);
    app.create_user("ada@example.com");
    let admin = app.client_of("default", Scope::Api);
    let id = logged(&admin, "")[0]["id"].as_str().unwrap().to_owned();
    let detail = admin.get(&format!("{REQUESTS}/{id}")).expect(200).json();
    assert_eq!(detail["request_cut"], true);
    assert_eq!(detail["request_body"]["userName"], "xxx@xxxxxxx.xxx");
    admin
        .send("POST", &format!("{REQUESTS}/{id}/replay"), &[], None)
        .problem(400);
}
