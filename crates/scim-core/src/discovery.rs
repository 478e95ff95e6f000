//! What the server says about itself (RFC 7643 §5 to §7, RFC 7644 §4). All of it is true: a feature
//! that is not there is not announced.
//!
//! ```
//! use scim_core::{Rules, discovery, schema::Registry};
//!
//! let schemas = discovery::schemas(&Registry::builtin(), "https://example.com/scim", Rules::NONE);
//! assert_eq!(schemas[0]["id"], scim_core::schema::USER);
//! let types = discovery::resource_types(&Registry::builtin(), "https://example.com/scim");
//! assert_eq!(types[1]["endpoint"], "/Groups");
//! ```

use serde_json::{Value, json};

use crate::schema::{Attribute, GROUP, Kind, Registry, ResourceType, Schema, Uniqueness};
use crate::{Rule, Rules};

const SERVICE_PROVIDER_CONFIG: &str = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
const RESOURCE_TYPE: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";

/// What a server can do beyond reading and changing single resources. Whatever is `None` is announced as
/// not supported.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// Resources in one page when the client names no `count`.
    pub page_size_default: i64,
    /// Resources in one page at most.
    pub page_size_max: i64,
    /// Paging by cursor (RFC 9865): how many seconds a cursor is good for.
    pub cursor_timeout_seconds: Option<i64>,
    /// Bulk operations (RFC 7644 §3.7).
    pub bulk: Option<BulkLimits>,
    /// Security event tokens (RFC 9967 §4).
    pub security_events: Option<SecurityEvents>,
    /// Whether the client's connection keeps to the interoperability profile and nothing else
    /// (draft-zollner-scim-interop-profile).
    pub interop_profile: bool,
}

/// How much one bulk request may be (RFC 7643 §5).
#[derive(Debug, Clone, PartialEq)]
pub struct BulkLimits {
    /// Operations at most.
    pub operations_max: usize,
    /// Bytes of its body at most.
    pub payload_bytes_max: usize,
}

/// The `securityEvents` of a service provider's configuration (RFC 9967 §4).
#[derive(Debug, Clone, PartialEq)]
pub struct SecurityEvents {
    /// `none`, `long` or `request`: whether a client may ask for an asynchronous answer.
    pub async_request: &'static str,
    /// The URIs of the events that are sent.
    pub event_uris: Vec<&'static str>,
}

/// The service provider's configuration (RFC 7643 §5, RFC 9865 §4, RFC 9967 §4).
pub fn service_provider_config(base_url: &str, features: &Features) -> Value {
    let bulk = features.bulk.as_ref();
    let mut pagination = json!({
        "cursor": features.cursor_timeout_seconds.is_some(),
        "index": true,
        "defaultPaginationMethod": "index",
        "defaultPageSize": features.page_size_default,
        "maxPageSize": features.page_size_max,
    });
    if let Some(seconds) = features.cursor_timeout_seconds {
        pagination["cursorTimeout"] = seconds.into();
    }
    let mut config = json!({
        "schemas": [SERVICE_PROVIDER_CONFIG],
        "patch": { "supported": true },
        "bulk": {
            "supported": bulk.is_some(),
            "maxOperations": bulk.map_or(0, |limits| limits.operations_max),
            "maxPayloadSize": bulk.map_or(0, |limits| limits.payload_bytes_max),
        },
        "filter": { "supported": true, "maxResults": features.page_size_max },
        "changePassword": { "supported": false },
        "sort": { "supported": true },
        "etag": { "supported": true },
        "pagination": pagination,
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "OAuth Bearer Token",
                "description": "A secret token of this server after the word Bearer.",
                "specUri": "https://www.rfc-editor.org/info/rfc6750",
                "primary": true,
            },
            {
                "type": "httpbasic",
                "name": "HTTP Basic",
                "description": "A secret token of this server as the password, where allowed.",
                "specUri": "https://www.rfc-editor.org/info/rfc7617",
            },
        ],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": format!("{base_url}/ServiceProviderConfig"),
        },
    });
    if features.interop_profile {
        config["interopProfileConformant"] = true.into();
    }
    if let Some(events) = &features.security_events {
        config["securityEvents"] = json!({
            "asyncRequest": events.async_request,
            "eventUris": events.event_uris,
        });
    }
    config
}

/// Every resource type (RFC 7643 §6).
pub fn resource_types(registry: &Registry, base_url: &str) -> Vec<Value> {
    registry
        .types()
        .iter()
        .map(|resource_type| type_resource(resource_type, base_url))
        .collect()
}

/// Every schema that a resource type names (RFC 7643 §7), as it is enforced under these rules: without
/// [`Rule::UniqueGroupNames`] two groups may have one `displayName`.
pub fn schemas(registry: &Registry, base_url: &str, rules: Rules) -> Vec<Value> {
    let twins_allowed = !rules.allows(Rule::UniqueGroupNames);
    registry
        .schemas()
        .into_iter()
        .map(|schema| {
            if twins_allowed && schema.id == GROUP {
                schema_resource(&with_twins(schema), base_url)
            } else {
                schema_resource(schema, base_url)
            }
        })
        .collect()
}

fn with_twins(groups: &Schema) -> Schema {
    let mut groups = groups.clone();
    for attribute in &mut groups.attributes {
        if attribute.name == "displayName" {
            attribute.uniqueness = Uniqueness::None;
        }
    }
    groups
}

fn type_resource(resource_type: &ResourceType, base_url: &str) -> Value {
    let mut resource = json!({
        "schemas": [RESOURCE_TYPE],
        "id": resource_type.name,
        "name": resource_type.name,
        "endpoint": format!("/{}", resource_type.endpoint),
        "description": resource_type.description,
        "schema": resource_type.schema.id,
    });
    if !resource_type.extensions.is_empty() {
        let extensions = resource_type.extensions.iter();
        resource["schemaExtensions"] = extensions
            .map(|e| json!({ "schema": e.schema.id, "required": e.required }))
            .collect();
    }
    resource["meta"] = json!({
        "resourceType": "ResourceType",
        "location": format!("{base_url}/ResourceTypes/{}", resource_type.name),
    });
    resource
}

fn schema_resource(schema: &Schema, base_url: &str) -> Value {
    json!({
        "schemas": [SCHEMA],
        "id": schema.id,
        "name": schema.name,
        "description": schema.description,
        "attributes": schema.attributes.iter().map(definition).collect::<Vec<_>>(),
        "meta": {
            "resourceType": "Schema",
            "location": format!("{base_url}/Schemas/{}", schema.id),
        },
    })
}

/// An attribute with all its characteristics, but those that make no sense for its type: a complex
/// attribute is not compared as a whole (RFC 7643 §2.3.8 and erratum 6004).
fn definition(attribute: &Attribute) -> Value {
    let mut definition = json!(attribute);
    if attribute.kind != Kind::Complex {
        return definition;
    }
    if let Value::Object(characteristics) = &mut definition {
        characteristics.shift_remove("caseExact");
        characteristics.shift_remove("uniqueness");
        let subs = attribute.sub_attributes.iter().map(self::definition);
        characteristics.insert("subAttributes".to_owned(), subs.collect());
    }
    definition
}

#[cfg(test)]
mod tests;
