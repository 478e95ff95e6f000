//! What is known of the installation as a whole: one text for each [`Fact`], which belongs to no tenant.

use diesel::prelude::*;

use crate::schema::installation;
use crate::{Conn, Error};

/// The tenant that such a row belongs to: every key begins with one, and no tenant has this id.
const NO_TENANT: &str = "";

/// Something that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The schemas and resource types of the files that the installation was last started with, as JSON.
    Schemas,
    /// What tells the secret key from other keys.
    SecretKey,
    /// When something was last written to see whether that goes, in microseconds since the Unix epoch.
    Written,
    /// How admins sign in at an identity provider, as JSON; its secret is encrypted.
    SingleSignOn,
}

impl Fact {
    fn as_str(self) -> &'static str {
        match self {
            Self::Schemas => "schemas",
            Self::SecretKey => "secret_key",
            Self::Written => "written",
            Self::SingleSignOn => "single_sign_on",
        }
    }
}

/// What is known, if anything.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, fact: Fact) -> Result<Option<String>, Error> {
    let value = installation::table
        .find((NO_TENANT, fact.as_str()))
        .select(installation::value);
    Ok(value.first(&mut conn.db).optional()?)
}

/// Writes what is now known in place of `before`, which is what was read.
///
/// # Errors
/// [`Error::Conflict`] when it is no longer `before`.
pub fn put(conn: &mut Conn, fact: Fact, before: Option<&str>, value: &str) -> Result<(), Error> {
    let key = (NO_TENANT, fact.as_str());
    let Some(before) = before else {
        diesel::insert_into(installation::table)
            .values((
                installation::tenant_id.eq(key.0),
                installation::name.eq(key.1),
                installation::value.eq(value),
            ))
            .execute(&mut conn.db)
            .map_err(Error::raced)?;
        return Ok(());
    };
    let row = installation::table
        .find(key)
        .filter(installation::value.eq(before));
    let written = diesel::update(row).set(installation::value.eq(value));
    match written.execute(&mut conn.db)? {
        0 => Err(Error::Conflict),
        _ => Ok(()),
    }
}

/// Forgets it; answers whether it was known.
///
/// # Errors
/// Only the database's own.
pub fn forget(conn: &mut Conn, fact: Fact) -> Result<bool, Error> {
    let known = installation::table.find((NO_TENANT, fact.as_str()));
    Ok(diesel::delete(known).execute(&mut conn.db)? > 0)
}
