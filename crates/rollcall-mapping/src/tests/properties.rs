//! What holds for everybody.

use proptest::prelude::*;
use scim_core::Object;
use serde_json::{Value, json};

use super::company_exports::exported;
use super::manager;
use crate::export::{
    Context, FORMATS, FORMULA_STARTS, PROBLEMS, Survey, Tool, find, problems, safe_cell,
};
use crate::source::is_address;
use crate::{Column, Definition, Language, Manager, Mapping, Person, TargetUser};

/// Text with what breaks files: quotes, separators, line ends, formula starts, white space, other scripts.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ =+@a-c\"',;\r\n\t＝-]{0,6}",
        "\\PC{0,8}",
        Just(String::new()),
        "[a-z]{1,4}@[a-z]{1,4}\\.(com|example)",
    ]
}

fn typed_values() -> impl Strategy<Value = Value> {
    let kind = prop_oneof![
        Just(None),
        Just(Some("work")),
        Just(Some("mobile")),
        Just(Some("home"))
    ];
    let one = (text(), kind, any::<bool>(), text()).prop_map(|(value, kind, primary, city)| {
        let mut element =
            json!({"value": value, "primary": primary, "locality": city, "country": value});
        if let Some(kind) = kind {
            element["type"] = kind.into();
        }
        element
    });
    prop::collection::vec(one, 0..3).prop_map(Value::Array)
}

fn object() -> impl Strategy<Value = Object> {
    let names = (text(), text(), text(), text());
    let values = (typed_values(), typed_values(), typed_values());
    (names, values, text(), text(), any::<Option<bool>>(), any::<i64>()).prop_map(
        |((given, family, display, user), (emails, phones, addresses), title, language, active, priority)| {
            let mut object = json!({
                "userName": user, "displayName": display, "name": {"givenName": given, "familyName": family},
                "title": title, "preferredLanguage": language, "locale": language,
                "emails": emails, "phoneNumbers": phones, "addresses": addresses,
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": title, "manager": {"value": user}},
                "urn:rollcall:scim:schemas:extension:2.0:User": {"priority": priority, "pronouns": given},
            });
            if let Some(active) = active {
                object["active"] = active.into();
            }
            object.as_object().cloned().unwrap_or_default()
        },
    )
}

prop_compose! {
    fn person()(object in object(), groups in prop::collection::vec(text(), 0..3), name in text(), email in text(), known in any::<bool>())
        -> (Object, Vec<String>, Option<Manager>) {
        (object, groups, known.then_some(manager(Some(name), Some(email))))
    }
}

fn csv_cells(user: &TargetUser, format: &str) -> Vec<String> {
    let format = find(FORMATS, format).unwrap();
    let (out, written, _) = exported(format, std::slice::from_ref(user));
    let headers = u64::from(format.tool.is_none_or(Tool::names_columns));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(headers == 1)
        .from_reader(out.as_slice());
    let lines: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(lines.len() as u64, written);
    lines
        .iter()
        .flat_map(|line| line.iter().map(str::to_owned))
        .collect()
}

