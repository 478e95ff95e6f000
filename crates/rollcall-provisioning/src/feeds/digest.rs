//! What is remembered of a person: a digest of each value. Pure.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use serde::Serialize;

/// Enough that two values are taken for the same once in 280 million million changes.
const BYTES: usize = 6;

/// The first bytes of a SHA-256.
pub(super) type Digest = [u8; BYTES];

/// The digest of a text.
pub(super) fn of(text: &str) -> Digest {
    let whole = digest(&SHA256, text.as_bytes());
    let mut first = [0; BYTES];
    for (byte, of_whole) in first.iter_mut().zip(whole.as_ref()) {
        *byte = *of_whole;
    }
    first
}

/// What was announced of a person who is there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Noted {
    /// Whether they are announced at all: not deactivated.
    pub(super) present: bool,
    /// What whoever has them as manager can see of them.
    pub(super) as_manager: Digest,
    /// Their values, by the numbers of the names; what is empty is not there.
    pub(super) values: BTreeMap<u16, Digest>,
}

/// What became of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// They are there: new, or back.
    #[serde(rename = "person.created")]
    Created,
    /// A value is another one.
    #[serde(rename = "person.changed")]
    Changed,
    /// They are no longer there: deactivated or deleted.
    #[serde(rename = "person.left")]
    Left,
}

impl Kind {
    const WORDS: [(Self, &'static str, &'static str); 3] = [
        (Self::Created, "created", "person.created"),
        (Self::Changed, "changed", "person.changed"),
        (Self::Left, "left", "person.left"),
    ];

    /// As it is stored.
    pub(super) fn word(self) -> &'static str {
        let mut words = Self::WORDS.into_iter();
        words
            .find(|(kind, ..)| *kind == self)
            .map_or("", |(_, word, _)| word)
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        let mut words = Self::WORDS.into_iter();
        words
            .find(|(_, known, _)| *known == word)
            .map(|(kind, ..)| kind)
    }

    /// As receivers read it.
    pub fn name(self) -> &'static str {
        let mut words = Self::WORDS.into_iter();
        words
            .find(|(kind, ..)| *kind == self)
            .map_or("", |(.., name)| name)
    }
}

impl Noted {
    /// As bytes: whether they are there, what is seen of them as a manager, then number and digest of each value.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![u8::from(self.present)];
        bytes.extend(self.as_manager);
        for (number, digest) in &self.values {
            bytes.extend(number.to_be_bytes());
            bytes.extend(digest);
        }
        bytes
    }

    /// What [`Noted::encode`] wrote; `None` for anything else.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (present, rest) = bytes.split_first()?;
        let (as_manager, rest) = rest.split_first_chunk::<BYTES>()?;
        let mut values = BTreeMap::new();
        for entry in rest.chunks(2 + BYTES) {
            let (number, digest) = entry.split_first_chunk::<2>()?;
            values.insert(u16::from_be_bytes(*number), digest.try_into().ok()?);
        }
        Some(Self {
            present: *present != 0,
            as_manager: *as_manager,
            values,
        })
    }
}

/// What there is to announce between what was and what is, with the numbers of the values that differ.
pub(super) fn compare(was: Option<&Noted>, is: Option<&Noted>) -> Option<(Kind, Vec<u16>)> {
    let present = |noted: Option<&Noted>| noted.is_some_and(|noted| noted.present);
    match (present(was), present(is)) {
        (false, false) => None,
        (true, false) => Some((Kind::Left, Vec::new())),
        (false, true) => Some((Kind::Created, is?.values.keys().copied().collect())),
        (true, true) => {
            let (was, is) = (&was?.values, &is?.values);
            let mut differ: Vec<u16> = was.keys().chain(is.keys()).copied().collect();
            differ.sort_unstable();
            differ.dedup();
            differ.retain(|number| was.get(number) != is.get(number));
            (!differ.is_empty()).then_some((Kind::Changed, differ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(present: bool, values: &[(u16, &str)]) -> Noted {
        Noted {
            present,
            as_manager: of("manager"),
            values: values.iter().map(|(n, text)| (*n, of(text))).collect(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for it in [
            Noted::default(),
            noted(false, &[]),
            noted(true, &[(0, "a"), (7, "b"), (65_535, "c")]),
        ] {
            assert_eq!(Noted::decode(&it.encode()), Some(it));
        }
        assert_eq!(noted(true, &[(0, "a"), (1, "b")]).encode().len(), 7 + 2 * 8);
        for broken in [&[][..], &[1, 2], &[1, 0, 0, 0, 0, 0, 0, 9]] {
            assert_eq!(Noted::decode(broken), None);
        }
    }

    #[test]
    fn only_what_differs_is_told() {
        let ada = noted(true, &[(0, "ada"), (1, "engineer")]);
        let promoted = noted(true, &[(0, "ada"), (1, "director"), (2, "x")]);
        let gone = noted(false, &[]);
        assert_eq!(compare(Some(&ada), Some(&ada)), None);
        assert_eq!(
            compare(Some(&ada), Some(&promoted)),
            Some((Kind::Changed, vec![1, 2]))
        );
        assert_eq!(
            compare(Some(&promoted), Some(&ada)),
            Some((Kind::Changed, vec![1, 2])),
            "a value that is gone is another one too"
        );
        for absent in [None, Some(&gone)] {
            assert_eq!(
                compare(absent, Some(&ada)),
                Some((Kind::Created, vec![0, 1]))
            );
            assert_eq!(compare(Some(&ada), absent), Some((Kind::Left, vec![])));
            assert_eq!(compare(absent, Some(&gone)), None);
        }
    }
}
