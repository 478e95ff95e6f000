//! Definitions: drafts, previews, diffs over everybody, versions; and what is set by hand.

use rollcall_mapping::{
    Definition, Field, Language, Presence, SmartField, Source, TargetUser, Transform,
};
use serde_json::json;

use super::harness::{Organisation, id, person};
use super::on_both_databases;
use crate::exports::{Export, Selection};
use crate::mappings::{self, Count, Diff, Search, Summary};
use crate::overrides::{self, NewOverride};
use crate::people::ExplainedField;
use crate::targets::Targeting;
use crate::{Error, Limits, people};

on_both_databases!(
    a_draft_changes_nothing_until_it_is_published,
    a_published_version_can_be_put_in_force_again,
    what_is_not_valid_is_never_kept,
    two_who_edit_a_draft_notice,
    a_draft_of_an_old_version_is_not_published,
    a_diff_counts_everybody_and_shows_five,
    a_diff_sees_each_manager_in_both_ways,
    another_replica_notices_a_publication,
    what_is_set_by_hand_is_seen_everywhere_and_goes_with_the_person,
    an_unlocked_value_ends_when_the_provider_says_something_else,
    a_field_may_refuse_to_be_set_by_hand,
    completeness_counts_active_people_and_names_who_lacks_what,
    nobody_is_looked_at_again_until_something_changes,
);

/// The built-in definition with this field changed.
fn changed(key: &str, change: impl FnOnce(&mut Field)) -> Definition {
    let mut definition = Definition::builtin().clone();
    let mut fields = definition.fields.iter_mut();
    change(fields.find(|field| field.key == key).unwrap());
    definition
}

/// The built-in definition with titles in capitals.
fn shouting() -> Definition {
    changed("job_title", |field| {
        field.transforms = vec![Transform::Upper];
    })
}

async fn engineer(o: &Organisation, name: &str) -> String {
    let mut body = person(&format!("{name}@example.com"));
    body["title"] = "Engineer".into();
    id(&o.post("Users", body).await.unwrap())
}

async fn explained(o: &Organisation, person: &str, key: &str) -> ExplainedField {
    let fields = people::smart_fields(&o.p, "default", person, Language::En);
    let mut fields = fields.await.unwrap().into_iter();
    fields.find(|it| it.field.key == key).unwrap()
}

async fn field(o: &Organisation, person: &str, key: &str) -> SmartField {
    explained(o, person, key).await.field
}

