//! The attributes that an organization added to Okta's profile: their names, titles and kinds, for the catalogue of attributes.
//!
//! People can be read without it; who signed in may not be allowed to ([`read`] is `None` then).

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use crate::Trouble;
use crate::domain::Org;
use crate::users::{About, refusal};
use crate::wire::{self, Request, Response};

/// Attributes that are read of one schema.
pub const ATTRIBUTES_MAX: usize = 1_000;
/// Values that are read of one attribute that has a list of them.
pub const CHOICES_MAX: usize = 500;
/// User types of one organization.
pub const TYPES_MAX: usize = 50;
/// A schema is no longer than that.
pub const SCHEMA_BYTES_MAX: usize = 8 * 1024 * 1024;
const KEY_BYTES_MAX: usize = 200;
const SCHEMAS: &str = "/api/v1/meta/schemas/user/";
const TYPES: &str = "/api/v1/meta/types/user";

/// Which schema: each type of user has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaId(String);

impl Default for SchemaId {
    /// That of the type that every organization has.
    fn default() -> Self {
        Self("default".to_owned())
    }
}

/// An attribute that an organization added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomAttribute {
    /// Its name in a profile, with its case.
    pub key: String,
    /// What administrators call it; the key where they did not say.
    pub title: String,
    /// What its values are.
    pub kind: Kind,
    /// Whether it has several.
    pub is_list: bool,
    /// The values that it can have, where there is a list of them.
    pub choices: Vec<Choice>,
}

impl CustomAttribute {
    /// Where it stands in the SCIM resource that is made of a user.
    pub fn path(&self) -> String {
        format!("{}:{}", crate::EXTENSION, self.key)
    }
}

/// What values are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Texts.
    Text,
    /// Yes or no.
    Boolean,
    /// Numbers.
    Number,
    /// Whole numbers.
    Integer,
    /// Something that was not known when this was written, under its name there.
    Other(String),
}

/// A value that an attribute can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// As it stands in profiles.
    pub value: Value,
    /// What administrators call it.
    pub title: String,
}

/// Asks for a schema.
///
/// # Errors
/// The request cannot be made.
pub fn request(org: &Org, schema: &SchemaId) -> Result<Request, Trouble> {
    wire::get(&org.url(&format!("{SCHEMAS}{}", schema.0)))
}

/// The attributes in a schema that an organization added. `Ok(None)`: whoever signed in may not read it.
///
/// # Errors
/// As for users; the schema cannot be read or is too long.
pub fn read(answer: &Response) -> Result<Option<Vec<CustomAttribute>>, Trouble> {
    let Some(schema) = document(answer)? else {
        return Ok(None);
    };
    let Some(custom) = schema.pointer("/definitions/custom/properties") else {
        return Ok(Some(Vec::new()));
    };
    let custom = custom
        .as_object()
        .ok_or_else(|| Trouble::broken("The attributes in Okta's schema cannot be read."))?;
    if custom.len() > ATTRIBUTES_MAX {
        return Err(Trouble::broken(format!(
            "Okta's schema has {} attributes of the organization's own, and at most {ATTRIBUTES_MAX} are read.",
            custom.len()
        )));
    }
    let fits = |key: &str| !key.is_empty() && key.len() <= KEY_BYTES_MAX;
    let known = custom.iter().filter(|(key, _)| fits(key));
    Ok(Some(known.map(|(key, it)| attribute(key, it)).collect()))
}

/// Asks for the types of users that there are beside the one that every organization has.
///
/// # Errors
/// The request cannot be made.
pub fn types_request(org: &Org) -> Result<Request, Trouble> {
    wire::get(&org.url(TYPES))
}

