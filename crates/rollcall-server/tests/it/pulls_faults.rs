//! Whatever can go wrong while people are read.

use std::time::{Duration, Instant};

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::okta_double::{Fault, okta_user};
use crate::pulls::{connect, counts, create, each, each_within, person, post, settled, synced};

#[test]
fn faults_that_pass_are_waited_for() {
    each_within(2, 25, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        okta.pages_of(10);
        create(&admin, okta, &json!({}));
        okta.fails([
            Fault::TooMany(0),
            Fault::Status("500 Internal Server Error"),
            Fault::Status("503 Service Unavailable"),
            Fault::Slow(Duration::from_secs(3)),
        ]);
        connect(app, &admin, okta).expect(200);
        let shown = settled(&admin);
        assert_eq!(shown["last_run"]["outcome"], "done", "{shown:#}");
        assert_eq!(counts(&shown), json!({ "created": 25 }));
    });
}

#[test]
fn what_does_not_pass_ends_the_run_and_leads_nowhere() {
    each(25, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        okta.pages_of(10);
        create(&admin, okta, &json!({}));
        okta.fails([Fault::ForeignNext]);
        connect(app, &admin, okta).expect(200);
        let shown = settled(&admin);
        assert_eq!(
            (&shown["state"], &shown["last_run"]["outcome"]),
            (&json!("failing"), &json!("failed")),
            "{shown:#}"
        );
        assert!(
            shown["problem"]["detail"]
                .as_str()
                .unwrap()
                .contains("is not asked for")
        );
        assert_eq!(app.total("Users"), 0);
        okta.fails([Fault::Broken]);
        let shown = synced(&admin, "full");
        assert_eq!(shown["problem"]["code"], "answer_unreadable", "{shown:#}");
        let shown = synced(&admin, "full");
        assert_eq!(
            (&shown["state"], &shown["problem"]),
            (&json!("connected"), &json!(null)),
            "{shown:#}"
        );
        assert_eq!(app.total("Users"), 25);
    });
}

#[test]
fn a_run_under_way_ends_with_its_connection() {
    each(30, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        okta.pages_of(10);
        create(&admin, okta, &json!({}));
        okta.fails([Fault::TooMany(3_600)]);
        connect(app, &admin, okta).expect(200);
        let running = || admin.get("/api/v1/pulls/Okta").expect(200).json()["running"].clone();
        let began = Instant::now();
        while running().is_null() {
            assert!(began.elapsed() < Duration::from_secs(60));
        }
        let end = json!({ "people": "keep", "confirm": "Okta" });
        let path = "/api/v1/connections/Okta/disconnect";
        admin.post(path, &end).expect(202);
        let shown = admin.get("/api/v1/pulls/Okta").expect(200).json();
        assert_eq!(
            (&shown["running"], &shown["last_run"]["outcome"]),
            (&Value::Null, &json!("stopped")),
            "{shown:#}"
        );
    });
}

#[test]
fn whoever_cannot_be_taken_is_left_out_by_name() {
    each(5, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        let mut large = okta_user(50, 50);
        large["profile"]["essay"] = json!("x".repeat(1_048_576));
        okta.add(large);
        let mut twin = okta_user(51, 51);
        twin["profile"]["login"] = json!("user1@example.com");
        okta.add(twin);
        create(&admin, okta, &json!({}));
        connect(app, &admin, okta).expect(200);
        let shown = settled(&admin);
        assert_eq!(
            counts(&shown),
            json!({ "created": 5, "left_out": 1, "failed": 1 }),
            "{shown:#}"
        );
        let problems = &shown["last_run"]["problems"];
        assert_eq!(problems[0]["external_id"], "00u00000050", "{problems:#}");
        assert!(problems[0]["why"].as_str().unwrap().contains("bytes"));
        assert_eq!(problems[1]["user_name"], "user1@example.com");
        // The login becomes free.
        okta.change(1, 1, |user| {
            user["profile"]["login"] = json!("other@example.com");
        });
        okta.change(51, 2, |_| {});
        let shown = synced(&admin, "changes");
        assert_eq!(shown["last_run"]["counts"]["created"], 1, "{shown:#}");
        assert_eq!(
            person(app, "other@example.com")["externalId"],
            "00u00000001"
        );
        assert_eq!(
            person(app, "user1@example.com")["externalId"],
            "00u00000051"
        );
    });
}

#[test]
fn the_program_ends_and_another_goes_on() {
    each(60, |app, okta| {
        let admin = app.client_of("default", Scope::Api);
        okta.pages_of(10);
        create(&admin, okta, &json!({}));
        let replica = app.replica();
        // So many of them that the run has to wait in between.
        okta.fails([Fault::TooMany(1), Fault::TooMany(1), Fault::TooMany(1)]);
        connect(app, &admin, okta).expect(200);
        drop(replica);
        let shown = settled(&admin);
        assert_eq!(counts(&shown)["created"], 60, "{shown:#}");
        assert_eq!(shown["last_run"]["seen"], 60);
        post(&admin, "/api/v1/connections/Okta/pause").expect(200);
    });
}
