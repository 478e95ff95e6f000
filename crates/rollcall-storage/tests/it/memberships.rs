//! Who is in which group.

use rollcall_storage::memberships::{
    self, add, groups_containing, groups_of, members, remove, replace, unknown,
};
use rollcall_storage::resources::{self, Scope, Stored, View};
use rollcall_storage::{Conn, Error, tenants};
use scim_core::render::{GroupRef, MemberRef};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Database, group, groups, insert, on_both, person, resource, tenant, users};

on_both! {
    members_come_and_go,
    what_is_shown_of_them,
    they_go_with_the_person_and_with_the_group,
    strangers_are_refused,
    fifty_at_once_are_all_in,
    thousands_at_once,
}

/// People by name, and a group.
fn put(conn: &mut Conn, names: &[&str]) -> (Vec<Uuid>, Uuid) {
    let people: Vec<_> = names.iter().map(|name| person(name)).collect();
    people
        .iter()
        .for_each(|person| insert(conn, &users(), person).unwrap());
    let staff = group("Staff");
    insert(conn, &groups(), &staff).unwrap();
    (people.iter().map(|person| person.id).collect(), staff.id)
}

fn ids_in(conn: &mut Conn, group: Uuid) -> Vec<Uuid> {
    members(conn, "acme", group, View::Counted)
        .unwrap()
        .iter()
        .map(|m| m.id.parse().unwrap())
        .collect()
}

async fn members_come_and_go(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            let (p, staff) = put(tx, &["a", "b", "c", "d"]);
            assert_eq!(add(tx, "acme", staff, &[p[1], p[0], p[1]])?, [p[1], p[0]]);
            assert_eq!(add(tx, "acme", staff, &[p[0], p[2]])?, [p[2]]);
            assert!(add(tx, "acme", staff, &[p[0]])?.is_empty());
            assert!(add(tx, "acme", staff, &[])?.is_empty());
            assert_eq!(ids_in(tx, staff), [p[0], p[1], p[2]]);
            assert_eq!(
                remove(
                    tx,
                    "acme",
                    staff,
                    &[p[3], p[1], Uuid::now_v7(), p[1]],
                    View::Counted
                )?,
                [p[1]]
            );
            assert!(remove(tx, "acme", staff, &[p[1]], View::Counted)?.is_empty());
            assert_eq!(
                replace(tx, "acme", staff, &[p[3], p[0], p[3]], View::Counted)?,
                (vec![p[3]], vec![p[2]])
            );
            assert_eq!(
                replace(tx, "acme", staff, &[p[0], p[3]], View::Counted)?,
                (vec![], vec![])
            );
            assert_eq!(groups_containing(tx, "acme", p[3])?, [staff]);
            assert_eq!(
                replace(tx, "acme", staff, &[], View::Counted)?,
                (vec![], vec![p[0], p[3]])
            );
            assert!(
                ids_in(tx, staff).is_empty() && groups_containing(tx, "acme", p[3])?.is_empty()
            );
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}

async fn what_is_shown_of_them(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            let people = [
                resource(json!({"userName": "ada", "displayName": "Ada L.", "name": {"formatted": "Ada Lovelace"}})),
                resource(json!({"userName": "bob", "name": {"formatted": "Bob Byrne"}})),
                resource(json!({"userName": "Cy", "displayName": ""})),
            ];
            people.iter().try_for_each(|person| insert(tx, &users(), person))?;
            let (_, staff) = put(tx, &[]);
            let inner = group("Inner");
            insert(tx, &groups(), &inner)?;
            let ids = [people[0].id, people[1].id, people[2].id, inner.id];
            add(tx, "acme", staff, &ids)?;
            add(tx, "acme", inner.id, &ids[..1])?;
            let shown = |id: Uuid, resource_type: &str, display: &str| MemberRef {
                id: id.to_string(),
                resource_type: resource_type.to_owned(),
                display: Some(display.to_owned()),
            };
            let expected = [
                shown(ids[0], "User", "Ada L."),
                shown(ids[1], "User", "Bob Byrne"),
                shown(ids[2], "User", "Cy"),
                shown(ids[3], "Group", "Inner"),
            ];
            assert_eq!(members(tx, "acme", staff, View::Counted)?, expected);
            let by_group = memberships::members_of(tx, "acme", &[inner.id, staff, Uuid::now_v7()], View::Counted)?;
            assert_eq!((by_group.len(), &by_group[&inner.id][..]), (2, &expected[..1]));
            let by_person = groups_of(tx, "acme", &ids[..2])?;
            let group_ref = |id: Uuid, name: &str| GroupRef {
                id: id.to_string(),
                resource_type: "Group".to_owned(),
                display: Some(name.to_owned()),
            };
            assert_eq!(by_person[&ids[0]], [group_ref(staff, "Staff"), group_ref(inner.id, "Inner")]);
            assert_eq!(by_person[&ids[1]], [group_ref(staff, "Staff")]);
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}

