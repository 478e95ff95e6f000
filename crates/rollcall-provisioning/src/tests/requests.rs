//! The request log without a server: what does not fit is dropped, and what is old goes.

use std::time::Duration;

use scim_core::Rules;
use uuid::{NoContext, Timestamp, Uuid};

use super::harness::Organisation;
use super::on_both_databases;
use crate::Limits;
use crate::leavers::{self, Forgetting};
use crate::requests::{self, Body, Exchange, Following, ListQuery, Meant, Refusal};

on_both_databases!(
    what_does_not_fit_is_dropped_and_counted,
    what_was_kept_long_enough_goes,
    the_oldest_go_when_all_take_too_much,
    bodies_of_nobody_are_not_kept,
    a_nul_in_what_was_sent_is_kept_as_something_else,
    what_cannot_be_written_takes_nothing_else_with_it,
    whoever_has_a_long_name_is_forgotten,
    whoever_follows_again_is_told_of_all_that_they_missed,
    who_follows_is_told_names_that_are_asked_for_once,
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

async fn a_nul_in_what_was_sent_is_kept_as_something_else(o: Organisation) {
    let now = o.p.now();
    let refused = |body: &[u8]| Exchange {
        status: 400,
        refusal: Some(Refusal {
            scim_type: Some("invalidValue"),
            detail: "userName\0 contains a NUL character.".to_owned(),
        }),
        agent: Some("a\0b".to_owned()),
        request: Some(Body::of(body, 1_000)),
        ..exchange(&o, now)
    };
    let taken = Exchange {
        status: 409,
        refusal: Some(Refusal {
            scim_type: Some("uniqueness"),
            detail: "taken".to_owned(),
        }),
        ..refused(br#"{"userName": "x\u0000y"}"#)
    };
    let looked_for = Exchange {
        method: "GET".to_owned(),
        path: "/scim/Users?filter=userName%20eq%20%22a%00b%22".to_owned(),
        request: None,
        ..refused(b"")
    };
    let dropped = Exchange {
        request: Some(Body::of(br#"{"userName": "it", "n\u0000": 1}"#, 1_000)),
        ..exchange(&o, now)
    };
    let all = [
        refused(br#"{"userName": "Ada\u0000"}"#),
        taken,
        looked_for,
        dropped,
        exchange(&o, now),
    ];
    for exchange in all {
        assert!(requests::note(&o.p, exchange));
    }
    write(&o).await;
    assert_eq!(requests::dropped(&o.p), 0);
    let found = |search: &str| ListQuery {
        search: Some(search.to_owned()),
        limit: 10,
        ..ListQuery::default()
    };
    assert_eq!(kept(&o, TENANT).await.len(), 5);
    let page = requests::list(&o.p, TENANT, &found("ada")).await.unwrap();
    assert_eq!(page.requests.len(), 2);
    let shown = format!("{:?}", page.requests);
    assert!(
        shown.contains("Ada\u{fffd}") && !shown.contains("\\0"),
        "{shown}"
    );
}

async fn what_cannot_be_written_takes_nothing_else_with_it(o: Organisation) {
    let now = o.p.now();
    let (first, last) = (exchange(&o, now), exchange(&o, now + 1_000_000));
    // No two entries have one id.
    let twin = Exchange {
        id: first.id,
        ..exchange(&o, now)
    };
    let nobodys = Exchange {
        tenant: None,
        ..exchange(&o, now)
    };
    let (ids, lonely) = (vec![last.id, first.id], nobodys.id);
    for exchange in [first, twin, nobodys, last] {
        assert!(requests::note(&o.p, exchange));
    }
    write(&o).await;
    assert_eq!(kept(&o, TENANT).await, ids);
    assert_eq!(kept(&o, "").await, [lonely]);
    assert_eq!(requests::dropped(&o.p), 1);
}

async fn whoever_has_a_long_name_is_forgotten(o: Organisation) {
    let name = "n".repeat(300);
    let now = o.p.now();
    // Nobody had it then, so that only the name says whom it was about.
    let looked_for = Exchange {
        method: "GET".to_owned(),
        path: format!("/scim/Users?filter=userName%20eq%20%22{name}%22"),
        status: 200,
        request: None,
        ..exchange(&o, now)
    };
    let another = Exchange {
        path: "/scim/Users?filter=userName%20eq%20%22other%22".to_owned(),
        id: exchange(&o, now + 1_000_000).id,
        request: None,
        method: "GET".to_owned(),
        ..exchange(&o, now)
    };
    let others = another.id;
    for exchange in [looked_for, another] {
        assert!(requests::note(&o.p, exchange));
    }
    let person = o.person(&name).await;
    o.deactivate(&person).await;
    write(&o).await;
    assert_eq!(kept(&o, TENANT).await.len(), 2);
    leavers::purge(&o.p, TENANT, &person, Forgetting::Delete, "test")
        .await
        .unwrap();
    assert_eq!(kept(&o, TENANT).await, [others]);
}

const PATIENCE: Duration = Duration::from_secs(20);

async fn whoever_follows_again_is_told_of_all_that_they_missed(o: Organisation) {
    let begin = o.p.now() - 3_600_000_000;
    let all: Vec<_> = (0..1_301)
        .map(|number| exchange(&o, begin + number * 1_000_000))
        .collect();
    let ids: Vec<_> = all.iter().map(|it| it.id).collect();
    for exchange in all {
        assert!(requests::note(&o.p, exchange));
    }
    write(&o).await;
    let first = ids[0].to_string();
    let following = Following::begin(&o.p, TENANT, Meant::default(), Some(&first));
    let mut following = following.await.unwrap();
    for id in &ids[1..] {
        let told = following.next(PATIENCE).await.unwrap();
        assert_eq!(told.map(|it| it.id), Some(*id));
    }
    let nothing = following.next(Duration::from_millis(10)).await.unwrap();
    assert_eq!(nothing, None);
}

async fn who_follows_is_told_names_that_are_asked_for_once(o: Organisation) {
    let at = o.p.now() - 3_600_000_000;
    let of = |number: i64, token| {
        let exchange = Exchange {
            token,
            ..exchange(&o, at + number * 1_000_000)
        };
        let id = exchange.id;
        assert!(requests::note(&o.p, exchange));
        id.to_string()
    };
    let (known, gone, another) = (o.caller.token, Some(Uuid::nil()), Some(Uuid::max()));
    let after = of(0, known);
    for (number, token) in (1..).zip([known, gone, known, gone, known, another, known]) {
        of(number, token);
    }
    write(&o).await;
    let following = Following::begin(&o.p, TENANT, Meant::default(), Some(&after));
    let mut following = following.await.unwrap();
    let mut names = Vec::new();
    for number in 0..7 {
        if number == 2 {
            o.execute("UPDATE tokens SET name = 'Renamed' WHERE name = 'First token'");
        }
        names.push(following.next(PATIENCE).await.unwrap().unwrap().token_name);
    }
    // They are asked for once, and again for whom they do not tell.
    let names: Vec<_> = names.iter().map(Option::as_deref).collect();
    let (was, is) = (Some("First token"), Some("Renamed"));
    assert_eq!(names, [was, None, was, None, was, None, is]);
}
