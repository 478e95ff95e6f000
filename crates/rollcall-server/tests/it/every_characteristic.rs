//! A resource type that has an attribute for every type, mutability, returned, caseExact and uniqueness there is,
//! and what becomes of each: what is enforced, what is shown where.

use rollcall_provisioning::auth::Scope;
use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::harness::{TestApp, on_both};

on_both! { every_characteristic_is_true }

const BASE: &str = "urn:example:scim:2.0:TestResource";
const KINDS: [&str; 7] = [
    "string",
    "boolean",
    "decimal",
    "integer",
    "dateTime",
    "reference",
    "binary",
];
const MUTABILITIES: [&str; 4] = ["readOnly", "readWrite", "immutable", "writeOnly"];
const RETURNED: [&str; 4] = ["always", "never", "default", "request"];

/// One attribute of the type.
#[derive(Clone)]
struct Attribute {
    kind: &'static str,
    mutability: &'static str,
    returned: &'static str,
    exact: bool,
    uniqueness: &'static str,
    multi_valued: bool,
}

impl Attribute {
    fn urn(&self) -> String {
        format!("urn:example:scim:2.0:Test{}", self.kind)
    }

    fn name(&self) -> String {
        let (exact, many) = (
            if self.exact { "exact" } else { "any" },
            if self.multi_valued { "-many" } else { "" },
        );
        format!(
            "{}-{}-{exact}-{}{many}",
            self.mutability, self.returned, self.uniqueness
        )
    }

    fn path(&self) -> String {
        format!("{}:{}", self.urn(), self.name())
    }

    fn definition(&self) -> Value {
        json!({"name": self.name(), "type": self.kind, "multiValued": self.multi_valued, "caseExact": self.exact,
               "mutability": self.mutability, "returned": self.returned, "uniqueness": self.uniqueness})
    }

    /// One of two values that differ; `upper` writes the first in another case.
    fn value(&self, second: bool, upper: bool) -> Value {
        let text = |first: &str, other: &str| match (second, upper) {
            (true, _) => json!(other),
            (false, true) => json!(first.to_uppercase()),
            (false, false) => json!(first),
        };
        let one = match self.kind {
            "boolean" => json!(!second),
            "decimal" => json!(if second { 2.5 } else { 1.5 }),
            "integer" => json!(if second { 2 } else { 1 }),
            "dateTime" => json!(if second {
                "2027-01-01T00:00:00Z"
            } else {
                "2026-01-01T00:00:00Z"
            }),
            "binary" => json!(if second { "BBBB" } else { "AAAA" }),
            "reference" => text("https://x.example/one", "https://x.example/two"),
            _ => text("one", "two"),
        };
        if self.multi_valued { json!([one]) } else { one }
    }

    /// As defined, but that a reference and a binary are always case exact (RFC 7643 §2.3.6, §2.3.7).
    fn published(&self) -> Value {
        let mut published = self.definition();
        published["caseExact"] = json!(self.is_exact());
        published
    }

    fn is_exact(&self) -> bool {
        self.exact || matches!(self.kind, "reference" | "binary")
    }

    fn is_kept(&self) -> bool {
        self.returned != "never" && self.mutability != "writeOnly"
    }

    fn is_stored(&self) -> bool {
        self.is_kept() && self.mutability != "readOnly"
    }
}

/// Every combination that there can be: what is never kept cannot be unique.
fn attributes() -> Vec<Attribute> {
    let mut all = Vec::new();
    for kind in KINDS {
        for mutability in MUTABILITIES {
            for returned in RETURNED {
                for (exact, uniqueness) in [
                    (false, "none"),
                    (true, "none"),
                    (false, "server"),
                    (true, "server"),
                    (false, "global"),
                    (true, "global"),
                ] {
                    let one = Attribute {
                        kind,
                        mutability,
                        returned,
                        exact,
                        uniqueness,
                        multi_valued: false,
                    };
                    if one.is_kept() || uniqueness == "none" {
                        all.push(one);
                    }
                }
                all.push(Attribute {
                    kind,
                    mutability,
                    returned,
                    exact: false,
                    uniqueness: "none",
                    multi_valued: true,
                });
            }
        }
    }
    all
}

fn define(admin: &Client, attributes: &[Attribute]) {
    let mut urns = Vec::new();
    for kind in KINDS {
        let own: Vec<_> = attributes.iter().filter(|one| one.kind == kind).collect();
        let urn = own[0].urn();
        let definitions: Vec<_> = own.iter().map(|one| one.definition()).collect();
        let schema = json!({"id": urn, "name": kind, "attributes": definitions});
        admin
            .put(&format!("/api/v1/schemas/{urn}"), &schema)
            .expect(201);
        urns.push(urn);
    }
    let complex = json!({"name": "parts", "type": "complex", "multiValued": true, "subAttributes": [
        {"name": "value", "required": true}, {"name": "serial", "uniqueness": "server"}, {"name": "note", "returned": "request"},
        {"name": "secret", "returned": "never"}, {"name": "made", "mutability": "readOnly"}]});
    let base = json!({"id": BASE, "name": "TestResource", "attributes": [{"name": "label", "required": true, "canonicalValues": ["a", "b"]}, complex]});
    admin
        .put(&format!("/api/v1/schemas/{BASE}"), &base)
        .expect(201);
    let extensions: Vec<_> = urns
        .iter()
        .map(|urn| json!({"schema": urn, "required": false}))
        .collect();
    let rt = json!({"name": "TestResource", "endpoint": "/TestResources", "schema": BASE, "schemaExtensions": extensions});
    admin
        .put("/api/v1/resource-types/TestResource", &rt)
        .expect(201);
}

