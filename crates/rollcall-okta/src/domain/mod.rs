//! The Okta domain that an administrator types, and the one host that is asked from then on.
//!
//! What is typed is never asked as it is: it becomes an [`Org`], whose origin is `https://` and one host. Okta's
//! own domains are taken at once; a domain of the customer's own only when somebody has said that it is meant; and
//! another origin, `http://127.0.0.1:9000` for example, only when the operator has set it ([`Accepted::operator_origins`]).

mod wrong;

#[cfg(test)]
mod tests;

use url::{Host, Url};

pub use wrong::Wrong;

/// Where orgs are: what an Okta domain ends with.
const OKTA: &[&str] = &[
    "okta.com",
    "oktapreview.com",
    "okta-emea.com",
    "okta-gov.com",
    "okta.mil",
];
/// Hosts of Okta that are nobody's org.
const NO_ORGS: &[&str] = &[
    "api",
    "cdn",
    "developer",
    "devforum",
    "help",
    "login",
    "status",
    "support",
    "trust",
    "www",
];
/// What a console's host has behind the org's name.
const CONSOLE: &str = "-admin";
const TYPED_BYTES_MAX: usize = 2_000;
const HOST_BYTES_MAX: usize = 253;

/// What is taken beside Okta's own domains.
#[derive(Debug, Clone, Copy, Default)]
pub struct Accepted<'a> {
    /// Somebody has confirmed that the customer's own domain, which is none of Okta's, is meant.
    pub custom_domain: bool,
    /// Origins that the operator has set, such as `http://127.0.0.1:9000`, in exactly this form. For tests and for
    /// gateways; nothing that an administrator types adds to it.
    pub operator_origins: &'a [String],
}

/// An Okta organization: the one origin that is asked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Org {
    origin: String,
}

impl Org {
    /// Reads what somebody typed: a domain, with or without `https://`, the address of the admin console, or any page of it.
    ///
    /// # Errors
    /// Says what is expected; [`Wrong::Custom`] names the host to be confirmed.
    pub fn typed(text: &str, accepted: Accepted<'_>) -> Result<Self, Wrong> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Wrong::Empty);
        }
        if text.len() > TYPED_BYTES_MAX {
            return Err(Wrong::NoDomain);
        }
        if let Some(origin) = of_operator(text, accepted.operator_origins) {
            return Ok(Self { origin });
        }
        let url = as_url(text)?;
        let host = host(&url, text)?;
        if let Some(suffix) = OKTA.iter().find(|suffix| is_below(&host, suffix)) {
            return of_okta(&host, suffix);
        }
        if OKTA.contains(&host.as_str()) {
            return Err(Wrong::NoOrg { host });
        }
        if looks_like_okta(&host) {
            return Err(Wrong::LooksAlike { host });
        }
        if !accepted.custom_domain {
            return Err(Wrong::Custom { host });
        }
        Ok(Self {
            origin: format!("https://{host}"),
        })
    }

    /// Takes an org that [`Self::typed`] made before, as [`Self::origin`] had it. What the operator allowed then and does not any
    /// more is refused.
    ///
    /// # Errors
    /// As [`Self::typed`].
    pub fn stored(origin: &str, operator_origins: &[String]) -> Result<Self, Wrong> {
        let accepted = Accepted {
            custom_domain: true,
            operator_origins,
        };
        Self::typed(origin, accepted)
    }

    /// Scheme and host, such as `https://acme.okta.com`: the issuer of its tokens too.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host (and port, where the operator set one), as it is shown.
    pub fn host(&self) -> &str {
        let origin = &self.origin;
        origin.split_once("://").map_or(origin, |(_, host)| host)
    }

    /// The URL of one of its paths.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Whether a URL is one of this org's: the same scheme, host and port, and no login in it.
    pub fn holds(&self, url: &Url) -> bool {
        is_at(url, &self.origin)
    }
}

/// Whether a URL has that origin, and no login in it.
pub(crate) fn is_at(url: &Url, origin: &str) -> bool {
    url.origin().ascii_serialization() == origin
        && url.username().is_empty()
        && url.password().is_none()
}

