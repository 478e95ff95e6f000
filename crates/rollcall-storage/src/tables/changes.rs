//! Changes: one row for each committed difference, in an order that a reader can follow while writers run.

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use crate::id::Id;
use crate::schema::changes;
use crate::{Conn, Error, numbering};

/// A change about to be recorded.
#[derive(Debug, Clone)]
pub struct NewChange {
    /// The tenant's id.
    pub tenant: String,
    /// When, in microseconds since the Unix epoch.
    pub at: i64,
    /// `User`, `Group` …
    pub resource_type: String,
    /// Of which resource.
    pub resource_id: Uuid,
    /// A word of `scim_core::event::Operation`.
    pub operation: String,
    /// The resource's version since this change.
    pub version: i64,
    /// By which connection, if by one.
    pub connection_id: Option<Uuid>,
    /// By which request, if by one.
    pub request_id: Option<String>,
    /// What differs, as it was.
    pub before: Option<Value>,
    /// What differs, as it is.
    pub after: Option<Value>,
    /// All of the resource's attributes as they are, where a reader needs them: after a PUT.
    pub document: Option<Value>,
    /// The resource's `externalId`, if it has one.
    pub external_id: Option<String>,
    /// Its entity tag since; none where that is of its version alone.
    pub etag: Option<String>,
}

/// A recorded change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its number: greater than those of all earlier changes of the tenant; numbers may be missing.
    pub seq: i64,
    /// When, in microseconds since the Unix epoch.
    pub at: i64,
    /// `User`, `Group` …
    pub resource_type: String,
    /// Of which resource.
    pub resource_id: Uuid,
    /// A word of `scim_core::event::Operation`.
    pub operation: String,
    /// The resource's version since this change.
    pub version: i64,
    /// By which connection, if by one.
    pub connection_id: Option<Uuid>,
    /// By which request, if by one.
    pub request_id: Option<String>,
    /// What differs, as it was.
    pub before: Option<Value>,
    /// What differs, as it is.
    pub after: Option<Value>,
    /// All of the resource's attributes as they are, where a reader needs them: after a PUT.
    pub document: Option<Value>,
    /// The resource's `externalId`, if it has one.
    pub external_id: Option<String>,
    /// Its entity tag since; none where that is of its version alone.
    pub etag: Option<String>,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = changes, treat_none_as_default_value = false)]
pub(crate) struct Row {
    pub(crate) tenant_id: String,
    pub(crate) seq: i64,
    pub(crate) at: i64,
    pub(crate) resource_type: String,
    pub(crate) resource_id: Id,
    pub(crate) operation: String,
    pub(crate) version: i64,
    pub(crate) connection_id: Option<Id>,
    pub(crate) request_id: Option<String>,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
    pub(crate) document: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) etag: Option<String>,
}

impl TryFrom<Row> for Change {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let json = |text: Option<String>| {
            let parsed = text.map(|text| serde_json::from_str(&text)).transpose();
            parsed.map_err(|_| Error::Corrupt("a document in changes is not JSON"))
        };
        Ok(Self {
            seq: row.seq,
            at: row.at,
            resource_type: row.resource_type,
            resource_id: row.resource_id.0,
            operation: row.operation,
            version: row.version,
            connection_id: row.connection_id.map(|id| id.0),
            request_id: row.request_id,
            before: json(row.before)?,
            after: json(row.after)?,
            document: json(row.document)?,
            external_id: row.external_id,
            etag: row.etag,
        })
    }
}

/// Records a change, in the transaction that makes it and after the rows that it changes: of two changes of
/// one resource, the later one then has the greater number. Answers its number.
///
/// # Errors
/// Only the database's own.
pub fn append(conn: &mut Conn, change: &NewChange) -> Result<i64, Error> {
    let json = |value: &Option<Value>| {
        let text = value.as_ref().map(serde_json::to_string).transpose();
        text.map_err(|_| Error::Corrupt("a difference cannot be written as JSON"))
    };
    let row = Row {
        seq: 0,
        tenant_id: change.tenant.clone(),
        at: change.at,
        resource_type: change.resource_type.clone(),
        resource_id: Id(change.resource_id),
        operation: change.operation.clone(),
        version: change.version,
        connection_id: change.connection_id.map(Id),
        request_id: change.request_id.clone(),
        before: json(&change.before)?,
        after: json(&change.after)?,
        document: json(&change.document)?,
        external_id: change.external_id.clone(),
        etag: change.etag.clone(),
    };
    Ok(numbering::insert_change(conn, row)?)
}

/// The tenant's changes with numbers greater than `seq`, in order, at most `limit`. Whoever goes on from the
/// last number seen skips nothing, however many writers run: a change is shown only when no transaction can
/// still commit one with a lesser number.
///
/// # Errors
/// Only the database's own.
pub fn after(conn: &mut Conn, tenant: &str, seq: i64, limit: i64) -> Result<Vec<Change>, Error> {
    let horizon = numbering::change_horizon(&mut conn.db)?;
    let rows: Vec<Row> = changes::table
        .filter(changes::tenant_id.eq(tenant))
        .filter(changes::seq.gt(seq))
        .filter(changes::seq.le(horizon))
        .order(changes::seq)
        .limit(limit)
        .load(&mut conn.db)?;
    rows.into_iter().map(Change::try_from).collect()
}

