//! What a provider does to more people than the guard lets go: it is held, and only the provider sees it.

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::{Client, GROUP, user};
use crate::concurrency::at_once;
use crate::feeds::ready;
use crate::harness::{TestApp, on_both};

on_both! {
    whoever_is_deactivated_beyond_the_limit_counts_until_released,
    whoever_is_deleted_beyond_the_limit_is_gone_for_the_provider_only,
    a_deleted_person_who_is_pushed_again_is_the_same_and_in_no_group,
    who_is_rejected_is_there_again_in_their_groups,
    every_way_in_is_guarded_and_no_two_are_the_last_one,
    feeds_and_event_streams_are_told_when_it_counts,
    filters_pages_and_totals_are_as_the_provider_wrote,
    a_guard_is_set_for_all_and_for_one,
    mistakes_are_problems,
}

/// An administrator, and a guard that lets so many people go.
pub(crate) fn guarded(app: &TestApp, people_max: i64) -> Client {
    let admin = app.client_of("default", Scope::Api);
    let guard =
        json!({"enabled": true, "people_max": people_max, "percent_max": 0, "window_minutes": 60});
    admin.put("/api/v1/guard", &guard).expect(200);
    admin
}

pub(crate) fn people(app: &TestApp, count: usize) -> Vec<String> {
    let name = |n| format!("p{n}@example.com");
    let made = (0..count).map(|n| app.create_user(&name(n))).collect();
    app.let_a_day_pass();
    made
}

pub(crate) fn held(admin: &Client) -> Vec<(String, String)> {
    let page = admin.get("/api/v1/held").expect(200).json();
    let rows = page["held"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| (text(&row["person"]["id"]), text(&row["kind"])))
        .collect()
}

fn exported(admin: &Client, query: &str) -> Vec<String> {
    let target = format!("/api/v1/target-users?format=ndjson{query}");
    let text = admin.get(&target).expect(200).text;
    let rows = text
        .lines()
        .map(|row| serde_json::from_str::<Value>(row).unwrap());
    let mut ids: Vec<_> = rows
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    ids
}

fn listed(client: &Client, endpoint: &str, filter: &str) -> Vec<String> {
    let target = format!(
        "/scim/{endpoint}?filter={}",
        filter.replace(' ', "%20").replace('"', "%22")
    );
    let page = client.get(&target).expect(200).json();
    let rows = page["Resources"].as_array().cloned().unwrap_or_default();
    assert_eq!(page["totalResults"], json!(rows.len()), "{page:#}");
    rows.iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect()
}

fn all(admin: &Client, what: &str) -> Value {
    let decided = admin.post(&format!("/api/v1/held/{what}"), &json!({"all": true}));
    decided.expect(200).json()
}

