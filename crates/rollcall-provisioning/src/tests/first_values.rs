//! Fields whose first value stays.

use rollcall_mapping::{Definition, Language, Source, TargetUser, Updates};
use serde_json::{Value, json};

use super::harness::{Organisation, id, person};
use super::on_both_databases;
use crate::exports::{Export, Selection};
use crate::mappings::{self, Diff};
use crate::overrides::{self, NewOverride};
use crate::people::{self, Changed};

on_both_databases!(
    the_first_value_stays_whatever_the_provider_says_later,
    other_fields_follow,
    groups_that_are_joined_left_renamed_or_deleted_leave_the_first_names,
    what_the_manager_was_called_at_first_stays,
    a_field_that_follows_again_forgets,
    a_draft_shows_what_it_would_change,
);

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Publishes the built-in definition in which these fields are as said.
async fn publish(o: &Organisation, fields: &[(&str, Updates)]) {
    let revision = draft(o, fields).await;
    let published = mappings::publish(&o.p, "default", revision, "", "Grace");
    published.await.unwrap();
}

async fn draft(o: &Organisation, fields: &[(&str, Updates)]) -> i64 {
    let mut definition = Definition::builtin().clone();
    for (key, updates) in fields {
        let mut all = definition.fields.iter_mut();
        all.find(|field| field.key == *key).unwrap().updates = *updates;
    }
    let draft = mappings::save_draft(&o.p, "default", definition, None, "Grace");
    draft.await.unwrap().revision
}

async fn value(o: &Organisation, person: &str, key: &str) -> Value {
    let fields = people::smart_fields(&o.p, "default", person, Language::En);
    let mut fields = fields.await.unwrap().into_iter();
    let field = fields.find(|it| it.field.key == key).unwrap().field;
    field.value.unwrap_or_default()
}

async fn changed(o: &Organisation, person: &str, key: &str) -> Option<Changed> {
    let fields = people::smart_fields(&o.p, "default", person, Language::En);
    let mut fields = fields.await.unwrap().into_iter();
    fields.find(|it| it.field.key == key).unwrap().changed
}

async fn set(o: &Organisation, person: &str, path: &str, value: Value) {
    let operation = json!([{"op": "replace", "path": path, "value": value}]);
    o.patch("Users", person, operation).await.unwrap();
}

async fn titled(o: &Organisation, name: &str, title: &str) -> String {
    let mut body = person(&format!("{name}@example.com"));
    if !title.is_empty() {
        body["title"] = title.into();
    }
    id(&o.post("Users", body).await.unwrap())
}

async fn the_first_value_stays_whatever_the_provider_says_later(o: Organisation) {
    let old = titled(&o, "old", "Engineer").await;
    set(&o, &old, "title", json!("Lead")).await;
    publish(&o, &[("job_title", Updates::NewOnly)]).await;
    // First is what the sources say when the field begins to keep it.
    set(&o, &old, "title", json!("Chief")).await;
    set(&o, &old, "title", json!("Chairman")).await;
    assert_eq!(value(&o, &old, "job_title").await, "Lead");
    let new = titled(&o, "new", "").await;
    assert_eq!(value(&o, &new, "job_title").await, Value::Null);
    set(&o, &new, "title", json!("Trainee")).await;
    assert_eq!(value(&o, &new, "job_title").await, "Trainee");
    let since = changed(&o, &new, "job_title").await;
    assert!(since.is_some());
    let remove = json!([{"op": "remove", "path": "title"}]);
    o.patch("Users", &new, remove).await.unwrap();
    assert_eq!(value(&o, &new, "job_title").await, "Trainee");
    let mut body = person("new@example.com");
    body["title"] = json!("Somebody else");
    o.put("Users", &new, body).await.unwrap();
    assert_eq!(value(&o, &new, "job_title").await, "Trainee");
    assert_eq!(changed(&o, &new, "job_title").await, since);
    // By hand it is set all the same, and taken back.
    let by_hand = NewOverride {
        value: Some("Queen".to_owned()),
        locked: false,
    };
    overrides::set(&o.p, "default", &new, "job_title", by_hand, "Grace")
        .await
        .unwrap();
    set(&o, &new, "title", json!("Again another")).await;
    assert_eq!(value(&o, &new, "job_title").await, "Queen");
    overrides::unset(&o.p, "default", &new, "job_title")
        .await
        .unwrap();
    assert_eq!(value(&o, &new, "job_title").await, "Trainee");
    let everybody = Selection::default();
    let export = Export::<TargetUser>::begin(&o.p, "default", &everybody);
    let mut export = export.await.unwrap();
    let records = export.next().await.unwrap().unwrap();
    let titles: Vec<_> = records.iter().map(|it| it.job_title.as_deref()).collect();
    assert_eq!(titles, [Some("Lead"), Some("Trainee")]);
    // It goes with the person.
    o.delete("Users", &new).await.unwrap();
}

