//! What identity providers send beside the RFC, as named rules. Every deviation that the server
//! accepts is one entry of [`RULES`]; code asks `tolerances.allows(Tolerance::X)` and never which
//! provider it talks to.

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

/// Every tolerance, in the order of [`Tolerance`].
pub const RULES: &[Rule] = &[
    Rule {
        tolerance: Tolerance::StringBooleans,
        name: "string-booleans",
        seen_from: "Microsoft Entra ID without the aadOptscim062020 flag, and its SCIM Validator",
        meaning: "\"True\" and \"False\", in any case, for a boolean: in bodies, in PATCH values, \
                  and in filters such as roles[primary eq \"True\"]. Read as true and false, and \
                  answered as such.",
    },
    Rule {
        tolerance: Tolerance::SingleForArray,
        name: "single-for-array",
        seen_from: "OneLogin's default template (emails); Microsoft's SCIM reference collection \
                  (members)",
        meaning: "One object, or one string, where a multi-valued attribute wants an array, and \
                  strings among its values: read as the array of objects with that value.",
    },
    Rule {
        tolerance: Tolerance::EmptyStringUnassigns,
        name: "empty-string-unassigns",
        seen_from: "Okta (PUT with cleared values), Microsoft Entra ID (Null_Update, \
                  Update_Manager)",
        meaning: "\"\" for an attribute means that it has no value, as null does. Where it is the \
                  value of a required attribute the request is refused.",
    },
    Rule {
        tolerance: Tolerance::UnknownAttributes,
        name: "unknown-attributes",
        seen_from: "Microsoft's SCIM reference collection (a misspelled attribute), and every \
                  provider with mappings that the administrator made",
        meaning: "An attribute that no schema has is not stored, and its path is counted as \
                  received and dropped. Without the rule it is refused.",
    },
    Rule {
        tolerance: Tolerance::UnknownSchemas,
        name: "unknown-schemas",
        seen_from: "OneLogin (urn:scim:schemas:core:2.0), Microsoft Entra ID (its group \
                  extension), Okta (custom extensions), and clients that leave schemas out of a \
                  PATCH",
        meaning: "schemas may be missing or name URNs that the server does not know. What stands \
                  under such a URN is kept as sent and returned.",
    },
    Rule {
        tolerance: Tolerance::ReadOnlyInPatchValue,
        name: "read-only-in-patch-value",
        seen_from: "Okta (id in a group's rename), authentik (the whole group)",
        meaning: "The value of a PATCH without a path carries id, meta or groups: ignored. An id \
                  that is not the resource's own is still refused, and so is a path that names a \
                  readOnly attribute.",
    },
    Rule {
        tolerance: Tolerance::DottedKeys,
        name: "dotted-keys",
        seen_from: "Microsoft Entra ID with the aadOptscim062020 flag",
        meaning: "Keys of a value are paths: name.givenName, urn:…:User:employeeNumber, \
                  emails[type eq \"work\"].value. Read as an operation on that path.",
    },
    Rule {
        tolerance: Tolerance::CreateOnAbsent,
        name: "create-on-absent",
        seen_from: "Microsoft Entra ID and its SCIM Validator",
        meaning: "add or replace on emails[type eq \"work\"].value where there is no such value: \
                  one is created that has what the filter asks for, so that the next path of the \
                  family finds it. Where the filter does not say enough to create a value that it \
                  selects, the answer is noTarget, as it is without the rule.",
    },
    Rule {
        tolerance: Tolerance::RemoveWithValue,
        name: "remove-with-value",
        seen_from: "Microsoft Entra ID without the flag, JumpCloud, authentik",
        meaning: "remove on members, or another multi-valued attribute, with the values to remove \
                  as its value: only those go. Without the rule it is refused, because removing \
                  everything would be worse.",
    },
    Rule {
        tolerance: Tolerance::ManagerForms,
        name: "manager-forms",
        seen_from: "Microsoft Entra ID",
        meaning: "manager as a bare id, or as an array of one object, and manager eq \"id\" in a \
                  filter: read as its value. A new or empty value takes the old one's displayName \
                  and $ref away.",
    },
    Rule {
        tolerance: Tolerance::ValueInArray,
        name: "value-in-array",
        seen_from: "Microsoft Entra ID (the group rename in older documentation)",
        meaning: "A simple attribute given as an array of one object with a value: displayName as \
                  [{\"value\": \"x\"}]. Read as x.",
    },
    Rule {
        tolerance: Tolerance::RemoveAbsent,
        name: "remove-absent",
        seen_from: "Okta (members), and every client that repeats a request whose answer was lost",
        meaning: "remove of a value that is not there succeeds and changes nothing; without the \
                  rule a filter that selects nothing is noTarget. Members of groups may always be \
                  removed twice (RFC 7644 §3.5.2.2).",
    },
];

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

#[cfg(test)]
mod tests {
    use super::*;

    /// A new variant does not compile until it has its arm here, and then misses its rule.
    fn next(tolerance: Tolerance) -> Option<Tolerance> {
        use Tolerance as T;
        match tolerance {
            T::StringBooleans => Some(T::SingleForArray),
            T::SingleForArray => Some(T::EmptyStringUnassigns),
            T::EmptyStringUnassigns => Some(T::UnknownAttributes),
            T::UnknownAttributes => Some(T::UnknownSchemas),
            T::UnknownSchemas => Some(T::ReadOnlyInPatchValue),
            T::ReadOnlyInPatchValue => Some(T::DottedKeys),
            T::DottedKeys => Some(T::CreateOnAbsent),
            T::CreateOnAbsent => Some(T::RemoveWithValue),
            T::RemoveWithValue => Some(T::ManagerForms),
            T::ManagerForms => Some(T::ValueInArray),
            T::ValueInArray => Some(T::RemoveAbsent),
            T::RemoveAbsent => None,
        }
    }

    #[test]
    fn every_tolerance_has_exactly_one_rule() {
        let all: Vec<Tolerance> =
            std::iter::successors(Some(Tolerance::StringBooleans), |t| next(*t)).collect();
        let documented: Vec<Tolerance> = RULES.iter().map(|rule| rule.tolerance).collect();
        assert_eq!(documented, all);
    }

    #[test]
    fn rule_names_are_kebab_case_and_their_texts_are_there() {
        for rule in RULES {
            assert!(
                rule.name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c == '-'),
                "{}",
                rule.name
            );
            assert!(
                !rule.seen_from.is_empty() && rule.meaning.ends_with('.'),
                "{}",
                rule.name
            );
            assert!(!rule.meaning.contains("  "), "{}", rule.name);
        }
    }

    #[test]
    fn a_set_has_what_was_put_in() {
        let set = Tolerances::NONE.with(Tolerance::DottedKeys);
        assert!(set.allows(Tolerance::DottedKeys) && !set.allows(Tolerance::RemoveAbsent));
        assert_eq!(set.without(Tolerance::DottedKeys), Tolerances::NONE);
        assert!(
            !Tolerances::ALL
                .without(Tolerance::RemoveAbsent)
                .allows(Tolerance::RemoveAbsent)
        );
    }
}
