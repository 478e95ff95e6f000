//! Signing in at an Okta organization, as its single-page application: authorization code with PKCE, no client secret
//! (RFC 6749 §4.1, RFC 7636), tokens that are refreshed (and rotate), and Okta's own words for what goes wrong.
//!
//! In order: [`organization_request`] (is there one at that domain?), [`App::begin`] (send the administrator to the URL, keep [`Held`] encrypted, once), [`App::code`] of the query that comes
//! back, [`App::code_request`] → [`read_tokens`], [`App::keys_request`] → [`crate::oidc::Keys::read`] → [`App::who`]. Then, whenever the
//! access token is about to expire: [`App::refresh_request`] → [`read_tokens`]; one at a time for each connection, and what comes
//! back is stored before it is used. [`App::revoke_request`] at the end.
//!
//! Only an organization's own authorization server gives scopes for Okta's API, so the paths are fixed: `/oauth2/v1/…`.

mod callback;
mod organization;
mod request;
mod tokens;

#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth2::basic::BasicClient;
use oauth2::{
    AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::Org;
use crate::oidc::{self, Claims, Expected, Keys, RS256_ONLY};
use crate::{Trouble, wire};

pub use callback::{Code, Refused};
pub use organization::{organization_request, read_organization};
pub(crate) use tokens::scope_missing;
pub use tokens::{Purpose, TokenKind, Tokens, read_revoked, read_tokens};

/// The scope that lets people be read.
pub const USERS_SCOPE: &str = "okta.users.read";
/// The scope that lets the names of custom attributes be read.
pub const SCHEMAS_SCOPE: &str = "okta.schemas.read";
/// What is asked for.
pub const SCOPES: [&str; 5] = [
    "openid",
    "profile",
    "offline_access",
    USERS_SCOPE,
    SCHEMAS_SCOPE,
];
/// How many random bytes a sign-in takes.
pub const RANDOM_BYTES: usize = 96;
const CLIENT_ID_BYTES_MAX: usize = 255;

/// The application as it is registered in Okta.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    org: Org,
    client_id: String,
    redirect: Url,
    sends_origin: bool,
}

/// What is kept while an administrator is at Okta: encrypted, for one use.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    state: String,
    nonce: String,
    verifier: String,
}

/// Where an administrator is sent, and what is kept until they are back.
#[derive(Debug)]
pub struct Begun {
    /// Okta's page.
    pub url: Url,
    /// What to keep.
    pub held: Held,
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Held")
    }
}

impl Held {
    /// What the request has as its state: by it what is held is found again when somebody comes back.
    pub fn state(&self) -> &str {
        &self.state
    }
}

impl App {
    /// The application of that client id. `redirect` is our own address that Okta sends people back to, exactly as it stands in
    /// Okta; `sends_origin` has requests for tokens say so in a header `Origin`, as a browser would.
    ///
    /// # Errors
    /// [`crate::Kind::Settings`]: one of them cannot be.
    pub fn new(
        org: Org,
        client_id: &str,
        redirect: &str,
        sends_origin: bool,
    ) -> Result<Self, Trouble> {
        let client_id = client_id.trim();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        if client_id.is_empty()
            || client_id.len() > CLIENT_ID_BYTES_MAX
            || !client_id.bytes().all(plain)
        {
            return Err(Trouble::settings(
                "This is no Client ID. Copy it from Okta: your application, tab General, section Client Credentials; it is like 0oa1b2c3d4e5f6g7h8i9.",
            ));
        }
        let redirect = Url::parse(redirect)
            .ok()
            .filter(|url| ["https", "http"].contains(&url.scheme()) && url.fragment().is_none());
        let redirect = redirect
            .ok_or_else(|| Trouble::settings("The address that Okta is to send people back to is no URL: set this server's public URL."))?;
        Ok(Self {
            org,
            client_id: client_id.to_owned(),
            redirect,
            sends_origin,
        })
    }

    /// The organization.
    pub fn org(&self) -> &Org {
        &self.org
    }

    /// Begins to sign in. `random` is from a good source, and new each time.
    ///
    /// # Errors
    /// [`crate::Kind::Settings`]: an address cannot be put into the request.
    pub fn begin(&self, random: &[u8; RANDOM_BYTES]) -> Result<Begun, Trouble> {
        let (state, rest) = random.split_at(32);
        let (nonce, verifier) = rest.split_at(32);
        let [state, nonce, verifier] =
            [state, nonce, verifier].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        let wrong = |_| Trouble::settings("An address of the sign-in is no URL.");
        let verifier = PkceCodeVerifier::new(verifier);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let (url, state) = BasicClient::new(ClientId::new(self.client_id.clone()))
            .set_auth_uri(AuthUrl::new(self.org.url("/oauth2/v1/authorize")).map_err(wrong)?)
            .set_redirect_uri(RedirectUrl::new(self.redirect.to_string()).map_err(wrong)?)
            .authorize_url(|| CsrfToken::new(state))
            .add_scopes(SCOPES.map(|scope| Scope::new(scope.to_owned())))
            .add_extra_param("nonce", nonce.clone())
            .set_pkce_challenge(challenge)
            .url();
        let held = Held {
            state: state.into_secret(),
            nonce,
            verifier: verifier.into_secret(),
        };
        Ok(Begun { url, held })
    }

    /// Asks for the organization's keys; the answer is for [`Keys::read`].
    ///
    /// # Errors
    /// The request cannot be made.
    pub fn keys_request(&self) -> Result<wire::Request, Trouble> {
        let client = [("client_id", &self.client_id)];
        let mut url = Url::parse(&self.org.url("/oauth2/v1/keys"))
            .map_err(|_| Trouble::broken("The organization's address is no URL."))?;
        url.query_pairs_mut().extend_pairs(client);
        wire::get(url.as_str())
    }

    /// Who signed in, as an ID token says, if it is to be believed.
    ///
    /// # Errors
    /// Says why it is not.
    pub fn who(
        &self,
        keys: &Keys,
        id_token: &str,
        held: &Held,
        now_seconds: i64,
    ) -> Result<Claims, oidc::Error> {
        let expected = Expected {
            issuer: self.org.origin(),
            client_id: &self.client_id,
            nonce: &held.nonce,
            signatures: RS256_ONLY,
            now_seconds,
        };
        keys.verified(id_token, &expected)
    }
}
