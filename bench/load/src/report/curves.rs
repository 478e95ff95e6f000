//! What an operation costs by the size of its store, drawn as SVG.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Result, anyhow};
use plotters::prelude::*;

use crate::operations::OPERATIONS;
use crate::result::Outcome;
use crate::subjects;

/// A drawing.
pub struct Curve {
    /// What it shows.
    pub title: String,
    /// Its file in the folder.
    pub file: String,
}

/// A line: an operation's name and its points, people and milliseconds.
type Line = (&'static str, Vec<(f64, f64)>);

/// Draws one for each of our servers that was measured at several sizes.
pub fn draw(outcome: &Outcome, folder: &Path) -> Result<Vec<Curve>> {
    std::fs::create_dir_all(folder)?;
    let mut drawn = Vec::new();
    for subject in [subjects::SQLITE, subjects::POSTGRES] {
        let lines: Vec<Line> = OPERATIONS
            .iter()
            .map(|operation| (operation.title, points(outcome, subject, operation.key)))
            .collect();
        let lines: Vec<Line> = lines
            .into_iter()
            .filter(|(_, points)| points.len() > 1)
            .collect();
        if lines.is_empty() {
            continue;
        }
        let title = format!(
            "{}: time of one request by people in the store",
            subjects::title(subject)
        );
        let file = format!("{subject}.svg");
        draw_lines(&folder.join(&file), &title, &lines)
            .map_err(|error| anyhow!("{file} cannot be drawn: {error}"))?;
        drawn.push(Curve { title, file });
    }
    Ok(drawn)
}

/// Time of one request as the server spends it: the inverse of the rate.
fn points(outcome: &Outcome, subject: &str, operation: &str) -> Vec<(f64, f64)> {
    let sizes: BTreeSet<u64> = outcome.cells.iter().map(|cell| cell.people).collect();
    let time = |people| {
        Some((
            people as f64,
            1e3 / outcome.usual_rate(subject, operation, people)?,
        ))
    };
    let mut points: Vec<(f64, f64)> = sizes.into_iter().filter_map(time).collect();
    points.sort_by(|one, other| one.0.total_cmp(&other.0));
    points
}

fn draw_lines(
    file: &Path,
    title: &str,
    lines: &[Line],
) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let all = || lines.iter().flat_map(|(_, points)| points);
    let bounds = |of: fn(&(f64, f64)) -> f64| {
        let values = all().map(of);
        (
            values.clone().fold(f64::INFINITY, f64::min),
            values.fold(0.0, f64::max),
        )
    };
    let ((left, right), (bottom, top)) = (bounds(|point| point.0), bounds(|point| point.1));
    let root = SVGBackend::new(file, (1000, 560)).into_drawing_area();
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&root)
        .caption(title, ("sans-serif", 18))
        .margin(12)
        .margin_right(330)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d(
            (left..right).log_scale(),
            (bottom / 1.5..top * 1.5).log_scale(),
        )?;
    chart
        .configure_mesh()
        .x_desc("people")
        .y_desc("ms")
        .light_line_style(WHITE)
        .draw()?;
    for (index, (name, points)) in lines.iter().enumerate() {
        let style = Palette99::pick(index).stroke_width(2);
        let legend = move |(x, y)| PathElement::new([(x, y), (x + 18, y)], style);
        chart
            .draw_series(LineSeries::new(points.iter().copied(), style).point_size(3))?
            .label(name.replace('`', ""))
            .legend(legend);
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::Coordinate(600, 0))
        .background_style(WHITE)
        .border_style(WHITE)
        .draw()?;
    root.present()?;
    Ok(())
}
