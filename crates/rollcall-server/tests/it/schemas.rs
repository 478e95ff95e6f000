//! Schemas and resource types of a tenant's own by the API, and what is learned from what providers send.

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::{USER, user};
use crate::harness::{TestApp, on_both};

on_both! {
    a_tenant_defines_an_extension_of_its_people,
    a_tenant_defines_a_resource_type,
    what_resources_use_is_not_taken_away,
    mistakes_are_explained,
    tenants_do_not_share_schemas,
    what_nobody_defined_is_learned,
    learned_attributes_order_and_shape_a_list,
    learned_attributes_can_be_patched,
    a_learned_type_refuses_nothing,
    learning_has_a_limit_and_loses_nothing,
}

pub(crate) const BADGE: &str = "urn:example:scim:badge:1.0:User";
const PRINTER: &str = "urn:example:scim:2.0:Printer";
pub(crate) const UNKNOWN: &str = "urn:okta:acme_app:1.0:user:custom";

#[expect(
    clippy::needless_pass_by_value,
    reason = "the values are written where it is called"
)]
pub(crate) fn badge(attributes: Value) -> Value {
    json!({"id": BADGE, "name": "Badge", "description": "For doors", "attributes": attributes})
}

pub(crate) fn users_with_badge() -> Value {
    let extensions = json!([{"schema": BADGE, "required": false}]);
    json!({"name": "User", "endpoint": "/Users", "schema": USER, "schemaExtensions": extensions})
}

pub(crate) fn person_with(name: &str, urn: &str, extension: Value) -> Value {
    let mut person = user(name);
    person["schemas"] = json!([USER, urn]);
    person[urn] = extension;
    person
}

fn total(app: &TestApp, endpoint: &str, filter: &str) -> Value {
    let filter = filter.replace(' ', "%20").replace('"', "%22");
    app.get(&format!("/scim/{endpoint}?filter={filter}"))
        .expect(200)
        .json()["totalResults"]
        .clone()
}

/// The attribute of a learned or defined schema as `/Schemas` has it.
pub(crate) fn published(app: &TestApp, urn: &str, name: &str) -> Value {
    let schema = app.get(&format!("/scim/Schemas/{urn}")).expect(200).json();
    let attributes = schema["attributes"].as_array().unwrap();
    attributes
        .iter()
        .find(|attribute| attribute["name"] == name)
        .cloned()
        .unwrap_or_default()
}

fn a_tenant_defines_an_extension_of_its_people(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let number = json!({"name": "number", "type": "string", "required": true, "uniqueness": "server", "caseExact": true});
    let definition = badge(
        json!([number, {"name": "door", "type": "complex", "multiValued": true, "subAttributes": [{"name": "value", "type": "string"}]}]),
    );
    let at = format!("/api/v1/schemas/{BADGE}");
    admin.put(&at, &definition).expect(201);
    admin.put(&at, &definition).expect(200);
    admin
        .put("/api/v1/resource-types/User", &users_with_badge())
        .expect(201);

    let types = app.get("/scim/ResourceTypes/User").json();
    assert_eq!(
        types["schemaExtensions"][1],
        json!({"schema": BADGE, "required": false})
    );
    assert_eq!(published(app, BADGE, "number")["uniqueness"], "server");

    let ada = person_with(
        "ada",
        BADGE,
        json!({"NUMBER": "B-1", "door": [{"value": "north"}]}),
    );
    let created = app.post("/scim/Users", &ada).expect(201).json();
    assert_eq!(created[BADGE]["number"], "B-1");
    let twin = app.post(
        "/scim/Users",
        &person_with("bob", BADGE, json!({"number": "B-1"})),
    );
    assert!(
        twin.scim_error(409, Some("uniqueness"))
            .contains(&format!("{BADGE}:number"))
    );
    app.post(
        "/scim/Users",
        &person_with("bob", BADGE, json!({"number": "b-1"})),
    )
    .expect(201);
    let without = app.post(
        "/scim/Users",
        &person_with("eve", BADGE, json!({"door": [{"value": "x"}]})),
    );
    assert!(
        without
            .scim_error(400, Some("invalidValue"))
            .contains("number")
    );
    assert_eq!(
        total(app, "Users", &format!("{BADGE}:door.value eq \"NORTH\"")),
        1
    );

    // A value that is given up is free for others.
    let ada = format!("/scim/Users/{}", created["id"].as_str().unwrap());
    app.patch(
        &ada,
        &json!([{"op": "replace", "path": format!("{BADGE}:number"), "value": "B-2"}]),
    )
    .expect(200);
    app.post(
        "/scim/Users",
        &person_with("eve", BADGE, json!({"number": "B-1"})),
    )
    .expect(201);
    app.delete(&ada).expect(204);
    app.post(
        "/scim/Users",
        &person_with("joe", BADGE, json!({"number": "B-2"})),
    )
    .expect(201);

    let shown = admin.get(&at).expect(200).json();
    assert_eq!(shown["attributes"][0]["name"], "number");
    admin.put(&at, &shown).expect(200);
}

