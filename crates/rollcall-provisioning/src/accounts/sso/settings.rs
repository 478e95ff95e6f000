//! At which provider admins sign in. One for the installation.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rollcall_storage::installation::{self, Fact};
use rollcall_storage::{Conn, tenants};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use super::super::Role;
use crate::audit::{Act, INSTALLATION, note_in};
use crate::events::EndpointUrl;
use crate::{Error, Provisioning, Result};

const CLIENT_BYTES_MAX: usize = 1_000;
const DOMAINS_MAX: usize = 50;
const DOMAIN_CHARACTERS_MAX: usize = 253;

/// How admins sign in at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The provider's issuer identifier, without a slash at its end unless it has one.
    pub issuer: String,
    /// By which the provider knows this installation.
    pub client_id: String,
    /// The client's secret, encrypted, in base64; none for a public client.
    client_secret: Option<String>,
    /// Domains of e-mail addresses that an account is made for; others need one already.
    pub allowed_domains: Vec<String>,
    /// The role of an account that is made; without one none is made.
    pub default_role: Option<Role>,
    /// The tenant in which it is.
    pub tenant: String,
}

/// What the settings are to be.
#[derive(Clone)]
pub struct NewSettings {
    /// The provider's issuer identifier.
    pub issuer: String,
    /// By which the provider knows this installation.
    pub client_id: String,
    /// The client's secret; without one the one that is there stays, if issuer and client are the same.
    pub client_secret: Option<String>,
    /// Domains of e-mail addresses that an account is made for.
    pub allowed_domains: Vec<String>,
    /// The role of an account that is made; without one none is made.
    pub default_role: Option<Role>,
    /// The tenant in which it is.
    pub tenant: String,
}

/// What the page for signing in shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The provider's host.
    pub name: String,
}

impl Settings {
    /// Whether there is a client's secret.
    pub fn has_secret(&self) -> bool {
        self.client_secret.is_some()
    }

    /// Whether it is about the same client of the same provider.
    fn is_of_client(&self, other: &Self) -> bool {
        (&self.issuer, &self.client_id) == (&other.issuer, &other.client_id)
    }

    /// The client's secret.
    pub(super) fn secret(&self, p: &Provisioning) -> Result<Option<String>> {
        let Some(sealed) = &self.client_secret else {
            return Ok(None);
        };
        let sealed = STANDARD
            .decode(sealed)
            .map_err(|error| Error::Internal(Box::new(error)))?;
        let opened = p.issuer().open(PLACE, &sealed).map_err(|_| {
            Error::Input(
                "The client secret of single sign-on cannot be read with this secret key (ROLLCALL_SECRET_KEY); set it anew."
                    .to_owned(),
            )
        })?;
        Ok(Some(opened))
    }

    /// For the audit log.
    fn told(&self) -> Value {
        json!({
            "issuer": self.issuer,
            "client_id": self.client_id,
            "has_secret": self.has_secret(),
            "allowed_domains": self.allowed_domains,
            "default_role": self.default_role,
            "tenant": self.tenant,
        })
    }
}

/// Where the secret belongs; it opens nowhere else.
const PLACE: &[u8] = b"single sign-on client";

/// The settings, if there are any.
///
/// # Errors
/// When the database does not answer.
pub async fn find(p: &Provisioning) -> Result<Option<Settings>> {
    p.store().read(current).await
}

/// What the page for signing in shows, if admins can sign in at a provider.
///
/// # Errors
/// When the database does not answer.
pub async fn sign_in_button(p: &Provisioning) -> Result<Option<SignIn>> {
    let known = find(p).await?;
    Ok(known.map(|known| {
        let url = Url::parse(&known.issuer).ok();
        let host = url.as_ref().and_then(Url::host_str);
        SignIn {
            name: host.unwrap_or(&known.issuer).to_owned(),
        }
    }))
}

pub(super) fn current(conn: &mut Conn) -> Result<Option<Settings>> {
    let stored = installation::find(conn, Fact::SingleSignOn)?;
    stored
        .map(|json| serde_json::from_str(&json).map_err(|error| Error::Internal(Box::new(error))))
        .transpose()
}

