use super::*;

#[test]
fn paging_parameters_are_read_as_the_rfc_says() {
    let parse = |start_index, count| {
        ListQuery::parse(start_index, count, 100, 200).map(|q| (q.start_index, q.count))
    };
    let cases = [
        (None, None, (1, 100)),
        (Some("1"), Some("2"), (1, 2)),
        (Some("0"), Some("0"), (1, 0)),
        (Some("-3"), Some("-1"), (1, 0)),
        (Some(" 7 "), Some("200"), (7, 200)),
        (Some("7"), Some("201"), (7, 200)),
        (Some(""), Some(""), (1, 100)),
        (
            Some("99999999999999999999"),
            Some("99999999999999999999"),
            (i64::MAX, 200),
        ),
        (
            Some("-99999999999999999999"),
            Some("-99999999999999999999"),
            (1, 0),
        ),
    ];
    for (start_index, count, expected) in cases {
        assert_eq!(
            parse(start_index, count),
            Ok(expected),
            "{start_index:?} {count:?}"
        );
    }
    for wrong in ["x", "1.0", "1e3", "0x1", "1 2"] {
        for (start_index, count) in [(Some(wrong), None), (None, Some(wrong))] {
            assert_eq!(
                parse(start_index, count).unwrap_err().kind,
                ErrorKind::InvalidValue,
                "{wrong}"
            );
        }
    }
    let error = parse(None, Some("ten")).unwrap_err();
    assert_eq!(error.detail, "count must be a whole number.");
}

#[test]
fn the_offset_counts_from_zero() {
    assert_eq!(
        ListQuery {
            start_index: 1,
            count: 10
        }
        .offset(),
        0
    );
    assert_eq!(
        ListQuery {
            start_index: 11,
            count: 10
        }
        .offset(),
        10
    );
}

#[test]
fn a_response_is_an_envelope_even_when_empty() {
    assert_eq!(
        response(0, 1, Vec::new()).to_string(),
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}"#
    );
    let page = response(12, 11, vec![Object::new(), Object::new()]);
    assert_eq!(page["itemsPerPage"], 2);
    assert_eq!(page["totalResults"], 12);
    assert_eq!(page["Resources"], json!([{}, {}]));
}
