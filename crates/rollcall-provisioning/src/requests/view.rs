//! Reading the log.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rollcall_storage::request_log::{self as rows, Logged as Row, Wanted};
use rollcall_storage::{Conn, id};
use scim_core::fold;
use serde::Serialize;
use uuid::Uuid;

use super::causes::Cause;
use super::entry;
use super::first_id_of;
use super::shown::{self, Detailed, Names, ShownFix, ShownRequest};
use crate::audit::{Act, note};
use crate::{Error, Provisioning, Result, SECOND};

/// Requests in one page at most.
pub const PAGE_MAX: i64 = 500;
/// Entries that one page may look at where no index helps.
const SCANNED_MAX: usize = 20_000;
/// As many of them at a time.
const CHUNK: i64 = 1_000;
/// People of a name whose requests are looked for one by one; of more, one request after the other is looked at.
const SUBJECTS_MAX: i64 = 20;
const HOUR: i64 = 3_600 * SECOND;

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was carried out.
    Ok,
    /// It was carried out, and there is something to know about it.
    Info,
    /// It was refused.
    Refused,
    /// The server failed.
    Failed,
}

impl Outcome {
    /// The word for each.
    pub const WORDS: [(&str, Self); 4] = [
        ("ok", Self::Ok),
        ("info", Self::Info),
        ("refused", Self::Refused),
        ("failed", Self::Failed),
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Info => "info",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// Which requests are asked for.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// Those before this one, as the page before said.
    pub after: Option<String>,
    /// At most so many.
    pub limit: i64,
    /// Of this outcome.
    pub outcome: Option<Outcome>,
    /// Of this connection.
    pub connection: Option<Uuid>,
    /// For this reason: the code of a cause.
    pub cause: Option<String>,
    /// About this user name or resource id, with this id, or with a path that begins so.
    pub search: Option<String>,
    /// Not earlier, in microseconds since the Unix epoch.
    pub since: Option<i64>,
    /// Earlier.
    pub until: Option<i64>,
}

/// A page of requests.
#[derive(Debug)]
pub struct Page {
    /// The latest first.
    pub requests: Vec<ShownRequest>,
    /// Where the next page begins; none where nothing is left.
    pub next: Option<String>,
}

/// How a search is answered.
pub(super) enum Search {
    All,
    /// The request of that id, or requests about the resource of that id.
    Id(Uuid),
    /// A path.
    Path(String),
    /// A folded name.
    Key(String),
}

impl Search {
    pub(super) fn of(text: Option<&str>) -> Self {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
            return Self::All;
        };
        match id::parse(text) {
            Some(id) => Self::Id(id),
            None if text.starts_with('/') => Self::Path(text.to_owned()),
            None => Self::Key(fold(text).into_owned()),
        }
    }
}

impl Search {
    /// Whether that entry is one of those that it finds.
    pub(super) fn finds(&self, row: &Row) -> Result<bool> {
        Ok(match self {
            Self::All => true,
            Self::Id(id) => row.id == *id || row.subject_id == Some(*id),
            Self::Path(path) => entry::about(row)?.path.starts_with(path),
            Self::Key(key) => match &row.subject_key {
                Some(known) => known.starts_with(key),
                None => {
                    let name = entry::about(row)?.subject_name;
                    name.is_some_and(|name| fold(&name).starts_with(key))
                }
            },
        })
    }
}

