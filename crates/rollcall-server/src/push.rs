//! The worker that pushes security events to their receivers (RFC 8935). Each replica has one; which of them
//! serves a stream is settled by the stream's lease.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use actix_web::web::Data;
use rollcall_provisioning::events::{self, Claimed, Due, Reach, Set};
use tokio::sync::oneshot;
use tokio::task::{Id, JoinSet};
use ureq::http::StatusCode;
use ureq::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use ureq::unversioned::transport::DefaultConnector;

use crate::error::chain;
use crate::push::reach::WithinReach;
use crate::site::Site;

mod reach;

/// Streams that one replica serves at once, and those of one tenant among them: a tenant whose receivers never answer
/// keeps only its own events waiting.
const STREAMS_AT_ONCE_MAX: usize = 32;
const STREAMS_OF_ONE_TENANT_MAX: usize = 4;
/// A receiver's error is a short JSON object.
const ERROR_BYTES_MAX: u64 = 4_096;

/// Pushes until `stop` is ready; an attempt that is under way goes to its end.
pub(crate) async fn work(site: Data<Site>, mut stop: oneshot::Receiver<()>) {
    let period = Duration::from_millis(site.provisioning.limits().events_check_milliseconds);
    let agent = agent(site.provisioning.push_reach());
    let mut serving = Serving::default();
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = serving.one_ended(), if !serving.tasks.is_empty() => continue,
            _ = &mut stop => break,
        }
        // What is due is left to whoever is still there.
        while !site.is_ending() {
            let due = match events::due(&site.provisioning, serving.turns.full_tenants()).await {
                Ok(due) => due,
                Err(error) => {
                    tracing::warn!(
                        cause = chain(&error),
                        "no look for events to push; it will be tried again"
                    );
                    break;
                }
            };
            let next = serving.turns.begin(due);
            if next.is_empty() {
                break;
            }
            for due in next {
                let (site, agent, stream) = (site.clone(), agent.clone(), due.clone());
                serving.begin(due, async move { serve(&site, &agent, &stream).await });
            }
        }
    }
    while serving.tasks.join_next().await.is_some() {}
}

/// The streams that are being served, each by a task of its own.
#[derive(Default)]
struct Serving {
    tasks: JoinSet<()>,
    served: HashMap<Id, Due>,
    turns: Turns,
}

impl Serving {
    /// Serves a stream that has its turn.
    fn begin(&mut self, due: Due, serve: impl Future<Output = ()> + 'static) {
        let task = self.tasks.spawn_local(serve);
        self.served.insert(task.id(), due);
    }

    /// Waits until one has been served, however that ended, and gives its turn to others.
    async fn one_ended(&mut self) {
        let id = match self.tasks.join_next_with_id().await {
            None => return,
            Some(Ok((id, ()))) => id,
            Some(Err(error)) => {
                tracing::error!(cause = %error, "pushing events to a stream broke off");
                error.id()
            }
        };
        if let Some(due) = self.served.remove(&id) {
            self.turns.end(&due);
        }
    }
}

/// Whose streams are being served.
#[derive(Default)]
struct Turns {
    busy: HashSet<Due>,
}

impl Turns {
    fn of(&self, tenant: &str) -> usize {
        self.busy.iter().filter(|due| due.tenant == tenant).count()
    }

    /// The tenants that have all the turns that one may have.
    fn full_tenants(&self) -> Vec<String> {
        let tenants: HashSet<_> = self.busy.iter().map(|due| &due.tenant).collect();
        let full = |tenant: &&&String| self.of(tenant) >= STREAMS_OF_ONE_TENANT_MAX;
        tenants
            .iter()
            .filter(full)
            .map(|tenant| (*tenant).clone())
            .collect()
    }

    /// Gives turns to as many of these as may have one, those of the tenants first that have the fewest.
    fn begin(&mut self, mut due: Vec<Due>) -> Vec<Due> {
        due.retain(|due| !self.busy.contains(due));
        let mut begun = Vec::new();
        while self.busy.len() < STREAMS_AT_ONCE_MAX {
            let next = due
                .iter()
                .enumerate()
                .min_by_key(|(_, due)| self.of(&due.tenant));
            let Some((place, _)) =
                next.filter(|(_, due)| self.of(&due.tenant) < STREAMS_OF_ONE_TENANT_MAX)
            else {
                break;
            };
            let next = due.remove(place);
            self.busy.insert(next.clone());
            begun.push(next);
        }
        begun
    }

    fn end(&mut self, due: &Due) {
        self.busy.remove(due);
    }
}

/// A client that goes where it is told, within reach, and nowhere else.
pub(crate) fn agent(reach: Reach) -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .accept_encoding("identity")
        .user_agent(concat!("rollcall/", env!("CARGO_PKG_VERSION")))
        .build();
    ureq::Agent::with_parts(config, DefaultConnector::default(), WithinReach::new(reach))
}

async fn serve(site: &Site, agent: &ureq::Agent, due: &Due) {
    if let Err(error) = push(site, agent, due).await {
        tracing::warn!(tenant = due.tenant, stream = %due.stream, cause = chain(&error), "a push was interrupted; it will go on");
    }
}

