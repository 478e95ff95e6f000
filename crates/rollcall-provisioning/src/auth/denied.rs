//! Why a caller was turned away: in full for the log, in general for the caller.

use std::fmt;

use scim_core::format_instant;

use super::Scope;

/// Why a request has no caller. [`fmt::Display`] is for the log (it names the token's id and name, never
/// the token); [`Denied::public`] is for the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denied {
    /// No `Authorization` header.
    Missing,
    /// Not a token of any installation of this program.
    Malformed,
    /// Signed with another installation's secret key.
    ForeignKey,
    /// The signature does not fit.
    Forged,
    /// The signature fits but the token is in no table: another database, or its tenant is gone.
    Unknown,
    /// Past its expiry.
    Expired {
        /// The token's name.
        name: String,
        /// When, in microseconds since the epoch.
        at: i64,
    },
    /// Revoked by an administrator.
    Revoked {
        /// The token's name.
        name: String,
        /// When, in microseconds since the epoch.
        at: i64,
        /// By whom.
        by: String,
    },
    /// A good token for another door.
    WrongScope {
        /// What the token opens.
        has: Scope,
        /// What the request needs.
        needs: Scope,
    },
    /// HTTP Basic with the token in the place of the user name.
    TokenAsUserName,
    /// HTTP Basic where the connection does not allow it.
    BasicNotAllowed,
    /// The token belongs to a person who was deleted.
    PersonDeleted {
        /// The token's name.
        name: String,
    },
    /// The token belongs to a person who is deactivated.
    PersonInactive {
        /// The token's name.
        name: String,
    },
}

impl Denied {
    /// Whether the caller is known but may not do this (403), rather than unknown (401).
    pub fn is_forbidden(&self) -> bool {
        matches!(self, Self::WrongScope { .. })
    }

    /// What the caller may read: enough for an administrator to mend it, nothing that helps guessing.
    pub fn public(&self) -> &'static str {
        match self {
            Self::Missing => {
                "No credentials were sent. Send a secret token as `Authorization: Bearer <token>`; \
                 providers' forms call it \"OAuth Bearer Token\" (Okta) or \"Secret Token\"."
            }
            Self::WrongScope { has: Scope::Me, .. } => {
                "This token belongs to a person: it opens /Me, ServiceProviderConfig, ResourceTypes and Schemas, nothing else."
            }
            Self::WrongScope {
                needs: Scope::Scim | Scope::Me,
                ..
            } => {
                "This token is not for provisioning, which needs one made by `rollcall token create` without `--scope`."
            }
            Self::WrongScope {
                needs: Scope::Api, ..
            } => {
                "This token is not for the API, which needs one made by `rollcall token create --scope api`."
            }
            Self::WrongScope {
                needs: Scope::Events,
                ..
            } => {
                "This token is not for events, which need one made by `rollcall token create --scope events`."
            }
            Self::TokenAsUserName => {
                "The secret token was sent as the user name. With HTTP Basic it is the password; any user name will do."
            }
            _ => {
                "The secret token is not valid here: it is mistyped, expired, revoked or of another server. \
                 The server's log says which; `rollcall token list` shows the tokens, `rollcall token create` makes a new one."
            }
        }
    }

    /// A stable word for metrics and the request log.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "token_missing",
            Self::Malformed => "token_malformed",
            Self::ForeignKey => "token_foreign",
            Self::Forged => "token_forged",
            Self::Unknown => "token_unknown",
            Self::Expired { .. } => "token_expired",
            Self::Revoked { .. } => "token_revoked",
            Self::WrongScope { .. } => "token_wrong_scope",
            Self::TokenAsUserName => "token_as_user_name",
            Self::BasicNotAllowed => "basic_not_allowed",
            Self::PersonDeleted { .. } => "token_person_deleted",
            Self::PersonInactive { .. } => "token_person_inactive",
        }
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("no Authorization header"),
            Self::Malformed => f.write_str("the credentials are not a Rollcall token"),
            Self::ForeignKey => {
                f.write_str("the token was made with another secret key (ROLLCALL_SECRET_KEY)")
            }
            Self::Forged => f.write_str("the token's signature is wrong"),
            Self::Unknown => f.write_str("the token is not in this database"),
            Self::Expired { name, at } => {
                write!(f, "token {name:?} expired on {}", format_instant(*at))
            }
            Self::Revoked { name, at, by } => write!(
                f,
                "token {name:?} was revoked on {} by {by}",
                format_instant(*at)
            ),
            Self::WrongScope { has, needs } => {
                write!(
                    f,
                    "the token's scope is {}, this needs {}",
                    has.as_str(),
                    needs.as_str()
                )
            }
            Self::TokenAsUserName => f.write_str(
                "the token was sent as the user name of HTTP Basic, not as its password",
            ),
            Self::BasicNotAllowed => f.write_str("the connection does not allow HTTP Basic"),
            Self::PersonDeleted { name } => {
                write!(f, "token {name:?} belongs to a person who was deleted")
            }
            Self::PersonInactive { name } => {
                write!(f, "token {name:?} belongs to a person who is deactivated")
            }
        }
    }
}

impl std::error::Error for Denied {}
