//! Single sign-on against a provider that speaks OpenID Connect over real HTTP and signs with a real key.

use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use percent_encoding::percent_decode_str;
use rollcall_provisioning::accounts::Role;
use serde_json::{Value, json};

use crate::accounts::{PASSWORD, member, owner, refused, sign_in};
use crate::client::{Client, Reply};
use crate::harness::{TestApp, on_both};
use crate::receiver::{Answer, Received, Receiver};

on_both! {
    whoever_has_an_account_signs_in_at_the_provider,
    an_account_is_made_where_the_domain_is_allowed,
    an_id_token_that_is_not_to_be_believed_opens_nothing,
    settings_are_the_owners_and_show_no_secret,
    the_secret_goes_to_the_provider_that_it_is_of,
    letters_that_look_like_others_are_another_mailbox,
}

const CLIENT: &str = "rollcall";
const SECRET: &str = "s3cret-of-the-client";

/// What the provider says of whoever signs in, and how it errs.
#[derive(Default)]
struct Says {
    /// What differs from the claims of an honest provider.
    claims: Value,
    challenge: String,
    nonce: String,
    /// Signs with a key that is not its own.
    is_forger: bool,
    unsigned: bool,
}

pub(crate) struct Provider {
    server: Receiver,
    says: Arc<Mutex<Says>>,
}

fn new_key() -> EncodingKey {
    let pkcs8 =
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    EncodingKey::from_ec_der(pkcs8.unwrap().as_ref())
}

fn form(text: &str, name: &str) -> Option<String> {
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs
        .filter(|(known, _)| *known == name)
        .map(|(_, value)| value.replace('+', " "))
        .next()?;
    Some(percent_decode_str(&value).decode_utf8_lossy().into_owned())
}

fn json_answer(status: &'static str, body: &Value) -> Answer {
    let head = "Content-Type: application/json\r\n".to_owned();
    (status, head, body.to_string())
}

impl Provider {
    pub(crate) fn start() -> Self {
        let says = Arc::new(Mutex::new(Says::default()));
        let (known, own, other) = (says.clone(), new_key(), new_key());
        let mut jwk = Jwk::from_encoding_key(&own, Algorithm::ES256).unwrap();
        jwk.common.key_id = Some("k1".to_owned());
        let server = Receiver::start(move |_, asked| {
            let issuer = format!("http://{}", asked.headers["host"]);
            match asked.path.as_str() {
                "/.well-known/openid-configuration" => json_answer(
                    "200 OK",
                    &json!({
                        "issuer": issuer,
                        "authorization_endpoint": format!("{issuer}/authorize"),
                        "token_endpoint": format!("{issuer}/token"),
                        "jwks_uri": format!("{issuer}/keys"),
                    }),
                ),
                "/keys" => json_answer("200 OK", &json!({ "keys": [jwk] })),
                "/token" => {
                    let says = known.lock().unwrap();
                    token(
                        asked,
                        &issuer,
                        &says,
                        if says.is_forger { &other } else { &own },
                    )
                }
                _ => json_answer("404 Not Found", &json!({})),
            }
        });
        Self { server, says }
    }

