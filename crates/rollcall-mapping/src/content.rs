//! What a field has for a person.

use std::borrow::Cow;

use serde_json::Value;

/// The value of a field; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content<'p> {
    Text(Cow<'p, str>),
    List(Vec<Cow<'p, str>>),
}

impl<'p> Content<'p> {
    /// The text without the white space around it; `None` if nothing is left.
    pub(crate) fn text(text: Cow<'p, str>) -> Option<Self> {
        let kept = trimmed(&text)?;
        Some(Self::Text(if kept.len() == text.len() {
            text
        } else {
            Cow::Owned(kept.to_owned())
        }))
    }

    /// The texts that are not empty; `None` if none is.
    pub(crate) fn list(texts: impl IntoIterator<Item = Cow<'p, str>>) -> Option<Self> {
        let texts: Vec<_> = texts
            .into_iter()
            .filter(|text| trimmed(text).is_some())
            .collect();
        (!texts.is_empty()).then_some(Self::List(texts))
    }

    /// A value that was made of one; `None` of anything else.
    pub(crate) fn of_value(value: &'p Value) -> Option<Self> {
        match value {
            Value::String(text) => Self::text(Cow::Borrowed(text)),
            Value::Array(texts) => {
                let texts = texts.iter().filter_map(Value::as_str);
                Self::list(texts.map(Cow::Borrowed))
            }
            _ => None,
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::List(_) => None,
        }
    }

    /// The texts, however many.
    pub(crate) fn texts(&self) -> &[Cow<'p, str>] {
        match self {
            Self::Text(text) => std::slice::from_ref(text),
            Self::List(texts) => texts,
        }
    }

    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Text(text) => Value::String(text.into_owned()),
            Self::List(texts) => texts.into_iter().map(Cow::into_owned).collect(),
        }
    }

    pub(crate) fn to_value(&self) -> Value {
        self.clone().into_value()
    }
}

/// No value that is put together is longer, in bytes: fields may join fields that join fields.
pub(crate) const JOINED_BYTES_MAX: usize = 10_000;

/// The texts with a separator between two; those that would make it too long are left out.
pub(crate) fn joined<'t>(texts: impl IntoIterator<Item = &'t str>, separator: &str) -> String {
    let mut joined = String::new();
    for (number, text) in texts.into_iter().enumerate() {
        let separator = if number == 0 { "" } else { separator };
        if joined.len() + separator.len() + text.len() > JOINED_BYTES_MAX {
            break;
        }
        joined.push_str(separator);
        joined.push_str(text);
    }
    joined
}

/// Without the white space around it; `None` if nothing is left.
pub(crate) fn trimmed(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}
