//! Webhooks: made, listed, sent from earlier on, deleted.

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rollcall_storage::webhooks::{self, Attempt, Webhook};
use rollcall_storage::{Conn, feeds as rows};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::audit::{Act, note_change_in, note_in};
use crate::events::EndpointUrl;
use crate::feeds::switch_on_in;
use crate::{Error, Provisioning, Result, tenants};

const WEBHOOKS_MAX: usize = 20;
const NAME_CHARACTERS_MAX: usize = 100;
const SECRET_BYTES: usize = 32;
/// Single announcements that may wait to be sent once more.
const AGAIN_MAX: usize = 100;
/// Attempts that are kept of each webhook.
pub(super) const ATTEMPTS_KEPT: i64 = 200;

/// What a webhook is made from.
#[derive(Debug, Clone)]
pub struct NewWebhook {
    /// The tenant's id.
    pub tenant: String,
    /// For people; unique within the tenant.
    pub name: String,
    /// Where to.
    pub url: EndpointUrl,
}

/// A webhook that was just made.
pub struct Created {
    /// It.
    pub webhook: Webhook,
    /// What its messages are signed with, `whsec_…`. It is not shown again, and not to be logged.
    pub secret: String,
}

/// How a webhook is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It takes what it is sent.
    Well,
    /// The last attempt failed; it will be tried again.
    Failing,
    /// Nothing is sent any more: it failed for too long, or said that it is gone.
    Disabled,
}

impl State {
    /// How this webhook is.
    pub fn of(webhook: &Webhook) -> Self {
        match (webhook.disabled_at, webhook.failing_since) {
            (Some(_), _) => Self::Disabled,
            (None, Some(_)) => Self::Failing,
            (None, None) => Self::Well,
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Failing => "failing",
            Self::Disabled => "disabled",
        }
    }
}

/// What is to be sent once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    /// Everything after this cursor, in order.
    After(i64),
    /// The announcement of this cursor.
    One(i64),
}

/// Makes a webhook, and switches the tenant's feed on. What is announced from now on is sent.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist, [`Error::Exists`] for a name that is taken, [`Error::Input`] for a
/// name that cannot be, a receiver out of reach ([`crate::Settings::push_reach`]), or when there are too many.
pub async fn create(p: &Provisioning, new: NewWebhook) -> Result<Created> {
    let name = new.name.trim().to_owned();
    if name.is_empty()
        || name.chars().count() > NAME_CHARACTERS_MAX
        || name.contains(char::is_control)
    {
        return Err(Error::Input(format!(
            "A webhook needs a name of 1 to {NAME_CHARACTERS_MAX} characters, for example \"Signatures\"."
        )));
    }
    new.url.within(p.push_reach())?;
    tenants::find(p, &new.tenant).await?;
    let mut bytes = [0; SECRET_BYTES];
    rand::fill(&mut bytes).map_err(|error| Error::Internal(Box::new(error)))?;
    let secret = format!("whsec_{}", STANDARD.encode(bytes));
    let (id, verb) = (Uuid::now_v7(), p.clone());
    let sealed = p.issuer().seal(&place(&new.tenant, id), &secret)?;
    let webhook = p
        .store()
        .write(move |tx| {
            if webhooks::list(tx, &new.tenant)?.len() >= WEBHOOKS_MAX {
                return Err(Error::Input(format!(
                    "Tenant {:?} has {WEBHOOKS_MAX} webhooks, which is as many as there may be.",
                    new.tenant
                )));
            }
            let feed = switch_on_in(tx, &verb, &new.tenant)?;
            let webhook = Webhook {
                tenant: new.tenant.clone(),
                id,
                name: name.clone(),
                url: new.url.as_str().to_owned(),
                secret: sealed.clone(),
                position: feed.last_seq,
                again: Vec::new(),
                disabled_at: None,
                failing_since: None,
                attempts: 0,
                last_error: None,
                next_attempt_at: 0,
                lease_until: 0,
                created_at: verb.now(),
            };
            match webhooks::insert(tx, &webhook) {
                Ok(()) => {
                    let act = done_to("webhook.create", &webhook).after(how_it_is(&webhook));
                    note_in(tx, &verb, &new.tenant, act)?;
                    Ok(webhook)
                }
                Err(rollcall_storage::Error::Uniqueness { .. }) => Err(Error::Exists(format!(
                    "There is a webhook {name:?} already; `rollcall webhook list --tenant {}` shows all.",
                    new.tenant
                ))),
                Err(error) => Err(error.into()),
            }
        })
        .await?;
    Ok(Created { webhook, secret })
}

/// Where a webhook's secret belongs: it opens nowhere else.
pub(super) fn place(tenant: &str, id: Uuid) -> Vec<u8> {
    format!("{tenant}/webhook/{id}").into_bytes()
}

/// The tenant's webhooks, by name.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Vec<Webhook>> {
    tenants::find(p, tenant).await?;
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| Ok(webhooks::list(conn, &tenant)?))
        .await
}

