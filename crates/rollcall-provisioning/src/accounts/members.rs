//! Who has which role in a tenant.

use rollcall_storage::admins::{self, Admin};
use rollcall_storage::{Conn, admin_sessions, id, one_time_links, tenants};
use scim_core::format_instant;
use serde_json::{Value, json};

use super::links::{self, Kind};
use super::proof::{is_elsewhere, proves};
use super::{Account, Refusal, Role, Roles, Signed, done_to, lock};
use crate::audit::{By, record_in};
use crate::{Error, Provisioning, Result};

/// Somebody with a role in a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Their account.
    pub account: Account,
    /// Their role there.
    pub role: Role,
    /// Whether the installation is theirs, and with it every tenant.
    pub is_installation_owner: bool,
}

/// What is to become different of somebody.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Their role in the tenant.
    pub role: Option<Role>,
    /// Whether they can sign in.
    pub disabled: Option<bool>,
}

/// Who has a role in a tenant, by e-mail address; those to whom the installation belongs have one in each.
///
/// # Errors
/// When the database does not answer.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Vec<Member>> {
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| {
            let all = admins::list(conn)?;
            Ok::<_, Error>(all.iter().filter_map(|it| member(it, &tenant)).collect())
        })
        .await
}

/// All accounts of the installation with their roles, by e-mail address.
///
/// # Errors
/// When the database does not answer.
pub async fn list_all(p: &Provisioning) -> Result<Vec<(Account, Roles, bool)>> {
    p.store()
        .read(move |conn| {
            let all = admins::list(conn)?;
            let shown = |it: &Admin| {
                let roles = Roles::read(&it.roles);
                (Account::of(it), roles, it.is_installation_owner)
            };
            Ok::<_, Error>(all.iter().map(shown).collect())
        })
        .await
}

fn member(admin: &Admin, tenant: &str) -> Option<Member> {
    let is_installation_owner = admin.is_installation_owner;
    let role = match is_installation_owner {
        true => Some(Role::Owner),
        false => Roles::read(&admin.roles).of(tenant),
    };
    role.map(|role| Member {
        account: Account::of(admin),
        role,
        is_installation_owner,
    })
}

/// Changes somebody's role in a tenant, or whether they can sign in. Whoever cannot is signed out everywhere.
///
/// # Errors
/// [`Error::Unknown`] for whoever has no role there; [`Error::Exists`] when nobody would be left as owner;
/// [`Error::Refused`] when the account is not this tenant's alone.
pub async fn set(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    change: Change,
    signed: Option<&Signed>,
    by: &By,
) -> Result<Member> {
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), id.to_owned());
    let (signed, by) = (signed.cloned(), by.clone());
    p.store()
        .write(move |tx| {
            let mut admin = held(tx, &tenant, &wanted)?;
            let before = state(&admin, &tenant);
            if let Some(role) = change.role {
                if admin.is_installation_owner {
                    return Err(of_installation());
                }
                let mut roles = Roles::read(&admin.roles);
                roles.set(&tenant, Some(role));
                admin.roles = roles.to_string();
            }
            if let Some(disabled) = change.disabled {
                disable(tx, &verb, &mut admin, &tenant, disabled, signed.as_ref())?;
            }
            if state(&admin, &tenant) != before {
                admins::update(tx, &admin)?;
                keep_an_owner(tx, &tenant)?;
                // What somebody let others do goes no further than what they may do themselves.
                one_time_links::revoke_made_by(tx, &tenant, &admin.email, verb.now())?;
                let act = done_to("admin.change", &admin)
                    .before(before)
                    .after(state(&admin, &tenant));
                record_in(tx, &verb, &by, &tenant, act)?;
            }
            member(&admin, &tenant).ok_or_else(|| nobody(&wanted))
        })
        .await
}

/// Takes somebody's role in a tenant away; with the last one their account goes.
///
/// # Errors
/// As [`set`].
pub async fn remove(p: &Provisioning, tenant: &str, id: &str, by: &By) -> Result<()> {
    let (verb, tenant, wanted, by) = (p.clone(), tenant.to_owned(), id.to_owned(), by.clone());
    p.store()
        .write(move |tx| {
            let mut admin = held(tx, &tenant, &wanted)?;
            let before = state(&admin, &tenant);
            if admin.is_installation_owner {
                return Err(of_installation());
            }
            let mut roles = Roles::read(&admin.roles);
            roles.set(&tenant, None);
            admin.roles = roles.to_string();
            if roles.is_empty() {
                one_time_links::revoke_of_admin(tx, admin.id, verb.now())?;
                admins::delete(tx, admin.id)?;
            } else {
                admins::update(tx, &admin)?;
            }
            keep_an_owner(tx, &tenant)?;
            one_time_links::revoke_made_by(tx, &tenant, &admin.email, verb.now())?;
            let act = done_to("admin.remove", &admin).before(before);
            record_in(tx, &verb, &by, &tenant, act)
        })
        .await
}

/// A link by which somebody chooses another password. It is shown once.
#[derive(Debug, Clone)]
pub struct ResetLink {
    /// Its code, `rcl_…`, not to be logged.
    pub code: String,
    /// From when on it opens nothing; microseconds since the Unix epoch.
    pub expires_at: i64,
    /// Whose password it is for.
    pub email: String,
    /// The language that they chose.
    pub language: Option<String>,
}

