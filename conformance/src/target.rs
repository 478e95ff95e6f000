//! The server under test and how to get in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::time::Duration;

/// A shorter text is masked only where it stands as the value of its header.
const SECRET_BYTES_MIN: usize = 6;

/// The server under test and how to get in.
#[derive(Clone)]
pub struct Target {
    /// The SCIM base URL, such as `https://host/scim/v2`; a query in it is sent with every request.
    pub base_url: String,
    /// The secret token, sent as `Authorization: Bearer …`.
    pub token: Option<String>,
    /// A whole Authorization value, instead of the one made from the token.
    pub auth_header: Option<String>,
    /// Headers sent with every request that does not set them itself.
    pub headers: Vec<(String, String)>,
    /// How long one request may take.
    pub timeout: Duration,
    /// No certificate is checked.
    pub insecure: bool,
    /// Certificates (PEM) of authorities to trust instead of the usual ones; empty: the usual ones.
    pub authorities_pem: Vec<u8>,
}

impl Target {
    /// A target reached with a bearer token; 60 seconds a request, as Okta waits.
    #[must_use]
    pub fn with_token(base_url: &str, token: &str) -> Target {
        Target {
            token: Some(token.to_owned()),
            ..Target::open(base_url)
        }
    }

    /// The Authorization value of a name and a password (RFC 7617).
    #[must_use]
    pub fn basic(user: &str, password: &str) -> String {
        format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
    }

    /// A target that asks for no credentials.
    #[must_use]
    pub fn open(base_url: &str) -> Target {
        Target {
            base_url: base_url.to_owned(),
            token: None,
            auth_header: None,
            headers: Vec::new(),
            timeout: Duration::from_secs(60),
            insecure: false,
            authorities_pem: Vec::new(),
        }
    }

    /// The Authorization value of an ordinary request.
    #[must_use]
    pub fn authorization(&self) -> Option<String> {
        self.auth_header
            .clone()
            .or_else(|| self.token.as_ref().map(|token| format!("Bearer {token}")))
    }

    /// The URL of `path` below the base URL with `query` (without its `?`), keeping a query of the base URL.
    #[must_use]
    pub fn url(&self, path: &str, query: &str) -> String {
        let (base, own) = self
            .base_url
            .split_once('?')
            .unwrap_or((&self.base_url, ""));
        let joined = [own, query]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("&");
        let mark = if joined.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{joined}", base.trim_end_matches('/'))
    }

    /// `text` without the secrets of this target.
    #[must_use]
    pub fn mask(&self, text: &str) -> String {
        self.secrets()
            .iter()
            .fold(text.to_owned(), |text, secret| text.replace(secret, "***"))
    }

    /// The value of a header as it may be shown: of the target's own headers nothing.
    #[must_use]
    pub fn mask_header(&self, name: &str, value: &str) -> String {
        let own =
            |(own, secret): &(String, String)| own.eq_ignore_ascii_case(name) && secret == value;
        if self.headers.iter().any(own) {
            return "***".to_owned();
        }
        self.mask(value)
    }

    /// Everything that must not be shown, the longest first, so that none hides a part of another.
    fn secrets(&self) -> Vec<String> {
        let mut secrets: Vec<String> = self.token.iter().cloned().collect();
        if let Some(value) = &self.auth_header {
            let credentials = value
                .split_once(' ')
                .map_or(value.as_str(), |(_, rest)| rest);
            secrets.push(credentials.to_owned());
            secrets.extend(password(credentials));
        }
        let own = self.headers.iter().map(|(_, value)| value.clone());
        secrets.extend(own.filter(|value| value.len() >= SECRET_BYTES_MIN));
        secrets.retain(|secret| !secret.is_empty());
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets
    }
}

/// The password of Basic credentials, if they are that and it is not so short that masking it would mask half the report.
fn password(credentials: &str) -> Option<String> {
    let bytes = STANDARD.decode(credentials).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (_, password) = text.split_once(':')?;
    (password.len() >= SECRET_BYTES_MIN).then(|| password.to_owned())
}

impl fmt::Debug for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Target")
            .field("base_url", &self.base_url)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_keep_a_query_of_the_base_url() {
        let table = [
            ("http://h/scim", "/Users", "", "http://h/scim/Users"),
            ("http://h/scim/", "/Users", "a=b", "http://h/scim/Users?a=b"),
            (
                "http://h/scim?flag",
                "/Users",
                "a=b",
                "http://h/scim/Users?flag&a=b",
            ),
            (
                "http://h/scim?flag",
                "/Users",
                "",
                "http://h/scim/Users?flag",
            ),
        ];
        for (base, path, query, expected) in table {
            assert_eq!(Target::open(base).url(path, query), expected);
        }
    }

    #[test]
    fn secrets_are_masked_wherever_they_stand() {
        let target = Target::with_token("http://h", "s3cret");
        assert_eq!(
            target.mask("Bearer s3cret, also s3cret"),
            "Bearer ***, also ***"
        );
        let target = Target {
            auth_header: Some("Basic dTpw".into()),
            ..Target::open("http://h")
        };
        assert_eq!(
            target.mask("Authorization: Basic dTpw"),
            "Authorization: Basic ***"
        );
        let target = Target {
            auth_header: Some(Target::basic("u", "pass-word")),
            headers: vec![("X-Api-Key".into(), "k3y".into())],
            ..Target::open("http://h")
        };
        assert_eq!(
            target.mask("u:pass-word dTpwYXNzLXdvcmQ= k3y"),
            "u:*** *** k3y"
        );
        assert_eq!(target.mask_header("x-api-key", "k3y"), "***");
        assert!(!format!("{:?}", Target::with_token("http://h", "s3cret")).contains("s3cret"));
    }
}
