//! The console's door: the cookie of a session, what other sites' pages are refused, and what a page may load.

use actix_web::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use rollcall_provisioning::auth::Scope;

use crate::accounts::{PASSWORD, owner};
use crate::client::Reply;
use crate::harness::{TestApp, on_both};

on_both! {
    a_browser_is_given_a_cookie_that_nobody_else_gets,
    what_another_sites_page_sends_is_refused,
}

/// Sends a form as a browser does that follows no redirect.
fn posted(app: &TestApp, path: &str, headers: &[(&str, &str)], form: &str) -> Reply {
    let host = app.address.to_string();
    let own = [
        (CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded"),
        (HOST.as_str(), host.as_str()),
    ];
    let own = own
        .into_iter()
        .filter(|(name, _)| !headers.iter().any(|it| it.0 == *name));
    let all: String = own
        .chain(headers.iter().copied())
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let request = format!(
        "POST {path} HTTP/1.1\r\n{all}Content-Length: {}\r\nConnection: close\r\n\r\n{form}",
        form.len()
    );
    let answer = app.raw(request.as_bytes());
    let (head, text) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let header = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.to_owned(), value.to_owned())
    };
    Reply {
        status: status.parse().unwrap(),
        headers: lines.map(header).collect(),
        text: text.to_owned(),
    }
}

/// Signs Ada in by the console's form.
fn signed_in(app: &TestApp, headers: &[(&str, &str)]) -> Reply {
    let password = PASSWORD.replace(' ', "+");
    let form = format!("email=ada%40example.com&password={password}&return_to=%2F");
    posted(app, "/sign-in", headers, &form)
}

/// A cookie that is set, its attributes in the order of their names.
fn attributes(reply: &Reply) -> (String, Vec<String>) {
    let cookie = reply.header("set-cookie").unwrap();
    let (named, rest) = cookie.split_once("; ").unwrap();
    let mut rest: Vec<_> = rest.split("; ").map(str::to_owned).collect();
    rest.sort_unstable();
    (named.to_owned(), rest)
}

fn a_browser_is_given_a_cookie_that_nobody_else_gets(app: &TestApp) {
    owner(app);
    let (named, rest) = attributes(&signed_in(app, &[]).expect(303));
    assert!(named.starts_with("rollcall_session=rcs_"), "{named}");
    assert_eq!(rest, ["HttpOnly", "Path=/", "SameSite=Lax"]);
}

#[test]
fn behind_https_the_cookie_is_sent_by_https_alone() {
    let app = TestApp::configured(|config| {
        config.public_url = Some("https://rollcall.example.com".to_owned());
    });
    owner(&app);
    let (_, rest) = attributes(&signed_in(&app, &[]).expect(303));
    assert_eq!(rest, ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
    let out = posted(&app, "/sign-out", &[], "").expect(303);
    let (named, rest) = attributes(&out);
    assert_eq!(named, "__Host-rollcall_session=");
    assert_eq!(
        rest,
        ["HttpOnly", "Max-Age=0", "Path=/", "SameSite=Lax", "Secure"]
    );
    // An older browser says only where the page is from.
    for (origin, status) in [
        ("https://rollcall.example.com", 303),
        ("https://rollcall.example.com.evil.example", 403),
        ("http://rollcall.example.com", 403),
    ] {
        let headers = [(ORIGIN.as_str(), origin)];
        assert_eq!(signed_in(&app, &headers).status, status, "{origin}");
    }
}

fn what_another_sites_page_sends_is_refused(app: &TestApp) {
    owner(app);
    let site = "sec-fetch-site";
    let origin = ORIGIN.as_str();
    let here = (HOST.as_str(), "rollcall.local:8080");
    for (headers, status) in [
        (&[][..], 303),
        (&[(site, "same-origin")][..], 303),
        (&[(site, "none")][..], 303),
        (&[(site, "same-site")][..], 403),
        (&[(site, "cross-site")][..], 403),
        // What the browser says of itself goes before what its page is of.
        (
            &[
                (site, "cross-site"),
                here,
                (origin, "http://rollcall.local:8080"),
            ][..],
            403,
        ),
        (&[here, (origin, "http://rollcall.local:8080")][..], 303),
        (&[here, (origin, "http://rollcall.local")][..], 403),
        (&[here, (origin, "http://evil.example")][..], 403),
        (&[here, (origin, "null")][..], 403),
    ] {
        let reply = signed_in(app, headers);
        assert_eq!(reply.status, status, "{headers:?}");
        assert_eq!(
            reply.header("set-cookie").is_some(),
            status == 303,
            "{headers:?}"
        );
    }
}

#[test]
fn a_page_loads_nothing_but_what_the_program_serves() {
    let app = TestApp::on_sqlite();
    let nobody = app.with_token("");
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; \
                  form-action 'self'; frame-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    let token = app.client_of("default", Scope::Api).token;
    for page in [
        "/sign-in",
        "/connect/nothing",
        &format!("/set-up/{}", app.set_up_code),
    ] {
        let reply = nobody.get(page);
        assert_eq!(
            reply.header("content-security-policy"),
            Some(policy),
            "{page}"
        );
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{page}");
        assert_eq!(
            reply.header("referrer-policy"),
            Some("same-origin"),
            "{page}"
        );
        assert!(
            !reply.text.contains(&token) && !reply.text.contains("<style"),
            "{page}"
        );
    }
}
