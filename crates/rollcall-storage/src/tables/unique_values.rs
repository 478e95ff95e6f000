//! The values that no two resources of a type may share, beside `resources.unique_key`: one row each.

use diesel::prelude::*;
use uuid::Uuid;

use super::resources::Scope;
use crate::id::Id;
use crate::schema::unique_values;
use crate::{Conn, Error};

/// Makes exactly these the unique values of a resource, given as path and value, each once. What it had and
/// has no longer is free for others.
///
/// # Errors
/// [`Error::Uniqueness`], whose constraint is the path, when another resource of the type has the value.
pub fn claim(
    conn: &mut Conn,
    scope: &Scope<'_>,
    id: Uuid,
    values: &[(String, String)],
) -> Result<(), Error> {
    let held: Vec<(String, String)> = unique_values::table
        .filter(unique_values::tenant_id.eq(scope.tenant))
        .filter(unique_values::resource_id.eq(Id(id)))
        .select((unique_values::path, unique_values::value))
        .load(&mut conn.db)?;
    for (path, value) in held.iter().filter(|held| !values.contains(held)) {
        let key = (scope.tenant, &scope.resource_type.name, path, value);
        diesel::delete(unique_values::table.find(key)).execute(&mut conn.db)?;
    }
    for (path, value) in values.iter().filter(|value| !held.contains(value)) {
        let row = (
            unique_values::tenant_id.eq(scope.tenant),
            unique_values::resource_type.eq(&scope.resource_type.name),
            unique_values::path.eq(path),
            unique_values::value.eq(value),
            unique_values::resource_id.eq(Id(id)),
        );
        let inserted = diesel::insert_into(unique_values::table)
            .values(row)
            .execute(&mut conn.db);
        inserted.map_err(|error| match Error::from(error) {
            Error::Uniqueness { .. } => Error::Uniqueness {
                constraint: path.clone(),
            },
            other => other,
        })?;
    }
    Ok(())
}