/// Sends what the stream has waiting, one event after the other, each only when the one before is acknowledged.
async fn push(site: &Site, agent: &ureq::Agent, due: &Due) -> rollcall_provisioning::Result<()> {
    let p = &site.provisioning;
    let Some(claimed) = events::claim(p, due).await? else {
        return Ok(());
    };
    let began = Instant::now();
    for set in &claimed.sets {
        // A slow receiver gets its next turn after the others.
        if site.is_ending() || began.elapsed() > claimed.timeout {
            break;
        }
        if let Err(why) = send(agent, &claimed, set).await {
            site.metrics.events("push_failed", 1);
            tracing::warn!(tenant = due.tenant, stream = %due.stream, jti = set.jti, why, "an event was not taken");
            if events::failed(p, &claimed, &why).await? {
                site.metrics.events("push_given_up", 1);
                tracing::error!(tenant = due.tenant, stream = %due.stream, jti = set.jti, "the stream is paused; `rollcall stream resume {} --tenant {}` lets it go on", due.stream, due.tenant);
            }
            return Ok(());
        }
        let delay = u64::try_from(p.now().saturating_sub(set.at)).unwrap_or(0);
        site.metrics.event_pushed(Duration::from_micros(delay));
        if !events::delivered(p, &claimed, set).await? {
            break;
        }
    }
    events::release(p, &claimed).await
}

/// One attempt; the error says why the receiver has not acknowledged.
async fn send(agent: &ureq::Agent, claimed: &Claimed, set: &Set) -> Result<(), String> {
    let mut request = agent
        .post(&claimed.endpoint)
        .header(CONTENT_TYPE, "application/secevent+jwt")
        .header(ACCEPT, "application/json");
    if let Some(header) = &claimed.authorization {
        request = request.header(AUTHORIZATION, header);
    }
    let request = request
        .config()
        .timeout_global(Some(claimed.timeout))
        .build();
    let token = set.token.clone();
    let attempt = tokio::task::spawn_blocking(move || {
        let mut response = request.send(token).map_err(|error| error.to_string())?;
        let status = response.status();
        if status == StatusCode::ACCEPTED {
            return Ok(());
        }
        let body = response
            .body_mut()
            .with_config()
            .limit(ERROR_BYTES_MAX)
            .read_to_string();
        Err(refusal(status, &body.unwrap_or_default()))
    });
    attempt.await.unwrap_or_else(|error| Err(error.to_string()))
}

/// What the receiver said, in a line (RFC 8935 §2.4).
fn refusal(status: StatusCode, body: &str) -> String {
    let error: Option<serde_json::Value> = serde_json::from_str(body).ok();
    let text = |name: &str| error.as_ref()?.get(name)?.as_str();
    let status = status.as_u16();
    match (text("err"), text("description")) {
        (Some(err), Some(description)) => format!("answered {status}: {err}: {description}"),
        (Some(err), None) => format!("answered {status}: {err}"),
        _ => format!("answered {status} instead of 202"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(tenant: &str, count: usize) -> Vec<Due> {
        let due = |_| Due {
            tenant: tenant.to_owned(),
            stream: uuid::Uuid::now_v7(),
        };
        (0..count).map(due).collect()
    }

    #[test]
    fn no_tenant_takes_the_turns_of_others() {
        let mut turns = Turns::default();
        let begun = turns.begin([due("acme", 100), due("globex", 1)].concat());
        assert_eq!(begun.len(), STREAMS_OF_ONE_TENANT_MAX + 1);
        assert_eq!(turns.full_tenants(), ["acme"]);
        assert!(turns.begin(due("acme", 1)).is_empty());
        turns.end(&begun[0]);
        assert_eq!(turns.begin(due("acme", 2)).len(), 1);
        let many = (0..100).flat_map(|n| due(&format!("t{n}"), 2)).collect();
        let begun = turns.begin(many);
        assert_eq!(turns.busy.len(), STREAMS_AT_ONCE_MAX);
        let tenants: HashSet<_> = begun.iter().map(|due| &due.tenant).collect();
        assert_eq!(tenants.len(), begun.len(), "one each first");
    }

    #[tokio::test]
    async fn a_task_that_panics_gives_its_turn_to_others() {
        let all = async {
            let mut serving = Serving::default();
            for due in serving.turns.begin(due("acme", STREAMS_OF_ONE_TENANT_MAX)) {
                let breaks_off = serving.served.is_empty();
                let serve = async move {
                    assert!(!breaks_off, "on purpose");
                    std::future::pending::<()>().await;
                };
                serving.begin(due, serve);
            }
            assert!(serving.turns.begin(due("acme", 1)).is_empty());
            serving.one_ended().await;
            let next = serving.turns.begin(due("acme", 2));
            assert_eq!(next.len(), 1);
            let (sender, served) = oneshot::channel();
            serving.begin(next[0].clone(), async move { sender.send(()).unwrap() });
            serving.one_ended().await;
            served.await.unwrap();
            assert_eq!(serving.turns.begin(due("acme", 2)).len(), 1);
        };
        tokio::task::LocalSet::new().run_until(all).await;
    }

    #[test]
    fn a_receivers_error_is_a_line() {
        for (body, line) in [
            (
                r#"{"err":"invalid_key","description":"which?"}"#,
                "answered 400: invalid_key: which?",
            ),
            (r#"{"err":"invalid_key"}"#, "answered 400: invalid_key"),
            ("<html>", "answered 400 instead of 202"),
            ("", "answered 400 instead of 202"),
        ] {
            assert_eq!(refusal(StatusCode::BAD_REQUEST, body), line);
        }
    }
}