/// The schemas of the types of users. `Ok(None)`: whoever signed in may not read them.
///
/// # Errors
/// As [`read`].
pub fn read_types(org: &Org, answer: &Response) -> Result<Option<Vec<SchemaId>>, Trouble> {
    #[derive(Deserialize)]
    struct Type {
        #[serde(rename = "_links")]
        links: Option<Map<String, Value>>,
    }
    let Some(types) = document(answer)? else {
        return Ok(None);
    };
    let types: Vec<Type> = serde_json::from_value(types)
        .map_err(|_| Trouble::broken("Okta's types of users cannot be read."))?;
    let ids = types.iter().take(TYPES_MAX).filter_map(|one| {
        let href = one.links.as_ref()?.get("schema")?.get("href")?.as_str()?;
        let url = Url::parse(href).ok().filter(|url| org.holds(url))?;
        let id = url.path().strip_prefix(SCHEMAS)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric();
        (!id.is_empty() && id.len() <= KEY_BYTES_MAX && id.bytes().all(plain))
            .then(|| SchemaId(id.to_owned()))
    });
    Ok(Some(ids.collect()))
}

fn document(answer: &Response) -> Result<Option<Value>, Trouble> {
    if answer.status() == StatusCode::FORBIDDEN {
        return Ok(None);
    }
    if !wire::is_ok(answer) {
        return Err(refusal(answer, About::Schema));
    }
    if answer.body().len() > SCHEMA_BYTES_MAX {
        return Err(Trouble::broken(format!(
            "Okta's schema is longer than {SCHEMA_BYTES_MAX} bytes."
        )));
    }
    serde_json::from_slice(answer.body())
        .map(Some)
        .map_err(|_| Trouble::broken("Okta's schema cannot be read."))
}

fn attribute(key: &str, it: &Value) -> CustomAttribute {
    let name = |it: &Value| it.get("type").and_then(Value::as_str).map(str::to_owned);
    let own = name(it).unwrap_or_default();
    let is_list = own == "array";
    let items = it.get("items").filter(|_| is_list);
    let of = if is_list {
        items.and_then(name).unwrap_or_default()
    } else {
        own
    };
    CustomAttribute {
        key: key.to_owned(),
        title: title(it).unwrap_or_else(|| key.to_owned()),
        kind: match of.as_str() {
            "string" => Kind::Text,
            "boolean" => Kind::Boolean,
            "number" => Kind::Number,
            "integer" => Kind::Integer,
            other => Kind::Other(wire::shown(other)),
        },
        is_list,
        choices: choices(items.unwrap_or(it)),
    }
}

fn title(it: &Value) -> Option<String> {
    let title = it.get("title").and_then(Value::as_str)?.trim();
    (!title.is_empty()).then(|| wire::shown(title))
}

