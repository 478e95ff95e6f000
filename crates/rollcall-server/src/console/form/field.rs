//! One field of a form, understood.
//!
//! Its name is the member's of the body; `labels/en` is one of an object in it. Behind `:` stands its type:
//!
//! | type | is |
//! | --- | --- |
//! | none | a text |
//! | `number` | a whole number |
//! | `bool` | true where it is ticked: a browser sends nothing for a box that is not |
//! | `lines` | an array of what stands on each line |
//! | `items` | as `lines`; `path title` is `{"path": "title"}`, `trim` a text, and what begins with a bracket JSON |
//! | `list` | an array of all fields of that name |
//! | `json` | JSON |
//! | `or_null` | a text, or null where there is none |
//! | `secret` | a text that no page shows again |
//!
//! Of two of one name the last one counts: a box that is not ticked leaves the `false` that stands before it. With `?` at the end, and
//! in lists, nothing is sent where nothing is typed; `?query` at the end means the query of the call and not its body.

use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::error::{Failure, Result};

/// A field, understood.
pub(in crate::console) struct Field<'f> {
    /// Where its value belongs: names apart by `/`.
    pub(in crate::console) path: &'f str,
    /// Its type.
    pub(super) kind: &'f str,
    is_optional: bool,
    text: &'f str,
}

impl<'f> Field<'f> {
    pub(super) fn of(name: &'f str, text: &'f str) -> Self {
        let (bare, is_optional) = match name.strip_suffix('?') {
            Some(bare) => (bare, true),
            None => (name, false),
        };
        let (path, kind) = bare.rsplit_once(':').unwrap_or((bare, ""));
        Self {
            path,
            kind,
            is_optional,
            text,
        }
    }

    /// Whether nothing is sent: nothing was typed, and nothing need be.
    pub(in crate::console) fn is_silent(&self) -> bool {
        (self.is_optional || self.kind == "list") && self.text.trim().is_empty()
    }

    /// What it says.
    ///
    /// # Errors
    /// 400 where it is not of its type.
    pub(in crate::console) fn value(&self) -> Result<Value> {
        let text = self.text.replace("\r\n", "\n");
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let wrong = |what: &str| {
            Failure::new(
                StatusCode::BAD_REQUEST,
                format!("{name} is {what}, not {text:?}."),
            )
        };
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
        Ok(match self.kind {
            "number" => {
                let number = text.trim().parse::<i64>();
                number.map_err(|_| wrong("a whole number"))?.into()
            }
            "bool" => (text == "true").into(),
            "or_null" if text.is_empty() => Value::Null,
            "json" => {
                serde_json::from_str(&text).map_err(|error| wrong(&format!("JSON ({error})")))?
            }
            "lines" => lines().collect(),
            "items" => lines()
                .map(|line| {
                    item(line).ok_or_else(|| wrong("lines of a source or a transform each"))
                })
                .collect::<Result<_>>()?,
            _ => text.into(),
        })
    }
}

/// A source or a transform as a line: a word, a word with what belongs to it, or JSON.
fn item(line: &str) -> Option<Value> {
    if line.starts_with(['{', '[', '"']) {
        return serde_json::from_str(line).ok();
    }
    Some(match line.split_once(' ') {
        None => line.into(),
        Some((word, of)) => {
            let of = of.trim();
            let value = of
                .parse::<i64>()
                .map_or_else(|_| Value::from(of), Value::from);
            json!({ word: value })
        }
    })
}

/// Puts a value where its path says; several of a list are one array.
pub(super) fn place(body: &mut Map<String, Value>, path: &str, kind: &str, value: Value) {
    let (first, rest) = match path.split_once('/') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    if let Some(rest) = rest {
        let below = body.entry(first).or_insert_with(|| json!({}));
        if let Value::Object(below) = below {
            place(below, rest, kind, value);
        }
    } else if kind == "list" {
        let all = body.entry(first).or_insert_with(|| json!([]));
        if let Value::Array(all) = all {
            all.push(value);
        }
    } else {
        body.insert(first.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::console::form::Form;

    #[test]
    fn sources_and_transforms_are_lines() {
        let form = Form::read(b"t%3Aitems=path+title%0Atrim%0Afirst+1%0A%7B%22path%22%3A+%22x%22%7D%0Apath+emails%5Btype+eq+%22work%22%5D.value");
        assert_eq!(
            form.body().unwrap()["t"],
            json!([{"path": "title"}, "trim", {"first": 1}, {"path": "x"}, {"path": "emails[type eq \"work\"].value"}])
        );
        assert!(Form::read(b"t%3Aitems=%7Bx").body().is_err());
    }
}
