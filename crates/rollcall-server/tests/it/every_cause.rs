//! Every cause in the catalogue, by a real request that has it: one that no request here provokes fails the test.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rollcall_provisioning::auth::{Profile, Scope};
use rollcall_provisioning::connections::{self, ConnectionChange};
use rollcall_provisioning::requests::{self, CAUSES, ListQuery};
use rollcall_provisioning::tokens::{self, NewToken, Owner};
use serde_json::{Value, json};

use crate::client::{Client, Reply, USER, user};
use crate::harness::TestApp;
use crate::schemas::{BADGE, badge, person_with, users_with_badge};

/// Causes, and the ids of requests that are to have them.
type Tried = Vec<(&'static str, String)>;

fn id(reply: &Reply) -> String {
    reply.header("x-request-id").unwrap().to_owned()
}

fn all(tried: &[(&'static str, Reply)]) -> Tried {
    tried
        .iter()
        .map(|(code, reply)| (*code, id(reply)))
        .collect()
}

/// The cause that the log has for a request, whosever it was.
fn cause(app: &TestApp, id: &str) -> String {
    let query = ListQuery {
        limit: 100,
        search: Some(id.to_owned()),
        ..ListQuery::default()
    };
    let found = ["default", ""].into_iter().find_map(|tenant| {
        let page = app.run(requests::list(&app.provisioning, tenant, &query));
        let all = page.unwrap().requests.into_iter();
        all.filter_map(|it| it.cause).map(|it| it.code).next()
    });
    found.unwrap_or_default().to_owned()
}

/// Until the requests so far are in the log, so that what they were about was looked for before something goes wrong.
fn wait_for_log(app: &TestApp) {
    cause(app, NOBODY);
}

const NOBODY: &str = "0192d4e8-7c00-7000-8000-0123456789ab";

fn by_address(app: &TestApp) -> Tried {
    let ada = app.create_user("own@example.com");
    let own = own_token(app, &ada, "own");
    let two = [
        ("authorization", "Bearer one"),
        ("authorization", "Bearer two"),
    ];
    all(&[
        ("path_doubled", app.get("/scim/v2/v2/Users")),
        ("path_unknown", app.get("/scim/User")),
        ("path_unknown", app.get("/Users?startIndex=1&count=2")),
        ("path_unknown", app.get("/v2/ServiceProviderConfig")),
        ("not_found", app.get(&format!("/scim/Users/{NOBODY}"))),
        ("method_unknown", app.delete("/scim/Users")),
        (
            "media_type",
            app.send(
                "POST",
                "/scim/Users",
                &[("content-type", "text/plain")],
                Some(b"hello"),
            ),
        ),
        ("not_supported", app.get("/scim/Me")),
        (
            "forbidden",
            own.patch(
                "/scim/Me",
                &json!([{ "op": "replace", "path": "title", "value": "x" }]),
            ),
        ),
        ("refused", app.send("GET", "/scim/Users", &two, None)),
    ])
}

fn by_value(app: &TestApp, admin: &Client) -> Tried {
    let unique = |name: &str| json!({ "name": name, "type": "string", "uniqueness": "server" });
    let schema = badge(json!([unique("number"), unique("externalId")]));
    admin
        .put(&format!("/api/v1/schemas/{BADGE}"), &schema)
        .expect(201);
    admin.put("/api/v1/resource-types/User", &users_with_badge());
    let with = |name: &str, badge: Value| app.post("/scim/Users", &person_with(name, BADGE, badge));
    with(
        "ada@example.com",
        json!({ "number": "7", "externalId": "e7" }),
    )
    .expect(201);
    app.create_group("Sales", &[]);
    let group = |name: &str, members: Value| {
        app.post(
            "/scim/Groups",
            &json!({ "displayName": name, "members": members }),
        )
    };
    let filtered = |filter: &str| app.get(&format!("/scim/Users?filter={filter}"));
    let bob = app.create_user("bob@example.com");
    let stale = [
        ("if-match", "W/\"99\""),
        ("content-type", "application/scim+json"),
    ];
    let body = user("bob@example.com").to_string();
    all(&[
        (
            "username_taken",
            app.post("/scim/Users", &user("ADA@example.com")),
        ),
        (
            "value_taken",
            with("cyd@example.com", json!({ "number": "7" })),
        ),
        (
            "externalid_taken",
            with("cyd@example.com", json!({ "externalId": "e7" })),
        ),
        ("group_name_taken", group("sales", json!([]))),
        ("member_unknown", group("New", json!([{ "value": NOBODY }]))),
        ("filter_invalid", filtered("userName%20eq")),
        ("filter_unsupported", filtered("nothing%20eq%20%22x%22")),
        (
            "cursor_invalid",
            app.get("/scim/Users?cursor=nonsense&count=2"),
        ),
        (
            "schema_invalid",
            app.post("/scim/Users", &json!({ "schemas": [USER], "userName": 7 })),
        ),
        (
            "precondition_failed",
            app.send(
                "PUT",
                &format!("/scim/Users/{bob}"),
                &stale,
                Some(body.as_bytes()),
            ),
        ),
    ])
}

fn created(app: &TestApp, new: NewToken) -> Client {
    let made = app.run(tokens::create(&app.provisioning, new)).unwrap();
    app.with_token(&made.secret)
}

/// A token of a person, which nobody has used.
fn own_token(app: &TestApp, person: &str, name: &str) -> Client {
    let owner = Owner {
        person: person.to_owned(),
        may_write: false,
    };
    created(
        app,
        NewToken {
            scope: Scope::Me,
            owner: Some(owner),
            ..NewToken::provisioning("default", name)
        },
    )
}

fn by_token(app: &TestApp) -> Tried {
    let token = |name: &str| created(app, NewToken::provisioning("default", name));
    let (gone, expired, revoked) = (token("gone"), token("expired"), token("revoked"));
    app.execute("DELETE FROM tokens WHERE name = 'gone'");
    app.execute("UPDATE tokens SET expires_at = 1 WHERE name = 'expired'");
    app.run(tokens::revoke(
        &app.provisioning,
        "default",
        "revoked",
        "amina",
    ))
    .unwrap();
    let (left, deleted) = (
        app.create_user("left@example.com"),
        app.create_user("deleted@example.com"),
    );
    let (of_left, of_deleted) = (
        own_token(app, &left, "of left"),
        own_token(app, &deleted, "of deleted"),
    );
    app.deactivate(&left);
    app.delete(&format!("/scim/Users/{deleted}")).expect(204);
    let elsewhere = TestApp::on_sqlite();
    let mut forged = app.token.clone();
    forged.replace_range(forged.len() - 6.., "AAAAAA");
    let without_basic = NewToken {
        connection: "No Basic".to_owned(),
        basic_allowed: false,
        ..NewToken::provisioning("default", "No Basic")
    };
    let without_basic = created(app, without_basic).token;
    let basic = |user: &str, password: &str| {
        let pair = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        app.send("GET", "/scim/Users", &[("authorization", &pair)], None)
    };
    let get = |client: &Client| client.get("/scim/Users");
    all(&[
        ("token_missing", get(&app.with_token(""))),
        ("token_malformed", get(&app.with_token("nothing"))),
        ("token_foreign", get(&app.with_token(&elsewhere.token))),
        ("token_forged", get(&app.with_token(&forged))),
        ("token_unknown", get(&gone)),
        ("token_expired", get(&expired)),
        ("token_revoked", get(&revoked)),
        (
            "token_wrong_scope",
            get(&app.client_of("default", Scope::Api)),
        ),
        ("token_as_user_name", basic(&app.token, "x")),
        ("basic_not_allowed", basic("x", &without_basic)),
        ("token_person_deleted", of_deleted.get("/scim/Me")),
        ("token_person_inactive", of_left.get("/scim/Me")),
    ])
}

/// The head of an answer that came as bytes.
fn raw_id(answer: &str) -> String {
    let head = answer.to_ascii_lowercase();
    let (_, rest) = head.split_once("x-request-id: ").unwrap();
    rest.lines().next().unwrap().trim().to_owned()
}

fn by_size(app: &TestApp) -> Tried {
    let mut long = user("long@example.com");
    long["title"] = json!("x".repeat(60_000));
    let head = format!(
        "POST /scim/Users HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-length: 10\r\n\r\n{{",
        app.token
    );
    vec![
        ("too_large", id(&app.post("/scim/Users", &long))),
        ("too_slow", raw_id(&app.raw(head.as_bytes()))),
    ]
}

fn though_carried_out(app: &TestApp, admin: &Client) -> Tried {
    let eve = app.create_user("eve@example.com");
    let by_hand = format!("/api/v1/people/{eve}/smart-fields/job_title");
    admin
        .put(&by_hand, &json!({ "value": "Countess", "locked": true }))
        .expect(200);
    let path = format!("/scim/Users/{eve}");
    let other = app.patch(
        &path,
        &json!([{ "op": "replace", "path": "title", "value": "Dr" }]),
    );
    let mut odd = user("odd@example.com");
    odd["favouriteColour"] = json!("mauve");
    let odd = app.post("/scim/Users", &odd);
    let guard = json!({ "enabled": true, "people_max": 0, "percent_max": 0, "window_minutes": 60 });
    admin.put("/api/v1/guard", &guard).expect(200);
    app.let_a_day_pass();
    let off = json!([{ "op": "replace", "path": "active", "value": false }]);
    let held = app.patch(&path, &off);
    let (trying, resting) = (
        app.client_that_speaks(Profile::Okta, ""),
        app.client_that_speaks(Profile::Strict, ""),
    );
    let p = &app.provisioning;
    let test_mode = ConnectionChange {
        test_mode: Some(true),
        ..ConnectionChange::default()
    };
    app.run(connections::set(p, "default", "okta ", test_mode))
        .unwrap();
    app.run(connections::pause(p, "default", "strict ", "amina"))
        .unwrap();
    all(&[
        ("conflict_with_override", other),
        ("attribute_dropped", odd),
        ("held_by_guard", held),
        (
            "test_mode",
            trying.post("/scim/Users", &user("tried@example.com")),
        ),
        ("paused", resting.get("/scim/Users")),
    ])
}

/// A table that is gone: the server cannot know what to do.
fn by_fault(app: &TestApp) -> Tried {
    wait_for_log(app);
    let group = app.create_group("Fault", &[]);
    app.execute("ALTER TABLE memberships RENAME TO memberships_gone");
    let failed = app.get(&format!("/scim/Groups/{group}"));
    app.execute("ALTER TABLE memberships_gone RENAME TO memberships");
    assert_eq!(failed.status, 500, "{failed:?}");
    all(&[("internal", failed)])
}

/// What is wrong with each, if its cause is another one.
fn wrong(app: &TestApp, tried: &Tried) -> Vec<String> {
    let told = tried.iter().map(|(code, id)| (code, cause(app, id)));
    told.filter(|(code, is)| is != **code)
        .map(|(code, is)| format!("{code}: {is:?}"))
        .collect()
}

/// One large body that does not come to its end, and another beside it.
fn without_room(app: &TestApp) -> Tried {
    let large = format!("{{\"userName\": \"{}\"}}", "x".repeat(700_000));
    let head = format!(
        "POST /scim/Users HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: application/scim+json\r\ncontent-length: 2000000\r\n\r\n",
        app.token
    );
    let hold = || {
        let mut slow = TcpStream::connect(app.address).unwrap();
        slow.write_all(head.as_bytes()).unwrap();
        // Broken off where it is answered that it came second.
        drop(slow.write_all(&large.as_bytes()[..690_000]));
        slow.set_nonblocking(true).unwrap();
        slow
    };
    let json = [("content-type", "application/scim+json")];
    let (began, mut slow) = (Instant::now(), hold());
    loop {
        let reply = app.send("POST", "/scim/Users", &json, Some(large.as_bytes()));
        if reply.status == 503 {
            return all(&[("unavailable", reply)]);
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{reply:?}");
        if slow.read(&mut [0; 100]).is_ok() {
            slow = hold();
        }
    }
}

#[test]
fn each_cause_has_a_request() {
    let small = TestApp::each_configured(|config| {
        config.http.body_bytes_max = 50_000;
        config.http.body_seconds_max = 1;
    });
    let hasty = TestApp::each_configured(|config| config.http.requests_per_second_max = 1);
    let full = TestApp::each_configured(|config| config.http.bodies_bytes_max = 1 << 20);
    for ((app, hasty), full) in small.iter().zip(&hasty).zip(&full) {
        let admin = app.client_of("default", Scope::Api);
        let mut tried = by_address(app);
        tried.extend(by_value(app, &admin));
        tried.extend(by_token(app));
        tried.extend(by_size(app));
        tried.extend(though_carried_out(app, &admin));
        tried.extend(by_fault(app));
        let mut mistakes = wrong(app, &tried);
        let refused = (0..1_000)
            .map(|_| hasty.get("/scim/Users?count=1"))
            .find(|it| it.status == 429);
        let limited = all(&[("rate_limited", refused.unwrap())]);
        mistakes.extend(wrong(hasty, &limited));
        let unavailable = without_room(full);
        mistakes.extend(wrong(full, &unavailable));
        assert!(mistakes.is_empty(), "{mistakes:?}");
        let codes: BTreeSet<_> = [tried, limited, unavailable]
            .concat()
            .into_iter()
            .map(|(code, _)| code)
            .collect();
        let known: BTreeSet<_> = CAUSES.iter().map(|cause| cause.code).collect();
        assert_eq!(codes, known, "each cause is provoked here");
    }
}
