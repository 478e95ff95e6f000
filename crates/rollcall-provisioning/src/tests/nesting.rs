//! Groups in groups.

use serde_json::{Value, json};

use super::harness::{Organisation, refusal};
use super::on_both_databases;
use crate::Error;

on_both_databases!(
    a_loop_is_refused_however_long,
    a_group_may_be_in_two_groups_of_one,
    of_two_that_would_close_a_loop_one_is_refused,
    groups_show_only_those_that_one_was_put_into,
);

fn add(member: &str) -> Value {
    json!([{ "op": "add", "path": "members", "value": [{ "value": member }] }])
}

async fn a_loop_is_refused_however_long(o: Organisation) {
    let mut chain = vec![o.group("Level 0", &[]).await];
    for level in 1..20 {
        let name = format!("Level {level}");
        chain.push(o.group(&name, &[&chain[level - 1]]).await);
    }
    let (inner, outer) = (&chain[0], &chain[19]);
    let before = o.history().await.len();
    let refused = o.patch("Groups", inner, add(outer)).await;
    let Err(Error::Scim(error)) = &refused else {
        panic!("{refused:?}");
    };
    assert!(
        error.detail.contains("\"Level 19\" contains \"Level 18\"")
            && error.detail.ends_with("contains this group."),
        "{error}"
    );
    assert_eq!(refusal(refused), "400 invalidValue");
    let replaced = json!({ "displayName": "Level 0", "members": [{ "value": chain[7] }] });
    assert_eq!(
        refusal(o.put("Groups", inner, replaced).await),
        "400 invalidValue"
    );
    assert_eq!(
        refusal(o.patch("Groups", inner, add(inner)).await),
        "400 invalidValue"
    );
    assert!(o.members(inner).await.is_empty());
    assert_eq!(o.history().await.len(), before);
}

async fn a_group_may_be_in_two_groups_of_one(o: Organisation) {
    let inner = o.group("Inner", &[]).await;
    let (left, right) = (
        o.group("Left", &[&inner]).await,
        o.group("Right", &[&inner]).await,
    );
    let outer = o.group("Outer", &[&left, &right]).await;
    o.patch("Groups", &outer, add(&inner)).await.unwrap();
    // No longer inside, it may be outside.
    let removal = json!([{ "op": "remove", "path": format!("members[value eq \"{inner}\"]") }]);
    for group in [&left, &right, &outer] {
        o.patch("Groups", group, removal.clone()).await.unwrap();
    }
    o.patch("Groups", &inner, add(&outer)).await.unwrap();
    assert_eq!(o.members(&inner).await, [outer]);
}

async fn of_two_that_would_close_a_loop_one_is_refused(o: Organisation) {
    for round in 0..10 {
        let a = o.group(&format!("A{round}"), &[]).await;
        let b = o.group(&format!("B{round}"), &[]).await;
        let between = o.group(&format!("Between {round}"), &[&b]).await;
        let (one, other) = tokio::join!(
            o.patch("Groups", &a, add(&between)),
            o.patch("Groups", &b, add(&a)),
        );
        let refused: Vec<_> = [one, other].into_iter().filter(Result::is_err).collect();
        assert_eq!(refused.len(), 1);
        for refused in refused {
            assert_eq!(refusal(refused), "400 invalidValue");
        }
    }
}

async fn groups_show_only_those_that_one_was_put_into(o: Organisation) {
    let ada = o.person("ada").await;
    let inner = o.group("Inner", &[&ada]).await;
    o.group("Outer", &[&inner]).await;
    let shown = o.shown("Users", &ada).await;
    let expected = json!([{
        "value": inner, "$ref": format!("https://rollcall.example/scim/Groups/{inner}"), "display": "Inner", "type": "direct",
    }]);
    assert_eq!(shown["groups"], expected);
}
