//! A store full of people, as its client knows it, and how it is filled.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use indicatif::ProgressBar;
use serde_json::Value;

use crate::client::Client;
use crate::person::{self, NUMBER};

/// People are created by so many clients at the same time.
const CLIENTS: usize = 4;
/// Operations of one bulk request.
const BULK_OPERATIONS: u64 = 1_000;
/// Operations on single people take turns over so many at most, spread over all of the store.
pub const PEOPLE_ASKED_MAX: usize = 20_000;
/// Members of the largest group.
const MEMBERS_MAX: usize = 100_000;
/// The family of the people who are there from the start.
pub const STORED: &str = "stored";

/// Somebody in the store.
#[derive(Debug, Clone)]
pub struct Known {
    /// As the server calls them.
    pub id: String,
    /// The number in their names.
    pub number: String,
}

/// How people come into a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    /// By the server's own Bulk.
    Bulk,
    /// By one POST each: not every server has Bulk.
    OneByOne,
}

/// A filled store.
pub struct Store {
    /// How its server is spoken to.
    pub client: Client,
    /// How many people are in it.
    pub people: u64,
    /// Of them, at most [`PEOPLE_ASKED_MAX`].
    pub known: Vec<Known>,
    /// The ids of the first [`MEMBERS_MAX`].
    pub members: Vec<String>,
}

/// Numbers still to be created: first and count.
type Chunk = (u64, u64);

impl Store {
    /// Fills a store with so many people; what is not in it after `longest` is left out.
    pub fn fill(
        client: &Client,
        people: u64,
        filling: Filling,
        longest: Duration,
        progress: &ProgressBar,
    ) -> Result<Self> {
        let each = if filling == Filling::Bulk {
            BULK_OPERATIONS
        } else {
            1
        };
        let chunks =
            (0..people.div_ceil(each)).map(|chunk| (chunk * each, each.min(people - chunk * each)));
        let known = create(
            client,
            STORED,
            chunks.collect(),
            filling,
            Instant::now() + longest,
            progress,
        )?;
        let people = u64::try_from(known.len())?;
        let step = known.len().div_ceil(PEOPLE_ASKED_MAX).max(1);
        let members = known
            .iter()
            .take(MEMBERS_MAX)
            .map(|known| known.id.clone())
            .collect();
        let known = known.into_iter().step_by(step).collect();
        Ok(Self {
            client: client.clone(),
            people,
            known,
            members,
        })
    }

    /// Creates further people, who are in no group; answers them.
    pub fn create_more(&self, family: &str, count: u64, filling: Filling) -> Result<Vec<Known>> {
        let each = if filling == Filling::Bulk {
            BULK_OPERATIONS
        } else {
            1
        };
        let chunks =
            (0..count.div_ceil(each)).map(|chunk| (chunk * each, each.min(count - chunk * each)));
        let until = Instant::now() + Duration::from_secs(600);
        create(
            &self.client,
            family,
            chunks.collect(),
            filling,
            until,
            &ProgressBar::hidden(),
        )
    }

    /// Somebody in the middle.
    pub fn somebody(&self) -> Result<&Known> {
        self.known
            .get(self.known.len() / 2)
            .context("the store is empty")
    }
}

fn create(
    client: &Client,
    family: &str,
    chunks: VecDeque<Chunk>,
    filling: Filling,
    until: Instant,
    progress: &ProgressBar,
) -> Result<Vec<Known>> {
    let (chunks, created) = (Mutex::new(chunks), Mutex::new(Vec::new()));
    let work = || -> Result<()> {
        while Instant::now() < until {
            let Some(chunk) = chunks.lock().ok().and_then(|mut chunks| chunks.pop_front()) else {
                break;
            };
            let made = match filling {
                Filling::Bulk => create_by_bulk(client, family, chunk)?,
                Filling::OneByOne => vec![create_one(client, family, chunk.0)?],
            };
            progress.inc(chunk.1);
            if let Ok(mut created) = created.lock() {
                created.extend(made);
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(work)).collect();
        clients.into_iter().try_for_each(|client| {
            client
                .join()
                .map_err(|_| anyhow::anyhow!("a client panicked"))?
        })
    })?;
    let mut created: Vec<Known> = created.into_inner().unwrap_or_default();
    created.sort_by(|one, other| one.number.cmp(&other.number));
    Ok(created)
}

fn create_one(client: &Client, family: &str, number: u64) -> Result<Known> {
    let number = person::number(number);
    let id = client.create("/Users", &person::person(family, &number, "Engineer"))?;
    Ok(Known { id, number })
}

fn create_by_bulk(client: &Client, family: &str, (first, count): Chunk) -> Result<Vec<Known>> {
    let numbers: Vec<String> = (first..first + count).map(person::number).collect();
    let creations = numbers.iter().map(|number| {
        (
            "POST",
            "/Users".to_owned(),
            person::person(family, number, "Engineer"),
        )
    });
    let answer = client.change("POST", "/Bulk", &person::bulk(creations))?;
    let ids = created_ids(&answer)?;
    ensure!(
        ids.len() == numbers.len(),
        "a bulk of {count} creations answered {} of them",
        ids.len()
    );
    Ok(ids
        .into_iter()
        .zip(numbers)
        .map(|(id, number)| Known { id, number })
        .collect())
}

/// The ids that a bulk's answer tells, in the order of the requests.
pub fn created_ids(answer: &Value) -> Result<Vec<String>> {
    let operations = answer
        .get("Operations")
        .and_then(Value::as_array)
        .context("a bulk's answer has no Operations")?;
    let id = |operation: &Value| {
        let location = operation.get("location").and_then(Value::as_str);
        let id = location
            .and_then(|location| location.rsplit('/').next())
            .map(str::to_owned);
        id.with_context(|| format!("a creation in a bulk failed: {operation}"))
    };
    operations.iter().map(id).collect()
}

/// A bulk of creations, to be played again and again: see [`NUMBER`].
pub fn bulk_of_creations(count: u64) -> Value {
    person::bulk((0..count).map(|index| {
        let title = format!("Engineer {index}");
        (
            "POST",
            "/Users".to_owned(),
            person::person(&format!("bulk{index}"), NUMBER, &title),
        )
    }))
}
