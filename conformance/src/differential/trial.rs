//! The run: who is asked what, and how a disagreement is made small.

use super::disagreement::{Asked, Disagreement, Outcome};
use super::explained::{Explanation, explain};
use super::filters::Filter;
use super::patches::{NAME, Patch};
use super::random::Random;
use super::report::Report;
use super::server::{Person, Server, refusal};
use super::vocabulary::{USER, person};
use crate::client::Answer;
use crate::leftovers;
use crate::target::Target;
use crate::variables::letters;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A disagreement is tried in at most this many simpler forms.
const ATTEMPTS_MAX: usize = 150;
/// Between two people, so that no two are made in the same millisecond: some servers keep no finer time.
const BETWEEN_PEOPLE: Duration = Duration::from_millis(3);

/// Between two lines that tell how far the run is.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// How much is asked.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the lots begin.
    pub seed: u64,
    /// People that filters are tried on.
    pub people: usize,
    /// Filters.
    pub filters: usize,
    /// PATCHes, each on a resource of its own.
    pub patches: usize,
    /// The known classes of disagreements.
    pub explanations: Vec<Explanation>,
}

/// Puts the same questions to `first` and `second`; `tell` is called with a line now and then.
///
/// # Errors
/// When a server stops answering, or does not take people at all.
pub fn compare(
    first: &Target,
    second: &Target,
    options: &Options,
    tell: &mut dyn FnMut(&str),
) -> Result<Report, String> {
    let mut trial = Trial {
        first: Server::new(first),
        second: Server::new(second),
        word: format!("{}{}", leftovers::PREFIX, letters(leftovers::RUN_LETTERS)),
        names: 0,
        options,
        report: Report::new(options),
    };
    let run = trial.run(tell);
    let cleaned = trial.clean_up();
    run.and(cleaned)?;
    Ok(trial.report)
}

struct Trial<'a> {
    first: Server<'a>,
    second: Server<'a>,
    /// New in each run, so that names are, and of the form by which what a killed run left is found.
    word: String,
    names: usize,
    options: &'a Options,
    report: Report,
}

/// When it was last told how far the run is.
struct Pace {
    begun: Instant,
    told: Instant,
}

impl Pace {
    /// Tells after [`BETWEEN_LINES`], and of the last question of a kind.
    fn tell(
        &mut self,
        asked: usize,
        all: usize,
        kind: &str,
        report: &Report,
        tell: &mut dyn FnMut(&str),
    ) {
        if asked < all && self.told.elapsed() < BETWEEN_LINES {
            return;
        }
        self.told = Instant::now();
        let unexplained = match report.unexplained().count() {
            0 => String::new(),
            some => format!(", {some} disagreements unexplained so far"),
        };
        let seconds = self.begun.elapsed().as_secs();
        tell(&format!(
            "{asked} of {all} {kind} after {seconds} s{unexplained}"
        ));
    }
}

/// Either the two agree, or not.
type Verdict = Result<Option<Disagreement>, String>;

