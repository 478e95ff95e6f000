//! `${name}` in case files: where values come from and how they are put in.
//!
//! Always there: `${run}` (`scimsuite` and letters, one per run), `${case}` (the same, another one per case), `${uuid}`
//! (one per case), `${userName}` (a mixed-case address, one per case, containing the run), `${base_url}`, and `${token}`
//! where the target has one. `${name|upper}`, `|lower`, `|url` (percent-encoded), `|form` (blank as `+`) and `|tokyo`
//! (an instant with the offset +09:00) change a text.

use jiff::Timestamp;
use jiff::tz::offset;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Everything but the unreserved characters of RFC 3986 section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// `text` as it stands in a URL.
pub(crate) fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A template that cannot be filled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    /// No variable of that name is known here.
    #[error("variable ${{{0}}} is not known here")]
    Unknown(String),
    /// A word after `|` that is none of the four.
    #[error("${{…|{0}}}: there is no such change of text")]
    Change(String),
    /// A variable definition of a special form that lacks something.
    #[error("variable definition {0}")]
    Definition(String),
}

/// The values known while a case runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variables(BTreeMap<String, Value>);

/// So many letters make one case's word different from another's.
const CASE_LETTERS: usize = 10;

/// The names that every case can use.
pub(crate) const BUILT_IN: [&str; 6] = ["run", "case", "uuid", "userName", "base_url", "token"];

impl Variables {
    /// The variables of a new case of the run `run`.
    #[must_use]
    pub(crate) fn of_case(run: &str, base_url: &str, token: Option<&str>) -> Variables {
        let mut variables = Variables::default();
        let letters = letters(CASE_LETTERS);
        variables.set("run", run.into());
        variables.set("case", format!("{run}{letters}").into());
        variables.set("uuid", Uuid::now_v7().to_string().into());
        variables.set(
            "userName",
            format!("{}{}@example.com", capital(run), capital(&letters)).into(),
        );
        variables.set("base_url", base_url.into());
        if let Some(token) = token {
            variables.set("token", token.into());
        }
        variables
    }

    /// The run's word.
    fn run(&self) -> String {
        self.get("run").map(plain).unwrap_or_default()
    }

    /// Gives `name` a value.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// The value of `name`.
    #[must_use]
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Evaluates a case's own definitions in order.
    ///
    /// # Errors
    /// An unknown variable or an incomplete definition.
    pub(crate) fn define(&mut self, definitions: &Map<String, Value>) -> Result<(), TemplateError> {
        for (name, definition) in definitions {
            let value = self.evaluate(definition)?;
            self.set(name, value);
        }
        Ok(())
    }

    /// `{"random": "uuid" | "letters"}`, `{"repeat": text, "times": n, "separator": text}`, or any value with variables.
    fn evaluate(&self, definition: &Value) -> Result<Value, TemplateError> {
        if let Some(kind) = definition.get("random") {
            return match kind.as_str() {
                Some("uuid") => Ok(Uuid::now_v7().to_string().into()),
                Some("letters") => Ok((self.run() + &letters(CASE_LETTERS)).to_uppercase().into()),
                _ => Err(TemplateError::Definition(format!(
                    "{definition}: random is \"uuid\" or \"letters\""
                ))),
            };
        }
        let Some(text) = definition.get("repeat") else {
            return self.fill(definition);
        };
        let times = definition.get("times").and_then(Value::as_u64);
        let (Some(text), Some(times)) = (text.as_str(), times) else {
            return Err(TemplateError::Definition(format!(
                "{definition}: repeat is a text and needs times"
            )));
        };
        let separator = definition
            .get("separator")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let mut inner = self.clone();
        let mut pieces = Vec::new();
        for i in 0..times {
            inner.set("i", i.into());
            pieces.push(inner.fill_text(text)?);
        }
        Ok(pieces.join(separator).into())
    }

    /// Puts variables into every text of `value`, member names included. A text that is one variable and nothing else becomes the
    /// variable's JSON value, whatever its type.
    ///
    /// # Errors
    /// An unknown variable.
    pub(crate) fn fill(&self, value: &Value) -> Result<Value, TemplateError> {
        match value {
            Value::String(text) => match parts(text).as_slice() {
                [Part::Variable { name, change: None }] => self.known(name).cloned(),
                _ => self.fill_text(text).map(Value::String),
            },
            Value::Array(elements) => elements.iter().map(|element| self.fill(element)).collect(),
            Value::Object(members) => members
                .iter()
                .map(|(name, member)| Ok((self.fill_text(name)?, self.fill(member)?)))
                .collect(),
            other => Ok(other.clone()),
        }
    }

    /// Puts variables into one text.
    ///
    /// # Errors
    /// An unknown variable.
    pub(crate) fn fill_text(&self, text: &str) -> Result<String, TemplateError> {
        let mut filled = String::with_capacity(text.len());
        for part in parts(text) {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Variable { name, change } => {
                    filled.push_str(&changed(&plain(self.known(name)?), change)?);
                }
            }
        }
        Ok(filled)
    }

    /// The value of `name`, or of an element `name.3` of an array variable, or of a member `name.member` of an object.
    fn known(&self, name: &str) -> Result<&Value, TemplateError> {
        let element = || {
            let (outer, inner) = name.split_once('.')?;
            match self.get(outer)? {
                Value::Array(elements) => elements.get(inner.parse::<usize>().ok()?),
                other => other.get(inner),
            }
        };
        self.get(name)
            .or_else(element)
            .ok_or_else(|| TemplateError::Unknown(name.to_owned()))
    }
}

