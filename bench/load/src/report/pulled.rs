//! The table of pulling people from Okta.

use super::figures::{count, megabytes, or_dash, short};
use super::table::table;
use crate::result::{Outcome, Pull};
use crate::subjects;

/// Of fewer users there is no figure of each: what a run costs whoever is read stands for itself.
const USERS_MIN: u64 = 100;

const RUNS: [(&str, &str); 5] = [
    ("first", "everybody for the first time"),
    ("changes", "who changed: nobody"),
    ("changes-1%", "who changed: 1 %"),
    ("full", "everybody, nobody changed"),
    ("full-1%", "everybody, 1 % changed"),
];

fn title(run: &str) -> &str {
    let known = RUNS.iter().find(|(key, _)| *key == run);
    known.map_or(run, |(_, title)| title)
}

/// What pulling people takes.
pub fn pulls(outcome: &Outcome) -> String {
    let Some(most) = outcome.pulls.iter().max_by_key(|pull| pull.people) else {
        return String::new();
    };
    let heads = [
        "",
        "read",
        "written",
        "seconds",
        "users/s",
        "requests",
        "CPU of the server, µs a user",
        "of PostgreSQL",
        "resident before, MB",
        "at most, MB",
    ];
    let rows = outcome.pulls.iter().map(row);
    let failed = outcome.pulls.iter().filter_map(|pull| {
        let why = pull.invalid.as_ref()?;
        Some(format!("- {}: {why}\n", name(pull)))
    });
    let failed: String = failed.collect();
    format!(
        "### Pulling from Okta with {} users\n\n{}One run after the other, each once, on a database that was empty before the first; then users are read and compared, and \
         those are written who changed. Users a second are those who were read, from a run's begin to its end; *CPU* is of each of them; *requests* are all that the \
         organization was asked, its sign-in included. The organization is a stand-in on the same machine, which answers at once and up to {} requests for users a \
         minute. At Okta the organization's own limit decides, which its administrators see: of 600 a minute the pull takes half unless it is set otherwise, which are \
         1,000 users a second at most.\n\n{failed}{}",
        count(most.people),
        table(&heads.map(str::to_owned), rows),
        count(most.requests_a_minute),
        if failed.is_empty() { "" } else { "\n" },
    )
}

fn name(pull: &Pull) -> String {
    format!(
        "{}, {} users: {}",
        subjects::title(&pull.subject),
        count(pull.people),
        title(&pull.run)
    )
}

fn row(pull: &Pull) -> Vec<String> {
    let mut row = vec![name(pull)];
    if pull.invalid.is_some() {
        row.push("failed".to_owned());
        row.extend(std::iter::repeat_n("–".to_owned(), 8));
        return row;
    }
    let seen = pull.seen as f64;
    let each = |seconds: f64| (pull.seen >= USERS_MIN).then(|| short(seconds / seen * 1e6));
    let rate = (pull.seen >= USERS_MIN).then(|| short(seen / pull.seconds));
    row.extend([
        count(pull.seen),
        count(pull.written),
        short(pull.seconds),
        or_dash(rate),
        count(pull.requests),
        or_dash(each(pull.cpu_seconds)),
        or_dash(pull.database_cpu_seconds.and_then(each)),
        megabytes(pull.rss_before_bytes),
        megabytes(pull.rss_peak_bytes),
    ]);
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first() -> Pull {
        Pull {
            subject: "postgres".to_owned(),
            people: 200_000,
            requests_a_minute: 1_000_000,
            run: "first".to_owned(),
            seconds: 100.0,
            seen: 200_000,
            written: 200_000,
            requests: 1_002,
            cpu_seconds: 50.0,
            database_cpu_seconds: Some(25.0),
            rss_before_bytes: 40_000_000,
            rss_peak_bytes: 60_000_000,
            ..Pull::default()
        }
    }

    #[test]
    fn a_run_is_told_by_the_user() {
        let nobody = Pull {
            run: "changes".to_owned(),
            seen: 30,
            written: 0,
            seconds: 0.05,
            requests: 1,
            ..first()
        };
        let outcome = Outcome {
            pulls: vec![first(), nobody],
            ..Outcome::default()
        };
        let text = pulls(&outcome);
        assert!(
            text.starts_with("### Pulling from Okta with 200,000 users\n"),
            "{text}"
        );
        let row = "| Rollcall on PostgreSQL, 200,000 users: everybody for the first time | 200,000 | 200,000 | 100 | 2,000 | 1,002 | 250 | 125 | 40 | 60 |";
        assert!(text.contains(row), "{text}");
        assert!(
            text.contains("who changed: nobody | 30 | 0 | 0.05 | – | 1 | – | – | 40 | 60 |"),
            "{text}"
        );
        assert_eq!(pulls(&Outcome::default()), "");
    }

    #[test]
    fn a_run_that_went_wrong_has_no_figure() {
        let wrong = Pull {
            invalid: Some("there are 7 people".to_owned()),
            ..first()
        };
        let outcome = Outcome {
            pulls: vec![wrong],
            ..Outcome::default()
        };
        let text = pulls(&outcome);
        assert!(text.contains("| failed | –"), "{text}");
        assert!(text.contains("- Rollcall on PostgreSQL, 200,000 users: everybody for the first time: there are 7 people\n\n"), "{text}");
        assert!(!text.contains("2,000 |"), "{text}");
    }
}
