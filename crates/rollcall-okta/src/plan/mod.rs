//! What is to be done with people that a source has: pure, the same for every source, page by page.
//!
//! From a page of [`Remote`] and the people here whom it could mean ([`Locals`]) come [`Step`]s. Whoever applies them, in one transaction with the
//! checkpoint, goes through the same verbs as a push:
//!
//! 1. [`page`] for each page. Steps that are [`Action::Later`] wait: another person here has the name, who may be renamed further on.
//! 2. After the last page, [`page`] again for those that waited, as long as it finds anything to do for one of them, and then [`last`].
//! 3. After a *full* run that was read to its end, [`Vanished::judged`] for how many the source does not have any more, and [`gone`] for each.
//!
//! What the caller keeps: [`Written`] for each person and connection (one external id means one person; with [`Reason::MadeAnew`] the new one takes the
//! old one's place); for a run, beside its checkpoint, the external ids that were seen, those of whoever was left out among them, and those who wait.
//! Each step may be planned and applied twice: the second time it is [`Action::Keep`]. In which order pages come does not matter.

mod decide;
mod fingerprint;
mod priority;
mod vanished;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use scim_core::{Object, fold};
use serde::{Deserialize, Serialize};

use crate::source::Remote;

pub use fingerprint::Fingerprint;
pub use priority::{Owned, Priorities, Winner, reduce};
pub use vanished::{Limit, Vanished, gone};

/// Somebody here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    /// Their id here.
    pub id: String,
    /// The attribute `externalId`, whoever set it.
    pub external_id: Option<String>,
    /// The attribute `userName`.
    pub user_name: String,
    /// Whether they are active.
    pub is_active: bool,
    /// What this connection wrote of them last. `None`: it never did.
    pub written: Option<Written>,
}

/// What a connection notes of somebody when it writes: that they are the one whom the source knows under that id, and what the source
/// said then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// By which the source knows them.
    pub external_id: String,
    /// What the source said, as a digest.
    pub fingerprint: Fingerprint,
    /// Whether they were active at the source.
    pub active: Option<bool>,
    /// When the source had changed them last, in microseconds since the Unix epoch.
    pub changed_micros: Option<i64>,
}

/// How a connection decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Whether somebody here who came another way and has the name is the same person.
    pub adoption: Adoption,
    /// Whether the source's ids are nobody else's (Okta's are): then who has one as `externalId` is that person, whatever their name, and
    /// who has another of them is another person.
    pub ids_are_unique: bool,
    /// Whether people are made here who are not active at the source.
    pub creates_inactive: bool,
    /// Whether everything is written again that the source says, also where it said so before: what was changed here otherwise gives way.
    pub reasserts: bool,
    /// Whatever else decides what is written (priorities, statuses, the version of the translation). When it changes, everybody is written anew.
    pub revision: String,
}

/// What becomes of somebody here who came another way and has the name of somebody at the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adoption {
    /// They are the same person.
    #[default]
    SameName,
    /// An administrator decides; until then it is a failure that says so.
    Never,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Make a person.
    Create,
    /// Change one.
    Update,
    /// Change one, who becomes active again.
    Reactivate,
    /// Change one, who is not active any more.
    Deactivate,
    /// Nothing.
    Keep,
    /// Nothing yet: see [`last`].
    Later,
    /// Nothing, and an administrator should know.
    Failed,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nobody here is meant.
    New,
    /// Somebody here has the id as `externalId`.
    SameId,
    /// Somebody here has the name.
    SameName,
    /// Somebody here has the name, whom the source does not have any more under the id that they had.
    MadeAnew,
    /// The source says something else than last time.
    Changed,
    /// The source says the same, and it is written again.
    Reasserted,
    /// The source says the same.
    Unchanged,
    /// The source says the same; whether they are active was changed here, and stays.
    ActiveChangedHere,
    /// What was read is older than what was written.
    Older,
    /// They are in this page once more, as they were changed later.
    Repeated,
    /// They are not active there, and were never here.
    InactiveThere,
    /// The source does not have them any more.
    Vanished,
    /// Another person here has the name.
    NameTaken,
    /// Somebody here has the name who came another way, and is not to be adopted.
    NotAdopted,
}

impl Reason {
    /// Why, in a sentence for an administrator.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::New => "Nobody here is meant: they are new.",
            Self::SameId => "Somebody here has the source's id as externalId: it is them.",
            Self::SameName => "Somebody here has the user name: it is them.",
            Self::MadeAnew => "The source has them under a new id, and nobody under the old one.",
            Self::Changed => "The source says something else than last time.",
            Self::Reasserted => "The source says the same as last time, and it is written again.",
            Self::Unchanged => "The source says the same as last time.",
            Self::ActiveChangedHere => {
                "The source says the same as last time; whether they are active was changed here since, and stays."
            }
            Self::Older => "What was read is older than what was written already.",
            Self::Repeated => "They were read twice; the later one counts.",
            Self::InactiveThere => "They are not active at the source, and were never here.",
            Self::Vanished => "The source does not have them any more.",
            Self::NameTaken => {
                "Another person here has the user name. Change it at the source, or here; the next run tries again."
            }
            Self::NotAdopted => {
                "Somebody here has the user name who came another way. Allow that people with the same user name are taken for the same, or remove one of them."
            }
        }
    }
}

