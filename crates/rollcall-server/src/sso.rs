//! Asking the provider at which admins sign in: what it is, its keys, and tokens for a code.

use std::time::{Duration, Instant};

use rollcall_provisioning::Provisioning;
use rollcall_provisioning::accounts::Refusal;
use rollcall_provisioning::accounts::sso::{
    self, DOCUMENT_BYTES_MAX, Endpoints, Held, Keys, Settings,
};
use tokio::sync::Mutex;
use ureq::http::{Request, Response};

use crate::error::{Failure, Result, chain};
use crate::push::agent;

/// How long a provider may take for one answer.
const ANSWER_SECONDS_MAX: u64 = 10;
/// How long what it says of itself is believed: whoever begins to sign in, and anybody can, has it asked no more often.
const BELIEVED: Duration = Duration::from_secs(600);

/// What is known of the provider.
#[derive(Default)]
pub(crate) struct Sso {
    known: Mutex<Option<Known>>,
}

struct Known {
    settings: Settings,
    endpoints: Endpoints,
    asked_at: Instant,
}

impl Sso {
    /// Where the provider of these settings is asked.
    ///
    /// # Errors
    /// 502 that says what is wrong with its answer.
    pub(crate) async fn endpoints(
        &self,
        p: &Provisioning,
        settings: &Settings,
    ) -> Result<Endpoints> {
        // Of many who ask at once, one does.
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref()
            && known.settings == *settings
            && known.asked_at.elapsed() < BELIEVED
        {
            return Ok(known.endpoints.clone());
        }
        let endpoints = discover(p, settings).await?;
        *known = Some(Known {
            settings: settings.clone(),
            endpoints: endpoints.clone(),
            asked_at: Instant::now(),
        });
        Ok(endpoints)
    }
}

/// What a provider says of itself.
///
/// # Errors
/// As [`Sso::endpoints`].
pub(crate) async fn discover(p: &Provisioning, settings: &Settings) -> Result<Endpoints> {
    let body = get(p, Endpoints::described_at(&settings.issuer)).await?;
    Ok(sso::endpoints(p, settings, &body)?)
}

/// The provider's keys.
///
/// # Errors
/// As [`Sso::endpoints`].
pub(crate) async fn keys(p: &Provisioning, endpoints: &Endpoints) -> Result<Keys> {
    let body = get(p, endpoints.keys().to_owned()).await?;
    let keys = Keys::read(&body).map_err(rollcall_provisioning::Error::from)?;
    Ok(keys)
}

/// The ID token for a code.
///
/// # Errors
/// As [`Sso::endpoints`].
pub(crate) async fn exchange(
    p: &Provisioning,
    settings: &Settings,
    endpoints: &Endpoints,
    held: Held,
    code: String,
) -> Result<(Held, String)> {
    let (p, settings, endpoints) = (p.clone(), settings.clone(), endpoints.clone());
    blocking(move || {
        let reach = p.push_reach();
        let call = |request: Request<Vec<u8>>| send(&agent(reach), request);
        let token = held.exchange(&p, &settings, &endpoints, code, &call)?;
        Ok((held, token))
    })
    .await
}

async fn get(p: &Provisioning, url: String) -> Result<Vec<u8>> {
    let reach = p.push_reach();
    blocking(move || {
        let request = Request::get(&url).header("accept", "application/json");
        let request = request
            .body(Vec::new())
            .map_err(|error| Failure::internal(error.to_string()))?;
        let answered = send(&agent(reach), request)
            .map_err(|error| away(&format!("it does not answer at {url} ({})", chain(&error))))?;
        if answered.status().as_u16() != 200 {
            return Err(away(&format!("{url} answers {}", answered.status())));
        }
        Ok(answered.into_body())
    })
    .await
}

fn send(
    agent: &ureq::Agent,
    request: Request<Vec<u8>>,
) -> std::result::Result<Response<Vec<u8>>, ureq::Error> {
    let request = agent
        .configure_request(request)
        .timeout_global(Some(Duration::from_secs(ANSWER_SECONDS_MAX)))
        .build();
    let mut response = agent.run(request)?;
    let body = response
        .body_mut()
        .with_config()
        .limit(DOCUMENT_BYTES_MAX)
        .read_to_vec()?;
    let (parts, _) = response.into_parts();
    Ok(Response::from_parts(parts, body))
}

fn away(why: &str) -> Failure {
    let refusal = Refusal {
        status: 502,
        code: "provider_failed",
        detail: format!("The provider cannot be used: {why}."),
        retry_after_seconds: None,
    };
    rollcall_provisioning::Error::from(refusal).into()
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let done = actix_web::web::block(work).await;
    done.map_err(|_| Failure::internal("the thread that asks a provider ended"))?
}
