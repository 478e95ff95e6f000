//! Going to the provider and coming back (RFC 6749 §4.1, RFC 7636).

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, ExtraTokenFields, HttpRequest, HttpResponse, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope, StandardRevocableToken, StandardTokenResponse, TokenUrl,
};
use rollcall_okta::oidc::{Endpoints, Keys};
use rollcall_storage::{Conn, admins, tenants};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::settings::{self, Settings};
use super::token::{url, verified};
use super::{provider, settings as stored};
use crate::accounts::sign_in::{Shown, begin_in};
use crate::accounts::{self, Refusal, Roles, actor, code, email, insert, lock, new_admin, proof};
use crate::audit::{Act, By, record_in};
use crate::auth::Origin;
use crate::{Error, Provisioning, Result, SECOND};

/// How long somebody may be away at the provider.
pub const AWAY_SECONDS: i64 = 600;
/// Where what is held belongs; it opens nowhere else.
const PLACE: &[u8] = b"single sign-on under way";

/// What whoever signs in holds while they are at the provider. It is encrypted.
#[derive(Debug, Serialize, Deserialize)]
pub struct Held {
    state: String,
    nonce: String,
    verifier: String,
    issuer: String,
    redirect: String,
    until: i64,
    /// Where they wanted to go.
    pub return_to: Option<String>,
}

/// Where somebody is sent, and what they hold until they are back.
#[derive(Debug)]
pub struct Begun {
    /// The provider's page.
    pub url: String,
    /// What they bring back, encrypted.
    pub held: String,
}

/// Who comes back.
pub struct Finishing<'f> {
    /// What they held.
    pub held: &'f Held,
    /// The provider's keys.
    pub keys: &'f Keys,
    /// The ID token.
    pub id_token: &'f str,
}

/// The tokens of a provider with the one that says who somebody is.
#[derive(Debug, Serialize, Deserialize)]
struct IdToken {
    id_token: Option<String>,
}

impl ExtraTokenFields for IdToken {}

type Tokens = StandardTokenResponse<IdToken, BasicTokenType>;
type OpenId = Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

fn client(
    p: &Provisioning,
    settings: &Settings,
    endpoints: &Endpoints,
    redirect: &str,
) -> Result<OpenId> {
    let wrong = |_| provider("An endpoint of the provider, or this server's own URL, is no URL.");
    let client = Client::new(ClientId::new(settings.client_id.clone()))
        .set_auth_uri(AuthUrl::new(endpoints.authorization().to_owned()).map_err(wrong)?)
        .set_token_uri(TokenUrl::new(endpoints.token().to_owned()).map_err(wrong)?)
        .set_redirect_uri(RedirectUrl::new(redirect.to_owned()).map_err(wrong)?);
    Ok(match settings.secret(p)? {
        Some(secret) => client.set_client_secret(ClientSecret::new(secret)),
        None => client,
    })
}

/// Sends somebody to the provider; `redirect` is where they come back to.
///
/// # Errors
/// [`Error::Unknown`] where there is no single sign-on.
pub fn begin(
    p: &Provisioning,
    settings: &Settings,
    endpoints: &Endpoints,
    redirect: &str,
    return_to: Option<String>,
) -> Result<Begun> {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let nonce = code::new("")?;
    let (url, state) = client(p, settings, endpoints, redirect)?
        .authorize_url(CsrfToken::new_random)
        .add_scope(Scope::new("openid".to_owned()))
        .add_scope(Scope::new("email".to_owned()))
        .add_scope(Scope::new("profile".to_owned()))
        .add_extra_param("nonce", nonce.clone())
        .set_pkce_challenge(challenge)
        .url();
    let held = Held {
        state: state.into_secret(),
        nonce,
        verifier: verifier.into_secret(),
        issuer: settings.issuer.clone(),
        redirect: redirect.to_owned(),
        until: p.now() + AWAY_SECONDS * SECOND,
        return_to,
    };
    let json = serde_json::to_string(&held).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(Begun {
        url: url.to_string(),
        held: URL_SAFE_NO_PAD.encode(p.issuer().seal(PLACE, &json)?),
    })
}

/// What somebody held, if they come back in time with what they were given.
///
/// # Errors
/// [`Error::Refused`]
pub fn open_held(p: &Provisioning, settings: &Settings, held: &str, state: &str) -> Result<Held> {
    let refused = |why: &str| {
        Refusal::new(
            400,
            "sso_begin_again",
            format!("{why} Begin to sign in again."),
        )
    };
    let opened = URL_SAFE_NO_PAD
        .decode(held)
        .ok()
        .and_then(|sealed| p.issuer().open(PLACE, &sealed).ok())
        .and_then(|json| serde_json::from_str::<Held>(&json).ok());
    let opened = opened.ok_or_else(|| {
        refused("This browser did not begin to sign in here, or has lost what it held meanwhile.")
    })?;
    if verify_slices_are_equal(opened.state.as_bytes(), state.as_bytes()).is_err() {
        return Err(refused("What came back belongs to another sign-in.").into());
    }
    if opened.until <= p.now() || opened.issuer != settings.issuer {
        return Err(refused("It took too long, or the provider was changed meanwhile.").into());
    }
    Ok(opened)
}

