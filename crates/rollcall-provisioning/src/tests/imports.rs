//! Lists: who is in them comes, changes and stays; a provider is never in their way, nor they in a provider's.

use rollcall_mapping::import::{self, Options};
use serde_json::{Value, json};

use super::harness::{Organisation, id, person};
use super::on_both_databases;
use crate::imports::{self, Asked, DEFAULT_SOURCE, IMPORTED, Import, Missing, Summary};
use crate::leavers;
use crate::overrides::{self, NewOverride};
use crate::tokens::{self, NewToken};
use crate::{Error, Result};

on_both_databases!(
    a_list_is_looked_at_and_imported,
    the_same_list_again_updates,
    a_providers_push_is_never_in_the_way,
    what_is_wrong_with_a_line_stops_no_other,
    the_missing_are_deactivated_if_they_are_as_many_as_said,
    lists_are_apart,
    who_was_taken_over_is_left_alone,
    a_list_is_no_providers_connection,
    what_is_set_by_hand_stays,
    a_broken_import_is_gone_on_with,
    two_imports_at_once_make_nobody_twice,
);

const LIST: &str = "id;Vorname;Nachname;E-Mail;Stelle\n\
    1;Ada;Lovelace;ada@example.com;Countess\n\
    2;Grace;Hopper;grace@example.com;Admiral\n";

pub(super) async fn begin(
    o: &Organisation,
    file: &str,
    change: impl FnOnce(&mut Asked),
) -> Result<Import> {
    let mut options = Options::default();
    if file.contains("Stelle") {
        options.map.add("Stelle=job_title").unwrap();
    }
    let list = import::read(file.as_bytes(), &options).unwrap();
    let mut asked = Asked {
        source: DEFAULT_SOURCE.to_owned(),
        missing: Missing::Keep,
        dry_run: false,
        request: "test".to_owned(),
    };
    change(&mut asked);
    Import::begin(&o.p, "default", list, asked).await
}

pub(super) async fn run(o: &Organisation, file: &str, change: impl FnOnce(&mut Asked)) -> Summary {
    let mut import = begin(o, file, change).await.unwrap();
    while import.next().await.unwrap().is_some() {}
    import.summary().clone()
}

fn counts(summary: &Summary) -> [u64; 7] {
    let s = summary;
    [
        s.new,
        s.changed,
        s.unchanged,
        s.linked,
        s.left_out,
        s.missing,
        s.deactivated,
    ]
}

pub(super) async fn by_address(o: &Organisation, address: &str) -> Vec<Value> {
    o.find("Users", &format!("emails.value eq \"{address}\""))
        .await
}

async fn a_list_is_looked_at_and_imported(o: Organisation) {
    let dry = run(&o, LIST, |asked| asked.dry_run = true).await;
    assert_eq!(counts(&dry), [2, 0, 0, 0, 0, 0, 0]);
    assert_eq!(dry.samples[0].person["title"], "Countess");
    assert!(o.headlines().await.is_empty());
    assert!(imports::sources(&o.p, "default").await.unwrap().is_empty());

    let done = run(&o, LIST, |_| {}).await;
    assert_eq!((counts(&done), done.lines), ([2, 0, 0, 0, 0, 0, 0], 2));
    assert_eq!(o.headlines().await, ["User created", "User created"]);
    let ada = by_address(&o, "ADA@example.com").await.remove(0);
    assert!(ada["userName"].as_str().unwrap().starts_with(IMPORTED));
    assert_eq!(
        (&ada["name"]["familyName"], &ada["active"]),
        (&json!("Lovelace"), &json!(true))
    );
    assert_eq!(ada.get("externalId"), None);
    let sources = imports::sources(&o.p, "default").await.unwrap();
    assert_eq!(
        (sources[0].source.as_str(), sources[0].people),
        ("import", 2)
    );
    let change = o.history().await.pop().unwrap();
    assert_eq!(change.request_id.as_deref(), Some("test"));
    assert!(
        change
            .connection_id
            .is_some_and(|it| it != o.caller.connection)
    );
}

