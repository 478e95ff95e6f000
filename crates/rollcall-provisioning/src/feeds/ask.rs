//! Having people looked at for another reason than a change of a resource.

use rollcall_storage::Conn;
use rollcall_storage::feeds::{self, Task};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Cause;
use crate::{Error, Provisioning, Result};

/// Some people of a tenant, each found by an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "whom", rename_all = "snake_case")]
pub enum Whom {
    /// One.
    Person {
        /// Their id.
        id: Uuid,
    },
    /// Those who name one of these as their manager.
    Reports {
        /// Ids and user names.
        references: Vec<String>,
    },
    /// Those in a group.
    Members {
        /// The group.
        group: Uuid,
    },
    /// Those whom a change of a group names.
    Named {
        /// The change's number.
        change: i64,
    },
    /// All.
    Everybody,
}

/// Has people looked at again at a time: what is made of them may be something else then (a campaign begins or ends). Nothing is
/// announced of those for whom it is not; without a feed nothing happens.
///
/// # Errors
/// When the database does not answer.
pub async fn recompute(
    p: &Provisioning,
    tenant: &str,
    whom: Whom,
    note: &str,
    at: i64,
) -> Result<()> {
    let (tenant, cause) = (
        tenant.to_owned(),
        Cause::Time {
            note: note.to_owned(),
        },
    );
    p.store()
        .write(move |tx| ask_in(tx, &tenant, &whom, &cause, at))
        .await
}

/// As [`recompute`], inside the transaction of whatever makes it so, for any cause.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn ask_in(
    tx: &mut Conn,
    tenant: &str,
    whom: &Whom,
    cause: &Cause,
    at: i64,
) -> Result<()> {
    if feeds::find(tx, tenant)?.is_none() {
        return Ok(());
    }
    Ok(feeds::add_task(tx, tenant, &task(whom, cause, at)?)?)
}

pub(super) fn task(whom: &Whom, cause: &Cause, due_at: i64) -> Result<Task> {
    Ok(Task {
        id: Uuid::now_v7(),
        whom: serde_json::to_string(whom).map_err(|error| Error::Internal(Box::new(error)))?,
        cause: cause.write()?,
        position: None,
        due_at,
    })
}

pub(super) fn read(task: &Task) -> Result<(Whom, Cause)> {
    let whom =
        serde_json::from_str(&task.whom).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok((whom, Cause::read(&task.cause)?))
}
