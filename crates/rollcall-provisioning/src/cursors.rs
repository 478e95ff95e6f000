//! Cursors (RFC 9865): a position in a list as text that a client can keep and not make.
//!
//! Nothing is stored for a cursor, so there is no number of them to limit, and every replica knows those of the
//! others. It is sealed with AES-256-GCM-SIV (RFC 8452): a forged or changed one is refused, and what its list is
//! sorted by, often a name, stands in no log of addresses. Sealed in, though not written in it, is the
//! [`Binding`]: whoever asks something else, or with another token, has a cursor of no value.

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use scim_core::cursor::Position;
use scim_core::normalize::INDEXED_BYTES_MAX;
use scim_core::{Error as ScimError, ErrorKind, Result as ScimResult};
use uuid::Uuid;

use crate::{Error, Result, SECOND, SecretKey};

/// Longer text is no cursor of ours: the longest key is a unique value of [`INDEXED_BYTES_MAX`], folding makes it three
/// times as long at most, Base64 adds a third, and what stands beside the key is short.
const CURSOR_CHARS_MAX: usize = 4_096;
const _: () = assert!(INDEXED_BYTES_MAX * 4 + 512 <= CURSOR_CHARS_MAX);

/// What a cursor holds for: one token's one query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Binding<'a> {
    pub tenant: &'a str,
    pub token: Option<Uuid>,
    /// `Users`; empty for all types.
    pub endpoint: &'a str,
    pub filter: &'a str,
    pub sort_by: &'a str,
    pub sort_order: &'a str,
}

impl Binding<'_> {
    /// Every text with its length, so that no two bindings are the same bytes.
    fn to_bytes(self) -> Vec<u8> {
        let mut bytes = vec![u8::from(self.token.is_some())];
        bytes.extend(self.token.iter().flat_map(Uuid::as_bytes));
        for text in [
            self.tenant,
            self.endpoint,
            self.filter,
            self.sort_by,
            self.sort_order,
        ] {
            bytes.extend(text.len().to_be_bytes());
            bytes.extend(text.bytes());
        }
        bytes
    }
}

/// What a cursor says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cursor {
    pub position: Position,
    /// The `count` of its query.
    pub count: i64,
}

/// The key that seals cursors.
pub(crate) struct Cursors(RandomizedNonceKey);

impl Cursors {
    /// The cursor key of this installation.
    pub(crate) fn derive(secret: &SecretKey) -> Result<Self> {
        let key = secret.derive("cursor")?;
        RandomizedNonceKey::new(&AES_256_GCM_SIV, &key)
            .map(Self)
            .map_err(|e| Error::Internal(Box::new(e)))
    }

    /// The text of a cursor that is good until `expires` (microseconds since the epoch). It has only unreserved
    /// characters (RFC 9865 §2).
    pub(crate) fn seal(
        &self,
        binding: Binding<'_>,
        cursor: &Cursor,
        expires: i64,
    ) -> Result<String> {
        let mut sealed = Vec::new();
        sealed.extend((expires / SECOND).to_be_bytes());
        sealed.extend(cursor.count.to_be_bytes());
        sealed.extend(cursor.position.to_bytes());
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(binding.to_bytes()), &mut sealed)
            .map_err(|e| Error::Internal(Box::new(e)))?;
        let mut bytes = nonce.as_ref().to_vec();
        bytes.append(&mut sealed);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What a cursor says, if it is one for this query, with this `count`, and not too old.
    ///
    /// # Errors
    /// `invalidCursor`, the same for every reason; `expiredCursor`; `invalidCount`.
    pub(crate) fn open(
        &self,
        text: &str,
        binding: Binding<'_>,
        count: i64,
        now: i64,
    ) -> ScimResult<Position> {
        let (expires, cursor) = self.opened(text, binding).ok_or_else(|| {
            ScimError::new(
                ErrorKind::InvalidCursor,
                "This cursor is none of this query's. Repeat filter, sortBy, sortOrder and count as they were, with \
                 the same token, or begin again with an empty cursor.",
            )
        })?;
        if expires <= now / SECOND {
            return Err(ScimError::new(
                ErrorKind::ExpiredCursor,
                "This cursor has expired; begin again with an empty cursor. ServiceProviderConfig says how many \
                 seconds a cursor is good for.",
            ));
        }
        if cursor.count != count {
            return Err(ScimError::new(
                ErrorKind::InvalidCount,
                format!(
                    "count is {count}, but it was {} when this cursor was given; repeat it as it was.",
                    cursor.count
                ),
            ));
        }
        Ok(cursor.position)
    }

