//! Invitations: a link by which somebody gets a role in a tenant.

use rollcall_storage::one_time_links::{self, Link};
use rollcall_storage::{Conn, admins, id};
use serde_json::json;
use uuid::Uuid;

use super::links::{self, Kind};
use super::sign_in::{Credentials, Shown, begin_for, begin_in, prove};
use super::{
    Begun, DAY, Refusal, Role, Roles, actor, email, email_key, insert, lock, name, new_admin,
    password, proof,
};
use crate::audit::{Act, By, record_in};
use crate::auth::Origin;
use crate::{Error, Provisioning, Result};

/// Invitations of one tenant that may be open.
const OPEN_MAX: usize = 200;

/// An invitation that nobody has accepted yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: Uuid,
    /// Whom it is for.
    pub email: String,
    /// The role that they will have.
    pub role: Role,
    /// Who invited them.
    pub created_by: String,
    /// When; microseconds since the Unix epoch, as all times here.
    pub created_at: i64,
    /// From when on it opens nothing.
    pub expires_at: i64,
}

impl Invitation {
    fn of(link: Link) -> Option<Self> {
        Some(Self {
            id: link.id,
            role: Role::known(link.role.as_deref()?)?,
            email: link.email?,
            created_by: link.created_by,
            created_at: link.created_at,
            expires_at: link.expires_at,
        })
    }
}

/// An invitation that was just made, and its code, `rcl_…`, which is shown this once and not to be logged.
pub struct Invited {
    /// The invitation.
    pub invitation: Invitation,
    /// The code.
    pub code: String,
    /// What the tenant is called.
    pub tenant_name: String,
    /// The language of whom it is for, or of who invites, where one of them chose one.
    pub language: Option<String>,
}

/// Invites somebody to a role in a tenant; an earlier invitation of the same address ends.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist, [`Error::Input`] for what can be no e-mail address, [`Error::Exists`] for
/// whoever has a role there already.
pub async fn create(
    p: &Provisioning,
    tenant: &str,
    address: &str,
    role: Role,
    by: &By,
) -> Result<Invited> {
    let tenant_name = crate::tenants::find(p, tenant).await?.name;
    let (address, key) = email(address)?;
    let (verb, tenant, by) = (p.clone(), tenant.to_owned(), by.clone());
    p.store()
        .write(move |tx| {
            let now = verb.now();
            let known = admins::find_by_email(tx, &key)?;
            if known.as_ref().is_some_and(|it| {
                it.is_installation_owner || Roles::read(&it.roles).of(&tenant).is_some()
            }) {
                return Err(Error::Exists(
                    "Whoever has this e-mail address has a role in the tenant already.".to_owned(),
                ));
            }
            let mut open = 0;
            for earlier in one_time_links::list(tx, &tenant, Kind::Invitation.as_str())? {
                if !is_open(&earlier, now) {
                    continue;
                }
                if earlier.email.as_deref().is_some_and(|it| email_key(it) == key) {
                    one_time_links::revoke(tx, earlier.id, now)?;
                } else {
                    open += 1;
                }
            }
            if open >= OPEN_MAX {
                return Err(Error::Input(format!(
                    "There are {OPEN_MAX} open invitations, which is as many as there may be: delete some."
                )));
            }
            let lifetime = verb.limits().invitation_days.saturating_mul(DAY);
            let mut made = links::new(&verb, Kind::Invitation, lifetime, &by)?;
            made.link.for_tenant.clone_from(&tenant);
            made.link.email = Some(address.clone());
            made.link.role = Some(role.as_str().to_owned());
            made.link.proves = proof::proves(tx, &by)?;
            one_time_links::insert(tx, &made.link)?;
            let act = Act::new("invitation.create", "invitation")
                .to(made.link.id, &address)
                .after(json!({ "role": role }));
            record_in(tx, &verb, &by, &tenant, act)?;
            let invitation = Invitation::of(made.link);
            let inviter = by.actor.id.as_deref().and_then(id::parse);
            let inviter = inviter.map(|id| admins::find(tx, id)).transpose()?;
            let chosen = known.or(inviter.flatten()).and_then(|it| it.language);
            Ok(Invited {
                invitation: invitation.ok_or_else(Refusal::link_unknown)?,
                code: made.code,
                tenant_name: tenant_name.clone(),
                language: chosen,
            })
        })
        .await
}