/// The tenant's requests, the latest first.
///
/// # Errors
/// [`Error::Input`] for a cursor that is none or a limit out of range.
pub async fn list(p: &Provisioning, tenant: &str, query: &ListQuery) -> Result<Page> {
    if !(1..=PAGE_MAX).contains(&query.limit) {
        return Err(Error::Input(format!("limit is between 1 and {PAGE_MAX}.")));
    }
    let after = query.after.as_deref().map(|after| {
        let no_cursor = || {
            Error::Input(format!(
                "after: {after:?} is no cursor of this list; leave it out for the first page."
            ))
        };
        id::parse(after).ok_or_else(no_cursor)
    });
    let before = [after.transpose()?, query.until.map(first_id_of)];
    let wanted = Wanted {
        before: before.into_iter().flatten().min(),
        from: query.since.map(first_id_of),
        connection: query.connection,
        outcome: query.outcome.map(|outcome| outcome.as_str().to_owned()),
        cause: known_cause(query.cause.as_deref())?,
        ..Wanted::default()
    };
    p.request_log().flush().await;
    let (tenant, limit) = (tenant.to_owned(), query.limit);
    let search = query.search.clone();
    p.store()
        .read(move |conn| {
            let names = Names::read(conn, &tenant)?;
            let search = Search::of(search.as_deref());
            let (found, next) = searched(conn, &tenant, wanted, search, limit)?;
            let people = shown::people_of(conn, &tenant, &found)?;
            let shown = found.iter().map(|row| shown::named(row, &names, &people));
            Ok(Page {
                requests: shown.collect::<Result<_>>()?,
                next: next.map(|id| id.to_string()),
            })
        })
        .await
}

/// The cause of that code, as it is kept.
fn known_cause(code: Option<&str>) -> Result<Option<String>> {
    let Some(code) = code.filter(|code| !code.is_empty()) else {
        return Ok(None);
    };
    let unknown = || {
        Error::Input(format!(
            "cause: there is no cause {code:?}; docs/CAUSES.md lists them."
        ))
    };
    let cause = Cause::named(code).ok_or_else(unknown)?;
    Ok(Some(cause.code.to_owned()))
}

fn searched(
    conn: &mut Conn,
    tenant: &str,
    wanted: Wanted,
    search: Search,
    limit: i64,
) -> Result<Found> {
    match search {
        Search::All => plain(conn, tenant, &wanted, limit),
        Search::Key(key) => by_name(conn, tenant, wanted, key, limit),
        Search::Id(id) => match rows::find(conn, tenant, id)? {
            Some(row) if is_wanted(&row, &wanted) => Ok((vec![row], None)),
            Some(_) => Ok((Vec::new(), None)),
            None => {
                let subject = Some(id);
                plain(conn, tenant, &Wanted { subject, ..wanted }, limit)
            }
        },
        search @ Search::Path(_) => {
            one_by_one(conn, tenant, wanted, limit, |row| search.finds(row))
        }
    }
}

/// Whether an entry that was found by its id is one of those that are asked for beside.
fn is_wanted(row: &Row, wanted: &Wanted) -> bool {
    let outcome = row.outcome.as_deref().unwrap_or("ok");
    wanted.before.is_none_or(|before| row.id < before)
        && wanted.from.is_none_or(|from| row.id >= from)
        && (wanted.connection.is_none() || wanted.connection == row.connection_id)
        && wanted.outcome.as_deref().is_none_or(|it| it == outcome)
        && (wanted.cause.is_none() || wanted.cause == row.cause)
}

type Found = (Vec<Row>, Option<Uuid>);

fn plain(conn: &mut Conn, tenant: &str, wanted: &Wanted, limit: i64) -> Result<Found> {
    let found = rows::list(conn, tenant, wanted, limit + 1)?;
    Ok(first_of(found, limit))
}

/// A page of what was found, which is one more where there is another.
fn first_of(mut found: Vec<Row>, limit: i64) -> Found {
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let is_more = found.len() > wanted;
    found.truncate(wanted);
    let next = found.last().filter(|_| is_more).map(|row| row.id);
    (found, next)
}

