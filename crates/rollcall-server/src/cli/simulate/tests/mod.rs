//! Steps against a real listener that answers what the test says: each must be able to turn red.

mod listener;

use std::net::TcpListener;
use std::thread;

use serde_json::{Value, json};

use self::listener::Script;
use super::{OktaArgs, TokenForm, run_okta};
use crate::simulate::client::Client;
use crate::simulate::play::{Afterwards, Ending, Play, Step, percent_encode, play};
use crate::simulate::report::{self, Report};
use crate::simulate::steps::CHAPTERS;

fn step(name: &str) -> &'static Step {
    CHAPTERS
        .iter()
        .copied()
        .flatten()
        .find(|step| step.name == name)
        .unwrap()
}

/// Plays one step against these answers, as if the earlier ones had made people `1` and `2` and group `g`;
/// gives what an admin sees, without the milliseconds.
fn played(name: &str, answers: &[(u16, Value)]) -> String {
    let answers: Vec<(u16, String)> = answers
        .iter()
        .map(|(status, body)| {
            (
                *status,
                body.as_str()
                    .map_or_else(|| body.to_string(), str::to_owned),
            )
        })
        .collect();
    let script = Script::new(&answers);
    let mut play = Play::new(Client::new(&script.url, "Bearer x").unwrap());
    play.first_id = Some("1".to_owned());
    play.second_id = Some("2".to_owned());
    play.group_id = Some("g".to_owned());
    let report = play.step(step(name));
    assert_eq!(
        script.requests().len(),
        answers.len(),
        "every answer was asked for"
    );
    owo_colors::set_override(false);
    let mut out = Vec::new();
    report::line(&mut out, &report);
    let text = String::from_utf8(out).unwrap();
    text.lines()
        .filter(|line| !line.contains("  okta  "))
        .map(without_milliseconds)
        .collect()
}

fn without_milliseconds(line: &str) -> String {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    if words.last() == Some(&"ms") {
        words.truncate(words.len() - 2);
    }
    words.join(" ") + "\n"
}

fn list(resources: &[Value]) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": resources.len(), "startIndex": 1, "itemsPerPage": resources.len(), "Resources": resources
    })
}

fn error(status: u16, scim_type: &str, detail: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": status.to_string(), "scimType": scim_type, "detail": detail
    })
}

