//! Whether a person is a target user, and in which target groups.

use serde::Serialize;

use super::Mapping;
use super::evaluate::Values;
use super::rules::{ReadyGroups, ReadyNamed, ascii_domain};
use crate::{Person, TargetUser};

/// The status of whoever is held back.
pub const HELD: &str = "held";

/// Why somebody is no target user.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum LeftOut {
    /// The definition leaves them out.
    Excluded {
        /// By what, as people call it.
        name: String,
    },
    /// Their address is of no domain that is allowed.
    Domain {
        /// The domain.
        domain: String,
    },
}

/// A person in the eyes of a security-awareness campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    /// The record.
    pub user: TargetUser,
    /// Why they are no target user; `None` where they are one.
    pub left_out: Option<LeftOut>,
    /// Why they are held back, as people call it.
    pub held_by: Option<String>,
}

impl Mapping {
    /// A person as a target user, and whether they are one.
    pub fn target(&self, person: &Person<'_>) -> Target {
        let values = self.evaluate(person, Some(&self.0.for_targets));
        let mut user = self.record(person, &values);
        let first = |rules: &[ReadyNamed]| {
            let mut rules = rules.iter();
            let found = rules.find(|it| self.holds(&it.rule, person, &values));
            found.map(|it| it.name.clone())
        };
        let targets = &self.0.rules.targets;
        let left_out = match first(&targets.exclusions) {
            Some(name) => Some(LeftOut::Excluded { name }),
            None => self.foreign(user.email.as_deref()),
        };
        let held_by = first(&targets.held);
        if held_by.is_some() && !user.deactivated {
            HELD.clone_into(&mut user.status);
        }
        if let Some(groups) = self.target_groups(person, &values) {
            user.groups = groups;
        }
        user.left_out.clone_from(&left_out);
        user.held_by.clone_from(&held_by);
        Target {
            user,
            left_out,
            held_by,
        }
    }

    /// The target groups of a person; `None` where they are those of the column.
    fn target_groups(&self, person: &Person<'_>, values: &Values<'_>) -> Option<Vec<String>> {
        Some(match &self.0.rules.targets.groups {
            ReadyGroups::Provider => return None,
            ReadyGroups::None => Vec::new(),
            ReadyGroups::One(name) => vec![name.clone()],
            ReadyGroups::Field { place, otherwise } => {
                let won = values.get(*place).and_then(Option::as_ref);
                let content = won.and_then(|won| won.content.as_ref());
                let own = content.map(|content| {
                    let texts = content.texts().iter();
                    texts.map(ToString::to_string).collect()
                });
                own.unwrap_or_else(|| otherwise.iter().cloned().collect())
            }
            ReadyGroups::Saved(saved) => {
                let saved = saved.iter();
                let own = saved.filter(|group| self.holds(&group.rule, person, values));
                own.map(|group| group.name.clone()).collect()
            }
        })
    }

    /// The domain of an address, where only others are allowed.
    fn foreign(&self, address: Option<&str>) -> Option<LeftOut> {
        let allowed = &self.0.rules.targets.domains;
        let (_, domain) = address?.rsplit_once('@')?;
        let domain = ascii_domain(domain);
        let mut above = Some(domain.as_str());
        while let Some(name) = above {
            if allowed.is_empty() || allowed.contains(name) {
                return None;
            }
            above = name.split_once('.').map(|(_, rest)| rest);
        }
        Some(LeftOut::Domain { domain })
    }

    /// The names of the target groups that the definition itself has, whether or not somebody is in them.
    pub fn named_target_groups(&self) -> Vec<&str> {
        match &self.0.rules.targets.groups {
            ReadyGroups::One(name) => vec![name],
            ReadyGroups::Saved(saved) => saved.iter().map(|it| it.name.as_str()).collect(),
            ReadyGroups::Provider | ReadyGroups::None | ReadyGroups::Field { .. } => Vec::new(),
        }
    }
}
