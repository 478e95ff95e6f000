//! Whoever follows what comes: only as long as they may, and so many at a time.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rollcall_provisioning::accounts::Role;
use serde_json::json;

use crate::accounts::{member, owner};
use crate::client::Client;
use crate::harness::{TestApp, on_both};

on_both! {
    a_stream_ends_with_the_right_to_follow,
    so_many_watch_a_tenants_connections_and_no_more,
    whose_session_has_ended_is_led_to_sign_in_and_back_to_the_page,
}

const STREAM: &str = "/api/v1/requests/stream";

/// An answer that goes on.
struct Open {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Open {
    fn get(client: &Client, target: &str, headers: &str) -> Self {
        let mut stream = TcpStream::connect(client.address).unwrap();
        let head =
            format!("GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let read = Vec::new();
        let mut open = Self { stream, read };
        while !open.text().contains("\r\n\r\n") {
            assert!(open.more(Duration::from_secs(20)), "{}", open.text());
        }
        open
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.read).into_owned()
    }

    fn status(&self) -> String {
        let text = self.text();
        text.split(' ').nth(1).unwrap().to_owned()
    }

    /// Reads on; false where it has ended, or nothing comes in that time.
    fn more(&mut self, patience: Duration) -> bool {
        let mut piece = [0; 4096];
        self.stream.set_read_timeout(Some(patience)).unwrap();
        let number = self.stream.read(&mut piece).unwrap_or(0);
        self.read.extend_from_slice(&piece[..number]);
        number > 0
    }

    /// Reads to the end, which has to come soon.
    #[track_caller]
    fn ends(&mut self) {
        let begun = Instant::now();
        while self.more(Duration::from_secs(12)) {
            assert!(begun.elapsed() < Duration::from_secs(30), "it goes on");
        }
        assert!(self.text().ends_with("0\r\n\r\n"), "{}", self.text());
    }
}

fn a_stream_ends_with_the_right_to_follow(app: &TestApp) {
    let owner = owner(app);
    let key = json!({ "name": "Watcher", "role": "auditor" });
    let key = owner.post("/api/v1/api-keys", &key).expect(201).json();
    let member = member(app, "default", "eve@example.com", Role::Auditor);
    let of_key = format!(
        "Authorization: Bearer {}\r\n",
        key["secret"].as_str().unwrap()
    );
    let of_member = format!(
        "Authorization: Bearer {}\r\nRollcall-Tenant: default\r\n",
        member.token
    );
    let of_owner = of_member.replace(&member.token, &owner.token);
    let mut streams = [&of_key, &of_member, &of_owner].map(|headers| {
        let open = Open::get(app, STREAM, headers);
        assert_eq!(open.status(), "200");
        open
    });
    let key = format!("/api/v1/api-keys/{}", key["id"].as_str().unwrap());
    owner.delete(&key).expect(204);
    member.delete("/api/v1/session").expect(204);
    let [first, second, third] = &mut streams;
    first.ends();
    second.ends();
    // Who may still follow is told what comes.
    let id = app.create_user("ada@example.com");
    while !third.text().contains(&id) {
        assert!(third.more(Duration::from_secs(20)), "{}", third.text());
    }
}

fn so_many_watch_a_tenants_connections_and_no_more(app: &TestApp) {
    let owner = owner(app);
    let connections = owner.get("/api/v1/connections").expect(200).json();
    let page = format!(
        "/t/default/live/connections/{}",
        connections[0]["id"].as_str().unwrap()
    );
    let cookie = format!("Cookie: rollcall_session={}\r\n", owner.token);
    let watching: Vec<_> = (0..64).map(|_| Open::get(app, &page, &cookie)).collect();
    assert!(watching.iter().all(|it| it.status() == "200"));
    assert_eq!(Open::get(app, &page, &cookie).status(), "429");
    // The requests are followed beside them, and who may not ask takes no place.
    let requests = Open::get(app, "/t/default/live/requests", &cookie);
    assert_eq!(requests.status(), "200");
    let nothing = Open::get(app, "/t/default/live/connections/nothing", &cookie);
    assert_eq!(nothing.status(), "404");
    let nobody = Open::get(app, "/connect/rcl_nothing/live", "");
    assert!(["401", "404", "410"].contains(&&*nobody.status()));
}

fn whose_session_has_ended_is_led_to_sign_in_and_back_to_the_page(app: &TestApp) {
    let cookie = ("cookie", "rollcall_session=rcs_nothing");
    let part = "/t/default/part/completeness?few=1";
    let script = |page: &str| {
        let headers = [cookie, ("hx-request", "true"), ("hx-current-url", page)];
        let answer = app.send("GET", part, &headers, None).expect(401);
        assert_eq!(answer.text, "", "no page within the page");
        answer.header("hx-redirect").unwrap().to_owned()
    };
    assert_eq!(
        script("https://rollcall.example.com/t/default?done=done-saved"),
        "/sign-in?return_to=%2Ft%2Fdefault%3Fdone%3Ddone%2Dsaved"
    );
    assert_eq!(script("nowhere"), "/sign-in?return_to=%2Ft%2Fdefault");
    // Of an address that means another site nothing is left.
    assert_eq!(script("https://x//evil.example/"), "/sign-in?return_to=%2F");
    // Without a script a part is a page, and the way there leads over the sign-in as any other.
    let page = app.send("GET", part, &[cookie], None).expect(200).text;
    assert!(
        page.contains(
            r#"name="return_to" value="&#x2f;t&#x2f;default&#x2f;part&#x2f;completeness"#
        ),
        "{page}"
    );
    app.send("GET", "/t/default/live/requests", &[cookie], None)
        .expect(401);
}
