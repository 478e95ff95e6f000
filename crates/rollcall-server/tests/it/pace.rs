//! One tenant that asks too fast waits; the others do not.

use rollcall_provisioning::auth::Scope;

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
