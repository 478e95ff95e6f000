//! The value of an index entry: bytes that sort as the values compare, so that one column serves all types and
//! neither database's collation or number format has a say.

use scim_core::comparable::Comparable;
use scim_core::condition::{CompareOp, Operand};

use crate::promote::{PREFIX_CHARS, prefix};

/// Before a value that is there and compares with nothing.
const OTHER: u8 = 0;
/// Before every other value.
const VALUE: u8 = 1;
/// Beyond every value.
const BEYOND: u8 = 2;

/// The empty text, which equals itself and is not present (RFC 7644 table 3).
pub(crate) const EMPTY_TEXT: [u8; 1] = [VALUE];

/// Up to here every whole number is exact as a decimal, and no other number has the same nearest decimal.
const EXACT_BELOW: u64 = 1 << 53;

/// The key of a value; texts are cut to the length that an index takes.
pub(crate) fn key(value: &Comparable) -> Vec<u8> {
    match value {
        Comparable::Boolean(value) => of(&[u8::from(*value)]),
        Comparable::Number(value) => of(&number(*value)),
        Comparable::Instant(value) => of(&instant(*value)),
        Comparable::Text(value) => of(prefix(value).as_bytes()),
        Comparable::Other => vec![OTHER],
    }
}

fn of(payload: &[u8]) -> Vec<u8> {
    let mut key = Vec::with_capacity(1 + payload.len());
    key.push(VALUE);
    key.extend_from_slice(payload);
    key
}

/// Negative ones are inverted, so that greater ones come later.
fn number(value: f64) -> [u8; 8] {
    // Both zeros are one.
    let bits = (value + 0.0).to_bits();
    let sign = 1 << 63;
    let sortable = if bits & sign == 0 { bits | sign } else { !bits };
    sortable.to_be_bytes()
}

fn instant(micros: i64) -> [u8; 8] {
    (micros.cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

/// Keys of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Keys {
    /// This one.
    Is(Vec<u8>),
    /// From the first one on, up to the second one and without it.
    Range(Vec<u8>, Vec<u8>),
}

/// Where the values are that compare so with an operand, and whether no others are there too. None where the keys do
/// not tell.
pub(crate) fn keys(op: CompareOp, operand: &Operand) -> Option<(Keys, bool)> {
    let (key, whole) = match operand {
        Operand::Boolean(wanted) => (key(&Comparable::Boolean(*wanted)), true),
        #[expect(
            clippy::cast_precision_loss,
            reason = "its nearest decimal, as the keys have it"
        )]
        Operand::Integer(wanted) => (
            key(&Comparable::Number(*wanted as f64)),
            wanted.unsigned_abs() < EXACT_BELOW,
        ),
        Operand::Decimal(wanted) => (key(&Comparable::Number(*wanted)), true),
        Operand::Instant(wanted) => (key(&Comparable::Instant(*wanted)), true),
        Operand::Text(wanted) => (
            of(prefix(wanted).as_bytes()),
            wanted.chars().count() < PREFIX_CHARS,
        ),
    };
    let is_text = matches!(operand, Operand::Text(_));
    let next = |key: &[u8]| [key, &[0]].concat();
    // Where the key is not the whole operand, values on both sides of it have the same key.
    let keys = match (op, whole) {
        (CompareOp::Eq, _) => Keys::Is(key),
        (CompareOp::Gt, true) => Keys::Range(next(&key), vec![BEYOND]),
        (CompareOp::Gt, false) | (CompareOp::Ge, _) => Keys::Range(key, vec![BEYOND]),
        (CompareOp::Lt, true) => Keys::Range(vec![VALUE], key),
        (CompareOp::Lt, false) | (CompareOp::Le, _) => Keys::Range(vec![VALUE], next(&key)),
        (CompareOp::Sw, true) if is_text => {
            let end = successor(&key);
            Keys::Range(key, end)
        }
        // Whatever begins with that much was cut to the same key.
        (CompareOp::Sw, false) if is_text => Keys::Is(key),
        (CompareOp::Sw | CompareOp::Co | CompareOp::Ew | CompareOp::Ne, _) => return None,
    };
    Some((keys, whole))
}

/// The least key beyond all that begin with this one. No byte of UTF-8 is the greatest.
fn successor(key: &[u8]) -> Vec<u8> {
    let mut end = key.to_vec();
    if let Some(last) = end.last_mut() {
        *last = last.saturating_add(1);
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_as_values_compare() {
        let numbers = [
            -1e300, -2.0, -1.5, -1e-300, 0.0, 1e-300, 1.0, 1.5, 2.0, 1e300,
        ];
        let instants = [i64::MIN, -1, 0, 1, i64::MAX];
        let texts = [
            "",
            "a",
            "a\u{0}",
            "aa",
            "ab",
            "b",
            "é",
            "\u{D7FF}",
            "\u{E000}",
            "\u{10FFFF}",
        ];
        let sorted = |values: Vec<Comparable>| {
            let keys: Vec<_> = values.iter().map(key).collect();
            assert!(keys.is_sorted_by(|a, b| a < b), "{values:?}");
            assert!(
                keys.iter()
                    .all(|key| key[..] < [BEYOND][..] && key[..] >= [VALUE][..])
            );
        };
        sorted(numbers.map(Comparable::Number).to_vec());
        sorted(instants.map(Comparable::Instant).to_vec());
        sorted(texts.map(|text| Comparable::Text(text.to_owned())).to_vec());
        sorted([false, true].map(Comparable::Boolean).to_vec());
        assert_eq!(
            key(&Comparable::Number(-0.0)),
            key(&Comparable::Number(0.0))
        );
        assert!(key(&Comparable::Other) < EMPTY_TEXT.to_vec());
    }

    #[test]
    fn what_a_key_cannot_tell_is_only_narrowed_down() {
        let long = Operand::Text("y".repeat(PREFIX_CHARS));
        let almost = Operand::Text("y".repeat(PREFIX_CHARS - 1));
        let (large, small) = (Operand::Integer(1 << 53), Operand::Integer((1 << 53) - 1));
        for (op, operand, exact) in [
            (CompareOp::Eq, &long, Some(false)),
            (CompareOp::Sw, &long, Some(false)),
            (CompareOp::Lt, &long, Some(false)),
            (CompareOp::Eq, &almost, Some(true)),
            (CompareOp::Sw, &almost, Some(true)),
            (CompareOp::Co, &almost, None),
            (CompareOp::Eq, &large, Some(false)),
            (CompareOp::Gt, &large, Some(false)),
            (CompareOp::Gt, &small, Some(true)),
            (CompareOp::Eq, &Operand::Decimal(0.5), Some(true)),
            (CompareOp::Sw, &Operand::Instant(0), None),
        ] {
            assert_eq!(
                keys(op, operand).map(|(_, exact)| exact),
                exact,
                "{op:?} {operand:?}"
            );
        }
    }
}
