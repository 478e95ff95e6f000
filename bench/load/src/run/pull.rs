//! How fast people are pulled from Okta, and what that takes: everybody for the first time, then runs in which little or nothing changed.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Bench;
use crate::client::Client;
use crate::okta::{self, Requests};
use crate::person;
use crate::result::Pull;
use crate::server::{Server, start_okta};
use crate::subjects;
use crate::wrk::Meter;

/// The connection's name.
const NAME: &str = "Okta";
/// How often the server is asked whether a run has ended: at first, and later.
const LOOK: Duration = Duration::from_millis(20);
const LOOK_MAX: Duration = Duration::from_millis(500);
/// How long a run may take: with the limit that Okta has, a million users take some twenty minutes.
const PULL_RUN_SECONDS_MAX: u64 = 7_200;
/// How long the server may take to come to rest before a run.
const SETTLE_MAX: Duration = Duration::from_secs(60);

/// A run that is measured.
struct Measure {
    /// Its name in the result.
    run: &'static str,
    /// `full`, `changes`; nothing where it begins by itself, after the sign-in.
    asked: Option<&'static str>,
    /// Whether a hundredth of the users changed before.
    changed: bool,
}

/// In their order.
const RUNS: [Measure; 5] = [
    Measure {
        run: "first",
        asked: None,
        changed: false,
    },
    Measure {
        run: "changes",
        asked: Some("changes"),
        changed: false,
    },
    Measure {
        run: "changes-1%",
        asked: Some("changes"),
        changed: true,
    },
    Measure {
        run: "full",
        asked: Some("full"),
        changed: false,
    },
    Measure {
        run: "full-1%",
        asked: Some("full"),
        changed: true,
    },
];

/// An organization and a server that pulls from it.
struct Pulling {
    okta: Server,
    server: Server,
    admin: Client,
    users: u64,
    /// Rounds of changes so far.
    changes: u64,
}

impl Bench<'_> {
    /// All runs, one after the other, on an empty database.
    pub(super) fn pull(&mut self, database: &str, people: u64) -> Result<()> {
        let folder = self.folder.join(format!("{database}-{people}-pull"));
        let rollcall = self.empty(database, &folder)?;
        let okta = start_okta(people, self.options.okta_limit, &folder)?;
        let settings = [
            ("ROLLCALL_PULL_INSECURE_ORIGINS", okta.client.base.as_str()),
            ("ROLLCALL_PUSH_REACH", "machine"),
        ];
        let server = rollcall.start_with(None, &settings)?;
        let base = server.client.base.replace("/scim/v2", "/api/v1");
        let mut pulling = Pulling {
            okta,
            admin: Client::new(&base, &rollcall.token("default", "api")?),
            server,
            users: people,
            changes: 0,
        };
        pulling.create()?;
        let mut found = Vec::new();
        for measure in &RUNS {
            let mut pull = Pull {
                subject: subjects::ours(database).to_owned(),
                people,
                requests_a_minute: self.options.okta_limit,
                run: measure.run.to_owned(),
                ..Pull::default()
            };
            self.progress
                .now(&format!("{database} pull {}, {people} users", measure.run));
            let done = pulling.measure(measure, &mut pull);
            // What comes after a run that failed would be measured on something else.
            let failed = done.is_err();
            if let Err(error) = done {
                pull.invalid = Some(self.told(&format!("{error:#}")));
            }
            self.progress.say(&told(&pull));
            found.push(pull);
            if failed {
                break;
            }
        }
        if let Err(error) = pulling.is_right() {
            let why = self.told(&format!("{error:#}"));
            found
                .iter_mut()
                .for_each(|pull| pull.invalid = Some(why.clone()));
            self.progress.say(&format!("! {why}"));
        }
        self.outcome.pulls.extend(found);
        self.keep(Vec::new());
        pulling.server.stop()?;
        self.forget(database, &folder)
    }
}

/// What a field of a page's form that nobody sees is filled in with.
fn hidden<'p>(page: &'p str, name: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

impl Pulling {
    fn create(&self) -> Result<()> {
        // The hour that is now: the next time that everybody would be read anyway is almost a day away.
        let hour = Timestamp::now().strftime("%H").to_string().parse::<u8>()?;
        let body = json!({
            "name": NAME, "source": { "kind": "okta", "domain": self.okta.client.base, "client_id": okta::CLIENT },
            "every_minutes": 1_440, "full_hour": hour,
        });
        self.admin.change("POST", "/pulls", &body).map(drop)
    }

    /// As an administrator's browser: to Okta, and back.
    fn connect(&self) -> Result<()> {
        let path = format!("/pulls/{NAME}/connect");
        let begun = self.admin.send("POST", &path, None)?.succeeded(&path)?;
        let url = begun["url"].as_str().context("connect answered no URL")?;
        let page = Client::new(url, "none").send("GET", "", None)?;
        let said = |name| hidden(&page.text, name).with_context(|| format!("no {name} came back"));
        let confirmed = [("code", said("code")?), ("state", said("state")?)];
        let base = self.admin.base.replace("/api/v1", "");
        let back = Client::new(&base, "none").post_form("/callbacks/okta", &confirmed)?;
        back.succeeded("the callback").map(drop)
    }

    fn requests(&self) -> Result<Requests> {
        Ok(serde_json::from_value(
            self.okta.client.get(okta::REQUESTS)?,
        )?)
    }

