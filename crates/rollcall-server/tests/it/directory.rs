//! People, groups and secret tokens as an admin looks for them, by the API.

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::{Client, user};
use crate::harness::{TestApp, on_both};

on_both! {
    people_are_looked_for,
    a_person_is_shown_with_what_happened,
    groups_and_their_members_come_page_by_page,
    a_token_is_shown_once_and_told_by_its_ending,
    a_token_is_succeeded_and_ended,
    other_tenants_see_nothing_of_it,
    a_tenant_is_told_at_a_glance,
}

fn names(list: &Value) -> Vec<String> {
    let people = list["people"].as_array().unwrap();
    let name = |it: &Value| it["user_name"].as_str().unwrap().to_owned();
    people.iter().map(name).collect()
}

fn people_are_looked_for(app: &TestApp) {
    let api = app.client_of("default", Scope::Api);
    assert_eq!(
        api.get("/api/v1/people").expect(200).json(),
        json!({"people": [], "next_after": null, "total": 0, "looked_at": null})
    );
    for name in ["ada@example.com", "bob@example.org", "o'neil@example.com"] {
        app.post("/scim/Users", &user(name)).expect(201);
    }
    let mut left = user("zoe@example.com");
    left["active"] = json!(false);
    left["displayName"] = json!("Zoë \"Z\" Quinn");
    app.post("/scim/Users", &left).expect(201);

    let find = |query: &str| {
        names(
            &api.get(&format!("/api/v1/people?{query}"))
                .expect(200)
                .json(),
        )
    };
    assert_eq!(find("search=ADA%40"), ["ada@example.com"]);
    assert_eq!(find("search=o%27neil"), ["o'neil@example.com"]);
    assert_eq!(find("search=%22Z%22%20quinn"), ["zoe@example.com"]);
    assert_eq!(find("state=inactive"), ["zoe@example.com"]);
    assert_eq!(
        find("state=active&domain=example.com"),
        ["ada@example.com", "o'neil@example.com"]
    );
    assert_eq!(find("filter=userName%20sw%20%22b%22"), ["bob@example.org"]);
    assert_eq!(
        find("search=%22%20or%20userName%20pr"),
        Vec::<String>::new()
    );

    let first = api.get("/api/v1/people?limit=3").expect(200).json();
    assert_eq!((names(&first).len(), &first["total"]), (3, &json!(4)));
    let after = first["next_after"].as_str().unwrap();
    let rest = api
        .get(&format!("/api/v1/people?limit=3&after={after}"))
        .expect(200)
        .json();
    assert_eq!(
        (names(&rest), &rest["next_after"]),
        (vec!["zoe@example.com".to_owned()], &Value::Null)
    );
    assert_eq!(rest["people"][0]["display_name"], "Zoë \"Z\" Quinn");

    for (query, says) in [
        ("state=gone", "state is active, inactive, held or any"),
        ("filter=userName", "userName"),
        ("filter=userName%20pr)%20or%20(userName%20pr", ""),
        ("limit=0", "limit is 1 or more"),
        ("nmae=ada", "It takes search, state, group"),
        ("after=nonsense", "cursor"),
    ] {
        let told = api.get(&format!("/api/v1/people?{query}")).problem(400);
        assert!(told.contains(says), "{query}: {told}");
    }
}

/// One of twenty, by their number: every eighth has an address elsewhere.
fn address(n: u8) -> String {
    let domain = if n.is_multiple_of(8) { "org" } else { "com" };
    format!("p{n:02}@example.{domain}")
}

