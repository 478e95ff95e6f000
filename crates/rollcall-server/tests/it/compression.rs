//! Bodies that come packed, and answers that go packed.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use serde_json::json;

use crate::client::user;
use crate::harness::TestApp;

const JSON: (&str, &str) = ("content-type", "application/scim+json");

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn a_packed_body_is_unpacked() {
    let app = TestApp::on_sqlite();
    let mut deflated = ZlibEncoder::new(Vec::new(), Compression::best());
    let plain = user("deflate@example.com").to_string();
    deflated.write_all(plain.as_bytes()).unwrap();
    for (encoding, body) in [
        (
            "gzip",
            gzip(user("gzip@example.com").to_string().as_bytes()),
        ),
        (
            "GZIP",
            gzip(user("upper@example.com").to_string().as_bytes()),
        ),
        ("deflate", deflated.finish().unwrap()),
        (
            "identity",
            user("plain@example.com").to_string().into_bytes(),
        ),
    ] {
        let headers = [JSON, ("content-encoding", encoding)];
        app.send("POST", "/scim/Users", &headers, Some(&body))
            .expect(201);
    }
    assert_eq!(app.total("Users"), 4);
}

#[test]
fn a_packed_body_is_measured_unpacked() {
    let app = TestApp::configured(|config| config.http.body_bytes_max = 100_000);
    let huge = json!({ "userName": "a".repeat(20_000_000) }).to_string();
    let packed = gzip(huge.as_bytes());
    assert!(packed.len() < 100_000, "{} bytes", packed.len());
    let headers = [JSON, ("content-encoding", "gzip")];
    let reply = app.send("POST", "/scim/Users", &headers, Some(&packed));
    let detail = reply.scim_error(413, None);
    assert!(detail.contains("longer than 100000 bytes"), "{detail}");
}

#[test]
fn what_cannot_be_unpacked_is_refused() {
    let app = TestApp::on_sqlite();
    let plain = user("kept-out@example.com").to_string();
    let broken = [JSON, ("content-encoding", "gzip")];
    let reply = app.send("POST", "/scim/Users", &broken, Some(plain.as_bytes()));
    let detail = reply.scim_error(400, None);
    assert!(detail.contains("broke off"), "{detail}");
    let unknown = [JSON, ("content-encoding", "br")];
    let reply = app.send("POST", "/scim/Users", &unknown, Some(plain.as_bytes()));
    let detail = reply.scim_error(415, None);
    assert!(detail.contains("gzip, deflate"), "{detail}");
    assert_eq!(app.total("Users"), 0);
}

#[test]
fn an_answer_is_packed_on_request() {
    let app = TestApp::on_sqlite();
    let packed = app.raw(
        b"GET /scim/ServiceProviderConfig HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip\r\nconnection: close\r\n\r\n",
    );
    let head = packed.split("\r\n\r\n").next().unwrap();
    assert!(
        head.to_ascii_lowercase().contains("content-encoding: gzip"),
        "{head}"
    );
    // This client unpacks by itself.
    let gzip = [("accept-encoding", "gzip")];
    let reply = app.send("GET", "/scim/ServiceProviderConfig", &gzip, None);
    assert_eq!(reply.expect(200).json()["patch"]["supported"], true);
}
