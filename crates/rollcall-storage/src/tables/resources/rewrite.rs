//! The two UPDATEs that nearly every change makes, written out. Diesel's own have no text that could be known in advance,
//! and so are prepared by the database each time anew.

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Binary, Bool, HasSqlType, Nullable, Text};

use super::Content;
use crate::id::Id;

/// Which resource is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key<'a> {
    pub(super) tenant: &'a str,
    pub(super) resource_type: &'a str,
    pub(super) id: Id,
}

/// Writes a resource's document and what is promoted from it.
pub(super) struct Rewrite<'a> {
    pub(super) key: Key<'a>,
    pub(super) content: Content<'a>,
}

/// Moves a resource's version and time.
pub(super) struct Touch<'a> {
    pub(super) key: Key<'a>,
    pub(super) version: i64,
    pub(super) modified_at: i64,
}

impl<DB> QueryFragment<DB> for Key<'_>
where
    DB: Backend,
    str: ToSql<Text, DB>,
    Id: ToSql<Binary, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(" WHERE tenant_id = ");
        out.push_bind_param::<Text, str>(self.tenant)?;
        out.push_sql(" AND resource_type = ");
        out.push_bind_param::<Text, str>(self.resource_type)?;
        out.push_sql(" AND id = ");
        out.push_bind_param::<Binary, Id>(&self.id)
    }
}

impl<'a, DB> QueryFragment<DB> for Rewrite<'a>
where
    DB: Backend + HasSqlType<Bool>,
    Key<'a>: QueryFragment<DB>,
    str: ToSql<Text, DB>,
    i64: ToSql<BigInt, DB>,
    Option<bool>: ToSql<Nullable<Bool>, DB>,
    Option<String>: ToSql<Nullable<Text>, DB>,
    Option<&'a str>: ToSql<Nullable<Text>, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let Content {
            version,
            modified_at,
            external_id,
            display_name,
            active,
            email,
            label,
            document,
        } = &self.content;
        out.push_sql("UPDATE ");
        out.push_identifier("resources")?;
        out.push_sql(" SET version = ");
        out.push_bind_param::<BigInt, i64>(version)?;
        out.push_sql(", modified_at = ");
        out.push_bind_param::<BigInt, i64>(modified_at)?;
        out.push_sql(", external_id = ");
        out.push_bind_param::<Nullable<Text>, _>(external_id)?;
        out.push_sql(", display_name = ");
        out.push_bind_param::<Nullable<Text>, _>(display_name)?;
        out.push_sql(", active = ");
        out.push_bind_param::<Nullable<Bool>, _>(active)?;
        out.push_sql(", email = ");
        out.push_bind_param::<Nullable<Text>, _>(email)?;
        out.push_sql(", label = ");
        out.push_bind_param::<Nullable<Text>, _>(label)?;
        out.push_sql(", document = ");
        out.push_bind_param::<Text, str>(document)?;
        self.key.walk_ast(out)
    }
}

impl<'a, DB> QueryFragment<DB> for Touch<'a>
where
    DB: Backend,
    Key<'a>: QueryFragment<DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        out.push_identifier("resources")?;
        out.push_sql(" SET version = ");
        out.push_bind_param::<BigInt, i64>(&self.version)?;
        out.push_sql(", modified_at = ");
        out.push_bind_param::<BigInt, i64>(&self.modified_at)?;
        self.key.walk_ast(out)
    }
}

/// One text for all of them.
impl QueryId for Rewrite<'_> {
    type QueryId = Rewrite<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

/// One text for all of them.
impl QueryId for Touch<'_> {
    type QueryId = Touch<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<Conn> RunQueryDsl<Conn> for Rewrite<'_> {}
impl<Conn> RunQueryDsl<Conn> for Touch<'_> {}
