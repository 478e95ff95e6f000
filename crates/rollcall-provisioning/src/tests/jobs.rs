//! Requests that are answered later (RFC 9967 §2.5.1).

use rollcall_storage::changes::Change;
use scim_core::bulk::Method;
use serde_json::{Value, json};

use super::harness::{Organisation, person, refusal};
use super::on_both_databases;
use crate::jobs::{self, Asked, Completions, Outcome};
use crate::{Error, Limits};

on_both_databases!(
    a_request_is_carried_out_once_and_announced,
    what_is_wrong_from_the_start_is_refused_at_once,
    a_failure_is_the_answer,
    a_bulk_request_answers_each_operation,
    what_failing_leaves_out_is_answered_too,
    what_is_given_up_has_an_answer_of_each_kind,
    an_accepted_request_keeps_the_limits_of_its_time,
    completions_are_handed_out_as_they_are_told,
    a_tenants_requests_are_carried_out_in_their_order,
    a_lost_lease_does_nothing_twice,
    who_asks_too_much_has_to_wait,
    who_has_much_waiting_has_to_wait,
);

pub(super) fn create(user_name: &str) -> Asked {
    Asked::Change(
        Method::Post,
        "Users".to_owned(),
        String::new(),
        person(user_name),
    )
}

impl Organisation {
    pub(super) async fn ask(&self, asked: Asked) -> jobs::Accepted {
        jobs::enqueue(&self.p, &self.call(), asked).await.unwrap()
    }

    async fn work(&self) {
        while jobs::work_round(&self.p, &|| false).await.unwrap() > 0 {}
    }

    pub(super) async fn results(&self, txn: &str) -> Vec<Value> {
        match jobs::find(&self.p, &self.call(), txn).await.unwrap() {
            Outcome::Finished(message) => message["Operations"].as_array().unwrap().clone(),
            Outcome::Pending => panic!("{txn} is pending"),
        }
    }
}

async fn a_request_is_carried_out_once_and_announced(o: Organisation) {
    let mut body = person("ada");
    body["password"] = json!("correct horse");
    let asked = Asked::Change(Method::Post, "Users".to_owned(), String::new(), body);
    let accepted = o.ask(asked).await;
    let expected = format!("https://rollcall.example/scim/.async/{}", accepted.txn);
    assert_eq!(accepted.location, expected);
    let pending = jobs::find(&o.p, &o.call(), &accepted.txn).await.unwrap();
    assert!(matches!(pending, Outcome::Pending));
    assert!(o.history().await.is_empty());
    o.work().await;
    o.work().await;
    assert_eq!(o.headlines().await, ["User created", "User answered"]);
    let history = o.history().await;
    assert!(
        history
            .iter()
            .all(|change| change.request_id.as_ref() == Some(&accepted.txn))
    );
    let location = format!(
        "https://rollcall.example/scim/Users/{}",
        history[0].resource_id
    );
    let answer =
        json!({ "method": "POST", "status": "201", "version": "W/\"1\"", "location": location });
    assert_eq!(history[1].after, Some(answer.clone()));
    assert_eq!(history[1].resource_id, history[0].resource_id);
    assert_eq!(o.results(&accepted.txn).await, [answer]);
    let unknown = jobs::find(&o.p, &o.call(), "none").await;
    assert_eq!(refusal(unknown), "404 -");
}

async fn what_is_wrong_from_the_start_is_refused_at_once(o: Organisation) {
    for (endpoint, body, expected) in [
        ("Users", json!({ "userName": 1 }), "400 invalidValue"),
        ("Nothings", person("a"), "404 -"),
    ] {
        let asked = Asked::Change(Method::Post, endpoint.to_owned(), String::new(), body);
        assert_eq!(
            refusal(jobs::enqueue(&o.p, &o.call(), asked).await),
            expected
        );
    }
    let refused = jobs::enqueue(&o.p, &o.call(), Asked::Bulk(json!({}))).await;
    assert_eq!(refusal(refused), "400 invalidSyntax");
}

async fn a_failure_is_the_answer(o: Organisation) {
    let ada = o.person("ada").await;
    let call = crate::resources::Call {
        if_match: Some("W/\"7\"".to_owned()),
        ..o.call()
    };
    let asked = Asked::Change(Method::Delete, "Users".to_owned(), ada.clone(), Value::Null);
    let accepted = jobs::enqueue(&o.p, &call, asked).await.unwrap();
    let location = format!("https://rollcall.example/scim/Users/{ada}");
    assert_eq!(accepted.location, location);
    o.work().await;
    let results = o.results(&accepted.txn).await;
    assert_eq!(
        (&results[0]["status"], &results[0]["location"]),
        (&json!("412"), &json!(location))
    );
    assert!(
        results[0]["response"]["detail"]
            .as_str()
            .unwrap()
            .contains("version 1")
    );
    assert_eq!(o.headlines().await, ["User created", "User answered"]);
}

