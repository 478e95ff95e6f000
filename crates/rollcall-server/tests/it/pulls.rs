//! People are pulled from Okta: everybody first, then who changed, and who vanished.

use std::time::{Duration, Instant};

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::{Client, Reply};
use crate::harness::TestApp;
use crate::okta_double::{CLIENT, OktaDouble, okta_user};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// A server on each database at hand, each with an organization of its own with so many users.
pub(crate) fn each(users: usize, test: impl Fn(&TestApp, &OktaDouble)) {
    each_within(30, users, test);
}

/// As [`each`], where an answer may take so many seconds.
pub(crate) fn each_within(seconds: u64, users: usize, test: impl Fn(&TestApp, &OktaDouble)) {
    let doubles = [OktaDouble::start(users), OktaDouble::start(users)];
    let apps = TestApp::each_configured(|config| {
        config.pull_insecure_origins = doubles.iter().map(OktaDouble::origin).collect();
        config.limits.pull_seconds_max = seconds;
    });
    for (app, okta) in apps.iter().zip(&doubles) {
        test(app, okta);
    }
}

pub(crate) fn post(client: &Client, path: &str) -> Reply {
    client.send("POST", path, &[], None)
}

/// A connection to that organization, with whatever else is asked for.
pub(crate) fn create(admin: &Client, okta: &OktaDouble, more: &Value) -> Value {
    let mut body = json!({
        "name": "Okta", "source": { "kind": "okta", "domain": okta.origin(), "client_id": CLIENT }, "every_minutes": 1_440,
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    admin.post("/api/v1/pulls", &body).expect(201).json()
}

/// Goes to Okta and comes back.
pub(crate) fn connect(app: &TestApp, admin: &Client, okta: &OktaDouble) -> Reply {
    let begun = post(admin, "/api/v1/pulls/Okta/connect").expect(200).json();
    let query = okta.consents(begun["url"].as_str().unwrap());
    come_back(app, &query)
}

/// Comes back from Okta and confirms that it is meant, in a browser that nobody is signed in with.
pub(crate) fn come_back(app: &TestApp, query: &str) -> Reply {
    let nobody = app.with_token("");
    nobody.send("POST", "/callbacks/okta", &[], Some(query.as_bytes()))
}

/// The connection, once nothing is under way any more.
#[track_caller]
pub(crate) fn settled(admin: &Client) -> Value {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let shown = admin.get("/api/v1/pulls/Okta").expect(200).json();
        let rests = shown["running"].is_null() && shown["wanted"].is_null() && shown["told"] == 0;
        if rests && !shown["last_run"].is_null() {
            return shown;
        }
        assert!(Instant::now() < until, "{shown:#}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// As [`settled`], after a run that is asked for.
#[track_caller]
pub(crate) fn synced(admin: &Client, kind: &str) -> Value {
    let before = admin.get("/api/v1/pulls/Okta").expect(200).json();
    let body = json!({ "kind": kind });
    admin.post("/api/v1/pulls/Okta/sync", &body).expect(202);
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let shown = settled(admin);
        if shown["last_run"]["id"] != before["last_run"]["id"] {
            return shown;
        }
        assert!(Instant::now() < until, "{shown:#}");
    }
}

/// Somebody by their user name.
#[track_caller]
pub(crate) fn person(app: &TestApp, name: &str) -> Value {
    let filter = format!("userName%20eq%20%22{name}%22");
    let found = app.get(&format!("/scim/Users?filter={filter}"));
    found.expect(200).json()["Resources"][0].clone()
}

/// The counts of the last run that are not 0.
pub(crate) fn counts(shown: &Value) -> Value {
    let mut counts = shown["last_run"]["counts"].clone();
    counts
        .as_object_mut()
        .unwrap()
        .retain(|_, count| *count != 0);
    counts
}

fn smart_field(admin: &Client, id: &str, key: &str) -> Value {
    let fields = admin.get(&format!("/api/v1/people/{id}/smart-fields"));
    let fields = fields.expect(200).json();
    let fields = fields["fields"]
        .as_array()
        .cloned()
        .unwrap_or_else(|| fields.as_array().unwrap().clone());
    let field = fields.iter().find(|field| field["key"] == key);
    field.unwrap_or_else(|| panic!("{fields:#?}"))["value"].clone()
}

#[test]
fn everybody_is_read_and_then_who_changed() {
    each(120, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        okta.pages_of(50);
        okta.change(119, 5, |user| user["status"] = json!("DEPROVISIONED"));
        let made = create(&admin, okta, &json!({}));
        assert_eq!(made["state"], "new");
        assert!(
            made["callback_url"]
                .as_str()
                .unwrap()
                .ends_with("/callbacks/okta")
        );
        let refused = admin.post("/api/v1/pulls/Okta/sync", &json!({}));
        assert!(refused.problem(409).contains("sign in"));
        connect(app, &admin, okta).expect(200);
        let shown = settled(&admin);
        assert_eq!(shown["state"], "connected", "{shown:#}");
        assert_eq!(shown["signed_in_as"], "admin@example.com");
        let last = &shown["last_run"];
        assert_eq!(
            (&last["kind"], &last["outcome"]),
            (&json!("full"), &json!("done"))
        );
        assert_eq!((&last["seen"], &last["pages"]), (&json!(120), &json!(3)));
        assert_eq!(counts(&shown), json!({ "created": 119, "unchanged": 1 }));
        assert_eq!(app.total("Users"), 119);
        let ada = person(app, "user7@example.com");
        assert_eq!(ada["externalId"], "00u00000007");
        let id = ada["id"].as_str().unwrap();
        assert_eq!(smart_field(&admin, id, "job_title"), "Pilot");

        okta.change(7, 10, |user| user["profile"]["title"] = json!("Captain"));
        okta.change(8, 11, |user| user["status"] = json!("DEPROVISIONED"));
        okta.add(okta_user(500, 1_439));
        let shown = synced(&admin, "changes");
        assert_eq!(counts(&shown)["changed"], 1, "{shown:#}");
        assert_eq!(counts(&shown)["deactivated"], 1);
        assert_eq!(smart_field(&admin, id, "job_title"), "Captain");
        assert_eq!(person(app, "user8@example.com")["active"], false);

        okta.change(8, 20, |user| user["status"] = json!("ACTIVE"));
        let shown = synced(&admin, "changes");
        assert_eq!(counts(&shown)["reactivated"], 1, "{shown:#}");

        // What was changed here otherwise gives way when everybody is read.
        let operations = json!([{ "op": "replace", "path": "title", "value": "Boss" }]);
        app.patch(&format!("/scim/Users/{id}"), &operations)
            .expect(200);
        let pushed = synced(&admin, "full");
        assert_eq!(
            smart_field(&admin, id, "job_title"),
            "Boss",
            "who pushes is believed: {pushed:#}"
        );
        let body = json!({ "priorities": { "attributes": { "title": "pull" } } });
        let changed = admin
            .send_json("PATCH", "/api/v1/pulls/Okta", &body)
            .expect(200);
        assert_eq!(changed.json()["version"], 2);
        synced(&admin, "full");
        assert_eq!(smart_field(&admin, id, "job_title"), "Captain");
    });
}

#[test]
fn who_is_as_okta_says_is_noted_and_left_alone() {
    each(60, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        // Somebody who was pushed, just as they will be pulled.
        let pushed = json!({
            "schemas": [USER, ENTERPRISE], "userName": "user3@example.com", "externalId": "00u00000003", "title": "Pilot", "active": true,
            "name": { "givenName": "First3", "familyName": "Example" },
            "emails": [{ "value": "user3@example.com", "type": "work", "primary": true }],
            ENTERPRISE: { "department": "Air" },
        });
        app.post("/scim/Users", &pushed).expect(201);
        create(&admin, okta, &json!({}));
        connect(app, &admin, okta).expect(200);
        let shown = settled(&admin);
        assert_eq!(counts(&shown), json!({ "created": 59, "unchanged": 1 }));
        assert_eq!(shown["people"], 60, "they are known to come from there too");
        let version = |name: &str| person(app, name)["meta"]["version"].clone();
        let before = [version("user3@example.com"), version("user7@example.com")];

        okta.change(7, 10, |_| {});
        let shown = synced(&admin, "full");
        assert_eq!(counts(&shown), json!({ "unchanged": 60 }));
        assert_eq!(shown["last_run"]["vanished"], Value::Null, "all were seen");
        okta.change(7, 5, |user| user["profile"]["title"] = json!("Captain"));
        let shown = synced(&admin, "full");
        assert_eq!(
            counts(&shown),
            json!({ "unchanged": 60 }),
            "it is older than what was read last"
        );
        let after = [version("user3@example.com"), version("user7@example.com")];
        assert_eq!(before, after);
    });
}

#[test]
fn who_vanished_goes_unless_they_are_too_many() {
    each(30, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        create(
            &admin,
            okta,
            &json!({ "vanished": { "people_max": 2, "percent_max": 0 } }),
        );
        connect(app, &admin, okta).expect(200);
        settled(&admin);
        app.let_a_day_pass();
        okta.remove(0);
        okta.remove(1);
        let shown = synced(&admin, "full");
        assert_eq!(counts(&shown)["deactivated"], 2, "{shown:#}");
        assert_eq!(person(app, "user0@example.com")["active"], false);
        for number in 2..6 {
            okta.remove(number);
        }
        let shown = synced(&admin, "full");
        let last = &shown["last_run"];
        assert_eq!(last["outcome"], "held", "{last:#}");
        assert_eq!(
            last["vanished"],
            json!({ "outcome": "held", "vanished": 4, "of": 28, "may": 2 })
        );
        assert_eq!(person(app, "user2@example.com")["active"], true);
        // One of them is there again before it is decided.
        okta.add(okta_user(5, 1_000));
        okta.change(5, 30, |_| {});
        synced(&admin, "changes");
        let path = format!("/api/v1/pulls/Okta/runs/{}", last["id"].as_str().unwrap());
        post(&admin, &format!("{path}/release")).expect(200);
        let followed = admin.get(&format!("{path}/progress")).expect(200);
        let ended: Value = serde_json::from_str(followed.text.lines().last().unwrap()).unwrap();
        assert_eq!(ended["outcome"], "done", "{ended:#}");
        assert_eq!(ended["counts"]["deactivated"], 3, "{ended:#}");
        assert!(
            ended["decided"]
                .as_str()
                .unwrap()
                .starts_with("released by another on ")
        );
        assert_eq!(person(app, "user2@example.com")["active"], false);
        assert_eq!(person(app, "user5@example.com")["active"], true);
        post(&admin, &format!("{path}/release")).problem(409);

        for number in 6..12 {
            okta.remove(number);
        }
        let shown = synced(&admin, "full");
        let path = format!(
            "/api/v1/pulls/Okta/runs/{}",
            shown["last_run"]["id"].as_str().unwrap()
        );
        let rejected = post(&admin, &format!("{path}/reject")).expect(200).json();
        assert_eq!(rejected["outcome"], "done");
        assert_eq!(person(app, "user6@example.com")["active"], true);
        let runs = admin
            .get("/api/v1/pulls/Okta/runs?limit=2")
            .expect(200)
            .json();
        assert_eq!(runs["runs"].as_array().unwrap().len(), 2);
        let after = runs["next_after"].as_str().unwrap();
        let more = admin.get(&format!("/api/v1/pulls/Okta/runs?after={after}"));
        assert_eq!(more.expect(200).json()["runs"].as_array().unwrap().len(), 3);
    });
}

