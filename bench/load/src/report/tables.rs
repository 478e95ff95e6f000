//! The tables of figures.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::figures::{count, megabytes, milliseconds, or_dash, ratio, short};
use super::table::{spread, table};
use crate::operations::OPERATIONS;
use crate::options::USUAL_CONNECTIONS;
use crate::result::{Cell, Footprint, Outcome, median};
use crate::subjects::{self, HELLO, PGBENCH, POSTGRES, SQLITE, SQLITE_BATCHED, SQLITE_CLIENT};
use crate::targets::{fastest_peer, growth, growth_of_cpu, ours_beside, peer_cell};

fn present(outcome: &Outcome) -> Vec<&'static str> {
    [SQLITE, POSTGRES]
        .into_iter()
        .filter(|subject| outcome.cells.iter().any(|cell| cell.subject == *subject))
        .collect()
}

fn has_main_size(outcome: &Outcome) -> bool {
    let mut cells = outcome.cells.iter();
    cells.any(|cell| cell.people == outcome.main_size)
}

/// Our operations at the main size, at all numbers of connections; then the floors.
pub fn operations(outcome: &Outcome) -> String {
    let connections: BTreeSet<u32> = outcome
        .cells
        .iter()
        .filter(|cell| cell.subject == SQLITE || cell.subject == POSTGRES)
        .map(|cell| cell.connections)
        .collect();
    if !has_main_size(outcome) {
        return String::new();
    }
    let mut text = format!("### Operations on {} people\n\n", count(outcome.main_size));
    for subject in
        present(outcome)
            .into_iter()
            .chain([HELLO, PGBENCH, SQLITE_CLIENT, SQLITE_BATCHED])
    {
        let cell = |operation, connections| {
            outcome.cell(subject, operation, outcome.main_size, connections)
        };
        let rows: Vec<Vec<String>> = OPERATIONS
            .iter()
            .filter(|operation| {
                connections
                    .iter()
                    .any(|&connections| cell(operation.key, connections).is_some())
            })
            .map(|operation| {
                let usual = outcome.usual(subject, operation.key, outcome.main_size);
                let figure = |of: fn(&crate::result::Run) -> Option<f64>| {
                    usual.and_then(|cell| cell.figure(of))
                };
                let mut row = vec![operation.title.to_owned()];
                row.extend(
                    connections
                        .iter()
                        .map(|&connections| spread(cell(operation.key, connections))),
                );
                row.extend([
                    or_dash(figure(|run| run.p50_us).map(milliseconds)),
                    or_dash(figure(|run| run.p99_us).map(milliseconds)),
                ]);
                row.push(or_dash(figure(|run| run.cpu_us).map(short)));
                row
            })
            .collect();
        if !rows.is_empty() {
            let mut heads = vec![subjects::title(subject).to_owned()];
            heads.extend(
                connections
                    .iter()
                    .map(|connections| format!("{connections} conn., /s")),
            );
            heads.extend(["p50 ms", "p99 ms", "CPU µs"].map(str::to_owned));
            text += &table(&heads, rows);
        }
    }
    text + &format!(
        "p50, p99 and CPU time of the server's processes (its database's included) are at {USUAL_CONNECTIONS} connections, or at one where so many would take too long; so are the figures of the following tables. A database's own client counts people.\n\n"
    )
}

/// At the usual number of connections: floors, ours, peers, and the ratios.
pub fn ratios(outcome: &Outcome) -> String {
    if !has_main_size(outcome) {
        return String::new();
    }
    let peers: BTreeSet<&str> = outcome
        .cells
        .iter()
        .map(|cell| cell.subject.as_str())
        .filter(|subject| !subjects::is_ours_or_floor(subject))
        .collect();
    let ours = present(outcome);
    let mut heads = vec![format!("{USUAL_CONNECTIONS} connections")];
    for subject in &ours {
        heads.extend([
            format!("{}, /s", subjects::title(subject)),
            "of the floor".to_owned(),
        ]);
    }
    heads.extend(
        peers
            .iter()
            .map(|peer| format!("{}, /s", subjects::title(peer))),
    );
    heads.push("SQLite : fastest peer".to_owned());
    let rows = OPERATIONS.iter().map(|operation| {
        let mut row = vec![operation.title.to_owned()];
        for &subject in &ours {
            let rate = outcome.usual_rate(subject, operation.key, outcome.main_size);
            let floor = floor(outcome, subject, operation.key);
            row.extend([
                or_dash(rate.map(short)),
                or_dash(rate.zip(floor).map(|(rate, floor)| ratio(rate / floor))),
            ]);
        }
        let peer = |subject: &str| peer_cell(outcome, subject, operation.key);
        row.extend(peers.iter().map(|subject| {
            or_dash(
                peer(subject)
                    .and_then(Cell::rate)
                    .map(|rate| short(rate.median)),
            )
        }));
        let fastest = fastest_peer(outcome, operation.key);
        let beside = fastest.and_then(|(_, people, theirs)| {
            Some(ours_beside(outcome, SQLITE, operation.key, people)? / theirs)
        });
        row.push(or_dash(beside.map(ratio)));
        row
    });
    format!(
        "### Beside the floors and the peers\n\n{}The floor of reads is the fixed answer on SQLite and pgbench's select on PostgreSQL; that of creations is SQLite's own \
         inserts in batches of 100, and pgbench's. {}; the last column compares with our store of that size.\n\n",
        table(&heads, rows),
        populations(outcome),
    )
}

/// How many people the peers have.
fn populations(outcome: &Outcome) -> String {
    let peers = outcome
        .footprints
        .iter()
        .filter(|footprint| !subjects::is_ours_or_floor(&footprint.subject));
    let people: Vec<String> = peers
        .map(|footprint| {
            format!(
                "{} has {} people",
                subjects::title(&footprint.subject),
                count(footprint.people)
            )
        })
        .collect();
    if people.is_empty() {
        return "No peer was measured".to_owned();
    }
    people.join(", ")
}

