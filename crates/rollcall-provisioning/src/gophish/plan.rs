//! What is to be done so that groups there are what they are here. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};

/// A person as Gophish has them: all of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Target {
    /// What tells them apart within a group.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Position.
    pub position: String,
}

/// A group there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupThere {
    /// Its id there.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Who is in it.
    #[serde(default, deserialize_with = "none_is_empty")]
    pub targets: Vec<Target>,
}

/// A group without anybody may come as `null`.
fn none_is_empty<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Target>, D::Error> {
    Option::deserialize(from).map(Option::unwrap_or_default)
}

/// What is done with a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is made.
    Make,
    /// Who is in it changes, or how they are called.
    Change,
    /// It gets another name, and is the same group for the campaigns that use it.
    Rename,
    /// It is deleted, since nobody is in it any more: Gophish has no empty groups.
    Delete,
}

/// One group, and what is done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What.
    pub action: Action,
    /// The group's name, since then.
    pub name: String,
    /// Its name before, where that was another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former_name: Option<String>,
    /// Its id there; none before it is made.
    pub id: Option<i64>,
    /// How many come.
    pub added: usize,
    /// How many go.
    pub removed: usize,
    /// How many are called otherwise, or have another position.
    pub changed: usize,
    /// How many have another address, as far as their names tell; they go and come in one request.
    pub readdressed: usize,
    /// Everybody who is in it then.
    #[serde(skip)]
    pub targets: Vec<Target>,
}

/// What is to be done, group by group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Plan {
    /// In the order in which it is done: what frees a name comes before what takes it.
    pub steps: Vec<Step>,
    /// What cannot be done, and why.
    pub problems: Vec<String>,
}

/// How much a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Groups that are made.
    pub groups_made: usize,
    /// Groups that get another name.
    pub groups_renamed: usize,
    /// Groups that are deleted.
    pub groups_deleted: usize,
    /// Memberships that begin.
    pub added: usize,
    /// Memberships that end.
    pub removed: usize,
    /// Memberships of people who are called otherwise.
    pub changed: usize,
    /// Memberships of people who have another address.
    pub readdressed: usize,
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let groups = |count: usize| if count == 1 { "group" } else { "groups" };
        let parts = [
            (
                self.groups_made,
                format!("{} made", groups(self.groups_made)),
            ),
            (
                self.groups_renamed,
                format!("{} renamed", groups(self.groups_renamed)),
            ),
            (
                self.groups_deleted,
                format!("{} deleted", groups(self.groups_deleted)),
            ),
            (self.added, "added".to_owned()),
            (self.removed, "removed".to_owned()),
            (self.changed, "changed".to_owned()),
            (self.readdressed, "with another address".to_owned()),
        ];
        let parts: Vec<_> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        match parts.as_slice() {
            [] => f.write_str("nothing to do"),
            parts => f.write_str(&parts.join(", ")),
        }
    }
}

impl Plan {
    /// How much it is.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for step in &self.steps {
            match step.action {
                Action::Make => summary.groups_made += 1,
                Action::Rename => summary.groups_renamed += 1,
                Action::Delete => summary.groups_deleted += 1,
                Action::Change => {}
            }
            summary.added += step.added;
            summary.removed += step.removed;
            summary.changed += step.changed;
            summary.readdressed += step.readdressed;
        }
        summary
    }
}

/// What is to be done so that our groups there are the wanted ones. `ours` are those there that were made from here;
/// `taken` are the names of all others.
pub fn plan(
    wanted: &BTreeMap<String, Vec<Target>>,
    ours: &[GroupThere],
    taken: &BTreeSet<String>,
) -> Plan {
    let mut plan = Plan::default();
    let known: HashMap<_, _> = ours
        .iter()
        .map(|group| (group.name.as_str(), group))
        .collect();
    let gone = ours
        .iter()
        .filter(|group| !wanted.contains_key(&group.name));
    let mut left = Left::of(gone.collect());
    let mut later = Vec::new();
    for (name, targets) in wanted {
        if let Some(group) = known.get(name.as_str()).copied() {
            let step = step(Action::Change, name, Some(group), targets);
            if step.added + step.removed + step.changed + step.readdressed > 0 {
                later.push(step);
            }
        } else if taken.contains(name) {
            plan.problems.push(format!(
                "There is a group {name:?} that was not made from here; it is left as it is. Rename it there, or leave this one out."
            ));
        } else if let Some(group) = left.take_former(targets) {
            later.push(step(Action::Rename, name, Some(group), targets));
        } else {
            later.push(step(Action::Make, name, None, targets));
        }
    }
    let gone = left.groups.into_iter().flatten();
    plan.steps = gone
        .map(|group| step(Action::Delete, &group.name, Some(group), &[]))
        .collect();
    plan.steps.extend(later);
    plan
}

