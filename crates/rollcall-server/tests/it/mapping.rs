//! What a tenant makes of its people, by the API and by the command line.

use rollcall_mapping::Definition;
use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::{Client, Reply, user};
use crate::harness::{TestApp, on_both};
use crate::program::Place;

on_both! {
    a_draft_is_looked_at_for_one_and_for_everybody,
    a_draft_is_put_in_force_and_an_earlier_version_again,
    mistakes_are_problems_with_their_places,
    drafts_are_changed_by_who_knows_them,
    a_value_is_set_by_hand_and_taken_back,
    labels_are_in_the_language_asked_for,
    completeness_is_told_step_by_step,
    a_signature_is_made_for_a_person,
    what_was_learned_of_an_extension_makes_no_definition_invalid,
}

const DRAFT: &str = "/api/v1/mapping/draft";

/// The built-in definition with titles in capitals.
fn shouting() -> Value {
    let mut definition = json!(Definition::builtin());
    let fields = definition["fields"].as_array_mut().unwrap();
    let title = fields
        .iter_mut()
        .find(|field| field["key"] == "job_title")
        .unwrap();
    title["transforms"] = json!(["upper"]);
    definition
}

fn with_revision(
    admin: &Client,
    method: &str,
    target: &str,
    tag: &str,
    body: Option<&Value>,
) -> Reply {
    let body = body.map(Value::to_string);
    let headers = [("if-match", tag), ("content-type", "application/json")];
    admin.send(method, target, &headers, body.as_deref().map(str::as_bytes))
}

