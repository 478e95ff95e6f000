//! The set-up link, and the first account, which it makes. Whoever can print the link runs the installation.

use rollcall_storage::{Conn, one_time_links, tenants};
use scim_core::format_instant;
use serde_json::json;
use uuid::Uuid;

use super::links::{self, Kind};
use super::sign_in::{Shown, begin_in};
use super::{Begun, Role, Roles, actor, email, insert, name, new_admin, password};
use crate::audit::{Act, By, INSTALLATION, record_in};
use crate::auth::Origin;
use crate::{Error, FIRST_TENANT, Provisioning, Result, SECOND};

/// A set-up link that was just made.
#[derive(Debug, Clone)]
pub struct SetUpLink {
    /// Its code, `rcl_…`. It is not shown again, and not to be logged.
    pub code: String,
    /// From when on it opens nothing; microseconds since the Unix epoch.
    pub expires_at: i64,
}

/// Makes a set-up link; earlier ones that nobody used end.
///
/// # Errors
/// When the database does not answer.
pub async fn link(p: &Provisioning, by: &By) -> Result<SetUpLink> {
    let (verb, by) = (p.clone(), by.clone());
    p.store().write(move |tx| link_in(tx, &verb, &by)).await
}

/// The verb itself, inside the caller's transaction.
pub(crate) fn link_in(tx: &mut Conn, p: &Provisioning, by: &By) -> Result<SetUpLink> {
    let lifetime = p.limits().set_up_link_minutes.saturating_mul(60 * SECOND);
    let made = links::new(p, Kind::SetUp, lifetime, by)?;
    for earlier in one_time_links::list(tx, "", Kind::SetUp.as_str())? {
        one_time_links::revoke(tx, earlier.id, p.now())?;
    }
    one_time_links::insert(tx, &made.link)?;
    let act = Act::new("set_up_link.create", "set_up_link")
        .after(json!({ "expires_at": format_instant(made.link.expires_at) }));
    record_in(tx, p, by, INSTALLATION, act)?;
    Ok(SetUpLink {
        expires_at: made.link.expires_at,
        code: made.code,
    })
}

/// What the first account is made from.
#[derive(Clone)]
pub struct NewOwner {
    /// The code of the link.
    pub code: String,
    /// The organisation's name, which the tenant [`FIRST_TENANT`] gets; without one it keeps its own.
    pub organisation: Option<String>,
    /// The admin's name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The password that they choose.
    pub password: String,
}

/// Uses a set-up link up: makes an account to which the installation belongs, an owner of the tenant [`FIRST_TENANT`], and signs
/// it in. Of two who come with the same link, one gets the account.
///
/// # Errors
/// [`Error::Refused`] for a link that opens nothing (any more), [`Error::Input`] for what cannot be a name, an e-mail address or a
/// password, [`Error::Exists`] when an account has that e-mail address. The link is not used up then.
pub async fn set_up(p: &Provisioning, new: NewOwner, origin: Origin, by: &By) -> Result<Begun> {
    let (now, code) = (p.now(), new.code.clone());
    p.store()
        .read(move |conn| links::open(conn, Kind::SetUp, &code, now))
        .await?;
    let address = email(&new.email)?;
    let own_name = name(&new.name, "name")?;
    let organisation = new
        .organisation
        .as_deref()
        .map(|text| name(text, "organisation"))
        .transpose()?;
    password::check(&new.password, &address.0)?;
    let hash = p.passwords().hash(new.password).await?;
    let (verb, by, id) = (p.clone(), by.clone(), Uuid::now_v7());
    p.store()
        .write(move |tx| {
            links::use_up(tx, Kind::SetUp, &new.code, verb.now())?;
            let mut admin = new_admin(id, address.clone(), own_name.clone(), verb.now());
            admin.password_hash = Some(hash.clone());
            admin.is_installation_owner = true;
            admin.proven_at = Some(verb.now());
            let tenant = tenants::find(tx, FIRST_TENANT)?;
            if let Some(tenant) = &tenant {
                let mut roles = Roles::default();
                roles.set(&tenant.id, Some(Role::Owner));
                admin.roles = roles.to_string();
            }
            insert(tx, &admin)?;
            let by = by.known_as(actor(&admin));
            let act = Act::new("installation.set_up", "admin")
                .to(admin.id, &admin.email)
                .after(json!({ "installation_owner": true }));
            record_in(tx, &verb, &by, INSTALLATION, act)?;
            if let (Some(tenant), Some(name)) = (&tenant, &organisation) {
                tenants::rename(tx, &tenant.id, name)?;
                let act = Act::new("tenant.rename", "tenant")
                    .to(&tenant.id, name)
                    .before(json!({ "name": tenant.name }))
                    .after(json!({ "name": name }));
                record_in(tx, &verb, &by, &tenant.id, act)?;
            }
            begin_in(tx, &verb, admin, Shown::Link, &origin, &by)
        })
        .await
}

/// Whether anybody has an account.
///
/// # Errors
/// When the database does not answer.
pub async fn has_admins(p: &Provisioning) -> Result<bool> {
    p.store()
        .read(|conn| Ok::<_, Error>(!rollcall_storage::admins::list(conn)?.is_empty()))
        .await
}
