//! From the bytes of a request to JSON, before anything is built from them that a stranger could make costly.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::map::Entry;

use crate::given::shown;
use crate::{Error, ErrorKind, Object, Result};

/// RFC 8259 §8.1 lets a reader ignore a byte order mark.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Reads a request's body as JSON whose arrays and objects are at most `depth_max` deep. How long it may be is for
/// whoever receives it to say.
///
/// # Errors
/// `invalidSyntax`: no body, no JSON (with line and column), a name that an object has twice, or nested too deeply.
///
/// ```
/// use scim_core::body;
///
/// assert_eq!(body::parse(br#"{"active": true}"#, 32)?["active"], true);
/// assert!(body::parse(b"[[[]]]", 2).is_err());
/// # Ok::<(), scim_core::Error>(())
/// ```
pub fn parse(body: &[u8], depth_max: usize) -> Result<Value> {
    let refused = |detail: String| Err(Error::new(ErrorKind::InvalidSyntax, detail));
    let text = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    if text.trim_ascii().is_empty() {
        return refused("The request has no body; a JSON object is expected.".to_owned());
    }
    if is_deeper_than(text, depth_max) {
        return refused(format!(
            "The body's arrays and objects are nested more than {depth_max} deep."
        ));
    }
    match serde_json::from_slice(text) {
        Ok(Unambiguous(value)) => Ok(value),
        // The grammar knows nothing about members that are equal.
        Err(error) if error.is_data() => refused(format!("The body is ambiguous: {error}.")),
        Err(error) => refused(format!("The body is not JSON: {error}.")),
    }
}

/// JSON none of whose objects has two equal names. "The names within an object SHOULD be unique" (RFC 8259 §4); where
/// they are not, readers differ about which counts.
struct Unambiguous(Value);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(Members).map(Self)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Unambiguous(value)) = seq.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Value, A::Error> {
        let mut object = Object::new();
        while let Some(name) = map.next_key::<String>()? {
            match object.entry(name) {
                Entry::Vacant(place) => {
                    let Unambiguous(value) = map.next_value()?;
                    place.insert(value);
                }
                Entry::Occupied(place) => {
                    let name = shown(place.key());
                    let reason = format!("one object has the member `{name}` twice");
                    return Err(A::Error::custom(reason));
                }
            }
        }
        Ok(Value::Object(object))
    }
}

/// Counts brackets outside of strings.
fn is_deeper_than(text: &[u8], depth_max: usize) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > depth_max {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn bodies_are_parsed_or_refused_with_a_reason() {
        for (body, part_of_the_reason) in [
            (&b""[..], "no body"),
            (b" \n", "no body"),
            (b"\xEF\xBB\xBF \n", "no body"),
            (b"{\n \"a\": }", "line 2 column 7"),
            (b"{} x", "trailing characters"),
            (b"{\"a\":\"\\ud800\"}", "line 1"),
            (b"{\"a\":\"\xFF\"}", "line 1"),
            (
                b"{\"op\":\"add\",\n\"op\":\"remove\"}",
                "one object has the member `op` twice at line 2 column 4",
            ),
            (b"[{\"b\":{\"a\":1,\"a\":1}}]", "member `a` twice"),
            (b"{\"\\u0061\":1,\"a\":1}", "member `a` twice"),
            (b"[[[[1]]]]", "nested more than 3"),
            (b"[{\"a\":[{}]}]", "nested more than 3"),
        ] {
            let error = parse(body, 3).unwrap_err();
            assert_eq!(error.kind, ErrorKind::InvalidSyntax);
            assert!(error.detail.contains(part_of_the_reason), "{error}");
        }
        for body in [
            &b"\xEF\xBB\xBF{}"[..],
            b"[[[1]]]",
            b"[[[]], [[]]]",
            b"{\"a\":\"[[[[ \\\" {{{{\"}",
            b"\"\\\\\"",
            b"{\"a\":1,\"A\":2,\"b\":{\"a\":1}}",
            b"1",
        ] {
            assert!(parse(body, 3).is_ok(), "{}", String::from_utf8_lossy(body));
        }
    }

    /// Found by fuzzing: serde_json's quick way to read a decimal can miss it by a little, and again at each reading.
    #[test]
    fn a_decimal_is_read_exactly() {
        let read = |text: &str| parse(text.as_bytes(), 0).unwrap();
        let exact: f64 = "11111111110002153233344269007076".parse().unwrap();
        assert_eq!(read("11111111110002153233344269007076"), exact);
        assert_eq!(
            read("1.1111111110002157e+31").to_string(),
            "1.1111111110002157e+31"
        );
    }

    fn depth(value: &Value) -> usize {
        let inner = match value {
            Value::Array(values) => values.iter().map(depth).max(),
            Value::Object(members) => members.values().map(depth).max(),
            _ => return 0,
        };
        1 + inner.unwrap_or(0)
    }

    fn nested() -> impl Strategy<Value = Value> {
        let text = "[\\[\\]{}\"\\\\a]{0,6}";
        text.prop_map(Value::from)
            .prop_recursive(6, 24, 3, move |inner| {
                prop_oneof![
                    proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
                    (text, inner).prop_map(|(key, value)| json!({ key: value })),
                ]
            })
    }

    proptest! {
        #[test]
        fn the_depth_that_is_counted_is_the_depth_that_is_there(value in nested(), depth_max in 0_usize..8) {
            let parsed = parse(value.to_string().as_bytes(), depth_max);
            prop_assert_eq!(parsed.is_ok(), depth(&value) <= depth_max);
        }
    }
}
