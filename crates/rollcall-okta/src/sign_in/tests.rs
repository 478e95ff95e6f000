//! Going to Okta, coming back, and what comes of it.

use std::collections::HashMap;
use std::time::Duration;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::{
    App, Begun, Purpose, Refused, TokenKind, organization_request, read_organization, read_revoked,
    read_tokens,
};
use crate::domain::Org;
use crate::oidc::Keys;
use crate::trouble::Missing;
use crate::wire::{Request, Response};
use crate::{Kind, Trouble};

const REDIRECT: &str = "https://rollcall.example.com/callbacks/okta";

fn app(sends_origin: bool) -> App {
    let org = Org::stored("https://acme.okta.com", &[]).unwrap();
    App::new(org, " 0oa1b2c3 ", REDIRECT, sends_origin).unwrap()
}

fn begun() -> Begun {
    let mut random = [0; 96];
    random
        .iter_mut()
        .enumerate()
        .for_each(|(at, byte)| *byte = u8::try_from(at).unwrap());
    app(false).begin(&random).unwrap()
}

fn query(url: &Url) -> HashMap<String, String> {
    url.query_pairs().into_owned().collect()
}

fn form(request: &Request) -> Vec<(String, String)> {
    form_urlencoded::parse(request.body())
        .into_owned()
        .collect()
}

fn answer(status: u16, headers: &[(&str, &str)], body: &Value) -> Response {
    let mut answer = http::Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    answer.body(body.to_string().into_bytes()).unwrap()
}

#[test]
fn an_administrator_is_sent_to_okta() {
    let Begun { url, held } = begun();
    assert_eq!(
        &url[..url::Position::AfterPath],
        "https://acme.okta.com/oauth2/v1/authorize"
    );
    let query = query(&url);
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["client_id"], "0oa1b2c3");
    assert_eq!(query["redirect_uri"], REDIRECT);
    assert_eq!(
        query["scope"],
        "openid profile offline_access okta.users.read okta.schemas.read"
    );
    assert_eq!(query["code_challenge_method"], "S256");
    assert_eq!(query["state"], held.state());
    // Of the verifier of the bytes 64 to 95.
    assert_eq!(query["code_challenge"].len(), 43);
    let others = [&query["state"], &query["nonce"], &held.verifier];
    assert!(others.iter().all(|text| text.len() == 43));
    assert!(query["nonce"] != query["state"] && held.verifier != query["code_challenge"]);
    assert_eq!(format!("{held:?}"), "Held");
    let stored = serde_json::to_string(&held).unwrap();
    assert_eq!(serde_json::from_str::<super::Held>(&stored).unwrap(), held);
}

#[test]
fn what_cannot_be_an_app_is_refused() {
    let org = || Org::stored("https://acme.okta.com", &[]).unwrap();
    for (client, redirect) in [
        ("", REDIRECT),
        ("my app", REDIRECT),
        ("0oa\u{e4}", REDIRECT),
        ("0oa1", "callbacks/okta"),
        ("0oa1", "ftp://x/"),
    ] {
        assert_eq!(
            App::new(org(), client, redirect, true).unwrap_err().kind,
            Kind::Settings
        );
    }
}

#[test]
fn coming_back_with_a_code() {
    let (app, held) = (app(false), begun().held);
    let state = held.state();
    let code = app
        .code(
            &format!("?code=abc&state={state}&iss=https%3A%2F%2Facme.okta.com"),
            &held,
        )
        .unwrap();
    let request = app.code_request(&code, &held, None).unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://acme.okta.com/oauth2/v1/token");
    assert_eq!(
        request.headers()["content-type"],
        "application/x-www-form-urlencoded"
    );
    assert!(
        !request.headers().contains_key("origin")
            && !request.headers().contains_key("authorization")
    );
    let sent: HashMap<_, _> = form(&request).into_iter().collect();
    assert_eq!(sent["code"], "abc");
    assert_eq!(sent["code_verifier"], held.verifier);
    assert_eq!(sent["redirect_uri"], REDIRECT);
    assert!(!sent.contains_key("client_secret"));
}

