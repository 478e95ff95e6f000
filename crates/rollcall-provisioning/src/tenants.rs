//! Tenants: the customer organisations of one installation.

use rollcall_storage::{Conn, tenants};
use serde_json::json;

use crate::audit::{Act, note_change_in, note_in};
use crate::{Error, Provisioning, Result};

pub use rollcall_storage::tenants::Tenant;

/// The longest tenant id: it is part of every token, and those must stay under 200 characters.
pub const ID_LENGTH_MAX: usize = 20;

/// Makes a tenant. Its id is the short name by which commands and logs know it.
///
/// # Errors
/// [`Error::Input`] for an id that is not 1–20 lower-case letters, digits and hyphens;
/// [`Error::Exists`] when there is one of that id.
pub async fn create(p: &Provisioning, id: &str, name: &str) -> Result<Tenant> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || id.len() > ID_LENGTH_MAX || !id.chars().all(allowed) {
        return Err(Error::Input(format!(
            "{id:?} cannot be a tenant's id: use 1 to {ID_LENGTH_MAX} lower-case letters, digits and hyphens."
        )));
    }
    let (verb, id, name) = (p.clone(), id.to_owned(), name.to_owned());
    p.store()
        .write(move |tx| create_in(tx, &verb, &id, &name))
        .await
}

/// The verb itself, inside the caller's transaction.
pub(crate) fn create_in(tx: &mut Conn, p: &Provisioning, id: &str, name: &str) -> Result<Tenant> {
    let tenant = Tenant {
        id: id.to_owned(),
        name: name.to_owned(),
        created_at: p.now(),
    };
    match tenants::create(tx, &tenant) {
        Ok(()) => {
            let act = Act::new("tenant.create", "tenant").to(id, name);
            note_in(tx, p, id, act.after(json!({ "name": name })))?;
            Ok(tenant)
        }
        Err(rollcall_storage::Error::Uniqueness { .. }) => Err(Error::Exists(format!(
            "There is a tenant {id:?} already; `rollcall tenant list` shows all."
        ))),
        Err(error) => Err(error.into()),
    }
}

/// All tenants, by id.
///
/// # Errors
/// When the database does not answer.
pub async fn list(p: &Provisioning) -> Result<Vec<Tenant>> {
    p.store()
        .read(|conn| Ok::<_, Error>(tenants::list(conn)?))
        .await
}

/// The tenant of that id.
///
/// # Errors
/// [`Error::Unknown`] when there is none.
pub async fn find(p: &Provisioning, id: &str) -> Result<Tenant> {
    let wanted = id.to_owned();
    let found = p
        .store()
        .read(move |conn| Ok::<_, Error>(tenants::find(conn, &wanted)?))
        .await?;
    found.ok_or_else(|| {
        Error::Unknown(format!(
            "There is no tenant {id:?}; `rollcall tenant list` shows all, `rollcall tenant create --name {id}` makes one."
        ))
    })
}

/// Gives a tenant another name.
///
/// # Errors
/// [`Error::Unknown`] when there is none of that id.
pub async fn rename(p: &Provisioning, id: &str, name: &str) -> Result<Tenant> {
    let before = find(p, id).await?;
    let (verb, name) = (p.clone(), name.to_owned());
    p.store()
        .write(move |tx| {
            tenants::rename(tx, &before.id, &name)?;
            let act = Act::new("tenant.rename", "tenant").to(&before.id, &name);
            let changed = (json!({ "name": before.name }), json!({ "name": name }));
            note_change_in(tx, &verb, &before.id, act, changed)?;
            Ok::<_, Error>(Tenant {
                name: name.clone(),
                ..before.clone()
            })
        })
        .await
}