/// A body with these attributes, each with its first value.
fn body<'a>(attributes: impl IntoIterator<Item = &'a Attribute>) -> Value {
    let mut body = Map::from_iter([("label".to_owned(), json!("neither a nor b"))]);
    let mut schemas = vec![json!(BASE)];
    for one in attributes {
        let extension = body.entry(one.urn()).or_insert_with(|| {
            schemas.push(json!(one.urn()));
            json!({})
        });
        extension[one.name()] = one.value(false, false);
    }
    body.insert("schemas".to_owned(), Value::Array(schemas));
    Value::Object(body)
}

fn shown<'v>(resource: &'v Value, one: &Attribute) -> Option<&'v Value> {
    resource.get(one.urn())?.get(one.name())
}

fn every_characteristic_is_true(app: &TestApp) {
    let attributes = attributes();
    define(&app.client_of("default", Scope::Api), &attributes);
    let client = app.strict_client();
    published(&client, &attributes);
    let created = client
        .post("/scim/TestResources", &body(&attributes))
        .expect(201);
    let at = format!("/scim/TestResources/{}", created.id());
    returned(&client, &at, &created.json(), &attributes);
    mutability(&client, &at, &attributes);
    comparison(&client, &attributes);
    for one in &attributes {
        uniqueness(&client, one);
    }
    types(&client, &attributes);
    complex(&client);
}

fn published(client: &Client, attributes: &[Attribute]) {
    for kind in KINDS {
        let own: Vec<_> = attributes.iter().filter(|one| one.kind == kind).collect();
        let schema = client.get(&format!("/scim/Schemas/{}", own[0].urn()));
        let schema = schema.expect(200).json();
        let all = schema["attributes"].as_array().unwrap();
        assert_eq!(all.len(), own.len());
        for (one, definition) in own.into_iter().zip(all) {
            for (characteristic, value) in one.published().as_object().unwrap() {
                assert_eq!(
                    &definition[characteristic],
                    value,
                    "{} {characteristic}",
                    one.path()
                );
            }
        }
    }
}

fn returned(client: &Client, at: &str, created: &Value, attributes: &[Attribute]) {
    let read = client.get(at).expect(200).json();
    assert_eq!(created, &read);
    let nothing_asked = client
        .get(&format!("{at}?attributes=label"))
        .expect(200)
        .json();
    let urns: Vec<_> = KINDS
        .iter()
        .map(|kind| format!("urn:example:scim:2.0:Test{kind}"))
        .collect();
    let all_asked = client
        .get(&format!("{at}?attributes={}", urns.join(",")))
        .expect(200)
        .json();
    let all_excluded = client
        .get(&format!("{at}?excludedAttributes={}", urns.join(",")))
        .expect(200)
        .json();
    for one in attributes {
        let expected =
            |in_answer: bool| (in_answer && one.is_stored()).then(|| one.value(false, false));
        let path = one.path();
        assert_eq!(
            shown(&read, one).cloned(),
            expected(matches!(one.returned, "always" | "default")),
            "{path}"
        );
        assert_eq!(
            shown(&nothing_asked, one).cloned(),
            expected(one.returned == "always"),
            "{path}, not asked for"
        );
        assert_eq!(
            shown(&all_asked, one).cloned(),
            expected(true),
            "{path}, asked for"
        );
        assert_eq!(
            shown(&all_excluded, one).cloned(),
            expected(one.returned == "always"),
            "{path}, excluded"
        );
    }
}

/// What may be changed is changed, all at once; what may not is refused, one by one.
fn mutability(client: &Client, at: &str, attributes: &[Attribute]) {
    let replace = |one: &Attribute, second: bool| json!({"op": "replace", "path": one.path(), "value": one.value(second, false)});
    let fixed = |one: &&Attribute| {
        one.mutability == "readOnly" || (one.mutability == "immutable" && one.is_kept())
    };
    let (fixed, free): (Vec<_>, Vec<_>) = attributes.iter().partition(fixed);
    for one in fixed {
        let refused = client.patch(at, &json!([replace(one, true)]));
        let detail = refused.scim_error(400, Some("mutability"));
        assert!(detail.contains(&one.name()), "{detail}");
    }
    for second in [true, false] {
        let operations: Vec<_> = free.iter().map(|one| replace(one, second)).collect();
        let patched = client.patch(at, &json!(operations)).expect(200).json();
        for one in free
            .iter()
            .filter(|one| matches!(one.returned, "always" | "default"))
        {
            let expected = one.is_stored().then(|| one.value(second, false));
            assert_eq!(shown(&patched, one).cloned(), expected, "{}", one.path());
        }
    }
    let same: Vec<_> = attributes
        .iter()
        .filter(|one| one.mutability == "immutable")
        .map(|one| replace(one, false))
        .collect();
    client.patch(at, &json!(same)).expect(200);
}

