//! Results on standard output: tables for people, JSON for programs.

use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

pub(super) use comfy_table::Color;
use comfy_table::presets::{NOTHING, UTF8_HORIZONTAL_ONLY};
use comfy_table::{Cell, ContentArrangement, Table};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use super::failure::CliError;

/// Prints a line.
pub(super) fn line(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}

/// Says something beside the result.
pub(super) fn note(text: &str) -> Result<(), CliError> {
    Ok(writeln!(io::stderr(), "{text}")?)
}

/// Prints JSON.
pub(super) fn json(value: &Value) -> Result<(), CliError> {
    line(&format!("{value:#}"))
}

/// Prints a table; without lines where no terminal shows them.
pub(super) fn table<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<(), CliError> {
    coloured_table(
        header,
        rows.into_iter().map(|row| row.map(|cell| (cell, None))),
    )
}

/// Prints a table of which some cells have a colour where a terminal shows it.
pub(super) fn coloured_table<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [(String, Option<Color>); N]>,
) -> Result<(), CliError> {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let mut table = Table::new();
    if io::stdout().is_terminal() {
        table
            .load_style(UTF8_HORIZONTAL_ONLY)
            .set_content_arrangement(ContentArrangement::Dynamic);
    } else {
        table.load_style(NOTHING);
    }
    table.set_header(header);
    for row in rows {
        table.add_row(row.map(|(text, colour)| {
            let cell = Cell::new(printable(&text));
            match colour {
                Some(colour) if !plain => cell.fg(colour),
                _ => cell,
            }
        }));
    }
    line(&table.trim_fmt())
}

/// Text that a provider may have sent: nothing in it moves the cursor or speaks to the terminal.
pub(super) fn printable(text: &str) -> String {
    text.replace(|c: char| c.is_control(), "\u{fffd}")
}

/// A moment, or a dash.
pub(super) fn moment(micros: Option<i64>) -> String {
    micros.map_or_else(|| "–".to_owned(), scim_core::format_instant)
}

/// A bar that shows how far something is. It hides itself where standard error is no terminal.
pub(super) fn bar(of_what: &str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    let template = format!("{{bar:40}} {{pos}} of {{len}} {of_what}, {{eta}} left");
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// What shows that something goes on, and how far it is. It hides itself where standard error is no terminal.
pub(super) fn spinner() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A file that only its owner may read: it is about people.
pub(super) fn create_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
