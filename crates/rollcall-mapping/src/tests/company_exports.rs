//! What every format makes of the company, what is told of each row beforehand, and what holds for all of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use super::company::{golden, people, target_users};
use super::shown;
use crate::export::{
    Context, FORMATS, FORMULA_STARTS, Format, PROBLEMS, Pass, SMART_FIELD_FORMATS, Severity,
    Survey, Tool, Writer, find, problems, survey,
};
use crate::{LeftOut, Mapping, PersonFields, TargetUser};

/// The whole export, read in chunks, and how many were written and left out.
pub(super) fn exported<R>(format: &'static Format<R>, records: &[R]) -> (Vec<u8>, u64, u64) {
    driven(Writer::new(format), records)
}

fn driven<R>(mut writer: Writer<R>, records: &[R]) -> (Vec<u8>, u64, u64) {
    let (mapping, mut out) = (Mapping::builtin(), Vec::new());
    loop {
        for chunk in records.chunks(7) {
            writer.records(&mapping, chunk, &mut out).unwrap();
        }
        if writer.end_of_pass(&mapping, &mut out).unwrap() == Pass::Finished {
            return (out, writer.written(), writer.skipped());
        }
    }
}

fn extension(format: &Format) -> &'static str {
    format.file_name.rsplit('.').next().unwrap()
}

fn active() -> Vec<TargetUser> {
    let mut users = target_users();
    users.retain(|user| user.status == "active");
    users
}

#[test]
fn every_format_makes_of_everybody_what_it_made() {
    let users = target_users();
    for format in FORMATS {
        let (out, written, skipped) = exported(format, &users);
        assert_eq!(written + skipped, 200, "{}", format.name);
        golden(
            &format!("golden/{}.{}", format.name, extension(format)),
            &shown(out),
        );
    }
    let mapping = Mapping::builtin();
    let of = |someone: &super::Someone| PersonFields {
        id: someone.id.clone(),
        fields: mapping.values(&someone.person()),
    };
    let records: Vec<_> = people(&mapping).iter().map(of).collect();
    for name in ["csv", "ndjson"] {
        let (out, ..) = exported(find(SMART_FIELD_FORMATS, name).unwrap(), &records);
        golden(&format!("golden/smart-fields.{name}"), &shown(out));
    }
}

#[test]
fn every_row_is_told_of_beforehand() {
    let users = target_users();
    let mapping = Mapping::builtin();
    let mut codes = BTreeSet::new();
    for format in FORMATS {
        let mut seen = Survey::of_addresses();
        users
            .iter()
            .for_each(|user| survey(format, user, &mut seen));
        let context = Context {
            mapping: &mapping,
            survey: &seen,
        };
        let mut text = String::new();
        let mut left_out = 0;
        for user in &users {
            let found = problems(format, user, &context);
            let is_out = |code| ["held", "inactive", "no_group"].contains(&code);
            let out =
                |it: &crate::export::RowProblem| is_out(it.code) || it.text.ends_with("left out.");
            left_out += u64::from(found.iter().any(out));
            for problem in found {
                codes.insert(problem.code);
                let column = problem.column.unwrap_or("-");
                let severity = format!("{:?}", problem.severity).to_lowercase();
                writeln!(
                    text,
                    "{} {severity} {} {column}: {}",
                    user.id, problem.code, problem.text
                )
                .unwrap();
            }
        }
        assert_eq!(left_out, exported(format, &users).2, "{}", format.name);
        golden(&format!("problems/{}.txt", format.name), &text);
    }
    let missing = PROBLEMS.iter().filter(|kind| !codes.contains(kind.code));
    let missing: Vec<_> = missing.map(|kind| kind.code).collect();
    assert_eq!(
        missing,
        ["email_changed", "domain_not_allowed", "excluded", "held"],
        "the company has an example of what needs no rule and no earlier address"
    );
}

#[test]
fn whoever_is_held_back_is_in_no_tools_file() {
    let mut user = active().remove(20);
    user.status = "held".to_owned();
    for format in FORMATS {
        let (_, written, _) = exported(format, std::slice::from_ref(&user));
        assert_eq!(written == 1, format.tool.is_none(), "{}", format.name);
        let (mapping, survey) = (Mapping::builtin(), Survey::default());
        let context = Context {
            mapping: &mapping,
            survey: &survey,
        };
        let found = problems(format, &user, &context);
        assert_eq!(
            found
                .iter()
                .any(|it| it.code == "held" && it.severity == Severity::Note),
            format.tool.is_some()
        );
    }
}

