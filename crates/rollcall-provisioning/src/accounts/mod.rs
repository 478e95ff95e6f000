//! Admins: their accounts, how they sign in, what they may do, and the links that open something without an account.
//!
//! An account belongs to the installation and has a role in some tenants; whoever the installation belongs to is an owner
//! of every tenant. What is secret (passwords, the tokens of sessions, the codes of links) is kept so that it cannot be read
//! back; secrets of one-time codes are encrypted with the installation's key.

pub mod api_keys;
mod attempts;
mod code;
pub mod connection_links;
pub mod invitations;
mod links;
pub mod members;
mod password;
mod proof;
mod refusal;
pub mod resets;
mod role;
mod second_factor;
pub mod session;
pub mod set_up;
mod sign_in;
pub mod sso;
mod view;

pub use attempts::Attempts;
pub use code::{LINK_PREFIX, SESSION_PREFIX};
pub use links::{Kind as LinkKind, Opened, look};
pub use refusal::Refusal;
pub use role::{Role, Roles};
pub use session::Signed;
pub use sign_in::{Begun, Credentials, sign_in};
pub use view::{Account, TenantRole, View};

pub(crate) use password::Passwords;

use rollcall_storage::admins::Admin;
use rollcall_storage::{Conn, admins};
use uuid::Uuid;

use crate::audit::{Act, Actor, ActorKind, By, INSTALLATION, record_in};
use crate::{Error, Provisioning, Result};

const HOUR: i64 = 3_600 * crate::SECOND;
const DAY: i64 = 24 * HOUR;
const NAME_CHARACTERS_MAX: usize = 100;
/// An e-mail address can have no more (RFC 5321 §4.5.3.1.3).
const EMAIL_CHARACTERS_MAX: usize = 254;

/// A name as it is kept.
///
/// # Errors
/// [`Error::Input`] for one that is empty, too long, or has control characters.
fn name(text: &str, member: &str) -> Result<String> {
    let name = text.trim();
    let fits = (1..=NAME_CHARACTERS_MAX).contains(&name.chars().count())
        && !name.contains(char::is_control);
    fits.then(|| name.to_owned()).ok_or_else(|| {
        Error::Input(format!(
            "{member} is a name of 1 to {NAME_CHARACTERS_MAX} characters."
        ))
    })
}

/// An e-mail address as it is kept, and by which it is found.
///
/// # Errors
/// [`Error::Input`] for what can be none.
fn email(text: &str) -> Result<(String, String)> {
    let email = text.trim();
    let is_fit = email.chars().count() <= EMAIL_CHARACTERS_MAX
        && !email.contains(|c: char| c.is_whitespace() || c.is_control())
        && email
            .rsplit_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
    if !is_fit {
        return Err(Error::Input(
            "email is an e-mail address, for example ada@example.com.".to_owned(),
        ));
    }
    Ok((email.to_owned(), email_key(email)))
}

/// By what an e-mail address is found: without regard to the case of A to Z. Other letters are compared as they are: those that
/// fold to one of A to Z (ſ, the Kelvin sign) are another mailbox, which may be somebody else's.
fn email_key(email: &str) -> String {
    email.trim().to_ascii_lowercase()
}

/// An account that nobody has used yet.
fn new_admin(id: Uuid, (email, email_key): (String, String), name: String, now: i64) -> Admin {
    Admin {
        id,
        email,
        email_key,
        name,
        language: None,
        password_hash: None,
        roles: Roles::default().to_string(),
        is_installation_owner: false,
        second_factor: None,
        failed_attempts: 0,
        blocked_until: 0,
        created_at: now,
        last_seen_at: None,
        disabled_at: None,
        proven_at: None,
    }
}

/// Adds an account.
///
/// # Errors
/// [`Error::Exists`] when somebody has that e-mail address.
fn insert(tx: &mut Conn, admin: &Admin) -> Result<()> {
    match admins::insert(tx, admin) {
        Ok(()) => Ok(()),
        Err(rollcall_storage::Error::Uniqueness { .. }) => Err(Error::Exists(
            "There is an account with this e-mail address already: sign in with it.".to_owned(),
        )),
        Err(error) => Err(error.into()),
    }
}

/// An admin as an actor.
fn actor(admin: &Admin) -> Actor {
    Actor {
        kind: ActorKind::Admin,
        id: Some(admin.id.to_string()),
        name: admin.email.clone(),
    }
}

/// Whom an entry about an account concerns: the tenants in which it has a role, and the installation where it is its
/// owner's or nobody else's.
fn record_of_account(
    tx: &mut Conn,
    p: &Provisioning,
    by: &By,
    admin: &Admin,
    act: &Act,
) -> Result<()> {
    let roles = Roles::read(&admin.roles);
    for tenant in roles.tenants() {
        record_in(tx, p, by, tenant, act.clone())?;
    }
    if admin.is_installation_owner || roles.is_empty() {
        record_in(tx, p, by, INSTALLATION, act.clone())?;
    }
    Ok(())
}

/// An act that is done to an account.
fn done_to(action: &'static str, admin: &Admin) -> Act {
    Act::new(action, "admin").to(admin.id, &admin.email)
}

/// The admin of that id, whom nobody else changes meanwhile.
fn lock(tx: &mut Conn, id: Uuid) -> Result<Admin> {
    admins::lock(tx, id)?.ok_or_else(|| Error::Unknown("The account is gone.".to_owned()))
}
