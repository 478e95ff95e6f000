//! The rules of a definition, made ready, and what is wrong with them.

use std::collections::HashSet;

use crate::campaign::Schedule;
use crate::rule::{ReadyRule, Sighted};
use crate::{Assignment, Definition, Layer, Named, Problem, TargetGroups, Targets};

const RULES_MAX: usize = 300;
const CAMPAIGNS_MAX: usize = 50;
const DOMAINS_MAX: usize = 1_000;
const NAME_CHARS_MAX: usize = 100;
/// Every condition is held against everybody.
const CONDITIONS_CHARS_MAX: usize = 40_000;

/// [`Assignment`], made ready.
#[derive(Debug, Default)]
pub(super) struct ReadyAssignment {
    pub(super) exceptions: Vec<ReadyNamed>,
    pub(super) rules: Vec<ReadyAssignmentRule>,
    pub(super) default: Option<String>,
    pub(super) campaigns: Vec<ReadyCampaign>,
}

/// [`Named`], made ready.
#[derive(Debug)]
pub(super) struct ReadyNamed {
    pub(super) name: String,
    pub(super) rule: ReadyRule,
}

/// [`crate::AssignmentRule`], made ready.
#[derive(Debug)]
pub(super) struct ReadyAssignmentRule {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) signature: String,
    pub(super) rule: ReadyRule,
}

/// [`crate::Campaign`], made ready.
#[derive(Debug)]
pub(super) struct ReadyCampaign {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) signature: String,
    pub(super) layer: Layer,
    pub(super) rule: Option<ReadyRule>,
    pub(super) schedule: Schedule,
}

/// [`Targets`], made ready.
#[derive(Debug, Default)]
pub(super) struct ReadyTargets {
    pub(super) groups: ReadyGroups,
    /// In small letters.
    pub(super) domains: HashSet<String>,
    pub(super) exclusions: Vec<ReadyNamed>,
    pub(super) held: Vec<ReadyNamed>,
}

/// [`TargetGroups`], made ready.
#[derive(Debug, Default)]
pub(super) enum ReadyGroups {
    #[default]
    Provider,
    None,
    One(String),
    Field {
        place: usize,
        otherwise: Option<String>,
    },
    Saved(Vec<ReadyNamed>),
}

/// Both, with the keys of the fields that they look at.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) assignment: ReadyAssignment,
    pub(super) targets: ReadyTargets,
}

impl Rules {
    /// The rules of a definition, without those that cannot be used, and what is wrong with those.
    pub(super) fn new(definition: &Definition, sighted: &Sighted) -> (Self, Vec<Problem>) {
        let problems = too_large(definition);
        if !problems.is_empty() {
            return (Self::default(), problems);
        }
        let mut maker = Maker {
            definition,
            sighted,
            problems,
        };
        let rules = Self {
            assignment: maker.assignment(&definition.assignment),
            targets: maker.targets(&definition.targets),
        };
        (rules, maker.problems)
    }

    /// The keys of the fields that signatures are assigned by.
    pub(super) fn assigning_fields(&self) -> HashSet<&str> {
        let of = &self.assignment;
        let exceptions = of.exceptions.iter().map(|it| &it.rule);
        let rules = of.rules.iter().map(|it| &it.rule);
        let campaigns = of.campaigns.iter().filter_map(|it| it.rule.as_ref());
        let all = exceptions.chain(rules).chain(campaigns);
        all.flat_map(ReadyRule::fields).collect()
    }

    /// The keys of the fields that target users are decided by.
    pub(super) fn targeting_fields(&self) -> HashSet<&str> {
        let saved = match &self.targets.groups {
            ReadyGroups::Saved(saved) => saved.as_slice(),
            _ => &[],
        };
        let all = self.targets.exclusions.iter().chain(&self.targets.held);
        all.chain(saved).flat_map(|it| it.rule.fields()).collect()
    }
}