/// What the settings would be, so that the provider can be asked whether it is one before they are kept.
///
/// # Errors
/// [`Error::Input`] for an issuer that is no https URL or out of reach ([`crate::Settings::push_reach`]), a client or domains that cannot be.
pub fn checked(p: &Provisioning, new: &NewSettings) -> Result<Settings> {
    let issuer = new.issuer.trim();
    EndpointUrl::parse(issuer)?.within(p.push_reach())?;
    let is_client = |text: &str| {
        !text.is_empty()
            && text.len() <= CLIENT_BYTES_MAX
            && text.chars().all(|c| c.is_ascii_graphic())
    };
    let client_id = new.client_id.trim();
    let secret = new.client_secret.as_deref().map(str::trim);
    let secret = secret.filter(|secret| !secret.is_empty());
    if !is_client(client_id) || !secret.is_none_or(is_client) {
        return Err(Error::Input(format!(
            "client_id and client_secret are texts of 1 to {CLIENT_BYTES_MAX} visible ASCII characters, as the provider shows them."
        )));
    }
    let sealed = secret.map(|secret| p.issuer().seal(PLACE, secret));
    Ok(Settings {
        issuer: issuer.to_owned(),
        client_id: client_id.to_owned(),
        client_secret: sealed.transpose()?.map(|sealed| STANDARD.encode(sealed)),
        allowed_domains: domains(&new.allowed_domains)?,
        default_role: new.default_role,
        tenant: new.tenant.clone(),
    })
}

/// Sets how admins sign in at a provider. Without a secret the one that is there stays, for the same client of the same issuer.
///
/// # Errors
/// As [`checked`]; [`Error::Unknown`] for a tenant that does not exist.
pub async fn set(p: &Provisioning, new: &NewSettings) -> Result<Settings> {
    let (verb, wanted) = (p.clone(), checked(p, new)?);
    p.store()
        .write(move |tx| {
            if tenants::find(tx, &wanted.tenant)?.is_none() {
                let tenant = &wanted.tenant;
                return Err(Error::Unknown(format!("There is no tenant {tenant:?}.")));
            }
            let before = current(tx)?;
            let mut settings = wanted.clone();
            if settings.client_secret.is_none() {
                // It goes to the provider and client that it is of, and to nobody else.
                let same = before.as_ref().filter(|it| it.is_of_client(&settings));
                settings.client_secret = same.and_then(|it| it.client_secret.clone());
            }
            let known = installation::find(tx, Fact::SingleSignOn)?;
            let json = serde_json::to_string(&settings)
                .map_err(|error| Error::Internal(Box::new(error)))?;
            installation::put(tx, Fact::SingleSignOn, known.as_deref(), &json)?;
            let act = Act::new("sso.set", "sso").named(&settings.issuer);
            let mut is = settings.told();
            if before.is_some() && wanted.client_secret.is_some() {
                is["client_secret"] = "another".into();
            }
            let act = act.after(is);
            let act = match &before {
                Some(before) => act.before(before.told()),
                None => act,
            };
            note_in(tx, &verb, INSTALLATION, act)?;
            Ok(settings)
        })
        .await
}

fn domains(given: &[String]) -> Result<Vec<String>> {
    let domain = |text: &String| {
        let domain = text.trim().trim_start_matches('@').to_ascii_lowercase();
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        let fits = domain.contains('.')
            && domain.len() <= DOMAIN_CHARACTERS_MAX
            && domain.chars().all(plain);
        fits.then_some(domain)
    };
    let all: Option<Vec<_>> = given.iter().map(domain).collect();
    all.filter(|all| all.len() <= DOMAINS_MAX).ok_or_else(|| {
        Error::Input(format!(
            "allowed_domains are at most {DOMAINS_MAX} domains, for example example.com."
        ))
    })
}

/// Ends single sign-on. Accounts without a password then sign in by a link for one (`rollcall admin reset-password`).
///
/// # Errors
/// [`Error::Unknown`] where there is none.
pub async fn forget(p: &Provisioning) -> Result<()> {
    let verb = p.clone();
    p.store()
        .write(move |tx| {
            let before = current(tx)?;
            if !installation::forget(tx, Fact::SingleSignOn)? {
                return Err(none());
            }
            let act = Act::new("sso.delete", "sso");
            let act = match &before {
                Some(before) => act.named(&before.issuer).before(before.told()),
                None => act,
            };
            note_in(tx, &verb, INSTALLATION, act)
        })
        .await
}

pub(super) fn none() -> Error {
    Error::Unknown("Admins sign in here by password only: there is no single sign-on.".to_owned())
}
