//! What resources would lose by a change of schemas.

use rollcall_storage::{Conn, schemas};
use scim_core::schema::{Extension, Registry, ResourceType, Schema, narrowings};

use crate::{Error, Result};

/// Attributes that one message names; the others are counted.
const NAMED_MAX: usize = 5;

/// Something that a change would take away from resources, or ask of them, and how many those are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Loss {
    /// What is to change: `urn:…: the attribute `x` is no longer there, so it`.
    pub(super) what: String,
    /// What it therefore cannot: `cannot be removed or changed so`.
    pub(super) cannot: &'static str,
    /// The name of the resources' type.
    pub(super) type_name: String,
    /// How many resources stand against it; never 0.
    pub(super) count: i64,
    /// They stand against it because they lack what it is about; otherwise because they have it.
    lacking: bool,
}

impl Loss {
    /// What they do, and what to do about it: `2 resources of type User have it. Change or delete them first.`
    fn advice(&self) -> String {
        let (one, many, first) = if self.lacking {
            ("lacks", "lack", "Give it to them")
        } else {
            ("has", "have", "Change")
        };
        let verb = if self.count == 1 { one } else { many };
        format!(
            "{} {verb} it. {first} or delete them first.",
            self.resources()
        )
    }

    /// The resources, in words.
    pub(super) fn resources(&self) -> String {
        let plural = if self.count == 1 { "" } else { "s" };
        format!("{} resource{plural} of type {}", self.count, self.type_name)
    }
}

/// Refuses a change that resources of the tenant do not fit.
///
/// # Errors
/// [`Error::Exists`] that says which change, and how many resources stand against it.
pub(super) fn refuse_loss(
    tx: &mut Conn,
    tenant: &str,
    old: &Registry,
    new: &Registry,
) -> Result<()> {
    let Some(loss) = losses(tx, tenant, old, new)?.into_iter().next() else {
        return Ok(());
    };
    let advice = loss.advice();
    Err(Error::Exists(format!(
        "{} {}: {advice}",
        loss.what, loss.cannot
    )))
}

/// Everything that resources of the tenant would lose by a change.
///
/// # Errors
/// Only the database's own.
pub(super) fn losses(
    conn: &mut Conn,
    tenant: &str,
    old: &Registry,
    new: &Registry,
) -> Result<Vec<Loss>> {
    let mut losses = Losses {
        conn,
        tenant,
        found: Vec::new(),
    };
    for before in old.types() {
        let Some(after) = new.types().iter().find(|rt| rt.name == before.name) else {
            let what = format!("The resource type {}", before.name);
            losses.note(before, None, what, "cannot be removed")?;
            continue;
        };
        if before == after {
            continue;
        }
        if let Some(why) = whole(before, after) {
            losses.note(before, None, why, "cannot be changed so")?;
        }
        for extension in before
            .extensions
            .iter()
            .filter(|extension| !extension.learned)
        {
            losses.in_extension(before, extension, after)?;
        }
        for extension in &after.extensions {
            losses.by_addition(before, extension)?;
        }
    }
    Ok(losses.found)
}

/// What a change of the base schema, or of what identifies a resource, takes away from every resource.
fn whole(before: &ResourceType, after: &ResourceType) -> Option<String> {
    if before.endpoint != after.endpoint || before.schema.id != after.schema.id {
        return Some(format!(
            "{}: its endpoint or schema would be another, so it",
            before.name
        ));
    }
    if let Some(why) = narrowed(&before.schema, &after.schema) {
        return Some(why);
    }
    let unique = |rt: &ResourceType| {
        rt.unique_attribute()
            .map(|attribute| attribute.name.clone())
    };
    (unique(before) != unique(after)).then(|| {
        format!(
            "{}: another attribute would identify a resource, so it",
            before.schema.id
        )
    })
}

/// The losses of one tenant as they are found.
struct Losses<'c> {
    conn: &'c mut Conn,
    tenant: &'c str,
    found: Vec<Loss>,
}

impl Losses<'_> {
    /// Counts the resources of the type, with a URN those that have that extension.
    fn note(
        &mut self,
        rt: &ResourceType,
        urn: Option<&str>,
        what: String,
        cannot: &'static str,
    ) -> Result<()> {
        let count = schemas::count_resources(self.conn, self.tenant, rt, urn)?;
        self.found(Loss {
            what,
            cannot,
            type_name: rt.name.clone(),
            count,
            lacking: false,
        });
        Ok(())
    }

    /// Counts the resources of the type without that extension, which is to be required.
    fn note_lacking(&mut self, rt: &ResourceType, urn: &str) -> Result<()> {
        let all = schemas::count_resources(self.conn, self.tenant, rt, None)?;
        let having = schemas::count_resources(self.conn, self.tenant, rt, Some(urn))?;
        self.found(Loss {
            what: format!("The extension {urn}"),
            cannot: "cannot be required",
            type_name: rt.name.clone(),
            count: all - having,
            lacking: true,
        });
        Ok(())
    }

    fn found(&mut self, loss: Loss) {
        if loss.count > 0 {
            self.found.push(loss);
        }
    }

    fn in_extension(
        &mut self,
        before: &ResourceType,
        extension: &Extension,
        after: &ResourceType,
    ) -> Result<()> {
        let urn = &extension.schema.id;
        let why = match after.extension(urn) {
            None => Some(format!("The extension {urn}")),
            Some(changed) => narrowed(&extension.schema, &changed.schema),
        };
        match why {
            Some(why) => self.note(before, Some(urn), why, "cannot be removed or changed so"),
            None => Ok(()),
        }
    }

    /// A new extension must not ask of resources what they do not have.
    fn by_addition(&mut self, before: &ResourceType, extension: &Extension) -> Result<()> {
        let urn = &extension.schema.id;
        let known = before.extension(urn);
        if extension.required && !known.is_some_and(|known| known.required) {
            self.note_lacking(before, urn)?;
        }
        if known.is_none_or(|known| known.learned) {
            let empty = Schema {
                attributes: Vec::new(),
                ..extension.schema.clone()
            };
            if let Some(why) = narrowed(
                known.map_or(&empty, |known| &known.schema),
                &extension.schema,
            ) {
                // Providers may have sent this URN before anybody defined it.
                self.note(before, Some(urn), why, "cannot be defined so")?;
            }
        }
        Ok(())
    }
}

/// What a change of one schema takes away, as the beginning of a sentence.
fn narrowed(old: &Schema, new: &Schema) -> Option<String> {
    let all = narrowings(old, new);
    let named = all.iter().take(NAMED_MAX);
    let named: Vec<_> = named
        .map(|narrowing| format!("`{}` {}", narrowing.attribute, narrowing.what))
        .collect();
    let more = match all.len().saturating_sub(NAMED_MAX) {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    (!all.is_empty()).then(|| {
        format!(
            "{}: the attribute {}{more}, so it",
            old.id,
            named.join(" and ")
        )
    })
}
