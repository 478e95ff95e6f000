//! Two tiny servers that differ in one thing: it is found, made small, and can be explained.

use crate::tiny_server::{Received, Reply, TinyServer};
use rollcall_conformance::Target;
use rollcall_conformance::differential::{
    Asked, Disagreement, Explanation, Options, Outcome, Report, compare,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

type Kept = Arc<Mutex<BTreeMap<String, Value>>>;

/// In what a server is unlike the others.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Oddity {
    None,
    /// A filter with a `not` finds nobody.
    NotFindsNobody,
    /// A title is forgotten when somebody is made.
    ForgetsTitles,
    /// With a title the nickName is forgotten too.
    ForgetsTitlesAndNickNames,
    /// A name that somebody has is refused.
    UniqueNames,
    /// A removal is refused.
    RefusesRemovals,
}

/// How many resources all servers here have made.
static CREATED: AtomicUsize = AtomicUsize::new(0);

/// A server that finds everybody by every filter and accepts every PATCH without doing it.
fn server(oddity: Oddity) -> (TinyServer, Kept) {
    let kept: Kept = Arc::default();
    let people = Arc::clone(&kept);
    let server = TinyServer::start(move |request| Some(answer(request, &people, oddity)));
    (server, kept)
}

fn answer(request: &Received, kept: &Kept, oddity: Oddity) -> Reply {
    let mut kept = kept.lock().unwrap();
    let (path, query) = request
        .target
        .split_once('?')
        .unwrap_or((&request.target, ""));
    let id = path.rsplit('/').next().unwrap_or_default().to_owned();
    match request.method.as_str() {
        "POST" => {
            let mut resource: Value = serde_json::from_str(&request.body).unwrap();
            let mut people = kept.values();
            let is_taken = people.any(|person| person["userName"] == resource["userName"]);
            if oddity == Oddity::UniqueNames && is_taken {
                return Reply::json(409, &json!({"scimType": "uniqueness"}));
            }
            // Never one that another had: both sides of a comparison may be here, each deleting what it made.
            let id = format!("id-{:06}", CREATED.fetch_add(1, Ordering::Relaxed));
            resource["id"] = json!(id);
            resource["meta"] = json!({"created": "2026-01-01T00:00:00Z"});
            let and_nick_names = oddity == Oddity::ForgetsTitlesAndNickNames;
            if oddity == Oddity::ForgetsTitles || and_nick_names {
                let object = resource.as_object_mut().unwrap();
                if object.remove("title").is_some() && and_nick_names {
                    object.remove("nickName");
                }
            }
            kept.insert(id, resource.clone());
            Reply::json(201, &resource)
        }
        "GET" if !query.is_empty() => {
            let nobody =
                oddity == Oddity::NotFindsNobody && query.to_lowercase().contains("not%20%28");
            let found: Vec<&Value> = kept.values().filter(|_| !nobody).collect();
            Reply::json(
                200,
                &json!({"totalResults": found.len(), "Resources": found}),
            )
        }
        "GET" => kept
            .get(&id)
            .map_or(Reply::empty(404), |resource| Reply::json(200, resource)),
        "PATCH" if oddity == Oddity::RefusesRemovals && request.body.contains("\"remove\"") => {
            Reply::json(400, &json!({"scimType": "noTarget", "detail": "no"}))
        }
        "DELETE" => {
            kept.remove(&id);
            Reply::empty(204)
        }
        _ => Reply::empty(204),
    }
}

fn options(explanations: &Value) -> Options {
    let explanations: Vec<Explanation> = serde_json::from_value(explanations.clone()).unwrap();
    Options {
        seed: 5,
        people: 6,
        filters: 40,
        patches: 12,
        explanations,
    }
}

fn differ(oddity: Oddity, explanations: &Value) -> Report {
    let (one, other) = (server(Oddity::None), server(oddity));
    let (first, second) = (
        Target::open(&one.0.base_url),
        Target::open(&other.0.base_url),
    );
    let report = compare(&first, &second, &options(explanations), &mut |_| {}).unwrap();
    assert!(
        one.1.lock().unwrap().is_empty() && other.1.lock().unwrap().is_empty(),
        "all that was made is deleted"
    );
    report
}

#[test]
fn servers_that_are_alike_agree() {
    let report = differ(Oddity::None, &json!([]));
    assert!(report.passed(), "{}", report.text());
    assert_eq!((report.filters.asked, report.filters.agreed), (40, 40));
    assert_eq!((report.patches.asked, report.patches.agreed), (12, 12));
}

#[test]
fn two_tokens_of_one_tenant_are_told_as_that() {
    let (one, kept) = server(Oddity::UniqueNames);
    let target = |token| Target::with_token(&one.base_url, token);
    let run = compare(
        &target("one"),
        &target("other"),
        &options(&json!([])),
        &mut |_| {},
    );
    let said = run.err().unwrap();
    assert!(
        said.starts_with("both tokens lead to one tenant: Person-probe-"),
        "{said}"
    );
    assert!(said.contains("(409: {") && said.contains("give --other-token of another tenant"));
    assert!(kept.lock().unwrap().is_empty(), "what was made is deleted");
}

