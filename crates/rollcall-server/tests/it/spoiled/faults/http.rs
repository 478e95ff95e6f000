//! What stands around a body, and errors.

use serde_json::json;

use crate::spoiled::Fault;
use crate::spoiled::changes::{drop_header, drop_member, header, list, on_error, status};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "no ETag",
        ask: |_| {},
        answer: |_, reply| drop_header(reply, "etag"),
        caught_by: &["create/13_etag_on_creation", "etag/01_etag_is_version"],
    },
    Fault {
        name: "an ETag without quotes",
        ask: |_| {},
        answer: |_, reply| header(reply, "etag", |value| *value = value.replace('"', "")),
        caught_by: &["etag/05_format"],
    },
    Fault {
        name: "no Location",
        ask: |_| {},
        answer: |_, reply| drop_header(reply, "location"),
        caught_by: &["create/01_location", "create/30_location_is_absolute"],
    },
    Fault {
        name: "a Location without a host",
        ask: |_| {},
        answer: |_, reply| {
            header(reply, "location", |value| {
                *value = value.replacen("http://", "/", 1);
            });
        },
        caught_by: &["create/30_location_is_absolute"],
    },
    Fault {
        name: "answers of application/json",
        ask: |_| {},
        answer: |_, reply| {
            header(reply, "content-type", |value| {
                *value = "application/json".into();
            });
        },
        caught_by: &[
            "http/11_answers_are_json",
            "okta_connection/06_answers_are_scim_json",
        ],
    },
    Fault {
        name: "200 instead of 201",
        ask: |_| {},
        answer: |_, reply| status(reply, 201, 200),
        caught_by: &["create/01_location", "okta_spec/06_create_user"],
    },
    Fault {
        name: "200 instead of 204",
        ask: |_| {},
        answer: |_, reply| status(reply, 204, 200),
        caught_by: &["delete/01_delete", "okta_groups/14_delete"],
    },
    Fault {
        name: "403 instead of 401",
        ask: |_| {},
        answer: |_, reply| status(reply, 401, 403),
        caught_by: &[
            "authentication/01_no_token",
            "okta_spec/12_wrong_credentials",
        ],
    },
    Fault {
        name: "no WWW-Authenticate",
        ask: |_| {},
        answer: |_, reply| drop_header(reply, "www-authenticate"),
        caught_by: &["authentication/01_no_token"],
    },
    Fault {
        name: "500 instead of 404",
        ask: |_| {},
        answer: |_, reply| status(reply, 404, 500),
        caught_by: &["read/04_unknown_ids", "okta_spec/04_unknown_user_id"],
    },
    Fault {
        name: "an empty 200 instead of 404",
        ask: |_| {},
        answer: |_, reply| {
            if reply.status == 404 {
                (reply.status, reply.text) = (200, "{}".into());
            }
        },
        caught_by: &["read/04_unknown_ids", "delete/01_delete"],
    },
    Fault {
        name: "400 instead of 409",
        ask: |_| {},
        answer: |_, reply| status(reply, 409, 400),
        caught_by: &[
            "create/07_user_name_other_case",
            "okta_users/16_duplicate_is_409",
            "concurrency/01_same_person_twenty_times",
        ],
    },
    Fault {
        name: "200 instead of 304",
        ask: |_| {},
        answer: |_, reply| status(reply, 304, 200),
        caught_by: &["etag/02_not_modified"],
    },
    Fault {
        name: "405 without Allow",
        ask: |_| {},
        answer: |_, reply| drop_header(reply, "allow"),
        caught_by: &["http/02_method_not_allowed"],
    },
    Fault {
        name: "errors in plain text",
        ask: |_| {},
        answer: |_, reply| {
            if reply.status >= 400 {
                reply.text = "User already exists".into();
            }
        },
        caught_by: &[
            "errors/07_shape",
            "okta_users/16_duplicate_is_409",
            "read/08_unknown_id_is_a_scim_error",
        ],
    },
    Fault {
        name: "an error's status as a number",
        ask: |_| {},
        answer: |_, reply| on_error(reply, |error| error["status"] = json!(404)),
        caught_by: &["read/08_unknown_id_is_a_scim_error"],
    },
    Fault {
        name: "errors without scimType",
        ask: |_| {},
        answer: |_, reply| on_error(reply, |error| drop_member(error, "scimType")),
        caught_by: &[
            "errors/08_uniqueness_names_the_rule",
            "filter/07_filter_syntax",
            "authentik/01_conflict_then_filter",
        ],
    },
    Fault {
        name: "errors without detail",
        ask: |_| {},
        answer: |_, reply| on_error(reply, |error| drop_member(error, "detail")),
        caught_by: &["okta_connection/09_wrong_token_is_readable"],
    },
    Fault {
        name: "errors that show a statement",
        ask: |_| {},
        answer: |_, reply| {
            on_error(reply, |error| {
                error["detail"] = json!("near SELECT * FROM users: panicked");
            });
        },
        caught_by: &["errors/07_shape"],
    },
    Fault {
        name: "nobody instead of 400 for a broken filter",
        ask: |_| {},
        answer: |_, reply| {
            if reply.text.contains("invalidFilter") {
                (reply.status, reply.text) = (200, list(&[]).to_string());
            }
        },
        caught_by: &[
            "filter/07_filter_syntax",
            "filter/60_more_syntax",
            "filter/36_order_of_booleans",
        ],
    },
];
