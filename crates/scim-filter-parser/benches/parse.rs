//! How long filters and paths take to parse and to print.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use scim_filter_parser::{Limits, parse_filter, parse_filter_with, parse_path};

const VALUE_PATHS: &str = r#"emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]"#;

fn ids(count: usize) -> String {
    let id = |i: usize| format!("id eq \"2819c223-7f76-453a-919d-{i:012}\"");
    (0..count).map(id).collect::<Vec<_>>().join(" or ")
}

fn filters(c: &mut Criterion) {
    let limits = Limits {
        length_max_bytes: usize::MAX,
        ..Limits::default()
    };
    let mut group = c.benchmark_group("filter");
    for (name, text) in [
        (
            "by userName",
            "userName eq \"bjensen@example.com\"".to_owned(),
        ),
        ("two value paths", VALUE_PATHS.to_owned()),
        ("100 ids", ids(100)),
        ("10,000 ids", ids(10_000)),
        ("32 deep", "(".repeat(32) + "title pr" + &")".repeat(32)),
        (
            "long text",
            format!("title eq \"{}\"", "é\\n".repeat(2_000)),
        ),
        ("refused", "userName == \"x\"".to_owned()),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |b| {
            b.iter(|| parse_filter_with(black_box(&text), &limits));
        });
    }
    group.finish();
}

fn others(c: &mut Criterion) {
    let filter = parse_filter(VALUE_PATHS);
    c.bench_function("print two value paths", |b| {
        b.iter(|| black_box(&filter).as_ref().map(ToString::to_string));
    });
    let path = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value";
    c.bench_function("path by URN", |b| b.iter(|| parse_path(black_box(path))));
}

criterion_group!(benches, filters, others);
criterion_main!(benches);
