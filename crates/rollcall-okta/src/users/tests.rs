//! Okta's answers, as its documentation has them, and what should never come.

use std::time::Duration;

use serde_json::{Value, json};

use super::{About, Okta, refusal};
use crate::domain::Org;
use crate::source::{Ask, Limits, Position, Source};
use crate::trouble::Missing;
use crate::wire::Response;
use crate::{Kind, StatusPolicy};

fn okta() -> Okta {
    Okta {
        org: Org::stored("https://acme.okta.com", &[]).unwrap(),
        policy: StatusPolicy::default(),
        limits: Limits::default(),
    }
}

fn answer(status: u16, headers: &[(&str, &str)], body: &Value) -> Response {
    let mut answer = http::Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    answer.body(body.to_string().into_bytes()).unwrap()
}

fn user(id: &str, login: &str, status: &str, updated: &str) -> Value {
    json!({
        "id": id, "status": status, "created": "2013-06-24T16:39:18.000Z", "activated": null, "statusChanged": null,
        "lastLogin": null, "lastUpdated": updated, "passwordChanged": null, "type": {"id": "otyfnjfba4ye7pgjB0g4"},
        "profile": {"firstName": "Isaac", "lastName": "Brock", "email": login, "login": login, "mobilePhone": null},
        "_links": {"self": {"href": format!("https://acme.okta.com/api/v1/users/{id}")}},
    })
}

const NEXT: &str =
    "https://acme.okta.com/api/v1/users?after=00ud4tVDDXYVKPXKVLCO&limit=200&search=x";

#[test]
fn the_first_page_of_everybody_and_of_who_changed() {
    let uri = |ask: &Ask| okta().page_request(ask).unwrap().uri().to_string();
    assert_eq!(
        uri(&Ask::everybody(200)),
        "https://acme.okta.com/api/v1/users?search=lastUpdated+gt+%221970-01-01T00%3A00%3A00.000Z%22&sortBy=lastUpdated&sortOrder=asc&limit=200"
    );
    let changed = Ask::changed(1_000, 1_796_083_200_000_000, 300_000_000);
    assert!(uri(&changed).contains("%222026-11-30T23%3A55%3A00.000Z%22"));
    assert!(
        uri(&changed).ends_with("limit=200"),
        "no more than Okta gives"
    );
    let request = okta().page_request(&Ask::everybody(200)).unwrap();
    assert!(
        request.headers()["content-type"]
            .to_str()
            .unwrap()
            .contains("okta-response=omitCredentials")
    );
    assert_eq!(request.headers()["accept"], "application/json");
    assert!(
        request.headers()["user-agent"]
            .to_str()
            .unwrap()
            .starts_with("Rollcall/")
    );
}

#[test]
fn a_page_and_where_the_next_one_is() {
    let own = "<https://acme.okta.com/api/v1/users?limit=200>; rel=\"self\"";
    let next = format!("<{NEXT}>; rel=\"next\"");
    let body = json!([
        user(
            "00u1",
            "isaac@example.com",
            "ACTIVE",
            "2013-06-27T16:35:28.000Z"
        ),
        user(
            "00u2",
            "eric@example.com",
            "DEPROVISIONED",
            "2014-06-27T16:35:28.000Z"
        ),
    ]);
    let joined = format!("{own}, {next}");
    for headers in [
        vec![("link", own), ("link", &next)],
        vec![("Link", &joined)],
    ] {
        let read = okta()
            .read(&Ask::everybody(200), &answer(200, &headers, &body))
            .unwrap();
        assert_eq!(read.next, Some(Position::stored(NEXT)));
        let people: Vec<_> = read
            .people
            .iter()
            .map(|it| (it.external_id.as_str(), it.active))
            .collect();
        assert_eq!(people, [("00u1", Some(true)), ("00u2", Some(false))]);
        assert_eq!(read.newest_micros, Some(1_403_886_928_000_000));
        let ask = Ask::everybody(200).at(read.next.unwrap());
        assert_eq!(okta().page_request(&ask).unwrap().uri(), NEXT);
        let smaller = okta().page_request(&ask.smaller().unwrap()).unwrap();
        assert_eq!(
            smaller.uri().query(),
            Some("after=00ud4tVDDXYVKPXKVLCO&search=x&limit=100")
        );
    }
    let last = okta()
        .read(&Ask::everybody(200), &answer(200, &[("link", own)], &body))
        .unwrap();
    assert_eq!(last.next, None);
}

