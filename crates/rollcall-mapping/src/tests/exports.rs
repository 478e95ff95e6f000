//! Target users in every format.

use std::collections::HashSet;

use insta::assert_snapshot;
use serde_json::Value;

use super::{people, shown};
use crate::export::{FORMATS, Format, Recorded, find};
use crate::{Column, Mapping, TargetUser};

fn target_users() -> Vec<TargetUser> {
    let mapping = Mapping::builtin();
    people()
        .iter()
        .map(|someone| mapping.target_user(&someone.person()))
        .collect()
}

/// The whole export, and how many people were left out of it.
fn exported(format: &Format, users: &[TargetUser]) -> (Vec<u8>, usize) {
    let (mut out, mut skipped) = (Vec::new(), 0);
    format.begin(&Mapping::builtin(), &mut out).unwrap();
    for (index, user) in (0..).zip(users) {
        if format.record(user, index, &mut out).unwrap() == Recorded::Skipped {
            skipped += 1;
        }
    }
    format.end(&mut out);
    (out, skipped)
}

fn exported_as(name: &str) -> String {
    let (out, skipped) = exported(find(FORMATS, name).unwrap(), &target_users());
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
fn csv() {
    assert_snapshot!(exported_as("csv"), @r#"
    id,email,first_name,last_name,full_name,phone,job_title,department,division,organization,manager_name,manager_email,language,time_zone,location,country,employee_number,priority,status,groups,external_id,user_name␍
    p01,Ada.Byron@example.com,Ada,Byron,Ada Byron,'+44 7700 900000,Analyst,Mathematics,Research,Engines,Charles Babbage,charles@example.com,en-GB,Europe/London,"London, GB",GB,1815,,active,Analysts; Everyone,00u1ada,ada.byron@corp.example␍
    p02,,,,,,,,,,,,,,,,,,active,,,EXAMPLE\bob␍
    p03,carla@example.com,,,,,,,,,,,,,,,,,active,,,carla@example.com␍
    p04,dan@example.com,Dan,Untyped,Dan Untyped,555 0100,,,,,,,,,"Springfield, United States",United States,,,active,Everyone,,dan␍
    p05,taro.yamada@example.jp,太郎,山田,山田 太郎,,営業部長,,,,,,ja,Asia/Tokyo,"東京, JP",JP,,,active,営業部,,taro.yamada@example.jp␍
    p06,noa@example.co.il,נועה,לוי,נועה לוי,,,שיווק,,,דנה כהן,dana@example.co.il,he-IL,,,,,,active,"ירושלים, תל אביב",,noa@example.co.il␍
    p07,'=1+1@example.com,'@SUM(1+1),'-2+3,"'=HYPERLINK(""https://evil.example"",""Eve"")",'+49-30-1,'=cmd|' /C calc'!A0,,,,,,,,'＝A1,,,,active,'=Group; +Group,,'+eve@example.com␍
    p08,grace@example.com,Grace,Hopper,"Grace ""Amazing"" Hopper",,"Rear Admiral,
    retired",,,,,,,,,,,,active,"A; B; C, D; E ""F""",,grace@example.com␍
    p09,heidi@example.com,Heidi,,Heidi,,,,,,,,,,,,,,inactive,,,heidi@example.com␍
    p10,ivan@example.com,,,,,,,,,,,,,,,,1,active,,,ivan@example.com␍
    p11,judy@example.com,Judy,Chief,Judy Chief,'+1 202 555 0123,Deputy Chief of Staff,,,,,,,,,,,high,active,Board,,judy@example.com␍
    p12,Kim@Example.com,,,Kim,0900,,,,,,,nl-BE,,BE,BE,,,active,Everyone,,kim@example.com␍
    "#);
}

#[test]
fn json() {
    let (out, _) = exported(find(FORMATS, "json").unwrap(), &target_users()[..2]);
    assert_snapshot!(shown(out), @r#"
    [
    {"id":"p01","email":"Ada.Byron@example.com","first_name":"Ada","last_name":"Byron","full_name":"Ada Byron","phone":"+44 7700 900000","job_title":"Analyst","department":"Mathematics","division":"Research","organization":"Engines","manager_name":"Charles Babbage","manager_email":"charles@example.com","language":"en-GB","time_zone":"Europe/London","location":"London, GB","country":"GB","employee_number":"1815","priority":null,"status":"active","groups":["Analysts","Everyone"],"external_id":"00u1ada","user_name":"ada.byron@corp.example"},
    {"id":"p02","email":null,"first_name":null,"last_name":null,"full_name":null,"phone":null,"job_title":null,"department":null,"division":null,"organization":null,"manager_name":null,"manager_email":null,"language":null,"time_zone":null,"location":null,"country":null,"employee_number":null,"priority":null,"status":"active","groups":[],"external_id":null,"user_name":"EXAMPLE\\bob"}
    ]
    "#);
}

#[test]
fn ndjson() {
    assert_snapshot!(exported_as("ndjson"), @r#"
    {"id":"p01","email":"Ada.Byron@example.com","first_name":"Ada","last_name":"Byron","full_name":"Ada Byron","phone":"+44 7700 900000","job_title":"Analyst","department":"Mathematics","division":"Research","organization":"Engines","manager_name":"Charles Babbage","manager_email":"charles@example.com","language":"en-GB","time_zone":"Europe/London","location":"London, GB","country":"GB","employee_number":"1815","priority":null,"status":"active","groups":["Analysts","Everyone"],"external_id":"00u1ada","user_name":"ada.byron@corp.example"}
    {"id":"p02","email":null,"first_name":null,"last_name":null,"full_name":null,"phone":null,"job_title":null,"department":null,"division":null,"organization":null,"manager_name":null,"manager_email":null,"language":null,"time_zone":null,"location":null,"country":null,"employee_number":null,"priority":null,"status":"active","groups":[],"external_id":null,"user_name":"EXAMPLE\\bob"}
    {"id":"p03","email":"carla@example.com","first_name":null,"last_name":null,"full_name":null,"phone":null,"job_title":null,"department":null,"division":null,"organization":null,"manager_name":null,"manager_email":null,"language":null,"time_zone":null,"location":null,"country":null,"employee_number":null,"priority":null,"status":"active","groups":[],"external_id":null,"user_name":"carla@example.com"}
    {"id":"p04","email":"dan@example.com","first_name":"Dan","last_name":"Untyped","full_name":"Dan Untyped","phone":"555 0100","job_title":null,"department":null,"division":null,"organization":null,"manager_name":null,"manager_email":null,"language":null,"time_zone":null,"location":"Springfield, United States","country":"United States","employee_number":null,"priority":null,"status":"active","groups":["Everyone"],"external_id":null,"user_name":"dan"}
    {"id":"p05","email":"taro.yamada@example.jp","first_name":"太郎","last_name":"山田","full_name":"山田 太郎","phone":null,"job_title":"営業部長","department":null,"division":null,"organization":null,"manager_name":null,"manager_email":null,"language":"ja","time_zone":"Asia/Tokyo","location":"東京, JP","country":"JP","employee_number":null,"priority":null,"status":"active","groups":["営業部"],"external_id":null,"user_name":"taro.yamada@example.jp"}
    {"id":"p06","email":"noa@example.co.il","first_name":"נועה","last_name":"לוי","full_name":"נועה לוי","phone":null,"job_title":null,"department":"שיווק","division":null,"organization":null,"manager_name":"דנה כהן","manager_email":"dana@example.co.il","language":"he-IL","time_zone":null,"location":null,"country":null,"employee_number":null,"priority":null,"status":"active","groups":["ירושלים, תל אביב"],"external_id":null,"user_name":"noa@example.co.il"}
    {"id":"p07","email":"=1+1@example.com","first_name":"@SUM(1+1)","last_name":"-2+3","full_name":"=HYPERLINK(\"https://evil.example\",\"Eve\")","phone":"+49-30-1","job_title":"=cmd|' /C calc'!A0","department":null,"division":null,"organization":null,"manager_name":null,"manager_email":null,"language":null,"time_zone":null,"location":"＝A1","country":null,"employee_number":null,"priority":null,"status":"active","groups":["=Group","+Group"],"external_id":null,"user_name":"+eve@example.com"}
    {"id":"p08","email":"grace@example.com","first_name":"Grace","last_name":"Hopper","full_name":"Grace \"Amazing\" Hopper","phone":null,"job_title":"Rear Admiral,\nretired","department":null,"division":null,"organization":null,"manager_name":null,"manager_email":null,"language":null,"time_zone":null,"location":null,"country":null,"employee_number":null,"priority":null,"status":"active","groups":["A; B","C, D","E \"F\""],"external_id":null,"user_name":"grace@example.com"}
    {"id":"p09","email":"heidi@example.com","first_name":"Heidi","last_name":null,"full_name":"Heidi","phone":null,"job_title":null,"department":null,"division":null,"organization":null,"manager_name":null,"manager_email":null,"language":null,"time_zone":null,"location":null,"country":null,"employee_number":null,"priority":null,"status":"inactive","groups":[],"external_id":null,"user_name":"heidi@example.com"}
    {"id":"p10","email":"ivan@example.com","first_name":null,"last_name":null,"full_name":null,"phone":null,"job_title":null,"department":null,"division":null,"organization":null,"manager_name":null,"manager_email":null,"language":null,"time_zone":null,"location":null,"country":null,"employee_number":null,"priority":"1","status":"active","groups":[],"external_id":null,"user_name":"ivan@example.com"}
    {"id":"p11","email":"judy@example.com","first_name":"Judy","last_name":"Chief","full_name":"Judy Chief","phone":"+1 202 555 0123","job_title":"Deputy Chief of Staff","department":null,"division":null,"organization":null,"manager_name":null,"manager_email":null,"language":null,"time_zone":null,"location":null,"country":null,"employee_number":null,"priority":"high","status":"active","groups":["Board"],"external_id":null,"user_name":"judy@example.com"}
    {"id":"p12","email":"Kim@Example.com","first_name":null,"last_name":null,"full_name":"Kim","phone":"0900","job_title":null,"department":null,"division":null,"organization":null,"manager_name":null,"manager_email":null,"language":"nl-BE","time_zone":null,"location":"BE","country":"BE","employee_number":null,"priority":null,"status":"active","groups":["Everyone"],"external_id":null,"user_name":"kim@example.com"}
    "#);
}

#[test]
fn gophish_csv() {
    let (out, skipped) = exported(find(FORMATS, "gophish-csv").unwrap(), &target_users());
    assert_eq!(skipped, 1, "the person with only a user name");
    assert_snapshot!(shown(out), @r#"
    First Name,Last Name,Email,Position␍
    Ada,Byron,Ada.Byron@example.com,Analyst␍
    ,,carla@example.com,␍
    Dan,Untyped,dan@example.com,␍
    太郎,山田,taro.yamada@example.jp,営業部長␍
    נועה,לוי,noa@example.co.il,␍
    '@SUM(1+1),'-2+3,'=1+1@example.com,'=cmd|' /C calc'!A0␍
    Grace,Hopper,grace@example.com,"Rear Admiral,
    retired"␍
    Heidi,,heidi@example.com,␍
    ,,ivan@example.com,␍
    Judy,Chief,judy@example.com,Deputy Chief of Staff␍
    ,,Kim@Example.com,␍
    "#);
}
