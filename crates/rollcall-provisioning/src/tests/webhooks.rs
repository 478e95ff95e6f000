//! Webhooks: whose turn it is to send, what a failure leads to, and where the secret is.

use std::time::Duration;

use super::harness::Organisation;
use super::on_both_databases;
use crate::events::EndpointUrl;
use crate::feeds;
use crate::webhooks::{self, Claimed, NewWebhook, Outcome, State};
use crate::{Error, Limits};

on_both_databases!(
    one_at_a_time_sends,
    a_webhook_that_fails_for_too_long_is_disabled,
    the_secret_is_not_in_the_database,
);

async fn made(o: &Organisation) -> webhooks::Created {
    let new = NewWebhook {
        tenant: "default".to_owned(),
        name: "Signatures".to_owned(),
        url: EndpointUrl::parse("https://signatures.example.com/hook").unwrap(),
    };
    let made = webhooks::create(&o.p, new).await.unwrap();
    announced(o).await;
    made
}

async fn announced(o: &Organisation) {
    let mut always = || true;
    feeds::catch_up(&o.p, "default", &mut always).await.unwrap();
}

fn outcome(error: Option<&str>) -> Outcome {
    Outcome {
        status: Some(if error.is_some() { 500 } else { 204 }),
        error: error.map(str::to_owned),
        took: Duration::from_millis(7),
    }
}

async fn claimed(o: &Organisation) -> Option<Claimed> {
    let due = webhooks::due(&o.p, vec![]).await.unwrap();
    webhooks::claim(&o.p, due.first()?).await.unwrap()
}

async fn shown(o: &Organisation) -> webhooks::Webhook {
    webhooks::find(&o.p, "default", "Signatures").await.unwrap()
}

async fn one_at_a_time_sends(o: Organisation) {
    made(&o).await;
    assert!(webhooks::due(&o.p, vec![]).await.unwrap().is_empty());
    for name in ["ada", "bob", "eve"] {
        o.person(&format!("{name}@example.com")).await;
    }
    announced(&o).await;
    let due = webhooks::due(&o.p, vec![]).await.unwrap().remove(0);
    let (one, two) = tokio::join!(webhooks::claim(&o.p, &due), webhooks::claim(&o.p, &due));
    let mut both: Vec<_> = [one.unwrap(), two.unwrap()].into_iter().flatten().collect();
    assert_eq!(both.len(), 1);
    let mut mine = both.remove(0);
    let messages = std::mem::take(&mut mine.messages);
    assert_eq!(messages.len(), 3);
    assert!(
        webhooks::settle(&o.p, &mut mine, &messages[0], &outcome(None))
            .await
            .unwrap()
    );
    // Whoever sends dies; when the lease has run out somebody else goes on with the second.
    let until = shown(&o).await.lease_until;
    while o.p.now() < until {}
    let mut next = claimed(&o).await.unwrap();
    assert_eq!(next.messages[0].id, messages[1].id);
    let late = outcome(None);
    let late = webhooks::settle(&o.p, &mut mine, &messages[1], &late).await;
    assert!(!late.unwrap(), "the lease is lost");
    let taken = next.messages[0].clone();
    assert!(
        webhooks::settle(&o.p, &mut next, &taken, &outcome(None))
            .await
            .unwrap()
    );
    webhooks::release(&o.p, &next).await.unwrap();
    assert_eq!(shown(&o).await.position, 2);
    assert!(
        webhooks::due(&o.p, vec!["default".to_owned()])
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_webhook_that_fails_for_too_long_is_disabled(o: Organisation) {
    made(&o).await;
    o.person("ada@example.com").await;
    announced(&o).await;
    let mut first = claimed(&o).await.unwrap();
    let message = first.messages[0].clone();
    let failed = outcome(Some("answered 500 instead of 2xx"));
    assert!(
        !webhooks::settle(&o.p, &mut first, &message, &failed)
            .await
            .unwrap()
    );
    let failing = shown(&o).await;
    assert_eq!((State::of(&failing), failing.attempts), (State::Failing, 1));
    let o = o
        .with_limits(Limits {
            webhook_failing_hours_max: 0,
            ..Limits::default()
        })
        .await;
    while o.p.now() < failing.next_attempt_at {}
    let mut second = claimed(&o).await.unwrap();
    webhooks::settle(&o.p, &mut second, &message, &failed)
        .await
        .unwrap();
    let disabled = shown(&o).await;
    assert_eq!(State::of(&disabled), State::Disabled);
    assert_eq!(
        disabled.last_error.as_deref(),
        Some("gave up after 2 attempts: answered 500 instead of 2xx")
    );
    assert!(claimed(&o).await.is_none());
    let attempts = webhooks::attempts(&o.p, "default", "Signatures");
    let attempts = attempts.await.unwrap();
    assert_eq!(attempts.len(), 2);
    assert_eq!(
        (attempts[0].status, attempts[0].milliseconds),
        (Some(500), 7)
    );
    let enabled = webhooks::enable(&o.p, "default", "Signatures").await;
    assert_eq!(State::of(&enabled.unwrap()), State::Well);
    assert!(claimed(&o).await.is_some());
}

async fn the_secret_is_not_in_the_database(o: Organisation) {
    let created = made(&o).await;
    let secret = created.secret.as_bytes();
    let stored = &created.webhook.secret;
    assert!(
        !stored
            .windows(8)
            .any(|part| secret.windows(8).any(|it| it == part))
    );
    o.person("ada@example.com").await;
    announced(&o).await;
    let other = o.with_another_key();
    let due = webhooks::due(&other, vec![]).await.unwrap().remove(0);
    assert!(webhooks::claim(&other, &due).await.unwrap().is_none());
    let why = shown(&o).await.last_error.unwrap();
    assert!(why.contains("make the webhook anew"), "{why}");
    let twin = NewWebhook {
        tenant: "default".to_owned(),
        name: "Signatures".to_owned(),
        url: EndpointUrl::parse("https://signatures.example.com/other").unwrap(),
    };
    assert!(matches!(
        webhooks::create(&o.p, twin).await,
        Err(Error::Exists(_))
    ));
}
