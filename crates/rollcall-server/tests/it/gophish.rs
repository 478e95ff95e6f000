//! Groups of a Gophish are kept in step with target groups. What stands for Gophish here is made from its published
//! behaviour ([`crate::gophish_stand_in`]).

use rollcall_provisioning::auth::Scope;
use rollcall_provisioning::gophish;
use serde_json::{Value, json};

use crate::client::{Client, user};
use crate::gophish_stand_in::{Group, KEY, StandIn};
use crate::harness::{TestApp, on_both};
use crate::program::Place;

on_both! {
    groups_are_made_changed_renamed_and_deleted,
    what_is_not_ours_is_left_alone,
    whoever_was_killed_is_gone_on_from,
    mistakes_are_told,
    what_is_announced_makes_an_automatic_run_due,
}

fn connect(admin: &Client, gophish: &StandIn, groups: &[&str]) {
    let body = json!({ "url": gophish.url(), "api_key": KEY, "groups": groups });
    let shown = admin.put("/api/v1/gophish", &body).expect(200);
    assert!(!shown.text.contains(KEY));
}

fn sync(admin: &Client, dry_run: bool) -> Value {
    let body = json!({ "dry_run": dry_run });
    let answer = admin.post("/api/v1/gophish/sync", &body).expect(200);
    answer.json()
}

/// Somebody with a name of their own.
fn person(app: &TestApp, name: &str) -> String {
    let mut body = user(&format!("{name}@example.com"));
    body["name"] = json!({ "givenName": name, "familyName": "Example" });
    app.post("/scim/Users", &body).expect(201).id()
}

fn emails(group: &Group) -> Vec<&str> {
    let mut emails: Vec<_> = group.targets.iter().map(|it| it.email.as_str()).collect();
    emails.sort_unstable();
    emails
}

fn groups_are_made_changed_renamed_and_deleted(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let gophish = StandIn::start();
    let (ada, bob, eve) = (person(app, "ada"), person(app, "bob"), person(app, "eve"));
    let sales = app.create_group("Sales", &[&ada, &bob, &eve]);
    let desk = app.create_group("Desk", &[&ada]);
    connect(&admin, &gophish, &[]);
    let dry = sync(&admin, true);
    assert_eq!(dry["says"], "2 groups made, 4 added");
    assert!(gophish.groups().is_empty(), "nothing was done");
    assert_eq!(sync(&admin, false)["says"], "2 groups made, 4 added");
    assert_eq!(sync(&admin, false)["says"], "nothing to do");
    let made = gophish.group("Sales");
    assert_eq!(
        emails(&made),
        ["ada@example.com", "bob@example.com", "eve@example.com"]
    );
    assert_eq!(made.targets[0].last_name, "Example");

    // Another address is one request, and the group stays the same.
    let moved = json!([
        { "op": "replace", "path": "emails", "value": [{ "value": "adele@example.com", "primary": true }] },
        { "op": "replace", "path": "userName", "value": "adele@example.com" },
    ]);
    app.patch(&format!("/scim/Users/{ada}"), &moved);
    app.patch(
        &format!("/scim/Groups/{sales}"),
        &json!([
            { "op": "remove", "path": format!("members[value eq \"{eve}\"]") },
            { "op": "replace", "path": "displayName", "value": "Selling" },
        ]),
    );
    app.delete(&format!("/scim/Groups/{desk}"));
    let requests = gophish.requests().len();
    let changed = sync(&admin, false);
    assert_eq!(
        changed["says"], "1 group renamed, 1 group deleted, 2 removed, 1 with another address",
        "{changed:#}"
    );
    let selling = gophish.group("Selling");
    assert_eq!(selling.id, made.id);
    assert_eq!(emails(&selling), ["adele@example.com", "bob@example.com"]);
    assert_eq!(gophish.groups().len(), 1);
    let requests = &gophish.requests()[requests..];
    let writes: Vec<_> = requests
        .iter()
        .filter(|it| !it.starts_with("GET"))
        .collect();
    assert_eq!(writes.len(), 2, "{writes:?}");

    // Nobody is in it any more: Gophish has no empty groups.
    for id in [&ada, &bob] {
        app.deactivate(id);
    }
    assert_eq!(sync(&admin, false)["says"], "1 group deleted, 2 removed");
    assert!(gophish.groups().is_empty());
    let last = admin.get("/api/v1/gophish").expect(200).json();
    assert_eq!(last["last_run"]["summary"]["groups_deleted"], 1);
}

