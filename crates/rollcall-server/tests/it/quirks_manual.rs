//! `docs/QUIRKS.md` is generated from the tables. `UPDATE_DOCS=1 cargo test -p rollcall-server` writes it anew;
//! otherwise it is compared.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use rollcall_conformance::{Case, Step};
use scim_core::quirks::{Effect, PROFILES, PROVIDERS, Provider, RULES, Rule, RuleEntry};
use serde_json::Value;

use crate::quirks::cases;

const COMMAND: &str = "UPDATE_DOCS=1 cargo test -p rollcall-server";

/// What every profile takes, with the case that shows it.
const EVERYWHERE: &[(&str, &str, &str)] = &[
    (
        "`op` in any case: `Add`, `Replace`, `Remove`",
        "Microsoft Entra ID",
        "entra_users/10_legacy_add",
    ),
    (
        "`emails eq \"x\"`, `members eq \"x\"`: a bare multi-valued attribute means its `value`",
        "Ping, AWS tools",
        "ping/01_match_by_bare_emails",
    ),
    (
        "`emails[type eq \"work\"].value eq \"x\"` in a filter, which the grammar has in PATCH only",
        "Microsoft Entra ID",
        "entra_users/04_match_work_email",
    ),
    (
        "a stray `&` at the end of the query",
        "OneLogin",
        "onelogin/02_stray_ampersand",
    ),
    (
        "a stray `?` at the end of the URL",
        "OneLogin",
        "onelogin/03_stray_question_mark",
    ),
    (
        "the flag `aadOptscim062020` in the query of every request",
        "Microsoft Entra ID",
        "entra_users/21_flag_in_the_url",
    ),
    (
        "`id`, `meta`, `groups` in the body of a POST or PUT, of whatever type: ignored",
        "Okta",
        "okta_users/20_garbage_meta_is_ignored",
    ),
    (
        "an extension that is sent but not named in `schemas`, and the reverse",
        "Okta, JumpCloud",
        "okta_users/10_extension_without_schema_entry",
    ),
    (
        "a manager or another reference that is nobody here: stored as it is",
        "Microsoft's SCIM Validator",
        "entra_users/15_manager_is_nobody",
    ),
    (
        "adding a member who is there and removing one who is not",
        "Okta, authentik",
        "okta_groups/16_remove_absent_member",
    ),
    (
        "the token after `Bearer` in any case, and alone",
        "Okta's Header Auth app",
        "okta_connection/08_bare_token",
    ),
    (
        "a slash at the end of the base URL",
        "administrators",
        "okta_connection/10_base_url_with_slash",
    ),
];

#[test]
fn the_manual_of_quirks() {
    let cases = cases();
    let mut text = format!("<!-- Generated: `{COMMAND}` writes it anew. -->\n");
    introduction(&mut text);
    profiles(&mut text);
    providers(&mut text);
    for (title, effect) in [
        ("More than the RFC: what providers send", Effect::Accepts),
        ("What the RFC leaves to the server", Effect::Chooses),
        (
            "Less than the RFC: what the interoperability profile demands",
            Effect::Demands,
        ),
    ] {
        writeln!(text, "\n## {title}").unwrap();
        for entry in RULES.iter().filter(|entry| entry.effect == effect) {
            rule(&mut text, entry, &cases);
        }
    }
    everywhere(&mut text, &cases);
    check(&text);
}

fn check(wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/QUIRKS.md");
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, wanted).unwrap();
    }
    let is = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        is == wanted,
        "docs/QUIRKS.md is not what the tables say: run {COMMAND}"
    );
}

fn introduction(text: &mut String) {
    text.push_str(
        "# Profiles and quirks\n\n\
         Identity providers send more than RFC 7643 and RFC 7644 have. Each such form is a rule with a name; a profile\n\
         is a set of rules, and every connection has one. The profile `auto` is the default and needs no setting.\n\n\
         ```sh\n\
         rollcall connection list\n\
         rollcall connection set --name default --profile entra\n\
         rollcall connection set --name default --rule +read-only-in-path,-dotted-keys\n\
         rollcall connection set --name default --basic refused\n\
         rollcall token create --name \"Okta\" --connection okta --profile okta\n\
         ```\n\n\
         `--rule` switches single rules on (`+`) and off (`-`) beside the profile. It replaces what was switched before;\n\
         `--rule \"\"` goes back to the profile alone. A running server follows within a second.\n\n\
         ## Profiles\n\n\
         | profile | what it is for |\n| --- | --- |\n",
    );
    for profile in PROFILES {
        writeln!(text, "| `{}` | {} |", profile.name, cell(profile.purpose)).unwrap();
    }
}