/// The variables a value mentions.
pub(crate) fn names_in(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => names_in_text(text, found),
        Value::Array(elements) => elements.iter().for_each(|element| names_in(element, found)),
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            names_in_text(name, found);
            names_in(member, found);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The variables a text mentions.
pub(crate) fn names_in_text(text: &str, found: &mut Vec<String>) {
    found.extend(parts(text).into_iter().filter_map(|part| match part {
        Part::Variable { name, .. } => name.split('.').next().map(str::to_owned),
        Part::Text(_) => None,
    }));
}

/// A new word of that many lower-case letters, at most 12, different each time.
#[must_use]
pub(crate) fn letters(count: usize) -> String {
    let mut number = Uuid::now_v7().as_u128() & ((1 << 60) - 1);
    let mut word = String::new();
    for _ in 0..count {
        let letter = u8::try_from(number % 26).unwrap_or_default();
        word.push(char::from(b'a' + letter));
        number /= 26;
    }
    word
}

/// `word` with a capital at its beginning.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

enum Part<'a> {
    Text(&'a str),
    Variable {
        name: &'a str,
        change: Option<&'a str>,
    },
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((inside, behind)) = after.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            found.push(Part::Text(before));
        }
        let (name, change) = inside
            .split_once('|')
            .map_or((inside, None), |(name, change)| (name, Some(change)));
        found.push(Part::Variable { name, change });
        rest = behind;
    }
    if !rest.is_empty() {
        found.push(Part::Text(rest));
    }
    found
}

/// Text as itself, anything else as JSON.
pub(crate) fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn changed(text: &str, change: Option<&str>) -> Result<String, TemplateError> {
    match change {
        None => Ok(text.to_owned()),
        Some("upper") => Ok(text.to_uppercase()),
        Some("lower") => Ok(text.to_lowercase()),
        Some("url") => Ok(percent_encoded(text)),
        Some("tokyo") => in_tokyo(text),
        Some("form") => Ok(percent_encoded(text).replace("%20", "+")),
        Some(other) => Err(TemplateError::Change(other.to_owned())),
    }
}

/// The same instant with the offset of Tokyo.
fn in_tokyo(text: &str) -> Result<String, TemplateError> {
    text.parse::<Timestamp>()
        .map(|instant| instant.display_with_offset(offset(9)).to_string())
        .map_err(|_| TemplateError::Definition(format!("{text:?} is no dateTime")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn variables() -> Variables {
        let mut variables = Variables::of_case("r1", "http://host/scim", Some("secret"));
        variables.set("name", json!("A b@x"));
        variables.set("object", json!({"a": 1}));
        variables.set("when", json!("2026-11-22T20:00:00.5Z"));
        variables.set("list", json!(["p", "q"]));
        variables
    }

    #[test]
    fn variables_are_put_into_texts_names_and_whole_values() {
        let filled = variables().fill(&json!({"${name|lower}": ["x${name|url}", "${object}", "${name|form}", "is ${object}", "${list.1}", "$ref ${", "${object.a} ${when|tokyo}"]}));
        assert_eq!(
            filled,
            Ok(
                json!({"a b@x": ["xA%20b%40x", {"a": 1}, "A+b%40x", "is {\"a\":1}", "q", "$ref ${", "1 2026-11-23T05:00:00.5+09:00"]})
            )
        );
    }

    #[test]
    fn unknown_names_and_changes_are_errors() {
        assert_eq!(
            variables().fill_text("${nobody}"),
            Err(TemplateError::Unknown("nobody".into()))
        );
        assert_eq!(
            variables().fill_text("${name|reverse}"),
            Err(TemplateError::Change("reverse".into()))
        );
    }

    #[test]
    fn definitions_repeat_and_draw_lots() {
        let mut variables = variables();
        let definitions = json!({"list": {"repeat": "${run}-${i}", "times": 3, "separator": ","}, "lot": {"random": "letters"}, "other": {"random": "uuid"}});
        variables.define(definitions.as_object().unwrap()).unwrap();
        assert_eq!(variables.get("list"), Some(&json!("r1-0,r1-1,r1-2")));
        assert_eq!(
            variables.get("lot").and_then(Value::as_str).map(str::len),
            Some(2 + 10)
        );
        let wrong = json!({"list": {"repeat": "x"}});
        assert!(matches!(
            variables.define(wrong.as_object().unwrap()),
            Err(TemplateError::Definition(_))
        ));
    }

    #[test]
    fn no_two_cases_share_a_user_name() {
        let name = |variables: &Variables| variables.get("userName").cloned();
        assert_ne!(name(&variables()), name(&variables()));
    }
}
