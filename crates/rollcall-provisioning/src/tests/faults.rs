//! A table that is gone while a job is worked on: an error, and afterwards every change once.

use std::sync::atomic::{AtomicUsize, Ordering};

use scim_core::bulk::Method;
use serde_json::json;

use super::harness::{Organisation, person};
use super::on_both_databases;
use crate::Error;
use crate::jobs::{self, Asked, Outcome};
use crate::resources::CHUNK_STEPS_MAX;

on_both_databases!(
    jobs_that_are_gone_are_an_error,
    jobs_that_go_during_a_run_are_done_once,
    changes_that_are_gone_are_an_error,
    changes_that_go_during_a_run_are_made_once,
);

/// More operations than one transaction takes.
pub(super) const OPERATIONS: usize = CHUNK_STEPS_MAX * 2 + 1;

pub(super) fn many() -> Asked {
    let operation = |n: usize| json!({ "method": "POST", "path": "/Users", "bulkId": n.to_string(), "data": person(&format!("p{n}")) });
    let operations: Vec<_> = (0..OPERATIONS).map(operation).collect();
    Asked::Bulk(
        json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations }),
    )
}

impl Organisation {
    fn take_away(&self, table: &str) {
        self.execute(&format!("ALTER TABLE {table} RENAME TO {table}_gone"));
    }

    fn put_back(&self, table: &str) {
        self.execute(&format!("ALTER TABLE {table}_gone RENAME TO {table}"));
    }

    /// Works until the table is taken away, after the first transaction of a job.
    async fn work_until_gone(&self, table: &'static str) {
        let asked = AtomicUsize::new(0);
        // It is asked once before the job is claimed, and then after each transaction.
        let stop = || {
            if asked.fetch_add(1, Ordering::Relaxed) == 1 {
                self.take_away(table);
            }
            false
        };
        jobs::work_round(&self.p, &stop).await.unwrap();
        assert_eq!(
            asked.load(Ordering::Relaxed),
            2,
            "it went on without {table}"
        );
    }

    /// Works for longer than a lease is held.
    async fn work_long(&self) {
        for _ in 0..100 {
            jobs::work_round(&self.p, &|| false).await.unwrap();
        }
    }

    pub(super) async fn expect_everybody_once(&self, txn: &str) {
        let history = self.history().await;
        let noted = |operation: &str| history.iter().filter(|c| c.operation == operation).count();
        assert_eq!(
            (noted("created"), noted("answered")),
            (OPERATIONS, OPERATIONS)
        );
        assert_eq!(history.len(), OPERATIONS * 2);
        let Outcome::Finished(message) = jobs::find(&self.p, &self.call(), txn).await.unwrap()
        else {
            panic!("{txn} is pending");
        };
        let results = message["Operations"].as_array().unwrap();
        assert_eq!(results.len(), OPERATIONS);
        assert!(results.iter().all(|result| result["status"] == "201"));
        let people = self
            .find("Users", "userName sw \"p\" and meta.created pr")
            .await;
        assert_eq!(people.len(), OPERATIONS.min(100));
    }
}

async fn jobs_that_are_gone_are_an_error(o: Organisation) {
    let txn = jobs::enqueue(&o.p, &o.call(), many()).await.unwrap().txn;
    o.take_away("jobs");
    let worked = jobs::work_round(&o.p, &|| false).await;
    assert!(matches!(worked, Err(Error::Internal(_))), "{worked:?}");
    let refused = jobs::enqueue(&o.p, &o.call(), many()).await;
    assert!(matches!(refused, Err(Error::Internal(_))), "{refused:?}");
    let unknown = jobs::find(&o.p, &o.call(), &txn).await.map(|_| ());
    assert!(matches!(unknown, Err(Error::Internal(_))), "{unknown:?}");
    assert!(o.history().await.is_empty());
    o.put_back("jobs");
    o.work_long().await;
    o.expect_everybody_once(&txn).await;
}

async fn jobs_that_go_during_a_run_are_done_once(o: Organisation) {
    let txn = jobs::enqueue(&o.p, &o.call(), many()).await.unwrap().txn;
    o.work_until_gone("jobs").await;
    let headlines = o.headlines().await;
    let created = headlines.iter().filter(|it| *it == "User created").count();
    assert!(created > 0 && created <= CHUNK_STEPS_MAX, "{created}");
    assert_eq!(headlines.len(), created * 2);
    o.put_back("jobs");
    o.work_long().await;
    o.expect_everybody_once(&txn).await;
}

async fn changes_that_are_gone_are_an_error(o: Organisation) {
    o.take_away("changes");
    let refused = o.post("Users", person("ada")).await;
    assert!(matches!(refused, Err(Error::Internal(_))), "{refused:?}");
    assert_eq!(refused.unwrap_err().told().status, 500);
    let asked = Asked::Change(
        Method::Post,
        "Users".to_owned(),
        String::new(),
        person("bob"),
    );
    let txn = jobs::enqueue(&o.p, &o.call(), asked).await.unwrap().txn;
    jobs::work_round(&o.p, &|| false).await.unwrap();
    assert_eq!(o.find("Users", "userName pr").await.len(), 0);
    let pending = jobs::find(&o.p, &o.call(), &txn).await;
    assert!(matches!(pending, Ok(Outcome::Pending)));
    o.put_back("changes");
    o.work_long().await;
    assert_eq!(o.headlines().await, ["User created", "User answered"]);
    assert_eq!(o.find("Users", "userName pr").await.len(), 1);
    o.person("ada").await;
}

async fn changes_that_go_during_a_run_are_made_once(o: Organisation) {
    let txn = jobs::enqueue(&o.p, &o.call(), many()).await.unwrap().txn;
    o.work_until_gone("changes").await;
    let people = o.find("Users", "userName pr").await;
    assert!(!people.is_empty() && people.len() <= CHUNK_STEPS_MAX);
    o.put_back("changes");
    o.work_long().await;
    o.expect_everybody_once(&txn).await;
}
