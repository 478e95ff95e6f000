//! A replica that ends says so first, and serves until whoever shares out the requests has noticed.

use std::thread;

use crate::client::user;
use crate::program::Place;

#[test]
fn a_server_that_ends_serves_while_it_says_that_it_is_not_ready() {
    // Longer than any test takes: the notice does not end here.
    let place = Place::new().with("ROLLCALL_LIMITS_DRAIN_NOTICE_SECONDS", "86400");
    let mut server = place.serve("");
    let client = server.client.clone();
    let kept = client.get("/readyz").expect(200);
    assert_ne!(kept.header("connection"), Some("close"));
    server.signal("TERM");
    while client.get("/readyz").status == 200 {
        thread::yield_now();
    }
    let detail = client.get("/readyz").expect(503).text;
    assert!(detail.contains("another replica"), "{detail}");
    client.get("/healthz").expect(200);
    let created = client
        .post("/scim/Users", &user("ada@example.com"))
        .expect(201);
    assert_eq!(created.header("connection"), Some("close"));
    let refused = client
        .post("/scim/Users", &user("ada@example.com"))
        .expect(409);
    assert_eq!(refused.header("connection"), Some("close"));
    server.kill();
}
