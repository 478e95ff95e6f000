//! From a row of `changes` to a security event token (RFC 8417, RFC 9967). Nothing else is looked at, so that the same
//! event has the same content whenever it is told.

use rollcall_storage::changes::Change;
use rollcall_storage::event_streams::EventStream;
use rollcall_storage::{Conn, changes};
use scim_core::Object;
use scim_core::event::{self, Detail, Occurrence, Operation};
use scim_core::render::{Relations, etag};
use scim_core::schema::{Registry, ResourceType, Schema};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::issuer::Issuer;
use crate::{Result, SECOND};

/// The tokens of one answer or of one lease together; a single one may be longer.
const TOKEN_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Changes that are in memory at once: one of a group can have megabytes.
const CHANGES_READ: usize = 8;

/// A security event token, ready to be sent.
#[derive(Debug, Clone)]
pub struct Set {
    /// The number of the change that it tells.
    pub(crate) number: i64,
    /// When that happened, in microseconds since the epoch.
    pub at: i64,
    /// Its `jti`, which is the same whenever this change is told to this stream.
    pub jti: String,
    /// Its `txn`: the request that made the change.
    pub txn: Option<String>,
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

/// Who is told, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'a> {
    /// The stream, or the connection whose request was answered later: what comes first in the `jti`.
    pub(crate) id: Uuid,
    /// The `aud`.
    pub(crate) audience: &'a str,
    /// How much.
    pub(crate) detail: Detail,
}

impl<'a> From<&'a EventStream> for Told<'a> {
    fn from(stream: &'a EventStream) -> Self {
        Self {
            id: stream.id,
            audience: &stream.audience,
            detail: if stream.detail == super::streams::FULL {
                Detail::Full
            } else {
                Detail::Notice
            },
        }
    }
}

/// The tokens of these changes, in their order.
pub(crate) fn sets(
    issuer: &Issuer,
    registry: &Registry,
    told: Told<'_>,
    changes: &[Change],
) -> Result<Vec<Set>> {
    changes
        .iter()
        .map(|change| set(issuer, registry, told, change))
        .collect()
}

/// The tokens of the changes of these numbers, in order, as far as they fit.
///
/// # Errors
/// When the database does not answer.
pub(super) fn fitting(
    conn: &mut Conn,
    issuer: &Issuer,
    registry: &Registry,
    stream: &EventStream,
    numbers: &[i64],
) -> Result<Vec<Set>> {
    let (mut fitting, mut bytes) = (Vec::new(), 0);
    for some in numbers.chunks(CHANGES_READ) {
        let found = changes::find_all(conn, &stream.tenant, some)?;
        for set in sets(issuer, registry, stream.into(), &found)? {
            bytes += set.token.len();
            if bytes > TOKEN_BYTES_MAX && !fitting.is_empty() {
                return Ok(fitting);
            }
            fitting.push(set);
        }
    }
    Ok(fitting)
}

fn set(issuer: &Issuer, registry: &Registry, told: Told<'_>, change: &Change) -> Result<Set> {
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
    let plain = etag(change.version, &Relations::default());
    let occurrence = Occurrence {
        operation: Operation::of(&change.operation),
        resource_type,
        id: id.as_deref(),
        external_id: change.external_id.as_deref(),
        etag: change.etag.as_deref().unwrap_or(&plain),
        before: &before,
        after: &after,
        document: document.as_ref(),
    };
    let jti = jti(told.id, change.seq);
    let claims = Claims {
        iss: issuer.name(),
        aud: told.audience,
        iat: change.at / SECOND,
        jti: &jti,
        txn: change.request_id.as_deref(),
        sub_id: event::sub_id(&occurrence),
        events: event::statements(&occurrence, told.detail),
    };
    Ok(Set {
        number: change.seq,
        at: change.at,
        token: issuer.sign(&claims)?,
        txn: change.request_id.clone(),
        jti,
    })
}

fn object(value: Option<&Value>) -> Object {
    value
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

/// A resource type that there was once: what happened then is told all the same. Without a name it is the
/// answer to an operation that meant no resource.
fn forgotten(name: &str) -> ResourceType {
    let endpoint = match name {
        "" => String::new(),
        name => format!("{name}s"),
    };
    ResourceType {
        name: name.to_owned(),
        endpoint,
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
