//! `Idempotency-Key`: what is sent again is not done again.

use rollcall_provisioning::auth::Scope;
use rollcall_provisioning::idempotency::{self, Asked, Begun};
use serde_json::{Value, json};

use crate::accounts::set_up;
use crate::client::{Client, Reply};
use crate::harness::{TestApp, on_both};

on_both! {
    a_request_that_is_sent_again_is_not_done_again,
    an_answer_with_a_secret_is_not_kept,
    a_key_is_of_one_request,
    a_problem_frees_the_key,
    a_request_under_way_is_not_begun_again,
    of_many_at_once_one_is_carried_out,
    whoever_lost_the_answer_to_a_crash_asks_again,
    what_changes_nothing_takes_no_key,
    what_is_about_no_tenant_takes_keys_too,
}

const CONNECTIONS: &str = "/api/v1/connections";
const WEBHOOKS: &str = "/api/v1/webhooks";

fn connection(name: &str) -> Value {
    json!({ "name": name })
}

/// How many connections there are beside the one from the start.
fn made(admin: &Client) -> usize {
    let all = admin.get(CONNECTIONS).expect(200).json();
    all.as_array().unwrap().len() - 1
}

#[track_caller]
fn with_key(client: &Client, target: &str, key: &str, body: &Value) -> Reply {
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", key),
    ];
    client.send("POST", target, &headers, Some(body.to_string().as_bytes()))
}

fn a_request_that_is_sent_again_is_not_done_again(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let first = with_key(&admin, CONNECTIONS, "\"one\"", &connection("HR")).expect(201);
    assert_eq!(first.header("idempotency-replayed"), None);
    let again = with_key(&admin, CONNECTIONS, "one", &connection("HR")).expect(201);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.text, first.text);
    assert_eq!(again.header("location"), first.header("location"));
    assert_ne!(again.header("x-request-id"), first.header("x-request-id"));
    // The answer without a body, too.
    let ada = app.create_user("ada@example.com");
    app.deactivate(&ada);
    let restore = format!("/api/v1/leavers/{ada}/restore");
    with_key(&admin, &restore, "two", &json!({})).expect(204);
    with_key(&admin, &restore, "two", &json!({})).expect(204);
    admin.send("POST", &restore, &[], None).problem(404);
    // Without a key it is another request each time.
    admin.post(CONNECTIONS, &connection("HR")).problem(409);
    assert_eq!(made(&admin), 1);
}

fn an_answer_with_a_secret_is_not_kept(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let hook = |name: &str| json!({ "name": name, "url": "https://hr.example.com/rollcall" });
    let first = with_key(&admin, WEBHOOKS, "one", &hook("HR")).expect(201);
    assert!(first.json()["secret"].is_string());
    let again = with_key(&admin, WEBHOOKS, "one", &hook("HR"));
    let why = again.problem(409);
    assert!(
        why.contains("was carried out") && why.contains("shown once"),
        "{why}"
    );
    with_key(&admin, WEBHOOKS, "one", &hook("IT")).problem(422);
    let all = admin.get(WEBHOOKS).expect(200).json();
    assert_eq!(all.as_array().unwrap().len(), 1);
}

fn a_key_is_of_one_request(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    with_key(&admin, CONNECTIONS, "one", &connection("HR")).expect(201);
    let why = with_key(&admin, CONNECTIONS, "one", &connection("IT")).problem(422);
    assert!(why.contains("a key of its own"), "{why}");
    with_key(
        &admin,
        &format!("{CONNECTIONS}?x=1"),
        "one",
        &connection("HR"),
    )
    .problem(422);
    // Somebody else's key is another one, in this tenant and in others.
    let colleague = app.client_of("default", Scope::Api);
    with_key(&colleague, CONNECTIONS, "one", &connection("IT")).expect(201);
    let stranger = app.client_of("acme", Scope::Api);
    with_key(&stranger, CONNECTIONS, "one", &connection("HR")).expect(201);
    for key in ["", "two words", &"k".repeat(256)] {
        with_key(&admin, CONNECTIONS, key, &connection("Facilities")).problem(400);
    }
    let twice = [("idempotency-key", "a"), ("idempotency-key", "b")];
    admin.send("POST", CONNECTIONS, &twice, None).problem(400);
}

