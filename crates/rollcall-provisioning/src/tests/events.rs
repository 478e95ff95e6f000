//! Event streams: every change is told once, to whoever acknowledges in whatever order.

use std::collections::{BTreeMap, BTreeSet};

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};

use super::harness::{Organisation, person, refusal};
use super::on_both_databases;
use crate::events::{self, Delivery, Detail, EndpointUrl, EventStream, NewStream, Set};
use crate::{Error, tenants};

on_both_databases!(
    each_committed_change_is_one_event_and_nothing_else_is,
    an_event_is_signed_and_names_its_subject,
    a_full_event_tells_values_but_never_a_password,
    what_was_recorded_before_is_told_too,
    a_stream_begins_now_or_at_the_beginning,
    acknowledgements_come_in_any_order,
    what_a_receiver_cannot_use_does_not_come_again,
    a_page_is_limited_and_says_so,
    a_receiver_skips_nothing_while_writers_run,
    streams_belong_to_their_tenant,
    a_stream_that_cannot_be_is_refused,
);

pub(super) fn poll_stream(name: &str) -> NewStream {
    NewStream {
        tenant: "default".to_owned(),
        name: name.to_owned(),
        delivery: Delivery::Poll,
        detail: Detail::Notice,
        audience: None,
        from_beginning: false,
    }
}

pub(super) fn push_stream(name: &str) -> NewStream {
    NewStream {
        delivery: Delivery::Push {
            endpoint: EndpointUrl::parse("https://receiver.example.com/events").unwrap(),
            authorization: Some("Bearer receiver-secret".to_owned()),
        },
        ..poll_stream(name)
    }
}

pub(super) async fn make(o: &Organisation, new: NewStream) -> EventStream {
    events::create(&o.p, new).await.unwrap()
}

pub(super) async fn told(o: &Organisation, stream: &EventStream) -> Vec<Set> {
    let id = stream.id.to_string();
    let outstanding = events::outstanding(&o.p, &stream.tenant, &id, 1_000).await;
    outstanding.unwrap().sets
}

async fn acknowledge(o: &Organisation, stream: &EventStream, jtis: &[&str]) {
    let jtis = jtis.iter().map(|jti| (*jti).to_owned()).collect();
    events::acknowledge(&o.p, &stream.tenant, &stream.id.to_string(), jtis, vec![])
        .await
        .unwrap();
}

/// The claims of a token, verified as a receiver does it.
fn claims(o: &Organisation, stream: &EventStream, set: &Set) -> Value {
    let keys: JwkSet = serde_json::from_value(o.p.event_keys()).unwrap();
    let header = jsonwebtoken::decode_header(&set.token).unwrap();
    assert_eq!(header.typ.as_deref(), Some("secevent+jwt"));
    let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.required_spec_claims.clear();
    validation.set_audience(&[&stream.audience]);
    validation.set_issuer(&[o.p.issuer_name()]);
    jsonwebtoken::decode::<Value>(&set.token, &key, &validation)
        .unwrap()
        .claims
}

/// `prov:create:notice /Users`, for each event.
async fn headlines(o: &Organisation, stream: &EventStream) -> Vec<String> {
    let sets = told(o, stream).await;
    let headline = |set: &Set| {
        let claims = claims(o, stream, set);
        let uris = claims["events"].as_object().unwrap().keys();
        let words: Vec<_> = uris
            .map(|uri| uri.strip_prefix("urn:ietf:params:scim:event:").unwrap())
            .collect();
        let uri = claims["sub_id"]["uri"].as_str().unwrap();
        let endpoint = uri.split('/').nth(1).unwrap();
        format!("{} /{endpoint}", words.join("+"))
    };
    sets.iter().map(headline).collect()
}

