//! Each command is known either to read or to change something, and what changes something is in the audit log.

use std::collections::BTreeSet;

use rollcall_mapping::Definition;
use rollcall_server::routes::permissions::OPERATIONS;
use serde_json::{Value, json};

use crate::program::Place;
use crate::schemas::{BADGE, badge};

/// Commands that change nothing, or are the server itself.
const READ: [&str; 44] = [
    "serve",
    "token list",
    "connection list",
    "connection attributes",
    "connection dropped",
    "stream list",
    "admin list",
    "audit export",
    "tenant list",
    "schema list",
    "index list",
    "mapping show",
    "mapping explain",
    "mapping preview",
    "mapping diff",
    "mapping completeness",
    "mapping lacking",
    "mapping history",
    "signature list",
    "signature starters",
    "signature show",
    "signature assignments",
    "signature lint",
    "signature bundle",
    "signature script",
    "adoption list",
    "leaver list",
    "guard show",
    "guard list",
    "alerts list",
    "alerts show",
    "pull list",
    "pull show",
    "pull runs",
    "pull vanished",
    "gophish show",
    "export target-users",
    "export smart-fields",
    "webhook list",
    "webhook attempts",
    "requests list",
    "requests show",
    "requests follow",
    "changes",
];

/// Commands about no installation, or about its database as a whole.
const BESIDE: [&str; 4] = ["simulate okta", "migrate", "healthcheck", "check-config"];

/// Commands that call the same verb as an operation of the API, of which each has an entry.
const AS_BY_THE_API: [(&str, &str, &str); 19] = [
    (
        "admin reset-password",
        "POST",
        "/admins/{id}/password-reset",
    ),
    ("signature set", "PUT", "/people/{id}/signature"),
    ("signature unset", "DELETE", "/people/{id}/signature"),
    ("import target-users", "POST", "/imports"),
    ("adoption link", "PUT", "/adoptions/{imported}/{person}"),
    (
        "adoption keep-apart",
        "PUT",
        "/adoptions/{imported}/{person}",
    ),
    ("adoption ask", "PUT", "/adoptions/{imported}/{person}"),
    ("leaver restore", "POST", "/leavers/{id}/restore"),
    ("leaver purge", "DELETE", "/leavers/{id}"),
    ("guard release", "POST", "/held/release"),
    ("guard reject", "POST", "/held/reject"),
    ("pull sync", "POST", "/pulls/{connection}/sync"),
    (
        "pull release",
        "POST",
        "/pulls/{connection}/runs/{run}/release",
    ),
    (
        "pull reject",
        "POST",
        "/pulls/{connection}/runs/{run}/reject",
    ),
    ("gophish sync", "POST", "/gophish/sync"),
    ("webhook test", "POST", "/webhooks/{id}/test"),
    ("webhook enable", "POST", "/webhooks/{id}/enable"),
    ("webhook replay", "POST", "/webhooks/{id}/replay"),
    ("requests replay", "POST", "/requests/{id}/replay"),
];

