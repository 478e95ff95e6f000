//! What leads to an announcement, and what does not.

use rollcall_mapping::{Definition, Transform};
use serde_json::json;

use super::super::harness::Organisation;
use super::super::on_both_databases;
use super::{all, by, news, report, set, switched_on, uuid};
use crate::feeds::{self, Whom};
use crate::leavers::{self, Forgetting};
use crate::mappings;
use crate::overrides::{self, NewOverride};

on_both_databases!(
    only_what_is_mapped_is_announced,
    who_comes_and_goes_is_announced,
    a_manager_is_felt_by_whoever_has_them,
    a_manager_who_is_forgotten_is_felt_by_whoever_had_them,
    groups_are_felt_by_whoever_is_in_them,
    what_is_set_by_hand_is_announced,
    a_published_mapping_is_announced_to_whom_it_concerns,
    people_are_looked_at_when_a_time_comes,
    without_a_feed_nothing_is_kept,
);

async fn only_what_is_mapped_is_announced(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    switched_on(&o).await;
    let mut known = 0;
    assert!(news(&o, &mut known).await.is_empty(), "what held before");
    set(&o, &ada, "userType", json!("contractor")).await;
    assert!(
        news(&o, &mut known).await.is_empty(),
        "no field is made of it"
    );
    set(&o, &ada, "title", json!("Engineer")).await;
    assert_eq!(news(&o, &mut known).await, ["ada job_title: person"]);
    let item = all(&o).await.pop().unwrap();
    assert_eq!(item.person, uuid(&ada));
    assert_eq!(item.fields["job_title"], "Engineer");
    assert_eq!(item.target_user["job_title"], "Engineer");
    let change = o.history().await.pop().unwrap();
    assert_eq!(by(&item.cause), (change.seq, change.request_id));
    // There and back again between two looks is nothing.
    set(&o, &ada, "title", json!("Director")).await;
    set(&o, &ada, "title", json!("Engineer")).await;
    assert!(news(&o, &mut known).await.is_empty());
    // What is shown is what holds when it is read.
    set(&o, &ada, "title", json!("Director")).await;
    assert_eq!(all(&o).await[0].fields["job_title"], "Director");
}

async fn who_comes_and_goes_is_announced(o: Organisation) {
    switched_on(&o).await;
    let mut known = 0;
    let ada = o.person("ada@example.com").await;
    assert_eq!(news(&o, &mut known).await, ["ada created: person"]);
    let created = all(&o).await.pop().unwrap();
    assert_eq!(created.fields["email"], "ada@example.com");
    assert_eq!(created.target_user["user_name"], "ada@example.com");
    o.deactivate(&ada).await;
    assert_eq!(news(&o, &mut known).await, ["ada left: person"]);
    set(&o, &ada, "title", json!("Leaver")).await;
    assert!(news(&o, &mut known).await.is_empty(), "she is not there");
    set(&o, &ada, "active", json!(true)).await;
    assert_eq!(news(&o, &mut known).await, ["ada created: person"]);
    o.delete("Users", &ada).await.unwrap();
    assert_eq!(news(&o, &mut known).await, ["? left: person"]);
    let last = all(&o).await;
    assert!(last.iter().all(|item| !item.present), "{last:?}");
}

async fn a_manager_is_felt_by_whoever_has_them(o: Organisation) {
    let boss = o.person("boss@example.com").await;
    report(&o, "by-id@example.com", &boss).await;
    report(&o, "by-name@example.com", "Boss@example.com").await;
    let inner = report(&o, "inner@example.com", "new@example.com").await;
    report(&o, "other@example.com", &inner).await;
    switched_on(&o).await;
    let mut known = 0;
    set(&o, &boss, "title", json!("Gardener")).await;
    assert_eq!(news(&o, &mut known).await, ["boss job_title: person"]);
    set(&o, &boss, "displayName", json!("Grace Hopper")).await;
    assert_eq!(
        news(&o, &mut known).await,
        [
            "boss full_name: person",
            "by-id manager_name: manager",
            "by-name manager_name: manager",
        ]
    );
    let items = all(&o).await;
    let of_report = items
        .iter()
        .find(|it| it.fields.contains_key("manager_name"));
    assert_eq!(
        json!(of_report.unwrap().cause)["person"].as_str(),
        Some(boss.as_str())
    );
    assert_eq!(by(&of_report.unwrap().cause), by(&items[1].cause));
    // Whoever names them by a name that they no longer have, has no manager now; whoever names the new one has.
    set(&o, &boss, "userName", json!("new@example.com")).await;
    assert_eq!(
        news(&o, &mut known).await,
        [
            "by-name manager_name manager_email: manager",
            "inner manager_name manager_email: manager",
            "new : person",
        ]
    );
    o.delete("Users", &boss).await.unwrap();
    assert_eq!(
        news(&o, &mut known).await,
        [
            "? left: person",
            "by-id manager_name manager_email: manager",
            "inner manager_name manager_email: manager",
        ]
    );
    o.person("boss@example.com").await;
    assert_eq!(
        news(&o, &mut known).await,
        [
            "boss created: person",
            "by-name manager_name manager_email: manager",
        ]
    );
}

