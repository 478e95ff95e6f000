//! Requests that are not carried out twice.

use super::harness::Organisation;
use super::on_both_databases;
use crate::Error;
use crate::idempotency::{self, Answer, Asked, Begun, Claim};

on_both_databases!(
    a_request_is_carried_out_once,
    one_of_two_carries_it_out,
    a_key_is_free_again_in_time,
    an_answer_is_not_in_the_database,
    what_was_kept_long_enough_goes_though_nobody_asks_again,
);

fn asked<'a>(key: &'a str, request: &'a [&'a [u8]]) -> Asked<'a> {
    Asked {
        tenant: "default",
        caller: b"Bearer x",
        key,
        request,
    }
}

async fn begun(o: &Organisation, key: &str) -> Begun {
    let request: [&[u8]; 2] = [b"/webhooks", b"{}"];
    idempotency::begin(&o.p, asked(key, &request))
        .await
        .unwrap()
}

#[track_caller]
fn claim(begun: Begun) -> Claim {
    match begun {
        Begun::New(claim) => claim,
        other => panic!("{other:?}"),
    }
}

fn answer(body: &str) -> Answer {
    Answer {
        status: 201,
        headers: vec![("location".to_owned(), "/api/v1/webhooks/7".to_owned())],
        body: body.to_owned(),
    }
}

async fn a_request_is_carried_out_once(o: Organisation) {
    let first = claim(begun(&o, "k").await);
    assert_eq!(begun(&o, "k").await, Begun::UnderWay);
    let made = answer("the secret");
    idempotency::keep(&o.p, first, &made).await.unwrap();
    assert_eq!(begun(&o, "k").await, Begun::Done(made));
    // The same bytes, parted otherwise, are another request.
    let other: [&[u8]; 2] = [b"/webhooks{", b"}"];
    let outcome = idempotency::begin(&o.p, asked("k", &other)).await.unwrap();
    assert_eq!(outcome, Begun::Another);
    let stranger = Asked {
        caller: b"Bearer y",
        ..asked("k", &other)
    };
    claim(idempotency::begin(&o.p, stranger).await.unwrap());
    let refused = claim(begun(&o, "wrong").await);
    idempotency::release(&o.p, refused).await.unwrap();
    claim(begun(&o, "wrong").await);
    for bad in ["", "two words", "schlüssel", &"k".repeat(256)] {
        let outcome = idempotency::begin(&o.p, asked(bad, &other)).await;
        assert!(matches!(outcome, Err(Error::Input(_))), "{bad}");
    }
}

async fn one_of_two_carries_it_out(o: Organisation) {
    let (one, two) = tokio::join!(begun(&o, "k"), begun(&o, "k"));
    let new = [one, two]
        .into_iter()
        .filter(|it| matches!(it, Begun::New(_)));
    assert_eq!(new.count(), 1);
}

async fn a_key_is_free_again_in_time(o: Organisation) {
    let lost = claim(begun(&o, "k").await);
    // Whoever had it has been silent for too long.
    o.execute("UPDATE idempotency_keys SET lease_until = 5");
    let second = claim(begun(&o, "k").await);
    idempotency::keep(&o.p, lost.clone(), &answer("late"))
        .await
        .unwrap();
    idempotency::release(&o.p, lost).await.unwrap();
    assert_eq!(begun(&o, "k").await, Begun::UnderWay);
    idempotency::keep(&o.p, second, &answer("in time"))
        .await
        .unwrap();
    assert_eq!(begun(&o, "k").await, Begun::Done(answer("in time")));
    o.execute("UPDATE idempotency_keys SET begun_at = 5");
    claim(begun(&o, "k").await);
}

async fn an_answer_is_not_in_the_database(o: Organisation) {
    let long = claim(begun(&o, "long").await);
    let text = "x".repeat(300_000);
    idempotency::keep(&o.p, long, &answer(&text)).await.unwrap();
    assert_eq!(begun(&o, "long").await, Begun::Unkept);
    let first = claim(begun(&o, "k").await);
    idempotency::keep(&o.p, first, &answer("a secret"))
        .await
        .unwrap();
    // Under another secret key it cannot be read.
    let request: [&[u8]; 2] = [b"/webhooks", b"{}"];
    let other = o.with_another_key();
    let outcome = idempotency::begin(&other, asked("k", &request)).await;
    assert_eq!(outcome.unwrap(), Begun::Unkept);
    assert_eq!(begun(&o, "k").await, Begun::Done(answer("a secret")));
}

async fn what_was_kept_long_enough_goes_though_nobody_asks_again(o: Organisation) {
    let of_none = Asked {
        tenant: "",
        ..asked("k", &[])
    };
    let first = claim(begun(&o, "k").await);
    claim(idempotency::begin(&o.p, of_none).await.unwrap());
    idempotency::keep(&o.p, first, &answer("it")).await.unwrap();
    let forget = async |stop: bool| idempotency::forget_old(&o.p, &|| stop).await.unwrap();
    assert_eq!(forget(false).await, 0);
    o.execute("UPDATE idempotency_keys SET begun_at = 5");
    assert_eq!(forget(true).await, 0);
    assert_eq!((forget(false).await, forget(false).await), (2, 0));
}
