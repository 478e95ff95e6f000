//! `Prefer: respond-async` (RFC 9967 §2.5.1).

use std::thread;
use std::time::{Duration, Instant};

use rollcall_storage::testing::TestDatabase;
use serde_json::{Value, json};

use crate::bulk::{KEY, crowd, wait_for_people};
use crate::client::{Client, PATCH_OP, Reply, user};
use crate::events::verified;
use crate::harness::{TestApp, on_both};
use crate::program::Place;

on_both!(
    a_request_is_accepted_and_answered_later,
    its_completion_is_handed_out_as_an_event,
    who_does_not_ask_is_answered_now
);

fn ask_later(client: &Client, method: &str, target: &str, body: Option<&Value>) -> Reply {
    let headers = [
        ("content-type", "application/scim+json"),
        ("prefer", "respond-async"),
    ];
    let text = body.map(Value::to_string);
    client.send(method, target, &headers, text.as_deref().map(str::as_bytes))
}

/// The transaction of an accepted request.
#[track_caller]
fn accepted(reply: &Reply) -> String {
    assert_eq!((reply.status, reply.text.as_str()), (202, ""));
    assert_eq!(reply.header("preference-applied"), Some("respond-async"));
    reply.header("set-txn").unwrap().to_owned()
}

/// The results of a transaction, as soon as it has any.
#[track_caller]
fn results(client: &Client, txn: &str) -> Vec<Value> {
    let began = Instant::now();
    loop {
        let reply = client.get(&format!("/scim/.async/{txn}"));
        if reply.status == 200 {
            return reply.json()["Operations"].as_array().unwrap().clone();
        }
        assert_eq!(reply.expect(202).header("set-txn"), Some(txn));
        assert!(began.elapsed() < Duration::from_secs(120), "no answer");
        thread::yield_now();
    }
}

fn a_request_is_accepted_and_answered_later(app: &TestApp) {
    let created = ask_later(app, "POST", "/scim/Users", Some(&user("ada@example.com")));
    let txn = accepted(&created);
    assert!(
        created
            .header("location")
            .unwrap()
            .ends_with(&format!("/scim/.async/{txn}"))
    );
    let result = &results(app, &txn)[0];
    assert_eq!(
        (&result["method"], &result["status"]),
        (&json!("POST"), &json!("201"))
    );
    let location = result["location"].as_str().unwrap();
    let target = &location[location.find("/scim").unwrap()..];
    app.get(target).expect(200);

    let operations = json!({ "schemas": [PATCH_OP], "Operations": [{ "op": "replace", "path": "title", "value": "Dr" }] });
    for (method, body, status) in [
        ("PUT", Some(user("ada.byron@example.com")), "200"),
        ("PATCH", Some(operations), "200"),
        ("DELETE", None, "204"),
        ("DELETE", None, "404"),
    ] {
        let reply = ask_later(app, method, target, body.as_ref());
        let txn = accepted(&reply);
        assert_eq!(reply.header("location"), Some(location));
        assert_eq!(results(app, &txn)[0]["status"], json!(status), "{method}");
    }
    let bulk = ask_later(app, "POST", "/scim/Bulk", Some(&crowd(4)));
    assert_eq!(results(app, &accepted(&bulk)).len(), 5);

    app.client_of("globex", rollcall_provisioning::auth::Scope::Scim)
        .get(&format!("/scim/.async/{txn}"))
        .scim_error(404, None);
    ask_later(app, "POST", "/scim/Users", Some(&json!({ "userName": 7 })))
        .scim_error(400, Some("invalidValue"));
}

