//! Schemas of the installation that change from one start to the next.

use insta::assert_snapshot;
use rollcall_storage::installation::{self, Fact};
use serde_json::{Value, json};

use super::harness::{Organisation, person};
use super::on_both_databases;
use crate::{Error, Result, tenants};

on_both_databases!(
    what_every_resource_fits_is_taken,
    what_takes_something_away_is_refused,
    every_tenant_is_looked_at,
    what_a_tenant_has_of_its_own_counts,
    many_start_at_once,
    a_database_that_fails_stops_the_start,
);

const BADGE: &str = "urn:example:badge";
const PRINTER: &str = "urn:example:Printer";

/// User with the extension of these attributes, and a type of its own.
fn files(badge: &Value, printer: &Value) -> Value {
    json!([
        {"id": BADGE, "name": "Badge", "attributes": badge},
        {"name": "User", "endpoint": "/Users", "schema": scim_core::schema::USER, "schemaExtensions": [{"schema": BADGE, "required": false}]},
        {"id": PRINTER, "name": "Printer", "attributes": printer},
        {"name": "Printer", "endpoint": "/Printers", "schema": PRINTER},
    ])
}

fn usual() -> Value {
    files(
        &json!([{"name": "number", "type": "string"}, {"name": "floor", "type": "integer"}]),
        &json!([{"name": "model", "type": "string", "required": true}]),
    )
}

fn with_badge(user_name: &str) -> Value {
    let mut body = person(user_name);
    body[BADGE] = json!({"number": user_name, "floor": 3});
    body
}

/// Starts with these schemas; then what came of it.
async fn started(o: Organisation, definitions: &Value) -> (Organisation, Result<()>) {
    let o = o.with_common(definitions).await;
    let done = o.p.check_schemas().await;
    (o, done)
}

/// Starts with the usual schemas and makes two people with badges and a printer.
async fn in_use(o: Organisation) -> Organisation {
    let (o, done) = started(o, &usual()).await;
    done.unwrap();
    for name in ["a", "b"] {
        o.post("Users", with_badge(name)).await.unwrap();
    }
    o.post("Printers", json!({"schemas": [PRINTER], "model": "LX"}))
        .await
        .unwrap();
    o
}

fn refused(done: Result<()>) -> String {
    match done {
        Err(Error::Exists(text)) => text,
        other => panic!("{other:?}"),
    }
}

/// What is known since the last start that succeeded.
async fn known(o: &Organisation) -> Option<String> {
    let read = |conn: &mut rollcall_storage::Conn| installation::find(conn, Fact::Schemas);
    o.p.store().read(read).await.unwrap()
}

async fn what_every_resource_fits_is_taken(o: Organisation) {
    let o = in_use(o).await;
    let before = known(&o).await;
    let wider = files(
        &json!([{"name": "number", "type": "string", "description": "new"}, {"name": "floor", "type": "decimal"}, {"name": "more"}]),
        &json!([{"name": "model", "type": "string"}]),
    );
    let (o, done) = started(o, &wider).await;
    done.unwrap();
    assert_ne!(known(&o).await, before);
    let (o, done) = started(o, &wider).await;
    done.unwrap();
    // What nobody uses may go.
    o.execute("DELETE FROM resources; DELETE FROM resource_counts");
    let (o, done) = started(o, &json!([])).await;
    done.unwrap();
    assert_eq!(known(&o).await.as_deref(), Some("[]"));
}

