//! What goes wrong is told by e-mail and by webhook: once when it begins, and once when it is over.

use rollcall_provisioning::auth::Scope;
use rollcall_provisioning::tokens::{self, NewToken};
use serde_json::{Value, json};

use crate::accounts::owner;
use crate::client::Client;
use crate::console_forms::page;
use crate::guard::guarded;
use crate::harness::{TestApp, on_both};
use crate::mail_server::MailServer;
use crate::receiver::Receiver;
use crate::webhooks::{eventually, taken, verified};

on_both! {
    alerts_are_told_in_the_language_of_the_page,
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
        assert!(mail.next().text.contains("expires in 5 days"));
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
fn letters_are_in_the_language_of_the_settings() {
    with_mail(|app, mail| {
        let admin = guarded(app, 0);
        let set = |language: &str| {
            let set = json!({"emails": ["it@example.com"], "language": language});
            assert_eq!(told(&admin, &set)["language"], language);
        };
        set("de");
        admin.post("/api/v1/alerts/test", &json!({})).expect(200);
        let letter = mail.next().text;
        for part in [
            "Subject: [Rollcall] default: Test",
            "Das ist ein Test der Meldungen",
        ] {
            assert!(letter.contains(part), "{part}: {letter}");
        }
        set("nl");
        let ada = app.create_user("ada@example.com");
        app.let_a_day_pass();
        app.deactivate(&ada);
        let letter = mail.next().text;
        for part in [
            "Subject: [Rollcall] default: Vertrekken worden vastgehouden: default",
            "meer personen gedeactiveerd of verwijderd dan de bewaking laat gaan",
            "1 persoon wordt sinds",
            "Sinds 20",
            "stelt u in onder Meldingen",
        ] {
            assert!(letter.contains(part), "{part}: {letter}");
        }
        // Scripts are told in English, and by a code.
        let listed = admin.get(ALERTS).expect(200).json();
        let alert = &listed["alerts"][0];
        assert_eq!(
            (&alert["code"], &alert["arguments"]["people"]),
            (&json!("people_held"), &json!(1))
        );
        assert!(alert["text"].as_str().unwrap().contains("1 person is held"));
        // Without a word about it the language stays.
        told(&admin, &json!({"emails": ["it@example.com"]}));
        admin
            .post("/api/v1/held/release", &json!({"all": true}))
            .expect(200);
        let over = mail.next().text;
        let subject =
            "Subject: [Rollcall] default: Voorbij: Vertrekken worden vastgehouden: default";
        assert!(over.contains(subject), "{over}");
    });
}

fn alerts_are_told_in_the_language_of_the_page(app: &TestApp) {
    let owner = owner(app);
    let (opened, columns) = (
        app.provisioning.now(),
        "tenant_id, kind, subject_id, subject_kind, subject_name, text, level, opened_at, words",
    );
    let silence =
        json!({"code": "silence", "arguments": {"connection": "<HR>", "hours": 25, "days": 3}});
    let refused = json!({"code": "error_rate", "arguments": {"requests": 1234, "refused": 1000, "cause": "token_expired", "since": "2026-11-30T08:00:00Z"}});
    // Nobody looks meanwhile whether it is so.
    app.execute("DELETE FROM alert_work");
    app.execute("INSERT INTO alert_work (tenant_id, lease_until, counted_at, completeness) VALUES ('default', 9000000000000000, 0, '{}')");
    for row in [
        format!("'silence', 'a', 'connection', '<HR>', 'In English.', 0, {opened}, '{silence}'"),
        format!("'error_rate', '', 'tenant', '', 'In English.', 0, {opened}, '{refused}'"),
        // One of before there were codes, and one of a later version's code.
        format!("'silence', 'b', 'connection', 'Old', 'As it was kept.', 0, {opened}, NULL"),
        format!(
            "'guard_hit', 'c', 'connection', 'New', 'As it came.', 0, {opened}, '{{\"code\": \"later\", \"arguments\": {{}}}}'"
        ),
    ] {
        app.execute(&format!(
            "INSERT INTO alerts ({columns}) VALUES ('default', {row})"
        ));
    }
    for (language, parts) in [
        (
            "de",
            [
                "„&lt;HR&gt;“ ist seit 25 Stunden nichts gekommen",
                "Von 1.234 Anfragen",
                "aus diesem Grund: Token abgelaufen",
            ],
        ),
        (
            "nl",
            [
                "“&lt;HR&gt;” is al 25 uur niets gekomen",
                "Van 1.234 verzoeken",
                "de meeste hierom: ",
            ],
        ),
        (
            "fr",
            [
                "« &lt;HR&gt; » depuis 25 heures",
                "requêtes dans l’heure",
                "la plupart pour ceci : ",
            ],
        ),
        (
            "en",
            [
                "&quot;&lt;HR&gt;&quot; for 25 hours",
                "Of 1,234 requests",
                "most of them for this: ",
            ],
        ),
    ] {
        let profile = json!({"name": "Ada", "language": language});
        owner.put("/api/v1/session/profile", &profile).expect(200);
        for path in ["/t/default", "/t/default/alerts"] {
            let page = page(app, &owner, path).expect(200).text;
            for part in parts.iter().chain(&["As it was kept.", "As it came."]) {
                assert!(page.contains(part), "{part}: {page}");
            }
        }
    }
    let counts = owner.get("/api/v1/overview/counts").expect(200).json();
    assert_eq!(counts["alerts"], 4);
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
        json!({"emails": [], "language": "en", "webhook_url": null, "muted": [], "can_mail": false,
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
            json!({"emails": [], "language": "es"}),
            "one of en, de, nl, fr",
        ),
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
