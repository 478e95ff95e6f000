//! Files that would take more memory than they are long.

use std::io::Write as _;

use rust_xlsxwriter::Workbook;

use super::super::{Limits, Options, read};
use super::{list, options, refusal};

#[test]
fn lines_with_problems_are_counted_with_the_others() {
    let limits = Limits {
        rows_max: 2,
        ..Limits::default()
    };
    let limited = Options {
        limits,
        ..Options::default()
    };
    let file = b"email,a\nshort\na@example.com,1\n";
    assert_eq!(read(file, &limited).unwrap().people.len(), 1);
    let refused = refusal(b"email,a\nshort\na@example.com,1\nshort\n", &limited);
    assert!(refused.contains("more than 2 lines"), "{refused}");
}

fn packed(name: &str, content: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer
        .start_file(name, zip::write::SimpleFileOptions::default())
        .unwrap();
    writer.write_all(content.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_that_asks_for_more_memory_than_it_is_long_is_refused() {
    let many = [
        r#"<sst uniqueCount="10000000000000"/>"#,
        r#"<?xml version="1.0"?><!-- a --><x:sst count='1' uniqueCount = '99999999999999999999'></x:sst>"#,
        r#"<sst uniqueCount="3000000"><si/></sst>"#,
        r#"<sst count="1"uniqueCount="10000000000000">"#,
    ];
    for strings in many {
        let refused = refusal(&packed("xl/SharedStrings.xml", strings), &options(&[]));
        assert!(refused.contains("uniqueCount"), "{strings}: {refused}");
    }
    let fonts = format!(r#"<font><name val="{}"/></font>"#, "x".repeat(60_000));
    let styles = format!(
        "<styleSheet><fonts>{fonts}</fonts><cellXfs>{}</cellXfs></styleSheet>",
        r#"<xf fontId="0"/>"#.repeat(60_000)
    );
    let refused = refusal(&packed("xl/styles.xml", &styles), &options(&[]));
    assert!(refused.contains("formats of cells"), "{refused}");
}

#[test]
fn a_text_in_many_cells_is_counted_in_each() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "email").unwrap();
    sheet.write(0, 1, "title").unwrap();
    let long = format!("{} {}", "x".repeat(2_000), "y".repeat(2_000));
    for row in 1..=200 {
        sheet.write(row, 0, format!("p{row}@example.com")).unwrap();
        sheet.write(row, 1, long.as_str()).unwrap();
    }
    let file = workbook.save_to_buffer().unwrap();
    let all = list(&file);
    assert_eq!((all.people.len(), all.problems.len()), (0, 200));
    let limits = Limits {
        unpacked_bytes_max: 200_000,
        ..Limits::default()
    };
    let limited = Options {
        limits,
        ..Options::default()
    };
    assert!(refusal(&file, &limited).contains("bytes of text"));
}