/// What is not told to whoever is told of what changed: it changed nothing that counts.
pub(crate) const SILENT: [&str; 2] = ["held", "kept"];

/// The numbers of the changes that [`after`] would answer and that event streams are told, without reading them.
///
/// # Errors
/// Only the database's own.
pub fn numbers_after(
    conn: &mut Conn,
    tenant: &str,
    seq: i64,
    limit: i64,
) -> Result<Vec<i64>, Error> {
    let horizon = numbering::change_horizon(&mut conn.db)?;
    Ok(changes::table
        .filter(changes::tenant_id.eq(tenant))
        .filter(changes::seq.gt(seq))
        .filter(changes::seq.le(horizon))
        .filter(changes::operation.ne_all(SILENT))
        .order(changes::seq)
        .limit(limit)
        .select(changes::seq)
        .load(&mut conn.db)?)
}

/// A number after which the tenant's changes are those from a moment on, and perhaps few before: numbers and times grow together, but
/// for transactions that end in another order than they began.
///
/// # Errors
/// Only the database's own.
pub fn number_before(conn: &mut Conn, tenant: &str, moment: i64) -> Result<i64, Error> {
    /// No transaction lives as long.
    const SLACK_MICROSECONDS: i64 = 60_000_000;
    let moment = moment.saturating_sub(SLACK_MICROSECONDS);
    let (mut low, mut high) = (0, latest(conn, tenant)?);
    // Whatever is numbered up to `low` is earlier, whatever is numbered above `high` is not.
    while low < high {
        let middle = low + (high - low) / 2;
        let next: Option<(i64, i64)> = changes::table
            .filter(changes::tenant_id.eq(tenant))
            .filter(changes::seq.gt(middle))
            .order(changes::seq)
            .select((changes::seq, changes::at))
            .first(&mut conn.db)
            .optional()?;
        match next {
            Some((number, at)) if at < moment => low = number,
            _ => high = middle,
        }
    }
    Ok(low)
}

/// The changes of these numbers, in order.
///
/// # Errors
/// Only the database's own.
pub fn find_all(conn: &mut Conn, tenant: &str, numbers: &[i64]) -> Result<Vec<Change>, Error> {
    let rows: Vec<Row> = changes::table
        .filter(changes::tenant_id.eq(tenant))
        .filter(changes::seq.eq_any(numbers))
        .order(changes::seq)
        .load(&mut conn.db)?;
    rows.into_iter().map(Change::try_from).collect()
}

/// The latest changes of one resource with numbers less than `before`, the latest first, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn of_resource(
    conn: &mut Conn,
    tenant: &str,
    resource: Uuid,
    before: i64,
    limit: i64,
) -> Result<Vec<Change>, Error> {
    let rows: Vec<Row> = changes::table
        .filter(changes::tenant_id.eq(tenant))
        .filter(changes::resource_id.eq(Id(resource)))
        .filter(changes::seq.lt(before))
        .order(changes::seq.desc())
        .limit(limit)
        .load(&mut conn.db)?;
    rows.into_iter().map(Change::try_from).collect()
}

/// The last number that any transaction has drawn so far, committed or not.
///
/// # Errors
/// Only the database's own.
pub fn drawn(conn: &mut Conn) -> Result<i64, Error> {
    Ok(numbering::last_change(&mut conn.db)?)
}

/// Whether every transaction that drew a number up to this one has ended.
///
/// # Errors
/// Only the database's own.
pub fn have_ended(conn: &mut Conn, number: i64) -> Result<bool, Error> {
    Ok(numbering::change_horizon(&mut conn.db)? >= number)
}

/// The number of the latest change that a reader may have seen: whoever starts here misses nothing that is
/// committed from now on. 0 before the first.
///
/// # Errors
/// Only the database's own.
pub fn latest(conn: &mut Conn, tenant: &str) -> Result<i64, Error> {
    let horizon = numbering::change_horizon(&mut conn.db)?;
    let latest: Option<i64> = changes::table
        .filter(changes::tenant_id.eq(tenant))
        .filter(changes::seq.le(horizon))
        .select(diesel::dsl::max(changes::seq))
        .first(&mut conn.db)?;
    Ok(latest.unwrap_or(0))
}

/// The changes that a request made, of those with numbers above the first and up to the second, in order, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn of_request(
    conn: &mut Conn,
    tenant: &str,
    (above, up_to): (i64, i64),
    request: &str,
    limit: i64,
) -> Result<Vec<Change>, Error> {
    let rows: Vec<Row> = changes::table
        .filter(changes::tenant_id.eq(tenant))
        .filter(changes::seq.gt(above))
        .filter(changes::seq.le(up_to))
        .filter(changes::request_id.eq(request))
        .order(changes::seq)
        .limit(limit)
        .load(&mut conn.db)?;
    rows.into_iter().map(Change::try_from).collect()
}

/// The greatest number of the tenant's changes that this transaction sees, its own among them; 0 before the first.
///
/// # Errors
/// Only the database's own.
pub fn last(conn: &mut Conn, tenant: &str) -> Result<i64, Error> {
    let last: Option<i64> = changes::table
        .filter(changes::tenant_id.eq(tenant))
        .select(diesel::dsl::max(changes::seq))
        .first(&mut conn.db)?;
    Ok(last.unwrap_or(0))
}
