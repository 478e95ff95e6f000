//! Any text as an `If-Match` or `If-None-Match` field, or the version of a bulk operation.

use scim_core::etag::{EntityTag, EntityTags};
use scim_core::render::{GroupRef, Relations, etag};

/// Tags written anew are the same tags; a list names what its tags name, and a tag that was added.
pub fn run(data: &[u8]) {
    let field = String::from_utf8_lossy(data);
    let list = EntityTags::new(&field);
    let tags: Vec<_> = list.tags().collect();
    assert!(tags.len() <= field.len(), "every tag takes a byte at least");
    let anew: Vec<_> = tags.iter().map(written).collect();
    if !tags
        .iter()
        .any(|tag| matches!(tag, EntityTag::Opaque(tag) if tag.contains('"')))
    {
        let anew = anew.join(", ");
        assert_eq!(EntityTags::new(&anew).tags().collect::<Vec<_>>(), tags);
    }
    let version = i64::try_from(data.len()).unwrap_or(i64::MAX);
    let own = etag(version, &Relations::default());
    for tag in &tags {
        let name = match tag {
            EntityTag::Any => true,
            EntityTag::Opaque(tag) => format!("W/\"{tag}\"") == own,
        };
        assert!(list.name(&own) || !name, "{field}");
    }
    assert!(
        list.name_version(version) || !list.name(&own),
        "a tag of a version names the version"
    );
    let group = GroupRef {
        id: field.clone().into_owned(),
        resource_type: "Group".to_owned(),
        display: None,
    };
    let grouped = etag(
        version,
        &Relations {
            groups: vec![group],
            ..Relations::default()
        },
    );
    for made in [own, grouped] {
        // In front: a quote that is left open behind a comma takes all that follows.
        let with = format!("{made}, {field}");
        let with = EntityTags::new(&with);
        assert!(
            with.name(&made) && with.name_version(version),
            "{made}, {field}"
        );
        assert!(with.tags().count() == 1 + tags.len());
    }
}

fn written(tag: &EntityTag<'_>) -> String {
    match tag {
        EntityTag::Any => "*".to_owned(),
        EntityTag::Opaque(tag) => format!("\"{tag}\""),
    }
}
