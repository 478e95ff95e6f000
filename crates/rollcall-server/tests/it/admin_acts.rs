//! Whatever an admin changes has an entry in the audit log: each operation of the API is done once and looked up by its
//! request's id.

use std::collections::BTreeSet;

use rollcall_provisioning::accounts::Role;
use rollcall_provisioning::auth::Scope;
use rollcall_provisioning::pulls;
use rollcall_provisioning::pulls::sources::source::{Read, Remote};
use serde_json::{Value, json};

use crate::accounts::{PASSWORD, code_at, member, session_of, set_up};
use crate::client::{Client, Reply};
use crate::gophish_stand_in::{KEY, StandIn};
use crate::harness::{TestApp, on_both};
use crate::operation_samples::{Things, admin_of, ask, body, changing};
use crate::sso::Provider;

on_both! {
    each_operation_that_changes_something_has_an_entry,
}

/// What no entry is written of, and why.
const NOT_WRITTEN: [(&str, &str, &str); 4] = [
    (
        "POST",
        "/pulls/{connection}/connect",
        "asks Okta first: its entry is looked at where Okta is played (pulls_sign_in)",
    ),
    (
        "POST",
        "/imports/preview",
        "only looks at what an import would do",
    ),
    (
        "POST",
        "/sso/begin",
        "keeps nothing: who begins holds all of it",
    ),
    (
        "POST",
        "/session/totp",
        "shows a secret that holds nothing before PUT /session/totp, which has an entry",
    ),
];

/// What is asked one after the other, with what the audit log calls it.
const BY_AN_OWNER: [(&str, &str, &str); 63] = [
    ("PUT", "/alerts/settings", "alerts.set"),
    ("POST", "/alerts/test", "alerts.test"),
    ("PUT", "/people/{id}/smart-fields/{key}", "field.set"),
    ("DELETE", "/people/{id}/smart-fields/{key}", "field.unset"),
    ("PUT", "/people/{id}/signature", "field.set"),
    ("DELETE", "/people/{id}/signature", "field.unset"),
    ("POST", "/tokens", "token.create"),
    ("POST", "/tokens/{id}/rotate", "token.rotate"),
    ("POST", "/tokens/{id}/revoke", "token.revoke"),
    ("POST", "/connections", "connection.create"),
    ("PATCH", "/connections/{connection}", "connection.change"),
    ("PUT", "/connections/{connection}/guard", "guard.set"),
    ("DELETE", "/connections/{connection}/guard", "guard.set"),
    (
        "POST",
        "/connections/{connection}/pause",
        "connection.change",
    ),
    (
        "POST",
        "/connections/{connection}/resume",
        "connection.change",
    ),
    ("POST", "/connections/{connection}/simulate", "token.create"),
    ("POST", "/requests/{id}/replay", "request.replay"),
    ("POST", "/mapping/draft/publish", "mapping.publish"),
    (
        "POST",
        "/mapping/versions/{version}/restore",
        "mapping.restore",
    ),
    ("PUT", "/mapping/draft", "mapping.draft"),
    ("DELETE", "/mapping/draft", "mapping.discard"),
    ("POST", "/imports", "import.begin"),
    (
        "PUT",
        "/adoptions/{imported}/{person}",
        "adoption.keep_apart",
    ),
    ("POST", "/pulls", "pull.create"),
    ("PATCH", "/pulls/{connection}", "pull.change"),
    ("POST", "/pulls/{connection}/sync", "pull.sync"),
    ("POST", "/pulls/{connection}/hook", "pull.hook"),
    (
        "POST",
        "/pulls/{connection}/runs/{run}/release",
        "pull.vanished",
    ),
    (
        "POST",
        "/pulls/{connection}/runs/{run}/reject",
        "pull.vanished",
    ),
    ("POST", "/webhooks", "webhook.create"),
    ("POST", "/webhooks/{id}/test", "webhook.test"),
    ("POST", "/webhooks/{id}/enable", "webhook.enable"),
    ("POST", "/webhooks/{id}/replay", "webhook.replay"),
    ("DELETE", "/webhooks/{id}", "webhook.delete"),
    ("PUT", "/gophish", "gophish.connect"),
    ("POST", "/gophish/sync", "gophish.sync"),
    ("DELETE", "/gophish", "gophish.disconnect"),
    ("POST", "/event-streams", "event_stream.create"),
    ("POST", "/event-streams/{id}/pause", "event_stream.pause"),
    ("POST", "/event-streams/{id}/resume", "event_stream.resume"),
    ("DELETE", "/event-streams/{id}", "event_stream.delete"),
    ("DELETE", "/resource-types/{name}", "schema.remove"),
    ("PUT", "/resource-types/{name}", "schema.define"),
    ("DELETE", "/schemas/{urn}", "schema.remove"),
    ("PUT", "/schemas/{urn}", "schema.define"),
    ("POST", "/indexes", "index.create"),
    ("DELETE", "/indexes/{id}", "index.delete"),
    ("PATCH", "/tenant", "tenant.rename"),
    ("POST", "/tenants", "tenant.create"),
    ("PUT", "/admins/{id}", "admin.change"),
    ("POST", "/admins/{id}/password-reset", "admin.reset_link"),
    ("DELETE", "/admins/{id}", "admin.remove"),
    ("POST", "/invitations", "invitation.create"),
    ("DELETE", "/invitations/{id}", "invitation.revoke"),
    ("POST", "/api-keys", "token.create"),
    ("DELETE", "/api-keys/{id}", "token.revoke"),
    (
        "POST",
        "/connections/{connection}/set-up-links",
        "set_up_link.create",
    ),
    (
        "DELETE",
        "/connections/{connection}/set-up-links/{id}",
        "set_up_link.revoke",
    ),
    ("POST", "/leavers/{id}/restore", "leaver.restore"),
    ("DELETE", "/leavers/{id}", "leaver.purge"),
    ("POST", "/held/release", "guard.release"),
    ("POST", "/held/reject", "guard.reject"),
    (
        "POST",
        "/connections/{connection}/disconnect",
        "connection.disconnect",
    ),
];

