//! Gophish over its REST API: groups there become what they are here.

use std::collections::BTreeSet;
use std::io::{BufReader, Read as _};

use rollcall_provisioning::gophish::{
    self, Action, GroupThere, Plan, Report, Run, Step, Summary, Target,
};
use rollcall_provisioning::{Error as VerbError, Provisioning};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ureq::http::header::AUTHORIZATION;
use ureq::http::{Response, StatusCode};

use crate::push::agent;

/// The list of groups without people: some ten thousand groups.
const LIST_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// One group: more than its 250,000 people need.
const GROUP_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// All groups of a run together, which are in memory at once.
const GROUPS_BYTES_MAX: u64 = 192 * 1024 * 1024;
/// What Gophish says is wrong.
const REFUSAL_BYTES_MAX: u64 = 64 * 1024;
/// Of what Gophish says is wrong.
const REFUSAL_CHARACTERS_MAX: usize = 300;

/// What is told while groups are brought into step.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Progress<'p> {
    /// So many people were looked at.
    People(usize),
    /// This is done, or would be.
    Step(&'p Step),
}

/// What was done, or would be.
#[derive(Debug, Serialize)]
pub(crate) struct Synced {
    /// Whether nothing was done.
    pub(crate) dry_run: bool,
    /// In words.
    pub(crate) says: String,
    pub(crate) summary: Summary,
    /// Group by group.
    pub(crate) steps: Vec<Step>,
    pub(crate) problems: Vec<String>,
}

/// Why a request to Gophish came to nothing.
enum Failed {
    /// It does not answer, or not as Gophish does: there is no use in going on.
    Away(String),
    /// It refused this one.
    Refused(u16, String),
}

