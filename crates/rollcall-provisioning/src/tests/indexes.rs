//! Indexes of a tenant's attributes: built beside writers, kept by every verb, used when complete.

use std::collections::BTreeSet;

use rollcall_storage::attribute_entries;
use scim_core::fold;
use scim_core::schema::Definitions;
use serde_json::{Value, json};
use uuid::Uuid;

use super::harness::{Organisation, id, person};
use super::on_both_databases;
use crate::indexes::{self, Index, State, Worked};
use crate::resources::{self, ListRequest};
use crate::{Error, schemas, tenants};

on_both_databases!(
    every_verb_keeps_the_entries,
    an_index_is_built_beside_writers,
    what_was_interrupted_goes_on_where_it_was,
    who_works_alone_holds_a_lease,
    a_deleted_index_leaves_nothing,
    what_cannot_be_indexed_is_explained,
    an_attribute_that_is_gone_is_no_longer_used,
    tenants_have_their_own_indexes,
    too_many_rows_name_what_to_index,
    an_index_that_fails_keeps_no_other_from_being_built,
    indexes_that_cannot_be_read_keep_no_other_tenant_waiting,
);

const TENANT: &str = "default";
const URN: &str = "urn:example:scim:badge:1.0:User";

fn titled(user_name: &str, title: &str) -> Value {
    let mut person = person(user_name);
    person["title"] = json!(title);
    person
}

impl Organisation {
    async fn index(&self, attribute: &str) -> Index {
        let index = indexes::create(&self.p, TENANT, "User", attribute).await;
        let index = index.unwrap();
        assert_eq!(index.state, State::Building);
        self.finish(index.id).await;
        self.listed(attribute).await.unwrap()
    }

    async fn finish(&self, id: Uuid) {
        while indexes::work(&self.p, TENANT, id, &|_| true).await.unwrap() != Worked::Finished {}
    }

    async fn listed(&self, attribute: &str) -> Option<Index> {
        let all = indexes::list(&self.p, TENANT).await.unwrap();
        all.into_iter().find(|index| index.attribute == attribute)
    }

    async fn entries(&self, index: Uuid) -> i64 {
        let count = self
            .p
            .store()
            .read(move |conn| Ok::<_, Error>(attribute_entries::count(conn, TENANT, index)?));
        count.await.unwrap()
    }

    async fn people(&self) -> Vec<Value> {
        let request = ListRequest {
            page: scim_core::list::PageParameters {
                count: Some(1_000),
                ..Default::default()
            },
            ..ListRequest::default()
        };
        let page = resources::list(&self.p, self.call(), "Users", request).await;
        let people = page.unwrap().resources;
        people.iter().map(|person| person.read().unwrap()).collect()
    }

    /// That the index of titles has exactly what the documents say.
    async fn expect_titles(&self, index: Uuid) {
        let mut titles: Vec<(String, String)> = Vec::new();
        for person in self.people().await {
            if let Some(title) = person["title"].as_str() {
                titles.push((fold(title).into_owned(), person["id"].to_string()));
            }
        }
        let distinct: BTreeSet<_> = titles.iter().map(|(title, _)| title.clone()).collect();
        for title in distinct {
            let found = self
                .find("Users", &format!("title eq {}", json!(title)))
                .await;
            let found: BTreeSet<_> = found
                .iter()
                .map(|person| person["id"].to_string())
                .collect();
            let expected = titles.iter().filter(|(other, _)| *other == title);
            let expected: BTreeSet<_> = expected.map(|(_, id)| id.clone()).collect();
            assert_eq!(found, expected, "{title}");
        }
        assert_eq!(
            self.entries(index).await,
            i64::try_from(titles.len()).unwrap()
        );
    }

    /// So many people with titles, by bulk requests.
    async fn hire(&self, from: usize, count: usize) {
        let operation = |n: usize| json!({"method": "POST", "path": "/Users", "bulkId": n.to_string(), "data": titled(&format!("p{n}"), &format!("T{}", n % 7))});
        let operations: Vec<_> = (from..from + count).map(operation).collect();
        let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations});
        let results = resources::bulk(&self.p, self.call(), &body).await.unwrap();
        assert!(results.iter().all(|result| result.status == "201"));
    }
}

