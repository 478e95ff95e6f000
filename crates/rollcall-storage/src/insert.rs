//! Inserting several rows of a tenant at once. On PostgreSQL they are arrays, a column each: one text for any number of
//! rows, which the database prepares once and reads in no time.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Text};

use crate::conn::Db;
use crate::id::Id;
use crate::schema::{attribute_entries, attribute_values, memberships, request_log};
use crate::tables::attribute_entries::NewEntry;
use crate::tables::memberships::NewMembership;
use crate::tables::request_log::Row as LoggedRow;
use crate::tables::resources::NewAttributeValue;

/// Rows of one table and tenant, column by column.
pub(crate) struct Columns<'r> {
    pub(crate) table: &'static str,
    pub(crate) tenant: &'r str,
    /// The others, by name.
    pub(crate) columns: Vec<(&'static str, Values<'r>)>,
}

/// What the rows have in one column, in their order.
pub(crate) enum Values<'r> {
    Texts(Vec<&'r str>),
    Ids(Vec<Id>),
    Bytes(Vec<&'r [u8]>),
    Numbers(Vec<i64>),
    SomeTexts(Vec<Option<&'r str>>),
    SomeIds(Vec<Option<Id>>),
    SomeBytes(Vec<Option<&'r [u8]>>),
}

impl QueryFragment<Pg> for Columns<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let names: Vec<_> = self.columns.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        out.push_sql("INSERT INTO ");
        out.push_identifier(self.table)?;
        out.push_sql(&format!(" (tenant_id, {names}) SELECT "));
        out.push_bind_param::<Text, str>(self.tenant)?;
        out.push_sql(&format!(", {names} FROM unnest("));
        for (number, (_, values)) in self.columns.iter().enumerate() {
            if number > 0 {
                out.push_sql(", ");
            }
            match values {
                Values::Texts(texts) => out.push_bind_param::<Array<Text>, _>(texts)?,
                Values::Ids(ids) => out.push_bind_param::<Array<Binary>, _>(ids)?,
                Values::Bytes(bytes) => out.push_bind_param::<Array<Binary>, _>(bytes)?,
                Values::Numbers(numbers) => out.push_bind_param::<Array<BigInt>, _>(numbers)?,
                Values::SomeTexts(texts) => {
                    out.push_bind_param::<Array<Nullable<Text>>, _>(texts)?;
                }
                Values::SomeIds(ids) => out.push_bind_param::<Array<Nullable<Binary>>, _>(ids)?,
                Values::SomeBytes(bytes) => {
                    out.push_bind_param::<Array<Nullable<Binary>>, _>(bytes)?;
                }
            }
        }
        out.push_sql(&format!(") AS added ({names})"));
        Ok(())
    }
}

/// None, so that the text tells statements apart: one for each table.
impl QueryId for Columns<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<PgConnection> for Columns<'_> {}

/// So many rows are inserted into SQLite one by one: that statement stays prepared, and one of several rows does not.
const FEW_ROWS: usize = 3;

macro_rules! insert_all {
    ($db:expr, $table:expr, $rows:expr) => {
        match ($db, $rows) {
            (Db::Sqlite(sqlite), rows) if rows.len() <= FEW_ROWS => {
                rows.iter().try_fold(0, |sum, row| {
                    let insertion = diesel::insert_into($table).values(row);
                    Ok(sum + insertion.execute(sqlite)?)
                })
            }
            (Db::Sqlite(sqlite), rows) => diesel::insert_into($table).values(rows).execute(sqlite),
            (Db::Postgres(postgres), rows) => Columns::from(rows).execute(postgres),
        }
    };
}

/// Inserts memberships; at least one.
pub(crate) fn memberships(db: &mut Db, rows: &[NewMembership<'_>]) -> QueryResult<usize> {
    insert_all!(db, memberships::table, rows)
}

/// Inserts index rows; at least one.
pub(crate) fn attribute_values(db: &mut Db, rows: &[NewAttributeValue<'_>]) -> QueryResult<usize> {
    insert_all!(db, attribute_values::table, rows)
}

/// Inserts entries of attribute indexes; at least one.
pub(crate) fn attribute_entries(db: &mut Db, rows: &[NewEntry<'_>]) -> QueryResult<usize> {
    insert_all!(db, attribute_entries::table, rows)
}

/// Inserts requests of one tenant; at least one. On SQLite one by one, however many: the statement stays prepared.
pub(crate) fn request_log(db: &mut Db, rows: &[LoggedRow<'_>]) -> QueryResult<usize> {
    match db {
        Db::Sqlite(sqlite) => rows.iter().try_fold(0, |sum, row| {
            let insertion = diesel::insert_into(request_log::table).values(row);
            Ok(sum + insertion.execute(sqlite)?)
        }),
        Db::Postgres(postgres) => Columns::from(rows).execute(postgres),
    }
}