/// The others, one after the other, with what the audit log calls it.
const CHANGE: [(&str, &[&str], &str); 32] = [
    ("tenant create", &["default"], "tenant.create"),
    ("token create", &["--name", "Okta"], "token.create"),
    ("token rotate", &["Okta"], "token.rotate"),
    ("token create", &["--name", "Another"], "token.create"),
    ("token revoke", &["Another"], "token.revoke"),
    (
        "connection set",
        &["--profile", "strict"],
        "connection.change",
    ),
    ("connection pause", &["default"], "connection.change"),
    ("connection resume", &["default"], "connection.change"),
    (
        "stream create",
        &["--name", "SIEM", "--poll"],
        "event_stream.create",
    ),
    ("stream pause", &["SIEM"], "event_stream.pause"),
    ("stream resume", &["SIEM"], "event_stream.resume"),
    ("stream delete", &["SIEM"], "event_stream.delete"),
    (
        "admin invite",
        &["ada@example.com", "--role", "admin"],
        "invitation.create",
    ),
    ("admin set-up-link", &[], "set_up_link.create"),
    ("schema add", &["badge.json"], "schema.define"),
    ("schema remove", &[BADGE], "schema.remove"),
    ("index create", &["title"], "index.create"),
    ("index delete", &["title"], "index.delete"),
    ("mapping draft", &["mapping.json"], "mapping.draft"),
    ("mapping publish", &[], "mapping.publish"),
    ("mapping restore", &["0"], "mapping.restore"),
    ("mapping draft", &["mapping.json"], "mapping.draft"),
    ("mapping discard", &[], "mapping.discard"),
    ("guard set", &["--people", "7"], "guard.set"),
    ("alerts set", &["--language", "de"], "alerts.set"),
    (
        "pull create",
        &[
            "--name",
            "Acme",
            "--from",
            "okta",
            "--domain",
            "acme.okta.com",
            "--client-id",
            "0oa1",
        ],
        "pull.create",
    ),
    ("pull set", &["Acme", "--every-minutes", "7"], "pull.change"),
    (
        "pull connect",
        &["Acme", "--public-url", "https://rollcall.example.com"],
        "pull.sign_in_begin",
    ),
    (
        "pull hook",
        &["Acme", "--public-url", "https://rollcall.example.com"],
        "pull.hook",
    ),
    (
        "gophish connect",
        &["--url", "https://gophish.example.com", "--key-file", "key"],
        "gophish.connect",
    ),
    ("gophish disconnect", &[], "gophish.disconnect"),
    (
        "webhook create",
        &["--name", "Hook", "--url", "https://hook.example.com/"],
        "webhook.create",
    ),
];

/// At last.
const END: [(&str, &[&str], &str); 2] = [
    ("webhook delete", &["Hook"], "webhook.delete"),
    (
        "connection disconnect",
        &["default", "--people", "keep", "--confirm", "default"],
        "connection.disconnect",
    ),
];

/// The names of the commands that a help lists.
fn listed(place: &Place, of: &[&str]) -> Vec<String> {
    let help = place.ok(&[of, &["--help"]].concat());
    let Some((_, rest)) = help.split_once("\nCommands:\n") else {
        return Vec::new();
    };
    // What a line goes on with is further to the right.
    let lines = rest.lines().take_while(|line| !line.is_empty());
    let names = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

fn entries(place: &Place, more: &[&str]) -> Vec<Value> {
    let text = place.ok(&[&["audit", "export", "--format", "ndjson"], more].concat());
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn each_command_is_known_to_read_or_to_change() {
    let place = Place::new();
    let mut commands = BTreeSet::new();
    for group in listed(&place, &[]) {
        let below = listed(&place, &[&group]);
        if below.is_empty() {
            commands.insert(group);
        } else {
            commands.extend(below.into_iter().map(|name| format!("{group} {name}")));
        }
    }
    for (command, method, pattern) in AS_BY_THE_API {
        let mut all = OPERATIONS.iter();
        assert!(
            all.any(|it| (it.method, it.pattern) == (method, pattern)),
            "{command}"
        );
    }
    let changed = CHANGE.iter().chain(&END).map(|(command, ..)| *command);
    let by_the_api = AS_BY_THE_API.iter().map(|(command, ..)| *command);
    let told: BTreeSet<_> = READ
        .into_iter()
        .chain(BESIDE)
        .chain(changed)
        .chain(by_the_api)
        .map(str::to_owned)
        .collect();
    assert_eq!(commands, told);
}

#[test]
fn each_change_by_command_has_an_entry() {
    let place = Place::new();
    let write = |name: &str, text: String| std::fs::write(place.path().join(name), text).unwrap();
    write(
        "badge.json",
        badge(json!([{ "name": "door", "type": "string" }])).to_string(),
    );
    write("mapping.json", json!(Definition::builtin()).to_string());
    write("key", "x".repeat(64));
    for (command, arguments, action) in CHANGE.iter().chain(&END) {
        let words: Vec<_> = command
            .split(' ')
            .chain(arguments.iter().copied())
            .collect();
        place.ok(&words);
        let of = if *command == "admin set-up-link" {
            &["--installation"][..]
        } else {
            &[]
        };
        let entry = &entries(&place, of)[0];
        assert_eq!(
            (&entry["action"], &entry["actor"]["kind"]),
            (&json!(action), &json!("command_line")),
            "{command}: {entry}"
        );
    }
}
