//! From Okta's names to SCIM's. The pairs are those of Okta's own default mapping for SCIM apps.

use scim_core::Object;
use scim_core::schema::{ENTERPRISE_USER, USER};
use serde_json::{Value, json};

use crate::profile::Profile;
use crate::{Error, StatusPolicy};

/// The extension under which attributes are kept that an organization added to Okta's profile.
pub const EXTENSION: &str = "urn:rollcall:scim:schemas:extension:okta:2.0:User";

const NAME: &[(&str, &str)] = &[
    ("lastName", "familyName"),
    ("firstName", "givenName"),
    ("middleName", "middleName"),
    ("honorificPrefix", "honorificPrefix"),
    ("honorificSuffix", "honorificSuffix"),
];

const CORE: &[(&str, &str)] = &[
    ("displayName", "displayName"),
    ("nickName", "nickName"),
    ("profileUrl", "profileUrl"),
    ("title", "title"),
    ("userType", "userType"),
    ("preferredLanguage", "preferredLanguage"),
    ("locale", "locale"),
    ("timezone", "timezone"),
];

const ADDRESS: &[(&str, &str)] = &[
    ("postalAddress", "formatted"),
    ("streetAddress", "streetAddress"),
    ("city", "locality"),
    ("state", "region"),
    ("zipCode", "postalCode"),
    ("countryCode", "country"),
];

const ENTERPRISE: &[(&str, &str)] = &[
    ("employeeNumber", "employeeNumber"),
    ("costCenter", "costCenter"),
    ("organization", "organization"),
    ("division", "division"),
    ("department", "department"),
];

const MANAGER: &[(&str, &str)] = &[("managerId", "value"), ("manager", "displayName")];

/// Translates a user as Okta's users API answers it into the body of a SCIM User, with the default policy.
///
/// `externalId` is Okta's id, `userName` the login. `email` is the primary work address, `secondEmail` one of
/// type `other`; `primaryPhone` is the primary work number. What Okta's base profile does not have stands
/// below [`EXTENSION`] as it was sent. Credentials and links are not looked at.
///
/// # Errors
/// The object is no user: `id`, `profile` or `profile.login` is missing.
pub fn user_to_scim(raw: &Value) -> Result<Object, Error> {
    user_to_scim_with(raw, StatusPolicy::default())
}

/// As [`user_to_scim`]; `policy` says who is active. A status that is missing or unknown leaves `active` out:
/// who is new is active then, and who is known stays as they are.
///
/// # Errors
/// As for [`user_to_scim`].
pub fn user_to_scim_with(raw: &Value, policy: StatusPolicy) -> Result<Object, Error> {
    let raw = raw.as_object().ok_or(Error::NotAnObject)?;
    let id = raw
        .get("id")
        .and_then(Value::as_str)
        .filter(|id| !id.trim().is_empty())
        .ok_or(Error::IdMissing)?;
    let profile = raw.get("profile").and_then(Value::as_object);
    let mut profile = Profile::new(
        profile
            .ok_or_else(|| Error::ProfileMissing { id: id.to_owned() })?
            .clone(),
    );
    let login = profile
        .take("login")
        .ok_or_else(|| Error::LoginMissing { id: id.to_owned() })?;

    let mut user = Object::new();
    user.insert("schemas".to_owned(), Value::Null);
    user.insert("externalId".to_owned(), id.into());
    user.insert("userName".to_owned(), login);
    put_object(&mut user, "name", profile.take_all(NAME));
    user.extend(profile.take_all(CORE));
    if let Some(active) = raw
        .get("status")
        .and_then(Value::as_str)
        .and_then(|status| policy.is_active(status))
    {
        user.insert("active".to_owned(), active.into());
    }
    put_array(&mut user, "emails", emails(&mut profile));
    put_array(&mut user, "phoneNumbers", phone_numbers(&mut profile));
    put_array(
        &mut user,
        "addresses",
        address(&mut profile).into_iter().collect(),
    );
    put_object(&mut user, ENTERPRISE_USER, enterprise(&mut profile));
    put_object(&mut user, EXTENSION, profile.rest());
    let urns = [USER, ENTERPRISE_USER, EXTENSION].into_iter();
    let present: Vec<_> = urns
        .filter(|urn| *urn == USER || user.contains_key(*urn))
        .collect();
    user.insert("schemas".to_owned(), present.into());
    Ok(user)
}

fn emails(profile: &mut Profile) -> Vec<Value> {
    let primary = profile
        .take("email")
        .map(|value| json!({"value": value, "type": "work", "primary": true}));
    // Okta uses it for account recovery: it is somebody's own, and not to be written to.
    let second = profile
        .take("secondEmail")
        .map(|value| json!({"value": value, "type": "other"}));
    primary.into_iter().chain(second).collect()
}

fn phone_numbers(profile: &mut Profile) -> Vec<Value> {
    let primary = profile
        .take("primaryPhone")
        .map(|value| json!({"value": value, "type": "work", "primary": true}));
    let mobile = profile
        .take("mobilePhone")
        .map(|value| json!({"value": value, "type": "mobile"}));
    primary.into_iter().chain(mobile).collect()
}

fn address(profile: &mut Profile) -> Option<Value> {
    let mut address = profile.take_all(ADDRESS);
    if address.is_empty() {
        return None;
    }
    address.insert("type".to_owned(), "work".into());
    address.insert("primary".to_owned(), true.into());
    Some(address.into())
}

fn enterprise(profile: &mut Profile) -> Object {
    let mut enterprise = profile.take_all(ENTERPRISE);
    put_object(&mut enterprise, "manager", profile.take_all(MANAGER));
    enterprise
}

fn put_object(into: &mut Object, name: &str, object: Object) {
    if !object.is_empty() {
        into.insert(name.to_owned(), object.into());
    }
}

fn put_array(into: &mut Object, name: &str, values: Vec<Value>) {
    if !values.is_empty() {
        into.insert(name.to_owned(), values.into());
    }
}
