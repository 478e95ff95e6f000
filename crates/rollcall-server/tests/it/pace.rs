//! One tenant that asks too fast, or for too much at once, waits; the others do not.

use std::thread;

use rollcall_provisioning::auth::Scope;

use crate::client::user;
use crate::harness::TestApp;

#[test]
fn who_asks_too_fast_is_told_when_to_come_back() {
    let app = TestApp::configured(|config| config.http.requests_per_second_max = 1);
    let other = app.client_of("other", Scope::Scim);
    let refused = (0..1_000)
        .map(|_| app.get("/scim/Users?count=1"))
        .find(|reply| reply.status != 200)
        .unwrap();
    let detail = refused.scim_error(429, None);
    assert!(detail.contains("More than 1 requests a second"), "{detail}");
    let seconds: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=2).contains(&seconds), "{seconds}");
    other.get("/scim/Users?count=1").expect(200);
}

#[test]
fn who_asks_for_too_much_at_once_waits_or_comes_back() {
    const AT_ONCE: usize = 16;
    let app = TestApp::configured(|config| {
        config.http.requests_at_once_max = 1;
        config.http.requests_waiting_max = 2;
    });
    let create = |name: String| app.post("/scim/Users", &user(&name));
    let (mut created, mut refused) = (0, None);
    for round in 0..100 {
        let replies = thread::scope(|scope| {
            let creating: Vec<_> = (0..AT_ONCE)
                .map(|n| scope.spawn(move || create(format!("person-{round}-{n}@example.com"))))
                .collect();
            let replies = creating.into_iter().map(|reply| reply.join().unwrap());
            replies.collect::<Vec<_>>()
        });
        let (done, others): (Vec<_>, Vec<_>) =
            replies.into_iter().partition(|reply| reply.status == 201);
        created += done.len();
        refused = others.into_iter().next();
        if refused.is_some() {
            break;
        }
    }
    let refused = refused.expect("a refusal");
    let detail = refused.scim_error(429, None);
    assert!(
        detail.contains("2 requests of this organisation are waiting"),
        "{detail}"
    );
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(app.total("Users"), i64::try_from(created).unwrap());
}