/// Makes a link by which a member of the tenant chooses another password; earlier ones end.
///
/// # Errors
/// [`Error::Unknown`] for whoever has no role there, [`Error::Refused`] when the account is not this tenant's alone.
pub async fn reset_link(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    signed: Option<&Signed>,
    by: &By,
) -> Result<ResetLink> {
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), id.to_owned());
    let (signed, by) = (signed.cloned(), by.clone());
    p.store()
        .write(move |tx| {
            let admin = held(tx, &tenant, &wanted)?;
            require_own(&admin, &tenant, signed.as_ref())?;
            reset_link_in(tx, &verb, &admin, &tenant, &by)
        })
        .await
}

/// The verb itself, inside the caller's transaction. `tenant` is that of whoever makes it; empty for whoever runs the installation.
pub(super) fn reset_link_in(
    tx: &mut Conn,
    p: &Provisioning,
    admin: &Admin,
    tenant: &str,
    by: &By,
) -> Result<ResetLink> {
    let lifetime = p.limits().password_reset_hours.saturating_mul(super::HOUR);
    let mut made = links::new(p, Kind::PasswordReset, lifetime, by)?;
    made.link.admin_id = Some(admin.id);
    tenant.clone_into(&mut made.link.for_tenant);
    made.link.proves = proves(tx, by)?;
    one_time_links::revoke_of_admin(tx, admin.id, p.now())?;
    one_time_links::insert(tx, &made.link)?;
    let act = done_to("admin.reset_link", admin)
        .after(json!({ "expires_at": format_instant(made.link.expires_at) }));
    super::record_of_account(tx, p, by, admin, &act)?;
    Ok(ResetLink {
        expires_at: made.link.expires_at,
        code: made.code,
        email: admin.email.clone(),
        language: admin.language.clone(),
    })
}

/// The member of that id, while nobody else changes roles.
fn held(tx: &mut Conn, tenant: &str, wanted: &str) -> Result<Admin> {
    admins::lock_roles(tx)?;
    let id = id::parse(wanted).ok_or_else(|| nobody(wanted))?;
    let admin = lock(tx, id).map_err(|error| match error {
        Error::Unknown(_) => nobody(wanted),
        other => other,
    })?;
    match member(&admin, tenant) {
        Some(_) => Ok(admin),
        None => Err(nobody(wanted)),
    }
}

fn disable(
    tx: &mut Conn,
    p: &Provisioning,
    admin: &mut Admin,
    tenant: &str,
    disabled: bool,
    signed: Option<&Signed>,
) -> Result<()> {
    require_own(admin, tenant, signed)?;
    if disabled {
        let is_left = |other: &Admin| {
            other.is_installation_owner && other.disabled_at.is_none() && other.id != admin.id
        };
        if admin.is_installation_owner && !admins::list(tx)?.iter().any(is_left) {
            return Err(Error::Exists(
                "Nobody would be left to whom the installation belongs.".to_owned(),
            ));
        }
        admin.disabled_at = admin.disabled_at.or(Some(p.now()));
        admin_sessions::delete_of(tx, admin.id, None)?;
    } else {
        admin.disabled_at = None;
    }
    Ok(())
}

/// Whether an account is that tenant's and nobody else's.
pub(super) fn is_of_tenant_alone(admin: &Admin, tenant: &str) -> bool {
    let is_member = Roles::read(&admin.roles).of(tenant).is_some();
    is_member && !admin.is_installation_owner && !is_elsewhere(admin, tenant)
}

/// What concerns an account as a whole is for its tenant alone to decide, or for whoever the installation belongs to.
fn require_own(admin: &Admin, tenant: &str, signed: Option<&Signed>) -> Result<()> {
    let may = signed.is_some_and(|it| it.is_installation_owner);
    if !is_of_tenant_alone(admin, tenant) && !may {
        return Err(Refusal::new(
            403,
            "not_yours_alone",
            "This account has a role elsewhere too: take away its role here, or ask whoever the installation belongs to.",
        )
        .into());
    }
    Ok(())
}

/// That a tenant that had owners keeps one who can sign in.
fn keep_an_owner(tx: &mut Conn, tenant: &str) -> Result<()> {
    if tenants::find(tx, tenant)?.is_none() {
        return Ok(());
    }
    let all = admins::list(tx)?;
    let owns = |admin: &Admin| {
        admin.disabled_at.is_none()
            && member(admin, tenant).is_some_and(|member| member.role == Role::Owner)
    };
    if all.iter().any(owns) {
        return Ok(());
    }
    Err(Error::Exists(
        "The tenant would have no owner left: make somebody else an owner first.".to_owned(),
    ))
}

fn state(admin: &Admin, tenant: &str) -> Value {
    let role = Roles::read(&admin.roles).of(tenant);
    json!({ "role": role, "disabled": admin.disabled_at.is_some() })
}

fn of_installation() -> Error {
    Error::Exists(
        "The installation belongs to this account, which makes it an owner of every tenant."
            .to_owned(),
    )
}

fn nobody(wanted: &str) -> Error {
    Error::Unknown(format!("The tenant has no admin {wanted:?}."))
}