async fn the_same_list_again_updates(o: Organisation) {
    run(&o, LIST, |_| {}).await;
    let before = by_address(&o, "ada@example.com").await.remove(0);
    let again = run(&o, LIST, |_| {}).await;
    assert_eq!(counts(&again), [0, 0, 2, 0, 0, 0, 0]);
    assert_eq!(o.history().await.len(), 2);
    // Another address, by the list's own id; a title less; one column less.
    let changed =
        "id,email,first name,title\n1,ada.king@example.com,Ada,\n3,linus@example.com,Linus,\n";
    let dry = run(&o, changed, |asked| asked.dry_run = true).await;
    assert_eq!(counts(&dry), [1, 1, 0, 0, 0, 1, 0]);
    let done = run(&o, changed, |_| {}).await;
    assert_eq!(counts(&done), [1, 1, 0, 0, 0, 1, 0]);
    let after = by_address(&o, "ada.king@example.com").await.remove(0);
    assert_eq!(
        (&after["id"], &after["userName"]),
        (&before["id"], &before["userName"])
    );
    assert_eq!(after["name"]["familyName"], "Lovelace");
    assert_eq!(after.get("title"), None);
    assert_eq!(by_address(&o, "grace@example.com").await.len(), 1);
    // Without ids, by address, in any case.
    let by_address_only = run(
        &o,
        "email,first name\nADA.King@example.com,Augusta\n",
        |_| {},
    )
    .await;
    assert_eq!(counts(&by_address_only), [0, 1, 0, 0, 0, 2, 0]);
}

async fn a_providers_push_is_never_in_the_way(o: Organisation) {
    run(&o, LIST, |_| {}).await;
    // The same address and name, the list's id as externalId; active and deactivated.
    let mut ada = person("ada@example.com");
    ada["externalId"] = "1".into();
    let pushed = id(&o.post("Users", ada).await.unwrap());
    let imported = by_address(&o, "ada@example.com").await;
    assert_eq!(imported.len(), 2);
    assert!(imported.iter().any(|it| it["id"] == *pushed));
    let grace = by_address(&o, "grace@example.com").await.remove(0);
    o.deactivate(grace["id"].as_str().unwrap()).await;
    let mut push = person("grace@example.com");
    push["externalId"] = "2".into();
    assert_ne!(id(&o.post("Users", push).await.unwrap()), grace["id"]);
    assert_eq!(
        o.headlines()
            .await
            .iter()
            .filter(|it| *it == "User revived")
            .count(),
        0
    );
    // And the other way round: a list of people who are provisioned.
    let bob = o.person("bob@example.com").await;
    run(&o, "email\nbob@example.com\n", |asked| {
        asked.source = "other".to_owned();
    })
    .await;
    assert_eq!(by_address(&o, "bob@example.com").await.len(), 2);
    assert_eq!(o.shown("Users", &bob).await["userName"], "bob@example.com");
}

async fn what_is_wrong_with_a_line_stops_no_other(o: Organisation) {
    let long = "x".repeat(300);
    let file = format!(
        "email,title,manager email\nada@example.com,Countess,\nno address,x,\n{long}@example.com,x,\ngrace@example.com,Admiral,boss@example.com\n"
    );
    let done = run(&o, &file, |_| {}).await;
    assert_eq!((done.new, done.left_out, done.lines), (2, 2, 4));
    let lines: Vec<_> = done
        .problems
        .iter()
        .map(|it| (it.line, it.column.as_deref()))
        .collect();
    assert_eq!(lines, [(3, Some("email")), (4, Some("email"))]);
    assert_eq!(o.history().await.len(), 2);
}

async fn the_missing_are_deactivated_if_they_are_as_many_as_said(o: Organisation) {
    run(&o, LIST, |_| {}).await;
    let less = "id;Vorname;Nachname;E-Mail;Stelle\n1;Ada;Lovelace;ada@example.com;Countess\n";
    for (file, missing, told) in [
        (less, 0, "1 people of the list are missing"),
        (less, 2, "not 2"),
        (
            "id;E-Mail\n1;ada@example.com\n2;gra ce@example.com\n",
            1,
            "1 lines are left out",
        ),
    ] {
        let refused = begin(&o, file, |asked| {
            asked.missing = Missing::Deactivate(missing);
        })
        .await;
        let error = refused.err().unwrap();
        assert!(
            matches!(&error, Error::Input(text) if text.contains(told)),
            "{error}"
        );
    }
    assert_eq!(o.history().await.len(), 2);
    let done = run(&o, less, |asked| asked.missing = Missing::Deactivate(1)).await;
    assert_eq!(counts(&done), [0, 0, 1, 0, 0, 1, 1]);
    assert_eq!(o.headlines().await.last().unwrap(), "User deactivated");
    let left = leavers::list(&o.p, "default", None, 10)
        .await
        .unwrap()
        .leavers;
    assert_eq!(left.len(), 1);
    // Who is in the list again is back.
    let back = run(&o, LIST, |_| {}).await;
    assert_eq!(counts(&back), [0, 1, 1, 0, 0, 0, 0]);
    let grace = by_address(&o, "grace@example.com").await.remove(0);
    assert_eq!(
        (&grace["id"], &grace["active"]),
        (&json!(left[0].id), &json!(true))
    );
}

