//! What a session opens, and what an admin changes of their own account.

use std::sync::Arc;

use rollcall_storage::admin_sessions;
use rollcall_storage::admins::{self, Admin};
use rollcall_storage::{Conn, one_time_links, tenants};
use scim_core::{Rules, format_instant};
use serde_json::json;
use uuid::Uuid;

use super::attempts::{count, record_failure};
use super::code::{self, SESSION_PREFIX};
pub use super::second_factor::Enrolment;
use super::second_factor::SecondFactor;
use super::{
    HOUR, Refusal, Role, Roles, View, actor, done_to, lock, name, password, record_of_account,
};
use crate::audit::{Act, By};
use crate::auth::{Access, Caller, Profile};
use crate::{Error, Provisioning, Result, SECOND};

/// How often it is noted that a session is used.
const SEEN_MICROSECONDS: i64 = 60 * SECOND;
const LANGUAGE_CHARACTERS_MAX: usize = 35;

/// Whoever is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The admin.
    pub admin: Uuid,
    /// SHA-256 of the session's token.
    pub(crate) token_hash: Arc<[u8]>,
    /// Whether the installation is theirs.
    pub is_installation_owner: bool,
    /// When the session ends, whatever happens; microseconds since the Unix epoch.
    pub expires_at: i64,
}

/// Whether a text looks like a session's token.
pub fn is_token(text: &str) -> bool {
    text.starts_with(SESSION_PREFIX)
}

struct Found {
    admin: Admin,
    signed: Signed,
    seen_at: i64,
    has_tenant: bool,
}

/// The caller that a session's token stands for, in the tenant that the request names; without one they may do what is about
/// themselves and the installation only.
///
/// # Errors
/// [`Error::Refused`] when the session has ended, [`Error::Unknown`] for a tenant in which they have no role: as if it were not
/// there.
pub async fn authenticate(p: &Provisioning, token: &str, tenant: Option<&str>) -> Result<Caller> {
    let found = find(p, token, tenant).await?;
    let roles = Roles::read(&found.admin.roles);
    let is_owner = found.admin.is_installation_owner;
    let role = match tenant {
        None => None,
        Some(_) if is_owner && found.has_tenant => Some(Role::Owner),
        Some(id) => roles.of(id).filter(|_| found.has_tenant),
    };
    if let (Some(id), None) = (tenant, role) {
        return Err(Error::Unknown(format!(
            "There is no tenant {id:?}, or you have no role in it; GET /api/v1/session names yours."
        )));
    }
    note_use(p, &found).await?;
    let access = Access {
        role,
        session: Some(found.signed),
        ..Access::default()
    };
    caller(p, tenant, access, actor(&found.admin)).await
}

/// A caller of the API who has no secret token.
pub(super) async fn caller(
    p: &Provisioning,
    tenant: Option<&str>,
    access: Access,
    actor: crate::audit::Actor,
) -> Result<Caller> {
    let (registry, definitions_version) = match tenant {
        Some(tenant) => {
            let schemas = p.registries().of(p, tenant).await?;
            (schemas.registry, schemas.version.definitions)
        }
        None => (p.common_registry().clone(), 0),
    };
    Ok(Caller {
        test_mode: false,
        tenant: tenant.unwrap_or_default().into(),
        token: None,
        connection: Uuid::nil(),
        connection_name: "console".into(),
        profile: Profile::Auto,
        rules: Rules::NONE,
        provider: None,
        registry,
        definitions_version,
        subject: None,
        actor: Arc::new(actor),
        access,
    })
}

async fn find(p: &Provisioning, token: &str, tenant: Option<&str>) -> Result<Found> {
    if !code::is_one(token, SESSION_PREFIX) {
        return Err(Refusal::session().into());
    }
    let (hash, tenant, now) = (code::hash(token), tenant.map(str::to_owned), p.now());
    let idle_max = p.limits().session_idle_hours.saturating_mul(HOUR);
    p.store()
        .read_few(move |conn| {
            let session = admin_sessions::find(conn, &hash)?;
            let session = session
                .filter(|it| it.expires_at > now && it.seen_at.saturating_add(idle_max) > now)
                .ok_or_else(Refusal::session)?;
            let admin = admins::find(conn, session.admin)?
                .filter(|admin| admin.disabled_at.is_none())
                .ok_or_else(Refusal::session)?;
            let has_tenant = match &tenant {
                Some(id) => tenants::find(conn, id)?.is_some(),
                None => false,
            };
            let signed = Signed {
                admin: admin.id,
                token_hash: session.token_hash.into(),
                is_installation_owner: admin.is_installation_owner,
                expires_at: session.expires_at,
            };
            Ok::<_, Error>(Found {
                admin,
                signed,
                seen_at: session.seen_at,
                has_tenant,
            })
        })
        .await
}