async fn each_committed_change_is_one_event_and_nothing_else_is(o: Organisation) {
    let stream = make(&o, poll_stream("SIEM")).await;
    let ada = o.person("ada@example.com").await;
    let group = o.group("Sales", &[&ada]).await;
    let title = json!([{"op": "replace", "path": "title", "value": "Countess"}]);
    o.patch("Users", &ada, title.clone()).await.unwrap();
    // Nothing differs.
    o.patch("Users", &ada, title).await.unwrap();
    // Refused.
    assert_eq!(
        refusal(o.post("Users", person("ADA@example.com")).await),
        "409 uniqueness"
    );
    refusal(
        o.patch(
            "Users",
            &ada,
            json!([{"op": "replace", "path": "userName", "value": 7}]),
        )
        .await,
    );
    o.deactivate(&ada).await;
    o.deactivate(&ada).await;
    o.patch(
        "Users",
        &ada,
        json!([{"op": "replace", "value": {"active": true, "title": "x"}}]),
    )
    .await
    .unwrap();
    o.put("Users", &ada, person("ada@example.com"))
        .await
        .unwrap();
    let mut off = person("ada@example.com");
    off["active"] = false.into();
    o.put("Users", &ada, off).await.unwrap();
    o.post("Users", person("ada@example.com")).await.unwrap();
    o.delete("Users", &ada).await.unwrap();
    o.delete("Groups", &group).await.unwrap();
    assert_eq!(
        headlines(&o, &stream).await,
        [
            "prov:create:notice /Users",
            "prov:create:notice /Groups",
            "prov:patch:notice /Users",
            "prov:deactivate /Users",
            "prov:patch:notice+prov:activate /Users",
            "prov:put:notice /Users",
            "prov:deactivate /Users",
            "prov:activate /Users",
            "prov:patch:notice /Groups",
            "prov:delete /Users",
            "prov:delete /Groups",
        ]
    );
    let jtis: BTreeSet<_> = told(&o, &stream)
        .await
        .into_iter()
        .map(|set| set.jti)
        .collect();
    assert_eq!(jtis.len(), 11);
}

async fn an_event_is_signed_and_names_its_subject(o: Organisation) {
    let stream = make(
        &o,
        NewStream {
            audience: Some("https://siem.example.com".to_owned()),
            ..poll_stream("SIEM")
        },
    )
    .await;
    let mut ada = person("ada@example.com");
    ada["externalId"] = "00u1".into();
    let id = super::harness::id(&o.post("Users", ada).await.unwrap());
    o.patch(
        "Users",
        &id,
        json!([{"op": "add", "path": "name.givenName", "value": "Augusta"}]),
    )
    .await
    .unwrap();
    let sets = told(&o, &stream).await;
    let second = claims(&o, &stream, &sets[1]);
    assert_eq!(second["aud"], "https://siem.example.com");
    assert_eq!(second["txn"], "request-1");
    assert_eq!(second["jti"], sets[1].jti.as_str());
    assert_eq!(
        second["sub_id"],
        json!({"format": "scim", "uri": format!("/Users/{id}"), "externalId": "00u1", "id": id})
    );
    assert!(second.get("sub").is_none(), "{second}");
    assert_eq!(
        second["events"],
        json!({"urn:ietf:params:scim:event:prov:patch:notice": {"attributes": ["name.givenName"], "version": "W/\"2\""}})
    );
    let history = o.history().await;
    assert_eq!(second["iat"].as_i64().unwrap(), history[1].at / 1_000_000);
}

async fn a_full_event_tells_values_but_never_a_password(o: Organisation) {
    let stream = make(
        &o,
        NewStream {
            detail: Detail::Full,
            ..poll_stream("Replica")
        },
    )
    .await;
    let mut ada = person("ada@example.com");
    ada["password"] = "hunter2-hunter2".into();
    let id = super::harness::id(&o.post("Users", ada.clone()).await.unwrap());
    ada["title"] = "Countess".into();
    o.put("Users", &id, ada).await.unwrap();
    o.patch(
        "Users",
        &id,
        json!([{"op": "replace", "value": {"password": "hunter3-hunter3", "title": "x"}}]),
    )
    .await
    .unwrap();
    let sets = told(&o, &stream).await;
    let told: Vec<_> = sets
        .iter()
        .map(|set| claims(&o, &stream, set)["events"].clone())
        .collect();
    let created = &told[0]["urn:ietf:params:scim:event:prov:create:full"]["data"];
    assert_eq!(
        (&created["id"], &created["userName"]),
        (&json!(id), &json!("ada@example.com"))
    );
    let put = &told[1]["urn:ietf:params:scim:event:prov:put:full"]["data"];
    assert_eq!(
        (&put["title"], &put["userName"]),
        (&json!("Countess"), &json!("ada@example.com"))
    );
    assert_eq!(
        told[2]["urn:ietf:params:scim:event:prov:patch:full"]["data"]["Operations"],
        json!([{"op": "replace", "path": "title", "value": "x"}])
    );
    assert!(!json!(told).to_string().contains("hunter"), "{told:?}");
}

