//! What others try to get at accounts and keys that are not theirs: an admin, a key for less than all, another tenant's owner, one who
//! was removed, somebody who guesses, a site beside ours.

use rollcall_provisioning::accounts::Role;
use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::accounts::{PASSWORD, code_at, member, owner, refused, session_of, sign_in};
use crate::client::{Client, Reply};
use crate::harness::{TestApp, on_both};
use crate::sso::Provider;

on_both! {
    keys_are_out_of_reach_where_tokens_are_managed,
    a_link_ends_when_its_account_joins_another_tenant,
    what_others_may_know_opens_no_other_tenant,
    whoever_made_an_account_does_not_stay_in_it,
    whoever_is_removed_leaves_no_link,
    another_password_ends_links_and_no_second_factor,
    ones_own_sign_in_ends_no_pause,
}

const NEW: &str = "quite another long one";

fn invited(owner: &Client, email: &str, role: &str) -> String {
    let body = json!({ "email": email, "role": role });
    let made = owner.post("/api/v1/invitations", &body).expect(201).json();
    made["code"].as_str().unwrap().to_owned()
}

fn accept(client: &Client, body: &Value) -> Reply {
    client.post("/api/v1/invitations/accept", body)
}

/// An account that an owner made, who sees its link too.
fn made_by(app: &TestApp, owner: &Client, email: &str) -> Client {
    let code = invited(owner, email, "auditor");
    let body = json!({ "code": code, "name": "Somebody", "password": PASSWORD });
    let begun = accept(&app.with_token(""), &body).expect(201).json();
    session_of(app, &begun).in_tenant("acorp")
}

