//! What has to be known of everybody before the first row is written or judged.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use scim_core::fold;

/// So many addresses are compared: with 8 bytes each and room to grow, at most some 80 MB.
const ADDRESSES_MAX: usize = 4_000_000;

/// The columns of a tool that somebody has something in, a bit each.
pub(super) type Filled = u64;

/// What a first look at everybody found.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    pub(super) filled: Option<Filled>,
    addresses: Option<Addresses>,
}

#[derive(Debug, Clone, Default)]
struct Addresses {
    seen: HashSet<u64>,
    repeated: HashSet<u64>,
}

impl Survey {
    /// One that compares addresses too. It keeps a digest of each, so memory grows by some ten bytes a person, up to four
    /// million; what comes after those is not compared.
    pub fn of_addresses() -> Self {
        Self {
            filled: None,
            addresses: Some(Addresses::default()),
        }
    }

    pub(super) fn add_filled(&mut self, filled: Filled) {
        self.filled = Some(self.filled.unwrap_or(0) | filled);
    }

    pub(super) fn add_address(&mut self, address: &str) {
        let Some(addresses) = &mut self.addresses else {
            return;
        };
        let digest = digest(address);
        if addresses.seen.contains(&digest) {
            addresses.repeated.insert(digest);
        } else if addresses.seen.len() < ADDRESSES_MAX {
            addresses.seen.insert(digest);
        }
    }

    /// Whether somebody in the column of that place has something, as far as is known.
    pub(super) fn fills(&self, place: usize) -> bool {
        self.filled.is_none_or(|filled| filled & (1 << place) != 0)
    }

    /// Whether several people have that address.
    pub(super) fn is_repeated(&self, address: &str) -> bool {
        let addresses = self.addresses.as_ref();
        addresses.is_some_and(|known| known.repeated.contains(&digest(address)))
    }

    /// Whether it is known that nobody has that address.
    pub(super) fn lacks(&self, address: &str) -> bool {
        let addresses = self.addresses.as_ref();
        let all = addresses.filter(|known| known.seen.len() < ADDRESSES_MAX);
        all.is_some_and(|known| !known.seen.contains(&digest(address)))
    }
}

/// Two addresses that differ in case only reach the same mailbox nearly everywhere, and are one to every tool. That two
/// others share a digest happens once in ten million tenants of a million people.
fn digest(address: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    fold(address).hash(&mut hasher);
    hasher.finish()
}
