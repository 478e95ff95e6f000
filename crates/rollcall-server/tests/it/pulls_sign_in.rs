//! Signing in at Okta, and whatever can come back from there.

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::accounts::{member, owner};
use crate::okta_double::{CLIENT, form};
use crate::pulls::{come_back, connect, create, each, post, settled, synced};

#[test]
fn whoever_comes_back_otherwise_connects_nothing() {
    each(1, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        create(&admin, okta, &json!({}));
        let begin = || {
            let begun = post(&admin, "/api/v1/pulls/Okta/connect")
                .expect(200)
                .json();
            begun["url"].as_str().unwrap().to_owned()
        };
        let url = begin();
        let state = form(url.split_once('?').unwrap().1, "state").unwrap();
        let denied = format!("error=access_denied&error_description=User+denied&state={state}");
        let refused = come_back(app, &denied);
        assert_eq!(refused.status, 400, "{}", refused.text);
        let shown = admin.get("/api/v1/pulls/Okta").expect(200).json();
        assert_eq!(
            (&shown["state"], &shown["problem"]["code"]),
            (&json!("new"), &json!("access_denied")),
            "{shown:#}"
        );
        // The state was used up.
        assert_eq!(come_back(app, &format!("code=c&state={state}")).status, 400);
        for forged in [
            "code=c&state=forged",
            "code=c",
            "",
            "state=a&state=b",
            "code=c&state=",
        ] {
            assert_eq!(come_back(app, forged).status, 400, "{forged}");
        }
        let forged = form(begin().split_once('?').unwrap().1, "state").unwrap();
        assert_eq!(
            come_back(app, &format!("code=forged&state={forged}")).status,
            400
        );
        let shown = admin.get("/api/v1/pulls/Okta").expect(200).json();
        assert_eq!(shown["problem"]["code"], "invalid_grant", "{shown:#}");
        okta.id_tokens_are_off_by(-100_000);
        let refused = connect(app, &admin, okta);
        assert!(refused.text.contains("clock"), "{}", refused.text);
        okta.id_tokens_are_off_by(0);
        okta.grants("openid profile offline_access");
        let refused = connect(app, &admin, okta);
        assert!(
            refused.text.contains("okta.users.read") && refused.text.contains("Grant"),
            "{}",
            refused.text
        );
        okta.grants("openid okta.users.read");
        let query = okta.consents(&begin());
        come_back(app, &query).expect(200);
        assert_eq!(come_back(app, &query).status, 400, "a replay");
        let shown = settled(&admin);
        assert_eq!(
            (&shown["state"], &shown["problem"]),
            (&json!("connected"), &Value::Null),
            "{shown:#}"
        );
        assert_eq!(shown["may_read_schemas"], false);
        let entries = admin.get("/api/v1/audit?limit=50").expect(200).json();
        let entries = entries["entries"].as_array().unwrap();
        for action in ["pull.create", "pull.sign_in_begin", "pull.connect"] {
            assert!(entries.iter().any(|it| it["action"] == action), "{action}");
        }
    });
}

#[test]
fn an_admin_comes_back_as_the_same() {
    each(1, |app, okta| {
        let owner = owner(app);
        let other = member(
            app,
            "default",
            "b@example.com",
            rollcall_provisioning::accounts::Role::Admin,
        );
        create(&owner, okta, &json!({}));
        let begin = || {
            let begun = post(&owner, "/api/v1/pulls/Okta/connect")
                .expect(200)
                .json();
            okta.consents(begun["url"].as_str().unwrap())
        };
        let back = |token: &str, query: &str| {
            let cookie = format!("rollcall_session={token}");
            let nobody = app.with_token("");
            nobody.send(
                "GET",
                &format!("/callbacks/okta?{query}"),
                &[("cookie", &cookie)],
                None,
            )
        };
        let refused = back(&other.token, &begin());
        assert!(
            refused.status == 400 && refused.text.contains("Another admin"),
            "{}",
            refused.text
        );
        assert_eq!(come_back(app, &begin()).status, 400, "and nobody");
        let query = begin();
        let cookie = format!("rollcall_session={}", owner.token);
        let request = format!(
            "GET /callbacks/okta?{query} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n",
            app.address
        );
        let answer = app.raw(request.as_bytes());
        assert!(
            answer.starts_with("HTTP/1.1 303") && answer.contains("/t/default/pulls/"),
            "{answer}"
        );
        settled(&owner);
    });
}

