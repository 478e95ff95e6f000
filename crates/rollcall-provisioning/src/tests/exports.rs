//! What comes out: smart fields and target users.

use rollcall_mapping::{Language, TargetUser};
use serde_json::json;

use super::harness::{Organisation, id, person, refusal};
use super::on_both_databases;
use crate::exports::{Export, Selection, StatusSelection};
use crate::{Error, people};

on_both_databases!(
    a_person_becomes_smart_fields_with_their_sources,
    a_deactivated_person_leaves_the_export_at_once,
    an_export_is_narrowed_by_filter_and_group,
    everybody_is_exported_once_however_many_chunks,
    a_wrong_selection_is_refused_before_the_first_byte,
);

async fn exported(o: &Organisation, selection: Selection) -> Vec<TargetUser> {
    let mut export = Export::begin(&o.p, "default", &selection).await.unwrap();
    let mut all = Vec::new();
    while let Some(chunk) = export.next().await.unwrap() {
        all.extend(chunk);
    }
    all
}

async fn begin(
    o: &Organisation,
    tenant: &str,
    selection: Selection,
) -> crate::Result<Export<TargetUser>> {
    Export::begin(&o.p, tenant, &selection).await
}

fn names(users: &[TargetUser]) -> Vec<&str> {
    let mut names: Vec<_> = users.iter().map(|user| user.user_name.as_str()).collect();
    names.sort_unstable();
    names
}

async fn a_person_becomes_smart_fields_with_their_sources(o: Organisation) {
    let manager = o.person("boss@example.com").await;
    let mut ada = person("ada@example.com");
    ada["title"] = "Engineer".into();
    ada["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] =
        json!({"manager": {"value": manager}});
    let ada = id(&o.post("Users", ada).await.unwrap());
    let fields = people::smart_fields(&o.p, "default", &ada, Language::En)
        .await
        .unwrap();
    let value = |key: &str| {
        let found = fields.iter().find(|it| it.field.key == key).unwrap();
        (found.field.value.clone(), found.field.source.clone())
    };
    assert_eq!(
        value("job_title"),
        (Some(json!("Engineer")), Some("title".to_owned()))
    );
    assert_eq!(value("manager_email").0, Some(json!("boss@example.com")));
    assert_eq!(value("mobile_phone"), (None, None));
    assert_eq!(
        refusal(people::smart_fields(&o.p, "default", "nobody", Language::En).await),
        "404 -"
    );
}

async fn a_deactivated_person_leaves_the_export_at_once(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    o.person("bob@example.com").await;
    o.deactivate(&ada).await;
    assert_eq!(
        names(&exported(&o, Selection::default()).await),
        ["bob@example.com"]
    );
    let inactive = Selection {
        status: StatusSelection::Inactive,
        ..Selection::default()
    };
    assert_eq!(names(&exported(&o, inactive).await), ["ada@example.com"]);
    let any = Selection {
        status: StatusSelection::Any,
        ..Selection::default()
    };
    assert_eq!(exported(&o, any).await.len(), 2);
}

async fn an_export_is_narrowed_by_filter_and_group(o: Organisation) {
    let ada = o.person("ada@example.com").await;
    let bob = o.person("bob@example.com").await;
    o.person("carl@example.com").await;
    let group = o.group("Sales", &[&ada, &bob]).await;
    for name in ["sales", group.as_str()] {
        let selection = Selection {
            group: Some(name.to_owned()),
            ..Selection::default()
        };
        assert_eq!(
            names(&exported(&o, selection).await),
            ["ada@example.com", "bob@example.com"]
        );
    }
    let selection = Selection {
        filter: Some("userName sw \"B\" or title pr".to_owned()),
        group: Some("Sales".to_owned()),
        ..Selection::default()
    };
    let users = exported(&o, selection).await;
    assert_eq!(names(&users), ["bob@example.com"]);
    assert_eq!(users[0].groups, ["Sales"]);
}

async fn everybody_is_exported_once_however_many_chunks(o: Organisation) {
    let mut limits = o.p.limits().clone();
    limits.export_chunk_rows = 3;
    let o = o.with_limits(limits).await;
    for n in 0..10 {
        o.person(&format!("person{n}@example.com")).await;
    }
    let users = exported(&o, Selection::default()).await;
    let names = names(&users);
    assert_eq!(
        names,
        (0..10)
            .map(|n| format!("person{n}@example.com"))
            .collect::<Vec<_>>()
    );
}

async fn a_wrong_selection_is_refused_before_the_first_byte(o: Organisation) {
    let wrong = Selection {
        filter: Some("shoeSize eq 42".to_owned()),
        ..Selection::default()
    };
    let error = begin(&o, "default", wrong).await.err().unwrap();
    assert!(
        matches!(&error, Error::Scim(e) if e.detail.contains("shoeSize")),
        "{error:?}"
    );
    let wrong = Selection {
        group: Some("Nobody".to_owned()),
        ..Selection::default()
    };
    assert!(matches!(
        begin(&o, "default", wrong).await,
        Err(Error::Unknown(_))
    ));
    assert!(matches!(
        begin(&o, "nowhere", Selection::default()).await,
        Err(Error::Unknown(_))
    ));
}
