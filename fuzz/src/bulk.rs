//! Bulk requests whose operations refer to each other in every way.

use std::collections::HashSet;

use arbitrary::{Result, Unstructured};
use scim_core::bulk::{BULK_REQUEST, BulkRequest, Known, Operation, plan};
use scim_core::schema::ResourceType;
use serde_json::{Value, json};

use crate::invent;

/// Each operation has one place, behind what it refers to unless both are in a circle; what was resolved refers to nothing.
pub fn run(data: &[u8]) {
    let _ = invented(&mut Unstructured::new(data));
}

fn invented(u: &mut Unstructured<'_>) -> Result<()> {
    let rt = invent::resource_type(u)?;
    let operations = invent::some(u, 6, |u| operation(u, rt))?;
    let mut body = json!({"schemas": [BULK_REQUEST], "Operations": operations});
    if u.ratio(1, 8)? {
        body["failOnErrors"] = invent::anything(u, 1)?;
    }
    let Ok(request) = BulkRequest::parse(&body, 5) else {
        return Ok(());
    };
    assert!((1..=5).contains(&request.operations.len()), "{body}");
    assert_planned(&request.operations);
    for operation in &request.operations {
        assert_resolved(operation);
    }
    Ok(())
}

fn operation(u: &mut Unstructured<'_>, rt: &ResourceType) -> Result<Value> {
    let method = *u.choose(&["POST", "PUT", "PATCH", "DELETE", "post", "GET"])?;
    let id = if u.ratio(1, 2)? {
        reference(u)?
    } else {
        invent::text(u)?
    };
    let path = match method {
        "POST" | "post" if !u.ratio(1, 8)? => format!("/{}", rt.endpoint),
        _ => format!("/{}/{id}", rt.endpoint),
    };
    let mut operation = json!({"method": method, "path": path});
    if u.ratio(4, 5)? {
        operation["bulkId"] = (*u.choose(&["a", "b", "c", "d", "ä"])?).into();
    }
    if u.ratio(1, 4)? {
        operation["version"] = invent::text(u)?.into();
    }
    let mut data = if method == "PATCH" {
        json!({"Operations": invent::some(u, 2, |u| invent::operation(u, rt))?})
    } else {
        invent::resource(u, rt)?
    };
    for _ in 0..u.int_in_range(0..=3)? {
        let refers = reference(u)?;
        match u.int_in_range(0..=3)? {
            0 => data["manager"] = json!({"value": refers, "display": "x"}),
            1 => data["members"] = json!([{"value": refers}, {"value": "1"}]),
            2 => data["urn:x:y"] = json!({"$ref": format!("https://example.com/Users/{refers}")}),
            _ => data["path"] = format!("members[value eq \"{refers}\"]").into(),
        }
    }
    if !u.ratio(1, 8)? {
        operation["data"] = data;
    }
    Ok(operation)
}

fn reference(u: &mut Unstructured<'_>) -> Result<String> {
    let prefix = *u.choose(&["bulkId:", "bulkid:", "bulkId"])?;
    Ok(format!(
        "{prefix}{}",
        u.choose(&["a", "b", "c", "e", "ä", ""])?
    ))
}

fn assert_planned(operations: &[Operation]) {
    let steps = plan(operations);
    let order: Vec<usize> = steps
        .iter()
        .flat_map(|step| step.operations.clone())
        .collect();
    let mut places = order.clone();
    places.sort_unstable();
    assert!(places.into_iter().eq(0..operations.len()), "{order:?}");
    let mut done = HashSet::new();
    for step in &steps {
        assert!(step.operations.is_sorted() && (step.circular || step.operations.len() == 1));
        done.extend(step.operations.iter().copied());
        for index in &step.operations {
            for bulk_id in &operations[*index].references {
                let creation = |operation: &Operation| {
                    operation.bulk_id.as_ref() == Some(bulk_id)
                        && operation.method.eq_ignore_ascii_case("POST")
                };
                if let Some(needed) = operations.iter().position(creation) {
                    assert!(done.contains(&needed), "{operations:?}: {steps:?}");
                }
            }
        }
    }
}

fn assert_resolved(operation: &Operation) {
    let id = |bulk_id: &str| Some(Known::Id(format!("id of {}", bulk_id.len())));
    let Ok(resolved) = operation.resolve(&id) else {
        assert!(operation.target.is_err());
        return;
    };
    assert!(resolved.complete);
    let again = request_of(operation, &resolved.target.id, &resolved.data);
    assert_eq!(again.references, Vec::<String>::new(), "{operation:?}");
    let pending = operation.resolve(&|_| Some(Known::Pending));
    let pending = pending.expect("it can be understood");
    assert_eq!(pending.complete, operation.references.is_empty());
    let data = request_of(operation, "1", &pending.data);
    assert_eq!(data.references, Vec::<String>::new(), "{operation:?}");
    let unknown = operation.resolve(&|_| None);
    assert_eq!(unknown.is_ok(), operation.references.is_empty());
}

/// An operation with other contents, read anew.
fn request_of(operation: &Operation, id: &str, data: &Value) -> Operation {
    let anew = json!({
        "method": operation.method,
        "path": format!("/Users/{id}"),
        "bulkId": operation.bulk_id.as_deref().unwrap_or("x"),
        "data": data,
    });
    let body = json!({"schemas": [BULK_REQUEST], "Operations": [anew]});
    let mut request = BulkRequest::parse(&body, 1).expect("one operation");
    request.operations.remove(0)
}
