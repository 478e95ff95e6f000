//! An entry as it is shown: by the API, by the command line, to whoever follows.

use std::collections::HashMap;

use rollcall_storage::changes::{self, Change};
use rollcall_storage::request_log::Logged as Row;
use rollcall_storage::{Conn, connections, resources, tokens};
use scim_core::quirks::Provider;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::causes::Cause;
use super::entry::{self, About, WouldChange};
use super::mask;
use crate::people::{Difference, differences};
use crate::{Provisioning, Result, SECOND};

/// What to do about a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownFix {
    /// What kind of thing.
    pub kind: &'static str,
    /// With what: an id or a name; none where the kind says it all.
    pub target: Option<String>,
    /// In words.
    pub text: &'static str,
}

/// Why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownCause {
    /// The word by which it is known.
    pub code: &'static str,
    /// `info`, `warning` or `error`.
    pub severity: &'static str,
    /// In words.
    pub text: String,
    /// What stands in the words, for those who say them in another language.
    pub arguments: std::collections::BTreeMap<String, String>,
    /// What to do.
    pub fix: ShownFix,
}

/// Whom or what it was about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownSubject {
    /// `User`, `Group` …
    #[serde(rename = "type")]
    pub resource_type: Option<String>,
    /// The resource's id.
    pub id: Option<Uuid>,
    /// The user name, or the display name.
    pub name: Option<String>,
    /// What a person is called now; none where they are not there, or have no such name.
    pub display_name: Option<String>,
}

/// An entry without its bodies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownRequest {
    /// The request's id, as in `X-Request-Id`.
    pub id: Uuid,
    /// When it came.
    pub at: String,
    /// `ok`, `info`, `refused` or `failed`.
    pub outcome: String,
    /// The connection's id.
    pub connection: Option<Uuid>,
    /// Its name.
    pub connection_name: Option<String>,
    /// The token's id.
    pub token: Option<Uuid>,
    /// Its name.
    pub token_name: Option<String>,
    /// The last four characters of the token that was sent.
    pub token_ending: Option<String>,
    /// The method.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// The answer's status.
    pub status: u16,
    /// How long it took.
    pub microseconds: i64,
    /// Why it was not carried out, or what there is to know about it.
    pub cause: Option<ShownCause>,
    /// Whom or what it was about.
    pub subject: Option<ShownSubject>,
    /// The peer's address.
    pub address: Option<String>,
    /// The `User-Agent`.
    pub agent: Option<String>,
    /// As which provider the client was recognised.
    pub provider: Option<String>,
    /// The provider's name as its own people write it.
    pub provider_label: Option<&'static str>,
    /// Whether the connection was in test mode.
    pub test_mode: bool,
}

/// A change that a request made, or would make.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MadeChange {
    /// `User`, `Group` …
    pub resource_type: String,
    /// The resource's id.
    pub resource_id: Uuid,
    /// `created`, `patched` …
    pub operation: String,
    /// The version since.
    pub version: i64,
    /// What differs, as in the history of the person.
    pub differences: Vec<Difference>,
}

impl MadeChange {
    /// As it is shown.
    pub fn of(change: Change) -> Self {
        Self {
            resource_type: change.resource_type,
            resource_id: change.resource_id,
            operation: change.operation,
            version: change.version,
            differences: differences(change.before, change.after),
        }
    }
}

/// An entry with everything.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Detailed {
    /// What lists show too.
    #[serde(flatten)]
    pub request: ShownRequest,
    /// SCIM's word for the kind of error.
    pub scim_type: Option<String>,
    /// What the client was told.
    pub detail: Option<String>,
    /// The request's body without anybody's values; none where it is not kept, or no JSON.
    pub request_body: Option<Value>,
    /// How long it was, in bytes.
    pub request_bytes: usize,
    /// Whether the end of it was not kept.
    pub request_cut: bool,
    /// The answer's body, as well.
    pub response_body: Option<Value>,
    /// How long it was, in bytes.
    pub response_bytes: usize,
    /// Whether the end of it was not kept.
    pub response_cut: bool,
    /// Whether it can be tried again.
    pub replayable: bool,
    /// The changes that it made.
    pub changes: Vec<MadeChange>,
    /// Where the connection was in test mode: what it would have changed.
    pub would_change: Vec<WouldChange>,
    /// The request as a command line, with the body masked and `$TOKEN` for the token.
    pub curl: String,
}

/// The names of a tenant's connections and tokens.
pub(super) struct Names {
    connections: HashMap<Uuid, String>,
    tokens: HashMap<Uuid, String>,
}

impl Names {
    pub(super) fn read(conn: &mut Conn, tenant: &str) -> Result<Self> {
        let connections = connections::list(conn, tenant)?.into_iter();
        let tokens = tokens::list(conn, tenant)?.into_iter();
        Ok(Self {
            connections: connections.map(|it| (it.id, it.name)).collect(),
            tokens: tokens.map(|it| (it.id, it.name)).collect(),
        })
    }

    /// Of an entry's connection and token those of which there is no name here.
    pub(super) fn lacking(&self, row: &Row) -> Result<Vec<Uuid>> {
        let connection = row
            .connection_id
            .filter(|id| !self.connections.contains_key(id));
        let token = entry::about(row)?.token;
        let token = token.filter(|id| !self.tokens.contains_key(id));
        Ok([connection, token].into_iter().flatten().collect())
    }
}

