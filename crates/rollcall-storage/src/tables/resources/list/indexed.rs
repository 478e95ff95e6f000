//! Reading by attribute indexes, which may be deleted meanwhile: each statement sees what is committed when it starts,
//! and entries go only after their index is no longer ready. So what was read counts if the indexes still are.

use scim_core::condition::Condition;

use super::Part;
use crate::filter_sql;
use crate::tables::attribute_indexes::{AttributeIndex, ready};
use crate::tables::resources::{Scope, View};
use crate::{Conn, Error};

/// The indexes that may serve a filter: none where columns say everything.
fn serving(
    conn: &mut Conn,
    scope: &Scope<'_>,
    condition: Option<&Condition>,
) -> Result<Vec<AttributeIndex>, Error> {
    match condition {
        Some(condition) if !filter_sql::compile(scope, condition, &[], View::Counted).exact => {
            ready(conn, scope)
        }
        _ => Ok(Vec::new()),
    }
}

/// Reads parts of a list with the indexes that serve each, again without those that were deleted meanwhile.
pub(super) fn read_by_indexes<T>(
    conn: &mut Conn,
    parts: &[Part<'_>],
    read: impl Fn(&mut Conn, &[Vec<AttributeIndex>]) -> Result<T, Error>,
) -> Result<T, Error> {
    let all = |conn: &mut Conn| {
        let of = |part: &Part<'_>| serving(conn, &part.scope, part.query.condition.as_ref());
        parts.iter().map(of).collect::<Result<Vec<_>, _>>()
    };
    let mut indexes = all(conn)?;
    loop {
        let found = read(conn, &indexes)?;
        if indexes.iter().all(Vec::is_empty) {
            return Ok(found);
        }
        let still = all(conn)?;
        let mut gone = false;
        for (used, still) in indexes.iter_mut().zip(&still) {
            let before = used.len();
            used.retain(|index| still.iter().any(|other| other.id == index.id));
            gone |= used.len() < before;
        }
        if !gone {
            return Ok(found);
        }
    }
}