fn a_tenant_defines_a_resource_type(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let attributes = json!([
        {"name": "name", "type": "string", "required": true, "uniqueness": "server"},
        {"name": "model", "type": "string", "mutability": "immutable"},
        {"name": "pages", "type": "integer"},
    ]);
    let schema = json!({"id": PRINTER, "name": "Printer", "attributes": attributes});
    admin
        .put(&format!("/api/v1/schemas/{PRINTER}"), &schema)
        .expect(201);
    app.get("/scim/Printers").scim_error(404, None);
    let definition = json!({"name": "Printer", "endpoint": "/Printers", "schema": PRINTER});
    admin
        .put("/api/v1/resource-types/Printer", &definition)
        .expect(201);

    let printer =
        |name: &str| json!({"schemas": [PRINTER], "name": name, "model": "L1", "pages": 3});
    let created = app.post("/scim/Printers", &printer("North")).expect(201);
    assert_eq!(created.json()["meta"]["resourceType"], "Printer");
    app.post("/scim/Printers", &printer("north"))
        .scim_error(409, Some("uniqueness"));
    assert_eq!(
        total(app, "Printers", "pages lt 5 and name eq \"NORTH\""),
        1
    );
    let at = format!("/scim/Printers/{}", created.id());
    app.patch(
        &at,
        &json!([{"op": "replace", "path": "model", "value": "L2"}]),
    )
    .scim_error(400, Some("mutability"));
    let listed = admin.get("/api/v1/resource-types").expect(200).json();
    assert_eq!(listed["resource_types"][2]["source"], "tenant");

    let refused = admin.delete("/api/v1/resource-types/Printer").problem(409);
    assert!(refused.contains("1 resource of type Printer"), "{refused}");
    app.delete(&at).expect(204);
    admin
        .delete(&format!("/api/v1/schemas/{PRINTER}"))
        .problem(400);
    admin.delete("/api/v1/resource-types/Printer").expect(204);
    admin
        .delete(&format!("/api/v1/schemas/{PRINTER}"))
        .expect(204);
    app.get("/scim/Printers").scim_error(404, None);
}

fn what_resources_use_is_not_taken_away(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let at = format!("/api/v1/schemas/{BADGE}");
    let sub = |kind: &str| {
        badge(json!([{"name": "number", "type": kind}, {"name": "note", "type": "string"}]))
    };
    admin.put(&at, &sub("string")).expect(201);
    admin
        .put("/api/v1/resource-types/User", &users_with_badge())
        .expect(201);
    let ada = app
        .post(
            "/scim/Users",
            &person_with("ada", BADGE, json!({"number": "1"})),
        )
        .expect(201)
        .id();

    for narrower in [
        sub("integer"),
        badge(json!([{"name": "number", "type": "string"}])),
        badge(
            json!([{"name": "number", "type": "string"}, {"name": "note", "type": "string", "required": true}]),
        ),
        badge(
            json!([{"name": "number", "type": "string", "uniqueness": "server"}, {"name": "note", "type": "string"}]),
        ),
    ] {
        let refused = admin.put(&at, &narrower).problem(409);
        assert!(refused.contains("1 resource of type User"), "{refused}");
    }
    let respelled = BADGE.replace("badge", "Badge");
    let mut other = sub("string");
    other["id"] = json!(respelled);
    let refused = admin.put(&format!("/api/v1/schemas/{respelled}"), &other);
    assert!(refused.problem(400).contains(BADGE));
    assert!(
        admin
            .delete("/api/v1/resource-types/User")
            .problem(409)
            .contains("1 resource")
    );
    assert_eq!(published(app, BADGE, "number")["type"], "string");
    // What adds is taken, and what nobody uses may go.
    let wider = badge(
        json!([{"name": "number", "type": "string"}, {"name": "note", "type": "string"}, {"name": "new", "type": "boolean"}]),
    );
    admin.put(&at, &wider).expect(200);
    app.patch(
        &format!("/scim/Users/{ada}"),
        &json!([{"op": "remove", "path": BADGE}]),
    )
    .expect(200);
    admin.put(&at, &sub("integer")).expect(200);
    admin.delete("/api/v1/resource-types/User").expect(204);
}

