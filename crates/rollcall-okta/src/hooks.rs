//! Okta's event hooks: it tells at once that something happened to somebody, so that nobody waits for the next run.
//!
//! Nothing that an event says of somebody is believed: they are read anew ([`crate::users::Okta::user_request`]), since events come at
//! least once, late and in any order. Whom Okta does not have any more (`Ok(None)`) has vanished ([`crate::plan::gone`]). Okta waits three seconds for the answer (200 or 204, empty), so whoever takes a delivery notes it and
//! answers, and reads afterwards. Deliveries have no signature, only the secret that the administrator set.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use scim_core::instant;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::wire;

/// Bytes of one delivery.
pub const DELIVERY_BYTES_MAX: usize = 1024 * 1024;
/// Events of one delivery that are looked at.
pub const EVENTS_MAX: usize = 1_000;
/// The header that a hook's address is verified with.
pub const CHALLENGE_HEADER: &str = "x-okta-verification-challenge";
const CHALLENGE_BYTES_MAX: usize = 1_000;
const ID_BYTES_MAX: usize = 100;

/// The events to choose in Okta, when the hook is made.
pub const EVENT_TYPES: [&str; 8] = [
    "user.lifecycle.create",
    "user.lifecycle.activate",
    "user.lifecycle.deactivate",
    "user.lifecycle.reactivate",
    "user.lifecycle.suspend",
    "user.lifecycle.unsuspend",
    "user.lifecycle.delete.initiated",
    "user.account.update_profile",
];

/// What is told of in one delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// By which a repetition of the whole is known.
    pub event_id: String,
    /// Whom to read anew, each once.
    pub users: Vec<Told>,
    /// Events that are about nobody.
    pub others: usize,
}

/// Somebody to whom something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// By which Okta knows them.
    pub user_id: String,
    /// By which a repetition of the event is known (that of the newest, if there are several).
    pub uuid: String,
    /// When it happened, in microseconds since the Unix epoch: who was read later than that needs not be read again.
    pub published_micros: Option<i64>,
}

/// Why a delivery is not taken: a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong(&'static str);

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Wrong {}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    event_id: String,
    data: Events,
}

#[derive(Deserialize)]
struct Events {
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    uuid: String,
    published: Option<String>,
    #[serde(default)]
    target: Option<Vec<Target>>,
}

