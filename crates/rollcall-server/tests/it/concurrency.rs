//! Many requests at once: each is answered as if it had been alone.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;

use serde_json::json;

use crate::client::user;
use crate::harness::{TestApp, on_both};

on_both!(
    of_twenty_identical_creations_one_wins,
    fifty_members_at_once_are_all_in,
    a_deletion_at_once_happens_once
);

fn of_twenty_identical_creations_one_wins(app: &TestApp) {
    let statuses = at_once(20, |n| {
        // Twins in any case.
        let name = if n % 2 == 0 {
            "ada@example.com"
        } else {
            "ADA@example.com"
        };
        app.post("/scim/Users", &user(name)).status
    });
    assert_eq!(
        statuses.iter().filter(|status| **status == 201).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(
        statuses.iter().filter(|status| **status == 409).count(),
        19,
        "{statuses:?}"
    );
    assert_eq!(app.total("Users"), 1);
}

fn fifty_members_at_once_are_all_in(app: &TestApp) {
    let people: Vec<_> = (0..50)
        .map(|n| app.create_user(&format!("p{n}@example.com")))
        .collect();
    let group = format!("/scim/Groups/{}", app.create_group("Everybody", &[]));
    let statuses = at_once(50, |n| {
        let operations =
            json!([{ "op": "add", "path": "members", "value": [{ "value": people[n] }] }]);
        app.patch(&group, &operations).status
    });
    assert!(
        statuses.iter().all(|status| matches!(status, 200 | 204)),
        "{statuses:?}"
    );
    let body = app.get(&group).json();
    let members: BTreeSet<_> = body["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["value"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(members, people.into_iter().collect());
    // Each was a change of its own.
    assert_eq!(body["meta"]["version"], json!("W/\"51\""));
}

fn a_deletion_at_once_happens_once(app: &TestApp) {
    let target = format!("/scim/Users/{}", app.create_user("ada@example.com"));
    let mut statuses = at_once(10, |_| app.delete(&target).status);
    statuses.sort_unstable();
    assert_eq!(
        statuses,
        [204].into_iter().chain([404; 9]).collect::<Vec<_>>()
    );
}

/// Calls from as many threads, which begin together.
pub(crate) fn at_once(threads: usize, call: impl Fn(usize) -> u16 + Sync) -> Vec<u16> {
    let (barrier, call) = (&Barrier::new(threads), &call);
    thread::scope(|scope| {
        let start = |n| {
            scope.spawn(move || {
                barrier.wait();
                call(n)
            })
        };
        let running: Vec<_> = (0..threads).map(start).collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}
