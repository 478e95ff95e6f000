//! Somebody who knows the ids of another tenant's things gets nowhere with them, whatever they ask.

use std::collections::BTreeMap;

use rollcall_provisioning::accounts::Role;
use rollcall_provisioning::auth::Scope;
use rollcall_server::routes::permissions::{OPERATIONS, Operation, Permission};
use serde_json::{Value, json};

use crate::accounts::{member, owner};
use crate::client::Client;
use crate::harness::{TestApp, on_both};
use crate::operation_samples::{Things, ask, body};

on_both! {
    ids_of_another_tenant_are_ids_of_nothing,
}

/// What names nothing of a tenant's own, and why.
const NOBODYS: [(&str, &str); 3] = [
    ("/signatures/scripts/{name}", "the same for everybody"),
    (
        "/signatures/starters/{key}/example",
        "the same for everybody",
    ),
    (
        "/mapping/fields/{key}/lacking",
        "a field's key, which every tenant's mapping may have",
    ),
];

/// Whether the place in the address is a name that anybody may give to a thing of their own.
fn makes_its_own(operation: &Operation) -> bool {
    let own = ["/schemas/{urn}", "/resource-types/{name}"];
    operation.method == "PUT" && own.contains(&operation.pattern)
}

/// Areas of which some members change by themselves: when somebody was here last, and how far it is what is built or sent in the
/// background.
const MOVING_AREAS: [&str; 6] = [
    "/tokens",
    "/api-keys",
    "/webhooks",
    "/connections",
    "/indexes",
    "/admins",
];
/// Those members.
const MOVING_MEMBERS: [&str; 15] = [
    "last_used_at",
    "last_used_address",
    "last_used_agent",
    "last_request_at",
    "last_seen_at",
    "speaks_like",
    "count",
    "position",
    "attempts",
    "last_error",
    "next_attempt_at",
    "resources",
    "resources_indexed",
    "unused",
    // Of webhooks and indexes; of tokens and connections other members tell of it.
    "state",
];

/// Takes these members out of an answer.
fn without(value: &mut Value, names: &[&str]) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !names.contains(&&**name));
            members.values_mut().for_each(|it| without(it, names));
        }
        Value::Array(all) => all.iter_mut().for_each(|it| without(it, names)),
        _ => {}
    }
}

/// Everything that may be read of a tenant and stands still.
fn all_of(owner: &Client, things: &Things) -> BTreeMap<String, Value> {
    // Streams never end, and the others change by themselves.
    const MOVES: [&str; 11] = [
        "/pulls",
        "/requests/stream",
        "/live",
        "/overview",
        "/summary",
        "/audit/export",
        "/bundle",
        "/attempts",
        "/dropped-attributes",
        "/changes",
        "/what-we-store",
    ];
    let read = OPERATIONS.iter().filter(|it| {
        it.method == "GET"
            && matches!(
                it.permission,
                Permission::Read | Permission::Provision | Permission::Own | Permission::Audit
            )
            && !MOVES.iter().any(|moving| it.pattern.contains(moving))
    });
    read.map(|it| {
        let address = things.address(it.pattern);
        let reply = owner.get(&address);
        let mut answer =
            serde_json::from_str(&reply.text).unwrap_or_else(|_| Value::from(reply.text));
        if MOVING_AREAS.iter().any(|area| it.pattern.starts_with(area)) {
            without(&mut answer, &MOVING_MEMBERS);
        }
        // A problem has the id of its request.
        if let (400.., Some(problem)) = (reply.status, answer.as_object_mut()) {
            problem.remove("request_id");
        }
        (address, json!([reply.status, answer]))
    })
    .collect()
}

fn ids_of_another_tenant_are_ids_of_nothing(app: &TestApp) {
    let installation = owner(app);
    let globex = app.client_of("globex", Scope::Scim);
    let theirs = member(app, "globex", "bob@example.com", Role::Owner);
    let things = Things::make(app, "globex", &theirs, &globex);
    let ours = member(app, "default", "eve@example.com", Role::Owner);
    let key = json!({ "name": "Scripts", "role": "owner" });
    let key = installation
        .post("/api/v1/api-keys", &key)
        .expect(201)
        .json();
    let key = app.with_token(key["secret"].as_str().unwrap());

    // What tells the time differs already.
    let (first, mut before) = (all_of(&theirs, &things), all_of(&theirs, &things));
    before.retain(|address, was| first[address] == *was);
    assert!(before.len() > 50, "{before:#?}");
    let lists = [
        "tokens",
        "api-keys",
        "webhooks",
        "connections",
        "indexes",
        "admins",
    ];
    for list in lists.map(|it| format!("/api/v1/{it}")) {
        assert!(
            before.contains_key(&list),
            "{list} moves: {} {}",
            first[&list],
            all_of(&theirs, &things)[&list]
        );
    }
    let of_tenant = OPERATIONS.iter().filter(|it| {
        let is_of_tenant = !matches!(
            it.permission,
            Permission::Public | Permission::Session | Permission::Link | Permission::Install
        );
        is_of_tenant && !NOBODYS.iter().any(|(pattern, _)| *pattern == it.pattern)
    });
    let (mut tried, mut open) = (0, Vec::new());
    for operation in of_tenant {
        let (method, pattern) = (operation.method, operation.pattern);
        let (address, body) = (things.address(pattern), body(method, pattern));
        // Nor is a tenant reached by its name.
        let mut callers = vec![ours.in_tenant("globex")];
        if pattern.contains('{') && !makes_its_own(operation) {
            callers.extend([ours.clone(), key.clone()]);
        }
        for caller in callers {
            let reply = ask(&caller, method, &address, body.as_ref());
            tried += 1;
            if reply.status != 404 {
                open.push(format!(
                    "{method} {pattern}: {} {}",
                    reply.status, reply.text
                ));
            }
        }
    }
    assert!(open.is_empty(), "{open:#?}");
    assert!(tried > 200, "{tried}");
    let after = all_of(&theirs, &things);
    for (address, was) in &before {
        assert_eq!(&after[address], was, "{address}");
    }
}
