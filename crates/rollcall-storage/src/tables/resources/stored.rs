//! A resource as it is stored, its document read or not.

use diesel::prelude::*;
use scim_core::Object;
use scim_core::render::Resource;
use uuid::Uuid;

use super::view::HeldAs;
use crate::Error;
use crate::id::Id;
use crate::schema::resources;

/// A resource as it is stored; `A` is how its canonical document (without `schemas`, `id`, `meta`, `members` and
/// `groups`) is at hand: read, or as text.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored<A = Object> {
    /// Its id.
    pub id: Uuid,
    /// Counts the changes, from 1.
    pub version: i64,
    /// Microseconds since the Unix epoch, whole milliseconds.
    pub created: i64,
    /// Microseconds since the Unix epoch, whole milliseconds.
    pub modified: i64,
    /// The document: what counts.
    pub attributes: A,
    /// What a provider did to it that does not count yet ([`View::Pushed`](super::View::Pushed) shows it).
    pub held: Option<HeldAs>,
}

/// A document as the database has it: JSON text, which most answers pass on.
#[derive(Debug, Clone, PartialEq)]
pub struct Unread(pub(super) String);

impl Unread {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn read(&self) -> Result<Object, Error> {
        serde_json::from_str(&self.0)
            .map_err(|_| Error::Corrupt("resources.document is not a JSON object"))
    }

    pub(super) fn write(attributes: &Object) -> Result<Self, Error> {
        serde_json::to_string(attributes)
            .map(Self)
            .map_err(|_| Error::Corrupt("the document cannot be written as JSON"))
    }
}

impl<A> Stored<A> {
    fn try_with<B>(
        &self,
        convert: impl FnOnce(&A) -> Result<B, Error>,
    ) -> Result<Stored<B>, Error> {
        Ok(Stored {
            id: self.id,
            version: self.version,
            created: self.created,
            modified: self.modified,
            attributes: convert(&self.attributes)?,
            held: self.held,
        })
    }
}

impl Stored<Unread> {
    /// The same with its document read.
    ///
    /// # Errors
    /// [`Error::Corrupt`]
    pub fn read(&self) -> Result<Stored, Error> {
        self.try_with(Unread::read)
    }
}

impl Stored {
    /// The same with its document as text, as it is, or will be, in the database.
    ///
    /// # Errors
    /// [`Error::Corrupt`]
    pub fn written(&self) -> Result<Stored<Unread>, Error> {
        self.try_with(Unread::write)
    }
}

impl<A> From<Stored<A>> for Resource<A> {
    fn from(stored: Stored<A>) -> Self {
        Self {
            id: stored.id.to_string(),
            version: stored.version,
            created: stored.created,
            modified: stored.modified,
            attributes: stored.attributes,
        }
    }
}

impl<'s> From<&'s Stored<Unread>> for Resource<&'s str> {
    fn from(stored: &'s Stored<Unread>) -> Self {
        Self {
            id: stored.id.to_string(),
            version: stored.version,
            created: stored.created,
            modified: stored.modified,
            attributes: stored.attributes.as_str(),
        }
    }
}

/// What is read of a resource.
#[derive(Queryable)]
pub(crate) struct Row {
    pub(super) id: Id,
    pub(super) version: i64,
    pub(super) created_at: i64,
    pub(super) modified_at: i64,
    pub(super) document: String,
    pub(super) held: Option<String>,
}

type Columns = (
    resources::id,
    resources::version,
    resources::created_at,
    resources::modified_at,
    resources::document,
    resources::held,
);

impl Row {
    /// What to select for it.
    pub(crate) const COLUMNS: Columns = (
        resources::id,
        resources::version,
        resources::created_at,
        resources::modified_at,
        resources::document,
        resources::held,
    );
}

impl From<Row> for Stored<Unread> {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.0,
            version: row.version,
            created: row.created_at,
            modified: row.modified_at,
            attributes: Unread(row.document),
            held: row.held.as_deref().and_then(HeldAs::of),
        }
    }
}
