//! What each operation of `/api/v1` asks of its caller: one row for each, and none without a row.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, http::StatusCode};
use percent_encoding::percent_decode_str;

use rollcall_provisioning::accounts::Role;
use rollcall_provisioning::auth::Caller;

use crate::error::{Failure, Result as Checked};

use self::Permission::{
    Audit, Install, Link, Map, Own, Provision, Public, Read, Session, Signatures, Targets,
};

/// Who may do it. Roles are those of an admin in a tenant, or of an API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Every role: it shows, and changes nothing.
    Read,
    /// Owner and admin: connections, secret tokens, people, schemas, receivers.
    Provision,
    /// Owner, admin and both editors: the draft of the mapping and values of single people, of which each may change what is theirs
    /// (`provisioning::mappings` looks at what differs).
    Map,
    /// Owner, admin and signature editor: signatures of single people.
    Signatures,
    /// Owner, admin and target editor: imported people, connectors.
    Targets,
    /// Owner, admin and auditor: who did what.
    Audit,
    /// Owner: admins, invitations, API keys.
    Own,
    /// Whoever the installation belongs to: tenants, single sign-on.
    Install,
    /// An admin who is signed in, whatever their role: their own account.
    Session,
    /// Whoever has the set-up link of a connection: that connection.
    Link,
    /// Everybody: to sign in, or to use a link.
    Public,
}

impl Permission {
    /// Whether a role has it.
    fn is_of(self, role: Role) -> bool {
        match self {
            Self::Read => true,
            Self::Provision => matches!(role, Role::Owner | Role::Admin),
            Self::Map => role != Role::Auditor,
            Self::Signatures => matches!(role, Role::Owner | Role::Admin | Role::SignatureEditor),
            Self::Targets => matches!(role, Role::Owner | Role::Admin | Role::TargetEditor),
            Self::Audit => matches!(role, Role::Owner | Role::Admin | Role::Auditor),
            Self::Own => role == Role::Owner,
            Self::Install | Self::Session | Self::Link | Self::Public => false,
        }
    }

    /// Whether a caller has it.
    fn is_of_caller(self, caller: &Caller) -> bool {
        let access = &caller.access;
        match self {
            Self::Public => true,
            Self::Session => access.session.is_some(),
            Self::Install => access
                .session
                .as_ref()
                .is_some_and(|signed| signed.is_installation_owner),
            Self::Link => access.link.is_some(),
            _ => access.role.is_some_and(|role| self.is_of(role)),
        }
    }

    /// What somebody is told who lacks it.
    fn lacking(self, caller: &Caller) -> String {
        let access = &caller.access;
        if access.link.is_some() {
            return "A set-up link opens /api/v1/set-up-link and the tokens of its connection, nothing else."
                .to_owned();
        }
        let roles: Vec<_> = Role::WORDS
            .iter()
            .filter(|(_, role)| self.is_of(*role))
            .map(|(word, _)| *word)
            .collect();
        match (self, access.role) {
            (Self::Session, _) => "This is about an admin's own account: sign in.".to_owned(),
            (Self::Install, _) => {
                "This is for admins to whom the installation belongs, signed in.".to_owned()
            }
            (Self::Link, _) => "This is for whoever has a connection's set-up link.".to_owned(),
            (_, Some(role)) => format!(
                "The role {} may not do this; it takes one of: {}.",
                role.as_str(),
                roles.join(", ")
            ),
            (_, None) if access.session.is_some() => {
                "Say in which tenant: send its id in the header Rollcall-Tenant.".to_owned()
            }
            (_, None) => "The key's role is not known to this version.".to_owned(),
        }
    }
}

/// Whether somebody who is signed in would be let through to an operation, `POST` `/tokens/01a/revoke`; nobody is to what is none.
/// `role` is theirs in the tenant that they mean.
pub fn is_open_to(method: &str, path: &str, role: Option<Role>, owns_installation: bool) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let fits = |pattern: &str| {
        let mut pairs = pattern.split('/').zip(path.split('/'));
        pattern.split('/').count() == path.split('/').count()
            && pairs.all(|(part, said)| part.starts_with('{') || part == said)
    };
    let all = OPERATIONS
        .iter()
        .filter(|it| it.method == method && fits(it.pattern));
    // `/webhooks/attempts` is no webhook.
    let operation = all.min_by_key(|it| it.pattern.matches('{').count());
    operation.is_some_and(|it| match it.permission {
        Public | Session => true,
        Install => owns_installation,
        permission => role.is_some_and(|role| permission.is_of(role)),
    })
}

