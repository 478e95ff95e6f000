//! What an admin sees of their account and of where they have a role.

use rollcall_storage::admins::Admin;
use rollcall_storage::{Conn, tenants};
use uuid::Uuid;

use super::second_factor::SecondFactor;
use super::{Role, Roles};
use crate::Result;

/// An account, without what is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// The e-mail address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The language that was chosen.
    pub language: Option<String>,
    /// Whether signing in takes a one-time code too.
    pub has_totp: bool,
    /// Whether there is a password; else they sign in at their identity provider.
    pub has_password: bool,
    /// When it was made, in microseconds since the Unix epoch, as all times here.
    pub created_at: i64,
    /// When they were last here.
    pub last_seen_at: Option<i64>,
    /// Since when they cannot sign in.
    pub disabled_at: Option<i64>,
}

impl Account {
    pub(super) fn of(admin: &Admin) -> Self {
        Self {
            id: admin.id,
            email: admin.email.clone(),
            name: admin.name.clone(),
            language: admin.language.clone(),
            has_totp: SecondFactor::guards(admin),
            has_password: admin.password_hash.is_some(),
            created_at: admin.created_at,
            last_seen_at: admin.last_seen_at,
            disabled_at: admin.disabled_at,
        }
    }
}

/// A tenant in which somebody has a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantRole {
    /// The tenant's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The role.
    pub role: Role,
}

/// Who is signed in, and where they have which role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The account.
    pub account: Account,
    /// Their tenants by id; whoever the installation belongs to is an owner of each.
    pub tenants: Vec<TenantRole>,
    /// Whether the installation is theirs.
    pub is_installation_owner: bool,
    /// When the session ends, whatever happens; microseconds since the Unix epoch.
    pub expires_at: i64,
}

impl View {
    pub(super) fn of(conn: &mut Conn, admin: &Admin, expires_at: i64) -> Result<Self> {
        let roles = Roles::read(&admin.roles);
        let all = if admin.is_installation_owner {
            tenants::list(conn)?
        } else {
            let mut found = Vec::new();
            for id in roles.tenants() {
                found.extend(tenants::find(conn, id)?);
            }
            found
        };
        let with_role = |tenant: tenants::Tenant| {
            let role = match admin.is_installation_owner {
                true => Some(Role::Owner),
                false => roles.of(&tenant.id),
            };
            role.map(|role| TenantRole {
                id: tenant.id,
                name: tenant.name,
                role,
            })
        };
        Ok(Self {
            account: Account::of(admin),
            tenants: all.into_iter().filter_map(with_role).collect(),
            is_installation_owner: admin.is_installation_owner,
            expires_at,
        })
    }
}
