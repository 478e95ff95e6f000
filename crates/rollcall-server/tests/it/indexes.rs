//! Attribute indexes by the API, where the server builds them, and by the command line, where the command does.

use std::time::{Duration, Instant};

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::{Client, user};
use crate::harness::{TestApp, on_both};
use crate::program::Place;

on_both! { the_server_builds_an_index, mistakes_are_problems }

/// The server looks once a second by itself.
const DONE: Duration = Duration::from_secs(20);

/// The index at this address when it is in this state.
fn in_state(admin: &Client, at: &str, state: &str) -> Value {
    let asked = Instant::now();
    loop {
        let index = admin.get(at).expect(200).json();
        if index["state"] == state {
            return index;
        }
        assert!(asked.elapsed() < DONE, "{index}");
        std::thread::yield_now();
    }
}

fn the_server_builds_an_index(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    for n in 0..5 {
        let mut person = user(&format!("p{n}"));
        person["title"] = json!(format!("T{}", n % 2));
        app.post("/scim/Users", &person).expect(201);
    }
    let body = json!({"resource_type": "User", "attribute": "title"});
    let made = admin.post("/api/v1/indexes", &body).expect(201);
    let at = made.header("location").unwrap().to_owned();
    let index = in_state(&admin, &at, "ready");
    assert_eq!(index["resources_indexed"], 5);
    assert_eq!(index["unused"], Value::Null);
    let listed = admin.get("/api/v1/indexes").expect(200).json();
    assert_eq!(listed["indexes"], json!([index]));
    let found = app.get("/scim/Users?filter=title%20eq%20%22t0%22").json();
    assert_eq!(found["totalResults"], 3);
    admin.post("/api/v1/indexes", &body).problem(409);

    assert_eq!(admin.delete(&at).expect(202).json()["state"], "deleting");
    let asked = Instant::now();
    while admin.get(&at).status != 404 {
        assert!(asked.elapsed() < DONE, "a deleted index is still there");
        std::thread::yield_now();
    }
    admin.delete(&at).problem(404);
    let found = app.get("/scim/Users?filter=title%20eq%20%22t0%22").json();
    assert_eq!(found["totalResults"], 3);
}

fn mistakes_are_problems(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    for (body, status, named) in [
        (json!({"resource_type": "User"}), 400, "attribute"),
        (
            json!({"resource_type": "User", "attribute": "title", "x": 1}),
            400,
            "`x`",
        ),
        (json!(["User", "title"]), 400, "body"),
        (
            json!({"resource_type": "Nothing", "attribute": "title"}),
            404,
            "there are User, Group",
        ),
        (
            json!({"resource_type": "User", "attribute": "titel"}),
            404,
            "nickName, profileUrl, title",
        ),
        (
            json!({"resource_type": "User", "attribute": "userName"}),
            400,
            "needs no index",
        ),
    ] {
        let detail = admin.post("/api/v1/indexes", &body).problem(status);
        assert!(detail.contains(named), "{body}: {detail}");
    }
    admin.get("/api/v1/indexes/1").problem(404);
    app.get("/api/v1/indexes").problem(403);
}

#[test]
fn an_index_is_made_listed_and_deleted_by_command() {
    let place = Place::new();
    place.ok(&["tenant", "create", "acme"]);
    let made = place.ok(&[
        "index",
        "create",
        "--tenant",
        "acme",
        "--type",
        "user",
        "addresses.COUNTRY",
    ]);
    assert_eq!(made, "addresses.country of User is indexed: 0 resources\n");
    let listed = place.ok(&["index", "list", "--tenant", "acme", "--json"]);
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed[0]["attribute"], "addresses.country");
    assert_eq!(listed[0]["state"], "ready");
    assert!(
        place
            .ok(&["index", "list", "--tenant", "acme"])
            .contains("ready")
    );
    let again = ["index", "create", "--tenant", "acme", "addresses.country"];
    assert!(place.refused(3, &again).contains("is indexed already"));
    let unknown = [
        "index", "create", "--tenant", "acme", "--type", "User", "titel",
    ];
    assert!(place.refused(3, &unknown).contains("title"));
    let delete = ["index", "delete", "--tenant", "acme", "addresses.country"];
    assert_eq!(
        place.ok(&delete),
        "the index of addresses.country of User is deleted\n"
    );
    assert!(place.refused(3, &delete).contains("rollcall index list"));
}
