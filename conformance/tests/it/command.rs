//! The binary: exit status, listing, reports to files, colours.

use crate::tiny_server::{Reply, TinyServer};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

fn command(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rollcall-conformance"))
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A folder with one case that passes where GET /Users is 200.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let case = json!({"name": "people are listed", "source": "s", "doc": "D.", "requirement": "SHOULD", "steps": [{"request": {"method": "GET", "path": "/Users"}, "expect": {"status": [200]}}]});
    std::fs::create_dir(folder.path().join("mine")).unwrap();
    std::fs::write(folder.path().join("mine/01_people.json"), case.to_string()).unwrap();
    folder
}

/// A server with one page of nobody, whose other answers have that status.
fn people(status: u16) -> TinyServer {
    TinyServer::start(move |request| {
        let list = json!({"totalResults": 0, "Resources": []});
        let first = request.target.contains("startIndex");
        Some(Reply::json(if first { 200 } else { status }, &list))
    })
}

fn try_on(server: &TinyServer, folder: &Path, more: &[&str]) -> Output {
    let cases = folder.to_str().unwrap();
    command(
        &[
            &[
                "--url",
                &server.base_url,
                "--token",
                "s3cret",
                "--cases",
                cases,
            ],
            more,
        ]
        .concat(),
    )
}

#[test]
fn exit_status_tells_conformance_failure_and_no_run_apart() {
    let folder = folder();
    let right = people(200);
    let passed = try_on(&right, folder.path(), &["--verbose"]);
    assert_eq!(passed.status.code(), Some(0));
    assert!(
        stdout(&passed).contains("  ✓ mine/01_people")
            && stdout(&passed).contains("1 passed, 0 failed, 0 skipped"),
        "{}",
        stdout(&passed)
    );
    assert!(!stdout(&passed).contains('\u{1b}'));
    let wrong = people(500);
    assert_eq!(try_on(&wrong, folder.path(), &[]).status.code(), Some(1));
    let forgiven = try_on(&wrong, folder.path(), &["--fail-on", "must"]);
    assert_eq!(forgiven.status.code(), Some(1), "nothing passed");
    assert_eq!(
        try_on(&right, folder.path(), &["--only", "nothing like it"])
            .status
            .code(),
        Some(2)
    );
    assert_eq!(
        try_on(&right, folder.path(), &["--requirement", "must"])
            .status
            .code(),
        Some(2)
    );
    let nobody = command(&["--url", "http://127.0.0.1:1", "--token", "t"]);
    assert_eq!(nobody.status.code(), Some(2));
    assert!(
        String::from_utf8(nobody.stderr)
            .unwrap()
            .contains("nothing answers at http://127.0.0.1:1")
    );
    let empty = command(&["--url", &right.base_url, "--token", " "]);
    assert_eq!(empty.status.code(), Some(2));
    assert!(String::from_utf8(empty.stderr).unwrap().contains("empty"));
}

#[test]
fn all_skipped_is_no_verdict_and_has_an_exit_status_of_its_own() {
    let folder = folder();
    let server = people(200);
    let some = try_on(&server, folder.path(), &["--only", "01_people"]);
    let verdict = format!(
        "CONFORMS in what was asked: cases of {}, 01_people, 1 case",
        folder.path().display()
    );
    assert_eq!(some.status.code(), Some(0));
    assert!(stdout(&some).contains(&verdict), "{}", stdout(&some));
    let file = folder.path().join("mine/01_people.json");
    let case = std::fs::read_to_string(&file).unwrap();
    let needy = case.replacen('{', "{\"needs\": [\"interop\"], ", 1);
    std::fs::write(file, needy).unwrap();
    let none = try_on(&server, folder.path(), &[]);
    assert_eq!(none.status.code(), Some(3), "{}", stdout(&none));
    assert!(stdout(&none).contains("NOTHING WAS PLAYED (1 case skipped)"));
}

#[test]
fn the_built_in_cases_can_be_listed_and_chosen() {
    let listed = stdout(&command(&[
        "--list",
        "--only",
        "okta_spec",
        "--skip",
        "older",
    ]));
    assert!(listed.lines().count() >= 12, "{listed}");
    assert!(
        listed
            .lines()
            .all(|line| line.contains("okta_spec/") && !line.contains("older")),
        "{listed}"
    );
}

