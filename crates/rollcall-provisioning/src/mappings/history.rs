//! The versions that were published.

use rollcall_mapping::Definition;
use rollcall_storage::mappings::{self as rows, Published};
use serde::Serialize;

use super::{
    BUILTIN_VERSION, check_note, compile, definition_of, next, parts, put_in_force, read, write,
};
use crate::audit::note_in;
use crate::{Error, Provisioning, Result, first_values};

/// A version that was published, without what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Its number.
    pub version: i64,
    /// Why it was published.
    pub note: String,
    /// When, in microseconds since the Unix epoch; an RFC 3339 text as JSON.
    #[serde(serialize_with = "crate::rfc3339::serialize")]
    pub published_at: i64,
    /// By whom.
    pub published_by: String,
}

impl From<rows::Listed> for Version {
    fn from(listed: rows::Listed) -> Self {
        Self {
            version: listed.version,
            note: listed.note,
            published_at: listed.published_at,
            published_by: listed.published_by,
        }
    }
}

impl From<Published> for Version {
    fn from(published: Published) -> Self {
        Self {
            version: published.version,
            note: published.note,
            published_at: published.published_at,
            published_by: published.published_by,
        }
    }
}

/// So many versions are told at once.
const VERSIONS_MAX: i64 = 500;

/// The versions before that number, or all, the latest first, at most `limit` or 500.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn history(
    p: &Provisioning,
    tenant: &str,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Version>> {
    crate::tenants::find(p, tenant).await?;
    let (name, before) = (tenant.to_owned(), before.unwrap_or(i64::MAX));
    let limit = limit.clamp(1, VERSIONS_MAX);
    let found = p
        .store()
        .read(move |conn| Ok::<_, Error>(rows::before(conn, &name, before, limit)?));
    Ok(found.await?.into_iter().map(Version::from).collect())
}

/// What a version says.
///
/// # Errors
/// [`Error::Unknown`] where there is no such version.
pub async fn version(p: &Provisioning, tenant: &str, version: i64) -> Result<Definition> {
    crate::tenants::find(p, tenant).await?;
    if version == BUILTIN_VERSION {
        return Ok(Definition::builtin().clone());
    }
    let name = tenant.to_owned();
    let found = p
        .store()
        .read_few(move |conn| Ok::<_, Error>(rows::find(conn, &name, version)?));
    match found.await? {
        Some(found) => read(&found.definition),
        None => Err(Error::Unknown(format!("There is no version {version}."))),
    }
}

/// Publishes what an earlier version said as the next one; a draft stays.
///
/// # Errors
/// [`Error::Unknown`] where there is no such version; [`Error::Invalid`] when it refers to what the schemas no longer have;
/// [`Error::Refused`] for whoever may not change what it changes.
pub async fn roll_back(
    p: &Provisioning,
    tenant: &str,
    to: i64,
    note: &str,
    by: &str,
) -> Result<Version> {
    check_note(note)?;
    let definition = version(p, tenant, to).await?;
    compile(p.registry(tenant).await?.as_ref(), &definition)?;
    let text = write(&definition)?;
    let (verb, name, note, by) = (p.clone(), tenant.to_owned(), note.to_owned(), by.to_owned());
    let published = p.store().write(move |tx| {
        let version = rows::version(tx, &name)?;
        parts::check(verb.by(), &definition_of(tx, &name, version)?, &definition)?;
        let published = next(&verb, version, text.clone(), &note, &by);
        rows::publish(tx, &name, &published)?;
        first_values::published(tx, &name, &definition, published.version)?;
        let act = put_in_force("mapping.restore", version, &published);
        note_in(tx, &verb, &name, act)?;
        Ok::<_, Error>(published)
    });
    let published = published.await?;
    p.mappings().published(tenant, published.version);
    Ok(Version::from(published))
}
