//! What goes wrong is told by e-mail and by webhook: once when it begins, and once when it is over.

use rollcall_provisioning::auth::Scope;
use rollcall_provisioning::tokens::{self, NewToken};
use serde_json::{Value, json};

use crate::client::Client;
use crate::guard::guarded;
use crate::harness::{TestApp, on_both};
use crate::mail_server::MailServer;
use crate::receiver::Receiver;
use crate::webhooks::{eventually, taken, verified};

on_both! {
    a_way_that_is_not_set_is_not_tested,
    mistakes_are_problems,
}

const ALERTS: &str = "/api/v1/alerts";
const SETTINGS: &str = "/api/v1/alerts/settings";

/// Servers that look every second, with a mail server.
fn with_mail(test: impl Fn(&TestApp, &MailServer)) {
    let mail = MailServer::start();
    let url = mail.url();
    let apps = TestApp::each_configured(|config| {
        config.limits.alerts_check_seconds = 1;
        config.smtp_url = Some(url.clone().into());
        config.mail_from = Some("Rollcall <rollcall@example.com>".to_owned());
    });
    for app in &apps {
        test(app, &mail);
    }
}

fn told(admin: &Client, body: &Value) -> Value {
    admin.put(SETTINGS, body).expect(200).json()
}

#[test]
fn who_is_held_is_told_of_until_somebody_decides() {
    with_mail(|app, mail| {
        let admin = guarded(app, 0);
        let receiver = Receiver::start(|_, _| taken());
        let set = json!({"emails": ["it@example.com", "boss@example.com"], "webhook_url": receiver.url()});
        let shown = told(&admin, &set);
        let secret = shown["webhook_secret"].as_str().unwrap();
        assert_eq!(shown["can_mail"], true);
        assert!(!admin.get(SETTINGS).expect(200).text.contains("whsec_"));
        let ada = app.create_user("ada@example.com");
        app.let_a_day_pass();
        app.deactivate(&ada);

        let letter = mail.next();
        assert_eq!(letter.from, "rollcall@example.com");
        assert_eq!(letter.to, ["it@example.com", "boss@example.com"]);
        for part in [
            "Subject: [Rollcall] default: Departures are held: default",
            "text/plain",
            "text/html",
            "1 person is held since",
        ] {
            assert!(letter.text.contains(part), "{part}: {}", letter.text);
        }
        let message = verified(secret, &receiver.next());
        assert_eq!(message["type"], "alert.opened");
        assert_eq!(
            (&message["data"]["kind"], &message["data"]["tenant"]),
            (&json!("guard_hit"), &json!("default"))
        );
        let listed = admin.get(ALERTS).expect(200).json();
        let alert = &listed["alerts"][0];
        assert_eq!(
            (&listed["open"], &alert["severity"]),
            (&json!(1), &json!("critical"))
        );
        assert_eq!(
            (&alert["subject"]["kind"], &alert["subject"]["name"]),
            (&json!("connection"), &json!("default"))
        );
        // The text says how many; that alone is nothing new.
        let bob = app.create_user("bob@example.com");
        app.let_a_day_pass();
        app.delete(&format!("/scim/Users/{bob}")).expect(204);
        eventually(|| {
            let listed = admin.get(ALERTS).expect(200).json();
            listed["alerts"][0]["text"]
                .as_str()
                .unwrap()
                .contains("2 people are held")
        });
        assert!(mail.rest().is_empty() && receiver.rest().is_empty());

        admin
            .post("/api/v1/held/release", &json!({"all": true}))
            .expect(200);
        let letter = mail.next();
        assert!(
            letter.text.contains("Over: Departures are held: default"),
            "{}",
            letter.text
        );
        assert_eq!(verified(secret, &receiver.next())["type"], "alert.closed");
        let listed = admin.get(ALERTS).expect(200).json();
        assert_eq!(listed["open"], 0);
        assert!(listed["alerts"][0]["closed_at"].is_string());
    });
}

