//! What is wrong with rows, told before the download: `/api/v1/target-users/problems` and `rollcall export target-users --check`.

use rollcall_mapping::export::FORMATS;
use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::{Client, user};
use crate::harness::{TestApp, on_both};
use crate::program::Place;

on_both!(
    problems_are_told_by_person_and_in_numbers,
    wrong_questions_are_refused_before_the_first_byte,
    every_format_is_served_with_its_type_and_name,
    an_address_that_changed_is_told_if_asked,
);

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Somebody of whom only a user name is known.
fn create_nameless(client: &Client) -> String {
    let mut nameless = user("nameless");
    nameless.as_object_mut().unwrap().remove("emails");
    client.post("/scim/Users", &nameless).expect(201).id()
}

fn problems_are_told_by_person_and_in_numbers(app: &TestApp) {
    let api = app.client_of("default", Scope::Api);
    let nameless = create_nameless(app);
    app.create_user("ada@example.com");
    let reply = api
        .get("/api/v1/target-users/problems?format=hoxhunt")
        .expect(200);
    assert_eq!(reply.header("content-type"), Some("application/x-ndjson"));
    let told = lines(&reply.text);
    let of = told.iter().find(|it| it["id"] == json!(nameless)).unwrap();
    assert_eq!(
        (&of["user_name"], &of["email"]),
        (&json!("nameless"), &Value::Null)
    );
    let problem = &of["problems"][0];
    assert_eq!(problem["code"], "no_email");
    assert_eq!(problem["column"], "email");
    assert_eq!(problem["severity"], "error");
    assert!(
        problem["text"].as_str().unwrap().contains("Hoxhunt"),
        "{problem}"
    );
    let checked = &told.last().unwrap()["checked"];
    assert_eq!(
        (&checked["people"], &checked["with_errors"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(checked["kinds"][0]["code"], "no_email");
    let other = app.client_of("other", Scope::Api);
    let reply = other
        .get("/api/v1/target-users/problems?format=csv")
        .expect(200);
    let told = lines(&reply.text);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["checked"]["people"], 0);
}

fn wrong_questions_are_refused_before_the_first_byte(app: &TestApp) {
    let api = app.client_of("default", Scope::Api);
    for (query, status, told) in [
        ("", 400, "needs a format: one of csv, "),
        ("?format=xlsx", 400, "knowbe4"),
        ("?format=csv&filter=nonsense", 400, ""),
        ("?format=csv&group=nobody", 404, "nobody"),
        ("?format=csv&limit=1", 400, "limit"),
        ("?format=csv&renamed_since=yesterday", 400, "is no moment"),
    ] {
        let detail = api
            .get(&format!("/api/v1/target-users/problems{query}"))
            .problem(status);
        assert!(detail.contains(told), "{detail}");
    }
    app.get("/api/v1/target-users/problems?format=csv")
        .problem(403);
}

fn an_address_that_changed_is_told_if_asked(app: &TestApp) {
    let api = app.client_of("default", Scope::Api);
    let id = app.create_user("ada@example.com");
    app.put(
        &format!("/scim/Users/{id}"),
        &user("ada.lovelace@example.com"),
    )
    .expect(200);
    let previous = |query: &str| {
        let people = api
            .get(&format!("/api/v1/target-users{query}"))
            .expect(200)
            .json();
        people[0]["previous_email"].clone()
    };
    assert_eq!(previous(""), Value::Null);
    assert_eq!(
        previous("?renamed_since=2020-01-01T00:00:00Z"),
        "ada@example.com"
    );
    assert_eq!(previous("?renamed_since=2999-01-01T00:00:00Z"), Value::Null);
    let told = api
        .get("/api/v1/target-users/problems?format=arsen&renamed_since=2020-01-01T00:00:00Z")
        .expect(200);
    assert!(told.text.contains("email_changed"), "{}", told.text);
    api.get("/api/v1/smart-fields?renamed_since=2020-01-01T00:00:00Z")
        .problem(400);
}

fn every_format_is_served_with_its_type_and_name(app: &TestApp) {
    let api = app.client_of("default", Scope::Api);
    let ada = app.create_user("ada@example.com");
    app.create_group("Sales", &[&ada]);
    for format in FORMATS {
        let reply = api
            .get(&format!("/api/v1/target-users?format={}", format.name))
            .expect(200);
        assert_eq!(reply.header("content-type"), Some(format.media_type));
        let disposition = format!("attachment; filename=\"{}\"", format.file_name);
        assert_eq!(
            reply.header("content-disposition"),
            Some(disposition.as_str())
        );
        assert!(
            reply.text.contains("ada@example.com"),
            "{}: {}",
            format.name,
            reply.text
        );
    }
}

#[test]
fn a_check_by_command_says_who_and_ends_with_6() {
    let place = Place::new();
    let server = place.serve("");
    server.client.create_user("ada@example.com");
    let check = [
        "export",
        "target-users",
        "--format",
        "microsoft-attack-simulation",
        "--check",
    ];
    let told = place.ok(&check);
    assert!(
        told.contains("1 looked at for microsoft-attack-simulation; 0 with"),
        "{told}"
    );

    create_nameless(&server.client);
    let output = place.run(&[&check[..], &["--out", "problems.ndjson"]].concat());
    assert_eq!(output.status.code(), Some(6));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("nameless") && text.contains("no_email"),
        "{text}"
    );
    assert!(
        !text.contains('\u{1b}'),
        "no colours where no terminal shows them: {text}"
    );
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("1 person would be left out"), "{error}");
    let file = std::fs::read_to_string(place.path().join("problems.ndjson")).unwrap();
    let told = lines(&file);
    assert_eq!(told[0]["user_name"], "nameless");
    assert_eq!(told[1]["checked"]["with_errors"], 1);

    let export = place.run(&check[..4]);
    assert!(export.status.success(), "the file is made nevertheless");
    let error = String::from_utf8(export.stderr).unwrap();
    assert!(
        error.contains("1 left out: `rollcall export target-users"),
        "{error}"
    );
    let help = place.ok(&["export", "target-users", "--help"]);
    for format in FORMATS {
        assert!(help.contains(format.name), "{help}");
    }
    place.refused(
        3,
        &["export", "target-users", "--check", "--format", "xlsx"],
    );
}