async fn what_was_recorded_before_is_told_too(o: Organisation) {
    let stream = make(&o, poll_stream("SIEM")).await;
    let ada = o.person("ada@example.com").await;
    o.patch(
        "Users",
        &ada,
        json!([{"op": "add", "path": "title", "value": "x"}]),
    )
    .await
    .unwrap();
    o.execute("UPDATE changes SET operation = 'updated' WHERE operation = 'patched'");
    assert_eq!(
        headlines(&o, &stream).await,
        ["prov:create:notice /Users", "prov:patch:notice /Users"]
    );
    o.execute("UPDATE changes SET resource_type = 'Robot', operation = 'transmogrified'");
    assert_eq!(
        headlines(&o, &stream).await,
        ["prov:patch:notice /Robots", "prov:patch:notice /Robots"]
    );
}

async fn a_stream_begins_now_or_at_the_beginning(o: Organisation) {
    o.person("ada@example.com").await;
    let now = make(&o, poll_stream("now")).await;
    let beginning = NewStream {
        from_beginning: true,
        ..poll_stream("beginning")
    };
    let beginning = make(&o, beginning).await;
    assert_eq!(headlines(&o, &now).await, [] as [&str; 0]);
    assert_eq!(headlines(&o, &beginning).await.len(), 1);
    o.person("bob@example.com").await;
    assert_eq!(headlines(&o, &now).await.len(), 1);
    assert_eq!(headlines(&o, &beginning).await.len(), 2);
}

async fn acknowledgements_come_in_any_order(o: Organisation) {
    let stream = make(&o, poll_stream("SIEM")).await;
    for n in 0..4 {
        o.person(&format!("p{n}@example.com")).await;
    }
    let first: Vec<_> = told(&o, &stream)
        .await
        .into_iter()
        .map(|set| set.jti)
        .collect();
    let again: Vec<_> = told(&o, &stream)
        .await
        .into_iter()
        .map(|set| set.jti)
        .collect();
    assert_eq!(
        first, again,
        "what is not acknowledged comes again, with the same jti"
    );
    let other = make(&o, poll_stream("other")).await;
    let foreign = format!("{}.1", other.id);
    acknowledge(
        &o,
        &stream,
        &[
            &first[2],
            "nonsense",
            &foreign,
            &format!("{}.999999", stream.id),
        ],
    )
    .await;
    let left = |sets: Vec<Set>| sets.into_iter().map(|set| set.jti).collect::<Vec<_>>();
    assert_eq!(
        left(told(&o, &stream).await),
        [&*first[0], &*first[1], &*first[3]]
    );
    acknowledge(&o, &stream, &[&first[0]]).await;
    acknowledge(&o, &stream, &[&first[0], &first[2]]).await;
    assert_eq!(left(told(&o, &stream).await), [&*first[1], &*first[3]]);
    let listed = events::find(&o.p, "default", "SIEM").await.unwrap();
    let history = o.history().await;
    assert_eq!(listed.waiting_since, Some(history[1].at));
    acknowledge(&o, &stream, &[&first[3], &first[1]]).await;
    assert_eq!(left(told(&o, &stream).await), [] as [&str; 0]);
    let listed = events::find(&o.p, "default", "SIEM").await.unwrap();
    assert_eq!(
        (listed.waiting_since, listed.stream.position),
        (None, history[3].seq)
    );
}

async fn what_a_receiver_cannot_use_does_not_come_again(o: Organisation) {
    let stream = make(&o, poll_stream("SIEM")).await;
    o.person("ada@example.com").await;
    o.person("bob@example.com").await;
    let sets = told(&o, &stream).await;
    let errors = vec![(sets[0].jti.clone(), "invalid_key: unknown\nkid".to_owned())];
    events::acknowledge(&o.p, "default", &stream.id.to_string(), vec![], errors)
        .await
        .unwrap();
    assert_eq!(told(&o, &stream).await[0].jti, sets[1].jti);
    let listed = events::find(&o.p, "default", "SIEM").await.unwrap();
    let why = listed.stream.last_error.unwrap();
    assert!(
        why.contains(&sets[0].jti) && why.ends_with("invalid_key: unknown kid"),
        "{why}"
    );
}

async fn a_page_is_limited_and_says_so(o: Organisation) {
    let stream = make(&o, poll_stream("SIEM")).await;
    for n in 0..3 {
        o.person(&format!("p{n}@example.com")).await;
    }
    let id = stream.id.to_string();
    for (max, count, more) in [(0, 0, true), (2, 2, true), (3, 3, false), (9, 3, false)] {
        let page = events::outstanding(&o.p, "default", &id, max)
            .await
            .unwrap();
        assert_eq!(
            (page.sets.len(), page.more_available),
            (count, more),
            "{max}"
        );
    }
}

