//! Gophish over its REST API: groups there become what they are here.

use std::collections::BTreeSet;

use rollcall_provisioning::gophish::{
    self, Action, GroupThere, Plan, Report, Run, Step, Summary, Target,
};
use rollcall_provisioning::{Error as VerbError, Provisioning};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ureq::http::header::AUTHORIZATION;

use crate::push::agent;

/// A group of a hundred thousand people is some ten megabytes.
const ANSWER_BYTES_MAX: u64 = 256 * 1024 * 1024;
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
    let mut run = gophish::begin(p, tenant).await?;
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
    let Plan {
        mut steps,
        problems,
    } = gophish::plan(&wanted.groups, &ours, &taken);
    let mut all_problems = wanted.problems;
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
    for known in run.ours().to_vec() {
        let is_it = |it: &&Listed| match known.group_id {
            0 => it.name == known.name,
            id => it.id == id,
        };
        let id = listed.iter().find(is_it).map(|it| it.id);
        let found = match id {
            Some(id) => api.find(id).await.map_err(Failed::told)?,
            None => None,
        };
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

/// Gophish's API of groups.
struct Api {
    agent: ureq::Agent,
    base: String,
    key: String,
    timeout: std::time::Duration,
}

impl Api {
    async fn list(&self) -> Result<Vec<Listed>, Failed> {
        let answer = self.send("GET", "summary", None).await?;
        let listing: Listing = read(answer)?;
        Ok(listing.groups.unwrap_or_default())
    }

    async fn find(&self, id: i64) -> Result<Option<GroupThere>, Failed> {
        match self.send("GET", &id.to_string(), None).await {
            Ok(answer) => read(answer).map(Some),
            Err(Failed::Refused(404, _)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn make(&self, name: &str, targets: &[Target]) -> Result<i64, Failed> {
        let body = json!({ "name": name, "targets": targets });
        let answer = self.send("POST", "", Some(body)).await?;
        let made: Listed = read(answer)?;
        Ok(made.id)
    }

    /// The body has to have the id of the path.
    async fn replace(&self, id: i64, name: &str, targets: &[Target]) -> Result<(), Failed> {
        let body = json!({ "id": id, "name": name, "targets": targets });
        self.send("PUT", &id.to_string(), Some(body)).await?;
        Ok(())
    }

    async fn delete(&self, id: i64) -> Result<(), Failed> {
        match self.send("DELETE", &id.to_string(), None).await {
            Ok(_) | Err(Failed::Refused(404, _)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn send(
        &self,
        method: &'static str,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, Failed> {
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
            let mut response = agent.run(request).map_err(|error| error.to_string())?;
            let status = response.status();
            let text = response
                .body_mut()
                .with_config()
                .limit(ANSWER_BYTES_MAX)
                .read_to_string();
            Ok((status, text.map_err(|error| error.to_string())?))
        });
        let answered = attempt.await.unwrap_or_else(|error| Err(error.to_string()));
        let (status, text) = answered.map_err(Failed::Away)?;
        let answer = serde_json::from_str::<Value>(&text);
        if status.is_success() {
            return answer.map_err(|_| Failed::Away("it does not answer as Gophish does".into()));
        }
        let message = answer.as_ref().ok().and_then(|it| it.get("message"));
        let message = message.and_then(Value::as_str).unwrap_or("no reason given");
        let message = message.chars().take(REFUSAL_CHARACTERS_MAX).collect();
        match status.as_u16() {
            401 | 403 => Err(Failed::Away(format!("it refuses the API key: {message}"))),
            300..=399 => Err(Failed::Away(format!(
                "it answers {status}, which leads elsewhere: is this the URL of its admin server?"
            ))),
            status => Err(Failed::Refused(status, message)),
        }
    }
}

fn read<T: for<'de> Deserialize<'de>>(answer: Value) -> Result<T, Failed> {
    serde_json::from_value(answer)
        .map_err(|error| Failed::Away(format!("it does not answer as Gophish does: {error}")))
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