#[derive(Deserialize)]
struct Target {
    id: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// The body that answers the request by which Okta verifies an address; `challenge` is what its header [`CHALLENGE_HEADER`] has.
///
/// # Errors
/// It is no challenge of Okta's.
pub fn verification(challenge: &str) -> Result<Value, Wrong> {
    let plain = challenge.bytes().all(|byte| byte.is_ascii_graphic());
    if challenge.is_empty() || challenge.len() > CHALLENGE_BYTES_MAX || !plain {
        return Err(Wrong("The challenge is none of Okta's."));
    }
    Ok(json!({ "verification": challenge }))
}

/// Whether a delivery has the secret in its header `Authorization`, exactly. How long the comparison takes tells nothing of the secret.
pub fn is_secret(secret: &str, authorization: &str) -> bool {
    let [secret, given] = [secret, authorization].map(|text| digest(&SHA256, text.as_bytes()));
    verify_slices_are_equal(secret.as_ref(), given.as_ref()).is_ok()
}

/// Whom a delivery is about.
///
/// # Errors
/// It cannot be read, or is too long.
pub fn read(body: &[u8]) -> Result<Delivery, Wrong> {
    if body.len() > DELIVERY_BYTES_MAX {
        return Err(Wrong("The delivery is too long."));
    }
    let sent: Sent =
        serde_json::from_slice(body).map_err(|_| Wrong("This is no delivery of an event hook."))?;
    if sent.data.events.len() > EVENTS_MAX {
        return Err(Wrong("The delivery has too many events."));
    }
    let mut delivery = Delivery {
        event_id: wire::shown(&sent.event_id),
        users: Vec::new(),
        others: 0,
    };
    for event in &sent.data.events {
        if !event.note(&mut delivery.users) {
            delivery.others += 1;
        }
    }
    Ok(delivery)
}

impl Event {
    /// Notes whom it is about, and answers whether it is about anybody.
    fn note(&self, users: &mut Vec<Told>) -> bool {
        let published_micros = self.published.as_deref().and_then(instant);
        let mut is_about_somebody = false;
        for target in self.target.iter().flatten() {
            let plain = |id: &str| {
                let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
                !id.is_empty() && id.len() <= ID_BYTES_MAX && id.bytes().all(plain)
            };
            let id = target.id.as_deref().filter(|id| plain(id));
            let (Some(id), Some("User")) = (id, target.kind.as_deref()) else {
                continue;
            };
            is_about_somebody = true;
            let told = Told {
                user_id: id.to_owned(),
                uuid: wire::shown(&self.uuid),
                published_micros,
            };
            let is_full = users.len() >= EVENTS_MAX;
            match users.iter_mut().find(|known| known.user_id == id) {
                Some(known) if known.published_micros < published_micros => *known = told,
                Some(_) => {}
                // More is not a delivery of Okta's; the next run reads them.
                None if is_full => {}
                None => users.push(told),
            }
        }
        is_about_somebody
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{is_secret, read, verification};

    fn event(uuid: &str, published: &str, target: &Value) -> Value {
        json!({
            "uuid": uuid, "published": published, "eventType": "user.lifecycle.deactivate", "version": "0", "severity": "INFO",
            "outcome": {"result": "SUCCESS", "reason": null}, "target": target, "actor": {"id": "00uadmin", "type": "User"},
        })
    }

    fn delivery(events: &[Value]) -> Vec<u8> {
        let sent = json!({
            "eventType": "com.okta.event_hook", "eventTypeVersion": "1.0", "cloudEventsVersion": "0.1", "eventId": "b5a188b9",
            "source": "https://acme.okta.com/api/v1/eventHooks/who1", "data": {"events": events},
            "eventTime": "2026-12-01T00:00:00.000Z", "contentType": "application/json",
        });
        sent.to_string().into_bytes()
    }

    fn user(id: &str) -> Value {
        json!({"id": id, "type": "User", "alternateId": "isaac@example.com", "displayName": "Isaac Brock"})
    }

    #[test]
    fn whom_to_read_anew_each_once() {
        let events = [
            event("e1", "2026-12-01T00:00:01.000Z", &json!([user("00u1")])),
            event(
                "e2",
                "2026-12-01T00:00:03.000Z",
                &json!([user("00u1"), user("00u2"), {"id": "0oa1", "type": "AppInstance"}]),
            ),
            event("e3", "2026-12-01T00:00:02.000Z", &json!([user("00u1")])),
            event("e4", "soon", &json!([{"id": "00g1", "type": "UserGroup"}])),
            event("e5", "soon", &json!(null)),
            event("e6", "soon", &json!([user("../users")])),
        ];
        let read = read(&delivery(&events)).unwrap();
        assert_eq!(read.event_id, "b5a188b9");
        let told: Vec<_> = read
            .users
            .iter()
            .map(|told| (told.user_id.as_str(), told.uuid.as_str()))
            .collect();
        assert_eq!(told, [("00u1", "e2"), ("00u2", "e2")]);
        assert_eq!(read.others, 3);
    }

    #[test]
    fn what_is_no_delivery_is_refused() {
        for body in ["", "[]", "{}", r#"{"eventId": "x", "data": {}}"#] {
            assert!(read(body.as_bytes()).is_err(), "{body}");
        }
        let many = vec![event("e", "x", &json!([])); 1_001];
        assert!(read(&delivery(&many)).is_err());
        assert!(read(&vec![b' '; 2_000_000]).is_err());
    }

    #[test]
    fn an_address_is_verified_by_saying_the_challenge_again() {
        assert_eq!(verification("abc").unwrap(), json!({"verification": "abc"}));
        for odd in ["", "a b", "a\u{0}", &"x".repeat(2_000)] {
            assert!(verification(odd).is_err());
        }
    }

    #[test]
    fn the_secret_is_the_whole_header() {
        assert!(is_secret("Secret x", "Secret x"));
        for other in ["secret x", "Secret x ", "Secret", ""] {
            assert!(!is_secret("Secret x", other), "{other}");
        }
    }
}
