//! Groups and their members.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::harness::{Organisation, body, refusal};
use super::on_both_databases;
use crate::resources::{self, Outcome};

on_both_databases!(
    okta_pushes_a_group,
    members_come_and_go_without_a_change_when_nothing_changes,
    an_unknown_member_is_named_and_nothing_is_stored,
    a_group_is_not_a_member_of_itself,
    a_put_that_is_silent_about_members_keeps_them,
    a_deleted_person_leaves_their_groups,
    group_names_are_unique_unless_strict,
    what_is_unique_in_other_types_with_members_is_so_in_every_profile,
    filters_on_members_compare_a_limited_amount,
    fifty_at_once_each_add_a_member,
    members_can_be_removed_by_any_filter,
    history_tells_every_membership_while_people_are_deleted,
    a_deleted_group_tells_who_was_in_it,
    a_changed_membership_is_no_304,
);

fn add(id: &str) -> Value {
    json!([{"op": "add", "path": "members", "value": [{"value": id, "display": "x"}]}])
}

async fn okta_pushes_a_group(o: Organisation) {
    let (ada, bob) = (
        o.person("ada@example.com").await,
        o.person("bob@example.com").await,
    );
    let group = o.group("Test SCIMv2", &[]).await;
    o.patch("Groups", &group, add(&ada)).await.unwrap();
    let operations = json!([
        {"op": "remove", "path": format!("members[value eq \"{ada}\"]")},
        {"op": "add", "path": "members", "value": [{"value": bob, "display": "bob@example.com"}]},
        {"op": "replace", "value": {"id": group, "displayName": "Test SCIMv20"}},
    ]);
    let answer = o.patch("Groups", &group, operations).await.unwrap();
    assert_eq!(answer.outcome, Outcome::NoContent);
    assert_eq!(o.members(&group).await, std::slice::from_ref(&bob));
    let found = o.find("Groups", r#"displayName eq "test scimv20""#).await;
    assert_eq!(found[0]["id"], group);
    let history = o.history().await;
    let last = history.last().unwrap();
    assert_eq!(
        last.before,
        Some(json!({"displayName": "Test SCIMv2", "members": [ada]}))
    );
    assert_eq!(
        last.after,
        Some(json!({"displayName": "Test SCIMv20", "members": [bob]}))
    );
    o.patch(
        "Groups",
        &group,
        json!([{"op": "replace", "path": "members", "value": []}]),
    )
    .await
    .unwrap();
    assert!(o.members(&group).await.is_empty());
    o.delete("Groups", &group).await.unwrap();
    assert_eq!(
        body(&o.get("Users", &bob).await.unwrap()).get("groups"),
        None
    );
}

async fn members_come_and_go_without_a_change_when_nothing_changes(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    let group = o.group("Sales", &[&ada]).await;
    let before = o.get("Groups", &group).await.unwrap();
    o.patch("Groups", &group, add(&ada)).await.unwrap();
    let other = "01890000-0000-7000-8000-000000000000";
    o.patch(
        "Groups",
        &group,
        json!([{"op": "remove", "path": format!("members[value eq \"{other}\"]")}]),
    )
    .await
    .unwrap();
    let gone_and_back = json!([
        {"op": "remove", "path": format!("members[value eq \"{ada}\"]")},
        {"op": "add", "path": "members", "value": [{"value": ada}]},
    ]);
    o.patch("Groups", &group, gone_and_back).await.unwrap();
    assert_eq!(body(&before), body(&o.get("Groups", &group).await.unwrap()));
    assert_eq!(o.headlines().await, ["User created", "Group created"]);
}

async fn an_unknown_member_is_named_and_nothing_is_stored(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    let group = o.group("Sales", &[]).await;
    for stranger in [
        "01890000-0000-7000-8000-000000000000",
        "not-an-id",
        group.as_str(),
    ] {
        let operations = json!([{"op": "add", "path": "members", "value": [{"value": ada}, {"value": stranger}]}]);
        let error = o
            .patch("Groups", &group, operations)
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(stranger), "{error}");
    }
    assert!(o.members(&group).await.is_empty());
}