async fn a_manager_who_is_forgotten_is_felt_by_whoever_had_them(o: Organisation) {
    for how in [Forgetting::Delete, Forgetting::Anonymise] {
        let boss = o.person("boss@example.com").await;
        let by_id = report(&o, "by-id@example.com", &boss).await;
        let by_name = report(&o, "by-name@example.com", "Boss@example.com").await;
        o.deactivate(&boss).await;
        switched_on(&o).await;
        let mut known = all(&o).await.len();
        leavers::purge(&o.p, "default", &boss, how, "test")
            .await
            .unwrap();
        let told = news(&o, &mut known).await;
        for whom in ["by-id ", "by-name "] {
            let is_theirs = |it: &String| it.starts_with(whom) && it.contains("manager_name");
            assert!(told.iter().any(is_theirs), "{how:?}: {told:?}");
        }
        o.delete("Users", &by_id).await.unwrap();
        o.delete("Users", &by_name).await.unwrap();
    }
}

async fn groups_are_felt_by_whoever_is_in_them(o: Organisation) {
    let (ada, bob) = (
        o.person("ada@example.com").await,
        o.person("bob@example.com").await,
    );
    o.person("eve@example.com").await;
    switched_on(&o).await;
    let mut known = 0;
    let group = o.group("Sales", &[&ada]).await;
    assert_eq!(news(&o, &mut known).await, ["ada groups: group"]);
    let joins = json!([{"op": "add", "path": "members", "value": [{"value": bob}]}]);
    o.patch("Groups", &group, joins).await.unwrap();
    assert_eq!(news(&o, &mut known).await, ["bob groups: group"]);
    let renamed = json!([{"op": "replace", "path": "displayName", "value": "Selling"}]);
    o.patch("Groups", &group, renamed).await.unwrap();
    assert_eq!(
        news(&o, &mut known).await,
        ["ada groups: group", "bob groups: group"]
    );
    let note = json!([{"op": "replace", "path": "externalId", "value": "x-7"}]);
    o.patch("Groups", &group, note).await.unwrap();
    assert!(news(&o, &mut known).await.is_empty());
    let leaves = json!([{"op": "remove", "path": format!("members[value eq \"{ada}\"]")}]);
    o.patch("Groups", &group, leaves).await.unwrap();
    assert_eq!(news(&o, &mut known).await, ["ada groups: group"]);
    o.delete("Groups", &group).await.unwrap();
    assert_eq!(news(&o, &mut known).await, ["bob groups: group"]);
    let last = all(&o).await.pop().unwrap();
    assert_eq!(last.target_user["groups"], serde_json::Value::Null);
}

async fn what_is_set_by_hand_is_announced(o: Organisation) {
    let boss = o.person("boss@example.com").await;
    report(&o, "ada@example.com", &boss).await;
    switched_on(&o).await;
    let mut known = 0;
    let by_hand = |value: &str| NewOverride {
        value: Some(value.to_owned()),
        locked: true,
    };
    let set = overrides::set(
        &o.p,
        "default",
        &boss,
        "full_name",
        by_hand("The Boss"),
        "me",
    );
    set.await.unwrap();
    assert_eq!(
        news(&o, &mut known).await,
        ["ada manager_name: manager", "boss full_name: override"]
    );
    let unset = overrides::unset(&o.p, "default", &boss, "full_name");
    unset.await.unwrap();
    assert_eq!(
        news(&o, &mut known).await,
        ["ada manager_name: manager", "boss full_name: override"]
    );
}

/// The built-in definition with titles in capitals.
fn shouting() -> Definition {
    let mut definition = Definition::builtin().clone();
    for field in &mut definition.fields {
        if field.key == "job_title" {
            field.transforms = vec![Transform::Upper];
        }
    }
    definition
}

async fn a_published_mapping_is_announced_to_whom_it_concerns(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    o.person("bob@example.com").await;
    set(&o, &ada, "title", json!("Engineer")).await;
    switched_on(&o).await;
    let mut known = 0;
    // It believes for a minute what it knows of the mapping.
    let other = o.replica().await;
    feeds::changes(&other.p, "default", feeds::After::Now, 1)
        .await
        .unwrap();
    let draft = mappings::save_draft(&o.p, "default", shouting(), None, "me").await;
    assert!(news(&other, &mut known).await.is_empty());
    let revision = draft.unwrap().revision;
    mappings::publish(&o.p, "default", revision, "", "me")
        .await
        .unwrap();
    assert_eq!(news(&other, &mut known).await, ["ada job_title: mapping"]);
    assert_eq!(all(&other).await[0].fields["job_title"], "ENGINEER");
    mappings::roll_back(&o.p, "default", 0, "", "me")
        .await
        .unwrap();
    assert_eq!(news(&o, &mut known).await, ["ada job_title: mapping"]);
}

async fn people_are_looked_at_when_a_time_comes(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    switched_on(&o).await;
    let at = o.p.now() + 600_000_000;
    let whom = Whom::Person { id: uuid(&ada) };
    feeds::recompute(&o.p, "default", whom, "the campaign begins", at)
        .await
        .unwrap();
    // Until something that is announced depends on the time, what was noted is made another one.
    let nothing = if o.is_postgres() {
        "substr(digests, 1, 7)"
    } else {
        "CAST(substr(digests, 1, 7) AS BLOB)"
    };
    o.execute(&format!("UPDATE announced SET digests = {nothing}"));
    let mut known = 0;
    assert!(news(&o, &mut known).await.is_empty(), "it is not time");
    while o.p.now() < at {}
    let told = news(&o, &mut known).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("ada ") && told[0].ends_with(": time"),
        "{told:?}"
    );
}

async fn without_a_feed_nothing_is_kept(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    let by_hand = NewOverride {
        value: None,
        locked: false,
    };
    overrides::set(&o.p, "default", &ada, "pronouns", by_hand, "me")
        .await
        .unwrap();
    assert_eq!(feeds::work_round(&o.p, &|| false).await.unwrap(), 0);
    assert_eq!(feeds::state(&o.p, "default").await.unwrap(), None);
}