async fn every_verb_keeps_the_entries(o: Organisation) {
    let ada = id(&o.post("Users", titled("ada", "Baker")).await.unwrap());
    let index = o.index("title").await;
    assert_eq!((index.state, index.seen, index.total), (State::Ready, 1, 1));
    o.expect_titles(index.id).await;
    let bob = id(&o.post("Users", titled("bob", "BAKER")).await.unwrap());
    o.expect_titles(index.id).await;
    assert_eq!(o.find("Users", "title eq \"baker\"").await.len(), 2);
    let patch = json!([{"op": "replace", "path": "title", "value": "Miller"}]);
    o.patch("Users", &ada, patch.clone()).await.unwrap();
    o.patch("Users", &ada, patch).await.unwrap();
    o.expect_titles(index.id).await;
    o.put("Users", &bob, person("bob")).await.unwrap();
    o.expect_titles(index.id).await;
    assert_eq!(o.entries(index.id).await, 1);
    o.deactivate(&ada).await;
    let revived = o.post("Users", titled("ada", "Smith")).await.unwrap();
    assert_eq!(id(&revived), ada);
    o.expect_titles(index.id).await;
    o.group("Readers", &[&ada]).await;
    o.hire(0, 20).await;
    o.expect_titles(index.id).await;
    o.delete("Users", &ada).await.unwrap();
    o.expect_titles(index.id).await;
    assert_eq!(o.entries(index.id).await, 20);
}

async fn an_index_is_built_beside_writers(o: Organisation) {
    o.hire(0, 450).await;
    let ids: Vec<_> = o
        .people()
        .await
        .iter()
        .map(|p| p["id"].as_str().unwrap().to_owned())
        .collect();
    let index = indexes::create(&o.p, TENANT, "User", "title")
        .await
        .unwrap();
    let write = |part: usize| {
        let (o, ids) = (&o, &ids);
        async move {
            for n in (part..60).step_by(3) {
                let at = &ids[n * 7 % ids.len()];
                let patch =
                    json!([{"op": "replace", "path": "title", "value": format!("new {}", n % 5)}]);
                match n % 4 {
                    0 => drop(o.delete("Users", at).await),
                    1 => drop(
                        o.post("Users", titled(&format!("late{n}"), "late"))
                            .await
                            .unwrap(),
                    ),
                    _ => drop(o.patch("Users", at, patch).await),
                }
            }
        }
    };
    tokio::join!(
        o.finish(index.id),
        o.finish(index.id),
        write(0),
        write(1),
        write(2)
    );
    o.finish(index.id).await;
    assert_eq!(o.listed("title").await.unwrap().state, State::Ready);
    o.expect_titles(index.id).await;
}

async fn what_was_interrupted_goes_on_where_it_was(o: Organisation) {
    o.hire(0, 450).await;
    let index = indexes::create(&o.p, TENANT, "User", "title")
        .await
        .unwrap();
    let once = |seen: i64| seen == 0;
    let stopped = indexes::work(&o.p, TENANT, index.id, &once).await.unwrap();
    assert_eq!(stopped, Worked::Stopped);
    let half = o.listed("title").await.unwrap();
    assert_eq!(
        (half.state, half.seen, half.total),
        (State::Building, 200, 450)
    );
    assert_eq!(o.entries(index.id).await, 200);
    // Half an index answers nothing.
    assert_eq!(o.find("Users", "title eq \"t1\"").await.len(), 65);
    let again = indexes::create(&o.p, TENANT, "User", "title")
        .await
        .unwrap();
    assert_eq!((again.id, again.seen), (index.id, 200));
    while indexes::work_round(&o.p, &|| false).await.unwrap() > 0 {}
    let done = o.listed("title").await.unwrap();
    assert_eq!((done.state, done.seen), (State::Ready, 450));
    o.expect_titles(index.id).await;
}

async fn who_works_alone_holds_a_lease(o: Organisation) {
    o.hire(0, 10).await;
    let index = indexes::create(&o.p, TENANT, "User", "title")
        .await
        .unwrap();
    o.execute("UPDATE attribute_indexes SET lease_until = 9000000000000000000");
    let held = indexes::work(&o.p, TENANT, index.id, &|_| true)
        .await
        .unwrap();
    assert_eq!((held, o.entries(index.id).await), (Worked::Held, 0));
    // The holder died, and its lease is over.
    o.execute("UPDATE attribute_indexes SET lease_until = 1");
    o.finish(index.id).await;
    o.expect_titles(index.id).await;
}

async fn a_deleted_index_leaves_nothing(o: Organisation) {
    o.hire(0, 30).await;
    let index = o.index("title").await;
    let deleted = indexes::delete(&o.p, TENANT, "user", "Title")
        .await
        .unwrap();
    assert_eq!((deleted.id, deleted.state), (index.id, State::Deleting));
    let again = indexes::create(&o.p, TENANT, "User", "title").await;
    assert!(matches!(again, Err(Error::Exists(_))), "{again:?}");
    assert_eq!(o.find("Users", "title eq \"t1\"").await.len(), 5);
    o.hire(100, 5).await;
    o.finish(index.id).await;
    assert_eq!(o.entries(index.id).await, 0);
    assert_eq!(o.listed("title").await, None);
    // The numbers of a phone are its values.
    let phones = indexes::create(&o.p, TENANT, "User", "phoneNumbers")
        .await
        .unwrap();
    assert_eq!(phones.attribute, "phoneNumbers.value");
    let deleted = indexes::delete(&o.p, TENANT, "User", "phoneNumbers")
        .await
        .unwrap();
    assert_eq!(deleted.id, phones.id);
    o.finish(phones.id).await;
    let missing = indexes::delete(&o.p, TENANT, "User", "title").await;
    assert!(matches!(missing, Err(Error::Unknown(_))), "{missing:?}");
    let new = o.index("title").await;
    o.expect_titles(new.id).await;
}

