//! What the token endpoint answers (RFC 6749 §5).

use std::fmt;
use std::time::Duration;

use http::StatusCode;
use oauth2::basic::BasicTokenType;
use oauth2::{ExtraTokenFields, StandardTokenResponse, TokenResponse};
use serde::{Deserialize, Serialize};

use super::{SCHEMAS_SCOPE, USERS_SCOPE};
use crate::dpop;
use crate::trouble::Missing;
use crate::wire::{self, Response};
use crate::{Kind, Trouble};

/// An answer with tokens is no longer than that.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// The longest code of an error that is kept.
const CODE_CHARACTERS_MAX: usize = 50;
/// What an access token is good for where the answer does not say (it is an hour at Okta, always).
const EXPIRES_SECONDS: u64 = 3_600;

/// What tokens were asked for with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A code, by somebody who just signed in.
    Code,
    /// A refresh token.
    Refresh,
}

/// How an access token is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// As it is.
    Bearer,
    /// With a proof.
    Dpop,
}

/// Tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// For the API. What is in it is Okta's own business.
    pub access_token: String,
    /// How it is shown.
    pub kind: TokenKind,
    /// For how long.
    pub expires_in: Duration,
    /// For the next tokens. `None`: the one that was used stays good; keep it.
    pub refresh_token: Option<String>,
    /// Who signed in.
    pub id_token: Option<String>,
    /// Whether the schema may be read. If not, [`schemas_missing`](Self::schemas_missing) says where that is granted.
    pub may_read_schemas: bool,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("kind", &self.kind)
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct IdToken {
    id_token: Option<String>,
}

impl ExtraTokenFields for IdToken {}

type Answered = StandardTokenResponse<IdToken, BasicTokenType>;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Refusal {
    error: String,
    error_description: String,
}

/// Reads what the token endpoint answered.
///
/// # Errors
/// [`Kind::NeedsProof`], [`Kind::Nonce`]: the same request again, with a proof, that has the nonce. [`Kind::NeedsSignIn`]: the code or the refresh token is of no
/// use any more. [`Kind::Forbidden`]: a scope is missing without which nothing can be read. [`Kind::Settings`] names the screen of Okta
/// where something has to be set otherwise. [`Kind::RetryAfter`] and [`Kind::BackOff`] pass.
pub fn read_tokens(answer: &Response, purpose: Purpose) -> Result<Tokens, Trouble> {
    if !wire::is_ok(answer) {
        return Err(refusal(answer, purpose));
    }
    if answer.body().len() > ANSWER_BYTES_MAX {
        return Err(Trouble::broken("The answer with tokens is too long."));
    }
    // Which part of it cannot be read is not told: the error would quote it.
    let read: Answered = serde_json::from_slice(answer.body())
        .map_err(|_| Trouble::broken("The answer with tokens cannot be read."))?;
    let kind = match read.token_type() {
        BasicTokenType::Bearer => TokenKind::Bearer,
        BasicTokenType::Extension(other) if other.eq_ignore_ascii_case("dpop") => TokenKind::Dpop,
        _ => {
            return Err(Trouble::broken(
                "The token is of a kind that is not known here.",
            ));
        }
    };
    let has = |scope: &str| {
        // RFC 6749 §5.1: who is silent grants what was asked for.
        read.scopes()
            .is_none_or(|granted| granted.iter().any(|it| it.as_str() == scope))
    };
    if !has(USERS_SCOPE) {
        return Err(scope_missing(USERS_SCOPE));
    }
    if purpose == Purpose::Code && read.refresh_token().is_none() {
        return Err(Trouble::settings(
            "Okta gave no refresh token, so people could be read for an hour only. In Okta: Applications > your application > tab General > General Settings: switch on the grant type Refresh Token.",
        ));
    }
    let expires_in = read.expires_in();
    Ok(Tokens {
        access_token: read.access_token().secret().clone(),
        kind,
        expires_in: expires_in.unwrap_or(Duration::from_secs(EXPIRES_SECONDS)),
        refresh_token: read.refresh_token().map(|token| token.secret().clone()),
        id_token: read.extra_fields().id_token.clone(),
        may_read_schemas: has(SCHEMAS_SCOPE),
    })
}

