//! Where a page of a list begins or ends (RFC 9865), without a word about how that travels.
//!
//! A position is a row's place in the order of the list: the key it was sorted by, and its id. It names no
//! number of rows, so rows that come and go elsewhere do not move it: the page after a position holds the
//! same rows as if nothing had happened in the pages before.

use crate::sort::SortKey;

/// Which way a list is read from a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The rows after it.
    Next,
    /// The rows before it.
    Previous,
}

/// A row's place in an order.
///
/// ```
/// use scim_core::cursor::{Direction, Position};
/// use scim_core::sort::SortKey;
///
/// let position = Position {
///     direction: Direction::Next,
///     key: SortKey::Text("ada".to_owned()),
///     id: "2819c223".to_owned(),
/// };
/// assert_eq!(Position::from_bytes(&position.to_bytes()), Some(position));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Which way to go on.
    pub direction: Direction,
    /// What the row is sorted by; [`SortKey::Missing`] in a list that is sorted by nothing but ids.
    pub key: SortKey,
    /// The row's id, which decides between equal keys.
    pub id: String,
}

impl Position {
    /// The position as bytes, for whoever signs it: about as many as key and id have.
    pub fn to_bytes(&self) -> Vec<u8> {
        let direction = match self.direction {
            Direction::Next => b'n',
            Direction::Previous => b'p',
        };
        let (tag, key): (u8, Vec<u8>) = match &self.key {
            SortKey::Boolean(value) => (b'b', vec![u8::from(*value)]),
            SortKey::Integer(value) => (b'i', value.to_be_bytes().to_vec()),
            SortKey::Decimal(value) => (b'd', value.to_be_bytes().to_vec()),
            SortKey::Instant(value) => (b't', value.to_be_bytes().to_vec()),
            SortKey::Text(text) => (b's', text.as_bytes().to_vec()),
            SortKey::Missing => (b'-', Vec::new()),
        };
        let id_length = u32::try_from(self.id.len()).unwrap_or(u32::MAX);
        let head = [direction, tag].into_iter().chain(id_length.to_be_bytes());
        head.chain(self.id.bytes()).chain(key).collect()
    }

    /// Reads what [`Position::to_bytes`] wrote; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&[direction, tag], rest) = bytes.split_first_chunk()?;
        let (id_length, rest) = rest.split_first_chunk()?;
        let id_length = usize::try_from(u32::from_be_bytes(*id_length)).ok()?;
        let (id, key) = rest.split_at_checked(id_length)?;
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
        let number = || <[u8; 8]>::try_from(key).ok();
        let direction = match direction {
            b'n' => Direction::Next,
            b'p' => Direction::Previous,
            _ => return None,
        };
        let key = match tag {
            b'b' => match key {
                [0] => SortKey::Boolean(false),
                [1] => SortKey::Boolean(true),
                _ => return None,
            },
            b'i' => SortKey::Integer(i64::from_be_bytes(number()?)),
            b'd' => SortKey::Decimal(f64::from_be_bytes(number()?)),
            b't' => SortKey::Instant(i64::from_be_bytes(number()?)),
            b's' => SortKey::Text(text(key)?),
            b'-' if key.is_empty() => SortKey::Missing,
            _ => return None,
        };
        Some(Self {
            direction,
            key,
            id: text(id)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys() -> impl Strategy<Value = SortKey> {
        prop_oneof![
            any::<bool>().prop_map(SortKey::Boolean),
            any::<i64>().prop_map(SortKey::Integer),
            any::<f64>().prop_map(SortKey::Decimal),
            any::<i64>().prop_map(SortKey::Instant),
            ".*".prop_map(SortKey::Text),
            Just(SortKey::Missing),
        ]
    }

    proptest! {
        #[test]
        fn positions_survive_the_journey(key in keys(), id in ".*", next in any::<bool>()) {
            let direction = if next { Direction::Next } else { Direction::Previous };
            let position = Position { direction, key, id };
            prop_assert_eq!(Position::from_bytes(&position.to_bytes()), Some(position));
        }

        #[test]
        fn other_bytes_are_none_or_mean_themselves(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Some(position) = Position::from_bytes(&bytes) {
                prop_assert_eq!(position.to_bytes(), bytes);
            }
        }
    }

    #[test]
    fn what_is_cut_off_is_no_position() {
        let position = Position {
            direction: Direction::Previous,
            key: SortKey::Instant(7),
            id: "id".to_owned(),
        };
        let bytes = position.to_bytes();
        for end in 0..bytes.len() {
            assert_eq!(Position::from_bytes(&bytes[..end]), None, "{end}");
        }
    }
}