fn lines(reply: &Reply) -> Vec<Value> {
    let lines = reply.text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn field(admin: &Client, person: &str, key: &str) -> Value {
    let shown = admin
        .get(&format!("/api/v1/people/{person}/smart-fields"))
        .expect(200)
        .json();
    let fields = shown["fields"].as_array().unwrap();
    fields
        .iter()
        .find(|field| field["key"] == key)
        .unwrap()
        .clone()
}

fn a_draft_is_looked_at_for_one_and_for_everybody(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let mut person = user("ada@example.com");
    person["title"] = json!("Engineer");
    let ada = app.post("/scim/Users", &person).expect(201).id();
    app.create_user("bob@example.com");
    assert_eq!(
        admin.get("/api/v1/mapping").expect(200).json()["version"],
        0
    );
    admin.get(DRAFT).problem(404);
    let saved = admin.put(DRAFT, &shouting()).expect(201);
    assert_eq!(saved.header("etag"), Some("\"1\""));
    assert_eq!(
        admin.get(DRAFT).expect(200).json()["definition"],
        shouting()
    );

    let preview = admin
        .get(&format!("{DRAFT}/preview/{ada}"))
        .expect(200)
        .json();
    let title = |side: &str| {
        let fields = preview[side].as_array().unwrap();
        fields
            .iter()
            .find(|field| field["key"] == "job_title")
            .unwrap()["value"]
            .clone()
    };
    assert_eq!(
        (title("before"), title("after")),
        (json!("Engineer"), json!("ENGINEER"))
    );
    admin.get(&format!("{DRAFT}/preview/nobody")).problem(404);

    let told = lines(&admin.get(&format!("{DRAFT}/diff")).expect(200));
    assert_eq!(told[0], json!({"seen": 2, "of": 2}));
    let summary = &told.last().unwrap()["summary"];
    assert_eq!(
        (&summary["people"], &summary["altered"], &summary["losing"]),
        (&json!(2), &json!(1), &json!(0))
    );
    assert_eq!(
        summary["fields"],
        json!([{"field": "job_title", "altered": 1, "losing": 0, "gaining": 0}])
    );
    assert_eq!(
        summary["definition"],
        json!([{"part": "field", "what": "changed", "name": "job_title"}])
    );
    let everybody = admin.get(&format!("{DRAFT}/differences")).expect(200);
    assert_eq!(
        lines(&everybody),
        [
            json!({"id": ada, "user_name": "ada@example.com", "fields": [{"field": "job_title", "before": "Engineer", "after": "ENGINEER"}]})
        ]
    );
}

fn a_draft_is_put_in_force_and_an_earlier_version_again(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let mut person = user("ada@example.com");
    person["title"] = json!("Engineer");
    let ada = app.post("/scim/Users", &person).expect(201).id();
    admin.put(DRAFT, &shouting()).expect(201);
    let publish = format!("{DRAFT}/publish");
    admin.post(&publish, &json!({})).problem(428);
    let published = with_revision(
        &admin,
        "POST",
        &publish,
        "\"1\"",
        Some(&json!({"note": "louder"})),
    );
    assert_eq!(published.expect(200).json()["version"], 1);
    assert_eq!(field(&admin, &ada, "job_title")["value"], "ENGINEER");
    let history = admin.get("/api/v1/mapping/versions").expect(200).json();
    assert_eq!(
        (&history["versions"][0]["note"], &history["next_before"]),
        (&json!("louder"), &Value::Null)
    );
    assert_eq!(
        admin.get("/api/v1/mapping/versions/1").expect(200).json(),
        shouting()
    );
    admin.get("/api/v1/mapping/versions/7").problem(404);

    let restored = admin.post(
        "/api/v1/mapping/versions/0/restore",
        &json!({"note": "quiet"}),
    );
    assert_eq!(restored.expect(200).json()["version"], 2);
    assert_eq!(field(&admin, &ada, "job_title")["value"], "Engineer");
}

fn mistakes_are_problems_with_their_places(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let with = |field: Value| json!({"fields": [field]});
    let labels = json!({"en": "X"});
    for (body, at) in [
        (
            with(json!({"key": "x", "kind": "text", "labels": labels, "transforms": ["uper"]})),
            "fields[0].transforms[0]",
        ),
        (
            with(
                json!({"key": "x", "kind": "text", "labels": labels, "sources": [{"path": "titel"}]}),
            ),
            "fields[x].sources[0]",
        ),
        (
            with(json!({"key": "X", "kind": "text", "labels": labels})),
            "fields[X].key",
        ),
        (json!({"fields": [], "x": 1}), "x"),
        (json!([]), ""),
    ] {
        let refused = admin.put(DRAFT, &body);
        assert_eq!(refused.json()["problems"][0]["at"], at, "{}", refused.text);
        refused.problem(400);
    }
    admin.get(DRAFT).problem(404);
    for target in [
        "/api/v1/mapping/versions/x",
        "/api/v1/mapping/versions?limit=x",
        "/api/v1/mapping/versions?x=1",
    ] {
        assert!(admin.get(target).status >= 400, "{target}");
    }
    app.get(DRAFT).problem(403);
}

fn drafts_are_changed_by_who_knows_them(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    admin.put(DRAFT, &shouting()).expect(201);
    admin.put(DRAFT, &shouting()).problem(409);
    let changed = with_revision(&admin, "PUT", DRAFT, "\"1\"", Some(&shouting())).expect(200);
    assert_eq!(changed.header("etag"), Some("\"2\""));
    with_revision(&admin, "PUT", DRAFT, "\"1\"", Some(&shouting())).problem(409);
    with_revision(&admin, "PUT", DRAFT, "two", Some(&shouting())).problem(400);
    admin.delete(DRAFT).problem(428);
    with_revision(&admin, "DELETE", DRAFT, "\"1\"", None).problem(409);
    with_revision(&admin, "DELETE", DRAFT, "\"2\"", None).expect(204);
    admin.get(DRAFT).problem(404);
    let other = app.client_of("other", Scope::Api);
    other.put(DRAFT, &shouting()).expect(201);
    admin.get(DRAFT).problem(404);
}

fn a_value_is_set_by_hand_and_taken_back(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let ada = app.create_user("ada@example.com");
    let at = format!("/api/v1/people/{ada}/smart-fields/pronouns");
    let shown = admin
        .put(&at, &json!({"value": "she/her", "locked": true}))
        .expect(200)
        .json();
    assert_eq!(
        (&shown["value"], &shown["source"], &shown["locked"]),
        (&json!("she/her"), &json!("set by hand"), &json!(true))
    );
    assert_eq!(shown["changed"]["what"], "hand");
    assert_eq!(field(&admin, &ada, "pronouns")["value"], "she/her");
    let renamed = json!([{"op": "replace", "path": "nickName", "value": "Al"}]);
    let renamed = app
        .patch(&format!("/scim/Users/{ada}"), &renamed)
        .expect(200);
    let changed = &field(&admin, &ada, "nickname")["changed"];
    assert_eq!(
        (
            &changed["what"],
            &changed["by"],
            changed["request_id"].as_str()
        ),
        (
            &json!("person"),
            &json!("default"),
            renamed.header("x-request-id")
        )
    );
    assert_eq!(changed["at"], renamed.json()["meta"]["lastModified"]);
    for body in [
        json!({}),
        json!({"locked": true}),
        json!({"value": 1}),
        json!({"value": "x", "y": 1}),
        json!([]),
    ] {
        admin.put(&at, &body).problem(400);
    }
    admin
        .put(
            &format!("/api/v1/people/{ada}/smart-fields/nothing"),
            &json!({"value": "x"}),
        )
        .problem(404);
    admin
        .put(
            "/api/v1/people/nobody/smart-fields/pronouns",
            &json!({"value": "x"}),
        )
        .problem(404);
    let other = app.client_of("other", Scope::Api);
    other.put(&at, &json!({"value": "x"})).problem(404);
    admin.put(&at, &json!({"value": "a\u{0}b"})).problem(400);
    admin.delete(&at.replace("pronouns", "%00")).problem(400);
    admin.delete(&at).expect(204);
    assert_eq!(field(&admin, &ada, "pronouns")["value"], Value::Null);
    admin.delete(&at).problem(404);
}

fn labels_are_in_the_language_asked_for(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let ada = app.create_user("ada@example.com");
    let at = format!("/api/v1/people/{ada}/smart-fields");
    let label = |query: &str| {
        let shown = admin.get(&format!("{at}{query}")).expect(200).json();
        shown["fields"][1]["label"].clone()
    };
    assert_eq!(
        (label(""), label("?language=de"), label("?language=fr")),
        (json!("First name"), json!("Vorname"), json!("Prénom"))
    );
    let refused = admin.get(&format!("{at}?language=tlh")).problem(400);
    assert!(refused.contains("en, de, nl, fr"), "{refused}");
}

fn completeness_is_told_step_by_step(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let ada = app.create_user("ada@example.com");
    let told = lines(&admin.get("/api/v1/mapping/completeness").expect(200));
    assert_eq!(told[0], json!({"seen": 1, "of": 1}));
    let completeness = &told[1]["completeness"];
    assert_eq!(
        (&completeness["people"], &completeness["complete"]),
        (&json!(1), &json!(1))
    );
    let fields = completeness["fields"].as_array().unwrap();
    assert_eq!(
        (&fields[0]["field"], &fields[0]["labels"]["en"]),
        (&json!("email"), &json!("Email"))
    );
    assert_eq!(
        (
            &fields[0]["required"],
            &fields[0]["have"],
            &fields[0]["flawed"]
        ),
        (&json!(true), &json!(1), &json!(0))
    );
    let lacking = admin
        .get("/api/v1/mapping/fields/pronouns/lacking")
        .expect(200);
    assert_eq!(
        lines(&lacking),
        [json!({"id": ada, "user_name": "ada@example.com", "presence": "missing"})]
    );
    admin
        .get("/api/v1/mapping/fields/nothing/lacking")
        .problem(404);
    app.get("/api/v1/mapping/completeness").problem(403);
}

fn a_signature_is_made_for_a_person(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let mut person = user("ada@example.com");
    person["displayName"] = json!("<Ada>");
    let ada = app.post("/scim/Users", &person).expect(201).id();
    let at = format!("/api/v1/people/{ada}/signatures/plain");
    assert!(admin.get(&at).problem(404).contains("there are none"));
    let mut definition = json!(Definition::builtin());
    let template = json!({
        "html": "<p>{{ full_name }}</p><p data-hide-if-empty=\"mobile_phone\">{{ mobile_phone }}</p>",
        "text": "{{ full_name }}",
    });
    definition["signatures"] =
        json!([{"key": "plain", "name": "Plain", "templates": {"en": template}}]);
    admin.put(DRAFT, &definition).expect(201);
    with_revision(
        &admin,
        "POST",
        &format!("{DRAFT}/publish"),
        "\"1\"",
        Some(&json!({})),
    )
    .expect(200);
    assert_eq!(
        admin.get(&at).expect(200).json(),
        json!({"signature": "plain", "language": "en", "html": "<p>&lt;Ada&gt;</p>", "text": "<Ada>", "campaigns": []})
    );
    admin
        .get("/api/v1/people/nobody/signatures/plain")
        .problem(404);
    definition["signatures"][0]["templates"]["en"]["html"] = json!("{{ shoe_size }}");
    let refused = admin.put(DRAFT, &definition);
    assert_eq!(
        refused.json()["problems"][0]["at"],
        "signatures[plain].templates.en.html"
    );
    refused.problem(400);
}

/// The built-in fields read attributes of our own extension, of which a provider sends some.
fn what_was_learned_of_an_extension_makes_no_definition_invalid(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let mut person = user("ada@example.com");
    let extension = "urn:rollcall:scim:schemas:extension:2.0:User";
    person[extension] = json!({"pronouns": "she/her", "linkedin": {"not": "a text"}});
    let ada = app.post("/scim/Users", &person).expect(201).id();
    assert_eq!(field(&admin, &ada, "pronouns")["value"], "she/her");
    admin.put(DRAFT, &shouting()).expect(201);
}

#[test]
fn a_definition_is_drafted_compared_and_published_by_command() {
    let place = Place::new();
    place.ok(&["tenant", "create", "acme"]);
    let of = |arguments: &[&str]| {
        let mut all = vec!["mapping"];
        all.extend(arguments);
        all.extend(["--tenant", "acme"]);
        all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()
    };
    let ok = |arguments: &[&str]| {
        place.ok(&of(arguments).iter().map(String::as_str).collect::<Vec<_>>())
    };
    let refused = |arguments: &[&str]| {
        place.refused(
            3,
            &of(arguments).iter().map(String::as_str).collect::<Vec<_>>(),
        )
    };
    assert!(refused(&["diff"]).contains("There is no draft"));
    let file = place.path().join("mapping.json");
    std::fs::write(&file, shouting().to_string()).unwrap();
    let file = file.to_str().unwrap();
    assert_eq!(
        ok(&["draft", file]),
        "draft 1 of version 0 saved; `rollcall mapping diff` tells what it would change\n"
    );
    let diff = ok(&["diff"]);
    assert!(
        diff.starts_with(
            "Draft 1 alters 0 of 0 people; 0 lose a value, 0 get one that they had not.\n"
        ),
        "{diff}"
    );
    assert!(diff.contains("field  job_title  changed"), "{diff}");
    assert!(ok(&["completeness"]).starts_with("0 of 0 active people have all that is required.\n"));
    assert_eq!(ok(&["lacking", "email"]), "");
    assert_eq!(
        ok(&["publish", "--note", "louder"]),
        "version 1 is in force\n"
    );
    let shown: Value = serde_json::from_str(&ok(&["show"])).unwrap();
    assert_eq!(shown, shouting());
    assert!(ok(&["history"]).contains("louder"));
    assert_eq!(ok(&["restore", "0"]), "version 2 is in force\n");
    std::fs::write(file, r#"{"fields": [{"key": "x", "kind": "text", "labels": {"en": "X"}, "sources": [{"path": "titel"}]}]}"#).unwrap();
    let wrong = refused(&["draft", file]);
    assert!(
        wrong.contains("fields[x].sources[0]") && wrong.contains("titel"),
        "{wrong}"
    );
    assert!(refused(&["show", "next"]).contains("neither draft nor a version"));
}