/// An entry as lists show it.
pub(super) fn short(row: &Row, names: &Names) -> Result<ShownRequest> {
    let about = entry::about(row)?;
    let subject = ShownSubject {
        resource_type: about.subject_type.clone(),
        id: row.subject_id,
        name: about.subject_name.clone(),
        display_name: None,
    };
    let is_named = subject.id.is_some() || subject.name.is_some();
    let name = |names: &HashMap<Uuid, String>, id: Option<Uuid>| names.get(&id?).cloned();
    Ok(ShownRequest {
        id: row.id,
        at: scim_core::format_instant(row.at),
        outcome: row.outcome.clone().unwrap_or_else(|| "ok".to_owned()),
        connection: row.connection_id,
        connection_name: name(&names.connections, row.connection_id),
        token: about.token,
        token_name: name(&names.tokens, about.token),
        token_ending: about.token_ending.clone(),
        cause: row.cause.as_deref().and_then(|code| cause(code, &about)),
        method: about.method,
        path: about.path,
        status: about.status,
        microseconds: about.microseconds,
        subject: is_named.then_some(subject),
        address: about.address,
        agent: about.agent,
        provider_label: about
            .provider
            .as_deref()
            .and_then(|name| Some(Provider::named(name)?.label)),
        provider: about.provider,
        test_mode: about.test_mode,
    })
}

/// An entry as lists show it, with what the person whom it is about is called.
pub(super) fn named(
    row: &Row,
    names: &Names,
    people: &HashMap<Uuid, String>,
) -> Result<ShownRequest> {
    let mut shown = short(row, names)?;
    if let (Some(subject), Some(id)) = (&mut shown.subject, row.subject_id) {
        subject.display_name = people.get(&id).cloned();
    }
    Ok(shown)
}

/// What the people are called whom these entries are about.
pub(super) fn people_of(
    conn: &mut Conn,
    tenant: &str,
    rows: &[Row],
) -> Result<HashMap<Uuid, String>> {
    let mut ids: Vec<Uuid> = rows.iter().filter_map(|row| row.subject_id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(resources::labels(conn, tenant, &ids)?)
}

/// What to do about a cause, with this.
pub(super) fn fix(cause: &Cause, target: Option<String>) -> ShownFix {
    ShownFix {
        kind: cause.fix.kind,
        target,
        text: cause.fix.text,
    }
}

fn cause(code: &str, about: &About) -> Option<ShownCause> {
    let cause = Cause::named(code)?;
    let argument = |name: &str| match name {
        "detail" => about.detail.clone(),
        "path" => about.path.split('?').next().map(str::to_owned),
        "method" => Some(about.method.clone()),
        name => about.arguments.get(name).cloned(),
    };
    let target = match cause.fix.target {
        "" => None,
        name => about.arguments.get(name).cloned().or_else(|| {
            let is_fixed = name.contains('/');
            is_fixed.then(|| name.to_owned())
        }),
    };
    Some(ShownCause {
        code: cause.code,
        severity: cause.severity.as_str(),
        text: cause.words(&argument),
        arguments: cause
            .argument_names()
            .filter_map(|name| Some((name.to_owned(), argument(name)?)))
            .chain(about.arguments.clone())
            .collect(),
        fix: fix(cause, target),
    })
}

/// The changes that a request made. Numbers and times grow together, so only those of its time are looked at.
pub(super) fn changes_of(conn: &mut Conn, tenant: &str, row: &Row) -> Result<Vec<MadeChange>> {
    const SHOWN_MAX: i64 = 200;
    let about = entry::about(row)?;
    let until = row.at + about.microseconds + 180 * SECOND;
    let from = changes::number_before(conn, tenant, row.at)?;
    let to = changes::number_before(conn, tenant, until)?;
    let found = changes::of_request(conn, tenant, (from, to), &row.id.to_string(), SHOWN_MAX)?;
    Ok(found.into_iter().map(MadeChange::of).collect())
}

/// An entry with its bodies masked.
pub(super) fn detailed(
    p: &Provisioning,
    tenant: &str,
    row: &Row,
    names: &Names,
    changes: Vec<MadeChange>,
    base: &str,
) -> Result<Detailed> {
    let about = entry::about(row)?;
    let (request, response) = entry::opened(p, tenant, row)?;
    let is_group = about.subject_type.as_deref() == Some("Group");
    let shown = |kept: &[u8], length: usize| {
        let json = mask::read(kept, kept.len() < length);
        json.map(|body| mask::masked(&body, is_group))
    };
    let (request_bytes, response_bytes) = (
        about.request_bytes.unwrap_or(0),
        about.response_bytes.unwrap_or(0),
    );
    let request_cut = request.len() < request_bytes;
    let request_body = shown(&request, request_bytes);
    let curl = curl(&about, base, request_body.as_ref());
    Ok(Detailed {
        scim_type: about.scim_type.clone(),
        detail: about.detail.clone(),
        response_body: shown(&response, response_bytes),
        response_cut: response.len() < response_bytes,
        replayable: !request_cut && row.connection_id.is_some(),
        would_change: about.would.clone(),
        request_bytes,
        request_cut,
        request_body,
        response_bytes,
        changes,
        curl,
        request: short(row, names)?,
    })
}

/// The request as a command line.
fn curl(about: &About, base: &str, body: Option<&Value>) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    let mut line = format!(
        "curl -X {} {} -H \"Authorization: Bearer $TOKEN\"",
        about.method,
        quoted(&format!("{base}{}", about.path))
    );
    if let Some(body) = body {
        line.push_str(" -H 'Content-Type: application/scim+json' --data ");
        line.push_str(&quoted(&body.to_string()));
    }
    line
}
