//! Requests that are not heeded, or not carried out.

use crate::spoiled::Fault;
use crate::spoiled::changes::{as_patch, instead, without_value_of_removals};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "credentials are not looked at",
        ask: |asked| {
            asked.forget_header("authorization");
            asked
                .headers
                .push(("authorization".into(), format!("Bearer {}", asked.token)));
        },
        answer: |_, _| {},
        caught_by: &[
            "authentication/01_no_token",
            "authentication/02_garbage_tokens",
            "authentication/04_refused_write_stores_nothing",
            "okta_spec/12_wrong_credentials",
        ],
    },
    Fault {
        name: "If-Match is not heeded",
        ask: |asked| asked.forget_header("if-match"),
        answer: |_, _| {},
        caught_by: &[
            "etag/07_stale_put",
            "etag/08_stale_patch",
            "etag/09_stale_delete",
            "etag/03_lost_update_is_refused",
        ],
    },
    Fault {
        name: "If-None-Match is not heeded",
        ask: |asked| asked.forget_header("if-none-match"),
        answer: |_, _| {},
        caught_by: &["etag/02_not_modified", "etag/10_list_of_tags"],
    },
    Fault {
        name: "a + in a query stays a +",
        ask: |asked| {
            for (_, value) in &mut asked.query {
                *value = value.replace('+', "%2B");
            }
        },
        answer: |_, _| {},
        caught_by: &["okta_users/02_match_form_encoded"],
    },
    Fault {
        name: "names of attributes are case-sensitive",
        ask: |asked| {
            asked.body = asked
                .body
                .replace("USERNAME", "USERNAME_")
                .replace("UserName", "UserName_");
        },
        answer: |_, _| {},
        caught_by: &["create/04_names_in_any_case"],
    },
    Fault {
        name: "PATCH does nothing",
        ask: |asked| instead(asked, "PATCH", "GET"),
        answer: |_, _| {},
        caught_by: &[
            "patch/20_paths",
            "okta_users/26_deactivate_by_patch",
            "entra_users/19_flag_disable",
            "okta_groups/08_change_members",
            "onelogin/07_group_membership",
        ],
    },
    Fault {
        name: "PUT does nothing",
        ask: |asked| instead(asked, "PUT", "GET"),
        answer: |_, _| {},
        caught_by: &[
            "okta_users/19_update_with_fetched_resource",
            "okta_users/29_wizard_deactivates_by_put",
            "jumpcloud/08_suspend_by_put",
            "ping/05_group_by_put",
            "okta_users/23_put_clears_what_is_left_out",
        ],
    },
    Fault {
        name: "DELETE does nothing",
        ask: |asked| instead(asked, "DELETE", "GET"),
        answer: |asked, reply| {
            if asked.method == "GET"
                && reply.status == 200
                && asked.headers.iter().any(|(name, _)| name == "x-was")
            {
                (reply.status, reply.text) = (204, String::new());
            }
        },
        caught_by: &[
            "delete/01_delete",
            "delete/02_gone_from_lists",
            "delete/03_name_is_free",
            "okta_groups/14_delete",
            "entra_users/32_delete_and_restore",
        ],
    },
    Fault {
        name: "members are not removed",
        ask: |asked| {
            asked.body = asked.body.replace(
                "\"op\":\"remove\",\"path\":\"members",
                "\"op\":\"remove\",\"path\":\"externalId\",\"was\":\"",
            );
        },
        answer: |_, _| {},
        caught_by: &["groups/09_remove_one", "okta_groups/08_change_members"],
    },
    Fault {
        name: "a removal of named members removes all",
        ask: |asked| asked.body = without_value_of_removals(&asked.body),
        answer: |_, _| {},
        caught_by: &[
            "entra_groups/11_legacy_remove_named",
            "jumpcloud/05_remove_member_by_value",
            "authentik/05_remove_forms",
            "entra_groups/24_remove_two_members",
        ],
    },
    Fault {
        name: "every other PATCH of a group is lost",
        ask: |asked| {
            if asked.path.contains("/Groups/") && asked.number % 2 == 0 {
                instead(asked, "PATCH", "GET");
            }
        },
        answer: |_, _| {},
        caught_by: &["concurrency/03_fifty_members_at_once"],
    },
    Fault {
        name: "a deactivation is not kept",
        ask: |asked| asked.body = asked.body.replace("\"active\":false", "\"active\":true"),
        answer: |_, _| {},
        caught_by: &[
            "okta_users/26_deactivate_by_patch",
            "okta_crud/03_deactivated_user_is_readable",
            "okta_users/30_inactive_on_create",
            "rippling_google/06_google_inactive_on_create",
        ],
    },
    Fault {
        name: "a PUT keeps what it leaves out",
        ask: |asked| {
            if asked.method == "PUT" {
                asked.method = "PATCH".into();
                asked.body = as_patch(&asked.body);
            }
        },
        answer: |_, _| {},
        caught_by: &["okta_users/23_put_clears_what_is_left_out"],
    },
];
