//! Tenants, connections, tokens and the catalogue of what connections sent.

use rollcall_storage::connections::{self, Connection, Recognised};
use rollcall_storage::installation::{self, Fact};
use rollcall_storage::received_attributes::{self, ReceivedAttribute};
use rollcall_storage::tokens::{self, Token, TokenUse};
use rollcall_storage::{Error, tenants};
use uuid::Uuid;

use crate::harness::{Database, NOW, insert_all, on_both, person, tenant, users};

on_both! { tenants_are_listed_by_id, connections_are_found_by_name, connections_are_told_how_to_speak, tokens_live_and_end, received_attributes_add_up, what_is_known_of_the_installation_is_written_once, tables_that_have_grown_are_analysed_once }

fn connection(tenant: &str, name: &str) -> Connection {
    Connection {
        tenant: tenant.to_owned(),
        id: Uuid::now_v7(),
        name: name.to_owned(),
        kind: "scim".to_owned(),
        profile: "auto".to_owned(),
        basic_allowed: true,
        created_at: NOW,
        rules: String::new(),
        speaks_like: None,
        version: 1,
        paused: None,
        disconnected: None,
        test_mode: false,
    }
}

fn token(connection: &Connection, name: &str, created_at: i64) -> Token {
    Token {
        tenant: connection.tenant.clone(),
        id: Uuid::now_v7(),
        connection_id: connection.id,
        name: name.to_owned(),
        scope: "scim".to_owned(),
        created_at,
        expires_at: Some(NOW + 1),
        revoked_at: None,
        revoked_by: None,
        last_used_at: None,
        last_used_address: None,
        last_used_agent: None,
        person_id: None,
        may_write: false,
        role: None,
    }
}

async fn tenants_are_listed_by_id(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            tenants::create(tx, &tenant("zeta"))?;
            tenants::create(tx, &tenant("a-1"))?;
            assert_eq!(
                tenants::list(tx)?,
                [tenant("a-1"), tenant("acme"), tenant("zeta")]
            );
            assert_eq!(tenants::find(tx, "zeta")?, Some(tenant("zeta")));
            assert_eq!(tenants::find(tx, "Zeta")?, None);
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    let twin = store.write(|tx| tenants::create(tx, &tenant("acme"))).await;
    assert!(matches!(twin, Err(Error::Uniqueness { .. })), "{twin:?}");
}

async fn connections_are_found_by_name(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            let (okta, entra) = (connection("acme", "okta"), connection("acme", "entra"));
            connections::create(tx, &okta)?;
            connections::create(tx, &entra)?;
            assert_eq!(
                connections::list(tx, "acme")?,
                [entra.clone(), okta.clone()]
            );
            assert_eq!(connections::find(tx, "acme", okta.id)?, Some(okta.clone()));
            assert_eq!(connections::find(tx, "globex", okta.id)?, None);
            assert_eq!(connections::find_by_name(tx, "acme", "okta")?, Some(okta));
            assert_eq!(connections::find_by_name(tx, "acme", "other")?, None);
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    let twin = store
        .write(|tx| connections::create(tx, &connection("acme", "okta")))
        .await;
    assert!(matches!(twin, Err(Error::Uniqueness { .. })), "{twin:?}");
    let orphan = store
        .write(|tx| connections::create(tx, &connection("nobody", "okta")))
        .await;
    assert!(matches!(orphan, Err(Error::Reference)), "{orphan:?}");
}

async fn connections_are_told_how_to_speak(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            let (okta, entra) = (connection("acme", "okta"), connection("acme", "entra"));
            connections::create(tx, &okta)?;
            connections::create(tx, &entra)?;
            let strict = |connection: &Connection, rules: &str| Connection {
                profile: "strict".to_owned(),
                rules: rules.to_owned(),
                basic_allowed: false,
                ..connection.clone()
            };
            assert!(connections::update(tx, &strict(&okta, "+dotted-keys"))?);
            // It was read before that.
            assert!(!connections::update(tx, &strict(&okta, ""))?);
            let elsewhere = Connection {
                tenant: "globex".to_owned(),
                ..strict(&entra, "")
            };
            assert!(!connections::update(tx, &elsewhere)?);
            let seen = |provider: &str, first_seen_at, last_seen_at| Recognised {
                provider: provider.to_owned(),
                first_seen_at,
                last_seen_at,
            };
            connections::record_provider(tx, "acme", okta.id, &seen("okta", 1, 2))?;
            connections::record_provider(tx, "acme", okta.id, &seen("okta", 3, 4))?;
            connections::record_provider(tx, "globex", entra.id, &seen("okta", 3, 4))?;
            let told = Connection {
                profile: "strict".to_owned(),
                rules: "+dotted-keys".to_owned(),
                basic_allowed: false,
                speaks_like: Some(seen("okta", 1, 4)),
                version: okta.version + 1,
                ..okta.clone()
            };
            assert_eq!(connections::list(tx, "acme")?, [entra, told.clone()]);
            connections::record_provider(tx, "acme", okta.id, &seen("entra", 5, 6))?;
            let other = Connection {
                speaks_like: Some(seen("entra", 5, 6)),
                ..told
            };
            assert_eq!(connections::find(tx, "acme", okta.id)?, Some(other));
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}

