//! The values that no two resources of a type may share (RFC 7643 §2.2, `uniqueness`), beside the one that
//! [`ResourceType::unique_attribute`] names.

use serde_json::Value;

use super::{Attribute, Kind, ResourceType, Uniqueness};
use crate::text::instant;
use crate::{Object, fold};

/// Path and value of everything unique in a document, sorted, each once. The value is in the form in which
/// it is compared: folded unless caseExact, numbers and dates by what they mean.
///
/// ```
/// use scim_core::schema::{Attribute, Registry, Uniqueness, unique_values};
///
/// let mut users = Registry::builtin().by_name("User").unwrap().clone();
/// users.schema.attributes.push(Attribute { uniqueness: Uniqueness::Server, ..Attribute::named("badge") });
/// let person = serde_json::json!({"userName": "amina", "badge": "A7"});
/// assert_eq!(unique_values(&users, person.as_object().unwrap()), [("badge".to_owned(), "a7".to_owned())]);
/// ```
pub fn unique_values(rt: &ResourceType, document: &Object) -> Vec<(String, String)> {
    let promoted = rt
        .unique_attribute()
        .map(|attribute| attribute.name.as_str());
    let mut found = Vec::new();
    for attribute in &rt.schema.attributes {
        if Some(attribute.name.as_str()) != promoted {
            collect(
                &attribute.name,
                attribute,
                document.get(&attribute.name),
                &mut found,
            );
        }
    }
    for extension in &rt.extensions {
        let Some(Value::Object(own)) = document.get(&extension.schema.id) else {
            continue;
        };
        for attribute in &extension.schema.attributes {
            let path = format!("{}:{}", extension.schema.id, attribute.name);
            collect(&path, attribute, own.get(&attribute.name), &mut found);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn collect(
    path: &str,
    attribute: &Attribute,
    value: Option<&Value>,
    found: &mut Vec<(String, String)>,
) {
    let Some(value) = value else {
        return;
    };
    for element in each(value) {
        if attribute.uniqueness != Uniqueness::None
            && let Some(text) = comparable(attribute, element)
        {
            found.push((path.to_owned(), text));
        }
        for sub in &attribute.sub_attributes {
            collect(
                &format!("{path}.{}", sub.name),
                sub,
                element.get(&sub.name),
                found,
            );
        }
    }
}

fn each(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) => values,
        single => std::slice::from_ref(single),
    }
}

/// Whether two values of an attribute mean the same, in whatever form or order.
pub(crate) fn same(attribute: &Attribute, one: &Value, other: &Value) -> bool {
    one == other || form(attribute, one) == form(attribute, other)
}

/// A value as it is compared, parts and all.
fn form(attribute: &Attribute, value: &Value) -> String {
    match value {
        Value::Array(elements) => {
            let mut forms: Vec<_> = elements
                .iter()
                .map(|element| form(attribute, element))
                .collect();
            forms.sort_unstable();
            format!("[{}]", forms.join("\0"))
        }
        Value::Object(parts) => {
            let mut forms: Vec<_> = parts
                .iter()
                .map(|(name, part)| match attribute.sub_attribute(name) {
                    Some(sub) => format!("{name}:{}", form(sub, part)),
                    None => format!("{name}:{part}"),
                })
                .collect();
            forms.sort_unstable();
            format!("{{{}}}", forms.join("\0"))
        }
        _ => comparable(attribute, value).unwrap_or_else(|| value.to_string()),
    }
}

fn comparable(attribute: &Attribute, value: &Value) -> Option<String> {
    match (attribute.kind, value) {
        (Kind::Complex, _) => None,
        (Kind::DateTime, Value::String(text)) => instant(text).map(|at| at.to_string()),
        (_, Value::String(text)) if attribute.case_exact => Some(text.clone()),
        (_, Value::String(text)) => Some(fold(text).into_owned()),
        (Kind::Decimal, Value::Number(number)) => number.as_f64().map(|number| number.to_string()),
        (_, Value::Number(_) | Value::Bool(_)) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::schema::{Definitions, Registry};

    use super::*;

    /// However a value is written, two that mean the same are one.
    #[test]
    fn values_are_the_same_by_what_they_mean() {
        let attribute = |kind: &str, exact: bool| -> Attribute {
            serde_json::from_value(json!({"name": "a", "type": kind, "caseExact": exact})).unwrap()
        };
        for (kind, exact, one, other, is_same) in [
            ("decimal", false, json!(1), json!(1.0), true),
            ("decimal", false, json!(1), json!(1.5), false),
            ("integer", false, json!(1), json!(2), false),
            ("string", false, json!("É"), json!("e\u{301}"), true),
            ("string", true, json!("É"), json!("é"), false),
            ("binary", true, json!("YQ"), json!("yq"), false),
            (
                "dateTime",
                false,
                json!("2026-01-01T00:00:00Z"),
                json!("2026-01-01T01:00:00+01:00"),
                true,
            ),
            ("boolean", false, json!(true), json!(false), false),
            ("string", false, json!(["a", "B"]), json!(["b", "A"]), true),
            ("string", false, json!(["a"]), json!(["a", "b"]), false),
        ] {
            assert_eq!(
                same(&attribute(kind, exact), &one, &other),
                is_same,
                "{one} {other}"
            );
        }
        let complex: Attribute = serde_json::from_value(json!({
            "name": "a", "type": "complex", "subAttributes": [{"name": "x", "type": "string"}, {"name": "y", "type": "decimal"}],
        }))
        .unwrap();
        assert!(same(
            &complex,
            &json!({"x": "A", "y": 1}),
            &json!({"y": 1.0, "x": "a"})
        ));
        assert!(!same(
            &complex,
            &json!({"x": "A", "y": 1}),
            &json!({"x": "A"})
        ));
    }

    #[test]
    fn values_are_told_apart_as_their_attributes_compare() {
        let unique = |name: &str, kind: &str, exact: bool| json!({"name": name, "type": kind, "caseExact": exact, "uniqueness": "server"});
        let mut definitions = Definitions::default();
        let complex = json!({"name": "parts", "type": "complex", "multiValued": true, "subAttributes": [unique("serial", "string", false)]});
        definitions
            .read(&json!([
                {"id": "urn:example:Thing", "attributes": [
                    {"name": "name", "required": true, "uniqueness": "server"},
                    unique("tag", "string", false), unique("code", "string", true), unique("weight", "decimal", false),
                    unique("born", "dateTime", false), complex]},
                {"id": "urn:example:more", "attributes": [unique("tag", "string", false)]},
                {"name": "Thing", "endpoint": "/Things", "schema": "urn:example:Thing", "schemaExtensions": [{"schema": "urn:example:more"}]},
            ]))
            .unwrap();
        let registry = Registry::builtin()
            .extend(&definitions.schemas, &definitions.resource_types)
            .unwrap();
        let document = json!({
            "name": "its row has it", "tag": "Ä", "code": "Ä", "weight": 1.0, "born": "2026-01-01T01:00:00+01:00",
            "parts": [{"serial": "B"}, {"serial": "A"}, {"serial": "b"}], "urn:example:more": {"tag": "x"},
        });
        let found = unique_values(
            registry.by_name("Thing").unwrap(),
            document.as_object().unwrap(),
        );
        let found: Vec<_> = found
            .iter()
            .map(|(path, value)| format!("{path}={value}"))
            .collect();
        assert_eq!(
            found,
            [
                "born=1767225600000000",
                "code=Ä",
                "parts.serial=a",
                "parts.serial=b",
                "tag=ä",
                "urn:example:more:tag=x",
                "weight=1"
            ]
        );
    }
}
