//! Bodies as they are shown: their structure, and of values only the shape.

use rollcall_storage::id;
use serde_json::{Map, Value};

use super::exchange::without_tokens;
use crate::received::shape;

/// What stands where not even the shape is told.
const HIDDEN: &str = "…";
/// The longest name of an attribute that is shown.
const NAME_CHARS_MAX: usize = 200;

/// Words that say nothing of anybody, by the attribute (in small letters) in which they stay as they are.
const WORDS: &[(&str, &[&str])] = &[
    ("op", &["add", "remove", "replace"]),
    ("method", &["get", "post", "put", "patch", "delete"]),
    (
        "type",
        &[
            "work",
            "home",
            "mobile",
            "fax",
            "pager",
            "other",
            "primary",
            "photo",
            "thumbnail",
            "user",
            "group",
            "direct",
            "indirect",
        ],
    ),
    ("resourcetype", &["user", "group"]),
    ("active", &["true", "false"]),
    (
        "scimtype",
        &[
            "invalidfilter",
            "toomany",
            "uniqueness",
            "mutability",
            "invalidsyntax",
            "invalidpath",
            "notarget",
            "invalidvalue",
            "invalidcursor",
            "expiredcursor",
            "invalidcount",
        ],
    ),
];

/// Numbers that count, and moments of the server's own.
const PLAIN: [&str; 9] = [
    "totalresults",
    "itemsperpage",
    "startindex",
    "count",
    "status",
    "failonerrors",
    "created",
    "lastmodified",
    "version",
];

/// A body without anybody's values: names of attributes, paths, operations, ids of this server, `active`, `schemas` and, with
/// `is_group`, the names of groups stay as they are.
pub fn masked(body: &Value, is_group: bool) -> Value {
    let is_group = is_group || is_of_group(body);
    value("", body, is_group)
}

fn is_of_group(body: &Value) -> bool {
    let schemas = body.get("schemas").and_then(Value::as_array);
    let mut schemas = schemas.into_iter().flatten().filter_map(Value::as_str);
    schemas.any(|urn| urn.ends_with(":Group"))
}

fn value(name: &str, body: &Value, is_group: bool) -> Value {
    match body {
        Value::Object(members) => {
            let is_group = is_group || is_of_group(body);
            Value::Object(object(members, is_group))
        }
        Value::Array(elements) => {
            let masked = elements.iter().map(|it| value(name, it, is_group));
            Value::Array(masked.collect())
        }
        Value::Null | Value::Bool(_) => body.clone(),
        Value::Number(_) if PLAIN.contains(&name) => body.clone(),
        Value::Number(_) => hidden(name, body),
        Value::String(text) => text_of(name, text, body, is_group),
    }
}

fn object(members: &Map<String, Value>, is_group: bool) -> Map<String, Value> {
    let member = |wanted: &str| {
        let mut same = members
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(wanted));
        same.next().and_then(|(_, value)| value.as_str())
    };
    // What an operation of a PATCH sets stands under `value`; its path says what that is.
    let target = member("op").and(member("path")).map(last_name);
    let masked = members.iter().map(|(key, it)| {
        let name = key.to_ascii_lowercase();
        let name = match (&target, name.as_str()) {
            (Some(target), "value") => target.clone(),
            _ => last_name(&name),
        };
        (shown_path(key), value(&name, it, is_group))
    });
    masked.collect()
}

/// The attribute that a path ends with, in small letters: `givenname` of `name.givenName`.
fn last_name(path: &str) -> String {
    let last = path.rsplit(['.', ':', ']']).next().unwrap_or(path);
    last.trim().to_ascii_lowercase()
}

fn hidden(name: &str, body: &Value) -> Value {
    shape::of(name, body)
        .unwrap_or_else(|| HIDDEN.to_owned())
        .into()
}

fn text_of(name: &str, text: &str, body: &Value, is_group: bool) -> Value {
    let lower = text.to_ascii_lowercase();
    let is_word = |(of, words): &&(&str, &[&str])| *of == name && words.contains(&lower.as_str());
    let stays = match name {
        "schemas" | "schema" => lower.starts_with("urn:ietf:params:scim:"),
        "displayname" => is_group,
        "status" | "version" | "created" | "lastmodified" => is_plain(text),
        _ => WORDS.iter().any(|it| is_word(&it)) || id::parse(text).is_some(),
    };
    if stays {
        return body.clone();
    }
    match name {
        "path" => shown_path(text).into(),
        "detail" => without_quoted(text).into(),
        "$ref" | "location" => match text.rsplit_once('/') {
            Some((base, last)) if id::parse(last).is_some() => {
                let endpoint = base.rsplit('/').next().unwrap_or_default();
                format!("{HIDDEN}/{endpoint}/{last}").into()
            }
            _ => hidden(name, body),
        },
        _ => hidden(name, body),
    }
}

/// Whether a text is a number, a moment or an entity tag of ours.
fn is_plain(text: &str) -> bool {
    text.len() <= 40
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || "W/\"-:.TZ+".contains(c))
}

const COMPARISONS: [&str; 9] = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];