#[test]
fn the_guard_counts_whom_a_pull_deactivates() {
    each(10, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        create(&admin, okta, &json!({}));
        let guard =
            json!({ "enabled": true, "people_max": 2, "percent_max": 0, "window_minutes": 60 });
        admin
            .put("/api/v1/connections/Okta/guard", &guard)
            .expect(200);
        connect(app, &admin, okta).expect(200);
        settled(&admin);
        app.let_a_day_pass();
        for number in 0..5 {
            okta.change(number, number, |user| {
                user["status"] = json!("DEPROVISIONED");
            });
        }
        let shown = synced(&admin, "changes");
        let counts = counts(&shown);
        assert_eq!(
            (&counts["deactivated"], &counts["held"]),
            (&json!(2), &json!(3)),
            "{shown:#}"
        );
        let again = synced(&admin, "full");
        assert_eq!(again["last_run"]["counts"]["held"], 0, "{again:#}");
        assert_eq!(
            admin.get("/api/v1/held").expect(200).json()["held"]
                .as_array()
                .unwrap()
                .len(),
            3
        );
        post(&admin, "/api/v1/connections/Okta/pause").expect(200);
        assert_eq!(
            admin.get("/api/v1/pulls/Okta").expect(200).json()["state"],
            "paused"
        );
        admin
            .post("/api/v1/pulls/Okta/sync", &json!({}))
            .problem(409);
        post(&admin, "/api/v1/connections/Okta/resume").expect(200);
        let tried = admin.send_json(
            "PATCH",
            "/api/v1/connections/Okta",
            &json!({ "test_mode": true }),
        );
        assert!(tried.problem(400).contains("provider pushes"));
        let end = json!({ "people": "keep", "confirm": "Okta" });
        admin
            .post("/api/v1/connections/Okta/disconnect", &end)
            .expect(202);
        let shown = admin.get("/api/v1/pulls/Okta").expect(200).json();
        assert_eq!(
            (&shown["state"], &shown["signed_in_as"]),
            (&json!("disconnected"), &Value::Null)
        );
        admin
            .post("/api/v1/pulls/Okta/sync", &json!({}))
            .problem(409);
    });
}

