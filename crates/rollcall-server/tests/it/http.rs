//! What clients do beside the RFCs on the level of HTTP, and what the framework would answer by itself.

use serde_json::json;

use crate::client::user;
use crate::harness::TestApp;

#[test]
fn base_urls_typed_by_hand_work() {
    let app = TestApp::on_sqlite();
    let id = app.create_user("ada+x@example.com");
    for target in [
        "/scim/Users/".to_owned(),
        "/scim//Users".to_owned(),
        "//scim/v2///Users//".to_owned(),
        "/scim/Users?".to_owned(),
        "/scim/Users?&".to_owned(),
        "/scim/Users?aadOptscim062020".to_owned(),
        "/scim/Users?aadOptscim062020&filter=userName+eq+%22ada%2Bx@example.com%22&".to_owned(),
        "/scim/Users?filter=userName%20eq%20%22ADA%2BX%40example.com%22?".to_owned(),
        "/scim/Users?filter=&startIndex=&count=&sortBy=&attributes=".to_owned(),
        "/scim/Users?FILTER=active+eq+true&unknown=1".to_owned(),
    ] {
        assert_eq!(
            app.get(&target).expect(200).json()["totalResults"],
            json!(1),
            "{target}"
        );
    }
    let changed = app.put(&format!("/scim/Users/{id}?"), &user("ada@example.com"));
    assert_eq!(
        changed.expect(200).json()["userName"],
        json!("ada@example.com")
    );
    app.get(&format!("/scim/Users/{id}&")).expect(200);
}

#[test]
fn the_base_url_and_unknown_addresses_answer_with_a_hint() {
    let app = TestApp::on_sqlite();
    for target in ["/scim", "/scim/", "/scim/v2", "/scim/v2/"] {
        for hint in [
            app.with_token("").get(target),
            app.with_token("")
                .get(&format!("{target}?aadOptscim062020")),
            app.put(target, &json!({})),
        ] {
            let detail = hint.scim_error(404, None);
            assert!(
                detail.contains("This is the SCIM base URL") && detail.contains("/Users"),
                "{detail}"
            );
        }
    }
    app.get("/scim/v2/nowhere/at/all").scim_error(404, None);
    app.get("/api/v1/nowhere").problem(403);
    app.get("/api/nowhere").problem(404);
    assert!(app.get("/nowhere").expect(404).text.contains("/scim"));
    app.post("/scim/Me", &json!({})).scim_error(501, None);
}

#[test]
fn answers_are_of_the_media_type_the_client_takes() {
    let app = TestApp::on_sqlite();
    for (accept, answered) in [
        ("application/scim+json", "application/scim+json"),
        ("application/json", "application/json"),
        ("application/json, text/plain, */*", "application/scim+json"),
        ("text/html", "application/scim+json"),
    ] {
        let reply = app
            .send("GET", "/scim/Users", &[("accept", accept)], None)
            .expect(200);
        assert_eq!(reply.header("content-type"), Some(answered), "{accept}");
        let error = app
            .send("GET", "/scim/Users/x", &[("accept", accept)], None)
            .expect(404);
        assert_eq!(error.header("content-type"), Some(answered), "{accept}");
    }
}

#[test]
fn bodies_come_in_every_json_media_type_or_none() {
    let app = TestApp::on_sqlite();
    let media_types = [
        "application/scim+json; charset=utf-8",
        "application/json",
        "text/json",
        "application/json;charset=UTF-8",
    ];
    for (n, media_type) in media_types.into_iter().enumerate() {
        let body = user(&format!("p{n}@example.com")).to_string();
        app.send(
            "POST",
            "/scim/Users",
            &[("content-type", media_type)],
            Some(body.as_bytes()),
        )
        .expect(201);
    }
    let without = user("none@example.com").to_string();
    let request = format!(
        "POST /scim/Users HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: {}\r\ncontent-length: {}\r\n\r\n{without}",
        app.token,
        without.len()
    );
    assert!(app.raw(request.as_bytes()).starts_with("HTTP/1.1 201"));
    app.send(
        "GET",
        "/scim/Users",
        &[("content-type", "application/scim+json")],
        None,
    )
    .expect(200);
}

#[test]
fn head_answers_as_get_without_a_body() {
    let app = TestApp::on_sqlite();
    let id = app.create_user("ada@example.com");
    for target in [
        "/scim/Users".to_owned(),
        format!("/scim/Users/{id}"),
        "/scim/Schemas".to_owned(),
        "/healthz".to_owned(),
    ] {
        let (get, head) = (app.get(&target), app.send("HEAD", &target, &[], None));
        assert_eq!((head.status, head.text.as_str()), (200, ""), "{target}");
        for name in ["content-type", "etag"] {
            assert_eq!(head.header(name), get.header(name), "{target}");
        }
    }
    app.send("HEAD", "/scim/Users/x", &[], None).expect(404);
}

