//! How fast the console's pages answer.

use std::time::Instant;

use anyhow::{Context as _, Result};
use serde_json::json;

use super::Bench;
use super::load::Measured;
use crate::client::Client;
use crate::person;
use crate::result::{Page, median};
use crate::server::Rollcall;
use crate::store::STORED;

/// Each page is asked for so often, after one time that does not count.
const TIMES: usize = 20;
/// Of a page that looks at everybody it is less often: as long as its times together are below this, in milliseconds.
const TOGETHER_MILLISECONDS_MAX: f64 = 10_000.0;
const PASSWORD: &str = "a password for the benchmark alone";

impl Bench<'_> {
    /// Every page that shows many people, one request after the other, with a session as a browser has one.
    pub(super) fn console(
        &mut self,
        rollcall: &Rollcall<'_>,
        measured: &Measured<'_>,
    ) -> Result<()> {
        let browser = signed_in(rollcall, measured)?;
        for (page, path) in pages(measured)? {
            self.progress.now(&format!("{} {page}", measured.subject));
            let mut found = Page {
                subject: measured.subject.to_owned(),
                people: measured.store.people,
                page,
                ..Page::default()
            };
            if let Err(error) = ask(&browser, &path, &mut found) {
                found.invalid = Some(self.told(&format!("{error:#}")));
            }
            self.progress.say(&told(&found));
            self.outcome.console.push(found);
            self.keep(Vec::new());
        }
        Ok(())
    }
}

/// The owner, who has just been made.
fn signed_in(rollcall: &Rollcall<'_>, measured: &Measured<'_>) -> Result<Client> {
    let base = measured.server.client.base.replace("/scim/v2", "");
    let printed = rollcall.run(&["admin", "set-up-link"])?;
    let code = printed
        .split_whitespace()
        .find_map(|word| word.split_once("/set-up/"))
        .context("no set-up link was printed")?
        .1
        .to_owned();
    let made = Client::new(&base, "").change(
        "POST",
        "/api/v1/set-up",
        &json!({"code": code, "name": "Benchmark", "email": "benchmark@example.com", "password": PASSWORD}),
    )?;
    let session = made["token"].as_str().context("no session was begun")?;
    Ok(Client::new(&base, "").with_cookie(&format!("rollcall_session={session}")))
}

/// Pages by what they show, and their paths.
fn pages(measured: &Measured<'_>) -> Result<Vec<(String, String)>> {
    let store = measured.store;
    let somebody = store.somebody()?;
    let members = store.members.iter().map(String::as_str);
    let group = store
        .client
        .create("/Groups", &person::group("Everybody", members))?;
    let size = store.members.len();
    let person = format!("/people/{}", somebody.id);
    let pages = [
        ("home".to_owned(), String::new()),
        ("people".to_owned(), "/people".to_owned()),
        (
            "people, searched by a name".to_owned(),
            format!(
                "/people?search={}",
                person::user_name(STORED, &somebody.number)
            ),
        ),
        ("a person".to_owned(), person.clone()),
        (
            "a person's signature".to_owned(),
            format!("{person}?tab=signature"),
        ),
        (
            "a person's history".to_owned(),
            format!("{person}?tab=history"),
        ),
        ("groups".to_owned(), "/groups".to_owned()),
        (
            format!("a group of {size} people"),
            format!("/groups/{group}"),
        ),
        ("smart fields".to_owned(), "/fields".to_owned()),
        (
            "… how many have each, looked at for everybody".to_owned(),
            "/part/completeness".to_owned(),
        ),
        (
            "who gets which signature".to_owned(),
            "/signatures/who-gets-what".to_owned(),
        ),
        ("target users".to_owned(), "/targets".to_owned()),
        (
            "… how many there are, looked at for everybody".to_owned(),
            "/part/target_summary".to_owned(),
        ),
        ("requests".to_owned(), "/activity".to_owned()),
        ("changes".to_owned(), "/events".to_owned()),
        ("connections".to_owned(), "/connections".to_owned()),
        ("what is stored".to_owned(), "/stored".to_owned()),
    ];
    let below = |(page, path)| (page, format!("/t/default{path}"));
    Ok(pages.map(below).to_vec())
}

fn ask(browser: &Client, path: &str, found: &mut Page) -> Result<()> {
    for time in 0..=TIMES {
        let began = Instant::now();
        let answer = browser.send("GET", path, None)?;
        let taken = began.elapsed().as_secs_f64() * 1e3;
        answer.succeeded(path)?;
        found.bytes = answer.text.len() as u64;
        if time > 0 {
            found.milliseconds.push(taken);
        }
        if found.milliseconds.iter().sum::<f64>() > TOGETHER_MILLISECONDS_MAX {
            break;
        }
    }
    Ok(())
}

/// A line of progress.
fn told(found: &Page) -> String {
    match &found.invalid {
        Some(why) => format!("{:<13} {}: {why}", found.subject, found.page),
        None => {
            let taken = median(found.milliseconds.iter().copied());
            let taken = taken.map_or(f64::NAN, |taken| taken.median);
            format!(
                "{:<13} {}: {taken:.1} ms, {} bytes",
                found.subject, found.page, found.bytes
            )
        }
    }
}