async fn what_cannot_be_indexed_is_explained(o: Organisation) {
    let refused = |type_name: &'static str, attribute: &'static str| {
        let p = o.p.clone();
        async move {
            let made = indexes::create(&p, TENANT, type_name, attribute).await;
            made.unwrap_err().to_string()
        }
    };
    for (type_name, attribute, expected) in [
        (
            "Printer",
            "title",
            "There is no resource type \"Printer\"; there are User, Group.",
        ),
        (
            "User",
            "titel",
            "`titel` is not an attribute of User. User has schemas, id",
        ),
        ("User", "userName", "`userName` of User needs no index"),
        ("User", "emails", "`emails.value` of User needs no index"),
        (
            "User",
            "meta.version",
            "`meta.version` of User is not stored",
        ),
        (
            "User",
            "groups.display",
            "`groups.display` of User is not stored",
        ),
        ("User", "name", "`name` of User is complex"),
        ("User", "password", "never returned"),
        (
            "User",
            "title pr or active",
            "is not the name of one attribute",
        ),
        ("User", " ", "is not the name of one attribute"),
    ] {
        let refusal = refused(type_name, attribute).await;
        assert!(refusal.contains(expected), "{attribute}: {refusal}");
    }
    o.index("title").await;
    assert!(
        refused("User", "TITLE")
            .await
            .contains("is indexed already")
    );
    o.execute("UPDATE attribute_indexes SET form = 'number'");
    assert!(
        refused("User", "title")
            .await
            .contains("when its type was another")
    );
}

async fn an_attribute_that_is_gone_is_no_longer_used(o: Organisation) {
    let define = |kind: &'static str| {
        let attribute = json!({"name": "number", "type": kind});
        let mut definitions = Definitions::default();
        let user = "urn:ietf:params:scim:schemas:core:2.0:User";
        definitions
            .read(&json!([
                {"id": URN, "name": "Badge", "attributes": [attribute]},
                {"name": "User", "endpoint": "/Users", "schema": user, "schemaExtensions": [{"schema": URN, "required": false}]},
            ]))
            .unwrap();
        schemas::define(&o.p, TENANT, definitions)
    };
    define("integer").await.unwrap();
    let path = format!("{URN}:number");
    let index = o.index(&path).await;
    assert_eq!(index.unused, None);
    for named in [
        schemas::Named::ResourceType("User".to_owned()),
        schemas::Named::Schema(URN.to_owned()),
    ] {
        schemas::remove(&o.p, TENANT, named).await.unwrap();
    }
    let gone = o.listed(&path).await.unwrap().unused.unwrap();
    assert!(gone.contains("no such attribute"), "{gone}");
    o.person("ada").await;
    define("string").await.unwrap();
    let other = o.listed(&path).await.unwrap().unused.unwrap();
    assert!(other.contains("type has changed"), "{other}");
    let registry = o.p.registry(TENANT).await.unwrap();
    let mut o = o;
    o.caller.registry = registry;
    let mut bob = person("bob");
    bob["schemas"] = json!([bob["schemas"][0], URN]);
    bob[URN] = json!({"number": "7"});
    o.post("Users", bob).await.unwrap();
    assert_eq!(o.find("Users", &format!("{path} eq \"7\"")).await.len(), 1);
    let deleted = indexes::delete(&o.p, TENANT, "User", &path).await.unwrap();
    o.finish(deleted.id).await;
    let new = o.index(&path).await;
    assert_eq!((new.unused, o.entries(new.id).await), (None, 1));
    assert_eq!(o.find("Users", &format!("{path} eq \"7\"")).await.len(), 1);
}

async fn tenants_have_their_own_indexes(o: Organisation) {
    o.hire(0, 3).await;
    let index = o.index("title").await;
    tenants::create(&o.p, "other", "Other").await.unwrap();
    assert_eq!(indexes::list(&o.p, "other").await.unwrap(), []);
    let foreign = indexes::delete_by_id(&o.p, "other", &index.id.to_string()).await;
    assert!(matches!(foreign, Err(Error::Unknown(_))), "{foreign:?}");
    let own = indexes::create(&o.p, "other", "User", "title")
        .await
        .unwrap();
    let worked = indexes::work(&o.p, "other", own.id, &|_| true)
        .await
        .unwrap();
    assert_eq!(worked, Worked::Finished);
    let own = indexes::list(&o.p, "other").await.unwrap();
    assert_eq!(
        (own.len(), own[0].total, own[0].state),
        (1, 0, State::Ready)
    );
    o.expect_titles(index.id).await;
    let unknown = indexes::list(&o.p, "nobody").await;
    assert!(matches!(unknown, Err(Error::Unknown(_))), "{unknown:?}");
}