async fn a_bulk_request_answers_each_operation(o: Organisation) {
    let operations = json!([
        { "method": "POST", "path": "/Groups", "bulkId": "g", "data": { "displayName": "G", "members": [{ "value": "bulkId:u" }] } },
        { "method": "POST", "path": "/Users", "bulkId": "u", "data": person("u") },
        { "method": "DELETE", "path": "/Users/0" },
    ]);
    let accepted = o
        .ask(Asked::Bulk(json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations })))
        .await;
    o.work().await;
    let history = o.history().await;
    let mut noted: Vec<_> = history
        .iter()
        .map(|change| {
            format!(
                "{} {}",
                change
                    .request_id
                    .clone()
                    .unwrap()
                    .replace(&accepted.txn, "txn"),
                change.operation
            )
        })
        .collect();
    noted.sort();
    assert_eq!(
        noted,
        [
            "txn:0 answered",
            "txn:0 created",
            "txn:1 answered",
            "txn:1 created",
            "txn:2 answered"
        ]
    );
    let results = o.results(&accepted.txn).await;
    let statuses: Vec<_> = results
        .iter()
        .map(|r| r["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["201", "201", "404"]);
}

/// A bulk request that ends after its first error, by then in the second of four operations.
pub(super) fn ended_early() -> Asked {
    Asked::Bulk(json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "failOnErrors": 1,
        "Operations": [
            { "method": "POST", "path": "/Users", "bulkId": "a", "data": person("a") },
            { "method": "DELETE", "path": "/Users/0" },
            { "method": "POST", "path": "/Groups", "bulkId": "g", "data": { "displayName": "G" } },
            { "method": "PUT", "path": "/Nothings/1", "data": {} },
        ]
    }))
}

impl Organisation {
    /// Of each completion: its transaction without the request's own id, and its status.
    pub(super) async fn completed(&self, txn: &str) -> Vec<(String, String)> {
        let answered = self.history().await.into_iter();
        let told = |change: Change| {
            let index = change.request_id.as_deref()?.strip_prefix(txn)?.to_owned();
            let status = change.after?["status"].as_str()?.to_owned();
            (change.operation == "answered").then_some((index, status))
        };
        answered.filter_map(told).collect()
    }
}

pub(super) fn each(told: &[(&str, &str)]) -> Vec<(String, String)> {
    told.iter()
        .map(|(index, status)| ((*index).to_owned(), (*status).to_owned()))
        .collect()
}

async fn what_failing_leaves_out_is_answered_too(o: Organisation) {
    let txn = o.ask(ended_early()).await.txn;
    o.work().await;
    o.work().await;
    let told = each(&[(":0", "201"), (":1", "404"), (":2", "424"), (":3", "424")]);
    assert_eq!(o.completed(&txn).await, told);
    assert_eq!(
        o.headlines()
            .await
            .iter()
            .filter(|h| h.ends_with("created"))
            .count(),
        1
    );
    let results = o.results(&txn).await;
    assert_eq!(results.len(), 4);
    let left_out = json!({
        "method": "POST",
        "bulkId": "g",
        "status": "424",
        "response": {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": "424",
            "detail": "This operation was not attempted: failOnErrors is 1, and as many operations before it failed. \
                       Send it again in another request.",
        }
    });
    assert_eq!(results[2], left_out);
    assert_eq!(
        results[3]["location"],
        "https://rollcall.example/scim/Nothings/1"
    );
    // At once, RFC 7644 has no result for them.
    let Asked::Bulk(body) = ended_early() else {
        unreachable!()
    };
    let at_once = crate::resources::bulk(&o.p, o.call(), &body).await.unwrap();
    assert_eq!(
        at_once
            .iter()
            .map(|result| &result.status)
            .collect::<Vec<_>>(),
        ["409"]
    );
}

async fn what_is_given_up_has_an_answer_of_each_kind(o: Organisation) {
    let txn = o.ask(ended_early()).await.txn;
    o.execute("UPDATE jobs SET attempts = 100");
    o.work().await;
    let told = each(&[(":0", "500"), (":1", "424"), (":2", "424"), (":3", "424")]);
    assert_eq!(o.completed(&txn).await, told);
}

async fn an_accepted_request_keeps_the_limits_of_its_time(o: Organisation) {
    let txn = o.ask(ended_early()).await.txn;
    let limits = Limits {
        bulk_operations_max: 1,
        ..Limits::default()
    };
    let o = o.with_limits(limits).await;
    assert_eq!(
        refusal(jobs::enqueue(&o.p, &o.call(), ended_early()).await),
        "413 -"
    );
    o.work().await;
    assert_eq!(o.results(&txn).await.len(), 4);
}

