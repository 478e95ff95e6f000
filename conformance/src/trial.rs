//! One case being played: its variables, what it created, its steps.

use crate::Mismatch;
use crate::case::{Case, Repeat, Request, Step};
use crate::client::{Answer, Client, Exchange, Sent};
use crate::created::Created;
use crate::expectation::{self, mismatch};
use crate::leftovers;
use crate::offer;
use crate::pointer;
use crate::report::Failure;
use crate::request;
use crate::runner::Options;
use crate::target::Target;
use crate::variables::{TemplateError, Variables};
use serde_json::Value;
use std::sync::Barrier;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Of one step at most this many failures are reported.
const FAILURES_MAX: usize = 5;

/// Why a case was not played to its end.
pub(crate) enum Unplayed {
    /// The run was interrupted.
    Interrupted,
    /// It makes no sense on this target, and why.
    Senseless(String),
    /// A request cannot be made of what the case says.
    Template(TemplateError),
}

impl From<TemplateError> for Unplayed {
    fn from(error: TemplateError) -> Unplayed {
        Unplayed::Template(error)
    }
}

/// The state of one case while it runs.
pub(crate) struct Trial<'a> {
    pub(crate) target: &'a Target,
    pub(crate) client: &'a Client,
    pub(crate) variables: Variables,
    /// Every exchange as it may be shown, where the run keeps them.
    pub(crate) recorded: Vec<Exchange>,
    options: &'a Options,
    /// What this case made.
    created: Created,
}

