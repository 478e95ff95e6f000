//! Why what was typed is no Okta domain, in words for whoever typed it.

use std::fmt;

/// Why what was typed is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing was typed.
    Empty,
    /// It is no domain, nor a URL with one.
    NoDomain,
    /// It has a login before an `@`.
    Login,
    /// It has a port.
    Port,
    /// It is an IP address.
    Address,
    /// It is a name of a private network, or of this machine.
    Private {
        /// The name.
        host: String,
    },
    /// It has letters that are not ASCII, which can look like others.
    Unicode {
        /// How it is written for the name servers.
        host: String,
    },
    /// It is Okta's, and no organization's.
    NoOrg {
        /// What was typed.
        host: String,
    },
    /// It is not Okta's, and looks as if it were.
    LooksAlike {
        /// What was typed.
        host: String,
    },
    /// It is not Okta's: a domain of the customer's own, if somebody says so.
    Custom {
        /// The domain to be confirmed.
        host: String,
    },
}

impl Wrong {
    /// A word for it that programs go by; it does not change.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "domain_empty",
            Self::NoDomain => "domain_none",
            Self::Login => "domain_login",
            Self::Port => "domain_port",
            Self::Address => "domain_address",
            Self::Private { .. } => "domain_private",
            Self::Unicode { .. } => "domain_unicode",
            Self::NoOrg { .. } => "domain_no_org",
            Self::LooksAlike { .. } => "domain_looks_alike",
            Self::Custom { .. } => "domain_custom",
        }
    }

    /// The host that is taken once somebody confirms it.
    pub fn to_confirm(&self) -> Option<&str> {
        match self {
            Self::Custom { host } => Some(host),
            _ => None,
        }
    }
}

/// What is expected, as Okta shows it.
const EXPECTED: &str = "Type the Okta domain as it stands in the menu at the top right of Okta's admin console, for example acme.okta.com.";

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "There is no Okta domain. {EXPECTED}"),
            Self::NoDomain => write!(f, "This is no domain. {EXPECTED}"),
            Self::Login => write!(
                f,
                "A domain has no login in it: leave out what stands before the @. {EXPECTED}"
            ),
            Self::Port => write!(
                f,
                "Okta is asked at the usual port: leave out the colon and the number behind it. {EXPECTED}"
            ),
            Self::Address => write!(
                f,
                "This is an IP address, and Okta is asked by its name. {EXPECTED}"
            ),
            Self::Private { host } => {
                write!(
                    f,
                    "{host} is a name that only a private network knows, and Okta is in none. {EXPECTED}"
                )
            }
            Self::Unicode { host } => {
                write!(
                    f,
                    "There are letters in the domain that are not plain ones; to the name servers it is {host}. If that is what is meant, type it so. {EXPECTED}"
                )
            }
            Self::NoOrg { host } => {
                write!(f, "{host} is Okta's own, and no organization's. {EXPECTED}")
            }
            Self::LooksAlike { host } => {
                write!(
                    f,
                    "{host} looks like a domain of Okta's and is none: whoever sent it may want to read what Okta says. {EXPECTED}"
                )
            }
            Self::Custom { host } => {
                write!(
                    f,
                    "{host} is no domain of Okta's (okta.com, oktapreview.com, okta-emea.com, okta-gov.com, okta.mil). If it is the custom domain of your Okta organization, confirm that; otherwise: {EXPECTED}"
                )
            }
        }
    }
}

impl std::error::Error for Wrong {}
