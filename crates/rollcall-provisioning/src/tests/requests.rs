//! The request log without a server: what does not fit is dropped, and what is old goes.

use scim_core::Rules;
use uuid::{NoContext, Timestamp, Uuid};

use super::harness::Organisation;
use super::on_both_databases;
use crate::Limits;
use crate::requests::{self, Body, Exchange, ListQuery};

on_both_databases!(
    what_does_not_fit_is_dropped_and_counted,
    what_was_kept_long_enough_goes,
    the_oldest_go_when_all_take_too_much,
    bodies_of_nobody_are_not_kept,
);

const TENANT: &str = "default";
const DAY: i64 = 86_400_000_000;

/// A request that came at a moment.
fn exchange(o: &Organisation, at: i64) -> Exchange {
    let seconds = u64::try_from(at / 1_000_000).unwrap();
    let body = Body::of(br#"{"userName": "ada@example.com"}"#, 1_000);
    Exchange {
        id: Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, 0)),
        tenant: Some(TENANT.into()),
        connection: Some(o.caller.connection),
        token: o.caller.token,
        token_ending: None,
        denied: None,
        provider: None,
        rules: Rules::NONE,
        method: "POST".to_owned(),
        path: "/scim/Users".to_owned(),
        status: 201,
        microseconds: 1_000,
        refusal: None,
        address: None,
        agent: None,
        request: Some(body),
        response: None,
        rehearsal: None,
    }
}

/// Writes what was noted, as a server does at its end.
async fn write(o: &Organisation) {
    requests::work(&o.p, &|| true).await;
}

async fn kept(o: &Organisation, tenant: &str) -> Vec<Uuid> {
    let query = ListQuery {
        limit: 500,
        ..ListQuery::default()
    };
    let page = requests::list(&o.p, tenant, &query).await.unwrap();
    page.requests.iter().map(|it| it.id).collect()
}

async fn what_does_not_fit_is_dropped_and_counted(o: Organisation) {
    let now = o.p.now();
    let long = |at| Exchange {
        response: Some(Body::of(&[b'x'; 60_000], 60_000)),
        ..exchange(&o, at)
    };
    let mut taken = 0;
    for _ in 0..1_000 {
        taken += usize::from(requests::note(&o.p, long(now)));
    }
    assert!(taken > 100 && taken < 1_000, "{taken}");
    assert_eq!(requests::dropped(&o.p), 1_000 - taken as u64);
    let mut small = 0;
    while requests::note(&o.p, exchange(&o, now)) {
        small += 1;
        assert!(small <= 10_000, "there is no end");
    }
    write(&o).await;
    let summary = requests::summary(&o.p, TENANT, 24).await.unwrap();
    let written: i64 = summary.hours.iter().map(|hour| hour.ok).sum();
    assert_eq!(written, i64::try_from(taken + small).unwrap());
}

async fn what_was_kept_long_enough_goes(o: Organisation) {
    let now = o.p.now();
    let (old, young) = (exchange(&o, now - 31 * DAY), exchange(&o, now - 29 * DAY));
    let ids = [young.id, old.id];
    requests::note(&o.p, old);
    requests::note(&o.p, young);
    write(&o).await;
    assert_eq!(kept(&o, TENANT).await, ids);
    requests::forget_old(&o.p, &|| false).await.unwrap();
    assert_eq!(kept(&o, TENANT).await, ids[..1]);
    let summary = requests::summary(&o.p, TENANT, 24 * 31).await.unwrap();
    assert_eq!(summary.hours.iter().map(|hour| hour.ok).sum::<i64>(), 1);
}

async fn the_oldest_go_when_all_take_too_much(o: Organisation) {
    let limits = Limits {
        request_log_bytes_max: 20_000,
        ..Limits::default()
    };
    let o = o.with_limits(limits).await;
    let now = o.p.now();
    let all: Vec<_> = (0..100)
        .map(|number| exchange(&o, now - DAY + number * 1_000_000))
        .collect();
    let mut ids: Vec<_> = all.iter().map(|it| it.id).collect();
    for exchange in all {
        assert!(requests::note(&o.p, exchange));
    }
    write(&o).await;
    ids.reverse();
    let kept = kept(&o, TENANT).await;
    assert!(kept.len() > 10 && kept.len() < 60, "{}", kept.len());
    assert_eq!(kept, ids[..kept.len()]);
}

async fn bodies_of_nobody_are_not_kept(o: Organisation) {
    let nobodys = Exchange {
        tenant: None,
        ..exchange(&o, o.p.now())
    };
    let id = nobodys.id.to_string();
    requests::note(&o.p, nobodys);
    write(&o).await;
    let found = requests::find(&o.p, "", &id, "").await.unwrap();
    assert_eq!(found.request_body, None);
    assert!(requests::find(&o.p, TENANT, &id, "").await.is_err());
}