async fn too_many_rows_name_what_to_index(o: Organisation) {
    o.hire(0, 40).await;
    let o = o.with_scan_rows_max(30);
    let refused = |filter: &'static str| {
        let request = ListRequest {
            filter: Some(filter.to_owned()),
            ..ListRequest::default()
        };
        resources::list(&o.p, o.call(), "Users", request)
    };
    for (filter, named) in [
        ("title eq \"t1\"", Some("--type User title")),
        (
            "not (userName eq \"x\" and title eq \"t1\")",
            Some("--type User title"),
        ),
        ("title co \"t1\"", None),
        (
            "title co \"t\" and name.familyName sw \"E\"",
            Some("--type User name.familyName"),
        ),
        (
            "addresses[country eq \"NL\"]",
            Some("--type User addresses.country"),
        ),
    ] {
        let refusal = refused(filter).await.unwrap_err().to_string();
        match named {
            Some(named) => assert!(refusal.contains(named), "{filter}: {refusal}"),
            None => assert!(!refusal.contains("rollcall index"), "{filter}: {refusal}"),
        }
    }
    o.index("title").await;
    assert_eq!(refused("title eq \"t1\"").await.unwrap().total, 6);
    assert_eq!(
        refused("title eq \"t1\" and title co \"1\"")
            .await
            .unwrap()
            .total,
        6
    );
    assert_eq!(refused("title ne \"t1\"").await.unwrap().total, 34);
    assert_eq!(refused("not (title pr)").await.unwrap().total, 0);
}

impl Organisation {
    async fn states(&self, tenant: &str) -> Vec<(String, State)> {
        let all = indexes::list(&self.p, tenant).await.unwrap();
        let state = |index: Index| (index.resource_type, index.state);
        all.into_iter().map(state).collect()
    }
}

async fn an_index_that_fails_keeps_no_other_from_being_built(o: Organisation) {
    const ROOM: &str = "urn:example:room";
    let mut sales = json!({ "displayName": "Sales" });
    sales[ROOM] = json!({ "number": "7" });
    o.post("Groups", sales).await.unwrap();
    o.hire(0, 3).await;
    tenants::create(&o.p, "other", "Other").await.unwrap();
    for (tenant, type_name, attribute) in [
        (TENANT, "Group", "urn:example:room:number"),
        (TENANT, "User", "title"),
        ("other", "User", "title"),
    ] {
        let made = indexes::create(&o.p, tenant, type_name, attribute).await;
        assert_eq!(made.unwrap().state, State::Building);
    }
    o.execute("UPDATE resources SET document = document || '?' WHERE resource_type = 'Group'");
    assert_eq!(indexes::work_round(&o.p, &|| false).await.unwrap(), 2);
    let (groups, people) = ("Group".to_owned(), "User".to_owned());
    // What fails comes first.
    let failed = [
        (groups.clone(), State::Building),
        (people.clone(), State::Ready),
    ];
    assert_eq!(o.states(TENANT).await, failed);
    assert_eq!(o.states("other").await, [(people.clone(), State::Ready)]);
    assert_eq!(indexes::work_round(&o.p, &|| false).await.unwrap(), 0);

    o.execute("UPDATE resources SET document = replace(document, '?', '')");
    assert_eq!(indexes::work_round(&o.p, &|| false).await.unwrap(), 1);
    let built = [(groups, State::Ready), (people, State::Ready)];
    assert_eq!(o.states(TENANT).await, built);
    let mut o = o;
    o.caller.registry = o.p.registry(TENANT).await.unwrap();
    let found = o.find("Groups", "urn:example:room:number eq \"7\"").await;
    assert_eq!(found.len(), 1);
}

async fn indexes_that_cannot_be_read_keep_no_other_tenant_waiting(o: Organisation) {
    // Before and after this tenant, in whatever order they are worked on.
    for tenant in ["aaa", "bbb", "yyy", "zzz"] {
        tenants::create(&o.p, tenant, tenant).await.unwrap();
        let made = indexes::create(&o.p, tenant, "User", "title").await;
        made.unwrap();
    }
    // As a newer version of the program might.
    o.execute("UPDATE attribute_indexes SET form = 'map'");
    indexes::create(&o.p, TENANT, "User", "title")
        .await
        .unwrap();
    assert_eq!(indexes::work_round(&o.p, &|| false).await.unwrap(), 1);
    assert_eq!(o.listed("title").await.unwrap().state, State::Ready);
}
