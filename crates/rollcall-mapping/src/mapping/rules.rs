//! The rules of a definition, made ready, and what is wrong with them.

use std::collections::HashSet;

use crate::campaign::Schedule;
use crate::rule::{ReadyRule, Sighted};
use crate::{Assignment, Campaign, Definition, Layer, Named, Problem, TargetGroups, Targets};

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

/// Both.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) assignment: ReadyAssignment,
    pub(super) targets: ReadyTargets,
    /// The campaigns as they are defined.
    pub(super) campaigns: Vec<Campaign>,
    /// Whether target users are decided by rules.
    pub(super) has_targets: bool,
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
            campaigns: definition.assignment.campaigns.clone(),
            has_targets: !definition.targets.is_empty(),
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
    let all = named.chain(rules).chain(campaigns);
    let chars: usize = all.map(|when| when.chars().count()).sum();
    if chars > CONDITIONS_CHARS_MAX {
        let detail = format!(
            "The conditions of assignment and targets have {chars} characters in all; {CONDITIONS_CHARS_MAX} are allowed, since each is looked at for everybody."
        );
        problems.push(Problem::new("", detail));
    }
    problems
}

/// What becomes of a condition that cannot be used any more: a schema changed under it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Broken {
    /// It applies to nobody.
    Gone,
    /// It applies to everybody: better nobody is attacked than whoever must not be.
    Everybody,
}

struct Maker<'d> {
    definition: &'d Definition,
    sighted: &'d Sighted,
    problems: Vec<Problem>,
}

impl Maker<'_> {
    fn assignment(&mut self, assignment: &Assignment) -> ReadyAssignment {
        let mut ready = ReadyAssignment {
            exceptions: self.all_named(
                "assignment.exceptions",
                &assignment.exceptions,
                Broken::Gone,
            ),
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
            let is_odd = |c: char| c == '@' || c == '*' || c.is_whitespace();
            if domain.contains(is_odd) || domain.split('.').any(str::is_empty) {
                let detail = format!(
                    "{domain:?} is no domain, such as example.com; those below it are allowed with it."
                );
                self.wrong(&format!("targets.allowed_domains[{number}]"), detail);
            }
            domains.insert(ascii_domain(domain));
        }
        ReadyTargets {
            domains,
            exclusions: self.all_named(
                "targets.exclusions",
                &targets.exclusions,
                Broken::Everybody,
            ),
            held: self.all_named("targets.held", &targets.held, Broken::Everybody),
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
                ReadyGroups::Saved(self.all_named("targets.groups.saved", saved, Broken::Gone))
            }
        }
    }

    fn all_named(&mut self, at: &str, all: &[Named], broken: Broken) -> Vec<ReadyNamed> {
        let mut ready = Vec::with_capacity(all.len());
        for (number, named) in all.iter().enumerate() {
            let at = format!("{at}[{number}]");
            self.name(&at, &named.name);
            match self.rule(&at, &named.when) {
                Some(rule) => ready.push(ReadyNamed {
                    name: named.name.clone(),
                    rule,
                }),
                None if broken == Broken::Everybody => ready.push(ReadyNamed {
                    name: format!("{} (its condition cannot be used)", named.name),
                    rule: ReadyRule::everybody(),
                }),
                None => {}
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

/// A domain as mail servers write it: `müller.de` is `xn--mller-kva.de`.
pub(super) fn ascii_domain(domain: &str) -> String {
    url::Host::parse(domain).map_or_else(|_| domain.to_lowercase(), |host| host.to_string())
}
