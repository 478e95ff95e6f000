//! Leavers: out of everything at once, back with everything, gone when their time has come.

use std::sync::atomic::{AtomicUsize, Ordering};

use rollcall_mapping::{Language, TargetUser};
use serde_json::{Value, json};

use super::harness::{Organisation, body, id, person};
use super::on_both_databases;
use crate::audit;
use crate::exports::{Export, Selection, StatusSelection};
use crate::leavers::{self, Forgetting, Leaver};
use crate::overrides::{self, NewOverride};
use crate::{Afterwards, Error, Limits, people};

on_both_databases!(
    a_leaver_is_noted_with_the_change_that_says_so,
    who_comes_back_has_what_they_had,
    another_name_and_address_are_the_same_person,
    leavers_are_paged_by_when_they_left,
    nobody_is_forgotten_unless_it_is_said,
    whose_time_has_come_is_deleted_and_leaves_no_value,
    an_anonymised_person_is_an_id_and_nothing_else,
    the_active_are_not_forgotten,
    work_that_is_broken_off_is_gone_on_with,
    what_an_older_program_wrote_is_found,
    nothing_is_done_without_its_entry,
);

const TENANT: &str = "default";

async fn all(o: &Organisation) -> Vec<Leaver> {
    leavers::list(&o.p, TENANT, None, 500)
        .await
        .unwrap()
        .leavers
}

async fn ids_of(o: &Organisation) -> Vec<String> {
    all(o).await.into_iter().map(|leaver| leaver.id).collect()
}

async fn exported(o: &Organisation, status: StatusSelection) -> Vec<TargetUser> {
    let selection = Selection {
        status,
        ..Selection::default()
    };
    let mut export = Export::begin(&o.p, TENANT, &selection).await.unwrap();
    let mut all = Vec::new();
    while let Some(chunk) = export.next().await.unwrap() {
        all.extend(chunk);
    }
    all
}

async fn set_title(o: &Organisation, id: &str, title: &str) {
    let new = NewOverride {
        value: Some(title.to_owned()),
        locked: true,
    };
    overrides::set(&o.p, TENANT, id, "job_title", new, "test")
        .await
        .unwrap();
}

async fn title(o: &Organisation, id: &str) -> Option<Value> {
    let fields = people::smart_fields(&o.p, TENANT, id, Language::En)
        .await
        .unwrap();
    let title = fields.into_iter().find(|it| it.field.key == "job_title");
    title.unwrap().field.value
}

/// The same organisation, whose leavers' time has come at once.
async fn hasty(o: Organisation, afterwards: Afterwards) -> Organisation {
    let limits = Limits {
        leaver_retention_days: 0,
        leavers_afterwards: afterwards,
        ..Limits::default()
    };
    o.with_limits(limits).await
}

async fn work(o: &Organisation) {
    while leavers::work_round(&o.p, &|| false).await.unwrap() > 0 {}
}

/// Everything that the log of changes says of people.
async fn told(o: &Organisation) -> String {
    let history = o.history().await.into_iter();
    let of_people = history.filter(|change| change.resource_type == "User");
    of_people.map(|change| format!("{change:?}\n")).collect()
}

async fn a_leaver_is_noted_with_the_change_that_says_so(o: Organisation) {
    let (ada, bob) = (
        o.person("ada@example.com").await,
        o.person("bob@example.com").await,
    );
    assert!(all(&o).await.is_empty());
    let mut gone = person("cleo@example.com");
    gone["active"] = false.into();
    let cleo = id(&o.post("Users", gone).await.unwrap());
    o.deactivate(&ada).await;
    let mut silent = person("bob@example.com");
    silent["active"] = false.into();
    o.put("Users", &bob, silent.clone()).await.unwrap();
    assert_eq!(ids_of(&o).await, [&*cleo, &*ada, &*bob]);
    let first = all(&o).await.remove(1);
    assert_eq!(
        (first.user_name.as_str(), first.until),
        ("ada@example.com", None)
    );
    // What does not toggle moves nothing.
    silent["title"] = "Countess".into();
    o.put("Users", &bob, silent).await.unwrap();
    o.deactivate(&ada).await;
    assert_eq!(all(&o).await.remove(1), first);
    o.put("Users", &bob, person("bob@example.com"))
        .await
        .unwrap();
    o.delete("Users", &cleo).await.unwrap();
    assert_eq!(ids_of(&o).await, [&*ada]);
    // Groups do not leave.
    o.group("Sales", &[&ada]).await;
    assert_eq!(ids_of(&o).await, [&*ada]);
}

