use serde_json::Value;

use super::*;

fn parse(
    start_index: Option<&str>,
    count: Option<&str>,
    cursor: Option<&str>,
) -> std::result::Result<Paging, ErrorKind> {
    PageParameters::parse(start_index, count, cursor)
        .and_then(|parameters| parameters.paging(100, 200))
        .map_err(|error| error.kind)
}

fn index(start_index: i64, count: i64) -> std::result::Result<Paging, ErrorKind> {
    Ok(Paging::Index { start_index, count })
}

fn cursor(cursor: Option<&str>, count: i64) -> std::result::Result<Paging, ErrorKind> {
    Ok(Paging::Cursor {
        cursor: cursor.map(str::to_owned),
        count,
    })
}

#[test]
fn indices_are_read_as_the_rfc_says() {
    for (start_index, count, expected) in [
        (None, None, index(1, 100)),
        (Some("1"), Some("2"), index(1, 2)),
        (Some("0"), Some("0"), index(1, 0)),
        (Some("-3"), Some("-1"), index(1, 0)),
        (Some(" 7 "), Some("200"), index(7, 200)),
        (Some("7"), Some("201"), index(7, 200)),
        (Some(""), Some(""), index(1, 100)),
        (
            Some("99999999999999999999"),
            Some("99999999999999999999"),
            index(i64::MAX, 200),
        ),
        (
            Some("-99999999999999999999"),
            Some("-99999999999999999999"),
            index(1, 0),
        ),
    ] {
        assert_eq!(
            parse(start_index, count, None),
            expected,
            "{start_index:?} {count:?}"
        );
    }
    for wrong in ["x", "1.0", "1e3", "0x1", "1 2"] {
        for (start_index, count) in [(Some(wrong), None), (None, Some(wrong))] {
            let refused = parse(start_index, count, None);
            assert_eq!(refused, Err(ErrorKind::InvalidValue), "{wrong}");
        }
    }
    let error = PageParameters::parse(None, Some("ten"), None).unwrap_err();
    assert_eq!(error.detail, "count must be a whole number.");
}

#[test]
fn cursors_are_read_as_rfc_9865_says() {
    for (count, text, expected) in [
        (None, "", cursor(None, 100)),
        (Some("10"), " ", cursor(None, 10)),
        (Some("-1"), "", cursor(None, 0)),
        (Some("200"), "abc", cursor(Some("abc"), 200)),
        (Some("201"), "abc", Err(ErrorKind::InvalidCount)),
        (Some("ten"), "abc", Err(ErrorKind::InvalidCount)),
    ] {
        assert_eq!(parse(None, count, Some(text)), expected, "{count:?} {text}");
    }
    for start_index in ["1", "5"] {
        let both = parse(Some(start_index), None, Some(""));
        assert_eq!(both, Err(ErrorKind::InvalidValue));
    }
}

#[test]
fn a_response_is_an_envelope_even_when_empty() {
    let by_index = |start_index| Paged::Index { start_index };
    assert_eq!(
        response::<&str>(0, &by_index(1), &[]),
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}"#
    );
    let page = response(12, &by_index(11), &[r#"{"id":"a"}"#, r#"{"id":"b"}"#]);
    let page: Value = serde_json::from_str(&page).unwrap();
    assert_eq!(page["itemsPerPage"], 2);
    assert_eq!(page["totalResults"], 12);
    assert_eq!(page["Resources"], json!([{"id": "a"}, {"id": "b"}]));
}

#[test]
fn a_response_names_the_pages_beside_it() {
    let paged = |next: Option<&str>, previous: Option<&str>| Paged::Cursor {
        next: next.map(str::to_owned),
        previous: previous.map(str::to_owned),
    };
    assert_eq!(
        response(3, &paged(Some("n"), Some("p")), &["{}"]),
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":3,"itemsPerPage":1,"previousCursor":"p","nextCursor":"n","Resources":[{}]}"#
    );
    let only = response::<&str>(0, &paged(None, None), &[]);
    for absent in ["startIndex", "nextCursor", "previousCursor"] {
        assert!(!only.contains(absent), "{only}");
    }
}