fn what_is_not_ours_is_left_alone(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let gophish = StandIn::start();
    let theirs = gophish.add("Sales", "boss@example.com");
    let other = gophish.add("Theirs", "boss@example.com");
    let ada = person(app, "ada");
    for name in ["Sales", "Desk EMEA", "Desk APAC", "Other"] {
        app.create_group(name, &[&ada]);
    }
    connect(&admin, &gophish, &["Sales", "Desk*"]);
    let done = sync(&admin, false);
    assert_eq!(done["says"], "2 groups made, 2 added");
    let problem = done["problems"][0].as_str().unwrap();
    assert!(problem.contains("\"Sales\"") && problem.contains("not made from here"));
    assert_eq!(gophish.group("Sales"), theirs);
    assert_eq!(gophish.group("Theirs"), other);
    let names: Vec<_> = gophish.groups().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["Sales", "Theirs", "Desk APAC", "Desk EMEA"]);
    // Somebody deletes one of ours there: it is made again.
    gophish.remove("Desk EMEA");
    assert_eq!(sync(&admin, false)["says"], "1 group made, 1 added");
    admin.delete("/api/v1/gophish").expect(204);
    assert_eq!(gophish.groups().len(), 4, "they stay");
    admin.post("/api/v1/gophish/sync", &json!({})).problem(404);
}

fn whoever_was_killed_is_gone_on_from(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let gophish = StandIn::start();
    let ada = person(app, "ada");
    app.create_group("Desk", &[&ada]);
    connect(&admin, &gophish, &[]);
    // The group is made, and the answer never comes.
    gophish.break_next_write();
    let broken = admin.post("/api/v1/gophish/sync", &json!({}));
    assert!(broken.problem(400).contains("Gophish cannot be used"));
    assert_eq!(gophish.groups().len(), 1);
    let shown = admin.get("/api/v1/gophish").expect(200).json();
    assert!(shown["last_run"]["failed"].is_string(), "{shown:#}");
    assert_eq!(sync(&admin, false)["says"], "nothing to do", "it is ours");
    app.deactivate(&ada);
    assert_eq!(sync(&admin, false)["says"], "1 group deleted, 1 removed");
}

fn mistakes_are_told(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let gophish = StandIn::start();
    let url = gophish.url();
    for wrong in [
        json!({}),
        json!({ "url": url }),
        json!({ "url": url, "api_key": "" }),
        json!({ "url": "http://gophish.example.com", "api_key": "x" }),
        json!({ "url": url, "api_key": "x", "groups": [""] }),
        json!({ "url": url, "api_key": "x", "position": "height" }),
    ] {
        admin.put("/api/v1/gophish", &wrong).problem(400);
    }
    let body = json!({ "url": url, "api_key": "another" });
    admin.put("/api/v1/gophish", &body).expect(200);
    let refused = admin.post("/api/v1/gophish/sync", &json!({})).problem(400);
    assert!(refused.contains("refuses the API key") && !refused.contains("another"));
    // Addresses that Gophish would refuse with their whole group are left out, and told.
    let mut odd = user("odd");
    odd["emails"] = json!([{ "value": "Odd <odd@example.com>", "primary": true }]);
    let odd = app.post("/scim/Users", &odd).expect(201).id();
    app.create_group("Desk", &[&odd, &person(app, "ada")]);
    connect(&admin, &gophish, &[]);
    let done = sync(&admin, false);
    assert_eq!(done["says"], "1 group made, 1 added");
    assert!(
        done["problems"][0]
            .as_str()
            .unwrap()
            .starts_with(&format!("{odd} has no e-mail"))
    );
}

fn what_is_announced_makes_an_automatic_run_due(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let gophish = StandIn::start();
    let body = json!({ "url": gophish.url(), "api_key": KEY, "automatic": true });
    admin.put("/api/v1/gophish", &body).expect(200);
    super::feeds::ready(&admin);
    let due = || app.run(gophish::due(&app.provisioning)).unwrap();
    assert_eq!(due(), ["default"]);
    sync(&admin, false);
    assert!(due().is_empty());
    person(app, "ada");
    super::webhooks::eventually(|| !due().is_empty());
    sync(&admin, false);
    super::webhooks::eventually(|| due().is_empty());
    gophish.break_next_write();
    app.create_group("Desk", &[&person(app, "bob")]);
    super::webhooks::eventually(|| !due().is_empty());
    admin.post("/api/v1/gophish/sync", &json!({})).problem(400);
    assert!(!due().is_empty(), "it is tried again");
}

#[test]
fn groups_are_kept_in_step_by_command() {
    let place = Place::new().with("ROLLCALL_PUSH_REACH", "machine");
    let server = place.serve("");
    let gophish = StandIn::start();
    let id = server.client.create_user("ada@example.com");
    server.client.create_group("Desk", &[&id]);
    std::fs::write(place.path().join("key"), format!("{KEY}\n")).unwrap();
    let url = gophish.url();
    place.ok(&["gophish", "connect", "--url", &url, "--key-file", "key"]);
    let dry = place.ok(&["gophish", "sync", "--dry-run"]);
    assert!(dry.contains("It would be: 1 group made, 1 added"), "{dry}");
    assert!(gophish.groups().is_empty());
    let done = place.ok(&["gophish", "sync"]);
    assert!(
        done.contains("make \"Desk\"") && done.ends_with("1 group made, 1 added\n"),
        "{done}"
    );
    let shown = place.ok(&["gophish", "show"]);
    assert!(
        shown.contains("groups_made") && !shown.contains(KEY),
        "{shown}"
    );
    place.ok(&["gophish", "disconnect"]);
    assert!(
        place
            .refused(3, &["gophish", "sync"])
            .contains("gophish connect")
    );
}
