//! Search requests and query parameters whose names come from the schema.

use arbitrary::{Result, Unstructured};
use scim_core::search::{SEARCH_REQUEST, SearchRequest};
use scim_core::{Rules, condition, sort::Sort};
use serde_json::{Value, json};

use crate::invent;

/// A search request says what its members say, or is refused.
pub fn run(data: &[u8]) {
    let _ = invented(&mut Unstructured::new(data));
}

fn invented(u: &mut Unstructured<'_>) -> Result<()> {
    let rt = invent::resource_type(u)?;
    let mut body = json!({"schemas": [SEARCH_REQUEST]});
    let known = [
        "attributes",
        "excludedAttributes",
        "filter",
        "sortBy",
        "sortOrder",
        "startIndex",
        "count",
        "cursor",
    ];
    for _ in 0..u.int_in_range(0..=6)? {
        let name = *u.choose(&known)?;
        let value = match name {
            _ if u.ratio(1, 8)? => invent::anything(u, 2)?,
            "attributes" | "excludedAttributes" => {
                Value::from(invent::some(u, 4, |u| Ok(invent::target(u, rt)?.0))?)
            }
            "filter" => Value::from(invent::filter(u, rt)?.to_string()),
            "sortBy" => Value::from(invent::target(u, rt)?.0),
            "sortOrder" => Value::from(*u.choose(&["ascending", "DESCENDING", "down", ""])?),
            "cursor" => Value::from(invent::text(u)?),
            _ => Value::from(u.arbitrary::<i64>()?),
        };
        body[name] = value;
    }
    let Ok(request) = SearchRequest::parse(&body) else {
        return Ok(());
    };
    for (name, count) in [
        ("startIndex", request.page.start_index),
        ("count", request.page.count),
    ] {
        assert_eq!(count, body.get(name).and_then(Value::as_i64), "{body}");
    }
    if let Some(filter) = &request.filter {
        assert_eq!(body["filter"], filter.as_str());
        let _ = condition::parse(rt, filter, Rules::ALL);
    }
    if let Some(sort_by) = &request.sort_by {
        let _ = Sort::parse(rt, sort_by, request.sort_order.as_deref());
    }
    assert!(request.projection.wants(rt, "id"), "id is always returned");
    Ok(())
}
