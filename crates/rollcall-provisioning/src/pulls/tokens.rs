//! What a source is asked with while a connection is in hand. One replica has it at a time, so that a refresh token, which is good once, is
//! used once; the next one is kept before anything is asked with what came with it.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rollcall_okta::sign_in::{App, Tokens};
use rollcall_okta::{Kind, Request, Trouble};
use rollcall_storage::Conn;
use rollcall_storage::pulls as rows;
use serde_json::json;

use super::lease::Claimed;
use super::manage::{locked, problem};
use super::secrets::Secrets;
use super::settings::{Settings, SourceSettings};
use super::sign_in::app;
use crate::audit::{By, note_change_in};
use crate::connections::{done_to, named};
use crate::{Error, Provisioning, Result};

/// What a source is asked with.
#[derive(Clone)]
pub enum Credentials {
    /// This token.
    Token(String),
    /// Access tokens that are made of this.
    Refresh {
        /// The refresh token.
        refresh_token: String,
        /// Whether the schema's scope was granted with it.
        may_read_schemas: bool,
        /// The key that tokens are bound to, as PKCS #8.
        proof_key: Option<Vec<u8>>,
        /// The application.
        app: Box<App>,
    },
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials")
    }
}

/// A new key for tokens to be bound to, as PKCS #8.
///
/// # Errors
/// When the system has no random numbers to give.
pub fn new_proof_key() -> Result<Vec<u8>> {
    let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    let key = key.map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(key.as_ref().to_vec())
}

/// What the source is asked with now. `None`: the connection is not in this hand any more, or is asked with something else meanwhile, which
/// is not to be sent to where it was claimed for.
///
/// # Errors
/// [`Error::Input`] where there is nothing (any more).
pub async fn credentials(p: &Provisioning, claimed: &Claimed) -> Result<Option<Credentials>> {
    let (tenant, connection) = (claimed.tenant.clone(), claimed.connection);
    let read = p
        .store()
        .read(move |conn| Ok::<_, Error>(rows::find(conn, &tenant, connection)?));
    let nothing =
        || Error::Input("There is nothing that the source could be asked with.".to_owned());
    let pull = read.await?.ok_or_else(nothing)?;
    if pull.secrets_at != claimed.secrets_at || pull.lease_until != claimed.held {
        return Ok(None);
    }
    let secrets = Secrets::of(p, &pull)?;
    let redirect = secrets.redirect.unwrap_or_default();
    let proof_key = secrets
        .proof_key
        .map(|key| STANDARD.decode(key))
        .transpose();
    let proof_key =
        proof_key.map_err(|_| Error::Internal("pulls.secrets has no key for proofs".into()))?;
    let source = &claimed.settings.source;
    Ok(Some(match (source, secrets.token, secrets.refresh_token) {
        (SourceSettings::Okta { .. }, _, Some(refresh_token)) => Credentials::Refresh {
            refresh_token,
            may_read_schemas: secrets.may_read_schemas,
            proof_key,
            app: Box::new(app(p, source, &redirect)?),
        },
        (SourceSettings::Okta { .. }, ..) | (_, None, _) => return Err(nothing()),
        (_, Some(token), _) => Credentials::Token(token),
    }))
}

/// What to ask so that a connection's refresh token ends, if it has one: for when the connection ends.
///
/// # Errors
/// [`Error::Unknown`] where there is no such connection.
pub async fn revocation(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
) -> Result<Option<Request>> {
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .read(move |conn| {
            let connection = named(conn, &tenant, &wanted)?;
            let Some(pull) = rows::find(conn, &tenant, connection.id)? else {
                return Ok(None);
            };
            let secrets = Secrets::of(&verb, &pull)?;
            let (Some(token), Some(redirect)) = (secrets.refresh_token, secrets.redirect) else {
                return Ok(None);
            };
            let source = Settings::stored(&pull.settings)?.source;
            let app = app(&verb, &source, &redirect)?;
            Ok(app.revoke_request(&token).ok())
        })
        .await
}

/// Keeps what came with a new access token, before that is used. Answers whether the connection is still in this hand; if not, the token
/// is not to be used.
///
/// # Errors
/// When the database does not answer.
pub async fn renewed(
    p: &Provisioning,
    claimed: &Claimed,
    tokens: &Tokens,
    proof_key: Option<&[u8]>,
) -> Result<bool> {
    let (verb, claimed) = (p.clone(), claimed.clone());
    let refresh_token = tokens.refresh_token.clone();
    let may_read_schemas = tokens.may_read_schemas;
    let proof_key = proof_key.map(|key| STANDARD.encode(key));
    p.store()
        .write(move |tx| {
            let (_, mut pull) = locked(tx, &claimed.tenant, &claimed.connection.to_string())?;
            if pull.lease_until != claimed.held || pull.secrets_at != claimed.secrets_at {
                return Ok(false);
            }
            let mut secrets = Secrets::of(&verb, &pull)?;
            // None given: the old one stays good.
            secrets.refresh_token = refresh_token.clone().or(secrets.refresh_token);
            secrets.proof_key = proof_key.clone().or(secrets.proof_key);
            secrets.may_read_schemas = may_read_schemas;
            let since = pull.secrets_at;
            secrets.keep(&verb, &mut pull)?;
            pull.secrets_at = since;
            rows::update(tx, &pull)?;
            Ok(true)
        })
        .await
}

/// Notes that nothing can be asked until somebody signs in (or gives another token). A sign-in that came meanwhile stays.
pub(super) fn needs_sign_in_in(
    tx: &mut Conn,
    p: &Provisioning,
    claimed: &Claimed,
    trouble: &Trouble,
) -> Result<()> {
    let (connection, mut pull) = locked(tx, &claimed.tenant, &claimed.connection.to_string())?;
    if pull.secrets_at != claimed.secrets_at || pull.state == "needs_sign_in" {
        return Ok(());
    }
    let before = std::mem::replace(&mut pull.state, "needs_sign_in".to_owned());
    let trouble = Trouble {
        kind: Kind::NeedsSignIn,
        ..trouble.clone()
    };
    pull.problem = Some(problem(p, &trouble));
    rows::update(tx, &pull)?;
    let verb = p.acting_for(By::program());
    let act = done_to("pull.needs_sign_in", &connection);
    let changed = (json!({ "state": before }), json!({ "state": pull.state }));
    note_change_in(tx, &verb, &claimed.tenant, act, changed)
}
