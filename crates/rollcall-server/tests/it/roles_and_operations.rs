//! Each role may do what the manual says, at each operation of the API, and nothing else.

use rollcall_provisioning::accounts::Role;
use rollcall_server::routes::permissions::{OPERATIONS, Operation, Permission};
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
    for operation in OPERATIONS {
        let address = address(operation.pattern);
        let said = format!("{} {}", operation.method, operation.pattern);
        if operation.permission == Permission::Public {
            assert_ne!(status(&nobody, operation, &address), 403, "{said}");
            continue;
        }
        assert_eq!(status(&nobody, operation, &address), 401, "{said}");
        // It never ends where one is let in, and ends a session.
        if operation.pattern.ends_with("/stream") || said == "DELETE /session" {
            continue;
        }
        for (role, session, key) in &all {
            let may = roles(operation.permission).contains(role);
            let has = status(key, operation, &address) != 403;
            assert_eq!(has, may, "{said} with a key of {role:?}");
            let may = may || operation.permission == Permission::Session;
            let has = status(session, operation, &address) != 403;
            assert_eq!(has, may, "{said} as {role:?}");
        }
        let may = !matches!(operation.permission, Permission::Link);
        let has = status(&installation, operation, &address) != 403;
        assert_eq!(has, may, "{said} as the owner of the installation");
    }
}
