//! Conditions on versions: the entity tags that `If-Match`, `If-None-Match` (RFC 9110 §13.1) and the `version` of a bulk
//! operation name. [`crate::render::etag`] makes them.

/// A list of entity tags as a client sent it. Tags are compared weakly (RFC 9110 §8.8.3.2), since the ones made here are
/// weak; a tag without quotes, as some clients send it, is taken for the same tag with them.
///
/// ```
/// use scim_core::etag::EntityTags;
///
/// let tags = EntityTags::new(r#""2", W/"3""#);
/// assert!(tags.name_version(3));
/// assert!(!tags.name_version(4));
/// assert!(EntityTags::new("*").name_version(4));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityTags<'f>(&'f str);

/// One member of such a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityTag<'f> {
    /// `*`: whatever there is.
    Any,
    /// The tag without quotes and without its `W/`.
    Opaque(&'f str),
}

impl<'f> EntityTags<'f> {
    /// The tags in the value of a header field; of a field that stands several times, joined by commas.
    pub fn new(field: &'f str) -> Self {
        Self(field)
    }

    /// The tags, in their order. Every text has some reading: what is no tag is one that nothing has.
    ///
    /// ```
    /// use scim_core::etag::{EntityTag, EntityTags};
    ///
    /// let tags: Vec<_> = EntityTags::new(r#"W/"a,b", 7 ,*"#).tags().collect();
    /// assert_eq!(tags, [EntityTag::Opaque("a,b"), EntityTag::Opaque("7"), EntityTag::Any]);
    /// ```
    pub fn tags(&self) -> impl Iterator<Item = EntityTag<'f>> + use<'f> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let (tag, behind) = first(rest)?;
            rest = behind;
            Some(tag)
        })
    }

    /// Whether one of them is `etag`, which may be as [`crate::render::etag`] makes it.
    ///
    /// ```
    /// use scim_core::etag::EntityTags;
    ///
    /// assert!(EntityTags::new(r#""3", "4""#).name(r#"W/"3""#));
    /// ```
    pub fn name(&self, etag: &str) -> bool {
        let is = first(etag).map(|(tag, _)| tag);
        self.tags()
            .any(|tag| tag == EntityTag::Any || Some(tag) == is)
    }

    /// Whether one of them is of that version. What a person's groups add to the tag does not count: a change of the
    /// person cannot lose a change of their groups.
    ///
    /// ```
    /// use scim_core::etag::EntityTags;
    ///
    /// assert!(EntityTags::new(r#"W/"3-9f3c21aa""#).name_version(3));
    /// ```
    pub fn name_version(&self, version: i64) -> bool {
        let version = version.to_string();
        self.tags().any(|tag| match tag {
            EntityTag::Any => true,
            EntityTag::Opaque(tag) => tag.split('-').next() == Some(version.as_str()),
        })
    }
}

/// The first tag of a list, and what stands behind it.
fn first(list: &str) -> Option<(EntityTag<'_>, &str)> {
    let list = list.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
    if list.is_empty() {
        return None;
    }
    let tag = list.strip_prefix("W/").unwrap_or(list);
    if let Some(quoted) = tag.strip_prefix('"') {
        let (tag, behind) = quoted.split_once('"').unwrap_or((quoted, ""));
        return Some((EntityTag::Opaque(tag), behind));
    }
    let (tag, behind) = tag.split_once(',').unwrap_or((tag, ""));
    let is_any = list.starts_with('*');
    Some(match tag.trim_ascii_end() {
        "*" if is_any => (EntityTag::Any, behind),
        tag => (EntityTag::Opaque(tag), behind),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entity_tags_are_compared_weakly() {
        for (tags, same) in [
            ("W/\"3\"", true),
            ("\"3\"", true),
            ("3", true),
            ("W/3", true),
            ("W/\"1\", W/\"3\"", true),
            ("\"1\",\"3\"", true),
            ("1, 3 ", true),
            (" ,, \"3\" ,", true),
            ("\"3", true),
            ("*", true),
            ("\"1\", *", true),
            ("W/\"33\"", false),
            ("W/\"2\"", false),
            ("\"2,3\"", false),
            ("\"*\"", false),
            ("W/*", false),
            ("w/\"3\"", false),
            ("\"\"", false),
            ("", false),
            (" , ", false),
        ] {
            let list = EntityTags::new(tags);
            assert_eq!(list.name("W/\"3\""), same, "{tags}");
            assert_eq!(list.name_version(3), same, "{tags}");
        }
        let grouped = EntityTags::new("W/\"3-9f3c21aa\"");
        assert!(grouped.name_version(3) && !grouped.name_version(9));
        assert!(!grouped.name("W/\"3-00000000\"") && !grouped.name("W/\"3\""));
    }
}
