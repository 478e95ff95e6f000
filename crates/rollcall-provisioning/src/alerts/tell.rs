//! Telling of alerts: one letter for all that is new, and a signed message for each.

use std::sync::Arc;
use std::time::Duration;

use rollcall_mapping::Language;
use rollcall_storage::Conn;
use rollcall_storage::alerts::{self as rows, Alert};
use scim_core::format_instant;
use serde_json::json;
use uuid::Uuid;

use super::list::shown;
use super::settings::{Settings, place, read};
use super::{Kind, ShownAlert};
use crate::audit::{self, Act};
use crate::mail::Letter;
use crate::{Error, Provisioning, Result, SECOND, tenants};

const DAY: i64 = 24 * 3_600 * SECOND;

/// A message to a webhook, to be sent as it is.
#[derive(Clone)]
pub struct HookMessage {
    /// Where to.
    pub url: String,
    /// The headers of Standard Webhooks.
    pub headers: [(&'static str, String); 3],
    /// JSON: `{"type", "timestamp", "data"}`.
    pub body: String,
    /// How long it may take.
    pub timeout: Duration,
}

/// Sends a message and waits until it was taken; else why not. Called where waiting is no harm.
pub type Hook = Arc<dyn Fn(&HookMessage) -> std::result::Result<(), String> + Send + Sync>;

/// What a letter is about.
#[derive(Debug, Clone, Copy)]
pub enum Says<'s> {
    /// What goes wrong, or does no more.
    Alerts(&'s [ShownAlert]),
    /// Nothing: it is a test.
    Test,
}

/// Writes a tenant's letter in a language.
pub type Letters = Arc<dyn Fn(Language, &str, Says<'_>) -> Letter + Send + Sync>;

/// How somebody is told.
#[derive(Clone)]
pub struct Ways {
    /// By webhook.
    pub hook: Hook,
    /// What letters say; they are sent by the installation's mail server.
    pub letters: Letters,
}

/// What came of a test; nothing of a way that is not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// By e-mail: why not, if it was not.
    pub email: Option<std::result::Result<(), String>>,
    /// By webhook.
    pub webhook: Option<std::result::Result<(), String>>,
}

/// By which way somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Mail,
    Hook,
}

/// As what it is told.
fn state(alert: &Alert) -> String {
    match alert.closed_at {
        Some(_) => "closed".to_owned(),
        None => format!("open {}", alert.level),
    }
}

impl Way {
    fn last(self, alert: &Alert) -> (Option<i64>, Option<&str>) {
        match self {
            Self::Mail => (alert.mailed_at, alert.mailed_as.as_deref()),
            Self::Hook => (alert.hooked_at, alert.hooked_as.as_deref()),
        }
    }

    fn note(self, alert: &mut Alert, at: i64, told: String) {
        let (noted_at, noted_as) = match self {
            Self::Mail => (&mut alert.mailed_at, &mut alert.mailed_as),
            Self::Hook => (&mut alert.hooked_at, &mut alert.hooked_as),
        };
        *noted_at = Some(at);
        *noted_as = Some(told);
    }

