//! The first account, signing in, one's own account, invitations.

use rollcall_provisioning::accounts::{Role, invitations, resets};
use rollcall_provisioning::audit::By;
use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::client::{Client, Reply};
use crate::harness::{TestApp, on_both};
use crate::program::Place;

on_both! {
    the_set_up_link_makes_one_account,
    of_two_who_come_with_one_link_one_gets_the_account,
    a_session_opens_what_its_role_allows_and_ends,
    a_flood_of_wrong_passwords_meets_a_pause,
    one_time_codes_are_taken_once,
    another_password_ends_the_other_sessions,
    an_invitation_makes_an_admin_once,
    an_account_that_is_there_accepts_by_its_session,
    a_forgotten_password_is_chosen_anew,
    bad_bodies_are_told_what_is_wrong_and_nothing_secret,
}

pub(crate) const PASSWORD: &str = "three words in a row";

/// Uses the set-up link up; answers the reply.
pub(crate) fn set_up(app: &TestApp) -> Reply {
    app.with_token("").post(
        "/api/v1/set-up",
        &json!({ "code": app.set_up_code, "organisation": "Acme", "name": "Ada", "email": "ada@example.com",
                 "password": PASSWORD }),
    )
}

/// The owner of the installation, signed in, in the tenant `default`.
pub(crate) fn owner(app: &TestApp) -> Client {
    session_of(app, &set_up(app).expect(201).json())
}

pub(crate) fn session_of(app: &TestApp, begun: &Value) -> Client {
    app.with_token(begun["token"].as_str().unwrap())
        .in_tenant("default")
}

pub(crate) fn sign_in(app: &Client, email: &str, password: &str, code: Option<&str>) -> Reply {
    let mut body = json!({ "email": email, "password": password });
    if let Some(code) = code {
        body["code"] = json!(code);
    }
    app.with_token("").post("/api/v1/sessions", &body)
}

/// A member of the tenant, signed in there.
pub(crate) fn member(app: &TestApp, tenant: &str, email: &str, role: Role) -> Client {
    let by = By::from("a test");
    let made = invitations::create(&app.provisioning, tenant, email, role, &by);
    let code = app.run(made).unwrap().code;
    let body = json!({ "code": code, "name": "Member", "password": PASSWORD });
    let begun = app.with_token("").post("/api/v1/invitations/accept", &body);
    let begun = begun.expect(201).json();
    app.with_token(begun["token"].as_str().unwrap())
        .in_tenant(tenant)
}

/// The reply is a problem of this status and code; answers its detail.
#[track_caller]
pub(crate) fn refused(reply: &Reply, status: u16, code: &str) -> String {
    let detail = reply.problem(status);
    assert_eq!(reply.json()["code"], json!(code), "{detail}");
    detail
}

fn the_set_up_link_makes_one_account(app: &TestApp) {
    let nobody = app.with_token("");
    let looked = nobody.get(&format!("/api/v1/set-up/{}", app.set_up_code));
    assert_eq!(looked.expect(200).json()["kind"], json!("set_up"));
    let weak = json!({ "code": app.set_up_code, "name": "Ada", "email": "ada@example.com", "password": "ada@example.com" });
    assert!(
        nobody
            .post("/api/v1/set-up", &weak)
            .problem(400)
            .contains("first that is tried")
    );

    let begun = set_up(app).expect(201).json();
    assert_eq!(begun["admin"]["email"], json!("ada@example.com"));
    assert_eq!(begun["installation_owner"], json!(true));
    assert_eq!(
        begun["tenants"],
        json!([{ "id": "default", "name": "Acme", "role": "owner" }])
    );
    let detail = refused(&set_up(app), 410, "link_used");
    assert!(detail.contains("was used on 20"), "{detail}");
    let mut forged = app.set_up_code.clone();
    forged.replace_range(10..11, if &forged[10..11] == "a" { "b" } else { "a" });
    let body =
        json!({ "code": forged, "name": "Eve", "email": "eve@example.com", "password": PASSWORD });
    refused(&nobody.post("/api/v1/set-up", &body), 404, "link_unknown");

    let session = session_of(app, &begun);
    let view = session.get("/api/v1/session").expect(200).json();
    assert_eq!(view["admin"], begun["admin"]);
    assert_eq!(view.get("token"), None);
}