/// Whether a caller may do what the request is for; an address that is no operation is for the router to answer.
///
/// # Errors
/// 403 that says whose it is, 400 where no tenant is named.
pub fn check(request: &HttpRequest, caller: &Caller) -> Checked<()> {
    let Some(permission) = permission(request) else {
        return Ok(());
    };
    let access = &caller.access;
    if permission.is_of_caller(caller) {
        return check_area(request, &access.areas);
    }
    let names_none = access.session.is_some() && access.role.is_none();
    let is_of_tenant = !matches!(permission, Session | Install | Link | Public);
    let status = match names_none && is_of_tenant {
        true => StatusCode::BAD_REQUEST,
        false => StatusCode::FORBIDDEN,
    };
    Err(Failure::new(status, permission.lacking(caller)).code("not_allowed"))
}

/// That a key which opens some areas only is used for those.
fn check_area(request: &HttpRequest, areas: &[String]) -> Checked<()> {
    let pattern = request.match_pattern().unwrap_or_default();
    let asked = area(pattern.strip_prefix(BASE).unwrap_or(&pattern));
    if areas.is_empty() || areas.iter().any(|area| area == asked) {
        return Ok(());
    }
    let detail = format!("This key opens only {}.", areas.join(", "));
    Err(Failure::new(StatusCode::FORBIDDEN, detail).code("not_allowed"))
}

/// The area of an address below `/api/v1`: its first segment.
fn area(pattern: &str) -> &str {
    let segment = pattern.trim_start_matches('/').split('/').next();
    segment.unwrap_or_default()
}

/// Whether there is such an area that a key can be for.
pub(crate) fn is_area(word: &str) -> bool {
    let of_roles = OPERATIONS
        .iter()
        .filter(|it| !matches!(it.permission, Session | Install | Link | Public));
    of_roles.into_iter().any(|it| area(it.pattern) == word)
}

