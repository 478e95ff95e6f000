//! From an exchange to its entry: whom it was about, why it was not carried out, its bodies encrypted.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rollcall_storage::id;
use rollcall_storage::request_log::{FOUND_BY_ID, Logged as Row};
use scim_core::bulk::Method;
use scim_core::schema::Registry;
use scim_core::sent::{self, Fate};
use scim_core::{Object, fold};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::causes::{Facts, cause_of};
use super::context::Context;
use super::exchange::without_tokens;
use super::{Body, Exchange, Logged, moment_of};
use crate::auth::Denied;
use crate::people::differences;
use crate::resources::Rehearsal;
use crate::{Error, Provisioning, Result};

/// Attributes that are told of as dropped.
const DROPPED_MAX: usize = 10;
/// The longest path, detail and name that are kept, in characters.
const TEXT_CHARS_MAX: usize = 2_000;

/// Everything of an entry that is in no column of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct About {
    pub method: String,
    pub path: String,
    pub status: u16,
    pub microseconds: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scim_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_ending: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// What stands in the words of the cause.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub arguments: BTreeMap<String, String>,
    /// Lengths of the bodies as they came, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_bytes: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_bytes: Option<usize>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub test_mode: bool,
    /// What it would have changed, but for the test mode.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub would: Vec<WouldChange>,
}

/// A change that was only tried, without its values.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WouldChange {
    /// `User`, `Group` …
    pub resource_type: String,
    /// The resource's id.
    pub resource_id: Uuid,
    /// `created`, `patched` …
    pub operation: String,
    /// The attributes that would differ.
    pub changed: Vec<String>,
}

/// As many of them are kept of one request.
const WOULD_MAX: usize = 20;

fn would(rehearsal: &Rehearsal) -> Vec<WouldChange> {
    let changes = rehearsal.changes().into_iter().take(WOULD_MAX);
    let would = changes.map(|it| {
        let differences = differences(it.before, it.after);
        WouldChange {
            resource_type: it.resource_type,
            resource_id: it.resource_id,
            operation: it.operation,
            changed: differences.into_iter().map(|it| it.path).collect(),
        }
    });
    would.collect()
}

pub(super) fn member<'o>(object: &'o Object, name: &str) -> Option<&'o Value> {
    let same = |(key, _): &(&String, &Value)| key.eq_ignore_ascii_case(name);
    object.iter().find(same).map(|(_, value)| value)
}

pub(super) fn text(object: &Object, name: &str) -> Option<String> {
    member(object, name)?.as_str().map(str::to_owned)
}

/// A body that is all there.
fn whole(body: Option<&Body>) -> Option<&[u8]> {
    let body = body.filter(|body| !body.is_cut() && !body.kept.is_empty())?;
    Some(&body.kept)
}

/// A body that is all there, as JSON.
pub(super) fn parsed(body: Option<&Body>) -> Option<Value> {
    serde_json::from_slice(whole(body)?).ok()
}

/// Whom or what an exchange was about.
#[derive(Debug, Default)]
struct Subject {
    resource_type: Option<String>,
    id: Option<Uuid>,
    name: Option<String>,
}

impl Subject {
    fn of(registry: &Registry, exchange: &Exchange, request: Option<&Value>) -> Self {
        let (endpoint, named) = exchange.named();
        let rt = registry.by_endpoint(endpoint);
        let mut subject = Self {
            resource_type: rt.map(|rt| rt.name.clone()),
            id: id::parse(named),
            name: None,
        };
        if exchange.status < 300
            && (rt.is_some() || endpoint == "Me")
            && let Some(body) = whole(exchange.response.as_ref())
            && let Ok(answer) = serde_json::from_slice::<Answer<'_>>(body)
        {
            subject.note_answer(answer);
        }
        if subject.name.is_none() && rt.is_some() {
            let sent = request.and_then(Value::as_object);
            subject.name = sent.and_then(name_of).or_else(|| looked_for(exchange));
        }
        subject
    }

    /// What the answer shows: one resource, or a list of one.
    fn note_answer(&mut self, mut answer: Answer<'_>) {
        let shown = match answer.resources.take() {
            None => answer,
            Some(mut list) => match (list.pop(), list.is_empty()) {
                (Some(only), true) => only,
                _ => return,
            },
        };
        self.id = shown.id.as_deref().and_then(id::parse).or(self.id);
        let name = shown.user_name.or(shown.display_name);
        self.name = name.map(Cow::into_owned);
        if let Some(kind) = shown.meta.and_then(|meta| meta.resource_type) {
            self.resource_type = Some(kind.into_owned());
        }
    }
}

/// Of an answer of ours, what tells whom it is about.
#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow, rename = "Resources")]
    resources: Option<Vec<Answer<'a>>>,
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "userName")]
    user_name: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "displayName")]
    display_name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    meta: Option<Meta<'a>>,
}

