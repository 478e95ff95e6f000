//! Repetition, captures, credentials and skipping.

use crate::tiny_server::{Received, Reply, TinyServer};
use crate::{case, failures, play};
use rollcall_conformance::{Options, Target, run};
use serde_json::{Value, json};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) fn lines(server: &TinyServer) -> Vec<String> {
    server
        .received()
        .iter()
        .map(|request| format!("{} {}", request.method, request.target))
        .collect()
}

/// A server that creates the first `winners` of identical POSTs.
pub(crate) fn creates(winners: usize) -> TinyServer {
    let count = AtomicUsize::new(0);
    TinyServer::start(move |request| {
        let place = if request.method == "POST" {
            count.fetch_add(1, Ordering::SeqCst)
        } else {
            0
        };
        Some(if place < winners {
            Reply::json(201, &json!({"id": format!("id{place}")}))
        } else {
            Reply::json(409, &json!({}))
        })
    })
}

#[test]
fn concurrent_requests_are_counted_by_status() {
    let case = json!({"steps": [{
        "request": {"method": "POST", "path": "/Users", "body": {"userName": "${userName}"}},
        "repeat": {"times": 20, "concurrent": true},
        "expect": {"status": [201, 409], "counts": {"201": 1, "409": 19}},
    }]});
    let of = |winners| failures(&play(&Target::open(&creates(winners).base_url), &case));
    assert_eq!(of(1), "");
    assert!(of(2).contains("expected 1 answers 201 of 20, got 2"));
}

#[test]
fn what_was_captured_is_used_in_later_requests_and_once_for_each() {
    let server = creates(3);
    let case = json!({
        "variables": {"names": ["a", "b", "c"]},
        "steps": [
            {"request": {"method": "POST", "path": "/Users", "body": {"userName": "${case}${item}"}}, "repeat": {"for_each": "names"}, "expect": {"status": [201]},
             "capture": {"first": "/id"}, "capture_all": {"ids": "/id"}, "check": {"ids": {"equals": ["id0", "id1", "id2"]}}},
            {"request": {"method": "GET", "path": "/Groups", "query": {"all": "${first}-${ids.2}"}}, "expect": {"status": [201]}},
        ]
    });
    assert_eq!(failures(&play(&Target::open(&server.base_url), &case)), "");
    assert_eq!(lines(&server)[3], "GET /scim/Groups?all=id0-id2");
    let missing = json!({"steps": [{"request": {"method": "GET", "path": "/Users"}, "expect": {"status": [201]}, "capture": {"etag": "header:ETag"}}]});
    assert!(
        failures(&play(&Target::open(&server.base_url), &missing)).contains("remember as etag")
    );
}

/// Seven ids in pages of three; `slip` moves the second page back by so many.
fn pages(slip: usize) -> TinyServer {
    TinyServer::start(move |request: &Received| {
        let start: usize = request
            .target
            .rsplit_once('=')
            .and_then(|(_, number)| number.parse().ok())
            .unwrap_or(1);
        let start = if start == 4 { start - slip } else { start };
        let resources: Vec<Value> = (start..(start + 3).min(8))
            .map(|id| json!({"id": id.to_string()}))
            .collect();
        Some(Reply::json(
            200,
            &json!({"totalResults": 7, "Resources": resources}),
        ))
    })
}

#[test]
fn pages_are_walked_to_the_end_and_held_against_each_other() {
    let case = json!({"steps": [{
        "request": {"method": "GET", "path": "/Users", "query": {"startIndex": "${start_index}"}},
        "repeat": {"pages_of": 3}, "expect": {"status": [200]},
        "capture_all": {"seen": "/Resources/*/id"}, "check": {"seen": ["unique", {"length": 7}]},
    }]});
    let server = pages(0);
    assert_eq!(failures(&play(&Target::open(&server.base_url), &case)), "");
    assert_eq!(
        lines(&server),
        [
            "GET /scim/Users?startIndex=1",
            "GET /scim/Users?startIndex=4",
            "GET /scim/Users?startIndex=7"
        ]
    );
    assert!(
        failures(&play(&Target::open(&pages(1).base_url), &case))
            .contains("seen has no value twice")
    );
}