async fn a_receiver_skips_nothing_while_writers_run(o: Organisation) {
    const WRITERS: usize = 6;
    const EACH: usize = 12;
    let stream = make(&o, poll_stream("SIEM")).await;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (p, call) = (o.p.clone(), o.call());
            tokio::spawn(async move {
                for n in 0..EACH {
                    let body = person(&format!("w{writer}-{n}@example.com"));
                    crate::resources::create(&p, call.clone(), "Users", body)
                        .await
                        .unwrap();
                }
            })
        })
        .collect();
    let (mut seen, mut rounds) = (BTreeMap::<String, usize>::new(), 0);
    while seen.len() < WRITERS * EACH {
        let finished = writers.iter().all(tokio::task::JoinHandle::is_finished);
        let sets = told(&o, &stream).await;
        assert!(
            !(finished && sets.is_empty()),
            "only {} were told",
            seen.len()
        );
        // Every other one is acknowledged; the rest comes again.
        rounds += 1;
        let chosen: Vec<_> = sets
            .iter()
            .skip(rounds % 2)
            .step_by(2)
            .map(|set| set.jti.as_str())
            .collect();
        for jti in &chosen {
            *seen.entry((*jti).to_owned()).or_default() += 1;
        }
        acknowledge(&o, &stream, &chosen).await;
    }
    assert!(
        seen.values().all(|count| *count == 1),
        "what is acknowledged does not come again"
    );
    assert!(told(&o, &stream).await.is_empty());
    let listed = events::find(&o.p, "default", "SIEM").await.unwrap();
    assert_eq!(
        Some(listed.stream.position),
        o.history().await.last().map(|change| change.seq)
    );
}

async fn streams_belong_to_their_tenant(o: Organisation) {
    tenants::create(&o.p, "globex", "Globex").await.unwrap();
    let stream = make(&o, poll_stream("SIEM")).await;
    let globex = make(
        &o,
        NewStream {
            tenant: "globex".to_owned(),
            ..poll_stream("SIEM")
        },
    )
    .await;
    o.person("ada@example.com").await;
    assert!(told(&o, &globex).await.is_empty());
    let id = stream.id.to_string();
    let foreign = events::outstanding(&o.p, "globex", &id, 1).await;
    assert!(matches!(foreign, Err(Error::Unknown(_))), "{foreign:?}");
    let foreign = events::acknowledge(&o.p, "globex", &id, vec![], vec![]).await;
    assert!(matches!(foreign, Err(Error::Unknown(_))), "{foreign:?}");
    let foreign = events::delete(&o.p, "globex", &id).await;
    assert!(matches!(foreign, Err(Error::Unknown(_))), "{foreign:?}");
    assert_eq!(told(&o, &stream).await.len(), 1);
    events::delete(&o.p, "default", &id).await.unwrap();
    let gone = events::outstanding(&o.p, "default", &id, 1).await;
    assert!(matches!(gone, Err(Error::Unknown(_))), "{gone:?}");
}

async fn a_stream_that_cannot_be_is_refused(o: Organisation) {
    make(&o, poll_stream("SIEM")).await;
    let twin = events::create(&o.p, poll_stream("SIEM")).await;
    assert!(matches!(twin, Err(Error::Exists(_))), "{twin:?}");
    let nowhere = NewStream {
        tenant: "nowhere".to_owned(),
        ..poll_stream("x")
    };
    let nowhere = events::create(&o.p, nowhere).await;
    assert!(matches!(nowhere, Err(Error::Unknown(_))), "{nowhere:?}");
    let header = |text: &str| NewStream {
        delivery: Delivery::Push {
            endpoint: EndpointUrl::parse("https://receiver.example.com/").unwrap(),
            authorization: Some(text.to_owned()),
        },
        ..poll_stream("x")
    };
    let audience = NewStream {
        audience: Some(" ".to_owned()),
        ..poll_stream("x")
    };
    for wrong in [
        poll_stream(" "),
        poll_stream("a\nb"),
        audience,
        header("Bearer a\r\nHost: b"),
        header(""),
    ] {
        let refused = events::create(&o.p, wrong).await;
        assert!(matches!(refused, Err(Error::Input(_))), "{refused:?}");
    }
    assert_eq!(events::list(&o.p, "default").await.unwrap().len(), 1);
    let pushed = make(&o, push_stream("push")).await;
    let polled = events::outstanding(&o.p, "default", &pushed.id.to_string(), 1).await;
    assert!(matches!(polled, Err(Error::Input(_))), "{polled:?}");
}
