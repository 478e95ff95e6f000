//! What is drawn: which lines, over what.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Result, anyhow};
use plotters::style::RGBColor;

use super::drawing::{Chart, Line, draw};
use crate::operations::{OPERATIONS, Operation};
use crate::result::{Cell, Outcome};
use crate::subjects::{self, HELLO, PGBENCH, POSTGRES, SQLITE, SQLITE_BATCHED, SQLITE_CLIENT};

/// Operations that change something; the rest reads.
const CHANGES: [&str; 7] = [
    "patch",
    "put",
    "member",
    "members-1000",
    "life",
    "create",
    "bulk-1000",
];
/// Of the lines of operations, each its own in every drawing.
const OPERATION_COLOURS: [RGBColor; 15] = [
    RGBColor(31, 119, 180),
    RGBColor(255, 127, 14),
    RGBColor(44, 160, 44),
    RGBColor(214, 39, 40),
    RGBColor(127, 127, 127),
    RGBColor(148, 103, 189),
    RGBColor(140, 86, 75),
    RGBColor(23, 190, 207),
    RGBColor(31, 119, 180),
    RGBColor(255, 127, 14),
    RGBColor(44, 160, 44),
    RGBColor(140, 86, 75),
    RGBColor(148, 103, 189),
    RGBColor(214, 39, 40),
    RGBColor(23, 190, 207),
];

/// A subject's colour, the same in every drawing.
fn colour(subject: &str) -> RGBColor {
    match subject {
        SQLITE => RGBColor(214, 39, 40),
        POSTGRES => RGBColor(31, 119, 180),
        HELLO => RGBColor(127, 127, 127),
        SQLITE_CLIENT => RGBColor(255, 152, 120),
        SQLITE_BATCHED => RGBColor(227, 119, 30),
        PGBENCH => RGBColor(120, 180, 230),
        "scimmy" => RGBColor(44, 160, 44),
        _ => RGBColor(148, 103, 189),
    }
}

/// A drawing in the documentation.
pub struct Curve {
    /// What it shows.
    pub title: String,
    /// Its file in the folder.
    pub file: String,
}

/// Draws all that the run has several points of. `prefix` tells its files from those of other runs.
pub fn draw_all(outcome: &Outcome, folder: &Path, prefix: &str) -> Result<Vec<Curve>> {
    std::fs::create_dir_all(folder)?;
    let ours = [SQLITE, POSTGRES].into_iter();
    let mut charts: Vec<Chart> = ours
        .flat_map(|subject| by_people(outcome, subject))
        .collect();
    charts.push(by_members(outcome));
    charts.extend(["get", "create"].map(|operation| by_connections(outcome, operation)));
    let mut drawn = Vec::new();
    for mut chart in charts {
        chart.lines.retain(|line| line.points.len() > 1);
        if chart.lines.is_empty() {
            continue;
        }
        let file = format!("{prefix}{}.svg", chart.name);
        draw(&folder.join(&file), &chart)
            .map_err(|error| anyhow!("{file} cannot be drawn: {error}"))?;
        drawn.push(Curve {
            title: chart.title,
            file,
        });
    }
    Ok(drawn)
}

/// Time of one request as the server spends it, the inverse of the rate, by the size of the store: reads, and changes.
fn by_people(outcome: &Outcome, subject: &str) -> [Chart; 2] {
    let sizes: BTreeSet<u64> = outcome.cells.iter().map(|cell| cell.people).collect();
    let line = |(index, operation): (usize, &Operation)| {
        let time = |&people: &u64| {
            let rate = outcome.usual_rate(subject, operation.key, people)?;
            Some((people as f64, 1e3 / rate))
        };
        Line {
            name: operation.title.replace('`', ""),
            colour: OPERATION_COLOURS[index % OPERATION_COLOURS.len()],
            points: sizes.iter().filter_map(time).collect(),
        }
    };
    [(false, "reads"), (true, "changes")].map(|(changes, kind)| Chart {
        name: format!("{subject}-{kind}"),
        title: format!(
            "{}: {kind} by people in the store",
            subjects::title(subject)
        ),
        x: "people in the store",
        y: "milliseconds a request (inverse of the rate)",
        lines: OPERATIONS
            .iter()
            .enumerate()
            .filter(|(_, operation)| CHANGES.contains(&operation.key) == changes)
            .map(line)
            .collect(),
    })
}

/// Time of one member more or less, by the size of the group.
fn by_members(outcome: &Outcome) -> Chart {
    let line = |subject: &str| {
        let point = |cell: &Cell| Some((cell.members? as f64, 1e3 / cell.rate()?.median));
        let cells = outcome.cells.iter();
        let cells = cells.filter(|cell| cell.subject == subject && cell.operation == "member");
        Line {
            name: subjects::title(subject).to_owned(),
            colour: colour(subject),
            points: cells.filter_map(point).collect(),
        }
    };
    Chart {
        name: "members".to_owned(),
        title: "Adding or removing one member by members of the group".to_owned(),
        x: "members of the group",
        y: "milliseconds a request (inverse of the rate)",
        lines: [SQLITE, POSTGRES].map(line).into(),
    }
}

/// Rates by connections, beside the floors.
fn by_connections(outcome: &Outcome, operation: &str) -> Chart {
    let line = |subject: &str| {
        let cells = outcome.cells.iter().filter(|cell| {
            cell.subject == subject
                && cell.operation == operation
                && cell.people == outcome.main_size
        });
        let point = |cell: &Cell| Some((f64::from(cell.connections), cell.rate()?.median));
        let mut points: Vec<(f64, f64)> = cells.filter_map(point).collect();
        points.sort_by(|one, other| one.0.total_cmp(&other.0));
        Line {
            name: subjects::title(subject).to_owned(),
            colour: colour(subject),
            points,
        }
    };
    Chart {
        name: format!("connections-{operation}"),
        title: format!(
            "{} by connections",
            if operation == "get" {
                "Reads by id"
            } else {
                "Creations"
            }
        ),
        x: "connections",
        y: "answers a second",
        lines: [SQLITE, POSTGRES, HELLO, PGBENCH].map(line).into(),
    }
}