#[test]
fn a_walk_through_a_huge_tenant_is_skipped_with_its_length() {
    let case = case(&json!({"steps": [{
        "request": {"method": "GET", "path": "/Users", "query": {"startIndex": "${start_index}"}},
        "repeat": {"pages_of": 3}, "expect": {"status": [200]},
    }]}));
    let server = pages(0);
    let options = Options {
        pages_max: 2,
        ..Options::new(case)
    };
    let report = run(&Target::open(&server.base_url), &options, &mut |_| {});
    assert_eq!(
        failures(&report),
        "skipped: a walk through all 7 resources here takes 3 pages of 3; --pages-max is 2"
    );
    assert_eq!(lines(&server), ["GET /scim/Users?startIndex=1"]);
}

#[test]
fn a_walk_ends_where_nothing_comes_any_more() {
    let empty = json!({"totalResults": 700, "Resources": []});
    let server = TinyServer::always(Reply::json(200, &empty));
    let case = json!({"steps": [{
        "request": {"method": "GET", "path": "/Users"}, "repeat": {"pages_of": 3}, "expect": {"status": [200]},
        "capture_all": {"seen": "/Resources/*/id"}, "check": {"seen": {"length": 700}},
    }]});
    assert_ne!(failures(&play(&Target::open(&server.base_url), &case)), "");
    assert_eq!(lines(&server).len(), 1);
}

#[test]
fn credentials_are_those_of_the_target_unless_a_case_says_otherwise() {
    let server = TinyServer::always(Reply::empty(200));
    let get = |auth: Value| json!({"request": {"method": "GET", "path": "/Users", "auth": auth}, "expect": {"status": [200]}});
    let case = json!({"steps": [get(json!("target")), get(json!("none")), get(json!({"authorization": "${token}"}))]});
    play(&Target::with_token(&server.base_url, "s3cret"), &case);
    let sent: Vec<Option<String>> = server
        .received()
        .iter()
        .map(|request| request.header("authorization").map(str::to_owned))
        .collect();
    assert_eq!(
        sent,
        [
            Some("Bearer s3cret".to_owned()),
            None,
            Some("s3cret".to_owned())
        ]
    );
}

#[test]
fn cases_that_make_no_sense_for_a_target_are_skipped() {
    let server = TinyServer::always(Reply::json(
        200,
        &json!({"etag": {"supported": false}, "sort": {"supported": true}}),
    ));
    let needs = |what: &str| json!({"needs": [what], "steps": [{"request": {"method": "GET", "path": "/Users"}, "expect": {"status": [200]}}]});
    let open = Target::open(&server.base_url);
    let of = |what: &str| failures(&play(&open, &needs(what)));
    assert_eq!(
        of("etag"),
        "skipped: ServiceProviderConfig says etag is not supported"
    );
    assert_eq!(of("token"), "skipped: no token was given");
    assert_eq!(of("authentication"), "skipped: no credentials were given");
    assert_eq!([of("sort"), of("patch")], ["", ""]);
}

#[test]
fn a_closed_connection_is_a_failure_unless_it_is_allowed() {
    let server = TinyServer::start(|_| None);
    let case = |closed: bool| json!({"steps": [{"request": {"method": "GET", "path": "/Users"}, "expect": {"status": [413], "or_closed": closed}}]});
    let target = Target::open(&server.base_url);
    assert!(failures(&play(&target, &case(false))).contains("expected an answer"));
    assert_eq!(failures(&play(&target, &case(true))), "");
}

#[test]
fn a_server_that_asks_for_patience_gets_it() {
    let refused = Mutex::new(2);
    let server = TinyServer::start(move |request| {
        let mut left = refused.lock().unwrap();
        if *left > 0 && !request.target.contains("ServiceProviderConfig") {
            *left -= 1;
            return Some(Reply::empty(429).with("Retry-After", "0"));
        }
        Some(Reply::empty(200))
    });
    let case = json!({"steps": [{"request": {"method": "GET", "path": "/Users"}, "expect": {"status": [200]}}]});
    assert_eq!(failures(&play(&Target::open(&server.base_url), &case)), "");
    assert_eq!(lines(&server).len(), 3);
}

