//! Adoption: who may be whom is told with its reasons, and nothing is done about it unless somebody says so.

use rollcall_mapping::Language;
use serde_json::{Value, json};

use super::harness::{Organisation, id, person, refusal};
use super::imports::{by_address, run};
use super::on_both_databases;
use crate::adoptions::{self, Decision, Evidence, Pair, Search};
use crate::feeds::{self, After};
use crate::imports::{IMPORTED, sources};
use crate::overrides::{self, NewOverride};
use crate::{Error, people};

on_both_databases!(
    pairs_are_told_with_their_evidence,
    a_link_keeps_the_providers_person_and_what_was_set_by_hand,
    who_is_kept_apart_stays_so_until_it_is_asked_again,
    only_the_imported_are_linked_to_the_provisioned,
    imports_change_nothing_about_the_linked,
    what_a_link_moves_is_announced,
);

const TENANT: &str = "default";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const LIST: &str = "email,full name,employee number,title\n\
    ada@example.com,Ada Lovelace,7,Countess\n\
    g.hopper@navy.example,Grace Hopper,8,Admiral\n\
    linus@example.com,Linus,9,\n";

async fn pairs(o: &Organisation) -> Vec<Pair> {
    let mut search = Search::begin(&o.p, TENANT).await.unwrap();
    let mut all = Vec::new();
    while let Some(pairs) = search.next().await.unwrap() {
        all.extend(pairs);
    }
    all
}