/// What an entry tells.
#[derive(Debug, PartialEq)]
enum Told {
    /// Something is there that was not before.
    Made,
    /// Something is no longer there.
    Gone,
    /// Something is otherwise than it was.
    Changed,
    /// Something was sent, tried or begun, or is secret.
    Done,
}

/// What the entry of an operation has to tell.
fn told((method, pattern): (&str, &str), action: &str) -> Told {
    let verb = action.split_once('.').unwrap().1;
    match (pattern, action, verb) {
        ("/connections/{connection}/guard", ..) if method == "PUT" => Told::Made,
        ("/connections/{connection}/guard", ..) => Told::Gone,
        (_, "alerts.test" | "pull.sync" | "webhook.test" | "gophish.sync", _) => Told::Done,
        (_, "request.replay" | "admin.password", _) => Told::Done,
        (_, "adoption.keep_apart" | "pull.hook" | "admin.reset_link" | "sso.set", _) => Told::Made,
        (_, "gophish.connect" | "schema.define", "connect" | "define") => Told::Made,
        (_, "connection.disconnect", _) => Told::Changed,
        (_, _, "create" | "begin" | "accept" | "set_up") => Told::Made,
        (_, _, "revoke" | "delete" | "remove" | "discard" | "disconnect" | "purge" | "end") => {
            Told::Gone
        }
        _ => Told::Changed,
    }
}

/// What was done, and whether its entry is there.
struct Acts<'t> {
    app: &'t TestApp,
    owner: Client,
    done: BTreeSet<(&'static str, &'static str)>,
}