/// A tenant's open invitations, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Vec<Invitation>> {
    let (tenant, now) = (tenant.to_owned(), p.now());
    p.store()
        .read(move |conn| {
            let all = one_time_links::list(conn, &tenant, Kind::Invitation.as_str())?;
            let open = all.into_iter().filter(|link| is_open(link, now));
            Ok::<_, Error>(open.filter_map(Invitation::of).collect())
        })
        .await
}

fn is_open(link: &Link, now: i64) -> bool {
    link.used_at.is_none() && link.revoked_at.is_none() && link.expires_at > now
}

/// Takes an invitation back.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has none of that id that is open.
pub async fn revoke(p: &Provisioning, tenant: &str, wanted: &str, by: &By) -> Result<()> {
    let (verb, tenant, wanted, by) = (p.clone(), tenant.to_owned(), wanted.to_owned(), by.clone());
    p.store()
        .write(move |tx| {
            let all = one_time_links::list(tx, &tenant, Kind::Invitation.as_str())?;
            let id = id::parse(&wanted);
            let link = all.into_iter().find(|link| Some(link.id) == id);
            let gone = || Error::Unknown(format!("The tenant has no open invitation {wanted:?}."));
            let link = link.ok_or_else(gone)?;
            if !one_time_links::revoke(tx, link.id, verb.now())? {
                return Err(gone());
            }
            let act = Act::new("invitation.revoke", "invitation")
                .to(link.id, link.email.as_deref().unwrap_or_default())
                .before(json!({ "role": link.role }));
            record_in(tx, &verb, &by, &tenant, act)
        })
        .await
}

/// How an invitation is accepted.
#[derive(Clone)]
pub enum Accepted {
    /// With a password: the one that somebody without an account chooses, or that of the account that is there.
    With {
        /// The name; whoever has an account has one.
        name: Option<String>,
        /// The password.
        password: String,
        /// A one-time code, where the account has them.
        one_time_code: Option<String>,
        /// The password that the account is to have from now on, where it has to choose another one.
        new_password: Option<String>,
    },
    /// By whoever is signed in with this session's token.
    By {
        /// Who.
        signed: super::Signed,
        /// As above.
        new_password: Option<String>,
    },
}

/// Uses an invitation up: whoever it is for gets the role, and a session. Somebody with an account shows that it is theirs.
///
/// # Errors
/// [`Error::Refused`] for a link that opens nothing (any more), as [`sign_in`](super::sign_in()) for the password of an account that is there, 403 when
/// another account is signed in, 409 `new_password_needed` where the account has to choose another one; [`Error::Input`] for what can be
/// no name or password.
pub async fn accept(
    p: &Provisioning,
    code: String,
    accepted: Accepted,
    origin: Origin,
    by: &By,
) -> Result<Begun> {
    let (now, looked) = (p.now(), code.clone());
    let link = p
        .store()
        .read(move |conn| links::open(conn, Kind::Invitation, &looked, now))
        .await?;
    let address = email(link.email.as_deref().unwrap_or_default())?;
    match accepted {
        Accepted::With {
            name,
            password,
            one_time_code,
            new_password,
        } => {
            let key = address.1.clone();
            let known = p
                .store()
                .read(move |conn| Ok::<_, Error>(admins::find_by_email(conn, &key)?))
                .await?;
            let Some(known) = known else {
                let name = name.unwrap_or_default();
                return accept_new(p, code, address, name, password, origin, by).await;
            };
            let given = Credentials {
                email: known.email,
                password,
                code: one_time_code,
            };
            // The session begins with the role.
            let proven = |tx: &mut Conn, admin| Ok(admins::update(tx, &admin)?);
            prove(p, given, origin.address.as_deref(), by, proven).await?;
            let hash = chosen(p, known.id, new_password).await?;
            accept_known(p, code, known.id, hash, origin, by).await
        }
        Accepted::By {
            signed,
            new_password,
        } => {
            let hash = chosen(p, signed.admin, new_password).await?;
            accept_known(p, code, signed.admin, hash, origin, by).await
        }
    }
}