/// What is to be done with one person, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// By which the source knows them.
    pub external_id: String,
    /// How they sign in there.
    pub user_name: String,
    /// Who they are here, if they are.
    pub person: Option<String>,
    /// What is to be done.
    pub action: Action,
    /// Why.
    pub reason: Reason,
    /// What to write: with [`Action::Create`], `Update`, `Reactivate` and `Deactivate`, and with no other.
    pub write: Option<Write>,
}

/// What to write.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// What the source says, to be [`reduce`]d to what it may. `active` is in it only where that is to be set: where [`reduce`] takes it away, nobody is
    /// deactivated or made active.
    pub resource: Object,
    /// What to note with it.
    pub written: Written,
}

/// The people here whom a page could mean: those whom this connection linked to one of its ids, those with one of them as `externalId`, and those
/// with one of its names, ignoring case.
#[derive(Debug, Clone, Default)]
pub struct Locals {
    all: Vec<Local>,
    by_link: HashMap<String, usize>,
    by_id: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
}

impl Locals {
    /// Of people in any order; the same person may be among them more than once.
    pub fn new(people: impl IntoIterator<Item = Local>) -> Self {
        let mut locals = Self::default();
        let mut places = HashMap::new();
        for local in people {
            if places.contains_key(&local.id) {
                continue;
            }
            let place = locals.all.len();
            places.insert(local.id.clone(), place);
            if let Some(written) = &local.written {
                locals.by_link.insert(written.external_id.clone(), place);
            }
            if let Some(id) = &local.external_id {
                locals.by_id.entry(id.clone()).or_insert(place);
            }
            locals
                .by_name
                .insert(fold(&local.user_name).into_owned(), place);
            locals.all.push(local);
        }
        locals
    }

    /// By which ids the source knows them, as far as that is known here.
    pub fn known_ids(&self) -> impl Iterator<Item = &str> {
        self.all.iter().filter_map(|local| {
            let written = local.written.as_ref().map(|it| it.external_id.as_str());
            written.or(local.external_id.as_deref())
        })
    }

    /// What this connection wrote last of whoever the source knows under that id.
    pub fn written(&self, external_id: &str) -> Option<&Written> {
        self.linked(external_id)?.written.as_ref()
    }

    fn at(&self, places: &HashMap<String, usize>, key: &str) -> Option<&Local> {
        places.get(key).and_then(|place| self.all.get(*place))
    }

    fn linked(&self, external_id: &str) -> Option<&Local> {
        self.at(&self.by_link, external_id)
    }

    fn with_id(&self, external_id: &str) -> Option<&Local> {
        self.at(&self.by_id, external_id)
    }

    fn named(&self, user_name: &str) -> Option<&Local> {
        self.at(&self.by_name, &fold(user_name))
    }
}

/// What to do with the people of a page, in their order.
pub fn page(people: &[Remote], locals: &Locals, policy: &Policy) -> Vec<Step> {
    planned(people, locals, policy, &decide::Holder::MayBeRenamed)
}

/// What to do with those who had to wait ([`Action::Later`]), once all pages are applied and [`page`] finds nothing more to do for them. `locals` are read anew for them. `is_there` tells whether
/// the source has somebody of that id: after a full run whether they were seen, after another `None` ("not known", for all).
pub fn last(
    people: &[Remote],
    locals: &Locals,
    policy: &Policy,
    is_there: &dyn Fn(&str) -> Option<bool>,
) -> Vec<Step> {
    planned(people, locals, policy, &decide::Holder::Known(is_there))
}

fn planned(
    people: &[Remote],
    locals: &Locals,
    policy: &Policy,
    holder: &decide::Holder<'_>,
) -> Vec<Step> {
    let mut newest: HashMap<&str, usize> = HashMap::new();
    for (place, remote) in people.iter().enumerate() {
        let known = newest.entry(&remote.external_id).or_insert(place);
        if people[*known].changed_micros <= remote.changed_micros {
            *known = place;
        }
    }
    let mut names: HashMap<String, &str> = HashMap::new();
    let mut steps = Vec::with_capacity(people.len());
    for (place, remote) in people.iter().enumerate() {
        if newest.get(remote.external_id.as_str()) != Some(&place) {
            steps.push(decide::keep(remote, None, Reason::Repeated));
            continue;
        }
        let claimed = names.entry(fold(&remote.user_name).into_owned());
        let claimed = *claimed.or_insert(&remote.external_id);
        steps.push(if claimed == remote.external_id {
            decide::step(remote, locals, policy, holder)
        } else {
            decide::taken(remote, holder)
        });
    }
    steps
}
