//! What each role may do, who keeps the last one, and that nobody reaches another tenant.

use rollcall_provisioning::accounts::Role;
use rollcall_provisioning::auth::Scope;
use rollcall_provisioning::tokens::{self, NewToken};
use serde_json::{Value, json};

use crate::accounts::{PASSWORD, member, owner, refused, sign_in};
use crate::client::Client;
use crate::concurrency::at_once;
use crate::harness::{TestApp, on_both};

on_both! {
    each_role_does_what_is_its_own,
    other_tenants_are_as_if_they_were_not_there,
    the_last_owner_stays,
    who_is_disabled_is_signed_out,
    keys_have_roles,
    a_key_opens_its_areas_and_no_other,
    whoever_goes_leaves_no_way_in,
    a_set_up_link_opens_one_connection,
}

fn each_role_does_what_is_its_own(app: &TestApp) {
    owner(app);
    let tries: [(&str, &str, Value); 5] = [
        ("POST", "/api/v1/indexes", json!({})),
        ("DELETE", "/api/v1/mapping/draft", json!({})),
        ("PUT", "/api/v1/people/x/signature", json!({})),
        ("PUT", "/api/v1/gophish", json!({})),
        ("GET", "/api/v1/audit", json!({})),
    ];
    let may = |role: Role, email: &str| {
        let client = member(app, "default", email, role);
        client.get("/api/v1/leavers").expect(200);
        tries.clone().map(|(method, path, body)| {
            let reply = match method {
                "GET" => client.get(path),
                method => client.send_json(method, path, &body),
            };
            if reply.status == 403 {
                refused(&reply, 403, "not_allowed");
            }
            reply.status != 403
        })
    };
    let told = [
        (Role::Owner, "a@example.com", [true, true, true, true, true]),
        (Role::Admin, "b@example.com", [true, true, true, true, true]),
        (
            Role::Auditor,
            "c@example.com",
            [false, false, false, false, true],
        ),
        (
            Role::SignatureEditor,
            "d@example.com",
            [false, true, true, false, false],
        ),
        (
            Role::TargetEditor,
            "e@example.com",
            [false, true, false, true, false],
        ),
    ];
    for (role, email, expected) in told {
        assert_eq!(may(role, email), expected, "{role:?}");
    }
    let admin = sign_in(app, "b@example.com", PASSWORD, None)
        .expect(201)
        .json();
    let admin = app
        .with_token(admin["token"].as_str().unwrap())
        .in_tenant("default");
    for path in ["/api/v1/admins", "/api/v1/invitations", "/api/v1/api-keys"] {
        refused(&admin.get(path), 403, "not_allowed");
    }
    refused(&admin.get("/api/v1/installation/audit"), 403, "not_allowed");
}

fn other_tenants_are_as_if_they_were_not_there(app: &TestApp) {
    let owner = owner(app);
    app.client_of("globex", Scope::Scim);
    let bob = member(app, "globex", "bob@example.com", Role::Owner);
    let absent = bob.in_tenant("nothing").get("/api/v1/mapping").problem(404);
    let other = bob.in_tenant("default").get("/api/v1/mapping").problem(404);
    assert_eq!(absent.replace("nothing", "default"), other);
    owner
        .in_tenant("nothing")
        .get("/api/v1/mapping")
        .problem(404);
    owner.in_tenant("globex").get("/api/v1/mapping").expect(200);

    let id = |client: &Client| {
        let admins = client.get("/api/v1/admins").expect(200).json();
        let mine = admins["admins"].as_array().unwrap().clone();
        mine.iter()
            .find(|it| it["email"] == json!("cyd@example.com"))
            .map(|it| it["id"].as_str().unwrap().to_owned())
    };
    member(app, "default", "cyd@example.com", Role::Admin);
    let cyd = id(&owner).unwrap();
    assert_eq!(id(&bob), None);
    let path = format!("/api/v1/admins/{cyd}");
    bob.put(&path, &json!({ "role": "auditor" })).problem(404);
    bob.delete(&path).problem(404);
    bob.send("POST", &format!("{path}/password-reset"), &[], None)
        .problem(404);
    let made = json!({ "email": "dan@example.com", "role": "admin" });
    let made = owner.post("/api/v1/invitations", &made).expect(201).json();
    bob.delete(&format!(
        "/api/v1/invitations/{}",
        made["id"].as_str().unwrap()
    ))
    .problem(404);
    let key = json!({ "name": "k", "role": "auditor" });
    let key = owner.post("/api/v1/api-keys", &key).expect(201).json();
    bob.delete(&format!("/api/v1/api-keys/{}", key["id"].as_str().unwrap()))
        .problem(404);
    assert_eq!(
        bob.get("/api/v1/audit?limit=1000")
            .expect(200)
            .text
            .matches("cyd@")
            .count(),
        0
    );
}