#[test]
fn a_filter_is_cut_down_to_what_the_servers_differ_in() {
    let report = differ(Oddity::NotFindsNobody, &json!([]));
    assert!(!report.passed());
    for disagreement in &report.filters.unexplained {
        let filter = disagreement.features()["filter"].to_lowercase();
        assert!(
            filter.contains("not (") && !filter.contains(" or "),
            "{filter} could be smaller"
        );
    }
    let filters = |report: &Report| -> Vec<String> {
        let unexplained = report.filters.unexplained.iter();
        unexplained
            .map(|one| one.features()["filter"].clone())
            .collect()
    };
    let again = differ(Oddity::NotFindsNobody, &json!([]));
    assert_eq!(
        filters(&report),
        filters(&again),
        "the same seed asks the same"
    );
}

#[test]
fn a_class_explains_what_its_patterns_match_and_nothing_else() {
    let class = |pattern: &str| json!([{"name": "not", "when": {"kind": "filter", "second": "found", "filter": pattern}, "right": "first", "rfc": "3.4.2.2", "reason": "no"}]);
    let explained = differ(Oddity::NotFindsNobody, &class("*(*"));
    assert!(explained.passed(), "{}", explained.text());
    assert!(explained.filters.explained["not"] > 0);
    assert!(!differ(Oddity::NotFindsNobody, &class("somethingElse *")).passed());
}

#[test]
fn a_document_is_cut_down_too() {
    let report = differ(Oddity::ForgetsTitles, &json!([]));
    let smallest = report.documents.unexplained.first().unwrap();
    let names: Vec<&String> = smallest.document.as_object().unwrap().keys().collect();
    assert!(
        names
            .iter()
            .all(|name| ["title", "userName", "active", "schemas"].contains(&name.as_str())),
        "{names:?}"
    );
    assert!(smallest.features()["differs"].starts_with("title: "));
}

#[test]
fn a_patch_is_cut_down_to_one_operation() {
    let report = differ(Oddity::RefusesRemovals, &json!([]));
    assert!(!report.patches.unexplained.is_empty());
    for disagreement in &report.patches.unexplained {
        let operations: Value =
            serde_json::from_str(&disagreement.features()["operations"]).unwrap();
        assert_eq!(operations.as_array().unwrap().len(), 1);
        assert_eq!(operations[0]["op"], "remove");
    }
}

#[test]
fn the_known_classes_can_be_read() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/differential/explained.json");
    let classes: Vec<Explanation> =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    for class in &classes {
        assert!(
            class.when.contains_key("kind"),
            "{} could match anything",
            class.name
        );
        assert!(
            class.rfc.contains("RFC"),
            "{} names no place in the RFCs",
            class.name
        );
    }
}

#[test]
fn an_element_less_is_known_only_where_the_primary_one_is_kept() {
    let repeats = |ours: Value, theirs: Value| {
        let disagreement = Disagreement {
            endpoint: "Users".into(),
            asked: Asked::Create,
            document: json!({}),
            before: Value::Null,
            first: Outcome::Resource(json!({ "emails": ours })),
            second: Outcome::Resource(json!({ "emails": theirs })),
            explained_by: None,
        };
        disagreement.features()["repeats"].clone()
    };
    let plain = json!({"type": "work", "primary": false});
    let primary = json!({"type": "work", "primary": true});
    let both = json!([plain, primary]);
    assert_eq!(repeats(json!([primary]), both.clone()), "second");
    assert_eq!(repeats(json!([plain]), both), "second but for primary");
    let named = json!({"type": "work", "value": "a", "display": "A"});
    let chosen = json!({"type": "work", "value": "a", "primary": true});
    let merged = json!({"type": "work", "value": "a", "display": "A", "primary": true});
    let both = json!([named, chosen]);
    assert_eq!(repeats(json!([merged]), both.clone()), "second");
    assert_eq!(
        repeats(
            json!([{"type": "work", "value": "a", "display": "B"}]),
            both
        ),
        "none"
    );
}

#[test]
fn what_is_known_of_less_does_not_explain_more() {
    let class = json!([{"name": "titles", "when": {"kind": "create", "differs": "title: *"}, "right": "first", "rfc": "2.1", "reason": "no"}]);
    assert!(differ(Oddity::ForgetsTitles, &class).passed());
    let report = differ(Oddity::ForgetsTitlesAndNickNames, &class);
    let unexplained = &report.documents.unexplained;
    assert!(report.documents.explained["titles"] > 0 && !unexplained.is_empty());
    for disagreement in unexplained {
        let document = &disagreement.document;
        assert!(!document["title"].is_null() && !document["nickName"].is_null());
    }
}