async fn who_comes_back_has_what_they_had(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    let group = o.group("Sales", &[&ada]).await;
    set_title(&o, &ada, "Countess").await;
    for way in ["patch", "post", "restore"] {
        o.deactivate(&ada).await;
        assert!(exported(&o, StatusSelection::Active).await.is_empty());
        assert_eq!(exported(&o, StatusSelection::Inactive).await.len(), 1);
        assert_eq!(title(&o, &ada).await, Some(json!("Countess")));
        match way {
            "patch" => {
                let active = json!([{"op": "replace", "value": {"active": true}}]);
                o.patch("Users", &ada, active).await.unwrap();
            }
            "post" => {
                let again = o.post("Users", person("ADA@example.com")).await.unwrap();
                assert_eq!(id(&again), ada);
            }
            _ => leavers::restore(&o.p, TENANT, &ada, "test").await.unwrap(),
        }
        assert_eq!(title(&o, &ada).await, Some(json!("Countess")), "{way}");
        let back = exported(&o, StatusSelection::Active).await;
        assert_eq!((back.len(), back[0].id.as_str()), (1, &*ada), "{way}");
        assert_eq!(back[0].groups, ["Sales"], "{way}");
        assert_eq!(o.members(&group).await, [&*ada], "{way}");
        assert!(all(&o).await.is_empty(), "{way}");
    }
    let again = leavers::restore(&o.p, TENANT, &ada, "test").await;
    assert!(matches!(again, Err(Error::Unknown(_))), "{again:?}");
    let last = o.history().await.pop().unwrap();
    assert_eq!(
        (last.operation.as_str(), last.connection_id),
        ("activated", None)
    );
    assert_eq!(last.request_id.as_deref(), Some("test"));
}

async fn another_name_and_address_are_the_same_person(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    set_title(&o, &ada, "Countess").await;
    o.put("Users", &ada, person("ada.king@example.org"))
        .await
        .unwrap();
    let record = exported(&o, StatusSelection::Active).await.remove(0);
    assert_eq!(record.id, ada);
    assert_eq!(record.email.as_deref(), Some("ada.king@example.org"));
    assert_eq!(record.job_title.as_deref(), Some("Countess"));
    o.deactivate(&ada).await;
    // A provider that lost its link pushes the new name.
    let again = o
        .post("Users", person("ada.king@example.org"))
        .await
        .unwrap();
    assert_eq!(id(&again), ada);
    assert_eq!(title(&o, &ada).await, Some(json!("Countess")));
}

