//! What each operation of `/api/v1` asks of its caller: one row for each, and none without a row.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error, http::StatusCode};

use crate::error::Failure;

use self::Permission::{Map, Provision, Read, Signatures, Targets};

/// Who may do it. Roles are those of an admin in a tenant, or of an API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Every role: it shows, and changes nothing.
    Read,
    /// Owner and admin: connections, secret tokens, people, schemas, receivers.
    Provision,
    /// Owner, admin and both editors: the draft of the mapping, of which each may change what is theirs.
    Map,
    /// Owner, admin and signature editor: values and signatures of single people.
    Signatures,
    /// Owner, admin and target editor: imported people, connectors.
    Targets,
}

/// One method of one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// `GET` stands for HEAD as well.
    pub method: &'static str,
    /// The address below `/api/v1`, as the router has it.
    pub pattern: &'static str,
    /// What it asks of its caller.
    pub permission: Permission,
}

const fn operation(
    permission: Permission,
    method: &'static str,
    pattern: &'static str,
) -> Operation {
    Operation {
        method,
        pattern,
        permission,
    }
}

/// All operations of the API.
pub const OPERATIONS: &[Operation] = &[
    operation(Read, "GET", "/overview"),
    operation(Read, "GET", "/what-we-store"),
    operation(Read, "GET", "/people"),
    operation(Read, "GET", "/people/{id}"),
    operation(Read, "GET", "/people/{id}/resource"),
    operation(Read, "GET", "/people/{id}/history"),
    operation(Read, "GET", "/people/{id}/target-user"),
    operation(Read, "GET", "/people/{id}/smart-fields"),
    operation(Signatures, "PUT", "/people/{id}/smart-fields/{key}"),
    operation(Signatures, "DELETE", "/people/{id}/smart-fields/{key}"),
    operation(Read, "GET", "/people/{id}/signatures/{key}"),
    operation(Read, "GET", "/people/{id}/signature"),
    operation(Signatures, "PUT", "/people/{id}/signature"),
    operation(Signatures, "DELETE", "/people/{id}/signature"),
    operation(Read, "GET", "/leavers"),
    operation(Read, "GET", "/leavers/{id}"),
    operation(Provision, "DELETE", "/leavers/{id}"),
    operation(Provision, "POST", "/leavers/{id}/restore"),
    operation(Read, "GET", "/groups"),
    operation(Read, "GET", "/groups/{id}"),
    operation(Read, "GET", "/groups/{id}/members"),
    operation(Read, "GET", "/groups/{id}/history"),
    operation(Read, "GET", "/tokens"),
    operation(Provision, "POST", "/tokens"),
    operation(Provision, "POST", "/tokens/{id}/rotate"),
    operation(Provision, "POST", "/tokens/{id}/revoke"),
    operation(Read, "GET", "/connections"),
    operation(Provision, "POST", "/connections"),
    operation(Read, "GET", "/connections/{connection}"),
    operation(Provision, "PATCH", "/connections/{connection}"),
    operation(Provision, "PUT", "/connections/{connection}/guard"),
    operation(Provision, "DELETE", "/connections/{connection}/guard"),
    operation(Provision, "POST", "/connections/{connection}/pause"),
    operation(Provision, "POST", "/connections/{connection}/resume"),
    operation(Provision, "POST", "/connections/{connection}/disconnect"),
    operation(Read, "GET", "/connections/{connection}/disconnect"),
    operation(Read, "GET", "/guard"),
    operation(Provision, "PUT", "/guard"),
    operation(Read, "GET", "/held"),
    operation(Provision, "POST", "/held/release"),
    operation(Provision, "POST", "/held/reject"),
    operation(Read, "GET", "/connections/{connection}/attributes"),
    operation(Provision, "POST", "/connections"),
    operation(Read, "GET", "/connections/{connection}"),
    operation(Provision, "PATCH", "/connections/{connection}"),
    operation(Read, "GET", "/connections/{connection}/live"),
    operation(Provision, "PUT", "/connections/{connection}/guard"),
    operation(Provision, "DELETE", "/connections/{connection}/guard"),
    operation(Provision, "POST", "/connections/{connection}/pause"),
    operation(Provision, "POST", "/connections/{connection}/resume"),
    operation(Read, "GET", "/connections/{connection}/disconnect"),
    operation(Provision, "POST", "/connections/{connection}/disconnect"),
    operation(Read, "GET", "/guard"),
    operation(Provision, "PUT", "/guard"),
    operation(Read, "GET", "/held"),
    operation(Provision, "POST", "/held/release"),
    operation(Provision, "POST", "/held/reject"),
    operation(Read, "GET", "/requests"),
    operation(Read, "GET", "/requests/summary"),
    operation(Read, "GET", "/requests/stream"),
    operation(Read, "GET", "/requests/{id}"),
    operation(Provision, "POST", "/requests/{id}/replay"),
    operation(Read, "GET", "/dropped-attributes"),
    operation(Read, "GET", "/mapping"),
    operation(Read, "GET", "/mapping/completeness"),
    operation(Read, "GET", "/mapping/fields/{key}/lacking"),
    operation(Read, "GET", "/mapping/versions"),
    operation(Read, "GET", "/mapping/versions/{version}"),
    operation(Map, "POST", "/mapping/versions/{version}/restore"),
    operation(Read, "GET", "/mapping/draft"),
    operation(Map, "PUT", "/mapping/draft"),
    operation(Map, "DELETE", "/mapping/draft"),
    operation(Map, "POST", "/mapping/draft/publish"),
    operation(Read, "GET", "/mapping/draft/preview/{id}"),
    operation(Read, "GET", "/mapping/draft/diff"),
    operation(Read, "GET", "/mapping/draft/differences"),
    operation(Read, "GET", "/smart-fields"),
    operation(Read, "GET", "/signatures"),
    operation(Read, "GET", "/signatures/starters"),
    operation(Read, "GET", "/signatures/assignments"),
    operation(Read, "GET", "/signatures/summary"),
    operation(Read, "GET", "/signatures/lint"),
    operation(Read, "GET", "/signatures/bundle"),
    operation(Read, "POST", "/signatures/bundle"),
    operation(Read, "GET", "/signatures/scripts"),
    operation(Read, "GET", "/signatures/scripts/{name}"),
    operation(Read, "POST", "/filters"),
    operation(Read, "POST", "/filters/matches"),
    operation(Read, "GET", "/target-users"),
    operation(Read, "GET", "/target-users/problems"),
    operation(Read, "GET", "/target-users/summary"),
    operation(Read, "GET", "/target-users/left-out"),
    operation(Read, "GET", "/imports"),
    operation(Targets, "POST", "/imports"),
    operation(Targets, "POST", "/imports/preview"),
    operation(Read, "GET", "/adoptions"),
    operation(Targets, "PUT", "/adoptions/{imported}/{person}"),
    operation(Read, "GET", "/changes"),
    operation(Read, "GET", "/webhooks"),
    operation(Provision, "POST", "/webhooks"),
    operation(Read, "GET", "/webhooks/{id}"),
    operation(Provision, "DELETE", "/webhooks/{id}"),
    operation(Read, "GET", "/webhooks/{id}/attempts"),
    operation(Provision, "POST", "/webhooks/{id}/test"),
    operation(Provision, "POST", "/webhooks/{id}/enable"),
    operation(Provision, "POST", "/webhooks/{id}/replay"),
    operation(Read, "GET", "/gophish"),
    operation(Targets, "PUT", "/gophish"),
    operation(Targets, "DELETE", "/gophish"),
    operation(Targets, "POST", "/gophish/sync"),
    operation(Read, "GET", "/event-streams"),
    operation(Provision, "POST", "/event-streams"),
    operation(Read, "GET", "/event-streams/{id}"),
    operation(Provision, "DELETE", "/event-streams/{id}"),
    operation(Provision, "POST", "/event-streams/{id}/pause"),
    operation(Provision, "POST", "/event-streams/{id}/resume"),
    operation(Read, "GET", "/schemas"),
    operation(Read, "GET", "/schemas/{urn}"),
    operation(Provision, "PUT", "/schemas/{urn}"),
    operation(Provision, "DELETE", "/schemas/{urn}"),
    operation(Read, "GET", "/resource-types"),
    operation(Read, "GET", "/resource-types/{name}"),
    operation(Provision, "PUT", "/resource-types/{name}"),
    operation(Provision, "DELETE", "/resource-types/{name}"),
    operation(Read, "GET", "/indexes"),
    operation(Provision, "POST", "/indexes"),
    operation(Read, "GET", "/indexes/{id}"),
    operation(Provision, "DELETE", "/indexes/{id}"),
];

