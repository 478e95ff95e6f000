//! Connections: one identity provider's feed into a tenant.

use rollcall_storage::Conn;
use rollcall_storage::connections::{self, Connection};
use uuid::Uuid;

use crate::auth::Profile;
use crate::{Error, Provisioning, Result};

/// The name of the connection a token belongs to when none is named.
pub const DEFAULT: &str = "default";

/// Finds the tenant's connection of that name, or makes it.
pub(crate) fn ensure(
    tx: &mut Conn,
    tenant: &str,
    name: &str,
    profile: Profile,
    now: i64,
) -> Result<Connection> {
    if let Some(connection) = connections::find_by_name(tx, tenant, name)? {
        return Ok(connection);
    }
    let connection = Connection {
        tenant: tenant.to_owned(),
        id: Uuid::now_v7(),
        name: name.to_owned(),
        kind: "scim".to_owned(),
        profile: profile.as_str().to_owned(),
        basic_allowed: true,
        created_at: now,
    };
    connections::create(tx, &connection)?;
    Ok(connection)
}

/// The tenant's connections, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Vec<Connection>> {
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| Ok::<_, Error>(connections::list(conn, &tenant)?))
        .await
}
