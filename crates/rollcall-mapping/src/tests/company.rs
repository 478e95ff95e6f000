//! The company of the tests: 200 people in four languages, with gaps and oddities (`company/README.md`).

use std::collections::HashMap;
use std::path::Path;
use std::{env, fs};

use scim_core::schema::Registry;
use scim_core::{Rules, fold, normalize};
use serde_json::Value;

use super::Someone;
use crate::{Mapping, Overrides, Person, TargetUser, manager_id};

/// Everybody, as the server would hold them, with their managers as this mapping sees them.
pub(super) fn people(mapping: &Mapping) -> Vec<Someone> {
    let registry = Registry::builtin();
    let users = registry.by_name("User").unwrap();
    let lines = include_str!("company/people.jsonl").lines();
    let mut people: Vec<_> = lines
        .map(|line| {
            let entry: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
            let body = normalize::resource(users, &entry["body"], Rules::ALL);
            Someone {
                what: text("what"),
                id: text("id"),
                object: body.unwrap_or_else(|it| panic!("{line}: {it}")).attributes,
                groups: serde_json::from_value(entry["groups"].clone()).unwrap(),
                manager: None,
                overrides: Overrides::new(),
            }
        })
        .collect();
    // As the server finds them: by id, or by user name whatever its case.
    let keys = people.iter().enumerate().flat_map(|(place, it)| {
        let name = it.object["userName"].as_str().unwrap();
        [
            (fold(&it.id).into_owned(), place),
            (fold(name).into_owned(), place),
        ]
    });
    let places: HashMap<_, _> = keys.collect();
    let managers: Vec<_> = people
        .iter()
        .map(|someone| {
            let place = places.get(&*fold(manager_id(&someone.object)?))?;
            Some(mapping.manager(&people[*place].person()))
        })
        .collect();
    for (someone, manager) in people.iter_mut().zip(managers) {
        someone.manager = manager;
    }
    people
}

/// Everybody's target-user record.
pub(super) fn target_users() -> Vec<TargetUser> {
    let mapping = Mapping::builtin();
    let user = |someone: &Someone| mapping.target_user(&someone.person());
    people(&mapping).iter().map(user).collect()
}

/// Holds a text to the file of that name below `company/`; `UPDATE_GOLDEN=1` writes the file anew.
pub(super) fn golden(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/tests/company")
        .join(file);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(text.lines()).find(|(old, new)| old != new);
    assert!(
        kept == text,
        "{file} is not what is made now: look, then UPDATE_GOLDEN=1 cargo test -p rollcall-mapping. First difference: {differs:?}"
    );
}

#[test]
fn they_are_two_hundred_in_four_languages_and_each_oddity_is_there() {
    let people = people(&Mapping::builtin());
    assert_eq!(people.len(), 200);
    for language in ["en", "de", "nl", "fr"] {
        let speaks = |it: &&Someone| {
            let sent = ["preferredLanguage", "locale"].map(|name| it.object.get(name));
            let mut sent = sent.into_iter().flatten().filter_map(Value::as_str);
            sent.any(|tag| tag.starts_with(language))
        };
        assert!(people.iter().filter(speaks).count() >= 30, "{language}");
    }
    assert!(people.iter().filter(|it| it.manager.is_some()).count() > 150);
    assert!(people.iter().any(|it| it.groups.len() == 300));
    let odd: Vec<_> = people
        .iter()
        .map(|it| &it.what)
        .filter(|it| !it.is_empty())
        .collect();
    assert!(odd.len() > 30, "{odd:?}");
}

#[test]
fn a_circle_of_managers_ends() {
    let mapping = Mapping::builtin();
    let people = people(&mapping);
    let circle = |name: &str| {
        let of = |it: &&Someone| it.object["userName"].as_str() == Some(name);
        let someone = people.iter().find(of).unwrap();
        let person: Person<'_> = someone.person();
        mapping.target_user(&person).manager_name
    };
    assert_eq!(
        circle("circle1@example.com").as_deref(),
        Some("Cosmo Circle")
    );
    assert_eq!(
        circle("circle2@example.com").as_deref(),
        Some("Cora Circle")
    );
    assert_eq!(circle("self@example.com").as_deref(), Some("Selma Self"));
}