/// `meta` of a resource.
#[derive(Deserialize)]
struct Meta<'a> {
    #[serde(borrow, rename = "resourceType")]
    resource_type: Option<Cow<'a, str>>,
}

fn name_of(object: &Object) -> Option<String> {
    text(object, "userName").or_else(|| text(object, "displayName"))
}

/// The name that a list is asked for: `userName eq "amina"`.
fn looked_for(exchange: &Exchange) -> Option<String> {
    let filter = exchange.parameter("filter")?;
    let (attribute, rest) = filter.trim().split_once(' ')?;
    let named = ["userName", "displayName", "externalId"];
    if !named.iter().any(|it| attribute.eq_ignore_ascii_case(it)) {
        return None;
    }
    let (operator, value) = rest.trim_start().split_once(' ')?;
    let value = value.trim();
    let bare = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let plain = bare.filter(|it| !it.contains(['"', '\\']));
    plain
        .filter(|_| operator.eq_ignore_ascii_case("eq"))
        .map(str::to_owned)
}

/// The paths in a change that was carried out which no schema has.
fn dropped(registry: &Registry, exchange: &Exchange, request: Option<&Value>) -> Vec<String> {
    let method = Method::parse(&exchange.method).filter(|method| *method != Method::Delete);
    let (Some(method), Some(body)) = (method, request) else {
        return Vec::new();
    };
    let Some(rt) = registry.by_endpoint(exchange.named().0) else {
        return Vec::new();
    };
    let mut paths: Vec<String> = Vec::new();
    sent::each(rt, method, body, exchange.rules, &mut |sent| {
        let is_new = || !paths.iter().any(|known| known == sent.path);
        if sent.fate == Fate::Dropped && paths.len() < DROPPED_MAX && is_new() {
            paths.push(sent.path.to_owned());
        }
    });
    paths
}

/// The entry of an exchange.
///
/// # Errors
/// When its bodies cannot be encrypted.
pub(super) fn make(p: &Provisioning, context: &Context, exchange: &Exchange) -> Result<Row> {
    let request = parsed(exchange.request.as_ref());
    let subject = Subject::of(&context.registry, exchange, request.as_ref());
    let dropped = match exchange.status {
        200..=299 => dropped(&context.registry, exchange, request.as_ref()),
        _ => Vec::new(),
    };
    let facts = Facts {
        status: exchange.status,
        scim_type: exchange.refusal.as_ref().and_then(|it| it.scim_type),
        denied: exchange.denied.as_ref().map(Denied::code),
        method: &exchange.method,
        path: exchange.plain_path(),
        detail: exchange.refusal.as_ref().map_or("", |it| &it.detail),
        dropped: &dropped,
        test_mode: exchange.rehearsal.is_some() && exchange.method != "GET",
        held: context.held.contains(&exchange.id.to_string()),
        overridden: subject
            .id
            .and_then(|id| context.overridden.get(&id))
            .map_or(&[], Vec::as_slice),
    };
    let would = exchange.rehearsal.as_ref().map(would).unwrap_or_default();
    let cause = cause_of(&facts);
    let outcome = match exchange.status {
        500.. => Some("failed"),
        400..=499 => Some("refused"),
        _ => cause.map(|_| "info"),
    };
    let about = About {
        method: cut(&exchange.method),
        path: cut(&exchange.path),
        status: exchange.status,
        microseconds: exchange.microseconds,
        scim_type: facts.scim_type.map(str::to_owned),
        detail: exchange.refusal.as_ref().map(|it| cut(&it.detail)),
        token: exchange.token,
        token_ending: exchange.token_ending.clone(),
        subject_type: subject.resource_type,
        subject_name: subject.name.as_deref().map(cut),
        address: exchange.address.clone(),
        agent: exchange.agent.as_deref().map(cut),
        provider: exchange.provider.map(str::to_owned),
        arguments: arguments(context, exchange, &facts, &would),
        request_bytes: exchange.request.as_ref().map(|body| body.length),
        response_bytes: exchange.response.as_ref().map(|body| body.length),
        test_mode: facts.test_mode,
        would,
    };
    Ok(Row {
        id: exchange.id,
        at: moment_of(exchange.id),
        outcome: outcome.map(str::to_owned),
        cause: cause.map(|cause| cause.code.to_owned()),
        connection_id: exchange.connection,
        subject_id: subject.id,
        // A read of a person is found by their id: an index less that grows with each.
        subject_key: subject
            .name
            .filter(|_| {
                let is_person = about.subject_type.as_deref() == Some(FOUND_BY_ID);
                !(is_read(exchange) && is_person && subject.id.is_some())
            })
            .map(|name| without_nul(&fold(&name))),
        about: serde_json::to_string(&about).map_err(|error| Error::Internal(Box::new(error)))?,
        bodies: bodies(p, context, exchange)?,
    })
}

