//! Why requests are not carried out: what a cause says beside its code, and the manual of all. Each cause by a request that has it is
//! in `every_cause.rs`.

use std::fmt::Write as _;

use rollcall_conformance::{Options, Target, built_in, run};
use rollcall_provisioning::auth::{Profile, Scope};
use rollcall_provisioning::requests::{CAUSES, Fix};
use serde_json::{Value, json};

use crate::client::{Client, Reply, user};
use crate::harness::{TestApp, on_both};
use crate::requests::logged;

on_both! {
    a_cause_leads_to_who_or_what_it_is_about,
    what_was_carried_out_may_have_something_to_know,
    what_providers_send_is_never_shown,
}

/// The cause of the request that was answered so.
#[track_caller]
fn cause(admin: &Client, reply: &Reply) -> Value {
    let id = reply.header("x-request-id").unwrap();
    logged(admin, &format!("?search={id}"))[0]["cause"].clone()
}

fn a_cause_leads_to_who_or_what_it_is_about(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let ada = app.create_user("ada@example.com");
    let sales = app.create_group("Sales", &[]);
    let me = app.client_that_speaks(Profile::Strict, "");
    let taken = app.post("/scim/Users", &user("ADA@example.com"));
    let taken = cause(&admin, &taken);
    assert_eq!(
        taken["fix"],
        json!({"kind": "person", "target": ada, "text": fix_of("username_taken").text})
    );
    assert!(
        taken["text"].as_str().unwrap().starts_with(
            "Somebody has that user name already: \"ada@example.com\", who is active."
        ),
        "{taken}"
    );
    let group = app.post("/scim/Groups", &json!({"displayName": "sales"}));
    assert_eq!(cause(&admin, &group)["fix"]["target"], sales);

    // Without revival who left holds their name as well.
    app.deactivate(&ada);
    let reply = me.post("/scim/Users", &user("ada@example.com"));
    assert!(
        cause(&admin, &reply)["text"]
            .as_str()
            .unwrap()
            .contains("who is leaver"),
        "{reply:?}"
    );

    let mut odd = user("bob@example.com");
    odd["favouriteColour"] = json!("mauve");
    let reply = app.post("/scim/Users", &odd).expect(201);
    let dropped = cause(&admin, &reply);
    assert_eq!(
        (&dropped["code"], &dropped["severity"]),
        (&json!("attribute_dropped"), &json!("info"))
    );
    assert_eq!(dropped["fix"]["target"], "favouriteColour");
    assert_eq!(logged(&admin, "?outcome=info").len(), 1);
}

fn what_was_carried_out_may_have_something_to_know(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let ada = app.create_user("ada@example.com");
    let by_hand = format!("/api/v1/people/{ada}/smart-fields/job_title");
    admin
        .put(&by_hand, &json!({"value": "Countess", "locked": true}))
        .expect(200);
    let reply = app.patch(
        &format!("/scim/Users/{ada}"),
        &json!([{"op": "replace", "path": "title", "value": "Dr"}]),
    );
    let kept = cause(&admin, &reply);
    assert_eq!(
        (&kept["code"], &kept["fix"]["target"]),
        (&json!("conflict_with_override"), &json!(ada))
    );
    assert!(
        kept["text"].as_str().unwrap().ends_with("job_title."),
        "{kept}"
    );

    admin
        .put(
            "/api/v1/guard",
            &json!({"enabled": true, "people_max": 1, "percent_max": 0, "window_minutes": 60}),
        )
        .expect(200);
    let people: Vec<_> = (0..3)
        .map(|number| app.create_user(&format!("p{number}@example.com")))
        .collect();
    app.let_a_day_pass();
    let off = json!([{"op": "replace", "path": "active", "value": false}]);
    let replies: Vec<_> = people
        .iter()
        .map(|id| app.patch(&format!("/scim/Users/{id}"), &off))
        .collect();
    assert_eq!(cause(&admin, &replies[0]), json!(null));
    assert_eq!(cause(&admin, &replies[2])["code"], "held_by_guard");

    admin.send("POST", "/api/v1/connections/default/pause", &[], None);
    let mut reply = app.get("/scim/Users");
    // What is known of a token is believed for a moment.
    for _ in 0..200 {
        if reply.status == 503 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
        reply = app.get("/scim/Users");
    }
    let paused = cause(&admin, &reply);
    assert_eq!(paused["code"], "paused", "{reply:?}");
}

