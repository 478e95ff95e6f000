//! Pages of lists whose rows have a moment and an id: the place of the last row is what one goes on with.

use rollcall_storage::id;
use uuid::Uuid;

use crate::{Error, Result};

/// Refuses a page that is none, or longer than one may be.
///
/// # Errors
/// [`Error::Input`] that says how long one may be.
pub(crate) fn check_limit(limit: i64, max: i64) -> Result<()> {
    match (1..=max).contains(&limit) {
        true => Ok(()),
        false => Err(Error::Input(format!("limit is from 1 to {max}."))),
    }
}

/// That is no place that a page ended at.
pub(crate) fn no_place() -> Error {
    Error::Input("after is what an earlier page gave as next_after.".to_owned())
}

/// The moment and the id of the row that an earlier page ended with.
///
/// # Errors
/// [`Error::Input`] for what no page gave.
pub(crate) fn place(text: &str) -> Result<(i64, Uuid)> {
    let parts = text
        .split_once('.')
        .and_then(|(at, id)| Some((at.parse().ok()?, id::parse(id)?)));
    parts.ok_or_else(no_place)
}

/// Leaves as many rows as were asked for of those read, which are one more where there are more, and answers the place of the last
/// one, as [`place`] reads it; none at the end.
pub(crate) fn cut<R>(
    rows: &mut Vec<R>,
    limit: i64,
    place: impl Fn(&R) -> (i64, Uuid),
) -> Option<String> {
    let (at, id) = place(last_of_more(rows, limit)?);
    Some(format!("{at}.{id}"))
}

/// The same, where the row itself tells its place.
pub(crate) fn last_of_more<R>(rows: &mut Vec<R>, limit: i64) -> Option<&R> {
    if rows.len() <= usize::try_from(limit).unwrap_or(usize::MAX) {
        return None;
    }
    rows.pop();
    rows.last()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_where_it_ended() {
        let ids = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
        let mut rows: Vec<_> = ids.into_iter().enumerate().collect();
        let of = |row: &(usize, Uuid)| (i64::try_from(row.0).unwrap_or(0), row.1);
        assert_eq!(cut(&mut rows, 3, of), None);
        let next = cut(&mut rows, 2, of).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(place(&next).unwrap(), (1, ids[1]));
        for wrong in ["", "1", "1.x", "x.y"] {
            assert!(place(wrong).is_err(), "{wrong}");
        }
        assert!(check_limit(0, 5).is_err() && check_limit(6, 5).is_err());
        check_limit(5, 5).unwrap();
    }
}
