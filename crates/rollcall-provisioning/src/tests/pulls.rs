//! Pages that were read are applied, broken off and gone on with, without any network.

use std::time::Duration;

use rollcall_okta::source::{LeftOut, Position, Read, Remote};
use serde_json::json;

use super::harness::{Organisation, id};
use super::on_both_databases;
use crate::pulls::{
    self, Arrived, Asked, AskedSource, Claimed, Due, Ended, Flow, NewPull, PullView, Run, Wanted,
};

on_both_databases!(
    a_run_goes_on_wherever_it_was_broken_off,
    who_is_in_step_takes_no_statements_of_their_own,
    logins_change_hands_in_one_run,
    who_is_pushed_too_is_written_as_the_priorities_say,
    whoever_was_left_out_without_an_id_lets_nobody_vanish,
    one_replica_at_a_time_pulls,
    a_sign_in_is_for_ten_minutes_and_one_use,
);

const CLIENT: &str = "0oa1b2c3d4e5f6g7h8i9";

fn scim(token: Option<&str>) -> NewPull {
    NewPull {
        name: "Directory".to_owned(),
        asked: Asked {
            source: Some(AskedSource::Scim {
                url: "https://directory.example.com/scim".to_owned(),
            }),
            token: token.map(str::to_owned),
            ..Asked::default()
        },
    }
}

async fn pull(o: &Organisation) -> PullView {
    pulls::create(&o.p, "default", scim(Some("s3cret")))
        .await
        .unwrap()
}

async fn claim(o: &Organisation, view: &PullView) -> Option<Claimed> {
    let due = Due {
        tenant: "default".to_owned(),
        connection: view.id.parse().unwrap(),
    };
    pulls::claim(&o.p, &due).await.unwrap()
}

async fn begin(o: &Organisation, view: &PullView) -> (Run, Claimed) {
    let mut claimed = claim(o, view).await.unwrap();
    let run = Run::begin(&o.p, &mut claimed).await.unwrap().unwrap();
    (run, claimed)
}

fn remote(number: usize, name: &str, title: &str) -> Remote {
    let resource = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "externalId": format!("r{number}"), "userName": name, "title": title, "active": true,
        "name": { "givenName": "Ada", "familyName": "Example" },
    });
    Remote {
        external_id: format!("r{number}"),
        user_name: name.to_owned(),
        resource: resource.as_object().unwrap().clone(),
        active: Some(true),
        changed_micros: Some(i64::try_from(number).unwrap()),
    }
}

fn page(people: Vec<Remote>, next: Option<&str>) -> Read {
    Read {
        newest_micros: people.iter().filter_map(|it| it.changed_micros).max(),
        people,
        left_out: Vec::new(),
        next: next.map(Position::stored),
    }
}

fn people(from: usize, to: usize) -> Vec<Remote> {
    (from..to)
        .map(|n| remote(n, &format!("user{n}@example.com"), "Pilot"))
        .collect()
}

/// Does what is left, and lets go.
async fn finish(o: &Organisation, run: &mut Run) {
    while run.next().await.unwrap() == Flow::On {}
    let claimed = run.claimed().clone();
    pulls::release(&o.p, claimed, Ended::Done).await.unwrap();
}

async fn full(o: &Organisation, view: &PullView, people: Vec<Remote>) -> PullView {
    pulls::sync(&o.p, "default", &view.id, Wanted::Full)
        .await
        .unwrap();
    let (mut run, _) = begin(o, view).await;
    assert_eq!(run.page(page(people, None)).await.unwrap(), Flow::Done);
    finish(o, &mut run).await;
    pulls::find(&o.p, "default", &view.id).await.unwrap()
}