    /// The run that was begun last.
    fn latest(&self) -> Result<Value> {
        let runs = self.admin.get(&format!("/pulls/{NAME}/runs?limit=1"))?;
        Ok(runs["runs"][0].clone())
    }

    fn measure(&mut self, measure: &Measure, pull: &mut Pull) -> Result<()> {
        if measure.changed {
            self.okta.client.change("POST", okta::CHANGE, &json!({}))?;
            self.changes += 1;
        }
        let before = self.latest()?["id"].clone();
        self.server.all.settle(SETTLE_MAX);
        let requests = self.requests()?;
        pull.rss_before_bytes = self.server.own.resident_bytes();
        self.server.own.forget_peak()?;
        let (meter, own) = (
            Meter::start(&self.server.all),
            self.server.own.cpu_seconds(),
        );
        match measure.asked {
            None => self.connect()?,
            Some(kind) => {
                let path = format!("/pulls/{NAME}/sync");
                self.admin.change("POST", &path, &json!({ "kind": kind }))?;
            }
        }
        let run = self.ended(&before)?;
        let (all, foreign_cores) = meter.stop();
        pull.cpu_seconds = self.server.own.cpu_seconds() - own;
        pull.database_cpu_seconds =
            (pull.subject == subjects::POSTGRES).then_some((all - pull.cpu_seconds).max(0.0));
        pull.foreign_cores = foreign_cores;
        pull.rss_peak_bytes = self.server.own.peak_bytes();
        pull.requests = self.requests()?.all - requests.all;
        pull.seconds = seconds(&run)?;
        let count = |name: &str| run["counts"][name].as_u64().unwrap_or(0);
        pull.seen = run["seen"].as_u64().context("a run tells nothing")?;
        pull.written = count("created") + count("changed");
        pull.invalid = self.wrong(measure, &run);
        Ok(())
    }

    /// The run after that one, once it has ended.
    fn ended(&self, before: &Value) -> Result<Value> {
        let until = Instant::now() + Duration::from_secs(PULL_RUN_SECONDS_MAX);
        let mut look = LOOK;
        loop {
            let run = self.latest()?;
            if run["id"] != *before && run["ended_at"].is_string() {
                return Ok(run);
            }
            self.server.check()?;
            if Instant::now() > until {
                bail!("a run has not ended after {PULL_RUN_SECONDS_MAX} s: {run}");
            }
            std::thread::sleep(look);
            look = (look * 2).min(LOOK_MAX);
        }
    }

    /// What a run did not do as it should.
    fn wrong(&self, measure: &Measure, run: &Value) -> Option<String> {
        let changed = match measure.changed {
            true => okta::changed_in(self.users, self.changes),
            false => 0,
        };
        let kind = measure.asked.unwrap_or("full");
        let created = if measure.asked.is_none() {
            self.users
        } else {
            0
        };
        let seen = run["seen"].as_u64().unwrap_or(0);
        // Some are read once more, of a run in which it is asked who changed.
        let unchanged = seen.saturating_sub(changed + created);
        let expected = json!({
            "created": created, "changed": changed, "unchanged": unchanged, "reactivated": 0, "deactivated": 0, "held": 0, "left_out": 0, "failed": 0,
        });
        let is_right = run["kind"] == kind
            && run["outcome"] == "done"
            && run["counts"] == expected
            && (kind != "full" || seen == self.users);
        (!is_right).then(|| {
            format!(
                "a run did {} and ended {} ({}), instead of {expected}",
                run["counts"], run["outcome"], run["failed"]
            )
        })
    }

    /// Whether all people are here, as Okta has them now.
    fn is_right(&self) -> Result<()> {
        let scim = &self.server.client;
        let all = &scim.get("/Users?count=0")?["totalResults"];
        if *all != self.users {
            bail!("there are {all} people instead of {}", self.users);
        }
        for round in 0..=self.changes {
            // Whoever changed in a round follows who did in the one before; number 99 never did.
            let number = if round == 0 { 99 } else { round - 1 };
            let filter = format!("userName eq \"{}\"", okta::login(number));
            let found = &scim.get(&person::filtered(&filter))?["Resources"][0]["title"];
            if *found != okta::title(round).as_str() {
                bail!("{} is {found}", okta::login(number));
            }
        }
        Ok(())
    }
}

/// From a run's begin to its end.
fn seconds(run: &Value) -> Result<f64> {
    let at = |name: &str| -> Result<Timestamp> {
        let text = run[name].as_str().context("a run tells no time")?;
        Ok(text.parse()?)
    };
    let taken = at("ended_at")?.duration_since(at("began_at")?);
    Ok(taken.as_secs_f64())
}

/// A line of progress.
fn told(pull: &Pull) -> String {
    let what = format!(
        "{:<13} pull {:<10} {:>8} users",
        pull.subject, pull.run, pull.people
    );
    match &pull.invalid {
        Some(why) => format!("{what}: {why}"),
        None => format!(
            "{what}: {} read, {} written in {:.2} s, {} requests, {:.2} s CPU and {:.2} s of the database, {:.0} MB before, {:.0} MB at most",
            pull.seen,
            pull.written,
            pull.seconds,
            pull.requests,
            pull.cpu_seconds,
            pull.database_cpu_seconds.unwrap_or(0.0),
            pull.rss_before_bytes as f64 / 1e6,
            pull.rss_peak_bytes as f64 / 1e6
        ),
    }
}
