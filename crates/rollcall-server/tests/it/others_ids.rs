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
const NOBODYS: [(&str, &str); 2] = [
    ("/signatures/scripts/{name}", "the same for everybody"),
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
    const MOVES: [&str; 12] = [
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
        assert!(
            reply.status == 200 || reply.status == 404,
            "{address}: {}",
            reply.text
        );
        let mut text = reply.text;
        // A problem has the id of its request.
        if let (404, Some(at)) = (reply.status, text.find("request_id")) {
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

    let before = all_of(&theirs, &things);
    let of_tenant = OPERATIONS.iter().filter(|it| {
        let is_of_tenant = !matches!(
            it.permission,
            Permission::Public | Permission::Session | Permission::Link | Permission::Install
        );
        is_of_tenant && !NOBODYS.iter().any(|(pattern, _)| *pattern == it.pattern)
    });
    let mut tried = 0;
    for operation in of_tenant {
        let (method, pattern) = (operation.method, operation.pattern);
        let (address, body) = (things.address(pattern), body(method, pattern));
        if pattern.contains('{') && !makes_its_own(operation) {
            for caller in [&ours, &key] {
                let reply = ask(caller, method, &address, body.as_ref());
                assert_eq!(reply.status, 404, "{method} {pattern}: {}", reply.text);
                tried += 1;
            }
        }
        // Nor is a tenant reached by its name.
        let elsewhere = ours.in_tenant("globex");
        let reply = ask(&elsewhere, method, &address, body.as_ref());
        assert_eq!(
            reply.status, 404,
            "{method} {pattern} in globex: {}",
            reply.text
        );
    }
    assert!(tried > 100, "{tried}");
    let after = all_of(&theirs, &things);
    for (address, was) in &before {
        assert_eq!(&after[address], was, "{address}");
    }
}
