//! What an id is: a UUID, which the databases keep as 16 bytes and clients write in exactly one way.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Binary;
use uuid::Uuid;

/// The id that a text means: a UUID as this server writes it, in lower case with hyphens. `id` is compared with its
/// case (RFC 7643 §3.1), so other spellings of a UUID (in upper case, in braces, as `urn:uuid:`) mean none.
///
/// ```
/// use rollcall_storage::id::parse;
///
/// assert!(parse("0192d4e8-7c00-7000-8000-0123456789ab").is_some());
/// assert_eq!(parse("0192D4E8-7C00-7000-8000-0123456789AB"), None);
/// ```
pub fn parse(text: &str) -> Option<Uuid> {
    let mut shown = Uuid::encode_buffer();
    Uuid::try_parse(text)
        .ok()
        .filter(|id| id.hyphenated().encode_lower(&mut shown) == text)
}

/// A UUID in a binary column, most significant byte first: bytes sort as the text does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub(crate) struct Id(pub(crate) Uuid);

impl<DB> ToSql<Binary, DB> for Id
where
    DB: Backend,
    [u8]: ToSql<Binary, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.as_bytes().as_slice().to_sql(out)
    }
}

impl<DB> FromSql<Binary, DB> for Id
where
    DB: Backend,
    Vec<u8>: FromSql<Binary, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let bytes = Vec::<u8>::from_sql(bytes)?;
        Ok(Self(Uuid::from_slice(&bytes)?))
    }
}

/// The ids as binds.
pub(crate) fn ids(uuids: &[Uuid]) -> Vec<Id> {
    uuids.iter().copied().map(Id).collect()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_id_is_spelt_in_one_way() {
        let id = "0192d4e8-7c00-7abc-8000-0123456789ab";
        assert_eq!(parse(id).map(|id| id.to_string()).as_deref(), Some(id));
        for other in [
            id.to_uppercase(),
            id.replace('-', ""),
            format!("{{{id}}}"),
            format!("urn:uuid:{id}"),
            format!(" {id}"),
            String::new(),
        ] {
            assert_eq!(parse(&other), None, "{other}");
        }
    }
}
