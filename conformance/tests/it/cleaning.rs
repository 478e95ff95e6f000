//! Whatever a case made is deleted at its end, and nothing else.

use crate::runs::{creates, lines};
use crate::tiny_server::{Reply, TinyServer};
use crate::{case, failures, play};
use rollcall_conformance::{Options, Target, run, sweep};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

#[test]
fn what_was_created_is_deleted_even_after_a_failure() {
    let server = creates(2);
    let post = json!({"request": {"method": "POST", "path": "/Users", "body": {"userName": "${userName}"}}, "expect": {"status": [201]}, "capture": {"id": "/id"}});
    let case = json!({
        "steps": [post, post, {"request": {"method": "GET", "path": "/Users"}, "expect": {"status": [418]}}],
        "cleanup": [{"method": "PUT", "path": "/Users/${id}", "body": {}}],
    });
    let report = play(&Target::open(&server.base_url), &case);
    assert!(failures(&report).contains("step 3 of 3: GET /Users: expected status 418"));
    assert_eq!(
        lines(&server).split_off(3),
        [
            "PUT /scim/Users/id1",
            "DELETE /scim/Users/id1",
            "DELETE /scim/Users/id0"
        ]
    );
    assert!(report.outcomes[0].leftovers.is_empty());
}

#[test]
fn what_cannot_be_deleted_is_reported() {
    let server = TinyServer::start(|request| {
        Some(if request.method == "POST" {
            Reply::json(201, &json!({"id": "7"}))
        } else {
            Reply::empty(501)
        })
    });
    let case = json!({"steps": [{"request": {"method": "POST", "path": "/Users", "body": {"userName": "${userName}"}}, "expect": {"status": [201]}}]});
    assert_eq!(
        play(&Target::open(&server.base_url), &case).outcomes[0].leftovers,
        ["/Users/7 (DELETE was answered 501)"]
    );
}

#[test]
fn what_a_case_makes_must_bear_the_name_of_its_run() {
    let case = |name: &str| json!({"steps": [{"request": {"method": "POST", "path": "/Users", "body": {"userName": name}}, "expect": {"status": [201]}}]});
    let of = |name| failures(&play(&Target::open(&creates(1).base_url), &case(name)));
    assert!(of("somebody").contains("run's word"));
    assert_eq!(
        [of("${userName}"), of("${run}"), of("${case|upper}")],
        ["", "", ""]
    );
}

#[test]
fn an_interrupted_case_still_deletes_what_it_made() {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    let server = TinyServer::start(move |request| {
        raised.store(request.method == "POST", Ordering::SeqCst);
        let made = json!({"id": "7"});
        Some(Reply::json(
            if request.method == "POST" { 201 } else { 204 },
            &made,
        ))
    });
    let post = json!({"request": {"method": "POST", "path": "/Users", "body": {"userName": "${userName}"}}, "expect": {"status": [201]}});
    let options = Options {
        stop: Some(stop),
        ..Options::new(case(&json!({"steps": [post, post]})))
    };
    let report = run(&Target::open(&server.base_url), &options, &mut |_| {});
    assert_eq!(failures(&report), "skipped: the run was interrupted");
    assert_eq!(lines(&server), ["POST /scim/Users", "DELETE /scim/Users/7"]);
}

#[test]
fn leftovers_are_found_by_the_form_of_their_names() {
    let server = TinyServer::start(|request| {
        let people = json!({"totalResults": 3, "startIndex": 1, "Resources": [
            {"id": "1", "userName": "ada"}, {"id": "2", "userName": "ScimsuiteabcdefghX@example.com"}, {"id": "3", "userName": "scimsuite team"},
        ]});
        Some(match (request.method.as_str(), request.target.as_str()) {
            ("GET", "/scim/ResourceTypes") => {
                Reply::json(200, &json!({"Resources": [{"endpoint": "/Users"}]}))
            }
            ("GET", _) => Reply::json(200, &people),
            _ => Reply::empty(204),
        })
    });
    let found = sweep(&Target::open(&server.base_url)).unwrap();
    let found: Vec<(&str, bool)> = found
        .iter()
        .map(|one| (one.path.as_str(), one.kept.is_none()))
        .collect();
    assert_eq!(found, [("/Users/2", true)]);
    let deletions: Vec<String> = lines(&server)
        .into_iter()
        .filter(|line| line.starts_with("DELETE"))
        .collect();
    assert_eq!(deletions, ["DELETE /scim/Users/2"]);
}

