//! Whoever spoils answers keeps the suite from seeing what it made. It finds it all the same, and takes it away.

use rollcall_conformance::{Options, Target, Verdict, built_in, run, sweep};
use serde_json::{Value, json};

use super::changes::{drop_member, each_operation};
use super::{Asked, Fault, Proxy};
use crate::client::{Client, Reply};
use crate::harness::{TestApp, on_both};

on_both!(nothing_of_a_run_that_failed_stays);

/// The groups of cases in which much is made by one request, or by none that is answered.
const GROUPS: [&str; 4] = ["async/", "bulk/", "choices/", "create/"];

const FAULTS: &[Fault] = &[
    Fault {
        name: "an operation has the bulkId that it lacks",
        ask: |asked| {
            on_operations(asked, |operation| {
                if operation["bulkId"].is_null() {
                    operation["bulkId"] = json!("lacking");
                }
            });
        },
        answer: |_, _| {},
        caught_by: &["bulk/15_bulk_id_missing"],
    },
    Fault {
        name: "a bulk request is answered later",
        ask: |asked| {
            if is_bulk(asked) {
                asked
                    .headers
                    .push(("prefer".into(), "respond-async".into()));
            }
        },
        answer: |_, _| {},
        caught_by: &["bulk/01_create_update_delete", "bulk/03_reference_forward"],
    },
    Fault {
        name: "the answer to a bulk request is lost",
        ask: |_| {},
        answer: |asked, reply| {
            if is_bulk(asked) {
                lose(reply);
            }
        },
        caught_by: &["bulk/01_create_update_delete", "bulk/06_circular_managers"],
    },
    Fault {
        name: "a bulk answer has no locations",
        ask: |_| {},
        answer: |_, reply| each_operation(reply, |result| drop_member(result, "location")),
        caught_by: &["bulk/01_create_update_delete"],
    },
    Fault {
        name: "the answer to a creation is lost",
        ask: |_| {},
        answer: |_, reply| {
            if reply.status == 201 {
                lose(reply);
            }
        },
        caught_by: &["create/01_location", "bulk/13_version"],
    },
    Fault {
        name: "a creation shows nothing",
        ask: |_| {},
        answer: |_, reply| {
            if reply.status == 201 {
                reply.text.clear();
            }
        },
        caught_by: &["create/01_location"],
    },
];

fn is_bulk(asked: &Asked) -> bool {
    asked.path.ends_with("/Bulk")
}

fn on_operations(asked: &mut Asked, change: impl Fn(&mut Value)) {
    if let Some(mut body) = serde_json::from_str::<Value>(&asked.body)
        .ok()
        .filter(|_| is_bulk(asked))
    {
        let operations = body["Operations"].as_array_mut();
        operations.into_iter().flatten().for_each(change);
        asked.body = body.to_string();
    }
}

fn lose(reply: &mut Reply) {
    reply.status = 502;
    reply.headers.clear();
    reply.text.clear();
}

fn nothing_of_a_run_that_failed_stays(app: &TestApp) {
    let client: &Client = app;
    let proxy = Proxy::before(client.address, &client.token);
    let target = Target::with_token(&format!("http://{}/scim/v2", proxy.address), &client.token);
    let mut cases = built_in().unwrap();
    cases.retain(|case| GROUPS.iter().any(|group| case.id.starts_with(group)));
    let options = Options {
        jobs: 4,
        ..Options::new(cases)
    };
    for fault in FAULTS {
        proxy.spoil(Some(fault));
        let report = run(&target, &options, &mut |_| {});
        for id in fault.caught_by {
            let outcome = report.outcomes.iter().find(|outcome| outcome.id == *id);
            let failed = matches!(outcome.unwrap().verdict, Verdict::Failed { .. });
            assert!(failed, "{}: {id} did not fail", fault.name);
        }
        assert_nothing_is_left(client, fault.name);
        assert!(report.leftovers().is_empty(), "{:?}", report.leftovers());
    }
}

/// Checks it with the server itself, beside the proxy.
#[track_caller]
pub(super) fn assert_nothing_is_left(client: &Client, fault: &str) {
    for endpoint in ["Users", "Groups"] {
        let list = client.get(&format!("/scim/{endpoint}")).json();
        assert_eq!(list["totalResults"], 0, "{fault}: {list:#}");
    }
}

/// Takes away what stayed because deletions are what is spoiled.
pub(super) fn sweep_beside_the_proxy(client: &Client) {
    let target = Target::with_token(&format!("http://{}/scim", client.address), &client.token);
    assert!(sweep(&target).unwrap().iter().all(|one| one.kept.is_none()));
}
