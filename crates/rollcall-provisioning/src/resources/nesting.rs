//! Groups in groups, without loops.

use std::collections::HashMap;

use rollcall_storage::{Conn, memberships};
use scim_core::ErrorKind;
use scim_core::render::GroupRef;
use uuid::Uuid;

use crate::{Error, Result};

/// How many levels of groups may be above one that takes a group in.
const LEVELS_MAX: usize = 64;
/// How many groups may be above it, on all levels together.
const GROUPS_MAX: usize = 10_000;

/// Refuses to make groups (`inner`) members of a group that is already inside one of them, directly or
/// through others. Until the transaction ends nobody else nests groups of this tenant: of two requests that
/// would close a loop together, the later one finds it.
///
/// # Errors
/// 400 `invalidValue` that names the groups of the loop; the same where there are too many above to look.
pub(super) fn refuse_loops(tx: &mut Conn, tenant: &str, group: Uuid, inner: &[Uuid]) -> Result<()> {
    memberships::lock_nesting(tx, tenant)?;
    // Each group above, with the one below through which it was found.
    let mut above: HashMap<Uuid, (GroupRef, Uuid)> = HashMap::new();
    let mut level = vec![group];
    for _ in 0..LEVELS_MAX {
        let parents = memberships::groups_of(tx, tenant, &level)?;
        let mut next = Vec::new();
        for (child, parents) in parents {
            for parent in parents {
                let Ok(id) = Uuid::try_parse(&parent.id) else {
                    continue;
                };
                if above.contains_key(&id) {
                    continue;
                }
                above.insert(id, (parent, child));
                if inner.contains(&id) {
                    return Err(closes_loop(&above, id, group));
                }
                next.push(id);
            }
        }
        if next.is_empty() {
            return Ok(());
        }
        if above.len() > GROUPS_MAX {
            break;
        }
        level = next;
    }
    Err(Error::scim(
        ErrorKind::InvalidValue,
        format!(
            "members: this group is inside more than {LEVELS_MAX} levels of groups, or more than {GROUPS_MAX} groups; \
             it cannot take another group in."
        ),
    ))
}

/// The error with the way from the new member down to the group that it should become a member of.
fn closes_loop(above: &HashMap<Uuid, (GroupRef, Uuid)>, inner: Uuid, group: Uuid) -> Error {
    let mut names = Vec::new();
    let mut here = inner;
    while here != group
        && let Some((reference, below)) = above.get(&here)
    {
        names.push(match &reference.display {
            Some(display) => format!("{display:?}"),
            None => reference.id.clone(),
        });
        here = *below;
    }
    names.push("this group".to_owned());
    let detail = format!(
        "members: the group {inner} cannot be a member, since that would close a loop: {}.",
        names.join(" contains ")
    );
    Error::scim(ErrorKind::InvalidValue, detail)
}