async fn they_go_with_the_person_and_with_the_group(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            let (p, staff) = put(tx, &["a", "b"]);
            add(tx, "acme", staff, &p)?;
            resources::delete(
                tx,
                &Scope {
                    tenant: "acme",
                    resource_type: &users(),
                },
                p[0],
            )?;
            assert_eq!(ids_in(tx, staff), [p[1]]);
            resources::delete(
                tx,
                &Scope {
                    tenant: "acme",
                    resource_type: &groups(),
                },
                staff,
            )?;
            assert!(groups_containing(tx, "acme", p[1])?.is_empty());
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}

async fn strangers_are_refused(database: Database) {
    let store = database.store().await;
    let refused = store
        .write(|tx| {
            let (p, staff) = put(tx, &["a"]);
            tenants::create(tx, &tenant("globex"))?;
            let stranger = Uuid::now_v7();
            assert_eq!(
                unknown(tx, "acme", &[p[0], stranger, staff, stranger])?,
                [stranger]
            );
            assert_eq!(unknown(tx, "globex", &[p[0]])?, [p[0]]);
            add(tx, "acme", staff, &[stranger])
        })
        .await;
    assert!(matches!(refused, Err(Error::Reference)), "{refused:?}");
}

async fn fifty_at_once_are_all_in(database: Database) {
    let store = database.store().await;
    let names: Vec<String> = (0..50).map(|i| format!("p{i}")).collect();
    let (people, staff) = store
        .write(move |tx| {
            Ok::<_, Error>(put(
                tx,
                &names.iter().map(String::as_str).collect::<Vec<_>>(),
            ))
        })
        .await
        .unwrap();
    let join = |member: Uuid| {
        let store = store.clone();
        tokio::spawn(async move {
            store
                .write(move |tx| {
                    let rt = groups();
                    let scope = Scope {
                        tenant: "acme",
                        resource_type: &rt,
                    };
                    let Stored {
                        version, modified, ..
                    } = resources::lock(tx, &scope, staff)?.unwrap();
                    assert_eq!(add(tx, "acme", staff, &[member])?, [member]);
                    resources::touch(tx, &scope, staff, version + 1, modified)
                })
                .await
        })
    };
    for task in people.iter().copied().map(join).collect::<Vec<_>>() {
        task.await.unwrap().unwrap();
    }
    let (members, version) = store
        .read(move |conn| {
            let rt = groups();
            let stored = resources::find(
                conn,
                &Scope {
                    tenant: "acme",
                    resource_type: &rt,
                },
                staff,
            )?
            .unwrap();
            Ok::<_, Error>((ids_in(conn, staff), stored.version))
        })
        .await
        .unwrap();
    assert_eq!((members, version), (people, 51));
}

async fn thousands_at_once(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            let names: Vec<String> = (0..2_500).map(|i| format!("p{i}")).collect();
            let (people, staff) = put(tx, &names.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(add(tx, "acme", staff, &people)?.len(), 2_500);
            assert!(unknown(tx, "acme", &people)?.is_empty());
            assert_eq!(groups_of(tx, "acme", &people)?.len(), 2_500);
            let (added, removed) = replace(tx, "acme", staff, &people[2_000..], View::Counted)?;
            assert_eq!((added.len(), removed.len()), (0, 2_000));
            assert_eq!(ids_in(tx, staff), people[2_000..]);
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}
