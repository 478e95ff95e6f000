//! From a path as a client writes it to the definition it names.

use scim_filter_parser::Path;

use super::{Attribute, Extension, Kind, MEMBERS, ResourceType, Schema, Uniqueness, registry};

/// What a path names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Resolved<'s> {
    /// An attribute or sub-attribute.
    Attribute {
        /// The extension it belongs to; `None` for the base schema and the common attributes.
        extension: Option<&'s Schema>,
        /// The attribute.
        attribute: &'s Attribute,
        /// The sub-attribute, where the path names one.
        sub: Option<&'s Attribute>,
    },
    /// A whole extension: the path is its bare URN.
    Extension(&'s Schema),
}

impl ResourceType {
    /// Finds what `path` names, in any case; a value filter in it is not looked at. `None`: nothing.
    ///
    /// An attribute of an extension is also found without its URN when no core attribute has that
    /// name: Microsoft Entra ID writes plain `manager`, and no schema gives that another meaning.
    ///
    /// ```
    /// use scim_core::schema::{Registry, Resolved};
    ///
    /// let registry = Registry::builtin();
    /// let users = registry.by_name("User").unwrap();
    /// let path = "NAME.givenname".parse().unwrap();
    /// let Some(Resolved::Attribute { sub: Some(sub), .. }) = users.resolve(&path) else { panic!("a sub-attribute") };
    /// assert_eq!(sub.name, "givenName");
    /// ```
    pub fn resolve(&self, path: &Path) -> Option<Resolved<'_>> {
        let Some(urn) = path.urn.as_deref() else {
            return self
                .core(path)
                // What providers sent by themselves gives no plain name a meaning that it did not have.
                .or_else(|| {
                    let defined = self.extensions.iter().filter(|e| !e.learned);
                    defined.into_iter().find_map(|e| e.schema.resolve(path))
                });
        };
        let own = if urn.eq_ignore_ascii_case(&self.schema.id) {
            self.core(path)
        } else {
            let extension = self.extension(urn);
            extension.and_then(|extension| extension.schema.resolve(path))
        };
        own.or_else(|| self.whole_extension(path))
            .or_else(|| self.nested(path))
    }

    /// The parser cannot know that the part after the last colon belongs to the URN.
    fn whole_extension(&self, path: &Path) -> Option<Resolved<'_>> {
        if path.sub.is_some() {
            return None;
        }
        let extension = self.extension(&path.qualified_name())?;
        Some(Resolved::Extension(&extension.schema))
    }

    /// An extension inside an extension, which is an attribute whose name is a URN.
    fn nested(&self, path: &Path) -> Option<Resolved<'_>> {
        let whole = path.qualified_name();
        self.extensions.iter().find_map(|e| {
            let urn = &e.schema.id;
            let (start, rest) = (whole.get(..urn.len())?, whole.get(urn.len()..)?);
            let name = rest
                .strip_prefix(':')
                .filter(|_| start.eq_ignore_ascii_case(urn))?;
            let outer = e.schema.attribute(name);
            let inner = || {
                name.rsplit_once(':')
                    .and_then(|(nested, sub)| Some((e.schema.attribute(nested)?, sub)))
            };
            match (outer, path.sub.as_deref()) {
                (Some(attribute), _) => found(Some(&e.schema), attribute, path),
                (None, None) => {
                    let (attribute, sub) = inner()?;
                    let sub = Some(attribute.sub_attribute(sub)?);
                    Some(Resolved::Attribute {
                        extension: Some(&e.schema),
                        attribute,
                        sub,
                    })
                }
                (None, Some(_)) => None,
            }
        })
    }

    /// The common and base attributes in the order of an answer: `schemas`, `id`, `externalId`,
    /// those of the schema, `meta`.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        let common = |meta: bool| {
            let common = registry::common().iter();
            common.filter(move |a| (a.name == "meta") == meta)
        };
        common(false)
            .chain(&self.schema.attributes)
            .chain(common(true))
    }

    /// The common or base attribute of that name, in any case.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        named(|| self.attributes(), name)
    }

    /// The extension with that URN, in any case.
    pub fn extension(&self, urn: &str) -> Option<&Extension> {
        self.extensions
            .iter()
            .find(|e| e.schema.id.eq_ignore_ascii_case(urn))
    }

    /// Whether resources of this type show the groups that they are in.
    pub fn has_groups(&self) -> bool {
        self.schema.attribute("groups").is_some()
    }

    /// Whether resources of this type have members, which are kept as rows.
    pub fn has_members(&self) -> bool {
        self.schema.attribute(MEMBERS).is_some()
    }

    /// The attribute of the base schema by which people know a resource, and which no two may share: `userName`,
    /// and for groups `displayName`. It is the first that is required, unique and a single string compared
    /// without its case; the values of other unique attributes are [`unique_values`](super::unique_values).
    pub fn unique_attribute(&self) -> Option<&Attribute> {
        self.schema.attributes.iter().find(|a| {
            let text = a.kind == Kind::String && !a.multi_valued && !a.case_exact;
            text && a.uniqueness != Uniqueness::None && a.required && a.is_stored()
        })
    }

    fn core(&self, path: &Path) -> Option<Resolved<'_>> {
        found(None, self.attribute(&path.name)?, path)
    }
}

impl Schema {
    /// The attribute of that name, in any case (RFC 7643 §2.1).
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        named(|| self.attributes.iter(), name)
    }

    fn resolve(&self, path: &Path) -> Option<Resolved<'_>> {
        found(Some(self), self.attribute(&path.name)?, path)
    }
}

/// The attribute of that name in any case: first as the schema spells it, as nearly all do.
fn named<'s, I: Iterator<Item = &'s Attribute>>(
    attributes: impl Fn() -> I,
    name: &str,
) -> Option<&'s Attribute> {
    attributes()
        .find(|a| a.name == name)
        .or_else(|| attributes().find(|a| a.name.eq_ignore_ascii_case(name)))
}

fn found<'s>(
    extension: Option<&'s Schema>,
    attribute: &'s Attribute,
    path: &Path,
) -> Option<Resolved<'s>> {
    let sub = match path.sub.as_deref() {
        None => None,
        Some(name) if attribute.kind == Kind::Complex => Some(attribute.sub_attribute(name)?),
        Some(_) => return None,
    };
    Some(Resolved::Attribute {
        extension,
        attribute,
        sub,
    })
}

#[cfg(test)]
mod tests;