#[test]
fn those_who_lack_a_field_are_looked_for_beside_all_else() {
    for app in TestApp::each_configured(|config| config.limits.export_chunk_rows = 2) {
        let api = app.client_of("default", Scope::Api);
        // Twenty, of whom one in four has no title.
        for n in 0..20 {
            let mut person = user(&address(n));
            person["active"] = json!(n != 4);
            if n % 4 != 0 {
                person["title"] = json!("Clerk");
            }
            app.post("/scim/Users", &person).expect(201);
        }
        let page = |query: &str| {
            let at = format!("/api/v1/people?lacking=job_title{query}");
            api.get(&at).expect(200).json()
        };
        let all = |query: &str| {
            let (mut found, mut after, mut looked_at) = (Vec::new(), String::new(), 0);
            loop {
                let page = page(&format!("{query}{after}"));
                found.extend(names(&page));
                looked_at += page["looked_at"].as_i64().unwrap();
                match page["next_after"].as_str() {
                    Some(next) => after = format!("&after={next}"),
                    None => return (found, looked_at),
                }
            }
        };
        let lack =
            |numbers: &[u8]| -> Vec<String> { numbers.iter().map(|n| address(*n)).collect() };
        assert_eq!(all(""), (lack(&[0, 4, 8, 12, 16]), 20));
        assert_eq!(all("&limit=1").0, lack(&[0, 4, 8, 12, 16]));
        assert_eq!(all("&state=active").0, lack(&[0, 8, 12, 16]));
        assert_eq!(all("&state=inactive"), (lack(&[4]), 1));
        assert_eq!(all("&domain=example.com"), (lack(&[4, 12]), 17));
        assert_eq!(all("&search=p1").0, lack(&[12, 16]));
        // A page ends after so many, whoever they are, and says that it goes on.
        let first = page("");
        assert_eq!(
            (names(&first), &first["looked_at"], &first["total"]),
            (lack(&[0, 4]), &json!(8), &Value::Null)
        );
        let clerks = page("&filter=title%20pr");
        assert_eq!(
            (names(&clerks), &clerks["looked_at"]),
            (Vec::new(), &json!(8))
        );
        assert!(clerks["next_after"].is_string());
        assert_eq!(all("&filter=title%20pr"), (Vec::new(), 15));
        // A cursor is one search's.
        let after = first["next_after"].as_str().unwrap();
        for other in [
            "lacking=email",
            "lacking=job_title&state=active",
            "search=p",
        ] {
            let told = api
                .get(&format!("/api/v1/people?{other}&after={after}"))
                .problem(400);
            assert!(told.contains("cursor"), "{other}: {told}");
        }
        let held = api
            .get("/api/v1/people?state=held&lacking=job_title")
            .problem(400);
        assert!(held.contains("combined with lacking"), "{held}");
        api.get("/api/v1/people?lacking=nothing").problem(404);
    }
}

fn a_person_is_shown_with_what_happened(app: &TestApp) {
    let api = app.client_of("default", Scope::Api);
    let boss = app
        .post("/scim/Users", &user("boss@example.com"))
        .expect(201)
        .id();
    let mut ada = user("ada@example.com");
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    ada[enterprise] = json!({"department": "Analysis", "manager": {"value": boss}});
    ada["title"] = json!("Engineer");
    let id = app.post("/scim/Users", &ada).expect(201).id();
    app.post(
        "/scim/Groups",
        &json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Sales", "members": [{"value": id}]}),
    )
    .expect(201);
    ada["title"] = json!("Analyst");
    let put = app.put(&format!("/scim/Users/{id}"), &ada).expect(200);

    let shown = api.get(&format!("/api/v1/people/{id}")).expect(200).json();
    assert_eq!(shown["title"], "Analyst");
    assert_eq!(shown["department"], "Analysis");
    assert_eq!(shown["state"], "active");
    assert_eq!(shown["groups"][0]["display_name"], "Sales");
    assert_eq!(shown["manager"]["id"], json!(boss));
    assert_eq!(shown["last_change"]["connection"], "default");
    assert_eq!(shown["left_at"], Value::Null);

    let history = api
        .get(&format!("/api/v1/people/{id}/history"))
        .expect(200)
        .json();
    let latest = &history["changes"][0];
    assert_eq!(
        latest["differences"],
        json!([{"path": "title", "before": "Engineer", "after": "Analyst"}])
    );
    assert_eq!(latest["request"].as_str(), put.header("x-request-id"));
    let one = api
        .get(&format!("/api/v1/people/{id}/history?limit=1"))
        .expect(200)
        .json();
    let after = one["next_after"].as_str().unwrap();
    let older = api
        .get(&format!("/api/v1/people/{id}/history?after={after}"))
        .expect(200)
        .json();
    assert_eq!(
        older["changes"].as_array().unwrap().len() + 1,
        history["changes"].as_array().unwrap().len()
    );

    let raw = api
        .get(&format!("/api/v1/people/{id}/resource"))
        .expect(200)
        .json();
    assert_eq!(
        raw,
        app.get(&format!("/scim/Users/{id}")).expect(200).json()
    );
    let target = api
        .get(&format!("/api/v1/people/{id}/target-user"))
        .expect(200)
        .json();
    assert_eq!(target["record"]["job_title"], "Analyst");
    assert_eq!(target["left_out"], Value::Null);
    for below in ["", "/history", "/resource", "/target-user"] {
        api.get(&format!(
            "/api/v1/people/019f0000-0000-7000-8000-000000000000{below}"
        ))
        .problem(404);
    }
    api.get(&format!("/api/v1/people/{id}/history?after=x"))
        .problem(400);
}