#[test]
fn coming_back_without_one() {
    let (app, held) = (app(false), begun().held);
    let state = held.state();
    let refused = |query: String| app.code(&query, &held).unwrap_err();
    assert_eq!(refused("code=abc".to_owned()), Refused::NoState);
    assert_eq!(
        refused(format!("code=abc&state={state}&state={state}")),
        Refused::NoState
    );
    assert_eq!(
        refused("code=abc&state=forged".to_owned()),
        Refused::ForeignState
    );
    assert_eq!(
        refused("error=access_denied&state=forged".to_owned()),
        Refused::ForeignState
    );
    assert_eq!(refused(format!("state={state}")), Refused::NoCode);
    assert_eq!(
        refused(format!("state={state}&code=a&code=b")),
        Refused::NoCode
    );
    assert_eq!(
        refused(format!("state={state}&code=a&iss=https://evil.okta.com")),
        Refused::ForeignIssuer
    );
    let long = format!("state={state}&code={}", "x".repeat(9_000));
    assert_eq!(refused(long), Refused::NoState);
    let error = |error: &str, description: &str| {
        refused(format!(
            "state={state}&error={error}&error_description={description}"
        ))
    };
    assert_eq!(
        error(
            "access_denied",
            "User+is+not+assigned+to+the+client+application."
        ),
        Refused::NotAssigned
    );
    assert_eq!(
        error("access_denied", "The+resource+owner+denied+the+request."),
        Refused::Denied
    );
    assert_eq!(error("invalid_scope", "One+or+more+scopes"), Refused::Scope);
    assert_eq!(error("unauthorized_client", ""), Refused::Application);
    assert_eq!(error("server_error", ""), Refused::Later);
    let other = error("<b>odd", "<script>");
    assert_eq!(other.code(), "bodd");
    assert!(!other.to_string().contains('<'));
}

#[test]
fn each_refusal_names_the_screen_where_it_is_mended() {
    for (refused, screen) in [
        (Refused::NotAssigned, "tab Assignments"),
        (Refused::Denied, "tab Assignments"),
        (Refused::Scope, "tab Okta API Scopes"),
        (Refused::Application, "tab General"),
        (Refused::Other("x".to_owned()), "System Log"),
        (Refused::ForeignState, "Connect Okta"),
    ] {
        assert!(refused.to_string().contains(screen), "{refused}");
    }
}

