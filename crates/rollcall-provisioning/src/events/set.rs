//! From a row of `changes` to a security event token (RFC 8417, RFC 9967).

use std::collections::HashMap;

use rollcall_storage::changes::Change;
use rollcall_storage::event_streams::EventStream as Row;
use rollcall_storage::{Conn, resources};
use scim_core::Object;
use scim_core::event::{self, Detail, Occurrence, Operation};
use scim_core::schema::{Registry, ResourceType, Schema};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::issuer::Issuer;
use crate::Result;

const MICROSECONDS: i64 = 1_000_000;

/// A security event token, ready to be sent.
#[derive(Debug, Clone)]
pub struct Set {
    /// The number of the change that it tells.
    pub(crate) number: i64,
    /// When that happened, in microseconds since the epoch.
    pub at: i64,
    /// Its `jti`, which is the same whenever this change is told to this stream.
    pub jti: String,
    /// The token itself.
    pub token: String,
}

/// The claims in the order in which RFC 9967 shows them.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: i64,
    jti: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    txn: Option<&'a str>,
    sub_id: Value,
    events: Object,
}

/// The `jti` of a change in a stream. Unlike a random one it needs not be stored to be recognised.
pub(super) fn jti(stream: Uuid, number: i64) -> String {
    format!("{stream}.{number}")
}

/// The change that a `jti` of this stream means.
pub(super) fn number(stream: Uuid, jti: &str) -> Option<i64> {
    let (named, number) = jti.split_once('.')?;
    let number = number.parse().ok()?;
    (named == stream.to_string() && jti == self::jti(stream, number)).then_some(number)
}

/// The tokens of these changes, in their order.
pub(super) fn sets(
    conn: &mut Conn,
    issuer: &Issuer,
    registry: &Registry,
    stream: &Row,
    changes: &[Change],
) -> Result<Vec<Set>> {
    let ids: Vec<_> = changes.iter().map(|change| change.resource_id).collect();
    let external_ids = resources::external_ids(conn, &stream.tenant, &ids)?;
    changes
        .iter()
        .map(|change| set(issuer, registry, stream, change, &external_ids))
        .collect()
}

fn set(
    issuer: &Issuer,
    registry: &Registry,
    stream: &Row,
    change: &Change,
    external_ids: &HashMap<Uuid, String>,
) -> Result<Set> {
    let (before, after) = (
        object(change.before.as_ref()),
        object(change.after.as_ref()),
    );
    let document = change.document.as_ref().map(|value| object(Some(value)));
    let gone;
    let resource_type = match registry.by_name(&change.resource_type) {
        Some(known) => known,
        None => {
            gone = forgotten(&change.resource_type);
            &gone
        }
    };
    let id = (!change.resource_id.is_nil()).then(|| change.resource_id.to_string());
    let told = [&after, &before]
        .into_iter()
        .find_map(|o| o.get("externalId")?.as_str());
    let occurrence = Occurrence {
        operation: Operation::of(&change.operation),
        resource_type,
        id: id.as_deref(),
        external_id: told.or_else(|| external_ids.get(&change.resource_id).map(String::as_str)),
        version: change.version,
        before: &before,
        after: &after,
        document: document.as_ref(),
    };
    let detail = if stream.detail == super::streams::FULL {
        Detail::Full
    } else {
        Detail::Notice
    };
    let jti = jti(stream.id, change.seq);
    let claims = Claims {
        iss: issuer.name(),
        aud: &stream.audience,
        iat: change.at / MICROSECONDS,
        jti: &jti,
        txn: change.request_id.as_deref(),
        sub_id: event::sub_id(&occurrence),
        events: event::statements(&occurrence, detail),
    };
    Ok(Set {
        number: change.seq,
        at: change.at,
        token: issuer.sign(&claims)?,
        jti,
    })
}

fn object(value: Option<&Value>) -> Object {
    value
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

/// A resource type that there was once: what happened then is told all the same.
fn forgotten(name: &str) -> ResourceType {
    ResourceType {
        name: name.to_owned(),
        endpoint: format!("{name}s"),
        description: String::new(),
        schema: Schema {
            id: name.to_owned(),
            name: name.to_owned(),
            description: String::new(),
            attributes: Vec::new(),
        },
        extensions: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jti_is_read_only_by_its_stream() {
        let (mine, other) = (Uuid::now_v7(), Uuid::now_v7());
        assert_eq!(number(mine, &jti(mine, 42)), Some(42));
        assert_eq!(number(other, &jti(mine, 42)), None);
        for odd in [
            "",
            ".",
            "42",
            &format!("{mine}.+42"),
            &format!("{mine}.042"),
            &format!("{mine}.x"),
        ] {
            assert_eq!(number(mine, odd), None, "{odd}");
        }
    }
}
