//! For whoever runs the server.

use serde_json::json;

use crate::client::user;
use crate::harness::{TestApp, on_both};

on_both!(it_says_that_it_is_well);

fn it_says_that_it_is_well(app: &TestApp) {
    let nobody = app.with_token("");
    assert_eq!(nobody.get("/healthz").expect(200).text, "ok\n");
    assert_eq!(nobody.get("/readyz").expect(200).text, "ready\n");
    // It leads to where one signs in.
    let page = nobody.get("/").expect(200);
    assert!(page.text.contains("action=\"/sign-in\""), "{}", page.text);
    assert!(page.header("content-security-policy").is_some());
}

/// On PostgreSQL, where a database can go away while the server runs.
mod postgres_lost {
    use crate::harness::TestApp;

    #[test]
    fn without_a_database_clients_are_told_to_come_back() {
        let Some(mut app) = TestApp::on_postgres() else {
            eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set");
            return;
        };
        app.get("/scim/Users").expect(200);
        app.lose_database();
        let reply = app.get("/scim/Users");
        let detail = reply.scim_error(503, None);
        assert!(
            detail.contains("database") && !detail.contains("rollcall_test"),
            "{detail}"
        );
        let seconds: u32 = reply.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&seconds));
        app.get("/readyz").expect(503);
        app.get("/healthz").expect(200);
    }
}

#[test]
fn requests_are_counted_without_what_identifies_anybody() {
    let app = TestApp::on_sqlite();
    let id = app.create_user("ada@example.com");
    app.get(&format!("/scim/v2/Users/{id}")).expect(200);
    app.post("/scim/Users", &user("ada@example.com"))
        .expect(409);
    app.get("/scim/Users/ada@example.com").expect(404);
    app.get("/some/ada@example.com").expect(404);
    app.get("/scim/Schemas").expect(200);
    let search = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "filter": "userName eq \"ada@example.com\"",
    });
    app.post("/scim/Users/.search", &search).expect(200);
    let text = app.with_token("").get("/metrics").expect(200).text;
    for counted in [
        r#"rollcall_http_requests_total{method="POST",endpoint="/scim/Users",status="201"} 1"#,
        r#"rollcall_http_requests_total{method="POST",endpoint="/scim/Users",status="409"} 1"#,
        r#"rollcall_http_requests_total{method="GET",endpoint="/scim/Users/{id}",status="200"} 1"#,
        r#"rollcall_http_requests_total{method="GET",endpoint="/scim/Users/{id}",status="404"} 1"#,
        r#"rollcall_http_requests_total{method="GET",endpoint="other",status="404"} 1"#,
        r#"rollcall_http_requests_total{method="GET",endpoint="/scim/Schemas",status="200"} 1"#,
        r#"rollcall_http_requests_total{method="POST",endpoint="/scim/Users/.search",status="200"} 1"#,
        "rollcall_http_request_duration_seconds_bucket",
    ] {
        assert!(text.contains(counted), "{counted} is not in {text}");
    }
    assert!(!text.contains("ada") && !text.contains(&id), "{text}");
}
