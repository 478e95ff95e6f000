//! SCIM servers as they are met.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    Base, Capabilities, Paging, SOURCE_EXTENSION, ScimClient, capabilities_request,
    read_capabilities,
};
use crate::Kind;
use crate::source::{Ask, Limits, Position, Source};
use crate::wire::Response;

fn answer(status: u16, body: &Value) -> Response {
    let answer = http::Response::builder()
        .status(status)
        .header("retry-after", "7");
    answer.body(body.to_string().into_bytes()).unwrap()
}

fn client(paging: Paging, filters: bool) -> ScimClient {
    ScimClient {
        base: Base::typed("https://directory.example.com/scim/v2/", &[]).unwrap(),
        capabilities: Capabilities {
            filters,
            page_people_max: None,
            paging,
        },
        limits: Limits::default(),
    }
}

fn list(people: &[Value], total: u64, more: &Value) -> Response {
    let mut body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": total, "Resources": people,
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    answer(200, &body)
}

fn user(id: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": id, "userName": format!("{id}@example.com"),
        "meta": {"lastModified": "2026-12-01T00:00:00Z"}, "active": true,
    })
}

#[test]
fn an_address_is_https_and_a_host_of_the_internet() {
    for (text, users) in [
        (
            "https://directory.example.com/scim/v2/",
            "https://directory.example.com/scim/v2/Users",
        ),
        (
            "https://directory.example.com:8443/scim/Users",
            "https://directory.example.com:8443/scim/Users",
        ),
        (
            "https://directory.example.com",
            "https://directory.example.com/Users",
        ),
    ] {
        assert_eq!(
            Base::typed(text, &[])
                .unwrap()
                .url("Users")
                .unwrap()
                .as_str(),
            users
        );
    }
    for wrong in [
        "",
        "directory.example.com",
        "http://directory.example.com/",
        "https://me:x@directory.example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/scim",
        "https://directory.internal/",
        "https://directory.example.com/?a=b",
        "https://directory.example.com/#x",
        "file:///etc/passwd",
        "https://dir\u{435}ctory.example.com/",
    ] {
        let trouble = Base::typed(wrong, &[]).unwrap_err();
        assert_eq!(trouble.kind, Kind::Settings, "{wrong}");
        assert!(
            trouble
                .detail
                .contains("https://directory.example.com/scim/v2"),
            "{trouble}"
        );
    }
    let operators = ["http://127.0.0.1:9000".to_owned()];
    assert!(Base::typed("http://127.0.0.1:9000/scim", &operators).is_ok());
    assert!(Base::typed("http://127.0.0.1:9001/scim", &operators).is_err());
}

#[test]
fn what_a_server_can_it_says() {
    let base = Base::typed("https://directory.example.com/scim", &[]).unwrap();
    let request = capabilities_request(&base).unwrap();
    assert_eq!(request.uri().path(), "/scim/ServiceProviderConfig");
    assert!(
        request.headers()["accept"]
            .to_str()
            .unwrap()
            .starts_with("application/scim+json")
    );
    let config = json!({
        "filter": {"supported": true, "maxResults": 150},
        "pagination": {"cursor": true, "index": true, "maxPageSize": 100, "defaultPaginationMethod": "index"},
    });
    let all = read_capabilities(&answer(200, &config)).unwrap();
    assert_eq!(
        all,
        Capabilities {
            filters: true,
            page_people_max: Some(100),
            paging: Paging::Cursor
        }
    );
    assert_eq!(
        read_capabilities(&answer(200, &json!({}))),
        Ok(Capabilities::default())
    );
    assert_eq!(
        read_capabilities(&answer(404, &json!({}))),
        Ok(Capabilities::default())
    );
    assert_eq!(
        read_capabilities(&answer(200, &json!("<html>")))
            .unwrap_err()
            .kind,
        Kind::Settings
    );
    assert_eq!(
        read_capabilities(&answer(401, &json!({})))
            .unwrap_err()
            .kind,
        Kind::NeedsToken
    );
}

