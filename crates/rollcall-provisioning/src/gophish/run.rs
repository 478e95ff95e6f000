//! Bringing groups into step: from any replica, but for each tenant from one at a time.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use rollcall_mapping::TargetUser;
use rollcall_storage::feeds;
use rollcall_storage::gophish::{self as rows, OurGroup};
use scim_core::fold;
use serde::Serialize;

use super::connection::{none, place};
use super::{Action, Position, Settings, Step, Summary, Target};
use crate::audit::{Act, ActorKind, note_in};
use crate::exports::{Export, Selection, StatusSelection};
use crate::{Error, Provisioning, Result, SECOND};

/// Groups that are kept in step.
const GROUPS_MAX: usize = 2_000;
/// Memberships of them together: what has to be in memory at once.
const MEMBERSHIPS_MAX: usize = 1_000_000;
/// Members of one group: what has to be in one request.
const GROUP_MEMBERS_MAX: usize = 250_000;
/// Problems that are told one by one.
const PROBLEMS_MAX: usize = 100;
/// How long nobody else begins after the last sign of life.
const LEASE_SECONDS: i64 = 300;

/// A run under way.
pub struct Run {
    tenant: String,
    until: i64,
    cursor: Option<i64>,
    ours: Vec<OurGroup>,
    /// Where Gophish is.
    pub url: String,
    /// The key of its API. Not to be logged.
    pub api_key: String,
    /// Which groups, and what of people.
    pub settings: Settings,
    /// How long one request may take.
    pub timeout: Duration,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Everything that was announced up to this cursor is in it.
    pub cursor: Option<String>,
    /// When it began.
    pub at: String,
    /// What was done.
    pub summary: Summary,
    /// What could not be done, and why.
    pub problems: Vec<String>,
    /// Why it broke off, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
}

/// The groups as they are to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// By name.
    pub groups: BTreeMap<String, Vec<Target>>,
    /// Who cannot be in one, by their ids, and why: it is kept, and a name would be kept with it.
    pub problems: Vec<String>,
}

/// Begins a run, or the look at what one would do (`dry_run`). One that somebody asks for is noted.
///
/// # Errors
/// [`Error::Unknown`] where the tenant is connected to no Gophish; [`Error::Exists`] while another run is under way;
/// [`Error::Input`] when the key cannot be read.
pub async fn begin(p: &Provisioning, tenant: &str, dry_run: bool) -> Result<Run> {
    let (now, until, name) = (p.now(), lease_until(p), tenant.to_owned());
    let verb = p.clone();
    // What goes by itself would be all that the log has.
    let is_noted = !dry_run && p.by().actor.kind != ActorKind::Program;
    let taken = p.store().write(move |tx| {
        let claimed = rows::claim(tx, &name, now, until)?;
        if claimed && is_noted {
            note_in(tx, &verb, &name, Act::new("gophish.sync", "gophish"))?;
        }
        let cursor = feeds::find(tx, &name)?.map(|feed| feed.last_seq);
        let found = (rows::find(tx, &name)?, rows::groups(tx, &name)?);
        Ok::<_, Error>((claimed, cursor, found))
    });
    let (claimed, cursor, found) = taken.await?;
    let (row, ours) = match (claimed, found) {
        (_, (None, _)) => return Err(none(tenant)),
        (false, (Some(_), _)) => {
            return Err(Error::Exists(
                "Groups are being brought into step already. Try again when that has ended."
                    .to_owned(),
            ));
        }
        (true, (Some(row), ours)) => (row, ours),
    };
    let api_key = p
        .issuer()
        .open(&place(tenant), &row.api_key)
        .map_err(|_| {
            Error::Input(
            "The key of Gophish cannot be read with this secret key (ROLLCALL_SECRET_KEY); connect it anew."
                .to_owned(),
        )
        })?;
    Ok(Run {
        tenant: tenant.to_owned(),
        until,
        cursor,
        ours,
        url: row.url,
        api_key,
        settings: serde_json::from_str(&row.settings)
            .map_err(|error| Error::Internal(Box::new(error)))?,
        timeout: Duration::from_secs(p.limits().push_seconds_max.saturating_mul(6)),
    })
}

