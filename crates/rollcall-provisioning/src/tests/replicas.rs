//! Two replicas over one database: what one defines holds for the other's next write.

use serde_json::{Value, json};

use super::harness::{Organisation, person, refusal};
use super::on_both_databases;
use crate::schemas::{self, Named};
use scim_core::schema::Definitions;

on_both_databases!(
    nothing_is_created_in_a_type_that_is_gone,
    a_new_uniqueness_holds_at_once,
);

const BADGE: &str = "urn:example:badge";
const PRINTER: &str = "urn:example:Printer";

async fn define(o: &Organisation, definitions: Value) {
    let mut read = Definitions::default();
    read.read(&definitions).unwrap();
    schemas::define(&o.p, "default", read).await.unwrap();
}

async fn define_printers(o: &Organisation) {
    let schema = json!({"id": PRINTER, "name": "Printer", "attributes": [{"name": "model"}]});
    let rt = json!({"name": "Printer", "endpoint": "/Printers", "schema": PRINTER});
    define(o, json!([schema, rt])).await;
}

async fn define_badge(o: &Organisation, uniqueness: &str) {
    let number = json!({"name": "number", "uniqueness": uniqueness});
    let schema = json!({"id": BADGE, "name": "Badge", "attributes": [number]});
    let users = json!({"name": "User", "endpoint": "/Users", "schema": scim_core::schema::USER,
        "schemaExtensions": [{"schema": BADGE, "required": false}]});
    define(o, json!([schema, users])).await;
}

fn printer() -> Value {
    json!({"schemas": [PRINTER], "model": "LX"})
}

fn with_badge(user_name: &str) -> Value {
    let mut body = person(user_name);
    body[BADGE] = json!({"number": "7"});
    body
}

async fn nothing_is_created_in_a_type_that_is_gone(o: Organisation) {
    define_printers(&o).await;
    let other = o.replica().await;
    other.post("Printers", printer()).await.unwrap();
    let printer_id = other.find("Printers", "model pr").await[0]["id"].clone();
    let printer_id = printer_id.as_str().unwrap();
    other.delete("Printers", printer_id).await.unwrap();
    let gone = Named::ResourceType("Printer".to_owned());
    schemas::remove(&o.p, "default", gone).await.unwrap();
    let in_bulk =
        json!([{"method": "POST", "path": "/Printers", "bulkId": "p", "data": printer()}]);
    let results = other.bulk(in_bulk).await;
    assert_eq!(results[0]["status"], "404");
    assert_eq!(refusal(other.post("Printers", printer()).await), "404 -");
}

async fn a_new_uniqueness_holds_at_once(o: Organisation) {
    define_badge(&o, "none").await;
    let other = o.replica().await;
    other.person("ada").await;
    define_badge(&o, "server").await;
    other.post("Users", with_badge("bob")).await.unwrap();
    assert_eq!(
        refusal(other.post("Users", with_badge("eve")).await),
        "409 uniqueness"
    );
}