/// Those about whose name begins so: changes and what found nobody have the name in an index, reads only the person's id.
fn by_name(
    conn: &mut Conn,
    tenant: &str,
    wanted: Wanted,
    key: String,
    limit: i64,
) -> Result<Found> {
    let mut subjects: BTreeSet<Uuid> = rows::subjects_named(conn, tenant, &key, SUBJECTS_MAX + 1)?
        .into_iter()
        .collect();
    let named = Wanted {
        key: Some(key.clone()),
        ..Wanted::default()
    };
    // Those who have gone have left requests.
    let recent = rows::list(conn, tenant, &named, CHUNK)?;
    subjects.extend(recent.iter().filter_map(|row| row.subject_id));
    if subjects.len() as i64 > SUBJECTS_MAX {
        let search = Search::Key(key);
        return one_by_one(conn, tenant, wanted, limit, |row| search.finds(row));
    }
    let named = Wanted {
        key: Some(key),
        ..wanted.clone()
    };
    let mut found = rows::list(conn, tenant, &named, limit + 1)?;
    for subject in subjects {
        let about = Wanted {
            subject: Some(subject),
            ..wanted.clone()
        };
        found.extend(rows::list(conn, tenant, &about, limit + 1)?);
    }
    found.sort_by_key(|row| Reverse(row.id));
    found.dedup_by_key(|row| row.id);
    Ok(first_of(found, limit))
}

/// Looks at one entry after the other, up to a limit: the next page goes on from there.
fn one_by_one(
    conn: &mut Conn,
    tenant: &str,
    mut wanted: Wanted,
    limit: i64,
    is_wanted: impl Fn(&Row) -> Result<bool>,
) -> Result<Found> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut found, mut looked_at) = (Vec::new(), 0);
    loop {
        let chunk = rows::list(conn, tenant, &wanted, CHUNK)?;
        let Some(last) = chunk.last().map(|row| row.id) else {
            return Ok((found, None));
        };
        for row in chunk {
            looked_at += 1;
            let id = row.id;
            if is_wanted(&row)? {
                found.push(row);
            }
            if found.len() >= limit || looked_at >= SCANNED_MAX {
                return Ok((found, Some(id)));
            }
        }
        wanted.before = Some(last);
    }
}

fn unknown(id: &str) -> Error {
    Error::Unknown(format!(
        "There is no request {id:?} in this tenant's log; requests are kept for a while only, so it may be gone."
    ))
}

async fn row(p: &Provisioning, tenant: &str, id: &str) -> Result<Row> {
    let wanted = id::parse(id).ok_or_else(|| unknown(id))?;
    p.request_log().flush().await;
    let tenant = tenant.to_owned();
    let found = p
        .store()
        .read(move |conn| Ok::<_, Error>(rows::find(conn, &tenant, wanted)?));
    found.await?.ok_or_else(|| unknown(id))
}

/// A request of the tenant with its bodies, masked. `base` is where the server is reached, for the command line.
///
/// # Errors
/// [`Error::Unknown`] for one that is not (any more) there.
pub async fn find(p: &Provisioning, tenant: &str, id: &str, base: &str) -> Result<Detailed> {
    let row = Arc::new(row(p, tenant, id).await?);
    let (owner, of) = (tenant.to_owned(), row.clone());
    let (names, changes, person) = p
        .store()
        .read(move |conn| {
            let names = Names::read(conn, &owner)?;
            let mut people = shown::people_of(conn, &owner, std::slice::from_ref(&*of))?;
            let person = of.subject_id.and_then(|id| people.remove(&id));
            Ok::<_, Error>((names, shown::changes_of(conn, &owner, &of)?, person))
        })
        .await?;
    let mut found = shown::detailed(p, tenant, &row, &names, changes, base)?;
    if let Some(subject) = &mut found.request.subject {
        subject.display_name = person;
    }
    Ok(found)
}

/// A request as it came, to be tried again.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The connection that sent it.
    pub connection: Uuid,
    /// As which provider the client was recognised.
    pub provider: Option<String>,
    /// The method.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// The body; empty where there was none.
    pub body: Vec<u8>,
}

