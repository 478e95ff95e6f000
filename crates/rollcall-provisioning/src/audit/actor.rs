//! Who does something.

use crate::accounts::Role;

/// What kind of actor somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// An admin who is signed in.
    Admin,
    /// A program with an API key.
    ApiKey,
    /// Somebody with the set-up link of a connection.
    SetUpLink,
    /// Whoever can run `rollcall` beside the database.
    CommandLine,
    /// An identity provider, or whoever else has a secret token.
    Provider,
    /// Rollcall by itself.
    Program,
    /// Somebody who has not said who they are.
    Nobody,
}

impl ActorKind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::ApiKey => "api_key",
            Self::SetUpLink => "set_up_link",
            Self::CommandLine => "command_line",
            Self::Provider => "provider",
            Self::Program => "program",
            Self::Nobody => "nobody",
        }
    }
}

/// Who does something, as the audit log and authors of versions have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// What kind of actor.
    pub kind: ActorKind,
    /// The id of the admin, key or link.
    pub id: Option<String>,
    /// An admin's e-mail address, a key's name.
    pub name: String,
}

impl Actor {
    /// Rollcall by itself.
    pub fn program() -> Self {
        Self::without_id(ActorKind::Program, "rollcall")
    }

    /// Somebody who has not said who they are.
    pub fn nobody() -> Self {
        Self::without_id(ActorKind::Nobody, "nobody")
    }

    /// An actor that is known by its name only.
    pub fn without_id(kind: ActorKind, name: &str) -> Self {
        Self {
            kind,
            id: None,
            name: name.to_owned(),
        }
    }
}

/// Who does something, and by which request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// From which network address.
    pub address: Option<String>,
    /// The id of the request.
    pub request_id: Option<String>,
    /// Their role in the tenant that it is about; none for whoever needs none.
    pub role: Option<Role>,
}

impl By {
    /// Whoever runs `rollcall` beside the database.
    pub fn command_line() -> Self {
        Self::from("command line")
    }

    /// Rollcall by itself.
    pub fn program() -> Self {
        Self {
            actor: Actor::program(),
            address: None,
            request_id: None,
            role: None,
        }
    }

    /// The actor's name.
    pub fn name(&self) -> &str {
        &self.actor.name
    }

    /// The same request, of whom is known by now who it is.
    #[must_use]
    pub(crate) fn known_as(&self, actor: Actor) -> Self {
        Self {
            actor,
            ..self.clone()
        }
    }
}

impl Default for By {
    fn default() -> Self {
        Self::command_line()
    }
}

/// Whoever runs `rollcall` beside the database, by this name.
impl From<&str> for By {
    fn from(name: &str) -> Self {
        Self {
            actor: Actor::without_id(ActorKind::CommandLine, name),
            address: None,
            request_id: None,
            role: None,
        }
    }
}

impl From<&By> for By {
    fn from(by: &By) -> Self {
        by.clone()
    }
}
