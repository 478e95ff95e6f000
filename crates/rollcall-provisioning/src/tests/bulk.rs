//! `POST /Bulk` (RFC 7644 §3.7).

use serde_json::{Value, json};

use super::harness::{Organisation, body, person, refusal};
use super::on_both_databases;
use crate::{Limits, resources, schemas};

on_both_databases!(
    the_example_of_the_rfc_is_carried_out,
    references_work_forward_and_in_paths_and_filters,
    people_who_manage_each_other_are_both_created,
    groups_in_a_circle_are_a_conflict_and_nothing_stays,
    whoever_refers_to_what_failed_fails_too,
    errors_do_not_stop_the_rest_unless_asked,
    versions_are_honoured_one_by_one,
    a_repeated_request_creates_nobody_twice,
    operations_take_effect_in_their_order,
    a_request_that_is_too_large_does_nothing,
    every_change_of_a_long_request_is_announced_once,
    what_is_learned_has_its_limit_within_one_request_too,
    what_is_told_of_an_error_has_a_length,
);

impl Organisation {
    /// The results of a bulk request.
    pub(super) async fn bulk(&self, operations: Value) -> Vec<Value> {
        self.bulk_request(json!({ "Operations": operations })).await
    }

    async fn bulk_request(&self, mut request: Value) -> Vec<Value> {
        request["schemas"] = json!(["urn:ietf:params:scim:api:messages:2.0:BulkRequest"]);
        let results = resources::bulk(&self.p, self.call(), &request)
            .await
            .unwrap();
        results.iter().map(|result| json!(result)).collect()
    }
}

fn post(endpoint: &str, bulk_id: &str, data: &Value) -> Value {
    json!({ "method": "POST", "path": endpoint, "bulkId": bulk_id, "data": data })
}

fn group(name: &str, members: &[&str]) -> Value {
    let members: Vec<_> = members.iter().map(|id| json!({ "value": id })).collect();
    json!({ "displayName": name, "members": members })
}

fn statuses(results: &[Value]) -> Vec<&str> {
    results
        .iter()
        .map(|r| r["status"].as_str().unwrap())
        .collect()
}

fn id(result: &Value) -> String {
    let location = result["location"].as_str().unwrap();
    location.rsplit('/').next().unwrap().to_owned()
}

async fn the_example_of_the_rfc_is_carried_out(o: Organisation) {
    let (bob, dave, gone) = (
        o.person("bob").await,
        o.person("dave").await,
        o.person("gone").await,
    );
    let results = o
        .bulk(json!([
            post("/Users", "qwerty", &person("alice")),
            { "method": "PUT", "path": format!("/Users/{bob}"), "version": "W/\"1\"", "data": person("bobby") },
            { "method": "PATCH", "path": format!("/Users/{dave}"), "data": {
                "Operations": [{ "op": "add", "path": "nickName", "value": "Dave" }] } },
            { "method": "DELETE", "path": format!("/Users/{gone}") },
        ]))
        .await;
    assert_eq!(statuses(&results), ["201", "200", "200", "204"]);
    let alice = id(&results[0]);
    assert_eq!(
        results[0],
        json!({
            "method": "POST", "bulkId": "qwerty", "status": "201", "version": "W/\"1\"",
            "location": format!("https://rollcall.example/scim/Users/{alice}"),
        })
    );
    assert_eq!(
        results[3],
        json!({ "method": "DELETE", "status": "204", "location": format!("https://rollcall.example/scim/Users/{gone}") })
    );
    assert_eq!(o.find("Users", "userName eq \"bobby\"").await.len(), 1);
    assert_eq!(refusal(o.get("Users", &gone).await), "404 -");
}