/// What somebody is told who names another one.
pub(crate) fn no_area(word: &str) -> String {
    format!(
        "There is no area {word:?}. An area is the first segment of addresses below {BASE}, such as target-users, people or tokens."
    )
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
    operation(Read, "GET", "/alerts"),
    operation(Read, "GET", "/alerts/kinds"),
    operation(Read, "GET", "/alerts/settings"),
    operation(Provision, "PUT", "/alerts/settings"),
    operation(Provision, "POST", "/alerts/test"),
    operation(Read, "GET", "/overview"),
    operation(Read, "GET", "/overview/counts"),
    operation(Read, "GET", "/what-we-store"),
    operation(Read, "GET", "/people"),
    operation(Read, "GET", "/people/{id}"),
    operation(Read, "GET", "/people/{id}/resource"),
    operation(Read, "GET", "/people/{id}/history"),
    operation(Read, "GET", "/people/{id}/target-user"),
    operation(Read, "GET", "/people/{id}/smart-fields"),
    operation(Map, "PUT", "/people/{id}/smart-fields/{key}"),
    operation(Map, "DELETE", "/people/{id}/smart-fields/{key}"),
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
    operation(Provision, "POST", "/connections/{connection}/simulate"),
    operation(Provision, "POST", "/connections/{connection}/pause"),
    operation(Provision, "POST", "/connections/{connection}/resume"),
    operation(Provision, "POST", "/connections/{connection}/disconnect"),
    operation(Read, "GET", "/connections/{connection}/disconnect"),
    operation(Read, "GET", "/pulls"),
    operation(Provision, "POST", "/pulls"),
    operation(Read, "GET", "/pulls/{connection}"),
    operation(Provision, "PATCH", "/pulls/{connection}"),
    operation(Provision, "POST", "/pulls/{connection}/connect"),
    operation(Provision, "POST", "/pulls/{connection}/sync"),
    operation(Provision, "POST", "/pulls/{connection}/hook"),
    operation(Read, "GET", "/pulls/{connection}/schema"),
    operation(Read, "GET", "/pulls/{connection}/runs"),
    operation(Read, "GET", "/pulls/{connection}/runs/{run}"),
    operation(Read, "GET", "/pulls/{connection}/runs/{run}/progress"),
    operation(Read, "GET", "/pulls/{connection}/runs/{run}/vanished"),
    operation(Provision, "POST", "/pulls/{connection}/runs/{run}/release"),
    operation(Provision, "POST", "/pulls/{connection}/runs/{run}/reject"),
    operation(Read, "GET", "/guard"),
    operation(Provision, "PUT", "/guard"),
    operation(Read, "GET", "/held"),
    operation(Provision, "POST", "/held/release"),
    operation(Provision, "POST", "/held/reject"),
    operation(Read, "GET", "/connections/{connection}/attributes"),
    operation(Read, "GET", "/connections/{connection}/live"),
    operation(Read, "GET", "/requests"),
    operation(Read, "GET", "/requests/summary"),
    operation(Read, "GET", "/requests/stream"),
    operation(Read, "GET", "/requests/{id}"),
    operation(Provision, "POST", "/requests/{id}/replay"),
    operation(Read, "GET", "/attributes"),
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
    operation(Read, "GET", "/signatures/starters/{key}/example"),
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
    operation(Read, "GET", "/webhooks/attempts"),
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
    operation(Public, "POST", "/set-up"),
    operation(Public, "POST", "/sessions"),
    operation(Public, "GET", "/set-up/{code}"),
    operation(Public, "GET", "/password-resets/{code}"),
    operation(Public, "GET", "/invitations/code/{code}"),
    operation(Read, "GET", "/tenant"),
    operation(Own, "PATCH", "/tenant"),
    operation(Install, "GET", "/tenants"),
    operation(Install, "POST", "/tenants"),
    operation(Install, "GET", "/sso"),
    operation(Install, "PUT", "/sso"),
    operation(Install, "DELETE", "/sso"),
    operation(Public, "GET", "/sso/sign-in"),
    operation(Public, "POST", "/sso/begin"),
    operation(Public, "POST", "/sso/finish"),
    operation(Public, "POST", "/password-resets"),
    operation(Public, "POST", "/invitations/accept"),
    operation(Session, "GET", "/session"),
    operation(Session, "DELETE", "/session"),
    operation(Session, "PUT", "/session/profile"),
    operation(Session, "PUT", "/session/password"),
    operation(Session, "POST", "/session/totp"),
    operation(Session, "PUT", "/session/totp"),
    operation(Session, "DELETE", "/session/totp"),
    operation(Own, "GET", "/admins"),
    operation(Own, "PUT", "/admins/{id}"),
    operation(Own, "DELETE", "/admins/{id}"),
    operation(Own, "POST", "/admins/{id}/password-reset"),
    operation(Own, "GET", "/invitations"),
    operation(Own, "POST", "/invitations"),
    operation(Own, "DELETE", "/invitations/{id}"),
    operation(Own, "GET", "/api-keys"),
    operation(Own, "POST", "/api-keys"),
    operation(Own, "DELETE", "/api-keys/{id}"),
    operation(Provision, "GET", "/connections/{connection}/set-up-links"),
    operation(Provision, "POST", "/connections/{connection}/set-up-links"),
    operation(
        Provision,
        "DELETE",
        "/connections/{connection}/set-up-links/{id}",
    ),
    operation(Link, "GET", "/set-up-link"),
    operation(Link, "GET", "/set-up-link/live"),
    operation(Link, "POST", "/set-up-link/tokens"),
    operation(Audit, "GET", "/audit"),
    operation(Audit, "GET", "/audit/export"),
    operation(Install, "GET", "/installation/audit"),
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
fn asked(request: &HttpRequest) -> Asked {
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
pub fn permission(request: &HttpRequest) -> Option<Permission> {
    match asked(request) {
        Asked::For(permission) => Some(permission),
        Asked::Nothing | Asked::Unlisted => None,
    }
}

/// Lets nothing pass that no row is about, and no address with a NUL in it.
///
/// # Errors
/// Those of the layers below.
pub async fn require_listed(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let refusal = if matches!(asked(request.request()), Asked::Unlisted) {
        Some(Failure::new(
            StatusCode::FORBIDDEN,
            "Nobody may do this: it is not said who may.",
        ))
    } else {
        nul_in(&request)
    };
    if let Some(failure) = refusal {
        return Ok(request.error_response(failure));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// What is said of an address with a NUL in its path or query: nothing has one, and PostgreSQL takes none in a text.
fn nul_in(request: &ServiceRequest) -> Option<Failure> {
    let has_nul = |text: &str| percent_decode_str(text).any(|byte| byte == 0);
    let detail = match (has_nul(request.path()), has_nul(request.query_string())) {
        (true, _) => "The path has a NUL (%00) in it, which no name and no id has.",
        (_, true) => "The query has a NUL (%00) in it, which no text has: leave it out.",
        _ => return None,
    };
    Some(Failure::new(StatusCode::BAD_REQUEST, detail))
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
