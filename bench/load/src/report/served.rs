//! Tables of what admins are served: the request log's cost, and the console's pages.

use super::figures::{count, or_dash, ratio, short};
use super::table::table;
use crate::operations;
use crate::result::{LogUse, Outcome, Run, median};
use crate::subjects;

/// The figure of a setting's runs.
fn figure(of: &LogUse, figure: fn(&Run) -> Option<f64>) -> Option<f64> {
    match of.invalid {
        Some(_) => None,
        None => median(of.runs.iter().filter_map(figure)).map(|of| of.median),
    }
}

fn rate(run: &Run) -> Option<f64> {
    Some(run.per_second)
}

fn cpu(run: &Run) -> Option<f64> {
    run.cpu_us
}

/// What the request log costs.
pub fn request_log(outcome: &Outcome) -> String {
    let Some(first) = outcome.request_log.first() else {
        return String::new();
    };
    let heads = [
        "",
        "without, a second",
        "all but bodies",
        "with bodies",
        "CPU µs a request without",
        "all but bodies",
        "with bodies",
    ];
    let without = outcome.request_log.iter();
    let rows = without.filter(|it| it.setting == "off").map(|off| {
        let other = |setting: &str| {
            let mut same = outcome.request_log.iter().filter(|it| {
                (&it.subject, &it.operation) == (&off.subject, &off.operation)
                    && it.setting == setting
            });
            same.next()
        };
        let share = |setting| {
            let with = figure(other(setting)?, rate)?;
            Some(format!("× {}", ratio(with / figure(off, rate)?)))
        };
        let more = |setting| {
            let with = figure(other(setting)?, cpu)?;
            Some(format!("+ {}", short((with - figure(off, cpu)?).max(0.0))))
        };
        let title = operations::find(&off.operation).map_or("", |it| it.title);
        vec![
            format!("{}: {title}", subjects::title(&off.subject)),
            or_dash(figure(off, rate).map(short)),
            or_dash(share("meaning")),
            or_dash(share("bodies")),
            or_dash(figure(off, cpu).map(short)),
            or_dash(more("meaning")),
            or_dash(more("bodies")),
        ]
    });
    format!(
        "### What the request log costs\n\n{}`request_log` = `off`, `meaning` and `bodies` by turns on a store of {} people, {} connections that send what they can: \
         the log is written by the same cores, so that this is the most it can cost. Medians.\n\n",
        table(&heads.map(str::to_owned), rows),
        count(first.people),
        first.connections
    )
}

/// How fast the console's pages answer.
pub fn console(outcome: &Outcome) -> String {
    let Some(first) = outcome.console.first() else {
        return String::new();
    };
    let heads = ["page", "ms", "least–greatest", "bytes"];
    let rows = outcome.console.iter().map(|page| {
        let taken = match page.invalid {
            Some(_) => None,
            None => median(page.milliseconds.iter().copied()),
        };
        vec![
            format!("{}: {}", subjects::title(&page.subject), page.page),
            or_dash(taken.map(|taken| short(taken.median))),
            or_dash(taken.map(|taken| format!("{}–{}", short(taken.min), short(taken.max)))),
            count(page.bytes),
        ]
    });
    format!(
        "### The console with {} people\n\n{}Whole pages with a session, one after the other over one connection; medians of {}. \
         What looks at everybody is kept until something changes: its first look, 25 to 40 µs a person, is not among these times.\n\n",
        count(first.people),
        table(&heads.map(str::to_owned), rows),
        first.milliseconds.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(setting: &str, per_second: f64, cpu_us: f64) -> LogUse {
        LogUse {
            operation: "get".to_owned(),
            setting: setting.to_owned(),
            runs: vec![Run {
                per_second,
                cpu_us: Some(cpu_us),
                ..Run::default()
            }],
            ..LogUse::default()
        }
    }

    #[test]
    fn the_log_is_compared_with_none() {
        let outcome = Outcome {
            request_log: vec![log("off", 1_000.0, 100.0), log("bodies", 900.0, 112.5)],
            ..Outcome::default()
        };
        let text = request_log(&outcome);
        assert!(
            text.contains("| 1,000 | – | × 0.90 | 100 | – | + 12.5 |"),
            "{text}"
        );
    }
}