/// The webhook of that id or name.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has none such.
pub async fn find(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<Webhook> {
    let (tenant, wanted) = (tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .read(move |conn| pick(conn, &tenant, &wanted))
        .await
}

fn pick(conn: &mut Conn, tenant: &str, wanted: &str) -> Result<Webhook> {
    let id = Uuid::try_parse(wanted).ok();
    let mut all = webhooks::list(conn, tenant)?.into_iter();
    let found = all.find(|it| Some(it.id) == id || it.name == wanted);
    found.ok_or_else(|| {
        Error::Unknown(format!(
            "There is no webhook {wanted:?}; `rollcall webhook list --tenant {tenant}` shows all."
        ))
    })
}

/// Deletes a webhook.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has none such.
pub async fn delete(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<Webhook> {
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .write(move |tx| {
            let webhook = pick(tx, &tenant, &wanted)?;
            webhooks::delete(tx, &tenant, webhook.id)?;
            let act = done_to("webhook.delete", &webhook).before(how_it_is(&webhook));
            note_in(tx, &verb, &tenant, act)?;
            Ok(webhook)
        })
        .await
}

/// The last attempts to send something, the latest first.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has no such webhook.
pub async fn attempts(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<Vec<Attempt>> {
    let (tenant, wanted) = (tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .read(move |conn| {
            let webhook = pick(conn, &tenant, &wanted)?;
            Ok(webhooks::attempts(
                conn,
                &tenant,
                webhook.id,
                ATTEMPTS_KEPT,
            )?)
        })
        .await
}

/// Lets a disabled webhook go on where it stopped, and one that waits go on at once.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has none such.
pub async fn enable(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<Webhook> {
    let action = ("webhook.enable", None);
    change(p, tenant, id_or_name, action, |_, webhook| {
        wake(webhook);
        Ok(())
    })
    .await
}

/// Has announcements sent once more; one that is disabled goes on with that.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has no such webhook; [`Error::Gone`] for what is no longer kept; [`Error::Input`] for
/// what was not announced yet, or when too many wait to be sent once more.
pub async fn replay(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    what: Replay,
) -> Result<Webhook> {
    let sent = match what {
        Replay::After(cursor) => ("replayed_after", cursor),
        Replay::One(cursor) => ("replayed", cursor),
    };
    let action = ("webhook.replay", Some(sent));
    change(p, tenant, id_or_name, action, move |tx, webhook| {
        let feed = rows::find(tx, &webhook.tenant)?;
        let (last, forgotten) = feed.map_or((0, 0), |feed| (feed.last_seq, feed.forgotten_seq));
        let (cursor, first_kept) = match what {
            Replay::After(cursor) => (cursor, forgotten),
            Replay::One(cursor) => (cursor, forgotten + 1),
        };
        if cursor > last || cursor < 0 {
            return Err(Error::Input(format!(
                "There is no announcement {cursor} yet; the last is {last}."
            )));
        }
        if cursor < first_kept {
            return Err(Error::Gone(format!(
                "The announcement {cursor} is no longer kept; the first that is has the cursor {}.",
                forgotten + 1
            )));
        }
        match what {
            Replay::After(cursor) => {
                webhook.position = cursor;
                // Whoever is sending has lost it: what they send moves the position no more.
                webhook.lease_until = 0;
            }
            Replay::One(_) if webhook.again.len() >= AGAIN_MAX => {
                return Err(Error::Input(format!(
                    "{AGAIN_MAX} announcements wait to be sent once more already; replay everything after a cursor instead."
                )));
            }
            Replay::One(cursor) if !webhook.again.contains(&cursor) => webhook.again.push(cursor),
            Replay::One(_) => {}
        }
        wake(webhook);
        Ok(())
    })
    .await
}

/// What the audit log says; where a webhook leads may be as good as a password.
pub(super) fn done_to(action: &'static str, webhook: &Webhook) -> Act {
    Act::new(action, "webhook").to(webhook.id, &webhook.name)
}

/// What is changed of a webhook, for the audit log: how far it is, and whether it goes on.
fn how_it_is(webhook: &Webhook) -> Value {
    json!({
        "disabled": webhook.disabled_at.is_some(),
        "failing": webhook.failing_since.is_some(),
        "cursor": webhook.position,
        "again": webhook.again,
    })
}

fn wake(webhook: &mut Webhook) {
    webhook.disabled_at = None;
    webhook.failing_since = None;
    webhook.attempts = 0;
    webhook.next_attempt_at = 0;
}

/// `action` is what the audit log calls it, with what is told of it beside how the webhook is then.
async fn change(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    (action, told): (&'static str, Option<(&'static str, i64)>),
    change: impl Fn(&mut Conn, &mut Webhook) -> Result<()> + Send + 'static,
) -> Result<Webhook> {
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .write(move |tx| {
            let known = pick(tx, &tenant, &wanted)?;
            let mut webhook = webhooks::lock(tx, &tenant, known.id)?.unwrap_or(known);
            let before = how_it_is(&webhook);
            change(tx, &mut webhook)?;
            webhooks::update(tx, &webhook)?;
            let mut after = how_it_is(&webhook);
            if let Some((name, value)) = told {
                after[name] = value.into();
            }
            let changed = (before, after);
            note_change_in(tx, &verb, &tenant, done_to(action, &webhook), changed)?;
            Ok(webhook)
        })
        .await
}