/// The id of a new group.
fn created(app: &TestApp, name: &str, members: &[Value]) -> String {
    let body = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": name, "members": members});
    app.post("/scim/Groups", &body).expect(201).id()
}

fn groups_and_their_members_come_page_by_page(app: &TestApp) {
    let api = app.client_of("default", Scope::Api);
    let ids: Vec<String> = ["a", "b", "c"]
        .map(|name| {
            app.post("/scim/Users", &user(&format!("{name}@example.com")))
                .expect(201)
                .id()
        })
        .into();
    let members: Vec<_> = ids.iter().map(|id| json!({"value": id})).collect();
    let sales = created(app, "Sales", &members);
    created(app, "<b>Ops</b>", &[]);
    let all = api.get("/api/v1/groups").expect(200).json();
    let told: Vec<_> = all["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (&it["display_name"], &it["members"]))
        .collect();
    assert_eq!(
        told,
        [
            (&json!("<b>Ops</b>"), &json!(0)),
            (&json!("Sales"), &json!(3))
        ]
    );
    let found = api.get("/api/v1/groups?search=sal").expect(200).json();
    assert_eq!(
        (&found["total"], &found["groups"][0]["id"]),
        (&json!(1), &json!(sales))
    );
    assert_eq!(
        api.get(&format!("/api/v1/groups/{sales}"))
            .expect(200)
            .json()["members"],
        3
    );

    let first = api
        .get(&format!("/api/v1/groups/{sales}/members?limit=2"))
        .expect(200)
        .json();
    let after = first["next_after"].as_str().unwrap();
    let rest = api
        .get(&format!(
            "/api/v1/groups/{sales}/members?limit=2&after={after}"
        ))
        .expect(200)
        .json();
    let listed: Vec<&Value> = [&first, &rest]
        .iter()
        .flat_map(|page| page["members"].as_array().unwrap())
        .map(|it| &it["id"])
        .collect();
    assert_eq!(
        listed,
        ids.iter()
            .map(|id| json!(id))
            .collect::<Vec<_>>()
            .iter()
            .collect::<Vec<_>>()
    );
    assert_eq!(rest["next_after"], Value::Null);
    let of_group = api
        .get(&format!("/api/v1/people?group={sales}"))
        .expect(200)
        .json();
    assert_eq!(names(&of_group).len(), 3);
    api.get("/api/v1/groups/019f0000-0000-7000-8000-000000000000/members")
        .problem(404);
    api.get(&format!("/api/v1/groups/{}/members", ids[0]))
        .problem(404);
}

/// A token of the connection `okta`, as its making tells.
fn made(api: &Client) -> Value {
    let body = json!({"name": "Okta production", "connection": "okta", "expires_in_days": 365});
    api.post("/api/v1/tokens", &body).expect(201).json()
}

fn listed(api: &Client, id: &Value) -> Value {
    let all = api.get("/api/v1/tokens").expect(200).json();
    let mut all = all["tokens"].as_array().unwrap().iter();
    all.find(|it| it["id"] == *id).unwrap().clone()
}

fn a_token_is_shown_once_and_told_by_its_ending(app: &TestApp) {
    let api = app.client_of("default", Scope::Api);
    let made = made(&api);
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.ends_with(made["ending"].as_str().unwrap()));
    app.with_token(secret).get("/scim/Users").expect(200);
    let it = listed(&api, &made["id"]);
    assert_eq!(
        (&it["state"], &it["ending"]),
        (&json!("live"), &made["ending"])
    );
    assert_eq!(
        (&it["connection"], &it["last_used_address"]),
        (&json!("okta"), &json!("127.0.0.1"))
    );
    assert!(!api.get("/api/v1/tokens").expect(200).text.contains(secret));
    let of_one = api.get("/api/v1/tokens?connection=okta").expect(200).json();
    assert_eq!(of_one["tokens"].as_array().unwrap().len(), 1);
    for (body, says) in [
        (json!({}), "name"),
        (json!({"name": " "}), "need a name"),
        (json!({"name": "x", "expires_in_days": 0}), "positive"),
        (json!({"name": "x", "scope": "api"}), "It has name"),
        (json!([]), "it is no object"),
    ] {
        let told = api.post("/api/v1/tokens", &body).problem(400);
        assert!(told.contains(says), "{body}: {told}");
    }
}