async fn leavers_are_paged_by_when_they_left(o: Organisation) {
    let mut left = Vec::new();
    for number in 0..5 {
        let id = o.person(&format!("p{number}")).await;
        o.deactivate(&id).await;
        left.push(id);
    }
    let (mut seen, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = leavers::list(&o.p, TENANT, after.as_deref(), 2)
            .await
            .unwrap();
        seen.extend(page.leavers.into_iter().map(|leaver| leaver.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, left);
    for (after, limit) in [(Some("x"), 2), (Some("1.x"), 2), (None, 0), (None, 501)] {
        let refused = leavers::list(&o.p, TENANT, after, limit).await;
        assert!(matches!(refused, Err(Error::Input(_))), "{after:?} {limit}");
    }
    let nowhere = leavers::list(&o.p, "nowhere", None, 2).await;
    assert!(matches!(nowhere, Err(Error::Unknown(_))), "{nowhere:?}");
}

async fn nobody_is_forgotten_unless_it_is_said(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    o.deactivate(&ada).await;
    let o = hasty(o, Afterwards::Keep).await;
    work(&o).await;
    assert_eq!(leavers::due(&o.p, TENANT, 10).await.unwrap().0, 1);
    assert_eq!(ids_of(&o).await, [&*ada]);
    let patient = Limits {
        leavers_afterwards: Afterwards::Delete,
        ..Limits::default()
    };
    let o = o.with_limits(patient).await;
    work(&o).await;
    let leaver = all(&o).await.remove(0);
    let days = (leaver.until.unwrap().0 - leaver.left_at) / (24 * 3_600 * 1_000_000);
    assert_eq!((days, leaver.until.unwrap().1), (90, Afterwards::Delete));
}

async fn whose_time_has_come_is_deleted_and_leaves_no_value(o: Organisation) {
    let mut ada = person("ada@example.com");
    ada["externalId"] = "00u1".into();
    ada["title"] = "Countess".into();
    let ada = id(&o.post("Users", ada).await.unwrap());
    let bob = o.person("bob@example.com").await;
    let group = o.group("Sales", &[&ada, &bob]).await;
    set_title(&o, &ada, "By hand").await;
    o.put("Users", &ada, person("ada.king@example.com"))
        .await
        .unwrap();
    o.deactivate(&ada).await;
    let o = hasty(o, Afterwards::Delete).await;
    work(&o).await;
    assert!(all(&o).await.is_empty());
    assert_eq!(o.members(&group).await, [&*bob]);
    assert_eq!(exported(&o, StatusSelection::Any).await.len(), 1);
    let told = told(&o).await;
    for gone in ["ada", "Countess", "00u1"] {
        assert!(!told.contains(gone), "{gone} in {told}");
    }
    assert!(told.contains("bob@example.com"));
    let headlines = o.headlines().await;
    assert_eq!(headlines.last().unwrap(), "User deleted");
    let deletions = headlines.iter().filter(|it| *it == "User deleted").count();
    assert_eq!(deletions, 1);
    assert_eq!(leavers::being_forgotten(&o.p, TENANT).await.unwrap(), 0);
    // Somebody of that name is somebody else.
    assert_ne!(o.person("ada.king@example.com").await, ada);
}

async fn an_anonymised_person_is_an_id_and_nothing_else(o: Organisation) {
    let mut ada = person("ada@example.com");
    ada["externalId"] = "00u1".into();
    let ada = id(&o.post("Users", ada).await.unwrap());
    let group = o.group("Sales", &[&ada]).await;
    set_title(&o, &ada, "By hand").await;
    o.deactivate(&ada).await;
    let o = hasty(o, Afterwards::Anonymise).await;
    work(&o).await;
    work(&o).await;
    let shown = o.shown("Users", &ada).await;
    assert_eq!(shown["userName"], format!("anonymised:{ada}"));
    assert_eq!(shown["active"], false);
    for gone in ["name", "emails", "externalId", "groups"] {
        assert_eq!(shown.get(gone), None, "{gone}");
    }
    assert!(o.members(&group).await.is_empty());
    assert_eq!(title(&o, &ada).await, None);
    let told = told(&o).await;
    for gone in ["ada@", "Ada", "00u1"] {
        assert!(!told.contains(gone), "{gone} in {told}");
    }
    assert!(told.contains("anonymised:"), "{told}");
    assert_eq!(o.headlines().await.last().unwrap(), "User replaced");
    let leaver = all(&o).await.remove(0);
    assert!(leaver.anonymised_at.is_some() && leaver.until.is_none());
    let restored = leavers::restore(&o.p, TENANT, &ada, "test").await;
    assert!(matches!(restored, Err(Error::Exists(_))), "{restored:?}");
    // The provider's next push makes a new person.
    let again = o.post("Users", person("ada@example.com")).await.unwrap();
    assert_ne!(id(&again), ada);
    leavers::purge(&o.p, TENANT, &ada, Forgetting::Delete, "test")
        .await
        .unwrap();
    assert!(all(&o).await.is_empty());
}

async fn the_active_are_not_forgotten(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    for who in [&*ada, "nobody", "0192f7a0-0000-7000-8000-000000000000"] {
        let refused = leavers::purge(&o.p, TENANT, who, Forgetting::Delete, "test").await;
        assert!(matches!(refused, Err(Error::Unknown(_))), "{refused:?}");
    }
    assert_eq!(body(&o.get("Users", &ada).await.unwrap())["active"], true);
    assert_eq!(o.headlines().await, ["User created"]);
}

async fn work_that_is_broken_off_is_gone_on_with(o: Organisation) {
    for number in 0..5 {
        let id = o.person(&format!("p{number}@example.com")).await;
        o.deactivate(&id).await;
    }
    let o = hasty(o, Afterwards::Delete).await;
    // Ended after each step, by one replica after the other.
    for steps in 1..30 {
        let asked = AtomicUsize::new(0);
        let stop = || asked.fetch_add(1, Ordering::Relaxed) > steps % 3;
        leavers::work_round(&o.p, &stop).await.unwrap();
    }
    let (one, other) = tokio::join!(
        leavers::work_round(&o.p, &|| false),
        leavers::work_round(&o.p, &|| false)
    );
    one.unwrap();
    other.unwrap();
    work(&o).await;
    assert!(all(&o).await.is_empty());
    let told = told(&o).await;
    assert!(!told.contains("@example.com"), "{told}");
    let headlines = o.headlines().await;
    let deletions = headlines.iter().filter(|it| *it == "User deleted").count();
    assert_eq!(deletions, 5);
}

async fn what_an_older_program_wrote_is_found(o: Organisation) {
    let (ada, bob) = (
        o.person("ada@example.com").await,
        o.person("bob@example.com").await,
    );
    o.deactivate(&ada).await;
    o.deactivate(&bob).await;
    // As one that knows nothing of leavers leaves it: ada is noted by nobody, bob came back.
    let active = json!([{"op": "replace", "value": {"active": true}}]);
    o.patch("Users", &bob, active).await.unwrap();
    o.execute("DELETE FROM leavers");
    let note = "INSERT INTO leavers (tenant_id, resource_id, left_at) SELECT tenant_id, id, 1 FROM resources WHERE unique_key LIKE 'bob%'";
    o.execute(note);
    assert_eq!(ids_of(&o).await, [&*bob]);
    work(&o).await;
    assert_eq!(ids_of(&o).await, [&*ada]);
}

/// The entry of the audit log and the change are one transaction.
async fn nothing_is_done_without_its_entry(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    o.deactivate(&ada).await;
    let before = o.history().await.len();
    o.execute("ALTER TABLE audit RENAME TO audit_gone");
    let restored = leavers::restore(&o.p, TENANT, &ada, "test").await;
    assert!(matches!(restored, Err(Error::Internal(_))), "{restored:?}");
    let purged = leavers::purge(&o.p, TENANT, &ada, Forgetting::Delete, "test").await;
    assert!(matches!(purged, Err(Error::Internal(_))), "{purged:?}");
    o.execute("ALTER TABLE audit_gone RENAME TO audit");
    assert_eq!(ids_of(&o).await, std::slice::from_ref(&ada));
    assert_eq!(o.history().await.len(), before);
    leavers::restore(&o.p, TENANT, &ada, "test").await.unwrap();
    assert!(ids_of(&o).await.is_empty());
    let entries = audit::list(
        &o.p,
        TENANT,
        audit::Query {
            limit: 10,
            ..Default::default()
        },
    );
    let entries = entries.await.unwrap().entries;
    assert_eq!(entries[0].action, "leaver.restore");
    assert_eq!(entries[0].subject_id, Some(ada));
}
