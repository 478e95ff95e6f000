//! Bodies that come packed, and answers that go packed.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

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
fn a_small_body_does_not_become_many_values() {
    let app = TestApp::on_sqlite();
    let many = format!(r#"{{"userName":"x","a":[{}0]}}"#, "{},".repeat(2_000_000));
    let packed = gzip(many.as_bytes());
    assert!(packed.len() < 30_000, "{} bytes", packed.len());
    let headers = [JSON, ("content-encoding", "gzip")];
    let reply = app.send("POST", "/scim/Users", &headers, Some(&packed));
    let detail = reply.scim_error(413, None);
    assert!(detail.contains("JSON values"), "{detail}");
}

#[test]
fn large_bodies_at_once_are_told_to_come_back() {
    // Room for one that takes a little more than half of it.
    let app = TestApp::configured(|config| config.http.bodies_bytes_max = 4_000_000);
    let large = json!({ "userName": "a".repeat(2_500_000) }).to_string();
    // Sent, but for its end: it keeps its room.
    let head = format!(
        "POST /scim/Users HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: application/scim+json\r\ncontent-length: 2600000\r\n\r\n",
        app.token
    );
    let begin = || {
        let mut slow = TcpStream::connect(app.address).unwrap();
        slow.write_all(head.as_bytes()).unwrap();
        // Broken off by an answer that it came second.
        drop(slow.write_all(&large.as_bytes()[..2_400_000]));
        slow.set_nonblocking(true).unwrap();
        slow
    };
    let mut slow = begin();
    let refused = || app.send("POST", "/scim/Users", &[JSON], Some(large.as_bytes()));
    let began = Instant::now();
    let reply = loop {
        let reply = refused();
        if reply.status == 503 || began.elapsed() > Duration::from_secs(20) {
            break reply;
        }
        // Answered: it came second.
        if slow.read(&mut [0; 100]).is_ok() {
            slow = begin();
        }
    };
    reply.scim_error(503, None);
    assert!(reply.header("retry-after").is_some());
    app.create_user("small@example.com");
    drop(slow);
    while refused().status == 503 {
        assert!(began.elapsed() < Duration::from_secs(40));
    }
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
