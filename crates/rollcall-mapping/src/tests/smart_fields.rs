//! Fields: which source wins, and what it makes of the value.

use insta::assert_snapshot;
use scim_core::Object;
use serde_json::{Value, json};

use super::{manager, people};
use crate::{Column, Definition, Language, Mapping, Person, manager_id};

#[test]
fn everybody_has_every_field_in_the_order_of_the_table() {
    let mapping = Mapping::builtin();
    for someone in people() {
        let fields = mapping.smart_fields(&someone.person(), Language::En);
        let keys: Vec<_> = fields.iter().map(|field| field.key.as_str()).collect();
        assert_eq!(
            keys,
            mapping
                .fields()
                .map(|field| field.key.as_str())
                .collect::<Vec<_>>(),
            "{}",
            someone.what
        );
    }
}

#[test]
fn a_smart_field_as_json() {
    let fields = Mapping::builtin().smart_fields(&people()[0].person(), Language::En);
    let find =
        |key| serde_json::to_value(fields.iter().find(|field| field.key == key).unwrap()).unwrap();
    assert_eq!(
        find("mobile_phone"),
        json!({
            "key": "mobile_phone",
            "kind": "phone",
            "label": "Mobile phone number",
            "required": false,
            "value": "+44 7700 900000",
            "source": r#"phoneNumbers[type eq "mobile"].value"#,
            "locked": false,
            "flaw": "This is no telephone number that can be dialled; one without + needs the person's country.",
            "candidates": [{"source": r#"phoneNumbers[type eq "mobile"].value"#, "value": "+44 7700 900000"}],
        })
    );
    assert_eq!(find("groups")["value"], json!(["Analysts", "Everyone"]));
    assert_eq!(find("time_zone")["kind"], "time_zone");
    assert_eq!(
        (&find("pronouns")["value"], &find("pronouns")["source"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn a_manager_is_a_person() {
    let people = people();
    let as_manager = |place: usize| {
        let object = &people[place].object;
        Mapping::builtin().manager(&Person::new("", object))
    };
    let named = |name: Option<&str>, email: Option<&str>| {
        manager(name.map(str::to_owned), email.map(str::to_owned))
    };
    assert_eq!(
        as_manager(0),
        named(Some("Ada Byron"), Some("Ada.Byron@example.com"))
    );
    assert_eq!(as_manager(1), named(None, None));
    assert_eq!(
        as_manager(3),
        named(Some("Dan Untyped"), Some("dan@example.com"))
    );
}

#[test]
fn the_reference_to_a_manager_is_found() {
    let with = |value: Value| {
        let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        Object::from_iter([(urn.to_owned(), json!({"manager": {"value": value}}))])
    };
    assert_eq!(
        manager_id(&with(json!(" boss@example.com "))),
        Some("boss@example.com")
    );
    assert_eq!(manager_id(&with(json!(" "))), None);
    assert_eq!(manager_id(&with(json!(7))), None);
    assert_eq!(manager_id(&Object::new()), None);
}

#[test]
fn every_column_but_those_of_the_person_and_of_other_columns_is_filled_by_a_field() {
    let own = [
        Column::Id,
        Column::ExternalId,
        Column::UserName,
        Column::Phone,
        Column::City,
        Column::PreviousEmail,
    ];
    for column in Column::ALL {
        let mut fields = Definition::builtin().fields.iter();
        let filled = fields.any(|field| field.target == Some(column));
        assert_eq!(filled, !own.contains(&column), "{}", column.name());
    }
}

/// The fields of a person of the fixture that have a value, one per line.
fn fields_of(number: usize) -> String {
    let someone = &people()[number - 1];
    let fields = Mapping::builtin().values(&someone.person()).into_iter();
    let lines = fields.filter_map(|field| {
        let (value, source) = field.value?;
        Some(format!("{} = {}  <- {}", field.key, value, source))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn everything_that_okta_can_send() {
    assert_snapshot!(fields_of(1), @r#"
    email = "Ada.Byron@example.com"  <- emails[primary eq true].value
    first_name = "Ada"  <- name.givenName
    last_name = "Byron"  <- name.familyName
    full_name = "Ada Byron"  <- displayName
    middle_name = "Augusta"  <- name.middleName
    prefix = "Dr."  <- name.honorificPrefix
    suffix = "PhD"  <- name.honorificSuffix
    nickname = "Countess"  <- nickName
    job_title = "Analyst"  <- title
    department = "Mathematics"  <- urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department
    division = "Research"  <- urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division
    organization = "Engines"  <- urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization
    cost_center = "CC-7"  <- urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter
    employee_number = "1815"  <- urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber
    manager_name = "Charles Babbage"  <- full_name of the manager
    manager_email = "charles@example.com"  <- email of the manager
    mobile_phone = "+44 7700 900000"  <- phoneNumbers[type eq "mobile"].value
    work_phone = "+44 20 7946 0000"  <- phoneNumbers[type eq "work"].value
    street = "12 St James's Square"  <- addresses[primary eq true].streetAddress
    city = "London"  <- addresses[primary eq true].locality
    region = "Greater London"  <- addresses[primary eq true].region
    postal_code = "SW1Y 4JH"  <- addresses[primary eq true].postalCode
    country = "GB"  <- addresses[primary eq true].country
    language = "en-GB"  <- preferredLanguage
    time_zone = "Europe/London"  <- timezone
    photo = "https://example.com/ada.jpg"  <- photos[type eq "photo"].value
    website = "https://example.com/ada"  <- profileUrl
    status = "active"  <- rule: not (active eq false)
    groups = ["Analysts","Everyone"]  <- groups
    "#);
}

#[test]
fn only_a_user_name() {
    assert_snapshot!(fields_of(2), @r#"
    status = "active"  <- rule: not (active eq false)
    "#);
}

#[test]
fn only_a_user_name_that_is_an_address() {
    assert_snapshot!(fields_of(3), @r#"
    email = "carla@example.com"  <- userName (an e-mail address)
    status = "active"  <- rule: not (active eq false)
    "#);
}

#[test]
fn nothing_has_a_type() {
    assert_snapshot!(fields_of(4), @r#"
    email = "dan@example.com"  <- emails[not (type pr)].value
    first_name = "Dan"  <- name.givenName
    last_name = "Untyped"  <- name.familyName
    full_name = "Dan Untyped"  <- join(first_name, last_name)
    work_phone = "555 0100"  <- phoneNumbers[not (type pr)].value
    city = "Springfield"  <- addresses[not (type pr)].locality
    country = "United States"  <- addresses[not (type pr)].country
    status = "active"  <- rule: not (active eq false)
    groups = ["Everyone"]  <- groups
    "#);
}

#[test]
fn another_script() {
    assert_snapshot!(fields_of(5), @r#"
    email = "taro.yamada@example.jp"  <- emails[primary eq true].value
    first_name = "太郎"  <- name.givenName
    last_name = "山田"  <- name.familyName
    full_name = "山田 太郎"  <- name.formatted
    job_title = "営業部長"  <- title
    city = "東京"  <- addresses[type eq "work"].locality
    country = "JP"  <- addresses[type eq "work"].country
    language = "ja"  <- preferredLanguage
    time_zone = "Asia/Tokyo"  <- timezone
    status = "active"  <- rule: not (active eq false)
    groups = ["営業部"]  <- groups
    "#);
}

#[test]
fn from_right_to_left() {
    assert_snapshot!(fields_of(6), @r#"
    email = "noa@example.co.il"  <- emails[type eq "work"].value
    first_name = "נועה"  <- name.givenName
    last_name = "לוי"  <- name.familyName
    full_name = "נועה לוי"  <- displayName
    department = "שיווק"  <- urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department
    manager_name = "דנה כהן"  <- urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName
    manager_email = "dana@example.co.il"  <- urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value (an e-mail address)
    language = "he-IL"  <- locale
    status = "active"  <- rule: not (active eq false)
    groups = ["ירושלים, תל אביב"]  <- groups
    "#);
}

#[test]
fn formulas() {
    assert_snapshot!(fields_of(7), @r#"
    email = "=1+1@example.com"  <- emails[type eq "work"].value
    first_name = "@SUM(1+1)"  <- name.givenName
    last_name = "-2+3"  <- name.familyName
    full_name = "=HYPERLINK(\"https://evil.example\",\"Eve\")"  <- displayName
    job_title = "=cmd|' /C calc'!A0"  <- title
    mobile_phone = "+49-30-1"  <- phoneNumbers[type eq "mobile"].value
    city = "＝A1"  <- addresses[type eq "work"].locality
    status = "active"  <- rule: not (active eq false)
    groups = ["=Group","+Group"]  <- groups
    "#);
}

#[test]
fn quotes_and_line_ends() {
    assert_snapshot!(fields_of(8), @r#"
    email = "grace@example.com"  <- emails[primary eq true].value
    first_name = "Grace"  <- name.givenName
    last_name = "Hopper"  <- name.familyName
    full_name = "Grace \"Amazing\" Hopper"  <- displayName
    job_title = "Rear Admiral,\nretired"  <- title
    status = "active"  <- rule: not (active eq false)
    groups = ["A; B","C, D","E \"F\""]  <- groups
    "#);
}

#[test]
fn deactivated_with_a_text() {
    assert_snapshot!(fields_of(9), @r#"
    email = "heidi@example.com"  <- emails[primary eq true].value
    first_name = "Heidi"  <- name.givenName
    full_name = "Heidi"  <- join(first_name, last_name)
    status = "inactive"  <- rule: active eq false
    "#);
}

#[test]
fn unknown_extensions() {
    assert_snapshot!(fields_of(10), @r#"
    email = "ivan@example.com"  <- userName (an e-mail address)
    photo = "https://example.com/ivan.png"  <- urn:rollcall:scim:schemas:extension:2.0:User:photoUrl
    pronouns = "he/him"  <- urn:rollcall:scim:schemas:extension:2.0:User:pronouns
    booking_url = "https://cal.example/ivan"  <- urn:rollcall:scim:schemas:extension:2.0:User:bookingUrl
    linkedin = "https://linkedin.example/in/ivan"  <- urn:rollcall:scim:schemas:extension:2.0:User:linkedin
    priority = "1"  <- urn:rollcall:scim:schemas:extension:2.0:User:priority
    status = "active"  <- rule: not (active eq false)
    "#);
}

#[test]
fn a_chief_with_private_numbers() {
    assert_snapshot!(fields_of(11), @r#"
    email = "judy@example.com"  <- emails[type eq "work"].value
    first_name = "Judy"  <- name.givenName
    last_name = "Chief"  <- name.familyName
    full_name = "Judy Chief"  <- join(first_name, last_name)
    job_title = "Deputy Chief of Staff"  <- title
    mobile_phone = "+1 202 555 0123"  <- phoneNumbers[type eq "mobile"].value
    priority = "high"  <- rule: title sw "Chief" or title co " Chief"
    status = "active"  <- rule: not (active eq false)
    groups = ["Board"]  <- groups
    "#);
}

#[test]
fn white_space_and_a_list_of_languages() {
    assert_snapshot!(fields_of(12), @r#"
    email = "Kim@Example.com"  <- emails[type eq "work"].value
    full_name = "Kim"  <- name.formatted
    work_phone = "0900"  <- phoneNumbers[primary eq true and not (type eq "mobile" or type eq "home")].value
    country = "BE"  <- addresses[primary eq true].country
    language = "nl-BE"  <- preferredLanguage
    status = "active"  <- rule: not (active eq false)
    groups = ["Everyone"]  <- groups
    "#);
}