impl Held {
    /// Has the provider make tokens of the code that came back, and answers the ID token. `call` sends a request; it may block.
    ///
    /// # Errors
    /// [`Error::Refused`] when the provider refuses the code, or sends no ID token.
    pub fn exchange<E: std::error::Error + 'static>(
        &self,
        p: &Provisioning,
        settings: &Settings,
        endpoints: &Endpoints,
        code: String,
        call: &impl Fn(HttpRequest) -> std::result::Result<HttpResponse, E>,
    ) -> Result<String> {
        url(endpoints.token())?;
        let tokens = client(p, settings, endpoints, &self.redirect)?
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(self.verifier.clone()))
            .request(call)
            .map_err(|error| {
                let why = match error {
                    oauth2::RequestTokenError::ServerResponse(said) => format!("it says {said}"),
                    oauth2::RequestTokenError::Request(_) => "it does not answer".to_owned(),
                    oauth2::RequestTokenError::Parse(..) | oauth2::RequestTokenError::Other(_) => {
                        "its answer cannot be read".to_owned()
                    }
                };
                provider(format!("The provider made no tokens: {why}."))
            })?;
        tokens.extra_fields().id_token.clone().ok_or_else(|| {
            provider("The provider sent no ID token: let the client have the scope openid.")
        })
    }
}

/// Begins a session for whoever the provider says it is: an account of that e-mail address, or a new one where its domain is allowed.
///
/// # Errors
/// [`Error::Refused`] for an ID token that is not to be believed, for whoever has no account and gets none, or is disabled.
pub async fn finish(
    p: &Provisioning,
    settings: &Settings,
    back: Finishing<'_>,
    origin: Origin,
    by: &By,
) -> Result<accounts::Begun> {
    let claims = verified(p, settings, back.keys, back.id_token, &back.held.nonce)?;
    let address = email(claims.email()?)
        .map_err(|_| provider("What the provider names as the e-mail address is none."))?;
    let own_name = claims.name.as_deref().unwrap_or(&address.0);
    let own_name = accounts::name(own_name, "name").unwrap_or_else(|_| address.0.clone());
    let (verb, by, settings, id) = (p.clone(), by.clone(), settings.clone(), Uuid::now_v7());
    p.store()
        .write(move |tx| {
            if stored::current(tx)?.as_ref() != Some(&settings) {
                return Err(settings::none());
            }
            let known = admins::find_by_email(tx, &address.1)?;
            let mut admin = match known {
                Some(known) => lock(tx, known.id)?,
                None => make(tx, &verb, &settings, &address, &own_name, id, &by)?,
            };
            if admin.disabled_at.is_some() {
                return Err(Refusal::new(
                    403,
                    "disabled",
                    "This account is disabled: ask an owner.",
                )
                .into());
            }
            proof::by_single_sign_on(tx, &verb, &mut admin, &by)?;
            begin_in(tx, &verb, admin, Shown::SingleSignOn, &origin, &by)
        })
        .await
}

/// Makes the account of somebody whose domain is allowed.
fn make(
    tx: &mut Conn,
    p: &Provisioning,
    settings: &Settings,
    address: &(String, String),
    own_name: &str,
    id: Uuid,
    by: &By,
) -> Result<admins::Admin> {
    let domain = address
        .0
        .rsplit_once('@')
        .map(|(_, domain)| domain.to_ascii_lowercase());
    let is_allowed = domain.is_some_and(|domain| settings.allowed_domains.contains(&domain));
    let role = settings.default_role.filter(|_| is_allowed);
    let tenant = tenants::find(tx, &settings.tenant)?;
    let (Some(role), Some(tenant)) = (role, tenant) else {
        return Err(Refusal::new(
            403,
            "no_account",
            "The provider knows you, and nobody here does: ask an owner to invite you with this e-mail address.",
        )
        .into());
    };
    let mut admin = new_admin(id, address.clone(), own_name.to_owned(), p.now());
    let mut roles = Roles::default();
    roles.set(&tenant.id, Some(role));
    admin.roles = roles.to_string();
    admin.proven_at = Some(p.now());
    insert(tx, &admin)?;
    let act = Act::new("admin.create", "admin")
        .to(admin.id, &admin.email)
        .after(json!({ "role": role, "how": "single_sign_on" }));
    record_in(tx, p, &by.known_as(actor(&admin)), &tenant.id, act)?;
    Ok(admin)
}