fn is_read(exchange: &Exchange) -> bool {
    exchange.method == "GET" && exchange.status < 300
}

fn cut(text: &str) -> String {
    let text = without_tokens(text);
    without_nul(&text.chars().take(TEXT_CHARS_MAX).collect::<String>())
}

/// What somebody sent may have a NUL in it, which PostgreSQL takes in no text.
fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// What stands in the words of the cause.
fn arguments(
    context: &Context,
    exchange: &Exchange,
    facts: &Facts<'_>,
    would: &[WouldChange],
) -> BTreeMap<String, String> {
    let mut arguments = BTreeMap::new();
    let mut put = |key: &str, value: String| {
        arguments.insert(key.to_owned(), value);
    };
    match &exchange.denied {
        Some(Denied::Expired { name, at }) => {
            put("name", name.clone());
            put("at", scim_core::format_instant(*at));
        }
        Some(Denied::Revoked { name, at, by }) => {
            put("name", name.clone());
            put("at", scim_core::format_instant(*at));
            put("by", by.clone());
        }
        Some(Denied::WrongScope { has, needs }) => {
            put("has", has.as_str().to_owned());
            put("needs", needs.as_str().to_owned());
        }
        Some(Denied::PersonDeleted { name } | Denied::PersonInactive { name }) => {
            put("name", name.clone());
        }
        _ => {}
    }
    if let Some(holder) = context.holders.get(&exchange.id) {
        put("holder", holder.id.to_string());
        put("holder_name", cut(&holder.name));
        let state = if holder.active { "active" } else { "leaver" };
        put("holder_state", state.to_owned());
    }
    if !facts.dropped.is_empty() {
        put("attributes", cut(&facts.dropped.join(", ")));
    }
    if !facts.overridden.is_empty() {
        put("fields", facts.overridden.join(", "));
        put("person", exchange.named().1.to_owned());
    }
    if facts.test_mode {
        let each = would
            .iter()
            .map(|it| format!("{} {}", it.resource_type, it.operation));
        let each: Vec<_> = each.collect();
        let words = if each.is_empty() {
            "nothing".to_owned()
        } else {
            each.join(", ")
        };
        put("would", words);
    }
    if let Some(ending) = &exchange.token_ending {
        put("ending", ending.clone());
    }
    arguments
}

/// The bodies, packed (an answer repeats much of its request) and encrypted; none where they are not to be kept. Nobody's are never kept.
fn bodies(p: &Provisioning, context: &Context, exchange: &Exchange) -> Result<Option<Vec<u8>>> {
    let kept = |body: Option<&Body>| body.map_or(0, |body| body.kept.len());
    // What was only read can be read again, and is most of what there is.
    let answer = exchange.response.as_ref().filter(|_| !is_read(exchange));
    let request = kept(exchange.request.as_ref());
    let response = kept(answer);
    let is_wanted = p.limits().request_log == Logged::Bodies
        && exchange.tenant.is_some()
        && exchange.denied.is_none();
    if !is_wanted || request + response == 0 {
        return Ok(None);
    }
    let mut both = Vec::with_capacity(4 + request + response);
    both.extend(u32::try_from(request).unwrap_or(u32::MAX).to_be_bytes());
    for body in [exchange.request.as_ref(), answer].into_iter().flatten() {
        both.extend_from_slice(&body.kept);
    }
    let packed = lz4_flex::compress_prepend_size(&both);
    let sealed = p.log_sealing().seal(&context.tenant, exchange.id, packed)?;
    Ok(Some(sealed))
}

/// The bodies of a request and its answer, as much as was kept of them.
///
/// # Errors
/// When they were encrypted under another secret key.
pub(super) fn opened(p: &Provisioning, tenant: &str, row: &Row) -> Result<(Vec<u8>, Vec<u8>)> {
    let Some(sealed) = &row.bodies else {
        return Ok((Vec::new(), Vec::new()));
    };
    let packed = p.log_sealing().open(tenant, row.id, sealed)?;
    let both = lz4_flex::decompress_size_prepended(&packed)
        .map_err(|error| Error::Internal(Box::new(error)))?;
    let broken = || Error::Internal("the bodies of a logged request are broken".into());
    let (length, both) = both.split_at_checked(4).ok_or_else(broken)?;
    let length: [u8; 4] = length.try_into().map_err(|_| broken())?;
    let length = usize::try_from(u32::from_be_bytes(length)).map_err(|_| broken())?;
    let (request, response) = both.split_at_checked(length).ok_or_else(broken)?;
    Ok((request.to_vec(), response.to_vec()))
}

/// What stands beside the columns.
pub(super) fn about(row: &Row) -> Result<About> {
    serde_json::from_str(&row.about).map_err(|error| Error::Internal(Box::new(error)))
}
