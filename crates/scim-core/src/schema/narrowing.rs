//! What a new definition of a schema takes away from resources that were made under the old one.

use super::{Attribute, Kind, Mutability, Schema, Uniqueness};

/// One way in which documents that fitted the old definition may not fit the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Narrowing {
    /// The attribute: `manager.value`.
    pub attribute: String,
    /// What happens to it.
    pub what: &'static str,
}

/// Everything that `new` takes away. Empty where every document of `old` is one of `new`.
///
/// ```
/// use scim_core::schema::{Registry, USER, narrowings};
///
/// let old = Registry::builtin().schema(USER).unwrap().clone();
/// let mut new = old.clone();
/// new.attributes.retain(|attribute| attribute.name != "title");
/// let lost = narrowings(&old, &new);
/// assert_eq!((lost[0].attribute.as_str(), lost[0].what), ("title", "is no longer there"));
/// assert!(narrowings(&new, &old).is_empty());
/// ```
pub fn narrowings(old: &Schema, new: &Schema) -> Vec<Narrowing> {
    let mut found = Vec::new();
    collect("", &old.attributes, &new.attributes, &mut found);
    found
}

fn collect(parent: &str, old: &[Attribute], new: &[Attribute], found: &mut Vec<Narrowing>) {
    let named =
        |all: &'_ [Attribute], name: &str| all.iter().position(|attribute| attribute.name == name);
    for attribute in old
        .iter()
        .filter(|old| old.is_stored() && !old.learned && named(new, &old.name).is_none())
    {
        found.push(Narrowing {
            attribute: format!("{parent}{}", attribute.name),
            what: "is no longer there",
        });
    }
    for attribute in new {
        let path = format!("{parent}{}", attribute.name);
        let before = named(old, &attribute.name).and_then(|place| old.get(place));
        let whats = changes(before, attribute);
        found.extend(whats.into_iter().map(|what| Narrowing {
            attribute: path.clone(),
            what,
        }));
        if let Some(before) = before {
            collect(
                &format!("{path}."),
                &before.sub_attributes,
                &attribute.sub_attributes,
                found,
            );
        }
    }
}

fn changes(old: Option<&Attribute>, new: &Attribute) -> Vec<&'static str> {
    let unique = |attribute: &Attribute| attribute.uniqueness != Uniqueness::None;
    let mut whats = Vec::new();
    if new.required && new.is_stored() && !old.is_some_and(|old| old.required && old.is_stored()) {
        whats.push("is now required");
    }
    if unique(new) {
        match old.filter(|old| unique(old)) {
            None => whats.push("is now unique"),
            Some(old) if old.case_exact != new.case_exact || old.kind != new.kind => {
                whats.push("is compared otherwise for being unique");
            }
            Some(_) => {}
        }
    }
    let Some(old) = old.filter(|old| !old.learned) else {
        return whats;
    };
    // A reference, a binary and a date are strings with a rule.
    let widens = old.kind == new.kind
        || matches!(
            (old.kind, new.kind),
            (Kind::Integer, Kind::Decimal)
                | (
                    Kind::DateTime | Kind::Reference | Kind::Binary,
                    Kind::String
                )
                | (Kind::String, Kind::Reference)
        );
    if !widens {
        whats.push("has another type");
    }
    if old.multi_valued != new.multi_valued {
        whats.push("has another number of values");
    }
    if old.is_stored() && !new.is_stored() {
        let read_only = new.mutability == Mutability::ReadOnly;
        whats.push(if read_only {
            "is now readOnly"
        } else {
            "is no longer kept"
        });
    }
    whats
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[expect(
        clippy::needless_pass_by_value,
        reason = "the values are written where it is called"
    )]
    fn schema(attributes: Value) -> Schema {
        serde_json::from_value(
            json!({"id": "urn:example:x", "name": "x", "attributes": attributes}),
        )
        .unwrap()
    }

    /// Values that differed may be the same under another comparison.
    #[test]
    fn a_unique_attribute_that_is_compared_otherwise_is_narrowed() {
        let unique = |kind: &str, exact: bool| {
            schema(json!([{"name": "u", "type": kind, "caseExact": exact, "uniqueness": "server"}]))
        };
        let old = unique("string", true);
        assert_eq!(narrowings(&old, &unique("string", true)), []);
        let narrowed = [Narrowing {
            attribute: "u".to_owned(),
            what: "is compared otherwise for being unique",
        }];
        assert_eq!(narrowings(&old, &unique("string", false)), narrowed);
        assert_eq!(
            narrowings(&unique("dateTime", false), &unique("string", false)),
            narrowed
        );
    }

    #[test]
    fn only_what_takes_away_is_narrowing() {
        let sub = |name: &str| json!({"name": name, "type": "string"});
        let old = json!([
            {"name": "a", "type": "string"}, {"name": "n", "type": "integer"}, {"name": "u", "type": "string", "uniqueness": "server"},
            {"name": "c", "type": "complex", "subAttributes": [sub("x"), sub("y")]},
        ]);
        let wider = json!([
            {"name": "a", "type": "string", "description": "new"}, {"name": "n", "type": "decimal"}, {"name": "u", "type": "string"},
            {"name": "c", "type": "complex", "subAttributes": [sub("x"), sub("y"), sub("z")]}, {"name": "b", "type": "string"},
        ]);
        assert_eq!(narrowings(&schema(old.clone()), &schema(wider.clone())), []);
        let shown: Vec<_> = narrowings(&schema(wider), &schema(json!([
            {"name": "a", "type": "integer", "required": true}, {"name": "n", "type": "decimal", "multiValued": true},
            {"name": "u", "type": "string", "uniqueness": "server"}, {"name": "b", "type": "string", "returned": "never"},
            {"name": "c", "type": "complex", "subAttributes": [sub("x"), {"name": "y", "type": "string", "mutability": "readOnly"}]},
        ])))
        .into_iter()
        .map(|narrowing| format!("{} {}", narrowing.attribute, narrowing.what))
        .collect();
        insta::assert_snapshot!(shown.join("\n"), @r"
        a is now required
        a has another type
        n has another number of values
        u is now unique
        b is no longer kept
        c.z is no longer there
        c.y is now readOnly
        ");
    }
}
