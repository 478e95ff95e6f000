//! `/Me` (RFC 7644 §3.11): the person whom the token belongs to.

use scim_core::{ErrorKind, Object};
use serde_json::Value;

use super::{Answer, Call, patch, read, replace};
use crate::auth::Subject;
use crate::{Error, Provisioning, Result};

/// The endpoint of people.
const PEOPLE: &str = "Users";

/// What says who somebody is to the organisation, or what they may do there. Extensions are the
/// organisation's too.
const NOT_THEIRS: &[&str] = &[
    "userName",
    "externalId",
    "active",
    "userType",
    "roles",
    "entitlements",
    "x509Certificates",
    "emails",
];

/// `GET /Me`. The answer's location is that of the person among all others.
///
/// # Errors
/// 501 for a token that belongs to nobody.
pub async fn read_own(p: &Provisioning, call: Call) -> Result<Answer> {
    let id = subject(&call)?.id.to_string();
    read(p, call, PEOPLE, &id).await
}

/// `PUT /Me`.
///
/// # Errors
/// 403 for a token that only reads, and for attributes that are not the person's to say; as [`replace`].
pub async fn replace_own(p: &Provisioning, call: Call, body: Value) -> Result<Answer> {
    let id = writing_subject(&call)?.id.to_string();
    replace(p, call, PEOPLE, &id, body).await
}

/// `PATCH /Me`.
///
/// # Errors
/// 403 for a token that only reads, and for attributes that are not the person's to say; as [`patch`].
pub async fn patch_own(p: &Provisioning, call: Call, body: Value) -> Result<Answer> {
    let id = writing_subject(&call)?.id.to_string();
    patch(p, call, PEOPLE, &id, body).await
}

/// What `POST /Me` and `DELETE /Me` are answered: people come and go by their organisation.
pub fn refuse_own(call: &Call) -> Error {
    match subject(call) {
        Ok(_) => Error::scim(
            ErrorKind::Forbidden,
            "Nobody creates or deletes themselves here; the organisation's identity provider does.",
        ),
        Err(error) => error,
    }
}

fn subject(call: &Call) -> Result<Subject> {
    call.caller.subject.ok_or_else(|| {
        Error::scim(
            ErrorKind::NotImplemented,
            "/Me is for tokens that belong to a person (`rollcall token create --for`). This token is an identity \
             provider's and belongs to nobody; people are at /Users.",
        )
    })
}

fn writing_subject(call: &Call) -> Result<Subject> {
    let subject = subject(call)?;
    if subject.may_write {
        return Ok(subject);
    }
    Err(Error::scim(
        ErrorKind::Forbidden,
        "This token only reads; one that also writes is made by `rollcall token create --for … --write`.",
    ))
}

/// Refuses a change by a person themselves of what is not theirs to say: nobody gives themselves a role, the
/// login or the address of somebody else, or another manager.
///
/// # Errors
/// 403 that names the attribute.
pub(super) fn refuse_what_is_not_theirs(changed: Option<&(Object, Object)>) -> Result<()> {
    let Some((before, after)) = changed else {
        return Ok(());
    };
    let mut names = before.keys().chain(after.keys());
    let refused = names.find(|name| NOT_THEIRS.contains(&name.as_str()) || name.contains(':'));
    match refused {
        None => Ok(()),
        Some(name) => Err(Error::scim(
            ErrorKind::Forbidden,
            format!(
                "{name} is for the organisation to change, not for the person. Leave it as /Me shows it."
            ),
        )),
    }
}
