//! Signing in at Okta: an administrator is sent there, and comes back with what tokens are made of.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rollcall_okta::Trouble;
use rollcall_okta::oidc::Claims;
use rollcall_okta::sign_in::{App, Code, Held, RANDOM_BYTES, Refused, Tokens};
use rollcall_storage::pulls as rows;
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::form_urlencoded;
use uuid::Uuid;

use super::manage::{code, locked, problem, pull_in};
use super::secrets::Secrets;
use super::settings::{Settings, SourceSettings, input};
use super::source::org;
use crate::accounts::Refusal;
use crate::audit::{By, note_in};
use crate::auth::Caller;
use crate::connections::{done_to, refuse_disconnected};
use crate::{Error, Provisioning, Result, SECOND, tenants};

/// How long somebody may be away at Okta.
const AWAY_SECONDS: i64 = 600;
const QUERY_BYTES_MAX: usize = 8_192;

/// What is kept while somebody is away; it is encrypted.
#[derive(Serialize, Deserialize)]
struct Kept {
    held: Held,
    tenant: String,
    connection: Uuid,
    source: SourceSettings,
    redirect: String,
    /// The admin who began, if it was one who is signed in.
    admin: Option<Uuid>,
}

/// Where somebody began to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The tenant's id.
    pub tenant: String,
    /// The connection's id.
    pub connection: Uuid,
}

/// Somebody who came back to where they began.
pub enum Arrived {
    /// With a code.
    Back(Box<Back>),
    /// With nothing, and why.
    Refused(Place, Error),
}

/// Somebody who came back with a code.
pub struct Back {
    /// Where they began.
    pub place: Place,
    /// The application.
    pub app: App,
    /// What was held.
    pub held: Held,
    /// What tokens are made of.
    pub code: Code,
    source: SourceSettings,
    redirect: String,
    by: By,
}

/// What came of a code.
pub struct SignedIn {
    /// The tokens.
    pub tokens: Tokens,
    /// Who signed in.
    pub claims: Claims,
    /// The key that the tokens are bound to, as PKCS #8.
    pub proof_key: Option<Vec<u8>>,
}

fn refused(code: &'static str, detail: &str) -> Error {
    Refusal::new(400, code, detail).into()
}

fn not_okta() -> Error {
    Error::Input("Nobody signs in at this source: set a token instead.".to_owned())
}

pub(super) fn app(p: &Provisioning, source: &SourceSettings, redirect: &str) -> Result<App> {
    let SourceSettings::Okta {
        origin,
        client_id,
        sends_origin,
    } = source
    else {
        return Err(not_okta());
    };
    App::new(org(p, origin)?, client_id, redirect, *sends_origin).map_err(input)
}

/// Sends somebody to Okta; answers the address to open there. `redirect` is where they come back to. An admin who is signed in comes back as the same.
///
/// # Errors
/// [`Error::Unknown`] where there is no such connection; [`Error::Input`] where the source is not Okta; [`Error::Exists`] for one that
/// is disconnected.
pub async fn begin(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    redirect: &str,
    caller: Option<&Caller>,
) -> Result<String> {
    tenants::find(p, tenant).await?;
    let mut random = [0; RANDOM_BYTES];
    rand::fill(&mut random).map_err(|error| Error::Internal(Box::new(error)))?;
    let session = caller.and_then(|caller| caller.access.session.as_ref());
    let admin = session.map(|signed| signed.admin);
    let (verb, redirect) = (p.clone(), redirect.to_owned());
    let (tenant, wanted) = (tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .write(move |tx| {
            let (connection, pull) = pull_in(tx, &tenant, &wanted)?;
            refuse_disconnected(&connection)?;
            let source = Settings::stored(&pull.settings)?.source;
            let begun = app(&verb, &source, &redirect)?
                .begin(&random)
                .map_err(input)?;
            let hash = hashed(begun.held.state());
            let kept = Kept {
                held: begun.held,
                tenant: tenant.clone(),
                connection: connection.id,
                source,
                redirect: redirect.clone(),
                admin,
            };
            let text =
                serde_json::to_vec(&kept).map_err(|error| Error::Internal(Box::new(error)))?;
            let sealed = verb.pull_sealing().seal("", place(&hash), text)?;
            let now = verb.now();
            rows::begin_sign_in(tx, &hash, &sealed, now, now + AWAY_SECONDS * SECOND)?;
            note_in(
                tx,
                &verb,
                &tenant,
                done_to("pull.sign_in_begin", &connection),
            )?;
            Ok(begun.url.to_string())
        })
        .await
}

fn hashed(state: &str) -> Vec<u8> {
    digest(&SHA256, state.as_bytes()).as_ref().to_vec()
}

/// Where what is kept belongs; it opens nowhere else.
fn place(hash: &[u8]) -> Uuid {
    Uuid::from_slice(hash.get(..16).unwrap_or_default()).unwrap_or_default()
}

/// What a sign-in is for that was begun with an API key or by command. Whoever signs in at Okta may be somebody else than whoever began, so
/// they are asked before anything is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unconfirmed {
    /// The tenant's name.
    pub tenant: String,
    /// The connection's name.
    pub connection: String,
    /// The organization's address.
    pub origin: String,
}