async fn other_fields_follow(o: Organisation) {
    publish(&o, &[("full_name", Updates::NewOnly)]).await;
    let ada = titled(&o, "ada", "Engineer").await;
    set(&o, &ada, "title", json!("Lead")).await;
    set(&o, &ada, "name.familyName", json!("King")).await;
    assert_eq!(value(&o, &ada, "job_title").await, "Lead");
    assert_eq!(value(&o, &ada, "last_name").await, "King");
    // Joined of two of which one changed.
    assert_eq!(value(&o, &ada, "full_name").await, "Ada Example");
    let bob = titled(&o, "bob", "").await;
    let by_hand = NewOverride {
        value: Some("Robert".to_owned()),
        locked: true,
    };
    overrides::set(&o.p, "default", &bob, "first_name", by_hand, "Grace")
        .await
        .unwrap();
    assert_eq!(value(&o, &bob, "full_name").await, "Ada Example");
}

async fn groups_that_are_joined_left_renamed_or_deleted_leave_the_first_names(o: Organisation) {
    publish(&o, &[("groups", Updates::NewOnly)]).await;
    let [ada, bob, eve] = ["ada", "bob", "eve"].map(|name| titled(&o, name, ""));
    let (ada, bob, eve) = (ada.await, bob.await, eve.await);
    let members =
        |op: &str, who: &str| json!([{"op": op, "path": "members", "value": [{"value": who}]}]);
    // Joined.
    let sales = o.group("Sales", &[&ada]).await;
    let north = o.group("North", &[]).await;
    o.patch("Groups", &north, members("add", &ada))
        .await
        .unwrap();
    assert_eq!(value(&o, &ada, "groups").await, json!(["Sales"]));
    // Renamed.
    o.patch("Groups", &north, members("add", &bob))
        .await
        .unwrap();
    let rename = json!([{"op": "replace", "path": "displayName", "value": "South"}]);
    o.patch("Groups", &north, rename).await.unwrap();
    assert_eq!(value(&o, &bob, "groups").await, json!(["North"]));
    // Left, and the group goes.
    o.patch("Groups", &sales, members("add", &eve))
        .await
        .unwrap();
    o.delete("Groups", &sales).await.unwrap();
    assert_eq!(value(&o, &eve, "groups").await, json!(["Sales"]));
    let dan = titled(&o, "dan", "").await;
    o.group("Alone", &[&dan]).await;
    o.group("Together", &[&dan, &ada]).await;
    assert_eq!(value(&o, &dan, "groups").await, json!(["Alone"]));
}

