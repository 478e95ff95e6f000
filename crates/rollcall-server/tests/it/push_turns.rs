//! Where events are pushed to, and whose turn it is.

use std::net::TcpListener;

use rollcall_provisioning::auth::Scope;
use rollcall_provisioning::events::Reach;
use serde_json::json;

use crate::harness::TestApp;
use crate::receiver::{Receiver, accepted};

#[test]
fn a_receiver_that_never_answers_keeps_no_other_tenant_waiting() {
    // Longer than this test waits for the other tenant's event.
    for app in TestApp::each_configured(|config| config.limits.push_seconds_max = 120) {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/events", silent.local_addr().unwrap());
        let acme = app.client_of("acme", Scope::Api);
        for number in 0..40 {
            let name = format!("silent {number}");
            let body = json!({ "name": name, "delivery": "push", "endpoint": url });
            acme.post("/api/v1/event-streams", &body).expect(201);
        }
        app.client_of("acme", Scope::Scim)
            .create_user("ada@example.com");
        let mut held = vec![silent.accept().unwrap()];

        let receiver = Receiver::start(|_, _| accepted());
        let body = json!({ "name": "SIEM", "delivery": "push", "endpoint": receiver.url() });
        app.client_of("default", Scope::Api)
            .post("/api/v1/event-streams", &body)
            .expect(201);
        for name in ["bob@example.com", "eve@example.com"] {
            app.create_user(name);
            receiver.next();
        }
        // Some of acme's streams are still under way.
        silent.set_nonblocking(true).unwrap();
        held.extend(std::iter::from_fn(|| silent.accept().ok()));
        assert!(held.len() <= 8, "{}", held.len());
    }
}

#[test]
fn events_are_not_pushed_to_this_machine_unless_its_operator_says_so() {
    let app = TestApp::configured(|config| config.push_reach = Reach::Private);
    let api = app.client_of("default", Scope::Api);
    for endpoint in [
        "http://127.0.0.1:9/events",
        "http://localhost/events",
        "https://127.0.0.1/events",
        "https://[::1]/events",
        "https://api.localhost/events",
    ] {
        let body = json!({ "name": "SIEM", "delivery": "push", "endpoint": endpoint });
        let refused = api.post("/api/v1/event-streams", &body).problem(400);
        assert!(
            refused.contains("push_reach = \"machine\""),
            "{endpoint}: {refused}"
        );
    }
    let inside = json!({ "name": "SIEM", "delivery": "push", "endpoint": "https://10.0.0.7/" });
    api.post("/api/v1/event-streams", &inside).expect(201);

    let app = TestApp::configured(|config| config.push_reach = Reach::Public);
    let api = app.client_of("default", Scope::Api);
    let refused = api.post("/api/v1/event-streams", &inside).problem(400);
    assert!(refused.contains("push_reach = \"private\""), "{refused}");
    let nowhere = json!({ "name": "x", "delivery": "push", "endpoint": "https://168.63.129.16/" });
    let refused = api.post("/api/v1/event-streams", &nowhere).problem(400);
    assert!(refused.contains("whatever push_reach is"), "{refused}");
}
