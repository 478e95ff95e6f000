//! The three forms of the report.

use crate::tiny_server::{Reply, TinyServer};
use crate::{case, play};
use quick_xml::Reader;
use quick_xml::events::Event;
use rollcall_conformance::report::text::Look;
use rollcall_conformance::report::{Grade, html, json, junit, text};
use rollcall_conformance::{Case, Options, Profile, Report, Requirement, Target, run};
use serde_json::{Value, json};

const COLOURED: Look = Look {
    colour: true,
    ..Look::PLAIN
};

/// A failed case whose answer has the token and a NUL character in it.
fn failed() -> Report {
    let server = TinyServer::always(Reply {
        body: "{\"id\": \"<s3cret> \u{0} & more\"}".into(),
        ..Reply::json(500, &json!({}))
    });
    let step = json!({"request": {"method": "POST", "path": "/Users", "query": {"t": "${token}"}, "body": {"password": "${token}"}}, "expect": {"status": [201]}});
    play(
        &Target::with_token(&server.base_url, "s3cret"),
        &json!({"steps": [step]}),
    )
}

#[test]
fn no_form_shows_the_token() {
    let report = failed();
    for rendered in [
        text::render(&report, Look::PLAIN),
        json::render(&report),
        html::render(&report),
        junit::render(&report).unwrap(),
        report.failures_as_text(),
    ] {
        assert!(!rendered.contains("s3cret"), "{rendered}");
        assert!(rendered.contains("***"), "{rendered}");
    }
}

#[test]
fn text_tells_what_was_expected_sent_and_answered() {
    let rendered = text::render(&failed(), Look::PLAIN);
    for part in [
        "✗ a case  group/01_case",
        "PROVIDER · a test",
        "step 1 of 1: POST /Users",
        "expected  status 201",
        "got       500",
        "request   POST http://",
        "Authorization: Bearer ***",
        "answer    500 after",
        "NO MUST WAS PLAYED; others failed: 1",
    ] {
        assert!(rendered.contains(part), "{part:?} is not in\n{rendered}");
    }
    assert!(!rendered.contains('\u{1b}'));
    assert!(text::render(&failed(), COLOURED).contains("\u{1b}[31m✗"));
}

#[test]
fn of_many_failures_a_terminal_gets_lines() {
    let short = Look {
        failures_in_full_max: 0,
        ..Look::PLAIN
    };
    let rendered = text::render(&failed(), short);
    assert!(
        rendered.contains("1 further, each in full with --out FILE\n  ✗ group/01_case"),
        "{rendered}"
    );
    assert!(!rendered.contains("answer    500"), "{rendered}");
}

#[test]
fn a_narrow_terminal_gets_columns_that_fit() {
    for columns in [40, 60, 80] {
        let narrow = Look {
            columns,
            ..Look::PLAIN
        };
        let rendered = text::render(&failed(), narrow);
        let summary = rendered.split("By requirement").nth(1).unwrap();
        let tables = summary.split("Left behind").next().unwrap();
        for line in tables.lines() {
            assert!(line.chars().count() <= columns.max(44), "{columns}: {line}");
        }
    }
}

/// The case of that id and those needs, as `GET /Users` with 200 shows it.
fn of(id: &str, needs: &Value) -> Case {
    let step = json!({"request": {"method": "GET", "path": "/Users"}, "expect": {"status": [200]}});
    let written = json!({"needs": needs, "requirement": "MUST", "steps": [step]});
    let mut case = case(&written).remove(0);
    case.id = id.to_owned();
    case
}

#[test]
fn a_verdict_is_about_what_was_asked_and_no_more() {
    let server = TinyServer::always(Reply::json(200, &json!({})));
    let cases = vec![
        of("interop/01", &json!(["interop"])),
        of("paging/01", &json!([])),
        of("paging/02", &json!([])),
        of("sort/01", &json!(["me", "type:Device"])),
    ];
    let all = Options::new(cases);
    let verdict = |options: &Options| {
        let report = run(&Target::open(&server.base_url), options, &mut |_| {});
        let document: Value = serde_json::from_str(&json::render(&report)).unwrap();
        let verdict = report.verdict();
        assert_eq!(document["verdict"], json!(verdict));
        assert!(text::render(&report, Look::PLAIN).contains(&verdict));
        assert!(html::render(&report).contains(&format!("\">{verdict}</p>")));
        assert_eq!(document["passed"], json!(verdict.starts_with("CONFORMS")));
        assert_eq!(report.grade() == Grade::Good, report.passed());
        verdict
    };
    let only = |patterns: &[&str]| Options {
        only: patterns.iter().map(|text| (*text).to_owned()).collect(),
        ..all.clone()
    };
    assert_eq!(verdict(&all), "CONFORMS");
    assert_eq!(
        verdict(&only(&["paging"])),
        "CONFORMS in what was asked: paging, 2 cases"
    );
    let some = Options {
        profile: Profile::Rfc,
        requirements: vec![Requirement::Must],
        skip: vec!["02".into()],
        ..only(&["paging", "sort"])
    };
    assert_eq!(
        verdict(&some),
        "CONFORMS in what was asked: profile rfc, paging, sort, MUST, without 02, 1 case (1 more skipped)"
    );
    assert_eq!(
        verdict(&only(&["sort"])),
        "NOTHING WAS PLAYED (1 case skipped)"
    );
    let interop = Options {
        profile: Profile::Interop,
        ..all.clone()
    };
    assert_eq!(
        verdict(&interop),
        "NOTHING WAS PLAYED of what profile interop adds (1 case skipped)"
    );
}

#[test]
fn json_has_counts_by_requirement_and_every_exchange() {
    let document: Value = serde_json::from_str(&json::render(&failed())).unwrap();
    assert_eq!(document["passed"], json!(false));
    assert_eq!(
        document["summary"]["requirements"]["PROVIDER"],
        json!({"passed": 0, "failed": 1, "skipped": 0})
    );
    let failure = &document["cases"][0]["failures"][0];
    assert_eq!(
        (&failure["expected"], &failure["got"]),
        (&json!("status 201"), &json!("500"))
    );
    assert_eq!(failure["exchange"]["answer"]["status"], json!(500));
    assert_eq!(failure["exchange"]["request"]["method"], json!("POST"));
}

#[test]
fn junit_is_well_formed_and_counts() {
    let document = junit::render(&failed()).unwrap();
    let mut reader = Reader::from_str(&document);
    let mut elements = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(element) | Event::Empty(element) => {
                elements.push(element.name().as_ref().to_owned());
            }
            _ => {}
        }
    }
    assert_eq!(elements, ["testsuites", "testsuite", "testcase", "failure"]);
    assert!(
        document
            .contains(r#"<testsuite name="group" tests="1" failures="1" errors="0" skipped="0""#),
        "{document}"
    );
    assert!(!document.contains('\u{0}'));
    assert!(
        document.contains("&lt;***&gt;") && document.contains("&amp; more"),
        "{document}"
    );
}

#[test]
fn html_is_one_escaped_page_that_needs_nothing_else() {
    let page = html::render(&failed());
    assert!(
        page.contains("<details class=\"case failed\" open>"),
        "{page}"
    );
    assert!(
        page.contains("&lt;*** \u{fffd}")
            || page.contains("&lt;***&gt; \u{fffd}")
            || page.contains("\\u0000"),
        "{page}"
    );
    for part in ["<script", "src=", "href=", "@import", "url(", "<***"] {
        assert!(!page.contains(part), "{part} is in\n{page}");
    }
}