async fn a_run_goes_on_wherever_it_was_broken_off(o: Organisation) {
    let view = pull(&o).await;
    let (mut run, claimed) = begin(&o, &view).await;
    let id = run.id();
    assert_eq!(
        run.page(page(people(0, 60), Some("2"))).await.unwrap(),
        Flow::On
    );
    // The process dies: nothing of it is left but what is in the database.
    let held = run.claimed().clone();
    drop((run, claimed));
    assert!(claim(&o, &view).await.is_none(), "it is still in its hand");
    pulls::park(&o.p, held, Duration::ZERO, None).await.unwrap();
    let (mut run, _) = begin(&o, &view).await;
    assert_eq!(run.id(), id);
    assert_eq!(
        run.progress().ask(200).position,
        Some(Position::stored("2"))
    );
    assert_eq!(
        run.page(page(people(60, 130), None)).await.unwrap(),
        Flow::Done
    );
    let held = run.claimed().clone();
    drop(run);
    pulls::park(&o.p, held, Duration::ZERO, None).await.unwrap();
    let (mut run, _) = begin(&o, &view).await;
    finish(&o, &mut run).await;
    let view = pulls::find(&o.p, "default", &view.id).await.unwrap();
    let last = view.last_run.unwrap();
    assert_eq!((last.counts.created, last.seen, last.pages), (130, 130, 2));
    assert_eq!(last.outcome.as_deref(), Some("done"));
    assert!(view.running.is_none() && view.full_at.is_some());
    assert_eq!(view.people, 130);
}

async fn who_is_in_step_takes_no_statements_of_their_own(o: Organisation) {
    let view = pull(&o).await;
    full(&o, &view, people(0, 50)).await;
    pulls::sync(&o.p, "default", &view.id, Wanted::Full)
        .await
        .unwrap();
    let (mut run, _) = begin(&o, &view).await;
    let before = o.statements();
    run.page(page(people(0, 50), None)).await.unwrap();
    let ran = o.statements() - before;
    assert!((5..25).contains(&ran), "{ran} statements for 50 people");
    finish(&o, &mut run).await;
    let view = pulls::find(&o.p, "default", &view.id).await.unwrap();
    assert_eq!(view.last_run.unwrap().counts.unchanged, 50);
}

async fn logins_change_hands_in_one_run(o: Organisation) {
    let view = pull(&o).await;
    full(
        &o,
        &view,
        vec![
            remote(1, "a@example.com", "x"),
            remote(2, "b@example.com", "x"),
            remote(3, "c@example.com", "x"),
        ],
    )
    .await;
    let swapped = vec![
        remote(1, "b@example.com", "x"),
        remote(2, "c@example.com", "x"),
        remote(3, "d@example.com", "x"),
    ];
    let view = full(&o, &view, swapped).await;
    let last = view.last_run.unwrap();
    assert_eq!(
        (last.counts.changed, last.counts.failed),
        (3, 0),
        "{:?}",
        last.problems
    );
    // And somebody who was made anew at the source takes their own place.
    let view = pulls::find(&o.p, "default", &view.id).await.unwrap();
    let anew = vec![
        remote(9, "b@example.com", "y"),
        remote(2, "c@example.com", "x"),
        remote(3, "d@example.com", "x"),
    ];
    let view = full(&o, &view, anew).await;
    let last = view.last_run.unwrap();
    assert_eq!(
        (last.counts.changed, last.counts.created, last.counts.failed),
        (1, 0, 0),
        "{last:?}"
    );
    assert_eq!(view.people, 3);
}

async fn who_is_pushed_too_is_written_as_the_priorities_say(o: Organisation) {
    let view = pull(&o).await;
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "user1@example.com", "title": "Boss", "active": true,
    });
    let id = id(&o.post("Users", body).await.unwrap());
    let view = full(&o, &view, vec![remote(1, "user1@example.com", "Pilot")]).await;
    let shown = o.shown("Users", &id).await;
    assert_eq!(
        (&shown["title"], &shown["name"]["givenName"]),
        (&json!("Boss"), &json!("Ada"))
    );
    let priorities = serde_json::from_value(json!({ "attributes": { "Title": "pull" } })).unwrap();
    let asked = Asked {
        priorities: Some(priorities),
        ..Asked::default()
    };
    let view = pulls::change(&o.p, "default", &view.id, asked, Some(1))
        .await
        .unwrap();
    full(&o, &view, vec![remote(1, "user1@example.com", "Pilot")]).await;
    assert_eq!(o.shown("Users", &id).await["title"], json!("Pilot"));
    // Who pushes them keeps them active, whatever the source says.
    let mut gone = remote(1, "user1@example.com", "Pilot");
    gone.active = Some(false);
    gone.resource.insert("active".to_owned(), json!(false));
    let view = full(&o, &view, vec![gone]).await;
    assert_eq!(o.shown("Users", &id).await["active"], json!(true));
    assert_eq!(view.last_run.unwrap().counts.deactivated, 0);
}

