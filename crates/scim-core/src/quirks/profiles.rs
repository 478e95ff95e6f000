//! Profiles: which rules are in force for a connection.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Provider, RULES, Rule, Rules};

/// How a connection speaks. [`PROFILES`] documents each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Profile {
    /// Every identity provider without a setting.
    Auto,
    /// Okta, and nothing beside the RFC that Okta does not send.
    Okta,
    /// Microsoft Entra ID, and nothing beside the RFC that it does not send.
    Entra,
    /// RFC 7643 and 7644 to the letter.
    Strict,
    /// The SCIM 2.0 Interoperability Profile (draft-zollner-scim-interop-profile).
    Interop,
}

/// One profile: its name, what it is for, what is on in it.
#[derive(Debug)]
#[non_exhaustive]
pub struct ProfileEntry {
    /// Which.
    pub profile: Profile,
    /// The name in documents, settings and the database.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// The rules in force.
    pub rules: &'static [Rule],
}

/// Every profile, in the order of [`Profile`].
pub const PROFILES: &[ProfileEntry] = &[
    ProfileEntry {
        profile: Profile::Auto,
        name: "auto",
        purpose: "Every identity provider without a setting. Whatever any of them sends is \
                  understood, since no two of them mean different things by the same request. What \
                  only one provider wants is switched on when that provider is recognised.",
        rules: AUTO,
    },
    ProfileEntry {
        profile: Profile::Okta,
        name: "okta",
        purpose: "Okta's applications of every kind. What Okta never sends is refused as the RFC \
                  has it, so that a wrong mapping shows.",
        rules: OKTA,
    },
    ProfileEntry {
        profile: Profile::Entra,
        name: "entra",
        purpose: "Microsoft Entra ID with and without its aadOptscim062020 flag, its SCIM Validator \
                  and its gallery tests.",
        rules: ENTRA,
    },
    ProfileEntry {
        profile: Profile::Strict,
        name: "strict",
        purpose: "RFC 7643 and RFC 7644 to the letter, for clients that were made for the RFC and \
                  for conformance tests.",
        rules: &[Rule::QuietGroupPatch],
    },
    ProfileEntry {
        profile: Profile::Interop,
        name: "interop",
        purpose: "The SCIM 2.0 Interoperability Profile (draft-zollner-scim-interop-profile), which \
                  OpenID IPSIE builds upon: narrower than the RFC, and in parts against it. \
                  ServiceProviderConfig says interopProfileConformant.",
        rules: INTEROP,
    },
];

pub(super) const AUTO: &[Rule] = &[
    Rule::StringBooleans,
    Rule::SingleForArray,
    Rule::EmptyStringUnassigns,
    Rule::UnknownAttributes,
    Rule::UnknownSchemas,
    Rule::FormerUrns,
    Rule::ReadOnlyInPatchValue,
    Rule::DottedKeys,
    Rule::CreateOnAbsent,
    Rule::RemoveWithValue,
    Rule::ManagerForms,
    Rule::ValueInArray,
    Rule::RemoveAbsent,
    Rule::ReviveLeavers,
    Rule::UniqueGroupNames,
    Rule::KeepOnPut,
    Rule::QuietGroupPatch,
];

const OKTA: &[Rule] = &[
    Rule::EmptyStringUnassigns,
    Rule::UnknownAttributes,
    Rule::UnknownSchemas,
    Rule::ReadOnlyInPatchValue,
    Rule::RemoveAbsent,
    Rule::ReviveLeavers,
    Rule::UniqueGroupNames,
    Rule::KeepOnPut,
    Rule::QuietGroupPatch,
];

const ENTRA: &[Rule] = &[
    Rule::StringBooleans,
    Rule::SingleForArray,
    Rule::EmptyStringUnassigns,
    Rule::UnknownAttributes,
    Rule::UnknownSchemas,
    Rule::DottedKeys,
    Rule::CreateOnAbsent,
    Rule::RemoveWithValue,
    Rule::ManagerForms,
    Rule::ValueInArray,
    Rule::RemoveAbsent,
    Rule::UnquotedValues,
    Rule::ReviveLeavers,
    Rule::UniqueGroupNames,
    Rule::KeepOnPut,
    Rule::QuietGroupPatch,
];