async fn tokens_live_and_end(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            let okta = connection("acme", "okta");
            connections::create(tx, &okta)?;
            let (old, new) = (token(&okta, "old", NOW), token(&okta, "new", NOW + 1));
            tokens::insert(tx, &old)?;
            tokens::insert(tx, &new)?;
            assert_eq!(tokens::list(tx, "acme")?, [new.clone(), old.clone()]);
            assert_eq!(tokens::find(tx, "globex", old.id)?, None);
            assert!(tokens::revoke(tx, "acme", old.id, NOW + 5, "root")?);
            assert!(!tokens::revoke(
                tx,
                "acme",
                old.id,
                NOW + 6,
                "somebody else"
            )?);
            assert!(!tokens::revoke(tx, "globex", new.id, NOW + 6, "root")?);
            let last_use = |at, agent: Option<&str>| TokenUse {
                tenant: "acme".to_owned(),
                id: new.id,
                at,
                address: Some("192.0.2.1".to_owned()),
                agent: agent.map(str::to_owned),
            };
            tokens::record_use(
                tx,
                &[
                    last_use(NOW + 9, Some("Okta")),
                    last_use(NOW + 8, Some("late")),
                ],
            )?;
            let ended = Token {
                revoked_at: Some(NOW + 5),
                revoked_by: Some("root".to_owned()),
                ..old
            };
            assert_eq!(tokens::find(tx, "acme", ended.id)?, Some(ended));
            let used = Token {
                last_used_at: Some(NOW + 9),
                last_used_address: Some("192.0.2.1".to_owned()),
                last_used_agent: Some("Okta".to_owned()),
                ..new.clone()
            };
            assert_eq!(tokens::find(tx, "acme", new.id)?, Some(used));
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    let orphan = store
        .write(|tx| tokens::insert(tx, &token(&connection("acme", "unknown"), "t", NOW)))
        .await;
    assert!(matches!(orphan, Err(Error::Reference)), "{orphan:?}");
}

async fn received_attributes_add_up(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            let okta = connection("acme", "okta");
            connections::create(tx, &okta)?;
            let seen = |path: &str, count, at| ReceivedAttribute {
                tenant: "acme".to_owned(),
                connection_id: okta.id,
                resource_type: "User".to_owned(),
                path: path.to_owned(),
                fate: "dropped".to_owned(),
                count,
                first_seen_at: at,
                last_seen_at: at,
                sample: Some("99".to_owned()),
            };
            let long = "ü".repeat(300);
            received_attributes::record(tx, &[seen("shoeSize", 2, NOW), seen(&long, 1, NOW)], 3)?;
            let later = ReceivedAttribute {
                fate: "kept".to_owned(),
                sample: None,
                ..seen("shoeSize", 3, NOW + 7)
            };
            let of_group = ReceivedAttribute {
                resource_type: "Group".to_owned(),
                ..seen("shoeSize", 1, NOW)
            };
            let gone = ReceivedAttribute {
                connection_id: Uuid::now_v7(),
                ..seen("shoeSize", 1, NOW)
            };
            let more = [later, of_group.clone(), seen("onceTooMany", 1, NOW), gone];
            received_attributes::record(tx, &more, 3)?;
            let shoe_size = ReceivedAttribute {
                fate: "kept".to_owned(),
                last_seen_at: NOW + 7,
                ..seen("shoeSize", 5, NOW)
            };
            let all = [of_group, shoe_size, seen(&"ü".repeat(255), 1, NOW)];
            assert_eq!(received_attributes::list(tx, "acme", None)?, all);
            assert_eq!(received_attributes::list(tx, "acme", Some(okta.id))?, all);
            assert_eq!(
                received_attributes::list(tx, "acme", Some(Uuid::now_v7()))?,
                []
            );
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    // They go with their connection.
    let checked = if database.is_postgres() {
        ""
    } else {
        "PRAGMA foreign_keys = ON;"
    };
    database.execute(&format!("{checked} DELETE FROM connections"));
    let left = store.read(|conn| received_attributes::list(conn, "acme", None));
    assert_eq!(left.await.unwrap(), []);
}

async fn what_is_known_of_the_installation_is_written_once(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            assert_eq!(installation::find(tx, Fact::Schemas)?, None);
            installation::put(tx, Fact::Schemas, None, "one")?;
            installation::put(tx, Fact::SecretKey, None, "mark")?;
            installation::put(tx, Fact::Schemas, Some("one"), "two")?;
            assert_eq!(
                installation::find(tx, Fact::Schemas)?.as_deref(),
                Some("two")
            );
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    // Whoever read something else has to read again.
    for before in [None, Some("one")] {
        let late = store
            .write(move |tx| installation::put(tx, Fact::Schemas, before, "three"))
            .await;
        assert!(
            matches!(late, Err(Error::Busy | Error::Conflict)),
            "{late:?}"
        );
    }
    let kept = store.read(|conn| installation::find(conn, Fact::Schemas));
    assert_eq!(kept.await.unwrap().as_deref(), Some("two"));
}

async fn tables_that_have_grown_are_analysed_once(database: Database) {
    let store = database.store().await;
    assert_eq!(store.analyse_new().await.unwrap(), [""; 0]);
    let people: Vec<_> = (0..2_000)
        .map(|number| person(&format!("somebody-{number}@a-rather-long-name.example.com")))
        .collect();
    insert_all(&store, &users(), &people).await;
    let grown: &[&str] = match database.is_postgres() {
        true => &["resources"],
        false => &[],
    };
    assert_eq!(store.analyse_new().await.unwrap(), grown);
    assert_eq!(store.analyse_new().await.unwrap(), [""; 0]);
}
