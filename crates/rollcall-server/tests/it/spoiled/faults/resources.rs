//! Resources.

use serde_json::json;

use crate::client::USER;
use crate::spoiled::changes::drop_member;
use crate::spoiled::{Fault, each};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "a password comes back",
        ask: |_| {},
        answer: |_, reply| each(reply, |resource| resource["password"] = json!("1mz050nq")),
        caught_by: &[
            "create/27_password_never_returned",
            "okta_users/06_password_never_comes_back",
        ],
    },
    Fault {
        name: "an id is new each time",
        ask: |_| {},
        answer: |asked, reply| {
            each(reply, |resource| {
                resource["id"] = json!(format!(
                    "{}-{}",
                    resource["id"].as_str().unwrap_or_default(),
                    asked.number
                ));
            });
        },
        caught_by: &["create/23_id_is_stable", "okta_spec/02_get_listed_user"],
    },
    Fault {
        name: "an id is a number",
        ask: |_| {},
        answer: |_, reply| each(reply, |resource| resource["id"] = json!(17)),
        caught_by: &["create/12_whole_answer"],
    },
    Fault {
        name: "no meta",
        ask: |_| {},
        answer: |_, reply| each(reply, |resource| drop_member(resource, "meta")),
        caught_by: &["create/12_whole_answer", "create/02_meta_times"],
    },
    Fault {
        name: "no meta.version",
        ask: |_| {},
        answer: |_, reply| {
            each(reply, |resource| {
                drop_member(&mut resource["meta"], "version");
            });
        },
        caught_by: &["etag/01_etag_is_version"],
    },
    Fault {
        name: "a time that is none",
        ask: |_| {},
        answer: |_, reply| {
            each(reply, |resource| {
                resource["meta"]["created"] = json!("04-12-2018 00:00:00");
            });
        },
        caught_by: &["create/02_meta_times"],
    },
    Fault {
        name: "lastModified never moves",
        ask: |_| {},
        answer: |_, reply| {
            each(reply, |resource| {
                resource["meta"]["lastModified"] = resource["meta"]["created"].clone();
            });
        },
        caught_by: &["patch/46_last_modified_moves"],
    },
    Fault {
        name: "the version moves with each look",
        ask: |_| {},
        answer: |asked, reply| {
            each(reply, |resource| {
                resource["meta"]["version"] = json!(format!("W/\"{}\"", asked.number));
            });
        },
        caught_by: &[
            "etag/04_version_moves_only_on_change",
            "etag/01_etag_is_version",
        ],
    },
    Fault {
        name: "no schemas",
        ask: |_| {},
        answer: |_, reply| each(reply, |resource| drop_member(resource, "schemas")),
        caught_by: &["create/12_whole_answer", "okta_spec/06_create_user"],
    },
    Fault {
        name: "an extension is not named in schemas",
        ask: |_| {},
        answer: |_, reply| each(reply, |resource| resource["schemas"] = json!([USER])),
        caught_by: &["create/16_enterprise_in_schemas", "patch/47_extension_goes"],
    },
    Fault {
        name: "an extension is lost",
        ask: |_| {},
        answer: |_, reply| {
            each(reply, |resource| {
                drop_member(
                    resource,
                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                );
            });
        },
        caught_by: &[
            "create/29_enterprise_attributes",
            "okta_users/09_enterprise_attributes",
            "entra_users/14_manager_as_object",
        ],
    },
    Fault {
        name: "a custom extension is lost",
        ask: |_| {},
        answer: |_, reply| {
            each(reply, |resource| {
                if let Some(object) = resource.as_object_mut() {
                    object.retain(|name, _| {
                        !name.starts_with("urn:okta") && !name.starts_with("urn:custom")
                    });
                }
            });
        },
        caught_by: &["okta_users/12_unknown_extension_kept"],
    },
    Fault {
        name: "active as text",
        ask: |_| {},
        answer: |_, reply| {
            each(reply, |resource| {
                resource["active"] = json!(resource["active"].to_string());
            });
        },
        caught_by: &[
            "okta_crud/03_deactivated_user_is_readable",
            "entra_users/24_text_booleans_in_post",
        ],
    },
    Fault {
        name: "active is not told",
        ask: |_| {},
        answer: |_, reply| each(reply, |resource| drop_member(resource, "active")),
        caught_by: &[
            "okta_crud/03_deactivated_user_is_readable",
            "okta_spec/16_older_deactivate",
        ],
    },
    Fault {
        name: "one object instead of an array",
        ask: |_| {},
        answer: |_, reply| {
            each(reply, |resource| {
                resource["emails"] = resource["emails"][0].clone();
            });
        },
        caught_by: &["okta_import/09_multi_valued_are_arrays"],
    },
    Fault {
        name: "userName in small letters",
        ask: |_| {},
        answer: |_, reply| {
            each(reply, |resource| {
                resource["userName"] = json!(
                    resource["userName"]
                        .as_str()
                        .unwrap_or_default()
                        .to_lowercase()
                );
            });
        },
        caught_by: &[
            "okta_spec/15_older_user_name_case",
            "okta_spec/06_create_user",
        ],
    },
    Fault {
        name: "no externalId",
        ask: |_| {},
        answer: |_, reply| each(reply, |resource| drop_member(resource, "externalId")),
        caught_by: &[
            "okta_users/15_external_id_is_echoed",
            "entra_groups/08_replace_external_id",
        ],
    },
    Fault {
        name: "an externalId that nobody sent",
        ask: |_| {},
        answer: |_, reply| {
            each(reply, |resource| {
                resource["externalId"] = resource["id"].clone();
            });
        },
        caught_by: &["okta_users/14_no_external_id"],
    },
    Fault {
        name: "a member is lost",
        ask: |_| {},
        answer: |_, reply| {
            each(reply, |resource| {
                if let Some(members) = resource["members"].as_array_mut() {
                    members.pop();
                }
            });
        },
        caught_by: &[
            "groups/02_members_on_creation",
            "okta_groups/17_hundred_member_batch",
            "concurrency/03_fifty_members_at_once",
            "entra_groups/23_add_two_members",
        ],
    },
    Fault {
        name: "members without $ref and type",
        ask: |_| {},
        answer: |_, reply| {
            each(reply, |resource| {
                resource["members"]
                    .as_array_mut()
                    .into_iter()
                    .flatten()
                    .for_each(|member| {
                        drop_member(member, "$ref");
                        drop_member(member, "type");
                    });
            });
        },
        caught_by: &["groups/03_member_details"],
    },
    Fault {
        name: "no groups at a person",
        ask: |_| {},
        answer: |_, reply| each(reply, |resource| drop_member(resource, "groups")),
        caught_by: &[
            "groups/04_shown_at_the_person",
            "okta_groups/20_person_shows_groups",
        ],
    },
    Fault {
        name: "text in ASCII only",
        ask: |_| {},
        answer: |_, reply| {
            each(reply, |resource| {
                resource["displayName"] = json!(
                    resource["displayName"]
                        .as_str()
                        .unwrap_or_default()
                        .replace(|c: char| !c.is_ascii(), "?")
                );
            });
        },
        caught_by: &["text/04_every_script"],
    },
];
