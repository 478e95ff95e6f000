//! What stands for an Okta organization in these tests: sign-in with PKCE and rotating refresh tokens, users page by page, limits, and whatever
//! goes wrong there when it is told to. Made from what Okta publishes.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::receiver::{Answer, Received, Receiver};

pub(crate) const CLIENT: &str = "0oa1b2c3d4e5f6g7h8i9";

static KEY: LazyLock<EncodingKey> = LazyLock::new(|| {
    /// What stands before the key itself in PKCS #8.
    const HEAD_BYTES: usize = 26;
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    EncodingKey::from_rsa_der(&pkcs8.as_ref()[HEAD_BYTES..])
});

/// What goes wrong with the next request for users.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// It is answered so.
    Status(&'static str),
    /// Too many: the window ends in so many seconds.
    TooMany(i64),
    /// The next page is at another host.
    ForeignNext,
    /// The answer is no JSON.
    Broken,
    /// The answer takes so long.
    Slow(Duration),
}

#[derive(Default)]
struct Kept {
    users: Vec<Value>,
    page_people_max: usize,
    /// By code: challenge and nonce.
    codes: HashMap<String, (String, String)>,
    refresh_tokens: HashSet<String>,
    used: HashSet<String>,
    access_tokens: HashSet<String>,
    count: usize,
    faults: VecDeque<Fault>,
    requests: Vec<String>,
    demands_proofs: bool,
    id_token_skew_seconds: i64,
    scope: Option<&'static str>,
    custom: Value,
}

pub(crate) struct OktaDouble {
    receiver: Receiver,
    kept: Arc<Mutex<Kept>>,
}

/// A user of Okta's.
pub(crate) fn okta_user(number: usize, minute: usize) -> Value {
    json!({
        "id": format!("00u{number:08}"), "status": "ACTIVE", "created": "2026-01-01T00:00:00.000Z",
        "lastUpdated": format!("2026-11-01T{:02}:{:02}:00.000Z", minute / 60 % 24, minute % 60),
        "type": {"id": "oty1"},
        "profile": {
            "login": format!("user{number}@example.com"), "email": format!("user{number}@example.com"),
            "firstName": format!("First{number}"), "lastName": "Example", "title": "Pilot", "department": "Air",
        },
    })
}

impl OktaDouble {
    /// One with so many users.
    pub(crate) fn start(users: usize) -> Self {
        // Making a key takes a while.
        LazyLock::force(&KEY);
        let kept = Kept {
            users: (0..users).map(|number| okta_user(number, number)).collect(),
            page_people_max: 200,
            custom: json!({}),
            ..Kept::default()
        };
        let kept = Arc::new(Mutex::new(kept));
        let answering = kept.clone();
        let receiver = Receiver::start(move |_, received| {
            let slow = {
                let mut kept = answering.lock().unwrap();
                kept.take_slow(received)
            };
            if let Some(slow) = slow {
                std::thread::sleep(slow);
            }
            answering.lock().unwrap().answer(received)
        });
        Self { receiver, kept }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.receiver.address)
    }

    pub(crate) fn fails(&self, faults: impl IntoIterator<Item = Fault>) {
        self.kept.lock().unwrap().faults.extend(faults);
    }

    pub(crate) fn pages_of(&self, people: usize) {
        self.kept.lock().unwrap().page_people_max = people;
    }

    pub(crate) fn demands_proofs(&self) {
        self.kept.lock().unwrap().demands_proofs = true;
    }

    pub(crate) fn grants(&self, scope: &'static str) {
        self.kept.lock().unwrap().scope = Some(scope);
    }

    pub(crate) fn id_tokens_are_off_by(&self, seconds: i64) {
        self.kept.lock().unwrap().id_token_skew_seconds = seconds;
    }

    pub(crate) fn has_custom(&self, custom: Value) {
        self.kept.lock().unwrap().custom = custom;
    }

    /// Everything that was given is good no more.
    pub(crate) fn revoke_all(&self) {
        let mut kept = self.kept.lock().unwrap();
        kept.access_tokens.clear();
        kept.refresh_tokens.clear();
    }

    /// Access tokens have come to their end.
    pub(crate) fn access_ends(&self) {
        self.kept.lock().unwrap().access_tokens.clear();
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.kept.lock().unwrap().requests.clone()
    }

    /// How often refresh tokens were used that were used before.
    pub(crate) fn refresh_tokens(&self) -> usize {
        self.kept.lock().unwrap().refresh_tokens.len()
    }

    pub(crate) fn add(&self, user: Value) {
        self.kept.lock().unwrap().users.push(user);
    }

    pub(crate) fn remove(&self, number: usize) {
        let id = format!("00u{number:08}");
        let mut kept = self.kept.lock().unwrap();
        kept.users.retain(|user| user["id"] != json!(id));
    }

    /// Changes a user, at that minute of the second of November.
    pub(crate) fn change(&self, number: usize, minute: usize, how: impl FnOnce(&mut Value)) {
        let id = format!("00u{number:08}");
        let mut kept = self.kept.lock().unwrap();
        let user = kept.users.iter_mut().find(|user| user["id"] == json!(id));
        let user = user.unwrap();
        how(user);
        let at = format!("2026-11-02T{:02}:{:02}:00.000Z", minute / 60, minute % 60);
        user["lastUpdated"] = json!(at);
    }

    /// An administrator opens this address, signs in and consents; answers the query that they come back with.
    pub(crate) fn consents(&self, url: &str) -> String {
        let (page, query) = url.split_once('?').unwrap();
        assert_eq!(page, format!("{}/oauth2/v1/authorize", self.origin()));
        let said = |name: &str| form(query, name).unwrap();
        assert_eq!(said("client_id"), CLIENT);
        assert_eq!(said("response_type"), "code");
        assert_eq!(said("code_challenge_method"), "S256");
        assert!(said("redirect_uri").ends_with("/callbacks/okta"));
        let mut kept = self.kept.lock().unwrap();
        let code = kept.new_token("code");
        let expected = (said("code_challenge"), said("nonce"));
        kept.codes.insert(code.clone(), expected);
        format!("code={code}&state={}", said("state"))
    }
}

