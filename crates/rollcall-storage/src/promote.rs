//! What of a document stands in columns and index rows as well, so that SQL can find and order by it.

use scim_core::condition::Place;
use scim_core::schema::{Attribute, ENTERPRISE_USER, Kind, ResourceType};
use scim_core::{Object, fold};
use serde_json::Value;

/// Longer values are cut in indexed columns; PostgreSQL takes no index entry over 2.7 kB. What a cut value
/// cannot answer is left to the evaluator.
pub(crate) const PREFIX_CHARS: usize = 255;

/// The name of `manager.value` in `attribute_values.path`.
pub(crate) const MANAGER: &str = "manager";

/// An attribute with rows in `attribute_values`.
#[derive(Debug)]
pub(crate) struct Indexed {
    /// The extension's URN.
    pub(crate) schema: Option<&'static str>,
    /// The attribute.
    pub(crate) attribute: &'static str,
    /// The sub-attribute.
    pub(crate) sub: Option<&'static str>,
    /// Its name in `attribute_values.path`: short, since every row repeats it.
    pub(crate) path: &'static str,
}

/// Every attribute that is filtered by often enough to be worth rows. All are compared without their case.
/// A new line here needs a migration that adds the rows of existing resources.
pub(crate) const INDEXED: &[Indexed] = &[
    Indexed {
        schema: None,
        attribute: "emails",
        sub: Some("value"),
        path: "emails",
    },
    Indexed {
        schema: Some(ENTERPRISE_USER),
        attribute: "employeeNumber",
        sub: None,
        path: "employee",
    },
    Indexed {
        schema: Some(ENTERPRISE_USER),
        attribute: "manager",
        sub: Some("value"),
        path: MANAGER,
    },
];

/// The definition of a place's attribute, without its sub-attribute.
pub(crate) fn definition<'r>(rt: &'r ResourceType, place: &Place) -> Option<&'r Attribute> {
    match &place.schema {
        None => rt.attribute(&place.attribute),
        Some(urn) => rt
            .extension(urn)
            .and_then(|extension| extension.schema.attribute(&place.attribute)),
    }
}

/// Whether each value of a place is a single string, which is all that indexed columns and rows can keep.
pub(crate) fn is_text(rt: &ResourceType, place: &Place) -> bool {
    let innermost = match (&place.sub, definition(rt, place)) {
        (None, attribute) => attribute,
        (Some(sub), attribute) => attribute
            .and_then(|attribute| attribute.sub_attribute(sub))
            .filter(|sub| !sub.multi_valued),
    };
    innermost.is_some_and(|it| it.kind == Kind::String && !it.learned)
}

impl Indexed {
    /// The entry for a place, and its name. A type of somebody's own may use a name otherwise.
    pub(crate) fn find(rt: &ResourceType, place: &Place) -> Option<&'static Self> {
        INDEXED.iter().find(|indexed| {
            is_text(rt, place)
                && indexed.schema == place.schema.as_deref()
                && indexed.attribute == place.attribute
                && indexed.sub == place.sub.as_deref()
                && !place.case_exact
        })
    }

    /// The values that a document has here, folded and cut.
    fn values(&self, document: &Object) -> Vec<String> {
        let parent = match self.schema {
            None => Some(document),
            Some(urn) => document.get(urn).and_then(Value::as_object),
        };
        let Some(attribute) = parent.and_then(|parent| parent.get(self.attribute)) else {
            return Vec::new();
        };
        let elements = match attribute {
            Value::Array(elements) => elements.as_slice(),
            single => std::slice::from_ref(single),
        };
        let value = |element: &Value| match self.sub {
            None => element.as_str().map(indexable),
            Some(sub) => element.get(sub).and_then(Value::as_str).map(indexable),
        };
        elements.iter().filter_map(value).collect()
    }
}

