//! Pages and forms of the console as a browser sends them, without a script.

use serde_json::{Value, json};
use url::form_urlencoded;

use crate::accounts::owner;
use crate::client::{Client, Reply};
use crate::harness::{TestApp, on_both};

on_both! {
    thresholds_and_language_of_alerts_are_set_by_their_form,
    what_the_console_refuses_is_told_in_the_readers_language,
}

/// A page as a browser gets it that this session is signed in with.
pub(crate) fn page(app: &TestApp, session: &Client, path: &str) -> Reply {
    let cookie = format!("rollcall_session={}", session.token);
    let headers = [("cookie", &*cookie), ("accept", "text/html")];
    app.with_token("").send("GET", path, &headers, None)
}

/// What a page sends when its form with these fields is sent.
fn sent(
    app: &TestApp,
    session: &Client,
    to: &str,
    more: &[(&str, &str)],
    fields: &[(&str, &str)],
) -> Reply {
    let cookie = format!("rollcall_session={}", session.token);
    let mut headers = vec![
        ("cookie", &*cookie),
        ("accept", "text/html"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    headers.extend(more);
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    app.with_token("")
        .send("POST", to, &headers, Some(body.as_bytes()))
}

/// What the forms of a page carry.
fn csrf(page: &Reply) -> String {
    let (_, rest) = page.text.split_once("name=\"_csrf\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn speaks(session: &Client, language: &str) {
    let profile = json!({ "name": "Ada", "language": language });
    session.put("/api/v1/session/profile", &profile).expect(200);
}

fn thresholds_and_language_of_alerts_are_set_by_their_form(app: &TestApp) {
    let owner = owner(app);
    let shown = page(app, &owner, "/t/default/alerts").expect(200);
    for kind in rollcall_provisioning::alerts::KINDS {
        let muted = format!("name=\"muted:list\" value=\"{}\"", kind.code);
        assert!(shown.text.contains(&muted), "{muted}: {}", shown.text);
    }
    let csrf = csrf(&shown);
    let fields = [
        ("_csrf", &*csrf),
        ("_call", "PUT /alerts/settings"),
        ("_then", "/t/default/alerts"),
        ("emails:lines", "it@example.com"),
        ("language", "nl"),
        ("webhook_url:or_null", ""),
        ("muted:list", ""),
        ("muted:list", "silence"),
        ("muted:list", "error_rate"),
        ("thresholds/silence_hours:number", "48"),
        ("thresholds/error_percent:number", "30"),
        ("thresholds/error_requests_min:number", "40"),
        ("thresholds/completeness_points:number", "5"),
    ];
    // The page that follows is asked for by somebody without a cookie here.
    sent(app, &owner, "/t/default/call", &[], &fields).expect(200);
    let mut set: Value = owner.get("/api/v1/alerts/settings").expect(200).json();
    set.as_object_mut().unwrap().remove("can_mail");
    assert_eq!(
        set,
        json!({
            "emails": ["it@example.com"], "language": "nl", "webhook_url": null, "muted": ["silence", "error_rate"],
            "thresholds": { "silence_hours": 48, "error_percent": 30, "error_requests_min": 40, "completeness_points": 5 },
        })
    );
    // The form has what was set.
    let again = page(app, &owner, "/t/default/alerts").text;
    for part in [
        "value=\"48\"",
        "value=\"silence\" checked",
        "value=\"nl\" selected",
    ] {
        assert!(again.contains(part), "{part}: {again}");
    }
}

fn what_the_console_refuses_is_told_in_the_readers_language(app: &TestApp) {
    let owner = owner(app);
    let csrf = csrf(&page(app, &owner, "/t/default/alerts"));
    speaks(&owner, "de");
    let of_no_part = page(app, &owner, "/t/nowhere").expect(404).text;
    assert!(
        of_no_part.contains("Sie gehören zu keiner Organisation"),
        "{of_no_part}"
    );
    let call = |form: &str, more: &[(&str, &str)], seen: &str| {
        let fields = [
            ("_csrf", form),
            ("_call", "POST /alerts/test"),
            ("_then", "/t/default/alerts"),
            ("_base", "GET /tenant"),
            ("_seen", seen),
        ];
        sent(app, &owner, "/t/default/call", more, &fields)
    };
    let elsewhere = [("sec-fetch-site", "cross-site"), ("accept-language", "de")];
    let foreign = call(&csrf, &elsewhere, "").expect(403).text;
    assert!(foreign.contains("einer anderen Website"), "{foreign}");
    let of_another = call("guessed", &[], "").expect(403).text;
    assert!(of_another.contains("einer anderen Sitzung"), "{of_another}");
    let meanwhile = call(&csrf, &[], "/name Something else").expect(409).text;
    assert!(meanwhile.contains("Jemand war schneller"), "{meanwhile}");
    assert!(
        meanwhile.contains("Von Ihnen wurde nichts gespeichert"),
        "{meanwhile}"
    );
}
