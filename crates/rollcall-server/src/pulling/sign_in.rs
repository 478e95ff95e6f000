//! Signing in at Okta: what is asked there before an administrator goes, and when they are back.

use std::time::Duration;

use rollcall_provisioning::audit::By;
use rollcall_provisioning::auth::Caller;
use rollcall_provisioning::pulls::sources::dpop::{Key, Moment};
use rollcall_provisioning::pulls::sources::oidc::Keys;
use rollcall_provisioning::pulls::sources::schema::{self, CustomAttribute, SchemaId};
use rollcall_provisioning::pulls::sources::sign_in::{
    App, Purpose, organization_request, read_organization, read_revoked,
};
use rollcall_provisioning::pulls::sources::{Kind, Request, Trouble};
use rollcall_provisioning::pulls::{self, Arrived, Back, Place, SignedIn};
use rollcall_provisioning::{Error as VerbError, Provisioning, Result as VerbResult};

use actix_web::http::StatusCode;

use super::access::{Asked, access, longest, tokens};
use super::send::send;
use crate::error::{Failure, Result};
use crate::site::Site;

/// What a source says is wrong, as an answer.
fn failure(trouble: &Trouble) -> Failure {
    let status = match trouble.kind {
        Kind::Settings | Kind::Forbidden(_) | Kind::NeedsSignIn | Kind::NotFound => {
            StatusCode::BAD_REQUEST
        }
        _ => StatusCode::BAD_GATEWAY,
    };
    Failure::new(status, trouble.detail.clone()).code("source_refused")
}

/// Where an administrator signs in, once it is known that there is an organization at the domain. `redirect` is where they come back to.
///
/// # Errors
/// 400 and 502 that say what is wrong with the domain; those of [`pulls::begin`].
pub(crate) async fn connect(
    site: &Site,
    p: &rollcall_provisioning::Provisioning,
    tenant: &str,
    connection: &str,
    redirect: &str,
    caller: Option<&Caller>,
) -> Result<String> {
    let view = pulls::find(p, tenant, connection).await?;
    if let Some(okta) = pulls::okta(p, &view.settings)? {
        let request = organization_request(&okta.org).map_err(|it| failure(&it))?;
        let answer = send(&site.provisioning, &site.pull_agent, request).await;
        let answer = answer.map_err(|_| failure(&Trouble::unanswered(None)))?;
        read_organization(&okta.org, &answer).map_err(|it| failure(&it))?;
    }
    Ok(pulls::begin(p, tenant, connection, redirect, caller).await?)
}

/// Why an administrator who is back is not signed in.
pub(crate) struct Unable {
    /// A word for it.
    pub(crate) code: String,
    /// It, as an answer.
    pub(crate) failure: Failure,
}

/// An administrator is back, with that query. Answers where they began, and whether they are signed in; if not, that stands at the
/// connection too.
///
/// # Errors
/// 400 where nobody began so, or somebody else.
pub(crate) async fn back(
    site: &Site,
    query: &str,
    caller: Option<&Caller>,
    by: &By,
) -> Result<(Place, std::result::Result<(), Unable>)> {
    let p = &site.provisioning;
    let unable = |error: VerbError| {
        let code = match &error {
            VerbError::Refused(refusal) => refusal.code.to_owned(),
            _ => "other".to_owned(),
        };
        Unable {
            code,
            failure: error.into(),
        }
    };
    let back = match pulls::back(p, query, caller, by).await? {
        Arrived::Back(back) => back,
        Arrived::Refused(place, error) => return Ok((place, Err(unable(error)))),
    };
    let place = back.place.clone();
    let done = match signed_in(site, &back).await? {
        Ok(signed_in) => {
            let finished = pulls::finish(p, &back, signed_in).await;
            site.pull_work.notify_one();
            finished.map_err(unable)
        }
        Err(trouble) => Err(Unable {
            code: pulls::denied(p, &back, &trouble).await?,
            failure: failure(&trouble),
        }),
    };
    Ok((place, done))
}

