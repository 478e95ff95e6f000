//! What holds for every page, in every language.

use std::collections::BTreeSet;

use actix_web::dev::{Path, ResourceDef};
use fluent_bundle::FluentArgs;
use include_dir::Dir;
use rollcall_mapping::Language;
use rollcall_provisioning::requests::CAUSES;
use serde_json::{Map, json};

use super::{PAGES, PARTS};
use crate::console::assets::CONSOLE;
use crate::console::{messages, render};

#[test]
fn every_page_is_made_of_problems_too() {
    let pages = PAGES.iter().map(|page| (page, ""));
    let parts = PARTS.iter().map(|part| (part, "parts/"));
    for (page, folder) in pages.chain(parts) {
        let mut given = Map::new();
        for question in page.questions {
            let problem =
                json!({"problem": {"status": 503, "title": "Busy", "detail": "<b>Later</b>"}});
            given.insert(question.name.to_owned(), problem);
        }
        let tenant = json!({"id": "t", "name": "<T>", "role": "owner"});
        given.insert("tenant".to_owned(), tenant);
        given.insert("session".to_owned(), json!({"installation_owner": true}));
        given.insert("title_key".to_owned(), page.title.into());
        for language in Language::ALL {
            let name = format!("{folder}{}.html", page.name);
            let made = render::page(language, &name, given.clone());
            let made = made.unwrap_or_else(|error| panic!("{}: {error:?}", page.name));
            assert!(
                !made.contains("<b>Later") && !made.contains("<T>"),
                "{made}"
            );
        }
    }
}

#[test]
fn each_key_has_a_page() {
    let of_keys: Vec<_> = PAGES
        .iter()
        .filter(|it| it.path.ends_with("/{key}"))
        .collect();
    assert_eq!(of_keys.len(), 2);
    for of_key in of_keys {
        let pattern = ResourceDef::new(of_key.path);
        for page in PAGES.iter().filter(|it| it.path != of_key.path) {
            let mut fixed = Path::new(page.path);
            let is_beside = pattern.capture_match_info(&mut fixed);
            let name = fixed.get("key").unwrap_or_default();
            let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            let is_key = is_beside && name.chars().all(letters);
            assert!(!is_key, "{} takes the place of {}", page.path, of_key.path);
        }
    }
}

#[test]
fn causes_are_told_in_every_language() {
    let said = |name: &str| format!("<{name}>");
    for cause in CAUSES {
        let mut given = FluentArgs::new();
        for name in cause.argument_names() {
            given.set(name, said(name));
        }
        let code = cause.code;
        for language in Language::ALL {
            let told = |what: &str| {
                let id = format!("cause-{what}-{code}");
                let text = messages::whole_message(language, &id, &given);
                text.unwrap_or_else(|| panic!("{language:?}: {id}"))
            };
            let (name, text, fix) = (told("name"), told("text"), told("fix"));
            assert!(!name.is_empty(), "{code}");
            for name in cause.argument_names() {
                assert!(text.contains(&said(name)), "{language:?}: {text}");
            }
            if language == Language::En {
                let words = cause.words(&|name: &str| Some(said(name)));
                assert_eq!((text.as_str(), fix.as_str()), (&*words, cause.fix.text));
            }
        }
    }
}

#[test]
fn every_message_is_there_in_every_language() {
    let english = ids(Language::En);
    for language in Language::ALL {
        assert_eq!(ids(language), english, "{language:?}");
        for id in &english {
            let text = messages::message(language, id, &FluentArgs::new());
            assert!(
                text.is_some_and(|text| !text.trim().is_empty()),
                "{language:?}: {id}"
            );
        }
    }
    for page in PAGES {
        assert!(english.contains(page.title), "{}", page.title);
    }
}

/// The ids of messages of a language.
fn ids(language: Language) -> BTreeSet<String> {
    let file = format!("messages/{}.ftl", language.tag());
    let text = CONSOLE.get_file(file).unwrap().contents_utf8().unwrap();
    let lines = text
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    let ids = lines.filter_map(|line| line.split_once(" ="));
    ids.map(|(id, _)| id.to_owned()).collect()
}

/// Every template with its name.
fn templates(folder: &'static Dir<'static>) -> Vec<(String, &'static str)> {
    let files = folder.files().filter_map(|file| {
        let name = file.path().display().to_string();
        Some((name, file.contents_utf8()?))
    });
    files.chain(folder.dirs().flat_map(templates)).collect()
}

#[test]
fn templates_ask_for_messages_that_are_there() {
    let known = ids(Language::En);
    let mut asked = 0;
    for (name, text) in templates(CONSOLE.get_dir("templates").unwrap()) {
        let double = text.match_indices("t(\"");
        for (at, call) in double.chain(text.match_indices("t('")) {
            let is_other = text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            if is_other {
                continue;
            }
            let quote = &call[2..];
            let (id, rest) = text[at + call.len()..].split_once(quote).unwrap();
            asked += 1;
            // One that is put together begins as some do.
            let is_known = match rest.trim_start().starts_with('~') {
                true => known.iter().any(|it| it.starts_with(id)),
                false => known.contains(id),
            };
            assert!(is_known, "{name}: {id}");
        }
    }
    assert!(asked > 1_000, "{asked}");
}

#[test]
fn a_message_that_is_missing_is_seen() {
    let given = Map::from_iter([("title_key".to_owned(), json!("no-such-message"))]);
    let made = render::page(Language::En, "error.html", given).unwrap();
    assert!(made.contains("⟦no-such-message⟧"), "{made}");
}