fn lease_until(p: &Provisioning) -> i64 {
    p.now() + LEASE_SECONDS * SECOND
}

impl Run {
    /// Up to which cursor everything that was announced is part of what is brought into step.
    pub fn cursor(&self) -> Option<String> {
        self.cursor.map(|cursor| cursor.to_string())
    }

    /// The groups there that are ours; an id of 0 means that somebody was about to make the group, and nobody knows
    /// whether they did.
    pub fn ours(&self) -> &[OurGroup] {
        &self.ours
    }

    /// To be called before a group is made there: if whoever makes it dies before they can say so, the next one knows that
    /// it is ours.
    ///
    /// # Errors
    /// [`Error::Exists`] when somebody else has begun meanwhile; when the database does not answer.
    pub async fn about_to_make(&mut self, p: &Provisioning, name: &str) -> Result<()> {
        self.note(p, None, Some((name, 0))).await
    }

    /// To be called when a step is done, with the group's id there.
    ///
    /// # Errors
    /// As [`Run::about_to_make`].
    pub async fn done(&mut self, p: &Provisioning, step: &Step, id: i64) -> Result<()> {
        let former = step.id.map(|id| self.named(id));
        let now = (step.action != Action::Delete).then_some((step.name.as_str(), id));
        self.note(p, former.flatten(), now).await
    }

    /// To be called when a group of ours turns out to be there under this id, or not at all.
    ///
    /// # Errors
    /// As [`Run::about_to_make`].
    pub async fn found(&mut self, p: &Provisioning, name: &str, id: Option<i64>) -> Result<()> {
        let now = id.map(|id| (name, id));
        self.note(p, Some(name.to_owned()), now).await
    }

    /// Under which name a group there is known here.
    fn named(&self, id: i64) -> Option<String> {
        let known = self.ours.iter().find(|group| group.group_id == id);
        known.map(|group| group.name.clone())
    }

    async fn note(
        &mut self,
        p: &Provisioning,
        gone: Option<String>,
        new: Option<(&str, i64)>,
    ) -> Result<()> {
        let (tenant, held, until) = (self.tenant.clone(), self.until, lease_until(p));
        let new = new.map(|(name, group_id)| OurGroup {
            name: name.to_owned(),
            group_id,
        });
        let (forgotten, added) = (gone.clone(), new.clone());
        let noted = p.store().write(move |tx| {
            if !rows::hold(tx, &tenant, held, until)? {
                return Ok::<_, Error>(false);
            }
            if let Some(name) = &forgotten {
                rows::remove_group(tx, &tenant, name)?;
            }
            if let Some(group) = &added {
                rows::put_group(tx, &tenant, group)?;
            }
            Ok(true)
        });
        if !noted.await? {
            return Err(Error::Exists(
                "Somebody else brings the groups into step by now.".to_owned(),
            ));
        }
        self.until = until;
        let replaced = new.as_ref().map(|group| group.name.clone());
        self.ours
            .retain(|it| Some(&it.name) != gone.as_ref() && Some(&it.name) != replaced.as_ref());
        self.ours.extend(new);
        Ok(())
    }

    /// Ends the run; what came of it is kept, unless nothing was to be done.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end(self, p: &Provisioning, report: Option<&Report>) -> Result<()> {
        let report = report.map(serde_json::to_string).transpose();
        let report = report.map_err(|error| Error::Internal(Box::new(error)))?;
        let now = p.now();
        let ended = p.store().write(move |tx| {
            if rows::hold(tx, &self.tenant, self.until, now)?
                && let Some(report) = &report
            {
                rows::note_run(tx, &self.tenant, report)?;
            }
            Ok::<_, Error>(())
        });
        ended.await
    }
}

