//! Whoever works on a feed may die between any two steps.

use rollcall_storage::feeds as rows;
use serde_json::json;

use super::super::harness::Organisation;
use super::super::on_both_databases;
use super::{all, caught_up, news, report, set, switched_on};
use crate::feeds::{self, Whom, Worked};
use crate::{Error, Provisioning};

on_both_databases!(
    killed_between_any_two_steps_everything_is_announced_once,
    one_at_a_time_works_on_a_feed,
    whoever_lost_the_lease_writes_nothing,
);

/// A first start, and a busy day.
async fn a_day(o: &Organisation) {
    let boss = o.person("boss@example.com").await;
    let mut team = Vec::new();
    for number in 0..5 {
        team.push(report(o, &format!("p{number}@example.com"), &boss).await);
    }
    let members: Vec<_> = team.iter().map(String::as_str).collect();
    let group = o.group("Team", &members).await;
    set(o, &boss, "displayName", json!("Grace")).await;
    let renamed = json!([{"op": "replace", "path": "displayName", "value": "Crew"}]);
    o.patch("Groups", &group, renamed).await.unwrap();
    o.deactivate(&team[0]).await;
    o.delete("Users", &team[1]).await.unwrap();
}

async fn killed_between_any_two_steps_everything_is_announced_once(o: Organisation) {
    o.person("before@example.com").await;
    feeds::switch_on(&o.p, "default").await.unwrap();
    dies_after_a_step(&o).await;
    dies_after_a_step(&o).await;
    let boss = o.person("boss@example.com").await;
    let mut team = Vec::new();
    for number in 0..5 {
        team.push(report(&o, &format!("p{number}@example.com"), &boss).await);
        dies_after_a_step(&o).await;
    }
    let members: Vec<_> = team.iter().map(String::as_str).collect();
    let group = o.group("Team", &members).await;
    dies_after_a_step(&o).await;
    set(&o, &boss, "displayName", json!("Grace")).await;
    let renamed = json!([{"op": "replace", "path": "displayName", "value": "Crew"}]);
    o.patch("Groups", &group, renamed).await.unwrap();
    dies_after_a_step(&o).await;
    dies_after_a_step(&o).await;
    o.deactivate(&team[0]).await;
    o.delete("Users", &team[1]).await.unwrap();
    dies_after_a_step(&o).await;
    let mut known = 0;
    let told = news(&o, &mut known).await;
    let count = |end: &str| told.iter().filter(|it| it.ends_with(end)).count();
    assert_eq!((count(" created: person"), count(" left: person")), (6, 2));
    for person in ["p2", "p3", "p4"] {
        let begins = |it: &&String| it.starts_with(person) && !it.contains("created");
        let fields: Vec<_> = told.iter().filter(begins).collect();
        let has = |field: &str| fields.iter().filter(|it| it.contains(field)).count();
        assert_eq!((has("manager_name"), has("groups")), (1, 2), "{told:#?}");
    }
    let cursors: Vec<_> = all(&o).await.iter().map(|it| it.cursor.clone()).collect();
    let numbers: Vec<_> = (1..=cursors.len()).map(|n| n.to_string()).collect();
    assert_eq!(cursors, numbers, "no number is missing or given twice");
    // What is noted is what holds.
    let at = o.p.now();
    feeds::recompute(&o.p, "default", Whom::Everybody, "", at)
        .await
        .unwrap();
    assert!(news(&o, &mut known).await.is_empty());
}

/// A step by somebody who dies after it: a panic is as near as a test comes to a kill, and nothing is given back.
async fn dies_after_a_step(o: &Organisation) {
    let p = o.p.clone();
    let died = tokio::spawn(async move {
        let mut asked = 0;
        let mut go_on = || {
            asked += 1;
            assert!(asked < 2, "killed on purpose");
            true
        };
        feeds::catch_up(&p, "default", &mut go_on).await.unwrap()
    });
    drop(died.await);
    wait_for_the_lease(o).await;
}

async fn wait_for_the_lease(o: &Organisation) {
    let until = o.p.store().read(|conn| {
        let feed = rows::find(conn, "default")?;
        Ok::<_, Error>(feed.map_or(0, |feed| feed.lease_until))
    });
    let until = until.await.unwrap();
    while o.p.now() < until {}
}

async fn one_at_a_time_works_on_a_feed(o: Organisation) {
    switched_on(&o).await;
    a_day(&o).await;
    let other = o.replica().await;
    let (mut always, mut ever) = (|| true, || true);
    let (one, two) = tokio::join!(
        feeds::catch_up(&o.p, "default", &mut always),
        feeds::catch_up(&other.p, "default", &mut ever)
    );
    let both = [one.unwrap(), two.unwrap()];
    assert!(both.contains(&Worked::Finished), "{both:?}");
    caught_up(&o).await;
    let created = all(&o).await.into_iter();
    let created = created.filter(|it| it.kind == feeds::Kind::Created);
    assert_eq!(
        created.count(),
        4,
        "boss and those of the team who are left"
    );
}

async fn whoever_lost_the_lease_writes_nothing(o: Organisation) {
    switched_on(&o).await;
    a_day(&o).await;
    let told = all(&o).await.len();
    let other = o.replica().await;
    let mut asked = 0;
    let (p, now) = (other.p.clone(), o.p.clone());
    // Before its first step somebody else takes the feed for dead, and does nothing yet.
    let mut go_on = || {
        asked += 1;
        if asked == 1 {
            let until = now.now() + 60_000_000;
            while now.now() < until {}
            let p = p.clone();
            std::thread::spawn(move || takes_it(&p)).join().unwrap();
        }
        true
    };
    let slow = feeds::catch_up(&o.p, "default", &mut go_on).await;
    assert_eq!(slow.unwrap(), Worked::Held);
    assert_eq!(
        all(&o).await.len(),
        told,
        "it found much, and wrote nothing"
    );
    caught_up(&o).await;
    assert!(all(&o).await.len() > told);
}

fn takes_it(p: &Provisioning) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let worked = runtime.unwrap().block_on(async {
        let mut never = || false;
        feeds::catch_up(p, "default", &mut never).await
    });
    assert_eq!(worked.unwrap(), Worked::Stopped);
}
