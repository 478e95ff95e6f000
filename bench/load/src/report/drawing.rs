//! Lines over logarithmic axes, as SVG.

use std::path::Path;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::figures::{count, short};

type Drawn = std::result::Result<(), Box<dyn std::error::Error>>;

/// One line.
pub struct Line {
    /// For the legend.
    pub name: String,
    /// Of the line and of its name.
    pub colour: RGBColor,
    /// From left to right.
    pub points: Vec<(f64, f64)>,
}

/// A drawing.
pub struct Chart {
    /// Of its file.
    pub name: String,
    /// Above it.
    pub title: String,
    /// Below it.
    pub x: &'static str,
    /// Beside it.
    pub y: &'static str,
    /// What is drawn.
    pub lines: Vec<Line>,
}

const WIDTH: u32 = 980;
const HEIGHT: u32 = 520;
/// For the names at the right.
const LEGEND: u32 = 300;
const NAME_HEIGHT: i32 = 20;
const FONT: &str = "sans-serif";
/// Of a decade.
const STEPS: [f64; 3] = [1.0, 2.0, 5.0];
const STEPS_MAX: usize = 9;

/// Draws it into the file.
pub fn draw(file: &Path, chart: &Chart) -> Drawn {
    let root = SVGBackend::new(file, (WIDTH, HEIGHT)).into_drawing_area();
    root.fill(&WHITE)?;
    let (plot, legend) = root.split_horizontally(WIDTH - LEGEND);
    let (left, right) = bounds(chart, |point| point.0);
    let (bottom, top) = bounds(chart, |point| point.1);
    let (bottom, top) = whole_steps(bottom, top);
    let mut context = ChartBuilder::on(&plot)
        .caption(&chart.title, (FONT, 19))
        .margin(14)
        .x_label_area_size(48)
        .y_label_area_size(74)
        .build_cartesian_2d(
            (left..right).log_scale().with_key_points(measured(chart)),
            (bottom..top)
                .log_scale()
                .with_key_points(ticks(bottom, top)),
        )?;
    context
        .configure_mesh()
        .x_desc(chart.x)
        .y_desc(chart.y)
        .axis_desc_style((FONT, 15))
        .label_style((FONT, 14))
        .bold_line_style(RGBColor(225, 225, 225))
        .light_line_style(WHITE)
        .x_label_formatter(&|value| count(value.round() as u64))
        .y_label_formatter(&|value| label(*value))
        .draw()?;
    for line in &chart.lines {
        let style = line.colour.stroke_width(2);
        context.draw_series(LineSeries::new(line.points.iter().copied(), style).point_size(3))?;
    }
    names(&legend, chart)?;
    root.present()?;
    Ok(())
}

/// The names in the order in which the lines end, top to bottom.
fn names(legend: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>, chart: &Chart) -> Drawn {
    let mut lines: Vec<&Line> = chart.lines.iter().collect();
    let end = |line: &Line| line.points.last().map_or(0.0, |point| point.1);
    lines.sort_by(|one, other| end(other).total_cmp(&end(one)));
    let style = (FONT, 14)
        .into_text_style(legend)
        .pos(Pos::new(HPos::Left, VPos::Center));
    let mut y = 60;
    for line in lines {
        legend.draw(&PathElement::new(
            [(0, y), (22, y)],
            line.colour.stroke_width(3),
        ))?;
        legend.draw(&Text::new(line.name.clone(), (30, y), style.clone()))?;
        y += NAME_HEIGHT;
    }
    Ok(())
}

fn bounds(chart: &Chart, of: fn(&(f64, f64)) -> f64) -> (f64, f64) {
    let values = chart.lines.iter().flat_map(|line| &line.points).map(of);
    (
        values.clone().fold(f64::INFINITY, f64::min),
        values.fold(0.0, f64::max),
    )
}

/// Where the points are: there were no measurements between them.
fn measured(chart: &Chart) -> Vec<f64> {
    let points = chart.lines.iter().flat_map(|line| &line.points);
    let mut found: Vec<f64> = points.map(|point| point.0).collect();
    found.sort_by(f64::total_cmp);
    found.dedup();
    found
}

/// The steps around two values, so that nothing lies on the edge.
fn whole_steps(least: f64, greatest: f64) -> (f64, f64) {
    let all = steps(least / 10.0, greatest * 10.0);
    let below = all.iter().copied().filter(|step| *step < least);
    let above = all.iter().copied().filter(|step| *step > greatest);
    (
        below.fold(least / 10.0, f64::max),
        above.fold(greatest * 10.0, f64::min),
    )
}

/// 1, 2, 5, 10 … from one value to another.
fn steps(from: f64, to: f64) -> Vec<f64> {
    let decades = from.log10().floor() as i32..=to.log10().ceil() as i32;
    let all = decades.flat_map(|decade| STEPS.map(|step| step * 10_f64.powi(decade)));
    all.filter(|step| *step >= from * 0.999 && *step <= to * 1.001)
        .collect()
}

/// Points of an axis: the same, but only whole decades where there would be too many.
fn ticks(from: f64, to: f64) -> Vec<f64> {
    let all = steps(from, to);
    if all.len() <= STEPS_MAX {
        return all;
    }
    let whole = |step: &f64| (step.log10() - step.log10().round()).abs() < 1e-6;
    all.into_iter().filter(whole).collect()
}

/// A number on an axis, which is 1, 2 or 5 of something.
fn label(value: f64) -> String {
    if value >= 1.0 {
        return count(value.round() as u64);
    }
    let digits = (-value.log10().floor()).max(0.0) as usize;
    if digits > 6 {
        short(value)
    } else {
        format!("{value:.digits$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_numbers() {
        assert_eq!(whole_steps(0.13, 7.0), (0.1, 10.0));
        assert_eq!(
            ticks(1_000.0, 10_000.0),
            [1_000.0, 2_000.0, 5_000.0, 10_000.0]
        );
        assert_eq!(ticks(1_000.0, 1_000_000.0).len(), 4);
        assert_eq!(
            [label(0.05), label(0.2), label(2_000.0)],
            ["0.05", "0.2", "2,000"]
        );
    }
}
