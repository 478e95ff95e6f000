//! Discovery and bulk.

use serde_json::json;

use crate::spoiled::changes::{drop_member, each_operation, each_schema, on_resources};
use crate::spoiled::{Fault, json as on_json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "an attribute is missing in /Schemas",
        ask: |_| {},
        answer: |_, reply| {
            each_schema(reply, |schema| {
                if let Some(attributes) = schema["attributes"].as_array_mut() {
                    attributes.retain(|attribute| attribute["name"] != "emails");
                }
            });
        },
        caught_by: &["discovery/11_entra_schema_discoverability"],
    },
    Fault {
        name: "an extension is missing in /Schemas",
        ask: |_| {},
        answer: |asked, reply| {
            if asked.path.ends_with("/Schemas") {
                on_resources(reply, |schemas| {
                    schemas.retain(|schema| {
                        !schema["id"]
                            .as_str()
                            .unwrap_or_default()
                            .contains("enterprise")
                    });
                });
            }
        },
        caught_by: &[
            "discovery/05_types_and_schemas_agree",
            "discovery/04_okta_import_user_schema",
        ],
    },
    Fault {
        name: "/Schemas leaves characteristics out",
        ask: |_| {},
        answer: |_, reply| {
            each_schema(reply, |schema| {
                for attribute in schema["attributes"].as_array_mut().into_iter().flatten() {
                    drop_member(attribute, "returned");
                }
            });
        },
        caught_by: &["discovery/24_no_characteristic_is_left_out"],
    },
    Fault {
        name: "/Schemas says that userName is caseExact",
        ask: |_| {},
        answer: |_, reply| {
            each_schema(reply, |schema| {
                for attribute in schema["attributes"].as_array_mut().into_iter().flatten() {
                    attribute["caseExact"] = json!(true);
                }
            });
        },
        caught_by: &["discovery/09_user_characteristics"],
    },
    Fault {
        name: "a feature is not told of",
        ask: |_| {},
        answer: |asked, reply| {
            if asked.path.ends_with("/ServiceProviderConfig") {
                on_json(reply, |config| drop_member(config, "bulk"));
            }
        },
        caught_by: &[
            "discovery/01_service_provider_config",
            "discovery/20_every_feature_is_told",
            "authentik/09_configuration_has_numbers",
        ],
    },
    Fault {
        name: "an answer in bulk without its bulkId",
        ask: |_| {},
        answer: |_, reply| each_operation(reply, |operation| drop_member(operation, "bulkId")),
        caught_by: &["bulk/01_create_update_delete"],
    },
    Fault {
        name: "a status in bulk as a number",
        ask: |_| {},
        answer: |_, reply| {
            each_operation(reply, |operation| {
                operation["status"] = json!(
                    operation["status"]
                        .as_str()
                        .and_then(|text| text.parse::<u16>().ok())
                );
            });
        },
        caught_by: &["bulk/01_create_update_delete"],
    },
    Fault {
        name: "failOnErrors is not heeded",
        ask: |asked| asked.body = asked.body.replace("\"failOnErrors\"", "\"failOn\""),
        answer: |_, _| {},
        caught_by: &["bulk/11_fail_on_errors"],
    },
];