/// What whoever comes back with that query is to be asked first; nothing where an admin began in the console, or nobody did. Uses nothing up.
///
/// # Errors
/// When the database does not answer.
pub async fn unconfirmed(p: &Provisioning, query: &str) -> Result<Option<Unconfirmed>> {
    let Some(hash) = state_of(query).map(|state| hashed(&state)) else {
        return Ok(None);
    };
    let wanted = hash.clone();
    let read = p
        .store()
        .read(move |conn| Ok::<_, Error>(rows::find_sign_in(conn, &wanted)?));
    let Some(sealed) = read.await? else {
        return Ok(None);
    };
    let kept = opened(p, &hash, &sealed)?;
    let (None, SourceSettings::Okta { origin, .. }) = (kept.admin, kept.source) else {
        return Ok(None);
    };
    let connection =
        crate::connections::find(p, &kept.tenant, &kept.connection.to_string()).await?;
    Ok(Some(Unconfirmed {
        tenant: tenants::find(p, &kept.tenant).await?.name,
        connection: connection.name,
        origin,
    }))
}

/// The one state of a query.
fn state_of(query: &str) -> Option<String> {
    let query = query.trim_start_matches('?');
    if query.len() > QUERY_BYTES_MAX {
        return None;
    }
    let mut states = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "state");
    match (states.next(), states.next()) {
        (Some((_, state)), None) => Some(state.into_owned()),
        _ => None,
    }
}

fn opened(p: &Provisioning, hash: &[u8], sealed: &[u8]) -> Result<Kept> {
    let text = p.pull_sealing().open("", place(hash), sealed)?;
    serde_json::from_slice(&text)
        .map_err(|_| Error::Internal("pull_sign_ins.held cannot be read".into()))
}

/// Somebody comes back, with that query: what was kept for them is used up, whatever comes out. `caller` is the session of their browser,
/// if it has one. A refusal of Okta's is noted at the connection too.
///
/// # Errors
/// [`Error::Refused`] says what is wrong, and what to do: a state that nobody began with or that was used before, another admin's.
pub async fn back(
    p: &Provisioning,
    query: &str,
    caller: Option<&Caller>,
    by: &By,
) -> Result<Arrived> {
    let (kept, is_late) = kept(p, query).await?;
    let admin = caller
        .and_then(|caller| caller.access.session.as_ref())
        .map(|signed| signed.admin);
    if kept.admin.is_some() && kept.admin != admin {
        return Err(refused(
            "another_admin",
            "Another admin began this, or you have signed out meanwhile. Sign in here, and press Connect Okta again.",
        ));
    }
    let place = Place {
        tenant: kept.tenant.clone(),
        connection: kept.connection,
    };
    if is_late {
        let detail =
            "It took longer than ten minutes until you were back. Press Connect Okta again.";
        return Ok(Arrived::Refused(place, refused("sign_in_late", detail)));
    }
    let app = app(p, &kept.source, &kept.redirect)?;
    let by = match caller {
        Some(caller) => by.known_as((*caller.actor).clone()),
        None => by.clone(),
    };
    match app.code(query, &kept.held) {
        Ok(code) => Ok(Arrived::Back(Box::new(Back {
            place,
            app,
            held: kept.held,
            code,
            source: kept.source,
            redirect: kept.redirect,
            by,
        }))),
        Err(why) => {
            note_refusal(p, &place, &why).await?;
            Ok(Arrived::Refused(place, refusal_of(&why)))
        }
    }
}

