//! A table in Markdown.

use crate::report::figures::{or_dash, short};
use crate::result::Cell;

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// Heads, the first of them above words and the rest above figures, and rows; without the rows that have no figure.
pub fn table(heads: &[String], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let rule = heads.iter().enumerate().map(|(index, _)| {
        if index == 0 {
            "---".to_owned()
        } else {
            "---:".to_owned()
        }
    });
    let says_something = |cells: &Vec<String>| cells.iter().skip(1).any(|cell| cell != "–");
    let rows = rows.into_iter().filter(says_something);
    let rows: String = rows.map(|cells| row(&cells)).collect();
    format!("{}{}{rows}\n", row(heads), row(&rule.collect::<Vec<_>>()))
}

/// A rate with least and greatest, or that it failed.
pub fn spread(cell: Option<&Cell>) -> String {
    if cell.is_some_and(|cell| cell.invalid.is_some()) {
        return "failed".to_owned();
    }
    or_dash(cell.and_then(Cell::rate).map(|rate| {
        format!(
            "{} ({}–{})",
            short(rate.median),
            short(rate.min),
            short(rate.max)
        )
    }))
}