async fn what_takes_something_away_is_refused(o: Organisation) {
    let o = in_use(o).await;
    let before = known(&o).await;
    let model = json!([{"name": "model", "type": "string", "required": true}]);
    let number = json!({"name": "number", "type": "string"});
    let (o, done) = started(o, &files(&json!([number]), &model)).await;
    assert_snapshot!(refused(done), @"The schema files (--schemas, ROLLCALL_SCHEMAS) are not those that this database was used with, and resources that are there do not fit them. urn:example:badge: the attribute `floor` is no longer there, so it cannot be removed or changed so, because of 2 resources of type User in tenant default. Put back what was there, or start with the former files and change or delete those resources first.");
    let (o, done) = started(o, &files(&json!([{"name": "number", "uniqueness": "server"}, {"name": "floor", "type": "boolean"}]), &model)).await;
    assert_snapshot!(refused(done), @"The schema files (--schemas, ROLLCALL_SCHEMAS) are not those that this database was used with, and resources that are there do not fit them. urn:example:badge: the attribute `number` is now unique and `floor` has another type, so it cannot be removed or changed so, because of 2 resources of type User in tenant default. Put back what was there, or start with the former files and change or delete those resources first.");
    let (o, done) = started(
        o,
        &files(
            &json!([number, {"name": "floor", "type": "integer"}]),
            &json!([{"name": "model"}, {"name": "ink", "required": true}]),
        ),
    )
    .await;
    assert_snapshot!(refused(done), @"The schema files (--schemas, ROLLCALL_SCHEMAS) are not those that this database was used with, and resources that are there do not fit them. urn:example:Printer: the attribute `ink` is now required, so it cannot be changed so, because of 1 resource of type Printer in tenant default. Put back what was there, or start with the former files and change or delete those resources first.");
    let (o, done) = started(o, &json!([])).await;
    assert_snapshot!(refused(done), @"The schema files (--schemas, ROLLCALL_SCHEMAS) are not those that this database was used with, and resources that are there do not fit them. The extension urn:example:badge cannot be removed or changed so, because of 2 resources of type User in tenant default. The resource type Printer cannot be removed, because of 1 resource of type Printer in tenant default. Put back what was there, or start with the former files and change or delete those resources first.");
    assert_eq!(known(&o).await, before);
    let (_, done) = started(o, &usual()).await;
    done.unwrap();
}

async fn every_tenant_is_looked_at(o: Organisation) {
    let o = in_use(o).await;
    for name in ["acme", "globex"] {
        tenants::create(&o.p, name, name).await.unwrap();
    }
    // Only whose resource it is matters here.
    o.execute(
        "UPDATE resources SET tenant_id = 'globex' WHERE resource_type = 'Printer'; \
         UPDATE resource_counts SET tenant_id = 'globex' WHERE resource_type = 'Printer'",
    );
    let (_, done) = started(o, &json!([])).await;
    assert_snapshot!(refused(done), @"The schema files (--schemas, ROLLCALL_SCHEMAS) are not those that this database was used with, and resources that are there do not fit them. The extension urn:example:badge cannot be removed or changed so, because of 2 resources of type User in tenant default. The resource type Printer cannot be removed, because of 1 resource of type Printer in tenant globex. Put back what was there, or start with the former files and change or delete those resources first.");
}

async fn what_a_tenant_has_of_its_own_counts(o: Organisation) {
    let (o, done) = started(o, &json!([])).await;
    done.unwrap();
    // Learned from what a provider sent.
    let mut body = person("a");
    body[BADGE] = json!({"number": "7"});
    o.post("Users", body).await.unwrap();
    let (o, done) = started(o, &usual()).await;
    done.unwrap();
    let required = files(
        &json!([{"name": "number"}, {"name": "floor", "type": "integer", "required": true}]),
        &json!([{"name": "model", "type": "string", "required": true}]),
    );
    let (_, done) = started(o, &required).await;
    assert!(refused(done).contains("`floor` is now required"));
}

async fn many_start_at_once(o: Organisation) {
    let (o, done) = started(o, &usual()).await;
    done.unwrap();
    let o = o.with_common(&json!([])).await;
    let (one, other, third) = tokio::join!(
        o.p.check_schemas(),
        o.p.check_schemas(),
        o.p.check_schemas()
    );
    assert!([one, other, third].iter().all(Result::is_ok));
    assert_eq!(known(&o).await.as_deref(), Some("[]"));
}

async fn a_database_that_fails_stops_the_start(o: Organisation) {
    let o = in_use(o).await;
    o.execute("ALTER TABLE resources RENAME TO lost");
    let (o, done) = started(o, &json!([])).await;
    assert!(matches!(done, Err(Error::Internal(_))), "{done:?}");
    o.execute("ALTER TABLE lost RENAME TO resources");
    o.execute("UPDATE installation SET value = 'no JSON' WHERE name = 'schemas'");
    let (o, done) = started(o, &usual()).await;
    assert!(matches!(done, Err(Error::Internal(_))), "{done:?}");
    o.execute("DROP TABLE installation");
    let (_, done) = started(o, &usual()).await;
    assert!(matches!(done, Err(Error::Internal(_))), "{done:?}");
}