fn profiles(text: &mut String) {
    text.push_str("\n| rule |");
    for profile in PROFILES {
        write!(text, " {} |", profile.name).unwrap();
    }
    text.push_str("\n| --- |");
    text.push_str(&" :-: |".repeat(PROFILES.len()));
    text.push('\n');
    for entry in RULES {
        write!(text, "| [`{0}`](#{0}) |", entry.name).unwrap();
        for profile in PROFILES {
            let recognised = profile.name == "auto" && !recognised(entry.rule).is_empty();
            let mark = match (profile.rules.contains(&entry.rule), recognised) {
                (true, _) => " on |",
                (false, true) => " if recognised |",
                (false, false) => " |",
            };
            text.push_str(mark);
        }
        text.push('\n');
    }
}

/// The providers that a rule is switched on for.
fn recognised(rule: Rule) -> Vec<&'static str> {
    let has = |provider: &&Provider| provider.rules.contains(&rule);
    PROVIDERS
        .iter()
        .filter(has)
        .map(|provider| provider.label)
        .collect()
}

fn providers(text: &mut String) {
    text.push_str(
        "\n## Recognised providers\n\n\
         A provider is recognised by its `User-Agent`, by its query string, or by what only it puts into a body. Which one\n\
         it was, and since when, is shown by `rollcall connection list` and `GET /api/v1/connections`.\n\n\
         What it changes: in the profile `auto`, a request whose head (`User-Agent` or query string) gives a provider away\n\
         has that provider's own rules too. Bodies are only noted. Recognition never refuses what would have passed without\n\
         it; to have less than `auto`, set a profile.\n\n\
         | provider | `User-Agent` contains | query contains | body has | rules |\n| --- | --- | --- | --- | --- |\n",
    );
    for provider in PROVIDERS {
        let mut body: Vec<String> = provider
            .schemas
            .iter()
            .map(|urn| format!("`{urn}…` in `schemas`"))
            .collect();
        if provider.capital_operations {
            body.push("`op` as `Add`, `Replace`, `Remove`".to_owned());
        }
        let rules = provider.rules.iter().map(|rule| rule.entry().name);
        writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            provider.label,
            quoted(provider.agents.iter().copied()),
            quoted(provider.queries.iter().copied()),
            body.join(", "),
            quoted(rules)
        )
        .unwrap();
    }
}

fn quoted<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<_> = words.map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

fn rule(text: &mut String, entry: &RuleEntry, cases: &[Case]) {
    let case = named(cases, entry.example.case);
    let step = &case.steps[entry.example.step - 1];
    let mut on: Vec<_> = PROFILES
        .iter()
        .filter(|profile| profile.rules.contains(&entry.rule))
        .map(|profile| format!("`{}`", profile.name))
        .collect();
    for label in recognised(entry.rule) {
        on.push(format!("`auto` for {label}"));
    }
    let on = if on.is_empty() {
        "no profile".to_owned()
    } else {
        on.join(", ")
    };
    let folder = if entry.example.case.starts_with("options/") {
        "optional"
    } else {
        "cases"
    };
    write!(
        text,
        "\n### {}\n\n{}\n\n- Who: {}.\n- Without it: {}\n- On in: {on}.\n\n{} ([`{}`](../conformance/{folder}/{}.json)):\n\n```http\n{}```\n",
        entry.name,
        entry.meaning,
        entry.seen_from,
        entry.without,
        case.name,
        case.id,
        case.id,
        request(step)
    )
    .unwrap();
}

/// The request as it goes over the wire, variables and all.
fn request(step: &Step) -> String {
    let request = &step.request;
    let mut line = format!("{} {}", request.method, request.path);
    if let Some(query) = &request.raw_query {
        write!(line, "?{query}").unwrap();
    }
    for (index, (name, value)) in request.query.iter().enumerate() {
        let mark = if index == 0 { '?' } else { '&' };
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        write!(line, "{mark}{name}={value}").unwrap();
    }
    line.push('\n');
    if let Some(media_type) = &request.content_type {
        writeln!(line, "Content-Type: {media_type}").unwrap();
    }
    for (name, value) in &request.headers {
        if let Some(value) = value.as_ref().filter(|_| shows(name)) {
            writeln!(line, "{name}: {value}").unwrap();
        }
    }
    if let Some(body) = &request.body {
        writeln!(line, "\n{}", pretty(body)).unwrap();
    }
    line
}

fn shows(header: &str) -> bool {
    ["user-agent", "accept"].contains(&&*header.to_ascii_lowercase())
}

fn pretty(body: &Value) -> String {
    serde_json::to_string_pretty(body).unwrap()
}

fn everywhere(text: &mut String, cases: &[Case]) {
    text.push_str(
        "\n## In every profile\n\n\
         These harm nobody and are taken from everybody.\n\n| what | who sends it | case |\n| --- | --- | --- |\n",
    );
    for (what, who, id) in EVERYWHERE {
        let case = named(cases, id);
        writeln!(
            text,
            "| {} | {who} | [{}](../conformance/cases/{id}.json) |",
            cell(what),
            cell(&case.name)
        )
        .unwrap();
    }
}

fn named<'c>(cases: &'c [Case], id: &str) -> &'c Case {
    cases
        .iter()
        .find(|case| case.id == id)
        .unwrap_or_else(|| panic!("there is no case {id}"))
}

/// A table cell cannot hold a bar.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
