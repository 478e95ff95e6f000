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

/// Everything that may be read of a tenant and stands still.
fn all_of(owner: &Client, things: &Things) -> BTreeMap<String, Value> {
    // Streams never end, and the others change by themselves: times of last use, what is built or sent in the background.
    const MOVES: [&str; 14] = [
        "/requests/stream",
        "/live",
        "/overview",
        "/summary",
        "/audit/export",
        "/tokens",
        "/bundle",
        "/webhooks",
        "/indexes",
        "/connections",
        "/dropped-attributes",
        "/changes",
        "/what-we-store",
        // Who reads was seen.
        "/admins",
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
        let mut text = reply.text;
        // A problem has the id of its request.
        if let (400.., Some(at)) = (reply.status, text.find("request_id")) {
            text.truncate(at);
        }
        (address, json!([reply.status, text]))
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
    assert!(before.len() > 40, "{before:#?}");
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
