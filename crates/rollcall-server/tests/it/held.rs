//! Who is held, as a list, and what the audit log says of those who decide.

use serde_json::json;

use crate::concurrency::at_once;
use crate::guard::{guarded, held, people};
use crate::harness::{TestApp, on_both};

on_both! {
    of_two_who_release_at_once_each_is_told_of_whom_they_released,
    who_is_held_is_listed_by_themselves,
    who_decides_about_all_decides_about_those_they_saw,
}

fn of_two_who_release_at_once_each_is_told_of_whom_they_released(app: &TestApp) {
    let admin = guarded(app, 1);
    let p = people(app, 9);
    p.iter().for_each(|id| app.deactivate(id));
    assert_eq!(held(&admin).len(), 8);
    let release = |which: usize| {
        let whom = match which {
            0 => json!({"all": true}),
            _ => json!({"people": p[4..]}),
        };
        let done = admin.post("/api/v1/held/release", &whom).expect(200);
        u16::try_from(done.json()["released"].as_u64().unwrap()).unwrap()
    };
    let released: u64 = at_once(4, release).into_iter().map(u64::from).sum();
    assert_eq!(released, 8);
    let log = admin.get("/api/v1/audit?action=guard.release").expect(200);
    let log = log.json();
    let entries = log["entries"].as_array().unwrap().iter();
    let mut named: Vec<_> = entries
        .flat_map(|it| it["after"]["people"].as_array().unwrap())
        .map(|id| id.as_str().unwrap())
        .collect();
    named.sort_unstable();
    let mut expected: Vec<_> = p[1..].iter().map(String::as_str).collect();
    expected.sort_unstable();
    assert_eq!(named, expected, "{log:#}");
}

fn who_is_held_is_listed_by_themselves(app: &TestApp) {
    let admin = guarded(app, 1);
    let p = people(app, 3);
    p.iter().for_each(|id| app.deactivate(id));
    let list = |query: &str| admin.get(&format!("/api/v1/people?state=held{query}"));
    let page = list("").expect(200).json();
    assert_eq!(page["people"].as_array().unwrap().len(), 2);
    // As a form sends what nobody filled in.
    list("&search=&group=&domain=").expect(200);
    for (query, named) in [
        ("&search=p1", "search"),
        ("&group=x", "group"),
        ("&domain=example.com", "domain"),
        ("&filter=title%20pr", "filter"),
        ("&search=p1&domain=example.com", "search, domain"),
    ] {
        let why = list(query).problem(400);
        assert!(why.contains(&format!("with {named}:")), "{query}: {why}");
    }
}

fn who_decides_about_all_decides_about_those_they_saw(app: &TestApp) {
    let admin = guarded(app, 1);
    let p = people(app, 9);
    p[..4].iter().for_each(|id| app.deactivate(id));
    let seen = admin.get("/api/v1/held").expect(200).json();
    assert_eq!(seen["count"], 3);
    p[4..].iter().for_each(|id| app.deactivate(id));
    assert_eq!(held(&admin).len(), 8);
    let whom = json!({"all": true, "until": seen["until"]});
    let done = admin.post("/api/v1/held/release", &whom).expect(200).json();
    assert_eq!((&done["released"], &done["left"]), (&json!(3), &json!(5)));
    let whom = json!({"all": true, "until": "yesterday"});
    let why = admin.post("/api/v1/held/reject", &whom).problem(400);
    assert!(why.contains("until"), "{why}");
    assert_eq!(held(&admin).len(), 5);
}
