//! ID tokens and descriptions that are taken, and those that are not.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::{Endpoints, Expected, Keys, RS256_ONLY, SIGNATURES};

const NOW: i64 = 1_764_547_200;

fn key() -> EncodingKey {
    let pkcs8 =
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    EncodingKey::from_ec_der(pkcs8.unwrap().as_ref())
}

fn keys(key: &EncodingKey, more: &Value) -> Keys {
    let jwk = Jwk::from_encoding_key(key, Algorithm::ES256).unwrap();
    let mut jwk = serde_json::to_value(jwk).unwrap();
    jwk["kid"] = "k1".into();
    for (name, value) in more.as_object().unwrap() {
        jwk[name] = value.clone();
    }
    Keys::read(json!({ "keys": [jwk] }).to_string().as_bytes()).unwrap()
}

fn claims() -> Value {
    json!({
        "iss": "https://acme.okta.com", "aud": "0oa1", "sub": "00u1", "exp": NOW + 3600, "iat": NOW,
        "nonce": "n", "name": "Isaac Brock", "preferred_username": "isaac@example.com",
    })
}

fn token(key: &EncodingKey, claims: &Value, kid: &str) -> String {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(kid.to_owned());
    encode(&header, claims, key).unwrap()
}

fn expected() -> Expected<'static> {
    Expected {
        issuer: "https://acme.okta.com",
        client_id: "0oa1",
        nonce: "n",
        signatures: SIGNATURES,
        now_seconds: NOW,
    }
}

fn refusal(keys: &Keys, token: &str, expected: &Expected<'_>) -> String {
    keys.verified(token, expected).unwrap_err().to_string()
}

#[test]
fn an_id_token_says_who_signed_in() {
    let key = key();
    let claims = keys(&key, &json!({})).verified(&token(&key, &claims(), "k1"), &expected());
    let claims = claims.unwrap();
    assert_eq!(claims.subject.as_deref(), Some("00u1"));
    assert_eq!(
        claims.preferred_username.as_deref(),
        Some("isaac@example.com")
    );
    assert!(claims.email().is_err());
}

#[test]
fn an_id_token_of_somebody_else_or_for_somebody_else_is_refused() {
    let key = key();
    let known = keys(&key, &json!({}));
    let table = [
        ("iss", json!("https://acme.okta.com.evil.example")),
        ("aud", json!("0oa2")),
        ("nonce", json!("m")),
        ("nonce", json!(null)),
        ("azp", json!("0oa2")),
        ("exp", json!(NOW - 61)),
    ];
    for (name, value) in table {
        let mut claims = claims();
        claims[name] = value.clone();
        let said = refusal(&known, &token(&key, &claims, "k1"), &expected());
        assert!(
            said.starts_with("The provider's ID token is refused: "),
            "{name} {value}: {said}"
        );
        assert!(!said.contains("Isaac") && !said.contains("evil"), "{said}");
    }
    let mut late = claims();
    late["exp"] = (NOW - 30).into();
    let taken = known.verified(&token(&key, &late, "k1"), &expected());
    assert!(taken.is_ok(), "clocks differ a little");
}

#[test]
fn an_id_token_is_signed_by_a_key_of_the_provider_and_as_is_expected() {
    let (key, other) = (key(), key());
    let known = keys(&key, &json!({}));
    let own = token(&key, &claims(), "k1");
    let forged = token(&other, &claims(), "k1");
    assert!(known.verified(&forged, &expected()).is_err());
    let rotated = token(&key, &claims(), "k2");
    assert!(!known.know(&rotated) && known.know(&own));
    assert!(refusal(&known, &rotated, &expected()).contains("no key"));
    let pinned = Expected {
        signatures: RS256_ONLY,
        ..expected()
    };
    assert!(refusal(&known, &own, &pinned).contains("a method that is not taken"));
    let shared = encode(
        &Header::new(Algorithm::HS256),
        &claims(),
        &EncodingKey::from_secret(b"k"),
    );
    assert!(refusal(&known, &shared.unwrap(), &expected()).contains("a method"));
    assert!(refusal(&known, "eyJhbGciOiJub25lIn0.e30.", &expected()).contains("it is none"));
    let for_secrets = keys(&key, &json!({ "use": "enc" }));
    assert!(refusal(&for_secrets, &own, &expected()).contains("not one to sign with"));
}

#[test]
fn a_provider_is_who_it_calls_itself() {
    let described = |issuer: &str| {
        json!({
            "issuer": issuer, "authorization_endpoint": "https://x/a", "token_endpoint": "https://x/t",
            "jwks_uri": "https://x/k", "more": [],
        })
        .to_string()
    };
    let read = Endpoints::read(
        "https://acme.okta.com",
        described("https://acme.okta.com").as_bytes(),
    );
    assert_eq!(
        read.unwrap().all(),
        ["https://x/a", "https://x/t", "https://x/k"]
    );
    let slash = Endpoints::read(
        "https://acme.okta.com",
        described("https://acme.okta.com/").as_bytes(),
    );
    assert!(slash.unwrap_err().to_string().contains("to the slash"));
    let long = vec![b' '; 300_000];
    assert!(Endpoints::read("https://acme.okta.com", &long).is_err());
    assert!(Keys::read(&long).is_err());
}
