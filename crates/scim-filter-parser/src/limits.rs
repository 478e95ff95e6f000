//! How much text and how much nesting a parse accepts.

/// Nesting beyond this is refused whatever [`Limits::depth_max`] says: the parser, `Display` and `Drop`
/// recurse once per level, and a thread's stack must hold them all.
const DEPTH_CEILING: usize = 256;

/// Limits on one parse. Both guard against hostile text; neither limits the number of terms.
///
/// ```
/// use scim_filter_parser::{Limits, ParseErrorKind, parse_filter_with};
///
/// let limits = Limits { depth_max: 1, ..Limits::default() };
/// assert!(parse_filter_with("(title pr)", &limits).is_ok());
///
/// let error = parse_filter_with("((title pr))", &limits).unwrap_err();
/// assert_eq!(error.kind, ParseErrorKind::TooDeep { max: 1 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many parentheses and brackets may be open at once. 32 unless told; never more than 256.
    pub depth_max: usize,
    /// How long the text may be, in bytes. 16,384 unless told.
    pub length_max_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth_max: 32,
            length_max_bytes: 16_384,
        }
    }
}

impl Limits {
    /// The nesting that is really allowed.
    pub(crate) fn depth_in_force(&self) -> usize {
        self.depth_max.min(DEPTH_CEILING)
    }
}