#[test]
fn pages_by_index() {
    let client = client(Paging::Index, false);
    let ask = Ask::everybody(2);
    let uri = |ask: &Ask| client.page_request(ask).unwrap().uri().to_string();
    assert_eq!(
        uri(&ask),
        "https://directory.example.com/scim/v2/Users?startIndex=1&count=2"
    );
    let read = client
        .read(&ask, &list(&[user("a"), user("b")], 3, &json!({})))
        .unwrap();
    assert_eq!(read.next, Some(Position::stored("index:3/3")));
    let ask = ask.at(read.next.unwrap());
    assert!(uri(&ask).ends_with("startIndex=3&count=2"));
    let last = client
        .read(&ask, &list(&[user("c")], 3, &json!({})))
        .unwrap();
    assert_eq!(last.next, None);
    let shrunk = client.read(&ask, &list(&[], 2, &json!({}))).unwrap_err();
    assert_eq!(shrunk.kind, Kind::BeginAgain);
    let none = client
        .read(
            &Ask::everybody(2),
            &answer(200, &json!({"totalResults": 0})),
        )
        .unwrap();
    assert_eq!((none.people.len(), none.next), (0, None));
    assert!(
        client
            .page_request(&Ask::everybody(2).at(Position::stored("x")))
            .is_err()
    );
}

#[test]
fn pages_by_cursor() {
    let client = client(Paging::Cursor, true);
    let ask = Ask::changed(500, 1_796_083_200_000_000, 0);
    let uri = |ask: &Ask| client.page_request(ask).unwrap().uri().to_string();
    assert!(uri(&ask).ends_with(
        "?filter=meta.lastModified+gt+%222026-12-01T00%3A00%3A00.000Z%22&cursor=&count=200"
    ));
    let read = client
        .read(
            &ask,
            &list(&[user("a")], 1, &json!({"nextCursor": "a:b/c"})),
        )
        .unwrap();
    assert_eq!(read.newest_micros, Some(1_796_083_200_000_000));
    let ask = ask.at(read.next.unwrap());
    assert!(uri(&ask).contains("cursor=a%3Ab%2Fc"));
    assert!(
        client
            .read(
                &ask,
                &list(&[user("a")], 1, &json!({"nextCursor": "a:b/c"}))
            )
            .is_err()
    );
    assert_eq!(
        client.read(&ask, &list(&[], 1, &json!({}))).unwrap().next,
        None
    );
}

#[test]
fn a_user_is_taken_whole_but_for_what_is_the_servers_own() {
    let sent = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:example:User"], "ID": "7", "username": "isaac", "Active": "False",
        "externalId": "e-7", "password": "x", "groups": [{"value": "g"}], "meta": {"resourceType": "User"}, "title": "Singer",
        "nickName": null, "urn:example:User": {"badge": "gold"},
    });
    let remote = client(Paging::Index, false).to_scim(&sent).unwrap();
    assert_eq!(
        (
            remote.external_id.as_str(),
            remote.user_name.as_str(),
            remote.active
        ),
        ("7", "isaac", Some(false))
    );
    let expected = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:example:User", SOURCE_EXTENSION], "externalId": "7",
        "username": "isaac", "title": "Singer", "urn:example:User": {"badge": "gold"}, "active": false,
        SOURCE_EXTENSION: {"externalId": "e-7"},
    });
    assert_eq!(Value::from(remote.resource), expected);
    for (odd, id) in [
        (json!({"userName": "x"}), None),
        (json!({"id": "7"}), Some("7")),
        (json!([]), None),
    ] {
        let left_out = client(Paging::Index, false).to_scim(&odd).unwrap_err();
        assert_eq!(left_out.external_id.as_deref(), id, "{odd}");
    }
}

#[test]
fn each_refusal_says_what_is_to_be_done() {
    let client = client(Paging::Cursor, true);
    let further = Ask::everybody(100).at(Position::stored("cursor:x"));
    let kind = |status, scim_type: &str| {
        let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "400", "scimType": scim_type});
        client
            .page(&further, &answer(status, &body))
            .unwrap_err()
            .kind
    };
    for (status, scim_type, expected) in [
        (400, "expiredCursor", Kind::BeginAgain),
        (400, "invalidCursor", Kind::BeginAgain),
        (400, "tooMany", Kind::SmallerPage),
        (400, "invalidCount", Kind::SmallerPage),
        (400, "invalidFilter", Kind::Settings),
        (400, "", Kind::Broken),
        (401, "", Kind::NeedsToken),
        (404, "", Kind::Settings),
        (301, "", Kind::Settings),
        (429, "", Kind::RetryAfter(Duration::from_secs(7))),
        (503, "", Kind::RetryAfter(Duration::from_secs(7))),
        (504, "", Kind::SmallerPage),
    ] {
        assert_eq!(kind(status, scim_type), expected, "{status} {scim_type}");
    }
}