async fn lists_are_apart(o: Organisation) {
    run(&o, LIST, |asked| asked.source = "agency".to_owned()).await;
    let other = run(&o, LIST, |asked| asked.source = "board".to_owned()).await;
    assert_eq!(counts(&other), [2, 0, 0, 0, 0, 0, 0]);
    let sources = imports::sources(&o.p, "default").await.unwrap();
    let names: Vec<_> = sources
        .iter()
        .map(|it| (it.source.as_str(), it.people))
        .collect();
    assert_eq!(names, [("agency", 2), ("board", 2)]);
    for wrong in ["", " ", "a\nb", &"x".repeat(101)] {
        let refused = begin(&o, LIST, |asked| asked.source = wrong.to_owned())
            .await
            .err();
        assert!(matches!(refused, Some(Error::Input(_))), "{wrong:?}");
    }
}

async fn who_was_taken_over_is_left_alone(o: Organisation) {
    run(&o, LIST, |_| {}).await;
    let ada = by_address(&o, "ada@example.com").await.remove(0);
    let ada = ada["id"].as_str().unwrap();
    // A provider that looks for people by address finds them, and makes them its own by their id.
    o.put("Users", ada, person("ada@example.com"))
        .await
        .unwrap();
    let again = run(&o, LIST, |_| {}).await;
    assert_eq!(counts(&again), [0, 0, 1, 1, 0, 0, 0]);
    assert!(again.problems[0].detail.contains("taken this person over"));
    assert!(!again.problems[0].left_out);
    assert_eq!(o.shown("Users", ada).await["userName"], "ada@example.com");
    assert_eq!(o.shown("Users", ada).await.get("title"), None);
}

async fn a_list_is_no_providers_connection(o: Organisation) {
    let refused = begin(&o, LIST, |asked| asked.source = "default".to_owned())
        .await
        .err();
    assert!(matches!(refused, Some(Error::Exists(_))), "{refused:?}");
    run(&o, LIST, |_| {}).await;
    let new = NewToken {
        connection: DEFAULT_SOURCE.to_owned(),
        ..NewToken::provisioning("default", "wrong")
    };
    let refused = tokens::create(&o.p, new).await.err();
    assert!(matches!(refused, Some(Error::Input(_))), "{refused:?}");
    let nowhere = Import::begin(
        &o.p,
        "nowhere",
        import::read(LIST.as_bytes(), &Options::default()).unwrap(),
        Asked {
            source: DEFAULT_SOURCE.to_owned(),
            missing: Missing::Keep,
            dry_run: false,
            request: String::new(),
        },
    );
    assert!(matches!(nowhere.await.err(), Some(Error::Unknown(_))));
}

async fn what_is_set_by_hand_stays(o: Organisation) {
    run(&o, LIST, |_| {}).await;
    let ada = by_address(&o, "ada@example.com").await.remove(0);
    let ada = ada["id"].as_str().unwrap();
    let new = NewOverride {
        value: Some("By hand".to_owned()),
        locked: true,
    };
    overrides::set(&o.p, "default", ada, "job_title", new, "test")
        .await
        .unwrap();
    let group = o.group("Sales", &[ada]).await;
    run(&o, "id;E-Mail;Titel\n1;ada@example.com;Other\n", |_| {}).await;
    let fields = crate::people::smart_fields(&o.p, "default", ada, Default::default());
    let title = fields
        .await
        .unwrap()
        .into_iter()
        .find(|it| it.field.key == "job_title");
    assert_eq!(title.unwrap().field.value, Some(json!("By hand")));
    assert_eq!(o.members(&group).await, [ada]);
}

async fn two_imports_at_once_make_nobody_twice(o: Organisation) {
    run(&o, "email\nada@example.com\n", |_| {}).await;
    let file = "email\nbob@example.com\ncleo@example.com\ndan@example.com\n";
    let (one, other) = tokio::join!(run(&o, file, |_| {}), run(&o, file, |_| {}));
    assert_eq!(one.new + other.new, 3);
    assert_eq!(one.unchanged + other.unchanged, 3);
    assert_eq!(by_address(&o, "bob@example.com").await.len(), 1);
}

async fn a_broken_import_is_gone_on_with(o: Organisation) {
    use std::fmt::Write as _;
    let mut file = "id,email\n".to_owned();
    for number in 0..120 {
        writeln!(file, "{number},p{number}@example.com").unwrap();
    }
    let mut import = begin(&o, &file, |_| {}).await.unwrap();
    assert_eq!(import.next().await.unwrap(), Some((50, 120)));
    drop(import);
    assert_eq!(o.history().await.len(), 50);
    let done = run(&o, &file, |_| {}).await;
    assert_eq!(counts(&done), [70, 0, 50, 0, 0, 0, 0]);
    assert_eq!(o.history().await.len(), 120);
}