/// With titles (`oneOf`), or as they are (`enum`).
fn choices(it: &Value) -> Vec<Choice> {
    let list = |name: &str| it.get(name).and_then(Value::as_array);
    if let Some(titled) = list("oneOf") {
        let titled = titled.iter().take(CHOICES_MAX).filter_map(|one| {
            let value = one.get("const")?.clone();
            let title = title(one).unwrap_or_else(|| text(&value));
            Some(Choice { value, title })
        });
        return titled.collect();
    }
    let plain = list("enum").into_iter().flatten().take(CHOICES_MAX);
    let plain = plain.filter(|value| !value.is_null()).map(|value| Choice {
        value: value.clone(),
        title: text(value),
    });
    plain.collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => wire::shown(text),
        other => wire::shown(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Choice, CustomAttribute, Kind, SchemaId, read, read_types, request};
    use crate::domain::Org;
    use crate::wire::Response;

    fn answer(status: u16, body: &Value) -> Response {
        let answer = http::Response::builder().status(status);
        answer.body(body.to_string().into_bytes()).unwrap()
    }

    fn schema(custom: &Value) -> Response {
        let body = json!({
            "id": "https://acme.okta.com/meta/schemas/user/default", "name": "user", "type": "object",
            "$schema": "http://json-schema.org/draft-04/schema#",
            "definitions": {
                "base": {"properties": {"login": {"title": "Username", "type": "string", "required": true}}},
                "custom": {"id": "#custom", "type": "object", "properties": custom, "required": []},
            },
        });
        answer(200, &body)
    }

    fn plain(key: &str, title: &str, kind: Kind) -> CustomAttribute {
        CustomAttribute {
            key: key.to_owned(),
            title: title.to_owned(),
            kind,
            is_list: false,
            choices: Vec::new(),
        }
    }

    #[test]
    fn what_an_organization_added() {
        let custom = json!({
            "twitterUserName": {"title": "Twitter username", "type": "string", "minLength": 1, "unique": "NOT_UNIQUE"},
            "remote": {"title": " ", "type": "boolean"},
            "desk": {"type": "integer"}, "share": {"type": "number"}, "odd": {"type": "country_code"}, "none": {},
            "badge": {"title": "Badge", "type": "string", "enum": ["g", "s", null],
                      "oneOf": [{"const": "g", "title": "Gold"}, {"const": "s"}]},
            "floors": {"title": "Floors", "type": "array", "items": {"type": "integer", "enum": [1, 2]}},
        });
        let choice = |value: Value, title: &str| Choice {
            value,
            title: title.to_owned(),
        };
        let expected = vec![
            plain("twitterUserName", "Twitter username", Kind::Text),
            plain("remote", "remote", Kind::Boolean),
            plain("desk", "desk", Kind::Integer),
            plain("share", "share", Kind::Number),
            plain("odd", "odd", Kind::Other("country_code".to_owned())),
            plain("none", "none", Kind::Other(String::new())),
            CustomAttribute {
                choices: vec![choice("g".into(), "Gold"), choice("s".into(), "s")],
                ..plain("badge", "Badge", Kind::Text)
            },
            CustomAttribute {
                is_list: true,
                choices: vec![choice(1.into(), "1"), choice(2.into(), "2")],
                ..plain("floors", "Floors", Kind::Integer)
            },
        ];
        assert_eq!(read(&schema(&custom)).unwrap().unwrap(), expected);
        let path = "urn:rollcall:scim:schemas:extension:okta:2.0:User:twitterUserName";
        assert_eq!(expected[0].path(), path);
    }

    #[test]
    fn who_may_not_read_the_schema_reads_people_without() {
        let refused =
            json!({"errorCode": "E0000006", "errorSummary": "You do not have permission"});
        assert_eq!(read(&answer(403, &refused)), Ok(None));
        assert_eq!(read(&answer(200, &json!({}))), Ok(Some(vec![])));
        assert!(read(&schema(&json!([]))).is_err());
        let many: serde_json::Map<_, _> =
            (0..1_001).map(|n| (format!("a{n}"), json!({}))).collect();
        assert!(read(&schema(&many.into())).is_err());
    }

    #[test]
    fn types_of_users_name_their_schemas() {
        let org = Org::stored("https://acme.okta.com", &[]).unwrap();
        let href = |href: &str| json!({"id": "oty1", "_links": {"schema": {"rel": "schema", "href": href}}});
        let types = json!([
            href("https://acme.okta.com/api/v1/meta/schemas/user/osc1"),
            href("https://evil.example/api/v1/meta/schemas/user/osc2"),
            href("https://acme.okta.com/api/v1/meta/schemas/user/../../users"),
            {"id": "oty2"},
        ]);
        let ids = read_types(&org, &answer(200, &types)).unwrap().unwrap();
        assert_eq!(ids, [SchemaId("osc1".to_owned())]);
        assert_eq!(
            request(&org, &ids[0]).unwrap().uri(),
            "https://acme.okta.com/api/v1/meta/schemas/user/osc1"
        );
        let usual = request(&org, &SchemaId::default()).unwrap();
        assert_eq!(usual.uri().path(), "/api/v1/meta/schemas/user/default");
    }
}