fn whoever_is_deactivated_beyond_the_limit_counts_until_released(app: &TestApp) {
    let admin = guarded(app, 1);
    let p = people(app, 3);
    let team = app.create_group("Sales", &[&p[1]]);
    app.deactivate(&p[0]);
    let person = format!("/scim/Users/{}", p[1]);
    let deactivate = json!([{ "op": "replace", "value": { "active": false } }]);
    let answer = app.patch(&person, &deactivate).expect(200).json();
    assert_eq!(answer["active"], false);
    assert_eq!(answer["groups"][0]["value"], team.as_str());
    let read = app.get(&person).expect(200).json();
    assert_eq!(read, answer);
    // It is done already.
    assert_eq!(app.patch(&person, &deactivate).expect(200).json(), read);
    // What else is written of them counts.
    let title = json!([{ "op": "add", "path": "title", "value": "Engineer" }]);
    assert_eq!(
        app.patch(&person, &title).expect(200).json()["active"],
        false
    );
    let whole = json!({"schemas": read["schemas"], "userName": "p1@example.com", "title": "Chief", "active": false});
    let put = app.put(&person, &whole).expect(200).json();
    assert_eq!(
        (&put["active"], &put["title"]),
        (&json!(false), &json!("Chief"))
    );

    assert_eq!(held(&admin), [(p[1].clone(), "deactivated".to_owned())]);
    let page = admin.get("/api/v1/held").expect(200).json();
    let (count, by) = (&page["count"], &page["by_connection"][0]);
    assert_eq!((count, &by["count"]), (&json!(1), &json!(1)));
    let row = &page["held"][0];
    assert_eq!(
        (&row["person"]["user_name"], &row["connection"]),
        (&json!("p1@example.com"), &json!("default"))
    );
    assert!(
        row["request"].as_str().is_some_and(|id| !id.is_empty()) && row["at"].is_string(),
        "{row}"
    );
    assert_eq!(exported(&admin, ""), [p[1].clone(), p[2].clone()]);
    assert_eq!(exported(&admin, "&group=Sales"), [p[1].clone()]);
    assert_eq!(exported(&admin, "&status=inactive"), [p[0].clone()]);
    let leavers = || admin.get("/api/v1/leavers").expect(200).json()["leavers"].clone();
    assert_eq!(leavers().as_array().unwrap().len(), 1);

    let done = all(&admin, "release");
    assert_eq!((&done["released"], &done["left"]), (&json!(1), &json!(0)));
    assert_eq!(held(&admin), []);
    assert_eq!(exported(&admin, ""), [p[2].clone()]);
    assert_eq!(leavers()[1]["id"], p[1].as_str());
    let read = app.get(&person).expect(200).json();
    assert_eq!(
        (&read["active"], &read["title"]),
        (&json!(false), &json!("Chief"))
    );
}

fn whoever_is_deleted_beyond_the_limit_is_gone_for_the_provider_only(app: &TestApp) {
    let admin = guarded(app, 1);
    let p = people(app, 3);
    let team = app.create_group("Sales", &[&p[0], &p[1], &p[2]]);
    let group = format!("/scim/Groups/{team}");
    app.delete(&format!("/scim/Users/{}", p[0])).expect(204);
    let before = app.get(&group).expect(200);
    let person = format!("/scim/Users/{}", p[1]);
    app.delete(&person).expect(204);
    app.get(&person).expect(404);
    app.delete(&person).expect(404);
    app.patch(
        &person,
        &json!([{ "op": "replace", "value": { "active": true } }]),
    )
    .expect(404);
    assert_eq!(app.total("Users"), 1);
    assert_eq!(
        listed(app, "Users", "userName eq \"p1@example.com\""),
        [""; 0]
    );
    let after = app.get(&group).expect(200);
    assert_ne!(before.header("etag"), after.header("etag"));
    let members = after.json()["members"].as_array().unwrap().len();
    assert_eq!(members, 1);
    assert_eq!(
        listed(app, "Groups", &format!("members.value eq \"{}\"", p[1])),
        [""; 0]
    );
    assert_eq!(
        listed(app, "Groups", &format!("members.value eq \"{}\"", p[2])),
        std::slice::from_ref(&team)
    );
    // The provider knows nobody of that id.
    let add = json!([{ "op": "add", "path": "members", "value": [{ "value": p[1] }] }]);
    app.patch(&group, &add)
        .scim_error(400, Some("invalidValue"));
    let whole = json!({"schemas": [GROUP], "displayName": "Sales", "members": [{"value": p[2]}]});
    app.put(&group, &whole).expect(200);
    let remove = json!([{ "op": "remove", "path": format!("members[value eq \"{}\"]", p[1]) }]);
    assert!(matches!(app.patch(&group, &remove).status, 200 | 204));

    assert_eq!(held(&admin), [(p[1].clone(), "removed".to_owned())]);
    assert_eq!(
        exported(&admin, "&group=Sales"),
        [p[1].clone(), p[2].clone()]
    );
    let fields = format!("/api/v1/people/{}/smart-fields", p[1]);
    admin.get(&fields).expect(200);
    assert_eq!(all(&admin, "release")["released"], 1);
    admin.get(&fields).problem(404);
    assert_eq!(exported(&admin, "&group=Sales"), [p[2].clone()]);
    assert_eq!(app.total("Users"), 1);
}

