//! Target users in every format.

use std::collections::HashSet;

use insta::assert_snapshot;
use serde_json::Value;

use super::company_exports::exported;
use super::{people, shown};
use crate::export::{FORMATS, find};
use crate::{Column, Mapping, TargetUser};

fn target_users() -> Vec<TargetUser> {
    let mapping = Mapping::builtin();
    people()
        .iter()
        .map(|someone| mapping.target_user(&someone.person()))
        .collect()
}

fn exported_as(name: &str) -> String {
    let (out, _, skipped) = exported(find(FORMATS, name).unwrap(), &target_users());
    assert_eq!(skipped, 0);
    shown(out)
}

#[test]
fn formats_are_found_by_their_names() {
    let names: HashSet<_> = FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(names.len(), FORMATS.len(), "no name twice");
    assert!(
        FORMATS
            .iter()
            .all(|format| find(FORMATS, format.name).unwrap().name == format.name)
    );
    assert!(find(FORMATS, "CSV").is_err());
    assert!(find(FORMATS, "xlsx").is_err());
}

#[test]
fn the_record_has_the_columns_in_their_order() {
    let user = serde_json::to_value(&target_users()[0]).unwrap();
    let keys: Vec<_> = user
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(keys, Column::ALL.map(Column::name));
}

#[test]
fn an_empty_export_is_well_formed() {
    let empty = |name| shown(exported(find(FORMATS, name).unwrap(), &[]).0);
    assert_eq!(empty("json"), "[\n]\n");
    assert_eq!(empty("ndjson"), "");
    assert_eq!(
        empty("gophish-csv"),
        "First Name,Last Name,Email,Position␍\n"
    );
}

#[test]
fn json_is_an_array_of_what_ndjson_has_in_lines() {
    let array: Vec<Value> = serde_json::from_str(&exported_as("json")).unwrap();
    let lines = exported_as("ndjson");
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(array, lines);
    assert_eq!(array.len(), 12);
}

#[test]
fn json() {
    let (out, ..) = exported(find(FORMATS, "json").unwrap(), &target_users()[..2]);
    assert_snapshot!(shown(out), @r#"
    [
    {"id":"p01","email":"Ada.Byron@example.com","first_name":"Ada","last_name":"Byron","full_name":"Ada Byron","phone":"+44 7700 900000","job_title":"Analyst","department":"Mathematics","division":"Research","organization":"Engines","manager_name":"Charles Babbage","manager_email":"charles@example.com","language":"en-GB","time_zone":"Europe/London","location":"London, GB","country":"GB","employee_number":"1815","priority":null,"status":"active","groups":["Analysts","Everyone"],"external_id":"00u1ada","user_name":"ada.byron@corp.example","city":"London","mobile_phone":"+44 7700 900000","work_phone":"+44 20 7946 0000","previous_email":null},
    {"id":"p02","email":null,"first_name":null,"last_name":null,"full_name":null,"phone":null,"job_title":null,"department":null,"division":null,"organization":null,"manager_name":null,"manager_email":null,"language":null,"time_zone":null,"location":null,"country":null,"employee_number":null,"priority":null,"status":"active","groups":[],"external_id":null,"user_name":"EXAMPLE\\bob","city":null,"mobile_phone":null,"work_phone":null,"previous_email":null}
    ]
    "#);
}

#[test]
fn gophish_csv() {
    let (out, _, skipped) = exported(find(FORMATS, "gophish-csv").unwrap(), &target_users());
    assert_eq!(
        skipped, 3,
        "who has only a user name, whose address is a formula, and who left"
    );
    assert_snapshot!(shown(out), @r#"
    First Name,Last Name,Email,Position␍
    Ada,Byron,Ada.Byron@example.com,Analyst␍
    ,,carla@example.com,␍
    Dan,Untyped,dan@example.com,␍
    太郎,山田,taro.yamada@example.jp,営業部長␍
    נועה,לוי,noa@example.co.il,␍
    Grace,Hopper,grace@example.com,"Rear Admiral, retired"␍
    ,,ivan@example.com,␍
    Judy,Chief,judy@example.com,Deputy Chief of Staff␍
    ,,Kim@Example.com,␍
    "#);
}
