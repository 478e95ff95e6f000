//! The attribute catalogue as the API and the command line show it.

use rollcall_provisioning::catalogue::{Attribute, Catalogue, Known, NeverReceived};
use scim_core::format_instant;
use serde::Serialize;

use crate::connection::Shown as ShownConnection;

/// What a connection sends.
#[derive(Serialize)]
pub(crate) struct Shown {
    connection: ShownConnection,
    pub(crate) attributes: Vec<ShownAttribute>,
    pub(crate) never_received: Vec<ShownLack>,
}

/// An attribute that came.
#[derive(Serialize)]
pub(crate) struct ShownAttribute {
    pub(crate) resource_type: Option<String>,
    pub(crate) path: String,
    pub(crate) fate: String,
    pub(crate) count: i64,
    pub(crate) sample: Option<String>,
    pub(crate) first_seen_at: Option<String>,
    pub(crate) last_seen_at: Option<String>,
    pub(crate) fields: Vec<String>,
    pub(crate) rules: Vec<String>,
    title: Option<String>,
    kind: Option<String>,
    is_list: Option<bool>,
    /// Where the attributes of all connections are told together.
    #[serde(skip_serializing_if = "Option::is_none")]
    connections: Option<Vec<String>>,
}

/// An attribute that never came.
#[derive(Serialize)]
pub(crate) struct ShownLack {
    pub(crate) path: String,
    pub(crate) fields: Vec<String>,
    pub(crate) rules: Vec<String>,
    /// Those of the fields for which nothing else came.
    pub(crate) starved: Vec<String>,
    pub(crate) cause: &'static str,
    pub(crate) detail: String,
}

impl Shown {
    pub(crate) fn of(catalogue: Catalogue) -> Self {
        let attributes = catalogue.attributes.into_iter();
        let never_received = catalogue.never_received.into_iter();
        Self {
            connection: ShownConnection::of(catalogue.connection),
            attributes: attributes.map(ShownAttribute::of).collect(),
            never_received: never_received.map(ShownLack::of).collect(),
        }
    }
}

impl ShownAttribute {
    fn of(attribute: Attribute) -> Self {
        let schema = attribute.schema.as_ref();
        Self {
            title: schema.map(|it| it.title.clone()),
            kind: schema.map(|it| it.kind.clone()),
            is_list: schema.map(|it| it.is_list),
            connections: None,
            resource_type: attribute.resource_type,
            path: attribute.path,
            fate: attribute.fate,
            count: attribute.count,
            sample: attribute.sample,
            first_seen_at: attribute.first_seen_at.map(format_instant),
            last_seen_at: attribute.last_seen_at.map(format_instant),
            fields: attribute.fields,
            rules: attribute.rules,
        }
    }

    pub(crate) fn known(known: Known) -> Self {
        Self {
            connections: Some(known.connections),
            ..Self::of(known.attribute)
        }
    }
}

impl ShownLack {
    fn of(lack: NeverReceived) -> Self {
        Self {
            path: lack.path,
            fields: lack.fields,
            rules: lack.rules,
            starved: lack.starved,
            cause: lack.cause.code,
            detail: lack.cause.detail,
        }
    }
}