#[test]
fn credentials() {
    let users = "Test API Credentials: people";
    insta::assert_snapshot!(played(users, &[(200, list(&[]))]), @"✓ Test API Credentials: people");
    let mut text_total = list(&[]);
    text_total["totalResults"] = json!("0");
    insta::assert_snapshot!(played(users, &[(200, text_total)]), @r#"
    ✗ Test API Credentials: people
    expected totalResults as a JSON integer
    came totalResults = "0"
    do Check the base URL: Okta appends /Users to it (Rollcall's ends in /scim).
    "#);
    insta::assert_snapshot!(played(users, &[(200, json!("<html>Welcome</html>"))]), @r"
    ✗ Test API Credentials: people
    expected 200 with a ListResponse, as a JSON object
    came 200 OK with the body <html>Welcome</html>
    do Check the base URL: Okta appends /Users to it (Rollcall's ends in /scim).
    ");
    insta::assert_snapshot!(played(users, &[(401, error(401, "", "token expired"))]), @r"
    ✗ Test API Credentials: people
    expected 200 with a ListResponse
    came 401 Unauthorized: token expired
    do Check the token: copied whole, not expired, not revoked, and allowed to push.
    ");
    insta::assert_snapshot!(played(users, &[(302, json!(""))]), @r"
    ✗ Test API Credentials: people
    expected 200 with a ListResponse
    came 302 Found without a body
    do Okta does not follow redirects here: use the final base URL.
    ");
}

#[test]
fn created_person_needs_an_id_and_no_password() {
    let create = "Create a person";
    insta::assert_snapshot!(played(create, &[(200, json!({"id": "1"}))]), @r#"
    ✗ Create a person
    expected 201 with the whole user
    came 200 OK with the body {"id":"1"}
    do Ignore the read-only groups, never return the password, answer 201 with the whole user and its id.
    "#);
    insta::assert_snapshot!(played(create, &[(201, json!({"id": 1}))]), @r"
    ✗ Create a person
    expected id as a non-empty string
    came id = 1
    do Ignore the read-only groups, never return the password, answer 201 with the whole user and its id.
    ");
    insta::assert_snapshot!(played(create, &[(201, json!({"id": "1", "userName": 5}))]).lines().nth(2).unwrap(), @"came userName = 5");
    insta::assert_snapshot!(played("Push a password", &[(200, json!({"id": "1", "password": "x"}))]), @r"
    ✗ Push a password
    expected no password in the answer
    came a password
    do Take the password (to keep or to drop it) and never return it.
    ");
}

#[test]
fn ignored_filter_is_red() {
    let people = [json!({"id": "1"}), json!({"id": "2"}), json!({"id": "3"})];
    insta::assert_snapshot!(played("A deactivated person is still matched", &[(200, list(&people))]), @r"
    ✗ A deactivated person is still matched
    expected exactly one result, 1, for the deactivated person
    came totalResults 3 and 3 resources (1, 2, 3)
    do List deactivated people too, or Okta creates them a second time.
    ");
}

#[test]
fn deactivation_must_show() {
    let deactivate = "Deactivate";
    insta::assert_snapshot!(played(deactivate, &[(200, json!({"active": true}))]), @r"
    ✗ Deactivate
    expected active = false
    came active = true
    do Accept a PATCH without a path, and show active:false in the answer.
    ");
    insta::assert_snapshot!(played(deactivate, &[(200, json!({"active": "false"}))]), @r#"
    ✗ Deactivate
    expected active = false
    came active = "false"
    do Accept a PATCH without a path, and show active:false in the answer.
    "#);
    insta::assert_snapshot!(played(deactivate, &[(204, json!("")), (200, json!({"active": false}))]), @"✓ Deactivate");
    insta::assert_snapshot!(played(deactivate, &[(204, json!("")), (404, error(404, "", "gone"))]), @r"
    ✗ Deactivate
    expected 200 with the whole resource
    came 404 Not Found: gone
    do Accept a PATCH without a path, and show active:false in the answer.
    ");
}

#[test]
fn creating_again_must_revive_the_same_id() {
    let again = "Create again: revived under the same id";
    insta::assert_snapshot!(played(again, &[(201, json!({"id": "1", "active": true}))]), @"✓ Create again: revived under the same id");
    insta::assert_snapshot!(played(again, &[(201, json!({"id": "9", "active": true}))]), @r#"
    ✗ Create again: revived under the same id
    expected id = "1"
    came id = "9"
    do The standard allows 409 here, but it leaves the admin at a dead end: revive the deactivated person.
    "#);
    insta::assert_snapshot!(played(again, &[(409, error(409, "uniqueness", "userName is taken"))]), @r"
    ✗ Create again: revived under the same id
    expected 201 (or 200) with the revived person
    came 409 Conflict (uniqueness): userName is taken
    do The standard allows 409 here, but it leaves the admin at a dead end: revive the deactivated person.
    ");
}

#[test]
fn removed_member_must_be_gone_and_the_others_stay() {
    let remove = "Remove one member";
    let group = |ids: &[&str]| json!({"id": "g", "members": ids.iter().map(|id| json!({"value": id})).collect::<Vec<_>>()});
    insta::assert_snapshot!(played(remove, &[(204, json!("")), (200, group(&["2"]))]), @"✓ Remove one member");
    insta::assert_snapshot!(played(remove, &[(204, json!("")), (200, group(&["1", "2"]))]), @r#"
    ✗ Remove one member
    expected the members {"2"}
    came the members {"1", "2"}
    do Remove exactly the member the path selects: not all, and not silently nobody.
    "#);
    insta::assert_snapshot!(played(remove, &[(204, json!("")), (200, group(&[]))]), @r#"
    ✗ Remove one member
    expected the members {"2"}
    came the members {}
    do Remove exactly the member the path selects: not all, and not silently nobody.
    "#);
}

#[test]
fn refusals_must_be_readable() {
    let token = "A wrong token is refused readably";
    insta::assert_snapshot!(played(token, &[(401, error(401, "", "unknown token"))]), @"✓ A wrong token is refused readably");
    insta::assert_snapshot!(played(token, &[(401, json!("Unauthorized"))]), @r"
    ✗ A wrong token is refused readably
    expected 401 as a SCIM error with a detail to read
    came 401 with the body Unauthorized
    do Answer 401 as SCIM JSON with a detail: anything else shows the admin a parser's complaint.
    ");
    insta::assert_snapshot!(played(token, &[(200, list(&[]))]), @r#"
    ✗ A wrong token is refused readably
    expected 401 as a SCIM error with a detail to read
    came 200 OK with the body {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}
    do Answer 401 as SCIM JSON with a detail: anything else shows the admin a parser's complaint.
    "#);
    let filter = "A bad filter is 400";
    insta::assert_snapshot!(played(filter, &[(200, list(&[]))]), @r#"
    ✗ A bad filter is 400
    expected 400 with scimType invalidFilter as a SCIM error with a detail to read
    came 200 OK with the body {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}
    do Answer 400 with scimType invalidFilter: never 500, and never the whole list.
    "#);
    insta::assert_snapshot!(played(filter, &[(500, json!("oops"))]), @r"
    ✗ A bad filter is 400
    expected 400 with scimType invalidFilter as a SCIM error with a detail to read
    came 500 Internal Server Error with the body oops
    do The server failed: its log has the cause (by request id, where it writes one).
    ");
    insta::assert_snapshot!(played(filter, &[(400, error(400, "invalidValue", "no"))]), @r#"
    ✗ A bad filter is 400
    expected 400 with scimType invalidFilter as a SCIM error with a detail to read
    came 400 with the body {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"invalidValue","detail":"no"}
    do Answer 400 with scimType invalidFilter: never 500, and never the whole list.
    "#);
}

#[test]
fn a_connection_that_breaks_is_red() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let thread = thread::spawn(move || drop(listener.accept()));
    let mut play = Play::new(Client::new(&url, "x").unwrap());
    let report = play.step(step("Match a person who is not there"));
    thread.join().unwrap();
    assert!(matches!(report.outcome, report::Outcome::NoAnswer { .. }));
    assert_eq!(report.requests[0].status, None);
}

#[test]
fn requests_look_like_oktas() {
    let script = Script::new(&[
        (200, "{}".to_owned()),
        (200, "{}".to_owned()),
        (204, String::new()),
    ]);
    let mut client = Client::new(&format!("{}/", script.url), "Bearer secret").unwrap();
    client.get("/Users?startIndex=1&count=2").unwrap();
    client.post("/Users", &json!({"a": "é"})).unwrap();
    client.delete("/Groups/1").unwrap();
    let requests = script.requests();
    insta::assert_snapshot!(heads(&requests), @r#"
    GET /scim/Users?startIndex=1&count=2 HTTP/1.1

    accept-charset: utf-8
    accept-encoding: gzip
    accept: application/scim+json
    authorization: Bearer secret
    connection: Keep-Alive
    user-agent: Okta SCIM Client 1.0.0
    ---
    POST /scim/Users HTTP/1.1

    accept-charset: utf-8
    accept-encoding: gzip
    accept: application/scim+json
    authorization: Bearer secret
    connection: Keep-Alive
    content-length: 10
    content-type: application/scim+json; charset=utf-8
    user-agent: Okta SCIM Client 1.0.0
    {"a":"é"}
    ---
    DELETE /scim/Groups/1 HTTP/1.1

    accept-charset: utf-8
    accept-encoding: gzip
    accept: application/scim+json
    authorization: Bearer secret
    connection: Keep-Alive
    content-type: application/scim+json; charset=utf-8
    user-agent: Okta SCIM Client 1.0.0
    ---
    "#);
}

/// The requests with their headers in order, lines ended by `\n`, the changing port left out.
fn heads(requests: &[String]) -> String {
    let mut text = String::new();
    for request in requests {
        let mut lines: Vec<&str> = request
            .lines()
            .filter(|line| !line.starts_with("host:"))
            .collect();
        lines[1..].sort_unstable();
        text.push_str(&lines.join("\n"));
        text.push_str("\n---\n");
    }
    text
}

#[test]
fn a_refused_token_stops_the_run() {
    let script = Script::new(&[(401, error(401, "", "revoked").to_string())]);
    let report = whole(&script.url, Afterwards::KeepDemo);
    script.requests();
    assert_eq!((report.passed, report.failed), (0, 1));
    assert!(report.skipped > 40);
    assert!(report.notes.is_empty());
    let page = report::markdown(&report);
    assert!(page.contains("- Came: 401 Unauthorized: revoked"), "{page}");
    let mut out = Vec::new();
    report::json(&mut out, &report);
    let text = String::from_utf8(out).unwrap();
    assert!(!text.contains("secret-token") && !page.contains("secret-token"));
    let parsed: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(parsed["steps"][0]["outcome"], "failed");
    assert_eq!(parsed["steps"][0]["requests"][0]["status"], 401);
    assert_eq!(parsed["steps"][1]["outcome"], "skipped");
}

fn whole(url: &str, afterwards: Afterwards) -> Report {
    match play(
        Client::new(url, "Bearer secret-token").unwrap(),
        afterwards,
        &mut |_| (),
    ) {
        Ending::Played(report) => report,
        Ending::Unreachable(reason) => panic!("{reason}"),
    }
}

fn okta_args(url: &str) -> OktaArgs {
    OktaArgs {
        url: url.to_owned(),
        token: "x".to_owned(),
        auth: TokenForm::Bearer,
        json: false,
        report: None,
        keep: false,
        clean: false,
    }
}

#[test]
fn exit_codes() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}/scim", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(run_okta(&okta_args(&nobody), &mut Vec::new()), 2);
    assert_eq!(run_okta(&okta_args("ftp://host/scim"), &mut Vec::new()), 2);
    let script = Script::new(&[(401, error(401, "", "revoked").to_string())]);
    assert_eq!(run_okta(&okta_args(&script.url), &mut Vec::new()), 1);
}

#[test]
fn a_server_that_is_not_there_is_explained() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/scim", listener.local_addr().unwrap());
    drop(listener);
    let Ending::Unreachable(reason) = play(
        Client::new(&url, "x").unwrap(),
        Afterwards::KeepDemo,
        &mut |_| (),
    ) else {
        panic!("nobody was there to answer");
    };
    assert!(reason.contains("Nothing listens there"), "{reason}");
}

#[test]
fn base_urls_that_okta_would_refuse() {
    for url in [
        "",
        "scim",
        "host/scim",
        "http://",
        "ftp://h/scim",
        "http://h/scim?x=1",
        "http://u:p@h/scim",
        "http://h/#a",
    ] {
        assert!(Client::new(url, "x").is_err(), "{url}");
    }
    assert_eq!(
        Client::new(" https://h/scim/v2// ", "x").unwrap().base(),
        "https://h/scim/v2"
    );
    assert!(Client::new("http://h", "to\nken").is_err());
}

#[test]
fn filter_values_are_encoded() {
    assert_eq!(
        percent_encode("a+b c@x.y\"\\é"),
        "a%2Bb%20c%40x.y%22%5C%C3%A9"
    );
}

#[test]
fn okta_ids_have_twenty_characters() {
    let names = crate::simulate::names::Names::new();
    assert_eq!(names.first.external_id.len(), 20);
    assert!(names.first.external_id.starts_with("00u"));
    assert_ne!(names.first.external_id, names.second.external_id);
    assert_ne!(
        names.first.user_name,
        crate::simulate::names::Names::new().first.user_name
    );
}

#[test]
fn step_names_are_unique_and_short() {
    let names: Vec<&str> = CHAPTERS
        .iter()
        .copied()
        .flatten()
        .chain(crate::simulate::demo::STEPS)
        .map(|step| step.name)
        .collect();
    let unique: std::collections::BTreeSet<&&str> = names.iter().collect();
    assert_eq!(unique.len(), names.len());
    assert!(
        names.iter().all(|name| name.chars().count() <= 44),
        "longer than the column"
    );
}