/// Whoever begins with a key may send anybody to Okta.
#[test]
fn who_signs_in_for_a_key_is_asked_first() {
    each(2, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        create(&admin, okta, &json!({}));
        let begun = post(&admin, "/api/v1/pulls/Okta/connect")
            .expect(200)
            .json();
        let query = okta.consents(begun["url"].as_str().unwrap());
        for _ in 0..2 {
            let page = app.with_token("").get(&format!("/callbacks/okta?{query}"));
            let policy = page.header("content-security-policy").unwrap_or_default();
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
            let page = page.expect(200).text;
            assert!(
                page.contains(okta.origin().trim_start_matches("http://"))
                    && page.contains("Connect Okta?"),
                "{page}"
            );
        }
        let shown = admin.get("/api/v1/pulls/Okta").expect(200).json();
        assert_eq!(shown["state"], "new", "{shown:#}");
        come_back(app, &query).expect(200);
        assert_eq!(settled(&admin)["state"], "connected");
        assert_eq!(come_back(app, &query).status, 400, "once");
    });
}

#[test]
fn tokens_are_renewed_and_their_end_is_told() {
    each(2, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        create(&admin, okta, &json!({}));
        connect(app, &admin, okta).expect(200);
        settled(&admin);
        okta.access_ends();
        let shown = synced(&admin, "changes");
        assert_eq!(shown["last_run"]["outcome"], "done", "{shown:#}");
        assert_eq!(okta.refresh_tokens(), 1, "each was used once");
        okta.revoke_all();
        let shown = synced(&admin, "changes");
        assert_eq!(shown["state"], "needs_sign_in", "{shown:#}");
        assert_eq!(shown["problem"]["code"], "invalid_grant");
        assert_eq!(shown["last_run"]["outcome"], "failed");
        admin
            .post("/api/v1/pulls/Okta/sync", &json!({}))
            .problem(409);
        assert!(!shown.to_string().contains("refresh-") && !shown.to_string().contains("access-"));
        connect(app, &admin, okta).expect(200);
        assert_eq!(settled(&admin)["state"], "connected");
    });
}

#[test]
fn an_application_that_demands_proofs_gets_them() {
    each(2, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        okta.demands_proofs();
        create(&admin, okta, &json!({}));
        connect(app, &admin, okta).expect(200);
        assert_eq!(settled(&admin)["last_run"]["counts"]["created"], 2);
        okta.access_ends();
        assert_eq!(synced(&admin, "changes")["last_run"]["outcome"], "done");
    });
}

#[test]
fn what_is_typed_wrong_is_told_and_other_tenants_see_nothing() {
    each(1, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        let source = |domain: &str| {
            let source = json!({ "kind": "okta", "domain": domain, "client_id": CLIENT });
            admin.post(
                "/api/v1/pulls",
                &json!({ "name": "Okta", "source": source }),
            )
        };
        for (domain, said) in [
            ("acme.0kta.com", "looks like"),
            ("http://127.0.0.1", "IP address"),
            ("okta.internal", "private network"),
            ("login.acme.example", "acme.example"),
        ] {
            let detail = source(domain).problem(400);
            assert!(detail.contains(said), "{domain}: {detail}");
        }
        let body = json!({ "name": "S", "source": { "kind": "scim", "url": "http://127.0.0.1/scim" }, "token": "s3cret" });
        let refused = admin.post("/api/v1/pulls", &body);
        assert!(refused.problem(400).contains("https://") && !refused.text.contains("s3cret"));
        let body = json!({ "name": "R", "source": { "kind": "rippling" }, "token": "s3cret", "shares": 1 });
        let refused = admin.post("/api/v1/pulls", &body);
        assert!(refused.problem(400).contains("share_percent") && !refused.text.contains("s3cret"));
        let made = create(&admin, okta, &json!({}));
        let id = made["id"].as_str().unwrap();
        let other = app.client_of("globex", Scope::Api);
        assert_eq!(
            other.get("/api/v1/pulls").expect(200).json(),
            json!({ "pulls": [] })
        );
        other.get(&format!("/api/v1/pulls/{id}")).problem(404);
        post(&other, &format!("/api/v1/pulls/{id}/connect")).problem(404);
        other
            .post(&format!("/api/v1/pulls/{id}/sync"), &json!({}))
            .problem(404);
        let stale = json!({ "version": 7, "every_minutes": 10 });
        admin
            .send_json("PATCH", "/api/v1/pulls/Okta", &stale)
            .problem(412);
        let refused = admin.send_json(
            "PATCH",
            "/api/v1/pulls/Okta",
            &json!({ "every_minutes": 0 }),
        );
        assert!(refused.problem(400).contains("every_minutes"));
        app.client_of("default", Scope::Scim)
            .post("/api/v1/pulls", &json!({}))
            .problem(403);
        let token = json!({ "name": "t", "scope": "scim", "connection": "Okta" });
        let refused = admin.post("/api/v1/tokens", &token);
        assert!(refused.status == 400, "{}", refused.text);
    });
}