/// The hash of the password that an account chooses anew, which is not the one it has: others may know that.
async fn chosen(p: &Provisioning, id: Uuid, new: Option<String>) -> Result<Option<String>> {
    let Some(new) = new else {
        return Ok(None);
    };
    let known = p
        .store()
        .read(move |conn| Ok::<_, Error>(admins::find(conn, id)?));
    let known = known.await?.ok_or_else(Refusal::session)?;
    password::check(&new, &known.email)?;
    let same = p.passwords().is_right(new.clone(), known.password_hash);
    if same.await? {
        return Err(Error::Input(
            "new_password is the password that the account has: choose another one.".to_owned(),
        ));
    }
    Ok(Some(p.passwords().hash(new).await?))
}

async fn accept_new(
    p: &Provisioning,
    code: String,
    address: (String, String),
    own_name: String,
    new_password: String,
    origin: Origin,
    by: &By,
) -> Result<Begun> {
    let own_name = name(&own_name, "name")?;
    password::check(&new_password, &address.0)?;
    let hash = p.passwords().hash(new_password).await?;
    let (verb, by, id) = (p.clone(), by.clone(), Uuid::now_v7());
    p.store()
        .write(move |tx| {
            let link = links::use_up(tx, Kind::Invitation, &code, verb.now())?;
            let mut admin = new_admin(id, address.clone(), own_name.clone(), verb.now());
            admin.password_hash = Some(hash.clone());
            admin.proven_at = link.proves.then(|| verb.now());
            admin.roles = roles_with(Roles::default(), &link)?;
            if admins::find_by_email(tx, &admin.email_key)?.is_some() {
                return Err(sign_in_first());
            }
            insert(tx, &admin)?;
            let act = accepted(&link, &admin.email);
            record_in(
                tx,
                &verb,
                &by.known_as(actor(&admin)),
                &link.for_tenant,
                act,
            )?;
            begin_in(tx, &verb, admin, Shown::Link, &origin, &by)
        })
        .await
}

async fn accept_known(
    p: &Provisioning,
    code: String,
    id: Uuid,
    new_password: Option<String>,
    origin: Origin,
    by: &By,
) -> Result<Begun> {
    let (verb, by) = (p.clone(), by.clone());
    p.store()
        .write(move |tx| {
            admins::lock_roles(tx)?;
            let link = links::use_up(tx, Kind::Invitation, &code, verb.now())?;
            let mut admin = lock(tx, id)?;
            let is_theirs = |it: &str| email_key(it) == admin.email_key;
            if link.email.as_deref().is_none_or(|it| !is_theirs(it)) {
                return Err(Refusal::new(
                    403,
                    "other_account",
                    "The invitation is for another e-mail address than the one that is signed in.",
                )
                .into());
            }
            let hash = new_password.clone();
            proof::before_role(tx, &verb, &mut admin, &link.for_tenant, hash)?;
            admin.roles = roles_with(Roles::read(&admin.roles), &link)?;
            admins::update(tx, &admin)?;
            let act = accepted(&link, &admin.email);
            record_in(
                tx,
                &verb,
                &by.known_as(actor(&admin)),
                &link.for_tenant,
                act,
            )?;
            begin_for(tx, &verb, id, Shown::Link, &origin, &by)
        })
        .await
}

/// These roles and the one that the link invites to.
fn roles_with(mut roles: Roles, link: &Link) -> Result<String> {
    let role = link.role.as_deref().and_then(Role::known);
    let role = role.ok_or_else(Refusal::link_unknown)?;
    roles.set(&link.for_tenant, Some(role));
    Ok(roles.to_string())
}

fn accepted(link: &Link, email: &str) -> Act {
    Act::new("invitation.accept", "invitation")
        .to(link.id, email)
        .after(json!({ "role": link.role, "invited_by": link.created_by }))
}

fn sign_in_first() -> Error {
    Refusal::new(
        409,
        "sign_in_first",
        "There is an account with this e-mail address: accept the invitation with its password.",
    )
    .into()
}