impl Trial<'_> {
    fn run(&mut self, tell: &mut dyn FnMut(&str)) -> Result<(), String> {
        let begun = Instant::now();
        self.populate()?;
        tell(&format!(
            "seed {}: {} people on both servers",
            self.options.seed,
            self.first.people.len()
        ));
        let mut pace = Pace { begun, told: begun };
        for number in 0..self.options.filters {
            let filter = Filter::by_lot(
                &mut Random::of(self.options.seed, 1, number),
                self.first.people.len(),
            );
            let verdict = self.filter(&filter)?;
            let small = self.shrink(filter, verdict, Filter::simpler, Trial::filter)?;
            self.report.filters.take(small);
            pace.tell(
                number + 1,
                self.options.filters,
                "filters",
                &self.report,
                tell,
            );
        }
        for number in 0..self.options.patches {
            let patch = Patch::by_lot(
                &mut Random::of(self.options.seed, 2, number),
                self.first.people.len(),
            );
            self.patch_case(patch)?;
            pace.tell(
                number + 1,
                self.options.patches,
                "PATCHes",
                &self.report,
                tell,
            );
        }
        self.report.seconds = begun.elapsed().as_secs();
        Ok(())
    }

    /// People on both servers. Those whom the two do not take alike are looked at by themselves and not kept.
    fn populate(&mut self) -> Result<(), String> {
        self.refuse_one_tenant()?;
        let mut number = 0;
        while self.first.people.len() < self.options.people {
            let document = person(NAME, &mut Random::of(self.options.seed, 0, number));
            number += 1;
            let create = Patch {
                endpoint: "Users",
                document,
                operations: Vec::new(),
            };
            if self.create_agrees(&create)? {
                self.keep(&create.document)?;
            }
            if number > 10 * self.options.people + 10 {
                return Err("hardly a person is taken alike by the two servers".into());
            }
        }
        Ok(())
    }

    /// Refuses two tokens of one tenant, one after the other: at the same time, what one makes is in the other's way or not, as
    /// luck has it.
    fn refuse_one_tenant(&self) -> Result<(), String> {
        let name = format!("Person-probe-{}", self.word);
        let document = json!({"schemas": [USER], "userName": NAME, "active": true});
        let mut made = Vec::new();
        let mut twin = None;
        for (is_second, server) in [(false, &self.first), (true, &self.second)] {
            let body = server.filled_json(&document, &name);
            let answer = server.send("POST", "/Users", "", Some(&body))?;
            if is_second && answer.status == 409 && made.len() == 1 {
                twin = Some(one_tenant(&answer, &name));
            }
            let id = answer
                .json()
                .and_then(|body| body["id"].as_str().map(ToOwned::to_owned));
            made.extend(id.filter(|_| answer.status == 201).map(|id| (server, id)));
        }
        for (server, id) in made {
            server.send("DELETE", &format!("/Users/{id}"), "", None)?;
        }
        twin.map_or(Ok(()), Err)
    }

    fn create_agrees(&mut self, create: &Patch) -> Result<bool, String> {
        let verdict = self.patch(create)?;
        let small = self.shrink(create.clone(), verdict, Patch::simpler, Trial::patch)?;
        let agreed = small.is_none();
        self.report.documents.take(small);
        Ok(agreed)
    }

    fn keep(&mut self, document: &Value) -> Result<(), String> {
        let user_name = format!("Person-{:03}-{}", self.first.people.len(), self.word);
        for server in [&mut self.first, &mut self.second] {
            let body = server.filled_json(document, &user_name);
            let answer = server.send("POST", "/Users", "", Some(&body))?;
            let made = answer.json().unwrap_or_default();
            let text = |pointer: &str| {
                made.pointer(pointer)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            let (id, created) = (text("/id"), text("/meta/created"));
            if id.is_empty() {
                return Err(not_taken(&answer, &user_name));
            }
            server.people.push(Person {
                id,
                created,
                user_name: user_name.clone(),
            });
            std::thread::sleep(BETWEEN_PEOPLE);
        }
        Ok(())
    }

    fn filter(&mut self, filter: &Filter) -> Verdict {
        let text = filter.to_string();
        let (first, second) = both(&self.first, &self.second, |server| server.find(&text))?;
        if first.agrees_with(&second) {
            return Ok(None);
        }
        let document = of_interest(self.witness(&first, &second)?, &text);
        Ok(Some(disagreement(
            "Users",
            Asked::Filter(text),
            document,
            first,
            second,
        )))
    }

    /// The first person whom only one of the two finds, as the first server has them.
    fn witness(&self, first: &Outcome, second: &Outcome) -> Result<Value, String> {
        let (Outcome::Found(one), Outcome::Found(other)) = (first, second) else {
            return Ok(Value::Null);
        };
        let alone = |number: &usize| one.contains(number) != other.contains(number);
        let Some(number) = (0..self.first.people.len()).find(alone) else {
            return Ok(Value::Null);
        };
        let path = format!("/Users/{}", self.first.people[number].id);
        let answer = self.first.send("GET", &path, "", None)?;
        match self.first.outcome(&answer, "") {
            Outcome::Resource(resource) => Ok(resource),
            _ => Ok(json!(number)),
        }
    }

    fn patch_case(&mut self, patch: Patch) -> Result<(), String> {
        let verdict = self.patch(&patch)?;
        if verdict
            .as_ref()
            .is_some_and(|disagreement| disagreement.asked == Asked::Create)
        {
            let create = Patch {
                operations: Vec::new(),
                ..patch
            };
            let small = self.shrink(create, verdict, Patch::simpler, Trial::patch)?;
            self.report.documents.take(small);
            return Ok(());
        }
        self.report.documents.take(None);
        let small = self.shrink(patch, verdict, Patch::simpler, Trial::patch)?;
        self.report.patches.take(small);
        Ok(())
    }

    /// Makes the resource on both servers, patches it, looks at it, and deletes it. A creation on which they differ ends it.
    fn patch(&mut self, patch: &Patch) -> Verdict {
        self.names += 1;
        let name = format!("Case-{}-{}", self.names, self.word);
        let (first, second) = both(&self.first, &self.second, |server| {
            attempt(server, patch, &name)
        })?;
        let pairs = [
            (Asked::Create, first.made, second.made),
            (
                Asked::Patch(patch.operations.clone()),
                first.patched,
                second.patched,
            ),
        ];
        let mut before = Value::Null;
        for (asked, first, second) in pairs {
            if !first.agrees_with(&second) {
                return Ok(Some(Disagreement {
                    before,
                    ..disagreement(patch.endpoint, asked, patch.document.clone(), first, second)
                }));
            }
            if let Outcome::Resource(made) = first {
                before = made;
            }
        }
        Ok(None)
    }

    /// The smallest disagreement found from `input` on, with its class.
    fn shrink<T>(
        &mut self,
        mut input: T,
        verdict: Option<Disagreement>,
        simpler: impl Fn(&T) -> Vec<T>,
        check: impl Fn(&mut Self, &T) -> Verdict,
    ) -> Verdict {
        let Some(mut smallest) = verdict else {
            return Ok(None);
        };
        let mut attempts = 0;
        smallest.explained_by = self.class_of(&smallest);
        'smaller: while smallest.explained_by.is_none() || smallest.is_compound() {
            // What has one cause and no class must not become something else that is known, or a mistake would hide behind it.
            let must_stay = smallest.explained_by.is_none() && !smallest.is_compound();
            let mut known: Vec<(Disagreement, T)> = Vec::new();
            for candidate in simpler(&input) {
                attempts += 1;
                if attempts > ATTEMPTS_MAX {
                    break 'smaller;
                }
                let Some(mut smaller) =
                    check(self, &candidate)?.filter(|smaller| smaller.asks_like(&smallest))
                else {
                    continue;
                };
                smaller.explained_by = self.class_of(&smaller);
                if must_stay && smaller.explained_by.is_some() {
                    known.push((smaller, candidate));
                    continue;
                }
                (smallest, input) = (smaller, candidate);
                continue 'smaller;
            }
            // Known in two ways: it has two causes.
            let first = known.first().map(|(one, _)| one.explained_by.clone());
            let several = known
                .iter()
                .any(|(one, _)| Some(&one.explained_by) != first.as_ref());
            if let Some((smaller, candidate)) = known.into_iter().next().filter(|_| several) {
                (smallest, input) = (smaller, candidate);
                continue 'smaller;
            }
            break;
        }
        Ok(Some(smallest))
    }

    fn class_of(&self, disagreement: &Disagreement) -> Option<String> {
        explain(&self.options.explanations, disagreement)
            .map(|explanation| explanation.name.clone())
    }

    fn clean_up(&self) -> Result<(), String> {
        for server in [&self.first, &self.second] {
            for person in &server.people {
                server.send("DELETE", &format!("/Users/{}", person.id), "", None)?;
            }
        }
        Ok(())
    }
}