/// A request of the tenant as it came, for somebody who tries it again: that they do is noted.
///
/// # Errors
/// [`Error::Unknown`] for one that is not there; [`Error::Input`] where it was not kept whole, or nobody's.
pub async fn recorded(p: &Provisioning, tenant: &str, id: &str) -> Result<Recorded> {
    let row = row(p, tenant, id).await?;
    let about = entry::about(&row)?;
    let (body, _) = entry::opened(p, tenant, &row)?;
    let length = about.request_bytes.unwrap_or(0);
    if body.len() < length {
        return Err(Error::Input(format!(
            "The body of this request had {length} bytes, of which {} are kept: it cannot be tried again.",
            body.len()
        )));
    }
    let connection = row.connection_id.ok_or_else(|| {
        Error::Input(
            "This request came without a token of a connection: there is nobody to try it for."
                .to_owned(),
        )
    })?;
    note(p, tenant, Act::new("request.replay", "request").id(row.id)).await?;
    Ok(Recorded {
        connection,
        provider: about.provider,
        method: about.method,
        path: about.path,
        body,
    })
}

/// The requests of one hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hour {
    /// When it began.
    pub at: String,
    /// Carried out, with or without something to know.
    pub ok: i64,
    /// Refused.
    pub refused: i64,
    /// Failed here.
    pub failed: i64,
}

/// How often a cause came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// The cause's code.
    pub code: String,
    /// What happened, in general.
    pub text: String,
    /// What to do.
    pub fix: ShownFix,
    /// How often.
    pub count: i64,
}

/// The last hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Every hour, the earliest first; the last one is not over yet.
    pub hours: Vec<Hour>,
    /// The causes, the most frequent first.
    pub causes: Vec<Tally>,
}

/// The longest time that is summed up, in hours.
const HOURS_MAX: i64 = 24 * 31;

fn tally(code: &str, count: i64) -> Option<Tally> {
    let cause = Cause::named(code)?;
    let general = |name: &str| (name != "detail").then(|| "…".to_owned());
    Some(Tally {
        code: code.to_owned(),
        text: cause.words(&general),
        fix: shown::fix(cause, None),
        count,
    })
}

/// The tenant's requests of the last hours, by hour.
///
/// # Errors
/// [`Error::Input`] for a number of hours out of range.
pub async fn summary(p: &Provisioning, tenant: &str, hours: i64) -> Result<Summary> {
    if !(1..=HOURS_MAX).contains(&hours) {
        return Err(Error::Input(format!("hours is between 1 and {HOURS_MAX}.")));
    }
    p.request_log().flush().await;
    let now = p.now();
    let last = now - now.rem_euclid(HOUR);
    let first = last - (hours - 1) * HOUR;
    let tenant = tenant.to_owned();
    let counts = p
        .store()
        .read(move |conn| Ok::<_, Error>(rows::counts(conn, &tenant, first)?))
        .await?;
    let (mut by_hour, mut causes) = (BTreeMap::new(), BTreeMap::new());
    for count in counts {
        let sums: &mut [i64; 3] = by_hour.entry(count.hour).or_default();
        let place = match count.outcome.as_str() {
            "refused" => 1,
            "failed" => 2,
            _ => 0,
        };
        sums[place] += count.number;
        if !count.cause.is_empty() {
            *causes.entry(count.cause).or_insert(0) += count.number;
        }
    }
    let hour = |at: i64| {
        let [ok, refused, failed] = by_hour.get(&at).copied().unwrap_or_default();
        Hour {
            at: scim_core::format_instant(at),
            ok,
            refused,
            failed,
        }
    };
    let mut causes: Vec<_> = causes
        .into_iter()
        .filter_map(|(code, count)| tally(&code, count))
        .collect();
    causes.sort_by_key(|tally| std::cmp::Reverse(tally.count));
    Ok(Summary {
        hours: (0..hours)
            .map(|number| hour(first + number * HOUR))
            .collect(),
        causes,
    })
}
