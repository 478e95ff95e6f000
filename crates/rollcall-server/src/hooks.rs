//! The worker that sends announcements to webhooks. Each replica has one; which of them sends to a webhook is settled by
//! the webhook's lease.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use actix_web::web::Data;
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::webhooks::{self, Claimed, Due, Message, Outcome};
use tokio::sync::oneshot;
use tokio::task::{Id, JoinSet};
use ureq::http::header::CONTENT_TYPE;

use crate::error::chain;
use crate::push::agent;
use crate::site::Site;

/// Webhooks that one replica sends to at once, and those of one tenant among them: a tenant whose receivers never answer
/// keeps only its own waiting.
const AT_ONCE_MAX: usize = 16;
const OF_ONE_TENANT_MAX: usize = 4;

/// Sends until `stop` is ready; an attempt that is under way goes to its end.
pub(crate) async fn work(site: Data<Site>, mut stop: oneshot::Receiver<()>) {
    let period = Duration::from_millis(site.provisioning.limits().events_check_milliseconds);
    let agent = agent(site.provisioning.push_reach());
    let (mut tasks, mut busy) = (JoinSet::new(), HashMap::<Id, Due>::new());
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            Some(ended) = tasks.join_next_with_id(), if !tasks.is_empty() => {
                busy.remove(&id_of(ended));
                continue;
            }
            _ = &mut stop => break,
        }
        if site.is_ending() {
            continue;
        }
        match webhooks::due(&site.provisioning, full_tenants(&busy)).await {
            Ok(due) => {
                for due in next(due, &busy) {
                    let (site, agent, one) = (site.clone(), agent.clone(), due.clone());
                    let task = tasks.spawn_local(async move { serve(&site, &agent, &one).await });
                    busy.insert(task.id(), due);
                }
            }
            Err(error) => {
                tracing::warn!(
                    cause = chain(&error),
                    "no look for what to send to webhooks; it will be tried again"
                );
            }
        }
    }
    while tasks.join_next().await.is_some() {}
}

fn id_of(ended: Result<(Id, ()), tokio::task::JoinError>) -> Id {
    match ended {
        Ok((id, ())) => id,
        Err(error) => {
            tracing::error!(cause = %error, "sending to a webhook broke off");
            error.id()
        }
    }
}

fn of_tenant<'d>(busy: impl Iterator<Item = &'d Due>, tenant: &str) -> usize {
    busy.filter(|due| due.tenant == tenant).count()
}

/// The tenants that are sent to as much as one may be.
fn full_tenants(busy: &HashMap<Id, Due>) -> Vec<String> {
    let tenants = busy.values().map(|due| due.tenant.clone());
    let mut full: Vec<_> = tenants
        .filter(|tenant| of_tenant(busy.values(), tenant) >= OF_ONE_TENANT_MAX)
        .collect();
    full.sort();
    full.dedup();
    full
}

/// As many of these as may be begun.
fn next(due: Vec<Due>, busy: &HashMap<Id, Due>) -> Vec<Due> {
    let mut begun: Vec<Due> = Vec::new();
    for due in due {
        let all = || busy.values().chain(&begun);
        if all().count() >= AT_ONCE_MAX {
            break;
        }
        if !all().any(|other| *other == due) && of_tenant(all(), &due.tenant) < OF_ONE_TENANT_MAX {
            begun.push(due);
        }
    }
    begun
}

async fn serve(site: &Site, agent: &ureq::Agent, due: &Due) {
    if let Err(error) = send_all(site, agent, due).await {
        tracing::warn!(tenant = due.tenant, webhook = %due.webhook, cause = chain(&error), "sending to a webhook was interrupted; it will go on");
    }
}

/// Sends what there is, one message after the other, each only when the one before was taken.
async fn send_all(
    site: &Site,
    agent: &ureq::Agent,
    due: &Due,
) -> rollcall_provisioning::Result<()> {
    let p = &site.provisioning;
    let Some(mut claimed) = webhooks::claim(p, due).await? else {
        return Ok(());
    };
    let began = Instant::now();
    for message in std::mem::take(&mut claimed.messages) {
        // A slow receiver gets its next turn after the others.
        if site.is_ending() || began.elapsed() > claimed.timeout {
            break;
        }
        let outcome = send(p, agent, &claimed, &message).await?;
        if let Some(why) = &outcome.error {
            tracing::warn!(tenant = due.tenant, webhook = %due.webhook, message = message.id, why, "a message was not taken");
        }
        if !webhooks::settle(p, &mut claimed, &message, &outcome).await? {
            return Ok(());
        }
    }
    webhooks::release(p, &claimed).await
}

/// Sends a test and notes what came of it.
///
/// # Errors
/// As [`webhooks::test`].
pub(crate) async fn test(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
) -> rollcall_provisioning::Result<Outcome> {
    let mut claimed = webhooks::test(p, tenant, id_or_name).await?;
    let agent = agent(p.push_reach());
    let mut last = Outcome {
        status: None,
        error: Some("there was nothing to send".to_owned()),
        took: Duration::ZERO,
    };
    for message in std::mem::take(&mut claimed.messages) {
        last = send(p, &agent, &claimed, &message).await?;
        webhooks::tested(p, &claimed, &message, &last).await?;
    }
    Ok(last)
}

/// One attempt. Taken is what is answered with any 2xx.
async fn send(
    p: &Provisioning,
    agent: &ureq::Agent,
    claimed: &Claimed,
    message: &Message,
) -> rollcall_provisioning::Result<Outcome> {
    let mut request = agent
        .post(&claimed.url)
        .header(CONTENT_TYPE, "application/json");
    for (name, value) in claimed.headers(message, p.now())? {
        request = request.header(name, value);
    }
    let request = request
        .config()
        .timeout_global(Some(claimed.timeout))
        .build();
    let (body, began) = (message.body.clone(), Instant::now());
    let attempt = tokio::task::spawn_blocking(move || {
        let response = request.send(body).map_err(|error| error.to_string())?;
        Ok(response.status())
    });
    let answered = attempt.await.unwrap_or_else(|error| Err(error.to_string()));
    let took = began.elapsed();
    Ok(match answered {
        Ok(status) => Outcome {
            status: Some(status.as_u16()),
            error: (!status.is_success())
                .then(|| format!("answered {} instead of 2xx", status.as_u16())),
            took,
        },
        Err(why) => Outcome {
            status: None,
            error: Some(why),
            took,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_tenant_takes_the_turns_of_others() {
        let due = |tenant: &str| Due {
            tenant: tenant.to_owned(),
            webhook: uuid::Uuid::now_v7(),
        };
        let many: Vec<_> = (0..100)
            .map(|_| due("acme"))
            .chain([due("globex")])
            .collect();
        let begun = next(many, &HashMap::new());
        assert_eq!(begun.len(), OF_ONE_TENANT_MAX + 1);
        let all = (0..100).map(|number| due(&format!("t{number}"))).collect();
        assert_eq!(next(all, &HashMap::new()).len(), AT_ONCE_MAX);
    }
}
