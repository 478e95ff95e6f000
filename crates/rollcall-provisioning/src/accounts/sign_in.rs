//! Signing in with e-mail address and password, and a one-time code where the account has them.

use rollcall_storage::Conn;
use rollcall_storage::admin_sessions::{self, Session};
use rollcall_storage::admins::{self, Admin};
use serde_json::json;
use uuid::Uuid;

use super::attempts::{count, record_failure};
use super::code::{self, SESSION_PREFIX};
use super::second_factor::SecondFactor;
use super::{DAY, Refusal, View, actor, done_to, email_key, lock, record_of_account};
use crate::audit::By;
use crate::auth::Origin;
use crate::{Error, Provisioning, Result};

/// What somebody signs in with.
#[derive(Clone)]
pub struct Credentials {
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: String,
    /// A one-time code, or a recovery code.
    pub code: Option<String>,
}

/// A session that was just begun.
pub struct Begun {
    /// Its token, `rcs_…`. It is not shown again, and not to be logged.
    pub token: String,
    /// Who is signed in.
    pub view: View,
}

/// How somebody showed who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// By a password, and a one-time code where there are some.
    Password,
    /// By a link that was made for them.
    Link,
    /// At their identity provider.
    SingleSignOn,
}

impl Shown {
    fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Link => "link",
            Self::SingleSignOn => "single_sign_on",
        }
    }
}

/// Begins a session for whoever has this e-mail address and password. A try takes as long whether there is such an account or
/// not; after some failures there is a pause.
///
/// # Errors
/// [`Error::Refused`]: 401 `sign_in_refused`, `code_needed` (the password is right), `code_refused`; 429 `sign_in_blocked` with
/// the time to wait.
pub async fn sign_in(
    p: &Provisioning,
    given: Credentials,
    origin: Origin,
    by: &By,
) -> Result<Begun> {
    let (verb, whence, their) = (p.clone(), origin.clone(), by.clone());
    let begin =
        move |tx: &mut Conn, admin| begin_in(tx, &verb, admin, Shown::Password, &whence, &their);
    prove(p, given, origin.address.as_deref(), by, begin).await
}

/// Has somebody show that the account is theirs, and does `then` with it in the same transaction, which writes it back.
///
/// # Errors
/// As [`sign_in`], and those of `then`.
pub(super) async fn prove<T: Send + 'static>(
    p: &Provisioning,
    given: Credentials,
    address: Option<&str>,
    by: &By,
    then: impl Fn(&mut Conn, Admin) -> Result<T> + Send + 'static,
) -> Result<T> {
    let one = p.attempts().of_address(p, address)?;
    let counted = count(p, &email_key(&given.email)).await?;
    let stored = counted
        .as_ref()
        .and_then(|admin| admin.password_hash.clone());
    let is_right = p
        .passwords()
        .is_right(given.password, stored.clone())
        .await?;
    let Some(admin) = counted.filter(|_| is_right) else {
        let known = find(p, &given.email).await?;
        record_failure(p, known.as_ref(), "password", by).await?;
        return Err(Refusal::sign_in().into());
    };
    if admin.disabled_at.is_some() {
        record_failure(p, Some(&admin), "disabled", by).await?;
        return Err(Refusal::sign_in().into());
    }
    match finish(p, admin.id, stored, given.code, then).await? {
        Outcome::Right(done) => {
            p.attempts().take_back(&one);
            Ok(done)
        }
        Outcome::CodeNeeded => {
            p.attempts().take_back(&one);
            Err(Refusal::code_needed().into())
        }
        Outcome::CodeRefused => {
            record_failure(p, Some(&admin), "code", by).await?;
            Err(Refusal::code().into())
        }
    }
}

async fn find(p: &Provisioning, email: &str) -> Result<Option<Admin>> {
    let key = email_key(email);
    p.store()
        .read(move |conn| Ok::<_, Error>(admins::find_by_email(conn, &key)?))
        .await
}

enum Outcome<T> {
    Right(T),
    CodeNeeded,
    CodeRefused,
}

async fn finish<T: Send + 'static>(
    p: &Provisioning,
    id: Uuid,
    stored: Option<String>,
    code: Option<String>,
    then: impl Fn(&mut Conn, Admin) -> Result<T> + Send + 'static,
) -> Result<Outcome<T>> {
    let verb = p.clone();
    p.store()
        .write(move |tx| {
            let mut admin = lock(tx, id)?;
            // It may have been changed while this one was compared.
            if admin.password_hash != stored || admin.disabled_at.is_some() {
                return Err(Refusal::sign_in().into());
            }
            let mut factor = SecondFactor::of(&admin)?;
            match &code {
                None if factor.is_on() => {
                    // Half of it was right: that is no failure, and gives no tries of the other half.
                    admin.failed_attempts = (admin.failed_attempts - 1).max(0);
                    admins::update(tx, &admin)?;
                    return Ok(Outcome::CodeNeeded);
                }
                Some(code) if factor.is_on() && !factor.take(&verb, &admin, code)? => {
                    return Ok(Outcome::CodeRefused);
                }
                _ => {}
            }
            if factor.is_on() {
                factor.put(&mut admin)?;
            }
            admin.failed_attempts = 0;
            admin.blocked_until = 0;
            then(tx, admin).map(Outcome::Right)
        })
        .await
}

/// Begins a session for an admin who showed who they are, and writes the account back.
pub(super) fn begin_in(
    tx: &mut Conn,
    p: &Provisioning,
    mut admin: Admin,
    shown: Shown,
    origin: &Origin,
    by: &By,
) -> Result<Begun> {
    let now = p.now();
    let token = code::new(SESSION_PREFIX)?;
    let session = Session {
        token_hash: code::hash(&token),
        admin: admin.id,
        created_at: now,
        expires_at: now.saturating_add(p.limits().session_days_max.saturating_mul(DAY)),
        seen_at: now,
        address: origin.address.clone(),
        agent: origin.agent.clone(),
    };
    admin.last_seen_at = Some(now);
    admins::update(tx, &admin)?;
    admin_sessions::insert(tx, &session)?;
    let mut after = json!({ "how": shown.as_str(), "agent": origin.agent });
    // Whoever showed it otherwise was asked for no code, whatever is kept of codes.
    if let Ok(left) = SecondFactor::of(&admin)
        && left.is_on()
    {
        after["recovery_codes_left"] = left.recovery_codes_left().into();
    }
    let act = done_to("session.begin", &admin).after(after);
    record_of_account(tx, p, &by.known_as(actor(&admin)), &admin, &act)?;
    Ok(Begun {
        token,
        view: View::of(tx, &admin, session.expires_at)?,
    })
}

/// As [`begin_in`], for the admin of that id.
pub(super) fn begin_for(
    tx: &mut Conn,
    p: &Provisioning,
    id: Uuid,
    shown: Shown,
    origin: &Origin,
    by: &By,
) -> Result<Begun> {
    let admin = lock(tx, id)?;
    begin_in(tx, p, admin, shown, origin, by)
}
