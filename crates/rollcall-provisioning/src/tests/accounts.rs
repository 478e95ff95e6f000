//! What of accounts depends on the time: pauses, sessions that rest, links that expire, entries that are kept long enough.

use std::sync::atomic::{AtomicI64, Ordering};

use rollcall_storage::admins;
use rollcall_storage::testing::TestDatabase;
use tokio::sync::{Mutex, MutexGuard};

use crate::accounts::set_up::{self, NewOwner};
use crate::accounts::{Begun, Credentials, Refusal, resets, session, sign_in};
use crate::audit::{self, By, INSTALLATION, Query};
use crate::auth::Origin;
use crate::{Error, Limits, Provisioning, Result, SECOND, SecretKey, Settings};

const HOUR: i64 = 3_600 * SECOND;
const PASSWORD: &str = "three words in a row";

static NOW: AtomicI64 = AtomicI64::new(1_790_000_000_000_000);
/// The clock is one for all, so one test has it at a time.
static TURN: Mutex<()> = Mutex::const_new(());

fn standing() -> i64 {
    NOW.load(Ordering::Relaxed)
}

/// Lets time pass.
fn pass(microseconds: i64) {
    NOW.fetch_add(microseconds, Ordering::Relaxed);
}

/// An installation that was set up.
struct Site {
    p: Provisioning,
    begun: Begun,
    code: String,
    _database: TestDatabase,
}

/// The databases at hand, and the clock.
async fn databases() -> (Vec<TestDatabase>, MutexGuard<'static, ()>) {
    let turn = TURN.lock().await;
    let databases = [Some(TestDatabase::sqlite()), TestDatabase::postgres()];
    (databases.into_iter().flatten().collect(), turn)
}

impl Site {
    async fn on(database: TestDatabase) -> Self {
        let settings = Settings {
            clock: standing,
            limits: Limits::default(),
            ..Settings::new(database.settings(), SecretKey::generate().unwrap())
        };
        let p = Provisioning::open(settings).unwrap();
        p.migrate().unwrap();
        let code = p.first_start().await.unwrap().unwrap().set_up_link.code;
        let begun = make_owner(&p, &code).await.unwrap();
        Self {
            p,
            begun,
            code,
            _database: database,
        }
    }
}

async fn make_owner(p: &Provisioning, code: &str) -> Result<Begun> {
    let new = NewOwner {
        code: code.to_owned(),
        organisation: None,
        name: "Ada".to_owned(),
        email: "ada@example.com".to_owned(),
        password: PASSWORD.to_owned(),
    };
    set_up::set_up(p, new, Origin::default(), &By::program()).await
}

async fn try_with(p: &Provisioning, password: &str) -> Result<Begun> {
    let given = Credentials {
        email: "ada@example.com".to_owned(),
        password: password.to_owned(),
        code: None,
    };
    sign_in(p, given, Origin::default(), &By::program()).await
}

fn refusal<T>(result: Result<T>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => *refusal,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was not refused"),
    }
}

#[tokio::test]
async fn the_pause_doubles_and_holds_for_the_right_password_too() {
    let (databases, _turn) = databases().await;
    for database in databases {
        let Site { p, .. } = &Site::on(database).await;
        for _ in 0..5 {
            assert_eq!(refusal(try_with(p, "wrong").await).code, "sign_in_refused");
        }
        for seconds in [1, 2, 4, 8] {
            let paused = refusal(try_with(p, PASSWORD).await);
            assert_eq!(
                (paused.code, paused.retry_after_seconds),
                ("sign_in_blocked", Some(seconds))
            );
            pass(i64::from(seconds) * SECOND);
            refusal(try_with(p, "wrong").await);
        }
        pass(16 * SECOND);
        try_with(p, PASSWORD).await.unwrap();
        // Whoever got in begins anew.
        for _ in 0..4 {
            refusal(try_with(p, "wrong").await);
        }
        try_with(p, PASSWORD).await.unwrap();
        let query = Query {
            limit: 100,
            action: Some("session.blocked".to_owned()),
            ..Query::default()
        };
        let entries = audit::list(p, "default", query).await.unwrap().entries;
        assert_eq!(entries.len(), 5);
    }
}