#[test]
fn links_in_every_spelling() {
    let next = |header: &str| {
        okta()
            .page(
                &Ask::everybody(200),
                &answer(200, &[("link", header)], &json!([])),
            )
            .map(|page| page.next)
    };
    let found = Ok(Some(Position::stored(NEXT)));
    for header in [
        format!("<{NEXT}>; rel=next"),
        format!("<{NEXT}>;REL=\"Next\";title=\"a, <b>; rel=prev\""),
        format!("<{NEXT}>; title=\"\\\", x\"; rel=\"prev next\", <https://x/>; rel=\"last\""),
        "</api/v1/users?after=00ud4tVDDXYVKPXKVLCO&limit=200&search=x>; rel=\"next\"".to_owned(),
        format!("<{NEXT}>; rel=\"next\", <{NEXT}>; rel=\"next\""),
    ] {
        assert_eq!(next(&header), found, "{header}");
    }
    for broken in [
        "https://acme.okta.com; rel=next",
        "<https://acme.okta.com",
        &format!("<{NEXT}>; rel=next, <{NEXT}1>; rel=next"),
    ] {
        assert_eq!(next(broken).unwrap_err().kind, Kind::Broken, "{broken}");
    }
}

#[test]
fn a_next_page_elsewhere_is_not_asked_for() {
    for foreign in [
        "https://evil.example/api/v1/users?after=x",
        "http://acme.okta.com/api/v1/users?after=x",
        "https://acme.okta.com:8443/api/v1/users?after=x",
        "https://acme.okta.com@evil.example/api/v1/users",
        "https://me:x@acme.okta.com/api/v1/users",
        "//169.254.169.254/api/v1/users",
        "https://acme.okta.com/oauth2/v1/revoke",
        "https://acme.okta.com/api/v1/users/00u1",
    ] {
        let header = format!("<{foreign}>; rel=\"next\"");
        let trouble = okta()
            .page(
                &Ask::everybody(200),
                &answer(200, &[("link", &header)], &json!([])),
            )
            .unwrap_err();
        assert_eq!(trouble.kind, Kind::Broken, "{foreign}");
        assert!(!trouble.detail.contains("evil"), "{trouble}");
        let stored = Ask::everybody(200).at(Position::stored(foreign));
        assert!(okta().page_request(&stored).is_err(), "{foreign}");
    }
    let ask = Ask::everybody(200).at(Position::stored(NEXT));
    let header = format!("<{NEXT}>; rel=\"next\"");
    assert!(
        okta()
            .read(&ask, &answer(200, &[("link", &header)], &json!([])))
            .is_err(),
        "round and round"
    );
}

#[test]
fn somebody_who_cannot_be_taken_is_left_out_by_name_and_nobody_else_is() {
    let mut long = user(
        "00u1",
        "isaac@example.com",
        "ACTIVE",
        "2013-06-27T16:35:28.000Z",
    );
    long["profile"]["note"] = "x".repeat(1024 * 1024).into();
    let mut many = user(
        "00u2",
        "eric@example.com",
        "ACTIVE",
        "2013-06-27T16:35:28.000Z",
    );
    for n in 0..1_001 {
        many["profile"][format!("a{n}")] = n.into();
    }
    let fine = user(
        "00u3",
        "ann@example.com",
        "ACTIVE",
        "2013-06-27T16:35:28.000Z",
    );
    let nameless = json!({"id": "00u4", "profile": {"login": null}});
    let body = json!([long, many, fine, nameless, 7, {"profile": {"login": "x"}}]);
    let read = okta()
        .read(&Ask::everybody(200), &answer(200, &[], &body))
        .unwrap();
    assert_eq!(read.people.len(), 1);
    let left: Vec<_> = read
        .left_out
        .iter()
        .map(|it| (it.external_id.as_deref(), it.why.as_str()))
        .collect();
    assert_eq!(left.len(), 5);
    assert_eq!(left[0].0, Some("00u1"));
    assert!(
        left[0].1.contains("bytes, and at most 262144"),
        "{}",
        left[0].1
    );
    assert_eq!(
        read.left_out[0].user_name.as_deref(),
        Some("isaac@example.com")
    );
    assert_eq!(
        left[1].1,
        "They have 1006 attributes, and at most 1000 are taken."
    );
    assert_eq!(
        left[2],
        (Some("00u4"), "The Okta user 00u4 has no `profile.login`.")
    );
    assert_eq!(left[4].0, None);
}

#[test]
fn a_page_that_is_too_long_or_no_list_is_not_read() {
    let mut narrow = okta();
    narrow.limits.page_bytes_max = 10;
    narrow.limits.page_people_max = 1;
    let body = json!([user("00u1", "isaac@example.com", "ACTIVE", "x")]);
    let kind =
        |ask: Ask, body: &Value| narrow.page(&ask, &answer(200, &[], body)).unwrap_err().kind;
    assert_eq!(kind(Ask::everybody(200), &body), Kind::SmallerPage);
    assert_eq!(kind(Ask::everybody(10), &body), Kind::Broken);
    assert_eq!(kind(Ask::everybody(10), &json!([1, 2])), Kind::Broken);
    let cut = http::Response::new(b"[{\"id\":".to_vec());
    assert_eq!(
        okta().page(&Ask::everybody(10), &cut).unwrap_err().kind,
        Kind::Broken
    );
    assert_eq!(
        okta()
            .page(&Ask::everybody(10), &answer(200, &[], &json!({})))
            .unwrap_err()
            .kind,
        Kind::Broken
    );
}