async fn completions_are_handed_out_as_they_are_told(o: Organisation) {
    let one = o.ask(create("ada")).await.txn;
    let completions = |txn: String| {
        let (p, call) = (o.p.clone(), o.call());
        async move { jobs::completions(&p, &call, &txn).await }
    };
    let pending = completions(one.clone()).await;
    assert!(matches!(pending, Ok(Outcome::Pending)));
    let several = o.ask(ended_early()).await.txn;
    assert!(matches!(
        completions(format!("{several}:9")).await,
        Ok(Outcome::Pending)
    ));
    o.work().await;

    let history = o.history().await;
    let number = |txn: &str| {
        let told = history
            .iter()
            .find(|c| c.operation == "answered" && c.request_id.as_deref() == Some(txn));
        format!("{}.{}", o.caller.connection, told.unwrap().seq)
    };
    let Ok(Outcome::Finished(Completions::One(set))) = completions(one.clone()).await else {
        panic!("a single change has one completion");
    };
    assert_eq!((set.jti, set.txn), (number(&one), Some(one.clone())));
    let Ok(Outcome::Finished(Completions::Each(sets))) = completions(several.clone()).await else {
        panic!("a bulk request has one completion for each operation");
    };
    let txns: Vec<_> = sets
        .iter()
        .map(|set| set.txn.clone().unwrap().replace(&several, ""))
        .collect();
    assert_eq!(txns, [":0", ":1", ":2", ":3"]);
    let Ok(Outcome::Finished(Completions::One(set))) = completions(format!("{several}:2")).await
    else {
        panic!("an operation has one completion");
    };
    assert_eq!(
        (&set.jti, &set.token.split('.').count()),
        (&sets[2].jti, &3)
    );
    assert_eq!(set.jti, number(&format!("{several}:2")));

    for unknown in [
        format!("{several}:4"),
        format!("{one}:1"),
        format!("{several}:+1"),
        "none".to_owned(),
    ] {
        assert_eq!(
            refusal(completions(unknown.clone()).await),
            "404 -",
            "{unknown}"
        );
        assert_eq!(
            refusal(jobs::find(&o.p, &o.call(), &unknown).await),
            "404 -",
            "{unknown}"
        );
    }
    let Ok(Outcome::Finished(message)) = jobs::find(&o.p, &o.call(), &format!("{several}:1")).await
    else {
        panic!("an operation has a result");
    };
    assert_eq!(message["Operations"].as_array().map(Vec::len), Some(1));
    assert_eq!(message["Operations"][0]["status"], "404");
}

async fn a_tenants_requests_are_carried_out_in_their_order(o: Organisation) {
    let ada = o.person("ada").await;
    for n in 0..10 {
        let body =
            json!({ "Operations": [{ "op": "replace", "path": "title", "value": n.to_string() }] });
        o.ask(Asked::Change(
            Method::Patch,
            "Users".to_owned(),
            ada.clone(),
            body,
        ))
        .await;
    }
    let stop = || false;
    let (one, other) = tokio::join!(
        async { while jobs::work_round(&o.p, &stop).await.unwrap() > 0 {} },
        async { while jobs::work_round(&o.p, &stop).await.unwrap() > 0 {} },
    );
    assert_eq!((one, other), ((), ()));
    o.work().await;
    let titles: Vec<_> = o
        .history()
        .await
        .into_iter()
        .filter(|change| change.operation == "patched")
        .map(|change| change.after.unwrap()["title"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(titles.concat(), "0123456789");
}

async fn a_lost_lease_does_nothing_twice(o: Organisation) {
    let o = o
        .with_limits(Limits {
            // Over before the work begins: the clock goes on a second with each look.
            job_lease_seconds: 0,
            ..Limits::default()
        })
        .await;
    for n in 0..5 {
        o.ask(create(&format!("p{n}"))).await;
    }
    let stop = || false;
    let work = || async { while jobs::work_round(&o.p, &stop).await.unwrap() > 0 {} };
    tokio::join!(work(), work(), work());
    let history = o.history().await;
    let answered: Vec<_> = history
        .iter()
        .filter(|c| c.operation == "answered")
        .collect();
    assert_eq!(answered.len(), 5);
    // Who lost the lease too often is answered 500, and then nothing was done.
    let succeeded = |c: &&&Change| c.after.as_ref().unwrap()["status"] == json!("201");
    let created = history.iter().filter(|c| c.operation == "created").count();
    assert_eq!(created, answered.iter().filter(succeeded).count());
    assert!(created > 0);
}

async fn who_asks_too_much_has_to_wait(o: Organisation) {
    let o = o
        .with_limits(Limits {
            jobs_waiting_max: 1,
            ..Limits::default()
        })
        .await;
    o.ask(create("a")).await;
    let refused = jobs::enqueue(&o.p, &o.call(), create("b")).await;
    assert!(refused.as_ref().is_err_and(Error::is_busy), "{refused:?}");
}

async fn who_has_much_waiting_has_to_wait(o: Organisation) {
    let o = o
        .with_limits(Limits {
            jobs_waiting_bytes_max: 3_000,
            ..Limits::default()
        })
        .await;
    let long = |name: &str| {
        let mut body = person(name);
        body["title"] = "x".repeat(2_000).into();
        Asked::Change(Method::Post, "Users".to_owned(), String::new(), body)
    };
    o.ask(long("a")).await;
    let refused = jobs::enqueue(&o.p, &o.call(), long("b")).await;
    assert!(refused.as_ref().is_err_and(Error::is_busy), "{refused:?}");
    o.ask(create("c")).await;
    o.work().await;
    o.ask(long("b")).await;
}
