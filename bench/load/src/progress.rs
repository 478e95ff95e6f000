//! What a long run shows while it goes on: a bar on a terminal, lines everywhere.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::report::figures::short;
use crate::result::Cell;

/// Shows how far the run is.
pub struct Progress {
    bar: ProgressBar,
    began: Instant,
}

impl Progress {
    /// Of so many measurements.
    pub fn new(measurements: u64) -> Self {
        let bar = ProgressBar::new(measurements);
        let style = ProgressStyle::with_template(
            "{elapsed_precise} {bar:30} {pos}/{len} measurements, about {eta} to go  {msg}",
        );
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_secs(1));
        Self {
            bar,
            began: Instant::now(),
        }
    }

    /// What happens now, in the bar.
    pub fn now(&self, what: &str) {
        self.bar.set_message(what.to_owned());
    }

    /// A line that stays.
    pub fn say(&self, text: &str) {
        let seconds = self.began.elapsed().as_secs();
        self.bar
            .suspend(|| eprintln!("{:3}:{:02}  {text}", seconds / 60, seconds % 60));
    }

    /// A measurement is done, or there will be none.
    pub fn done(&self, cell: &Cell) {
        self.bar.inc(1);
        let what = format!(
            "{:<13} {:<13} {:>8} people {:>3} connections",
            cell.subject, cell.operation, cell.people, cell.connections
        );
        match (&cell.invalid, cell.rate()) {
            (None, Some(rate)) => self.say(&format!(
                "{what} {:>9}/s ({}–{})",
                short(rate.median),
                short(rate.min),
                short(rate.max)
            )),
            (why, _) => self.say(&format!(
                "{what}  no figure: {}",
                why.as_deref()
                    .unwrap_or("no run")
                    .lines()
                    .next()
                    .unwrap_or_default()
            )),
        }
    }

    /// A bar for something else, of so many steps, below this one.
    pub fn bar(&self, steps: u64, what: &str) -> ProgressBar {
        let bar = ProgressBar::new(steps);
        let style =
            ProgressStyle::with_template("{elapsed_precise} {bar:30} {pos}/{len} {msg}, {per_sec}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(what.to_owned());
        bar
    }

    /// Ends the bar.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
