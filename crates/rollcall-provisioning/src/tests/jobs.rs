//! Requests that are answered later (RFC 9967 §2.5.1).

use rollcall_storage::changes::Change;
use scim_core::bulk::Method;
use serde_json::{Value, json};

use super::harness::{Organisation, person, refusal};
use super::on_both_databases;
use crate::jobs::{self, Asked, Outcome};
use crate::{Error, Limits};

on_both_databases!(
    a_request_is_carried_out_once_and_announced,
    what_is_wrong_from_the_start_is_refused_at_once,
    a_failure_is_the_answer,
    a_bulk_request_answers_each_operation,
    a_tenants_requests_are_carried_out_in_their_order,
    a_lost_lease_does_nothing_twice,
    who_asks_too_much_has_to_wait,
);

fn create(user_name: &str) -> Asked {
    Asked::Change(
        Method::Post,
        "Users".to_owned(),
        String::new(),
        person(user_name),
    )
}

impl Organisation {
    async fn ask(&self, asked: Asked) -> jobs::Accepted {
        jobs::enqueue(&self.p, &self.call(), asked).await.unwrap()
    }

    async fn work(&self) {
        while jobs::work_round(&self.p, &|| false).await.unwrap() > 0 {}
    }

    async fn results(&self, txn: &str) -> Vec<Value> {
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