async fn a_group_is_not_a_member_of_itself(o: Organisation) {
    let group = o.group("Sales", &[]).await;
    assert_eq!(
        refusal(o.patch("Groups", &group, add(&group)).await),
        "400 invalidValue"
    );
}

async fn a_put_that_is_silent_about_members_keeps_them(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    let group = o.group("Sales", &[&ada]).await;
    let schemas = json!(["urn:ietf:params:scim:schemas:core:2.0:Group"]);
    o.put(
        "Groups",
        &group,
        json!({"schemas": schemas, "displayName": "Sales EMEA"}),
    )
    .await
    .unwrap();
    assert_eq!(o.members(&group).await, [ada]);
    o.put(
        "Groups",
        &group,
        json!({"schemas": schemas, "displayName": "Sales EMEA", "members": []}),
    )
    .await
    .unwrap();
    assert!(o.members(&group).await.is_empty());
}

async fn a_deleted_person_leaves_their_groups(o: Organisation) {
    let (ada, bob) = (
        o.person("ada@example.com").await,
        o.person("bob@example.com").await,
    );
    let group = o.group("Sales", &[&ada, &bob]).await;
    o.delete("Users", &ada).await.unwrap();
    let after = o.get("Groups", &group).await.unwrap();
    assert_eq!(after.etag, "W/\"2\"");
    assert_eq!(o.members(&group).await, [bob]);
    let headlines = o.headlines().await;
    assert_eq!(
        headlines[headlines.len() - 2..],
        ["Group patched", "User deleted"]
    );
}

