//! Whether an account's e-mail address is proven: whether what opens the account was set by whoever has that address.
//!
//! A link that a tenant's owner made proves nothing, since they see it as well: they may have used it themselves. What proves is
//! the set-up link, one that was made by whoever runs the installation or whom it belongs to, and single sign-on. What opens an
//! account that nobody has proven goes no further than the tenant whose owners may know it.

use rollcall_storage::admins::{self, Admin};
use rollcall_storage::{Conn, admin_sessions, id, one_time_links};
use serde_json::json;

use super::{Refusal, Roles, actor, done_to, record_of_account};
use crate::audit::{ActorKind, By};
use crate::{Error, Provisioning, Result};

/// Whether the account's address is.
pub(super) fn is_proven(admin: &Admin) -> bool {
    admin.is_installation_owner || admin.proven_at.is_some()
}

/// Whether the account has a role in another tenant than this one.
pub(super) fn is_elsewhere(admin: &Admin, tenant: &str) -> bool {
    Roles::read(&admin.roles).tenants().any(|it| it != tenant)
}

/// Whether a link that these make shows that the address is of whoever uses it.
///
/// # Errors
/// When the database does not answer.
pub(super) fn proves(tx: &mut Conn, by: &By) -> Result<bool> {
    Ok(match by.actor.kind {
        ActorKind::CommandLine | ActorKind::Program => true,
        ActorKind::Admin => match by.actor.id.as_deref().and_then(id::parse) {
            Some(id) => admins::find(tx, id)?.is_some_and(|it| it.is_installation_owner),
            None => false,
        },
        _ => false,
    })
}

/// Whether a role in this tenant takes another password first.
pub(super) fn needs_new_password(admin: &Admin, tenant: &str) -> bool {
    !is_proven(admin) && is_elsewhere(admin, tenant) && admin.password_hash.is_some()
}

/// What ends when an account gets a role in a tenant, before it has it: links for another password, which that tenant's owners did
/// not make; and whatever opened the account, where others may know it. `password` is the hash of the one that is chosen anew.
///
/// # Errors
/// [`Error::Refused`] where one has to be and none is chosen; [`Error::Input`] for one where none has to be.
pub(super) fn before_role(
    tx: &mut Conn,
    p: &Provisioning,
    admin: &mut Admin,
    tenant: &str,
    password: Option<String>,
) -> Result<()> {
    match (needs_new_password(admin, tenant), &password) {
        (true, None) => return Err(new_password_needed()),
        (false, Some(_)) => {
            return Err(Error::Input(
                "new_password is for an account that has to choose another one: leave it out."
                    .to_owned(),
            ));
        }
        _ => {}
    }
    if is_elsewhere(admin, tenant) {
        one_time_links::revoke_of_admin(tx, admin.id, p.now())?;
        if !is_proven(admin) {
            forget_ways_in(tx, p, admin)?;
            admin.password_hash = password;
        }
    }
    Ok(())
}

/// Notes that whoever has the address is here, by single sign-on; what somebody else may have set before ends. The caller writes
/// the account.
///
/// # Errors
/// When the database does not answer.
pub(super) fn by_single_sign_on(
    tx: &mut Conn,
    p: &Provisioning,
    admin: &mut Admin,
    by: &By,
) -> Result<()> {
    if is_proven(admin) {
        return Ok(());
    }
    let had_password = admin.password_hash.is_some();
    let ended = forget_ways_in(tx, p, admin)?;
    admin.proven_at = Some(p.now());
    let told =
        json!({ "how": "single_sign_on", "password_ended": had_password, "sessions_ended": ended });
    let act = done_to("admin.proven", admin).after(told);
    record_of_account(tx, p, &by.known_as(actor(admin)), admin, &act)
}

/// Ends all by which an account is opened; answers how many sessions there were. The caller writes the account.
fn forget_ways_in(tx: &mut Conn, p: &Provisioning, admin: &mut Admin) -> Result<usize> {
    admin.password_hash = None;
    admin.second_factor = None;
    admin.failed_attempts = 0;
    admin.blocked_until = 0;
    one_time_links::revoke_of_admin(tx, admin.id, p.now())?;
    Ok(admin_sessions::delete_of(tx, admin.id, None)?)
}

fn new_password_needed() -> Error {
    Refusal::new(
        409,
        "new_password_needed",
        "An owner elsewhere may know how this account is opened, since they made its link. To join another organisation with it, \
         choose another password: send it as new_password. What opened the account before ends.",
    )
    .into()
}