fn the_last_owner_stays(app: &TestApp) {
    app.client_of("globex", Scope::Scim);
    let bob = member(app, "globex", "bob@example.com", Role::Owner);
    let admins = bob.get("/api/v1/admins").expect(200).json();
    let path = format!(
        "/api/v1/admins/{}",
        admins["admins"][0]["id"].as_str().unwrap()
    );
    for reply in [
        bob.delete(&path),
        bob.put(&path, &json!({ "role": "admin" })),
        bob.put(&path, &json!({ "disabled": true })),
    ] {
        assert!(
            reply.problem(409).contains("no owner left"),
            "{}",
            reply.text
        );
    }
    bob.get("/api/v1/admins").expect(200);
    let cyd = member(app, "globex", "cyd@example.com", Role::Owner);
    let admins = bob.get("/api/v1/admins").expect(200).json();
    let other = format!(
        "/api/v1/admins/{}",
        admins["admins"][1]["id"].as_str().unwrap()
    );
    // Each takes the other's away: one comes first, and only one is left to be the last.
    let statuses = std::thread::scope(|scope| {
        let one = scope.spawn(|| bob.put(&other, &json!({ "role": "admin" })).status);
        let two = scope.spawn(|| cyd.put(&path, &json!({ "role": "admin" })).status);
        [one.join().unwrap(), two.join().unwrap()]
    });
    assert!(
        statuses.contains(&200) && statuses != [200, 200],
        "{statuses:?}"
    );
    let left: Vec<_> = [&bob, &cyd]
        .into_iter()
        .filter(|it| it.get("/api/v1/admins").status == 200)
        .collect();
    assert_eq!(left.len(), 1);

    let owner = owner(app);
    let me = owner.get("/api/v1/session").json()["admin"]["id"].clone();
    let me = format!("/api/v1/admins/{}", me.as_str().unwrap());
    for reply in [
        owner.delete(&me),
        owner.put(&me, &json!({ "role": "auditor" })),
        owner.put(&me, &json!({ "disabled": true })),
    ] {
        reply.problem(409);
    }
}

fn who_is_disabled_is_signed_out(app: &TestApp) {
    let owner = owner(app);
    app.client_of("globex", Scope::Scim);
    let bob = member(app, "globex", "bob@example.com", Role::Admin);
    let globex = owner.in_tenant("globex");
    let id = |index: usize| {
        let admins = globex.get("/api/v1/admins").expect(200).json();
        format!(
            "/api/v1/admins/{}",
            admins["admins"][index]["id"].as_str().unwrap()
        )
    };
    let bobs = id(1);
    let disabled = globex
        .put(&bobs, &json!({ "disabled": true }))
        .expect(200)
        .json();
    assert!(disabled["disabled_at"].is_string());
    refused(&bob.get("/api/v1/session"), 401, "session_ended");
    refused(
        &sign_in(app, "bob@example.com", PASSWORD, None),
        401,
        "sign_in_refused",
    );
    globex.put(&bobs, &json!({ "disabled": false })).expect(200);
    let again = sign_in(app, "bob@example.com", PASSWORD, None)
        .expect(201)
        .json();
    let bob = app
        .with_token(again["token"].as_str().unwrap())
        .in_tenant("globex");
    bob.get("/api/v1/mapping").expect(200);
    globex.delete(&bobs).expect(204);
    refused(&bob.get("/api/v1/session"), 401, "session_ended");
    refused(
        &sign_in(app, "bob@example.com", PASSWORD, None),
        401,
        "sign_in_refused",
    );
    globex.delete(&bobs).problem(404);

    // The installation's owner is nobody's to disable.
    let cyd = member(app, "globex", "cyd@example.com", Role::Owner);
    let reply = cyd.put(&id(0), &json!({ "disabled": true }));
    refused(&reply, 403, "not_yours_alone");
}

