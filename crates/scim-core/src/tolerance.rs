//! What identity providers send beside the RFC, as named rules. Every deviation that the server accepts is one
//! entry of [`RULES`]; code asks `tolerances.allows(Tolerance::X)` and never which provider it talks to.

/// One deviation from the RFC that real clients depend on. `RULES` documents each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Tolerance {
    /// `"True"` / `"False"` (any case) for a boolean, in bodies and filters.
    StringBooleans,
    /// One object (or string) where a multi-valued attribute wants an array: wrapped.
    SingleForArray,
    /// `""` for a simple attribute means unassigned.
    EmptyStringUnassigns,
    /// Unknown core attributes are counted as received and dropped, instead of refused.
    UnknownAttributes,
    /// Unknown URNs in `schemas`, and `schemas` missing or of another version, are accepted.
    UnknownSchemas,
    /// PATCH values may carry readOnly attributes (`id`, `meta`, `groups`): ignored.
    ReadOnlyInPatchValue,
    /// Path-less PATCH values may have dotted and URN keys: `name.givenName`, `urn:…:User:employeeNumber`.
    DottedKeys,
    /// add/replace on `emails[type eq "work"].value` without such an element creates it.
    CreateOnAbsent,
    /// `remove` on `members` with a `value` removes only the named members.
    RemoveWithValue,
    /// `manager` as a bare string, or as an array of one.
    ManagerForms,
    /// A single-valued simple attribute given as an array of one object with `value`.
    ValueInArray,
    /// `remove` of something that is not there succeeds and changes nothing.
    RemoveAbsent,
}

/// The documentation of one tolerance: what is sent, who sends it, where that is known from.
#[derive(Debug)]
pub struct Rule {
    /// The tolerance that this documents.
    pub tolerance: Tolerance,
    /// The name in documents and settings, kebab-case.
    pub name: &'static str,
    /// Who sends it.
    pub seen_from: &'static str,
    /// What is sent and what the server makes of it.
    pub meaning: &'static str,
}

/// Which tolerances are in force: a set of [`Tolerance`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tolerances(u32);

impl Tolerances {
    /// Every rule: the `auto` profile. All of them are unambiguous, so all can be on at once.
    pub const ALL: Self = Self(u32::MAX);
    /// No rule: the RFC to the letter.
    pub const NONE: Self = Self(0);

    /// Whether `tolerance` is in force.
    pub fn allows(self, tolerance: Tolerance) -> bool {
        self.0 & (1 << tolerance as u8) != 0
    }

    /// This set and `tolerance`.
    #[must_use]
    pub fn with(self, tolerance: Tolerance) -> Self {
        Self(self.0 | (1 << tolerance as u8))
    }

    /// This set without `tolerance`.
    #[must_use]
    pub fn without(self, tolerance: Tolerance) -> Self {
        Self(self.0 & !(1 << tolerance as u8))
    }
}
