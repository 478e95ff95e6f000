//! Members of groups.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::changes::LAG;
use super::line;
use crate::client::Client;
use crate::person;
use crate::result::{Run, median};
use crate::store::{Filling, Known, Store, created_ids};

/// Changes are spread over so many groups of a size.
const GROUPS: usize = 4;
/// People who come and go.
const SPARE: u64 = 1_000;
const USUAL_MEMBERS: u64 = 1_000;
/// Empty groups that are filled by the thousand.
const EMPTY_GROUPS: usize = 2_000;
const EMPTY_GROUPS_WITHOUT_BULK: usize = 200;

/// Groups of one size, and people who are in none of them.
pub struct Groups {
    /// Their ids.
    pub ids: Vec<String>,
    /// People who can be added.
    pub spare: Vec<Known>,
}

/// Whether the server knows Bulk is found out by asking.
fn filling(client: &Client) -> Result<Filling> {
    let config = client.get("/ServiceProviderConfig")?;
    let has = config.pointer("/bulk/supported").and_then(Value::as_bool) == Some(true);
    // SCIMMY and scim2-server may say so and yet not take a thousand.
    let enough = config
        .pointer("/bulk/maxOperations")
        .and_then(Value::as_u64)
        >= Some(SPARE);
    Ok(if has && enough {
        Filling::Bulk
    } else {
        Filling::OneByOne
    })
}

impl Groups {
    /// Creates groups of the store's first people; `label` tells them from others of the same size.
    pub fn create(store: &Store, members: u64, label: &str) -> Result<Self> {
        let members = store
            .members
            .get(..usize::try_from(members)?)
            .with_context(|| format!("the store has not {members} people"))?;
        let name = |index| format!("{label} {index} of {}", members.len());
        let group = |index| person::group(&name(index), members.iter().map(String::as_str));
        let ids = (0..GROUPS)
            .map(|index| store.client.create("/Groups", &group(index)))
            .collect::<Result<Vec<_>>>()?;
        let spare = store.create_more(
            &format!("{label}{}", members.len()),
            SPARE,
            filling(&store.client)?,
        )?;
        let groups = Self { ids, spare };
        groups.try_once(&store.client, members.len())?;
        Ok(groups)
    }

    /// Adds one, looks, removes them, looks.
    fn try_once(&self, client: &Client, size: usize) -> Result<()> {
        let (group, somebody) = (&self.ids[0], &self.spare[0]);
        let path = format!("/Groups/{group}");
        for (change, expected) in [
            (person::add_members([somebody.id.as_str()]), size + 1),
            (person::remove_member(&somebody.id), size),
        ] {
            client.change("PATCH", &path, &change)?;
            let now = client.get(&path)?;
            let count = now
                .get("members")
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            ensure!(
                count == expected,
                "the group has {count} members instead of {expected}"
            );
        }
        Ok(())
    }

    /// Adds one and removes who was added a while ago: the groups keep their size, and each request is a change.
    pub fn lines(&self, client: &Client) -> Vec<String> {
        let count = self.spare.len();
        let path = |index: usize| format!("/Groups/{}", self.ids[index % self.ids.len()]);
        let lines = (0..count).flat_map(|index| {
            let (coming, going) = (index, (index + count - LAG.min(count / 2)) % count);
            [
                line(
                    client,
                    "PATCH",
                    &path(coming),
                    Some(&person::add_members([self.spare[coming].id.as_str()])),
                ),
                line(
                    client,
                    "PATCH",
                    &path(going),
                    Some(&person::remove_member(&self.spare[going].id)),
                ),
            ]
        });
        lines.collect()
    }
}

pub(super) fn one_member(store: &Store) -> Result<Vec<String>> {
    Ok(Groups::create(store, USUAL_MEMBERS, "usual")?.lines(&store.client))
}

pub(super) fn thousand_members(store: &Store) -> Result<Vec<String>> {
    let client = &store.client;
    let members = store
        .members
        .get(..1_000)
        .context("the store has not 1,000 people")?;
    let change = person::add_members(members.iter().map(String::as_str));
    let name = |index: usize| format!("filled {index} of {}", store.people);
    let ids = if filling(client)? == Filling::Bulk {
        let chunks = (0..EMPTY_GROUPS).collect::<Vec<_>>();
        let created = chunks.chunks(1_000).map(|chunk| {
            let creations = chunk.iter().map(|&index| {
                (
                    "POST",
                    "/Groups".to_owned(),
                    person::group(&name(index), []),
                )
            });
            created_ids(&client.change("POST", "/Bulk", &person::bulk(creations))?)
        });
        created.collect::<Result<Vec<_>>>()?.concat()
    } else {
        (0..EMPTY_GROUPS_WITHOUT_BULK)
            .map(|index| client.create("/Groups", &person::group(&name(index), [])))
            .collect::<Result<_>>()?
    };
    let path = |id: &String| format!("/Groups/{id}");
    client.change("PATCH", &path(&ids[0]), &change)?;
    let now = client.get(&path(&ids[0]))?;
    ensure!(
        now.get("members").and_then(Value::as_array).map(Vec::len) == Some(1_000),
        "the group has not 1,000 members"
    );
    Ok(ids
        .iter()
        .skip(1)
        .map(|id| line(client, "PATCH", &path(id), Some(&change)))
        .collect())
}

/// Adds and removes one person after the other, and tells the two apart: (adding, removing).
pub fn one_by_one(client: &Client, groups: &Groups, times: usize) -> Result<(Run, Run)> {
    let (mut adding, mut removing) = (Vec::new(), Vec::new());
    for (index, somebody) in groups.spare.iter().cycle().take(times).enumerate() {
        let path = format!("/Groups/{}", groups.ids[index % groups.ids.len()]);
        let changes = [
            (&mut adding, person::add_members([somebody.id.as_str()])),
            (&mut removing, person::remove_member(&somebody.id)),
        ];
        for (times, change) in changes {
            let began = Instant::now();
            client.change("PATCH", &path, &change)?;
            times.push(began.elapsed().as_secs_f64());
        }
    }
    Ok((run(&adding), run(&removing)))
}

fn run(seconds: &[f64]) -> Run {
    let sum: f64 = seconds.iter().sum();
    Run {
        seconds: sum,
        requests: seconds.len() as u64,
        per_second: seconds.len() as f64 / sum,
        p50_us: median(seconds.iter().copied()).map(|found| found.median * 1e6),
        ..Run::default()
    }
}