/// The floor of an operation, if there is one.
fn floor(outcome: &Outcome, subject: &str, operation: &str) -> Option<f64> {
    let rate = |floor, operation, connections| {
        outcome.rate(floor, operation, outcome.main_size, connections)
    };
    match (operation, subject) {
        ("create", SQLITE) => rate(SQLITE_BATCHED, "create", 1),
        ("create", _) => rate(PGBENCH, "create", USUAL_CONNECTIONS),
        ("get" | "user-name" | "external-id" | "email", SQLITE) => {
            rate(HELLO, "get", USUAL_CONNECTIONS)
        }
        ("get" | "user-name" | "external-id" | "email", _) => {
            rate(PGBENCH, "get", USUAL_CONNECTIONS)
        }
        _ => None,
    }
}

/// By the size of the store.
pub fn sizes(outcome: &Outcome) -> String {
    let mut text = "### By the number of people\n\n".to_owned();
    for subject in present(outcome) {
        let sizes: BTreeSet<u64> = outcome
            .cells
            .iter()
            .filter(|cell| cell.subject == subject)
            .map(|cell| cell.people)
            .collect();
        let mut heads = vec![format!(
            "{}, {USUAL_CONNECTIONS} connections, /s",
            subjects::title(subject)
        )];
        heads.extend(sizes.iter().map(|people| count(*people)));
        let ratio_of = match (sizes.first(), sizes.last()) {
            (Some(least), Some(most)) => format!("at {} : at {}", count(*most), count(*least)),
            _ => "largest : smallest".to_owned(),
        };
        heads.extend([format!("cost {ratio_of}"), format!("CPU {ratio_of}")]);
        let rows = OPERATIONS.iter().map(|operation| {
            let mut row = vec![operation.title.to_owned()];
            row.extend(
                sizes
                    .iter()
                    .map(|&people| spread(outcome.usual(subject, operation.key, people))),
            );
            for grown in [growth, growth_of_cpu] {
                row.push(or_dash(grown(outcome, subject, operation.key).map(ratio)));
            }
            row
        });
        text += &table(&heads, rows);
    }
    text
}

/// By the size of the group.
pub fn groups(outcome: &Outcome) -> String {
    let cells: Vec<&Cell> = outcome
        .cells
        .iter()
        .filter(|cell| cell.members.is_some())
        .collect();
    let sizes: BTreeSet<u64> = cells.iter().filter_map(|cell| cell.members).collect();
    if sizes.is_empty() {
        return String::new();
    }
    let mut heads = vec!["one member, /s".to_owned()];
    heads.extend(
        sizes
            .iter()
            .map(|members| format!("group of {}", count(*members))),
    );
    let mut rows = Vec::new();
    for subject in present(outcome) {
        for (operation, title) in [
            ("member", "add or remove, 16 connections"),
            ("member-add", "add, one after the other"),
            ("member-remove", "remove, one after the other"),
        ] {
            let mut row = vec![format!("{}: {title}", subjects::title(subject))];
            let find = |members| {
                cells.iter().find(|cell| {
                    cell.subject == subject
                        && cell.operation == operation
                        && cell.members == Some(members)
                })
            };
            row.extend(sizes.iter().map(|&members| spread(find(members).copied())));
            rows.push(row);
        }
    }
    format!("### By the number of members\n\n{}", table(&heads, rows))
}

/// Memory, disk, start.
pub fn footprints(outcome: &Outcome) -> String {
    let heads = [
        "",
        "people",
        "loaded, people/s",
        "resident at start, MB",
        "after load",
        "after all",
        "while exporting",
        "bytes a person on disk",
        "first answer, ms",
    ];
    let rows =
        outcome.footprints.iter().map(|found: &Footprint| {
            let each = found
                .disk_bytes
                .map(|bytes| count(bytes / found.people.max(1)));
            let start = median(found.start_milliseconds.iter().copied());
            vec![
                subjects::title(&found.subject).to_owned(),
                count(found.people),
                format!(
                    "{} ({})",
                    short(found.people as f64 / found.load_seconds),
                    found.loaded_by
                ),
                megabytes(found.rss_start_bytes),
                megabytes(found.rss_loaded_bytes),
                megabytes(found.rss_end_bytes),
                or_dash(found.rss_export_bytes.map(megabytes)),
                or_dash(each),
                or_dash(start.map(|taken| {
                    format!("{:.0} ({:.0}–{:.0})", taken.median, taken.min, taken.max)
                })),
            ]
        });
    format!(
        "### Memory, disk, start\n\n{}",
        table(&heads.map(str::to_owned), rows)
    )
}

/// What each table and index takes of the largest store.
pub fn disk(outcome: &Outcome) -> String {
    const SHOWN_BYTES_MIN: u64 = 10;
    let mut text = String::new();
    for subject in present(outcome) {
        let largest = outcome
            .footprints
            .iter()
            .filter(|found| found.subject == subject)
            .max_by_key(|found| found.people);
        if let Some(found) = largest {
            let each = |bytes: u64| bytes / found.people.max(1);
            let parts = found
                .disk_parts
                .iter()
                .filter(|(_, bytes)| each(*bytes) >= SHOWN_BYTES_MIN);
            let list = parts
                .map(|(name, bytes)| format!("{name} {}", each(*bytes)))
                .collect::<Vec<_>>()
                .join(" · ");
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "Bytes a person by table and index, {} with {} people: {list}.\n",
                subjects::title(subject),
                count(found.people)
            );
        }
    }
    text
}
