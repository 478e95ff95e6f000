//! `/api/v1/schemas` and `/api/v1/resource-types`: what an administrator defines, as the JSON of RFC 7643 §6, §7.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Json, Path};
use rollcall_provisioning::schemas::{self, Defined, Known, KnownSchema, KnownType, Named};
use scim_core::schema::Definitions;
use serde_json::{Value, json};

use crate::error::{Failure, Result};
use crate::extract::{ApiCaller, ScimJson};
use crate::site::Site;

/// `GET /api/v1/schemas`: every schema of the tenant, with where it comes from.
pub(super) async fn list(caller: ApiCaller, site: Data<Site>) -> Result<Json<Value>> {
    let known = known(&caller, &site).await?;
    let all: Vec<_> = known.schemas.iter().map(listed_schema).collect();
    Ok(Json(json!({ "schemas": all })))
}

/// `GET /api/v1/schemas/{urn}`: one schema, as it can be sent back.
pub(super) async fn find(
    caller: ApiCaller,
    site: Data<Site>,
    urn: Path<String>,
) -> Result<Json<Value>> {
    let known = known(&caller, &site).await?;
    let found = known
        .schemas
        .iter()
        .find(|known| known.schema.id.eq_ignore_ascii_case(&urn));
    found
        .map(|known| Json(json!(known.schema)))
        .ok_or_else(|| missing("schema", &urn))
}

/// `PUT /api/v1/schemas/{urn}`
pub(super) async fn define(
    caller: ApiCaller,
    site: Data<Site>,
    urn: Path<String>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let definitions = read(&body.0)?;
    match definitions.schemas.as_slice() {
        [schema]
            if definitions.resource_types.is_empty() && schema.id.eq_ignore_ascii_case(&urn) => {}
        _ => {
            return Err(bad_request(format!(
                "The body must be one schema whose id is {:?}.",
                *urn
            )));
        }
    }
    put(&caller, &site, definitions).await
}

/// `DELETE /api/v1/schemas/{urn}`
pub(super) async fn remove(
    caller: ApiCaller,
    site: Data<Site>,
    urn: Path<String>,
) -> Result<HttpResponse> {
    delete(&caller, &site, Named::Schema(urn.into_inner())).await
}

/// `GET /api/v1/resource-types`
pub(super) async fn list_types(caller: ApiCaller, site: Data<Site>) -> Result<Json<Value>> {
    let known = known(&caller, &site).await?;
    let all: Vec<_> = known.resource_types.iter().map(listed_type).collect();
    Ok(Json(json!({ "resource_types": all })))
}

/// `GET /api/v1/resource-types/{name}`
pub(super) async fn find_type(
    caller: ApiCaller,
    site: Data<Site>,
    name: Path<String>,
) -> Result<Json<Value>> {
    let known = known(&caller, &site).await?;
    let found = known
        .resource_types
        .iter()
        .find(|known| known.definition.name.eq_ignore_ascii_case(&name));
    found
        .map(|known| Json(json!(known.definition)))
        .ok_or_else(|| missing("resource type", &name))
}

/// `PUT /api/v1/resource-types/{name}`
pub(super) async fn define_type(
    caller: ApiCaller,
    site: Data<Site>,
    name: Path<String>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let definitions = read(&body.0)?;
    match definitions.resource_types.as_slice() {
        [rt] if definitions.schemas.is_empty() && rt.name == *name => {}
        _ => {
            return Err(bad_request(format!(
                "The body must be one resource type whose name is {:?}.",
                *name
            )));
        }
    }
    put(&caller, &site, definitions).await
}

/// `DELETE /api/v1/resource-types/{name}`
pub(super) async fn remove_type(
    caller: ApiCaller,
    site: Data<Site>,
    name: Path<String>,
) -> Result<HttpResponse> {
    delete(&caller, &site, Named::ResourceType(name.into_inner())).await
}

async fn known(caller: &ApiCaller, site: &Site) -> Result<Known> {
    Ok(schemas::list(&site.provisioning, &caller.0.tenant).await?)
}

fn read(body: &Value) -> Result<Definitions> {
    let mut definitions = Definitions::default();
    definitions
        .read(body)
        .map_err(|invalid| bad_request(invalid.to_string()))?;
    Ok(definitions)
}

async fn put(caller: &ApiCaller, site: &Site, definitions: Definitions) -> Result<HttpResponse> {
    let shown = match (
        definitions.schemas.first(),
        definitions.resource_types.first(),
    ) {
        (Some(schema), _) => json!(schema),
        (None, Some(rt)) => json!(rt),
        (None, None) => Value::Null,
    };
    let done = schemas::define(&caller.on(site), &caller.0.tenant, definitions).await?;
    let status = if done.contains(&Defined::Created) {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(HttpResponse::build(status).json(shown))
}

async fn delete(caller: &ApiCaller, site: &Site, named: Named) -> Result<HttpResponse> {
    schemas::remove(&caller.on(site), &caller.0.tenant, named).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn listed_schema(known: &KnownSchema) -> Value {
    json!({
        "id": known.schema.id,
        "name": known.schema.name,
        "description": known.schema.description,
        "attributes": known.schema.attributes.len(),
        "source": known.source,
        "resource_types": known.resource_types,
    })
}

fn listed_type(known: &KnownType) -> Value {
    json!({
        "name": known.definition.name,
        "endpoint": known.definition.endpoint,
        "description": known.definition.description,
        "schema": known.definition.schema,
        "extensions": known.definition.schema_extensions,
        "source": known.source,
        "full": known.full,
    })
}

fn missing(what: &str, name: &str) -> Failure {
    Failure::new(
        StatusCode::NOT_FOUND,
        format!("This tenant has no {what} {name:?}."),
    )
}

fn bad_request(detail: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, detail)
}