/// The index rows of a document: path and value, sorted, each once.
pub(crate) fn index_rows(document: &Object) -> Vec<(&'static str, String)> {
    let mut rows: Vec<_> = INDEXED
        .iter()
        .flat_map(|indexed| {
            indexed
                .values(document)
                .into_iter()
                .map(|value| (indexed.path, value))
        })
        .collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// The promoted columns of a document, beside the unique key, which is the caller's choice.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Promoted<'d> {
    pub(crate) external_id: Option<&'d str>,
    pub(crate) display_name: Option<String>,
    pub(crate) active: Option<bool>,
    pub(crate) email: Option<String>,
    pub(crate) label: Option<&'d str>,
}

impl<'d> Promoted<'d> {
    /// Reads them off a document.
    pub(crate) fn of(rt: &ResourceType, document: &'d Object) -> Self {
        let text = |name: &str| document.get(name).and_then(Value::as_str);
        let full_name = || document.get("name")?.get("formatted")?.as_str();
        let unique = || text(&rt.unique_attribute()?.name);
        let label = [text("displayName"), full_name(), unique()]
            .into_iter()
            .flatten()
            .find(|name| !name.is_empty());
        Self {
            external_id: text("externalId"),
            display_name: text("displayName").map(indexable),
            active: document.get("active").and_then(Value::as_bool),
            email: main_email(document).map(indexable),
            label,
        }
    }
}

/// The e-mail address that decides the order of a list: the primary one, else the first.
fn main_email(document: &Object) -> Option<&str> {
    let emails = document.get("emails")?.as_array()?;
    let primary = emails
        .iter()
        .find(|email| email.get("primary") == Some(&Value::Bool(true)));
    primary.or_else(|| emails.first())?.get("value")?.as_str()
}

/// A text as it stands in an indexed column.
pub(crate) fn indexable(text: &str) -> String {
    let mut folded = fold(text).into_owned();
    folded.truncate(prefix(&folded).len());
    folded
}

/// The part of a folded text that an indexed column keeps.
pub(crate) fn prefix(text: &str) -> &str {
    text.char_indices()
        .nth(PREFIX_CHARS)
        .map_or(text, |(end, _)| &text[..end])
}

/// The least text that is greater, byte by byte, than every text that starts with `prefix`: with it, "starts
/// with" is a range of an index. None if there is no such text.
pub(crate) fn successor(prefix: &str) -> Option<String> {
    let mut chars: Vec<char> = prefix.chars().collect();
    while let Some(last) = chars.pop() {
        // The surrogates between are no characters.
        let next = if last == '\u{D7FF}' {
            Some('\u{E000}')
        } else {
            char::from_u32(u32::from(last) + 1)
        };
        if let Some(next) = next {
            chars.push(next);
            return Some(chars.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn successors_close_the_range_of_a_prefix() {
        for (prefix, expected) in [
            ("", None),
            ("a", Some("b")),
            ("ab", Some("ac")),
            ("a\u{7f}", Some("a\u{80}")),
            ("\u{D7FF}", Some("\u{E000}")),
            ("a\u{10FFFF}", Some("b")),
            ("\u{10FFFF}\u{10FFFF}", None),
        ] {
            assert_eq!(successor(prefix).as_deref(), expected, "{prefix:?}");
        }
    }

    #[test]
    fn a_document_is_indexed_folded_and_once() {
        let document = json!({
            "emails": [{"value": "B@x.example"}, {"value": "a@x.example"}, {"value": "b@X.example"}, {"type": "home"}],
            ENTERPRISE_USER: {"employeeNumber": "E-7", "manager": {"value": "ID"}},
        });
        let expected = [
            ("emails", "a@x.example"),
            ("emails", "b@x.example"),
            ("employee", "e-7"),
            ("manager", "id"),
        ];
        assert_eq!(
            index_rows(document.as_object().unwrap()),
            expected
                .map(|(path, value)| (path, value.to_owned()))
                .to_vec()
        );
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let long = "É".repeat(300);
        assert_eq!(indexable(&long), "é".repeat(PREFIX_CHARS));
        assert_eq!(indexable("Ab"), "ab");
    }
}
