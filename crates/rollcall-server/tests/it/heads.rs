//! What stands in a request's head: who asks, by which address, on which condition.

use rollcall_provisioning::auth::Scope;

use crate::harness::{TestApp, on_both};

on_both!(a_condition_on_a_reading_holds);

fn a_condition_on_a_reading_holds(app: &TestApp) {
    let at = format!("/scim/Users/{}", app.create_user("ada@example.com"));
    let etag = app.get(&at).expect(200).header("etag").unwrap().to_owned();
    app.send("GET", &at, &[("if-match", &etag)], None)
        .expect(200);
    app.send("GET", &at, &[("if-match", "*")], None).expect(200);
    let stale = app.send("GET", &at, &[("if-match", "W/\"7\"")], None);
    stale.scim_error(412, None);
    // About a collection, which has no version, there is no condition.
    let body = crate::client::user("bob@example.com").to_string();
    let headers = [
        ("content-type", "application/scim+json"),
        ("if-none-match", "*"),
    ];
    app.send("POST", "/scim/Users", &headers, Some(body.as_bytes()))
        .expect(201);
}

#[test]
fn only_a_host_and_http_become_part_of_urls() {
    let app = TestApp::on_sqlite();
    let at = format!("/scim/Users/{}", app.create_user("ada@example.com"));
    let base = |headers: &[(&str, &str)]| {
        let reply = app.send("GET", &at, headers, None).expect(200);
        let location = reply.header("location").unwrap().to_owned();
        location.split_once("/scim").unwrap().0.to_owned()
    };
    let own = format!("http://{}", app.address);
    assert_eq!(base(&[]), own);
    let proxied = [
        ("x-forwarded-host", "people.example.com"),
        ("x-forwarded-proto", "https"),
    ];
    assert_eq!(base(&proxied), "https://people.example.com");
    for (name, value) in [
        ("x-forwarded-host", "evil.example/x?"),
        ("x-forwarded-host", "user@evil.example"),
        ("x-forwarded-host", "<script>"),
        ("forwarded", "host=\"evil.example/path\""),
        ("x-forwarded-proto", "javascript"),
        ("forwarded", "proto=ftp"),
    ] {
        assert_eq!(base(&[(name, value)]), own, "{name}: {value}");
    }
}

#[test]
fn two_different_authorizations_are_refused() {
    let app = TestApp::on_sqlite();
    let ask = |second: &str| {
        let (token, host) = (&app.token, app.address);
        let request = format!(
            "GET /scim/Users HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n{second}connection: close\r\n\r\n"
        );
        app.raw(request.as_bytes())
    };
    assert!(ask("").starts_with("HTTP/1.1 200"));
    let twice = format!("authorization: Bearer {}\r\n", app.token);
    assert!(ask(&twice).starts_with("HTTP/1.1 200"));
    let refused = ask("authorization: Bearer other\r\n");
    assert!(refused.starts_with("HTTP/1.1 400"), "{refused}");
    assert!(
        refused.contains("several Authorization headers"),
        "{refused}"
    );
}

#[test]
fn a_token_as_user_name_is_told_to_be_the_password() {
    use base64::Engine as _;
    let app = TestApp::on_sqlite();
    let basic = |pair: String| {
        let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
        let header = format!("Basic {encoded}");
        let nobody = app.with_token("");
        nobody.send("GET", "/scim/Users", &[("authorization", &header)], None)
    };
    basic(format!("anybody:{}", app.token)).expect(200);
    for pair in [format!("{}:", app.token), format!("{}:x", app.token)] {
        let detail = basic(pair).scim_error(401, None);
        assert!(detail.contains("it is the password"), "{detail}");
    }
    let detail = basic("somebody:else".to_owned()).scim_error(401, None);
    assert!(!detail.contains("password"), "{detail}");
}

#[test]
fn what_the_server_can_do_is_for_every_good_token() {
    let app = TestApp::on_sqlite();
    for scope in [Scope::Api, Scope::Events] {
        let client = app.client_of("default", scope);
        client.get("/scim/ServiceProviderConfig").expect(200);
        client.get("/scim/Schemas").scim_error(403, None);
        client.get("/scim/Users").scim_error(403, None);
    }
    app.with_token("wrong")
        .get("/scim/ServiceProviderConfig")
        .scim_error(401, None);
}

#[test]
fn a_result_without_its_transaction_is_explained() {
    let app = TestApp::on_sqlite();
    for address in ["/scim/.async", "/scim/v2/.async/"] {
        let detail = app.get(address).scim_error(404, None);
        assert!(detail.contains("Set-Txn"), "{detail}");
    }
}