async fn title(o: &Organisation, person: &str) -> String {
    let value = field(o, person, "job_title")
        .await
        .value
        .unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

async fn save(
    o: &Organisation,
    definition: Definition,
    revision: Option<i64>,
) -> crate::Result<i64> {
    let draft = mappings::save_draft(&o.p, "default", definition, revision, "Ada");
    Ok(draft.await?.revision)
}

async fn publish(o: &Organisation, revision: i64) -> crate::Result<i64> {
    let published = mappings::publish(&o.p, "default", revision, "louder", "Ada");
    Ok(published.await?.version)
}

async fn a_draft_changes_nothing_until_it_is_published(o: Organisation) {
    let ada = engineer(&o, "ada").await;
    assert_eq!(
        mappings::in_force(&o.p, "default").await.unwrap().version,
        0
    );
    let revision = save(&o, shouting(), None).await.unwrap();
    assert_eq!(title(&o, &ada).await, "Engineer");
    let (before, after) = mappings::preview(&o.p, "default", &ada, Language::En)
        .await
        .unwrap();
    let value = |fields: &[SmartField]| {
        let field = fields.iter().find(|field| field.key == "job_title");
        field.unwrap().value.clone().unwrap()
    };
    assert_eq!(
        (value(&before), value(&after)),
        (json!("Engineer"), json!("ENGINEER"))
    );
    assert_eq!(publish(&o, revision).await.unwrap(), 1);
    assert_eq!(title(&o, &ada).await, "ENGINEER");
    let in_force = mappings::in_force(&o.p, "default").await.unwrap();
    assert_eq!((in_force.version, in_force.definition), (1, shouting()));
    assert!(matches!(
        mappings::draft(&o.p, "default").await,
        Err(Error::Unknown(_))
    ));
    let everybody = Selection::default();
    let export = Export::<TargetUser>::begin(&o.p, "default", &everybody);
    let mut export = export.await.unwrap();
    let records = export.next().await.unwrap().unwrap();
    assert_eq!(
        records[0].job_title.as_deref(),
        Some("ENGINEER"),
        "exports go by it too"
    );
}

async fn a_published_version_can_be_put_in_force_again(o: Organisation) {
    let ada = engineer(&o, "ada").await;
    let revision = save(&o, shouting(), None).await.unwrap();
    publish(&o, revision).await.unwrap();
    let restore = |version| mappings::roll_back(&o.p, "default", version, "back", "Bob");
    assert_eq!(restore(0).await.unwrap().version, 2);
    assert_eq!(title(&o, &ada).await, "Engineer");
    restore(1).await.unwrap();
    assert_eq!(title(&o, &ada).await, "ENGINEER");
    assert!(matches!(restore(9).await, Err(Error::Unknown(_))));
    let history = mappings::history(&o.p, "default", None, 2).await.unwrap();
    let told: Vec<_> = history
        .iter()
        .map(|it| (it.version, it.note.as_str(), it.published_by.as_str()))
        .collect();
    assert_eq!(told, [(3, "back", "Bob"), (2, "back", "Bob")]);
    let earlier = mappings::history(&o.p, "default", Some(2), 2)
        .await
        .unwrap();
    assert_eq!((earlier.len(), earlier[0].note.as_str()), (1, "louder"));
    assert_eq!(
        mappings::version(&o.p, "default", 1).await.unwrap(),
        shouting()
    );
}

async fn what_is_not_valid_is_never_kept(o: Organisation) {
    let broken = changed("job_title", |field| {
        field.sources = vec![Source::Path("titel".to_owned())];
    });
    let Err(Error::Invalid(problems)) = save(&o, broken, None).await else {
        panic!("a path to nothing was saved");
    };
    assert_eq!(problems[0].at, "fields[job_title].sources[0]");
    assert!(matches!(
        mappings::draft(&o.p, "default").await,
        Err(Error::Unknown(_))
    ));
    let elsewhere = mappings::save_draft(&o.p, "nobody", shouting(), None, "Ada").await;
    assert!(matches!(elsewhere, Err(Error::Unknown(_))), "{elsewhere:?}");
}

async fn two_who_edit_a_draft_notice(o: Organisation) {
    let first = save(&o, shouting(), None).await.unwrap();
    let blind = save(&o, Definition::builtin().clone(), None).await;
    assert!(matches!(blind, Err(Error::Exists(_))), "{blind:?}");
    let second = save(&o, Definition::builtin().clone(), Some(first))
        .await
        .unwrap();
    assert!(matches!(
        save(&o, shouting(), Some(first)).await,
        Err(Error::Exists(_))
    ));
    assert!(matches!(publish(&o, first).await, Err(Error::Exists(_))));
    let discard = |revision| mappings::discard(&o.p, "default", revision);
    assert!(matches!(discard(first).await, Err(Error::Exists(_))));
    discard(second).await.unwrap();
    assert!(matches!(discard(second).await, Err(Error::Unknown(_))));
}

async fn a_draft_of_an_old_version_is_not_published(o: Organisation) {
    let revision = save(&o, shouting(), None).await.unwrap();
    mappings::roll_back(&o.p, "default", 0, "", "Bob")
        .await
        .unwrap();
    let refused = publish(&o, revision).await;
    let Err(Error::Exists(why)) = refused else {
        panic!("{refused:?}");
    };
    assert!(why.contains("version 1 is in force by now"), "{why}");
}

async fn diff(o: &Organisation) -> (Summary, usize) {
    let mut diff = Diff::begin(&o.p, "default").await.unwrap();
    let mut altered = 0;
    while let Some(step) = diff.next().await.unwrap() {
        altered += step.altered.len();
        assert!(step.seen <= step.of, "{step:?}");
    }
    (diff.summary(), altered)
}

async fn a_diff_counts_everybody_and_shows_five(o: Organisation) {
    let small_chunks = Limits {
        export_chunk_rows: 3,
        ..Limits::default()
    };
    let o = o.with_limits(small_chunks).await;
    for n in 0..7 {
        engineer(&o, &format!("p{n}")).await;
    }
    o.person("nobody@example.com").await;
    let mut definition = shouting();
    definition.fields.retain(|field| field.key != "last_name");
    let name = definition
        .fields
        .iter_mut()
        .find(|field| field.key == "full_name")
        .unwrap();
    name.sources.truncate(2);
    name.default = Some("Somebody".to_owned());
    save(&o, definition, None).await.unwrap();
    let (summary, altered) = diff(&o).await;
    assert_eq!((summary.people, altered), (8, 8));
    assert_eq!((summary.altered, summary.samples.len()), (8, 5));
    let title = summary
        .fields
        .iter()
        .find(|count| count.field == "job_title")
        .unwrap();
    assert_eq!((title.altered, title.losing, title.gaining), (7, 0, 0));
    let gone = summary
        .fields
        .iter()
        .find(|count| count.field == "last_name")
        .unwrap();
    assert_eq!((gone.losing, summary.losing), (8, 8));
    let sample = &summary.samples[0];
    assert_eq!(sample.user_name, "p0@example.com");
    let title = sample
        .fields
        .iter()
        .find(|it| it.field == "job_title")
        .unwrap();
    assert_eq!(
        (&title.before, &title.after),
        (&Some(json!("Engineer")), &Some(json!("ENGINEER")))
    );
}

async fn a_diff_sees_each_manager_in_both_ways(o: Organisation) {
    let boss = engineer(&o, "boss").await;
    let mut body = person("ada@example.com");
    body["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] =
        json!({"manager": {"value": boss}});
    o.post("Users", body).await.unwrap();
    let louder = changed("email", |field| field.transforms = vec![Transform::Upper]);
    save(&o, louder, None).await.unwrap();
    let (summary, _) = diff(&o).await;
    let managers = summary
        .fields
        .iter()
        .find(|count| count.field == "manager_email");
    assert_eq!(managers.unwrap().altered, 1);
}

async fn another_replica_notices_a_publication(o: Organisation) {
    let ada = engineer(&o, "ada").await;
    let quick = Limits {
        schema_cache_milliseconds: 0,
        ..Limits::default()
    };
    let here = o.with_limits(quick).await;
    assert_eq!(title(&here, &ada).await, "Engineer");
    let there = here.replica().await;
    let revision = save(&there, shouting(), None).await.unwrap();
    publish(&there, revision).await.unwrap();
    assert_eq!(title(&here, &ada).await, "ENGINEER");
}

fn by_hand(value: &str, locked: bool) -> NewOverride {
    NewOverride {
        value: Some(value.to_owned()),
        locked,
    }
}

async fn what_is_set_by_hand_is_seen_everywhere_and_goes_with_the_person(o: Organisation) {
    let ada = engineer(&o, "ada").await;
    let set = |key: &'static str, new| overrides::set(&o.p, "default", &ada, key, new, "Bob");
    let shown = set("job_title", by_hand("Countess", true)).await.unwrap();
    assert_eq!(
        (
            shown.field.value,
            shown.field.source.as_deref(),
            shown.field.locked
        ),
        (Some(json!("Countess")), Some("set by hand"), true)
    );
    assert_eq!(
        shown.field.candidates[0].value,
        json!("Engineer"),
        "what it stands instead of is told"
    );
    assert_eq!(title(&o, &ada).await, "Countess");
    let unknown = set("shoe_size", by_hand("42", true)).await;
    assert!(matches!(unknown, Err(Error::Unknown(_))), "{unknown:?}");
    let unset = || overrides::unset(&o.p, "default", &ada, "job_title");
    unset().await.unwrap();
    assert_eq!(title(&o, &ada).await, "Engineer");
    assert!(matches!(unset().await, Err(Error::Unknown(_))));
    set("job_title", by_hand("Countess", true)).await.unwrap();
    o.delete("Users", &ada).await.unwrap();
    let again = engineer(&o, "ada").await;
    assert_eq!(title(&o, &again).await, "Engineer");
    let nobody = overrides::set(
        &o.p,
        "default",
        &ada,
        "job_title",
        by_hand("x", true),
        "Bob",
    )
    .await;
    assert!(nobody.is_err());
}

async fn an_unlocked_value_ends_when_the_provider_says_something_else(o: Organisation) {
    let ada = engineer(&o, "ada").await;
    overrides::set(
        &o.p,
        "default",
        &ada,
        "job_title",
        by_hand("Countess", false),
        "Bob",
    )
    .await
    .unwrap();
    assert_eq!(title(&o, &ada).await, "Countess");
    let patch = |title: &str| json!([{"op": "replace", "path": "title", "value": title}]);
    o.patch("Users", &ada, patch("Engineer")).await.unwrap();
    assert_eq!(title(&o, &ada).await, "Countess", "the same again");
    o.patch("Users", &ada, patch("Chief Engineer"))
        .await
        .unwrap();
    assert_eq!(title(&o, &ada).await, "Chief Engineer");
}

async fn a_field_may_refuse_to_be_set_by_hand(o: Organisation) {
    let ada = engineer(&o, "ada").await;
    let fixed = changed("job_title", |field| field.overridable = false);
    let revision = save(&o, fixed, None).await.unwrap();
    publish(&o, revision).await.unwrap();
    let refused = overrides::set(
        &o.p,
        "default",
        &ada,
        "job_title",
        by_hand("x", true),
        "Bob",
    )
    .await;
    assert!(matches!(refused, Err(Error::Input(_))), "{refused:?}");
    let long = overrides::set(
        &o.p,
        "default",
        &ada,
        "nickname",
        by_hand(&"x".repeat(2_001), true),
        "Bob",
    )
    .await;
    assert!(matches!(long, Err(Error::Input(_))), "{long:?}");
    let none = by_hand("not an address", true);
    let other_kind = overrides::set(&o.p, "default", &ada, "email", none, "Bob").await;
    let why = other_kind.unwrap_err().to_string();
    assert!(why.contains("This is no e-mail address."), "{why}");
}

async fn completeness_counts_active_people_and_names_who_lacks_what(o: Organisation) {
    engineer(&o, "ada").await;
    let mut odd = person("odd@example.com");
    odd["emails"] = json!([{"value": "no address", "type": "work"}]);
    let odd = id(&o.post("Users", odd).await.unwrap());
    let bare = id(&o
        .post(
            "Users",
            json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "bare"}),
        )
        .await
        .unwrap());
    let gone = engineer(&o, "gone").await;
    o.deactivate(&gone).await;
    let mut count = Count::begin(&o.p, "default").await.unwrap();
    while let Some((seen, of)) = count.next().await.unwrap() {
        assert!(seen <= of);
    }
    let counted = count.counted();
    assert_eq!((counted.people, counted.complete), (3, 1));
    let of = |key: &str| {
        counted
            .fields
            .iter()
            .find(|field| field.field == key)
            .unwrap()
    };
    let email = of("email");
    assert_eq!((email.required, email.have, email.flawed), (true, 2, 1));
    assert_eq!((of("job_title").have, of("status").have), (1, 3));
    let mut search = Search::begin(&o.p, "default", "email").await.unwrap();
    let found = search.next().await.unwrap().unwrap();
    let mut found: Vec<_> = found.into_iter().map(|it| (it.id, it.presence)).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(found, [(odd, Presence::Flawed), (bare, Presence::Missing)]);
    assert_eq!(search.next().await.unwrap(), None);
    let unknown = Search::begin(&o.p, "default", "shoe_size").await.err();
    assert!(matches!(unknown, Some(Error::Unknown(_))));
}

