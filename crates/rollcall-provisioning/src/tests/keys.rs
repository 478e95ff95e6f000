//! The secret key, and the database that knows its own.

use rollcall_storage::installation::{self, Fact};
use serde_json::json;

use super::harness::{Organisation, person};
use super::on_both_databases;
use crate::auth::{Denied, Scope, authenticate};
use crate::jobs::{self, Asked, Outcome};
use crate::keys::Ended;
use crate::tokens::Rotation;
use crate::{Error, keys, tokens};

on_both_databases!(
    another_key_is_refused,
    of_many_first_starts_one_key_stays,
    a_new_key_ends_what_the_former_one_protects,
    a_database_that_fails_is_no_other_key,
    only_a_start_tells_the_database_its_key,
);

async fn another_key_is_refused(o: Organisation) {
    keys::settle(&o.p).await.unwrap();
    keys::settle(&o.p).await.unwrap();
    let refused = keys::settle(&o.with_another_key()).await;
    let Err(Error::Input(text)) = refused else {
        panic!("{refused:?}");
    };
    for setting in [
        "ROLLCALL_SECRET_KEY",
        "ROLLCALL_SECRET_KEY_FILE",
        "--new-secret-key",
    ] {
        assert!(text.contains(setting), "{text}");
    }
    keys::settle(&o.p).await.unwrap();
}

async fn of_many_first_starts_one_key_stays(o: Organisation) {
    let other = o.with_another_key();
    let (one, two) = tokio::join!(keys::settle(&o.p), keys::settle(&other));
    assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1);
    assert!(matches!(one.and(two), Err(Error::Input(_))));
}

async fn a_new_key_ends_what_the_former_one_protects(o: Organisation) {
    keys::settle(&o.p).await.unwrap();
    let token = tokens::create(&o.p, tokens::NewToken::provisioning("default", "Okta"))
        .await
        .unwrap();
    let asked = Asked::Change(
        scim_core::bulk::Method::Post,
        "Users".to_owned(),
        String::new(),
        person("a"),
    );
    let accepted = jobs::enqueue(&o.p, &o.call(), asked).await.unwrap();

    let other = o.with_another_key();
    let ended = keys::replace(&other).await.unwrap();
    // The organisation's first token is one too.
    assert_eq!((ended.tokens, ended.waiting), (2, 1));
    assert_eq!(keys::replace(&other).await.unwrap(), Ended::default());
    let listed = tokens::list(&other, "default").await.unwrap();
    for listed in listed {
        assert_eq!(listed.token.revoked_by.as_deref(), Some("new secret key"));
    }
    let rotated = tokens::rotate(&other, "default", "Okta", Rotation::default()).await;
    assert!(
        matches!(&rotated, Err(Error::Input(text)) if text.contains("has ended")),
        "{rotated:?}"
    );
    keys::settle(&other).await.unwrap();
    assert!(matches!(keys::settle(&o.p).await, Err(Error::Input(_))));
    let header = format!("Bearer {}", token.secret);
    let denied = authenticate(&other, Some(&header), Some(Scope::Scim), Default::default())
        .await
        .unwrap();
    assert_eq!(denied.unwrap_err(), Denied::ForeignKey);
    // Nothing can carry it out any more, and nothing waits behind it.
    assert_eq!(jobs::work_round(&other, &|| false).await.unwrap(), 0);
    let outcome = jobs::find(&other, &o.call(), &accepted.txn).await.unwrap();
    let Outcome::Finished(message) = outcome else {
        panic!("{outcome:?}");
    };
    let answer = &message["Operations"][0];
    assert_eq!(
        (&answer["method"], &answer["status"]),
        (&json!("POST"), &json!("500"))
    );
    assert_eq!(o.headlines().await, ["User answered"]);
}

async fn a_database_that_fails_is_no_other_key(o: Organisation) {
    keys::settle(&o.p).await.unwrap();
    o.execute("DROP TABLE installation");
    for done in [
        keys::settle(&o.p).await,
        keys::replace(&o.p).await.map(drop),
    ] {
        assert!(matches!(done, Err(Error::Internal(_))), "{done:?}");
    }
    // The mark says nothing about the key itself.
    assert_ne!(o.p.key_mark(), o.with_another_key().key_mark());
    let read =
        o.p.store()
            .read(|conn| installation::find(conn, Fact::SecretKey));
    assert!(read.await.is_err());
}

async fn only_a_start_tells_the_database_its_key(o: Organisation) {
    let refused = keys::check(&o.p).await;
    assert!(
        matches!(&refused, Err(Error::Input(text)) if text.contains("rollcall migrate")),
        "{refused:?}"
    );
    keys::settle(&o.p).await.unwrap();
    keys::check(&o.p).await.unwrap();
    assert!(matches!(
        keys::check(&o.with_another_key()).await,
        Err(Error::Input(_))
    ));
}