async fn imported(o: &Organisation, address: &str) -> String {
    let all = by_address(o, address).await;
    let is_imported = |it: &&Value| it["userName"].as_str().unwrap().starts_with(IMPORTED);
    let found = all.iter().find(is_imported).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

async fn set(o: &Organisation, id: &str, field: &str, value: &str, locked: bool) {
    let new = NewOverride {
        value: Some(value.to_owned()),
        locked,
    };
    overrides::set(&o.p, TENANT, id, field, new, "test")
        .await
        .unwrap();
}

async fn field(o: &Organisation, id: &str, key: &str) -> Option<Value> {
    let fields = people::smart_fields(&o.p, TENANT, id, Language::En)
        .await
        .unwrap();
    let found = fields.into_iter().find(|it| it.field.key == key);
    found.unwrap().field.value
}

async fn pairs_are_told_with_their_evidence(o: Organisation) {
    run(&o, LIST, |_| {}).await;
    assert!(pairs(&o).await.is_empty());
    // Without a displayName, which alone is looked for: known by the address, the name is evidence all the same.
    let mut ada = person("ADA@example.com");
    ada["name"] = json!({"givenName": "ada", "familyName": "LOVELACE"});
    let ada = id(&o.post("Users", ada).await.unwrap());
    let mut grace = person("grace@example.com");
    grace["displayName"] = "grace hopper".into();
    grace[ENTERPRISE] = json!({"employeeNumber": "8"});
    let grace = id(&o.post("Users", grace).await.unwrap());
    let mut other = person("other@example.com");
    other["displayName"] = "Grace Hopper".into();
    let other = id(&o.post("Users", other).await.unwrap());
    // One word is no name.
    let mut linus = person("l@example.com");
    linus["displayName"] = "Linus".into();
    o.post("Users", linus).await.unwrap();
    let found = pairs(&o).await;
    let shown: Vec<_> = found
        .iter()
        .map(|it| {
            (
                it.person.id.as_str(),
                it.evidence.as_slice(),
                it.weak,
                it.decision,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            (
                &*ada,
                &[Evidence::Address, Evidence::Name][..],
                false,
                Decision::Ask
            ),
            (
                &*grace,
                &[Evidence::EmployeeNumber, Evidence::Name],
                false,
                Decision::Ask
            ),
            (&*other, &[Evidence::Name], true, Decision::Ask),
        ]
    );
    assert_eq!(found[0].source, "import");
    assert_eq!(found[0].imported.addresses, ["ada@example.com"]);
    // Nothing was done about it.
    assert_eq!(by_address(&o, "ada@example.com").await.len(), 2);
}

async fn a_link_keeps_the_providers_person_and_what_was_set_by_hand(o: Organisation) {
    run(&o, LIST, |_| {}).await;
    let ada = imported(&o, "ada@example.com").await;
    set(&o, &ada, "job_title", "By hand", false).await;
    set(&o, &ada, "department", "Theirs", true).await;
    let sales = o.group("Sales", &[&ada]).await;
    let pushed = o.person("ada@example.com").await;
    let both = o.group("Both", &[&ada, &pushed]).await;
    set(&o, &pushed, "department", "Ours", true).await;
    let before = o.history().await.len();
    let linked = adoptions::link(&o.p, TENANT, &ada, &pushed, "test", "request-9")
        .await
        .unwrap();
    assert_eq!(linked.id, pushed);
    assert_eq!(
        (linked.fields_moved, linked.fields_kept),
        (vec!["job_title".to_owned()], vec!["department".to_owned()])
    );
    assert_eq!(linked.groups_joined, 1);
    // What was set without a lock holds against this person's own sources.
    assert_eq!(
        field(&o, &pushed, "job_title").await,
        Some(json!("By hand"))
    );
    assert_eq!(field(&o, &pushed, "department").await, Some(json!("Ours")));
    assert_eq!(o.members(&sales).await, [&*pushed]);
    assert_eq!(o.members(&both).await, [&*pushed]);
    assert_eq!(refusal(o.get("Users", &ada).await), "404 -");
    assert_eq!(
        o.shown("Users", &pushed).await["userName"],
        "ada@example.com"
    );
    let mut told: Vec<_> = o.headlines().await.split_off(before);
    told.sort();
    assert_eq!(
        told,
        [
            "Group patched",
            "Group patched",
            "Group patched",
            "User deleted"
        ]
    );
    assert!(pairs(&o).await.is_empty());
    let again = adoptions::link(&o.p, TENANT, &ada, &pushed, "test", "request-9").await;
    assert!(matches!(again, Err(Error::Unknown(_))), "{again:?}");
}

async fn what_a_link_moves_is_announced(o: Organisation) {
    run(&o, LIST, |_| {}).await;
    let ada = imported(&o, "ada@example.com").await;
    set(&o, &ada, "job_title", "By hand", true).await;
    let pushed = o.person("ada@example.com").await;
    feeds::switch_on(&o.p, TENANT).await.unwrap();
    feeds::catch_up(&o.p, TENANT, &mut || true).await.unwrap();
    adoptions::link(&o.p, TENANT, &ada, &pushed, "test", "r")
        .await
        .unwrap();
    feeds::catch_up(&o.p, TENANT, &mut || true).await.unwrap();
    let page = feeds::changes(&o.p, TENANT, After::Beginning, 100)
        .await
        .unwrap();
    let told = page.items.iter().find(|it| {
        it.person.to_string() == pushed && json!(it.cause)["kind"].as_str() == Some("override")
    });
    assert_eq!(told.unwrap().fields["job_title"], "By hand");
}

async fn who_is_kept_apart_stays_so_until_it_is_asked_again(o: Organisation) {
    run(&o, LIST, |_| {}).await;
    let (ada, pushed) = (
        imported(&o, "ada@example.com").await,
        o.person("ada@example.com").await,
    );
    for _ in 0..2 {
        adoptions::keep_apart(&o.p, TENANT, &ada, &pushed, "test")
            .await
            .unwrap();
    }
    run(&o, LIST, |_| {}).await;
    assert_eq!(pairs(&o).await[0].decision, Decision::KeepApart);
    assert_eq!(by_address(&o, "ada@example.com").await.len(), 2);
    adoptions::ask(&o.p, TENANT, &ada, &pushed).await.unwrap();
    assert_eq!(pairs(&o).await[0].decision, Decision::Ask);
    let twice = adoptions::ask(&o.p, TENANT, &ada, &pushed).await;
    assert!(matches!(twice, Err(Error::Unknown(_))), "{twice:?}");
}

async fn only_the_imported_are_linked_to_the_provisioned(o: Organisation) {
    run(&o, LIST, |_| {}).await;
    let (ada, grace) = (
        imported(&o, "ada@example.com").await,
        imported(&o, "g.hopper@navy.example").await,
    );
    let (bob, cleo) = (
        o.person("bob@example.com").await,
        o.person("cleo@example.com").await,
    );
    let before = o.history().await.len();
    let link =
        async |one: &str, other: &str| adoptions::link(&o.p, TENANT, one, other, "test", "r").await;
    assert!(matches!(link(&bob, &cleo).await, Err(Error::Unknown(_))));
    assert!(matches!(link(&bob, &ada).await, Err(Error::Unknown(_))));
    assert!(matches!(link(&ada, &grace).await, Err(Error::Input(_))));
    assert!(matches!(link(&ada, &ada).await, Err(Error::Input(_))));
    for nobody in ["nobody", "0192f7a0-0000-7000-8000-000000000000"] {
        assert_eq!(refusal(link(&ada, nobody).await), "404 -");
    }
    let apart = adoptions::keep_apart(&o.p, TENANT, &bob, &cleo, "test").await;
    assert!(matches!(apart, Err(Error::Unknown(_))), "{apart:?}");
    assert_eq!(o.history().await.len(), before);
}

async fn imports_change_nothing_about_the_linked(o: Organisation) {
    run(&o, LIST, |_| {}).await;
    let (ada, pushed) = (
        imported(&o, "ada@example.com").await,
        o.person("ada@example.com").await,
    );
    adoptions::link(&o.p, TENANT, &ada, &pushed, "test", "r")
        .await
        .unwrap();
    let before = o.history().await.len();
    let again = run(&o, LIST, |_| {}).await;
    assert_eq!((again.new, again.unchanged, again.linked), (0, 2, 1));
    let gone = run(&o, "email\nlinus@example.com\n", |_| {}).await;
    assert_eq!(gone.missing, 1, "the linked are not missed");
    assert_eq!(o.history().await.len(), before);
    let list = sources(&o.p, TENANT).await.unwrap().remove(0);
    assert_eq!((list.people, list.linked), (3, 1));
    // The provider deletes them: the list's line is somebody of the list again.
    o.delete("Users", &pushed).await.unwrap();
    assert_eq!(run(&o, LIST, |_| {}).await.new, 1);
}
