//! Sending one request to a source, and reading its answer as far as it may be long.

use std::io::Read as _;
use std::time::Duration;

use rollcall_provisioning::Provisioning;
use rollcall_provisioning::pulls::sources::source::Limits;
use rollcall_provisioning::pulls::sources::{Request, Response};

/// No answer came, or not to its end; why is for the log.
#[derive(Debug)]
pub(super) struct Unanswered;

/// Sends a request as it is: no redirect is followed, and no address out of reach is connected to.
pub(super) async fn send(
    p: &Provisioning,
    agent: &ureq::Agent,
    request: Request,
) -> Result<Response, Unanswered> {
    send_within(p, agent, request, u64::MAX).await
}

/// The same, where an answer may take no longer than so many seconds.
pub(super) async fn send_within(
    p: &Provisioning,
    agent: &ureq::Agent,
    request: Request,
    seconds_max: u64,
) -> Result<Response, Unanswered> {
    let agent = agent.clone();
    let seconds = p.limits().pull_seconds_max.min(seconds_max);
    let attempt = tokio::task::spawn_blocking(move || {
        let bytes_max = Limits::default().page_bytes_max as u64;
        let host = request.uri().host().map(str::to_owned);
        let request = agent
            .configure_request(request)
            .timeout_global(Some(Duration::from_secs(seconds)))
            .build();
        let outcome = agent.run(request).map_err(|error| error.to_string());
        let read = outcome.and_then(|mut response| {
            let mut body = Vec::new();
            // One more, so that what is too long is seen to be.
            let mut reader = response.body_mut().as_reader().take(bytes_max + 1);
            let read = reader.read_to_end(&mut body);
            read.map_err(|error| error.to_string())?;
            let (parts, _) = response.into_parts();
            Ok(Response::from_parts(parts, body))
        });
        read.map_err(|why| (host, why))
    });
    match attempt.await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err((host, why))) => {
            tracing::info!(host, why, "a source of people did not answer");
            Err(Unanswered)
        }
        Err(error) => {
            tracing::error!(cause = %error, "a request to a source of people broke off");
            Err(Unanswered)
        }
    }
}
