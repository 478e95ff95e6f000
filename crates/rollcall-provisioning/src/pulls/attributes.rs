//! The attributes that a source's own schema has: they are in the catalogue before anybody has a value.

use rollcall_okta::schema::{CustomAttribute, Kind};
use rollcall_storage::Conn;
use rollcall_storage::pulls::{self as rows, Pull};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::lease::Claimed;
use crate::{Error, Provisioning, Result};

/// An attribute that a source says it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Where it stands in a person, as sources of fields name it.
    pub path: String,
    /// What administrators call it there.
    pub title: String,
    /// What its values are: `text`, `boolean`, `number`, `integer`, or the source's own word.
    pub kind: String,
    /// Whether it has several.
    pub is_list: bool,
}

impl Attribute {
    fn of(custom: &CustomAttribute) -> Self {
        let kind = match &custom.kind {
            Kind::Text => "text",
            Kind::Boolean => "boolean",
            Kind::Number => "number",
            Kind::Integer => "integer",
            Kind::Other(name) => name.as_str(),
        };
        Self {
            path: custom.path(),
            title: custom.title.clone(),
            kind: kind.to_owned(),
            is_list: custom.is_list,
        }
    }
}

/// Keeps the attributes that the source of a connection in hand has.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(p: &Provisioning, claimed: &Claimed, found: &[CustomAttribute]) -> Result<()> {
    let all: Vec<Attribute> = found.iter().map(Attribute::of).collect();
    let text = serde_json::to_string(&all).map_err(|error| Error::Internal(Box::new(error)))?;
    let of = claimed.clone();
    p.store()
        .write(move |tx| {
            Ok::<_, Error>(rows::keep_attributes(tx, &of.tenant, of.connection, &text)?)
        })
        .await
}

/// Forgets them: another source has others.
pub(super) fn forget_in(tx: &mut Conn, pull: &Pull) -> Result<()> {
    Ok(rows::keep_attributes(
        tx,
        &pull.tenant_id,
        pull.connection_id,
        "[]",
    )?)
}

/// What the source of a connection said that it has; nothing where people are not pulled over it.
pub(crate) fn of_connection(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
) -> Result<Vec<Attribute>> {
    let pull = rows::find(conn, tenant, connection)?;
    let Some(text) = pull.and_then(|it| it.attributes) else {
        return Ok(Vec::new());
    };
    serde_json::from_str(&text)
        .map_err(|_| Error::Internal("pulls.attributes cannot be read".into()))
}
