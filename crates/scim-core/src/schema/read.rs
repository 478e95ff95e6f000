//! From JSON to definitions, with errors that name the schema, the attribute and the characteristic.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Attribute, ExtensionDefinition, Invalid, Kind, ResourceTypeDefinition, Schema};
use crate::Object;

type Result<T> = std::result::Result<T, Invalid>;

/// What may stand beside the characteristics of an attribute; a typing mistake must not be a silent default.
const CHARACTERISTICS: &[&str] = &[
    "name",
    "type",
    "multiValued",
    "description",
    "required",
    "canonicalValues",
    "caseExact",
    "mutability",
    "returned",
    "uniqueness",
    "referenceTypes",
    "subAttributes",
];
const OF_SCHEMA: &[&str] = &["schemas", "id", "name", "description", "attributes", "meta"];
const OF_TYPE: &[&str] = &[
    "schemas",
    "id",
    "name",
    "endpoint",
    "description",
    "schema",
    "schemaExtensions",
    "meta",
];

/// Reads a schema (RFC 7643 §7).
pub(super) fn schema(object: &Object) -> Result<Schema> {
    let id = text(object, "", "id")?.unwrap_or_default();
    known(object, OF_SCHEMA, &id, None)?;
    let attributes = match object.get("attributes") {
        None => Vec::new(),
        Some(Value::Array(all)) => all
            .iter()
            .map(|one| attribute(one, &id, ""))
            .collect::<Result<_>>()?,
        Some(_) => return Err(Invalid::new(&id, "`attributes` must be an array.")),
    };
    Ok(Schema {
        name: text(object, &id, "name")?.unwrap_or_else(|| id.clone()),
        description: text(object, &id, "description")?.unwrap_or_default(),
        id,
        attributes,
    })
}

/// Reads a resource type (RFC 7643 §6).
pub(super) fn resource_type(object: &Object) -> Result<ResourceTypeDefinition> {
    let name = match (text(object, "", "name")?, text(object, "", "id")?) {
        (Some(name), Some(id)) if name != id => {
            let reason =
                format!("`id` is {id:?}, but name and id of a resource type are the same here.");
            return Err(Invalid::new(&name, reason));
        }
        (Some(name), _) | (None, Some(name)) => name,
        (None, None) => return Err(Invalid::new("", "A resource type needs a `name`.")),
    };
    known(object, OF_TYPE, &name, None)?;
    let needed = |key: &str| -> Result<String> {
        text(object, &name, key)?
            .ok_or_else(|| Invalid::new(&name, format!("A resource type needs `{key}`.")))
    };
    let extensions = match object.get("schemaExtensions") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(all)) => all
            .iter()
            .map(|one| extension(one, &name))
            .collect::<Result<_>>()?,
        Some(_) => return Err(Invalid::new(&name, "`schemaExtensions` must be an array.")),
    };
    Ok(ResourceTypeDefinition {
        endpoint: needed("endpoint")?,
        description: text(object, &name, "description")?.unwrap_or_default(),
        schema: needed("schema")?,
        schema_extensions: extensions,
        name,
    })
}

fn extension(value: &Value, type_name: &str) -> Result<ExtensionDefinition> {
    serde_json::from_value(value.clone()).map_err(|_| {
        Invalid::new(
            type_name,
            "Each of `schemaExtensions` is an object with `schema` (a URN) and `required` (true or false).",
        )
    })
}