fn a_deleted_person_who_is_pushed_again_is_the_same_and_in_no_group(app: &TestApp) {
    let admin = guarded(app, 0);
    let strict = app.strict_client();
    for (number, client) in [app, &strict].into_iter().enumerate() {
        let name = format!("ada{number}@example.com");
        let ada = client.create_user(&name);
        let team = client.create_group(&format!("Team {number}"), &[&ada]);
        app.let_a_day_pass();
        client.delete(&format!("/scim/Users/{ada}")).expect(204);
        assert_eq!(held(&admin).len(), 1);
        let again = client.post("/scim/Users", &user(&name)).expect(201).json();
        assert_eq!(
            (&again["id"], &again["active"]),
            (&json!(ada), &json!(true))
        );
        assert_eq!(held(&admin), []);
        let group = client
            .get(&format!("/scim/Groups/{team}"))
            .expect(200)
            .json();
        assert_eq!(group.get("members"), None, "{group}");
        assert_eq!(exported(&admin, &format!("&group={team}")), [""; 0]);
        client.get(&format!("/scim/Users/{ada}")).expect(200);
        // Deactivated, and then active again: the same without anybody's help.
        client.deactivate(&ada);
        assert_eq!(held(&admin).len(), 1);
        let activate = json!([{ "op": "replace", "value": { "active": true } }]);
        let person = client.patch(&format!("/scim/Users/{ada}"), &activate);
        assert_eq!(person.expect(200).json()["active"], true);
        assert_eq!(held(&admin), []);
    }
    assert_eq!(app.total("Users"), 2);
}

fn who_is_rejected_is_there_again_in_their_groups(app: &TestApp) {
    let admin = guarded(app, 0);
    let p = people(app, 3);
    let team = app.create_group("Sales", &[&p[0], &p[1]]);
    let group = format!("/scim/Groups/{team}");
    let whole = app.get(&group).expect(200).json()["members"].clone();
    app.deactivate(&p[0]);
    app.deactivate(&p[1]);
    app.delete(&format!("/scim/Users/{}", p[1])).expect(204);
    app.delete(&format!("/scim/Users/{}", p[2])).expect(204);
    assert_eq!(app.total("Users"), 1);
    let some = json!({"people": [p[1], p[2], "nobody"]});
    let done = admin.post("/api/v1/held/reject", &some).expect(200).json();
    assert_eq!(
        (&done["rejected"], &done["not_held"], &done["left"]),
        (&json!(2), &json!(["nobody"]), &json!(1))
    );
    assert!(
        done["detail"].as_str().unwrap().contains("will try again"),
        "{done}"
    );
    assert_eq!(app.total("Users"), 3);
    assert_eq!(app.get(&group).expect(200).json()["members"], whole);
    let shown = app.get(&format!("/scim/Users/{}", p[1])).expect(200).json();
    assert_eq!(shown["active"], true);
    assert_eq!(shown["groups"][0]["value"], team.as_str());
    // It tries again.
    app.delete(&format!("/scim/Users/{}", p[1])).expect(204);
    assert_eq!(held(&admin).len(), 2);
    assert_eq!(all(&admin, "reject")["rejected"], 2);
    assert_eq!(exported(&admin, ""), p);
}