/// The origin of the operator's that was typed, with or without its scheme and whatever path.
pub(crate) fn of_operator(text: &str, origins: &[String]) -> Option<String> {
    let matches = |origin: &&String| {
        let bare = origin.split_once("://").map_or("", |(_, rest)| rest);
        let rest = text.strip_prefix(origin.as_str());
        let rest = rest.or_else(|| text.strip_prefix(bare).filter(|_| !bare.is_empty()));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    origins.iter().find(matches).cloned()
}

/// Reads a text as a URL of https.
pub(crate) fn as_url(text: &str) -> Result<Url, Wrong> {
    let rest = match text.split_once("://") {
        Some((scheme, rest))
            if ["https", "http"]
                .iter()
                .any(|it| scheme.eq_ignore_ascii_case(it)) =>
        {
            rest
        }
        Some(_) => return Err(Wrong::NoDomain),
        None => text,
    };
    // A browser takes a backslash for a slash, and somebody else may not. And a scheme twice is no host.
    if rest.contains(['\\', ' ', '\t', '\n', '\r']) || authority(rest).ends_with(':') {
        return Err(Wrong::NoDomain);
    }
    let url = Url::parse(&format!("https://{rest}")).map_err(|_| Wrong::NoDomain)?;
    if !url.username().is_empty() || url.password().is_some() || authority(rest).contains('@') {
        return Err(Wrong::Login);
    }
    if url.port().is_some() {
        return Err(Wrong::Port);
    }
    Ok(url)
}

fn authority(rest: &str) -> &str {
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// The host of a URL, which is a name, with a dot in it, that reads the same typed and sent.
pub(crate) fn host(url: &Url, text: &str) -> Result<String, Wrong> {
    let name = match url.host() {
        Some(Host::Domain(name)) => name.strip_suffix('.').unwrap_or(name),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(Wrong::Address),
        None => return Err(Wrong::NoDomain),
    };
    let typed = text.split_once("://").map_or(text, |(_, rest)| rest);
    if !authority(typed).is_ascii() {
        return Err(Wrong::Unicode {
            host: name.to_owned(),
        });
    }
    let labels = || name.split('.');
    let is_label = |label: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(plain)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // What ends in a number is an address (`127.1`), if not here then for whoever reads it next.
    let is_name = |label: &str| label.starts_with(|c: char| c.is_ascii_lowercase());
    let ends_well = name.rsplit('.').next().is_some_and(is_name);
    if name.len() > HOST_BYTES_MAX || !labels().all(is_label) || !ends_well {
        return Err(Wrong::NoDomain);
    }
    if labels().count() < 2 || is_of_this_machine(name) {
        return Err(Wrong::Private {
            host: name.to_owned(),
        });
    }
    Ok(name.to_owned())
}

/// Names that no name server in the world knows (RFC 6761, RFC 6762, RFC 8375, RFC 9476).
fn is_of_this_machine(name: &str) -> bool {
    const ENDS: &[&str] = &[
        "localhost",
        "local",
        "internal",
        "intranet",
        "lan",
        "home",
        "corp",
        "arpa",
        "alt",
        "onion",
    ];
    name.rsplit('.')
        .next()
        .is_some_and(|end| ENDS.contains(&end))
}

fn is_below(host: &str, suffix: &str) -> bool {
    let rest = host.strip_suffix(suffix);
    rest.is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
}

fn of_okta(host: &str, suffix: &str) -> Result<Org, Wrong> {
    let name = host.strip_suffix(suffix).unwrap_or_default();
    let name = name.trim_end_matches('.');
    let name = name.strip_suffix(CONSOLE).unwrap_or(name);
    let is_one = !name.is_empty()
        && !name.contains('.')
        && !name.starts_with("xn--")
        && !NO_ORGS.contains(&name);
    if !is_one {
        return Err(Wrong::NoOrg {
            host: host.to_owned(),
        });
    }
    Ok(Org {
        origin: format!("https://{name}.{suffix}"),
    })
}

/// Whether a host that is none of Okta's was made to be taken for one: Okta's domain within another (`okta.com.evil.example`), its
/// name under another end (`acme.okta.co`), or with other letters (`acme.0kta.com`). `okta.example.com` is not: many have it.
fn looks_like_okta(host: &str) -> bool {
    let dotted = format!(".{host}.");
    if OKTA
        .iter()
        .any(|okta| dotted.contains(&format!(".{okta}.")))
    {
        return true;
    }
    let labels: Vec<&str> = host.split('.').collect();
    let [.., domain, _] = labels.as_slice() else {
        return false;
    };
    let names = ["okta", "oktapreview", "okta-emea", "okta-gov"];
    let skeletons = labels.iter().map(|label| (label, skeleton(label)));
    let mut others = skeletons.filter(|(label, _)| !names.contains(label));
    names.contains(domain) || others.any(|(_, skeleton)| names.contains(&skeleton.as_str()))
}

/// A label with letters in the place of those that look like them.
fn skeleton(label: &str) -> String {
    let label = label
        .replace("rn", "m")
        .replace("vv", "w")
        .replace("lc", "k");
    let letters = label.chars().map(|c| match c {
        '0' | 'q' => 'o',
        '4' => 'a',
        '7' => 't',
        'x' => 'k',
        c => c,
    });
    letters.collect()
}
