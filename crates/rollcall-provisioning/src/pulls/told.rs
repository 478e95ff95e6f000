//! Of whom a source tells by itself (event hooks): they are noted at once, and read soon after.

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rollcall_okta::hooks::{Delivery, is_secret};
use rollcall_storage::pulls as rows;
use rollcall_storage::{Conn, connections, id, pull_runs, pull_told};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::lease::Claimed;
use super::manage::locked;
use super::run::Work;
use super::secrets::{Hook, Secrets};
use crate::audit::note_in;
use crate::connections::{done_to, refuse_disconnected};
use crate::{Error, Provisioning, Result, SECOND, tenants};

/// Where hooks arrive.
pub const HOOK_PREFIX: &str = "/hooks/okta/";
/// People who are read at a time.
const READ_MAX: i64 = 20;
/// How long it is known of whom a source told.
const KEPT_SECONDS: i64 = 24 * 3_600;
const RANDOM_BYTES: usize = 32;

/// An address for event hooks. The secret is shown once.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// What stands in the address behind [`HOOK_PREFIX`].
    pub code: String,
    /// What the header `Authorization` is to have.
    pub secret: String,
}

/// Makes an address for event hooks, in the place of the one before.
///
/// # Errors
/// [`Error::Unknown`] where there is no such connection; [`Error::Input`] where the source is not Okta.
pub async fn new_hook(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<Told> {
    tenants::find(p, tenant).await?;
    let mut random = [0; RANDOM_BYTES];
    rand::fill(&mut random).map_err(|error| Error::Internal(Box::new(error)))?;
    let secret = URL_SAFE_NO_PAD.encode(random);
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .write(move |tx| {
            let (connection, mut pull) = locked(tx, &tenant, &wanted)?;
            refuse_disconnected(&connection)?;
            if pull.source != "okta" {
                return Err(Error::Input(
                    "Only Okta has event hooks; other sources are asked every few minutes."
                        .to_owned(),
                ));
            }
            let told = Told {
                code: format!("{tenant}.{}", connection.id),
                secret: secret.clone(),
            };
            let mut secrets = Secrets::of(&verb, &pull)?;
            let had_one = secrets.hook.is_some();
            secrets.hook = Some(Hook {
                code: told.code.clone(),
                secret: told.secret.clone(),
            });
            let since = pull.secrets_at;
            secrets.keep(&verb, &mut pull)?;
            pull.secrets_at = since;
            rows::update(tx, &pull)?;
            let act = done_to("pull.hook", &connection);
            note_in(
                tx,
                &verb,
                &tenant,
                act.after(json!({ "replaced": had_one })),
            )?;
            Ok(told)
        })
        .await
}

/// Whose an address for event hooks is: the tenant and the connection, if the header `Authorization` has its secret.
///
/// # Errors
/// [`Error::Unknown`] for an address that is nobody's, and for one whose secret is another: who does not have it learns nothing.
pub async fn hook(p: &Provisioning, code: &str, authorization: &str) -> Result<(String, Uuid)> {
    let found = known_hook(p, code).await?;
    match found {
        Some((tenant, connection, hook)) if is_secret(&hook.secret, authorization) => {
            Ok((tenant, connection))
        }
        _ => Err(nobodys()),
    }
}

/// Whether there is such an address: it is asked for once without a secret, when a hook is verified.
///
/// # Errors
/// [`Error::Unknown`] for an address that is nobody's.
pub async fn hooked(p: &Provisioning, code: &str) -> Result<()> {
    known_hook(p, code).await?.map(|_| ()).ok_or_else(nobodys)
}

fn nobodys() -> Error {
    Error::Unknown("There is no event hook at this address with this secret.".to_owned())
}

async fn known_hook(p: &Provisioning, code: &str) -> Result<Option<(String, Uuid, Hook)>> {
    let Some((tenant, connection)) = code.rsplit_once('.') else {
        return Ok(None);
    };
    // PostgreSQL takes none.
    if tenant.contains('\0') {
        return Ok(None);
    }
    let Some(connection) = id::parse(connection) else {
        return Ok(None);
    };
    let (verb, tenant) = (p.clone(), tenant.to_owned());
    p.store()
        .read(move |conn| {
            let Some(pull) = rows::find(conn, &tenant, connection)? else {
                return Ok(None);
            };
            let hook = Secrets::of(&verb, &pull)?.hook;
            Ok(hook.map(|hook| (tenant.clone(), connection, hook)))
        })
        .await
}

/// Notes of whom a delivery tells; they are read as soon as a worker is free. Answers how many that is: a repetition tells of nobody.
///
/// # Errors
/// When the database does not answer.
pub async fn told(
    p: &Provisioning,
    tenant: &str,
    connection: Uuid,
    delivery: Delivery,
) -> Result<usize> {
    let (tenant, now) = (tenant.to_owned(), p.now());
    p.store()
        .write(move |tx| {
            connections::lock(tx, &tenant, connection)?;
            let Some(mut pull) = rows::find(tx, &tenant, connection)? else {
                return Ok(0);
            };
            let mut news = 0;
            for user in &delivery.users {
                let at = user.published_micros.unwrap_or(0);
                let is_new = pull_told::tell(tx, &tenant, connection, &user.user_id, at, now)?;
                news += usize::from(is_new);
            }
            // A run that waits for its source goes on when that lets it, and then it is their turn.
            if news > 0 && pull_runs::open(tx, &tenant, connection)?.is_none() {
                pull.next_at = pull.next_at.min(now);
                rows::update(tx, &pull)?;
            }
            Ok(news)
        })
        .await
}

/// Whether somebody waits to be read.
pub(super) fn are_waiting(tx: &mut Conn, claimed: &Claimed, now: i64) -> Result<bool> {
    Ok(pull_told::waiting(tx, &claimed.tenant, claimed.connection, now)? > 0)
}

/// Who is to be read next, and up to when the source told of them.
///
/// # Errors
/// When the database does not answer.
pub async fn next_told(p: &Provisioning, claimed: &Claimed) -> Result<(Vec<String>, i64)> {
    let (of, until) = (claimed.clone(), p.now());
    let read = p.store().read(move |conn| {
        Ok::<_, Error>(pull_told::unread(
            conn,
            &of.tenant,
            of.connection,
            until,
            READ_MAX,
        )?)
    });
    Ok((read.await?, until))
}

/// Notes that these were read.
pub(super) fn were_read(tx: &mut Conn, work: &Work, asked: &[String], until: i64) -> Result<()> {
    let claimed = &work.claimed;
    let ids: Vec<&str> = asked.iter().map(String::as_str).collect();
    let now = work.p.now();
    let old = now - KEPT_SECONDS * SECOND;
    let times = (old, until, now);
    Ok(pull_told::read(
        tx,
        &claimed.tenant,
        claimed.connection,
        &ids,
        times,
    )?)
}