/// Brings the tenant's groups into step, or only says what that would be.
///
/// # Errors
/// [`VerbError::Unknown`] where the tenant is connected to no Gophish, [`VerbError::Exists`] while somebody else does it,
/// [`VerbError::Input`] when Gophish does not answer or refuses the key.
pub(crate) async fn sync(
    p: &Provisioning,
    tenant: &str,
    dry_run: bool,
    tell: &(dyn Fn(Progress<'_>) + Sync),
) -> Result<Synced, VerbError> {
    let at = scim_core::format_instant(p.now());
    let mut run = gophish::begin(p, tenant, dry_run).await?;
    let cursor = run.cursor();
    let outcome = bring(p, tenant, &mut run, dry_run, tell).await;
    let report = match &outcome {
        Ok(synced) => Report {
            at,
            cursor,
            summary: synced.summary,
            problems: synced.problems.clone(),
            failed: None,
        },
        Err(error) => Report {
            at,
            cursor,
            summary: Summary::default(),
            problems: Vec::new(),
            failed: Some(error.told().detail),
        },
    };
    run.end(p, (!dry_run).then_some(&report)).await?;
    outcome
}

async fn bring(
    p: &Provisioning,
    tenant: &str,
    run: &mut Run,
    dry_run: bool,
    tell: &(dyn Fn(Progress<'_>) + Sync),
) -> Result<Synced, VerbError> {
    let api = Api {
        agent: agent(p.push_reach()),
        base: format!("{}/api/groups/", run.url),
        key: run.api_key.clone(),
        timeout: run.timeout,
    };
    let (ours, taken) = there(p, run, &api, dry_run).await?;
    let seen = |count| tell(Progress::People(count));
    let wanted = gophish::wanted(p, tenant, &run.settings, &seen).await?;
    let (groups, mut all_problems) = (wanted.groups, wanted.problems);
    // With a million members it takes a while, which nobody else is to wait for.
    let planning = tokio::task::spawn_blocking(move || gophish::plan(&groups, &ours, &taken));
    let Plan {
        mut steps,
        problems,
    } = planning
        .await
        .map_err(|error| VerbError::Internal(Box::new(error)))?;
    all_problems.extend(problems);
    if dry_run {
        steps.iter().for_each(|step| tell(Progress::Step(step)));
    } else {
        let mut done = Vec::with_capacity(steps.len());
        for step in steps {
            match carry_out(p, run, &api, &step).await? {
                None => {
                    tell(Progress::Step(&step));
                    done.push(step);
                }
                Some(why) => all_problems.push(format!("The group {:?}: {why}", step.name)),
            }
        }
        steps = done;
    }
    let plan = Plan {
        steps,
        problems: all_problems,
    };
    let summary = plan.summary();
    Ok(Synced {
        dry_run,
        says: summary.to_string(),
        summary,
        steps: plan.steps,
        problems: plan.problems,
    })
}

/// Our groups as they are there, and the names of all others.
async fn there(
    p: &Provisioning,
    run: &mut Run,
    api: &Api,
    dry_run: bool,
) -> Result<(Vec<GroupThere>, BTreeSet<String>), VerbError> {
    let listed = api.list().await.map_err(Failed::told)?;
    let mut ours = Vec::new();
    let mut bytes_left = GROUPS_BYTES_MAX;
    for known in run.ours().to_vec() {
        let is_it = |it: &&Listed| match known.group_id {
            0 => it.name == known.name,
            id => it.id == id,
        };
        let id = listed.iter().find(is_it).map(|it| it.id);
        let found = match id {
            Some(id) => {
                let limit = GROUP_BYTES_MAX.min(bytes_left);
                api.find(id, limit).await.map_err(Failed::told)?
            }
            None => None,
        };
        let found = found.map(|(group, bytes)| {
            bytes_left = bytes_left.saturating_sub(bytes);
            group
        });
        let found_id = found.as_ref().map(|group| group.id);
        if !dry_run && found_id != Some(known.group_id) {
            run.found(p, &known.name, found_id).await?;
        }
        ours.extend(found);
    }
    let is_ours = |listed: &&Listed| ours.iter().any(|group| group.id == listed.id);
    let others = listed.iter().filter(|it| !is_ours(it));
    let taken = others.map(|it| it.name.clone()).collect();
    Ok((ours, taken))
}

/// Does one step; answers why Gophish refused it, if it did.
async fn carry_out(
    p: &Provisioning,
    run: &mut Run,
    api: &Api,
    step: &Step,
) -> Result<Option<String>, VerbError> {
    let outcome = match (step.action, step.id) {
        (Action::Make, _) | (_, None) => {
            run.about_to_make(p, &step.name).await?;
            let made = api.make(&step.name, &step.targets).await;
            if let Err(Failed::Refused(..)) = made {
                run.found(p, &step.name, None).await?;
            }
            made
        }
        (Action::Change | Action::Rename, Some(id)) => api
            .replace(id, &step.name, &step.targets)
            .await
            .map(|()| id),
        (Action::Delete, Some(id)) => api.delete(id).await.map(|()| id),
    };
    match outcome {
        Ok(id) => {
            run.done(p, step, id).await?;
            Ok(None)
        }
        Err(Failed::Refused(status, why)) => Ok(Some(format!("Gophish answered {status}: {why}"))),
        Err(away) => Err(away.told()),
    }
}

#[derive(Deserialize)]
struct Listed {
    id: i64,
    name: String,
}

#[derive(Deserialize)]
struct Listing {
    /// Without any it may be `null`.
    groups: Option<Vec<Listed>>,
}

#[derive(Deserialize)]
struct Refusal {
    message: Option<String>,
}

/// Gophish's API of groups.
struct Api {
    agent: ureq::Agent,
    base: String,
    key: String,
    timeout: std::time::Duration,
}

impl Api {
    async fn list(&self) -> Result<Vec<Listed>, Failed> {
        let answer = self.send::<Listing>("GET", "summary", None, LIST_BYTES_MAX);
        let (listing, _) = answer.await?;
        Ok(listing.groups.unwrap_or_default())
    }

    /// The group, and how many bytes it came in.
    async fn find(&self, id: i64, limit: u64) -> Result<Option<(GroupThere, u64)>, Failed> {
        match self.send("GET", &id.to_string(), None, limit).await {
            Ok(answer) => Ok(Some(answer)),
            Err(Failed::Refused(404, _)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn make(&self, name: &str, targets: &[Target]) -> Result<i64, Failed> {
        let body = json!({ "name": name, "targets": targets });
        let answer = self.send::<Listed>("POST", "", Some(body), GROUP_BYTES_MAX);
        let (made, _) = answer.await?;
        Ok(made.id)
    }

    /// The body has to have the id of the path.
    async fn replace(&self, id: i64, name: &str, targets: &[Target]) -> Result<(), Failed> {
        let body = json!({ "id": id, "name": name, "targets": targets });
        let path = id.to_string();
        self.send::<IgnoredAny>("PUT", &path, Some(body), GROUP_BYTES_MAX)
            .await?;
        Ok(())
    }

    async fn delete(&self, id: i64) -> Result<(), Failed> {
        let path = id.to_string();
        let answer = self.send::<IgnoredAny>("DELETE", &path, None, GROUP_BYTES_MAX);
        match answer.await {
            Ok(_) | Err(Failed::Refused(404, _)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// What is answered, in at most `limit` bytes, and in how many.
    async fn send<T: DeserializeOwned + Send + 'static>(
        &self,
        method: &'static str,
        path: &str,
        body: Option<Value>,
        limit: u64,
    ) -> Result<(T, u64), Failed> {
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(AUTHORIZATION, format!("Bearer {}", self.key))
            .header("Content-Type", "application/json")
            .body(body.map_or_else(String::new, |body| body.to_string()))
            .map_err(|error| Failed::Away(error.to_string()))?;
        let (agent, timeout) = (self.agent.clone(), self.timeout);
        let attempt = tokio::task::spawn_blocking(move || {
            let request = agent
                .configure_request(request)
                .timeout_global(Some(timeout))
                .build();
            let mut response = agent
                .run(request)
                .map_err(|error| Failed::Away(error.to_string()))?;
            read(&mut response, limit)
        });
        attempt
            .await
            .unwrap_or_else(|error| Err(Failed::Away(error.to_string())))
    }
}

/// Reads an answer while it comes, so that no more of it is in memory than what is looked for.
fn read<T: DeserializeOwned>(
    response: &mut Response<ureq::Body>,
    limit: u64,
) -> Result<(T, u64), Failed> {
    let status = response.status();
    if !status.is_success() {
        return Err(refused(status, response.body_mut()));
    }
    let mut limited = response.body_mut().as_reader().take(limit);
    let answer: Result<T, _> = serde_json::from_reader(BufReader::new(&mut limited));
    let left = limited.limit();
    match answer {
        Ok(answer) => Ok((answer, limit - left)),
        Err(_) if left == 0 => Err(Failed::Away(format!(
            "it answers with more than {limit} bytes"
        ))),
        Err(error) if error.is_io() => Err(Failed::Away(error.to_string())),
        Err(_) => Err(Failed::Away("it does not answer as Gophish does".into())),
    }
}

fn refused(status: StatusCode, body: &mut ureq::Body) -> Failed {
    let limited = body.as_reader().take(REFUSAL_BYTES_MAX);
    let refusal: Option<Refusal> = serde_json::from_reader(BufReader::new(limited)).ok();
    let message = refusal.and_then(|it| it.message);
    let message = message.as_deref().unwrap_or("no reason given");
    let message: String = message.chars().take(REFUSAL_CHARACTERS_MAX).collect();
    match status.as_u16() {
        401 | 403 => Failed::Away(format!("it refuses the API key: {message}")),
        300..=399 => Failed::Away(format!(
            "it answers {status}, which leads elsewhere: is this the URL of its admin server?"
        )),
        status => Failed::Refused(status, message),
    }
}

impl Failed {
    fn told(self) -> VerbError {
        let why = match self {
            Self::Away(why) => why,
            Self::Refused(status, why) => format!("it answered {status}: {why}"),
        };
        VerbError::Input(format!("Gophish cannot be used: {why}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: &str) -> Response<ureq::Body> {
        let body = ureq::Body::builder().data(body);
        Response::builder().status(status).body(body).unwrap()
    }

    #[test]
    fn an_answer_is_read_up_to_its_limit() {
        let text = r#"{"id":7,"name":"Desk","targets":null}"#;
        let length = u64::try_from(text.len()).unwrap();
        let read_up_to = |limit| read::<GroupThere>(&mut response(200, text), limit);
        let (group, bytes) = read_up_to(length).ok().unwrap();
        assert_eq!((group.id, bytes), (7, length));
        let Err(Failed::Away(why)) = read_up_to(length - 1) else {
            panic!("it is longer")
        };
        assert_eq!(
            why,
            format!("it answers with more than {} bytes", length - 1)
        );
    }

    #[test]
    fn a_refusal_says_why() {
        let refused = |status, text| read::<Listed>(&mut response(status, text), 1_000).err();
        let Some(Failed::Refused(409, why)) = refused(409, r#"{"message":"in use"}"#) else {
            panic!("it refuses")
        };
        assert_eq!(why, "in use");
        let Some(Failed::Refused(500, why)) = refused(500, "<html>") else {
            panic!("it refuses")
        };
        assert_eq!(why, "no reason given");
        assert!(matches!(refused(200, "<html>"), Some(Failed::Away(_))));
    }
}
