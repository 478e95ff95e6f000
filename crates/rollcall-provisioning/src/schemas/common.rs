//! The schemas that every tenant has, from one start of the installation to the next.
//!
//! The database keeps those of the last start. Where the files say something else now, what they no longer say may
//! hold values, and what they newly ask may not be true of resources that are there: then nothing is served.

use rollcall_storage::installation::{self, Fact};
use rollcall_storage::{Conn, tenants};
use scim_core::schema::Registry;
use serde_json::{Value, json};

use super::use_of::{Loss, losses};
use super::{extended, own, parsed, with_learned};
use crate::{Error, Provisioning, Result};

/// Changes that one message names, and tenants of each; the others are counted.
const NAMED_MAX: usize = 5;

/// Something that is lost, and how many resources of which tenants lose it.
struct Change {
    loss: Loss,
    tenants: Vec<(String, String)>,
}

/// Makes the schemas of this start those that the database knows.
///
/// # Errors
/// [`Error::Exists`] when resources would not fit them: it names what changed, how many resources of which tenants
/// stand against it, and what to do. Nothing is written then.
pub(crate) async fn settle(p: &Provisioning) -> Result<()> {
    let text = written(p.common_registry())?;
    let known = p
        .store()
        .read(|conn| Ok::<_, Error>(installation::find(conn, Fact::Schemas)?))
        .await?;
    if known.as_ref() == Some(&text) {
        return Ok(());
    }
    let common = p.common_registry().clone();
    p.store()
        .write(move |tx| {
            let before = installation::find(tx, Fact::Schemas)?;
            if let Some(before) = before.as_deref().filter(|before| *before != text) {
                compare(tx, &read(before)?, &common)?;
            }
            Ok(installation::put(
                tx,
                Fact::Schemas,
                before.as_deref(),
                &text,
            )?)
        })
        .await
}

/// What the files define, as the database keeps it.
fn written(common: &Registry) -> Result<String> {
    let beyond = common.beyond(&Registry::builtin());
    let schemas = beyond.schemas.iter().map(|schema| json!(schema));
    let types = beyond.resource_types.iter().map(|rt| json!(rt));
    let all: Vec<Value> = schemas.chain(types).collect();
    super::written(&all)
}

fn read(text: &str) -> Result<Registry> {
    extended(&Registry::builtin(), &parsed(&[text.to_owned()], &[])?)
}

/// Refuses schemas that resources of any tenant do not fit.
fn compare(conn: &mut Conn, old: &Registry, new: &Registry) -> Result<()> {
    let mut changes: Vec<Change> = Vec::new();
    for tenant in tenants::list(conn)? {
        let defined = own(conn, &tenant.id)?;
        let before = with_learned(conn, &tenant.id, &extended(old, &defined)?)?;
        let after = extended(new, &defined)?;
        for loss in losses(conn, &tenant.id, &before, &after)? {
            let one = (tenant.id.clone(), loss.resources());
            let same = |change: &&mut Change| {
                (&change.loss.what, change.loss.cannot) == (&loss.what, loss.cannot)
            };
            match changes.iter_mut().find(same) {
                Some(change) => change.tenants.push(one),
                None => changes.push(Change {
                    loss,
                    tenants: vec![one],
                }),
            }
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    Err(Error::Exists(message(&changes)))
}

fn message(changes: &[Change]) -> String {
    let change = |change: &Change| {
        let tenants = change.tenants.iter();
        let tenants = tenants.map(|(tenant, resources)| format!("{resources} in tenant {tenant}"));
        format!(
            "{} {}, because of {}.",
            change.loss.what,
            change.loss.cannot,
            named(tenants.collect())
        )
    };
    let all: Vec<_> = changes.iter().take(NAMED_MAX).map(change).collect();
    let more = match changes.len().saturating_sub(NAMED_MAX) {
        0 => String::new(),
        more => format!(" And {more} more."),
    };
    format!(
        "The schema files (--schemas, ROLLCALL_SCHEMAS) are not those that this database was used with, and resources \
         that are there do not fit them. {}{more} Put back what was there, or start with the former files and change \
         or delete those resources first.",
        all.join(" ")
    )
}

/// The first of them, and how many others there are.
fn named(mut all: Vec<String>) -> String {
    let more = all.len().saturating_sub(NAMED_MAX);
    all.truncate(NAMED_MAX);
    match more {
        0 => all.join(", "),
        more => format!("{} and of {more} more tenants", all.join(", ")),
    }
}
