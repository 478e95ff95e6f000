//! `/Me` (RFC 7644 §3.11).

use std::thread;
use std::time::{Duration, Instant};

use rollcall_provisioning::auth::Scope;
use rollcall_provisioning::tokens::{self, NewToken, Owner};
use serde_json::json;

use crate::client::{Client, Reply, user};
use crate::harness::{TestApp, on_both};

on_both!(
    a_person_sees_themselves_and_nothing_else,
    a_person_changes_what_is_theirs_if_they_may,
    a_leavers_token_ends_with_them,
);

impl TestApp {
    fn own_client(&self, person: &str, may_write: bool) -> Client {
        let new = NewToken {
            scope: Scope::Me,
            owner: Some(Owner {
                person: person.to_owned(),
                may_write,
            }),
            ..NewToken::provisioning("default", "own")
        };
        let created = self.run(tokens::create(&self.provisioning, new)).unwrap();
        self.client.with_token(&created.secret)
    }
}

fn a_person_sees_themselves_and_nothing_else(app: &TestApp) {
    let ada = app.create_user("ada@example.com");
    app.create_group("Staff", &[&ada]);
    let me = app.own_client("ADA@example.com", false);
    let shown = me.get("/scim/v2/Me").expect(200);
    let url = format!("http://{}/scim/v2/Users/{ada}", app.address);
    assert_eq!(shown.header("location"), Some(url.as_str()));
    assert_eq!(
        shown.json(),
        app.get(&format!("/scim/v2/Users/{ada}")).json()
    );
    let etag = shown.header("etag").unwrap();
    me.send("GET", "/scim/Me", &[("if-none-match", etag)], None)
        .expect(304);
    let part = me.get("/scim/Me?attributes=userName").json();
    assert!(part.get("emails").is_none() && part["userName"].is_string());
    for open in ["ServiceProviderConfig", "ResourceTypes", "Schemas"] {
        me.get(&format!("/scim/{open}")).expect(200);
    }
    for closed in [
        "/scim/Users",
        &format!("/scim/Users/{ada}"),
        "/scim/Groups",
        "/scim/Mere",
        "/api/v1/smart-fields",
    ] {
        assert_eq!(me.get(closed).status, 403, "{closed}");
    }
    me.post("/scim/Bulk", &json!({})).scim_error(403, None);
    let operations = json!([{ "op": "replace", "path": "nickName", "value": "A" }]);
    me.patch("/scim/Me", &operations).scim_error(403, None);
    me.put("/scim/Me", &user("ada@example.com"))
        .scim_error(403, None);
    me.delete("/scim/Me").scim_error(403, None);
    me.post("/scim/Me", &user("x")).scim_error(403, None);

    let detail = app.get("/scim/Me").scim_error(501, None);
    assert!(detail.contains("belongs to nobody"), "{detail}");
    app.delete("/scim/Me").scim_error(501, None);
}

fn a_person_changes_what_is_theirs_if_they_may(app: &TestApp) {
    let ada = app.create_user("ada@example.com");
    let me = app.own_client(&ada, true);
    let set = |path: &str, value: &str| json!([{ "op": "replace", "path": path, "value": value }]);
    let changed = me
        .patch("/scim/Me", &set("nickName", "Countess"))
        .expect(200);
    assert_eq!(changed.json()["nickName"], json!("Countess"));
    for (path, value) in [
        ("userName", "boss@example.com"),
        ("userType", "admin"),
        ("externalId", "1"),
        ("title", "Chair"),
        ("displayName", "The Boss"),
        ("password", "correct horse"),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            "Board",
        ),
    ] {
        let detail = me
            .patch("/scim/Me", &set(path, value))
            .scim_error(403, None);
        assert!(
            detail.contains(path.rsplit_once(':').map_or(path, |(urn, _)| urn)),
            "{detail}"
        );
    }
    let roles = json!([{ "op": "add", "path": "roles", "value": [{ "value": "admin" }] }]);
    me.patch("/scim/Me", &roles).scim_error(403, None);
    let photos = json!([{ "op": "add", "path": "photos", "value": [{ "value": "https://x.example/boss.png" }] }]);
    me.patch("/scim/Me", &photos).scim_error(403, None);
    let whole =
        json!([{ "op": "replace", "value": { "nickName": "A", "Password": "correct horse" } }]);
    let detail = me.patch("/scim/Me", &whole).scim_error(403, None);
    assert!(detail.contains("No password is kept here"), "{detail}");
    let mut with_password = me.get("/scim/Me").json();
    with_password["password"] = json!("correct horse");
    me.put("/scim/Me", &with_password).scim_error(403, None);
    // A client puts back what it read, changed.
    let mut body = me.get("/scim/Me").json();
    body["locale"] = json!("nl-NL");
    me.put("/scim/Me", &body).expect(200);
    body["active"] = json!(false);
    me.put("/scim/Me", &body).scim_error(403, None);
    let kept = app.get(&format!("/scim/Users/{ada}")).json();
    assert_eq!(
        (&kept["active"], &kept["locale"]),
        (&json!(true), &json!("nl-NL"))
    );
}

fn a_leavers_token_ends_with_them(app: &TestApp) {
    let (ada, bob) = (
        app.create_user("ada@example.com"),
        app.create_user("bob@example.com"),
    );
    let (of_ada, of_bob) = (app.own_client(&ada, false), app.own_client(&bob, false));
    of_ada.get("/scim/Me").expect(200);
    of_bob.get("/scim/Me").expect(200);
    app.deactivate(&ada);
    app.delete(&format!("/scim/Users/{bob}")).expect(204);
    for leaver in [of_ada, of_bob] {
        refused(&leaver).scim_error(401, None);
    }
}

/// Within a second a token that ended is refused.
fn refused(client: &Client) -> Reply {
    let began = Instant::now();
    loop {
        let reply = client.get("/scim/Me");
        // Who is deleted may be answered 404 until the token is looked up again.
        if reply.status == 401 || began.elapsed() > Duration::from_secs(10) {
            return reply;
        }
        thread::yield_now();
    }
}
