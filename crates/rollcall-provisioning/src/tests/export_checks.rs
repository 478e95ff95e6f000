//! What is told of rows before the download, and formats that have to see everybody more than once.

use rollcall_mapping::TargetUser;
use rollcall_mapping::export::{FORMATS, Severity, find};
use serde_json::{Value, json};

use super::harness::{Organisation, id, person};
use super::on_both_databases;
use crate::exports::{Check, Checked, Export, Formatted, PersonProblems, Selection};
use crate::mappings;

on_both_databases!(
    what_only_all_rows_together_tell_is_told_of_each,
    a_check_is_of_whom_the_file_would_be,
    groups_are_brought_together_from_many_chunks,
    a_column_that_nobody_has_anything_in_is_left_out,
    an_address_that_changed_is_told_beside_the_new_one,
    who_is_no_target_user_is_in_no_file,
);

/// So small that what belongs together is in different chunks.
async fn in_small_chunks(o: Organisation) -> Organisation {
    let mut limits = o.p.limits().clone();
    limits.export_chunk_rows = 2;
    o.with_limits(limits).await
}

async fn checked(
    o: &Organisation,
    format: &str,
    selection: &Selection,
) -> (Vec<PersonProblems>, Checked) {
    let format = find(FORMATS, format).unwrap();
    let mut check = Check::begin(&o.p, "default", selection, format)
        .await
        .unwrap();
    let (mut people, mut seen) = (Vec::new(), 0);
    while let Some(step) = check.next().await.unwrap() {
        assert!(step.seen > seen && step.seen <= step.of, "{step:?}");
        seen = step.seen;
        people.extend(step.people);
    }
    assert!(check.next().await.unwrap().is_none(), "it stays at its end");
    (people, check.checked())
}

async fn written(o: &Organisation, format: &str, selection: &Selection) -> (String, u64, u64) {
    let export: Export<TargetUser> = Export::begin(&o.p, "default", selection).await.unwrap();
    let mut formatted = Formatted::new(export, find(FORMATS, format).unwrap());
    let mut out = Vec::new();
    while let Some(bytes) = formatted.next().await.unwrap() {
        assert!(!bytes.is_empty());
        out.extend(bytes);
    }
    let text = String::from_utf8(out).unwrap();
    (text, formatted.written(), formatted.skipped())
}

fn codes(of: &PersonProblems) -> Vec<(&'static str, Option<&'static str>)> {
    let problems = of.problems.iter();
    problems.map(|it| (it.code, it.column)).collect()
}