#[test]
fn a_token_that_expires_is_told_of_if_it_is_used_and_nobody_has_muted_it() {
    with_mail(|app, mail| {
        let admin = app.client_of("default", Scope::Api);
        told(
            &admin,
            &json!({"emails": ["it@example.com"], "muted": ["token_expiring"]}),
        );
        let token = |name: &str, days: i64| {
            let new = NewToken {
                lifetime_seconds: Some(days * 24 * 3_600),
                ..NewToken::provisioning("default", name)
            };
            app.run(tokens::create(&app.provisioning, new)).unwrap()
        };
        let (soon, unused, later) = (token("Soon", 5), token("Unused", 5), token("Later", 90));
        for used in [&soon, &later] {
            app.with_token(&used.secret).get("/scim/Users").expect(200);
        }
        let _ = unused;
        let listed = || admin.get(ALERTS).expect(200).json();
        eventually(|| listed()["open"] == 1);
        let alert = &listed()["alerts"][0];
        assert_eq!(
            (&alert["kind"], &alert["subject"]["name"]),
            (&json!("token_expiring"), &json!("Soon"))
        );
        assert_eq!(alert["severity"], "warning");
        assert!(mail.rest().is_empty());
        told(&admin, &json!({"emails": ["it@example.com"], "muted": []}));
        assert!(mail.next().text.contains("expires in 4 days"));
        // Whoever rotates it has nothing to fear.
        app.run(tokens::revoke(
            &app.provisioning,
            "default",
            &soon.id.to_string(),
            "an admin",
        ))
        .unwrap();
        assert!(
            mail.next()
                .text
                .contains("Over: A secret token expires soon")
        );
    });
}

#[test]
fn a_test_says_what_came_of_each_way() {
    with_mail(|app, mail| {
        let admin = app.client_of("default", Scope::Api);
        let receiver = Receiver::start(|n, _| match n {
            0 => taken(),
            _ => ("503 Service Unavailable", String::new(), String::new()),
        });
        let set = json!({"emails": ["it@example.com", ""], "webhook_url": receiver.url()});
        let secret = told(&admin, &set)["webhook_secret"].clone();
        let test = || {
            admin
                .post("/api/v1/alerts/test", &json!({}))
                .expect(200)
                .json()
        };
        let well = json!({"sent": true, "error": null});
        assert_eq!(test(), json!({"email": well, "webhook": well}));
        assert!(
            mail.next()
                .text
                .contains("Subject: [Rollcall] default: test")
        );
        assert_eq!(
            verified(secret.as_str().unwrap(), &receiver.next())["type"],
            "alert.test"
        );
        let again = test();
        assert_eq!(
            (&again["email"], &again["webhook"]["sent"]),
            (&well, &json!(false))
        );
        assert!(
            again["webhook"]["error"].as_str().unwrap().contains("503"),
            "{again}"
        );
        mail.next();
        // The same receiver keeps its secret.
        assert_eq!(told(&admin, &set).get("webhook_secret"), None);
        told(&admin, &json!({"emails": []}));
        admin.post("/api/v1/alerts/test", &json!({})).problem(400);
    });
}

fn a_way_that_is_not_set_is_not_tested(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let usual = admin.get(SETTINGS).expect(200).json();
    assert_eq!(
        usual,
        json!({"emails": [], "webhook_url": null, "muted": [], "can_mail": false,
               "thresholds": {"silence_hours": 24, "error_percent": 20, "error_requests_min": 20, "completeness_points": 10}})
    );
    told(
        &admin,
        &json!({"emails": ["it@example.com"], "thresholds": {"silence_hours": 48}}),
    );
    let tested = admin
        .post("/api/v1/alerts/test", &json!({}))
        .expect(200)
        .json();
    assert_eq!(
        (&tested["email"]["sent"], &tested["webhook"]),
        (&json!(false), &json!(null))
    );
    let why = tested["email"]["error"].as_str().unwrap();
    assert!(
        why.contains("no mail server") && why.contains("smtp_url"),
        "{why}"
    );
    // What is not said stays.
    let kept = told(&admin, &json!({"emails": []}));
    assert_eq!(kept["thresholds"]["silence_hours"], 48);
}

fn mistakes_are_problems(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    for (body, says) in [
        (json!({}), "emails"),
        (json!({"emails": ["nobody"]}), "no e-mail address"),
        (
            json!({"emails": ["a@example.com\r\nBcc: b@example.com"]}),
            "no e-mail address",
        ),
        (json!({"emails": vec!["a@example.com"; 21]}), "at most 20"),
        (json!({"emails": [], "muted": ["noise"]}), "the kinds are"),
        (
            json!({"emails": [], "webhook_url": "ftp://example.com"}),
            "http",
        ),
        (
            json!({"emails": [], "thresholds": {"silence_hours": 0}}),
            "silence_hours is from 1",
        ),
        (json!({"emails": [], "thresholds": {"noise": 1}}), "noise"),
        (json!({"emails": [], "colour": 1}), "colour"),
    ] {
        let detail = admin.put(SETTINGS, &body).problem(400);
        assert!(detail.contains(says), "{detail}");
    }
    admin.post("/api/v1/alerts/test", &json!({})).problem(400);
    for query in ["limit=0", "after=x", "page=2"] {
        admin.get(&format!("{ALERTS}?{query}")).problem(400);
    }
    let none = admin.get(ALERTS).expect(200).json();
    assert_eq!(none, json!({"alerts": [], "open": 0, "next_after": null}));
    app.get(ALERTS).problem(403);
}