fn keys_have_roles(app: &TestApp) {
    let owner = owner(app);
    let make = |client: &Client, role: &str| {
        client.post(
            "/api/v1/api-keys",
            &json!({ "name": role, "role": role, "expires_in_days": 30 }),
        )
    };
    let auditor = make(&owner, "auditor").expect(201).json();
    let key = app.with_token(auditor["secret"].as_str().unwrap());
    key.get("/api/v1/audit").expect(200);
    refused(&key.post("/api/v1/indexes", &json!({})), 403, "not_allowed");
    refused(&key.get("/api/v1/session"), 403, "not_allowed");
    key.in_tenant("globex").get("/api/v1/audit").problem(404);
    let listed = owner.get("/api/v1/api-keys").expect(200).json();
    assert_eq!(listed["api_keys"][0]["role"], json!("auditor"));
    assert!(
        !listed
            .to_string()
            .contains(auditor["secret"].as_str().unwrap())
    );
    let path = format!("/api/v1/api-keys/{}", auditor["id"].as_str().unwrap());
    owner.delete(&path).expect(204);
    key.get("/api/v1/audit").problem(401);

    let strong = make(&owner, "owner").expect(201).json();
    let strong = app.with_token(strong["secret"].as_str().unwrap());
    make(&strong, "owner").expect(201);
    make(&strong, "emperor").problem(400);
    // A key of before there were roles is an admin's.
    let old = app.client_of("default", Scope::Api);
    old.get("/api/v1/audit").expect(200);
    refused(&make(&old, "auditor"), 403, "not_allowed");
    let wrong = NewToken {
        role: Some(Role::Admin),
        ..NewToken::provisioning("default", "x")
    };
    assert!(app.run(tokens::create(&app.provisioning, wrong)).is_err());
}

fn a_key_opens_its_areas_and_no_other(app: &TestApp) {
    let owner = owner(app);
    let key = |client: &Client, role: &str, areas: Value| {
        let body = json!({ "name": "Limited", "role": role, "areas": areas });
        client.post("/api/v1/api-keys", &body)
    };
    let made = key(&owner, "auditor", json!(["target-users", "people"]))
        .expect(201)
        .json();
    assert_eq!(made["areas"], json!(["target-users", "people"]));
    let export = app.with_token(made["secret"].as_str().unwrap());
    for open in [
        "/target-users",
        "/target-users/summary",
        "/people",
        "/people?limit=1",
    ] {
        export.get(&format!("/api/v1{open}")).expect(200);
    }
    for closed in ["/audit", "/tokens", "/mapping", "/session", "/api-keys"] {
        refused(&export.get(&format!("/api/v1{closed}")), 403, "not_allowed");
    }
    let detail = refused(&export.get("/api/v1/audit"), 403, "not_allowed");
    assert!(detail.contains("only target-users, people"), "{detail}");
    let listed = owner.get("/api/v1/api-keys").expect(200).json();
    assert_eq!(
        (
            &listed["api_keys"][0]["role"],
            &listed["api_keys"][0]["areas"]
        ),
        (&json!("auditor"), &json!(["target-users", "people"]))
    );
    let entry = owner
        .get("/api/v1/audit?action=token.create&limit=1")
        .expect(200)
        .json();
    assert_eq!(
        entry["entries"][0]["after"]["areas"],
        json!(["target-users", "people"])
    );

    // Who makes keys within an area makes none beyond it.
    let maker = key(&owner, "owner", json!(["api-keys", "people"]))
        .expect(201)
        .json();
    let maker = app.with_token(maker["secret"].as_str().unwrap());
    refused(&key(&maker, "owner", json!([])), 403, "role");
    refused(&key(&maker, "auditor", json!(["audit"])), 403, "role");
    key(&maker, "auditor", json!(["people"])).expect(201);
    for wrong in [
        json!(["nothing"]),
        json!(["session"]),
        json!(["set-up"]),
        json!([""]),
        json!("people"),
        json!(["admins"]),
        json!(["people", "invitations"]),
    ] {
        key(&owner, "auditor", wrong).problem(400);
    }
}

