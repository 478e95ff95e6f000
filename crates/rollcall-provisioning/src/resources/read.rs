//! `GET /{type}/{id}` (RFC 7644 §3.4.1).

use rollcall_storage::resources;

use super::{Answer, Call, Outcome, not_found, resource_id};
use crate::{Provisioning, Result};

/// Reads one resource, unless the client says that it has this version.
///
/// # Errors
/// 404 for an id that is not of this type and tenant, 412.
pub async fn read(p: &Provisioning, call: Call, endpoint: &str, id: &str) -> Result<Answer> {
    let (endpoint, id) = (endpoint.to_owned(), id.to_owned());
    p.store()
        .read(move |conn| {
            let rt = call.endpoint(&endpoint)?;
            let scope = call.scope(rt);
            let uuid = resource_id(&scope, &id)?;
            let stored =
                resources::find(conn, &scope, uuid)?.ok_or_else(|| not_found(&scope, &id))?;
            call.check_match(stored.version)?;
            call.answer(conn, rt, stored, Outcome::Read)
        })
        .await
}
