//! When a value last changed, and by which request.

use rollcall_mapping::{Definition, Language, Source, Transform};
use serde_json::{Value, json};

use super::harness::{Organisation, id, person};
use super::on_both_databases;
use crate::mappings;
use crate::overrides::{self, NewOverride};
use crate::people::{self, Changed, What};
use crate::resources;

on_both_databases!(
    a_value_changed_with_the_request_that_changed_it,
    what_is_set_by_hand_says_by_whom,
    a_manager_changes_what_is_said_of_those_below,
    groups_are_joined_and_renamed,
    a_published_mapping_changed_it,
    what_is_older_than_can_be_looked_back_is_not_known,
);

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

async fn changed(o: &Organisation, person: &str, key: &str) -> Option<Changed> {
    let fields = people::smart_fields(&o.p, "default", person, Language::En);
    let mut fields = fields.await.unwrap().into_iter();
    fields.find(|it| it.field.key == key).unwrap().changed
}

/// What changed it, and by which request.
async fn told(o: &Organisation, person: &str, key: &str) -> (What, String) {
    let changed = changed(o, person, key).await;
    let changed = changed.unwrap_or_else(|| panic!("the last change of {key} is not known"));
    (changed.what, changed.request_id.unwrap_or_default())
}

async fn patch(o: &Organisation, endpoint: &str, id: &str, request: &str, operations: Value) {
    let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations});
    let call = resources::Call {
        request_id: request.to_owned(),
        ..o.call()
    };
    let patched = resources::patch(&o.p, call, endpoint, id, body);
    patched.await.unwrap();
}

async fn set(o: &Organisation, person: &str, request: &str, path: &str, value: Value) {
    let operation = json!([{"op": "replace", "path": path, "value": value}]);
    patch(o, "Users", person, request, operation).await;
}

async fn a_value_changed_with_the_request_that_changed_it(o: Organisation) {
    let mut body = person("ada@example.com");
    body["title"] = "Engineer".into();
    body[ENTERPRISE] = json!({"department": "Sales", "division": "North"});
    let ada = id(&o.post("Users", body).await.unwrap());
    set(&o, &ada, "r1", "title", json!("Lead")).await;
    set(
        &o,
        &ada,
        "r2",
        &format!("{ENTERPRISE}:department"),
        json!("R&D"),
    )
    .await;
    set(&o, &ada, "r3", "nickName", json!("Al")).await;
    // A change and its opposite, and one that the field does not show.
    set(&o, &ada, "r4", "name.familyName", json!("King")).await;
    set(&o, &ada, "r5", "nickName", json!("  Al ")).await;
    assert_eq!(
        told(&o, &ada, "job_title").await,
        (What::Person, "r1".into())
    );
    assert_eq!(
        told(&o, &ada, "department").await,
        (What::Person, "r2".into())
    );
    assert_eq!(
        told(&o, &ada, "nickname").await,
        (What::Person, "r3".into())
    );
    assert_eq!(
        told(&o, &ada, "last_name").await,
        (What::Person, "r4".into())
    );
    // Joined of two, of which one changed.
    assert_eq!(
        told(&o, &ada, "full_name").await,
        (What::Person, "r4".into())
    );
    let since_creation = (What::Person, "request-1".into());
    assert_eq!(told(&o, &ada, "division").await, since_creation);
    assert_eq!(told(&o, &ada, "email").await, since_creation);
    assert_eq!(changed(&o, &ada, "pronouns").await, None);
    let title = changed(&o, &ada, "job_title").await.unwrap();
    assert_eq!(
        (title.by.as_deref(), title.certain),
        (Some("default"), true)
    );
    // What is gone has gone by a request too.
    patch(
        &o,
        "Users",
        &ada,
        "r6",
        json!([{"op": "remove", "path": "title"}]),
    )
    .await;
    assert_eq!(
        told(&o, &ada, "job_title").await,
        (What::Person, "r6".into())
    );
}

async fn by_hand(o: &Organisation, person: &str, field: &str, value: &str) {
    let new = NewOverride {
        value: Some(value.to_owned()),
        locked: false,
    };
    let set = overrides::set(&o.p, "default", person, field, new, "Grace");
    let shown = set.await.unwrap();
    assert_eq!(shown.changed.unwrap().what, What::Hand);
}

async fn what_is_set_by_hand_says_by_whom(o: Organisation) {
    let mut body = person("ada@example.com");
    body["title"] = "Engineer".into();
    let ada = id(&o.post("Users", body).await.unwrap());
    by_hand(&o, &ada, "job_title", "Queen").await;
    set(&o, &ada, "r1", "nickName", json!("Al")).await;
    let title = changed(&o, &ada, "job_title").await.unwrap();
    assert_eq!(
        (title.what, title.by.as_deref()),
        (What::Hand, Some("Grace"))
    );
    // The same as the provider says is set by hand too.
    by_hand(&o, &ada, "nickname", "Al").await;
    // What is joined of it changed with it.
    by_hand(&o, &ada, "first_name", "Augusta").await;
    assert_eq!(told(&o, &ada, "full_name").await.0, What::Hand);
    // Not locked: it ends when the provider says something else.
    set(&o, &ada, "r2", "title", json!("Lead")).await;
    assert_eq!(
        told(&o, &ada, "job_title").await,
        (What::Person, "r2".into())
    );
}