/// Text in another case is found where case does not matter, and nowhere else.
fn comparison(client: &Client, attributes: &[Attribute]) {
    let filter = |one: &Attribute| {
        let value = match one.value(false, true) {
            Value::Array(values) => values[0].clone(),
            single => single,
        };
        format!("{} eq {value}", one.path())
    };
    let found = |filter: &str| {
        let filter = filter.replace(' ', "%20").replace('"', "%22");
        client.get(&format!("/scim/TestResources?count=0&filter={filter}"))
    };
    let (kept, withheld): (Vec<_>, Vec<_>) = attributes.iter().partition(|one| one.is_kept());
    for one in withheld {
        found(&filter(one)).scim_error(400, Some("invalidFilter"));
    }
    let matches = |one: &&Attribute| {
        one.is_stored() && !(one.is_exact() && matches!(one.kind, "string" | "reference"))
    };
    let (yes, no): (Vec<_>, Vec<_>) = kept.into_iter().partition(matches);
    for (which, operator, total) in [(yes, " and ", 1), (no, " or ", 0)] {
        for some in which.chunks(40) {
            let joined: Vec<_> = some.iter().map(|one| filter(one)).collect();
            let joined = joined.join(operator);
            assert_eq!(
                found(&joined).expect(200).json()["totalResults"],
                total,
                "{joined}"
            );
        }
    }
}

fn uniqueness(client: &Client, one: &Attribute) {
    if one.uniqueness == "none" || !one.is_stored() {
        return;
    }
    let twin = client.post("/scim/TestResources", &body([one]));
    let detail = twin.scim_error(409, Some("uniqueness"));
    assert!(detail.contains(&one.path()), "{detail}");
    if matches!(one.kind, "string" | "reference") {
        let mut other_case = body([one]);
        other_case[one.urn()][one.name()] = one.value(false, true);
        let reply = client.post("/scim/TestResources", &other_case);
        if one.is_exact() {
            client
                .delete(&format!("/scim/TestResources/{}", reply.expect(201).id()))
                .expect(204);
        } else {
            reply.scim_error(409, Some("uniqueness"));
        }
    }
}

fn types(client: &Client, attributes: &[Attribute]) {
    for one in attributes.iter().filter(|one| {
        one.mutability == "readWrite" && one.returned == "default" && one.uniqueness == "none"
    }) {
        let wrong = match one.kind {
            "string" | "reference" | "binary" | "dateTime" => json!(1),
            _ => json!("x"),
        };
        for value in [
            if one.multi_valued {
                json!([wrong])
            } else {
                wrong
            },
            if one.multi_valued {
                json!("x")
            } else {
                json!([[1]])
            },
        ] {
            let mut sent = body([one]);
            sent[one.urn()][one.name()] = value;
            let detail = client
                .post("/scim/TestResources", &sent)
                .scim_error(400, Some("invalidValue"));
            assert!(detail.contains(&one.name()), "{detail}");
        }
    }
    let nameless = json!({"schemas": [BASE]});
    assert!(
        client
            .post("/scim/TestResources", &nameless)
            .scim_error(400, Some("invalidValue"))
            .contains("label")
    );
}

fn complex(client: &Client) {
    let with = |part: Value| json!({"schemas": [BASE], "label": "x", "parts": [part]});
    let part = json!({"value": "v", "serial": "S1", "note": "n", "secret": "s", "made": "m"});
    let created = client.post("/scim/TestResources", &with(part)).expect(201);
    assert_eq!(
        created.json()["parts"],
        json!([{"value": "v", "serial": "S1"}])
    );
    let at = format!("/scim/TestResources/{}?attributes=parts.note", created.id());
    assert_eq!(client.get(&at).json()["parts"], json!([{"note": "n"}]));
    let twin = client.post(
        "/scim/TestResources",
        &with(json!({"value": "w", "serial": "s1"})),
    );
    assert!(
        twin.scim_error(409, Some("uniqueness"))
            .contains("parts.serial")
    );
    let detail = client
        .post("/scim/TestResources", &with(json!({"serial": "S2"})))
        .scim_error(400, Some("invalidValue"));
    assert!(detail.contains("parts.value"), "{detail}");
    client
        .get("/scim/TestResources?filter=parts.secret%20pr")
        .scim_error(400, Some("invalidFilter"));
}