fn mistakes_are_explained(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let at = format!("/api/v1/schemas/{BADGE}");
    for (attributes, expected) in [
        (
            json!([{"name": "a", "type": "bool"}]),
            "`a` has the type \"bool\"; it must be string, boolean",
        ),
        (
            json!([{"name": "a", "multivalued": true}]),
            "\"multivalued\", which RFC 7643 does not have; write `multiValued`",
        ),
        (json!([{"name": "a b"}]), "a letter, then letters"),
        (
            json!([{"name": "a"}, {"name": "A"}]),
            "`A` is defined twice",
        ),
    ] {
        let detail = admin.put(&at, &badge(attributes)).problem(400);
        assert!(
            detail.contains(expected) && detail.contains(BADGE),
            "{detail}"
        );
    }
    let detail = admin
        .put("/api/v1/schemas/urn:example:other", &badge(json!([])))
        .problem(400);
    assert!(detail.contains("urn:example:other"), "{detail}");
    let definition = json!({"name": "Thing", "endpoint": "/Bulk", "schema": USER});
    assert!(
        admin
            .put("/api/v1/resource-types/Thing", &definition)
            .problem(400)
            .contains("/Bulk")
    );
    admin.get("/api/v1/schemas/urn:example:none").problem(404);
    admin
        .delete("/api/v1/schemas/urn:example:none")
        .problem(404);
    admin
        .delete(&format!("/api/v1/schemas/{USER}"))
        .problem(404);
    let by_provider = app.get("/api/v1/schemas");
    assert_eq!(by_provider.status, 403);
}

fn tenants_do_not_share_schemas(app: &TestApp) {
    let (admin, globex) = (
        app.client_of("default", Scope::Api),
        app.client_of("globex", Scope::Scim),
    );
    admin
        .put(
            &format!("/api/v1/schemas/{BADGE}"),
            &badge(json!([{"name": "number", "type": "string"}])),
        )
        .expect(201);
    admin
        .put("/api/v1/resource-types/User", &users_with_badge())
        .expect(201);
    app.post(
        "/scim/Users",
        &person_with("ada", UNKNOWN, json!({"floor": 1})),
    )
    .expect(201);
    assert_eq!(app.get("/scim/Schemas").json()["totalResults"], 5);
    assert_eq!(globex.get("/scim/Schemas").json()["totalResults"], 3);
    globex
        .get(&format!("/scim/Schemas/{BADGE}"))
        .scim_error(404, None);
    globex
        .get(&format!("/scim/Users?filter={UNKNOWN}:floor%20pr"))
        .scim_error(400, Some("invalidFilter"));
}

fn what_nobody_defined_is_learned(app: &TestApp) {
    let floor_three = format!("{UNKNOWN}:floor eq 3");
    let asked = app.get(&format!(
        "/scim/Users?filter={}",
        floor_three.replace(' ', "%20")
    ));
    asked.scim_error(400, Some("invalidFilter"));
    let sent = json!({"floor": 3, "remote": true, "since": "2026-01-31T08:00:00Z", "teams": ["red", "blue"], "desk": {"room": "N1"}, "odd name": 1});
    let created = app
        .post("/scim/Users", &person_with("ada", UNKNOWN, sent.clone()))
        .expect(201);
    assert_eq!(created.json()[UNKNOWN], sent);

    let extensions = app.get("/scim/ResourceTypes/User").json()["schemaExtensions"].clone();
    assert_eq!(extensions[1], json!({"schema": UNKNOWN, "required": false}));
    for (name, kind, many) in [
        ("floor", "integer", false),
        ("remote", "boolean", false),
        ("since", "dateTime", false),
        ("teams", "string", true),
        ("desk", "complex", false),
    ] {
        let attribute = published(app, UNKNOWN, name);
        assert_eq!(
            (&attribute["type"], &attribute["multiValued"]),
            (&json!(kind), &json!(many)),
            "{name}"
        );
        assert_eq!(
            attribute["description"],
            "Learned from what the provider sends; type inferred."
        );
    }
    for (filter, found) in [
        (floor_three, 1),
        (
            format!("{UNKNOWN}:teams eq \"RED\" and {UNKNOWN}:desk.room sw \"n\""),
            1,
        ),
        (format!("{UNKNOWN}:since lt \"2026-01-31T09:00:00Z\""), 1),
        (format!("{UNKNOWN}:remote eq false"), 0),
        (format!("{UNKNOWN} pr"), 1),
    ] {
        assert_eq!(total(app, "Users", &filter), found, "{filter}");
    }
}