/// What of the rules is so large that looking at all of it would cost too much.
fn too_large(definition: &Definition) -> Vec<Problem> {
    let (assignment, targets) = (&definition.assignment, &definition.targets);
    let mut problems = Vec::new();
    let mut bound = |at: &str, count: usize, max: usize| {
        if count > max {
            let detail = format!("There are {count}; {max} are allowed.");
            problems.push(Problem::new(at, detail));
        }
    };
    bound("assignment.rules", assignment.rules.len(), RULES_MAX);
    bound(
        "assignment.exceptions",
        assignment.exceptions.len(),
        RULES_MAX,
    );
    bound(
        "assignment.campaigns",
        assignment.campaigns.len(),
        CAMPAIGNS_MAX,
    );
    bound(
        "targets.allowed_domains",
        targets.allowed_domains.len(),
        DOMAINS_MAX,
    );
    bound("targets.exclusions", targets.exclusions.len(), RULES_MAX);
    bound("targets.held", targets.held.len(), RULES_MAX);
    let saved: &[Named] = match &targets.groups {
        TargetGroups::Saved(saved) => saved,
        _ => &[],
    };
    bound("targets.groups.saved", saved.len(), RULES_MAX);
    let named = assignment.exceptions.iter().chain(&targets.exclusions);
    let named = named.chain(&targets.held).chain(saved).map(|it| &it.when);
    let rules = assignment.rules.iter().map(|it| &it.when);
    let campaigns = assignment
        .campaigns
        .iter()
        .filter_map(|it| it.when.as_ref());
    let chars = named.chain(rules).chain(campaigns).map(String::len).sum();
    bound("assignment", chars, CONDITIONS_CHARS_MAX);
    problems
}

struct Maker<'d> {
    definition: &'d Definition,
    sighted: &'d Sighted,
    problems: Vec<Problem>,
}

