//! `/api/v1`: what comes out, for whom, and in which form.

use rollcall_provisioning::auth::Scope;
use rollcall_storage::Store;
use rollcall_storage::testing::TestDatabase;
use serde_json::{Value, json};

use crate::client::{Client, user};
use crate::harness::{TestApp, on_both};

on_both!(
    people_come_out_and_leavers_do_not,
    selections_narrow_what_comes_out,
    one_persons_fields_say_where_they_came_from,
    a_renamed_person_keeps_the_id,
    wrong_selections_are_refused_before_the_first_byte,
    an_export_of_many_people_is_complete,
);

fn api(app: &TestApp) -> Client {
    app.client_of("default", Scope::Api)
}

fn emails(client: &Client, query: &str) -> Vec<String> {
    let people = client
        .get(&format!("/api/v1/target-users?{query}"))
        .expect(200)
        .json();
    let mut emails: Vec<_> = people
        .as_array()
        .unwrap()
        .iter()
        .map(|person| person["email"].as_str().unwrap().to_owned())
        .collect();
    emails.sort();
    emails
}

fn people_come_out_and_leavers_do_not(app: &TestApp) {
    let api = api(app);
    let ada = app.create_user("ada@example.com");
    app.create_user("grace@example.com");
    assert_eq!(emails(&api, ""), ["ada@example.com", "grace@example.com"]);
    app.deactivate(&ada);
    assert_eq!(emails(&api, ""), ["grace@example.com"]);
    assert_eq!(emails(&api, "active=false"), ["ada@example.com"]);
    assert_eq!(emails(&api, "active=true"), ["grace@example.com"]);
    assert_eq!(
        emails(&app.client_of("other", Scope::Api), ""),
        Vec::<String>::new()
    );

    let csv = api.get("/api/v1/target-users?format=csv").expect(200);
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(
        csv.header("content-disposition"),
        Some("attachment; filename=\"target-users.csv\"")
    );
    assert_eq!(csv.text.lines().count(), 2);
    let by_accept = api
        .send(
            "GET",
            "/api/v1/target-users",
            &[("accept", "text/csv")],
            None,
        )
        .expect(200);
    assert_eq!(by_accept.text, csv.text);
    let lines = api
        .get("/api/v1/target-users?format=ndjson")
        .expect(200)
        .text;
    assert_eq!(lines.lines().count(), 1);
    assert!(
        api.get("/api/v1/target-users?format=gophish-csv")
            .expect(200)
            .text
            .starts_with("First Name,Last Name,Email,Position")
    );
}

fn selections_narrow_what_comes_out(app: &TestApp) {
    let api = api(app);
    let ada = app.create_user("ada@example.com");
    let grace = app.create_user("grace@example.com");
    let group = app.create_group("Ops & Sales", &[&ada]);
    assert_eq!(emails(&api, "group=ops+%26+sales"), ["ada@example.com"]);
    assert_eq!(emails(&api, &format!("group={group}")), ["ada@example.com"]);
    assert_eq!(
        emails(&api, "filter=userName+sw+%22g%22"),
        ["grace@example.com"]
    );
    assert_eq!(
        emails(&api, &format!("group={group}&filter=id+eq+%22{grace}%22")),
        Vec::<String>::new()
    );
}

fn one_persons_fields_say_where_they_came_from(app: &TestApp) {
    let api = api(app);
    let id = app.create_user("ada@example.com");
    let fields = api
        .get(&format!("/api/v1/people/{id}/smart-fields"))
        .expect(200)
        .json();
    assert_eq!(fields["id"], json!(id));
    let email = fields["fields"]
        .as_array()
        .unwrap()
        .iter()
        .find(|field| field["key"] == "email")
        .unwrap();
    assert_eq!(email["value"], json!("ada@example.com"));
    assert!(
        email["source"].as_str().unwrap().contains("emails"),
        "{email}"
    );

    let everybody = api.get("/api/v1/smart-fields").expect(200).json();
    assert_eq!(
        everybody[0]["fields"]["email"]["value"],
        json!("ada@example.com")
    );
    assert!(
        api.get("/api/v1/smart-fields?format=csv")
            .expect(200)
            .text
            .contains("ada@example.com")
    );
    api.get("/api/v1/people/nobody/smart-fields").problem(404);
    app.client_of("other", Scope::Api)
        .get(&format!("/api/v1/people/{id}/smart-fields"))
        .problem(404);
}

fn a_renamed_person_keeps_the_id(app: &TestApp) {
    let api = api(app);
    let id = app.create_user("ada@example.com");
    app.put(
        &format!("/scim/Users/{id}"),
        &user("ada.lovelace@example.com"),
    )
    .expect(200);
    let people = api.get("/api/v1/target-users").expect(200).json();
    assert_eq!(
        (&people[0]["id"], &people[0]["email"]),
        (&json!(id), &json!("ada.lovelace@example.com"))
    );
}

fn wrong_selections_are_refused_before_the_first_byte(app: &TestApp) {
    let api = api(app);
    for (query, status, told) in [
        ("filter=nonsense", 400, ""),
        ("filter=nickNam+eq+%22x%22", 400, "nickNam"),
        ("format=xlsx", 400, "gophish-csv"),
        ("active=perhaps", 400, "`true` or `false`"),
        ("fliter=active+eq+true", 400, "fliter"),
        ("group=nobody", 404, "nobody"),
    ] {
        let detail = api
            .get(&format!("/api/v1/target-users?{query}"))
            .problem(status);
        assert!(detail.contains(told), "{detail}");
    }
    let reply = api.post("/api/v1/target-users", &json!({}));
    reply.problem(405);
    assert_eq!(reply.header("allow"), Some("GET"));
}

fn an_export_of_many_people_is_complete(app: &TestApp) {
    let api = api(app);
    // More than two chunks of the export.
    let people: Vec<_> = (0..1_100).map(|n| format!("p{n:04}@example.com")).collect();
    std::thread::scope(|scope| {
        for chunk in people.chunks(138) {
            scope.spawn(move || chunk.iter().for_each(|name| drop(app.create_user(name))));
        }
    });
    assert_eq!(emails(&api, ""), people);
    let json: Value = api.get("/api/v1/smart-fields").expect(200).json();
    assert_eq!(json.as_array().unwrap().len(), people.len());
}

/// Exports read from a streaming replica, where there is one. Here it is a database of its own, so that it can be told apart.
mod postgres_replica {
    use super::*;

    #[test]
    fn exports_read_from_it_and_nothing_else_does() {
        let Some(replica) = TestDatabase::postgres() else {
            eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set");
            return;
        };
        let store = Store::open(&replica.settings()).unwrap();
        store.migrate().unwrap();
        let app = TestApp::with_replica(replica.url()).unwrap();
        app.create_user("ada@example.com");
        assert_eq!(app.total("Users"), 1);
        // It is empty, and stays so.
        assert_eq!(emails(&api(&app), ""), Vec::<String>::new());
    }

    #[test]
    fn while_it_is_away_exports_are_told_to_come_back_and_the_rest_goes_on() {
        let Some(app) = TestApp::with_replica("postgres://nobody:hush@127.0.0.1:1/rollcall") else {
            eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set");
            return;
        };
        app.create_user("ada@example.com");
        for target in ["/api/v1/target-users", "/api/v1/smart-fields"] {
            let reply = api(&app).get(target);
            let detail = reply.problem(503);
            assert!(!detail.contains("hush"), "{detail}");
            assert!(reply.header("retry-after").is_some());
        }
        app.get("/readyz").expect(200);
        assert_eq!(app.total("Users"), 1);
    }
}