async fn signed_in(site: &Site, back: &Back) -> VerbResult<std::result::Result<SignedIn, Trouble>> {
    let mut proof_key = None;
    let ask = |app: &App, proof: Option<(&Key, Moment<'_>)>| {
        app.code_request(&back.code, &back.held, proof)
    };
    let made = tokens(site, &back.app, Purpose::Code, &mut proof_key, &ask).await?;
    let (tokens, _) = match made {
        Ok(made) => made,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let claims = who(site, back, tokens.id_token.as_deref()).await;
    Ok(claims.map(|claims| SignedIn {
        tokens,
        claims,
        proof_key,
    }))
}

async fn who(
    site: &Site,
    back: &Back,
    id_token: Option<&str>,
) -> std::result::Result<rollcall_provisioning::pulls::sources::oidc::Claims, Trouble> {
    let refused = |why: String| Trouble {
        kind: Kind::Settings,
        code: Some("id_token_refused".to_owned()),
        detail: why,
    };
    let id_token = id_token.ok_or_else(|| {
        refused("Okta sent no ID token: the application has to have the scope openid.".to_owned())
    })?;
    let request: Request = back.app.keys_request()?;
    let answer = send(&site.provisioning, &site.pull_agent, request).await;
    let answer = answer.map_err(|_| Trouble::unanswered(None))?;
    if answer.status() != StatusCode::OK.as_u16() {
        return Err(Trouble::unanswered(None));
    }
    let keys = Keys::read(answer.body()).map_err(|error| refused(error.to_string()))?;
    let now = site.provisioning.now() / 1_000_000;
    let claims = back.app.who(&keys, id_token, &back.held, now);
    claims.map_err(|error| refused(format!("{error} Most often this server's clock is wrong, or the Client ID is another application's.")))
}

/// Has Okta end the refresh token of a connection that has ended. Where it does not answer, the token ends by itself when nobody uses it.
pub(crate) async fn revoke(p: &Provisioning, agent: &ureq::Agent, request: Request) {
    let outcome = match send(p, agent, request).await {
        Ok(answer) => read_revoked(&answer),
        Err(_) => Err(Trouble::unanswered(None)),
    };
    if let Err(trouble) = outcome {
        tracing::warn!(why = %trouble, "a refresh token could not be ended at Okta");
    }
}

/// The attributes that an organization added to its schema, as it says now. `None`: whoever signed in may not read it.
///
/// # Errors
/// 400 and 502 that say what is wrong; 409 while a run has the connection in hand.
pub(crate) async fn custom_attributes(
    site: &Site,
    tenant: &str,
    connection: &str,
) -> Result<Option<Vec<CustomAttribute>>> {
    let p = &site.provisioning;
    let view = pulls::find(p, tenant, connection).await?;
    let Some(okta) = pulls::okta(p, &view.settings)? else {
        return Err(VerbError::Input("Only Okta says which attributes it has.".to_owned()).into());
    };
    let due = pulls::Due {
        tenant: tenant.to_owned(),
        connection: view
            .id
            .parse()
            .map_err(|_| Failure::internal("a connection's id is none"))?,
    };
    let Some(mut claimed) = pulls::claim(p, &due).await? else {
        let detail = "People are being pulled just now; ask again in a minute.";
        return Err(Failure::new(StatusCode::CONFLICT, detail).retry_after_seconds(60));
    };
    // A token and the schema: nobody else is to use the refresh token meanwhile.
    let schema = Duration::from_secs(p.limits().pull_seconds_max);
    if !pulls::hold(p, &mut claimed, longest(p).saturating_add(schema)).await? {
        return Err(failure(&Trouble::unanswered(None)));
    }
    let read = async {
        let mut kept = site.pulling.take(&due, claimed.settings.share_percent);
        let good = kept.access.take().filter(|access| access.is_good(&claimed));
        let access = match good {
            Some(access) => access,
            None => match access(site, &claimed, false).await? {
                Asked::Access(access) => *access,
                Asked::Lost => return Err(failure(&Trouble::unanswered(None))),
                Asked::Trouble(trouble) => return Err(failure(&trouble)),
            },
        };
        let request = schema::request(&okta.org, &SchemaId::default());
        let mut request = request.map_err(|it| failure(&it))?;
        access.put(p, &mut request).map_err(|it| failure(&it))?;
        kept.access = Some(access);
        site.pulling.keep(due.clone(), kept);
        let answer = send(&site.provisioning, &site.pull_agent, request).await;
        let answer = answer.map_err(|_| failure(&Trouble::unanswered(None)))?;
        schema::read(&answer).map_err(|it| failure(&it))
    };
    let read = read.await;
    pulls::park_as_it_was(p, claimed).await?;
    read
}
