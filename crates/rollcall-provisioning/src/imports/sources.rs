//! The lists that a tenant imports.

use rollcall_storage::{Conn, connections, imported_people};
use serde::Serialize;
use uuid::Uuid;

use super::KIND;
use crate::connections::Connection;
use crate::{Error, Provisioning, Result, pulls, tenants};

/// A list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its name.
    pub source: String,
    /// The people who came by it.
    pub people: i64,
    /// Those of them who were found to be people of a provider.
    pub linked: i64,
}

/// The tenant's lists, by name.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Vec<Source>> {
    tenants::find(p, tenant).await?;
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| {
            let mut sources = Vec::new();
            for connection in connections::list(conn, &tenant)? {
                if connection.kind == KIND {
                    let (people, linked) = imported_people::count(conn, &tenant, connection.id)?;
                    sources.push(Source {
                        source: connection.name,
                        people,
                        linked,
                    });
                }
            }
            Ok(sources)
        })
        .await
}

/// The longest name of a list.
const NAME_CHARS_MAX: usize = 100;

/// The list of that name, if there is one.
///
/// # Errors
/// [`Error::Input`] for a name that is none; [`Error::Exists`] where a provider has it.
pub(super) async fn find(p: &Provisioning, tenant: &str, name: &str) -> Result<Option<Connection>> {
    if name.trim().is_empty()
        || name.chars().count() > NAME_CHARS_MAX
        || name.chars().any(char::is_control)
    {
        return Err(Error::Input(format!(
            "A list has a name of 1 to {NAME_CHARS_MAX} characters; {name:?} is none."
        )));
    }
    let (tenant, wanted) = (tenant.to_owned(), name.to_owned());
    let found = p
        .store()
        .read(move |conn| Ok::<_, Error>(connections::find_by_name(conn, &tenant, &wanted)?));
    match found.await? {
        Some(connection) if connection.kind != KIND => Err(Error::Exists(format!(
            "{name:?} is a provider's connection. Give the list another name."
        ))),
        found => Ok(found),
    }
}

/// The list of that name, made if there is none.
pub(super) async fn ensure(p: &Provisioning, tenant: &str, name: &str) -> Result<Connection> {
    if let Some(found) = find(p, tenant, name).await? {
        return Ok(found);
    }
    let connection = Connection {
        tenant: tenant.to_owned(),
        id: Uuid::now_v7(),
        name: name.to_owned(),
        kind: KIND.to_owned(),
        profile: "auto".to_owned(),
        rules: String::new(),
        basic_allowed: false,
        created_at: p.now(),
        speaks_like: None,
        version: 1,
        paused: None,
        disconnected: None,
        test_mode: false,
    };
    let new = connection.clone();
    let made = move |tx: &mut Conn| Ok::<_, Error>(connections::create(tx, &new)?);
    p.store().write(made).await?;
    Ok(connection)
}

/// Refuses a token for what nobody pushes: a list, and what is pulled.
pub(crate) fn refuse_tokens(connection: &Connection) -> Result<()> {
    if connection.kind == pulls::KIND {
        return Err(Error::Input(format!(
            "People are pulled over {:?}; nobody pushes them. Name another connection.",
            connection.name
        )));
    }
    if connection.kind == KIND {
        return Err(Error::Input(format!(
            "{:?} is a list that is imported; nobody pushes it. Name another connection.",
            connection.name
        )));
    }
    Ok(())
}