fn whoever_goes_leaves_no_way_in(app: &TestApp) {
    let first = owner(app);
    let second = member(app, "default", "second@example.com", Role::Owner);
    let invite = |email: &str| {
        let body = json!({ "email": email, "role": "owner" });
        let made = second.post("/api/v1/invitations", &body).expect(201).json();
        made["code"].as_str().unwrap().to_owned()
    };
    let accept = |code: &str| {
        let body = json!({ "code": code, "name": "Eve", "password": PASSWORD });
        app.with_token("").post("/api/v1/invitations/accept", &body)
    };
    let early = invite("early@example.com");
    let admins = first.get("/api/v1/admins").expect(200).json();
    let id = admins["admins"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["email"] == "second@example.com")
        .unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let lower = json!({ "role": "auditor" });
    first
        .put(&format!("/api/v1/admins/{id}"), &lower)
        .expect(200);
    refused(&accept(&early), 410, "link_revoked");
    let higher = json!({ "role": "owner" });
    first
        .put(&format!("/api/v1/admins/{id}"), &higher)
        .expect(200);
    let late = invite("late@example.com");
    first.delete(&format!("/api/v1/admins/{id}")).expect(204);
    refused(&accept(&late), 410, "link_revoked");
}

fn a_set_up_link_opens_one_connection(app: &TestApp) {
    let owner = owner(app);
    let links = "/api/v1/connections/default/set-up-links";
    owner
        .post(links, &json!({ "lifetime_hours": 0 }))
        .problem(400);
    owner
        .post("/api/v1/connections/none/set-up-links", &json!({}))
        .problem(404);
    let made = owner
        .post(links, &json!({ "lifetime_hours": 24 }))
        .expect(201)
        .json();
    let code = made["code"].as_str().unwrap();
    assert!(
        made["url"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/connect/{code}"))
    );
    let it = app.with_token(code);
    let shown = it.get("/api/v1/set-up-link").expect(200).json();
    assert_eq!(shown["connection_name"], json!("default"));
    assert_eq!(shown["tenant_name"], json!("Acme"));
    assert_eq!(shown["tokens"].as_array().unwrap().len(), 1);
    let token = it
        .post(
            "/api/v1/set-up-link/tokens",
            &json!({ "name": "Their Okta" }),
        )
        .expect(201)
        .json();
    app.with_token(token["secret"].as_str().unwrap())
        .get("/scim/Users")
        .expect(200);
    // However many come at once, ten tokens work in the end, and all are of its connection, whatever that is called meanwhile.
    let make = |n: usize| {
        let body = json!({ "name": format!("Another {n}") });
        it.post("/api/v1/set-up-link/tokens", &body).status
    };
    let mut statuses = at_once(12, make);
    statuses.sort_unstable();
    assert_eq!(statuses, [[201; 8].as_slice(), &[400; 4]].concat());
    let shown = it.get("/api/v1/set-up-link").expect(200).json();
    assert_eq!(shown["tokens"].as_array().unwrap().len(), 10);
    let nameless = json!({ "name": " " });
    it.post("/api/v1/set-up-link/tokens", &nameless)
        .problem(400);
    for path in [
        "/api/v1/mapping",
        "/api/v1/session",
        "/api/v1/audit",
        "/api/v1/connections",
    ] {
        refused(&it.get(path), 403, "not_allowed");
    }
    it.get("/scim/Users").scim_error(401, None);
    let path = format!("{links}/{}", made["id"].as_str().unwrap());
    owner.delete(&path).expect(204);
    refused(&it.get("/api/v1/set-up-link"), 401, "link_revoked");
    owner.delete(&path).problem(404);
    let entries = owner
        .get("/api/v1/audit?action=token.create")
        .expect(200)
        .json();
    assert_eq!(entries["entries"][0]["actor"]["kind"], json!("set_up_link"));
}
