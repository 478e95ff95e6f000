//! The shape of a value: enough to tell a telephone number from a name, and nothing of anybody's.

use serde_json::Value;

/// So much of a value has a shape.
const CHARS_MAX: usize = 40;

/// Attributes with one of these in their name may be secrets, whoever invented them; of those not even the length is told.
const SECRETS: [&str; 9] = [
    "passw",
    "passcode",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "credential",
    "apikey",
    "pincode",
];

/// Whether what is called so may be a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRETS.iter().any(|secret| name.contains(secret))
}

/// The shape of what was sent at a path: capitals are `X`, other letters `x`, digits `9`; what stands between stays. Booleans
/// stay as they are; of several values the first is told.
pub(crate) fn of(path: &str, value: &Value) -> Option<String> {
    if is_secret(path) {
        return None;
    }
    Some(match value {
        Value::Null => return None,
        Value::Bool(it) => it.to_string(),
        Value::Number(it) => masked(&it.to_string()),
        Value::String(text) => masked(text),
        Value::Array(elements) => match elements.first()? {
            Value::Object(_) | Value::Array(_) => "[…]".to_owned(),
            one => format!("[{}, …]", of(path, one)?),
        },
        Value::Object(_) => "{…}".to_owned(),
    })
}

fn masked(text: &str) -> String {
    let mut chars = text.chars();
    let mut masked: String = chars.by_ref().take(CHARS_MAX).map(mask).collect();
    if chars.next().is_some() {
        masked.push('…');
    }
    masked
}

fn mask(c: char) -> char {
    match c {
        ' ' => c,
        _ if c.is_ascii_punctuation() => c,
        _ if c.is_numeric() => '9',
        _ if c.is_uppercase() => 'X',
        _ if c.is_alphabetic() => 'x',
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::of;

    #[test]
    fn nothing_of_a_value_is_told_but_its_shape() {
        let table = [
            (json!("Ada Lovelace"), "Xxx Xxxxxxxx"),
            (json!("ada@example.com"), "xxx@xxxxxxx.xxx"),
            (json!("+49 (30) 901820"), "+99 (99) 999999"),
            (json!("Ömer 李"), "Xxxx x"),
            (json!("a\u{1b}[2J\u{202e}"), "x?[9X?"),
            (json!(4711), "9999"),
            (json!(-1.5), "-9.9"),
            (json!(true), "true"),
            (json!(["blue", "red"]), "[xxxx, …]"),
            (json!([{"a": 1}]), "[…]"),
            (json!({"a": 1}), "{…}"),
            (
                json!("x".repeat(100)),
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…",
            ),
        ];
        for (value, shape) in table {
            assert_eq!(of("title", &value).as_deref(), Some(shape));
        }
        for secret in [
            "userPassword",
            "urn:acme:1.0:User:apiToken",
            "urn:acme:1.0:User:client_SECRET",
        ] {
            assert_eq!(of(secret, &json!("hunter2")), None);
        }
    }
}
