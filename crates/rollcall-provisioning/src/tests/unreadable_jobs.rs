//! Requests that were to be answered later and can no longer be read.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::faults::{OPERATIONS, many};
use super::harness::Organisation;
use super::jobs::{create, each, ended_early};
use super::on_both_databases;
use crate::jobs::{self, Completions, Outcome};
use crate::resources::CHUNK_STEPS_MAX;

on_both_databases!(
    a_request_that_became_unreadable_is_answered_and_holds_nobody_up,
    what_was_done_before_a_request_became_unreadable_stays_done,
);

/// What is told of an operation whose request can no longer be read.
const LOST: &str =
    "This operation was not attempted: the server can no longer read the request. Send it again.";

impl Organisation {
    /// Works until the request is finished, and answers how many times it was taken up.
    async fn work_until_finished(&self, txn: &str) -> usize {
        let mut taken = 0;
        // The waits between attempts are less than a minute, and each look at the clock is a second later.
        for _ in 0..60 {
            if let Ok(Outcome::Finished(_)) = jobs::find(&self.p, &self.call(), txn).await {
                return taken;
            }
            taken += jobs::work_round(&self.p, &|| false).await.unwrap();
        }
        panic!("{txn} is pending after {taken} attempts");
    }

    fn damage_requests(&self, request: &str) {
        self.execute(&format!(
            "UPDATE jobs SET request = {request} WHERE finished_at IS NULL"
        ));
    }

    /// Bytes, as a statement has them.
    fn bytes(&self, hex: &str) -> String {
        if self.is_postgres() {
            format!("'\\x{hex}'")
        } else {
            format!("x'{hex}'")
        }
    }
}

async fn a_request_that_became_unreadable_is_answered_and_holds_nobody_up(o: Organisation) {
    let damages = [
        None,
        Some("NULL".to_owned()),
        Some(o.bytes("00")),
        Some(o.bytes(&"5c".repeat(100))),
    ];
    for (number, damage) in damages.iter().enumerate() {
        // Without damage it was encrypted with another key.
        let p = match damage {
            Some(_) => o.p.clone(),
            None => o.with_another_key(),
        };
        let alone = jobs::enqueue(&p, &o.call(), create("never")).await;
        let several = jobs::enqueue(&p, &o.call(), ended_early()).await;
        let (alone, several) = (alone.unwrap().txn, several.unwrap().txn);
        if let Some(damage) = damage {
            o.damage_requests(damage);
        }
        let next = o.ask(create(&format!("next{number}"))).await.txn;

        // Five attempts, and the one that gives up.
        assert_eq!(o.work_until_finished(&alone).await, 6, "{damage:?}");
        assert_eq!(o.work_until_finished(&several).await, 6, "{damage:?}");
        o.work_until_finished(&next).await;
        assert_eq!(o.completed(&next).await, each(&[("", "201")]));

        assert_eq!(o.completed(&alone).await, each(&[("", "500")]));
        let told = each(&[(":0", "500"), (":1", "500"), (":2", "500"), (":3", "500")]);
        assert_eq!(o.completed(&several).await, told);
        let results = o.results(&several).await;
        let named: Vec<_> = results
            .iter()
            .map(|result| (&result["bulkId"], &result["location"]))
            .collect();
        let nothing = Value::Null;
        assert_eq!(
            named,
            [
                (&json!("a"), &nothing),
                (&nothing, &json!("https://rollcall.example/scim/Users/0")),
                (&json!("g"), &nothing),
                (&nothing, &json!("https://rollcall.example/scim/Nothings/1")),
            ]
        );
        assert!(
            results
                .iter()
                .all(|result| result["response"]["detail"] == LOST)
        );
        let completions = jobs::completions(&o.p, &o.call(), &alone).await.unwrap();
        assert!(matches!(
            completions,
            Outcome::Finished(Completions::One(_))
        ));
        let completions = jobs::completions(&o.p, &o.call(), &several).await.unwrap();
        let Outcome::Finished(Completions::Each(sets)) = completions else {
            panic!("{completions:?}");
        };
        assert_eq!(sets.len(), 4);
    }
    let created = o.headlines().await;
    let created = created.iter().filter(|it| *it == "User created");
    assert_eq!(created.count(), damages.len(), "the next ones alone");
}

async fn what_was_done_before_a_request_became_unreadable_stays_done(o: Organisation) {
    let txn = o.ask(many()).await.txn;
    let transactions = AtomicUsize::new(0);
    // It is asked once before the job is claimed, and then after each transaction.
    let stop = || transactions.fetch_add(1, Ordering::Relaxed) > 0;
    jobs::work_round(&o.p, &stop).await.unwrap();
    let done = o.completed(&txn).await.len();
    assert!((1..=CHUNK_STEPS_MAX).contains(&done), "{done}");
    o.damage_requests("NULL");
    o.work_until_finished(&txn).await;

    let told: Vec<_> = (0..OPERATIONS)
        .map(|index| {
            let status = if index < done { "201" } else { "500" };
            (format!(":{index}"), status.to_owned())
        })
        .collect();
    assert_eq!(o.completed(&txn).await, told);
    assert_eq!(o.results(&txn).await.len(), OPERATIONS);
    let created = o.headlines().await;
    let created = created.iter().filter(|it| *it == "User created");
    assert_eq!(created.count(), done);
}
