//! One of everything in a tenant that has an address in the API, and for each operation a body that it takes.

use rollcall_mapping::Definition;
use rollcall_provisioning::accounts::Role;
use rollcall_server::routes::permissions::OPERATIONS;
use serde_json::{Value, json};

use crate::accounts::member;
use crate::client::{Client, Reply};
use crate::gophish_stand_in::KEY;
use crate::harness::TestApp;
use crate::schemas::{BADGE, badge};

const PRINTER: &str = "urn:example:scim:2.0:Printer";
const CSV: (&str, &str) = ("content-type", "text/csv");
const LIST: &[u8] = b"E-Mail;Vorname;Nachname\r\nimp@example.com;Imp;Orted\r\n";

/// One of everything, by the ids that stand in addresses.
pub(crate) struct Things {
    pub(crate) person: String,
    pub(crate) leaver: String,
    group: String,
    token: String,
    connection: String,
    /// Of a SCIM server, and of Okta.
    pull: String,
    pub(crate) okta: String,
    /// A run of the latter.
    pub(crate) run: String,
    request: String,
    imported: String,
    pushed: String,
    webhook: String,
    stream: String,
    index: String,
    admin: String,
    pub(crate) invitation: String,
    key: String,
    link: String,
    /// The codes of the set-up link of the connection, and of an invitation.
    pub(crate) link_code: String,
    pub(crate) invitation_code: String,
}

impl Things {
    /// Makes them, as an owner of the tenant and as its provider.
    pub(crate) fn make(app: &TestApp, tenant: &str, owner: &Client, scim: &Client) -> Self {
        let person = scim.create_user("ada@example.com");
        let leaver = scim.create_user("bob@example.com");
        scim.deactivate(&leaver);
        let group = scim.create_group("Sales", &[&person]);
        let make = |path: &str, body: Value| {
            owner
                .post(&format!("/api/v1{path}"), &body)
                .expect(201)
                .json()
        };
        let id = |made: &Value| made["id"].as_str().unwrap().to_owned();
        let connection = id(&make("/connections", json!({ "name": "Okta" })));
        let token = json!({ "name": "Okta", "connection": connection });
        let token = id(&make("/tokens", token));
        let link = json!({ "lifetime_hours": 24 });
        let link = make(&format!("/connections/{connection}/set-up-links"), link);
        let directory = json!({ "kind": "scim", "url": "https://directory.example.com/scim" });
        let directory = json!({ "name": "Directory", "source": directory, "token": "t" });
        let pull = id(&make("/pulls", directory));
        let acme = json!({ "kind": "okta", "domain": "acme.okta.com", "client_id": "0oa1" });
        let okta = id(&make("/pulls", json!({ "name": "Acme", "source": acme })));
        let invitation = json!({ "email": format!("dan@{tenant}.example.com"), "role": "admin" });
        let invitation = make("/invitations", invitation);
        let cyd = format!("cyd@{tenant}.example.com");
        member(app, tenant, &cyd, Role::Admin);
        let requests = owner.get("/api/v1/requests?limit=1").expect(200).json();
        let (imported, pushed) = pair(owner, scim);
        define(owner);
        Self {
            admin: admin_of(owner, &cyd),
            request: id(&requests["requests"][0]),
            webhook: id(&make(
                "/webhooks",
                json!({ "name": "Hook", "url": "http://127.0.0.1:9/" }),
            )),
            stream: id(&make(
                "/event-streams",
                json!({ "name": "SIEM", "delivery": "poll" }),
            )),
            index: id(&make(
                "/indexes",
                json!({ "resource_type": "User", "attribute": "title" }),
            )),
            key: id(&make(
                "/api-keys",
                json!({ "name": "Reports", "role": "auditor" }),
            )),
            link_code: link["code"].as_str().unwrap().to_owned(),
            link: id(&link),
            invitation_code: invitation["code"].as_str().unwrap().to_owned(),
            invitation: id(&invitation),
            person,
            leaver,
            group,
            token,
            connection,
            pull,
            okta,
            run: uuid::Uuid::now_v7().to_string(),
            imported,
            pushed,
        }
    }