pub(crate) fn form(text: &str, name: &str) -> Option<String> {
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

fn refusal(code: &str, summary: &str) -> Value {
    json!({ "errorCode": code, "errorSummary": summary, "errorLink": code, "errorId": "oae1", "errorCauses": [] })
}

fn now() -> i64 {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    i64::try_from(since).unwrap()
}

impl Kept {
    fn take_slow(&mut self, received: &Received) -> Option<Duration> {
        if !received.path.starts_with("/api/v1/users") {
            return None;
        }
        match self.faults.front() {
            Some(Fault::Slow(slow)) => {
                let slow = *slow;
                self.faults.pop_front();
                Some(slow)
            }
            _ => None,
        }
    }

    fn new_token(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("{kind}-{}", self.count)
    }

    fn answer(&mut self, received: &Received) -> Answer {
        let (path, query) = match received.path.split_once('?') {
            Some((path, query)) => (path.to_owned(), query.to_owned()),
            None => (received.path.clone(), String::new()),
        };
        self.requests.push(format!("{} {path}", received.method));
        let issuer = format!("http://{}", received.headers["host"]);
        match path.as_str() {
            "/.well-known/openid-configuration" => json_answer(
                "200 OK",
                &json!({
                    "issuer": issuer,
                    "authorization_endpoint": format!("{issuer}/oauth2/v1/authorize"),
                    "token_endpoint": format!("{issuer}/oauth2/v1/token"),
                    "jwks_uri": format!("{issuer}/oauth2/v1/keys"),
                }),
            ),
            "/oauth2/v1/keys" => {
                let mut jwk = Jwk::from_encoding_key(&KEY, Algorithm::RS256).unwrap();
                jwk.common.key_id = Some("k1".to_owned());
                json_answer("200 OK", &json!({ "keys": [jwk] }))
            }
            "/oauth2/v1/token" => self.token(received, &issuer),
            "/oauth2/v1/revoke" => {
                let token = form(&received.token, "token").unwrap();
                self.refresh_tokens.remove(&token);
                json_answer("200 OK", &json!({}))
            }
            _ if !self.may(received) => json_answer(
                "401 Unauthorized",
                &refusal("E0000011", "Invalid token provided"),
            ),
            "/api/v1/users" => self.users(&query, &issuer),
            "/api/v1/meta/schemas/user/default" => json_answer(
                "200 OK",
                &json!({ "id": "x", "definitions": { "custom": { "id": "#custom", "properties": self.custom } } }),
            ),
            other => self.one(other.strip_prefix("/api/v1/users/").unwrap_or_default()),
        }
    }

    fn may(&self, received: &Received) -> bool {
        let scheme = if self.demands_proofs {
            "DPoP "
        } else {
            "Bearer "
        };
        let sent = received.headers.get("authorization");
        let token = sent.and_then(|it| it.strip_prefix(scheme));
        let proven = !self.demands_proofs || received.headers.contains_key("dpop");
        proven && token.is_some_and(|token| self.access_tokens.contains(token))
    }

    fn id_token(&self, issuer: &str, nonce: &str) -> String {
        let at = now() + self.id_token_skew_seconds;
        let claims = json!({
            "iss": issuer, "sub": "00uadmin", "aud": CLIENT, "iat": at, "exp": at + 3_600, "nonce": nonce,
            "preferred_username": "admin@example.com", "name": "Admin",
        });
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some("k1".to_owned());
        jsonwebtoken::encode(&header, &claims, &KEY).unwrap()
    }

    fn token(&mut self, received: &Received, issuer: &str) -> Answer {
        let said = |name: &str| form(&received.token, name).unwrap_or_default();
        let refused = |error: &str, why: &str| {
            let body = json!({ "error": error, "error_description": why });
            json_answer("400 Bad Request", &body)
        };
        if self.demands_proofs {
            let Some(proof) = received.headers.get("dpop") else {
                return refused(
                    "invalid_dpop_proof",
                    "The DPoP proof JWT header is missing.",
                );
            };
            let claims = URL_SAFE_NO_PAD.decode(proof.split('.').nth(1).unwrap());
            let claims: Value = serde_json::from_slice(&claims.unwrap()).unwrap();
            if claims["nonce"] != "nonce-1" {
                let (status, head, body) = refused("use_dpop_nonce", "A nonce is needed.");
                return (status, format!("{head}DPoP-Nonce: nonce-1\r\n"), body);
            }
        }
        assert_eq!(
            received.headers["origin"],
            said("redirect_uri").trim_end_matches("/callbacks/okta")
        );
        let mut nonce = String::new();
        if said("grant_type") == "authorization_code" {
            let challenge =
                URL_SAFE_NO_PAD.encode(digest(&SHA256, said("code_verifier").as_bytes()));
            match self.codes.remove(&said("code")) {
                Some((expected, given)) if expected == challenge => nonce = given,
                _ => {
                    return refused(
                        "invalid_grant",
                        "The authorization code is invalid or has expired.",
                    );
                }
            }
        } else {
            let token = said("refresh_token");
            if !self.refresh_tokens.remove(&token) {
                if self.used.contains(&token) {
                    self.refresh_tokens.clear();
                    self.access_tokens.clear();
                }
                return refused("invalid_grant", "The refresh token is invalid or expired.");
            }
            self.used.insert(token);
        }
        let (access, refresh) = (self.new_token("access"), self.new_token("refresh"));
        self.access_tokens.insert(access.clone());
        self.refresh_tokens.insert(refresh.clone());
        let id_token = self.id_token(issuer, &nonce);
        let kind = if self.demands_proofs {
            "DPoP"
        } else {
            "Bearer"
        };
        let scope = self
            .scope
            .unwrap_or("openid profile offline_access okta.users.read okta.schemas.read");
        json_answer(
            "200 OK",
            &json!({
                "access_token": access, "token_type": kind, "expires_in": 3_600, "refresh_token": refresh, "id_token": id_token, "scope": scope,
            }),
        )
    }

    fn users(&mut self, query: &str, issuer: &str) -> Answer {
        let fault = self.faults.pop_front();
        match &fault {
            Some(Fault::Status(status)) => {
                return json_answer(status, &refusal("E0000009", "Internal Server Error"));
            }
            Some(Fault::TooMany(seconds)) => {
                let head = format!(
                    "X-Rate-Limit-Limit: 600\r\nX-Rate-Limit-Remaining: 0\r\nX-Rate-Limit-Reset: {}\r\nDate: {}\r\n",
                    now() + seconds,
                    date(),
                );
                let body = refusal(
                    "E0000047",
                    "API call exceeded rate limit due to too many requests.",
                );
                return ("429 Too Many Requests", head, body.to_string());
            }
            Some(Fault::Broken) => return ("200 OK", String::new(), "[{\"id\":".to_owned()),
            _ => {}
        }
        let said = |name: &str| form(query, name);
        let search = said("search").unwrap();
        let since = search.strip_prefix("lastUpdated gt \"").unwrap();
        let since = scim_core::instant(since.trim_end_matches('"')).unwrap();
        let at = |user: &Value| scim_core::instant(user["lastUpdated"].as_str().unwrap()).unwrap();
        let mut all: Vec<_> = self.users.iter().filter(|user| at(user) > since).collect();
        all.sort_by_key(|user| (at(user), user["id"].as_str().unwrap().to_owned()));
        let limit: usize = said("limit").unwrap().parse().unwrap();
        let limit = limit.min(self.page_people_max);
        let begin: usize = said("after").map_or(0, |after| after.parse().unwrap());
        let page: Vec<_> = all.iter().skip(begin).take(limit).collect();
        let mut head = "Content-Type: application/json\r\n".to_owned();
        if begin + limit < all.len() {
            let host = match fault {
                Some(Fault::ForeignNext) => "https://evil.example",
                _ => issuer,
            };
            let search = search.replace(' ', "%20").replace('"', "%22");
            let next = format!(
                "{host}/api/v1/users?search={search}&sortBy=lastUpdated&sortOrder=asc&after={}&limit={limit}",
                begin + limit
            );
            head.push_str(&format!("Link: <{next}>; rel=\"next\"\r\n"));
        }
        ("200 OK", head, json!(page).to_string())
    }

    fn one(&self, id: &str) -> Answer {
        match self.users.iter().find(|user| user["id"] == json!(id)) {
            Some(user) => json_answer("200 OK", user),
            None => json_answer(
                "404 Not Found",
                &refusal("E0000007", "Not found: Resource not found"),
            ),
        }
    }
}

/// The time as HTTP has it.
fn date() -> String {
    let days = now() / 86_400;
    let text = scim_core::format_instant(now() * 1_000_000);
    let weekday =
        ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][usize::try_from(days % 7).unwrap()];
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = months[text[5..7].parse::<usize>().unwrap() - 1];
    format!(
        "{weekday}, {} {month} {} {} GMT",
        &text[8..10],
        &text[..4],
        &text[11..19]
    )
}
