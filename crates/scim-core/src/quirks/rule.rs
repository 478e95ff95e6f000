//! The names of the rules, and sets of them.

/// One way in which connections may differ. [`RULES`](super::RULES) documents each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Rule {
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
    /// The URNs of SCIM 1.1, such as `urn:scim:schemas:extension:enterprise:1.0`, mean those of today.
    FormerUrns,
    /// PATCH values may carry readOnly attributes (`id`, `meta`, `groups`): ignored.
    ReadOnlyInPatchValue,
    /// PATCH paths may name readOnly attributes: ignored.
    ReadOnlyInPath,
    /// Path-less PATCH values may have dotted and URN keys: `name.givenName`,
    /// `urn:…:User:employeeNumber`.
    DottedKeys,
    /// add/replace on `emails[type eq "work"].value` without such an element creates it.
    CreateOnAbsent,
    /// `remove` on `members`, or another multi-valued attribute, with a `value` removes only what is named.
    RemoveWithValue,
    /// `manager` as a bare string, or as an array of one.
    ManagerForms,
    /// A single-valued simple attribute given as an array of one object with `value`.
    ValueInArray,
    /// `remove` of something that is not there succeeds and changes nothing.
    RemoveAbsent,
    /// Text in a filter without quotes: `externalId eq jyoung`.
    UnquotedValues,
    /// POST for somebody who is deactivated makes them active again under the old id.
    ReviveLeavers,
    /// A group's `displayName` is unique in its tenant, ignoring case.
    UniqueGroupNames,
    /// PUT keeps `active` and `members` when the body is silent about them.
    KeepOnPut,
    /// PATCH of a group is answered 204 unless attributes are asked for.
    QuietGroupPatch,
    /// Answers call themselves `application/json` unless the client asks for `application/scim+json`.
    PlainJsonAnswers,
    /// Every PATCH operation must have a path.
    PathRequired,
    /// `replace` of a complex attribute replaces all of it.
    WholeComplex,
    /// A filter in a PATCH path may select one value only.
    OneMatch,
    /// A filter in a PATCH path must be followed by a sub-attribute.
    SubAttributeAfterFilter,
    /// An unknown attribute in a PATCH is `invalidSyntax` instead of `invalidPath`.
    UnknownIsInvalidSyntax,
    /// Bodies and answers are `application/scim+json` and nothing else.
    ScimJsonOnly,
}

/// Which rules are in force: a set of [`Rule`]; by default none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rules(u32);

impl Rules {
    /// Everything that accepts more than the RFC and can be on at once, since it means the same whoever sends it: exactly what
    /// [`Profile::Auto`](super::Profile::Auto) has before a provider is recognised. It is not every [`Rule`]: those that mean
    /// something to one provider only, and those that refuse what the RFC allows, are in profiles of their own.
    ///
    /// ```
    /// use scim_core::{Rule, Rules, quirks::{Profile, RuleChanges}};
    ///
    /// assert_eq!(Rules::ALL, Profile::Auto.rules(&RuleChanges::default(), None));
    /// assert!(Rules::ALL.allows(Rule::StringBooleans) && !Rules::ALL.allows(Rule::PathRequired));
    /// ```
    pub const ALL: Self = Self::of(super::profiles::AUTO);
    /// No rule: the RFC to the letter.
    pub const NONE: Self = Self(0);

    /// The set of these.
    pub const fn of(rules: &[Rule]) -> Self {
        let mut set = 0;
        let mut index = 0;
        while index < rules.len() {
            set |= 1 << rules[index] as u8;
            index += 1;
        }
        Self(set)
    }

    /// Whether `rule` is in force.
    pub fn allows(self, rule: Rule) -> bool {
        self.0 & (1 << rule as u8) != 0
    }

    /// This set and `rule`.
    #[must_use]
    pub fn with(self, rule: Rule) -> Self {
        Self(self.0 | (1 << rule as u8))
    }

    /// This set without `rule`.
    #[must_use]
    pub fn without(self, rule: Rule) -> Self {
        Self(self.0 & !(1 << rule as u8))
    }
}
