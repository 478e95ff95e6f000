//! How much a request may compare.

use std::fmt;

use crate::{Error, ErrorKind};

/// So many bytes of text are compared, copied or hashed in about the time in which a value is looked up.
const BYTES_PER_COMPARISON: usize = 64;

/// What a request may still compare. A comparison is one term of a filter held against one value; long text counts as
/// several, one for each 64 bytes, and what it takes to fold it is counted once for each value.
///
/// [`Budget::default`] is what one request should have: [`Budget::COMPARISONS_MAX`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    left: usize,
}

impl Budget {
    /// What one request may compare over all the resources that it looks at: twenty thousand resources with a
    /// filter of 250 terms, or five million e-mails with one of four. It takes about two seconds.
    pub const COMPARISONS_MAX: usize = 20_000_000;

    /// So many comparisons.
    pub fn new(comparisons: usize) -> Self {
        Self { left: comparisons }
    }

    /// For a single object, whose size is limited already.
    pub fn unlimited() -> Self {
        Self::new(usize::MAX)
    }

    /// Takes so many comparisons.
    ///
    /// # Errors
    /// [`Exhausted`]: there are not as many left.
    pub fn spend(&mut self, comparisons: usize) -> Result<(), Exhausted> {
        self.left = self.left.checked_sub(comparisons).ok_or(Exhausted)?;
        Ok(())
    }

    /// Takes what a look at that text costs beside the look at its value.
    pub(crate) fn spend_text(&mut self, text: &str) -> Result<(), Exhausted> {
        self.spend(text_cost(text))
    }

    /// Takes what it costs to fold that text.
    pub(crate) fn spend_folding(&mut self, text: &str) -> Result<(), Exhausted> {
        self.spend(folding_cost(text))
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(Self::COMPARISONS_MAX)
    }
}

/// How many comparisons are like reading or writing this text.
pub(crate) fn text_cost(text: &str) -> usize {
    text.len() / BYTES_PER_COMPARISON
}

/// How many comparisons are like folding this text: it takes about as long to fold one byte that is not ASCII.
pub(crate) fn folding_cost(text: &str) -> usize {
    if text.is_ascii() {
        text_cost(text)
    } else {
        text.len()
    }
}

/// There is nothing left of a [`Budget`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exhausted;

impl fmt::Display for Exhausted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "The filter would compare more than {} values or pieces of long text. Ask with fewer terms.",
            Budget::COMPARISONS_MAX
        )
    }
}

impl std::error::Error for Exhausted {}

impl From<Exhausted> for Error {
    fn from(exhausted: Exhausted) -> Self {
        Self::new(ErrorKind::TooMany, exhausted.to_string())
    }
}