async fn whoever_was_left_out_without_an_id_lets_nobody_vanish(o: Organisation) {
    let view = pull(&o).await;
    full(&o, &view, people(0, 3)).await;
    pulls::sync(&o.p, "default", &view.id, Wanted::Full)
        .await
        .unwrap();
    let (mut run, _) = begin(&o, &view).await;
    let mut read = page(people(0, 2), None);
    read.left_out.push(LeftOut {
        external_id: None,
        user_name: None,
        why: "It cannot be read.".to_owned(),
    });
    run.page(read).await.unwrap();
    finish(&o, &mut run).await;
    let shown = pulls::find(&o.p, "default", &view.id)
        .await
        .unwrap()
        .last_run
        .unwrap();
    assert_eq!(shown.outcome.as_deref(), Some("held"));
    assert_eq!(
        json!(shown.vanished),
        json!({ "outcome": "unsure", "unidentified": 1 })
    );
    let empty = full(&o, &view, Vec::new()).await.last_run.unwrap();
    assert_eq!(json!(empty.vanished), json!({ "outcome": "nobody_there" }));
}

async fn one_replica_at_a_time_pulls(o: Organisation) {
    let view = pull(&o).await;
    let other = o.replica().await;
    let (mut run, _) = begin(&o, &view).await;
    assert!(claim(&other, &view).await.is_none());
    assert!(pulls::due(&other.p, Vec::new()).await.unwrap().is_empty());
    // Somebody takes it over, as after a crash.
    o.execute("UPDATE pulls SET lease_until = 1");
    let (mut taken, _) = begin(&other, &view).await;
    assert_eq!(taken.id(), run.id());
    assert_eq!(
        run.page(page(people(0, 1), None)).await.unwrap(),
        Flow::Stop
    );
    assert_eq!(
        taken.page(page(people(0, 1), None)).await.unwrap(),
        Flow::Done
    );
    finish(&other, &mut taken).await;
    assert_eq!(
        pulls::find(&o.p, "default", &view.id).await.unwrap().people,
        1
    );
}

async fn a_sign_in_is_for_ten_minutes_and_one_use(o: Organisation) {
    let new = NewPull {
        name: "Okta".to_owned(),
        asked: Asked {
            source: Some(AskedSource::Okta {
                domain: "acme-admin.okta.com".to_owned(),
                client_id: CLIENT.to_owned(),
                custom_domain: false,
                sends_origin: true,
            }),
            ..Asked::default()
        },
    };
    let view = pulls::create(&o.p, "default", new).await.unwrap();
    assert!(
        pulls::due(&o.p, Vec::new()).await.unwrap().is_empty(),
        "nothing to ask with"
    );
    let redirect = "https://rollcall.example/callbacks/okta";
    let by = crate::audit::By::command_line();
    let begin = async || {
        let url = pulls::begin(&o.p, "default", &view.id, redirect, None)
            .await
            .unwrap();
        assert!(
            url.starts_with("https://acme.okta.com/oauth2/v1/authorize?"),
            "{url}"
        );
        let (_, state) = url.split_once("state=").unwrap();
        format!("code=c&state={}", state.split('&').next().unwrap())
    };
    let query = begin().await;
    let back = async |query: &str| pulls::back(&o.p, query, None, &by).await;
    assert!(matches!(back(&query).await, Ok(Arrived::Back(_))));
    assert!(back(&query).await.is_err());
    let query = begin().await;
    o.execute("UPDATE pull_sign_ins SET expires_at = 1");
    let late = back(&query).await;
    assert!(
        matches!(&late, Ok(Arrived::Refused(place, _)) if place.connection.to_string() == view.id),
        "who is late is told where it was begun, and no more"
    );
    assert!(back(&query).await.is_err(), "and once");
}
