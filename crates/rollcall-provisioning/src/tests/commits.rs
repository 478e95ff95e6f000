//! A connection to PostgreSQL that is lost while a commit is under way: whether it took place nobody knows, so
//! nothing is done again. (On SQLite the commit is a call in this process, which says what came of it.)

use std::collections::BTreeSet;

use rollcall_storage::changes::Change;
use scim_core::schema::GROUP;
use serde_json::{Value, json};

use super::faults::{OPERATIONS, many};
use super::harness::Organisation;
use super::proxy::{Loss, Proxy};
use crate::jobs;
use crate::resources::CHUNK_STEPS_MAX;

/// An organisation, the same one behind a proxy, and the proxy.
async fn behind_a_proxy() -> Option<(Organisation, Organisation, Proxy)> {
    let o = Organisation::on_postgres().await?.strict();
    let proxy = Proxy::before(o.url());
    let far = o.by_way_of(&proxy);
    Some((o, far, proxy))
}

fn name(change: &Change) -> String {
    let after = change.after.as_ref().unwrap();
    after["displayName"].as_str().unwrap().to_owned()
}

/// Under the strict profile there may be two groups of one name: whatever is done twice is there twice.
fn groups() -> Value {
    let group = |n: usize| {
        let data = json!({ "schemas": [GROUP], "displayName": format!("G{n:03}") });
        json!({ "method": "POST", "path": "/Groups", "bulkId": n.to_string(), "data": data })
    };
    (0..OPERATIONS).map(group).collect()
}

#[tokio::test]
async fn a_chunk_whose_commit_was_lost_is_not_done_again() {
    for loss in [Loss::BeforeCommit, Loss::AfterCommit] {
        let Some((o, far, proxy)) = behind_a_proxy().await else {
            return;
        };
        // The first chunk takes place.
        proxy.lose(1, loss);
        let results = far.bulk(groups()).await;
        assert!(proxy.has_lost());

        assert_eq!(results.len(), OPERATIONS);
        let known = results.iter().take_while(|it| it["status"] == "201");
        let known = known.count();
        assert!((1..=CHUNK_STEPS_MAX).contains(&known), "{results:?}");
        let detail = "The database does not answer. Try again in a moment; whether a change that was under way took \
                      place is not known.";
        for (index, result) in results.iter().enumerate().skip(known) {
            let told = (&result["status"], &result["response"]["detail"]);
            assert_eq!(told, (&json!("503"), &json!(detail)), "{index}: {loss:?}");
            assert_eq!(result["bulkId"], index.to_string());
        }

        let there: Vec<_> = o.history().await.iter().map(name).collect();
        let unknown = there.len() - known;
        match loss {
            Loss::BeforeCommit => assert_eq!(unknown, 0),
            Loss::AfterCommit => assert!((1..=CHUNK_STEPS_MAX).contains(&unknown), "{unknown}"),
        }
        let each_once: Vec<_> = (0..there.len()).map(|n| format!("G{n:03}")).collect();
        assert_eq!(there, each_once);
        assert_eq!(o.find("Groups", "displayName pr").await.len(), there.len());

        // The connection is replaced, and the client goes on where it knows how.
        let rest = far
            .bulk(groups().as_array().unwrap()[there.len()..].into())
            .await;
        assert!(
            rest.iter().all(|result| result["status"] == "201"),
            "{rest:?}"
        );
        let there: BTreeSet<_> = o.history().await.iter().map(name).collect();
        assert_eq!(there.len(), OPERATIONS);
    }
}

#[tokio::test]
async fn a_job_whose_commit_was_lost_is_done_once() {
    // Its claim, and three chunks at least.
    for commits in 0..4 {
        for loss in [Loss::BeforeCommit, Loss::AfterCommit] {
            let Some((o, far, proxy)) = behind_a_proxy().await else {
                return;
            };
            let accepted = jobs::enqueue(&o.p, &o.call(), many()).await;
            let txn = accepted.unwrap().txn;
            proxy.lose(commits, loss);
            // For longer than a lease is held.
            for _ in 0..100 {
                if let Err(error) = jobs::work_round(&far.p, &|| false).await {
                    assert!(error.is_away() && commits == 0, "{error:?}");
                }
            }
            assert!(proxy.has_lost());
            o.expect_everybody_once(&txn).await;
        }
    }
}