/// Memberships that are looked at to find out which groups are only called otherwise; beyond that groups are made anew.
const COMPARED_MAX: usize = 20_000_000;

/// Where somebody is: the place of the group, and theirs in it.
type Seat = (usize, usize);

/// The groups that are no longer wanted, and who is in them.
struct Left<'a> {
    /// None where one goes on under another name.
    groups: Vec<Option<&'a GroupThere>>,
    by_address: HashMap<&'a str, Vec<Seat>>,
    by_name: HashMap<(&'a str, &'a str), Vec<Seat>>,
    budget: usize,
}

impl<'a> Left<'a> {
    fn of(groups: Vec<&'a GroupThere>) -> Self {
        let mut by_address: HashMap<_, Vec<Seat>> = HashMap::new();
        let mut by_name: HashMap<_, Vec<Seat>> = HashMap::new();
        for (place, group) in groups.iter().copied().enumerate() {
            for (member, target) in group.targets.iter().enumerate() {
                let of_address = by_address.entry(target.email.as_str()).or_default();
                of_address.push((place, member));
                if let Some(name) = full_name(target) {
                    by_name.entry(name).or_default().push((place, member));
                }
            }
        }
        Self {
            groups: groups.into_iter().map(Some).collect(),
            by_address,
            by_name,
            budget: COMPARED_MAX,
        }
    }

    /// Takes the group that goes on under another name, if there is one: most of its people are those of the new one, by
    /// address or by name.
    fn take_former(&mut self, targets: &[Target]) -> Option<&'a GroupThere> {
        let mut common = vec![0_usize; self.groups.len()];
        let mut counted = HashSet::new();
        for target in targets {
            let by_address = self.by_address.get(target.email.as_str());
            let by_name = full_name(target).and_then(|name| self.by_name.get(&name));
            for seat in by_address.into_iter().chain(by_name).flatten() {
                self.budget = self.budget.checked_sub(1)?;
                if counted.insert(*seat) {
                    common[seat.0] += 1;
                }
            }
        }
        let candidates = self.groups.iter().zip(common).enumerate();
        let candidates =
            candidates.filter_map(|(place, (group, common))| Some((place, (*group)?, common)));
        let (place, group, common) = candidates.max_by_key(|(.., common)| *common)?;
        if 2 * common <= group.targets.len().max(targets.len()) {
            return None;
        }
        self.groups[place] = None;
        Some(group)
    }
}

fn step(action: Action, name: &str, there: Option<&GroupThere>, targets: &[Target]) -> Step {
    let of = there.map_or(&[][..], |group| group.targets.as_slice());
    let before: HashMap<_, _> = of.iter().map(|it| (it.email.as_str(), it)).collect();
    let after: HashSet<_> = targets.iter().map(|it| it.email.as_str()).collect();
    let mut removed = 0;
    let mut gone: HashMap<_, usize> = HashMap::new();
    for target in of.iter().filter(|it| !after.contains(it.email.as_str())) {
        removed += 1;
        if let Some(name) = full_name(target) {
            *gone.entry(name).or_default() += 1;
        }
    }
    let (mut added, mut changed, mut readdressed) = (0, 0, 0);
    for target in targets {
        match before.get(target.email.as_str()) {
            Some(known) => changed += usize::from(*known != target),
            None => {
                let same = full_name(target).and_then(|name| gone.get_mut(&name));
                match same.filter(|count| **count > 0) {
                    Some(count) => {
                        *count -= 1;
                        removed -= 1;
                        readdressed += 1;
                    }
                    None => added += 1,
                }
            }
        }
    }
    Step {
        action,
        name: name.to_owned(),
        former_name: there
            .filter(|group| group.name != name)
            .map(|group| group.name.clone()),
        id: there.map(|group| group.id),
        added,
        removed,
        changed,
        readdressed,
        targets: targets.to_vec(),
    }
}