    /// The address of an operation about them.
    pub(crate) fn address(&self, pattern: &str) -> String {
        let id = match pattern {
            it if it.starts_with("/leavers") => &self.leaver,
            it if it.starts_with("/groups") => &self.group,
            it if it.starts_with("/tokens") => &self.token,
            it if it.starts_with("/requests") => &self.request,
            it if it.starts_with("/webhooks") => &self.webhook,
            it if it.starts_with("/event-streams") => &self.stream,
            it if it.starts_with("/indexes") => &self.index,
            it if it.starts_with("/admins") => &self.admin,
            it if it.starts_with("/invitations") => &self.invitation,
            it if it.starts_with("/api-keys") => &self.key,
            it if it.starts_with("/connections") => &self.link,
            _ => &self.person,
        };
        let name = if pattern.starts_with("/signatures") {
            "gmail"
        } else {
            "Printer"
        };
        let key = if pattern.contains("signatures") {
            "lines"
        } else {
            "job_title"
        };
        let connection = match pattern {
            it if it.ends_with("/hook") || it.contains("/runs") => &self.okta,
            it if it.starts_with("/pulls") => &self.pull,
            _ => &self.connection,
        };
        let address = pattern
            .replace("{id}", id)
            .replace("{connection}", connection)
            .replace("{run}", &self.run)
            .replace("{version}", "1")
            .replace("{key}", key)
            .replace("{urn}", BADGE)
            .replace("{name}", name)
            .replace("{imported}", &self.imported)
            .replace("{person}", &self.pushed)
            .replace("{code}", &self.invitation_code);
        format!("/api/v1{address}")
    }
}

/// Somebody of a list, and whom a provider pushes with the same address.
fn pair(owner: &Client, scim: &Client) -> (String, String) {
    let sent = owner.send("POST", "/api/v1/imports?source=agency", &[CSV], Some(LIST));
    sent.expect(200);
    scim.create_user("imp@example.com");
    let pair: Value =
        serde_json::from_str(&owner.get("/api/v1/adoptions").expect(200).text).unwrap();
    let id = |which: &str| pair[which]["id"].as_str().unwrap().to_owned();
    (id("imported"), id("person"))
}

/// A schema, a resource type, a version of the mapping and a draft of the next.
fn define(owner: &Client) {
    for (method, pattern) in [
        ("PUT", "/schemas/{urn}"),
        ("PUT", "/mapping/draft"),
        ("POST", "/mapping/draft/publish"),
        ("PUT", "/mapping/draft"),
    ] {
        let at = format!("/api/v1{}", pattern.replace("{urn}", BADGE));
        let reply = ask(owner, method, &at, body(method, pattern).as_ref());
        assert!(
            matches!(reply.status, 200 | 201),
            "{pattern}: {}",
            reply.text
        );
    }
    let attributes = json!([{ "name": "name", "type": "string", "required": true }]);
    let printer = json!({ "id": PRINTER, "name": "Printer", "attributes": attributes });
    let at = format!("/api/v1/schemas/{PRINTER}");
    owner.put(&at, &printer).expect(201);
    let at = "/api/v1/resource-types/Printer";
    let body = body("PUT", "/resource-types/{name}").unwrap();
    owner.put(at, &body).expect(201);
}