    fn issuer(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Has the owner of the installation set it.
    pub(crate) fn set(&self, owner: &Client, more: &Value) -> Reply {
        let mut body =
            json!({ "issuer": self.issuer(), "client_id": CLIENT, "client_secret": SECRET });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        owner.put("/api/v1/sso", &body)
    }

    /// Goes to the provider and comes back as it says.
    pub(crate) fn visit(&self, app: &TestApp, claims: Value) -> Reply {
        let (state, held) = self.go(app, claims);
        back(app, "the-code", &state, &held)
    }

    /// Goes to the provider; answers the state and what is held.
    fn go(&self, app: &TestApp, claims: Value) -> (String, String) {
        let nobody = app.with_token("");
        let begun = nobody.post(
            "/api/v1/sso/begin",
            &json!({ "return_to": "/t/default/people" }),
        );
        let begun = begun.expect(200).json();
        let url = begun["url"].as_str().unwrap();
        let (page, query) = url.split_once('?').unwrap();
        assert_eq!(page, format!("{}/authorize", self.issuer()));
        let said = |name: &str| form(query, name).unwrap();
        assert_eq!(said("client_id"), CLIENT);
        assert_eq!(said("response_type"), "code");
        assert_eq!(said("code_challenge_method"), "S256");
        assert_eq!(said("scope"), "openid email profile");
        assert!(said("redirect_uri").ends_with("/sso/callback"));
        let mut says = self.says.lock().unwrap();
        says.claims = claims;
        says.challenge = said("code_challenge");
        says.nonce = said("nonce");
        (said("state"), begun["state"].as_str().unwrap().to_owned())
    }
}

fn back(app: &TestApp, code: &str, state: &str, held: &str) -> Reply {
    let body = json!({ "code": code, "state": state, "held": held });
    app.with_token("").post("/api/v1/sso/finish", &body)
}

/// Tokens for the code, as RFC 6749 and RFC 7636 have it.
fn token(asked: &Received, issuer: &str, says: &Says, key: &EncodingKey) -> Answer {
    let basic = STANDARD.encode(format!("{CLIENT}:{SECRET}"));
    let verifier = form(&asked.token, "code_verifier").unwrap();
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    let sent = asked.headers.get("authorization").map(String::as_str);
    let is_good = sent == Some(&format!("Basic {basic}"))
        && form(&asked.token, "code").as_deref() == Some("the-code")
        && challenge == says.challenge;
    if !is_good {
        return json_answer("400 Bad Request", &json!({ "error": "invalid_grant" }));
    }
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let mut claims = json!({
        "iss": issuer, "sub": "1", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": says.nonce,
        "email": "ada@example.com", "email_verified": true, "name": "Ada",
    });
    for (name, value) in says.claims.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some("k1".to_owned());
    let mut id_token = jsonwebtoken::encode(&header, &claims, key).unwrap();
    if says.unsigned {
        let head = URL_SAFE_NO_PAD.encode(br#"{"alg":"none","kid":"k1"}"#);
        let body = id_token.split('.').nth(1).unwrap().to_owned();
        id_token = format!("{head}.{body}.");
    }
    let body = json!({ "access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": id_token });
    json_answer("200 OK", &body)
}

fn whoever_has_an_account_signs_in_at_the_provider(app: &TestApp) {
    let owner = owner(app);
    let nobody = app.with_token("");
    nobody.post("/api/v1/sso/begin", &json!({})).problem(404);
    assert_eq!(
        nobody.get("/api/v1/sso/sign-in").json()["available"],
        json!(false)
    );
    let provider = Provider::start();
    provider.set(&owner, &json!({})).expect(200);
    let button = nobody.get("/api/v1/sso/sign-in").expect(200).json();
    assert_eq!(button, json!({ "available": true, "name": "127.0.0.1" }));

    let begun = provider
        .visit(app, json!({ "email": "ADA@example.com" }))
        .expect(201)
        .json();
    assert_eq!(begun["admin"]["email"], json!("ada@example.com"));
    assert_eq!(begun["return_to"], json!("/t/default/people"));
    let session = app
        .with_token(begun["token"].as_str().unwrap())
        .in_tenant("default");
    session.get("/api/v1/mapping").expect(200);
    let entries = session
        .get("/api/v1/audit?action=session.begin&limit=1")
        .expect(200)
        .json();
    assert_eq!(
        entries["entries"][0]["after"]["how"],
        json!("single_sign_on")
    );

    let stranger = provider.visit(app, json!({ "email": "eve@example.com" }));
    refused(&stranger, 403, "no_account");
    // What is held belongs to one way to the provider.
    let (state, held) = provider.go(app, json!({}));
    refused(
        &back(app, "the-code", "another", &held),
        400,
        "sso_begin_again",
    );
    refused(
        &back(app, "the-code", &state, "forged"),
        400,
        "sso_begin_again",
    );
    let (_, other) = provider.go(app, json!({}));
    refused(
        &back(app, "the-code", &state, &other),
        400,
        "sso_begin_again",
    );
    let (state, held) = provider.go(app, json!({}));
    let detail = refused(
        &back(app, "a-stolen-code", &state, &held),
        502,
        "provider_failed",
    );
    assert!(
        detail.contains("invalid_grant") && !detail.contains(SECRET),
        "{detail}"
    );
}

fn an_account_is_made_where_the_domain_is_allowed(app: &TestApp) {
    let owner = owner(app);
    let provider = Provider::start();
    let more = json!({ "allowed_domains": ["Acme.example"], "default_role": "auditor", "tenant": "default" });
    provider.set(&owner, &more).expect(200);
    let begun = provider.visit(app, json!({ "email": "bob@acme.example", "name": "Bob" }));
    let begun = begun.expect(201).json();
    assert_eq!(begun["admin"]["name"], json!("Bob"));
    assert_eq!(begun["admin"]["has_password"], json!(false));
    assert_eq!(begun["tenants"][0]["role"], json!("auditor"));
    refused(
        &sign_in(app, "bob@acme.example", "", None),
        401,
        "sign_in_refused",
    );
    for email in [
        "bob@evil.example",
        "bob@acme.example.evil.example",
        "bob@sub.acme.example",
    ] {
        refused(
            &provider.visit(app, json!({ "email": email })),
            403,
            "no_account",
        );
    }
    let id = begun["admin"]["id"].as_str().unwrap();
    let path = format!("/api/v1/admins/{id}");
    owner.put(&path, &json!({ "disabled": true })).expect(200);
    let disabled = provider.visit(app, json!({ "email": "bob@acme.example" }));
    refused(&disabled, 403, "disabled");
}

fn an_id_token_that_is_not_to_be_believed_opens_nothing(app: &TestApp) {
    let owner = owner(app);
    let provider = Provider::start();
    provider.set(&owner, &json!({})).expect(200);
    for (claims, why) in [
        (json!({ "iss": "https://other.example" }), "InvalidIssuer"),
        (json!({ "aud": "another-client" }), "InvalidAudience"),
        (json!({ "exp": 1_000 }), "expired"),
        (json!({ "nonce": "of another" }), "not for this sign-in"),
        (json!({ "azp": "another-client" }), "another client"),
        (json!({ "email_verified": false }), "email_verified"),
        (json!({ "email_verified": null }), "email_verified"),
        (json!({ "email": null }), "no e-mail address"),
    ] {
        let detail = refused(&provider.visit(app, claims.clone()), 502, "provider_failed");
        assert!(detail.contains(why), "{claims}: {detail}");
    }
    provider.says.lock().unwrap().is_forger = true;
    let detail = refused(&provider.visit(app, json!({})), 502, "provider_failed");
    assert!(detail.contains("InvalidSignature"), "{detail}");
    provider.says.lock().unwrap().is_forger = false;
    provider.says.lock().unwrap().unsigned = true;
    refused(&provider.visit(app, json!({})), 502, "provider_failed");
    provider.says.lock().unwrap().unsigned = false;
    provider.visit(app, json!({})).expect(201);
}

fn settings_are_the_owners_and_show_no_secret(app: &TestApp) {
    let owner = owner(app);
    owner.get("/api/v1/sso").problem(404);
    let provider = Provider::start();
    let set = provider.set(&owner, &json!({})).expect(200);
    assert_eq!(set.json()["has_secret"], json!(true));
    let mut kept = json!({ "issuer": provider.issuer(), "client_id": CLIENT });
    let set = owner.put("/api/v1/sso", &kept).expect(200);
    assert_eq!(set.json()["has_secret"], json!(true));
    for reply in [
        set,
        owner.get("/api/v1/sso"),
        owner.get("/api/v1/installation/audit"),
    ] {
        assert!(!reply.text.contains(SECRET), "{}", reply.text);
    }
    provider.visit(app, json!({})).expect(201);
    for (member, wrong) in [
        ("issuer", json!("http://provider.example")),
        ("issuer", json!("https://user:pass@provider.example")),
        ("client_id", json!("")),
        ("allowed_domains", json!(["no domain"])),
        ("default_role", json!("emperor")),
    ] {
        let mut body = kept.clone();
        body[member] = wrong;
        owner.put("/api/v1/sso", &body).problem(400);
    }
    // Another provider than the one that is asked.
    kept["issuer"] = json!(format!("{}/", provider.issuer()));
    refused(&owner.put("/api/v1/sso", &kept), 502, "provider_failed");
    let admin = sign_in(app, "ada@example.com", PASSWORD, None)
        .expect(201)
        .json();
    drop(admin);
    app.with_token("").get("/api/v1/sso").problem(401);
    owner.delete("/api/v1/sso").expect(204);
    owner.delete("/api/v1/sso").problem(404);
}

fn the_secret_goes_to_the_provider_that_it_is_of(app: &TestApp) {
    let owner = owner(app);
    let (ours, theirs) = (Provider::start(), Provider::start());
    ours.set(&owner, &json!({})).expect(200);
    for (issuer, client) in [(theirs.issuer(), CLIENT), (ours.issuer(), "another")] {
        let body = json!({ "issuer": issuer, "client_id": client });
        let set = owner.put("/api/v1/sso", &body).expect(200).json();
        assert_eq!(set["has_secret"], json!(false), "{body}");
        ours.set(&owner, &json!({})).expect(200);
    }
    // Nor does the other one get it when somebody comes.
    let body = json!({ "issuer": theirs.issuer(), "client_id": CLIENT });
    owner.put("/api/v1/sso", &body).expect(200);
    let detail = refused(&theirs.visit(app, json!({})), 502, "provider_failed");
    assert!(detail.contains("invalid_grant"), "{detail}");
}

fn letters_that_look_like_others_are_another_mailbox(app: &TestApp) {
    let owner = owner(app);
    let provider = Provider::start();
    let more = json!({ "allowed_domains": ["desk.example"], "default_role": "owner", "tenant": "default" });
    provider.set(&owner, &more).expect(200);
    member(app, "default", "skye@mail.example", Role::Owner);
    let comes = |email: &str| provider.visit(app, json!({ "email": email }));
    comes("SKYE@Mail.Example").expect(201);
    // Both fold to the letters of A to Z: ſ (U+017F) to s, the Kelvin sign (U+212A) to k.
    for other in [
        "\u{17f}kye@mail.example",
        "s\u{212a}ye@mail.example",
        "eve@de\u{17f}k.example",
    ] {
        refused(&comes(other), 403, "no_account");
        let tried = sign_in(app, other, PASSWORD, None);
        refused(&tried, 401, "sign_in_refused");
    }
    // They are letters all the same, and their address is somebody's.
    let eve = "ev\u{e9}@desk.example";
    let made = comes(eve).expect(201).json();
    assert_eq!(
        comes(eve).expect(201).json()["admin"]["id"],
        made["admin"]["id"]
    );
}
