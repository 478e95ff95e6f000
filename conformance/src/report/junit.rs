//! The report as JUnit XML: a test suite for each group, a test case for each case.

use super::{CaseOutcome, Report, Tally, Verdict, text};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::io;

type Xml = Writer<Vec<u8>>;

/// The XML document.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn render(report: &Report) -> io::Result<String> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all: Vec<&CaseOutcome> = report.outcomes.iter().collect();
    xml.write_event(Event::Start(with_counts(
        "testsuites",
        "rollcall-conformance",
        &all,
    )))?;
    for cases in all.chunk_by(|left, right| left.group == right.group) {
        let name = cases.first().map_or("", |case| case.group.as_str());
        xml.write_event(Event::Start(with_counts("testsuite", name, cases)))?;
        cases
            .iter()
            .try_for_each(|case| test_case(&mut xml, case))?;
        xml.write_event(Event::End(BytesEnd::new("testsuite")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    let mut document = String::from_utf8_lossy(&xml.into_inner()).into_owned();
    document.push('\n');
    Ok(document)
}

fn with_counts(element: &str, name: &str, cases: &[&CaseOutcome]) -> BytesStart<'static> {
    let tally = Tally::of(cases.iter().copied());
    let mut start = BytesStart::new(element.to_owned());
    start.push_attribute(("name", clean(name).as_str()));
    start.push_attribute(("tests", cases.len().to_string().as_str()));
    start.push_attribute(("failures", tally.failed.to_string().as_str()));
    start.push_attribute(("errors", "0"));
    start.push_attribute(("skipped", tally.skipped.to_string().as_str()));
    start.push_attribute((
        "time",
        seconds(cases.iter().map(|case| case.milliseconds).sum()).as_str(),
    ));
    start
}

fn test_case(xml: &mut Xml, case: &CaseOutcome) -> io::Result<()> {
    let mut start = BytesStart::new("testcase");
    start.push_attribute(("name", clean(&case.name).as_str()));
    start.push_attribute(("classname", clean(&case.id).as_str()));
    start.push_attribute(("time", seconds(case.milliseconds).as_str()));
    match &case.verdict {
        Verdict::Passed => return xml.write_event(Event::Empty(start)),
        Verdict::Skipped { reason } => {
            xml.write_event(Event::Start(start))?;
            let mut skipped = BytesStart::new("skipped");
            skipped.push_attribute(("message", clean(reason).as_str()));
            xml.write_event(Event::Empty(skipped))?;
        }
        Verdict::Failed { failures } => {
            xml.write_event(Event::Start(start))?;
            let mut failure = BytesStart::new("failure");
            let message = failures.first().map(|first| {
                format!(
                    "expected {}, got {}",
                    first.mismatch.expected, first.mismatch.got
                )
            });
            failure.push_attribute(("message", clean(&message.unwrap_or_default()).as_str()));
            failure.push_attribute(("type", case.requirement.word()));
            xml.write_event(Event::Start(failure))?;
            xml.write_event(Event::Text(BytesText::new(&clean(&text::failure(
                case, false,
            )))))?;
            xml.write_event(Event::End(BytesEnd::new("failure")))?;
        }
    }
    xml.write_event(Event::End(BytesEnd::new("testcase")))
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

/// `text` without the characters that XML 1.0 has no way to write.
fn clean(text: &str) -> String {
    let writable = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(writable).collect()
}