#[test]
fn discovery_agrees_with_itself() {
    let app = TestApp::on_sqlite();
    for base in ["/scim", "/scim/v2"] {
        for list in ["ResourceTypes", "Schemas"] {
            let all = app.get(&format!("{base}/{list}")).expect(200).json();
            let resources = all["Resources"].as_array().unwrap();
            assert_eq!(all["totalResults"], json!(resources.len()));
            for resource in resources {
                let target = format!("{base}/{list}/{}", resource["id"].as_str().unwrap());
                assert_eq!(&app.get(&target).expect(200).json(), resource);
                assert_eq!(
                    resource["meta"]["location"],
                    json!(format!("http://{}{target}", app.address))
                );
            }
            app.get(&format!("{base}/{list}?filter=id+pr"))
                .scim_error(403, None);
            app.get(&format!("{base}/{list}/nothing"))
                .scim_error(404, None);
        }
    }
    // RFC 7644 §2: how to authenticate can be found out without a token.
    app.with_token("")
        .get("/scim/ServiceProviderConfig")
        .expect(200);
    app.with_token("wrong")
        .get("/scim/ServiceProviderConfig")
        .scim_error(401, None);
    app.with_token("")
        .get("/scim/Schemas")
        .scim_error(401, None);
}

#[test]
fn a_public_url_is_what_clients_see() {
    let app = TestApp::configured(|config| {
        config.public_url = Some("https://rollcall.example.com/x".to_owned());
    });
    let created = app
        .post("/scim/v2/Users", &user("ada@example.com"))
        .expect(201);
    let location = format!(
        "https://rollcall.example.com/x/scim/v2/Users/{}",
        created.id()
    );
    assert_eq!(created.header("location"), Some(&*location));
    let behind = [
        ("x-forwarded-host", "elsewhere.example"),
        ("x-forwarded-proto", "https"),
    ];
    let reply = app
        .send("GET", "/scim/ResourceTypes/User", &behind, None)
        .expect(200)
        .json();
    assert_eq!(
        reply["meta"]["location"],
        json!("https://rollcall.example.com/x/scim/ResourceTypes/User")
    );
}

#[test]
fn a_proxy_may_say_how_it_was_called() {
    let app = TestApp::on_sqlite();
    let headers = [
        ("x-forwarded-host", "rollcall.example.com"),
        ("x-forwarded-proto", "https"),
    ];
    let reply = app
        .send("GET", "/scim/ResourceTypes/User", &headers, None)
        .expect(200)
        .json();
    assert_eq!(
        reply["meta"]["location"],
        json!("https://rollcall.example.com/scim/ResourceTypes/User")
    );
}

#[test]
fn every_answer_has_an_id_of_its_own() {
    let app = TestApp::on_sqlite();
    let id = |target: &str| {
        app.send("GET", target, &[("x-request-id", "mine")], None)
            .header("x-request-id")
            .unwrap()
            .to_owned()
    };
    let ids: std::collections::BTreeSet<_> = [
        "/scim/Users",
        "/scim/x/y/z",
        "/healthz",
        "/nowhere",
        "/api/v1/x",
    ]
    .map(id)
    .into();
    assert_eq!(ids.len(), 5);
    assert!(
        ids.iter()
            .all(|id| uuid::Uuid::try_parse(id).is_ok_and(|id| id.get_version_num() == 7))
    );
}

#[test]
fn long_answers_are_compressed_for_those_who_ask() {
    let app = TestApp::on_sqlite();
    let request = |encoding: &str| {
        let head = format!(
            "GET /scim/Schemas HTTP/1.1\r\nhost: x\r\nconnection: close\r\naccept-encoding: {encoding}\r\nauthorization: {}\r\n\r\n",
            app.token
        );
        app.raw(head.as_bytes()).to_lowercase()
    };
    assert!(request("gzip,deflate").contains("content-encoding: gzip"));
    assert!(!request("identity").contains("content-encoding"));
    assert!(request("identity;q=0").starts_with("http/1.1 406"));
}

#[test]
fn malformed_http_is_a_client_error() {
    let app = TestApp::on_sqlite();
    for request in [
        "GET /scim/Us ers HTTP/1.1\r\nhost: x\r\n\r\n",
        "NONSENSE\r\n\r\n",
        "GET /scim/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    ] {
        let answer = app.raw(request.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 4"), "{request}: {answer}");
    }
    app.create_user("still@example.com");
}
