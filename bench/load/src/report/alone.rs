//! Tables of what is measured apart from the operations: indexes, tenants beside each other, pure steps.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::{count, or_dash, ratio, short};
use super::table::table;
use crate::result::{Fairness, IndexUse, Outcome, median};
use crate::subjects::{self, POSTGRES, SQLITE};
use crate::targets::moved;

/// Of a person: less is an empty index's one page.
const BYTES_SHOWN_MIN: u64 = 10;

/// What an index's name is on PostgreSQL; SQLite numbers those of its primary keys.
fn common_name(part: &str) -> Option<String> {
    let (table, index) = part.split_once(": ")?;
    Some(match index.strip_prefix("sqlite_autoindex_") {
        Some(_) => format!("{table}_pkey"),
        None => index.to_owned(),
    })
}

/// Bytes a person of each index, by name.
fn bytes(outcome: &Outcome, subject: &str, people: u64) -> BTreeMap<String, u64> {
    let found = outcome
        .footprints
        .iter()
        .filter(|found| found.subject == subject && found.people == people);
    let parts = found.flat_map(|found| &found.disk_parts);
    parts
        .filter_map(|(part, bytes)| Some((common_name(part)?, bytes / people.max(1))))
        .collect()
}

/// Those that were tried, then those that take anything worth a row.
fn index_names(outcome: &Outcome, sizes: &[BTreeMap<String, u64>]) -> Vec<String> {
    let named = outcome.indexes.iter().map(|found| found.index.clone());
    let mut names: Vec<String> = Vec::new();
    for name in named.chain(sizes.iter().flat_map(|sizes| sizes.keys().cloned())) {
        let worth_a_row = outcome.indexes.iter().any(|found| found.index == name)
            || sizes
                .iter()
                .any(|sizes| sizes.get(&name) >= Some(&BYTES_SHOWN_MIN));
        if worth_a_row && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What each index costs and earns.
pub fn indexes(outcome: &Outcome) -> String {
    let Some(people) = outcome.indexes.first().map(|found| found.people) else {
        return String::new();
    };
    let subjects: Vec<&str> = [SQLITE, POSTGRES]
        .into_iter()
        .filter(|subject| {
            outcome
                .indexes
                .iter()
                .any(|found| found.subject == *subject)
        })
        .collect();
    let mut heads = vec!["index".to_owned(), "serves".to_owned()];
    let sizes: Vec<_> = subjects
        .iter()
        .map(|subject| bytes(outcome, subject, people))
        .collect();
    for subject in &subjects {
        let title = subjects::title(subject).trim_start_matches("Rollcall on ");
        heads.extend([
            format!("{title}, bytes a person"),
            "ms with it".to_owned(),
            "ms without".to_owned(),
            "saves".to_owned(),
        ]);
    }
    let names = index_names(outcome, &sizes);
    let rows = names.iter().map(|name| {
        let used = |subject: &str| {
            outcome
                .indexes
                .iter()
                .find(|found| found.index == *name && found.subject == subject)
        };
        let serves = subjects.iter().find_map(|subject| used(subject));
        let mut row = vec![
            format!("`{name}`"),
            serves.map_or_else(|| "–".to_owned(), |found| found.serves.clone()),
        ];
        for (subject, sizes) in subjects.iter().zip(&sizes) {
            row.push(or_dash(sizes.get(name).map(|bytes| count(*bytes))));
            row.extend(earned(used(subject)));
        }
        row
    });
    format!(
        "### What each index costs and earns\n\n{}Bytes are those after the load of {} people; times are of one request after the other over one \
         connection, with the index and after `DROP INDEX`, by turns on the same store ({} people by then, of creations). Where there is no time, the index is a key that the \
         tables refer to, or the table itself (SQLite's WITHOUT ROWID), or serves what no request alone shows: references between tables, history.\n\n",
        table(&heads, rows),
        count(people),
        subjects
            .iter()
            .filter_map(|subject| {
                let found = outcome.indexes.iter();
                let mut found = found.filter(|found| found.subject == *subject);
                Some(count(found.next()?.people_by_then))
            })
            .collect::<Vec<_>>()
            .join(" and ")
    )
}

/// With it, without it, and how many times as long that takes.
fn earned(found: Option<&IndexUse>) -> [String; 3] {
    let dash = || "–".to_owned();
    let Some(found) = found else {
        return [dash(), dash(), dash()];
    };
    let figure = |of: &[f64]| median(of.iter().copied());
    match (
        &found.invalid,
        figure(&found.with_us),
        figure(&found.without_us),
    ) {
        (None, Some(with), Some(without)) => {
            let shown = |of: crate::result::Median| {
                format!(
                    "{:.2} ({:.2}–{:.2})",
                    of.median / 1e3,
                    of.min / 1e3,
                    of.max / 1e3
                )
            };
            [
                shown(with),
                shown(without),
                format!("{} ×", ratio(without.median / with.median)),
            ]
        }
        (Some(why), ..) => [why.replace('|', "/"), dash(), dash()],
        _ => [dash(), dash(), dash()],
    }
}

/// A quiet tenant beside floods of others.
pub fn fairness(outcome: &Outcome) -> String {
    if outcome.fairness.is_empty() {
        return String::new();
    }
    let heads = [
        "a quiet tenant beside another's …",
        "p99 alone, ms",
        "p99 beside it, ms",
        "moved by",
        "the flood, answers/s",
        "of them refused, by status",
        "429 or 503 without Retry-After",
        "the quiet one refused",
    ];
    let rows = outcome.fairness.iter().map(fairness_row);
    format!(
        "### One tenant beside another\n\n{}The quiet tenant sends 25 requests a second, reads and changes by turns; the other sends what it can over so many \
         connections and heeds no refusal.\n\n",
        table(&heads.map(str::to_owned), rows)
    )
}

fn fairness_row(found: &Fairness) -> Vec<String> {
    let p99 = |of: &[f64]| {
        or_dash(median(of.iter().copied()).map(|p99| {
            format!(
                "{:.1} ({:.1}–{:.1})",
                p99.median / 1e3,
                p99.min / 1e3,
                p99.max / 1e3
            )
        }))
    };
    let sum = |of: fn(&crate::result::Run) -> u64| count(found.floods.iter().map(of).sum());
    let rate = median(found.floods.iter().map(|run| run.per_second));
    vec![
        format!(
            "{}: `{}`, {} connections{}",
            subjects::title(&found.subject),
            found.flood,
            found.flood_connections,
            found
                .invalid
                .as_ref()
                .map_or_else(String::new, |why| format!(" (failed: {why})"))
        ),
        p99(&found.alone_p99_us),
        p99(&found.flooded_p99_us),
        or_dash(moved(found).map(|moved| format!("{} ×", ratio(moved)))),
        or_dash(rate.map(|rate| short(rate.median))),
        statuses(found),
        sum(|run| run.untold),
        count(found.quiet_paced + found.quiet_refused),
    ]
}

/// What the flood was refused with, and how often.
fn statuses(found: &Fairness) -> String {
    let mut all: BTreeMap<u16, u64> = BTreeMap::new();
    for (status, count) in found.floods.iter().flat_map(|run| &run.refusals) {
        *all.entry(*status).or_default() += count;
    }
    let each: Vec<String> = all
        .iter()
        .map(|(status, times)| format!("{status}: {}", count(*times)))
        .collect();
    if each.is_empty() {
        return "none".to_owned();
    }
    each.join(", ")
}

/// The pure steps of a request, by criterion.
pub fn micro(outcome: &Outcome) -> String {
    if outcome.micro.is_empty() {
        return String::new();
    }
    let heads = ["step", "ns", "least–greatest", "a second a core"];
    let rows = outcome.micro.iter().map(|found| {
        vec![
            found.name.clone(),
            short(found.nanoseconds),
            format!("{}–{}", short(found.min), short(found.max)),
            short(1e9 / found.nanoseconds),
        ]
    });
    let samples: BTreeSet<usize> = outcome.micro.iter().map(|found| found.samples).collect();
    let samples: Vec<String> = samples.iter().map(usize::to_string).collect();
    format!(
        "### The pure steps alone\n\n{}`cargo bench` of scim-filter-parser (filter, path, print), scim-core (body, normalize, condition: the evaluator, patch, \
         projection) and rollcall-mapping; medians of {} samples by criterion. Of all but the parser's, one is one person: the last column is people a second a core.\n\n",
        table(&heads.map(str::to_owned), rows),
        samples.join(" or ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_has_one_name() {
        let name = |part| common_name(part).unwrap();
        assert_eq!(
            name("resources: sqlite_autoindex_resources_1"),
            "resources_pkey"
        );
        assert_eq!(name("resources: resources_type"), "resources_type");
        assert_eq!(common_name("memberships"), None);
    }

    #[test]
    fn what_an_index_earns_is_a_ratio() {
        let found = IndexUse {
            with_us: vec![1_000.0, 2_000.0, 3_000.0],
            without_us: vec![8_000.0],
            ..IndexUse::default()
        };
        assert_eq!(
            earned(Some(&found)),
            ["2.00 (1.00–3.00)", "8.00 (8.00–8.00)", "4.00 ×"]
        );
        assert_eq!(earned(None), ["–", "–", "–"]);
    }
}