fn learned_attributes_order_and_shape_a_list(app: &TestApp) {
    app.post(
        "/scim/Users",
        &person_with("ada", UNKNOWN, json!({"floor": 3})),
    )
    .expect(201);
    app.post(
        "/scim/Users",
        &person_with("bob", &UNKNOWN.to_uppercase(), json!({"FLOOR": 2})),
    )
    .expect(201);
    let sorted = app
        .get(&format!(
            "/scim/Users?sortBy={UNKNOWN}:floor&attributes=userName,{UNKNOWN}:floor"
        ))
        .expect(200)
        .json();
    let shown = |index: usize| {
        (
            sorted["Resources"][index]["userName"].clone(),
            sorted["Resources"][index][UNKNOWN].clone(),
        )
    };
    assert_eq!(
        (shown(0), shown(1)),
        (
            (json!("bob"), json!({"floor": 2})),
            (json!("ada"), json!({"floor": 3}))
        )
    );
    // Nothing new: the change counts once, and what is known stays as it is.
    let before = app.get(&format!("/scim/Schemas/{UNKNOWN}")).text;
    app.post(
        "/scim/Users",
        &person_with("eve", UNKNOWN, json!({"floor": 4})),
    )
    .expect(201);
    assert_eq!(app.get(&format!("/scim/Schemas/{UNKNOWN}")).text, before);
}

fn learned_attributes_can_be_patched(app: &TestApp) {
    let sent = json!({"floor": 3, "phones": [{"value": "1", "type": "work"}, {"value": "2", "type": "home"}], "desk": {"room": "N1", "seat": 4}});
    let id = app
        .post("/scim/Users", &person_with("ada", UNKNOWN, sent))
        .expect(201)
        .id();
    let at = format!("/scim/Users/{id}");
    let path = |rest: &str| format!("{UNKNOWN}:{rest}");
    let operations = json!([
        {"op": "replace", "path": path("FLOOR"), "value": 5},
        {"op": "replace", "path": path("phones[type eq \"work\"].value"), "value": "11"},
        {"op": "add", "path": path("phones"), "value": {"value": "3"}},
        {"op": "remove", "path": path("phones[type eq \"home\"]")},
        {"op": "replace", "path": path("desk.room"), "value": "S2"},
        {"op": "add", "path": path("shelf"), "value": {"row": 1}},
    ]);
    let patched = app.patch(&at, &operations).expect(200).json();
    let expected = json!({"floor": 5, "phones": [{"value": "11", "type": "work"}, {"value": "3"}], "desk": {"room": "S2", "seat": 4}, "shelf": {"row": 1}});
    assert_eq!(patched[UNKNOWN], expected);
    assert_eq!(total(app, "Users", &format!("{UNKNOWN}:shelf.row eq 1")), 1);
    let none = app
        .patch(&at, &json!([{"op": "remove", "path": UNKNOWN}]))
        .expect(200)
        .json();
    assert!(
        none.get(UNKNOWN).is_none() && none["schemas"] == json!([USER]),
        "{none}"
    );
}

fn a_learned_type_refuses_nothing(app: &TestApp) {
    let id = app
        .post(
            "/scim/Users",
            &person_with(
                "ada",
                UNKNOWN,
                json!({"floor": 3, "at": "2026-01-31T08:00:00Z"}),
            ),
        )
        .expect(201)
        .id();
    let at = format!("/scim/Users/{id}");
    for (value, kind, filter) in [
        (json!(3.5), "decimal", "floor eq 3.5"),
        (json!("mezzanine"), "string", "floor eq \"MEZZANINE\""),
        (json!(7), "string", "floor eq \"7\""),
    ] {
        let operations =
            json!([{"op": "replace", "path": format!("{UNKNOWN}:floor"), "value": value}]);
        assert_eq!(
            app.patch(&at, &operations).expect(200).json()[UNKNOWN]["floor"],
            value
        );
        assert_eq!(published(app, UNKNOWN, "floor")["type"], kind, "{value}");
        assert_eq!(
            total(app, "Users", &format!("{UNKNOWN}:{filter}")),
            1,
            "{filter}"
        );
    }
    app.put(
        &at,
        &person_with(
            "ada",
            UNKNOWN,
            json!({"floor": {"deep": {"deeper": [1]}}, "at": "soon"}),
        ),
    )
    .expect(200);
    assert_eq!(published(app, UNKNOWN, "at")["type"], "string");
}

fn learning_has_a_limit_and_loses_nothing(app: &TestApp) {
    let other = "urn:okta:other_app:1.0:user:custom";
    for (name, urn, learned) in [("ada", UNKNOWN, 600), ("bob", other, 400)] {
        let many: serde_json::Map<String, Value> =
            (0..600).map(|i| (format!("a{i}"), json!(i))).collect();
        let sent = person_with(name, urn, Value::Object(many.clone()));
        let created = app.post("/scim/Users", &sent).expect(201);
        assert_eq!(created.json()[urn], Value::Object(many));
        let schema = app.get(&format!("/scim/Schemas/{urn}")).expect(200).json();
        let attributes = schema["attributes"].as_array().unwrap();
        assert_eq!(attributes.len(), learned, "{urn}");
    }
}
