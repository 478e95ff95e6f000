//! What a provider says, judged for this installation: where it may be asked, and who somebody is.

use rollcall_okta::oidc::{self, Claims, Endpoints, Expected, Keys, SIGNATURES};
use url::Url;

use super::provider;
use super::settings::Settings;
use crate::events::EndpointUrl;
use crate::{Error, Provisioning, Result, SECOND};

impl From<oidc::Error> for Error {
    fn from(error: oidc::Error) -> Self {
        provider(error.to_string())
    }
}

/// Reads what a provider says of itself.
///
/// # Errors
/// [`crate::Error::Refused`] when it is another provider's, or leads where nobody is to be asked.
pub fn endpoints(p: &Provisioning, settings: &Settings, body: &[u8]) -> Result<Endpoints> {
    let read = Endpoints::read(&settings.issuer, body)?;
    for url in read.all() {
        let url = EndpointUrl::parse(url)
            .map_err(|_| provider("The provider names an endpoint that is no https URL."))?;
        url.within(p.push_reach())?;
    }
    Ok(read)
}

/// What an ID token says, if it is this provider's, for this installation, in time, and for this sign-in.
///
/// # Errors
/// [`crate::Error::Refused`] that says what is wrong with it, without what it says.
pub(super) fn verified(
    p: &Provisioning,
    settings: &Settings,
    keys: &Keys,
    token: &str,
    nonce: &str,
) -> Result<Claims> {
    let expected = Expected {
        issuer: &settings.issuer,
        client_id: &settings.client_id,
        nonce,
        signatures: SIGNATURES,
        now_seconds: p.now() / SECOND,
    };
    Ok(keys.verified(token, &expected)?)
}

/// A URL that was looked at when it was read.
pub(super) fn url(text: &str) -> Result<Url> {
    Url::parse(text).map_err(|_| provider("The provider names an endpoint that is no URL."))
}