/// A server that keeps what it is given under /Users/7, and answers bulk requests as `bulk` says.
fn keeps(bulk: impl Fn(&str) -> Option<Reply> + Send + Sync + 'static) -> TinyServer {
    let kept: Mutex<Option<String>> = Mutex::default();
    TinyServer::start(move |request| {
        let mut kept = kept.lock().unwrap();
        match (request.method.as_str(), request.target.as_str()) {
            ("POST", _) => {
                let body: Value = serde_json::from_str(&request.body).unwrap();
                *kept = body["Operations"][0]["data"]["userName"]
                    .as_str()
                    .map(str::to_owned);
                bulk(request.header("host").unwrap())
            }
            ("GET", "/scim/Users/7") => Some(match &*kept {
                Some(name) => Reply::json(200, &json!({"id": "7", "userName": name})),
                None => Reply::empty(404),
            }),
            ("GET", "/scim/.async/t") => Some(Reply::json(200, &results("/scim"))),
            ("GET", target) if target.starts_with("/scim/Users?") => {
                let people: Vec<Value> = kept
                    .iter()
                    .map(|name| json!({"id": "7", "userName": name}))
                    .collect();
                Some(Reply::json(
                    200,
                    &json!({"totalResults": people.len(), "Resources": people}),
                ))
            }
            ("DELETE", _) => {
                *kept = None;
                Some(Reply::empty(204))
            }
            _ => Some(Reply::empty(404)),
        }
    })
}

fn results(base: &str) -> Value {
    json!({"Operations": [
        {"method": "POST", "status": "201", "location": format!("{base}/Users/7")},
        {"method": "POST", "status": "409", "location": format!("{base}/Users/8")},
    ]})
}

/// A bulk request that makes a person of that name, and then fails.
fn bulk_case(name: &str) -> Value {
    let operation =
        json!({"method": "POST", "path": "/Users", "bulkId": "a", "data": {"userName": name}});
    json!({"steps": [{
        "request": {"method": "POST", "path": "/Bulk", "body": {"Operations": [operation]}},
        "expect": {"status": [418]},
    }]})
}

fn deletions(server: &TinyServer) -> Vec<String> {
    let mut lines = lines(server);
    lines.retain(|line| line.starts_with("DELETE"));
    lines
}

#[test]
fn what_a_bulk_answer_says_was_made_is_deleted() {
    let server = keeps(|host| {
        let base = format!("http://{host}/scim");
        Some(Reply::json(200, &results(&base)))
    });
    let report = play(&Target::open(&server.base_url), &bulk_case("${userName}"));
    assert!(failures(&report).contains("expected status 418"));
    assert_eq!(deletions(&server), ["DELETE /scim/Users/7"]);
    assert!(report.leftovers().is_empty());
}

#[test]
fn what_was_accepted_is_asked_for_and_deleted() {
    let server = keeps(|_| Some(Reply::empty(202).with("Location", "/scim/.async/t")));
    let report = play(&Target::open(&server.base_url), &bulk_case("${userName}"));
    assert_eq!(deletions(&server), ["DELETE /scim/Users/7"]);
    assert!(report.leftovers().is_empty());
}

#[test]
fn what_no_answer_told_of_is_found_by_its_name() {
    for answer in [None, Some(Reply::empty(500)), Some(Reply::empty(200))] {
        let server = keeps(move |_| answer.clone());
        let report = play(&Target::open(&server.base_url), &bulk_case("${userName}"));
        assert_eq!(deletions(&server), ["DELETE /scim/Users/7"]);
        assert!(report.leftovers().is_empty());
    }
}

#[test]
fn nobody_elses_resource_is_deleted_because_a_server_names_it() {
    let server = keeps(|_| Some(Reply::json(200, &results(""))));
    let report = play(&Target::open(&server.base_url), &bulk_case("ada"));
    assert_eq!(
        report.leftovers(),
        ["/Users/7 (GET was answered 200, and the run's word is not in it)"]
    );
    assert!(deletions(&server).is_empty());
}

#[test]
fn what_is_known_by_its_location_only_is_deleted() {
    let name: Mutex<String> = Mutex::default();
    let server = TinyServer::start(move |request| {
        let mut name = name.lock().unwrap();
        Some(match request.method.as_str() {
            "POST" => {
                let body: Value = serde_json::from_str(&request.body).unwrap();
                *name = body["userName"].as_str().unwrap().to_owned();
                Reply::empty(201).with("Location", "https://elsewhere/scim/Users/7?x=/y")
            }
            "GET" => Reply::json(200, &json!({"id": "7", "userName": *name})),
            _ => Reply::empty(204),
        })
    });
    let case = json!({"steps": [{"request": {"method": "POST", "path": "/Users", "body": {"userName": "${userName}"}}, "expect": {"status": [201]}}]});
    play(&Target::open(&server.base_url), &case);
    assert_eq!(deletions(&server), ["DELETE /scim/Users/7"]);
}
