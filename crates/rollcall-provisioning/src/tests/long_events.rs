//! Events that are too long to be told together: what does not fit comes next, and nothing is skipped.

use serde_json::json;

use super::events::{make, poll_stream, push_stream};
use super::harness::{Organisation, person};
use super::on_both_databases;
use crate::events::{self, Detail, NewStream, Set};

on_both_databases!(
    a_poll_is_answered_with_what_fits,
    a_push_sends_what_fits_in_a_turn,
);

const TOKENS_BYTES_MAX: usize = 4 * 1024 * 1024;
/// So few fit that a page ends in the middle of what is read together.
const VALUES: usize = 5;
const VALUE_BYTES: usize = 100_000;

fn in_full(stream: NewStream) -> NewStream {
    NewStream {
        detail: Detail::Full,
        ..stream
    }
}

impl Organisation {
    /// Two short events before many long ones, and as many after.
    async fn tell_much(&self) {
        for n in 0..2 {
            self.person(&format!("before{n}")).await;
        }
        for n in 0..15 {
            let mut body = person(&format!("long{n}"));
            let value = |n: usize| json!({ "value": format!("{n}{}", "x".repeat(VALUE_BYTES)) });
            body["entitlements"] = (0..VALUES).map(value).collect();
            self.post("Users", body).await.unwrap();
        }
        for n in 0..2 {
            self.person(&format!("after{n}")).await;
        }
    }

    /// That these pages are everything, in order, and that each of them is as long as it may be.
    async fn expect_everything(&self, pages: &[Vec<Set>]) {
        let history = self.history().await;
        let numbers: Vec<_> = history.iter().map(|change| change.seq).collect();
        let told: Vec<_> = pages.iter().flatten().map(|set| set.number).collect();
        assert_eq!(told, numbers);
        let bytes = |page: &[Set]| page.iter().map(|set| set.token.len()).sum::<usize>();
        for page in pages {
            assert!(bytes(page) <= TOKENS_BYTES_MAX, "{}", bytes(page));
        }
        for pair in pages.windows(2) {
            assert!(bytes(&pair[0]) + pair[1][0].token.len() > TOKENS_BYTES_MAX);
        }
        assert!(pages.len() > 2, "{}", pages.len());
    }
}

async fn a_poll_is_answered_with_what_fits(o: Organisation) {
    let stream = make(&o, in_full(poll_stream("SIEM"))).await;
    let id = stream.id.to_string();
    o.tell_much().await;
    let mut pages = Vec::new();
    loop {
        let page = events::outstanding(&o.p, "default", &id, 1_000)
            .await
            .unwrap();
        let jtis = page.sets.iter().map(|set| set.jti.clone()).collect();
        events::acknowledge(&o.p, "default", &id, jtis, vec![])
            .await
            .unwrap();
        pages.push(page.sets);
        if !page.more_available {
            break;
        }
    }
    o.expect_everything(&pages).await;
}

async fn a_push_sends_what_fits_in_a_turn(o: Organisation) {
    make(&o, in_full(push_stream("SIEM"))).await;
    o.tell_much().await;
    let mut pages = Vec::new();
    while let [due] = events::due(&o.p, vec![]).await.unwrap().as_slice() {
        let claimed = events::claim(&o.p, due).await.unwrap().unwrap();
        for set in &claimed.sets {
            assert!(events::delivered(&o.p, &claimed, set).await.unwrap());
        }
        events::release(&o.p, &claimed).await.unwrap();
        pages.push(claimed.sets);
    }
    o.expect_everything(&pages).await;
}
