//! What a path names in a resource of some type.

use scim_filter_parser::{Filter, Path};

use crate::schema::{Attribute, MEMBERS, Mutability, Resolved, ResourceType, Schema};
use crate::{Error, ErrorKind, Result};

/// What a path names.
pub(super) enum Target<'s> {
    /// The resource itself: the path is the URN of its base schema.
    Resource,
    /// A known extension as a whole.
    Extension(&'s Schema),
    /// A known attribute, or a part of it.
    Attribute(Spot<'s>),
    /// Something under a URN that no schema of the resource type has, or only a learned one.
    Foreign,
    /// Nothing.
    Unknown,
}

/// A known attribute, or the part of it that the filter and the sub-attribute of the path select.
#[derive(Clone, Copy)]
pub(super) struct Spot<'s> {
    /// The extension; none for core attributes.
    pub(super) extension: Option<&'s Schema>,
    pub(super) attribute: &'s Attribute,
    pub(super) filter: Option<&'s Filter>,
    pub(super) sub: Option<&'s Attribute>,
    /// The path as written, for errors.
    pub(super) path: &'s str,
}

/// Finds what `path` (whose text is `written`) names.
///
/// # Errors
/// `invalidPath`: a filter on something that has one value only.
pub(super) fn find<'s>(
    rt: &'s ResourceType,
    path: &'s Path,
    written: &'s str,
) -> Result<Target<'s>> {
    match rt.resolve(path) {
        Some(Resolved::Attribute {
            extension,
            attribute,
            sub,
        }) => {
            let filter = path.filter.as_deref();
            // A part of several values needs to know that they are several; all else is written as sent.
            let part_of_several = attribute.multi_valued && sub.is_some();
            if attribute.learned && filter.is_none() && !part_of_several {
                return Ok(Target::Foreign);
            }
            if filter.is_some() && !attribute.multi_valued {
                return Err(Error::new(
                    ErrorKind::InvalidPath,
                    format!(
                        "The path `{written}` has a filter, but `{}` has one value only.",
                        attribute.name
                    ),
                ));
            }
            Ok(Target::Attribute(Spot {
                extension,
                attribute,
                filter,
                sub,
                path: written,
            }))
        }
        Some(Resolved::Extension(schema)) if is_learned(rt, &schema.id) => Ok(Target::Foreign),
        Some(Resolved::Extension(schema)) => Ok(Target::Extension(schema)),
        None => Ok(match &path.urn {
            None => Target::Unknown,
            Some(_) if path.qualified_name().eq_ignore_ascii_case(&rt.schema.id) => {
                Target::Resource
            }
            Some(urn)
                if urn.eq_ignore_ascii_case(&rt.schema.id)
                    || rt.extension(urn).is_some_and(|e| !e.learned) =>
            {
                Target::Unknown
            }
            Some(_) => Target::Foreign,
        }),
    }
}

fn is_learned(rt: &ResourceType, urn: &str) -> bool {
    rt.extension(urn).is_some_and(|extension| extension.learned)
}

impl Spot<'_> {
    /// Whether these are the members of a group, which are rows.
    pub(super) fn is_members(&self, rt: &ResourceType) -> bool {
        self.extension.is_none() && self.attribute.name == MEMBERS && rt.has_members()
    }

    pub(super) fn is_read_only(&self) -> bool {
        self.parts()
            .any(|part| part.mutability == Mutability::ReadOnly)
    }

    /// Whether the value is accepted and not kept, as a password is.
    pub(super) fn is_never_kept(&self) -> bool {
        self.parts().any(|part| !part.is_kept())
    }

    /// The path in the spelling of the schemas: two that are equal lead to the same place.
    pub(super) fn canonical_path(&self) -> String {
        let mut path = match self.extension {
            Some(schema) => format!("{}:{}", schema.id, self.attribute.name),
            None => self.attribute.name.clone(),
        };
        if let Some(filter) = self.filter {
            path.push_str(&format!("[{filter}]"));
        }
        if let Some(sub) = self.sub {
            path.push('.');
            path.push_str(&sub.name);
        }
        path
    }

    fn parts(&self) -> impl Iterator<Item = &Attribute> {
        [Some(self.attribute), self.sub].into_iter().flatten()
    }

    /// An error about this path.
    pub(super) fn error(&self, kind: ErrorKind, why: &str) -> Error {
        Error::new(kind, format!("`{}` {why}", self.path))
    }
}
