//! What concerns many is worked on some at a time.

use std::sync::Arc;

use rollcall_storage::feeds as rows;
use serde_json::json;

use super::super::harness::Organisation;
use super::super::on_both_databases;
use super::{all, caught_up, news, report, set, switched_on};
use crate::Error;
use crate::feeds;

on_both_databases!(a_manager_and_a_group_of_many_are_worked_on_in_pieces);

const MANY: usize = 450;

async fn announced(o: &Organisation) -> i64 {
    let found =
        o.p.store()
            .read(|conn| Ok::<_, Error>(rows::find(conn, "default")?));
    found.await.unwrap().unwrap().last_seq
}

async fn a_manager_and_a_group_of_many_are_worked_on_in_pieces(o: Organisation) {
    let boss = o.person("boss@example.com").await;
    let mut team = Vec::new();
    for number in 0..MANY {
        team.push(report(&o, &format!("p{number}@example.com"), &boss).await);
    }
    switched_on(&o).await;
    let o = Arc::new(o);
    set(&o, &boss, "displayName", json!("Grace")).await;
    let members: Vec<_> = team.iter().map(String::as_str).collect();
    let group = o.group("Team", &members).await;
    let renamed = json!([{"op": "replace", "path": "displayName", "value": "Crew"}]);
    o.patch("Groups", &group, renamed).await.unwrap();
    let mut before = announced(&o).await;
    let mut pieces = 0;
    loop {
        let mut once = true;
        let worked = feeds::catch_up(&o.p, "default", &mut || std::mem::take(&mut once)).await;
        let now = announced(&o).await;
        assert!(now - before <= 400, "{} at once", now - before);
        before = now;
        pieces += 1;
        if worked.unwrap() == feeds::Worked::Finished {
            break;
        }
    }
    assert!(pieces > 5, "{pieces}");
    caught_up(&o).await;
    let items = all(&o).await;
    for field in ["manager_name", "groups"] {
        let mut people: Vec<_> = items
            .iter()
            .filter(|it| it.fields.contains_key(field) && it.person.to_string() != boss)
            .map(|it| it.person)
            .collect();
        people.sort();
        people.dedup();
        assert_eq!(people.len(), MANY, "{field}");
    }
    let mut known = items.len();
    assert!(news(&o, &mut known).await.is_empty());
}