async fn note_use(p: &Provisioning, found: &Found) -> Result<()> {
    let now = p.now();
    if now - found.seen_at < SEEN_MICROSECONDS {
        return Ok(());
    }
    let (id, hash) = (found.admin.id, found.signed.token_hash.clone());
    p.store()
        .write(move |tx| {
            admin_sessions::seen(tx, &hash, now)?;
            if let Some(mut admin) = admins::lock(tx, id)? {
                admin.last_seen_at = Some(now);
                admins::update(tx, &admin)?;
            }
            Ok::<_, Error>(())
        })
        .await
}

/// Who is signed in, and where they have which role.
///
/// # Errors
/// [`Error::Refused`] when they are not any more.
pub async fn view(p: &Provisioning, signed: &Signed) -> Result<View> {
    let signed = signed.clone();
    p.store()
        .read(move |conn| {
            let admin = admins::find(conn, signed.admin)?.ok_or_else(Refusal::session)?;
            View::of(conn, &admin, signed.expires_at)
        })
        .await
}

/// Ends the session.
///
/// # Errors
/// When the database does not answer.
pub async fn sign_out(p: &Provisioning, signed: &Signed, by: &By) -> Result<()> {
    change(p, signed, by, |tx, p, admin, signed, by| {
        if admin_sessions::delete(tx, &signed.token_hash)? {
            let ended = json!({ "expires_at": format_instant(signed.expires_at) });
            let act = done_to("session.end", admin).before(ended);
            record_of_account(tx, p, by, admin, &act)?;
        }
        Ok(())
    })
    .await
}