#[test]
fn redirects_are_answers() {
    let server = TinyServer::always(Reply::empty(308).with("Location", "/elsewhere"));
    let case = json!({"steps": [{"request": {"method": "GET", "path": "/Me"}, "expect": {"status": [308]}}]});
    assert_eq!(failures(&play(&Target::open(&server.base_url), &case)), "");
}

#[test]
fn needs_that_discovery_cannot_tell_are_probed_once() {
    let server = TinyServer::start(|request| {
        Some(match request.target.as_str() {
            "/scim/ResourceTypes" => Reply::json(
                200,
                &json!({"Resources": [{"name": "Device", "endpoint": "/Devices"}]}),
            ),
            "/scim/Me" => Reply::empty(501),
            _ => Reply::json(200, &json!({"pagination": {"cursor": true}})),
        })
    });
    let step = json!({"request": {"method": "GET", "path": "/Users"}, "expect": {"status": [200]}});
    let of = |needs: Value| {
        failures(&play(
            &Target::open(&server.base_url),
            &json!({"needs": needs, "steps": [step]}),
        ))
    };
    assert_eq!(
        of(json!(["me"])),
        "skipped: GET /Me is answered 501: not offered here"
    );
    assert_eq!(
        of(json!(["type:Token"])),
        "skipped: /ResourceTypes has no Token"
    );
    assert_eq!(
        of(json!(["events"])),
        "skipped: ServiceProviderConfig says securityEvents is not supported"
    );
    assert_eq!(
        of(json!([
            "cursor",
            "type:Devices",
            "type:Device",
            "search",
            "root"
        ])),
        ""
    );
    assert_eq!(
        lines(&server)
            .iter()
            .filter(|line| line.ends_with("/ResourceTypes"))
            .count(),
        2
    );
}

#[test]
fn a_case_may_end_well_before_its_last_step_and_judge_by_status() {
    let server = TinyServer::always(Reply::json(400, &json!({"detail": "no"})));
    let target = Target::open(&server.base_url);
    let case = |detail: &str| {
        json!({"steps": [
            {"request": {"method": "GET", "path": "/Users"}, "ends_on": [400],
             "expect": {"status": [200, 400], "by_status": {"400": {"body": {"/detail": {"equals": detail}}}}}},
            {"request": {"method": "GET", "path": "/Users"}, "expect": {"status": [200]}},
        ]})
    };
    assert_eq!(failures(&play(&target, &case("no"))), "");
    assert!(failures(&play(&target, &case("yes"))).contains("/detail equals \"yes\", got \"no\""));
}

#[test]
fn jobs_run_cases_at_the_same_time_and_report_them_in_order() {
    let server = TinyServer::always(Reply::empty(200));
    let mut cases = case(
        &json!({"steps": [{"request": {"method": "GET", "path": "/Users"}, "expect": {"status": [200]}}]}),
    );
    let one = cases.remove(0);
    let cases = (0..20).map(|i| {
        let mut case = one.clone();
        case.id = format!("group/{i:02}");
        case.alone = i == 3;
        case
    });
    let options = Options {
        jobs: 4,
        ..Options::new(cases.collect())
    };
    let mut ended = Vec::new();
    let report = run(&Target::open(&server.base_url), &options, &mut |outcome| {
        ended.push(outcome.id.clone());
    });
    let ids: Vec<&str> = report
        .outcomes
        .iter()
        .map(|outcome| outcome.id.as_str())
        .collect();
    assert!(
        report.passed() && ids.is_sorted() && ids.len() == 20,
        "{ids:?}"
    );
    assert_eq!(
        ended.last().map(String::as_str),
        Some("group/03"),
        "the one that must be alone is last"
    );
}
