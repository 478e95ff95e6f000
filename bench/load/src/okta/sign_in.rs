//! Signing in at the stand-in: codes for PKCE, refresh tokens that are good once, ID tokens that are signed as Okta's are.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::web::{Data, Form, Query, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use anyhow::{Result, anyhow};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::StandIn;

/// The application that signs in.
pub const CLIENT: &str = "0oa1b2c3d4e5f6g7h8i9";
const SCOPE: &str = "openid profile offline_access okta.users.read okta.schemas.read";
/// Where whoever signs in is sent.
pub const AUTHORIZE: &str = "/oauth2/v1/authorize";
const KEY_ID: &str = "k1";
const EXPIRES_SECONDS: u64 = 3_600;

/// The key, and how often tokens were given.
pub struct SignIn {
    key: KeyPair,
    given: AtomicU64,
}

type Said = HashMap<String, String>;

/// Adds what is asked of an organization by whoever signs in.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/.well-known/openid-configuration", get().to(described))
        .route(AUTHORIZE, get().to(authorize))
        .route("/oauth2/v1/token", post().to(token))
        .route("/oauth2/v1/keys", get().to(keys));
}

/// Where the organization is, as whoever asks calls it.
pub fn origin(request: &HttpRequest) -> String {
    format!("http://{}", request.connection_info().host())
}

impl SignIn {
    /// With a key that is made now.
    pub fn new() -> Result<Self> {
        let key = KeyPair::generate(KeySize::Rsa2048).map_err(|_| anyhow!("no key was made"))?;
        Ok(Self {
            key,
            given: AtomicU64::new(0),
        })
    }

    /// Whether a request has the access token that was given last.
    pub fn gave(&self, request: &HttpRequest) -> bool {
        let last = format!("Bearer access-{}", self.given.load(Ordering::SeqCst));
        let sent = request.headers().get("authorization");
        sent.is_some_and(|sent| sent.as_bytes() == last.as_bytes())
    }

    fn signed(&self, claims: &Value) -> Option<String> {
        let part = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let head = json!({ "alg": "RS256", "kid": KEY_ID });
        let text = format!("{}.{}", part(&head), part(claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        let signed = self.key.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            text.as_bytes(),
            &mut signature,
        );
        signed.ok()?;
        Some(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

async fn described(request: HttpRequest) -> HttpResponse {
    let issuer = origin(&request);
    HttpResponse::Ok().json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}{AUTHORIZE}"),
        "token_endpoint": format!("{issuer}/oauth2/v1/token"),
        "jwks_uri": format!("{issuer}/oauth2/v1/keys"),
    }))
}

/// Whoever comes has signed in and consents. The code says by itself what it was given for.
async fn authorize(said: Query<Said>) -> HttpResponse {
    let text = |name: &str| said.get(name).map(String::as_str).unwrap_or_default();
    let code = format!("{}.{}", text("code_challenge"), text("nonce"));
    let back = format!(
        "{}?code={code}&state={}",
        text("redirect_uri"),
        text("state")
    );
    HttpResponse::Found()
        .insert_header(("Location", back))
        .finish()
}

async fn keys(stand_in: Data<StandIn>) -> HttpResponse {
    let public = stand_in.sign_in.key.public_key();
    let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    HttpResponse::Ok().json(json!({ "keys": [{
        "kty": "RSA", "alg": "RS256", "use": "sig", "kid": KEY_ID,
        "n": number(public.modulus().big_endian_without_leading_zero()),
        "e": number(public.exponent().big_endian_without_leading_zero()),
    }] }))
}

async fn token(stand_in: Data<StandIn>, said: Form<Said>, request: HttpRequest) -> HttpResponse {
    let text = |name: &str| said.get(name).map(String::as_str).unwrap_or_default();
    let sign_in = &stand_in.sign_in;
    let nonce = match text("grant_type") {
        "authorization_code" => {
            let proof = URL_SAFE_NO_PAD.encode(digest(&SHA256, text("code_verifier").as_bytes()));
            let code = text("code").split_once('.');
            code.filter(|(challenge, _)| *challenge == proof)
                .map(|(_, nonce)| nonce)
        }
        _ => {
            let last = format!("refresh-{}", sign_in.given.load(Ordering::SeqCst));
            (text("refresh_token") == last).then_some("")
        }
    };
    let now = std::time::UNIX_EPOCH
        .elapsed()
        .map_or(0, |since| since.as_secs());
    let claims = nonce.map(|nonce| {
        json!({
            "iss": origin(&request), "sub": "00uadmin", "aud": CLIENT, "iat": now, "exp": now + EXPIRES_SECONDS, "nonce": nonce,
            "preferred_username": "admin@example.com", "name": "Admin",
        })
    });
    let Some(id_token) = claims.and_then(|claims| sign_in.signed(&claims)) else {
        let why = "The code or the refresh token is invalid or has expired.";
        return HttpResponse::BadRequest()
            .json(json!({ "error": "invalid_grant", "error_description": why }));
    };
    let given = sign_in.given.fetch_add(1, Ordering::SeqCst) + 1;
    HttpResponse::Ok().json(json!({
        "access_token": format!("access-{given}"), "token_type": "Bearer", "expires_in": EXPIRES_SECONDS,
        "refresh_token": format!("refresh-{given}"), "id_token": id_token, "scope": SCOPE,
    }))
}
