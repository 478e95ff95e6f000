//! Lists as people have them: four languages, several encodings and separators, and files that are meant ill.

mod memory;

use std::io::Write as _;

use insta::assert_snapshot;
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use scim_core::Object;
use serde_json::{Value, json};

use super::{ATTRIBUTES, ColumnMap, Limits, List, Options, read};

fn options(map: &[&str]) -> Options {
    let mut columns = ColumnMap::default();
    for entry in map {
        columns.add(entry).unwrap();
    }
    Options {
        map: columns,
        ..Options::default()
    }
}

fn list(file: &[u8]) -> List {
    read(file, &Options::default()).unwrap()
}

fn refusal(file: &[u8], options: &Options) -> String {
    read(file, options).unwrap_err().to_string()
}

fn keys(list: &List) -> Vec<&str> {
    let keys = list.columns.iter();
    keys.map(|it| it.attribute.as_deref().unwrap_or("-"))
        .collect()
}

fn person(list: &List, at: usize) -> Value {
    Value::Object(list.people[at].apply(&Object::new()))
}

fn problems(list: &List) -> String {
    let problems = list.problems.iter();
    let shown = problems.map(|it| {
        let column = it.column.as_deref().unwrap_or("-");
        format!(
            "{} [{column}] {}{}\n",
            it.line,
            it.detail,
            if it.left_out { "" } else { " (kept)" }
        )
    });
    shown.collect()
}