fn its_completion_is_handed_out_as_an_event(app: &TestApp) {
    const ACCEPT: [(&str, &str); 1] = [("accept", "application/secevent+jwt")];
    const COMPLETED: &str = "urn:ietf:params:scim:event:misc:asyncresp";
    let created = ask_later(app, "POST", "/scim/Users", Some(&user("ada@example.com")));
    let txn = accepted(&created);
    let result = results(app, &txn).remove(0);
    let event = |txn: &str| app.send("GET", &format!("/scim/.async/{txn}"), &ACCEPT, None);
    let reply = event(&txn).expect(200);
    assert_eq!(
        reply.header("content-type"),
        Some("application/secevent+jwt")
    );
    let claims = verified(app, &reply.text);
    assert_eq!(claims["txn"], json!(txn));
    assert_eq!(claims["events"], json!({ COMPLETED: result }));
    assert!(
        result["location"]
            .as_str()
            .unwrap()
            .ends_with(claims["sub_id"]["uri"].as_str().unwrap())
    );
    assert!(claims["aud"].as_str().unwrap().starts_with("urn:uuid:"));
    assert_eq!(
        event(&txn).text.split('.').nth(1),
        reply.text.split('.').nth(1),
        "the same again"
    );

    let operations = json!([
        { "method": "DELETE", "path": "/Users/0" },
        { "method": "POST", "path": "/Users", "bulkId": "b", "data": user("bob@example.com") },
    ]);
    let body = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "failOnErrors": 1, "Operations": operations });
    let txn = accepted(&ask_later(app, "POST", "/scim/Bulk", Some(&body)));
    let statuses: Vec<_> = results(app, &txn)
        .iter()
        .map(|result| result["status"].clone())
        .collect();
    assert_eq!(statuses, ["404", "424"]);
    assert_eq!(results(app, &format!("{txn}:1"))[0]["bulkId"], "b");
    let sets = event(&txn).expect(200).json()["sets"]
        .as_object()
        .unwrap()
        .clone();
    let mut told: Vec<_> = sets
        .values()
        .map(|token| verified(app, token.as_str().unwrap()))
        .collect();
    told.sort_by_key(|claims| claims["txn"].to_string());
    for (index, claims) in told.iter().enumerate() {
        assert_eq!(claims["txn"], json!(format!("{txn}:{index}")));
        let one = event(&format!("{txn}:{index}")).expect(200);
        assert_eq!(&verified(app, &one.text), claims);
    }
    event("0").scim_error(404, None);
}

fn who_does_not_ask_is_answered_now(app: &TestApp) {
    let body = user("ada@example.com").to_string();
    for (prefer, status) in [("respond-async, wait=10", 201), ("return=minimal", 409)] {
        let headers = [("content-type", "application/json"), ("prefer", prefer)];
        let reply = app.send("POST", "/scim/Users", &headers, Some(body.as_bytes()));
        assert_eq!(reply.status, status);
        assert!(reply.header("set-txn").is_none() && reply.header("preference-applied").is_none());
    }
}

#[test]
fn sqlite_finishes_what_it_accepted() {
    what_was_accepted_is_finished(&Place::new());
}

#[test]
fn postgres_finishes_what_it_accepted() {
    let Some(database) = TestDatabase::postgres() else {
        eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set");
        return;
    };
    let url = database.settings().url;
    what_was_accepted_is_finished(
        &Place::new()
            .with("ROLLCALL_DATABASE_URL", &url)
            .with("ROLLCALL_SECRET_KEY", KEY),
    );
}

const PEOPLE: usize = 400;

/// However often the server is killed, each operation is done once, and answered as if nothing had happened.
fn what_was_accepted_is_finished(place: &Place) {
    let lease = ["--set", "limits.job_lease_seconds=1"];
    let mut server = place.serve_with("", &lease);
    let client = server.client.clone();
    let txn = accepted(&ask_later(
        &client,
        "POST",
        "/scim/Bulk",
        Some(&crowd(PEOPLE)),
    ));
    for people in [50, 120] {
        wait_for_people(&server.client, people);
        server.kill();
        server = place.serve_with(&client.token, &lease);
    }
    let results = results(&server.client, &txn);
    assert_eq!(results.len(), PEOPLE + 1);
    assert!(
        results.iter().all(|result| result["status"] == "201"),
        "{results:?}"
    );
    assert_eq!(server.client.total("Users"), PEOPLE as i64);
    let group = results[0]["location"].as_str().unwrap();
    let group = server
        .client
        .get(&group[group.find("/scim").unwrap()..])
        .json();
    assert_eq!(group["members"].as_array().unwrap().len(), PEOPLE);
}
