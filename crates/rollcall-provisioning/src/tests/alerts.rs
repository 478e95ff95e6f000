//! What goes wrong is found out, told once, and over when it is.

use std::sync::{Arc, Mutex};

use rollcall_storage::request_log::{self, Logged};
use serde_json::{Value, json};
use uuid::Uuid;

use super::harness::{Organisation, person};
use super::on_both_databases;
use crate::alerts::{self, HookMessage, NewSettings, ShownAlert, Ways};
use crate::mail::Letter;
use crate::{Error, Limits};

on_both_databases!(
    a_connection_that_goes_quiet_is_told_of_once,
    many_refusals_are_told_of,
    a_token_that_expired_and_is_used_is_told_of,
    a_field_that_becomes_less_complete_is_told_of,
    what_the_receiver_does_not_take_is_sent_again,
);

const TENANT: &str = "default";
const HOUR: i64 = 3_600 * 1_000_000;

/// Looks as often as it is asked.
async fn looking(o: Organisation) -> Organisation {
    let limits = Limits {
        alerts_check_seconds: 0,
        ..Limits::default()
    };
    o.with_limits(limits).await
}

#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<Value>>>);

impl Told {
    fn ways(&self, takes: bool) -> Ways {
        let told = self.0.clone();
        let hook = move |message: &HookMessage| {
            let body = serde_json::from_str(&message.body).unwrap();
            told.lock().unwrap().push(body);
            if takes { Ok(()) } else { Err("no".to_owned()) }
        };
        Ways {
            hook: Arc::new(hook),
            letters: Arc::new(|_, tenant, _| Letter::of_words(tenant, "")),
        }
    }

    /// What was told since somebody looked.
    fn next(&self) -> Vec<String> {
        let all = std::mem::take(&mut *self.0.lock().unwrap());
        let word = |it: &Value| {
            let (kind, of) = (&it["type"], &it["data"]["kind"]);
            format!("{} {}", kind.as_str().unwrap(), of.as_str().unwrap())
        };
        all.iter().map(word).collect()
    }
}

async fn told(o: &Organisation) -> Told {
    let new = NewSettings {
        emails: Vec::new(),
        language: None,
        webhook_url: Some("https://alerts.example.com/".to_owned()),
        muted: Vec::new(),
        thresholds: None,
    };
    alerts::set(&o.p, TENANT, new).await.unwrap();
    Told::default()
}

async fn look(o: &Organisation, told: &Told) -> Vec<ShownAlert> {
    let ways = told.ways(true);
    alerts::work_round(&o.p, &ways, &|| false).await.unwrap();
    let page = alerts::list(&o.p, TENANT, None, 100).await.unwrap();
    let open = page.alerts.into_iter();
    open.filter(|alert| alert.closed_at.is_none()).collect()
}

/// Requests that came at these moments.
async fn came(
    o: &Organisation,
    moments: Vec<i64>,
    outcome: Option<&str>,
    cause: Option<&str>,
    about: Value,
) {
    let connection = o.caller.connection;
    let (outcome, cause) = (outcome.map(str::to_owned), cause.map(str::to_owned));
    let rows: Vec<_> = moments
        .into_iter()
        .map(|at| {
            let random = Uuid::now_v7().as_u128() & ((1 << 80) - 1);
            let id = (u128::try_from(at / 1_000).unwrap() << 80) | random;
            Logged {
                id: Uuid::from_u128(id),
                at,
                outcome: outcome.clone(),
                cause: cause.clone(),
                connection_id: Some(connection),
                subject_id: None,
                subject_key: None,
                about: about.to_string(),
                bodies: None,
            }
        })
        .collect();
    let written = o.p.store().write(move |tx| {
        request_log::append(tx, TENANT, &rows)?;
        Ok::<_, Error>(())
    });
    written.await.unwrap();
}

async fn a_connection_that_goes_quiet_is_told_of_once(o: Organisation) {
    let o = looking(o).await;
    let told = told(&o).await;
    let now = o.p.now();
    let days = |days: &[i64]| days.iter().map(|day| now - day * 24 * HOUR).collect();
    came(&o, days(&[2, 3]), None, None, json!({})).await;
    assert_eq!(look(&o, &told).await, []);
    came(&o, days(&[4]), None, None, json!({})).await;
    let open = look(&o, &told).await;
    assert_eq!(
        (open[0].kind.as_str(), open[0].subject.name.as_str()),
        ("silence", "default")
    );
    assert_eq!(told.next(), ["alert.opened silence"]);
    assert_eq!(look(&o, &told).await.len(), 1);
    assert_eq!(told.next(), [""; 0]);
    // A paused connection is quiet because somebody wants it.
    crate::connections::pause(&o.p, TENANT, "default", "an admin")
        .await
        .unwrap();
    assert_eq!(look(&o, &told).await, []);
    assert_eq!(told.next(), ["alert.closed silence"]);
    crate::connections::resume(&o.p, TENANT, "default")
        .await
        .unwrap();
    assert_eq!(look(&o, &told).await.len(), 1);
    assert_eq!(told.next(), ["alert.opened silence"]);
    came(&o, vec![o.p.now()], None, None, json!({})).await;
    assert_eq!(look(&o, &told).await, []);
    assert_eq!(told.next(), ["alert.closed silence"]);
}

