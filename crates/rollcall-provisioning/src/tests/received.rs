//! Counting what connections send, and its bounds.

use serde_json::json;

use super::harness::{Organisation, person};
use super::on_both_databases;
use crate::catalogue::{self, Attribute};
use crate::{Limits, dropped};

on_both_databases!(
    what_is_sent_again_is_written_once_a_minute,
    invented_names_fill_nothing,
    what_cannot_be_written_is_kept_for_later,
    what_was_counted_before_stays,
);

async fn attributes(o: &Organisation) -> Vec<Attribute> {
    let found = catalogue::of(&o.p, "default", "default");
    found.await.unwrap().attributes
}

async fn count(o: &Organisation, path: &str) -> i64 {
    let found = attributes(o).await;
    let found = found.iter().find(|it| it.path == path);
    found.map_or(0, |it| it.count)
}

async fn rename(o: &Organisation, ada: &str, times: usize) {
    for i in 0..times {
        let name = json!([{"op": "replace", "path": "nickName", "value": format!("Al {i}")}]);
        o.patch("Users", ada, name).await.unwrap();
    }
}

async fn what_is_sent_again_is_written_once_a_minute(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    let other = o.replica().await;
    rename(&o, &ada, 2).await;
    o.p.flush_usage_due().await.unwrap();
    assert_eq!(count(&other, "nickName").await, 2);
    rename(&o, &ada, 3).await;
    // Each look at the clock is a second later, and it was looked at less than a minute.
    o.p.flush_usage_due().await.unwrap();
    assert_eq!(count(&other, "nickName").await, 2);
    o.p.flush_usage().await.unwrap();
    assert_eq!(count(&other, "nickName").await, 5);
    rename(&o, &ada, 1).await;
    for _ in 0..60 {
        o.p.now();
    }
    o.p.flush_usage_due().await.unwrap();
    assert_eq!(count(&other, "nickName").await, 6);
}

async fn invented_names_fill_nothing(o: Organisation) {
    let limits = Limits {
        received_paths_max: 12,
        ..Limits::default()
    };
    let o = o.with_limits(limits).await;
    for round in 0..3 {
        let mut body = person(&format!("p{round}@example.com"));
        for i in 0..30 {
            body[format!("invented{round}x{i}")] = json!(1);
        }
        o.post("Users", body).await.unwrap();
        o.p.flush_usage().await.unwrap();
    }
    assert_eq!(attributes(&o).await.len(), 12);
    assert_eq!(count(&o, "userName").await, 3);
}

async fn what_cannot_be_written_is_kept_for_later(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    rename(&o, &ada, 2).await;
    o.execute("ALTER TABLE received_attributes RENAME TO elsewhere");
    assert!(o.p.flush_usage().await.is_err());
    rename(&o, &ada, 1).await;
    o.execute("ALTER TABLE elsewhere RENAME TO received_attributes");
    assert_eq!(count(&o, "nickName").await, 3);
}

/// Only what was dropped was counted, of no type.
async fn what_was_counted_before_stays(o: Organisation) {
    let mut body = person("ada@example.com");
    body["titel"] = json!("Dr");
    o.post("Users", body).await.unwrap();
    o.p.flush_usage().await.unwrap();
    o.execute("INSERT INTO received_attributes SELECT tenant_id, connection_id, '', path, fate, 7, first_seen_at - 1, last_seen_at, NULL FROM received_attributes WHERE path = 'titel'");
    let listed = dropped::list(&o.p, "default").await.unwrap();
    let told: Vec<_> = listed.iter().map(|it| (&*it.attribute, it.count)).collect();
    assert_eq!(told, [("titel", 8)]);
    let types: Vec<_> = attributes(&o)
        .await
        .into_iter()
        .filter(|it| it.path == "titel")
        .map(|it| (it.resource_type, it.sample))
        .collect();
    let of_people = (Some("User".to_owned()), Some("Xx".to_owned()));
    assert_eq!(types, [(None, None), of_people]);
}