async fn group_names_are_unique_unless_strict(o: Organisation) {
    let twin = || json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "SALES"});
    o.group("Sales", &[]).await;
    assert_eq!(refusal(o.post("Groups", twin()).await), "409 uniqueness");
    let o = o.strict();
    o.post("Groups", twin()).await.unwrap();
    assert_eq!(o.find("Groups", r#"displayName eq "sales""#).await.len(), 2);
}

async fn what_is_unique_in_other_types_with_members_is_so_in_every_profile(o: Organisation) {
    let definitions = json!([
        {"id": "urn:example:Team", "attributes": [
            {"name": "title", "required": true, "uniqueness": "server"},
            {"name": "members", "type": "complex", "multiValued": true, "subAttributes": [{"name": "value", "mutability": "immutable"}]},
        ]},
        {"name": "Team", "endpoint": "/Teams", "schema": "urn:example:Team"},
    ]);
    let o = o.with_common(&definitions).await.strict();
    let team = || json!({"schemas": ["urn:example:Team"], "title": "Blue"});
    o.post("Teams", team()).await.unwrap();
    assert_eq!(refusal(o.post("Teams", team()).await), "409 uniqueness");
    assert_eq!(o.find("Teams", r#"title eq "blue""#).await.len(), 1);
}

/// What a filter in a path costs is operations × members × terms × text.
async fn filters_on_members_compare_a_limited_amount(o: Organisation) {
    let talkative = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "ada@example.com", "displayName": "a".repeat(200_000),
    });
    let ada = body(&o.post("Users", talkative).await.unwrap())["id"].clone();
    let group = o.group("Sales", &[ada.as_str().unwrap()]).await;
    let filter = vec!["display co \"nobody\""; 250].join(" or ");
    let remove = json!({"op": "remove", "path": format!("members[{filter}]")});
    let removals = |count| Value::from(vec![remove.clone(); count]);
    o.patch("Groups", &group, removals(1)).await.unwrap();
    let answer = o.patch("Groups", &group, removals(100)).await;
    assert_eq!(refusal(answer), "400 tooMany");
    assert_eq!(o.members(&group).await.len(), 1);
}

async fn fifty_at_once_each_add_a_member(o: Organisation) {
    let mut people = Vec::new();
    for n in 0..50 {
        people.push(o.person(&format!("person{n}@example.com")).await);
    }
    people.sort();
    let group = o.group("Sales", &[]).await;
    let patches: Vec<_> = people
        .iter()
        .map(|id| {
            let (p, call, group) = (o.p.clone(), o.call(), group.clone());
            let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": add(id)});
            tokio::spawn(async move { resources::patch(&p, call, "Groups", &group, body).await })
        })
        .collect();
    for patch in patches {
        patch.await.unwrap().unwrap();
    }
    assert_eq!(o.members(&group).await, people);
    assert_eq!(o.get("Groups", &group).await.unwrap().etag, "W/\"51\"");
}

async fn members_can_be_removed_by_any_filter(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    let inner = o.group("Inner", &[]).await;
    let group = o.group("Outer", &[&ada, &inner]).await;
    o.patch(
        "Groups",
        &group,
        json!([{"op": "remove", "path": "members[type eq \"Group\"]"}]),
    )
    .await
    .unwrap();
    assert_eq!(o.members(&group).await, [ada]);
}

/// Who is in which group, told by the history alone. Panics where it tells of a coming or going that cannot be.
fn replayed(history: &[rollcall_storage::changes::Change]) -> BTreeSet<(String, String)> {
    let mut members = BTreeSet::new();
    let named = |side: &Option<Value>| {
        let ids = side
            .as_ref()
            .and_then(|side| side["members"].as_array().cloned());
        ids.unwrap_or_default()
            .into_iter()
            .map(|id| id.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for change in history
        .iter()
        .filter(|change| change.resource_type == "Group")
    {
        let group = change.resource_id.to_string();
        for id in named(&change.before) {
            assert!(
                members.remove(&(group.clone(), id.clone())),
                "{id} left {group} without being in it"
            );
        }
        for id in named(&change.after) {
            assert!(
                members.insert((group.clone(), id.clone())),
                "{id} joined {group} twice"
            );
        }
    }
    members
}

async fn history_tells_every_membership_while_people_are_deleted(o: Organisation) {
    let (mut people, mut groups, mut running) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..3 {
        people.push(o.person(&format!("person{n}@example.com")).await);
        groups.push(o.group(&format!("Group {n}"), &[]).await);
    }
    for person in &people {
        for group in &groups {
            let (p, call, group, person) = (o.p.clone(), o.call(), group.clone(), person.clone());
            running.push(tokio::spawn(async move {
                let gone = json!([{"op": "remove", "path": format!("members[value eq \"{person}\"]")}]);
                for operations in [add(&person), gone, add(&person)] {
                    let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations});
                    match resources::patch(&p, call.clone(), "Groups", &group, body).await {
                        Ok(_) | Err(crate::Error::Scim(_)) => {}
                        Err(error) => panic!("{error:?}"),
                    }
                }
            }));
        }
        let (p, call, person) = (o.p.clone(), o.call(), person.clone());
        running.push(tokio::spawn(async move {
            resources::delete(&p, call, "Users", &person).await.unwrap();
        }));
    }
    for task in running {
        task.await.unwrap();
    }
    assert_eq!(replayed(&o.history().await), BTreeSet::new());
    for group in &groups {
        assert!(o.members(group).await.is_empty());
    }
}

async fn a_deleted_group_tells_who_was_in_it(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    let group = o.group("Sales", &[&ada]).await;
    o.delete("Groups", &group).await.unwrap();
    let history = o.history().await;
    assert_eq!(
        history.last().unwrap().before,
        Some(json!({"displayName": "Sales", "members": [ada]}))
    );
}

async fn a_changed_membership_is_no_304(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    let mut call = o.call();
    call.if_none_match = Some(o.get("Users", &ada).await.unwrap().etag);
    let read = || resources::read(&o.p, call.clone(), "Users", &ada);
    assert_eq!(read().await.unwrap().outcome, Outcome::NotModified);
    o.group("Sales", &[&ada]).await;
    let answer = read().await.unwrap();
    assert_eq!(body(&answer)["groups"][0]["display"], "Sales");
    assert_eq!(body(&answer)["meta"]["version"], answer.etag);
}
