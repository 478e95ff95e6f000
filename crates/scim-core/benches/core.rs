//! How long the steps of a request take: reading, PATCH, filtering, projecting.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use scim_core::bulk::Method;
use scim_core::project::Projection;
use scim_core::schema::{Registry, ResourceType};
use scim_core::{Object, Result, Rules, body, condition, normalize, patch, sent, validate};
use serde_json::{Value, json};

const T: Rules = Rules::ALL;
const ID: &str = "2819c223-7f76-453a-919d-413861904646";
const FILTER: &str = r#"active eq true and emails[type eq "work" and value co "@example.com"]"#;

fn person(emails: usize) -> Value {
    let email =
        |i: usize| json!({"value": format!("{i}@example.com"), "type": "work", "primary": i == 0});
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
        "externalId": "00uJ1", "userName": "amina@example.com", "displayName": "Amina Okafor", "active": true,
        "name": {"givenName": "Amina", "familyName": "Okafor", "formatted": "Amina Okafor"},
        "emails": (0..emails).map(email).collect::<Vec<_>>(),
        "phoneNumbers": [{"value": "+49 1", "type": "work"}], "title": "Engineer", "locale": "en-GB",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "R&D", "manager": {"value": "m1"}},
    })
}

fn read(users: &ResourceType, body: &Value) -> Result<Object> {
    let attributes = normalize::resource(users, body, T)?.attributes;
    validate::complete(users, &attributes)?;
    Ok(attributes)
}

fn reading(c: &mut Criterion, users: &ResourceType) {
    let text = person(2).to_string();
    c.bench_function("body: parse", |b| {
        b.iter(|| body::parse(black_box(text.as_bytes()), 32));
    });
    let body = person(2);
    c.bench_function("sent: a person", |b| {
        b.iter(|| {
            let mut letters = 0;
            sent::each(users, Method::Post, black_box(&body), T, &mut |sent| {
                letters += sent.path.len();
            });
            letters
        });
    });
    for emails in [2, 200] {
        let body = person(emails);
        c.bench_function(&format!("normalize: {emails} e-mails"), |b| {
            b.iter(|| read(users, black_box(&body)));
        });
    }
}

fn patching(c: &mut Criterion, users: &ResourceType) -> Result<()> {
    let before = read(users, &person(2))?;
    for (name, operation) in [
        (
            "active",
            json!({"op": "replace", "value": {"active": false}}),
        ),
        (
            "value path",
            json!({"op": "replace", "path": "emails[type eq \"work\"].value", "value": "a@example.com"}),
        ),
        (
            "add an e-mail",
            json!({"op": "add", "path": "emails", "value": [{"value": "new@example.com"}]}),
        ),
    ] {
        let message = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]});
        c.bench_function(&format!("patch: {name}"), |b| {
            b.iter(|| {
                patch::apply(
                    users,
                    ID,
                    &before,
                    &patch::parse(black_box(&message), T)?,
                    T,
                )
            });
        });
    }
    Ok(())
}

fn answering(c: &mut Criterion, users: &ResourceType) -> Result<()> {
    let person = read(users, &person(2))?;
    c.bench_function("condition: compile", |b| {
        b.iter(|| condition::parse(users, black_box(FILTER), T));
    });
    let compiled = condition::parse(users, FILTER, T)?;
    c.bench_function("condition: match", |b| {
        b.iter(|| compiled.matches(black_box(&person)));
    });
    for (name, list) in [
        ("default", None),
        ("three names", Some("userName,name.givenName,emails")),
    ] {
        let projection = Projection::parse(list, None)?;
        c.bench_function(&format!("projection: {name}"), |b| {
            b.iter_batched(
                || person.clone(),
                |person| projection.apply(users, person),
                BatchSize::SmallInput,
            );
        });
    }
    Ok(())
}

fn all(c: &mut Criterion) {
    let registry = Registry::builtin();
    let users = registry.by_name("User");
    let users = users.iter();
    users.for_each(|users| {
        reading(c, users);
        assert_eq!(patching(c, users), Ok(()));
        assert_eq!(answering(c, users), Ok(()));
    });
}

criterion_group!(benches, all);
criterion_main!(benches);
