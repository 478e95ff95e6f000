//! The caller of what nobody pushed: the program's own work, and what an administrator asks for.

use std::sync::Arc;

use scim_core::project::Projection;
use scim_core::quirks::RuleChanges;
use uuid::Uuid;

use super::{Access, Caller, Profile};
use crate::audit::Actor;
use crate::resources::Call;
use crate::{Provisioning, Result};

/// A call on behalf of no connection; its changes are noted with `request`.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn own_call(p: &Provisioning, tenant: &str, request: &str) -> Result<Call> {
    let schemas = p.registries().of(p, tenant).await?;
    let caller = Caller {
        tenant: tenant.into(),
        token: None,
        connection: Uuid::nil(),
        connection_name: "rollcall".into(),
        profile: Profile::Auto,
        rules: Profile::Auto.rules(&RuleChanges::default(), None),
        provider: None,
        registry: schemas.registry,
        definitions_version: schemas.version.definitions,
        subject: None,
        actor: Arc::new(Actor::program()),
        access: Access::default(),
        test_mode: false,
    };
    Ok(call_of(caller, request))
}

/// A call that wants no particular answer.
pub(crate) fn call_of(caller: Caller, request: &str) -> Call {
    Call {
        caller,
        request_id: request.to_owned(),
        base_url: String::new(),
        projection: Projection::Default,
        if_match: None,
        if_none_match: None,
        rehearsal: None,
    }
}
