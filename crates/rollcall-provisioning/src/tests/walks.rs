//! Cursors and the clock, and orders in which nothing decides but the value.

use scim_core::list::{PageParameters, Paged};
use serde_json::json;

use super::harness::{Organisation, refusal};
use crate::resources::{self, ListRequest, Page};
use crate::{Limits, Result};

super::on_both_databases! {
    a_cursor_is_good_for_a_while,
    values_are_ordered_by_their_type,
}

async fn page(o: &Organisation, cursor: &str) -> Result<Page> {
    let request = ListRequest {
        page: PageParameters {
            count: Some(1),
            cursor: Some(cursor.to_owned()),
            start_index: None,
        },
        ..ListRequest::default()
    };
    resources::list(&o.p, o.call(), "Users", request).await
}

fn next(page: Page) -> String {
    match page.paged {
        Paged::Cursor { next, .. } => next.unwrap(),
        Paged::Index { .. } => panic!("a page by index"),
    }
}

async fn a_cursor_is_good_for_a_while(o: Organisation) {
    for name in ["a", "b", "c"] {
        o.person(name).await;
    }
    let kept = next(page(&o, "").await.unwrap());
    let second = page(&o, &kept).await.unwrap();
    assert_eq!(second.resources[0].read().unwrap()["userName"], "b");
    // Each look at this clock is a second later, so one second is over before the cursor comes back.
    let limits = Limits {
        cursor_timeout_seconds: 1,
        ..Limits::default()
    };
    let o = o.with_limits(limits).await;
    page(&o, &kept).await.unwrap();
    let short = next(page(&o, "").await.unwrap());
    assert_eq!(refusal(page(&o, &short).await), "400 expiredCursor");
    assert_eq!(refusal(page(&o, &short[1..]).await), "400 invalidCursor");
}

async fn values_are_ordered_by_their_type(o: Organisation) {
    let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    for (name, mut body) in [
        (
            "a",
            json!({"name": {"familyName": "Öz"}, "active": true, urn: {"employeeNumber": "9"}}),
        ),
        (
            "b",
            json!({"name": {"familyName": "oz"}, "active": false, urn: {"employeeNumber": "10"}}),
        ),
        (
            "c",
            json!({"name": {"familyName": "ÖZ"}, "emails": [{"value": "Z@x.example"}, {"value": "b@x.example", "primary": true}]}),
        ),
        (
            "d",
            json!({"emails": [{"value": "A@x.example"}, {"value": "z@x.example"}]}),
        ),
    ] {
        body["schemas"] = json!(["urn:ietf:params:scim:schemas:core:2.0:User"]);
        body["userName"] = name.into();
        o.post("Users", body).await.unwrap();
    }
    let employee = format!("{urn}:employeeNumber");
    for (by, ascending, descending) in [
        // Ignoring case, as Unicode has it; who has none is last, and first in a descending order.
        ("name.familyName", "bacd", "dacb"),
        ("NAME.FAMILYNAME", "bacd", "dacb"),
        ("emails", "dcab", "abcd"),
        // The primary one's type: none of them has any.
        ("emails.type", "abcd", "abcd"),
        (employee.as_str(), "bacd", "cdab"),
        ("meta.created", "abcd", "dcba"),
        ("userName", "abcd", "dcba"),
    ] {
        for (order, expected) in [(None, ascending), (Some("Descending"), descending)] {
            let request = ListRequest {
                sort_by: Some(by.to_owned()),
                sort_order: order.map(str::to_owned),
                ..ListRequest::default()
            };
            let page = resources::list(&o.p, o.call(), "Users", request)
                .await
                .unwrap();
            let names = page
                .resources
                .iter()
                .map(|person| person.read().unwrap()["userName"].clone());
            let names: String = names
                .map(|name| name.as_str().unwrap_or_default().to_owned())
                .collect();
            assert_eq!(names, expected, "{by} {order:?}");
        }
    }
}