#[test]
fn event_hooks_have_somebody_read_at_once() {
    each(3, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        create(&admin, okta, &json!({}));
        connect(app, &admin, okta).expect(200);
        settled(&admin);
        let hook = post(&admin, "/api/v1/pulls/Okta/hook").expect(201).json();
        let url = hook["url"].as_str().unwrap();
        let path = &url[url.find("/hooks/").unwrap()..];
        let nobody = app.with_token("");
        let challenge = [("x-okta-verification-challenge", "abc123")];
        let verified = nobody.send("GET", path, &challenge, None).expect(200);
        assert_eq!(verified.json(), json!({ "verification": "abc123" }));
        okta.change(1, 3, |user| user["profile"]["title"] = json!("Captain"));
        let event = json!({
            "eventId": "e1", "data": { "events": [{
                "uuid": "u1", "published": "2026-11-02T00:03:01.000Z", "eventType": "user.account.update_profile",
                "target": [{ "id": "00u00000001", "type": "User" }],
            }] },
        });
        let tell = |secret: &str, body: &Value| {
            let headers = [
                ("authorization", secret),
                ("content-type", "application/json"),
            ];
            nobody.send("POST", path, &headers, Some(body.to_string().as_bytes()))
        };
        assert_eq!(tell("wrong", &event).status, 404);
        assert_eq!(
            tell(hook["authorization"].as_str().unwrap(), &json!({})).status,
            400
        );
        let before = okta.requests().len();
        tell(hook["authorization"].as_str().unwrap(), &event).expect(204);
        let shown = settled(&admin);
        let last = &shown["last_run"];
        assert_eq!(
            (&last["kind"], &last["counts"]["changed"]),
            (&json!("told"), &json!(1)),
            "{shown:#}"
        );
        assert_eq!(person(app, "user1@example.com")["title"], "Captain");
        assert_eq!(okta.requests()[before..], ["GET /api/v1/users/00u00000001"]);
        tell(hook["authorization"].as_str().unwrap(), &event).expect(204);
        assert_eq!(
            admin.get("/api/v1/pulls/Okta").expect(200).json()["told"],
            0,
            "it was told before"
        );
        okta.has_custom(json!({ "costCentre": { "title": "Cost centre", "type": "string" } }));
        let schema = admin.get("/api/v1/pulls/Okta/schema").expect(200).json();
        assert_eq!(schema["may_read"], true);
        assert_eq!(schema["attributes"][0]["title"], "Cost centre");
        assert_eq!(
            schema["attributes"][0]["name"],
            "urn:rollcall:scim:schemas:extension:okta:2.0:User:costCentre"
        );
    });
}