#[tokio::test]
async fn a_session_that_rests_ends_and_one_that_is_used_does_not() {
    let (databases, _turn) = databases().await;
    for database in databases {
        let Site { p, begun, .. } = &Site::on(database).await;
        let resting = try_with(p, PASSWORD).await.unwrap().token;
        for _ in 0..3 {
            pass(5 * HOUR);
            session::authenticate(p, &begun.token, Some("default"))
                .await
                .unwrap();
        }
        assert_eq!(
            refusal(session::authenticate(p, &resting, None).await).code,
            "session_ended"
        );
        // However much it is used, it ends.
        for _ in 0..40 {
            pass(4 * HOUR);
            drop(session::authenticate(p, &begun.token, None).await);
        }
        refusal(session::authenticate(p, &begun.token, None).await);
    }
}

#[tokio::test]
async fn a_link_that_nobody_used_in_time_opens_nothing() {
    let (databases, _turn) = databases().await;
    for database in databases {
        let Site { p, code, .. } = &Site::on(database).await;
        assert_eq!(refusal(make_owner(p, code).await).code, "link_used");
        let earlier = set_up::link(p, &By::program()).await.unwrap();
        let link = set_up::link(p, &By::program()).await.unwrap();
        assert_eq!(
            refusal(make_owner(p, &earlier.code).await).code,
            "link_revoked"
        );
        pass(30 * 60 * SECOND);
        let late = refusal(make_owner(p, &link.code).await);
        assert_eq!((late.status, late.code), (410, "link_expired"));
        assert!(late.detail.contains("expired on 20"), "{}", late.detail);
    }
}

#[tokio::test]
async fn entries_are_kept_as_long_as_they_are_to_be() {
    let (databases, _turn) = databases().await;
    for database in databases {
        let Site { p, .. } = &Site::on(database).await;
        let count = async |tenant| {
            let query = Query {
                limit: 1_000,
                ..Query::default()
            };
            audit::list(p, tenant, query).await.unwrap().entries.len()
        };
        let goes_on = || false;
        let before = (count("default").await, count(INSTALLATION).await);
        assert!(before.0 > 0 && before.1 > 0);
        assert_eq!(audit::work_round(p, &goes_on).await.unwrap(), 0);
        pass(399 * 24 * HOUR);
        try_with(p, PASSWORD).await.unwrap();
        pass(2 * 24 * HOUR);
        assert_eq!(
            audit::work_round(p, &goes_on).await.unwrap(),
            before.0 + before.1
        );
        // The session that began later is in both.
        assert_eq!((count("default").await, count(INSTALLATION).await), (1, 1));
    }
}

#[tokio::test]
async fn a_second_factor_that_cannot_be_read_lets_nobody_in() {
    let (databases, _turn) = databases().await;
    for database in databases {
        let Site { p, begun, .. } = &Site::on(database).await;
        let id = begun.view.account.id;
        let spoil = p.store().write(move |tx| {
            let mut admin = admins::lock(tx, id)?.unwrap();
            admin.second_factor = Some(r#"{"secret": 7}"#.to_owned());
            Ok::<_, Error>(admins::update(tx, &admin)?)
        });
        spoil.await.unwrap();
        let error = try_with(p, PASSWORD).await.err().unwrap();
        assert!(matches!(error, Error::Internal(_)), "{error:?}");
        // Whoever lost it is let in by a link that an owner makes, which takes it away.
        let by = By::program();
        let link = resets::link(p, "ada@example.com", true, &by).await.unwrap();
        resets::reset(p, link.code, PASSWORD.to_owned(), &by)
            .await
            .unwrap();
        try_with(p, PASSWORD).await.unwrap();
    }
}
