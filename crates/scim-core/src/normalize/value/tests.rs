use serde_json::json;

use super::*;

#[test]
fn base64_with_padding_without_and_in_the_url_alphabet() {
    for text in [
        "", "YQ==", "YWI=", "YWJj", "YWJjZA==", "YQ", "YWI", "_-8", "+/8=",
    ] {
        assert!(is_base64(text), "{text}");
    }
}

#[test]
fn what_is_no_base64() {
    for text in [
        "Y",        // one digit is six bits
        "YWJjZ",    // the same at the end
        "YQ=",      // padding that does not fill up to four
        "YWI==",    // nor this
        "YWJj=",    // padding where none is needed
        "YWJj==",   // nor two
        "Y===",     // more than two
        "YWJj====", // though it fills up
        "=", "==", "====", "Y=Q=", "YW I=", "YWI=\n", "YWé=",
    ] {
        assert!(!is_base64(text), "{text:?}");
    }
}

#[test]
fn nulls_go_and_what_is_empty_because_of_them() {
    let kept = |value: Value| without_nulls("x", &value).unwrap();
    assert_eq!(kept(json!(null)), None);
    assert_eq!(
        kept(json!({"a": null, "b": [null, {}], "c": {"d": []}})),
        None
    );
    assert_eq!(
        kept(json!({"a": 1, "b": [null, "", false], "c": {"d": null, "e": 0}})),
        Some(json!({"a": 1, "b": ["", false], "c": {"e": 0}}))
    );
}

#[test]
fn an_extension_that_no_schema_describes_is_kept_up_to_a_size() {
    let attributes =
        |count: usize| -> Value { (0..count).map(|i| (format!("a{i}"), json!(i))).collect() };
    assert!(without_nulls("x", &attributes(1_000)).is_ok());
    let error = without_nulls("x", &attributes(1_001)).unwrap_err();
    assert_eq!(
        error.detail,
        "x has 1001 attributes that no schema describes; at most 1000 are kept."
    );
    assert!(without_nulls("x", &json!({"a": {"b": attributes(1_001)}})).is_err());
    assert!(without_nulls("x", &json!({"a": vec![1; 500]})).is_ok());
    let error = without_nulls("x", &json!({"a": vec![1; 501]})).unwrap_err();
    assert_eq!(error.detail, "x has 501 values; at most 500 are kept.");
}
