//! How long one person takes on the way to smart fields and to a target user.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use rollcall_mapping::export::{Context, FORMATS, Survey, Writer, find, problems};
use rollcall_mapping::{Language, Mapping, Person};
use scim_core::Object;
use serde_json::{Value, json};

/// As Okta sends people, rendered.
fn person() -> Object {
    let person = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
        "id": "2819c223-7f76-453a-919d-413861904646", "externalId": "00uJ1", "userName": "amina@example.com",
        "name": {"givenName": "Amina", "familyName": "Okafor", "formatted": "Amina Okafor"},
        "displayName": "Amina Okafor", "title": "Engineer", "locale": "en-GB", "timezone": "Europe/London", "active": true,
        "emails": [{"value": "amina@example.com", "type": "work", "primary": true}, {"value": "a@example.org", "type": "home"}],
        "phoneNumbers": [{"value": "+49 30 1", "type": "work"}, {"value": "+49 170 1", "type": "mobile"}],
        "addresses": [{"type": "work", "streetAddress": "1 Long Road", "locality": "Berlin", "postalCode": "10115", "country": "DE"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
            "department": "R&D", "division": "Engineering", "organization": "Example", "costCenter": "4130", "employeeNumber": "7",
            "manager": {"value": "m1"}},
    });
    match person {
        Value::Object(person) => person,
        _ => Object::new(),
    }
}

fn mapping(c: &mut Criterion) {
    let (mapping, object) = (Mapping::builtin(), person());
    let groups = ["Berlin", "Engineering", "Everybody"].map(str::to_owned);
    let mo = json!({"displayName": "Mo Adeyemi", "emails": [{"value": "mo@example.com", "type": "work"}]});
    let mo = mo.as_object().cloned().unwrap_or_default();
    let manager = mapping.manager(&Person::new("m1", &mo));
    let person = Person {
        groups: &groups,
        manager: Some(&manager),
        ..Person::new("2819c223-7f76-453a-919d-413861904646", &object)
    };
    c.bench_function("mapping: target user", |b| {
        b.iter(|| mapping.target_user(black_box(&person)));
    });
    c.bench_function("mapping: smart fields explained", |b| {
        b.iter(|| mapping.smart_fields(black_box(&person), Language::En));
    });
    c.bench_function("mapping: smart fields", |b| {
        b.iter(|| mapping.values(black_box(&person)));
    });
}

/// What one person costs in the file of a tool with telephones, countries and time zones, and in a check of it.
fn exports(c: &mut Criterion) {
    let (mapping, object) = (Mapping::builtin(), person());
    let user = mapping.target_user(&Person::new("p1", &object));
    let users = [user];
    let Ok(format) = find(FORMATS, "revel8") else {
        return;
    };
    c.bench_function("export: a row of revel8", |b| {
        let mut out = Vec::new();
        let mut writer = Writer::new(format);
        b.iter(|| {
            out.clear();
            writer.records(&mapping, black_box(&users), &mut out)
        });
    });
    let survey = Survey::default();
    let context = Context {
        mapping: &mapping,
        survey: &survey,
    };
    c.bench_function("export: problems of a row of revel8", |b| {
        b.iter(|| {
            users
                .iter()
                .map(|user| problems(format, black_box(user), &context).len())
                .sum::<usize>()
        });
    });
}

criterion_group!(benches, mapping, exports);
criterion_main!(benches);
