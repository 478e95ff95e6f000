//! Connections: one identity provider's feed into a tenant, how it speaks, and whether it may.

mod disconnect;
mod manage;

use rollcall_storage::Conn;
use rollcall_storage::connections;
use scim_core::format_instant;
use scim_core::quirks::{Profile, RuleChanges};
use uuid::Uuid;

use crate::auth::Scope;
use crate::tokens::NewToken;
use crate::{Error, Provisioning, Result, imports, tenants};

pub use disconnect::{
    Disconnecting, Progress, disconnect, progress, work_round as disconnect_round,
};
pub use manage::{NewConnection, PUSHED, change, create, find, pause, resume, set};
pub use rollcall_storage::connections::{Connection, Recognised};

pub(crate) use manage::{check_name, done_to, named, refuse_disconnected, stale, taken};

/// The name of the connection a token belongs to when none is named.
pub const DEFAULT: &str = "default";

/// What is to become different of a connection.
#[derive(Debug, Clone, Default)]
pub struct ConnectionChange {
    /// Its name.
    pub name: Option<String>,
    /// Its profile.
    pub profile: Option<Profile>,
    /// The rules beside the profile, instead of those it has now.
    pub rules: Option<RuleChanges>,
    /// Whether it allows HTTP Basic.
    pub basic_allowed: Option<bool>,
    /// Whether its changes are only tried.
    pub test_mode: Option<bool>,
    /// The version that was looked at; without one whatever is there is changed.
    pub version: Option<i64>,
}

/// The tenant's connections by name, with the provider that was recognised on each.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Vec<Connection>> {
    tenants::find(p, tenant).await?;
    p.flush_usage_due().await?;
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| Ok(connections::list(conn, &tenant)?))
        .await
}

pub(crate) fn unknown(tenant: &str, name: &str) -> String {
    format!(
        "The tenant {tenant:?} has no connection {name:?}; `rollcall connection list --tenant {tenant}` shows those it has."
    )
}

/// Finds the connection that a new token names, or makes it.
///
/// # Errors
/// [`Error::Input`] when it is there but speaks otherwise than the new token asks.
pub(crate) fn ensure(tx: &mut Conn, new: &NewToken, now: i64) -> Result<Connection> {
    if let Some(connection) = connections::find_by_name(tx, &new.tenant, &new.connection)? {
        imports::refuse_tokens(&connection)?;
        if let Some((at, by)) = &connection.disconnected {
            return Err(Error::Input(format!(
                "The connection {:?} was disconnected by {by} on {}. Name another one.",
                connection.name,
                format_instant(*at)
            )));
        }
        let same = new
            .profile
            .is_none_or(|profile| profile.as_str() == connection.profile);
        // An API key does not care how the connection speaks.
        let same =
            same && (new.scope == Scope::Api || connection.basic_allowed == new.basic_allowed);
        return if same {
            Ok(connection)
        } else {
            Err(differs(&connection, new))
        };
    }
    let connection = Connection {
        tenant: new.tenant.clone(),
        id: Uuid::now_v7(),
        name: new.connection.clone(),
        kind: "scim".to_owned(),
        profile: new.profile.unwrap_or(Profile::Auto).as_str().to_owned(),
        rules: String::new(),
        basic_allowed: new.basic_allowed,
        created_at: now,
        speaks_like: None,
        version: 1,
        paused: None,
        disconnected: None,
        test_mode: false,
    };
    connections::create(tx, &connection)?;
    Ok(connection)
}

/// Says in what the connection that is there differs from the one asked for, and only that.
fn differs(connection: &Connection, new: &NewToken) -> Error {
    let asked = new.profile.map(Profile::as_str);
    let (how, change) = match asked.filter(|asked| *asked != connection.profile) {
        Some(asked) => (
            format!("speaks the profile {:?}, not {asked:?}", connection.profile),
            format!("--profile {asked}"),
        ),
        None if connection.basic_allowed => {
            ("allows HTTP Basic".to_owned(), "--basic refused".to_owned())
        }
        None => (
            "refuses HTTP Basic".to_owned(),
            "--basic allowed".to_owned(),
        ),
    };
    Error::Input(format!(
        "The connection {:?} is there already and {how}. Ask for the same, change it \
         (`rollcall connection set --tenant {} --name {:?} {change}`), or name another connection.",
        connection.name, connection.tenant, connection.name
    ))
}