impl<'a> Trial<'a> {
    pub(crate) fn new(
        target: &'a Target,
        client: &'a Client,
        variables: Variables,
        options: &'a Options,
    ) -> Trial<'a> {
        Trial {
            target,
            client,
            variables,
            recorded: Vec::new(),
            options,
            created: Created::default(),
        }
    }

    /// Plays the steps up to the first that fails; empty when all passed.
    ///
    /// # Errors
    /// Why the case was not played to its end, though nothing failed.
    pub(crate) fn play(&mut self, case: &Case) -> Result<Vec<Failure>, Unplayed> {
        if let Err(error) = self.variables.define(&case.variables) {
            return Ok(vec![Failure::of_case(&error.to_string())]);
        }
        for (index, step) in case.steps.iter().enumerate() {
            let stop = self.options.stop.as_ref();
            if stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                return Err(Unplayed::Interrupted);
            }
            let title = step
                .name
                .clone()
                .unwrap_or_else(|| format!("{} {}", step.request.method, step.request.path));
            let label = format!("step {} of {}: {title}", index + 1, case.steps.len());
            std::thread::sleep(Duration::from_millis(step.wait_milliseconds));
            let (failures, over) = self.step(step, &label)?;
            if over || !failures.is_empty() {
                return Ok(failures);
            }
        }
        Ok(Vec::new())
    }

    /// Sends the cleanup requests and deletes what was created, the newest first. Returns what is left behind.
    pub(crate) fn clean_up(&mut self, case: &Case) -> Vec<String> {
        for request in &case.cleanup {
            // An unknown variable means that the step that would have set it did not get so far.
            if let Ok(sent) = request::fill(request, self.target, &self.variables) {
                let _answer_not_judged = self.client.send(sent);
            }
        }
        self.created.delete(self.target, self.client)
    }

    /// Whether something may have been made of which no answer told.
    pub(crate) fn is_uncertain(&self) -> bool {
        self.created.is_uncertain()
    }

    /// Plays one step: what failed, and whether the case ends with it all the same.
    fn step(&mut self, step: &Step, label: &str) -> Result<(Vec<Failure>, bool), Unplayed> {
        let played = match self.exchanges(step) {
            Ok(played) => played,
            Err(Unplayed::Template(error)) => {
                let wrong = mismatch("a request that can be made", &error.to_string());
                return Ok((vec![Failure::without_exchange(label, wrong)], true));
            }
            Err(other) => return Err(other),
        };
        let over = played
            .iter()
            .filter_map(|(_, exchange)| exchange.answer.as_ref().ok())
            .any(|answer| step.ends_on.contains(&answer.status));
        let mut failures = Vec::new();
        for (variables, exchange) in &played {
            let nameless = self.remember_created(&step.request, variables, exchange);
            failures
                .extend(nameless.map(|found| Failure::of(label, &found, exchange, self.target)));
        }
        if self.options.record {
            let shown = played
                .iter()
                .map(|(_, exchange)| exchange.masked(self.target));
            self.recorded.extend(shown);
        }
        for (variables, exchange) in &played {
            let found = expectation::mismatches(&step.expect, exchange, variables);
            failures.extend(
                found
                    .into_iter()
                    .map(|mismatch| Failure::of(label, &mismatch, exchange, self.target)),
            );
        }
        failures.extend(
            counts(step, &played)
                .into_iter()
                .map(|mismatch| Failure::without_exchange(label, mismatch)),
        );
        if failures.is_empty() && !over {
            failures = self.capture(step, label, &played);
        }
        failures.truncate(FAILURES_MAX);
        Ok((failures, over))
    }

    /// Sends the step's request as often as it says; each exchange with the variables it was made from.
    fn exchanges(&self, step: &Step) -> Result<Vec<(Variables, Exchange)>, Unplayed> {
        let Some(repeat) = &step.repeat else {
            let sent = request::fill(&step.request, self.target, &self.variables)?;
            return Ok(vec![(self.variables.clone(), self.client.send(sent))]);
        };
        if let Some(size) = repeat.pages_of {
            return self.pages(&step.request, size);
        }
        let rounds = self.rounds(repeat)?;
        let requests: Vec<Sent> = rounds
            .iter()
            .map(|variables| request::fill(&step.request, self.target, variables))
            .collect::<Result<_, _>>()?;
        let exchanges = if repeat.concurrent {
            self.send_at_once(requests)
        } else {
            requests
                .into_iter()
                .map(|sent| self.client.send(sent))
                .collect()
        };
        Ok(rounds.into_iter().zip(exchanges).collect())
    }

    /// The variables of each repetition.
    fn rounds(&self, repeat: &Repeat) -> Result<Vec<Variables>, TemplateError> {
        let items: Vec<Value> = match &repeat.for_each {
            Some(name) => match self.variables.get(name) {
                Some(Value::Array(items)) => items.clone(),
                _ => {
                    return Err(TemplateError::Definition(format!(
                        "{name} is not an array to go through"
                    )));
                }
            },
            None => vec![Value::Null; repeat.times.unwrap_or(1)],
        };
        let round = |(i, item): (usize, Value)| {
            let mut variables = self.variables.clone();
            variables.set("i", i.into());
            variables.set("item", item);
            variables
        };
        Ok(items.into_iter().enumerate().map(round).collect())
    }

    /// Sends all requests in the same moment, each on its own thread and connection.
    fn send_at_once(&self, requests: Vec<Sent>) -> Vec<Exchange> {
        let start = Barrier::new(requests.len());
        let send = |sent: Sent| {
            start.wait();
            self.client.send(sent)
        };
        std::thread::scope(|scope| {
            let send = &send;
            let threads: Vec<_> = requests
                .into_iter()
                .map(|sent| scope.spawn(move || send(sent)))
                .collect();
            // A thread here cannot panic: sending turns every error into an answer.
            threads
                .into_iter()
                .filter_map(|thread| thread.join().ok())
                .collect()
        })
    }

    /// Page after page until `totalResults` is reached, or a page is empty.
    fn pages(
        &self,
        request: &Request,
        size: usize,
    ) -> Result<Vec<(Variables, Exchange)>, Unplayed> {
        let mut played = Vec::new();
        loop {
            let i = played.len();
            let mut variables = self.variables.clone();
            variables.set("i", i.into());
            variables.set("start_index", (1 + i * size).into());
            let exchange = self
                .client
                .send(request::fill(request, self.target, &variables)?);
            let answer = exchange.answer.as_ref().ok().and_then(Answer::json);
            let list = answer.unwrap_or_default();
            played.push((variables, exchange));
            let total = list.get("totalResults").and_then(Value::as_u64);
            // What is wrong with a list without them is for the step's expectations to say.
            let total = usize::try_from(total.unwrap_or(0)).unwrap_or(usize::MAX);
            if total <= played.len() * size || offer::resources(&list).is_empty() {
                return Ok(played);
            }
            let pages = total.div_ceil(size);
            if pages > self.options.pages_max {
                return Err(Unplayed::Senseless(format!(
                    "a walk through all {total} resources here takes {pages} pages of {size}; --pages-max is {}",
                    self.options.pages_max
                )));
            }
        }
    }

    /// Notes what a POST made, so that it is deleted in the end. A mismatch where the run's word is not in a resource: then
    /// `--leftovers` could not find it.
    fn remember_created(
        &mut self,
        request: &Request,
        variables: &Variables,
        exchange: &Exchange,
    ) -> Option<Mismatch> {
        let endpoint = variables.fill_text(&request.path).ok()?;
        self.created.note(&endpoint, exchange);
        let answer = exchange.answer.as_ref().ok()?;
        let made = answer.json()?;
        if request.method != "POST" || answer.status != 201 || made.get("id").is_none() {
            return None;
        }
        let body = exchange.request.body.as_deref().unwrap_or_default();
        (!leftovers::is_ours(&made) && !leftovers::mentions_a_run(body)).then(|| {
            mismatch(
                "a body in whose names the run's word stands (${case}, ${run} or ${userName})",
                body,
            )
        })
    }

    fn capture(
        &mut self,
        step: &Step,
        label: &str,
        played: &[(Variables, Exchange)],
    ) -> Vec<Failure> {
        let answers: Vec<&Answer> = played
            .iter()
            .filter_map(|(_, exchange)| exchange.answer.as_ref().ok())
            .collect();
        let mut failures = Vec::new();
        for (name, place) in &step.capture {
            match answers.iter().find_map(|answer| captured(answer, place)) {
                Some(value) => self.variables.set(name, value),
                None => {
                    let wanted = format!("something at {place:?} to remember as {name}");
                    failures.extend(played.last().map(|(_, exchange)| {
                        Failure::of(label, &mismatch(&wanted, "nothing"), exchange, self.target)
                    }));
                }
            }
        }
        for (name, place) in &step.capture_all {
            let values = answers
                .iter()
                .filter_map(|answer| captured(answer, place))
                .flat_map(|value| match value {
                    Value::Array(elements) => elements,
                    other => vec![other],
                });
            self.variables.set(name, values.collect());
        }
        let mut found = Vec::new();
        expectation::hold(
            &step.check,
            &self.variables,
            |name| self.variables.get(name).cloned(),
            &mut found,
        );
        failures.extend(
            found
                .into_iter()
                .map(|mismatch| Failure::without_exchange(label, mismatch)),
        );
        failures
    }
}

/// What `place` (a path, or `header:Name`) names in an answer.
fn captured(answer: &Answer, place: &str) -> Option<Value> {
    match place.strip_prefix("header:") {
        Some(name) => answer.header(name).map(Value::from),
        None => pointer::find(&answer.json()?, place),
    }
}

/// Compares how many answers of each status came with how many should.
fn counts(step: &Step, played: &[(Variables, Exchange)]) -> Vec<Mismatch> {
    let wrong = |(status, wanted): (&String, &usize)| {
        let is_so = |exchange: &Exchange| {
            exchange
                .answer
                .as_ref()
                .is_ok_and(|answer| answer.status.to_string() == *status)
        };
        let count = played
            .iter()
            .filter(|(_, exchange)| is_so(exchange))
            .count();
        (count != *wanted).then(|| {
            mismatch(
                &format!("{wanted} answers {status} of {}", played.len()),
                &count.to_string(),
            )
        })
    };
    step.expect.counts.iter().filter_map(wrong).collect()
}
