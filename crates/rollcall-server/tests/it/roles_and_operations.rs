//! Each role may do what the manual says, at each operation of the API, and nothing else.

use rollcall_provisioning::accounts::Role;
use rollcall_server::routes::permissions::{OPERATIONS, Operation, Permission, is_open_to};
use serde_json::{Value, json};

use crate::accounts::{member, owner};
use crate::client::Client;
use crate::harness::{TestApp, on_both};
use crate::operation_samples::body;

on_both! {
    each_role_is_let_in_where_it_belongs,
}

/// Who may, as docs/ADMINS.md has it.
fn roles(permission: Permission) -> &'static [Role] {
    use Role::{Admin, Auditor, Owner, SignatureEditor, TargetEditor};
    match permission {
        Permission::Read => &[Owner, Admin, Auditor, SignatureEditor, TargetEditor],
        Permission::Provision => &[Owner, Admin],
        Permission::Map => &[Owner, Admin, SignatureEditor, TargetEditor],
        Permission::Signatures => &[Owner, Admin, SignatureEditor],
        Permission::Targets => &[Owner, Admin, TargetEditor],
        Permission::Audit => &[Owner, Admin, Auditor],
        Permission::Own => &[Owner],
        Permission::Install | Permission::Session | Permission::Link | Permission::Public => &[],
    }
}

/// Asks about something that is not there, with a body that says nothing: enough to see who is let in, and nothing is changed.
fn status(client: &Client, operation: &Operation, address: &str) -> u16 {
    let method = operation.method;
    let body = body(method, operation.pattern).map(|_| Value::from("nothing"));
    let reply = match &body {
        Some(body) => client.send_json(method, address, body),
        None => client.send(method, address, &[], None),
    };
    let is_refusal = reply.status == 403;
    assert_eq!(
        is_refusal,
        reply.text.contains("\"not_allowed\""),
        "{method} {address}: {}",
        reply.text
    );
    reply.status
}

fn address(pattern: &str) -> String {
    let mut address = String::from("/api/v1");
    for segment in pattern.split('/').skip(1) {
        address.push('/');
        address.push_str(if segment.starts_with('{') {
            "nothing"
        } else {
            segment
        });
    }
    address
}

/// What the console is told of it before it draws a button.
fn told(address: &str, method: &str, role: Role, owns_installation: bool) -> bool {
    let path = address.strip_prefix("/api/v1").unwrap();
    is_open_to(method, path, Some(role), owns_installation)
}

fn each_role_is_let_in_where_it_belongs(app: &TestApp) {
    let installation = owner(app);
    let all = Role::WORDS.map(|(word, role)| {
        let session = member(app, "default", &format!("{word}@example.com"), role);
        let key = json!({ "name": word, "role": word });
        let key = installation
            .post("/api/v1/api-keys", &key)
            .expect(201)
            .json();
        (
            role,
            session,
            app.with_token(key["secret"].as_str().unwrap()),
        )
    });
    let nobody = app.with_token("");
    let mut wrong = Vec::new();
    let mut check = |is: u16, may: bool, who: &str| {
        // Whoever is let in is known, and told something that was meant for them.
        let is_in = !matches!(is, 401 | 403 | 500..);
        let is_as_told = if may { is_in } else { is == 403 };
        if !is_as_told {
            wrong.push(format!("{who}: {is}"));
        }
    };
    for operation in OPERATIONS {
        let address = address(operation.pattern);
        let said = format!("{} {}", operation.method, operation.pattern);
        let unknown = status(&nobody, operation, &address);
        if operation.permission == Permission::Public {
            check(unknown, true, &format!("{said} as nobody"));
            continue;
        }
        assert_eq!(unknown, 401, "{said}");
        // Where one is let in, it never ends, is no text, or ends the session.
        let is_odd = operation.pattern.ends_with("/stream") || said == "GET /signatures/bundle";
        if is_odd || said == "DELETE /session" {
            continue;
        }
        for (role, session, key) in &all {
            let may = roles(operation.permission).contains(role);
            let with_key = status(key, operation, &address);
            check(with_key, may, &format!("{said} with a key of {role:?}"));
            let may = may || operation.permission == Permission::Session;
            let signed_in = status(session, operation, &address);
            check(signed_in, may, &format!("{said} as {role:?}"));
            let beforehand = told(&address, operation.method, *role, false);
            assert_eq!(beforehand, may, "{said} as {role:?}");
        }
        let may = operation.permission != Permission::Link;
        assert_eq!(told(&address, operation.method, Role::Owner, true), may);
        let owners = status(&installation, operation, &address);
        check(owners, may, &format!("{said} as the installation's owner"));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
