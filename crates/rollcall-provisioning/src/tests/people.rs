//! People: create, replace, patch, delete, come back.

use serde_json::json;

use super::harness::{Organisation, body, id, person, refusal};
use super::on_both_databases;
use crate::resources::{self, Outcome};

on_both_databases!(
    a_person_is_created_once,
    an_identical_put_or_patch_moves_nothing,
    each_change_is_announced_once_with_what_differs,
    a_leaver_comes_back_under_the_old_id,
    a_leaver_is_recognised_by_external_id,
    somebody_active_is_a_conflict,
    the_strict_profile_does_not_revive,
    a_failed_patch_leaves_everything,
    silence_about_active_does_not_bring_a_leaver_back,
    a_stale_if_match_changes_nothing,
    a_deleted_person_is_gone_and_their_name_is_free,
    a_renamed_person_keeps_the_id,
    twenty_at_once_make_one_person,
    a_password_is_kept_nowhere,
    a_leaver_who_is_posted_inactive_stays_one,
    too_much_is_refused_before_it_is_stored,
);

async fn a_person_is_created_once(o: Organisation) {
    let answer = o.post("Users", person("Ada@Example.com")).await.unwrap();
    assert_eq!(answer.outcome, Outcome::Created);
    assert_eq!(body(&answer)["userName"], "Ada@Example.com");
    assert_eq!(
        refusal(o.post("Users", person("ADA@example.COM")).await),
        "409 uniqueness"
    );
    assert_eq!(
        o.find("Users", r#"userName eq "ada@EXAMPLE.com""#)
            .await
            .len(),
        1
    );
}

async fn an_identical_put_or_patch_moves_nothing(o: Organisation) {
    let id = o.person("ada@example.com").await;
    let before = o.get("Users", &id).await.unwrap();
    o.put("Users", &id, person("ada@example.com"))
        .await
        .unwrap();
    o.patch(
        "Users",
        &id,
        json!([{"op": "replace", "value": {"active": true}}]),
    )
    .await
    .unwrap();
    o.patch(
        "Users",
        &id,
        json!([{"op": "add", "path": "name.givenName", "value": "Ada"}]),
    )
    .await
    .unwrap();
    let after = o.get("Users", &id).await.unwrap();
    assert_eq!(body(&before), body(&after));
    assert_eq!(o.headlines().await, ["User created"]);
}

async fn each_change_is_announced_once_with_what_differs(o: Organisation) {
    let id = o.person("ada@example.com").await;
    o.deactivate(&id).await;
    let history = o.history().await;
    assert_eq!(history.len(), 2);
    let change = &history[1];
    assert_eq!(
        (change.operation.as_str(), change.version),
        ("deactivated", 2)
    );
    assert_eq!(change.before, Some(json!({"active": true})));
    assert_eq!(change.after, Some(json!({"active": false})));
    assert_eq!(change.request_id.as_deref(), Some("request-1"));
}

async fn a_leaver_comes_back_under_the_old_id(o: Organisation) {
    let old = o.person("ada@example.com").await;
    o.deactivate(&old).await;
    let mut again = person("ADA@example.com");
    again["title"] = "Countess".into();
    let answer = o.post("Users", again).await.unwrap();
    assert_eq!(answer.outcome, Outcome::Created);
    assert_eq!(id(&answer), old);
    assert_eq!(
        (&body(&answer)["active"], &body(&answer)["title"]),
        (&json!(true), &json!("Countess"))
    );
    assert_eq!(
        o.headlines().await,
        ["User created", "User deactivated", "User revived"]
    );
}

async fn a_leaver_is_recognised_by_external_id(o: Organisation) {
    let mut ada = person("ada@example.com");
    ada["externalId"] = "00ujl29u0le5T6Aj10h7".into();
    let old = id(&o.post("Users", ada.clone()).await.unwrap());
    o.deactivate(&old).await;
    ada["userName"] = "ada.king@example.com".into();
    let answer = o.post("Users", ada).await.unwrap();
    assert_eq!(id(&answer), old);
    assert!(
        o.find("Users", r#"userName eq "ada@example.com""#)
            .await
            .is_empty()
    );
}

async fn somebody_active_is_a_conflict(o: Organisation) {
    let mut ada = person("ada@example.com");
    ada["externalId"] = "00u1".into();
    let leaver = id(&o.post("Users", ada).await.unwrap());
    o.deactivate(&leaver).await;
    o.person("bob@example.com").await;
    let mut clash = person("bob@example.com");
    clash["externalId"] = "00u1".into();
    assert_eq!(refusal(o.post("Users", clash).await), "409 uniqueness");
    assert_eq!(
        body(&o.get("Users", &leaver).await.unwrap())["active"],
        false
    );
}

async fn the_strict_profile_does_not_revive(o: Organisation) {
    let o = o.strict();
    let id = o.person("ada@example.com").await;
    o.deactivate(&id).await;
    assert_eq!(
        refusal(o.post("Users", person("ada@example.com")).await),
        "409 uniqueness"
    );
}

async fn a_failed_patch_leaves_everything(o: Organisation) {
    let id = o.person("ada@example.com").await;
    let before = body(&o.get("Users", &id).await.unwrap());
    let operations = json!([
        {"op": "replace", "path": "title", "value": "Countess"},
        {"op": "replace", "path": "active", "value": {"no": "boolean"}},
    ]);
    assert_eq!(
        refusal(o.patch("Users", &id, operations).await),
        "400 invalidValue"
    );
    assert_eq!(body(&o.get("Users", &id).await.unwrap()), before);
}

async fn silence_about_active_does_not_bring_a_leaver_back(o: Organisation) {
    let id = o.person("ada@example.com").await;
    o.deactivate(&id).await;
    let mut silent = person("ada@example.com");
    silent.as_object_mut().unwrap().remove("active");
    silent["title"] = "Countess".into();
    let answer = body(&o.put("Users", &id, silent).await.unwrap());
    assert_eq!(
        (&answer["active"], &answer["title"]),
        (&json!(false), &json!("Countess"))
    );
}

async fn a_stale_if_match_changes_nothing(o: Organisation) {
    let id = o.person("ada@example.com").await;
    o.deactivate(&id).await;
    let mut call = o.call();
    call.if_match = Some("W/\"1\"".to_owned());
    let refused =
        resources::replace(&o.p, call.clone(), "Users", &id, person("ada@example.com")).await;
    assert_eq!(refusal(refused), "412 -");
    assert_eq!(
        refusal(resources::delete(&o.p, call, "Users", &id).await),
        "412 -"
    );
    assert_eq!(body(&o.get("Users", &id).await.unwrap())["active"], false);
}

async fn a_deleted_person_is_gone_and_their_name_is_free(o: Organisation) {
    let old = o.person("ada@example.com").await;
    o.delete("Users", &old).await.unwrap();
    assert_eq!(refusal(o.get("Users", &old).await), "404 -");
    assert_eq!(refusal(o.delete("Users", &old).await), "404 -");
    assert_ne!(o.person("ada@example.com").await, old);
}

async fn a_renamed_person_keeps_the_id(o: Organisation) {
    let id = o.person("ada@example.com").await;
    o.put("Users", &id, person("ada.king@example.com"))
        .await
        .unwrap();
    assert!(
        o.find("Users", r#"userName eq "ada@example.com""#)
            .await
            .is_empty()
    );
    assert_eq!(
        o.find("Users", r#"userName eq "ada.king@example.com""#)
            .await[0]["id"],
        id
    );
    o.person("bob@example.com").await;
    assert_eq!(
        refusal(o.put("Users", &id, person("BOB@example.com")).await),
        "409 uniqueness"
    );
}

async fn twenty_at_once_make_one_person(o: Organisation) {
    let attempts: Vec<_> = (0..20)
        .map(|_| {
            let (p, call) = (o.p.clone(), o.call());
            tokio::spawn(async move {
                resources::create(&p, call, "Users", person("ada@example.com")).await
            })
        })
        .collect();
    let mut outcomes = Vec::new();
    for attempt in attempts {
        outcomes.push(
            attempt
                .await
                .unwrap()
                .map_or_else(|e| refusal::<()>(Err(e)), |_| "created".to_owned()),
        );
    }
    outcomes.sort();
    assert_eq!(outcomes.iter().filter(|o| *o == "created").count(), 1);
    assert_eq!(
        outcomes.iter().filter(|o| *o == "409 uniqueness").count(),
        19
    );
    assert_eq!(o.headlines().await, ["User created"]);
}

async fn a_password_is_kept_nowhere(o: Organisation) {
    let mut ada = person("ada@example.com");
    ada["password"] = "correct horse".into();
    let answer = o.post("Users", ada).await.unwrap();
    o.patch(
        "Users",
        &id(&answer),
        json!([{"op": "replace", "value": {"password": "battery staple"}}]),
    )
    .await
    .unwrap();
    let everything = format!(
        "{:?} {:?}",
        o.get("Users", &id(&answer)).await.unwrap(),
        o.history().await
    );
    assert!(!everything.contains("horse") && !everything.contains("staple"));
    assert_eq!(o.headlines().await, ["User created"]);
}

async fn a_leaver_who_is_posted_inactive_stays_one(o: Organisation) {
    let id = o.person("ada@example.com").await;
    o.deactivate(&id).await;
    let mut still_gone = person("ada@example.com");
    still_gone["active"] = false.into();
    still_gone["title"] = "Countess".into();
    o.post("Users", still_gone).await.unwrap();
    assert_eq!(body(&o.get("Users", &id).await.unwrap())["active"], false);
    assert_eq!(
        o.headlines().await,
        ["User created", "User deactivated", "User replaced"]
    );
}

async fn too_much_is_refused_before_it_is_stored(o: Organisation) {
    let mut many = person("ada@example.com");
    let addresses: Vec<_> = (0..501)
        .map(|n| json!({"value": format!("{n}@example.com")}))
        .collect();
    many["emails"] = addresses.into();
    assert_eq!(refusal(o.post("Users", many).await), "400 invalidValue");
    let mut long = person("ada@example.com");
    let text = "x".repeat(250_000);
    long["urn:example:long"] = json!({"a": text, "b": text, "c": text, "d": text, "e": text});
    assert_eq!(refusal(o.post("Users", long).await), "400 invalidValue");
    assert!(o.headlines().await.is_empty());
}
