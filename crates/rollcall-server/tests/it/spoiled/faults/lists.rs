//! Lists, and the parameters that ask for them.

use serde_json::json;

use crate::spoiled::Fault;
use crate::spoiled::changes::{drop_member, on_list, on_resources};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "totalResults is one too many",
        ask: |_| {},
        answer: |_, reply| {
            on_list(reply, |list| {
                list["totalResults"] = json!(list["totalResults"].as_u64().unwrap_or(0) + 1);
            });
        },
        caught_by: &[
            "paging/08_total_is_of_the_filter",
            "okta_groups/01_find_by_name",
            "entra_users/01_connection_test",
        ],
    },
    Fault {
        name: "totalResults is of the page",
        ask: |_| {},
        answer: |_, reply| {
            on_list(reply, |list| {
                list["totalResults"] = list["itemsPerPage"].clone();
            });
        },
        caught_by: &[
            "paging/08_total_is_of_the_filter",
            "paging/06_page_of_three",
        ],
    },
    Fault {
        name: "totalResults as text",
        ask: |_| {},
        answer: |_, reply| {
            on_list(reply, |list| {
                list["totalResults"] = json!(list["totalResults"].to_string());
            });
        },
        caught_by: &[
            "okta_connection/02_empty_envelope",
            "authentik/06_discovery_pages",
        ],
    },
    Fault {
        name: "itemsPerPage is the largest page",
        ask: |_| {},
        answer: |_, reply| on_list(reply, |list| list["itemsPerPage"] = json!(100)),
        caught_by: &[
            "paging/06_page_of_three",
            "okta_import/05_page_size_is_honest",
        ],
    },
    Fault {
        name: "startIndex is always 1",
        ask: |_| {},
        answer: |_, reply| on_list(reply, |list| list["startIndex"] = json!(1)),
        caught_by: &["paging/06_page_of_three", "entra_users/33_pagination"],
    },
    Fault {
        name: "no Resources where nobody is found",
        ask: |_| {},
        answer: |_, reply| {
            on_list(reply, |list| {
                if list["Resources"] == json!([]) {
                    drop_member(list, "Resources");
                }
            });
        },
        caught_by: &[
            "okta_connection/02_empty_envelope",
            "okta_spec/03_filter_unknown_address",
        ],
    },
    Fault {
        name: "a list without its schema",
        ask: |_| {},
        answer: |_, reply| on_list(reply, |list| drop_member(list, "schemas")),
        caught_by: &["okta_spec/03_filter_unknown_address", "discovery/15_lists"],
    },
    Fault {
        name: "the last of a page is lost",
        ask: |_| {},
        answer: |_, reply| {
            on_resources(reply, |resources| {
                resources.pop();
            });
        },
        caught_by: &[
            "paging/07_disjoint_and_complete",
            "paging/10_groups",
            "search/01_filter_in_the_body",
            "root_query/01_get_both_types",
        ],
    },
    Fault {
        name: "the last of a page is the first again",
        ask: |_| {},
        answer: |_, reply| {
            on_resources(reply, |resources| {
                if let (Some(first), Some(last)) =
                    (resources.first().cloned(), resources.last_mut())
                {
                    *last = first;
                }
            });
        },
        caught_by: &[
            "paging/07_disjoint_and_complete",
            "okta_import/01_pages_are_disjoint",
        ],
    },
    Fault {
        name: "lists turned round",
        ask: |_| {},
        answer: |_, reply| on_resources(reply, |resources| resources.reverse()),
        caught_by: &[
            "sort/02_both_directions",
            "sort/04_sub_attribute",
            "cursor_paging/04_sorted_walk",
        ],
    },
    Fault {
        name: "no cursor to the next page",
        ask: |_| {},
        answer: |_, reply| on_list(reply, |list| drop_member(list, "nextCursor")),
        caught_by: &[
            "cursor_paging/01_walk_forwards",
            "cursor_paging/03_valueless_cursor",
        ],
    },
    Fault {
        name: "a cursor behind the last page",
        ask: |_| {},
        answer: |_, reply| {
            on_list(reply, |list| {
                if list.get("nextCursor").is_none() {
                    list["nextCursor"] = json!("more");
                }
            });
        },
        caught_by: &["cursor_paging/01_walk_forwards"],
    },
    Fault {
        name: "filter is not heeded",
        ask: |asked| asked.forget("filter"),
        answer: |_, _| {},
        caught_by: &[
            "filter/11_eq_text",
            "okta_users/01_match_percent_encoded",
            "entra_users/02_match_external_id",
            "aws/01_is_member",
        ],
    },
    Fault {
        name: "count is not heeded",
        ask: |asked| asked.forget("count"),
        answer: |_, _| {},
        caught_by: &[
            "paging/06_page_of_three",
            "paging/03_count_zero",
            "okta_import/05_page_size_is_honest",
        ],
    },
    Fault {
        name: "startIndex is not heeded",
        ask: |asked| asked.forget("startIndex"),
        answer: |_, _| {},
        caught_by: &["paging/06_page_of_three", "paging/07_disjoint_and_complete"],
    },
    Fault {
        name: "attributes is not heeded",
        ask: |asked| asked.forget("attributes"),
        answer: |_, _| {},
        caught_by: &[
            "read/01_attributes",
            "entra_users/50_some_attributes",
            "read/10_attributes_of_sub_attributes",
        ],
    },
    Fault {
        name: "excludedAttributes is not heeded",
        ask: |asked| asked.forget("excludedAttributes"),
        answer: |_, _| {},
        caught_by: &[
            "read/02_excluded_attributes",
            "entra_groups/03_find_without_members",
            "groups/22_without_members",
        ],
    },
    Fault {
        name: "sortBy is not heeded",
        ask: |asked| asked.forget("sortBy"),
        answer: |_, _| {},
        caught_by: &["sort/02_both_directions", "sort/07_extension"],
    },
    Fault {
        name: "sortOrder is not heeded",
        ask: |asked| asked.forget("sortOrder"),
        answer: |_, _| {},
        caught_by: &["sort/02_both_directions", "sort/03_missing_values"],
    },
    Fault {
        name: "cursor is not heeded",
        ask: |asked| asked.forget("cursor"),
        answer: |_, _| {},
        caught_by: &["cursor_paging/01_walk_forwards"],
    },
];