fn id_of(owner: &Client, email: &str) -> String {
    let listed = owner.get("/api/v1/admins").expect(200).json();
    let all = listed["admins"].as_array().unwrap();
    let found = all.iter().find(|it| it["email"] == email).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

fn reset_link(owner: &Client, email: &str) -> Reply {
    let path = format!("/api/v1/admins/{}/password-reset", id_of(owner, email));
    owner.send("POST", &path, &[], None)
}

fn reset(app: &TestApp, code: &Value, password: &str) -> Reply {
    let body = json!({ "code": code, "password": password });
    app.with_token("").post("/api/v1/password-resets", &body)
}

/// The owners of two tenants, neither of whom the installation belongs to.
fn two_owners(app: &TestApp) -> (Client, Client) {
    for tenant in ["acorp", "bcorp"] {
        app.client_of(tenant, Scope::Scim);
    }
    let of = |tenant: &str| member(app, tenant, &format!("owner@{tenant}.example"), Role::Owner);
    (of("acorp"), of("bcorp"))
}

fn keys_are_out_of_reach_where_tokens_are_managed(app: &TestApp) {
    let owner = owner(app);
    let admin = member(app, "default", "admin@example.com", Role::Admin);
    let made = |body: Value| {
        let made = owner.post("/api/v1/api-keys", &body).expect(201).json();
        let key = app.with_token(made["secret"].as_str().unwrap());
        (made["id"].as_str().unwrap().to_owned(), key)
    };
    let (id, full) = made(json!({ "name": "Full", "role": "owner" }));
    let (_, limited) = made(json!({ "name": "Limited", "role": "admin", "areas": ["tokens"] }));
    for who in [&admin, &limited, &owner] {
        let listed = who.get("/api/v1/tokens").expect(200);
        assert!(!listed.text.contains(&id), "{}", listed.text);
        assert!(
            !listed.text.contains("\"scope\":\"api\""),
            "{}",
            listed.text
        );
        for (verb, body) in [
            ("rotate", json!({})),
            ("rotate", json!({ "overlap_hours": 0 })),
            ("revoke", json!({ "confirm": "Full" })),
        ] {
            for named in [id.as_str(), "Full"] {
                let path = format!("/api/v1/tokens/{named}/{verb}");
                who.post(&path, &body).problem(404);
            }
        }
    }
    full.get("/api/v1/admins").expect(200);
    // A connection's tokens end with it, and keys that were made beside them do not.
    let body = json!({ "people": "keep", "confirm": "default" });
    let path = "/api/v1/connections/default/disconnect";
    assert!(admin.post(path, &body).status < 300);
    app.get("/scim/Users").scim_error(401, None);
    full.get("/api/v1/admins").expect(200);
}

fn a_link_ends_when_its_account_joins_another_tenant(app: &TestApp) {
    let (a, b) = two_owners(app);
    let email = "victim@bcorp.example";
    // Whoever runs the installation made it: nobody else knows what opens it.
    let victim = member(app, "acorp", email, Role::Auditor);
    let kept = reset_link(&a, email).expect(201).json();
    let code = invited(&b, email, "owner");
    accept(&victim, &json!({ "code": code })).expect(201);
    refused(&reset_link(&a, email), 403, "not_yours_alone");
    refused(&reset(app, &kept["code"], NEW), 410, "link_revoked");
    // Nor would it open anything if it were still open: whoever made it may not, by now.
    app.execute("UPDATE one_time_links SET revoked_at = NULL WHERE kind = 'password_reset'");
    refused(&reset(app, &kept["code"], NEW), 410, "link_revoked");
    victim.in_tenant("bcorp").get("/api/v1/admins").expect(200);
    sign_in(app, email, PASSWORD, None).expect(201);
}

fn what_others_may_know_opens_no_other_tenant(app: &TestApp) {
    let (a, b) = two_owners(app);
    let email = "bob@bcorp.example";
    let earlier = made_by(app, &a, email);
    let code = invited(&b, email, "owner");
    let path = format!("/api/v1/invitations/code/{code}");
    let nobody = app.with_token("");
    let looked = nobody.get(&path).expect(200).json();
    assert_eq!(looked["needs_new_password"], json!(true));
    for who in [&earlier, &nobody] {
        let with = |new: Option<&str>| {
            let mut body = json!({ "code": code });
            if who.token.is_empty() {
                body["password"] = json!(PASSWORD);
            }
            if let Some(new) = new {
                body["new_password"] = json!(new);
            }
            accept(who, &body)
        };
        refused(&with(None), 409, "new_password_needed");
        with(Some(PASSWORD)).problem(400);
        with(Some("short")).problem(400);
    }
    let body = json!({ "code": code, "password": PASSWORD, "new_password": NEW });
    let begun = accept(&nobody, &body).expect(201).json();
    refused(&earlier.get("/api/v1/session"), 401, "session_ended");
    let old = sign_in(app, email, PASSWORD, None);
    refused(&old, 401, "sign_in_refused");
    sign_in(app, email, NEW, None).expect(201);
    let bob = session_of(app, &begun);
    bob.in_tenant("bcorp").get("/api/v1/admins").expect(200);
    bob.in_tenant("acorp").get("/api/v1/audit").expect(200);
    // Whoever has no other tenant has nothing to choose.
    let code = invited(&b, "new@bcorp.example", "auditor");
    let looked = nobody.get(&format!("/api/v1/invitations/code/{code}"));
    assert_eq!(
        looked.expect(200).json()["needs_new_password"],
        json!(false)
    );
}

fn whoever_made_an_account_does_not_stay_in_it(app: &TestApp) {
    let installation = owner(app);
    let (a, b) = two_owners(app);
    let provider = Provider::start();
    provider.set(&installation, &json!({})).expect(200);
    let email = "ceo@bcorp.example";
    let held = made_by(app, &a, email);
    let arrive = || {
        let begun = provider.visit(app, json!({ "email": email })).expect(201);
        session_of(app, &begun.json()).in_tenant("acorp")
    };
    arrive();
    let wrong = |password: &str| {
        refused(&sign_in(app, email, password, None), 401, "sign_in_refused");
    };
    refused(&held.get("/api/v1/session"), 401, "session_ended");
    wrong(PASSWORD);
    let entry = "/api/v1/audit?action=admin.proven&limit=1";
    let entry = a.get(entry).expect(200).json();
    assert_eq!(entry["entries"][0]["after"]["password_ended"], json!(true));
    // A link that an owner uses themselves gives them the account again, until its own person is back.
    let link = reset_link(&a, email).expect(201).json();
    reset(app, &link["code"], NEW).expect(204);
    let held = sign_in(app, email, NEW, None).expect(201).json();
    let ceo = arrive();
    let code = invited(&b, email, "owner");
    accept(&ceo, &json!({ "code": code })).expect(201);
    refused(
        &session_of(app, &held).get("/api/v1/session"),
        401,
        "session_ended",
    );
    wrong(NEW);
    // Who is proven keeps what they set.
    arrive();
    ceo.in_tenant("bcorp").get("/api/v1/admins").expect(200);
}

fn whoever_is_removed_leaves_no_link(app: &TestApp) {
    let first = owner(app);
    let second = member(app, "default", "second@example.com", Role::Owner);
    member(app, "default", "third@example.com", Role::Auditor);
    let link = reset_link(&second, "third@example.com").expect(201).json();
    let path = format!("/api/v1/admins/{}", id_of(&first, "second@example.com"));
    first.delete(&path).expect(204);
    refused(&reset(app, &link["code"], NEW), 410, "link_revoked");
    sign_in(app, "third@example.com", PASSWORD, None).expect(201);
}

fn another_password_ends_links_and_no_second_factor(app: &TestApp) {
    let owner = owner(app);
    let email = "third@example.com";
    let third = member(app, "default", email, Role::Auditor);
    let link = reset_link(&owner, email).expect(201).json();
    let body = json!({ "current": PASSWORD, "new": NEW });
    third.put("/api/v1/session/password", &body).expect(204);
    let late = reset(app, &link["code"], "a third long one");
    refused(&late, 410, "link_revoked");

    let totp = "/api/v1/session/totp";
    let begun = third.post(totp, &json!({ "password": NEW })).expect(200);
    let secret = begun.json()["secret"].as_str().unwrap().to_owned();
    let code = json!({ "code": code_at(&secret, 0) });
    third.put(totp, &code).expect(200);
    let link = reset_link(&owner, email).expect(201).json();
    reset(app, &link["code"], "a third long one").expect(204);
    let without = sign_in(app, email, "a third long one", None);
    refused(&without, 401, "code_needed");
}

fn ones_own_sign_in_ends_no_pause(app: &TestApp) {
    owner(app);
    let tries = (0..70).map(|number| {
        if number % 10 == 9 {
            sign_in(app, "ada@example.com", PASSWORD, None)
        } else {
            sign_in(app, &format!("p{number}@example.com"), "a guess", None)
        }
    });
    let paused: Vec<_> = tries.filter(|reply| reply.status == 429).collect();
    let first = paused.first().unwrap();
    refused(first, 429, "sign_in_blocked");
}

#[test]
fn a_session_of_https_is_of_this_host_alone() {
    let app = TestApp::configured(|config| {
        config.public_url = Some("https://rollcall.example.com".to_owned());
    });
    owner(&app);
    // As it is on the line: a client would follow where it is sent, without the cookie.
    let ask = |line: &str, head: &str, body: &str| {
        let length = body.len();
        let text = format!(
            "{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n{head}\r\n\r\n{body}"
        );
        app.raw(text.as_bytes())
    };
    let password = PASSWORD.replace(' ', "+");
    let form = format!("email=ada%40example.com&password={password}");
    let kind = "Content-Type: application/x-www-form-urlencoded";
    let entered = ask("POST /sign-in", kind, &form);
    assert!(entered.starts_with("HTTP/1.1 303"), "{entered}");
    let sent = entered.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("set-cookie").then_some(value)
    });
    let (named, rest) = sent.unwrap().split_once(';').unwrap();
    assert!(
        named.starts_with("__Host-rollcall_session=rcs_"),
        "{entered}"
    );
    assert!(rest.contains("Path=/") && rest.contains("Secure"), "{rest}");
    assert!(!rest.contains("Domain"), "{rest}");
    let home = |cookie: &str| ask("GET /t/default", &format!("Cookie: {cookie}"), "");
    assert!(home(named).starts_with("HTTP/1.1 200"));
    // One that another host of the domain can set, and those of before.
    let other = home(named.trim_start_matches("__Host-"));
    assert!(other.starts_with("HTTP/1.1 303"), "{other}");
}
