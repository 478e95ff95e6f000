//! Smart fields in every format.

use insta::assert_snapshot;
use serde_json::Value;

use super::{people, shown};
use crate::export::{SMART_FIELD_FORMATS, find};
use crate::{Definition, Mapping, PersonFields};

fn mapping_keys() -> Vec<&'static str> {
    let fields = Definition::builtin().fields.iter();
    fields.map(|field| field.key.as_str()).collect()
}

fn exported(name: &str, numbers: std::ops::Range<usize>) -> String {
    let (mapping, format) = (Mapping::builtin(), find(SMART_FIELD_FORMATS, name).unwrap());
    let of = |someone: &super::Someone| PersonFields {
        id: someone.id.clone(),
        fields: mapping.values(&someone.person()),
    };
    let records: Vec<_> = people()[numbers].iter().map(of).collect();
    let (out, written, _) = super::company_exports::exported(format, &records);
    assert_eq!(written, records.len() as u64);
    shown(out)
}

#[test]
fn formats_are_found_by_their_names() {
    let names: Vec<_> = SMART_FIELD_FORMATS
        .iter()
        .map(|format| find(SMART_FIELD_FORMATS, format.name).unwrap().name)
        .collect();
    assert_eq!(names, ["csv", "json", "ndjson"]);
    let unknown = find(SMART_FIELD_FORMATS, "gophish-csv").unwrap_err();
    insta::assert_snapshot!(unknown, @r#"There is no format "gophish-csv"; there are csv, json, ndjson."#);
}

#[test]
fn json_is_an_array_of_what_ndjson_has_in_lines() {
    let array: Vec<Value> = serde_json::from_str(&exported("json", 0..12)).unwrap();
    let lines = exported("ndjson", 0..12);
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(array, lines);
    for record in &array {
        let keys: Vec<_> = record["fields"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(keys, mapping_keys());
    }
}

#[test]
fn csv() {
    assert_snapshot!(exported("csv", 0..12), @r#"
    id,email,first_name,last_name,full_name,middle_name,prefix,suffix,nickname,job_title,department,division,organization,cost_center,employee_number,manager_name,manager_email,mobile_phone,work_phone,street,city,region,postal_code,country,language,time_zone,photo,website,pronouns,booking_url,linkedin,priority,status,groups␍
    p01,Ada.Byron@example.com,Ada,Byron,Ada Byron,Augusta,Dr.,PhD,Countess,Analyst,Mathematics,Research,Engines,CC-7,1815,Charles Babbage,charles@example.com,'+44 7700 900000,'+44 20 7946 0000,12 St James's Square,London,Greater London,SW1Y 4JH,GB,en-GB,Europe/London,https://example.com/ada.jpg,https://example.com/ada,,,,,active,Analysts; Everyone␍
    p02,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,active,␍
    p03,carla@example.com,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,active,␍
    p04,dan@example.com,Dan,Untyped,Dan Untyped,,,,,,,,,,,,,,555 0100,,Springfield,,,United States,,,,,,,,,active,Everyone␍
    p05,taro.yamada@example.jp,太郎,山田,山田 太郎,,,,,営業部長,,,,,,,,,,,東京,,,JP,ja,Asia/Tokyo,,,,,,,active,営業部␍
    p06,noa@example.co.il,נועה,לוי,נועה לוי,,,,,,שיווק,,,,,דנה כהן,dana@example.co.il,,,,,,,,he-IL,,,,,,,,active,"ירושלים, תל אביב"␍
    p07,'=1+1@example.com,'@SUM(1+1),'-2+3,"'=HYPERLINK(""https://evil.example"",""Eve"")",,,,,'=cmd|' /C calc'!A0,,,,,,,,'+49-30-1,,,'＝A1,,,,,,,,,,,,active,'=Group; +Group␍
    p08,grace@example.com,Grace,Hopper,"Grace ""Amazing"" Hopper",,,,,"Rear Admiral,
    retired",,,,,,,,,,,,,,,,,,,,,,,active,"A; B; C, D; E ""F"""␍
    p09,heidi@example.com,Heidi,,Heidi,,,,,,,,,,,,,,,,,,,,,,,,,,,,inactive,␍
    p10,ivan@example.com,,,,,,,,,,,,,,,,,,,,,,,,,https://example.com/ivan.png,,he/him,https://cal.example/ivan,https://linkedin.example/in/ivan,1,active,␍
    p11,judy@example.com,Judy,Chief,Judy Chief,,,,,Deputy Chief of Staff,,,,,,,,'+1 202 555 0123,,,,,,,,,,,,,,high,active,Board␍
    p12,Kim@Example.com,,,Kim,,,,,,,,,,,,,,0900,,,,,BE,nl-BE,,,,,,,,active,Everyone␍
    "#);
}

#[test]
fn json() {
    assert_snapshot!(exported("json", 1..3), @r#"
    [
    {"id":"p02","fields":{"email":null,"first_name":null,"last_name":null,"full_name":null,"middle_name":null,"prefix":null,"suffix":null,"nickname":null,"job_title":null,"department":null,"division":null,"organization":null,"cost_center":null,"employee_number":null,"manager_name":null,"manager_email":null,"mobile_phone":null,"work_phone":null,"street":null,"city":null,"region":null,"postal_code":null,"country":null,"language":null,"time_zone":null,"photo":null,"website":null,"pronouns":null,"booking_url":null,"linkedin":null,"priority":null,"status":{"value":"active","source":"rule: not (active eq false)"},"groups":null}},
    {"id":"p03","fields":{"email":{"value":"carla@example.com","source":"userName (an e-mail address)"},"first_name":null,"last_name":null,"full_name":null,"middle_name":null,"prefix":null,"suffix":null,"nickname":null,"job_title":null,"department":null,"division":null,"organization":null,"cost_center":null,"employee_number":null,"manager_name":null,"manager_email":null,"mobile_phone":null,"work_phone":null,"street":null,"city":null,"region":null,"postal_code":null,"country":null,"language":null,"time_zone":null,"photo":null,"website":null,"pronouns":null,"booking_url":null,"linkedin":null,"priority":null,"status":{"value":"active","source":"rule: not (active eq false)"},"groups":null}}
    ]
    "#);
}

#[test]
fn ndjson() {
    assert_snapshot!(exported("ndjson", 3..5), @r#"
    {"id":"p04","fields":{"email":{"value":"dan@example.com","source":"emails[not (type pr)].value"},"first_name":{"value":"Dan","source":"name.givenName"},"last_name":{"value":"Untyped","source":"name.familyName"},"full_name":{"value":"Dan Untyped","source":"join(first_name, last_name)"},"middle_name":null,"prefix":null,"suffix":null,"nickname":null,"job_title":null,"department":null,"division":null,"organization":null,"cost_center":null,"employee_number":null,"manager_name":null,"manager_email":null,"mobile_phone":null,"work_phone":{"value":"555 0100","source":"phoneNumbers[not (type pr)].value"},"street":null,"city":{"value":"Springfield","source":"addresses[not (type pr)].locality"},"region":null,"postal_code":null,"country":{"value":"United States","source":"addresses[not (type pr)].country"},"language":null,"time_zone":null,"photo":null,"website":null,"pronouns":null,"booking_url":null,"linkedin":null,"priority":null,"status":{"value":"active","source":"rule: not (active eq false)"},"groups":{"value":["Everyone"],"source":"groups"}}}
    {"id":"p05","fields":{"email":{"value":"taro.yamada@example.jp","source":"emails[primary eq true].value"},"first_name":{"value":"太郎","source":"name.givenName"},"last_name":{"value":"山田","source":"name.familyName"},"full_name":{"value":"山田 太郎","source":"name.formatted"},"middle_name":null,"prefix":null,"suffix":null,"nickname":null,"job_title":{"value":"営業部長","source":"title"},"department":null,"division":null,"organization":null,"cost_center":null,"employee_number":null,"manager_name":null,"manager_email":null,"mobile_phone":null,"work_phone":null,"street":null,"city":{"value":"東京","source":"addresses[type eq \"work\"].locality"},"region":null,"postal_code":null,"country":{"value":"JP","source":"addresses[type eq \"work\"].country"},"language":{"value":"ja","source":"preferredLanguage"},"time_zone":{"value":"Asia/Tokyo","source":"timezone"},"photo":null,"website":null,"pronouns":null,"booking_url":null,"linkedin":null,"priority":null,"status":{"value":"active","source":"rule: not (active eq false)"},"groups":{"value":["営業部"],"source":"groups"}}}
    "#);
}