async fn what_the_manager_was_called_at_first_stays(o: Organisation) {
    let kept = [
        ("manager_name", Updates::NewOnly),
        ("manager_email", Updates::NewOnly),
    ];
    publish(&o, &kept).await;
    let boss = titled(&o, "boss", "").await;
    let below = async |name: &str, reference: &str| {
        let mut body = person(&format!("{name}@example.com"));
        body[ENTERPRISE] = json!({"manager": {"value": reference}});
        id(&o.post("Users", body).await.unwrap())
    };
    let ada = below("ada", &boss).await;
    let bob = below("bob", "boss@example.com").await;
    assert_eq!(value(&o, &ada, "manager_name").await, "Ada Example");
    set(&o, &boss, "name.givenName", json!("Grace")).await;
    for it in [&ada, &bob] {
        assert_eq!(value(&o, it, "manager_name").await, "Ada Example");
    }
    let late = below("late", &boss).await;
    assert_eq!(value(&o, &late, "manager_name").await, "Grace Example");
    // Whoever is named by address is known by it, even before they are here.
    let eve = below("eve", "late.boss@example.com").await;
    assert_eq!(
        value(&o, &eve, "manager_email").await,
        "late.boss@example.com"
    );
    let mut body = person("late.boss@example.com");
    body["emails"] = json!([{"value": "other@example.com", "primary": true}]);
    o.post("Users", body).await.unwrap();
    assert_eq!(
        value(&o, &eve, "manager_email").await,
        "late.boss@example.com"
    );
    // By hand, gone, and another one.
    let by_hand = NewOverride {
        value: Some("G. H.".to_owned()),
        locked: true,
    };
    overrides::set(&o.p, "default", &boss, "full_name", by_hand, "Eve")
        .await
        .unwrap();
    assert_eq!(value(&o, &late, "manager_name").await, "Grace Example");
    o.delete("Users", &boss).await.unwrap();
    for (it, name) in [(&ada, "Ada Example"), (&late, "Grace Example")] {
        assert_eq!(value(&o, it, "manager_name").await, name);
        assert_eq!(value(&o, it, "manager_email").await, "boss@example.com");
    }
}

async fn a_field_that_follows_again_forgets(o: Organisation) {
    let replica = o.replica().await;
    let ada = titled(&o, "ada", "Engineer").await;
    publish(&o, &[("job_title", Updates::NewOnly)]).await;
    // Another replica keeps it from the very moment of the publication.
    set(&replica, &ada, "title", json!("Lead")).await;
    assert_eq!(value(&o, &ada, "job_title").await, "Engineer");
    publish(&o, &[]).await;
    assert_eq!(value(&o, &ada, "job_title").await, "Lead");
    publish(&o, &[("job_title", Updates::NewOnly)]).await;
    assert_eq!(value(&o, &ada, "job_title").await, "Lead");
    set(&o, &ada, "title", json!("Chief")).await;
    assert_eq!(value(&o, &ada, "job_title").await, "Lead");
    mappings::roll_back(&o.p, "default", 0, "", "Grace")
        .await
        .unwrap();
    assert_eq!(value(&o, &ada, "job_title").await, "Chief");
}

async fn a_draft_shows_what_it_would_change(o: Organisation) {
    publish(&o, &[("job_title", Updates::NewOnly)]).await;
    let ada = titled(&o, "ada", "Engineer").await;
    titled(&o, "bob", "Engineer").await;
    set(&o, &ada, "title", json!("Lead")).await;
    draft(&o, &[]).await;
    let mut diff = Diff::begin(&o.p, "default").await.unwrap();
    while diff.next().await.unwrap().is_some() {}
    let summary = diff.summary();
    assert_eq!((summary.people, summary.altered), (2, 1));
    let difference = &summary.samples[0].fields[0];
    assert_eq!(difference.before, Some(json!("Engineer")));
    assert_eq!(difference.after, Some(json!("Lead")));
    let (before, after) = mappings::preview(&o.p, "default", &ada, Language::En)
        .await
        .unwrap();
    let title = |fields: &[rollcall_mapping::SmartField]| {
        let found = fields.iter().find(|it| it.key == "job_title").unwrap();
        (
            found.value.clone(),
            found.source.clone(),
            found.candidates.len(),
        )
    };
    assert_eq!(
        title(&before),
        (Some(json!("Engineer")), Some("first value".to_owned()), 1)
    );
    assert_eq!(
        title(&after),
        (Some(json!("Lead")), Some("title".to_owned()), 1)
    );
}

#[test]
fn a_definition_says_new_only() {
    let json = json!({"fields": [{"key": "x", "kind": "text", "labels": {"en": "X"}, "sources": [{"path": "title"}], "updates": "new_only"}]});
    let definition = Definition::of(json.clone()).unwrap();
    assert_eq!(
        definition.fields[0].sources,
        [Source::Path("title".to_owned())]
    );
    assert_eq!(definition.keeping_first().collect::<Vec<_>>(), ["x"]);
    assert_eq!(json!(definition)["fields"], json["fields"]);
}
