//! Looking for what goes wrong, in the background, and telling of it.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::alerts::{self, HookMessage, Ways};
use ureq::Agent;
use ureq::http::header::CONTENT_TYPE;

use crate::error::chain;
use crate::letters;
use crate::push::agent;
use crate::site::Site;

/// Works until the site ends.
pub(crate) async fn work(site: Data<Site>) {
    let p = &site.provisioning;
    let ways = ways(p);
    let stop = || site.is_ending();
    let period = Duration::from_secs(u64::try_from(p.limits().alerts_check_seconds).unwrap_or(60));
    while !stop() {
        if let Err(error) = alerts::work_round(p, &ways, &stop).await {
            tracing::warn!(cause = chain(&error), "no look for what goes wrong");
        }
        site.rest(period).await;
    }
}

/// How alerts are told. A message is sent once; taken is what is answered with any 2xx.
pub(crate) fn ways(p: &Provisioning) -> Ways {
    let agent = agent(p.push_reach());
    Ways {
        hook: Arc::new(move |message: &HookMessage| send(&agent, message)),
        letters: Arc::new(letters::of_alerts),
    }
}

fn send(agent: &Agent, message: &HookMessage) -> Result<(), String> {
    let mut request = agent
        .post(&message.url)
        .header(CONTENT_TYPE, "application/json");
    for (name, value) in &message.headers {
        request = request.header(*name, value);
    }
    let request = request
        .config()
        .timeout_global(Some(message.timeout))
        .build();
    let answer = request
        .send(message.body.as_str())
        .map_err(|error| error.to_string())?;
    let status = answer.status();
    if status.is_success() {
        Ok(())
    } else {
        Err(format!("answered {} instead of 2xx", status.as_u16()))
    }
}