async fn a_manager_changes_what_is_said_of_those_below(o: Organisation) {
    let boss = o.person("boss@example.com").await;
    let other = o.person("other@example.com").await;
    let mut body = person("ada@example.com");
    body[ENTERPRISE] = json!({"manager": {"value": boss}});
    let ada = id(&o.post("Users", body).await.unwrap());
    let since_creation = (What::Person, "request-1".into());
    assert_eq!(told(&o, &ada, "manager_name").await, since_creation);
    set(&o, &boss, "r1", "name.givenName", json!("Grace")).await;
    set(&o, &ada, "r2", "title", json!("Lead")).await;
    assert_eq!(
        told(&o, &ada, "manager_name").await,
        (What::Manager, "r1".into())
    );
    assert_eq!(told(&o, &ada, "manager_email").await, since_creation);
    by_hand(&o, &boss, "first_name", "Amazing").await;
    assert_eq!(told(&o, &ada, "manager_name").await.0, What::Manager);
    set(
        &o,
        &ada,
        "r3",
        &format!("{ENTERPRISE}:manager"),
        json!({"value": other}),
    )
    .await;
    assert_eq!(
        told(&o, &ada, "manager_email").await,
        (What::Person, "r3".into())
    );
}

async fn groups_are_joined_and_renamed(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    let bob = o.person("bob@example.com").await;
    o.group("Everybody", &[&ada]).await;
    let sales = o.group("Sales", &[]).await;
    assert_eq!(
        told(&o, &ada, "groups").await,
        (What::Group, "request-1".into())
    );
    let add = |who: &str| json!([{"op": "add", "path": "members", "value": [{"value": who}]}]);
    patch(&o, "Groups", &sales, "r1", add(&ada)).await;
    patch(&o, "Groups", &sales, "r2", add(&bob)).await;
    assert_eq!(told(&o, &ada, "groups").await, (What::Group, "r1".into()));
    let rename = json!([{"op": "replace", "path": "displayName", "value": "Sellers"}]);
    patch(&o, "Groups", &sales, "r3", rename).await;
    assert_eq!(told(&o, &ada, "groups").await, (What::Group, "r3".into()));
    assert!(!changed(&o, &ada, "groups").await.unwrap().certain);
    assert!(changed(&o, &ada, "email").await.unwrap().certain);
}

async fn publish(o: &Organisation, definition: Definition) {
    let draft = mappings::save_draft(&o.p, "default", definition, None, "Grace");
    let revision = draft.await.unwrap().revision;
    let published = mappings::publish(&o.p, "default", revision, "", "Grace");
    published.await.unwrap();
}

async fn a_published_mapping_changed_it(o: Organisation) {
    let mut body = person("ada@example.com");
    body["title"] = "Engineer".into();
    let ada = id(&o.post("Users", body).await.unwrap());
    let mut definition = Definition::builtin().clone();
    let mut fields = definition.fields.iter_mut();
    let title = fields.find(|field| field.key == "job_title").unwrap();
    title.transforms = vec![Transform::Upper];
    publish(&o, definition.clone()).await;
    let mut fields = definition.fields.iter_mut();
    let nickname = fields.find(|field| field.key == "nickname").unwrap();
    nickname.sources.push(Source::Path("userName".to_owned()));
    publish(&o, definition).await;
    let by = |changed: Option<Changed>| {
        let changed = changed.unwrap();
        (changed.what, changed.version, changed.by)
    };
    let grace = Some("Grace".to_owned());
    assert_eq!(
        by(changed(&o, &ada, "job_title").await),
        (What::Mapping, Some(1), grace.clone())
    );
    assert_eq!(
        by(changed(&o, &ada, "nickname").await),
        (What::Mapping, Some(2), grace)
    );
    assert_eq!(
        told(&o, &ada, "email").await,
        (What::Person, "request-1".into())
    );
    set(&o, &ada, "r1", "title", json!("Lead")).await;
    assert_eq!(
        told(&o, &ada, "job_title").await,
        (What::Person, "r1".into())
    );
}

async fn what_is_older_than_can_be_looked_back_is_not_known(o: Organisation) {
    let mut body = person("ada@example.com");
    body["title"] = "Engineer".into();
    let ada = id(&o.post("Users", body).await.unwrap());
    for i in 0..201 {
        set(
            &o,
            &ada,
            &format!("r{i}"),
            "nickName",
            json!(format!("Al {i}")),
        )
        .await;
    }
    assert_eq!(changed(&o, &ada, "job_title").await, None);
    assert_eq!(
        told(&o, &ada, "nickname").await,
        (What::Person, "r200".into())
    );
}
