//! Requests as they came: which, what became of each, and why. Nothing else refers to them.

mod counts;
mod forget;

use diesel::prelude::*;
use uuid::Uuid;

use crate::conn::MultiBackend;
use crate::id::Id;
use crate::insert::{self, Columns, Values};
use crate::schema::{request_log, request_log_sizes, resources};
use crate::{Conn, Error};

pub use counts::{Count, counts, forget_counts};
pub use forget::{forget_about, trim};

/// What is folded of a name to find requests by it.
const KEY_CHARS_MAX: usize = 255;

/// The tenant of requests of which nobody knows whose they were.
pub const NOBODYS: &str = "";

/// A request, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its id, a UUIDv7: the order of ids is that in which requests came.
    pub id: Uuid,
    /// When it came, in microseconds since the Unix epoch, as all times here.
    pub at: i64,
    /// `info`, `refused` or `failed`; none where it was carried out.
    pub outcome: Option<String>,
    /// The code of why.
    pub cause: Option<String>,
    /// By which connection.
    pub connection_id: Option<Uuid>,
    /// Whom or what it was about.
    pub subject_id: Option<Uuid>,
    /// Their folded name; none where a person was read, who is found by the id ([`FOUND_BY_ID`]).
    pub subject_key: Option<String>,
    /// Everything else, as JSON.
    pub about: String,
    /// The bodies of request and answer, encrypted. Empty in lists, which do not read them.
    pub bodies: Option<Vec<u8>>,
}

impl Logged {
    /// Bytes that the row takes, about: its texts, and what the indexes have of it.
    fn bytes(&self) -> i64 {
        const BESIDE: usize = 200;
        let key = self.subject_key.as_ref().map_or(0, String::len);
        let bodies = self.bodies.as_ref().map_or(0, Vec::len);
        i64::try_from(BESIDE + 2 * key + self.about.len() + bodies).unwrap_or(i64::MAX)
    }

    /// The same without its bodies.
    #[must_use]
    pub fn short(&self) -> Self {
        Self {
            id: self.id,
            at: self.at,
            outcome: self.outcome.clone(),
            cause: self.cause.clone(),
            connection_id: self.connection_id,
            subject_id: self.subject_id,
            subject_key: self.subject_key.clone(),
            about: self.about.clone(),
            bodies: None,
        }
    }

    fn key(&self) -> Option<&str> {
        self.subject_key.as_deref().map(as_kept)
    }
}

/// As much of a folded name as a row has.
fn as_kept(key: &str) -> &str {
    let end = key.char_indices().nth(KEY_CHARS_MAX);
    end.map_or(key, |(end, _)| &key[..end])
}

#[derive(Debug, Insertable)]
#[diesel(table_name = request_log, treat_none_as_default_value = false)]
pub(crate) struct Row<'r> {
    tenant_id: &'r str,
    id: Id,
    at: i64,
    outcome: Option<&'r str>,
    cause: Option<&'r str>,
    connection_id: Option<Id>,
    subject_id: Option<Id>,
    subject_key: Option<&'r str>,
    bytes: i64,
    about: &'r str,
    bodies: Option<&'r [u8]>,
}

