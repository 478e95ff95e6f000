//! What a source is asked with: access tokens are made and kept in memory, nowhere else.

use std::time::{Duration, Instant};

use rollcall_provisioning::pulls::sources::dpop::{self, Credential, Key, Moment};
use rollcall_provisioning::pulls::sources::sign_in::{
    App, Purpose, TokenKind, Tokens, read_tokens,
};
use rollcall_provisioning::pulls::sources::{Kind, Request, Response, Trouble};
use rollcall_provisioning::pulls::{self, Claimed, Credentials};
use rollcall_provisioning::{Provisioning, Result};
use uuid::Uuid;

use super::send::send_within;
use crate::site::Site;

/// An access token is renewed so long before its end.
const LEEWAY: Duration = Duration::from_secs(120);
/// Requests for one token: with a proof, with a nonce, and once more.
const TRIES_MAX: usize = 4;
/// An answer of the token endpoint may take no longer: Okta takes a refresh token again, that was used, for 30 s at most unless told otherwise.
const TOKEN_SECONDS_MAX: u64 = 20;

/// How long it takes at most until there is an access token or none will come: for so long the connection is held, since nobody else may
/// use its refresh token meanwhile, and no longer, since after a crash nobody goes on before that.
pub(super) fn longest(p: &Provisioning) -> Duration {
    let answers = u64::try_from(TRIES_MAX).unwrap_or(u64::MAX);
    let seconds = p.limits().pull_seconds_max.min(TOKEN_SECONDS_MAX);
    Duration::from_secs(seconds.saturating_mul(answers))
}

/// What a source is asked with for a while.
pub(super) struct Access {
    token: String,
    key: Option<Key>,
    nonce: Option<String>,
    expires_at: Option<Instant>,
    secrets_at: i64,
}

/// What came of asking for access.
pub(super) enum Asked {
    /// This.
    Access(Box<Access>),
    /// Another replica has the connection in hand, or somebody signed in anew.
    Lost,
    /// Nothing, for now or until somebody does something.
    Trouble(Trouble),
}

fn seconds(p: &Provisioning) -> i64 {
    p.now() / 1_000_000
}

impl Access {
    /// Whether it is good for some more requests.
    pub(super) fn is_good(&self, claimed: &Claimed) -> bool {
        self.secrets_at == claimed.secrets_at
            && self
                .expires_at
                .is_none_or(|at| Instant::now() + LEEWAY < at)
    }

    /// Puts it into a request.
    pub(super) fn put(
        &self,
        p: &Provisioning,
        request: &mut Request,
    ) -> std::result::Result<(), Trouble> {
        let id = Uuid::now_v7().to_string();
        let credential = match &self.key {
            None => Credential::Bearer(&self.token),
            Some(key) => Credential::Dpop {
                access_token: &self.token,
                key,
                moment: Moment {
                    now_seconds: seconds(p),
                    id: &id,
                    nonce: self.nonce.as_deref(),
                },
            },
        };
        credential.put(request)
    }

    /// Notes what an answer says for the next proof.
    pub(super) fn heard(&mut self, answer: &Response) {
        if let Some(nonce) = dpop::nonce(answer) {
            self.nonce = Some(nonce.to_owned());
        }
    }
}

/// Has an access token made, where the source wants one that is made; what comes with it is kept before it is used. `proves` is for a
/// source that has just said that it demands proofs.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn access(site: &Site, claimed: &Claimed, proves: bool) -> Result<Asked> {
    let p = &site.provisioning;
    let (refresh_token, may_read_schemas, mut proof_key, app) =
        match pulls::credentials(p, claimed).await? {
            None => return Ok(Asked::Lost),
            Some(Credentials::Token(token)) => {
                return Ok(Asked::Access(Box::new(Access {
                    token,
                    key: None,
                    nonce: None,
                    expires_at: None,
                    secrets_at: claimed.secrets_at,
                })));
            }
            Some(Credentials::Refresh {
                refresh_token,
                may_read_schemas,
                proof_key,
                app,
            }) => (refresh_token, may_read_schemas, proof_key, app),
        };
    if proves && proof_key.is_none() {
        proof_key = Some(pulls::new_proof_key()?);
    }
    let ask = |app: &App, proof: Option<(&Key, Moment<'_>)>| {
        app.refresh_request(&refresh_token, may_read_schemas, proof)
    };
    let asked = tokens(site, &app, Purpose::Refresh, &mut proof_key, &ask).await?;
    let (tokens, nonce) = match asked {
        Ok(made) => made,
        Err(trouble) => return Ok(Asked::Trouble(trouble)),
    };
    if !pulls::renewed(p, claimed, &tokens, proof_key.as_deref()).await? {
        return Ok(Asked::Lost);
    }
    let key = match (tokens.kind, &proof_key) {
        (TokenKind::Dpop, Some(key)) => Some(key_of(key)?),
        _ => None,
    };
    Ok(Asked::Access(Box::new(Access {
        token: tokens.access_token,
        key,
        nonce,
        expires_at: Some(Instant::now() + tokens.expires_in),
        secrets_at: claimed.secrets_at,
    })))
}

fn key_of(pkcs8: &[u8]) -> Result<Key> {
    Key::from_pkcs8(pkcs8)
        .map_err(|trouble| rollcall_provisioning::Error::Internal(Box::new(trouble)))
}

type Made = std::result::Result<(Tokens, Option<String>), Trouble>;

/// Makes the request for tokens, with a proof if there is a key.
type Asks<'a> =
    dyn Fn(&App, Option<(&Key, Moment<'_>)>) -> std::result::Result<Request, Trouble> + Sync + 'a;

/// Asks the token endpoint, again with a proof and with a nonce where it demands them.
///
/// # Errors
/// Faults of our own; what the endpoint says is inside.
pub(super) async fn tokens(
    site: &Site,
    app: &App,
    purpose: Purpose,
    proof_key: &mut Option<Vec<u8>>,
    ask: &Asks<'_>,
) -> Result<Made> {
    let mut nonce: Option<String> = None;
    let mut trouble = Trouble::unanswered(None);
    for _ in 0..TRIES_MAX {
        let key = proof_key.as_deref().map(key_of).transpose()?;
        let id = Uuid::now_v7().to_string();
        let moment = Moment {
            now_seconds: seconds(&site.provisioning),
            id: &id,
            nonce: nonce.as_deref(),
        };
        let request = match ask(app, key.as_ref().map(|key| (key, moment))) {
            Ok(request) => request,
            Err(trouble) => return Ok(Err(trouble)),
        };
        let Ok(answer) = send_within(
            &site.provisioning,
            &site.pull_agent,
            request,
            TOKEN_SECONDS_MAX,
        )
        .await
        else {
            return Ok(Err(Trouble::unanswered(None)));
        };
        let given = dpop::nonce(&answer).map(str::to_owned);
        match read_tokens(&answer, purpose) {
            Ok(tokens) => return Ok(Ok((tokens, given.or(nonce)))),
            Err(wanted) => match &wanted.kind {
                Kind::NeedsProof if proof_key.is_none() => {
                    *proof_key = Some(pulls::new_proof_key()?);
                    trouble = wanted;
                }
                Kind::Nonce(given) if nonce.as_ref() != Some(given) => {
                    nonce = Some(given.clone());
                    trouble = wanted;
                }
                _ => return Ok(Err(wanted)),
            },
        }
    }
    Ok(Err(trouble))
}