fn every_way_in_is_guarded_and_no_two_are_the_last_one(app: &TestApp) {
    let admin = guarded(app, 5);
    let p = people(app, 26);
    let one = |n: usize| match n % 2 {
        0 => app.delete(&format!("/scim/Users/{}", p[n])).status,
        _ => {
            let off = json!({"schemas": [crate::client::USER], "userName": format!("p{n}@example.com"), "active": false});
            app.put(&format!("/scim/Users/{}", p[n]), &off).status
        }
    };
    let statuses = at_once(16, one);
    assert!(
        statuses.iter().all(|status| matches!(status, 200 | 204)),
        "{statuses:?}"
    );
    assert_eq!(held(&admin).len(), 11);
    let delete = |n: &usize| json!({"method": "DELETE", "path": format!("/Users/{}", p[*n])});
    let bulk = |from: usize, to: usize| {
        let operations: Vec<_> = (from..to).collect::<Vec<_>>().iter().map(delete).collect();
        json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations})
    };
    let answer = app.post("/scim/Bulk", &bulk(16, 20)).expect(200).json();
    let statuses = answer["Operations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["status"].as_str().unwrap());
    assert_eq!(statuses.collect::<Vec<_>>(), ["204"; 4]);
    assert_eq!(held(&admin).len(), 15);
    let later = app.send(
        "POST",
        "/scim/Bulk",
        &[
            ("content-type", "application/scim+json"),
            ("prefer", "respond-async"),
        ],
        Some(bulk(20, 24).to_string().as_bytes()),
    );
    later.expect(202);
    for _ in 0..500 {
        if held(&admin).len() == 19 {
            // Who has left already is no loss, and nobody's business but the provider's.
            assert_eq!(exported(&admin, "").len(), 21);
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("what was asked for later was not held");
}

fn feeds_and_event_streams_are_told_when_it_counts(app: &TestApp) {
    let admin = guarded(app, 0);
    let p = people(app, 2);
    let team = app.create_group("Sales", &[&p[0], &p[1]]);
    let stream = json!({"name": "SIEM", "delivery": "poll"});
    let stream = admin.post("/api/v1/event-streams", &stream).expect(201);
    let poll = format!("/events/{}/poll", stream.id());
    let receiver = app.client_of("default", Scope::Events);
    let waiting = || {
        let now = json!({"returnImmediately": true});
        let sets = receiver.post(&poll, &now).expect(200).json()["sets"].clone();
        sets.as_object().unwrap().len()
    };
    let start = ready(&admin);
    app.deactivate(&p[0]);
    app.delete(&format!("/scim/Users/{}", p[1])).expect(204);
    // Something that is told comes after both.
    let marker = app.create_user("marker@example.com");
    let page = admin.get(&format!("/api/v1/changes?after={start}&wait=20"));
    let page = page.expect(200).json();
    let told: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["person"])
        .collect();
    assert_eq!(told, [&json!(marker)], "{page:#}");
    assert_eq!(waiting(), 1);
    all(&admin, "release");
    let mut after = page["next"].as_str().unwrap().to_owned();
    let mut left = Vec::new();
    while left.len() < 2 {
        let page = admin.get(&format!("/api/v1/changes?after={after}&wait=20"));
        let page = page.expect(200).json();
        for item in page["items"].as_array().unwrap() {
            assert_eq!(item["kind"], "person.left", "{item}");
            left.push(item["person"].as_str().unwrap().to_owned());
        }
        page["next"].as_str().unwrap().clone_into(&mut after);
    }
    left.sort();
    assert_eq!(left, p);
    // A deactivation, a deletion, and the group that lost somebody.
    assert_eq!(waiting(), 4);
    let group = app.get(&format!("/scim/Groups/{team}")).expect(200).json();
    assert_eq!(group["members"].as_array().unwrap().len(), 1);
}

fn filters_pages_and_totals_are_as_the_provider_wrote(app: &TestApp) {
    let admin = guarded(app, 0);
    let p = people(app, 6);
    for id in &p[..2] {
        app.deactivate(id);
    }
    app.delete(&format!("/scim/Users/{}", p[2])).expect(204);
    for (filter, expected) in [
        ("active eq false", &p[..2]),
        ("active eq true", &p[3..]),
        ("not (active eq false)", &p[3..]),
        ("active eq false and userName sw \"p\"", &p[..2]),
        // What the evaluator has to look at.
        ("active eq false or nickName pr", &p[..2]),
        ("active ne true and name.givenName eq \"Ada\"", &p[..2]),
    ] {
        assert_eq!(listed(app, "Users", filter), expected, "{filter}");
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = app
            .get(&format!("/scim/Users?count=2&cursor={cursor}"))
            .expect(200)
            .json();
        assert_eq!(page["totalResults"], 5);
        for row in page["Resources"].as_array().unwrap() {
            seen.push(row["id"].as_str().unwrap().to_owned());
        }
        match page.get("nextCursor").and_then(Value::as_str) {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    let mut there = p.clone();
    there.remove(2);
    assert_eq!(seen, there);
    assert_eq!(exported(&admin, "").len(), 6);
}

fn a_guard_is_set_for_all_and_for_one(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let usual = admin.get("/api/v1/guard").expect(200).json();
    assert_eq!(
        usual,
        json!({"enabled": true, "people_max": 20, "percent_max": 10, "window_minutes": 60, "is_default": true, "connections": []})
    );
    let p = people(app, 30);
    // The larger of 20 people and 3.
    for id in &p[..20] {
        app.deactivate(id);
    }
    assert_eq!(held(&admin), []);
    app.deactivate(&p[20]);
    assert_eq!(held(&admin).len(), 1);
    let half = json!({"enabled": true, "people_max": 1, "percent_max": 80, "window_minutes": 60});
    let own = "/api/v1/connections/default/guard";
    admin.put(own, &half).expect(200);
    let shown = admin.get("/api/v1/connections/default").expect(200).json();
    assert_eq!(shown["guard"]["percent_max"], 80);
    // 24 of those who were there.
    for id in &p[21..26] {
        app.deactivate(id);
    }
    assert_eq!(held(&admin).len(), 2);
    admin.delete(own).expect(204);
    app.deactivate(&p[26]);
    assert_eq!(held(&admin).len(), 3);
    let off = json!({"enabled": false, "people_max": 0, "percent_max": 0, "window_minutes": 1});
    assert_eq!(
        admin.put("/api/v1/guard", &off).expect(200).json()["is_default"],
        false
    );
    app.deactivate(&p[27]);
    app.delete(&format!("/scim/Users/{}", p[28])).expect(204);
    assert_eq!(held(&admin).len(), 3);
    // They stay held: somebody has to decide.
    assert_eq!(
        app.get(&format!("/scim/Users/{}", p[26]))
            .expect(200)
            .json()["active"],
        false
    );
}

fn mistakes_are_problems(app: &TestApp) {
    let admin = guarded(app, 0);
    let ada = app.create_user("ada@example.com");
    app.let_a_day_pass();
    app.deactivate(&ada);
    for body in [
        json!([]),
        json!({"people_max": 1}),
        json!({"people_max": 1, "percent_max": 1, "window_minutes": 60}),
        json!({"enabled": true, "people_max": -1, "percent_max": 0, "window_minutes": 60}),
        json!({"enabled": true, "people_max": 1, "percent_max": 101, "window_minutes": 60}),
        json!({"enabled": true, "people_max": 1, "percent_max": 1, "window_minutes": 0}),
        json!({"enabled": true, "people_max": 1, "percent_max": 1, "window_minutes": 60, "extra": 1}),
    ] {
        admin.put("/api/v1/guard", &body).problem(400);
        admin
            .put("/api/v1/connections/default/guard", &body)
            .problem(400);
    }
    let guard = json!({"enabled": true, "people_max": 1, "percent_max": 1, "window_minutes": 60});
    admin
        .put("/api/v1/connections/nobody/guard", &guard)
        .problem(404);
    for query in ["limit=0", "limit=x", "after=x", "page=2"] {
        admin.get(&format!("/api/v1/held?{query}")).problem(400);
    }
    for body in [
        json!({}),
        json!({"all": false}),
        json!({"all": true, "people": []}),
        json!({"people": ada}),
    ] {
        admin.post("/api/v1/held/release", &body).problem(400);
        admin.post("/api/v1/held/reject", &body).problem(400);
    }
    // Another tenant sees and decides nothing.
    let other = app.client_of("other", Scope::Api);
    assert_eq!(held(&other), []);
    let done = other
        .post("/api/v1/held/release", &json!({"people": [ada]}))
        .expect(200)
        .json();
    assert_eq!(
        (&done["released"], &done["not_held"]),
        (&json!(0), &json!([ada]))
    );
    app.get("/api/v1/held").problem(403);
    assert_eq!(held(&admin).len(), 1);
}
