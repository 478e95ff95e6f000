//! `/Me` (RFC 7644 §3.11): the person whom the token belongs to.

use scim_core::{ErrorKind, Object};
use serde_json::Value;

use super::{Answer, Call, patch, read, replace};
use crate::auth::Subject;
use crate::{Error, Provisioning, Result};

/// The endpoint of people.
const PEOPLE: &str = "Users";

/// What is a person's own to say. Everything else, attributes of extensions and of the tenant's own schemas included,
/// says who somebody is to the organisation, or what they may do there.
const THEIRS: &[&str] = &[
    "name",
    "nickName",
    "profileUrl",
    "phoneNumbers",
    "ims",
    "addresses",
    "preferredLanguage",
    "locale",
    "timezone",
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
    refuse_password(&body)?;
    replace(p, call, PEOPLE, &id, body).await
}

/// `PATCH /Me`.
///
/// # Errors
/// 403 for a token that only reads, and for attributes that are not the person's to say; as [`patch`].
pub async fn patch_own(p: &Provisioning, call: Call, body: Value) -> Result<Answer> {
    let id = writing_subject(&call)?.id.to_string();
    for operation in body
        .get("Operations")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        refuse_password(operation.get("value").unwrap_or(&Value::Null))?;
        if operation
            .get("path")
            .and_then(Value::as_str)
            .is_some_and(is_password)
        {
            return Err(no_password());
        }
    }
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

/// Refuses to take a person's new password: none is kept here, and whoever sends one would believe that it holds.
fn refuse_password(attributes: &Value) -> Result<()> {
    let mut names = attributes.as_object().into_iter().flat_map(Object::keys);
    if names.any(|name| is_password(name)) {
        return Err(no_password());
    }
    Ok(())
}

fn is_password(path: &str) -> bool {
    let name = path.rsplit(':').next().unwrap_or(path).trim();
    name.eq_ignore_ascii_case("password")
}

fn no_password() -> Error {
    Error::scim(
        ErrorKind::Forbidden,
        "No password is kept here, so none can be changed. Change it where you sign in, at the organisation's identity \
         provider.",
    )
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
    let refused = names.find(|name| !THEIRS.contains(&name.as_str()));
    match refused {
        None => Ok(()),
        Some(name) => Err(Error::scim(
            ErrorKind::Forbidden,
            format!(
                "{name} is for the organisation to change, not for the person, who may change {}. Leave it as /Me \
                 shows it.",
                THEIRS.join(", ")
            ),
        )),
    }
}