impl Acts<'_> {
    /// The request was carried out, and there is an entry of this action that names it.
    #[track_caller]
    fn written(&mut self, operation: (&'static str, &'static str), action: &str, reply: &Reply) {
        assert!(
            reply.status < 300,
            "{operation:?}: {} {}",
            reply.status,
            reply.text
        );
        let request = reply.header("x-request-id").unwrap();
        let elsewhere = self.owner.in_tenant("initech");
        let logs = [
            (&self.owner, ""),
            (&self.owner, "/installation"),
            (&elsewhere, ""),
        ];
        let known = logs.map(|(reader, log)| {
            let page = reader.get(&format!("/api/v1{log}/audit?limit=20")).json();
            page["entries"].as_array().cloned().unwrap_or_default()
        });
        let of_request: Vec<_> = known
            .iter()
            .flatten()
            .filter(|it| it["request_id"] == request)
            .collect();
        let entry = of_request.iter().find(|it| it["action"] == action);
        let entry = entry.unwrap_or_else(|| {
            panic!("{operation:?} has no {action}, but {of_request:?}");
        });
        let (before, after) = (&entry["before"], &entry["after"]);
        let is_told = match told(operation, action) {
            Told::Made => before.is_null() && !after.is_null(),
            Told::Gone => !before.is_null() && after.is_null(),
            Told::Changed => !before.is_null() && !after.is_null() && before != after,
            Told::Done => before.is_null(),
        };
        assert!(is_told, "{operation:?}: {entry}");
        let secrets = [PASSWORD, KEY, "eyJ", "rcl_", "whsec_"];
        let secret = secrets.iter().find(|it| entry.to_string().contains(**it));
        assert_eq!(secret, None, "{operation:?}: {entry}");
        self.done.insert(operation);
    }

    /// Has somebody be held who would leave.
    fn hold_somebody(&self, name: &str) {
        let guard =
            json!({ "enabled": true, "people_max": 0, "percent_max": 0, "window_minutes": 60 });
        self.owner.put("/api/v1/guard", &guard).expect(200);
        let somebody = self.app.create_user(name);
        self.app.let_a_day_pass();
        self.app.deactivate(&somebody);
    }

    fn by_an_owner(&mut self, things: &mut Things) {
        let gophish = StandIn::start();
        for (method, pattern, action) in BY_AN_OWNER {
            let mut body = body(method, pattern);
            match (method, pattern) {
                ("PUT", "/gophish") => body = Some(json!({ "url": gophish.url(), "api_key": KEY })),
                ("DELETE", "/leavers/{id}") => self.app.deactivate(&things.leaver),
                (
                    _,
                    "/pulls/{connection}/runs/{run}/release"
                    | "/pulls/{connection}/runs/{run}/reject",
                ) => {
                    things.run = held_run(self.app, &things.okta);
                }
                ("POST", "/webhooks/{id}/enable") => {
                    self.app.execute("UPDATE webhooks SET disabled_at = 1");
                }
                ("POST", "/held/release") => self.hold_somebody("held1@example.com"),
                ("POST", "/held/reject") => self.hold_somebody("held2@example.com"),
                ("POST", "/connections/{connection}/simulate") => {
                    let address = things.address("/connections/{connection}");
                    self.owner
                        .send_json("PATCH", &address, &json!({ "test_mode": false }))
                        .expect(200);
                }
                _ => {}
            }
            let reply = ask(&self.owner, method, &things.address(pattern), body.as_ref());
            self.written((method, pattern), action, &reply);
        }
        let guard = body("PUT", "/guard");
        let reply = ask(&self.owner, "PUT", "/api/v1/guard", guard.as_ref());
        self.written(("PUT", "/guard"), "guard.set", &reply);
    }

    /// What somebody does who is nobody yet, and with an account of their own.
    fn by_oneself(&mut self, things: &Things) {
        let nobody = self.app.with_token("");
        let accept = json!({ "code": things.invitation_code, "name": "Dan", "password": PASSWORD });
        let accepted = nobody.post("/api/v1/invitations/accept", &accept);
        self.written(
            ("POST", "/invitations/accept"),
            "invitation.accept",
            &accepted,
        );
        let link = self.app.with_token(&things.link_code);
        let token = link.post("/api/v1/set-up-link/tokens", &json!({ "name": "Theirs" }));
        self.written(("POST", "/set-up-link/tokens"), "token.create", &token);

        let dan = session_of(self.app, &accepted.json());
        let profile = json!({ "name": "Daniel", "language": "de" });
        let reply = dan.put("/api/v1/session/profile", &profile);
        self.written(("PUT", "/session/profile"), "admin.profile", &reply);
        let password = json!({ "password": PASSWORD });
        let begun = dan.post("/api/v1/session/totp", &password).expect(200);
        let code = code_at(begun.json()["secret"].as_str().unwrap(), 0);
        let reply = dan.put("/api/v1/session/totp", &json!({ "code": code }));
        self.written(("PUT", "/session/totp"), "admin.totp_on", &reply);
        let reply = dan.send_json("DELETE", "/api/v1/session/totp", &password);
        self.written(("DELETE", "/session/totp"), "admin.totp_off", &reply);
        let other = json!({ "current": PASSWORD, "new": "another long one" });
        let reply = dan.put("/api/v1/session/password", &other);
        self.written(("PUT", "/session/password"), "admin.password", &reply);
        let reply = dan.delete("/api/v1/session");
        self.written(("DELETE", "/session"), "session.end", &reply);

        let id = admin_of(&self.owner, "dan@default.example.com");
        let reset = format!("/api/v1/admins/{id}/password-reset");
        let code = self
            .owner
            .send("POST", &reset, &[], None)
            .expect(201)
            .json()["code"]
            .clone();
        let body = json!({ "code": code, "password": "yet another one" });
        let reply = nobody.post("/api/v1/password-resets", &body);
        self.written(("POST", "/password-resets"), "admin.password", &reply);
        let body = json!({ "email": "dan@default.example.com", "password": "yet another one" });
        let reply = nobody.post("/api/v1/sessions", &body);
        self.written(("POST", "/sessions"), "session.begin", &reply);
    }

    fn by_single_sign_on(&mut self) {
        let provider = Provider::start();
        let set = provider.set(&self.owner, &json!({}));
        self.written(("PUT", "/sso"), "sso.set", &set);
        let begun = provider.visit(self.app, json!({}));
        self.written(("POST", "/sso/finish"), "session.begin", &begun);
        let reply = self.owner.delete("/api/v1/sso");
        self.written(("DELETE", "/sso"), "sso.delete", &reply);
    }
}