impl<'r> From<&'r [Row<'r>]> for Columns<'r> {
    fn from(rows: &'r [Row<'r>]) -> Self {
        let texts =
            |of: fn(&Row<'r>) -> Option<&'r str>| Values::SomeTexts(rows.iter().map(of).collect());
        let ids = |of: fn(&Row<'r>) -> Option<Id>| Values::SomeIds(rows.iter().map(of).collect());
        let numbers = |of: fn(&Row<'r>) -> i64| Values::Numbers(rows.iter().map(of).collect());
        Self {
            table: "request_log",
            tenant: rows.first().map_or("", |row| row.tenant_id),
            columns: vec![
                ("id", Values::Ids(rows.iter().map(|row| row.id).collect())),
                ("at", numbers(|row| row.at)),
                ("outcome", texts(|row| row.outcome)),
                ("cause", texts(|row| row.cause)),
                ("connection_id", ids(|row| row.connection_id)),
                ("subject_id", ids(|row| row.subject_id)),
                ("subject_key", texts(|row| row.subject_key)),
                ("bytes", numbers(|row| row.bytes)),
                (
                    "about",
                    Values::Texts(rows.iter().map(|row| row.about).collect()),
                ),
                (
                    "bodies",
                    Values::SomeBytes(rows.iter().map(|row| row.bodies).collect()),
                ),
            ],
        }
    }
}

/// Adds requests of one tenant, at least one, and answers how many bytes its requests take then.
///
/// # Errors
/// [`Error::Uniqueness`] for an id that is there already; [`Error::Conflict`] when another replica just began the same hour.
pub fn append(conn: &mut Conn, tenant: &str, requests: &[Logged]) -> Result<i64, Error> {
    let rows: Vec<_> = requests
        .iter()
        .map(|it| Row {
            tenant_id: tenant,
            id: Id(it.id),
            at: it.at,
            outcome: it.outcome.as_deref(),
            cause: it.cause.as_deref(),
            connection_id: it.connection_id.map(Id),
            subject_id: it.subject_id.map(Id),
            subject_key: it.key(),
            bytes: it.bytes(),
            about: &it.about,
            bodies: it.bodies.as_deref(),
        })
        .collect();
    insert::request_log(&mut conn.db, &rows)?;
    counts::add(conn, tenant, &rows)?;
    grow(conn, tenant, rows.iter().map(|row| row.bytes).sum())
}

/// Notes that a tenant's requests take so many bytes more; nobody else does until the transaction ends.
fn grow(conn: &mut Conn, tenant: &str, bytes: i64) -> Result<i64, Error> {
    let of_tenant = request_log_sizes::table.find(tenant);
    let known = diesel::update(of_tenant)
        .set(request_log_sizes::bytes.eq(request_log_sizes::bytes + bytes))
        .execute(&mut conn.db)?;
    if known == 0 {
        diesel::insert_into(request_log_sizes::table)
            .values((
                request_log_sizes::tenant_id.eq(tenant),
                request_log_sizes::bytes.eq(bytes),
            ))
            .execute(&mut conn.db)
            .map_err(Error::raced)?;
    }
    size(conn, tenant)
}

/// How many bytes a tenant's requests take.
///
/// # Errors
/// Only the database's own.
pub fn size(conn: &mut Conn, tenant: &str) -> Result<i64, Error> {
    let bytes: Option<i64> = request_log_sizes::table
        .find(tenant)
        .select(request_log_sizes::bytes)
        .first(&mut conn.db)
        .optional()?;
    Ok(bytes.unwrap_or(0))
}

/// Which requests are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only those before this id.
    pub before: Option<Uuid>,
    /// Only this one and those after it.
    pub from: Option<Uuid>,
    /// Only those of this connection.
    pub connection: Option<Uuid>,
    /// Only those of this outcome; `ok` for those that were carried out.
    pub outcome: Option<String>,
    /// Only those with the cause of this code.
    pub cause: Option<String>,
    /// Only those about this resource.
    pub subject: Option<Uuid>,
    /// Only those about whose folded name begins so.
    pub key: Option<String>,
}

type Columns8 = (
    Id,
    i64,
    Option<String>,
    Option<String>,
    Option<Id>,
    Option<Id>,
    Option<String>,
    String,
);

fn logged(row: Columns8) -> Logged {
    let (id, at, outcome, cause, connection, subject, subject_key, about) = row;
    Logged {
        id: id.0,
        at,
        outcome,
        cause,
        connection_id: connection.map(|id| id.0),
        subject_id: subject.map(|id| id.0),
        subject_key,
        about,
        bodies: None,
    }
}

/// Without the bodies.
const SHORT: (
    request_log::id,
    request_log::at,
    request_log::outcome,
    request_log::cause,
    request_log::connection_id,
    request_log::subject_id,
    request_log::subject_key,
    request_log::about,
) = (
    request_log::id,
    request_log::at,
    request_log::outcome,
    request_log::cause,
    request_log::connection_id,
    request_log::subject_id,
    request_log::subject_key,
    request_log::about,
);

/// A tenant's requests, the latest first, at most `limit`, without their bodies.
///
/// # Errors
/// Only the database's own.
pub fn list(
    conn: &mut Conn,
    tenant: &str,
    wanted: &Wanted,
    limit: i64,
) -> Result<Vec<Logged>, Error> {
    let mut query = request_log::table
        .into_boxed::<MultiBackend>()
        .filter(request_log::tenant_id.eq(tenant.to_owned()));
    if let Some(before) = wanted.before {
        query = query.filter(request_log::id.lt(Id(before)));
    }
    if let Some(from) = wanted.from {
        query = query.filter(request_log::id.ge(Id(from)));
    }
    if let Some(connection) = wanted.connection {
        query = query.filter(request_log::connection_id.eq(Id(connection)));
    }
    query = match wanted.outcome.as_deref() {
        None => query,
        Some("ok") => query.filter(request_log::outcome.is_null()),
        Some(outcome) => query.filter(request_log::outcome.eq(outcome.to_owned())),
    };
    if let Some(cause) = &wanted.cause {
        query = query.filter(request_log::cause.eq(cause.clone()));
    }
    if let Some(subject) = wanted.subject {
        query = query.filter(request_log::subject_id.eq(Id(subject)));
    }
    if let Some(key) = &wanted.key {
        query = query
            .filter(request_log::subject_key.ge(key.clone()))
            .filter(request_log::subject_key.lt(after_all_that_begin_with(key)));
    }
    let rows: Vec<Columns8> = query
        .order(request_log::id.desc())
        .limit(limit)
        .select(SHORT)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(logged).collect())
}

/// Bytes are compared, and nothing sorts behind the last character that there is.
fn after_all_that_begin_with(key: &str) -> String {
    format!("{key}\u{10ffff}")
}

/// The type whose reads have only an id: each of its resources has a unique name by which it can be found.
pub const FOUND_BY_ID: &str = "User";

/// People whose folded name begins so, at most `limit`: those who are there.
///
/// # Errors
/// Only the database's own.
pub fn subjects_named(
    conn: &mut Conn,
    tenant: &str,
    key: &str,
    limit: i64,
) -> Result<Vec<Uuid>, Error> {
    let ids: Vec<Id> = resources::table
        .filter(resources::tenant_id.eq(tenant))
        .filter(resources::resource_type.eq(FOUND_BY_ID))
        .filter(resources::unique_key.ge(key))
        .filter(resources::unique_key.lt(after_all_that_begin_with(key)))
        .order(resources::unique_key)
        .limit(limit)
        .select(resources::id)
        .load(&mut conn.db)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// A tenant's requests from that id on, in order, at most `limit`, without their bodies.
///
/// # Errors
/// Only the database's own.
pub fn after(conn: &mut Conn, tenant: &str, id: Uuid, limit: i64) -> Result<Vec<Logged>, Error> {
    let rows: Vec<Columns8> = request_log::table
        .filter(request_log::tenant_id.eq(tenant))
        .filter(request_log::id.gt(Id(id)))
        .order(request_log::id)
        .limit(limit)
        .select(SHORT)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(logged).collect())
}

/// Whether anything came over a connection from one id on and before another.
///
/// # Errors
/// Only the database's own.
pub fn came(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    from: Uuid,
    to: Uuid,
) -> Result<bool, Error> {
    let found: Option<Id> = request_log::table
        .filter(request_log::tenant_id.eq(tenant))
        .filter(request_log::connection_id.eq(Id(connection)))
        .filter(request_log::id.ge(Id(from)))
        .filter(request_log::id.lt(Id(to)))
        .order(request_log::id)
        .select(request_log::id)
        .first(&mut conn.db)
        .optional()?;
    Ok(found.is_some())
}

/// A request with its bodies.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<Option<Logged>, Error> {
    type All = (Columns8, Option<Vec<u8>>);
    let row: Option<All> = request_log::table
        .find((tenant, Id(id)))
        .select((SHORT, request_log::bodies))
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(|(row, bodies)| Logged {
        bodies,
        ..logged(row)
    }))
}