proptest! {
    #[test]
    fn every_value_explains_its_source((object, groups, manager) in person()) {
        let person = Person { id: "p", object: &object, groups: &groups, manager: manager.as_ref(), ..Person::new("", &object) };
        for (smart, field) in Mapping::builtin().smart_fields(&person, Language::En).iter().zip(&Definition::builtin().fields) {
            prop_assert_eq!(smart.value.is_some(), smart.source.is_some(), "{}", smart.key);
            if let Some(source) = &smart.source {
                prop_assert!(field.sources.iter().any(|one| one.to_string() == *source), "{} <- {}", smart.key, source);
            }
            let texts = match &smart.value {
                Some(Value::Array(texts)) => texts.clone(),
                value => value.iter().cloned().collect(),
            };
            for text in texts {
                let text = text.as_str().unwrap();
                prop_assert!(!text.is_empty() && text.trim() == text, "{}: {:?}", smart.key, text);
            }
        }
    }

    #[test]
    fn a_target_user_says_what_the_smart_fields_say((object, groups, manager) in person()) {
        let person = Person { id: "p", object: &object, groups: &groups, manager: manager.as_ref(), ..Person::new("", &object) };
        let mapping = Mapping::builtin();
        let (fields, user) = (mapping.smart_fields(&person, Language::En), mapping.target_user(&person));
        let record = serde_json::to_value(&user).unwrap();
        let value = |key: &str| {
            let field = fields.iter().find(|field| field.key == key);
            field.and_then(|field| field.value.clone()).unwrap_or_default()
        };
        for column in Column::ALL {
            let mut filling = fields.iter().zip(&Definition::builtin().fields).filter(|(_, field)| field.target == Some(column));
            let first = filling.find_map(|(smart, _)| smart.value.clone());
            match column {
                Column::Id | Column::ExternalId | Column::UserName | Column::Location | Column::PreviousEmail => {}
                Column::City => prop_assert_eq!(&record["city"], &value("city")),
                Column::Phone => {
                    let work = value("work_phone");
                    let mobile = value("mobile_phone");
                    prop_assert_eq!(&record["phone"], if mobile.is_null() { &work } else { &mobile });
                }
                Column::Groups => prop_assert_eq!(&record["groups"], &first.unwrap_or_else(|| json!([]))),
                _ => prop_assert_eq!(&record[column.name()], &first.unwrap_or_default(), "{}", column.name()),
            }
        }
    }

    #[test]
    fn csv_parses_back_to_the_same_cells_but_for_the_apostrophe((object, groups, manager) in person()) {
        let person = Person { id: "p", object: &object, groups: &groups, manager: manager.as_ref(), ..Person::new("", &object) };
        let user = Mapping::builtin().target_user(&person);
        let cells = csv_cells(&user, "csv");
        prop_assert_eq!(cells.len(), Column::ALL.len());
        for (cell, column) in cells.iter().zip(Column::ALL) {
            let sent = user.cell(column);
            let apostrophe = cell.strip_prefix('\'');
            prop_assert_eq!(cell, &safe_cell(&sent), "{}", column.name());
            prop_assert!(*cell == sent || apostrophe == Some(sent.as_ref()), "{}: {:?}", column.name(), cell);
        }
    }

    #[test]
    fn no_cell_starts_a_formula((object, groups, manager) in person()) {
        let person = Person { id: "=1", object: &object, groups: &groups, manager: manager.as_ref(), ..Person::new("", &object) };
        let user = Mapping::builtin().target_user(&person);
        for format in FORMATS.iter().filter(|it| it.media_type.starts_with("text/csv")) {
            for cell in csv_cells(&user, format.name) {
                let digits = cell.strip_prefix('+').unwrap_or_default();
                let has_phones = format.tool.is_some_and(|tool| !tool.bare_phones().is_empty());
                let is_number = has_phones && !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
                prop_assert!(is_number || !cell.starts_with(FORMULA_STARTS), "{}: {:?}", format.name, cell);
            }
        }
    }

    #[test]
    fn only_who_is_active_and_has_an_address_is_for_gophish((object, groups, manager) in person()) {
        let person = Person { id: "p", object: &object, groups: &groups, manager: manager.as_ref(), ..Person::new("", &object) };
        let user = Mapping::builtin().target_user(&person);
        let cells = csv_cells(&user, "gophish-csv").len();
        let is_good = |it: &String| is_address(it) && safe_cell(it) == it.as_str();
        let is_target = user.email.as_ref().is_some_and(is_good) && user.status != "inactive";
        prop_assert_eq!(cells, if is_target { 4 } else { 0 });
    }

    #[test]
    fn whoever_is_left_out_is_told_why_and_nobody_else_is((object, groups, manager) in person()) {
        let person = Person { id: "p", object: &object, groups: &groups, manager: manager.as_ref(), ..Person::new("", &object) };
        let (mapping, survey) = (Mapping::builtin(), Survey::default());
        let user = mapping.target_user(&person);
        let context = Context { mapping: &mapping, survey: &survey };
        for format in FORMATS {
            let (_, written, skipped) = exported(format, std::slice::from_ref(&user));
            prop_assert_eq!(written + skipped, 1);
            let found = problems(format, &user, &context);
            let is_told = found.iter().any(|it| it.text.ends_with("left out."));
            prop_assert_eq!(is_told, skipped == 1, "{}: {:?}", format.name, found);
            prop_assert!(found.iter().all(|it| PROBLEMS.iter().any(|kind| kind.code == it.code)));
        }
    }
}
