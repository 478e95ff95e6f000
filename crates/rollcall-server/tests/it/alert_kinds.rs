//! Each kind of alert from what goes wrong to who is told: by e-mail, by webhook, and on Home.

use std::collections::BTreeSet;

use rollcall_provisioning::alerts::KINDS;
use rollcall_provisioning::auth::Scope;
use rollcall_provisioning::tokens::{self, NewToken};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::accounts::owner;
use crate::client::{Client, USER};
use crate::guard::guarded;
use crate::harness::TestApp;
use crate::mail_server::MailServer;
use crate::receiver::Receiver;
use crate::webhooks::{eventually, taken, verified};

const DAY_MILLISECONDS: u128 = 24 * 3_600 * 1_000;

fn token(app: &TestApp, new: NewToken) -> Client {
    let made = app.run(tokens::create(&app.provisioning, new)).unwrap();
    app.with_token(&made.secret)
}

/// A connection that had requests on three days, and none since.
fn falls_silent(app: &TestApp) {
    let new = NewToken {
        connection: "Quiet".to_owned(),
        ..NewToken::provisioning("default", "Quiet")
    };
    let (quiet, api) = (token(app, new), app.client_of("default", Scope::Api));
    for days in 2..5 {
        let reply = quiet.get("/scim/Users?count=1").expect(200);
        let id: Uuid = reply.header("x-request-id").unwrap().parse().unwrap();
        // Whoever reads has what waits written.
        api.get("/api/v1/requests?limit=1").expect(200);
        let then = Uuid::from_u128(id.as_u128() - ((days * DAY_MILLISECONDS) << 80));
        let (id, then) = (app.bytes(id), app.bytes(then));
        app.execute(&format!(
            "UPDATE request_log SET id = {then} WHERE id = {id}"
        ));
    }
}

fn tokens_end(app: &TestApp) {
    let soon = NewToken {
        lifetime_seconds: Some(5 * 24 * 3_600),
        ..NewToken::provisioning("default", "Soon")
    };
    token(app, soon).get("/scim/Users?count=1").expect(200);
    let ended = token(app, NewToken::provisioning("default", "Ended"));
    app.execute("UPDATE tokens SET expires_at = 1 WHERE name = 'Ended'");
    ended.get("/scim/Users?count=1").scim_error(401, None);
}

/// People without a field that they had, as far as the count of yesterday says.
fn loses_a_field(app: &TestApp, admin: &Client) {
    for n in 0..12 {
        let body =
            json!({ "schemas": [USER], "userName": format!("nobody{n}"), "displayName": "Nobody" });
        app.post("/scim/Users", &body).expect(201);
    }
    eventually(|| {
        app.execute(
            "UPDATE alert_work SET counted_at = 0, completeness = '{\"people\": 20, \"fields\": {\"email\": 20}}'",
        );
        open(admin).contains("completeness_drop")
    });
}

fn open(admin: &Client) -> BTreeSet<String> {
    let listed = admin.get("/api/v1/alerts").expect(200).json();
    let open = listed["alerts"].as_array().unwrap().iter();
    let open = open.filter(|it| it["closed_at"].is_null());
    open.map(|it| it["kind"].as_str().unwrap().to_owned())
        .collect()
}

fn go_wrong(app: &TestApp, admin: &Client) {
    let ada = app.create_user("ada@example.com");
    app.let_a_day_pass();
    app.deactivate(&ada);
    for _ in 0..20 {
        app.get("/scim/Nothing").scim_error(404, None);
    }
    falls_silent(app);
    tokens_end(app);
    let gophish = json!({ "url": "http://127.0.0.1:9", "api_key": "x".repeat(64) });
    admin.put("/api/v1/gophish", &gophish).expect(200);
    admin.post("/api/v1/gophish/sync", &json!({})).problem(400);
    loses_a_field(app, admin);
}

fn each_is_told(app: &TestApp, mail: &MailServer) {
    let session = owner(app);
    let admin = guarded(app, 0);
    let receiver = Receiver::start(|_, _| taken());
    let thresholds = json!({ "error_requests_min": 10 });
    let set = json!({ "emails": ["it@example.com"], "webhook_url": receiver.url(), "thresholds": thresholds });
    let set = admin
        .put("/api/v1/alerts/settings", &set)
        .expect(200)
        .json();
    let secret = set["webhook_secret"].as_str().unwrap();
    go_wrong(app, &admin);

    let all: BTreeSet<_> = KINDS.iter().map(|kind| kind.code.to_owned()).collect();
    eventually(|| open(&admin) == all);
    let cookie = format!("rollcall_session={}", session.token);
    let home = app
        .with_token("")
        .send("GET", "/t/default", &[("cookie", &cookie)], None)
        .expect(200);
    let (mut told, mut letters) = (BTreeSet::new(), String::new());
    while told != all {
        let message: Value = verified(secret, &receiver.next());
        assert_eq!(message["type"], "alert.opened", "{message}");
        told.insert(message["data"]["kind"].as_str().unwrap().to_owned());
    }
    while !KINDS.iter().all(|kind| letters.contains(kind.title)) {
        letters.push_str(&mail.next().text);
    }
    assert!(home.text.contains("Needs you"), "{}", home.text);
    // Home has the first six, the latest first.
    let listed = admin.get("/api/v1/alerts").expect(200).json();
    for alert in &listed["alerts"].as_array().unwrap()[..6] {
        let name = alert["subject"]["name"].as_str().unwrap();
        assert!(home.text.contains(name), "{name}: {}", home.text);
    }
}

#[test]
fn each_kind_is_told_by_every_way() {
    let mail = MailServer::start();
    let url = mail.url();
    for app in TestApp::each_configured(|config| {
        config.limits.alerts_check_seconds = 1;
        config.smtp_url = Some(url.clone().into());
        config.mail_from = Some("Rollcall <rollcall@example.com>".to_owned());
    }) {
        each_is_told(&app, &mail);
        drop(mail.rest());
    }
}