    fn opened(&self, text: &str, binding: Binding<'_>) -> Option<(i64, Cursor)> {
        if text.len() > CURSOR_CHARS_MAX {
            return None;
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk_mut::<NONCE_LEN>()?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let aad = Aad::from(binding.to_bytes());
        let opened = &*self.0.open_in_place(nonce, aad, sealed).ok()?;
        let (expires, rest) = opened.split_first_chunk()?;
        let (count, position) = rest.split_first_chunk()?;
        let cursor = Cursor {
            position: Position::from_bytes(position)?,
            count: i64::from_be_bytes(*count),
        };
        Some((i64::from_be_bytes(*expires), cursor))
    }
}

#[cfg(test)]
mod tests {
    use scim_core::cursor::Direction;
    use scim_core::sort::SortKey;

    use super::*;

    const NOON: i64 = 1_790_000_000_000_000;

    fn cursors() -> Cursors {
        Cursors::derive(&SecretKey::generate().unwrap()).unwrap()
    }

    fn binding() -> Binding<'static> {
        Binding {
            tenant: "acme",
            token: Some(Uuid::from_u128(7)),
            endpoint: "Users",
            filter: "title pr",
            sort_by: "userName",
            sort_order: "",
        }
    }

    fn cursor(key: &str) -> Cursor {
        Cursor {
            position: Position {
                direction: Direction::Next,
                key: SortKey::Text(key.to_owned()),
                id: Uuid::from_u128(9).to_string(),
            },
            count: 10,
        }
    }

    fn refusal<T: std::fmt::Debug>(result: ScimResult<T>) -> ErrorKind {
        result.unwrap_err().kind
    }

    #[test]
    fn a_cursor_comes_back_as_it_was_and_shows_nothing() {
        let cursors = cursors();
        let text = cursors
            .seal(binding(), &cursor("Ada Lovelace"), NOON + 1_000_000)
            .unwrap();
        let opened = cursors.open(&text, binding(), 10, NOON).unwrap();
        assert_eq!(opened, cursor("Ada Lovelace").position);
        assert!(
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b))
        );
        let bytes = URL_SAFE_NO_PAD.decode(&text).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("Ada"));
    }

    #[test]
    fn the_longest_key_fits() {
        let cursors = cursors();
        let longest = "\u{1f80}".repeat(INDEXED_BYTES_MAX);
        let text = cursors
            .seal(binding(), &cursor(&longest), NOON + 1_000_000)
            .unwrap();
        assert!(text.len() < CURSOR_CHARS_MAX, "{}", text.len());
        assert!(cursors.open(&text, binding(), 10, NOON).is_ok());
    }

    #[test]
    fn a_cursor_is_good_for_one_query_of_one_token() {
        let cursors = cursors();
        let text = cursors
            .seal(binding(), &cursor("a"), NOON + 1_000_000)
            .unwrap();
        let others = [
            Binding {
                tenant: "other",
                ..binding()
            },
            Binding {
                token: Some(Uuid::from_u128(8)),
                ..binding()
            },
            Binding {
                endpoint: "Groups",
                ..binding()
            },
            Binding {
                endpoint: "",
                ..binding()
            },
            Binding {
                filter: "",
                ..binding()
            },
            Binding {
                sort_by: "title",
                ..binding()
            },
            Binding {
                sort_order: "descending",
                ..binding()
            },
            // The same letters, elsewhere.
            Binding {
                filter: "title prus",
                sort_by: "erName",
                ..binding()
            },
        ];
        for other in others {
            let refused = refusal(cursors.open(&text, other, 10, NOON));
            assert_eq!(refused, ErrorKind::InvalidCursor, "{other:?}");
        }
        assert_eq!(
            refusal(cursors.open(&text, binding(), 11, NOON)),
            ErrorKind::InvalidCount
        );
        let late = refusal(cursors.open(&text, binding(), 10, NOON + 1_000_000));
        assert_eq!(late, ErrorKind::ExpiredCursor);
    }

    #[test]
    fn nobody_else_makes_a_cursor() {
        let (cursors, foreign) = (cursors(), self::cursors());
        let text = foreign
            .seal(binding(), &cursor("a"), NOON + 1_000_000)
            .unwrap();
        let long = "A".repeat(1_000_000);
        for text in ["", "x", "!", "VZUTiyhEQJ94IR", &text, &text[1..], &long] {
            let refused = refusal(cursors.open(text, binding(), 10, NOON));
            assert_eq!(refused, ErrorKind::InvalidCursor, "{text:.40}");
        }
        let mine = cursors
            .seal(binding(), &cursor("a"), NOON + 1_000_000)
            .unwrap();
        for place in 0..mine.len() {
            let mut changed = mine.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(
                cursors.open(&changed, binding(), 10, NOON).is_err(),
                "{place}"
            );
        }
    }
}