/// How many have that field, and how many people were looked at to know it.
async fn have(o: &Organisation, key: &str) -> (u64, u64) {
    let mut count = Count::begin(&o.p, "default").await.unwrap();
    let mut looked_at = 0;
    while let Some((seen, _)) = count.next().await.unwrap() {
        looked_at = seen;
    }
    let mut fields = count.counted().fields.iter();
    (fields.find(|it| it.field == key).unwrap().have, looked_at)
}

/// How many target users there are, if that is known without a look at everybody.
async fn targets(o: &Organisation) -> Option<u64> {
    let which = crate::signatures::Definition::InForce;
    let mut look = Targeting::begin(&o.p, "default", which).await.unwrap();
    let known = look.known().map(|it| it.targets);
    while look.next().await.unwrap().is_some() {}
    known
}

async fn nobody_is_looked_at_again_until_something_changes(o: Organisation) {
    let ada = engineer(&o, "ada").await;
    engineer(&o, "bob").await;
    assert_eq!(have(&o, "job_title").await, (2, 2));
    assert_eq!(have(&o, "job_title").await, (2, 0));
    assert_eq!((targets(&o).await, targets(&o).await), (None, Some(2)));
    // A value that is set by hand is in no change, and taken back it is gone without a trace.
    let empty = NewOverride {
        value: None,
        locked: true,
    };
    overrides::set(&o.p, "default", &ada, "job_title", empty, "Grace")
        .await
        .unwrap();
    assert_eq!(have(&o, "job_title").await, (1, 2));
    assert_eq!(targets(&o).await, None);
    overrides::unset(&o.p, "default", &ada, "job_title")
        .await
        .unwrap();
    assert_eq!(have(&o, "job_title").await, (2, 2));
    o.deactivate(&ada).await;
    assert_eq!(have(&o, "job_title").await, (1, 1));
    assert_eq!((targets(&o).await, targets(&o).await), (None, Some(1)));
    let untitled = changed("job_title", |field| field.sources.clear());
    let revision = save(&o, untitled, None).await.unwrap();
    publish(&o, revision).await.unwrap();
    assert_eq!(have(&o, "job_title").await, (0, 1));
    assert_eq!(targets(&o).await, None);
}