/// The base of the API, which patterns leave out.
pub const BASE: &str = "/api/v1";

/// What is known of a request's address and method.
enum Asked {
    /// An operation.
    For(Permission),
    /// An address that the router answers by itself: it has none such, or not by that method.
    Nothing,
    /// An address that is routed and of which no row tells who may use it.
    Unlisted,
}

/// What the request asks of its caller, if it is for an operation.
fn asked(request: &ServiceRequest) -> Asked {
    let Some(pattern) = request.match_pattern() else {
        return Asked::Nothing;
    };
    let pattern = pattern.strip_prefix(BASE).unwrap_or(&pattern);
    let method = match *request.method() {
        Method::HEAD => "GET",
        ref other => other.as_str(),
    };
    let mut listed = OPERATIONS
        .iter()
        .filter(|it| it.pattern == pattern)
        .peekable();
    if listed.peek().is_none() {
        return Asked::Unlisted;
    }
    match listed.find(|it| it.method == method) {
        Some(operation) => Asked::For(operation.permission),
        None => Asked::Nothing,
    }
}

/// What the operation that a request is for asks of its caller; none where there is no such operation.
pub fn permission(request: &ServiceRequest) -> Option<Permission> {
    match asked(request) {
        Asked::For(permission) => Some(permission),
        Asked::Nothing | Asked::Unlisted => None,
    }
}

/// Lets nothing pass that no row is about.
///
/// # Errors
/// Those of the layers below.
pub async fn require_listed(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if matches!(asked(&request), Asked::Unlisted) {
        let failure = Failure::new(
            StatusCode::FORBIDDEN,
            "Nobody may do this: it is not said who may.",
        );
        return Ok(request.error_response(failure));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::OPERATIONS;

    #[test]
    fn each_operation_has_one_row() {
        let mut seen = HashSet::new();
        for it in OPERATIONS {
            assert!(seen.insert((it.method, it.pattern)), "{it:?} twice");
        }
    }
}