fn fix_of(code: &str) -> Fix {
    CAUSES.iter().find(|cause| cause.code == code).unwrap().fix
}

/// Values that a provider sent, as far as they are somebody's: texts of some length, without what masking keeps.
fn values(body: &Value, found: &mut Vec<String>) {
    match body {
        Value::Object(members) => {
            for (name, value) in members {
                let stays = [
                    "schemas", "id", "op", "method", "path", "type", "meta", "version", "bulkId",
                    "$ref",
                ];
                if !stays.contains(&name.as_str()) {
                    values(value, found);
                }
            }
        }
        Value::Array(elements) => elements.iter().for_each(|it| values(it, found)),
        Value::String(text) => {
            let is_telling =
                text.len() > 3 && text.chars().any(|c| c.is_alphabetic() && !"xX".contains(c));
            let is_word = ["true", "false", "work", "home", "user", "group"]
                .contains(&text.to_ascii_lowercase().as_str());
            if is_telling
                && !is_word
                && !text.starts_with("urn:")
                && uuid::Uuid::try_parse(text).is_err()
            {
                found.push(text.clone());
            }
        }
        _ => {}
    }
}

fn what_providers_send_is_never_shown(app: &TestApp) {
    let mut cases = built_in().unwrap();
    let providers = ["okta_users", "okta_crud", "entra_users", "onelogin", "aws"];
    cases.retain(|case| providers.iter().any(|it| case.id.starts_with(it)));
    let mut sent = Vec::new();
    for step in cases.iter().flat_map(|case| &case.steps) {
        if let Some(body) = &step.request.body {
            // A group's name may be shown.
            let is_group = step.request.path.contains("Groups");
            let mut found = Vec::new();
            values(body, &mut found);
            sent.extend(
                found
                    .into_iter()
                    .filter(|it| !is_group && !it.contains("${") && !it.contains("{{")),
            );
        }
    }
    sent.sort_unstable();
    sent.dedup();
    assert!(sent.len() > 50, "{} values", sent.len());
    let target = Target::with_token(&format!("http://{}/scim", app.address), &app.token);
    run(
        &target,
        &Options {
            jobs: 2,
            ..Options::new(cases)
        },
        &mut |_| {},
    );
    let admin = app.client_of("default", Scope::Api);
    let (mut seen, mut after) = (0, String::new());
    loop {
        let page = admin
            .get(&format!("/api/v1/requests?limit=100{after}"))
            .expect(200)
            .json();
        for request in page["requests"].as_array().unwrap() {
            let path = request["path"].as_str().unwrap();
            if path.contains("Groups")
                || path.contains("Schemas")
                || path.contains("ResourceTypes")
                || path.contains("Config")
            {
                continue;
            }
            let id = request["id"].as_str().unwrap();
            let detail = admin
                .get(&format!("/api/v1/requests/{id}"))
                .expect(200)
                .json();
            for body in [&detail["request_body"], &detail["response_body"]] {
                let text = body.to_string();
                seen += usize::from(text.len() > 4);
                for value in &sent {
                    let quoted = Value::from(value.as_str()).to_string();
                    assert!(
                        !text.contains(&quoted),
                        "{value:?} is shown of {path}: {text}"
                    );
                }
            }
        }
        let Some(next) = page["next_after"].as_str() else {
            break;
        };
        after = format!("&after={next}");
    }
    assert!(seen > 40, "{seen} bodies");
}

#[test]
fn the_manual_of_causes_is_what_the_program_says() {
    let mut text = String::from(
        "# Causes\n\nWhy a request was refused, or what there is to know about one that was carried out: as the request log \
         ([REQUEST_LOG.md](REQUEST_LOG.md)) says it. The codes never change.\nThis page is made from the table in the program \
         (`UPDATE_DOCS=1 cargo test -p rollcall-server`).\n",
    );
    for cause in CAUSES {
        write!(
            text,
            "\n## {}\n\n{}: {}\n\n- Recognised by: {}\n- What to do (`{}`): {}\n",
            cause.code,
            cause.severity.as_str(),
            cause.text,
            cause.seen,
            cause.fix.kind,
            cause.fix.text
        )
        .unwrap();
    }
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/CAUSES.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(page, &text).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(page).unwrap(),
        text,
        "UPDATE_DOCS=1 writes docs/CAUSES.md anew"
    );
    for cause in CAUSES {
        let same = CAUSES.iter().filter(|it| it.code == cause.code).count();
        assert_eq!(same, 1, "{}", cause.code);
    }
}