/// The tenant's target groups as they are to be there: everybody active with an address, some hundred people at a time; `seen`
/// is told how many by then.
///
/// # Errors
/// [`Error::Input`] for more groups or memberships than are kept in step; when the database does not answer.
pub async fn wanted(
    p: &Provisioning,
    tenant: &str,
    settings: &Settings,
    seen: &(dyn Fn(usize) + Sync),
) -> Result<Wanted> {
    let selection = Selection {
        filter: None,
        group: None,
        status: StatusSelection::Active,
        renamed_since: None,
    };
    let mut export = Export::<TargetUser>::begin(p, tenant, &selection).await?;
    let mut gathering = Gathering::default();
    let mut count = 0;
    while let Some(people) = export.next().await? {
        count += people.len();
        for person in people {
            gathering.add(settings, &person)?;
        }
        seen(count);
    }
    Ok(gathering.wanted)
}

#[derive(Default)]
struct Gathering {
    wanted: Wanted,
    memberships: usize,
    /// Addresses of each group, folded.
    known: HashSet<(String, String)>,
}

impl Gathering {
    fn add(&mut self, settings: &Settings, person: &TargetUser) -> Result<()> {
        // Whatever the definition calls their status.
        if person.deactivated || person.left_out.is_some() || person.held_by.is_some() {
            return Ok(());
        }
        let mut groups = person.groups.iter().filter(|name| settings.means(name));
        let Some(first) = groups.next() else {
            return Ok(());
        };
        let Some(email) = person.email.as_deref().filter(|email| is_taken(email)) else {
            self.problem(format!(
                "{} has no e-mail address that Gophish takes.",
                person.id
            ));
            return Ok(());
        };
        let position = match settings.position {
            Position::JobTitle => person.job_title.clone(),
            Position::Department => person.department.clone(),
            Position::None => None,
        };
        let target = Target {
            email: email.to_owned(),
            first_name: person.first_name.clone().unwrap_or_default(),
            last_name: person.last_name.clone().unwrap_or_default(),
            position: position.unwrap_or_default(),
        };
        for name in std::iter::once(first).chain(groups) {
            if !self.known.insert((name.clone(), fold(email).into_owned())) {
                self.problem(format!(
                    "{} has the address of somebody else in {name:?}, who is in it.",
                    person.id
                ));
                continue;
            }
            self.memberships += 1;
            let of_group = self.wanted.groups.entry(name.clone()).or_default();
            of_group.push(target.clone());
            if of_group.len() > GROUP_MEMBERS_MAX {
                return Err(Error::Input(format!(
                    "At most {GROUP_MEMBERS_MAX} members of one group are kept in step, and {name:?} has more; name the groups that matter."
                )));
            }
        }
        if self.wanted.groups.len() > GROUPS_MAX || self.memberships > MEMBERSHIPS_MAX {
            return Err(Error::Input(format!(
                "At most {GROUPS_MAX} groups with {MEMBERSHIPS_MAX} members together are kept in step; name those that matter."
            )));
        }
        Ok(())
    }

    fn problem(&mut self, text: String) {
        if self.wanted.problems.len() < PROBLEMS_MAX {
            self.wanted.problems.push(text);
        }
    }
}

/// Whether Gophish takes an address: one that it does not makes it refuse the whole group. It reads them as headers have them
/// (RFC 5322), so names, comments and lists are left out here.
fn is_taken(email: &str) -> bool {
    let Some((local, domain)) = email.rsplit_once('@') else {
        return false;
    };
    let odd = |c: char| c.is_whitespace() || c.is_control() || "()<>[]:;@\\,\"".contains(c);
    let dots = |part: &str| part.starts_with('.') || part.ends_with('.') || part.contains("..");
    let fits = |part: &str| !part.is_empty() && !part.contains(odd) && !dots(part);
    fits(local) && fits(domain)
}

#[cfg(test)]
mod tests {
    use super::is_taken;

    #[test]
    fn addresses_that_gophish_refuses_are_left_out() {
        for good in ["ada@example.com", "a.b+c@x.example", "ß@bücher.example"] {
            assert!(is_taken(good), "{good}");
        }
        for bad in [
            "",
            "ada",
            "@x",
            "ada@",
            "a b@x",
            "Ada <a@x>",
            "a@x,b@x",
            "a..b@x",
            ".a@x",
            "a@x.",
        ] {
            assert!(!is_taken(bad), "{bad}");
        }
    }
}
