//! The ids in a group's `members`.

use std::collections::HashSet;

use serde_json::Value;

use super::value::{checked_text, mismatch};
use crate::schema::MEMBERS;
use crate::{Error, ErrorKind, Result, Rule, Rules};

/// The member ids in a value of `members`, each once, in their order. `null` and `[]` have none.
///
/// Only `value` is read: clients send a user name as `display`, and `$ref` and `type` are the
/// server's to say. Whether the ids exist is for the caller to find out.
///
/// # Errors
/// `invalidValue`: a member has no `value`, or something is of the wrong type.
pub fn member_ids(value: &Value, rules: Rules) -> Result<Vec<String>> {
    let members = match value {
        Value::Null => return Ok(Vec::new()),
        Value::Array(members) => members.as_slice(),
        one if rules.allows(Rule::SingleForArray) => std::slice::from_ref(one),
        other => return Err(mismatch(MEMBERS, "an array", other)),
    };
    let mut seen = HashSet::new();
    let mut ids = Vec::new();
    for member in members {
        let Some(id) = member_id(member, rules)? else {
            continue;
        };
        if seen.insert(id) {
            ids.push(id.to_owned());
        }
    }
    Ok(ids)
}

fn member_id(member: &Value, rules: Rules) -> Result<Option<&str>> {
    let id = match member {
        Value::Null => return Ok(None),
        Value::String(id) if rules.allows(Rule::SingleForArray) => id,
        Value::Object(sub_attributes) => {
            let value = sub_attributes
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case("value"));
            match value {
                Some((_, Value::String(id))) => id,
                None | Some((_, Value::Null)) => return Err(missing()),
                Some((_, other)) => return Err(mismatch("members.value", "a string", other)),
            }
        }
        other => return Err(mismatch("Each value of members", "an object", other)),
    };
    if id.is_empty() {
        return Err(missing());
    }
    checked_text("members.value", id)?;
    Ok(Some(id))
}

fn missing() -> Error {
    Error::new(
        ErrorKind::InvalidValue,
        "Each value of members must have the member's id as its value.",
    )
}