impl Maker<'_> {
    fn assignment(&mut self, assignment: &Assignment) -> ReadyAssignment {
        let mut ready = ReadyAssignment {
            exceptions: self.all_named("assignment.exceptions", &assignment.exceptions),
            ..ReadyAssignment::default()
        };
        let mut keys = HashSet::new();
        for (number, rule) in assignment.rules.iter().enumerate() {
            let at = format!("assignment.rules[{number}]");
            self.key(&at, &rule.key, &mut keys);
            self.name(&at, &rule.name);
            let known = self.signature(&at, &rule.signature);
            if let (Some(made), true) = (self.rule(&at, &rule.when), known) {
                ready.rules.push(ReadyAssignmentRule {
                    key: rule.key.clone(),
                    name: rule.name.clone(),
                    signature: rule.signature.clone(),
                    rule: made,
                });
            }
        }
        if let Some(default) = &assignment.default
            && self.signature("assignment.default", default)
        {
            ready.default = Some(default.clone());
        }
        let mut keys = HashSet::new();
        for (number, campaign) in assignment.campaigns.iter().enumerate() {
            let at = format!("assignment.campaigns[{number}]");
            self.key(&at, &campaign.key, &mut keys);
            self.name(&at, &campaign.name);
            let known = self.signature(&at, &campaign.signature);
            let schedule = Schedule::new(campaign)
                .map_err(|(member, detail)| self.wrong(&format!("{at}.{member}"), detail));
            let rule = match &campaign.when {
                Some(when) => self.rule(&at, when).map(Some),
                None => Some(None),
            };
            if let (Ok(schedule), Some(rule), true) = (schedule, rule, known) {
                ready.campaigns.push(ReadyCampaign {
                    key: campaign.key.clone(),
                    name: campaign.name.clone(),
                    signature: campaign.signature.clone(),
                    layer: campaign.layer,
                    rule,
                    schedule,
                });
            }
        }
        ready
    }

    fn targets(&mut self, targets: &Targets) -> ReadyTargets {
        let mut domains = HashSet::new();
        for (number, domain) in targets.allowed_domains.iter().enumerate() {
            if domain.contains(|c: char| c == '@' || c == '*' || c.is_whitespace())
                || domain.is_empty()
            {
                let detail = format!(
                    "{domain:?} is no domain, such as example.com; those below it are allowed with it."
                );
                self.wrong(&format!("targets.allowed_domains[{number}]"), detail);
            }
            domains.insert(domain.to_lowercase());
        }
        ReadyTargets {
            domains,
            exclusions: self.all_named("targets.exclusions", &targets.exclusions),
            held: self.all_named("targets.held", &targets.held),
            groups: self.groups(&targets.groups),
        }
    }

    fn groups(&mut self, groups: &TargetGroups) -> ReadyGroups {
        match groups {
            TargetGroups::Provider => ReadyGroups::Provider,
            TargetGroups::None => ReadyGroups::None,
            TargetGroups::One(name) => {
                self.name("targets.groups.one", name);
                ReadyGroups::One(name.clone())
            }
            TargetGroups::Field { key, otherwise } => {
                if let Some(otherwise) = otherwise {
                    self.name("targets.groups.field.otherwise", otherwise);
                }
                let mut fields = self.definition.fields.iter();
                let Some(place) = fields.position(|field| field.key == *key) else {
                    let detail = format!("There is no field {key:?}.");
                    self.wrong("targets.groups.field.key", detail);
                    return ReadyGroups::None;
                };
                let otherwise = otherwise.clone();
                ReadyGroups::Field { place, otherwise }
            }
            TargetGroups::Saved(saved) => {
                let mut names = HashSet::new();
                for (number, group) in saved.iter().enumerate() {
                    if !names.insert(group.name.to_lowercase()) {
                        let detail = format!("There are two groups {:?}.", group.name);
                        self.wrong(&format!("targets.groups.saved[{number}].name"), detail);
                    }
                }
                ReadyGroups::Saved(self.all_named("targets.groups.saved", saved))
            }
        }
    }

    fn all_named(&mut self, at: &str, all: &[Named]) -> Vec<ReadyNamed> {
        let mut ready = Vec::with_capacity(all.len());
        for (number, named) in all.iter().enumerate() {
            let at = format!("{at}[{number}]");
            self.name(&at, &named.name);
            if let Some(rule) = self.rule(&at, &named.when) {
                let name = named.name.clone();
                ready.push(ReadyNamed { name, rule });
            }
        }
        ready
    }

    fn rule(&mut self, at: &str, when: &str) -> Option<ReadyRule> {
        let made = self.sighted.ready(when);
        made.map_err(|why| {
            let detail = format!(
                "The condition cannot be used: {}.",
                why.trim_end_matches('.')
            );
            self.wrong(&format!("{at}.when"), detail);
        })
        .ok()
    }

    fn signature(&mut self, at: &str, key: &str) -> bool {
        let mut signatures = self.definition.signatures.iter();
        let known = signatures.any(|signature| signature.key == key);
        if !known {
            self.wrong(at, format!("There is no signature {key:?}."));
        }
        known
    }

    fn key(&mut self, at: &str, key: &str, known: &mut HashSet<String>) {
        if !super::compile::is_key(key) {
            let detail = "A key is a small letter, then small letters, digits and _, at most 50.";
            self.wrong(&format!("{at}.key"), detail.to_owned());
        }
        if !known.insert(key.to_owned()) {
            self.wrong(&format!("{at}.key"), format!("There are two {key:?}."));
        }
    }

    fn name(&mut self, at: &str, name: &str) {
        if name.trim().is_empty() || name.chars().count() > NAME_CHARS_MAX {
            let detail = format!("A name has 1 to {NAME_CHARS_MAX} characters.");
            self.wrong(at, detail);
        }
    }

    fn wrong(&mut self, at: &str, detail: String) {
        self.problems.push(Problem::new(at, detail));
    }
}
