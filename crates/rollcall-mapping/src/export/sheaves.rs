//! Records brought together by group without holding them all: as many groups at a time as fit, in the order of their names.

use std::collections::BTreeMap;

/// What a group costs beside its records: its name and the places in the map.
const GROUP_BYTES: usize = 200;

/// One look at everybody. It keeps the records of the groups that come first by name, of those that were not finished before.
#[derive(Debug)]
pub(super) struct Sheaves {
    bytes_max: usize,
    bytes: usize,
    /// The last group that is finished.
    after: Option<String>,
    /// The first group that did not fit.
    until: Option<String>,
    kept: BTreeMap<String, Vec<u8>>,
}

/// What a look leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bound {
    /// Whole groups with their records.
    pub(super) groups: BTreeMap<String, Vec<u8>>,
    /// The group that is next and was too large to keep, if none smaller was before it.
    pub(super) alone: Option<String>,
    /// After which group the next look begins; `None` if there is none.
    pub(super) next_after: Option<String>,
}

impl Sheaves {
    /// A look at the groups after this one, which keeps so many bytes.
    pub(super) fn new(after: Option<String>, bytes_max: usize) -> Self {
        Self {
            bytes_max,
            bytes: 0,
            after,
            until: None,
            kept: BTreeMap::new(),
        }
    }

    /// Adds a record to a group, with what stands between two.
    pub(super) fn add(&mut self, group: &str, record: &[u8], between: &[u8]) {
        let is_finished = self.after.as_deref().is_some_and(|after| group <= after);
        let is_later = self.until.as_deref().is_some_and(|until| group >= until);
        if is_finished || is_later {
            return;
        }
        if let Some(records) = self.kept.get_mut(group) {
            records.extend_from_slice(between);
            records.extend_from_slice(record);
            self.bytes += between.len() + record.len();
        } else {
            self.bytes += GROUP_BYTES + group.len() + record.len();
            self.kept.insert(group.to_owned(), record.to_vec());
        }
        while self.bytes > self.bytes_max
            && let Some((group, records)) = self.kept.pop_last()
        {
            self.bytes = self
                .bytes
                .saturating_sub(GROUP_BYTES + group.len() + records.len());
            self.until = Some(group);
        }
    }

    /// Ends the look.
    pub(super) fn bind(self) -> Bound {
        let last = self.kept.last_key_value().map(|(name, _)| name.clone());
        let alone = if self.kept.is_empty() {
            self.until.clone()
        } else {
            None
        };
        // Without one that did not fit, everything is kept.
        let next_after = self.until.and(alone.clone().or(last));
        Bound {
            groups: self.kept,
            alone,
            next_after,
        }
    }
}
