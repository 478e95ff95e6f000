//! The links of invitations and of forgotten passwords come by e-mail too, where there is a mail server.

use rollcall_provisioning::accounts::Role;
use serde_json::{Value, json};

use crate::accounts::{PASSWORD, member, owner, sign_in};
use crate::harness::{TestApp, on_both};
use crate::mail_server::{Letter, MailServer};
use crate::operation_samples::admin_of;
use crate::program::Place;

on_both! {
    without_a_mail_server_the_link_is_in_the_answer_alone,
}

const INVITATIONS: &str = "/api/v1/invitations";

fn with_mail(url: &str) -> Vec<TestApp> {
    TestApp::each_configured(|config| {
        config.smtp_url = Some(url.to_owned().into());
        config.mail_from = Some("Rollcall <rollcall@example.com>".to_owned());
    })
}

/// The address of a link that a letter has, as text and as a link.
fn link_in(letter: &Letter, page: &str) -> String {
    let text = &letter.text;
    let mut links = text.split("http://").skip(1).map(|rest| {
        let end = rest.find(|c: char| c.is_whitespace() || "\"<".contains(c));
        &rest[..end.unwrap_or(rest.len())]
    });
    let first = links.next().unwrap().to_owned();
    assert!(links.all(|link| link == first), "{text}");
    let (_, code) = first.split_once(page).unwrap();
    code.to_owned()
}

fn an_invitation_is_sent(app: &TestApp, mail: &MailServer) {
    let owner = owner(app);
    let profile = json!({ "name": "Ada", "language": "de" });
    owner.put("/api/v1/session/profile", &profile).expect(200);
    let name = json!({ "name": "Acme <Tools> & Söhne" });
    owner
        .send_json("PATCH", "/api/v1/tenant", &name)
        .expect(200);
    let body = json!({ "email": "bob@example.com", "role": "auditor" });
    let made = owner.post(INVITATIONS, &body).expect(201).json();
    assert_eq!(made["mail"], json!({ "sent": true, "error": null }));
    let letter = mail.next();
    assert_eq!(letter.from, "rollcall@example.com");
    assert_eq!(letter.to, ["bob@example.com"]);
    // In the language of who invites, as long as nobody knows theirs.
    for part in [
        "ada@example.com",
        "Acme &lt;Tools&gt; &amp;",
        "nehmen Sie an",
    ] {
        assert!(letter.text.contains(part), "{part}: {}", letter.text);
    }
    let code = link_in(&letter, "/invitation/");
    assert_eq!(made["code"], json!(code));
    let accept = json!({ "code": code, "name": "Bob", "password": PASSWORD });
    app.with_token("")
        .post("/api/v1/invitations/accept", &accept)
        .expect(201);
}

fn another_password_is_sent_in_their_language(app: &TestApp, mail: &MailServer) {
    let owner = owner(app);
    let cyd = member(app, "default", "cyd@example.com", Role::Admin);
    let profile = json!({ "name": "Cyd", "language": "fr" });
    cyd.put("/api/v1/session/profile", &profile).expect(200);
    let path = format!(
        "/api/v1/admins/{}/password-reset",
        admin_of(&owner, "cyd@example.com")
    );
    let made = owner.send("POST", &path, &[], None).expect(201).json();
    assert_eq!(made["mail"]["sent"], json!(true));
    let letter = mail.next();
    assert_eq!(letter.to, ["cyd@example.com"]);
    assert!(
        letter.text.contains("Choisissez un autre mot de passe"),
        "{}",
        letter.text
    );
    let body = json!({ "code": link_in(&letter, "/reset/"), "password": "another long one" });
    app.with_token("")
        .post("/api/v1/password-resets", &body)
        .expect(204);
    sign_in(app, "cyd@example.com", "another long one", None).expect(201);
}

#[test]
fn links_come_by_mail_and_work() {
    let mail = MailServer::start();
    for app in with_mail(&mail.url()) {
        an_invitation_is_sent(&app, &mail);
    }
    for app in with_mail(&mail.url()) {
        another_password_is_sent_in_their_language(&app, &mail);
    }
}

#[test]
fn a_mail_server_that_is_away_fails_no_invitation() {
    for app in with_mail("smtp://127.0.0.1:9") {
        let owner = owner(&app);
        let body = json!({ "email": "bob@example.com", "role": "auditor" });
        let made = owner.post(INVITATIONS, &body).expect(201).json();
        assert_eq!(made["mail"]["sent"], json!(false));
        assert!(made["mail"]["error"].as_str().unwrap().len() > 5, "{made}");
        let open = owner.get(INVITATIONS).expect(200).json();
        assert_eq!(open["invitations"][0]["id"], made["id"]);
    }
}

fn without_a_mail_server_the_link_is_in_the_answer_alone(app: &TestApp) {
    let owner = owner(app);
    let body = json!({ "email": "bob@example.com", "role": "auditor" });
    let made = owner.post(INVITATIONS, &body).expect(201).json();
    assert_eq!(made["mail"], Value::Null);
    assert!(made["url"].as_str().unwrap().contains("/invitation/rcl_"));
}

#[test]
fn the_command_line_sends_them_too() {
    let mail = MailServer::start();
    let place = Place::new()
        .with("ROLLCALL_SMTP_URL", &mail.url())
        .with("ROLLCALL_MAIL_FROM", "rollcall@example.com")
        .with("ROLLCALL_PUBLIC_URL", "http://rollcall.example.com");
    place.ok(&["tenant", "create", "acme"]);
    let printed = place.ok(&[
        "admin",
        "invite",
        "bob@example.com",
        "--tenant",
        "acme",
        "--role",
        "admin",
    ]);
    let code = link_in(&mail.next(), "rollcall.example.com/invitation/");
    assert_eq!(
        printed.trim(),
        format!("http://rollcall.example.com/invitation/{code}")
    );
}