fn tokens(more: &Value) -> Value {
    let mut body = json!({
        "token_type": "Bearer", "expires_in": 3600, "access_token": "at", "refresh_token": "rt", "id_token": "it",
        "scope": "openid profile offline_access okta.users.read okta.schemas.read",
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

#[test]
fn tokens_are_read_and_not_shown() {
    let read = |more: &Value, purpose| read_tokens(&answer(200, &[], &tokens(more)), purpose);
    let got = read(&json!({}), Purpose::Code).unwrap();
    assert_eq!(
        (got.access_token.as_str(), got.kind),
        ("at", TokenKind::Bearer)
    );
    assert_eq!(got.expires_in, Duration::from_secs(3600));
    assert_eq!(got.refresh_token.as_deref(), Some("rt"));
    assert_eq!(got.id_token.as_deref(), Some("it"));
    assert!(got.schemas_missing().is_none());
    let shown = format!("{got:?}");
    assert!(
        !["at\"", "rt", "\"it"]
            .iter()
            .any(|secret| shown.contains(secret)),
        "{shown}"
    );
    assert_eq!(
        read(&json!({"token_type": "DPoP"}), Purpose::Code)
            .unwrap()
            .kind,
        TokenKind::Dpop
    );
    assert!(read(&json!({"token_type": "mac"}), Purpose::Code).is_err());
    assert!(read(&json!({"access_token": null}), Purpose::Code).is_err());
    let silent = read(&json!({"scope": null, "expires_in": null}), Purpose::Code).unwrap();
    assert_eq!(silent.expires_in, Duration::from_secs(3600));
    let kept = read(&json!({"refresh_token": null}), Purpose::Refresh).unwrap();
    assert_eq!(kept.refresh_token, None);
}

#[test]
fn a_scope_that_is_missing_is_named() {
    let read = |scope: &str| {
        read_tokens(
            &answer(200, &[], &tokens(&json!({"scope": scope}))),
            Purpose::Code,
        )
    };
    let trouble = read("openid profile offline_access").unwrap_err();
    assert_eq!(
        trouble.kind,
        Kind::Forbidden(Missing::Scope("okta.users.read".to_owned()))
    );
    assert!(trouble.detail.contains("tab Okta API Scopes"), "{trouble}");
    let schemas = read("okta.users.read").unwrap().schemas_missing().unwrap();
    assert!(schemas.detail.contains("okta.schemas.read"), "{schemas}");
    let once = tokens(&json!({"refresh_token": null}));
    let trouble = read_tokens(&answer(200, &[], &once), Purpose::Code).unwrap_err();
    assert!(trouble.detail.contains("Refresh Token"), "{trouble}");
}

#[test]
fn refreshing_and_ending_tokens() {
    let request = app(true).refresh_request("r/t+1", true, None).unwrap();
    assert_eq!(request.headers()["origin"], "https://rollcall.example.com");
    let sent: HashMap<_, _> = form(&request).into_iter().collect();
    assert_eq!(
        (sent["grant_type"].as_str(), sent["refresh_token"].as_str()),
        ("refresh_token", "r/t+1")
    );
    assert_eq!(sent["scope"], super::SCOPES.join(" "));
    let request = app(true).refresh_request("rt", false, None).unwrap();
    let sent: HashMap<_, _> = form(&request).into_iter().collect();
    assert_eq!(
        sent["scope"],
        "openid profile offline_access okta.users.read"
    );
    let request = app(false).revoke_request("rt").unwrap();
    assert_eq!(request.uri(), "https://acme.okta.com/oauth2/v1/revoke");
    assert_eq!(form(&request)[2].1, "refresh_token");
    assert!(read_revoked(&answer(200, &[], &json!(null))).is_ok());
    assert!(
        read_revoked(&answer(503, &[], &json!({})))
            .unwrap_err()
            .passes()
    );
    assert_eq!(
        app(false).keys_request().unwrap().uri(),
        "https://acme.okta.com/oauth2/v1/keys?client_id=0oa1b2c3"
    );
}

/// What comes of a refusal of the token endpoint.
fn refused(status: u16, error: &str, description: &str, purpose: Purpose) -> Trouble {
    let body = json!({"error": error, "error_description": description});
    read_tokens(&answer(status, &[("dpop-nonce", "n1")], &body), purpose).unwrap_err()
}

#[test]
fn what_is_set_wrong_is_named_with_its_screen() {
    const NO_PKCE: &str =
        "Browser requests to the token endpoint must use Proof Key for Code Exchange.";
    const FOREIGN_ORIGIN: &str = "Browser requests to the token endpoint must be part of at least one whitelisted redirect_uri.";
    let table = [
        (401, "invalid_client", "Invalid value.", "Client ID"),
        (401, "invalid_client", NO_PKCE, "Single-Page Application"),
        (400, "invalid_request", FOREIGN_ORIGIN, "redirect URIs"),
        (400, "unauthorized_client", "x", "Refresh Token"),
        (400, "invalid_dpop_proof", "x", "clock"),
    ];
    for (status, error, description, part) in table {
        let trouble = refused(status, error, description, Purpose::Refresh);
        assert_eq!(trouble.kind, Kind::Settings, "{error} {description}");
        assert!(trouble.detail.contains(part), "{trouble}");
        assert_eq!(trouble.code.as_deref(), Some(error));
    }
}

#[test]
fn the_token_endpoint_says_no() {
    let kind = |status, error: &str, description: &str| {
        refused(status, error, description, Purpose::Refresh).kind
    };
    let expired = "The refresh token is invalid or expired.";
    assert_eq!(kind(400, "invalid_grant", expired), Kind::NeedsSignIn);
    let nonce = kind(
        400,
        "use_dpop_nonce",
        "Authorization server requires nonce.",
    );
    assert_eq!(nonce, Kind::Nonce("n1".to_owned()));
    let missing = "The DPoP proof JWT header is missing.";
    assert_eq!(kind(400, "invalid_dpop_proof", missing), Kind::NeedsProof);
    let scope = Missing::Scope("okta.users.read".to_owned());
    assert_eq!(kind(400, "invalid_scope", "x"), Kind::Forbidden(scope));
    assert_eq!(kind(500, "", ""), Kind::BackOff);
    assert_eq!(kind(404, "", ""), Kind::Broken);
    let code = refused(400, "invalid_grant", expired, Purpose::Code);
    assert!(code.detail.contains("expired or was used"), "{code}");
}

#[test]
fn too_many_sign_ins_are_waited_for() {
    let headers = [
        ("date", "Tue, 01 Dec 2026 00:00:00 GMT"),
        ("x-rate-limit-limit", "60"),
        ("x-rate-limit-remaining", "0"),
        ("x-rate-limit-reset", "1796083210"),
    ];
    let trouble = read_tokens(
        &answer(429, &headers, &json!({"errorCode": "E0000047"})),
        Purpose::Refresh,
    )
    .unwrap_err();
    assert_eq!(trouble.kind, Kind::RetryAfter(Duration::from_secs(11)));
}

#[test]
fn a_domain_is_an_organizations_or_says_so_before_anybody_is_sent_there() {
    let org = Org::stored("https://acme.okta.com", &[]).unwrap();
    let request = organization_request(&org).unwrap();
    assert_eq!(
        request.uri(),
        "https://acme.okta.com/.well-known/openid-configuration"
    );
    let described = |issuer: &str, keys: &str| {
        json!({
            "issuer": issuer, "authorization_endpoint": "https://acme.okta.com/oauth2/v1/authorize",
            "token_endpoint": "https://acme.okta.com/oauth2/v1/token", "jwks_uri": keys,
        })
    };
    let (own, keys) = (
        "https://acme.okta.com",
        "https://acme.okta.com/oauth2/v1/keys",
    );
    let read = |status, body: &Value| read_organization(&org, &answer(status, &[], body));
    assert_eq!(read(200, &described(own, keys)), Ok(()));
    for (status, body) in [
        (404, json!({})),
        (302, json!({})),
        (200, json!("<html>")),
        (200, described("https://other.okta.com", keys)),
        (200, described(own, "https://evil.example/keys")),
        (403, json!({})),
    ] {
        let trouble = read(status, &body).unwrap_err();
        assert_eq!(trouble.kind, Kind::Settings, "{status} {body}");
        assert!(trouble.detail.contains("acme.okta.com"), "{trouble}");
    }
    assert!(read(503, &json!({})).unwrap_err().passes());
}

/// A key as Okta signs with.
fn rsa() -> EncodingKey {
    /// What PKCS #8 has before the key of 2048 bits itself.
    const HEAD_BYTES: usize = 26;
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    EncodingKey::from_rsa_der(&pkcs8.as_ref()[HEAD_BYTES..])
}

#[test]
fn who_signed_in_is_told_by_the_organization_for_this_sign_in() {
    let (key, held) = (rsa(), begun().held);
    let mut jwk =
        serde_json::to_value(Jwk::from_encoding_key(&key, Algorithm::RS256).unwrap()).unwrap();
    jwk["kid"] = "k1".into();
    let keys = Keys::read(json!({ "keys": [jwk] }).to_string().as_bytes()).unwrap();
    let now = 1_796_083_200;
    let who = |issuer: &str, nonce: &str| {
        let claims = json!({
            "iss": issuer, "aud": "0oa1b2c3", "sub": "00u1", "iat": now, "exp": now + 3600, "nonce": nonce,
            "preferred_username": "admin@example.com",
        });
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some("k1".to_owned());
        let token = encode(&header, &claims, &key).unwrap();
        app(false).who(&keys, &token, &held, now)
    };
    let nonce = query(&begun().url)["nonce"].clone();
    let claims = who("https://acme.okta.com", &nonce).unwrap();
    assert_eq!(
        claims.preferred_username.as_deref(),
        Some("admin@example.com")
    );
    assert!(who("https://other.okta.com", &nonce).is_err());
    assert!(who("https://acme.okta.com", "another").is_err());
}
