//! What a schema must fulfil before anything is checked against it.

use scim_filter_parser::parse_path;

use super::{Attribute, Invalid, Kind, MEMBERS, Schema, Uniqueness, is_urn};

type Result<T> = std::result::Result<T, Invalid>;

/// The longest URN of a schema, in bytes: it is part of the key of an index.
pub(super) const URN_BYTES_MAX: usize = 200;
/// The longest name of an attribute or resource type, in bytes: as above.
pub(super) const NAME_BYTES_MAX: usize = 50;
/// The most attributes of one schema, sub-attributes counted.
pub(super) const ATTRIBUTES_MAX: usize = 500;
/// The longest description, in bytes.
const DESCRIPTION_BYTES_MAX: usize = 4_096;
/// The most canonical values or reference types of one attribute.
const VALUES_MAX: usize = 200;

/// The attributes that every resource has (RFC 7643 §3.1).
const COMMON: &[&str] = &["schemas", "id", "externalId", "meta"];

/// Checks one schema by itself.
pub(super) fn schema(schema: &Schema) -> Result<()> {
    urn(&schema.id)?;
    description(&schema.id, None, &schema.description)?;
    let count = |attribute: &Attribute| 1 + attribute.sub_attributes.len();
    let total: usize = schema.attributes.iter().map(count).sum();
    if total > ATTRIBUTES_MAX {
        let reason = format!("has {total} attributes; at most {ATTRIBUTES_MAX} are taken.");
        return Err(Invalid::new(&schema.id, reason));
    }
    attributes(&schema.id, "", &schema.attributes)
}

/// Checks a schema that is to be the base of a resource type: the common attributes are every resource's, and
/// `members` and `groups` have one meaning (RFC 7643 §4).
pub(super) fn base(schema: &Schema) -> Result<()> {
    for attribute in &schema.attributes {
        let name = &attribute.name;
        let refuse = |reason: &str| Err(Invalid::at(&schema.id, name, reason));
        if COMMON
            .iter()
            .any(|common| common.eq_ignore_ascii_case(name))
        {
            return refuse("is one that every resource has already (RFC 7643 §3.1): leave it out.");
        }
        if is_urn(name) {
            return refuse("is named by a URN, which is for extensions inside extensions only.");
        }
        let relation = attribute.kind == Kind::Complex
            && attribute.multi_valued
            && attribute.sub_attribute("value").is_some();
        if name.eq_ignore_ascii_case(MEMBERS) && !(relation && name == MEMBERS) {
            return refuse(
                "can only be what a Group has: complex, multiValued, with `value` (RFC 7643 §4.2).",
            );
        }
        let derived = relation && attribute.mutability == super::Mutability::ReadOnly;
        if name.eq_ignore_ascii_case("groups") && !(derived && name == "groups") {
            return refuse(
                "can only be what a User has: complex, multiValued, readOnly, with `value` (RFC 7643 §4.1.2).",
            );
        }
    }
    Ok(())
}

/// Whether text can be the URN of a schema.
pub(super) fn urn(text: &str) -> Result<()> {
    if text.is_empty() {
        return Err(Invalid::new("", "A schema needs an `id`: its URN."));
    }
    let is_urn = text
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("urn:"));
    let addressable = parse_path(&format!("{text}:x")).is_ok_and(|path| {
        path.urn.as_deref() == Some(text) && path.name == "x" && path.sub.is_none()
    }) && parse_path(text).is_ok_and(|path| path.sub.is_none());
    if text.len() > URN_BYTES_MAX || !is_urn || !addressable {
        let reason = format!(
            "A schema's id is a URN of at most {URN_BYTES_MAX} characters with a name behind `urn:` and one behind that, as \
             attribute paths have it: urn:example:scim:schemas:2.0:Printer, or urn:example:Printer at the least."
        );
        return Err(Invalid::new(text, reason));
    }
    Ok(())
}

fn attributes(urn: &str, parent: &str, all: &[Attribute]) -> Result<()> {
    for (index, attribute) in all.iter().enumerate() {
        let path = format!("{parent}{}", attribute.name);
        let same = |other: &Attribute| other.name.eq_ignore_ascii_case(&attribute.name);
        if all.iter().take(index).any(same) {
            return Err(Invalid::at(
                urn,
                &path,
                "is defined twice; names are compared without their case.",
            ));
        }
        self::attribute(urn, &path, attribute, parent.is_empty())?;
        attributes(urn, &format!("{path}."), &attribute.sub_attributes)?;
    }
    Ok(())
}

fn attribute(urn: &str, path: &str, attribute: &Attribute, outer: bool) -> Result<()> {
    let refuse = |reason: String| Err(Invalid::at(urn, path, reason));
    if !is_name(&attribute.name, outer) {
        return refuse(format!(
            "has a name that is none: a letter, then letters, digits, - and _, at most {NAME_BYTES_MAX} (RFC 7643 §2.1)."
        ));
    }
    description(urn, Some(path), &attribute.description)?;
    let complex = attribute.kind == Kind::Complex;
    if complex && !outer {
        return refuse(
            "is complex inside a complex one, which RFC 7643 §2.3.8 does not have (erratum 8415)."
                .to_owned(),
        );
    }
    if !complex && !attribute.sub_attributes.is_empty() {
        return refuse("has subAttributes but is not of type complex.".to_owned());
    }
    if complex && attribute.sub_attributes.is_empty() && !is_urn(&attribute.name) {
        return refuse("is complex and has no subAttributes.".to_owned());
    }
    let unique = attribute.uniqueness != Uniqueness::None;
    if unique && complex {
        return refuse("is complex: only a simple value can be unique (erratum 6004). Say it of a sub-attribute.".to_owned());
    }
    if unique && !attribute.is_kept() {
        return refuse("is never returned, so it is not kept, so it cannot be unique.".to_owned());
    }
    if attribute.canonical_values.len() > VALUES_MAX || attribute.reference_types.len() > VALUES_MAX
    {
        return refuse(format!(
            "has more than {VALUES_MAX} canonicalValues or referenceTypes."
        ));
    }
    let textual = matches!(
        attribute.kind,
        Kind::String | Kind::Reference | Kind::Binary
    );
    if !textual && !attribute.canonical_values.is_empty() {
        return refuse("has canonicalValues, which only text has.".to_owned());
    }
    if attribute.kind != Kind::Reference && !attribute.reference_types.is_empty() {
        return refuse("has referenceTypes but is not of type reference.".to_owned());
    }
    Ok(())
}

/// RFC 7643 §2.1, with two additions: `$ref` inside a complex attribute (erratum 8924), and a URN where an
/// extension is inside an extension (RFC 9944 §7.1 does that).
fn is_name(name: &str, outer: bool) -> bool {
    if outer && is_urn(name) {
        return urn(name).is_ok();
    }
    (!outer && name == "$ref") || is_plain_name(name)
}

/// Whether text fits the grammar of attribute names (RFC 7643 §2.1).
pub(crate) fn is_plain_name(name: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    name.len() <= NAME_BYTES_MAX
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(part)
}

fn description(urn: &str, path: Option<&str>, text: &str) -> Result<()> {
    if text.len() > DESCRIPTION_BYTES_MAX {
        let reason = format!("has a description longer than {DESCRIPTION_BYTES_MAX} bytes.");
        return Err(Invalid {
            attribute: path.map(str::to_owned),
            ..Invalid::new(urn, reason)
        });
    }
    Ok(())
}