fn a_token_is_succeeded_and_ended(app: &TestApp) {
    let api = app.client_of("default", Scope::Api);
    let made = made(&api);
    let pushing = app.with_token(made["secret"].as_str().unwrap());
    let at = |what: &str| format!("/api/v1/tokens/{}/{what}", made["id"].as_str().unwrap());
    let rotated = api
        .post(&at("rotate"), &json!({"overlap_hours": 24}))
        .expect(201)
        .json();
    let successor = app.with_token(rotated["secret"].as_str().unwrap());
    pushing.get("/scim/Users").expect(200);
    successor.get("/scim/Users").expect(200);
    let old = listed(&api, &made["id"]);
    assert_eq!(
        (&old["state"], &old["revoked_at"]),
        (&json!("live"), &rotated["old_ends_at"])
    );
    assert_eq!(old["ending"], made["ending"]);

    let wrong = api
        .post(&at("revoke"), &json!({"confirm": "Okta"}))
        .problem(400);
    assert!(wrong.contains("Okta production"), "{wrong}");
    pushing.get("/scim/Users").expect(200);
    let named = json!({"confirm": "Okta production"});
    api.post(&at("revoke"), &named).expect(204);
    pushing.get("/scim/Users").expect(401);
    assert_eq!(listed(&api, &made["id"])["state"], "revoked");
    successor.get("/scim/Users").expect(200);

    let next = format!("/api/v1/tokens/{}/rotate", rotated["id"].as_str().unwrap());
    let now = api
        .post(&next, &json!({"overlap_hours": 0}))
        .expect(201)
        .json();
    successor.get("/scim/Users").expect(401);
    let last = app.with_token(now["secret"].as_str().unwrap());
    last.get("/scim/Users").expect(200);
    let by_name = json!({"confirm": "First token"});
    api.post("/api/v1/tokens/First%20token/revoke", &by_name)
        .problem(404);
    api.post(&at("rotate"), &json!({})).problem(400);
}

fn other_tenants_see_nothing_of_it(app: &TestApp) {
    let person = app
        .post("/scim/Users", &user("ada@example.com"))
        .expect(201)
        .id();
    let tokens = app
        .client_of("default", Scope::Api)
        .get("/api/v1/tokens")
        .expect(200)
        .json();
    let token = tokens["tokens"][0]["id"].as_str().unwrap();
    let other = app.client_of("acme", Scope::Api);
    assert_eq!(other.get("/api/v1/people").expect(200).json()["total"], 0);
    other.get(&format!("/api/v1/people/{person}")).problem(404);
    other
        .get(&format!("/api/v1/people/{person}/history"))
        .problem(404);
    other
        .post(
            &format!("/api/v1/tokens/{token}/revoke"),
            &json!({"confirm": "First token"}),
        )
        .problem(404);
    other
        .post(&format!("/api/v1/tokens/{token}/rotate"), &json!({}))
        .problem(404);
    app.get("/scim/Users").expect(200);
}

fn a_tenant_is_told_at_a_glance(app: &TestApp) {
    let api = app.client_of("default", Scope::Api);
    let done = || {
        let told = api.get("/api/v1/overview").expect(200).json();
        let steps = told["checklist"].as_array().unwrap().clone();
        let done = steps.into_iter().filter(|it| it["done"] == true);
        let names = done.map(|it| it["step"].as_str().unwrap().to_owned());
        (names.collect::<Vec<_>>(), told["people"].clone())
    };
    assert_eq!(
        done(),
        (
            vec!["connection".to_owned(), "token".to_owned()],
            json!({"active": 0, "inactive": 0, "held": 0})
        )
    );
    app.post("/scim/Users", &user("ada@example.com"))
        .expect(201);
    let mut left = user("bob@example.com");
    left["active"] = json!(false);
    app.post("/scim/Users", &left).expect(201);
    let (steps, people) = done();
    assert_eq!(steps, ["connection", "token", "tested", "people"]);
    assert_eq!(people, json!({"active": 1, "inactive": 1, "held": 0}));

    let stored = api.get("/api/v1/what-we-store").expect(200).json();
    let attributes = stored["connections"][0]["attributes"].as_array().unwrap();
    let name = attributes
        .iter()
        .find(|it| it["path"] == "userName")
        .unwrap();
    assert_eq!(name["fate"], "kept");
}
