//! How a signature to begin with looks, for somebody who is made up.

use rollcall_mapping::{Definition, Language, Mapping, Person, Rendered, Signature};
use scim_core::Object;
use scim_core::schema::ENTERPRISE_USER;
use serde_json::{Value, json};

use crate::provisioning::people;
use crate::{Error, Provisioning, Result};

/// What the signature to begin with of that key says for somebody who has a value in nearly every field, in that language.
///
/// # Errors
/// [`Error::Unknown`] for a key of none.
pub async fn starter_example(
    p: &Provisioning,
    tenant: &str,
    key: &str,
    language: Language,
) -> Result<Rendered> {
    let registry = p.registry(tenant).await?;
    let mut definition = Definition::builtin().clone();
    definition.signatures = Signature::starters();
    let mapping = Mapping::new(&definition, people(&registry)?)
        .map_err(|_| Error::Internal("the signatures to begin with are wrong".into()))?;
    let somebody = somebody(language);
    let made = mapping.render(key, &Person::new("", &somebody));
    let made = made.map_err(|error| Error::Internal(Box::new(error)))?;
    made.ok_or_else(|| Error::Unknown(format!("There is no signature {key:?} to begin with.")))
}

fn somebody(language: Language) -> Object {
    let person = json!({
        "userName": "ada.example@example.com",
        "displayName": "Ada Example",
        "name": {"givenName": "Ada", "familyName": "Example"},
        "title": "Head of Computation",
        "emails": [{"value": "ada.example@example.com", "type": "work", "primary": true}],
        "phoneNumbers": [
            {"value": "+44 20 7946 0123", "type": "work"},
            {"value": "+44 7400 123456", "type": "mobile"},
        ],
        "addresses": [{
            "type": "work", "primary": true, "streetAddress": "1 St James's Square", "locality": "London",
            "postalCode": "SW1Y 4LB", "country": "GB",
        }],
        "preferredLanguage": language.tag(),
        "profileUrl": "https://www.example.com/",
        "active": true,
        ENTERPRISE_USER: {"department": "Engineering", "organization": "Example Ltd"},
    });
    match person {
        Value::Object(person) => person,
        _ => Object::new(),
    }
}
