//! Cursors.

use rollcall_storage::feeds as rows;

use super::super::harness::Organisation;
use super::super::on_both_databases;
use super::{caught_up, switched_on};
use crate::feeds::{self, After};
use crate::{Error, Limits};

on_both_databases!(
    a_cursor_skips_nothing_and_repeats_nothing,
    a_cursor_that_is_too_old_or_of_another_database_says_so,
    the_first_look_switches_on,
);

async fn page(o: &Organisation, after: &str, limit: usize) -> crate::Result<feeds::Page> {
    feeds::changes(&o.p, "default", After::parse(after)?, limit).await
}

async fn a_cursor_skips_nothing_and_repeats_nothing(o: Organisation) {
    switched_on(&o).await;
    let mut people = Vec::new();
    for number in 0..7 {
        people.push(o.person(&format!("p{number}@example.com")).await);
    }
    caught_up(&o).await;
    let (mut told, mut after) = (Vec::new(), "0".to_owned());
    loop {
        let page = page(&o, &after, 3).await.unwrap();
        assert!(page.items.len() <= 3);
        told.extend(page.items.iter().map(|it| it.person.to_string()));
        after = page.next;
        if !page.more {
            break;
        }
    }
    assert_eq!(told, people);
    let end = page(&o, &after, 3).await.unwrap();
    assert_eq!((end.items.len(), end.next, end.more), (0, after, false));
    let now = page(&o, "now", 3).await.unwrap();
    assert_eq!((now.items.len(), now.next), (0, "7".to_owned()));
}

async fn a_cursor_that_is_too_old_or_of_another_database_says_so(o: Organisation) {
    switched_on(&o).await;
    o.person("ada@example.com").await;
    caught_up(&o).await;
    for wrong in ["x", "-1", "1.5", ""] {
        let refused = page(&o, wrong, 1).await;
        assert!(matches!(refused, Err(Error::Input(_))), "{wrong}");
    }
    assert!(matches!(page(&o, "9", 1).await, Err(Error::Gone(_))));
    feeds::forget_old(&o.p).await.unwrap();
    assert_eq!(page(&o, "0", 1).await.unwrap().items.len(), 1, "it is new");
    let o = o
        .with_limits(Limits {
            announcements_days: 0,
            ..Limits::default()
        })
        .await;
    feeds::forget_old(&o.p).await.unwrap();
    let gone = page(&o, "0", 1).await.unwrap_err().to_string();
    assert!(gone.contains("begin anew with after=1"), "{gone}");
    let begun = feeds::changes(&o.p, "default", After::Beginning, 1);
    assert_eq!(begun.await.unwrap().next, "1");
}

async fn the_first_look_switches_on(o: Organisation) {
    o.person("ada@example.com").await;
    let first = page(&o, "now", 1).await.unwrap();
    assert!(!first.feed.ready && first.items.is_empty());
    let steps = feeds::work_round(&o.p, &|| false).await.unwrap();
    assert!(steps > 0);
    assert!(page(&o, &first.next, 1).await.unwrap().feed.ready);
    assert_eq!(feeds::work_round(&o.p, &|| false).await.unwrap(), 0);
    let rows = o.p.store().read(|conn| {
        let everybody = rows::tasks(conn, "default", 10)?;
        Ok::<_, Error>(everybody.len())
    });
    assert_eq!(rows.await.unwrap(), 0);
    assert!(matches!(
        feeds::changes(&o.p, "nobody", After::Now, 1).await,
        Err(Error::Unknown(_))
    ));
}