async fn references_work_forward_and_in_paths_and_filters(o: Organisation) {
    let crowd = o.group("Crowd", &[]).await;
    let results = o
        .bulk(json!([
            post("/Groups", "g", &group("Guides", &["bulkId:u", "bulkId:v"])),
            { "method": "PATCH", "path": "/Groups/bulkId:g", "data": { "Operations": [
                { "op": "remove", "path": "members[value eq \"bulkId:v\"]" }] } },
            { "method": "PATCH", "path": format!("/Groups/{crowd}"), "data": { "Operations": [
                { "op": "add", "path": "members", "value": [{ "value": "bulkId:g" }, { "value": "bulkId:v" }] }] } },
            post("/Users", "u", &person("u")),
            post("/Users", "v", &person("v")),
            { "method": "PATCH", "path": "/Users/bulkId:u", "data": { "Operations": [
                { "op": "add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "value": "bulkId:v" }] } },
        ]))
        .await;
    assert_eq!(
        statuses(&results),
        ["201", "204", "204", "201", "201", "200"]
    );
    let (g, u, v) = (id(&results[0]), id(&results[3]), id(&results[4]));
    assert_eq!(o.members(&g).await.concat(), u);
    let mut expected = vec![g, v.clone()];
    expected.sort();
    assert_eq!(o.members(&crowd).await, expected);
    let u = o.shown("Users", &u).await;
    let enterprise = &u["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"];
    assert_eq!(enterprise["manager"]["value"], json!(v));
}

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn managed_by(user_name: &str, manager: &str) -> Value {
    let mut body = person(user_name);
    body[ENTERPRISE] =
        json!({ "department": "R", "manager": { "value": format!("bulkId:{manager}") } });
    body
}

async fn people_who_manage_each_other_are_both_created(o: Organisation) {
    let results = o
        .bulk(json!([
            post("/Users", "a", &managed_by("a", "b")),
            post("/Users", "b", &managed_by("b", "a")),
            post("/Users", "self", &managed_by("own-boss", "self")),
        ]))
        .await;
    assert_eq!(statuses(&results), ["201", "201", "201"]);
    for (index, manager) in [(0, 1), (1, 0), (2, 2)] {
        let answer = o.get("Users", &id(&results[index])).await.unwrap();
        let shown = body(&answer);
        assert_eq!(
            shown[ENTERPRISE]["manager"]["value"],
            json!(id(&results[manager]))
        );
        assert_eq!(results[index]["version"], json!(answer.etag));
    }
}

async fn groups_in_a_circle_are_a_conflict_and_nothing_stays(o: Organisation) {
    let results = o
        .bulk(json!([
            post("/Groups", "a", &group("A", &["bulkId:b"])),
            post("/Groups", "b", &group("B", &["bulkId:a"])),
            post("/Users", "u", &person("u")),
        ]))
        .await;
    assert_eq!(statuses(&results), ["409", "409", "201"]);
    let detail = |index: usize| results[index]["response"]["detail"].as_str().unwrap();
    assert!(detail(0).contains("close a loop"), "{}", detail(0));
    assert!(detail(1).contains("bulkId:a"), "{}", detail(1));
    assert!(results[0].get("location").is_none());
    assert!(o.find("Groups", "displayName pr").await.is_empty());
    assert_eq!(o.headlines().await, ["User created"]);
}

async fn whoever_refers_to_what_failed_fails_too(o: Organisation) {
    o.person("taken").await;
    let results = o
        .bulk(json!([
            post("/Users", "u", &person("taken")),
            post("/Groups", "g", &group("G", &["bulkId:u"])),
            post("/Groups", "h", &group("H", &["bulkId:g"])),
            post("/Groups", "i", &group("I", &["bulkId:nobody"])),
            { "method": "GET", "path": "/Users/1" },
            { "method": "DELETE", "path": "/Nothings/1" },
            { "method": "DELETE", "path": "/Users/bulkId:u" },
        ]))
        .await;
    assert_eq!(
        statuses(&results),
        ["409", "409", "409", "400", "400", "404", "409"]
    );
    assert_eq!(results[0]["response"]["scimType"], json!("uniqueness"));
    assert!(
        results[1]["response"]["detail"]
            .as_str()
            .unwrap()
            .contains("bulkId:u")
    );
    assert!(
        results[3]["response"]["detail"]
            .as_str()
            .unwrap()
            .contains("\"nobody\"")
    );
    assert!(
        results
            .iter()
            .all(|result| result["response"]["status"] == result["status"])
    );
    assert!(o.find("Groups", "displayName pr").await.is_empty());
}

async fn errors_do_not_stop_the_rest_unless_asked(o: Organisation) {
    let operations = json!([
        post("/Users", "a", &person("a")),
        post("/Users", "b", &person("a")),
        post("/Users", "c", &json!({ "userName": "" })),
        post("/Users", "d", &person("d")),
    ]);
    let request = json!({ "failOnErrors": 2, "Operations": operations });
    let results = o.bulk_request(request).await;
    assert_eq!(statuses(&results), ["201", "409", "400"]);
    let results = o.bulk(operations).await;
    assert_eq!(statuses(&results), ["409", "409", "400", "201"]);
}

async fn versions_are_honoured_one_by_one(o: Organisation) {
    let ada = o.person("ada").await;
    let path = format!("/Users/{ada}");
    let patch = |version: &str, title: &str| {
        json!({ "method": "PATCH", "path": path, "version": version, "data": {
            "Operations": [{ "op": "replace", "path": "title", "value": title }] } })
    };
    let results = o
        .bulk(json!([
            patch("W/\"1\"", "first"),
            patch("W/\"1\"", "stale"),
            { "method": "DELETE", "path": path, "version": "W/\"1\"" },
            patch("W/\"2\"", "second"),
        ]))
        .await;
    assert_eq!(statuses(&results), ["200", "412", "412", "200"]);
    assert_eq!(
        results[1]["location"],
        json!(format!("https://rollcall.example/scim/Users/{ada}"))
    );
    let object = o.shown("Users", &ada).await;
    assert_eq!(object["title"], json!("second"));
}

async fn a_repeated_request_creates_nobody_twice(o: Organisation) {
    let operations = json!([
        post("/Users", "u", &person("u")),
        post("/Groups", "g", &group("G", &["bulkId:u"])),
    ]);
    assert_eq!(statuses(&o.bulk(operations.clone()).await), ["201", "201"]);
    assert_eq!(statuses(&o.bulk(operations).await), ["409", "409"]);
    assert_eq!(o.headlines().await.len(), 2);
}

async fn operations_take_effect_in_their_order(o: Organisation) {
    let old = o.person("ada").await;
    let results = o
        .bulk(json!([
            { "method": "DELETE", "path": format!("/Users/{old}") },
            post("/Users", "new", &person("ADA")),
            post("/Users", "twin", &person("ada")),
            { "method": "DELETE", "path": "/Users/bulkId:new" },
            post("/Users", "third", &person("ada")),
        ]))
        .await;
    assert_eq!(statuses(&results), ["204", "201", "409", "204", "201"]);
}

async fn a_request_that_is_too_large_does_nothing(o: Organisation) {
    let o = o
        .with_limits(Limits {
            bulk_operations_max: 2,
            ..Limits::default()
        })
        .await;
    let operations: Vec<_> = (0..3)
        .map(|n| post("/Users", &n.to_string(), &person(&n.to_string())))
        .collect();
    let request = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations });
    let refused = resources::bulk(&o.p, o.call(), &request).await;
    assert_eq!(refusal(refused), "413 -");
    assert!(o.history().await.is_empty());
}

async fn every_change_of_a_long_request_is_announced_once(o: Organisation) {
    let mut operations: Vec<_> = (0..120)
        .map(|n| post("/Users", &n.to_string(), &person(&format!("p{n}"))))
        .collect();
    let members: Vec<_> = (0..120).map(|n| format!("bulkId:{n}")).collect();
    let members: Vec<_> = members.iter().map(String::as_str).collect();
    operations.insert(0, post("/Groups", "all", &group("All", &members)));
    let results = o.bulk(json!(operations)).await;
    assert!(statuses(&results).iter().all(|status| *status == "201"));
    assert_eq!(o.members(&id(&results[0])).await.len(), 120);
    let history = o.history().await;
    assert_eq!(history.len(), 121);
    assert_eq!(history[120].resource_type, "Group");
}

async fn what_is_learned_has_its_limit_within_one_request_too(o: Organisation) {
    let o = o
        .with_limits(Limits {
            learned_attributes_max: 5,
            ..Limits::default()
        })
        .await;
    let create = |number: usize| {
        let mut data = person(&format!("p{number}"));
        data[format!("urn:example:learned:{number}")] = json!({ "a": 1 });
        post("/Users", &format!("b{number}"), &data)
    };
    let results = o.bulk((0..8).map(create).collect()).await;
    assert!(statuses(&results).iter().all(|status| *status == "201"));
    let tenant = o.call().caller.tenant.to_string();
    let known = schemas::list(&o.p, &tenant).await.unwrap();
    let learned = |known: &&schemas::KnownSchema| known.source == schemas::Source::Learned;
    assert_eq!(known.schemas.iter().filter(learned).count(), 5);
}

async fn what_is_told_of_an_error_has_a_length(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    let long = "é".repeat(5_000);
    let operation = json!({"method": "DELETE", "path": format!("/Users/{ada}"), "version": long});
    let results = o.bulk(json!([operation])).await;
    assert_eq!(statuses(&results), ["412"]);
    let detail = results[0]["response"]["detail"].as_str().unwrap();
    assert!(
        detail.starts_with("If-Match names éé") && detail.ends_with('…'),
        "{detail}"
    );
    assert_eq!(detail.chars().count(), 1_001);
}
