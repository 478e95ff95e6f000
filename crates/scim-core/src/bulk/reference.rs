//! `bulkId:x`: where it may stand, and what takes its place (RFC 7644 §3.7.2).
//!
//! A reference is any text value that is nothing but `bulkId:x` (`members.value`, `manager.value`, those of
//! extensions); a `$ref` that ends with it; the id in an operation's path; and a quoted text in the filter of
//! a PATCH path (`members[value eq "bulkId:x"]`).

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use serde_json::Value;

use super::{Operation, Target};
use crate::{Error, ErrorKind, Object, Result};

const PREFIX: &str = "bulkId:";

/// What has become of a POST that others refer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// It created the resource of this id.
    Id(String),
    /// It failed.
    Failed,
    /// It is yet to be carried out, and refers back: only in a circle.
    Pending,
}

/// An operation with ids where references stood.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Resolved<'o> {
    /// What is to be done with what.
    pub target: Target,
    /// The body.
    pub data: Cow<'o, Value>,
    /// Whether every reference had an id. If not, the values that refer to what is [`Known::Pending`] are left
    /// out of `data`.
    pub complete: bool,
}

impl Operation {
    /// This operation with an id for each reference. `known` says what has become of the POST of a bulkId;
    /// `None` if the request has no such POST.
    ///
    /// # Errors
    /// Its own, if it could not be understood. `invalidValue` for a reference to no POST of this request;
    /// [`ErrorKind::Conflict`] for one to a POST that failed.
    pub fn resolve(&self, known: &dyn Fn(&str) -> Option<Known>) -> Result<Resolved<'_>> {
        let mut target = self.target.clone()?;
        let mut data = Cow::Borrowed(&self.data);
        let mut pending = HashSet::new();
        for bulk_id in &self.references {
            match known(bulk_id) {
                Some(Known::Id(_)) => {}
                Some(Known::Pending) => drop(pending.insert(bulk_id.as_str())),
                Some(Known::Failed) => {
                    return Err(Error::new(
                        ErrorKind::Conflict,
                        format!(
                            "This refers to bulkId:{bulk_id}, whose own operation failed; nothing was done."
                        ),
                    ));
                }
                None => {
                    return Err(Error::new(
                        ErrorKind::InvalidValue,
                        format!(
                            "bulkId:{bulk_id} is referred to, but no POST of this request has the bulkId {bulk_id:?}."
                        ),
                    ));
                }
            }
        }
        if !pending.is_empty() {
            let kept = without(data.as_ref(), "", &pending, true).unwrap_or(Value::Null);
            data = Cow::Owned(kept);
        }
        if !self.references.is_empty() {
            let id = |bulk_id: &str| match known(bulk_id) {
                Some(Known::Id(id)) => Some(id),
                _ => None,
            };
            data = Cow::Owned(replaced(data.as_ref(), "", &id));
            if let Some(id) = whole(&target.id).and_then(|at| id(&target.id[at])) {
                target.id = id;
            }
        }
        Ok(Resolved {
            target,
            data,
            complete: pending.is_empty(),
        })
    }
}

/// The bulkIds that a path and a body refer to, each once.
pub(super) fn collect(path: &str, data: &Value) -> Vec<String> {
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    let mut see = |bulk_id: &str| {
        if seen.insert(bulk_id.to_owned()) {
            found.push(bulk_id.to_owned());
        }
    };
    if let Some(bulk_id) = path.rsplit('/').next().and_then(|id| Some(&id[whole(id)?])) {
        see(bulk_id);
    }
    visit(data, "", &mut |text, at| see(&text[at]));
    found
}

fn visit(value: &Value, key: &str, see: &mut dyn FnMut(&str, Range<usize>)) {
    match value {
        Value::String(text) => {
            for at in places(key, text) {
                see(text, at);
            }
        }
        Value::Array(elements) => {
            for element in elements {
                visit(element, key, see);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                visit(member, key, see);
            }
        }
        _ => {}
    }
}

/// The value with each reference replaced by the id it stands for.
fn replaced(value: &Value, key: &str, id: &dyn Fn(&str) -> Option<String>) -> Value {
    match value {
        Value::String(text) => Value::String(replaced_text(key, text, id)),
        Value::Array(elements) => {
            let elements = elements.iter().map(|element| replaced(element, key, id));
            Value::Array(elements.collect())
        }
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(key, member)| (key.clone(), replaced(member, key, id)));
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}

fn replaced_text(key: &str, text: &str, id: &dyn Fn(&str) -> Option<String>) -> String {
    let (mut done, mut result) = (0, String::with_capacity(text.len()));
    for at in places(key, text) {
        let Some(id) = id(&text[at.clone()]) else {
            continue;
        };
        result.push_str(&text[done..at.start - PREFIX.len()]);
        result.push_str(&id);
        done = at.end;
    }
    result.push_str(&text[done..]);
    result
}

/// The value without whatever refers to one of these: an element of an array, or an attribute with all of its
/// sub-attributes. `open` is a set of attributes (the resource, an extension), of which the others stay.
fn without(value: &Value, key: &str, bulk_ids: &HashSet<&str>, open: bool) -> Option<Value> {
    match value {
        Value::String(text) => {
            let refers = places(key, text)
                .into_iter()
                .any(|at| bulk_ids.contains(&text[at]));
            (!refers).then(|| value.clone())
        }
        Value::Array(elements) => {
            let kept = elements
                .iter()
                .filter_map(|element| without(element, key, bulk_ids, false));
            Some(Value::Array(kept.collect()))
        }
        Value::Object(members) => {
            let mut kept = Object::new();
            for (key, member) in members {
                let is_extension = open && key.contains(':');
                match without(member, key, bulk_ids, is_extension) {
                    Some(member) => drop(kept.insert(key.clone(), member)),
                    None if open => {}
                    None => return None,
                }
            }
            Some(Value::Object(kept))
        }
        other => Some(other.clone()),
    }
}

/// Where in a text value there are bulkIds, without the prefix.
fn places(key: &str, text: &str) -> Vec<Range<usize>> {
    if let Some(at) = whole(text) {
        return vec![at];
    }
    if key.eq_ignore_ascii_case("path") {
        return quoted(text);
    }
    if key.eq_ignore_ascii_case("$ref") {
        let start = text.rfind('/').map_or(0, |slash| slash + 1);
        let at = whole(&text[start..]);
        return at
            .map(|at| start + at.start..start + at.end)
            .into_iter()
            .collect();
    }
    Vec::new()
}

/// The bulkId in a text that is nothing but a reference.
fn whole(text: &str) -> Option<Range<usize>> {
    let prefix = text.get(..PREFIX.len())?;
    let refers = prefix.eq_ignore_ascii_case(PREFIX) && text.len() > PREFIX.len();
    refers.then_some(PREFIX.len()..text.len())
}

/// The bulkIds in the quoted texts of a filter.
fn quoted(filter: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let quotes: Vec<_> = filter.match_indices('"').map(|(at, _)| at).collect();
    for pair in quotes.chunks_exact(2) {
        let (start, end) = (pair[0] + 1, pair[1]);
        if let Some(at) = whole(&filter[start..end]) {
            found.push(start + at.start..start + at.end);
        }
    }
    found
}