fn full_name(target: &Target) -> Option<(&str, &str)> {
    let named = !target.first_name.is_empty() && !target.last_name.is_empty();
    named.then_some((target.first_name.as_str(), target.last_name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(email: &str, last: &str) -> Target {
        Target {
            email: email.to_owned(),
            first_name: "Ada".to_owned(),
            last_name: last.to_owned(),
            position: String::new(),
        }
    }

    fn group(id: i64, name: &str, targets: &[Target]) -> GroupThere {
        GroupThere {
            id,
            name: name.to_owned(),
            targets: targets.to_vec(),
        }
    }

    fn planned(wanted: &[(&str, &[Target])], ours: &[GroupThere], taken: &[&str]) -> Plan {
        let wanted = wanted
            .iter()
            .map(|(name, targets)| ((*name).to_owned(), targets.to_vec()));
        let taken = taken.iter().map(|name| (*name).to_owned());
        plan(&wanted.collect(), ours, &taken.collect())
    }

    #[test]
    fn what_is_alike_needs_nothing() {
        let all = [target("a@x.example", "A"), target("b@x.example", "B")];
        let mut turned = all.to_vec();
        turned.reverse();
        let plan = planned(&[("Sales", &all)], &[group(7, "Sales", &turned)], &[]);
        assert_eq!(plan, Plan::default());
        assert_eq!(plan.summary().to_string(), "nothing to do");
    }

    #[test]
    fn groups_are_made_changed_and_deleted() {
        let (a, b, c) = (
            target("a@x.example", "A"),
            target("b@x.example", "B"),
            target("c@x.example", "C"),
        );
        let plan = planned(
            &[
                ("Sales", &[a.clone(), target("b@x.example", "Bee")]),
                ("New", std::slice::from_ref(&c)),
            ],
            &[
                group(7, "Sales", &[a.clone(), b.clone(), c.clone()]),
                group(8, "Old", std::slice::from_ref(&b)),
            ],
            &[],
        );
        let steps: Vec<_> = plan
            .steps
            .iter()
            .map(|it| (it.action, it.name.as_str(), it.id))
            .collect();
        assert_eq!(
            steps,
            [
                (Action::Delete, "Old", Some(8)),
                (Action::Make, "New", None),
                (Action::Change, "Sales", Some(7)),
            ]
        );
        assert_eq!(
            plan.summary().to_string(),
            "1 group made, 1 group deleted, 1 added, 2 removed, 1 changed"
        );
    }

    #[test]
    fn a_group_that_is_called_otherwise_stays_the_same_group() {
        let all = [
            target("a@x.example", "A"),
            target("b@x.example", "B"),
            target("c@x.example", "C"),
        ];
        let plan = planned(&[("Selling", &all[..2])], &[group(7, "Sales", &all)], &[]);
        let [step] = plan.steps.as_slice() else {
            panic!("{plan:?}")
        };
        assert_eq!((step.action, step.id), (Action::Rename, Some(7)));
        assert_eq!(step.former_name.as_deref(), Some("Sales"));
        assert_eq!(plan.summary().to_string(), "1 group renamed, 1 removed");
    }

    #[test]
    fn each_group_goes_on_under_one_name_at_most() {
        let all: Vec<_> = (0..6)
            .map(|n| target(&format!("p{n}@x.example"), &n.to_string()))
            .collect();
        let ours = [group(7, "East", &all[..3]), group(8, "West", &all[3..])];
        let wanted: [(&str, &[Target]); 3] = [
            ("Dawn", &all[..3]),
            ("Dusk", &all[3..]),
            ("Encore", &all[..3]),
        ];
        let plan = planned(&wanted, &ours, &[]);
        let steps: Vec<_> = plan.steps.iter().map(|it| (it.action, it.id)).collect();
        assert_eq!(
            steps,
            [
                (Action::Rename, Some(7)),
                (Action::Rename, Some(8)),
                (Action::Make, None),
            ]
        );
    }

    #[test]
    fn as_many_have_another_address_as_have_gone() {
        let now = [target("x@x.example", "A"), target("y@x.example", "A")];
        let there = [target("old@x.example", "A"), target("gone@x.example", "B")];
        let plan = planned(&[("Sales", &now)], &[group(7, "Sales", &there)], &[]);
        assert_eq!(
            plan.summary().to_string(),
            "1 added, 1 removed, 1 with another address"
        );
    }

    #[test]
    fn somebody_with_another_address_is_told_as_that() {
        let plan = planned(
            &[("Sales", &[target("new@x.example", "A")])],
            &[group(7, "Sales", &[target("old@x.example", "A")])],
            &[],
        );
        assert_eq!(plan.summary().to_string(), "1 with another address");
        assert_eq!(plan.steps[0].targets[0].email, "new@x.example");
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let plan = planned(&[("Sales", &[target("a@x.example", "A")])], &[], &["Sales"]);
        assert!(plan.steps.is_empty() && plan.problems[0].contains("not made from here"));
    }

    #[test]
    fn a_group_of_gophish_may_have_nobody() {
        let read = serde_json::from_str::<GroupThere>(r#"{"id":1,"name":"x","targets":null}"#);
        assert_eq!(read.unwrap().targets, []);
    }
}
