//! What is learned and defined while others write: nobody is held up, and nothing is lost or doubled.

use std::collections::BTreeMap;
use std::sync::{Mutex, mpsc};

use rollcall_storage::changes;
use rollcall_storage::resources::{self as rows, Scope};
use scim_core::schema::Definitions;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::events::{make, poll_stream, told};
use super::harness::Organisation;
use super::on_both_databases;
use crate::events::EventStream;
use crate::resources::{self, Call};
use crate::schemas::{self, Source};
use crate::{Error, Provisioning};

on_both_databases!(
    writers_of_what_is_known_go_on_while_much_is_learned,
    writers_go_on_while_definitions_change,
);

const TENANT: &str = "default";
const WRITERS: usize = 4;
const EACH: usize = 25;

async fn patch(p: &Provisioning, call: Call, id: &str, value: Value) {
    let body = json!({ "Operations": [{ "op": "add", "value": value }] });
    let patched = resources::patch(p, call, "Users", id, body).await;
    patched.unwrap();
}

/// People, and how many versions each of them is to have.
type Versions = BTreeMap<String, usize>;

/// Somebody who changes these people, time and again.
fn writer(tasks: &mut JoinSet<()>, o: &Organisation, ids: &[&String], value: fn(usize) -> Value) {
    let (p, call) = (o.p.clone(), o.call());
    let ids: Vec<String> = ids.iter().map(|id| (*id).clone()).collect();
    tasks.spawn(async move {
        for n in 0..EACH {
            for id in &ids {
                patch(&p, call.clone(), id, value(n)).await;
            }
        }
    });
}

/// What makes a difference whoever wrote before.
fn known(n: usize) -> Value {
    json!({ "title": Uuid::now_v7(), "nickName": "x".repeat(n) })
}

fn unknown(n: usize) -> Value {
    json!({ format!("urn:example:learned:{n}"): { "a": n, "b": { "c": "x" } } })
}

/// Writers on two replicas, each with a person of their own and one whom all of them change.
async fn writers(tasks: &mut JoinSet<()>, o: &Organisation, other: &Organisation) -> Versions {
    let shared = o.person("shared").await;
    let mut expected = Versions::from([(shared.clone(), WRITERS * EACH + 1)]);
    for n in 0..WRITERS {
        let id = o.person(&format!("w{n}")).await;
        let replica = if n % 2 == 0 { o } else { other };
        writer(tasks, replica, &[&id, &shared], known);
        expected.insert(id, EACH + 1);
    }
    expected
}

impl Organisation {
    /// That each of these people has had each version once, in order, and that each was told once.
    async fn expect_exactly(&self, expected: &Versions, stream: &EventStream) {
        let history = self.history().await;
        let mut versions = BTreeMap::<String, Vec<i64>>::new();
        for change in &history {
            let of = versions.entry(change.resource_id.to_string());
            of.or_default().push(change.version);
        }
        let each = |count: &usize| (1..=i64::try_from(*count).unwrap()).collect::<Vec<_>>();
        let expected = expected.iter().map(|(id, count)| (id.clone(), each(count)));
        assert_eq!(versions, expected.collect());
        for (id, versions) in &versions {
            let etag = self.get("Users", id).await.unwrap().etag;
            assert_eq!(etag, format!("W/\"{}\"", versions.len()));
        }
        let numbers: Vec<_> = history.iter().map(|change| change.seq).collect();
        let sets = told(self, stream).await;
        let sets: Vec<_> = sets.iter().map(|set| set.number).collect();
        assert_eq!(sets, numbers);
    }
}