    /// Whether there is something to tell.
    fn is_due(self, alert: &Alert, now: i64) -> bool {
        let Some(kind) = Kind::named(&alert.kind) else {
            return false;
        };
        match (self.last(alert), alert.closed_at) {
            // Nobody knows of it, and it is over.
            ((_, None), Some(_)) => false,
            ((_, None), None) => true,
            ((Some(at), Some(told)), None) if told == state(alert) => kind.daily && now - at >= DAY,
            ((_, Some(told)), _) => told != state(alert),
        }
    }
}

/// Tells whoever is to be told of what is new.
pub(super) async fn tell(
    p: &Provisioning,
    tenant: &str,
    settings: &Settings,
    secret: Option<&[u8]>,
    ways: &Ways,
) -> Result<()> {
    let of = tenant.to_owned();
    let all = p
        .store()
        .read(move |conn| Ok::<_, Error>(rows::list(conn, &of, super::list::ALERTS_MAX)?));
    let mut all = all.await?;
    all.retain(|alert| !settings.muted.contains(&alert.kind));
    let now = p.now();
    let due = |way: Way| {
        let due = all.iter().filter(|alert| way.is_due(alert, now));
        due.cloned().collect::<Vec<_>>()
    };
    let by_mail = due(Way::Mail);
    if !by_mail.is_empty() && !settings.emails.is_empty() && p.mailer().is_some() {
        let told: Vec<_> = by_mail.iter().filter_map(shown).collect();
        let letter = (ways.letters)(settings.language, tenant, Says::Alerts(&told));
        match mail(p, settings, letter).await {
            Ok(()) => note(p, by_mail, Way::Mail).await?,
            Err(why) => {
                tracing::warn!(
                    tenant,
                    why,
                    "alerts could not be sent by e-mail; it will be tried again"
                );
            }
        }
    }
    let by_hook = due(Way::Hook);
    let (Some(url), Some(secret)) = (&settings.webhook_url, secret) else {
        return Ok(());
    };
    for alert in by_hook {
        let message = message(p, tenant, url, secret, &told_as(&alert, tenant))?;
        match send(&ways.hook, message).await {
            Ok(()) => note(p, vec![alert], Way::Hook).await?,
            Err(why) => {
                tracing::warn!(
                    tenant,
                    why,
                    "an alert could not be sent to the webhook; it will be tried again"
                );
                break;
            }
        }
    }
    Ok(())
}

/// Notes that these were told, unless they are another thing meanwhile.
async fn note(p: &Provisioning, told: Vec<Alert>, way: Way) -> Result<()> {
    let now = p.now();
    p.store()
        .write(move |tx: &mut Conn| {
            let Some(first) = told.first() else {
                return Ok(());
            };
            let all = rows::list(tx, &first.tenant_id, super::list::ALERTS_MAX)?;
            for mut alert in all {
                let same = |it: &&Alert| {
                    (&it.kind, &it.subject_id, it.opened_at)
                        == (&alert.kind, &alert.subject_id, alert.opened_at)
                };
                if let Some(told) = told.iter().find(same) {
                    way.note(&mut alert, now, state(told));
                    rows::put(tx, &alert)?;
                }
            }
            Ok::<_, Error>(())
        })
        .await
}

async fn mail(
    p: &Provisioning,
    settings: &Settings,
    letter: Letter,
) -> std::result::Result<(), String> {
    let mailer = p.mailer().cloned().ok_or_else(|| NO_MAIL.to_owned())?;
    let to = settings.emails.clone();
    let sent = tokio::task::spawn_blocking(move || mailer.send(&to, &letter));
    sent.await.unwrap_or_else(|error| Err(error.to_string()))
}

const NO_MAIL: &str =
    "this installation has no mail server; its operator sets smtp_url and mail_from";

async fn send(hook: &Hook, message: HookMessage) -> std::result::Result<(), String> {
    let hook = hook.clone();
    let sent = tokio::task::spawn_blocking(move || hook(&message));
    sent.await.unwrap_or_else(|error| Err(error.to_string()))
}

/// What a message says of an alert.
fn told_as(alert: &Alert, tenant: &str) -> serde_json::Value {
    let kind = match (alert.closed_at, &alert.hooked_as) {
        (Some(_), _) => "alert.closed",
        (None, None) => "alert.opened",
        (None, Some(_)) => "alert.open",
    };
    let mut data = json!(shown(alert));
    data["tenant"] = tenant.into();
    json!({ "type": kind, "data": data })
}

fn message(
    p: &Provisioning,
    tenant: &str,
    url: &str,
    secret: &[u8],
    told: &serde_json::Value,
) -> Result<HookMessage> {
    let broken = || {
        Error::Input(
            "The webhook's secret cannot be read with this secret key (ROLLCALL_SECRET_KEY); set its URL anew."
                .to_owned(),
        )
    };
    let secret = p
        .issuer()
        .open(&place(tenant), secret)
        .map_err(|_| broken())?;
    let signer = standardwebhooks::Webhook::new(&secret).map_err(|_| broken())?;
    let now = p.now();
    let body =
        json!({ "type": told["type"], "timestamp": format_instant(now), "data": told["data"] });
    let (id, body) = (format!("msg_{}", Uuid::now_v7().simple()), body.to_string());
    let seconds = now / SECOND;
    let signature = signer
        .sign(&id, seconds, body.as_bytes())
        .map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(HookMessage {
        url: url.to_owned(),
        headers: [
            (standardwebhooks::HEADER_WEBHOOK_ID, id),
            (
                standardwebhooks::HEADER_WEBHOOK_TIMESTAMP,
                seconds.to_string(),
            ),
            (standardwebhooks::HEADER_WEBHOOK_SIGNATURE, signature),
        ],
        body,
        timeout: Duration::from_secs(p.limits().push_seconds_max),
    })
}

/// Sends a test by every way that is set, and answers what came of each.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist; [`Error::Input`] where no way is set.
pub async fn test(p: &Provisioning, tenant: &str, ways: &Ways) -> Result<Told> {
    tenants::find(p, tenant).await?;
    let (settings, secret) = read(p, tenant).await?;
    if settings.emails.is_empty() && settings.webhook_url.is_none() {
        return Err(Error::Input(
            "Nobody is told of alerts: set emails or webhook_url first.".to_owned(),
        ));
    }
    audit::note(p, tenant, Act::new("alerts.test", "alerts")).await?;
    let mut told = Told::default();
    if !settings.emails.is_empty() {
        let letter = (ways.letters)(settings.language, tenant, Says::Test);
        told.email = Some(mail(p, &settings, letter).await);
    }
    if let (Some(url), Some(secret)) = (&settings.webhook_url, &secret) {
        let says = json!({ "type": "alert.test", "data": { "tenant": tenant } });
        let message = message(p, tenant, url, secret, &says)?;
        told.webhook = Some(send(&ways.hook, message).await);
    }
    Ok(told)
}