/// Why nobody came back signed in, as it is told.
fn refusal_of(why: &Refused) -> Error {
    // Okta's own further words are not ours to promise.
    let code = match why {
        Refused::Denied => "access_denied",
        Refused::NotAssigned => "not_assigned",
        Refused::Scope => "invalid_scope",
        Refused::ForeignIssuer => "issuer_foreign",
        _ => "sign_in_refused",
    };
    refused(code, &why.to_string())
}

/// What was kept for whoever comes back, and whether they are too late.
async fn kept(p: &Provisioning, query: &str) -> Result<(Kept, bool)> {
    let none = || {
        refused(
            "state_unknown",
            "Nobody began to sign in with this, it was used already, or it is long ago. Press Connect Okta again.",
        )
    };
    let state = state_of(query).ok_or_else(none)?;
    let (hash, now) = (hashed(&state), p.now());
    let wanted = hash.clone();
    let taken = p
        .store()
        .write(move |tx| Ok::<_, Error>(rows::take_sign_in(tx, &wanted, now)?));
    let (sealed, is_late) = taken.await?.ok_or_else(none)?;
    Ok((opened(p, &hash, &sealed)?, is_late))
}

/// That Okta refused stands at the connection, unless it works anyway.
async fn note_refusal(p: &Provisioning, place: &Place, why: &Refused) -> Result<()> {
    let problem = json!({ "code": why.code(), "detail": why.to_string(), "at": p.now() });
    note_problem(p, place, problem.to_string()).await
}

/// Notes at the connection what went wrong when tokens were to be made of a code, unless it works anyway. Answers a word for it.
///
/// # Errors
/// When the database does not answer.
pub async fn denied(p: &Provisioning, back: &Back, trouble: &Trouble) -> Result<String> {
    note_problem(p, &back.place, problem(p, trouble)).await?;
    Ok(code(trouble))
}

async fn note_problem(p: &Provisioning, place: &Place, problem: String) -> Result<()> {
    let place = place.clone();
    p.store()
        .write(move |tx| {
            let (_, mut pull) = locked(tx, &place.tenant, &place.connection.to_string())?;
            if pull.state == "connected" {
                return Ok(());
            }
            pull.problem = Some(problem.clone());
            Ok(rows::update(tx, &pull)?)
        })
        .await
}

/// Keeps the tokens of whoever came back; from now on people are pulled, everybody first.
///
/// # Errors
/// [`Error::Refused`] where the settings are others meanwhile; [`Error::Exists`] where the connection was disconnected.
pub async fn finish(p: &Provisioning, back: &Back, signed_in: SignedIn) -> Result<()> {
    let verb = p.acting_for(&back.by);
    let (tenant, connection) = (back.place.tenant.clone(), back.place.connection.to_string());
    let (source, redirect) = (back.source.clone(), back.redirect.clone());
    let proof_key = signed_in.proof_key.map(|key| STANDARD.encode(key));
    let (tokens, claims) = (signed_in.tokens, signed_in.claims);
    p.store()
        .write(move |tx| {
            let (connection, mut pull) = locked(tx, &tenant, &connection)?;
            refuse_disconnected(&connection)?;
            if Settings::stored(&pull.settings)?.source != source {
                return Err(refused(
                    "settings_changed",
                    "The domain or the Client ID was changed meanwhile. Press Connect Okta again.",
                ));
            }
            let before = Secrets::of(&verb, &pull)?;
            let was = json!({ "signed_in_as": before.signed_in_as });
            let secrets = Secrets {
                token: None,
                refresh_token: tokens.refresh_token.clone(),
                proof_key: proof_key.clone(),
                redirect: Some(redirect.clone()),
                signed_in_as: claims.preferred_username.clone(),
                may_read_schemas: tokens.may_read_schemas,
                ..before
            };
            secrets.keep(&verb, &mut pull)?;
            "connected".clone_into(&mut pull.state);
            pull.problem = None;
            pull.wanted = Some("full".to_owned());
            pull.next_at = verb.now();
            rows::update(tx, &pull)?;
            let act = done_to("pull.connect", &connection)
                .before(was)
                .after(json!({ "signed_in_as": secrets.signed_in_as }));
            note_in(tx, &verb, &tenant, act)
        })
        .await
}
