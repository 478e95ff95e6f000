//! Who is told, and from when on something is wrong.

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rollcall_mapping::Language;
use rollcall_storage::{Conn, alerts as rows};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Kind;
use crate::audit::{Act, note_in};
use crate::events::EndpointUrl;
use crate::mail::check_address;
use crate::{Error, Provisioning, Result, tenants};

const EMAILS_MAX: usize = 20;
const SECRET_BYTES: usize = 32;

/// Who is told of a tenant's alerts, and from when on something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// By e-mail.
    pub emails: Vec<String>,
    /// The language of those e-mails.
    pub language: Language,
    /// By webhook.
    pub webhook_url: Option<String>,
    /// The kinds that nobody is told of; they are listed all the same.
    pub muted: Vec<String>,
    /// From when on.
    pub thresholds: Thresholds,
}

/// From when on something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Hours that a live connection may be quiet.
    pub silence_hours: i64,
    /// Requests of a hundred that may be refused,
    pub error_percent: i64,
    /// where there are at least so many in an hour.
    pub error_requests_min: i64,
    /// Points of a hundred that a required field may become less complete within a day.
    pub completeness_points: i64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            silence_hours: 24,
            error_percent: 20,
            error_requests_min: 20,
            completeness_points: 10,
        }
    }
}

/// What is to be set.
#[derive(Debug, Clone)]
pub struct NewSettings {
    /// By e-mail.
    pub emails: Vec<String>,
    /// In which language, as a tag (`de`); that of before without.
    pub language: Option<String>,
    /// By webhook; another one than before gets a secret of its own.
    pub webhook_url: Option<String>,
    /// The kinds that nobody is told of.
    pub muted: Vec<String>,
    /// From when on; those of before without.
    pub thresholds: Option<Thresholds>,
}

/// What was set.
pub struct Changed {
    /// It.
    pub settings: Settings,
    /// What the messages to a new webhook are signed with, `whsec_…`. It is not shown again, and not to be logged.
    pub secret: Option<String>,
}

/// Who is told of a tenant's alerts.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn settings(p: &Provisioning, tenant: &str) -> Result<Settings> {
    tenants::find(p, tenant).await?;
    Ok(read(p, tenant).await?.0)
}

/// The settings, and what the webhook's messages are signed with, encrypted.
pub(super) async fn read(p: &Provisioning, tenant: &str) -> Result<(Settings, Option<Vec<u8>>)> {
    let tenant = tenant.to_owned();
    p.store().read(move |conn| read_in(conn, &tenant)).await
}

fn read_in(conn: &mut Conn, tenant: &str) -> Result<(Settings, Option<Vec<u8>>)> {
    let Some((text, secret)) = rows::settings(conn, tenant)? else {
        return Ok(Default::default());
    };
    let settings = serde_json::from_str(&text).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok((settings, secret))
}

/// Where a secret belongs.
pub(super) fn place(tenant: &str) -> Vec<u8> {
    format!("{tenant}/alerts").into_bytes()
}

/// Says who is told, and from when on something is wrong.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist; [`Error::Input`] for what is no address, kind or number, and for a receiver
/// out of reach ([`crate::Settings::push_reach`]).
pub async fn set(p: &Provisioning, tenant: &str, new: NewSettings) -> Result<Changed> {
    tenants::find(p, tenant).await?;
    check(p, &new)?;
    let language = new.language.as_deref().map(language).transpose()?;
    // One for a webhook that is new.
    let secret = made()?;
    let (verb, tenant) = (p.clone(), tenant.to_owned());
    p.store()
        .write(move |tx| set_in(tx, &verb, &tenant, (new.clone(), language), &secret))
        .await
}

fn set_in(
    tx: &mut Conn,
    p: &Provisioning,
    tenant: &str,
    (new, language): (NewSettings, Option<Language>),
    secret: &str,
) -> Result<Changed> {
    let (before, kept) = read_in(tx, tenant)?;
    let is_new = new.webhook_url.is_some() && new.webhook_url != before.webhook_url;
    let secret = is_new.then(|| secret.to_owned());
    let sealed = match (&secret, &new.webhook_url) {
        (Some(secret), _) => Some(p.issuer().seal(&place(tenant), secret)?),
        (None, Some(_)) => kept,
        (None, None) => None,
    };
    let settings = Settings {
        emails: new.emails,
        language: language.unwrap_or(before.language),
        webhook_url: new.webhook_url,
        muted: new.muted,
        thresholds: new.thresholds.unwrap_or(before.thresholds),
    };
    let text =
        serde_json::to_string(&settings).map_err(|error| Error::Internal(Box::new(error)))?;
    rows::set_settings(tx, tenant, &text, sealed.as_deref())?;
    let mut after = noted(&settings);
    after["webhook_is_new"] = is_new.into();
    let act = Act::new("alerts.set", "alerts").before(noted(&before));
    note_in(tx, p, tenant, act.after(after))?;
    Ok(Changed { settings, secret })
}

/// What the audit log says of it; where a webhook leads may be as good as a password.
fn noted(settings: &Settings) -> Value {
    json!({
        "emails": settings.emails,
        "language": settings.language,
        "webhook": settings.webhook_url.is_some(),
        "muted": settings.muted,
        "thresholds": settings.thresholds,
    })
}

fn made() -> Result<String> {
    let mut bytes = [0; SECRET_BYTES];
    rand::fill(&mut bytes).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(format!("whsec_{}", STANDARD.encode(bytes)))
}

/// The language of a tag.
fn language(tag: &str) -> Result<Language> {
    let found = Language::ALL.into_iter().find(|it| it.tag() == tag);
    found.ok_or_else(|| {
        let known = Language::ALL.map(Language::tag).join(", ");
        Error::Input(format!("language is one of {known}, not {tag:?}."))
    })
}

fn check(p: &Provisioning, new: &NewSettings) -> Result<()> {
    if new.emails.len() > EMAILS_MAX {
        return Err(Error::Input(format!(
            "emails has {} addresses; at most {EMAILS_MAX} are taken. A list of your mail server reaches more.",
            new.emails.len()
        )));
    }
    for address in &new.emails {
        check_address(address)?;
    }
    if let Some(url) = &new.webhook_url {
        EndpointUrl::parse(url)?.within(p.push_reach())?;
    }
    for code in &new.muted {
        if Kind::named(code).is_none() {
            let known: Vec<_> = super::KINDS.iter().map(|kind| kind.code).collect();
            return Err(Error::Input(format!(
                "muted names {code:?}; the kinds are {}.",
                known.join(", ")
            )));
        }
    }
    new.thresholds.as_ref().map_or(Ok(()), check_thresholds)
}

fn check_thresholds(it: &Thresholds) -> Result<()> {
    for (name, value, least, most) in [
        ("silence_hours", it.silence_hours, 1, 24 * 7),
        ("error_percent", it.error_percent, 1, 100),
        ("error_requests_min", it.error_requests_min, 1, 1_000_000),
        ("completeness_points", it.completeness_points, 1, 100),
    ] {
        if !(least..=most).contains(&value) {
            return Err(Error::Input(format!(
                "thresholds.{name} is from {least} to {most}, not {value}."
            )));
        }
    }
    Ok(())
}
