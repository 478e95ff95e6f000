//! How long each parser takes for a filter, tree included: the median of several runs with the least and the greatest.
//! CPU time of the thread is measured, and the parsers take turns, so that whatever else the machine does meets all alike.

use std::hint::black_box;
use std::time::Duration;

use cpu_time::ThreadTime;
use scim_filter::parser as nom;
use scim_v2::filter as lalr;

const RUNS: usize = 9;
const RUN: Duration = Duration::from_millis(60);

/// Parses and says whether the filter was accepted.
type Parse = fn(&str) -> bool;

const PARSERS: [(&str, Parse); 3] = [
    ("scim-filter-parser", |filter| {
        let limits = scim_filter_parser::Limits {
            length_max_bytes: usize::MAX,
            ..Default::default()
        };
        black_box(scim_filter_parser::parse_filter_with(filter, &limits)).is_ok()
    }),
    ("scim_v2", |filter| {
        black_box(filter.parse::<lalr::Filter>()).is_ok()
    }),
    ("scim-filter", |filter| {
        matches!(black_box(nom::filter(filter)), Ok(("", _)))
    }),
];

fn filters() -> Vec<(&'static str, String)> {
    let id = |i: usize| format!("id eq \"2819c223-7f76-453a-919d-{i:012}\"");
    let chain = |n: usize| (0..n).map(id).collect::<Vec<_>>().join(" or ");
    let nested = |depth: usize| "(".repeat(depth) + "title pr" + &")".repeat(depth);
    vec![
        ("`userName eq \"bjensen@example.com\"`", "userName eq \"bjensen@example.com\"".to_owned()),
        ("by URN", "urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"bjensen\"".to_owned()),
        (
            "RFC: `and` with a group",
            r#"userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")"#.to_owned(),
        ),
        (
            "RFC: two value paths",
            r#"emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]"#.to_owned(),
        ),
        ("10 ids joined by `or`", chain(10)),
        ("100 ids joined by `or`", chain(100)),
        ("1,000 ids joined by `or`", chain(1_000)),
        ("5 parentheses deep", nested(5)),
        ("10 parentheses deep", nested(10)),
        ("15 parentheses deep", nested(15)),
        ("refused: `userName == \"x\"`", "userName == \"x\"".to_owned()),
    ]
}

fn nanoseconds_each(parse: Parse, filter: &str, calls: u32) -> f64 {
    let start = ThreadTime::now();
    for _ in 0..calls {
        black_box(parse(black_box(filter)));
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(calls)
}

fn calls_for_a_run(parse: Parse, filter: &str) -> u32 {
    let mut calls = 1;
    loop {
        let taken = nanoseconds_each(parse, filter, calls) * f64::from(calls);
        if taken > RUN.as_secs_f64() * 1e9 / 8.0 || calls > 1 << 24 {
            return (calls * 8).max(1);
        }
        calls *= 2;
    }
}

fn shown(nanoseconds: f64) -> String {
    match nanoseconds {
        small if small < 1e3 => format!("{small:.0} ns"),
        middle if middle < 1e6 => format!("{:.2} µs", middle / 1e3),
        large => format!("{:.2} ms", large / 1e6),
    }
}

pub fn print() {
    println!("| filter | {} |", PARSERS.map(|(name, _)| name).join(" | "));
    println!("| --- | ---: | ---: | ---: |");
    for (what, filter) in filters() {
        let calls = PARSERS.map(|(_, parse)| calls_for_a_run(parse, &filter));
        let mut taken: [Vec<f64>; 3] = Default::default();
        for _ in 0..RUNS {
            for (index, (_, parse)) in PARSERS.into_iter().enumerate() {
                taken[index].push(nanoseconds_each(parse, &filter, calls[index]));
            }
        }
        let mut ours = 0.0;
        let cells = std::array::from_fn::<_, 3, _>(|index| {
            let runs = &mut taken[index];
            runs.sort_by(f64::total_cmp);
            let (median, least, most) = (runs[RUNS / 2], runs[0], runs[RUNS - 1]);
            let ratio = if index == 0 {
                String::new()
            } else {
                format!(", × {:.1}", median / ours)
            };
            if index == 0 {
                ours = median;
            }
            let refused = if PARSERS[index].1(&filter) || what.starts_with("refused") {
                ""
            } else {
                ", refused"
            };
            format!(
                "{} ({}–{}){ratio}{refused}",
                shown(median),
                shown(least),
                shown(most)
            )
        });
        println!("| {what} | {} |", cells.join(" | "));
    }
}
