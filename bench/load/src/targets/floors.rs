//! Targets beside the floors and the peers.

use super::{Target, at_least};
use crate::operations::{OPERATIONS, find};
use crate::options::USUAL_CONNECTIONS;
use crate::result::{Cell, Outcome};
use crate::subjects::{self, HELLO, PGBENCH, POSTGRES, SQLITE, SQLITE_BATCHED};

const CREATE: &str = "1 Create, durable";
const READ: &str = "2 Reads";
const PEERS: &str = "7 Peers";
const READS: [&str; 4] = ["get", "user-name", "external-id", "email"];

fn title(operation: &str) -> &str {
    find(operation).map_or(operation, |operation| operation.title)
}

pub(super) fn creations(outcome: &Outcome) -> Vec<Target> {
    let rate =
        |subject, connections| outcome.rate(subject, "create", outcome.main_size, connections);
    vec![
        at_least(
            CREATE,
            "SQLite at 64 connections, of SQLite's own inserts in batches of 100".to_owned(),
            0.4,
            rate(SQLITE, 64),
            rate(SQLITE_BATCHED, 1),
        ),
        at_least(
            CREATE,
            "PostgreSQL at 16 connections, of pgbench's insert with 16 clients".to_owned(),
            0.7,
            rate(POSTGRES, 16),
            rate(PGBENCH, 16),
        ),
    ]
}

pub(super) fn reads(outcome: &Outcome) -> Vec<Target> {
    let rate = |subject, operation| outcome.usual_rate(subject, operation, outcome.main_size);
    let mut found = Vec::new();
    for (ours, database, wanted, theirs, floor) in [
        (SQLITE, "SQLite", 0.4, HELLO, "of actix-web's fixed answer"),
        (
            POSTGRES,
            "PostgreSQL",
            0.5,
            PGBENCH,
            "of pgbench's prepared select",
        ),
    ] {
        for operation in READS {
            let what = format!("{} on {database}, {floor}", title(operation));
            found.push(at_least(
                READ,
                what,
                wanted,
                rate(ours, operation),
                rate(theirs, "get"),
            ));
        }
    }
    found
}

/// How many times as fast as the fastest peer an operation is to be.
fn wanted(operation: &str) -> f64 {
    match operation {
        "get" => 2.0,
        "patch" => 1.5,
        _ => 20.0,
    }
}

/// What a peer did at the usual number of connections, or at as many as it could.
pub fn peer_cell<'a>(outcome: &'a Outcome, subject: &str, operation: &str) -> Option<&'a Cell> {
    let cells = outcome.cells.iter().filter(|cell| {
        cell.subject == subject
            && cell.operation == operation
            && cell.connections <= USUAL_CONNECTIONS
    });
    cells.max_by_key(|cell| cell.connections)
}

/// The fastest peer of an operation, with its people and rate.
pub fn fastest_peer(outcome: &Outcome, operation: &str) -> Option<(String, u64, f64)> {
    let subjects = outcome.footprints.iter().map(|found| &found.subject);
    let peers = subjects.filter(|subject| !subjects::is_ours_or_floor(subject));
    let cells = peers.filter_map(|subject| peer_cell(outcome, subject, operation));
    let rates = cells.filter_map(|cell| {
        let rate = cell.rate()?.median;
        Some((cell.subject.clone(), cell.people, rate))
    });
    rates.max_by(|one, other| one.2.total_cmp(&other.2))
}

/// Our rate on at least as many people as a peer has: what is compared with it.
pub fn ours_beside(outcome: &Outcome, subject: &str, operation: &str, people: u64) -> Option<f64> {
    let stores = outcome
        .footprints
        .iter()
        .filter(|found| found.subject == subject);
    let size = stores
        .map(|found| found.people)
        .filter(|found| *found >= people)
        .min()?;
    outcome.usual_rate(subject, operation, size)
}

pub(super) fn peers(outcome: &Outcome) -> Vec<Target> {
    let one = |operation: &str| {
        let (peer, people, theirs) = fastest_peer(outcome, operation)?;
        let what = format!(
            "{} on SQLite, of {} with {people} people",
            title(operation),
            subjects::title(&peer)
        );
        let ours = ours_beside(outcome, SQLITE, operation, people);
        Some(at_least(PEERS, what, wanted(operation), ours, Some(theirs)))
    };
    OPERATIONS
        .iter()
        .filter_map(|operation| one(operation.key))
        .collect()
}