fn of_two_who_come_with_one_link_one_gets_the_account(app: &TestApp) {
    let try_as = |email: &str| {
        let body =
            json!({ "code": app.set_up_code, "name": "A", "email": email, "password": PASSWORD });
        app.with_token("").post("/api/v1/set-up", &body).status
    };
    let mut statuses = std::thread::scope(|scope| {
        let tries: Vec<_> = ["a@example.com", "b@example.com", "c@example.com"]
            .map(|email| scope.spawn(move || try_as(email)))
            .into_iter()
            .collect();
        tries
            .into_iter()
            .map(|one| one.join().unwrap())
            .collect::<Vec<_>>()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 410, 410]);
}

fn a_session_opens_what_its_role_allows_and_ends(app: &TestApp) {
    let owner = owner(app);
    owner.get("/api/v1/mapping").expect(200);
    owner.get("/api/v1/changes").expect(200);
    owner.get("/scim/Users").scim_error(401, None);
    let homeless = app.with_token(&owner.token);
    assert!(
        homeless
            .get("/api/v1/mapping")
            .problem(400)
            .contains("Rollcall-Tenant")
    );
    homeless.get("/api/v1/session").expect(200);
    for forged in [
        "rcs_",
        "rcs_AAAA",
        &owner.token.replace("rcs_", "rcs_A"),
        &"rcs_".repeat(99),
    ] {
        let stranger = app.with_token(forged).in_tenant("default");
        refused(&stranger.get("/api/v1/mapping"), 401, "session_ended");
    }
    let second = sign_in(app, "ADA@example.com ", PASSWORD, None)
        .expect(201)
        .json();
    let second = session_of(app, &second);
    owner.delete("/api/v1/session").expect(204);
    refused(&owner.get("/api/v1/session"), 401, "session_ended");
    second.get("/api/v1/session").expect(200);
}

fn a_flood_of_wrong_passwords_meets_a_pause(app: &TestApp) {
    set_up(app).expect(201);
    for email in ["ada@example.com", "nobody@example.com"] {
        let replies = (0..30).map(|_| sign_in(app, email, "not the password", None));
        let mut details = Vec::new();
        let mut paused = None;
        for reply in replies {
            if reply.status == 429 {
                paused = Some(reply);
                break;
            }
            details.push(refused(&reply, 401, "sign_in_refused"));
        }
        let paused = paused.unwrap_or_else(|| panic!("no pause for {email}"));
        refused(&paused, 429, "sign_in_blocked");
        let seconds: u32 = paused.header("retry-after").unwrap().parse().unwrap();
        assert!(seconds >= 1);
        assert!(details.len() >= 5, "{details:?}");
        details.dedup();
        assert_eq!(
            details.len(),
            1,
            "nobody learns whether there is an account"
        );
    }
}

/// The code of a moment.
pub(crate) fn code_at(secret: &str, seconds_from_now: u64) -> String {
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(now + seconds_from_now).to_string()
}