impl Tokens {
    /// What is missing for the schema, where it may not be read: people can be read without.
    pub fn schemas_missing(&self) -> Option<Trouble> {
        (!self.may_read_schemas).then(|| scope_missing(SCHEMAS_SCOPE))
    }
}

/// Reads what the endpoint answered that ends tokens. One that is unknown has ended (RFC 7009 §2.2).
///
/// # Errors
/// As [`read_tokens`].
pub fn read_revoked(answer: &Response) -> Result<(), Trouble> {
    if answer.status().is_success() {
        return Ok(());
    }
    Err(refusal(answer, Purpose::Refresh))
}

/// A scope that an administrator of Okta has to grant.
pub(crate) fn scope_missing(scope: &str) -> Trouble {
    let detail = format!(
        "The scope {scope} is not granted. In Okta: Applications > your application > tab Okta API Scopes, press Grant beside {scope}; then press Connect Okta again."
    );
    Trouble::new(Kind::Forbidden(Missing::Scope(scope.to_owned())), detail)
}

fn refusal(answer: &Response, purpose: Purpose) -> Trouble {
    let read: Refusal = serde_json::from_slice(answer.body()).unwrap_or_default();
    let says = |part: &str| read.error_description.contains(part);
    let trouble = match read.error.as_str() {
        dpop::USE_NONCE => return dpop::wanted(answer),
        "invalid_grant" => Trouble::new(
            Kind::NeedsSignIn,
            match purpose {
                Purpose::Code => {
                    "The code of this sign-in has expired or was used already. Press Connect Okta again."
                }
                Purpose::Refresh => {
                    "Okta does not renew the access any more: it was revoked, was not used for too long, or was renewed elsewhere with the same token. Press Connect Okta again."
                }
            },
        ),
        "invalid_dpop_proof" if says("missing") => Trouble::new(
            Kind::NeedsProof,
            "The application demands a proof of possession (DPoP).",
        ),
        "invalid_dpop_proof" => Trouble::settings(
            "Okta refuses the proof of possession (DPoP). Most often this server's clock is wrong; otherwise, in Okta: Applications > your application > tab General, switch off Require Demonstrating Proof of Possession.",
        ),
        _ if says("redirect_uri") || says("redirect URI") => Trouble::settings(
            "Okta does not know the address that people are sent back to. In Okta: Applications > your application > tab General > LOGIN: put the callback address that is shown here into Sign-in redirect URIs, exactly.",
        ),
        "invalid_client" if says("Proof Key for Code Exchange") => Trouble::settings(
            "The application is not one for browsers. In Okta: create it anew as OIDC - OpenID Connect and Single-Page Application; or switch off here that requests have an Origin.",
        ),
        "invalid_client" => Trouble::settings(
            "Okta does not know the Client ID, or wants a client secret. In Okta: Applications > your application > tab General > Client Credentials: compare the Client ID; the application has to be a Single-Page Application (client authentication: None) and active.",
        ),
        "unauthorized_client" | "unsupported_grant_type" => Trouble::settings(
            "The application may not ask for tokens this way. In Okta: Applications > your application > tab General > General Settings: switch on the grant types Authorization Code and Refresh Token.",
        ),
        "invalid_scope" => scope_missing(USERS_SCOPE),
        _ => return of_status(answer),
    };
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    trouble.coded(
        read.error
            .chars()
            .filter(plain)
            .take(CODE_CHARACTERS_MAX)
            .collect::<String>(),
    )
}

fn of_status(answer: &Response) -> Trouble {
    let status = answer.status();
    let detail = format!("Okta's token endpoint answers {}.", status.as_u16());
    if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
        let kind = wire::retry_after(answer)
            .or_else(|| crate::pace::until_reset(answer))
            .map_or(Kind::BackOff, Kind::RetryAfter);
        return Trouble::new(kind, detail);
    }
    Trouble::broken(detail)
}
