//! Pushes: who may send, what happens when nobody takes it.

use super::events::{make, poll_stream, push_stream, told};
use super::harness::Organisation;
use super::on_both_databases;
use crate::Limits;
use crate::events::{self, NewStream};

on_both_databases!(
    only_one_holds_a_streams_lease,
    a_failing_push_waits_longer_and_longer_and_is_then_paused,
    a_paused_stream_is_not_pushed,
    credentials_are_not_in_the_database,
);

/// A lease of three seconds, which is three looks at the clock of these tests.
fn short_lease() -> Limits {
    Limits {
        push_seconds_max: 1,
        push_attempts_max: 3,
        ..Limits::default()
    }
}

async fn only_one_holds_a_streams_lease(o: Organisation) {
    make(&o, push_stream("SIEM")).await;
    assert!(
        events::due(&o.p, vec![]).await.unwrap().is_empty(),
        "there is nothing to send"
    );
    o.person("ada@example.com").await;
    o.person("bob@example.com").await;
    let due = events::due(&o.p, vec![]).await.unwrap();
    let [due] = due.as_slice() else {
        panic!("{due:?}")
    };
    let (one, two) = tokio::join!(events::claim(&o.p, due), events::claim(&o.p, due));
    let mut claimed: Vec<_> = [one.unwrap(), two.unwrap()].into_iter().flatten().collect();
    assert_eq!(claimed.len(), 1);
    let mine = claimed.remove(0);
    assert_eq!(mine.sets.len(), 2);
    assert_eq!(
        mine.authorization.as_deref(),
        Some("Bearer receiver-secret")
    );
    assert!(events::due(&o.p, vec![]).await.unwrap().is_empty());
    assert!(events::delivered(&o.p, &mine, &mine.sets[0]).await.unwrap());
    // Whoever holds it dies; half a minute later somebody else goes on with the second event.
    let o = o.with_limits(short_lease()).await;
    while o.p.now() < mine.sets[0].at + 120_000_000 {}
    let next = events::claim(&o.p, due).await.unwrap().unwrap();
    let told: Vec<_> = next.sets.iter().map(|set| &set.jti).collect();
    assert_eq!(told, [&mine.sets[1].jti]);
    assert!(
        !events::delivered(&o.p, &mine, &mine.sets[1]).await.unwrap(),
        "the lease is lost"
    );
    assert!(events::delivered(&o.p, &next, &next.sets[0]).await.unwrap());
    events::release(&o.p, &next).await.unwrap();
    assert!(events::due(&o.p, vec![]).await.unwrap().is_empty());
    assert!(events::claim(&o.p, due).await.unwrap().is_none());
}

async fn a_failing_push_waits_longer_and_longer_and_is_then_paused(o: Organisation) {
    let o = o.with_limits(short_lease()).await;
    make(&o, push_stream("SIEM")).await;
    o.person("ada@example.com").await;
    o.person("bob@example.com").await;
    let due = events::due(&o.p, vec![]).await.unwrap().remove(0);
    for attempt in 1..=3 {
        let claimed = loop {
            if let Some(claimed) = events::claim(&o.p, &due).await.unwrap() {
                break claimed;
            }
        };
        assert_eq!(claimed.sets.len(), 2, "nothing is skipped");
        let given_up = events::failed(&o.p, &claimed, "answered 500 instead of 202")
            .await
            .unwrap();
        assert_eq!(given_up, attempt == 3);
        let stream = events::find(&o.p, "default", "SIEM").await.unwrap().stream;
        assert_eq!(
            (stream.attempts, stream.paused_at.is_some()),
            (attempt, given_up)
        );
    }
    let stream = events::find(&o.p, "default", "SIEM").await.unwrap().stream;
    assert_eq!(
        stream.last_error.as_deref(),
        Some("gave up after 3 attempts: answered 500 instead of 202")
    );
    assert!(events::claim(&o.p, &due).await.unwrap().is_none());
    let resumed = events::resume(&o.p, "default", "SIEM", false)
        .await
        .unwrap();
    assert_eq!((resumed.attempts, resumed.last_error), (0, None));
    let first = events::claim(&o.p, &due).await.unwrap().unwrap();
    assert_eq!(first.sets.len(), 2);
    events::release(&o.p, &first).await.unwrap();
    events::resume(&o.p, "default", "SIEM", true).await.unwrap();
    let rest = events::claim(&o.p, &due).await.unwrap().unwrap();
    assert_eq!(
        rest.sets.iter().map(|set| &set.jti).collect::<Vec<_>>(),
        [&first.sets[1].jti]
    );
}

async fn a_paused_stream_is_not_pushed(o: Organisation) {
    make(&o, push_stream("SIEM")).await;
    o.person("ada@example.com").await;
    o.person("bob@example.com").await;
    let due = events::due(&o.p, vec![]).await.unwrap().remove(0);
    let claimed = events::claim(&o.p, &due).await.unwrap().unwrap();
    events::pause(&o.p, "default", "SIEM").await.unwrap();
    assert!(
        !events::delivered(&o.p, &claimed, &claimed.sets[0])
            .await
            .unwrap(),
        "no further one"
    );
    events::release(&o.p, &claimed).await.unwrap();
    assert!(events::due(&o.p, vec![]).await.unwrap().is_empty());
    events::resume(&o.p, "default", "SIEM", false)
        .await
        .unwrap();
    let claimed = events::claim(&o.p, &due).await.unwrap().unwrap();
    assert_eq!(claimed.sets.len(), 1);

    let polled = make(
        &o,
        NewStream {
            from_beginning: true,
            ..poll_stream("poll")
        },
    )
    .await;
    events::pause(&o.p, "default", "poll").await.unwrap();
    assert!(told(&o, &polled).await.is_empty());
    events::resume(&o.p, "default", "poll", false)
        .await
        .unwrap();
    assert_eq!(told(&o, &polled).await.len(), 2);
}

async fn credentials_are_not_in_the_database(o: Organisation) {
    let stream = make(&o, push_stream("SIEM")).await;
    let stored = stream.authorization.unwrap();
    assert!(
        !stored
            .windows(8)
            .any(|bytes| b"Bearer receiver-secret".windows(8).any(|w| w == bytes))
    );
    assert!(!format!("{:?}", push_stream("x")).contains("receiver-secret"));
    // In another stream's row they are of no use.
    o.person("ada@example.com").await;
    let due = events::due(&o.p, vec![]).await.unwrap().remove(0);
    let other = make(&o, push_stream("other")).await;
    let blob = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    let hex = blob(&other.authorization.unwrap());
    let literal = if o.is_postgres() {
        format!("'\\x{hex}'")
    } else {
        format!("x'{hex}'")
    };
    o.execute(&format!(
        "UPDATE event_streams SET \"authorization\" = {literal} WHERE name = 'SIEM'"
    ));
    assert!(events::claim(&o.p, &due).await.unwrap().is_none());
    let paused = events::find(&o.p, "default", "SIEM").await.unwrap().stream;
    assert!(
        paused.paused_at.is_some() && paused.last_error.unwrap().contains("make the stream anew")
    );
}