/// A path without the values that it compares with: `emails[value eq "xxx@xxxxxxx.xxx"].type`.
pub(super) fn shown_path(path: &str) -> String {
    let path: String = without_tokens(path).chars().take(NAME_CHARS_MAX).collect();
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.:$/".contains(c);
    let Some((before, rest)) = path.split_once('[') else {
        let is_name = path.chars().all(plain) && !path.contains("//");
        return if is_name { path } else { shape_of(&path) };
    };
    let (inside, after) = rest.rsplit_once(']').unwrap_or((rest, ""));
    if !before.chars().all(plain) || !after.chars().all(plain) {
        return shape_of(&path);
    }
    format!("{before}[{}]{after}", without_values(inside))
}

fn shape_of(text: &str) -> String {
    shape::of("", &text.into()).unwrap_or_default()
}

/// A filter without the values that it compares with.
pub(super) fn without_values(filter: &str) -> String {
    let filter = without_quoted(filter);
    let mut is_value = false;
    let words = filter.split(' ').map(|word| {
        let lower = word.trim_matches(['(', ')']).to_ascii_lowercase();
        if matches!(lower.as_str(), "and" | "or" | "not") {
            is_value = false;
            word.to_owned()
        } else if is_value {
            shape_of(word)
        } else {
            is_value = COMPARISONS.contains(&lower.as_str());
            match word
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-.:$()[]".contains(c))
            {
                true => word.to_owned(),
                false => shape_of(word),
            }
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A text whose quoted parts are shapes.
fn without_quoted(text: &str) -> String {
    let (mut shown, mut quoted, mut inside, mut escaped) =
        (String::new(), String::new(), false, false);
    for c in text.chars() {
        match (inside, c) {
            (true, _) if escaped => {
                quoted.push(c);
                escaped = false;
            }
            (true, '\\') => escaped = true,
            (_, '"') => {
                shown.push_str(&shape_of(&quoted));
                quoted.clear();
                shown.push('"');
                inside = !inside;
            }
            (true, _) => quoted.push(c),
            (false, _) => shown.push(c),
        }
    }
    shown.push_str(&shape_of(&quoted));
    without_tokens(&shown).into_owned()
}

/// A body that is kept, as JSON. Of one that was cut, what is whole at its beginning.
pub(super) fn read(kept: &[u8], is_cut: bool) -> Option<Value> {
    if !is_cut {
        return serde_json::from_slice(kept).ok();
    }
    let mut open: Vec<u8> = Vec::new();
    let mut whole: Option<(usize, Vec<u8>)> = None;
    let (mut inside, mut escaped) = (false, false);
    for (at, byte) in kept.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            _ if inside => {}
            b'{' | b'[' => {
                open.push(if *byte == b'{' { b'}' } else { b']' });
                whole = Some((at + 1, open.clone()));
            }
            b'}' | b']' => {
                open.pop();
                whole = Some((at + 1, open.clone()));
            }
            b',' => whole = Some((at, open.clone())),
            _ => {}
        }
    }
    let (end, open) = whole?;
    let mut text = kept[..end].to_vec();
    text.extend(open.iter().rev());
    serde_json::from_slice(&text).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_become_shapes_and_what_says_nothing_of_anybody_stays() {
        let id = "0192d4e8-7c00-7000-8000-0123456789ab";
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "id": id, "userName": "ada@example.com", "active": true, "password": "pw",
            "emails": [{"type": "work", "primary": true, "value": "ada@example.com"}],
            "groups": [{"value": id, "$ref": format!("https://host/scim/Groups/{id}"), "display": "Sales"}],
        });
        assert_eq!(
            masked(&body, false),
            json!({
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                "id": id, "userName": "xxx@xxxxxxx.xxx", "active": true, "password": "…",
                "emails": [{"type": "work", "primary": true, "value": "xxx@xxxxxxx.xxx"}],
                "groups": [{"value": id, "$ref": format!("…/Groups/{id}"), "display": "Xxxxx"}],
            })
        );
        let patch = json!({"Operations": [
            {"op": "Replace", "path": "active", "value": "False"},
            {"op": "add", "path": "emails[value eq \"ada@example.com\"].display", "value": "Ada"},
            {"op": "remove", "path": "emails[value eq ada or type eq \"work\"]"},
            {"op": "replace", "value": {"name.givenName": "Ada"}},
        ]});
        assert_eq!(
            masked(&patch, false),
            json!({"Operations": [
                {"op": "Replace", "path": "active", "value": "False"},
                {"op": "add", "path": "emails[value eq \"xxx@xxxxxxx.xxx\"].display", "value": "Xxx"},
                {"op": "remove", "path": "emails[value eq xxx or type eq \"xxxx\"]"},
                {"op": "replace", "value": {"name.givenName": "Xxx"}},
            ]})
        );
        let group = json!({"displayName": "Sales", "members": [{"value": id, "display": "Ada"}]});
        assert_eq!(
            masked(&group, true),
            json!({"displayName": "Sales", "members": [{"value": id, "display": "Xxx"}]})
        );
        assert_eq!(masked(&group, false)["displayName"], "Xxxxx");
    }

    #[test]
    fn of_a_body_that_was_cut_what_is_whole_is_shown() {
        let whole = br#"{"a":[{"b":"x,\"]"},{"c":1,"d":"long"#;
        assert_eq!(
            read(whole, true),
            Some(json!({"a": [{"b": "x,\"]"}, {"c": 1}]}))
        );
        assert_eq!(read(b"no json", true), None);
        assert_eq!(read(b"{\"a\": 1}", false), Some(json!({"a": 1})));
    }
}