/// Reads an attribute; `parent` is the path of the complex one that it is part of, with its dot.
fn attribute(value: &Value, urn: &str, parent: &str) -> Result<Attribute> {
    let object = value
        .as_object()
        .ok_or_else(|| Invalid::new(urn, "Each attribute must be a JSON object with a `name`."))?;
    let Some(Value::String(name)) = object.get("name") else {
        let reason = format!("An attribute{} has no `name`.", below(parent));
        return Err(Invalid::new(urn, reason));
    };
    let path = format!("{parent}{name}");
    known(object, CHARACTERISTICS, urn, Some(&path))?;
    let subs = match object.get("subAttributes") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(subs)) if parent.is_empty() => subs
            .iter()
            .map(|sub| attribute(sub, urn, &format!("{path}.")))
            .collect::<Result<_>>()?,
        Some(Value::Array(subs)) if subs.is_empty() => Vec::new(),
        Some(_) => {
            let reason = "has `subAttributes` that are no array, or are inside a sub-attribute: \
                          no complex value is inside another (RFC 7643 §2.3.8).";
            return Err(Invalid::at(urn, &path, reason));
        }
    };
    let of = Characteristics {
        object,
        urn,
        path: &path,
    };
    let kind = of.word("type", KINDS)?.unwrap_or(Kind::String);
    // "A binary is case exact", "a reference is case exact" (RFC 7643 §2.3.6, §2.3.7), whatever the definition says.
    let is_exact = matches!(kind, Kind::Binary | Kind::Reference);
    Ok(Attribute {
        kind,
        multi_valued: of.flag("multiValued")?,
        description: text(object, urn, "description")?.unwrap_or_default(),
        required: of.flag("required")?,
        canonical_values: of.texts("canonicalValues")?,
        case_exact: of.flag("caseExact")? || is_exact,
        mutability: of.word("mutability", MUTABILITIES)?.unwrap_or_default(),
        returned: of.word("returned", RETURNED)?.unwrap_or_default(),
        uniqueness: of.word("uniqueness", UNIQUENESS)?.unwrap_or_default(),
        reference_types: of.texts("referenceTypes")?,
        sub_attributes: subs,
        ..Attribute::named(name)
    })
}

const KINDS: &str = "string, boolean, decimal, integer, dateTime, reference, binary or complex";
const MUTABILITIES: &str = "readOnly, readWrite, immutable or writeOnly";
const RETURNED: &str = "always, never, default or request";
const UNIQUENESS: &str = "none, server or global";

/// The characteristics of one attribute.
struct Characteristics<'o> {
    object: &'o Object,
    urn: &'o str,
    path: &'o str,
}

impl Characteristics<'_> {
    fn invalid<T>(&self, reason: String) -> Result<T> {
        Err(Invalid::at(self.urn, self.path, reason))
    }

    fn flag(&self, key: &str) -> Result<bool> {
        match self.object.get(key) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => self.invalid(format!("has a `{key}` that is neither true nor false.")),
        }
    }

    fn word<T: DeserializeOwned>(&self, key: &str, words: &str) -> Result<Option<T>> {
        let word = match self.object.get(key) {
            None | Some(Value::Null) => return Ok(None),
            Some(word) => word,
        };
        match serde_json::from_value(word.clone()) {
            Ok(known) => Ok(Some(known)),
            Err(_) => self.invalid(format!("has the {key} {word}; it must be {words}.")),
        }
    }

    fn texts(&self, key: &str) -> Result<Vec<String>> {
        match self.object.get(key) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(value) => match serde_json::from_value(value.clone()) {
                Ok(texts) => Ok(texts),
                Err(_) => self.invalid(format!("has `{key}` that are no array of strings.")),
            },
        }
    }
}

fn below(parent: &str) -> String {
    match parent.strip_suffix('.') {
        Some(parent) => format!(" inside `{parent}`"),
        None => String::new(),
    }
}

fn text(object: &Object, subject: &str, key: &str) -> Result<Option<String>> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Invalid::new(subject, format!("`{key}` must be a string."))),
    }
}

fn known(object: &Object, names: &[&str], subject: &str, attribute: Option<&str>) -> Result<()> {
    let Some(unknown) = object.keys().find(|key| !names.contains(&key.as_str())) else {
        return Ok(());
    };
    let near = names.iter().find(|name| name.eq_ignore_ascii_case(unknown));
    let hint = match near {
        Some(name) => format!("; write `{name}`"),
        None => format!("; there are {}", names.join(", ")),
    };
    Err(Invalid {
        attribute: attribute.map(str::to_owned),
        ..Invalid::new(
            subject,
            format!("has {unknown:?}, which RFC 7643 does not have{hint}."),
        )
    })
}
