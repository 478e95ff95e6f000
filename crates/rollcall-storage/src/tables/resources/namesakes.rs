//! Who may be meant by somebody that is about to be created, by one statement: most are new, and then two would find nothing. And who by several.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use uuid::Uuid;

use super::{Row, Scope, Stored};
use crate::conn::{on, parameters};
use crate::id::Id;
use crate::prepared::Prepared;
use crate::schema::resources;
use crate::{Conn, Error};

/// The resources that share a unique value or an `externalId` with another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Namesakes {
    /// The one that holds the unique value.
    pub holder: Option<Stored>,
    /// The first two, by id, with the `externalId`, compared with its case (RFC 7643 §3.1).
    pub same_external_id: Vec<Stored>,
}

/// Of so many resources with one `externalId` nobody needs more.
const ALIKE_MAX: i64 = 2;

#[derive(QueryableByName)]
struct Namesake {
    #[diesel(sql_type = Bool)]
    is_holder: bool,
    #[diesel(sql_type = Binary)]
    id: Id,
    #[diesel(sql_type = BigInt)]
    version: i64,
    #[diesel(sql_type = BigInt)]
    created_at: i64,
    #[diesel(sql_type = BigInt)]
    modified_at: i64,
    #[diesel(sql_type = Text)]
    document: String,
    #[diesel(sql_type = Nullable<Text>)]
    held: Option<String>,
}

/// The resources of the scope, held ones too, with this unique value, folded, or this `externalId`.
///
/// # Errors
/// Only the database's own.
pub fn namesakes(
    conn: &mut Conn,
    scope: &Scope<'_>,
    folded: Option<&str>,
    external_id: Option<&str>,
) -> Result<Namesakes, Error> {
    let mut found = Namesakes::default();
    let rows = match (folded, external_id) {
        (None, None) => return Ok(found),
        (Some(folded), None) => {
            found.holder = super::find_by_unique_key(conn, scope, folded)?;
            return Ok(found);
        }
        (folded, Some(external_id)) => rows(conn, scope, folded, external_id)?,
    };
    for row in rows {
        let is_holder = row.is_holder;
        let row = Row {
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
            document: row.document,
            held: row.held,
        };
        let stored = Stored::from(row).read()?;
        if is_holder {
            found.holder = Some(stored);
        } else {
            found.same_external_id.push(stored);
        }
    }
    Ok(found)
}

/// NULL equals nothing, so that without a unique value nobody holds it.
fn rows(
    conn: &mut Conn,
    scope: &Scope<'_>,
    folded: Option<&str>,
    external_id: &str,
) -> Result<Vec<Namesake>, Error> {
    const COLUMNS: &str = "id, version, created_at, modified_at, document, held";
    let [tenant, resource_type, key, same] = parameters(&conn.db);
    let namesakes = sql_query(format!(
        "SELECT TRUE AS is_holder, {COLUMNS} FROM resources \
         WHERE tenant_id = {tenant} AND resource_type = {resource_type} AND unique_key = {key} \
         UNION ALL SELECT * FROM (SELECT FALSE AS is_holder, {COLUMNS} FROM resources \
         WHERE tenant_id = {tenant} AND resource_type = {resource_type} AND external_id = {same} \
         ORDER BY id LIMIT 2) AS alike"
    ))
    .bind::<Text, _>(scope.tenant)
    .bind::<Text, _>(&scope.resource_type.name)
    .bind::<Nullable<Text>, _>(folded)
    .bind::<Text, _>(external_id);
    let namesakes = Prepared::always(namesakes);
    Ok(on!(&mut conn.db, |db| namesakes.load(db))?)
}

/// The ids of the resources of the scope, held ones too, with one of these unique values, folded, and behind them of those with one of these
/// `externalId`s: the first two of each, by id.
///
/// # Errors
/// Only the database's own.
pub fn namesakes_of_all(
    conn: &mut Conn,
    scope: &Scope<'_>,
    folded: &[&str],
    external_ids: &[&str],
) -> Result<Vec<Uuid>, Error> {
    let holders = resources::table
        .filter(resources::tenant_id.eq(scope.tenant))
        .filter(resources::resource_type.eq(&scope.resource_type.name))
        .filter(resources::unique_key.eq_any(folded.to_vec()))
        .order(resources::id)
        .select(resources::id);
    let mut found: Vec<Id> = Prepared::if_few(folded.len(), holders).load(&mut conn.db)?;
    let most = ALIKE_MAX * i64::try_from(external_ids.len()).unwrap_or(i64::MAX);
    let alike = alike(conn, scope, external_ids, most.saturating_add(1))?;
    if i64::try_from(alike.len()).is_ok_and(|count| count <= most) {
        let mut counts = HashMap::new();
        found.extend(alike.into_iter().filter_map(|(external_id, id)| {
            let count: &mut i64 = counts.entry(external_id).or_default();
            *count += 1;
            (*count <= ALIKE_MAX).then_some(id)
        }));
    } else {
        // One of them has so many that others may be cut off.
        for external_id in external_ids {
            let alike = self::alike(conn, scope, &[external_id], ALIKE_MAX)?;
            found.extend(alike.into_iter().map(|(_, id)| id));
        }
    }
    Ok(found.into_iter().map(|id| id.0).collect())
}

fn alike(
    conn: &mut Conn,
    scope: &Scope<'_>,
    external_ids: &[&str],
    limit: i64,
) -> Result<Vec<(Option<String>, Id)>, Error> {
    let alike = resources::table
        .filter(resources::tenant_id.eq(scope.tenant))
        .filter(resources::resource_type.eq(&scope.resource_type.name))
        .filter(resources::external_id.eq_any(external_ids.to_vec()))
        .order((resources::external_id, resources::id))
        .limit(limit)
        .select((resources::external_id, resources::id));
    Ok(Prepared::if_few(external_ids.len(), alike).load(&mut conn.db)?)
}