async fn writers_of_what_is_known_go_on_while_much_is_learned(o: Organisation) {
    let stream = make(&o, poll_stream("SIEM")).await;
    let (other, mut tasks) = (o.replica().await, JoinSet::new());
    let mut expected = writers(&mut tasks, &o, &other).await;
    let mut learners = Vec::new();
    for (n, replica) in [&o, &other].into_iter().enumerate() {
        let id = o.person(&format!("learner{n}")).await;
        writer(&mut tasks, replica, &[&id], unknown);
        expected.insert(id.clone(), EACH + 1);
        learners.push(id);
    }
    tasks.join_all().await;
    o.expect_exactly(&expected, &stream).await;

    let all = schemas::list(&o.p, TENANT).await.unwrap().schemas;
    let learned = all.iter().filter(|known| known.source == Source::Learned);
    assert_eq!(learned.count(), EACH);
    for learner in learners {
        let learner = o.shown("Users", &learner).await;
        for (urn, value) in (0..EACH).flat_map(|n| unknown(n).as_object().unwrap().clone()) {
            assert_eq!(learner[&urn], value);
        }
    }
}

async fn writers_go_on_while_definitions_change(o: Organisation) {
    // A write that began before each of them begins anew as often.
    const DEFINITIONS: usize = crate::resources::RENEWALS_MAX;
    let stream = make(&o, poll_stream("SIEM")).await;
    let (other, mut tasks) = (o.replica().await, JoinSet::new());
    let expected = writers(&mut tasks, &o, &other).await;
    for n in 0..DEFINITIONS {
        let mut definitions = Definitions::default();
        let urn = format!("urn:example:defined:{n}");
        let schema = json!({ "id": urn, "name": "Defined", "attributes": [{ "name": "a" }] });
        definitions.read(&schema).unwrap();
        schemas::define(&o.p, TENANT, definitions).await.unwrap();
    }
    tasks.join_all().await;
    o.expect_exactly(&expected, &stream).await;
}

/// Learning takes its turn among those who learn. On SQLite all writes take turns.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_what_is_being_learned() {
    let Some(o) = Organisation::on_postgres().await else {
        return;
    };
    let (ada, bob, eve) = (
        o.person("ada").await,
        o.person("bob").await,
        o.person("eve").await,
    );
    let (locked, is_locked) = mpsc::channel();
    // Dropped when this fails too.
    let (finish, finished) = mpsc::channel::<()>();
    let keeper = {
        let (registry, id) = (o.caller.registry.clone(), Uuid::try_parse(&bob).unwrap());
        let (p, finished) = (o.p.clone(), Mutex::new(finished));
        tokio::spawn(async move {
            let keep = p.store().write(move |tx| {
                let resource_type = registry.by_name("User").unwrap();
                let scope = Scope {
                    tenant: TENANT,
                    resource_type,
                };
                rows::lock(tx, &scope, id)?;
                locked.send(()).unwrap();
                let _ = finished.lock().unwrap().recv();
                Ok::<_, Error>(())
            });
            keep.await
        })
    };
    tokio::task::block_in_place(|| is_locked.recv().unwrap());

    // Learns, and then waits for Bob.
    let change = |id: &str, value: Value| json!({ "method": "PATCH", "path": format!("/Users/{id}"), "data": { "Operations": [{ "op": "add", "value": value }] } });
    let operations = json!([change(&ada, unknown(0)), change(&bob, known(1))]);
    let body = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations });
    let drawn = || {
        o.p.store()
            .read(|conn| Ok::<_, Error>(changes::drawn(conn)?))
    };
    let before = drawn().await.unwrap();
    let learner = {
        let (p, call) = (o.p.clone(), o.call());
        tokio::spawn(async move { resources::bulk(&p, call, &body).await })
    };
    // Its first change has its number, and waits for the second.
    while drawn().await.unwrap() == before {
        assert!(!learner.is_finished());
    }
    // Gives up long before the learner does.
    let hasty = o.with_lock_timeout(1_000);
    patch(&hasty.p, hasty.call(), &eve, known(2)).await;
    assert!(!learner.is_finished());

    drop(finish);
    keeper.await.unwrap().unwrap();
    let results = learner.await.unwrap().unwrap();
    assert!(
        results.iter().all(|result| result.status == "200"),
        "{results:?}"
    );
}
