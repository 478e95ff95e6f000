use super::*;
use crate::project::Projection;
use crate::schema::{Registry, USER};

const BASE: &str = "https://id.example.com/scim";

fn render(type_name: &str, attributes: &Value, relations: &Relations) -> String {
    let registry = Registry::builtin();
    let resource = Resource {
        id: "7f".to_owned(),
        version: 3,
        created: 1_700_000_000_000_000,
        modified: 1_700_000_000_123_000,
        attributes: attributes.as_object().unwrap().clone(),
    };
    let (rt, base) = (
        registry.by_name(type_name).unwrap(),
        Base::new(BASE, &registry),
    );
    let document = attributes.to_string();
    let unread = Resource {
        id: resource.id.clone(),
        version: resource.version,
        created: resource.created,
        modified: resource.modified,
        attributes: document.as_str(),
    };
    let object = object(rt, resource, relations, base);
    let text = text(rt, &unread, relations, base, &Projection::Default).unwrap();
    let shown = Projection::Default.apply(rt, object.clone());
    assert_eq!(text.as_ref(), Value::Object(shown).to_string());
    serde_json::to_string_pretty(&object).unwrap()
}

#[test]
fn a_person_is_shown_in_order() {
    let attributes = json!({
        "externalId": "00u1",
        "userName": "amina",
        "active": true,
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Research"},
        "urn:example:Hat": {"size": 7},
    });
    let groups = vec![
        GroupRef {
            id: "g1".to_owned(),
            resource_type: "Group".to_owned(),
            display: Some("Research".to_owned()),
        },
        GroupRef {
            id: "g2".to_owned(),
            resource_type: "Group".to_owned(),
            display: None,
        },
    ];
    let relations = Relations {
        groups,
        ..Relations::default()
    };
    insta::assert_snapshot!(render("User", &attributes, &relations), @r#"
    {
      "schemas": [
        "urn:ietf:params:scim:schemas:core:2.0:User",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        "urn:example:Hat"
      ],
      "id": "7f",
      "externalId": "00u1",
      "userName": "amina",
      "active": true,
      "groups": [
        {
          "value": "g1",
          "$ref": "https://id.example.com/scim/Groups/g1",
          "display": "Research",
          "type": "direct"
        },
        {
          "value": "g2",
          "$ref": "https://id.example.com/scim/Groups/g2",
          "type": "direct"
        }
      ],
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
        "department": "Research"
      },
      "urn:example:Hat": {
        "size": 7
      },
      "meta": {
        "resourceType": "User",
        "created": "2023-11-14T22:13:20.000Z",
        "lastModified": "2023-11-14T22:13:20.123Z",
        "location": "https://id.example.com/scim/Users/7f",
        "version": "W/\"3-5f8579a5\""
      }
    }
    "#);
}

#[test]
fn a_group_is_shown_with_its_members() {
    let member = |id: &str, resource_type: &str, display: Option<&str>| MemberRef {
        id: id.to_owned(),
        resource_type: resource_type.to_owned(),
        display: display.map(str::to_owned),
    };
    let members = vec![
        member("u1", "User", Some("Amina")),
        member("g1", "Group", None),
    ];
    let relations = Relations {
        members,
        ..Relations::default()
    };
    insta::assert_snapshot!(render("Group", &json!({"displayName": "Research"}), &relations), @r#"
    {
      "schemas": [
        "urn:ietf:params:scim:schemas:core:2.0:Group"
      ],
      "id": "7f",
      "displayName": "Research",
      "members": [
        {
          "value": "u1",
          "$ref": "https://id.example.com/scim/Users/u1",
          "type": "User",
          "display": "Amina"
        },
        {
          "value": "g1",
          "$ref": "https://id.example.com/scim/Groups/g1",
          "type": "Group"
        }
      ],
      "meta": {
        "resourceType": "Group",
        "created": "2023-11-14T22:13:20.000Z",
        "lastModified": "2023-11-14T22:13:20.123Z",
        "location": "https://id.example.com/scim/Groups/7f",
        "version": "W/\"3\""
      }
    }
    "#);
}

#[test]
fn what_is_not_there_is_not_shown() {
    let object: Object = serde_json::from_str(&render(
        "User",
        &json!({"userName": "a"}),
        &Relations::default(),
    ))
    .unwrap();
    assert_eq!(
        object.keys().collect::<Vec<_>>(),
        ["schemas", "id", "userName", "meta"]
    );
    assert_eq!(object["schemas"], json!([USER]));
}

#[test]
fn relations_that_the_type_has_no_attribute_for_are_not_shown() {
    let groups = vec![GroupRef {
        id: "g1".to_owned(),
        resource_type: "Group".to_owned(),
        display: None,
    }];
    let relations = Relations {
        groups,
        ..Relations::default()
    };
    assert!(!render("Group", &json!({"displayName": "x"}), &relations).contains("groups"));
}

#[test]
fn what_is_no_document_is_no_resource() {
    let registry = Registry::builtin();
    for wrong in [
        "",
        "[]",
        "null",
        r#"{"userName":"a""#,
        r#"{"userName":"a"} x"#,
    ] {
        let unread = Resource {
            id: "7f".to_owned(),
            version: 1,
            created: 0,
            modified: 0,
            attributes: wrong,
        };
        let users = registry.by_name("User").unwrap();
        let shown = text(
            users,
            &unread,
            &Relations::default(),
            BASE,
            &Projection::Default,
        );
        assert!(shown.is_err(), "{wrong}");
    }
}

#[test]
fn entity_tags_are_weak() {
    assert_eq!(etag(3, &Relations::default()), r#"W/"3""#);
}
