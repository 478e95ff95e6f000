//! The draft: saved, looked at, published or discarded.

use rollcall_mapping::{Definition, Language, SmartField};
use rollcall_storage::mappings as rows;
use serde::Serialize;
use serde_json::json;

use super::{Version, check_note, compile, definition_of, next, parts, put_in_force, read, write};
use crate::audit::{Act, note_in};
use crate::{Error, Provisioning, Result, first_values, people};

/// A definition that is not in force yet.
#[derive(Debug, Clone, Serialize)]
pub struct Draft {
    /// The version that it was made from.
    pub base_version: i64,
    /// Counts its changes: who changes it says which one they know.
    pub revision: i64,
    /// When it was last changed, in microseconds since the Unix epoch; an RFC 3339 text as JSON.
    #[serde(serialize_with = "crate::rfc3339::serialize")]
    pub changed_at: i64,
    /// By whom.
    pub changed_by: String,
    /// What it says.
    pub definition: Definition,
}

/// The tenant's draft.
///
/// # Errors
/// [`Error::Unknown`] where there is none.
pub async fn draft(p: &Provisioning, tenant: &str) -> Result<Draft> {
    crate::tenants::find(p, tenant).await?;
    let name = tenant.to_owned();
    let found = p
        .store()
        .read_few(move |conn| Ok::<_, Error>(rows::draft(conn, &name)?));
    let found = found.await?.ok_or_else(no_draft)?;
    Ok(Draft {
        base_version: found.base_version,
        revision: found.revision,
        changed_at: found.changed_at,
        changed_by: found.changed_by,
        definition: read(&found.definition)?,
    })
}

/// Saves a definition as the draft: the first one, or in the place of the one of that revision.
///
/// # Errors
/// [`Error::Invalid`] with everything that is wrong with it; [`Error::Exists`] when there is a draft of another revision;
/// [`Error::Refused`] for whoever may not change what differs from that draft, or else from what is in force.
pub async fn save_draft(
    p: &Provisioning,
    tenant: &str,
    definition: Definition,
    revision: Option<i64>,
    by: &str,
) -> Result<Draft> {
    crate::tenants::find(p, tenant).await?;
    let registry = p.registry(tenant).await?;
    compile(&registry, &definition)?;
    let (verb, name, by, now) = (p.clone(), tenant.to_owned(), by.to_owned(), p.now());
    let (text, new) = (write(&definition)?, definition.clone());
    let saved = p.store().write(move |tx| {
        let before = rows::draft(tx, &name)?;
        let known = before.as_ref().map(|before| before.revision);
        if known != revision {
            return Err(moved(before.as_ref()));
        }
        let (base_version, instead_of) = match &before {
            Some(before) => (before.base_version, read(&before.definition)?),
            None => {
                let version = rows::version(tx, &name)?;
                (version, definition_of(tx, &name, version)?)
            }
        };
        parts::check(verb.by(), &instead_of, &new)?;
        let draft = rows::Draft {
            base_version,
            revision: known.unwrap_or(0) + 1,
            definition: text.clone(),
            changed_at: now,
            changed_by: by.clone(),
        };
        if !rows::write_draft(tx, &name, &draft)? {
            return Err(moved(before.as_ref()));
        }
        let revision = |revision: Option<i64>| json!({ "revision": revision });
        let act = Act::new("mapping.draft", "mapping")
            .before(revision(known))
            .after(revision(Some(draft.revision)));
        note_in(tx, &verb, &name, act)?;
        Ok(draft)
    });
    let saved = saved.await?;
    Ok(Draft {
        base_version: saved.base_version,
        revision: saved.revision,
        changed_at: saved.changed_at,
        changed_by: saved.changed_by,
        definition,
    })
}

/// Forgets the draft of that revision.
///
/// # Errors
/// [`Error::Exists`] when it is of another one by now; [`Error::Unknown`] where there is none.
pub async fn discard(p: &Provisioning, tenant: &str, revision: i64) -> Result<()> {
    let (verb, name) = (p.clone(), tenant.to_owned());
    p.store()
        .write(move |tx| match rows::draft(tx, &name)? {
            None => Err(no_draft()),
            Some(draft) if draft.revision != revision => Err(moved(Some(&draft))),
            Some(_) if rows::discard(tx, &name, revision)? => {
                let act = Act::new("mapping.discard", "mapping");
                note_in(
                    tx,
                    &verb,
                    &name,
                    act.before(json!({ "revision": revision })),
                )
            }
            Some(_) => Err(no_longer(revision)),
        })
        .await
}

/// Puts the draft of that revision in force.
///
/// # Errors
/// [`Error::Exists`] when it is of another revision by now, or another version was published since it was begun;
/// [`Error::Unknown`] where there is none; [`Error::Invalid`] when a schema changed under it; [`Error::Refused`] for whoever may not
/// change what it changes.
pub async fn publish(
    p: &Provisioning,
    tenant: &str,
    revision: i64,
    note: &str,
    by: &str,
) -> Result<Version> {
    let registry = p.registry(tenant).await?;
    check_note(note)?;
    let (verb, name, note, by) = (p.clone(), tenant.to_owned(), note.to_owned(), by.to_owned());
    let published = p.store().write(move |tx| {
        let draft = rows::draft(tx, &name)?.ok_or_else(no_draft)?;
        if draft.revision != revision {
            return Err(moved(Some(&draft)));
        }
        let version = rows::version(tx, &name)?;
        if version != draft.base_version {
            return Err(Error::Exists(format!(
                "The draft was made from version {}, and version {version} is in force by now. Look at what changed, then save \
                 the draft anew: discard this one first.",
                draft.base_version
            )));
        }
        let definition = read(&draft.definition)?;
        parts::check(verb.by(), &definition_of(tx, &name, version)?, &definition)?;
        compile(&registry, &definition)?;
        let published = next(&verb, version, draft.definition, &note, &by);
        rows::publish(tx, &name, &published)?;
        first_values::published(tx, &name, &definition, published.version)?;
        if !rows::discard(tx, &name, revision)? {
            return Err(no_longer(revision));
        }
        note_in(tx, &verb, &name, put_in_force("mapping.publish", version, &published))?;
        Ok::<_, Error>(published)
    });
    let published = published.await?;
    p.mappings().published(tenant, published.version);
    Ok(Version::from(published))
}

/// A person's smart fields as they are, and as the draft would make them.
///
/// # Errors
/// [`Error::Unknown`] where there is no draft; 404 where there is no such person.
pub async fn preview(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    language: Language,
) -> Result<(Vec<SmartField>, Vec<SmartField>)> {
    let draft = draft(p, tenant).await?;
    let after = compile(p.registry(tenant).await?.as_ref(), &draft.definition)?;
    let before = p.mappings().of(p, tenant).await?.mapping;
    let mut both = people::explained(p, tenant, id, vec![before, after], language).await?;
    let after = both.pop().unwrap_or_default();
    Ok((both.pop().unwrap_or_default(), after))
}

/// Somebody came between.
fn no_longer(revision: i64) -> Error {
    Error::Exists(format!(
        "Somebody else has just changed the draft of revision {revision}. Read it, and name its revision."
    ))
}

fn no_draft() -> Error {
    Error::Unknown("There is no draft; save one first.".to_owned())
}

fn moved(draft: Option<&rows::Draft>) -> Error {
    match draft {
        None => no_draft(),
        Some(draft) => Error::Exists(format!(
            "There is a draft of revision {}, last changed by {}. Read it, and name its revision.",
            draft.revision, draft.changed_by
        )),
    }
}
