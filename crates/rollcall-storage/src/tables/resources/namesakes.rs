//! Who may be meant by somebody that is about to be created, by one statement: most are new, and then two would find nothing.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};

use super::{Row, Scope, Stored};
use crate::conn::{on, parameters};
use crate::id::Id;
use crate::prepared::Prepared;
use crate::{Conn, Error};

/// The resources that share a unique value or an `externalId` with another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Namesakes {
    /// The one that holds the unique value.
    pub holder: Option<Stored>,
    /// The first two, by id, with the `externalId`, compared with its case (RFC 7643 §3.1).
    pub same_external_id: Vec<Stored>,
}

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
