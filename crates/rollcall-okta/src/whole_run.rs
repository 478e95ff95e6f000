//! A whole run, driven as its caller drives it, at an Okta that is made of values and has bad days.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use crate::attempts::{Attempts, Next};
use crate::domain::Org;
use crate::dpop::Credential;
use crate::pace::Pace;
use crate::source::{Ask, Limits, Source};
use crate::users::{Okta, PAGE_PEOPLE_MAX};
use crate::wire::{Request, Response};
use crate::{Kind, StatusPolicy, Trouble};

const ORIGIN: &str = "https://acme.okta.com";
/// 2026-12-01 00:00:00 UTC.
const NOW: i64 = 1_796_083_200;

/// An organization of so many users, each changed a second after the one before.
struct Organization {
    users: Vec<Value>,
    calls: u32,
    token: u32,
    /// A longer page takes too long.
    page_max: usize,
}

impl Organization {
    fn of(count: usize) -> Self {
        let user = |n: usize| {
            let updated = scim_core::format_instant((NOW + i64::try_from(n).unwrap()) * 1_000_000);
            let login = format!("user{n}@example.com");
            json!({
                "id": format!("00u{n}"), "status": "ACTIVE", "lastUpdated": updated,
                "profile": {"login": login, "email": login, "firstName": "A", "lastName": "B"},
            })
        };
        Self {
            users: (0..count).map(user).collect(),
            calls: 0,
            token: 1,
            page_max: 80,
        }
    }

    fn answer(&mut self, request: &Request) -> Response {
        self.calls += 1;
        let token = format!("Bearer t{}", self.token);
        if request.headers()["authorization"] != token.as_str() {
            return said(401, "E0000011");
        }
        match self.calls {
            // The token is revoked, the minute is used up, Okta stumbles.
            4 => {
                self.token += 1;
                return said(401, "E0000011");
            }
            7 => return said(429, "E0000047"),
            9 | 10 => return said(502, ""),
            _ => {}
        }
        self.page(&Url::parse(&request.uri().to_string()).unwrap())
    }

    fn page(&self, url: &Url) -> Response {
        let query = |name: &str| {
            let mut pairs = url.query_pairs();
            pairs
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        let limit: usize = query("limit").unwrap().parse().unwrap();
        if limit > self.page_max {
            return said(504, "");
        }
        let search = query("search").unwrap();
        let since = search.split('"').nth(1).unwrap();
        let found = self
            .users
            .iter()
            .filter(|user| user["lastUpdated"].as_str().unwrap() > since);
        let after: usize = query("after").map_or(0, |after| after.parse().unwrap());
        let found: Vec<&Value> = found.skip(after).collect();
        let page = &found[..limit.min(found.len())];
        let mut answer = head(200);
        if found.len() > limit {
            let mut next = url.clone();
            let kept: Vec<_> = url
                .query_pairs()
                .into_owned()
                .filter(|(key, _)| key != "after")
                .collect();
            next.query_pairs_mut()
                .clear()
                .extend_pairs(kept)
                .append_pair("after", &(after + limit).to_string());
            answer = answer.header("link", format!("<{url}>; rel=\"self\""));
            answer = answer.header("link", format!("<{next}>; rel=\"next\""));
        }
        answer.body(json!(page).to_string().into_bytes()).unwrap()
    }
}

fn head(status: u16) -> http::response::Builder {
    http::Response::builder()
        .status(status)
        .header("date", "Tue, 01 Dec 2026 00:00:00 GMT")
        .header("x-rate-limit-limit", 600)
        .header("x-rate-limit-remaining", 300)
        .header("x-rate-limit-reset", NOW + 30)
}

fn said(status: u16, code: &str) -> Response {
    let body = json!({"errorCode": code, "errorSummary": "x"});
    head(status).body(body.to_string().into_bytes()).unwrap()
}

/// What came of a run.
#[derive(Default)]
struct Ran {
    people: BTreeSet<String>,
    newest_micros: Option<i64>,
    waited: Duration,
    refreshes: u32,
}

/// Drives a run to its end: what a caller does, but for the network, the waits and the database.
fn run(organization: &mut Organization, mut ask: Ask) -> Result<Ran, Trouble> {
    let okta = Okta {
        org: Org::stored(ORIGIN, &[]).unwrap(),
        policy: StatusPolicy::default(),
        limits: Limits::default(),
    };
    let (mut ran, mut attempts, mut pace) = (Ran::default(), Attempts::default(), Pace::new(50));
    let mut token = "t1".to_owned();
    loop {
        let mut request = okta.page_request(&ask)?;
        Credential::Bearer(&token).put(&mut request)?;
        let answer = organization.answer(&request);
        ran.waited += pace.after(&answer);
        match okta.read(&ask, &answer) {
            Ok(read) => {
                attempts.answered();
                ran.people
                    .extend(read.people.into_iter().map(|it| it.external_id));
                ran.newest_micros = ran.newest_micros.max(read.newest_micros);
                match read.next {
                    Some(next) => ask = ask.at(next),
                    None => return Ok(ran),
                }
            }
            Err(trouble) => match attempts.failed(ask, trouble, 0) {
                Next::Ask { ask: again, wait } => {
                    ran.waited += wait;
                    ask = again;
                }
                Next::Refresh { ask: again } => {
                    ran.refreshes += 1;
                    token = format!("t{}", organization.token);
                    ask = again;
                }
                Next::Prove { .. } => unreachable!("this application demands no proof"),
                Next::Stop(trouble) => return Err(trouble),
            },
        }
    }
}

#[test]
fn a_run_reads_everybody_on_a_bad_day_and_then_only_who_changed() {
    let mut organization = Organization::of(1_000);
    let ran = run(&mut organization, Ask::everybody(PAGE_PEOPLE_MAX)).unwrap();
    assert_eq!(ran.people.len(), 1_000);
    assert_eq!(ran.refreshes, 1);
    // 200 and 100 are too many, so there are twenty pages of 50, and six answers that were none.
    assert_eq!(organization.calls, 26);
    assert!(ran.waited >= Duration::from_secs(31), "{:?}", ran.waited);
    let newest = ran.newest_micros.unwrap();
    assert_eq!(newest, (NOW + 999) * 1_000_000);
    organization.token = 1;
    organization.calls = 100;
    let ask = Ask::changed(50, newest, 10_000_000);
    let changed = run(&mut organization, ask).unwrap();
    assert_eq!(changed.people.len(), 10, "the last ten seconds, once more");
}

#[test]
fn a_run_ends_where_nobody_is_let_in() {
    let mut organization = Organization::of(10);
    organization.token = 7;
    organization.calls = 100;
    let ran = run(&mut organization, Ask::everybody(50)).map(|ran| ran.refreshes);
    assert_eq!(ran, Ok(1), "a token that was changed");
    organization.page_max = 1;
    organization.token = 1;
    let trouble = run(&mut organization, Ask::everybody(10)).err().unwrap();
    assert_eq!(trouble.kind, Kind::BackOff, "a page that cannot be smaller");
}
