//! Changes as events, told to whoever has the resource as it was.

use arbitrary::{Result, Unstructured};
use scim_core::event::{Detail, Occurrence, Operation, statements, sub_id};
use scim_core::schema::ResourceType;
use scim_core::{Object, Rule, Rules, diff, normalize, patch, validate};
use serde_json::Value;

use crate::{ID, invent};

/// What a full event of a PATCH says makes the resource what it is, and a notice says which attributes to look at.
pub fn run(data: &[u8]) {
    let _ = invented(&mut Unstructured::new(data));
}

fn invented(u: &mut Unstructured<'_>) -> Result<()> {
    let rt = invent::resource_type(u)?;
    let mut read = || -> Result<Option<Object>> {
        let body = invent::resource(u, rt)?;
        let incoming = normalize::resource(rt, &body, Rules::ALL);
        Ok(incoming.ok().map(|incoming| incoming.attributes))
    };
    let (Some(before), Some(after)) = (read()?, read()?) else {
        return Ok(());
    };
    // No change changes what is immutable.
    let after = validate::keep_immutable(rt, &before, after);
    let Some((was, is)) = diff::diff(&before, &after) else {
        return Ok(());
    };
    let word = *u.choose(&[
        "created",
        "revived",
        "replaced",
        "patched",
        "updated",
        "activated",
        "deleted",
        "?",
    ])?;
    let occurrence = Occurrence {
        operation: Operation::of(word).narrowed(&was, &is),
        resource_type: rt,
        id: Some(ID),
        external_id: after.get("externalId").and_then(Value::as_str),
        etag: "W/\"2\"",
        before: &was,
        after: &is,
        document: u.arbitrary::<bool>()?.then_some(&after),
    };
    assert_eq!(sub_id(&occurrence)["id"], ID);
    for detail in [Detail::Notice, Detail::Full] {
        let said = statements(&occurrence, detail);
        assert!((1..=2).contains(&said.len()), "{word}: {said:?}");
        for (uri, payload) in &said {
            assert!(uri.starts_with("urn:ietf:params:scim:event:prov:"), "{uri}");
            let parts = payload.get("data").is_some() && payload.get("attributes").is_some();
            assert!(!parts, "either of them: {payload}");
        }
        if let Some(payload) = said.get("urn:ietf:params:scim:event:prov:patch:full") {
            assert_told(rt, &before, &after, &payload["data"]);
        }
    }
    Ok(())
}

fn assert_told(rt: &ResourceType, before: &Object, after: &Object, message: &Value) {
    // By the RFC's own rules, for which an empty text is a value; what no schema defines is kept.
    let rules = Rules::NONE.with(Rule::UnknownSchemas);
    let told = patch::parse(message, rules)
        .and_then(|operations| patch::apply(rt, ID, before, &operations, rules));
    // What may not be changed is told and cannot be done.
    if let Ok(told) = told {
        assert_eq!(&told.attributes, after, "{message}");
    }
}
