//! `GET /{type}/{id}` (RFC 7644 §3.4.1).

use rollcall_storage::{Conn, resources};

use super::{Answer, Call, Outcome, not_found, resource_id};
use crate::{Provisioning, Result};

/// Reads one resource, unless the client says that it has this version.
///
/// # Errors
/// 404 for an id that is not of this type and tenant, 412.
pub async fn read(p: &Provisioning, call: Call, endpoint: &str, id: &str) -> Result<Answer> {
    let rt = call.endpoint(endpoint)?;
    // A group may have a hundred thousand of them.
    let has_many_rows = rt.has_members() && call.projection.wants(rt, "members");
    let (endpoint, id) = (endpoint.to_owned(), id.to_owned());
    let look = move |conn: &mut Conn| read_in(conn, &call, &endpoint, &id);
    if has_many_rows {
        p.store().read(look).await
    } else {
        p.store().read_few(look).await
    }
}

fn read_in(conn: &mut Conn, call: &Call, endpoint: &str, id: &str) -> Result<Answer> {
    let rt = call.endpoint(endpoint)?;
    let scope = call.scope(rt);
    let uuid = resource_id(&scope, id)?;
    let missing = || not_found(&scope, id);
    if rt.has_members() || !call.projection.wants(rt, "groups") {
        let found = resources::find_text(conn, &scope, uuid)?;
        let seen = found.map(|stored| call.view().of(stored)).transpose()?;
        let stored = seen.flatten().ok_or_else(missing)?;
        call.check_match(stored.version)?;
        return call.answer(conn, rt, &stored, Outcome::Read);
    }
    let found = resources::find_in_groups(conn, &scope, uuid)?;
    let (stored, relations) = found.ok_or_else(missing)?;
    let stored = call.view().of(stored)?.ok_or_else(missing)?;
    call.check_match(stored.version)?;
    call.answer_with(rt, &stored, &relations, Outcome::Read)
}
