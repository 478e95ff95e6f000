//! A digest of what a source says of somebody.

use aws_lc_rs::digest::{Context, SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use scim_core::Object;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A digest of what a source says of somebody, but for whether they are active. Text that can be stored.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Of a resource, and of whatever else decides what is written. In which order attributes stand makes no difference.
    pub(super) fn of(resource: &Object, revision: &str) -> Self {
        let mut digest = Context::new(&SHA256);
        part(&mut digest, revision);
        object(&mut digest, resource, &["active"]);
        Self(URL_SAFE_NO_PAD.encode(digest.finish().as_ref()))
    }

    /// One that was stored.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// With its length before it, so that two texts are not another two.
fn part(digest: &mut Context, text: &str) {
    digest.update(&text.len().to_le_bytes());
    digest.update(text.as_bytes());
}

fn object(digest: &mut Context, object: &Object, without: &[&str]) {
    let mut members: Vec<_> = object
        .iter()
        .filter(|(name, _)| !without.contains(&name.as_str()))
        .collect();
    members.sort_by_key(|(name, _)| *name);
    part(digest, "{");
    for (name, member) in members {
        part(digest, name);
        value(digest, member);
    }
    part(digest, "}");
}

fn value(digest: &mut Context, it: &Value) {
    match it {
        Value::Object(members) => object(digest, members, &[]),
        Value::Array(elements) => {
            part(digest, "[");
            for element in elements {
                value(digest, element);
            }
            part(digest, "]");
        }
        // As JSON, so that "1" is not 1.
        scalar => part(digest, &scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use scim_core::Object;
    use serde_json::{Value, json};

    use super::Fingerprint;

    fn of(resource: &Value) -> Fingerprint {
        Fingerprint::of(resource.as_object().unwrap_or(&Object::new()), "1")
    }

    #[test]
    fn order_and_activity_make_no_difference_and_everything_else_does() {
        let one = of(&json!({"a": {"x": 1, "y": 2}, "b": ["1", 1], "active": true}));
        assert_eq!(one, of(&json!({"b": ["1", 1], "a": {"y": 2, "x": 1}})));
        for other in [
            json!({"a": {"x": 1, "y": 2}, "b": [1, "1"]}),
            json!({"a": {"x": 1, "y": 2}, "b": ["1", "1"]}),
            json!({"a": {"x": 1, "y": 2, "active": true}, "b": ["1", 1]}),
            json!({"a": {"x": 1}, "y": 2, "b": ["1", 1]}),
            json!({}),
        ] {
            assert_ne!(one, of(&other), "{other}");
        }
        assert_ne!(
            Fingerprint::of(&Object::new(), "1"),
            Fingerprint::of(&Object::new(), "2")
        );
    }
}
