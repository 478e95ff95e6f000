//! Another password for whoever forgot theirs.

use rollcall_storage::{admin_sessions, admins};

use super::links::{self, Kind};
use super::members::{ResetLink, is_of_tenant_alone, reset_link_in};
use super::session::totp_off;
use super::{Refusal, actor, done_to, email_key, lock, password, record_of_account};
use crate::audit::By;
use crate::{Error, Provisioning, Result};

/// Makes a link by which whoever has this e-mail address chooses another password; `without_totp` also switches their one-time codes
/// off, for who lost device and recovery codes.
///
/// # Errors
/// [`Error::Unknown`] when no account has it.
pub async fn link(p: &Provisioning, email: &str, without_totp: bool, by: &By) -> Result<ResetLink> {
    let (verb, email, by) = (p.clone(), email.to_owned(), by.clone());
    p.store()
        .write(move |tx| {
            let found = admins::find_by_email(tx, &email_key(&email))?;
            let found = found.ok_or_else(|| {
                Error::Unknown(format!(
                    "No account has the e-mail address {email:?}; `rollcall admin list` shows all."
                ))
            })?;
            let mut admin = lock(tx, found.id)?;
            if without_totp && admin.second_factor.is_some() {
                admin.second_factor = None;
                admins::update(tx, &admin)?;
                record_of_account(tx, &verb, &by, &admin, &totp_off(&admin))?;
            }
            reset_link_in(tx, &verb, &admin, "", &by)
        })
        .await
}

/// Uses such a link up: the account gets this password, its pause ends, and so does every session of it. One-time codes stay: whoever
/// has a link has no device.
///
/// # Errors
/// [`Error::Refused`] for a link that opens nothing (any more), [`Error::Input`] for what can be no password.
pub async fn reset(p: &Provisioning, code: String, new: String, by: &By) -> Result<()> {
    let (now, looked) = (p.now(), code.clone());
    let email = p
        .store()
        .read(move |conn| {
            let link = links::open(conn, Kind::PasswordReset, &looked, now)?;
            let admin = match link.admin_id {
                Some(id) => admins::find(conn, id)?,
                None => None,
            };
            let admin = admin.ok_or_else(Refusal::link_unknown)?;
            Ok::<_, Error>(admin.email)
        })
        .await?;
    password::check(&new, &email)?;
    let hash = p.passwords().hash(new).await?;
    let (verb, by) = (p.clone(), by.clone());
    p.store()
        .write(move |tx| {
            let now = verb.now();
            let link = links::open(tx, Kind::PasswordReset, &code, now)?;
            let mut admin = lock(tx, link.admin_id.ok_or_else(Refusal::link_unknown)?)?;
            // Whoever made it may not make it any more.
            if !link.proves && !is_of_tenant_alone(&admin, &link.for_tenant) {
                return Err(Refusal::link_revoked(now).into());
            }
            links::use_up(tx, Kind::PasswordReset, &code, now)?;
            admin.proven_at = link.proves.then_some(now);
            admin.password_hash = Some(hash.clone());
            admin.failed_attempts = 0;
            admin.blocked_until = 0;
            admins::update(tx, &admin)?;
            let ended = admin_sessions::delete_of(tx, admin.id, None)?;
            let act = done_to("admin.password", &admin)
                .after(serde_json::json!({ "how": "link", "sessions_ended": ended }));
            record_of_account(tx, &verb, &by.known_as(actor(&admin)), &admin, &act)
        })
        .await
}