fn a_problem_frees_the_key(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    with_key(&admin, CONNECTIONS, "one", &json!({ "name": "" })).problem(400);
    with_key(&admin, CONNECTIONS, "one", &connection("HR")).expect(201);
    let nobody = "/api/v1/leavers/nobody/restore";
    with_key(&admin, nobody, "two", &Value::Null).problem(404);
    with_key(&admin, nobody, "two", &Value::Null).problem(404);
    // Whoever may not do it does not learn what was answered.
    app.with_token("")
        .post(CONNECTIONS, &connection("HR"))
        .problem(401);
    with_key(&app.with_token(""), CONNECTIONS, "one", &connection("HR")).problem(401);
}

fn a_request_under_way_is_not_begun_again(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let body = connection("HR").to_string();
    let asked = Asked {
        tenant: "default",
        caller: &format!("Bearer {}", admin.token).into_bytes(),
        key: "one",
        request: &[CONNECTIONS.as_bytes(), b"", b"", b"", body.as_bytes()],
    };
    let begun = app.run(idempotency::begin(&app.provisioning, asked));
    let Begun::New(claim) = begun.unwrap() else {
        panic!("it is the first")
    };
    let under_way = with_key(&admin, CONNECTIONS, "one", &connection("HR"));
    assert_eq!(under_way.header("retry-after"), Some("1"));
    assert!(under_way.problem(409).contains("is being carried out"));
    let released = app.run(idempotency::release(&app.provisioning, claim));
    released.unwrap();
    with_key(&admin, CONNECTIONS, "one", &connection("HR")).expect(201);
}

fn of_many_at_once_one_is_carried_out(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let replies = std::thread::scope(|scope| {
        let sent: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| with_key(&admin, CONNECTIONS, "one", &connection("HR"))))
            .collect();
        let replies = sent.into_iter().map(|it| it.join().unwrap());
        replies.collect::<Vec<_>>()
    });
    let done: Vec<_> = replies.iter().filter(|it| it.status == 201).collect();
    assert!(!done.is_empty() && done.iter().all(|it| it.text == done[0].text));
    let first = done
        .iter()
        .filter(|it| it.header("idempotency-replayed").is_none());
    assert_eq!(first.count(), 1);
    for other in replies.iter().filter(|it| it.status != 201) {
        assert!(other.problem(409).contains("is being carried out"));
    }
    assert_eq!(made(&admin), 1);
}

/// The server ended between beginning and answering: nobody frees the key, and its time does.
fn whoever_lost_the_answer_to_a_crash_asks_again(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let body = connection("HR").to_string();
    let asked = Asked {
        tenant: "default",
        caller: &format!("Bearer {}", admin.token).into_bytes(),
        key: "one",
        request: &[CONNECTIONS.as_bytes(), b"", b"", b"", body.as_bytes()],
    };
    let begun = app
        .run(idempotency::begin(&app.provisioning, asked))
        .unwrap();
    assert!(matches!(begun, Begun::New(_)));
    with_key(&admin, CONNECTIONS, "one", &connection("HR")).problem(409);
    app.execute("UPDATE idempotency_keys SET lease_until = 5");
    with_key(&admin, CONNECTIONS, "one", &connection("HR")).expect(201);
    let again = with_key(&admin, CONNECTIONS, "one", &connection("HR")).expect(201);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
}

fn what_changes_nothing_takes_no_key(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let filter = |filter: &str| json!({ "filter": filter });
    let titles = with_key(&admin, "/api/v1/filters", "one", &filter("title pr")).expect(200);
    let names = with_key(&admin, "/api/v1/filters", "one", &filter("userName pr")).expect(200);
    assert_ne!(titles.text, names.text);
    // A list is answered line by line; to import it again changes nothing.
    let list = b"email,first name\nada@example.com,Ada\n";
    let headers = [("content-type", "text/csv"), ("idempotency-key", "two")];
    for new in [1, 0] {
        let answer = admin.send("POST", "/api/v1/imports", &headers, Some(list));
        let last = answer.expect(200).text.lines().last().unwrap().to_owned();
        let last: Value = serde_json::from_str(&last).unwrap();
        assert_eq!(last["summary"]["new"], new);
    }
}

fn what_is_about_no_tenant_takes_keys_too(app: &TestApp) {
    let begun = set_up(app).expect(201).json();
    let owner = app.with_token(begun["token"].as_str().unwrap());
    let body = json!({ "name": "Globex" });
    let first = with_key(&owner, "/api/v1/tenants", "one", &body).expect(201);
    let again = with_key(&owner, "/api/v1/tenants", "one", &body).expect(201);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.text, first.text);
    // In a tenant it is another key.
    let within = owner.in_tenant("default");
    with_key(&within, CONNECTIONS, "one", &connection("HR")).expect(201);
}
