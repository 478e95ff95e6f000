//! Links: made, looked at, used. Whoever has the code of one may do what it is for, and nobody else.

use rollcall_storage::one_time_links::{self as rows, Link};
use rollcall_storage::{Conn, admins, tenants};
use uuid::Uuid;

use super::code::{self, LINK_PREFIX};
use super::proof::needs_new_password;
use super::{Refusal, Role, email_key};
use crate::audit::By;
use crate::{Error, Provisioning, Result};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To make the first account.
    SetUp,
    /// To become an admin of a tenant.
    Invitation,
    /// To choose another password.
    PasswordReset,
    /// To set a connection up, without an account.
    Connection,
}

impl Kind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::SetUp => "set_up",
            Self::Invitation => "invitation",
            Self::PasswordReset => "password_reset",
            Self::Connection => "connection",
        }
    }

    fn is(self, link: &Link) -> bool {
        self.as_str() == link.kind
    }
}

/// A link that was just made, and its code, which is shown this once.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) link: Link,
    pub(super) code: String,
}

/// A link of that kind that is for nothing in particular yet.
pub(super) fn new(p: &Provisioning, kind: Kind, microseconds: i64, by: &By) -> Result<Made> {
    let code = code::new(LINK_PREFIX)?;
    let now = p.now();
    Ok(Made {
        link: Link {
            id: Uuid::now_v7(),
            code_hash: code::hash(&code),
            kind: kind.as_str().to_owned(),
            for_tenant: String::new(),
            connection_id: None,
            admin_id: None,
            email: None,
            role: None,
            created_at: now,
            created_by: by.name().to_owned(),
            expires_at: now.saturating_add(microseconds),
            used_at: None,
            revoked_at: None,
            proves: false,
        },
        code,
    })
}

/// The link of that code, if it still opens something.
///
/// # Errors
/// [`Error::Refused`] that says when it was used or taken back, or expired.
pub(super) fn open(conn: &mut Conn, kind: Kind, code: &str, now: i64) -> Result<Link> {
    let found = match code::is_one(code, LINK_PREFIX) {
        true => rows::find_by_code(conn, &code::hash(code))?,
        false => None,
    };
    let link = found
        .filter(|link| kind.is(link))
        .ok_or_else(Refusal::link_unknown)?;
    if let Some(at) = link.used_at {
        return Err(Refusal::link_used(at).into());
    }
    if let Some(at) = link.revoked_at {
        return Err(Refusal::link_revoked(at).into());
    }
    if link.expires_at <= now {
        return Err(Refusal::link_expired(link.expires_at).into());
    }
    Ok(link)
}

/// Uses the link of that code up: of two who come at once, one does.
///
/// # Errors
/// As [`open`].
pub(super) fn use_up(tx: &mut Conn, kind: Kind, code: &str, now: i64) -> Result<Link> {
    let link = open(tx, kind, code, now)?;
    if !rows::use_up(tx, link.id, now)? {
        return Err(Refusal::link_used(now).into());
    }
    Ok(link)
}

/// What a link is for, to be shown before it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// `set_up`, `invitation` or `password_reset`.
    pub kind: String,
    /// The tenant's name, for an invitation.
    pub tenant_name: Option<String>,
    /// Who made it.
    pub created_by: String,
    /// Whom it is for.
    pub email: Option<String>,
    /// The role that it invites to.
    pub role: Option<Role>,
    /// Whether an account has that e-mail address: then it is to be signed in to.
    pub has_account: bool,
    /// Whether that account chooses another password to accept the invitation.
    pub needs_new_password: bool,
    /// From when on it opens nothing; microseconds since the Unix epoch.
    pub expires_at: i64,
}

/// What the link of that code is for, if it still opens something.
///
/// # Errors
/// [`Error::Refused`] that says when it was used or taken back, or expired.
pub async fn look(p: &Provisioning, kind: Kind, code: &str) -> Result<Opened> {
    let (now, code) = (p.now(), code.to_owned());
    p.store()
        .read(move |conn| {
            let link = open(conn, kind, &code, now)?;
            let tenant = match link.for_tenant.as_str() {
                "" => None,
                id => tenants::find(conn, id)?,
            };
            let of_admin = match link.admin_id {
                Some(id) => admins::find(conn, id)?,
                None => None,
            };
            let email = link.email.or_else(|| of_admin.map(|admin| admin.email));
            let account = match &email {
                Some(email) => admins::find_by_email(conn, &email_key(email))?,
                None => None,
            };
            let needs_new_password = kind == Kind::Invitation
                && account
                    .as_ref()
                    .is_some_and(|it| needs_new_password(it, &link.for_tenant));
            Ok::<_, Error>(Opened {
                kind: link.kind,
                tenant_name: tenant.map(|tenant| tenant.name),
                created_by: link.created_by,
                email,
                role: link.role.as_deref().and_then(Role::known),
                has_account: account.is_some(),
                needs_new_password,
                expires_at: link.expires_at,
            })
        })
        .await
}
