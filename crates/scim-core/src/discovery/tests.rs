use insta::assert_snapshot;

use super::*;
use crate::schema::GROUP;

const BASE: &str = "https://id.example.com/scim";

const FEATURES: Features = Features {
    page_size_default: 100,
    page_size_max: 200,
    cursor_timeout_seconds: None,
    bulk: None,
    security_events: None,
    interop_profile: false,
};

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

#[test]
fn the_configuration_says_what_is_supported() {
    assert_snapshot!(pretty(&service_provider_config(BASE, &FEATURES)), @r#"
    {
      "schemas": [
        "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
      ],
      "patch": {
        "supported": true
      },
      "bulk": {
        "supported": false,
        "maxOperations": 0,
        "maxPayloadSize": 0
      },
      "filter": {
        "supported": true,
        "maxResults": 200
      },
      "changePassword": {
        "supported": false
      },
      "sort": {
        "supported": true
      },
      "etag": {
        "supported": true
      },
      "pagination": {
        "cursor": false,
        "index": true,
        "defaultPaginationMethod": "index",
        "defaultPageSize": 100,
        "maxPageSize": 200
      },
      "authenticationSchemes": [
        {
          "type": "oauthbearertoken",
          "name": "OAuth Bearer Token",
          "description": "A secret token of this server after the word Bearer.",
          "specUri": "https://www.rfc-editor.org/info/rfc6750",
          "primary": true
        },
        {
          "type": "httpbasic",
          "name": "HTTP Basic",
          "description": "A secret token of this server as the password, where allowed.",
          "specUri": "https://www.rfc-editor.org/info/rfc7617"
        }
      ],
      "meta": {
        "resourceType": "ServiceProviderConfig",
        "location": "https://id.example.com/scim/ServiceProviderConfig"
      }
    }
    "#);
}

#[test]
fn resource_types_name_their_schemas() {
    let types = resource_types(&Registry::builtin(), BASE);
    assert_snapshot!(pretty(&Value::from(types)), @r#"
    [
      {
        "schemas": [
          "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
        ],
        "id": "User",
        "name": "User",
        "endpoint": "/Users",
        "description": "People",
        "schema": "urn:ietf:params:scim:schemas:core:2.0:User",
        "schemaExtensions": [
          {
            "schema": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            "required": false
          }
        ],
        "meta": {
          "resourceType": "ResourceType",
          "location": "https://id.example.com/scim/ResourceTypes/User"
        }
      },
      {
        "schemas": [
          "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
        ],
        "id": "Group",
        "name": "Group",
        "endpoint": "/Groups",
        "description": "Groups of people",
        "schema": "urn:ietf:params:scim:schemas:core:2.0:Group",
        "meta": {
          "resourceType": "ResourceType",
          "location": "https://id.example.com/scim/ResourceTypes/Group"
        }
      }
    ]
    "#);
}

#[test]
fn a_schema_is_a_resource_of_its_own() {
    let schemas = schemas(&Registry::builtin(), BASE, Rules::ALL);
    let mut group = schemas
        .into_iter()
        .find(|schema| schema["id"] == GROUP)
        .unwrap();
    group["attributes"].as_array_mut().unwrap().truncate(1);
    assert_snapshot!(pretty(&group), @r#"
    {
      "schemas": [
        "urn:ietf:params:scim:schemas:core:2.0:Schema"
      ],
      "id": "urn:ietf:params:scim:schemas:core:2.0:Group",
      "name": "Group",
      "description": "A group of people.",
      "attributes": [
        {
          "name": "displayName",
          "type": "string",
          "multiValued": false,
          "description": "The group's name as it is shown. Unique among all groups of the tenant, ignoring case.",
          "required": true,
          "caseExact": false,
          "mutability": "readWrite",
          "returned": "default",
          "uniqueness": "server"
        }
      ],
      "meta": {
        "resourceType": "Schema",
        "location": "https://id.example.com/scim/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group"
      }
    }
    "#);
}

/// Okta's schema import reads the URNs at /ResourceTypes and looks each one up at /Schemas.
#[test]
fn every_schema_of_a_resource_type_is_listed() {
    let registry = Registry::builtin();
    let schemas = schemas(&registry, BASE, Rules::ALL);
    for resource_type in resource_types(&registry, BASE) {
        let extensions = resource_type["schemaExtensions"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let named = extensions.iter().map(|extension| &extension["schema"]);
        for urn in named.chain([&resource_type["schema"]]) {
            let listed = schemas.iter().filter(|schema| schema["id"] == *urn).count();
            assert_eq!(listed, 1, "{urn}");
        }
        assert_eq!(resource_type["id"], resource_type["name"]);
    }
}

#[test]
fn attributes_have_the_characteristics_that_fit_their_type() {
    fn check(attribute: &Value) {
        for name in [
            "name",
            "type",
            "multiValued",
            "description",
            "required",
            "mutability",
            "returned",
        ] {
            assert!(attribute.get(name).is_some(), "{attribute} has no {name}");
        }
        let complex = attribute["type"] == "complex";
        for (name, expected) in [
            ("caseExact", !complex),
            ("uniqueness", !complex),
            ("subAttributes", complex),
        ] {
            assert_eq!(
                attribute.get(name).is_some(),
                expected,
                "{name} of {attribute}"
            );
        }
        for sub in attribute["subAttributes"].as_array().into_iter().flatten() {
            check(sub);
        }
    }
    for schema in schemas(&Registry::builtin(), BASE, Rules::ALL) {
        for attribute in schema["attributes"].as_array().unwrap() {
            check(attribute);
        }
    }
}

/// Two groups may have one name where no rule forbids it, and then nobody is told otherwise.
#[test]
fn a_groups_name_is_unique_where_it_is_enforced() {
    for (rules, uniqueness) in [
        (Rules::ALL, "server"),
        (Rules::ALL.without(Rule::UniqueGroupNames), "none"),
        (Rules::NONE, "none"),
    ] {
        let schemas = schemas(&Registry::builtin(), BASE, rules);
        let of = |urn: &str, name: &str| {
            let schema = schemas.iter().find(|schema| schema["id"] == urn).unwrap();
            let attributes = schema["attributes"].as_array().unwrap();
            let attribute = attributes
                .iter()
                .find(|attribute| attribute["name"] == name);
            attribute.unwrap()["uniqueness"].clone()
        };
        assert_eq!(of(GROUP, "displayName"), uniqueness);
        assert_eq!(of(crate::schema::USER, "userName"), "server");
    }
}