/// Why a person is not taken whose like was taken before. The name is new in this run, so that only the first server can have it from us.
fn not_taken(answer: &Answer, user_name: &str) -> String {
    let told = format!("{}: {}", answer.status, answer.body);
    format!(
        "a person who was taken once is not taken again ({told}); look at what the server has against {user_name}"
    )
}

fn one_tenant(answer: &Answer, user_name: &str) -> String {
    let told = format!("{}: {}", answer.status, answer.body);
    format!(
        "both tokens lead to one tenant: {user_name}, just made at --url, is taken at --other ({told}); \
         give --other-token of another tenant, an empty one"
    )
}

/// Of a person, what a filter names.
fn of_interest(document: Value, filter: &str) -> Value {
    let filter = filter.to_lowercase();
    let named = |name: &str| filter.contains(&name.to_lowercase());
    match document {
        Value::Object(object) => object
            .into_iter()
            .filter(|(name, _)| named(name))
            .map(|(name, value)| {
                let value = if name.contains(':') {
                    of_interest(value, &filter)
                } else {
                    value
                };
                (name, value)
            })
            .collect(),
        other => other,
    }
}

/// What came of a creation and a PATCH.
struct Attempt {
    /// The resource after its creation.
    made: Outcome,
    /// The resource as it is read after the PATCH, or the error.
    patched: Outcome,
}

fn attempt(server: &Server, patch: &Patch, name: &str) -> Result<Attempt, String> {
    let collection = format!("/{}", patch.endpoint);
    let made = server.send(
        "POST",
        &collection,
        "",
        Some(&server.filled_json(&patch.document, name)),
    )?;
    let id = made
        .json()
        .and_then(|body| body["id"].as_str().map(ToOwned::to_owned));
    let (201, Some(id)) = (made.status, id) else {
        let refused = refusal(&made);
        return Ok(Attempt {
            made: refused.clone(),
            patched: refused,
        });
    };
    let path = format!("{collection}/{id}");
    let made = server.outcome(&made, name);
    let mut patched = made.clone();
    if !patch.operations.is_empty() {
        let body = json!({"schemas": [PATCH_OP], "Operations": patch.operations});
        let answer = server.send("PATCH", &path, "", Some(&server.filled_json(&body, name)))?;
        patched = server.outcome(&server.send("GET", &path, "", None)?, name);
        if !matches!(answer.status, 200 | 204) {
            patched = match patched {
                Outcome::Resource(resource) if Outcome::Resource(resource.clone()) != made => {
                    Outcome::Torn {
                        status: answer.status,
                        resource,
                    }
                }
                _ => refusal(&answer),
            };
        }
    }
    server.send("DELETE", &path, "", None)?;
    Ok(Attempt { made, patched })
}

/// The same done with both servers at once.
fn both<T: Send>(
    first: &Server,
    second: &Server,
    ask: impl Fn(&Server) -> Result<T, String> + Sync,
) -> Result<(T, T), String> {
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| ask(first));
        let other = ask(second);
        (one.join(), other)
    });
    Ok((one.map_err(|_| "a thread of this program died")??, other?))
}

fn disagreement(
    endpoint: &str,
    asked: Asked,
    document: Value,
    first: Outcome,
    second: Outcome,
) -> Disagreement {
    Disagreement {
        endpoint: endpoint.to_owned(),
        asked,
        document,
        before: Value::Null,
        first,
        second,
        explained_by: None,
    }
}