/// A run in which everybody has vanished, about which is to be decided.
fn held_run(app: &TestApp, connection: &str) -> String {
    let due = pulls::Due {
        tenant: "default".to_owned(),
        connection: connection.parse().unwrap(),
    };
    let full = async |names: &[&str]| {
        let people = names.iter().map(|name| Remote {
            external_id: (*name).to_owned(),
            user_name: (*name).to_owned(),
            resource: json!({ "userName": name }).as_object().unwrap().clone(),
            active: Some(true),
            changed_micros: None,
        });
        let read = Read {
            people: people.collect(),
            left_out: Vec::new(),
            next: None,
            newest_micros: None,
        };
        let p = &app.provisioning;
        let mut claimed = pulls::claim(p, &due).await.unwrap().unwrap();
        let mut run = pulls::Run::begin(p, &mut claimed).await.unwrap().unwrap();
        run.page(read).await.unwrap();
        while run.next().await.unwrap() == pulls::Flow::On {}
        let claimed = run.claimed().clone();
        pulls::release(p, claimed, pulls::Ended::Done)
            .await
            .unwrap();
        run.id().to_string()
    };
    app.run(async {
        app.execute("UPDATE pulls SET full_at = NULL");
        full(&["pulled@example.com"]).await;
        app.execute("UPDATE pulls SET full_at = NULL");
        full(&[]).await
    })
}

fn each_operation_that_changes_something_has_an_entry(app: &TestApp) {
    let begun = set_up(app).expect(201);
    let owner = session_of(app, &begun.json());
    member(app, "default", "eva@example.com", Role::Auditor);
    let scim = app.client_of("default", Scope::Scim);
    let mut things = Things::make(app, "default", &owner, &scim);
    let mut acts = Acts {
        app,
        owner,
        done: BTreeSet::new(),
    };
    acts.written(("POST", "/set-up"), "installation.set_up", &begun);
    acts.by_oneself(&things);
    acts.by_single_sign_on();
    // The invitation was used; another is there to be taken back.
    things.invitation = invited(&acts.owner);
    acts.by_an_owner(&mut things);

    let known: BTreeSet<_> = changing().map(|it| (it.method, it.pattern)).collect();
    let mut told = acts.done;
    told.extend(NOT_WRITTEN.map(|(method, pattern, why)| {
        assert!(!why.is_empty());
        (method, pattern)
    }));
    let missing: Vec<_> = known.symmetric_difference(&told).collect();
    assert!(
        missing.is_empty(),
        "say of each whether it has an entry: {missing:?}"
    );
}

fn invited(owner: &Client) -> String {
    let body = json!({ "email": "fay@example.com", "role": "auditor" });
    let made: Value = owner.post("/api/v1/invitations", &body).expect(201).json();
    made["id"].as_str().unwrap().to_owned()
}
