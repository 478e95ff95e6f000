//! Who is calling: secret tokens are recognised here and nowhere else.

mod authenticate;
mod denied;
mod jwt;
mod own;

pub use authenticate::{
    Access, Caller, Origin, Owner, Subject, authenticate, caller_of_connection, ending, whose,
};
pub use denied::Denied;

pub(crate) use authenticate::Known;
pub(crate) use jwt::{Claims, Keys};
pub(crate) use own::{call_of, own_call};

pub use scim_core::quirks::Profile;

use serde::{Deserialize, Serialize};

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// `/scim`: an identity provider pushes.
    Scim,
    /// `/api/v1`: exports and smart fields are read, event streams are managed.
    Api,
    /// `/events`: a receiver polls.
    Events,
    /// `/scim/Me` and discovery: a person reads, perhaps changes, what is kept about them.
    Me,
}

impl Scope {
    /// The word in the token, the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scim => "scim",
            Self::Api => "api",
            Self::Events => "events",
            Self::Me => "me",
        }
    }

    /// Whether a token of this scope opens what needs `needed`. What a person may do of themselves, discovery
    /// included, a provisioning token is not kept from.
    pub(crate) fn opens(self, needed: Self) -> bool {
        self == needed || (self == Self::Scim && needed == Self::Me)
    }

    /// The scope of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Scim, Self::Api, Self::Events, Self::Me]
            .into_iter()
            .find(|scope| scope.as_str() == word)
    }
}
