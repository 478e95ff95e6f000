//! Who looks: what a provider did may be held, and then only the provider sees it.

use scim_core::Object;
use serde_json::Value;

use super::{Stored, Unread};
use crate::Error;

/// What a provider did to a person that does not count until somebody here decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldAs {
    /// Deactivated them.
    Deactivated,
    /// Deleted them.
    Removed,
}

impl HeldAs {
    /// The word by which it is recorded.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deactivated => "deactivated",
            Self::Removed => REMOVED,
        }
    }

    /// What that word means; a word of a later version means nothing.
    pub fn of(word: &str) -> Option<Self> {
        let all = [Self::Deactivated, Self::Removed];
        all.into_iter().find(|it| it.as_str() == word)
    }
}

/// The word for whom a provider deleted.
pub(crate) const REMOVED: &str = "removed";

/// In whose eyes resources are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// As they count in everything that is made of them.
    #[default]
    Counted,
    /// As providers wrote them: whoever is held is deactivated, or not there.
    Pushed,
}

impl View {
    /// A resource in these eyes; none where it is not there for them.
    ///
    /// # Errors
    /// [`Error::Corrupt`]
    pub fn of(self, stored: Stored<Unread>) -> Result<Option<Stored<Unread>>, Error> {
        match (self, stored.held) {
            (Self::Counted, _) | (Self::Pushed, None) => Ok(Some(stored)),
            (Self::Pushed, Some(HeldAs::Removed)) => Ok(None),
            (Self::Pushed, Some(HeldAs::Deactivated)) => {
                let attributes = Unread::write(&deactivated(stored.attributes.read()?))?;
                Ok(Some(Stored {
                    attributes,
                    ..stored
                }))
            }
        }
    }

    /// The attributes of a resource that is there in these eyes.
    pub fn attributes(self, stored: &Stored) -> Object {
        match (self, stored.held) {
            (Self::Pushed, Some(_)) => deactivated(stored.attributes.clone()),
            _ => stored.attributes.clone(),
        }
    }

    /// Whether a resource is there in these eyes.
    pub fn shows<A>(self, stored: &Stored<A>) -> bool {
        self == Self::Counted || stored.held != Some(HeldAs::Removed)
    }
}

fn deactivated(mut attributes: Object) -> Object {
    attributes.insert("active".to_owned(), Value::Bool(false));
    attributes
}
