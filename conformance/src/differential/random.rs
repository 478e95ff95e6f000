//! Lots that are the same for the same seed, on every machine.

/// A `SplitMix64` sequence: enough spread for choosing test data, and no dependency.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// The sequence of case `number` of kind `stream`: a case does not depend on how many came before it.
    pub(super) fn of(seed: u64, stream: u64, number: usize) -> Random {
        let mut random = Random(seed ^ stream.rotate_left(40) ^ (number as u64).rotate_left(16));
        // Neighbouring seeds begin alike; the third number no longer shows it.
        for _ in 0..3 {
            random.next();
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is above 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let limit = limit.max(1) as u64;
        usize::try_from(self.next() % limit).unwrap_or(0)
    }

    /// True in `percent` of 100 draws.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `all`, which is not empty.
    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// `text` with its ASCII letters in random case, one time in seven; as it is otherwise.
    pub(super) fn perhaps_recased(&mut self, text: &str) -> String {
        if !self.chance(14) {
            return text.to_owned();
        }
        let recase = |character: char| match self.below(2) {
            0 => character.to_ascii_uppercase(),
            _ => character.to_ascii_lowercase(),
        };
        text.chars().map(recase).collect()
    }
}
