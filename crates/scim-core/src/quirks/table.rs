//! What each rule means, who needs it, and which request shows it.

use super::Rule;

/// What a rule does to the RFC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// More than the RFC has is accepted.
    Accepts,
    /// The RFC leaves it to the server.
    Chooses,
    /// Less than the RFC has is accepted, or it means something else.
    Demands,
}

/// A request that shows a rule.
#[derive(Debug)]
#[non_exhaustive]
pub struct Example {
    /// The case of the conformance suite, `<group>/<file without .json>`: it passes with the rule and
    /// fails without it.
    pub case: &'static str,
    /// Which of its requests, counted from 1.
    pub step: usize,
}

/// The documentation of one rule.
#[derive(Debug)]
#[non_exhaustive]
pub struct RuleEntry {
    /// The rule.
    pub rule: Rule,
    /// The name in documents and settings, kebab-case.
    pub name: &'static str,
    /// What it does to the RFC.
    pub effect: Effect,
    /// Who sends it or needs it, and where that is known from.
    pub seen_from: &'static str,
    /// What is sent and what the server makes of it.
    pub meaning: &'static str,
    /// What happens where the rule is off.
    pub without: &'static str,
    /// The request that shows it.
    pub example: Example,
}

impl Rule {
    /// Its entry in [`RULES`].
    pub fn entry(self) -> &'static RuleEntry {
        // In the order of the variants; a test holds them to it.
        &RULES[self as usize]
    }
}

const fn example(case: &'static str, step: usize) -> Example {
    Example { case, step }
}