const INTEROP: &[Rule] = &[
    Rule::QuietGroupPatch,
    Rule::PathRequired,
    Rule::WholeComplex,
    Rule::OneMatch,
    Rule::SubAttributeAfterFilter,
    Rule::UnknownIsInvalidSyntax,
    Rule::ScimJsonOnly,
];

impl Profile {
    /// Its entry in [`PROFILES`].
    pub fn entry(self) -> &'static ProfileEntry {
        // In the order of the variants; a test holds them to it.
        &PROFILES[self as usize]
    }

    /// The word in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        self.entry().name
    }

    /// The profile of that word.
    pub fn parse(word: &str) -> Option<Self> {
        PROFILES
            .iter()
            .find(|entry| entry.name == word)
            .map(|entry| entry.profile)
    }

    /// The rules in force for a connection of this profile with these changes, when this provider is
    /// recognised. Only `auto` heeds the provider, and no change is overruled by it.
    pub fn rules(self, changes: &RuleChanges, provider: Option<&Provider>) -> Rules {
        let own = Rules::of(self.entry().rules);
        let recognised = match provider {
            Some(provider) if self == Self::Auto => provider.rules,
            _ => &[],
        };
        let rules = recognised.iter().fold(own, |rules, rule| rules.with(*rule));
        changes.apply(rules)
    }
}

/// Rules that are switched on or off for one connection: `+read-only-in-path,-create-on-absent`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleChanges(Vec<(Rule, bool)>);

impl RuleChanges {
    /// Reads what was written down, perhaps by a newer program: what this one does not know changes
    /// nothing.
    pub fn read(text: &str) -> Self {
        let changes = words(text).filter_map(|word| change(word).ok());
        Self(each_once(changes))
    }

    fn apply(&self, rules: Rules) -> Rules {
        self.0.iter().fold(rules, |rules, (rule, on)| {
            if *on {
                rules.with(*rule)
            } else {
                rules.without(*rule)
            }
        })
    }
}

/// Reads what somebody typed: names of rules, each after `+` or `-`, with commas or spaces between.
impl FromStr for RuleChanges {
    /// What is wrong, for whoever typed it.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let changes: Vec<_> = words(text).map(change).collect::<Result<_, _>>()?;
        Ok(Self(each_once(changes)))
    }
}

impl Display for RuleChanges {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, (rule, on)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let sign = if *on { '+' } else { '-' };
            write!(f, "{comma}{sign}{}", rule.entry().name)?;
        }
        Ok(())
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ']).filter(|word| !word.is_empty())
}

fn change(word: &str) -> Result<(Rule, bool), String> {
    let (on, name) = match (word.strip_prefix('+'), word.strip_prefix('-')) {
        (Some(name), _) => (true, name),
        (_, Some(name)) => (false, name),
        _ => {
            return Err(format!(
                "{word:?} must begin with + to switch the rule on or with - to switch it off"
            ));
        }
    };
    match RULES.iter().find(|entry| entry.name == name) {
        Some(entry) => Ok((entry.rule, on)),
        None => {
            let names: Vec<_> = RULES.iter().map(|entry| entry.name).collect();
            Err(format!(
                "there is no rule {name:?}; there are {}",
                names.join(", ")
            ))
        }
    }
}

/// The last word on each rule, in the order of the rules.
fn each_once(changes: impl IntoIterator<Item = (Rule, bool)>) -> Vec<(Rule, bool)> {
    let changes: Vec<_> = changes.into_iter().collect();
    let last = |rule: Rule| changes.iter().rev().find(|(other, _)| *other == rule);
    RULES
        .iter()
        .filter_map(|entry| last(entry.rule).copied())
        .collect()
}