#[test]
fn english_with_a_mark_commas_and_quotes() {
    let list = list(include_bytes!("en.csv"));
    assert_eq!(
        keys(&list),
        [
            "id",
            "first_name",
            "last_name",
            "email",
            "job_title",
            "department",
            "work_phone",
            "mobile_phone",
            "country"
        ]
    );
    assert_eq!(list.people.len(), 2);
    assert_eq!(list.people[0].id(), Some("c-1"));
    assert_eq!(
        person(&list, 0),
        json!({
            "name": {"givenName": "Ada", "familyName": "Lovelace"},
            "emails": [{"value": "ada@example.com", "type": "work", "primary": true}],
            "title": "Engineer, Senior",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Research"},
            "phoneNumbers": [{"value": "+44 20 7946 0000", "type": "work"}, {"value": "+44 7700 900000", "type": "mobile"}],
            "addresses": [{"country": "GB", "type": "work", "primary": true}],
            "active": true,
        })
    );
    assert_eq!(person(&list, 1)["name"]["familyName"], "O\"Hopper");
    assert_eq!(person(&list, 1)["title"], "Rear\r\nAdmiral");
    assert_snapshot!(problems(&list), @r#"
    6 [Email Address] There is no e-mail address, and nobody can be known without one.
    7 [Email Address] "linus(at)example.com" is no e-mail address.
    8 [-] The same person is in line 2 already, which counts.
    9 [-] The line has 4 cells, and there are 9 columns. A cell that has the separator in it must stand in quotation marks.
    "#);
}

#[test]
fn german_in_windows_1252_with_semicolons() {
    let list = list(include_bytes!("de.csv"));
    assert_eq!(
        keys(&list),
        [
            "employee_number",
            "first_name",
            "last_name",
            "email",
            "job_title",
            "department",
            "street",
            "postal_code",
            "city",
            "status"
        ]
    );
    let (one, two) = (person(&list, 0), person(&list, 1));
    assert_eq!(one["name"]["familyName"], "Müßig");
    assert_eq!(one["addresses"][0]["postalCode"], "04103");
    assert_eq!(
        one["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]["employeeNumber"],
        "007"
    );
    assert_eq!(
        (&two["title"], &two["active"]),
        (&json!("„Chefin“ €"), &json!(false))
    );
    assert!(list.problems.is_empty());
}

#[test]
fn dutch_with_tabs_that_say_so() {
    let list = list(include_bytes!("nl.csv"));
    assert_eq!(
        keys(&list),
        [
            "first_name",
            "last_name",
            "email",
            "job_title",
            "department",
            "mobile_phone",
            "language"
        ]
    );
    assert_eq!((list.people[0].line, list.people[1].line), (3, 4));
    assert_eq!(list.people[1].address(), Some("SAAR@Example.nl"));
}

#[test]
fn french_in_latin_1_with_bars() {
    let list = list(include_bytes!("fr.csv"));
    assert_eq!(
        keys(&list),
        [
            "first_name",
            "last_name",
            "email",
            "job_title",
            "department",
            "status"
        ]
    );
    assert_eq!(person(&list, 0)["name"]["familyName"], "L'Évêque");
    assert_snapshot!(problems(&list), @r#"3 [Actif] "peut-être" is no status; it is active or inactive."#);
}

#[test]
fn files_of_other_tools_are_known() {
    for (header, known) in [
        (
            "First Name,Last Name,Email,Position",
            "first_name last_name email job_title",
        ),
        (
            "firstName,lastName,email,country,department,site,city",
            "first_name last_name email country department division city",
        ),
        (
            "FirstName,LastName,Department,EmailAddress,AddTags,RemoveTags,ManagerName,ManagerEmail",
            "first_name last_name department email - - manager_name manager_email",
        ),
        (
            "firstname,lastname,email,phone,language,memberOf",
            "first_name last_name email work_phone language -",
        ),
        (
            "Email,First Name,Last Name,Business Unit,Company,Employee Number,Job Role,Title,Team",
            "email first_name last_name - organization employee_number - job_title department",
        ),
        (
            "id,email,first_name,last_name,full_name,phone,job_title,status,user_name",
            "id email first_name last_name full_name work_phone job_title status -",
        ),
    ] {
        let list = list(format!("{header}\n").as_bytes());
        let shown = keys(&list).join(" ");
        assert_eq!(shown, known, "{header}");
    }
}

#[test]
fn a_column_means_what_is_said() {
    let file =
        b"Wer,Mail,Mail privat,Titel,Schuhe,Stufe\nAda,a@example.com,b@example.com,Dr.,38,3\n";
    let map = [
        "Wer=first_name",
        "Mail privat=email",
        "mail=",
        "TITEL=title",
        "Schuhe=urn:example:shoes:User:size",
        "Stufe=custom1",
    ];
    let list = read(file, &options(&map)).unwrap();
    assert_eq!(
        person(&list, 0),
        json!({
            "name": {"givenName": "Ada"},
            "emails": [{"value": "b@example.com", "type": "work", "primary": true}],
            "title": "Dr.",
            "urn:example:shoes:User": {"size": "38"},
            "urn:rollcall:scim:schemas:extension:2.0:User": {"custom1": "3"},
            "active": true,
        })
    );
    for (map, told) in [
        (&["Wen=email"][..], "no column \"Wen\""),
        (&["Wer=shoe_size"], "nothing that a column can have"),
        (&["Wer=urn:x:y z"], "nothing that a column can have"),
        (&["Mail=email", "Mail privat=email"], "both mapped to email"),
        (
            &["Mail=", "Mail privat="],
            "No column has people's e-mail addresses",
        ),
    ] {
        let refused = refusal(file, &options(map));
        assert!(refused.contains(told), "{map:?}: {refused}");
    }
    assert!(ColumnMap::default().add("Spalte").is_err());
}

#[test]
fn what_a_list_has_no_column_for_stays() {
    let before = json!({
        "userName": "imported:1", "nickName": "Addie", "active": false,
        "emails": [{"value": "old@example.com", "type": "Work", "primary": true}, {"value": "home@example.com", "type": "home"}],
        "name": {"givenName": "A", "middleName": "B"}, "title": "Countess",
    });
    let Value::Object(before) = before else {
        panic!()
    };
    let list = list(b"email,first name,title\nnew@example.com,Ada,\n");
    assert_eq!(
        Value::Object(list.people[0].apply(&before)),
        json!({
            "userName": "imported:1", "nickName": "Addie", "active": true,
            "emails": [{"value": "new@example.com", "type": "Work", "primary": true}, {"value": "home@example.com", "type": "home"}],
            "name": {"givenName": "Ada", "middleName": "B"},
        })
    );
}

fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let (sheet, date) = (
        workbook.add_worksheet(),
        Format::new().set_num_format("yyyy-mm-dd"),
    );
    sheet.set_name("Personen").unwrap();
    for (column, name) in ["Nr.", "Vorname", "E-Mail", "Handy", "Eintritt"]
        .into_iter()
        .enumerate()
    {
        sheet
            .write(1, u16::try_from(column).unwrap(), name)
            .unwrap();
    }
    sheet.write(2, 0, 4711).unwrap();
    sheet.write(2, 1, "Jürgen").unwrap();
    sheet.write(2, 2, "juergen@example.de").unwrap();
    sheet.write(2, 3, 491_701_234_567_i64).unwrap();
    sheet.write_with_format(2, 4, 46_000, &date).unwrap();
    sheet.write(4, 1, "Ada").unwrap();
    sheet.write(4, 2, "ada@example.de").unwrap();
    sheet.write(4, 9, "aside").unwrap();
    let other = workbook.add_worksheet();
    other.set_name("Andere").unwrap();
    other.write(0, 0, "Mail").unwrap();
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_with_its_rows_and_numbers() {
    let file = workbook();
    let map = ["Nr.=id", "Eintritt=custom2"];
    let list = read(&file, &options(&map)).unwrap();
    assert_eq!((list.people[0].line, list.people[1].line), (3, 5));
    assert_eq!(list.people[0].id(), Some("4711"));
    let custom = &person(&list, 0)["urn:rollcall:scim:schemas:extension:2.0:User"]["custom2"];
    assert_eq!(custom, "2025-12-09");
    assert_eq!(person(&list, 0)["phoneNumbers"][0]["value"], "491701234567");
    assert_snapshot!(problems(&list), @r#"3 [Handy] "491701234567" is a number in the sheet; a + or 0 before it may be lost. Format the column as text. (kept)"#);
    let mut other = options(&[]);
    other.sheet = Some("Andere".to_owned());
    assert!(read(&file, &other).unwrap().people.is_empty());
    other.sheet = Some("Keine".to_owned());
    assert!(refusal(&file, &other).contains("it has Personen, Andere"));
}

#[test]
fn what_is_too_much_or_no_list_is_refused() {
    let limited = |limits: Limits| Options {
        limits,
        ..Options::default()
    };
    let two = b"email,a\na@example.com,1\nb@example.com,2\n";
    for (limits, told) in [
        (
            Limits {
                file_bytes_max: 10,
                ..Limits::default()
            },
            "longer than 10 bytes",
        ),
        (
            Limits {
                rows_max: 1,
                ..Limits::default()
            },
            "more than 1 lines",
        ),
        (
            Limits {
                cells_max: 3,
                ..Limits::default()
            },
            "3 cells",
        ),
        (
            Limits {
                columns_max: 1,
                ..Limits::default()
            },
            "more than 1 columns",
        ),
    ] {
        let refused = refusal(two, &limited(limits));
        assert!(refused.contains(told), "{refused}");
    }
    let small = Limits {
        unpacked_bytes_max: 1_000,
        ..Limits::default()
    };
    assert!(refusal(&workbook(), &limited(small)).contains("once it is unpacked"));
    let columns = Limits {
        columns_max: 4,
        ..Limits::default()
    };
    assert!(refusal(&workbook(), &limited(columns)).contains("more than 4 columns"));
    for (file, told) in [
        (&b""[..], "no line with the names"),
        (b"\r\n;;;\r\n", "no line with the names"),
        (b"PK\x03\x04 and no more", "no workbook"),
        (b"\x7fELF\0\0\0\0", "no text in"),
        (b"name\nAda\n", "No column has people's e-mail addresses"),
    ] {
        let refused = refusal(file, &Options::default());
        assert!(refused.contains(told), "{refused}");
    }
    let long = format!(
        "email,title\na@example.com,\"{}\nb@example.com,x\n",
        "x".repeat(3_000)
    );
    assert_eq!(list(long.as_bytes()).people.len(), 0);
}

/// A packed file that becomes a thousand times as long, and says that it does not.
#[test]
fn a_bomb_is_refused_whatever_it_says_of_its_size() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer
        .start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default())
        .unwrap();
    writer.write_all(&vec![b' '; 4 << 20]).unwrap();
    let mut file = writer.finish().unwrap().into_inner();
    let limits = Limits {
        unpacked_bytes_max: 1 << 20,
        ..Limits::default()
    };
    let limited = Options {
        limits,
        ..Options::default()
    };
    assert!(refusal(&file, &limited).contains("once it is unpacked"));
    // The size stands in the entry's head and in the directory at the end.
    let size = u32::to_le_bytes(4 << 20);
    while let Some(at) = file.windows(4).position(|bytes| bytes == size) {
        file[at..at + 4].copy_from_slice(&u32::to_le_bytes(7));
    }
    assert!(read(&file, &limited).is_err());
}

#[test]
fn names_are_plain_and_mean_one_thing() {
    let mut all = std::collections::HashMap::new();
    for attribute in ATTRIBUTES {
        for name in attribute.names {
            assert_eq!(super::columns::plain(name), *name, "{}", attribute.key);
            let other = all.insert(*name, attribute.key);
            assert_eq!(other, None, "{name} of {}", attribute.key);
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_a_list_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        drop(read(&bytes, &Options::default()));
        let mut after_header = b"email;name\n".to_vec();
        after_header.extend(&bytes);
        drop(read(&after_header, &Options::default()));
        let mut packed = b"PK\x03\x04".to_vec();
        packed.extend(&bytes);
        drop(read(&packed, &Options::default()));
    }

    #[test]
    fn what_is_written_twice_is_written_once(value in "[a-z]{0,3}", other in "[a-z]{0,3}") {
        let file = format!("email,title,department,phone,city\na@example.com,{value},{other},{value},{other}\n");
        let list = list(file.as_bytes());
        let once = list.people[0].apply(&Object::new());
        prop_assert_eq!(&list.people[0].apply(&once), &once);
    }
}