fn one_time_codes_are_taken_once(app: &TestApp) {
    let owner = owner(app);
    let put = |code: &str| owner.put("/api/v1/session/totp", &json!({ "code": code }));
    put("000000").problem(400);
    // Whoever finds a session open does not lock its owner out.
    let begin = |body: &Value| owner.post("/api/v1/session/totp", body);
    begin(&json!({})).problem(400);
    let wrong = begin(&json!({ "password": "wrong" }));
    refused(&wrong, 403, "password_wrong");
    let begun = begin(&json!({ "password": PASSWORD })).expect(200).json();
    let secret = begun["secret"].as_str().unwrap();
    assert!(
        begun["uri"]
            .as_str()
            .unwrap()
            .starts_with("otpauth://totp/Rollcall:ada"),
        "{begun}"
    );
    sign_in(app, "ada@example.com", PASSWORD, None).expect(201);
    refused(&put("12345"), 400, "code_refused");
    let first = code_at(secret, 0);
    let codes = put(&first).expect(200).json()["recovery_codes"].clone();
    assert_eq!(codes.as_array().unwrap().len(), 10);
    assert_eq!(
        owner.get("/api/v1/session").json()["admin"]["has_totp"],
        json!(true)
    );
    let with = |code: Option<&str>| sign_in(app, "ada@example.com", PASSWORD, code);
    refused(&with(None), 401, "code_needed");
    refused(&with(Some(&first)), 401, "code_refused");
    let next = code_at(secret, 30);
    with(Some(&next)).expect(201);
    refused(&with(Some(&next)), 401, "code_refused");
    let recovery = codes[3].as_str().unwrap().to_uppercase();
    with(Some(&recovery)).expect(201);
    refused(&with(Some(&recovery)), 401, "code_refused");
    refused(
        &sign_in(app, "ada@example.com", "wrong", Some(&next)),
        401,
        "sign_in_refused",
    );

    let remove = |password: &str| {
        let body = json!({ "password": password });
        owner.send_json("DELETE", "/api/v1/session/totp", &body)
    };
    refused(&remove("wrong"), 403, "password_wrong");
    remove(PASSWORD).expect(204);
    with(None).expect(201);
}

fn another_password_ends_the_other_sessions(app: &TestApp) {
    let owner = owner(app);
    let other = sign_in(app, "ada@example.com", PASSWORD, None)
        .expect(201)
        .json();
    let other = session_of(app, &other);
    let put = |current: &str, new: &str| {
        let body = json!({ "current": current, "new": new });
        owner.put("/api/v1/session/password", &body)
    };
    refused(&put("wrong", "another long one"), 403, "password_wrong");
    put(PASSWORD, "short").problem(400);
    put(PASSWORD, "another long one").expect(204);
    owner.get("/api/v1/session").expect(200);
    refused(&other.get("/api/v1/session"), 401, "session_ended");
    refused(
        &sign_in(app, "ada@example.com", PASSWORD, None),
        401,
        "sign_in_refused",
    );
    sign_in(app, "ada@example.com", "another long one", None).expect(201);
    let profile = json!({ "name": "Ada L.", "language": "de" });
    let view = owner
        .put("/api/v1/session/profile", &profile)
        .expect(200)
        .json();
    assert_eq!(
        (&view["admin"]["name"], &view["admin"]["language"]),
        (&json!("Ada L."), &json!("de"))
    );
    let wrong = json!({ "name": " ", "language": "de" });
    owner.put("/api/v1/session/profile", &wrong).problem(400);
}