/// Every rule, in the order of [`Rule`].
pub const RULES: &[RuleEntry] = &[
    RuleEntry {
        rule: Rule::StringBooleans,
        name: "string-booleans",
        effect: Effect::Accepts,
        seen_from: "Microsoft Entra ID without the aadOptscim062020 flag, and its SCIM Validator",
        meaning: "\"True\" and \"False\", in any case, for a boolean: in bodies, in PATCH values, \
                  and in filters such as roles[primary eq \"True\"]. Read as true and false, and \
                  answered as such.",
        without: "400 invalidValue, in a filter invalidFilter.",
        example: example("entra_users/24_text_booleans_in_post", 1),
    },
    RuleEntry {
        rule: Rule::SingleForArray,
        name: "single-for-array",
        effect: Effect::Accepts,
        seen_from: "OneLogin's default template (emails); Microsoft's SCIM reference collection \
                  (members)",
        meaning: "One object, or one string, where a multi-valued attribute wants an array, and \
                  strings among its values: read as the array of objects with that value.",
        without: "400 invalidValue.",
        example: example("onelogin/05_emails_as_object", 1),
    },
    RuleEntry {
        rule: Rule::EmptyStringUnassigns,
        name: "empty-string-unassigns",
        effect: Effect::Accepts,
        seen_from: "Okta (PUT with cleared values), Microsoft Entra ID (Null_Update, \
                  Update_Manager)",
        meaning: "\"\" for an attribute means that it has no value, as null does. Where it is the \
                  value of a required attribute the request is refused.",
        without: "The empty text is stored; where an object is wanted, 400 invalidValue.",
        example: example("entra_users/16_manager_cleared_by_empty_text", 2),
    },
    RuleEntry {
        rule: Rule::UnknownAttributes,
        name: "unknown-attributes",
        effect: Effect::Accepts,
        seen_from: "Microsoft's SCIM reference collection (a misspelled attribute), and every \
                  provider with mappings that the administrator made",
        meaning: "An attribute that no schema has is not stored, and its path is counted as \
                  received and dropped.",
        without: "400 invalidSyntax, in a PATCH invalidPath.",
        example: example("entra_users/29_misspelt_attribute", 2),
    },
    RuleEntry {
        rule: Rule::UnknownSchemas,
        name: "unknown-schemas",
        effect: Effect::Accepts,
        seen_from: "OneLogin (urn:scim:schemas:core:2.0), Microsoft Entra ID (its group \
                  extension), Okta (custom extensions), and clients that leave schemas out of a \
                  PATCH",
        meaning: "schemas may be missing or name URNs that the server does not know. What stands \
                  under such a URN is kept as sent and returned.",
        without: "400 invalidSyntax, in a PATCH path invalidPath.",
        example: example("entra_groups/01_create_with_unknown_schema", 1),
    },
    RuleEntry {
        rule: Rule::FormerUrns,
        name: "former-urns",
        effect: Effect::Accepts,
        seen_from: "OneLogin's templates (urn:scim:schemas:extension:enterprise:2.0), and clients that \
                  were made for SCIM 1.1 (urn:scim:schemas:extension:enterprise:1.0)",
        meaning: "Attributes under an enterprise URN of SCIM 1.1, with or without :User behind it, are \
                  those of the enterprise extension: in bodies, in PATCH values and paths, and in \
                  filters. urn:scim:schemas:core:1.0:userName, also with 2.0, is userName.",
        without: "They are an extension of that name, kept as sent and learned.",
        example: example("onelogin/13_enterprise_of_scim_1", 2),
    },
    RuleEntry {
        rule: Rule::ReadOnlyInPatchValue,
        name: "read-only-in-patch-value",
        effect: Effect::Accepts,
        seen_from: "Okta (id in a group's rename), authentik (the whole group)",
        meaning: "The value of a PATCH without a path carries id, meta or groups: ignored. An id \
                  that is not the resource's own is still refused, and so is a path that names a \
                  readOnly attribute.",
        without: "400 mutability.",
        example: example("okta_groups/05_rename_with_id_in_value", 4),
    },
    RuleEntry {
        rule: Rule::ReadOnlyInPath,
        name: "read-only-in-path",
        effect: Effect::Accepts,
        seen_from: "no provider by itself; administrators who map an attribute onto groups or \
                  meta, and scripts",
        meaning: "The path of a PATCH operation names a readOnly attribute, such as groups or \
                  meta.created: the operation is ignored. On in no profile; for a connection that \
                  needs it.",
        without: "400 mutability (RFC 7644 §3.5.2).",
        example: example("options/01_read_only_path_is_ignored", 2),
    },
    RuleEntry {
        rule: Rule::DottedKeys,
        name: "dotted-keys",
        effect: Effect::Accepts,
        seen_from: "Microsoft Entra ID with the aadOptscim062020 flag",
        meaning: "Keys of a value are paths: name.givenName, urn:…:User:employeeNumber, \
                  emails[type eq \"work\"].value. Read as an operation on that path.",
        without: "Such a key is an unknown attribute.",
        example: example("entra_users/20_flag_dotted_keys", 2),
    },
    RuleEntry {
        rule: Rule::CreateOnAbsent,
        name: "create-on-absent",
        effect: Effect::Accepts,
        seen_from: "Microsoft Entra ID and its SCIM Validator",
        meaning: "add or replace on emails[type eq \"work\"].value where there is no such value: \
                  one is created that has what the filter asks for, so that the next path of the \
                  family finds it. Where the filter does not say enough to create a value that it \
                  selects, the answer is noTarget, as it is without the rule.",
        without: "400 noTarget (RFC 7644 §3.5.2.3).",
        example: example("entra_users/22_create_on_absent", 2),
    },
    RuleEntry {
        rule: Rule::RemoveWithValue,
        name: "remove-with-value",
        effect: Effect::Accepts,
        seen_from: "Microsoft Entra ID without the flag, JumpCloud, authentik",
        meaning: "remove on members, or another multi-valued attribute, with the values to remove \
                  as its value: only those go.",
        without: "400 invalidValue, because removing everything would be worse.",
        example: example("entra_groups/11_legacy_remove_named", 4),
    },
    RuleEntry {
        rule: Rule::ManagerForms,
        name: "manager-forms",
        effect: Effect::Accepts,
        seen_from: "Microsoft Entra ID",
        meaning: "manager as a bare id, or as an array of one object, and manager eq \"id\" in a \
                  filter: read as its value. A new or empty value takes the old one's displayName \
                  and $ref away.",
        without: "400 invalidValue, in a filter invalidFilter.",
        example: example("entra_users/12_manager_as_text", 3),
    },
    RuleEntry {
        rule: Rule::ValueInArray,
        name: "value-in-array",
        effect: Effect::Accepts,
        seen_from: "Microsoft Entra ID (the group rename in older documentation)",
        meaning: "A simple attribute given as an array of one object with a value: displayName as \
                  [{\"value\": \"x\"}]. Read as x.",
        without: "400 invalidValue.",
        example: example("entra_groups/21_rename_as_array", 2),
    },
    RuleEntry {
        rule: Rule::RemoveAbsent,
        name: "remove-absent",
        effect: Effect::Accepts,
        seen_from: "every client that repeats a request whose answer was lost",
        meaning: "remove of a value that is not there succeeds and changes nothing. Members of \
                  groups may be removed twice in every profile (RFC 7644 §3.5.2.2).",
        without: "A filter that selects nothing is 400 noTarget.",
        example: example("choices/02_removal_is_repeated", 3),
    },
    RuleEntry {
        rule: Rule::UnquotedValues,
        name: "unquoted-values",
        effect: Effect::Accepts,
        seen_from: "Microsoft Entra ID's documentation (externalId eq jyoung) and Microsoft's SCIM \
                  reference collection",
        meaning: "One word without quotes after an operator, where the grammar has no meaning for \
                  it: externalId eq jyoung, meta.created gt 2020-01-01T00:00:00Z, and a whole \
                  number compared with text. Read as if it were quoted. true, false, null (also in \
                  other letters), numbers and keywords keep their meaning, and text with a blank in \
                  it must be quoted. auto switches it on when Entra is recognised.",
        without: "400 invalidFilter, with the words that should have been sent.",
        example: example("entra_users/35_filter_without_quotes", 2),
    },
    RuleEntry {
        rule: Rule::ReviveLeavers,
        name: "revive-leavers",
        effect: Effect::Chooses,
        seen_from: "Okta and every provider that lost its link to a person",
        meaning: "POST for somebody who is here but deactivated (the same userName, else the same \
                  externalId): they are active again under the old id, with the new attributes, \
                  and the answer is 201.",
        without: "409 uniqueness for the userName (RFC 7644 §3.3); the same externalId makes a \
                  second person.",
        example: example("okta_reassignment/03_post_revives_by_user_name", 3),
    },
    RuleEntry {
        rule: Rule::UniqueGroupNames,
        name: "unique-group-names",
        effect: Effect::Chooses,
        seen_from: "Microsoft's SCIM Validator; Okta, which links groups by their name",
        meaning: "A group's displayName is unique in its tenant, ignoring case.",
        without: "Two groups may have one name, as RFC 7643 §4.2 allows.",
        example: example("entra_groups/02_duplicate_is_409", 2),
    },
    RuleEntry {
        rule: Rule::KeepOnPut,
        name: "keep-on-put",
        effect: Effect::Chooses,
        seen_from: "Google Workspace and other clients that put only what they map",
        meaning: "PUT that says nothing about active or members keeps both: silence must not bring \
                  a leaver back nor empty a group. null or [] clears them.",
        without: "What the body leaves out takes its default: active is true, and a group is empty \
                  (RFC 7644 §3.5.1).",
        example: example("rippling_google/05_google_put_is_silent_about_active", 3),
    },
    RuleEntry {
        rule: Rule::QuietGroupPatch,
        name: "quiet-group-patch",
        effect: Effect::Chooses,
        seen_from: "Microsoft Entra ID's documentation; every provider takes it",
        meaning: "PATCH of a group is answered 204 unless the request names attributes: repeating \
                  its members would make adding one cost more with every one there is.",
        without: "200 with the whole group.",
        example: example("choices/01_group_patch_is_quiet", 3),
    },
    RuleEntry {
        rule: Rule::PlainJsonAnswers,
        name: "plain-json-answers",
        effect: Effect::Chooses,
        seen_from: "OneLogin",
        meaning: "Answers call themselves application/json unless the client asks for \
                  application/scim+json. auto switches it on when OneLogin is recognised.",
        without: "Answers are application/scim+json unless the client asks for application/json \
                  and nothing wider.",
        example: example("onelogin/08_plain_json_unasked", 1),
    },
    RuleEntry {
        rule: Rule::PathRequired,
        name: "path-required",
        effect: Effect::Demands,
        seen_from: "the interoperability profile",
        meaning: "A PATCH operation without a path is refused with invalidSyntax.",
        without: "The members of its value are the attributes to write (RFC 7644 §3.5.2).",
        example: example("interop/01_path_is_required", 2),
    },
    RuleEntry {
        rule: Rule::WholeComplex,
        name: "whole-complex",
        effect: Effect::Demands,
        seen_from: "the interoperability profile",
        meaning: "replace of a complex attribute such as name replaces all of it; add merges.",
        without: "Sub-attributes that the value does not name stay (RFC 7644 §3.5.2.3).",
        example: example("interop/02_replace_is_whole", 2),
    },
    RuleEntry {
        rule: Rule::OneMatch,
        name: "one-match",
        effect: Effect::Demands,
        seen_from: "the interoperability profile",
        meaning: "A filter in a PATCH path that selects more than one value is refused with \
                  invalidFilter.",
        without: "Every selected value is written (RFC 7644 §3.5.2).",
        example: example("interop/03_filter_selects_two", 2),
    },
    RuleEntry {
        rule: Rule::SubAttributeAfterFilter,
        name: "sub-attribute-after-filter",
        effect: Effect::Demands,
        seen_from: "the interoperability profile",
        meaning: "add or replace on emails[type eq \"work\"], without a sub-attribute behind the \
                  brackets, is refused with invalidPath. remove may name a whole value: the profile \
                  has no other way to take one member out of a group. members[value eq \"x\"].value \
                  means the same there.",
        without: "The whole value is written (RFC 7644 §3.5.2).",
        example: example("interop/04_filter_needs_a_sub_attribute", 2),
    },
    RuleEntry {
        rule: Rule::UnknownIsInvalidSyntax,
        name: "unknown-is-invalid-syntax",
        effect: Effect::Demands,
        seen_from: "the interoperability profile",
        meaning: "A PATCH of an unknown attribute or schema is refused with invalidSyntax.",
        without: "It is refused with invalidPath (RFC 7644 table 9), or, with unknown-attributes, \
                  dropped.",
        example: example("interop/05_unknown_is_refused", 3),
    },
    RuleEntry {
        rule: Rule::ScimJsonOnly,
        name: "scim-json-only",
        effect: Effect::Demands,
        seen_from: "the interoperability profile",
        meaning: "A body that is not application/scim+json is refused with 415, and every answer is \
                  application/scim+json.",
        without: "application/json is taken, and answered to who asks for it and nothing wider (RFC \
                  7644 §3.8).",
        example: example("interop/06_scim_json_only", 1),
    },
];
