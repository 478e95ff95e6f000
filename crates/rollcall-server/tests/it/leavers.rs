//! Leavers by the API and by the command line.

use rollcall_provisioning::Afterwards;
use rollcall_provisioning::auth::Scope;
use serde_json::json;

use crate::client::user;
use crate::harness::{TestApp, on_both};
use crate::program::Place;

on_both! {
    a_leaver_is_listed_restored_and_forgotten,
    mistakes_are_problems,
}

const LEAVERS: &str = "/api/v1/leavers";

fn a_leaver_is_listed_restored_and_forgotten(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let ada = app.create_user("ada@example.com");
    let by_hand = format!("/api/v1/people/{ada}/smart-fields/job_title");
    admin
        .put(&by_hand, &json!({"value": "Countess", "locked": true}))
        .expect(200);
    app.deactivate(&ada);
    let listed = admin.get(LEAVERS).expect(200).json();
    assert_eq!(listed["leavers"][0]["id"], json!(ada));
    assert_eq!(listed["leavers"][0]["until"], json!(null));
    assert_eq!(
        (&listed["afterwards"], &listed["retention_days"]),
        (&json!("keep"), &json!(90))
    );
    assert_eq!(listed["next_after"], json!(null));
    let one = format!("{LEAVERS}/{ada}");
    assert_eq!(
        admin.get(&one).expect(200).json()["user_name"],
        "ada@example.com"
    );
    let exported = || {
        admin
            .get("/api/v1/target-users?format=ndjson")
            .expect(200)
            .text
    };
    assert_eq!(exported(), "");

    admin
        .post(&format!("{one}/restore"), &json!({}))
        .expect(204);
    assert!(exported().contains("\"job_title\":\"Countess\""));
    admin.get(&one).problem(404);
    admin
        .post(&format!("{one}/restore"), &json!({}))
        .problem(404);
    admin.delete(&one).problem(404);

    app.deactivate(&ada);
    // The provider pushes them anew: the same person.
    assert_eq!(
        app.post("/scim/Users", &user("ada@example.com"))
            .expect(201)
            .id(),
        ada
    );
    assert!(exported().contains(&ada) && exported().contains("Countess"));

    app.deactivate(&ada);
    let other = app.client_of("other", Scope::Api);
    other.delete(&one).problem(404);
    assert_eq!(other.get(LEAVERS).expect(200).json()["leavers"], json!([]));
    admin.delete(&format!("{one}?how=anonymise")).expect(204);
    let person = app.get(&format!("/scim/Users/{ada}")).expect(200).json();
    assert_eq!(person["userName"], format!("anonymised:{ada}"));
    admin
        .post(&format!("{one}/restore"), &json!({}))
        .problem(409);
    admin.delete(&one).expect(204);
    app.get(&format!("/scim/Users/{ada}")).expect(404);
    // What is left of them in the log goes in the background.
    for _ in 0..500 {
        if admin.get(LEAVERS).expect(200).json()["being_forgotten"] == json!(0) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("the log still has values of somebody who was forgotten");
}

fn mistakes_are_problems(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let ada = app.create_user("ada@example.com");
    app.deactivate(&ada);
    for query in ["limit=0", "limit=x", "after=x", "page=2"] {
        admin.get(&format!("{LEAVERS}?{query}")).problem(400);
    }
    for query in ["how=shred", "hwo=delete"] {
        admin
            .delete(&format!("{LEAVERS}/{ada}?{query}"))
            .problem(400);
    }
    admin.delete(&format!("{LEAVERS}/nobody")).problem(404);
    // A provisioning token is not for this.
    app.get(LEAVERS).problem(403);
    admin.get(&format!("{LEAVERS}/{ada}")).expect(200);
}

#[test]
fn whose_time_has_come_is_forgotten_by_the_server_itself() {
    let app = TestApp::configured(|config| {
        config.limits.leaver_retention_days = 0;
        config.limits.leavers_afterwards = Afterwards::Delete;
    });
    let admin = app.client_of("default", Scope::Api);
    let (ada, bob) = (
        app.create_user("ada@example.com"),
        app.create_user("bob@example.com"),
    );
    app.deactivate(&ada);
    app.deactivate(&bob);
    // Somebody is forgotten by hand, and so it is looked for others too. The server may have come first.
    let by_hand = admin.delete(&format!("{LEAVERS}/{ada}")).status;
    assert!(matches!(by_hand, 204 | 404), "{by_hand}");
    for _ in 0..500 {
        if app.get(&format!("/scim/Users/{bob}")).status == 404 {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("a leaver whose time has come is still here");
}

#[test]
fn leavers_are_listed_and_purged_by_command() {
    let place = Place::new();
    place.ok(&["tenant", "create", "acme"]);
    let listed = place.ok(&["leaver", "list", "--tenant", "acme", "--json"]);
    assert_eq!(listed, "[]\n");
    let purge = ["leaver", "purge", "--tenant", "acme"];
    let kept = place.refused(3, &purge);
    assert!(kept.contains("leavers.afterwards"), "{kept}");
    let mut dry = purge.to_vec();
    dry.extend(["--how", "delete", "--dry-run"]);
    assert!(place.ok(&dry).starts_with("0 left more than 90 days ago"));
    dry.pop();
    assert_eq!(place.ok(&dry), "0 are forgotten\n");
    place.refused(3, &["leaver", "restore", "--tenant", "acme", "nobody"]);
    let place = place.with("ROLLCALL_LEAVERS_AFTERWARDS", "shred");
    let wrong = place.refused(2, &purge);
    assert!(wrong.contains("none of keep, anonymise, delete"), "{wrong}");
}