fn an_invitation_makes_an_admin_once(app: &TestApp) {
    let owner = owner(app);
    let invite = |email: &str, role: &str| {
        owner.post(
            "/api/v1/invitations",
            &json!({ "email": email, "role": role }),
        )
    };
    assert!(
        invite("eve@example.com", "emperor")
            .problem(400)
            .contains("signature_editor")
    );
    invite("no address", "auditor").problem(400);
    assert!(
        invite("ada@example.com", "auditor")
            .problem(409)
            .contains("already")
    );
    let made = invite("bob@example.com", "auditor").expect(201).json();
    let code = made["code"].as_str().unwrap();
    assert!(
        made["url"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/invitation/{code}"))
    );
    let listed = owner.get("/api/v1/invitations").expect(200).json();
    assert_eq!(listed["invitations"][0]["email"], json!("bob@example.com"));
    assert!(!listed.to_string().contains(code));

    let accept = |code: &str| {
        let body = json!({ "code": code, "name": "Bob", "password": PASSWORD });
        app.with_token("").post("/api/v1/invitations/accept", &body)
    };
    let begun = accept(code).expect(201).json();
    assert_eq!(begun["tenants"][0]["role"], json!("auditor"));
    refused(&accept(code), 410, "link_used");
    let bob = session_of(app, &begun);
    assert!(bob.get("/api/v1/admins").problem(403).contains("owner"));
    assert_eq!(
        owner.get("/api/v1/admins").json()["admins"][1]["email"],
        json!("bob@example.com")
    );

    let made = invite("cyd@example.com", "admin").expect(201).json();
    let path = format!("/api/v1/invitations/{}", made["id"].as_str().unwrap());
    owner.delete(&path).expect(204);
    owner.delete(&path).problem(404);
    refused(&accept(made["code"].as_str().unwrap()), 410, "link_revoked");
}

fn an_account_that_is_there_accepts_by_its_session(app: &TestApp) {
    owner(app);
    for tenant in ["globex", "initech"] {
        app.client_of(tenant, Scope::Scim);
    }
    let bob = member(app, "globex", "bob@example.com", Role::Owner);
    let cyd = member(app, "globex", "cyd@example.com", Role::Admin);
    let code = |tenant: &str| {
        let by = By::from("a test");
        let (p, email) = (&app.provisioning, "Bob@Example.com");
        let made = invitations::create(p, tenant, email, Role::Auditor, &by);
        app.run(made).unwrap().code
    };
    let accept = |client: &Client, body: &Value| client.post("/api/v1/invitations/accept", body);
    let (nobody, first) = (app.with_token(""), code("default"));
    let path = format!("/api/v1/invitations/code/{first}");
    let looked = nobody.get(&path).expect(200).json();
    assert_eq!(
        (&looked["has_account"], &looked["invited_by"]),
        (&json!(true), &json!("a test"))
    );
    bob.in_tenant("default").get("/api/v1/mapping").problem(404);
    let other = json!({ "code": first, "name": "Eve", "password": "somebody else's" });
    refused(&accept(&nobody, &other), 401, "sign_in_refused");
    let own = json!({ "code": first, "password": PASSWORD });
    accept(&nobody, &own).expect(201);
    bob.in_tenant("default").get("/api/v1/mapping").expect(200);
    // Of one session, which began with the role.
    let begun = |client: &Client, tenant: &str| {
        let path = "/api/v1/audit?action=session.begin&actor=bob@example.com";
        let log = client.in_tenant(tenant).get(path).expect(200).json();
        log["entries"].as_array().unwrap().len()
    };
    assert_eq!((begun(&bob, "default"), begun(&bob, "globex")), (1, 2));

    let second = json!({ "code": code("initech") });
    accept(&nobody, &second).problem(400);
    refused(&accept(&cyd, &second), 403, "other_account");
    let begun = accept(&bob, &second).expect(201).json();
    assert_eq!(begun["tenants"].as_array().unwrap().len(), 3);
}

fn a_forgotten_password_is_chosen_anew(app: &TestApp) {
    let owner = owner(app);
    let bob = member(app, "default", "bob@example.com", Role::Admin);
    let id = owner.get("/api/v1/admins").json()["admins"][1]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/admins/{id}/password-reset");
    bob.send("POST", &path, &[], None).problem(403);
    let earlier = owner.send("POST", &path, &[], None).expect(201).json();
    let link = owner.send("POST", &path, &[], None).expect(201).json();
    let reset = |code: &Value, password: &str| {
        let body = json!({ "code": code, "password": password });
        app.with_token("").post("/api/v1/password-resets", &body)
    };
    refused(
        &reset(&earlier["code"], "another long one"),
        410,
        "link_revoked",
    );
    reset(&link["code"], "bob@example.com").problem(400);
    reset(&link["code"], "another long one").expect(204);
    refused(&reset(&link["code"], "yet another one"), 410, "link_used");
    refused(&bob.get("/api/v1/session"), 401, "session_ended");
    sign_in(app, "bob@example.com", "another long one", None).expect(201);
    let by = By::from("a test");
    let unknown = resets::link(&app.provisioning, "eve@example.com", false, &by);
    assert!(app.run(unknown).is_err());
}

fn bad_bodies_are_told_what_is_wrong_and_nothing_secret(app: &TestApp) {
    let nobody = app.with_token("");
    for body in [
        json!({ "email": "ada@example.com" }),
        json!({ "email": "ada@example.com", "password": 7_654_321 }),
        json!({ "email": "ada@example.com", "password": ["hidden-7654321"] }),
        json!({ "email": "ada@example.com", "password": "x", "remember": true }),
        json!(["ada@example.com", "hidden-7654321"]),
    ] {
        let detail = nobody.post("/api/v1/sessions", &body).problem(400);
        assert!(!detail.contains("7654321"), "{detail}");
    }
    let found = nobody.get("/api/v1/sessions");
    assert_eq!(found.status, 401, "{}", found.text);
    let long = "x".repeat(1_500);
    refused(
        &nobody.get(&format!("/api/v1/set-up/{long}")),
        404,
        "link_unknown",
    );
}

#[test]
fn what_has_expired_says_when() {
    let app = TestApp::configured(|config| {
        config.limits.set_up_link_minutes = 0;
        config.limits.session_days_max = 0;
    });
    assert!(refused(&set_up(&app), 410, "link_expired").contains("expired on 20"));
    let by = By::from("a test");
    let made = invitations::create(
        &app.provisioning,
        "default",
        "bob@example.com",
        Role::Owner,
        &by,
    );
    let code = app.run(made).unwrap().code;
    let body = json!({ "code": code, "name": "Bob", "password": PASSWORD });
    let begun = app.with_token("").post("/api/v1/invitations/accept", &body);
    let bob = session_of(&app, &begun.expect(201).json());
    refused(&bob.get("/api/v1/session"), 401, "session_ended");
}

#[test]
fn links_are_printed_by_commands() {
    let place = Place::new();
    let server = place.serve("");
    let line = server
        .printed
        .lines()
        .find(|line| line.contains("/set-up/"));
    let code = line.unwrap().rsplit('/').next().unwrap();
    let body =
        json!({ "code": code, "name": "Ada", "email": "ada@example.com", "password": PASSWORD });
    let nobody = server.client.with_token("");
    nobody.post("/api/v1/set-up", &body).expect(201);

    let printed = place.ok(&["admin", "invite", "bob@example.com", "--role", "auditor"]);
    let code = printed.trim().rsplit('/').next().unwrap();
    assert!(printed.contains("/invitation/rcl_"), "{printed}");
    let body = json!({ "code": code, "name": "Bob", "password": PASSWORD });
    nobody.post("/api/v1/invitations/accept", &body).expect(201);
    let listed = place.ok(&["admin", "list"]);
    assert!(
        listed.contains("installation: owner, default: owner")
            && listed.contains("default: auditor"),
        "{listed}"
    );
    let printed = place.ok(&["admin", "reset-password", "bob@example.com"]);
    let code = printed.trim().rsplit('/').next().unwrap();
    let body = json!({ "code": code, "password": "another long one" });
    nobody.post("/api/v1/password-resets", &body).expect(204);
    assert!(place.ok(&["admin", "set-up-link"]).contains("/set-up/rcl_"));
    let refused = place.refused(
        3,
        &[
            "admin",
            "invite",
            "bob@example.com",
            "--tenant",
            "nix",
            "--role",
            "owner",
        ],
    );
    assert!(refused.contains("no tenant"), "{refused}");
    let exported = place.ok(&[
        "audit",
        "export",
        "--format",
        "ndjson",
        "--action",
        "invitation.create",
    ]);
    let entry: Value = serde_json::from_str(exported.lines().next().unwrap()).unwrap();
    assert_eq!(entry["actor"]["kind"], json!("command_line"));
}