async fn what_only_all_rows_together_tell_is_told_of_each(o: Organisation) {
    let o = in_small_chunks(o).await;
    let boss = o.person("boss@example.com").await;
    let with = |name: &str, address: &str, manager: &str| {
        let mut body = person(name);
        body["emails"] = json!([{"value": address, "primary": true}]);
        body["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] =
            json!({"manager": {"value": manager}});
        body
    };
    o.post("Users", with("one", "Twin@example.com", &boss))
        .await
        .unwrap();
    o.post("Users", with("two", "two@example.com", "gone@example.com"))
        .await
        .unwrap();
    o.person("three@example.com").await;
    o.post("Users", with("four", "twin@EXAMPLE.com", &boss))
        .await
        .unwrap();

    let (people, checked) = checked(&o, "revel8", &Selection::default()).await;
    let of = |name: &str| {
        let found = people.iter().find(|it| it.user_name == name);
        found.map(codes).unwrap_or_default()
    };
    assert_eq!(of("one"), [("email_repeated", Some("E-Mail"))]);
    assert_eq!(of("four"), [("email_repeated", Some("E-Mail"))]);
    assert_eq!(of("two"), [("manager_absent", Some("Management"))]);
    assert_eq!(
        of("three@example.com"),
        [("manager_missing", Some("Management"))]
    );
    assert_eq!(
        (checked.people, checked.with_problems, checked.with_errors),
        (5, 5, 0)
    );
    let kinds: Vec<_> = checked
        .kinds
        .iter()
        .map(|kind| (kind.code, kind.severity, kind.people))
        .collect();
    assert_eq!(
        kinds,
        [
            ("email_repeated", Severity::Warning, 2),
            ("manager_absent", Severity::Warning, 1),
            ("manager_missing", Severity::Note, 2),
        ]
    );
}

async fn a_check_is_of_whom_the_file_would_be(o: Organisation) {
    let o = in_small_chunks(o).await;
    let ada = o.person("ada@example.com").await;
    let mut nameless = person("nameless");
    nameless.as_object_mut().unwrap().remove("emails");
    let nameless = id(&o.post("Users", nameless).await.unwrap());
    o.person("bob@example.com").await;
    o.group("Sales", &[&ada, &nameless]).await;
    let sales = Selection {
        group: Some("Sales".to_owned()),
        ..Selection::default()
    };
    let (people, told) = checked(&o, "microsoft-attack-simulation", &sales).await;
    assert_eq!((told.people, told.with_errors), (2, 1));
    assert_eq!(people[0].id, nameless);
    assert_eq!(codes(&people[0]), [("no_email", Some("Email"))]);
    let file = written(&o, "microsoft-attack-simulation", &sales).await;
    assert_eq!(file, ("ada@example.com\r\n".to_owned(), 1, 1));
    let nobody = Selection {
        filter: Some("userName eq \"nobody\"".to_owned()),
        ..Selection::default()
    };
    assert_eq!(
        checked(&o, "csv", &nobody).await,
        (Vec::new(), Checked::default())
    );
}

async fn groups_are_brought_together_from_many_chunks(o: Organisation) {
    let o = in_small_chunks(o).await;
    let mut ids = Vec::new();
    for number in 0..7 {
        ids.push(o.person(&format!("p{number}@example.com")).await);
    }
    let ids: Vec<_> = ids.iter().map(String::as_str).collect();
    o.group("Even", &[ids[0], ids[2], ids[4], ids[6]]).await;
    o.group("All \"but\" one", &ids[1..]).await;
    o.group("Leavers", &[ids[5]]).await;
    o.deactivate(ids[5]).await;
    let (text, written, skipped) = written(&o, "gophish-json", &Selection::default()).await;
    let bodies: Vec<Value> = text
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    let told = |body: &Value| {
        let targets = body["targets"].as_array().unwrap().iter();
        let addresses: Vec<_> = targets.map(|it| it["email"].as_str().unwrap()).collect();
        format!(
            "{}: {}",
            body["name"].as_str().unwrap(),
            addresses.join(" ")
        )
    };
    let told: Vec<_> = bodies.iter().map(told).collect();
    assert_eq!(
        told,
        [
            "All \"but\" one: p1@example.com p2@example.com p3@example.com p4@example.com p6@example.com",
            "Even: p0@example.com p2@example.com p4@example.com p6@example.com",
        ],
        "a group of leavers is not written"
    );
    assert_eq!((written, skipped), (6, 0));
}

async fn a_column_that_nobody_has_anything_in_is_left_out(o: Organisation) {
    let o = in_small_chunks(o).await;
    for number in 0..3 {
        o.person(&format!("p{number}@example.com")).await;
    }
    let mut last = person("last@example.com");
    last["title"] = "Analyst".into();
    o.post("Users", last).await.unwrap();
    let (text, written, _) = written(&o, "knowbe4", &Selection::default()).await;
    assert_eq!(written, 4);
    let header = text.lines().next().unwrap();
    assert!(header.starts_with("Email,"), "{header}");
    assert!(header.contains("Job Title"), "{header}");
    for absent in ["Division", "Manager", "Group", "Phone"] {
        assert!(!header.contains(absent), "{header}");
    }
    let nobody = Selection {
        filter: Some("userName eq \"nobody\"".to_owned()),
        ..Selection::default()
    };
    let (text, ..) = self::written(&o, "knowbe4", &nobody).await;
    assert_eq!(text, "Email\r\n");
}

/// Somebody whose address is changed to each of these, and their id.
async fn readdressed(o: &Organisation, name: &str, addresses: &[&str]) -> String {
    let with = |address: &str| {
        let mut body = person(name);
        body["emails"] = json!([{"value": address, "primary": true}]);
        body
    };
    let (first, later) = addresses.split_first().unwrap();
    let id = match o
        .find("Users", &format!("userName eq \"{name}\""))
        .await
        .pop()
    {
        Some(known) => known["id"].as_str().unwrap().to_owned(),
        None => id(&o.post("Users", with(first)).await.unwrap()),
    };
    for address in later {
        o.put("Users", &id, with(address)).await.unwrap();
    }
    id
}

async fn an_address_that_changed_is_told_beside_the_new_one(o: Organisation) {
    let o = in_small_chunks(o).await;
    let ada = readdressed(&o, "ada", &["ada@old.example", "ada@middle.example"]).await;
    readdressed(&o, "bob", &["bob@example.com"]).await;
    readdressed(&o, "cat", &["cat@old.example"]).await;
    let moment = o.history().await.last().unwrap().at + 1;
    readdressed(&o, "ada", &["", "ada@new.example", "ada@newest.example"]).await;
    readdressed(&o, "bob", &["", "BOB@example.com"]).await;
    readdressed(&o, "cat", &["", "cat@new.example", "cat@old.example"]).await;
    let since = |moment| Selection {
        renamed_since: moment,
        ..Selection::default()
    };
    let told = async |moment| {
        let (text, ..) = written(&o, "ndjson", &since(moment)).await;
        let lines = text
            .lines()
            .map(|it| serde_json::from_str::<Value>(it).unwrap());
        lines
            .map(|it| it["previous_email"].clone())
            .collect::<Vec<_>>()
    };
    let none = Value::Null;
    assert_eq!(told(None).await, [none.clone(), none.clone(), none.clone()]);
    assert_eq!(
        told(Some(moment)).await,
        [json!("ada@middle.example"), none.clone(), none.clone()]
    );
    assert_eq!(
        told(Some(0)).await,
        [json!("ada@old.example"), none.clone(), none]
    );
    let (people, _) = checked(&o, "phishing-tackle", &since(Some(moment))).await;
    let of_ada = people.iter().find(|it| it.id == ada).unwrap();
    let mut problems = of_ada.problems.iter();
    let changed = problems.find(|it| it.code == "email_changed").unwrap();
    assert!(
        changed.text.contains("ada@middle.example"),
        "{}",
        changed.text
    );
}

async fn who_is_no_target_user_is_in_no_file(o: Organisation) {
    o.person("ada@example.com").await;
    o.person("guest@elsewhere.example").await;
    let mut definition = mappings::in_force(&o.p, "default")
        .await
        .unwrap()
        .definition;
    definition.targets.allowed_domains = vec!["example.com".to_owned()];
    let draft = mappings::save_draft(&o.p, "default", definition, None, "tests")
        .await
        .unwrap();
    mappings::publish(&o.p, "default", draft.revision, "", "tests")
        .await
        .unwrap();
    for format in ["csv", "ndjson", "arsen"] {
        let (text, written, skipped) = written(&o, format, &Selection::default()).await;
        assert!(!text.contains("guest"), "{text}");
        assert_eq!((written, skipped), (1, 1));
    }
    let (people, told) = checked(&o, "csv", &Selection::default()).await;
    assert_eq!(codes(&people[0]), [("domain_not_allowed", Some("email"))]);
    assert_eq!(told.with_errors, 0);
}