/// Changes one's own name and language.
///
/// # Errors
/// [`Error::Input`] for what can be neither.
pub async fn set_profile(
    p: &Provisioning,
    signed: &Signed,
    new_name: &str,
    language: Option<String>,
    by: &By,
) -> Result<View> {
    let new_name = name(new_name, "name")?;
    let is_tag = |tag: &str| {
        (2..=LANGUAGE_CHARACTERS_MAX).contains(&tag.len())
            && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    if language.as_deref().is_some_and(|tag| !is_tag(tag)) {
        return Err(Error::Input(
            "language is a language tag (BCP 47), for example de, or null for the browser's."
                .to_owned(),
        ));
    }
    change(p, signed, by, move |tx, p, admin, signed, by| {
        let of = |admin: &Admin| json!({ "name": admin.name, "language": admin.language });
        let before = of(admin);
        admin.name.clone_from(&new_name);
        admin.language.clone_from(&language);
        if of(admin) != before {
            admins::update(tx, admin)?;
            let act = done_to("admin.profile", admin)
                .before(before)
                .after(of(admin));
            record_of_account(tx, p, by, admin, &act)?;
        }
        View::of(tx, admin, signed.expires_at)
    })
    .await
}

/// Changes one's own password; every other session of the account ends, and so do links for another one.
///
/// # Errors
/// [`Error::Refused`] when the current one is wrong, or during the pause after failures; [`Error::Input`] for what can be none.
pub async fn set_password(
    p: &Provisioning,
    signed: &Signed,
    current: String,
    new: String,
    by: &By,
) -> Result<()> {
    let admin = prove(p, signed, current, by).await?;
    password::check(&new, &admin.email)?;
    let hash = p.passwords().hash(new).await?;
    change(p, signed, by, move |tx, p, admin, signed, by| {
        admin.password_hash = Some(hash.clone());
        admins::update(tx, admin)?;
        one_time_links::revoke_of_admin(tx, admin.id, p.now())?;
        let ended = admin_sessions::delete_of(tx, admin.id, Some(&signed.token_hash))?;
        let act = done_to("admin.password", admin).after(json!({ "sessions_ended": ended }));
        record_of_account(tx, p, by, admin, &act)
    })
    .await
}

/// Begins with one-time codes: a secret for the app, which holds when it is confirmed.
///
/// # Errors
/// [`Error::Refused`] when the password is wrong, or during the pause after failures: a session that was left open is not to
/// lock its owner out. [`Error::Exists`] where there are codes already.
pub async fn begin_totp(
    p: &Provisioning,
    signed: &Signed,
    password: String,
    by: &By,
) -> Result<Enrolment> {
    prove(p, signed, password, by).await?;
    change(p, signed, by, |tx, p, admin, _, _| {
        let mut factor = SecondFactor::of(admin)?;
        if factor.is_on() {
            return Err(Error::Exists(
                "The account has one-time codes already: switch them off first.".to_owned(),
            ));
        }
        let enrolment = factor.begin(p, admin)?;
        factor.put(admin)?;
        admins::update(tx, admin)?;
        Ok(enrolment)
    })
    .await
}

/// Confirms the secret by a first code; answers the recovery codes, which are shown this once.
///
/// # Errors
/// [`Error::Refused`] for a wrong code, [`Error::Input`] when nothing was begun.
pub async fn confirm_totp(
    p: &Provisioning,
    signed: &Signed,
    given: &str,
    by: &By,
) -> Result<Vec<String>> {
    let given: String = given.chars().filter(|c| !c.is_whitespace()).collect();
    change(p, signed, by, move |tx, p, admin, _, by| {
        let mut factor = SecondFactor::of(admin)?;
        let Some(codes) = factor.confirm(p, admin, &given)? else {
            return Err(Refusal {
                status: 400,
                ..Refusal::code()
            }
            .into());
        };
        factor.put(admin)?;
        admins::update(tx, admin)?;
        let act = done_to("admin.totp_on", admin)
            .before(json!({ "has_totp": false }))
            .after(json!({ "has_totp": true }));
        record_of_account(tx, p, by, admin, &act)?;
        Ok(codes)
    })
    .await
}

/// What the audit log says of one-time codes that are switched off.
pub(super) fn totp_off(admin: &Admin) -> Act {
    done_to("admin.totp_off", admin)
        .before(json!({ "has_totp": true }))
        .after(json!({ "has_totp": false }))
}

/// Switches one-time codes off.
///
/// # Errors
/// [`Error::Refused`] when the password is wrong, or during the pause after failures.
pub async fn remove_totp(
    p: &Provisioning,
    signed: &Signed,
    password: String,
    by: &By,
) -> Result<()> {
    prove(p, signed, password, by).await?;
    change(p, signed, by, |tx, p, admin, _, by| {
        if SecondFactor::guards(admin) {
            admin.second_factor = None;
            admins::update(tx, admin)?;
            record_of_account(tx, p, by, admin, &totp_off(admin))?;
        }
        Ok(())
    })
    .await
}

/// Runs `work` on the account of whoever is signed in, in one transaction. It is signed in there as well: a session that ended
/// meanwhile changes nothing.
async fn change<T: Send + 'static>(
    p: &Provisioning,
    signed: &Signed,
    by: &By,
    work: impl Fn(&mut Conn, &Provisioning, &mut Admin, &Signed, &By) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (verb, signed, by) = (p.clone(), signed.clone(), by.clone());
    p.store()
        .write(move |tx| {
            let mut admin = lock(tx, signed.admin)?;
            if admin_sessions::find(tx, &signed.token_hash)?.is_none() {
                return Err(Refusal::session().into());
            }
            work(tx, &verb, &mut admin, &signed, &by)
        })
        .await
}

/// Has somebody who is signed in show that they know the password: what they left open is not theirs alone.
async fn prove(p: &Provisioning, signed: &Signed, password: String, by: &By) -> Result<Admin> {
    let id = signed.admin;
    let admin = p
        .store()
        .read(move |conn| Ok::<_, Error>(admins::find(conn, id)?))
        .await?;
    let admin = admin.ok_or_else(Refusal::session)?;
    let Some(stored) = admin.password_hash.clone() else {
        return Err(Error::Input(
            "The account has no password: it signs in at its identity provider.".to_owned(),
        ));
    };
    count(p, &admin.email_key).await?;
    if !p.passwords().is_right(password, Some(stored)).await? {
        record_failure(p, Some(&admin), "password", by).await?;
        return Err(Refusal::new(403, "password_wrong", "The current password is wrong.").into());
    }
    change(p, signed, by, |tx, _, admin, _, _| {
        admin.failed_attempts = 0;
        admin.blocked_until = 0;
        Ok(admins::update(tx, admin)?)
    })
    .await?;
    Ok(admin)
}