/// The id of the admin with this address.
pub(crate) fn admin_of(owner: &Client, email: &str) -> String {
    let admins = owner.get("/api/v1/admins").expect(200).json();
    let mut admins = admins["admins"].as_array().unwrap().iter();
    let found = admins.find(|it| it["email"] == email).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

/// Asks; a draft of the mapping is named by its revision.
#[track_caller]
pub(crate) fn ask(client: &Client, method: &str, address: &str, body: Option<&Value>) -> Reply {
    if address.contains("/imports") && method == "POST" {
        return client.send(method, address, &[CSV], Some(LIST));
    }
    let mut headers = vec![("content-type", "application/json")];
    let draft = "/api/v1/mapping/draft";
    let tag = match method != "GET" && address.starts_with(draft) {
        true => client.get(draft).header("etag").map(str::to_owned),
        false => None,
    };
    if let Some(tag) = &tag {
        headers.push(("if-match", tag));
    }
    let text = body.map(Value::to_string);
    let headers = if text.is_some() || tag.is_some() {
        &headers[..]
    } else {
        &[]
    };
    client.send(method, address, headers, text.as_deref().map(str::as_bytes))
}

/// A body that the operation takes; none where it takes none.
pub(crate) fn body(method: &str, pattern: &str) -> Option<Value> {
    if method == "GET" {
        return None;
    }
    let guard =
        || json!({ "enabled": true, "people_max": 1000, "percent_max": 0, "window_minutes": 60 });
    let body = match (method, pattern) {
        ("PUT", "/alerts/settings") => json!({ "emails": ["it@example.com"] }),
        ("PUT", "/people/{id}/smart-fields/{key}") => json!({ "value": "Countess" }),
        ("PUT", "/people/{id}/signature") => json!({ "signature": null }),
        ("POST", "/tokens") => json!({ "name": "Another" }),
        ("POST", "/tokens/{id}/revoke") => json!({ "confirm": "Okta" }),
        ("POST", "/connections") => json!({ "name": "Entra" }),
        ("PATCH", "/connections/{connection}") => json!({ "test_mode": true }),
        ("POST", "/pulls") => {
            json!({ "name": "R", "source": { "kind": "rippling" }, "token": "t" })
        }
        ("PATCH", "/pulls/{connection}") => json!({ "every_minutes": 7 }),
        ("POST", "/pulls/{connection}/connect" | "/pulls/{connection}/hook") => return None,
        (
            "POST",
            "/pulls/{connection}/runs/{run}/release" | "/pulls/{connection}/runs/{run}/reject",
        ) => {
            return None;
        }
        ("PUT", "/guard" | "/connections/{connection}/guard") => guard(),
        ("POST", "/connections/{connection}/disconnect") => {
            json!({ "people": "keep", "confirm": "Okta" })
        }
        ("POST", "/held/release" | "/held/reject") => json!({ "all": true }),
        ("POST", "/mapping/versions/{version}/restore") => json!({ "note": "again" }),
        ("PUT", "/mapping/draft") => json!(Definition::builtin()),
        ("POST", "/filters" | "/filters/matches") => json!({ "filter": "title pr" }),
        ("PUT", "/adoptions/{imported}/{person}") => json!({ "decision": "keep_apart" }),
        ("POST", "/webhooks") => json!({ "name": "Another", "url": "http://127.0.0.1:9/" }),
        ("POST", "/webhooks/{id}/replay") => json!({ "after": "0" }),
        ("PUT", "/gophish") => json!({ "url": "http://127.0.0.1:9", "api_key": KEY }),
        ("POST", "/event-streams") => json!({ "name": "Another", "delivery": "poll" }),
        ("PUT", "/schemas/{urn}") => badge(json!([{ "name": "door", "type": "string" }])),
        ("PUT", "/resource-types/{name}") => {
            json!({ "name": "Printer", "endpoint": "/Printers", "schema": PRINTER })
        }
        ("POST", "/indexes") => json!({ "resource_type": "User", "attribute": "nickName" }),
        ("PATCH", "/tenant") => json!({ "name": "Renamed" }),
        ("POST", "/tenants") => json!({ "id": "initech", "name": "Initech" }),
        ("PUT", "/admins/{id}") => json!({ "role": "auditor" }),
        ("POST", "/invitations") => json!({ "email": "eve@example.com", "role": "auditor" }),
        ("POST", "/api-keys") => json!({ "name": "Another", "role": "auditor" }),
        ("POST", "/connections/{connection}/set-up-links") => json!({ "lifetime_hours": 24 }),
        ("POST", "/set-up-link/tokens") => json!({ "name": "Theirs" }),
        ("DELETE", _) => return None,
        _ => json!({}),
    };
    Some(body)
}

/// Whether the operation changes something, as far as its method and who may do it tell.
pub(crate) fn changing()
-> impl Iterator<Item = &'static rollcall_server::routes::permissions::Operation> {
    use rollcall_server::routes::permissions::Permission;
    OPERATIONS
        .iter()
        .filter(|it| it.method != "GET" && it.permission != Permission::Read)
}
