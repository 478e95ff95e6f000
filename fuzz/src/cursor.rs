//! Positions in a list, as a cursor holds them, and their way through bytes.

use arbitrary::{Result, Unstructured};
use scim_core::cursor::{Direction, Position};
use scim_core::sort::SortKey;

use crate::invent;

/// Bytes are a position's own or none; what is written is read again, and in the same order.
pub fn run(data: &[u8]) {
    if let Some(position) = Position::from_bytes(data) {
        assert_eq!(position.to_bytes(), data, "{position:?}");
    }
    let _ = invented(&mut Unstructured::new(data));
}

fn invented(u: &mut Unstructured<'_>) -> Result<()> {
    let mut positions = invent::some(u, 5, position)?;
    for position in &positions {
        let bytes = position.to_bytes();
        assert_eq!(Position::from_bytes(&bytes).as_ref(), Some(position));
        // A cursor that was cut off leads nowhere, or to the same text cut off.
        let cut = &bytes[..u.int_in_range(0..=bytes.len())?];
        if let Some(other) = Position::from_bytes(cut) {
            assert_eq!(other.to_bytes(), cut);
            assert_eq!(
                (&other.id, other.direction),
                (&position.id, position.direction)
            );
        }
    }
    let read = |position: &Position| Position::from_bytes(&position.to_bytes());
    positions.sort_by(|a, b| a.key.cmp(&b.key).then_with(|| a.id.cmp(&b.id)));
    for pair in positions.windows(2) {
        let keys = pair.iter().filter_map(read).map(|position| position.key);
        assert!(keys.is_sorted(), "{pair:?}");
    }
    Ok(())
}

fn position(u: &mut Unstructured<'_>) -> Result<Position> {
    let direction = if u.arbitrary()? {
        Direction::Next
    } else {
        Direction::Previous
    };
    let key = match u.int_in_range(0..=5)? {
        0 => SortKey::Boolean(u.arbitrary()?),
        1 => SortKey::Integer(u.arbitrary()?),
        2 => SortKey::Decimal(u.arbitrary()?),
        3 => SortKey::Instant(u.arbitrary()?),
        4 => SortKey::Text(invent::text(u)?),
        _ => SortKey::Missing,
    };
    let id = invent::text(u)?;
    Ok(Position { direction, key, id })
}