#[test]
fn a_report_goes_to_a_file_or_alone_to_standard_output() {
    let folder = folder();
    let server = people(200);
    let document: Value = serde_json::from_str(&stdout(&try_on(
        &server,
        folder.path(),
        &["--format", "json"],
    )))
    .unwrap();
    assert_eq!(document["cases"][0]["verdict"], json!("passed"));
    let file = folder.path().join("report.xml");
    let page = folder.path().join("report.html");
    let output = try_on(
        &server,
        folder.path(),
        &[
            "--out",
            file.to_str().unwrap(),
            "--out",
            page.to_str().unwrap(),
        ],
    );
    assert!(stdout(&output).contains("CONFORMS"));
    assert!(std::fs::read_to_string(file).unwrap().starts_with("<?xml"));
    let page = std::fs::read_to_string(page).unwrap();
    assert!(
        page.contains("people are listed") && page.contains("GET http://"),
        "{page}"
    );
}

#[test]
fn a_pattern_that_matches_nothing_is_refused_with_those_nearby() {
    let table = [
        (
            vec!["--only", "okta_users", "--only", "nonexistent"],
            "--only nonexistent matches no case; the groups are async, ",
        ),
        (
            vec!["--only", "okta_usrs"],
            "--only okta_usrs matches no case; nearby there are okta_users; --list shows",
        ),
        (
            vec!["--skip", "pagin g"],
            "--skip pagin g matches no case; nearby there are paging",
        ),
        (
            vec![
                "--only",
                "paging",
                "--only",
                "okta_users",
                "--profile",
                "rfc",
            ],
            "--only okta_users matches no case that --profile",
        ),
        (
            vec!["--only", "paging", "--skip", "paging"],
            "no case matches; see --list",
        ),
    ];
    for (arguments, expected) in table {
        let (status, said) = refused(&[&["--list"], arguments.as_slice()].concat());
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn an_interrupted_run_has_the_exit_status_of_that_and_writes_its_report() {
    let folder = folder();
    let (asked, hears) = mpsc::channel();
    let server = TinyServer::start(move |request| {
        if !request.target.contains("startIndex") {
            asked.send(()).unwrap();
            // Long enough for the signal to come first.
            thread::sleep(Duration::from_secs(1));
        }
        Some(Reply::json(200, &json!({"totalResults": 0})))
    });
    let file = folder.path().join("report.json");
    let run = Command::new(env!("CARGO_BIN_EXE_rollcall-conformance"))
        .args(["--url", &server.base_url, "--cases"])
        .arg(folder.path())
        .arg("--out")
        .arg(&file)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    hears.recv().unwrap();
    let kill = Command::new("kill")
        .args(["-INT", &run.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.ends_with("interrupted; what was created has been deleted\n"),
        "{said}"
    );
    let report: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(report["verdict"], json!("INTERRUPTED: no verdict"));
}

#[test]
fn the_documents_tell_how_to_get_the_command_and_each_of_its_options() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    for name in ["README.md", "conformance/README.md"] {
        let text = page(name);
        let install = text.find("`cargo install --path conformance`").unwrap();
        let bare = text.find("`rollcall-conformance` on your path").unwrap();
        let first = text.find("    rollcall-conformance ").unwrap_or(text.len());
        assert!(install < bare && bare < first, "{name}");
        assert!(
            text.contains("cargo run -p rollcall-conformance -- --url "),
            "{name}"
        );
    }
    let help = stdout(&command(&["--help"]));
    let words = help.split(|letter: char| !letter.is_ascii_lowercase() && letter != '-');
    let options = words.filter(|word| word.starts_with("--") && word.len() > 2);
    let known = page("conformance/README.md");
    for option in options.filter(|option| !["--help", "--version"].contains(option)) {
        assert!(known.contains(&format!("`{option}")), "{option}");
    }
}

/// The exit status and what was said about it.
fn refused(arguments: &[&str]) -> (Option<i32>, String) {
    let output = command(arguments);
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn what_is_wrong_with_url_or_token_is_said_before_any_case() {
    let told = |server: &TinyServer, more: &[&str]| {
        let (status, said) = refused(&[&["--url", server.base_url.as_str()], more].concat());
        assert_eq!(status, Some(2), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(!said.contains("s3cret"), "{said}");
        said
    };
    let token = ["--token", "s3cret"];
    let broken = TinyServer::always(Reply::json(503, &json!({"detail": "s3cret is down"})));
    assert!(
        told(&broken, &token)
            .contains("look into its log, and try again when it answers: GET http")
    );
    assert!(told(&broken, &token).contains("/Users was answered 503 (*** is down)"));
    for (wait, said) in [
        (
            Some("3600"),
            "asks to wait (Retry-After: 3600), and the suite waits 5 times for at most 60 s; run it later",
        ),
        (Some("0"), "asks to wait (Retry-After: 0)"),
        (None, "does not say how long"),
    ] {
        let busy = Reply::empty(429);
        let busy = wait.map_or(busy.clone(), |wait| busy.with("Retry-After", wait));
        let told = told(&TinyServer::always(busy), &token);
        assert!(
            told.contains(said) && told.contains("answered 429"),
            "{told}"
        );
    }
    let other = TinyServer::always(Reply::json(200, &json!({})));
    assert!(told(&other, &token).contains("leads to no SCIM server; it is what stands before"));
    let closed = TinyServer::always(Reply::json(401, &json!({"detail": "the token is unknown"})));
    assert!(
        told(&closed, &token).contains("does not know these credentials: GET http://127.0.0.1")
    );
    assert!(told(&closed, &token).contains("answered 401 (the token is unknown)"));
    assert!(told(&closed, &[]).contains("none were given; give --token"));
    let other = TinyServer::always(Reply::json(403, &json!({"detail": "the scope is api"})));
    assert!(told(&other, &token).contains("do not open SCIM here"));
    // As below a base URL that ends with /Users.
    let nothing = TinyServer::always(Reply::json(
        404,
        &json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"]}),
    ));
    assert!(told(&nothing, &token).contains("the base URL leads to no SCIM server"));
    let page = Reply {
        body: "<html>s3cret</html>".into(),
        ..Reply::empty(200)
    };
    assert!(told(&TinyServer::always(page), &token).contains("the answer is not JSON"));
    let moved = TinyServer::always(Reply::empty(308).with("Location", "https://host/scim"));
    assert!(told(&moved, &token).contains("redirected to https://host/scim;"));
    for url in [
        "host/scim",
        "127.0.0.1:8080/scim",
        "ftp://host/scim",
        "://x",
    ] {
        let (status, said) = refused(&["--url", url, "--token", "s3cret"]);
        assert_eq!(status, Some(2));
        assert!(said.contains("does not begin with https://"), "{said}");
    }
}

/// Answers whatever comes with these bytes; the port.
fn says(bytes: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut heard = [0; 4096];
            let _some = stream.read(&mut heard).unwrap();
            stream.write_all(bytes).unwrap();
        }
    });
    port
}

#[test]
fn who_speaks_otherwise_is_not_taken_for_nobody() {
    // An HTTP server that gets a handshake, and a TLS server that gets a request.
    let plain = says(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    let alert = says(b"\x15\x03\x03\x00\x02\x02\x0a");
    for (url, advice) in [
        (
            format!("https://127.0.0.1:{plain}/scim"),
            "it may speak no TLS at all: check the port, and http:// against https://",
        ),
        (
            format!("http://127.0.0.1:{alert}/scim"),
            "; check the port, and http:// against https://",
        ),
    ] {
        let (status, said) = refused(&["--url", &url, "--token", "s3cret"]);
        assert_eq!(status, Some(2));
        assert!(
            said.contains(&format!("what answers at {url} is not understood")),
            "{said}"
        );
        assert!(
            said.contains(advice) && !said.contains("nothing answers"),
            "{said}"
        );
    }
}

#[test]
fn a_server_whose_lists_fail_is_tried_where_it_says_that_it_is_one() {
    let server = TinyServer::start(|request| {
        let config =
            json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"]});
        Some(match request.target.contains("ServiceProviderConfig") {
            true => Reply::json(200, &config),
            false => Reply::empty(500),
        })
    });
    let folder = folder();
    let output = try_on(&server, folder.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("0 passed, 1 failed"));
}

#[test]
fn a_report_that_cannot_be_written_is_told_before_any_case() {
    let folder = folder();
    let server = people(200);
    let nowhere = folder.path().join("no/such/folder.json");
    for place in [nowhere.as_path(), folder.path()] {
        let output = try_on(&server, folder.path(), &["--out", place.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stdout(&output).is_empty());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("cannot be written"), "{said}");
    }
}
