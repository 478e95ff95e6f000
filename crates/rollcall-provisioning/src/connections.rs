//! Connections: one identity provider's feed into a tenant.

use rollcall_storage::Conn;
use rollcall_storage::connections::{self, Connection};
use uuid::Uuid;

use crate::tokens::NewToken;
use crate::{Error, Result};

/// The name of the connection a token belongs to when none is named.
pub const DEFAULT: &str = "default";

/// Finds the connection that a new token names, or makes it.
///
/// # Errors
/// [`Error::Input`] when it is there but speaks otherwise than the new token asks.
pub(crate) fn ensure(tx: &mut Conn, new: &NewToken, now: i64) -> Result<Connection> {
    let profile = new.profile.as_str();
    if let Some(connection) = connections::find_by_name(tx, &new.tenant, &new.connection)? {
        let same = connection.profile == profile && connection.basic_allowed == new.basic_allowed;
        return if same {
            Ok(connection)
        } else {
            Err(differs(&connection))
        };
    }
    let connection = Connection {
        tenant: new.tenant.clone(),
        id: Uuid::now_v7(),
        name: new.connection.clone(),
        kind: "scim".to_owned(),
        profile: profile.to_owned(),
        basic_allowed: new.basic_allowed,
        created_at: now,
    };
    connections::create(tx, &connection)?;
    Ok(connection)
}

fn differs(connection: &Connection) -> Error {
    let basic = if connection.basic_allowed {
        "allows"
    } else {
        "does not allow"
    };
    Error::Input(format!(
        "The connection {:?} is there already, speaks the profile {:?} and {basic} HTTP Basic. \
         Ask for the same, or name another connection.",
        connection.name, connection.profile
    ))
}