fn said(code: &str) -> Value {
    json!({"errorCode": code, "errorSummary": "words that may change", "errorLink": code, "errorId": "oae1", "errorCauses": []})
}

#[test]
fn each_refusal_says_what_is_to_be_done() {
    let scope = Kind::Forbidden(Missing::Scope("okta.users.read".to_owned()));
    let wants_scope = [(
        "www-authenticate",
        "Bearer authorization_uri=\"x\", error=\"insufficient_scope\"",
    )];
    let none: &[(&str, &str)] = &[];
    let table = [
        (401, "E0000011", none, Kind::NeedsToken),
        (401, "E0000004", none, Kind::NeedsToken),
        (403, "E0000005", none, Kind::NeedsToken),
        (403, "E0000006", none, Kind::Forbidden(Missing::Role)),
        (403, "E0000006", &wants_scope, scope),
        (401, "E0000015", none, Kind::Forbidden(Missing::Right)),
        (404, "E0000007", none, Kind::NotFound),
        (400, "E0000031", none, Kind::Broken),
        (500, "E0000009", none, Kind::SmallerPage),
        (504, "", none, Kind::SmallerPage),
        (503, "E0000010", none, Kind::BackOff),
        (
            503,
            "",
            &[("retry-after", "9")],
            Kind::RetryAfter(Duration::from_secs(9)),
        ),
        (429, "E0000047", none, Kind::BackOff),
        (302, "", none, Kind::Settings),
        (418, "", none, Kind::Broken),
    ];
    for (status, code, headers, kind) in table {
        let trouble = refusal(&answer(status, headers, &said(code)), About::FirstPage);
        assert_eq!(trouble.kind, kind, "{status} {code}");
        assert_eq!(trouble.code.as_deref(), (!code.is_empty()).then_some(code));
        assert!(!trouble.to_string().contains("words that may change"));
    }
    let about = |about| refusal(&answer(400, &[], &said("E0000001")), about).kind;
    assert_eq!(about(About::Page), Kind::BeginAgain);
    assert_eq!(about(About::User), Kind::Broken);
    let fault = refusal(&answer(500, &[], &said("E0000009")), About::User);
    assert_eq!(fault.kind, Kind::BackOff);
    let odd = refusal(
        &answer(500, &[], &json!({"errorCode": "<script>"})),
        About::User,
    );
    assert_eq!(odd.code, None);
    let proof = [
        ("www-authenticate", "DPoP error=\"use_dpop_nonce\""),
        ("dpop-nonce", "n1"),
    ];
    assert_eq!(
        refusal(&answer(401, &proof, &json!({})), About::User).kind,
        Kind::Nonce("n1".to_owned())
    );
}

#[test]
fn too_many_requests_in_a_minute_or_at_once() {
    let date = ("date", "Tue, 01 Dec 2026 00:00:00 GMT");
    let minute = [
        date,
        ("x-rate-limit-limit", "600"),
        ("x-rate-limit-remaining", "0"),
        ("x-rate-limit-reset", "1796083230"),
    ];
    let kind = |headers: &[(&str, &str)]| {
        refusal(&answer(429, headers, &said("E0000047")), About::Page).kind
    };
    assert_eq!(kind(&minute), Kind::RetryAfter(Duration::from_secs(31)));
    let once = [
        date,
        ("x-rate-limit-limit", "0"),
        ("x-rate-limit-remaining", "0"),
        ("x-rate-limit-reset", "1796083230"),
    ];
    assert_eq!(kind(&once), Kind::RetryAfter(Duration::from_secs(2)));
}

#[test]
fn one_user_is_read_anew() {
    let request = okta().user_request("00ub0oNGTSWTBKOLGLNR").unwrap();
    assert_eq!(
        request.uri(),
        "https://acme.okta.com/api/v1/users/00ub0oNGTSWTBKOLGLNR"
    );
    for odd in ["", "../users", "00u1?x", "me/lifecycle", &"x".repeat(101)] {
        assert!(okta().user_request(odd).is_err(), "{odd}");
    }
    let body = user(
        "00u1",
        "isaac@example.com",
        "SUSPENDED",
        "2013-06-27T16:35:28.000Z",
    );
    let read = okta()
        .read_user(&answer(200, &[], &body))
        .unwrap()
        .unwrap()
        .unwrap();
    assert_eq!(
        (read.external_id.as_str(), read.active),
        ("00u1", Some(false))
    );
    assert_eq!(
        okta().read_user(&answer(404, &[], &said("E0000007"))),
        Ok(None)
    );
    let left_out = okta()
        .read_user(&answer(200, &[], &json!({"id": "00u1"})))
        .unwrap()
        .unwrap();
    assert_eq!(left_out.unwrap_err().external_id.as_deref(), Some("00u1"));
    assert!(
        okta()
            .read_user(&answer(200, &[], &json!("x")))
            .unwrap()
            .unwrap()
            .is_err()
    );
}
