//! The two editors: each changes what is theirs of what the tenant decides, and nothing of the other's.

use rollcall_mapping::{Definition, Signature};
use rollcall_provisioning::accounts::Role;
use serde_json::{Value, json};

use crate::accounts::{member, owner, refused};
use crate::client::{Client, Reply};
use crate::harness::{TestApp, on_both};

on_both! {
    each_editor_drafts_what_is_theirs,
    nobody_publishes_or_restores_what_is_anothers,
    values_by_hand_are_the_target_editors_where_targets_have_them,
}

const DRAFT: &str = "/api/v1/mapping/draft";

fn plain() -> Value {
    json!(Definition::builtin())
}

fn with_signatures(mut definition: Value) -> Value {
    definition["signatures"] = json!(Signature::starters());
    definition["assignment"] = json!({ "default": "lines" });
    definition
}

fn with_targets(mut definition: Value) -> Value {
    definition["targets"] = json!({ "exclusions": [{ "name": "All", "when": "userName pr" }] });
    definition
}

fn with_fields(mut definition: Value) -> Value {
    definition["fields"][0]["doc"] = json!("another one");
    definition
}

fn save(who: &Client, definition: &Value, revision: Option<&str>) -> Reply {
    let body = definition.to_string();
    let kind = ("content-type", "application/json");
    let tag = revision.map(|tag| ("if-match", tag));
    let headers: Vec<_> = [kind].into_iter().chain(tag).collect();
    who.send("PUT", DRAFT, &headers, Some(body.as_bytes()))
}

fn publish(who: &Client, tag: &str) -> Reply {
    let headers = [("if-match", tag), ("content-type", "application/json")];
    let path = format!("{DRAFT}/publish");
    who.send("POST", &path, &headers, Some(b"{}"))
}

fn tag(reply: &Reply) -> String {
    reply.header("etag").unwrap().to_owned()
}

/// Refused, and told which part it is about.
#[track_caller]
fn not_theirs(reply: &Reply, part: &str) {
    let detail = refused(reply, 403, "not_allowed");
    assert!(detail.contains(&format!("`{part}`")), "{detail}");
}

/// Editors: one who is signed in, and a key of that role for some areas.
fn editors(app: &TestApp, owner: &Client, role: Role) -> [Client; 2] {
    let word = role.as_str();
    let key = json!({ "name": word, "role": word, "areas": ["mapping", "people"] });
    let key = owner.post("/api/v1/api-keys", &key).expect(201).json();
    [
        member(app, "default", &format!("{word}@example.com"), role),
        app.with_token(key["secret"].as_str().unwrap()),
    ]
}

fn each_editor_drafts_what_is_theirs(app: &TestApp) {
    let owner = owner(app);
    let signers = editors(app, &owner, Role::SignatureEditor);
    let targeters = editors(app, &owner, Role::TargetEditor);
    for who in &signers {
        not_theirs(&save(who, &with_targets(plain()), None), "targets");
        not_theirs(
            &save(who, &with_fields(with_signatures(plain())), None),
            "fields",
        );
    }
    for who in &targeters {
        not_theirs(&save(who, &with_signatures(plain()), None), "signatures");
        not_theirs(&save(who, &with_fields(plain()), None), "fields");
    }
    // One draft of both: each leaves the other's part of it as it is.
    let first = save(&signers[0], &with_signatures(plain()), None).expect(201);
    not_theirs(
        &save(&targeters[0], &with_targets(plain()), Some(&tag(&first))),
        "signatures",
    );
    let both = with_targets(with_signatures(plain()));
    let second = save(&targeters[1], &both, Some(&tag(&first))).expect(200);
    not_theirs(&save(&signers[1], &plain(), Some(&tag(&second))), "targets");
    let mut country = both;
    country["default_country"] = json!("DE");
    not_theirs(&save(&signers[0], &country, Some(&tag(&second))), "fields");
}

fn nobody_publishes_or_restores_what_is_anothers(app: &TestApp) {
    let owner = owner(app);
    let admin = member(app, "default", "admin@example.com", Role::Admin);
    let signer = member(app, "default", "s@example.com", Role::SignatureEditor);
    let targeter = member(app, "default", "t@example.com", Role::TargetEditor);
    let first = save(&signer, &with_signatures(plain()), None).expect(201);
    not_theirs(&publish(&targeter, &tag(&first)), "signatures");
    publish(&signer, &tag(&first)).expect(200);
    let both = with_targets(with_signatures(plain()));
    let second = save(&targeter, &both, None).expect(201);
    not_theirs(&publish(&signer, &tag(&second)), "targets");
    publish(&targeter, &tag(&second)).expect(200);
    let restore = |who: &Client, version: i64| {
        let path = format!("/api/v1/mapping/versions/{version}/restore");
        who.post(&path, &json!({}))
    };
    // Of version 1 only the targets differ, of version 0 the signatures too.
    not_theirs(&restore(&signer, 1), "targets");
    not_theirs(&restore(&targeter, 0), "signatures");
    restore(&targeter, 1).expect(200);
    restore(&signer, 0).expect(200);
    not_theirs(&restore(&signer, 2), "targets");
    restore(&admin, 2).expect(200);
    let all = save(&admin, &with_fields(plain()), None).expect(201);
    publish(&owner, &tag(&all)).expect(200);
    not_theirs(&restore(&targeter, 2), "fields");
}

fn values_by_hand_are_the_target_editors_where_targets_have_them(app: &TestApp) {
    let owner = owner(app);
    let signers = editors(app, &owner, Role::SignatureEditor);
    let targeters = editors(app, &owner, Role::TargetEditor);
    let person = app.create_user("ada@corp.example");
    let path = |key: &str| format!("/api/v1/people/{person}/smart-fields/{key}");
    let value = |value: &str| json!({ "value": value, "locked": true });
    for who in &signers {
        not_theirs(
            &who.put(&path("email"), &value("eve@evil.example")),
            "targets",
        );
        not_theirs(&who.delete(&path("email")), "targets");
        who.put(&path("pronouns"), &value("she/her")).expect(200);
        who.delete(&path("pronouns")).expect(204);
    }
    for who in &targeters {
        not_theirs(&who.put(&path("pronouns"), &value("they")), "signatures");
        who.put(&path("email"), &value("ada@other.example"))
            .expect(200);
        who.delete(&path("email")).expect(204);
    }
    // Nor does one take a signature back that was given by hand.
    let signature = format!("/api/v1/people/{person}/signature");
    let given = signers[0].put(&signature, &json!({ "signature": null }));
    given.expect(200);
    not_theirs(&targeters[0].delete(&path("$signature")), "signatures");
}