async fn many_refusals_are_told_of(o: Organisation) {
    let o = looking(o).await;
    let told = told(&o).await;
    let now = o.p.now();
    came(&o, vec![now; 16], None, None, json!({})).await;
    came(
        &o,
        vec![now; 3],
        Some("refused"),
        Some("uniqueness"),
        json!({}),
    )
    .await;
    assert_eq!(look(&o, &told).await, [], "too few");
    came(
        &o,
        vec![now; 1],
        Some("refused"),
        Some("uniqueness"),
        json!({}),
    )
    .await;
    assert_eq!(look(&o, &told).await, [], "not more than a fifth");
    came(&o, vec![now; 50], Some("failed"), Some("paused"), json!({})).await;
    assert_eq!(look(&o, &told).await, [], "somebody wants these");
    came(&o, vec![now; 1], Some("failed"), Some("other"), json!({})).await;
    let open = look(&o, &told).await;
    assert_eq!(open[0].kind, "error_rate");
    assert!(
        open[0].text.contains("Of 21 requests") && open[0].text.contains("for this: uniqueness."),
        "{}",
        open[0].text
    );
    assert_eq!(told.next(), ["alert.opened error_rate"]);
}

async fn a_token_that_expired_and_is_used_is_told_of(o: Organisation) {
    let o = looking(o).await;
    let told = told(&o).await;
    let token = o.caller.token.unwrap();
    o.execute("UPDATE tokens SET expires_at = 1");
    let now = o.p.now();
    came(
        &o,
        vec![now - 3 * HOUR],
        Some("refused"),
        Some("token_expired"),
        json!({"token": token}),
    )
    .await;
    assert_eq!(look(&o, &told).await, [], "that was long ago");
    came(
        &o,
        vec![now],
        Some("refused"),
        Some("token_expired"),
        json!({"token": token}),
    )
    .await;
    // Others who are refused, and others whose tokens have expired, hide nobody.
    for cause in ["uniqueness", "token_expired"] {
        let another = json!({"token": Uuid::now_v7()});
        came(
            &o,
            vec![o.p.now(); 600],
            Some("refused"),
            Some(cause),
            another,
        )
        .await;
    }
    let open = look(&o, &told).await;
    let open: Vec<_> = open
        .into_iter()
        .filter(|alert| alert.kind != "error_rate")
        .collect();
    assert_eq!(
        (open[0].kind.as_str(), open[0].subject.id.clone()),
        ("token_expired_in_use", token.to_string())
    );
    assert_eq!(
        told.next(),
        [
            "alert.opened error_rate",
            "alert.opened token_expired_in_use"
        ]
    );
}

async fn a_field_that_becomes_less_complete_is_told_of(o: Organisation) {
    let o = looking(o).await;
    let told = told(&o).await;
    let mut ids = Vec::new();
    for n in 0..12 {
        ids.push(o.person(&format!("p{n}@example.com")).await);
    }
    assert_eq!(look(&o, &told).await, []);
    for (n, id) in ids.iter().take(3).enumerate() {
        let mut body = person(&format!("p{n}"));
        body.as_object_mut().unwrap().shift_remove("emails");
        o.put("Users", id, body).await.unwrap();
    }
    assert_eq!(look(&o, &told).await, [], "it is counted once a day");
    o.execute("UPDATE alert_work SET counted_at = 0");
    let open = look(&o, &told).await;
    assert_eq!(
        (open[0].kind.as_str(), open[0].subject.id.as_str()),
        ("completeness_drop", "email")
    );
    assert!(
        open[0].text.contains("75 %") && open[0].text.contains("100 %"),
        "{}",
        open[0].text
    );
    assert_eq!(told.next(), ["alert.opened completeness_drop"]);
    for (n, id) in ids.iter().take(3).enumerate() {
        o.put("Users", id, person(&format!("p{n}@example.com")))
            .await
            .unwrap();
    }
    o.execute("UPDATE alert_work SET counted_at = 0");
    assert_eq!(look(&o, &told).await, []);
    assert_eq!(told.next(), ["alert.closed completeness_drop"]);
}

async fn what_the_receiver_does_not_take_is_sent_again(o: Organisation) {
    let o = looking(o).await;
    let told = told(&o).await;
    let now = o.p.now();
    came(
        &o,
        vec![now; 25],
        Some("refused"),
        Some("uniqueness"),
        json!({}),
    )
    .await;
    for _ in 0..2 {
        let ways = told.ways(false);
        alerts::work_round(&o.p, &ways, &|| false).await.unwrap();
        assert_eq!(told.next(), ["alert.opened error_rate"]);
    }
    look(&o, &told).await;
    assert_eq!(told.next(), ["alert.opened error_rate"]);
    look(&o, &told).await;
    assert_eq!(told.next(), [""; 0]);
}