#[test]
fn whoever_is_no_target_user_is_in_no_file() {
    let why = [
        (
            LeftOut::Excluded {
                name: "Board".to_owned(),
            },
            "excluded",
        ),
        (
            LeftOut::Domain {
                domain: "x.example".to_owned(),
            },
            "domain_not_allowed",
        ),
    ];
    for (why, code) in why {
        let mut users = active()[20..23].to_vec();
        users[0].left_out = Some(why);
        users[1].previous_email = Some("old@example.com".to_owned());
        for format in FORMATS {
            let (out, written, skipped) = exported(format, &users);
            assert_eq!((written, skipped), (2, 1), "{}", format.name);
            let text = String::from_utf8(out).unwrap();
            assert!(
                !text.contains(users[0].email.as_deref().unwrap()),
                "{}",
                format.name
            );
            if format.name == "json" {
                let array: Vec<Value> = serde_json::from_str(&text).unwrap();
                assert_eq!(array[0]["previous_email"], "old@example.com");
            }
            let (mapping, survey) = (Mapping::builtin(), Survey::default());
            let context = Context {
                mapping: &mapping,
                survey: &survey,
            };
            let found = |user| problems(format, user, &context);
            assert_eq!(found(&users[0])[0].code, code, "{}", format.name);
            let is_told = found(&users[1]).iter().any(|it| it.code == "email_changed");
            assert_eq!(is_told, format.tool.is_some(), "{}", format.name);
        }
    }
}

/// The lines of a file of cells, with the first one if it names them.
fn lines(format: &Format, bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes);
    let lines = reader.records().map(|line| {
        let line = line.unwrap_or_else(|it| panic!("{}: {it}", format.name));
        line.iter().map(str::to_owned).collect()
    });
    lines.collect()
}

#[test]
fn every_csv_reads_back_as_many_rows_and_no_cell_is_a_formula() {
    let users = target_users();
    for format in FORMATS
        .iter()
        .filter(|it| it.media_type.starts_with("text/csv"))
    {
        let (out, written, _) = exported(format, &users);
        let lines = lines(format, &out);
        let headers = usize::from(format.tool.is_none_or(Tool::names_columns));
        assert_eq!(lines.len() - headers, usize::try_from(written).unwrap());
        let bare = format.tool.map(Tool::bare_phones).unwrap_or_default();
        for line in &lines[headers..] {
            for (place, cell) in line.iter().enumerate() {
                let header = lines[0].get(place).map_or("", String::as_str);
                let digits = cell.strip_prefix('+').unwrap_or_default();
                let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
                assert!(
                    !cell.starts_with(FORMULA_STARTS) || is_number && bare.contains(&header),
                    "{} {header}: {cell}",
                    format.name
                );
            }
        }
    }
}

#[test]
fn a_tools_file_has_each_address_on_one_line() {
    for format in FORMATS.iter().filter(|it| it.tool.is_some()) {
        let (out, written, _) = exported(format, &active());
        if format.media_type.starts_with("text/csv") {
            let headers = u64::from(format.tool.unwrap().names_columns());
            let text = String::from_utf8(out).unwrap();
            assert_eq!(
                text.lines().count() as u64,
                written + headers,
                "{}",
                format.name
            );
        }
    }
}

#[test]
fn gophish_gets_each_group_once_and_nobody_twice() {
    let users = active();
    let format = find(FORMATS, "gophish-json").unwrap();
    let (whole, written, skipped) = exported(format, &users);
    let bodies: Vec<Value> = whole
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    let names: Vec<_> = bodies
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    assert!(names.is_sorted_by(|one, other| one < other), "{names:?}");
    let mut memberships = 0;
    for body in &bodies {
        let targets = body["targets"].as_array().unwrap();
        assert!(
            !targets.is_empty(),
            "Gophish refuses nobody: {}",
            body["name"]
        );
        memberships += targets.len();
    }
    let wanted: usize = users
        .iter()
        .filter(|it| written_to(format, it))
        .map(|it| it.groups.len())
        .sum();
    assert_eq!(memberships, wanted);
    assert_eq!(written + skipped, users.len() as u64);
    // However little is kept at a time, it is the same file.
    for bytes in [0, 300, 1_000, 5_000, 20_000, 60_000] {
        let (pieces, again, out) = driven(Writer::keeping(format, bytes), &users);
        assert!(pieces == whole, "with {bytes} bytes");
        assert_eq!((again, out), (written, skipped));
    }
}

fn written_to(format: &'static Format, user: &TargetUser) -> bool {
    exported(format, std::slice::from_ref(user)).1 == 1
}

#[test]
fn knowbe4_gets_no_column_that_nobody_has_anything_in() {
    let format = find(FORMATS, "knowbe4").unwrap();
    let header = |users: &[TargetUser]| {
        let (out, ..) = exported(format, users);
        let text = String::from_utf8(out).unwrap();
        text.lines().next().unwrap().to_owned()
    };
    let mut users = active();
    assert!(header(&users).contains(",Division,"));
    for user in &mut users {
        user.division = None;
        user.groups.clear();
    }
    let header = header(&users);
    assert!(
        !header.contains("Division") && !header.contains("Group"),
        "{header}"
    );
    assert!(
        header.starts_with("Email,First Name,Last Name,"),
        "{header}"
    );
}

#[test]
fn json_is_an_array_of_what_ndjson_has_in_lines() {
    let users = target_users();
    let of = |name| exported(find(FORMATS, name).unwrap(), &users).0;
    let array: Vec<Value> = serde_json::from_slice(&of("json")).unwrap();
    let text = String::from_utf8(of("ndjson")).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(array, lines);
}
