//! The causes, one entry each.

use super::{Cause, Fix, Severity};

const NEW_TOKEN: Fix = Fix {
    kind: "tokens",
    target: "",
    text: "Create a new token for this connection and paste it into the identity provider.",
};
const BASE_URL: Fix = Fix {
    kind: "connection",
    target: "",
    text: "Copy the base URL of this connection into the identity provider; it ends in /scim.",
};
const MAPPING_THERE: Fix = Fix {
    kind: "received",
    target: "",
    text: "Change the attribute's mapping in the identity provider, then let it send again.",
};
const FILTERS: Fix = Fix {
    kind: "manual",
    target: "docs/PROTOCOL.md",
    text: "Ask with what the manual lists: eq, ne, co, sw, ew, gt, ge, lt, le, pr, and, or, not.",
};
const NOTHING: Fix = Fix {
    kind: "none",
    target: "",
    text: "Nothing; it is only good to know.",
};
const LATER: Fix = Fix {
    kind: "wait",
    target: "",
    text: "The identity provider tries again by itself.",
};

macro_rules! cause {
    ($code:literal, $severity:ident, $text:literal, $seen:literal, $fix:expr, $is:expr) => {
        Cause {
            code: $code,
            severity: Severity::$severity,
            text: $text,
            seen: $seen,
            fix: $fix,
            is: $is,
        }
    };
}

/// Whether a base URL was pasted behind another.
fn is_doubled(path: &str) -> bool {
    let segments: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    let times = |name: &str| segments.iter().take(4).filter(|it| **it == name).count();
    times("v2") > 1 || times("scim") > 1
}

/// Every cause; the first that fits is the one.
pub const CAUSES: &[Cause] = &[
    cause!(
        "token_missing",
        Warning,
        "The request had no token. Okta's app with \"Header Auth\" sends what was typed as it is, so that works too; an empty field sends nothing.",
        "No `Authorization` header.",
        Fix {
            kind: "connection",
            target: "",
            text: "Paste the secret token into the field \"OAuth Bearer Token\" (Okta) or \"Secret Token\" (Entra)."
        },
        |f| f.is_denied("token_missing")
    ),
    cause!(
        "token_malformed",
        Warning,
        "What was sent is no token of Rollcall. A token begins with ey and has two dots; perhaps only a part of it was pasted.",
        "The `Authorization` header holds something else.",
        Fix {
            kind: "connection",
            target: "",
            text: "Paste the whole token, without quotes and without \"Bearer\" before it."
        },
        |f| f.is_denied("token_malformed")
    ),
    cause!(
        "token_foreign",
        Warning,
        "The token ending in {ending} was made by another installation of Rollcall, or under a secret key that was replaced.",
        "The token's key id is another one.",
        NEW_TOKEN,
        |f| f.is_denied("token_foreign")
    ),
    cause!(
        "token_forged",
        Error,
        "The token ending in {ending} has a signature that is not ours: it was changed, or cut when it was pasted.",
        "The token's signature does not fit.",
        NEW_TOKEN,
        |f| f.is_denied("token_forged")
    ),
    cause!(
        "token_unknown",
        Warning,
        "The token ending in {ending} was made here, and is in no table: the database is an older copy, or another one.",
        "The signature fits, and there is no such token.",
        NEW_TOKEN,
        |f| f.is_denied("token_unknown")
    ),
    cause!(
        "token_expired",
        Warning,
        "The token \"{name}\" ending in {ending} expired on {at}.",
        "The token's expiry has passed.",
        NEW_TOKEN,
        |f| f.is_denied("token_expired")
    ),
    cause!(
        "token_revoked",
        Warning,
        "The token \"{name}\" ending in {ending} was revoked on {at} by {by}.",
        "The token was revoked.",
        NEW_TOKEN,
        |f| f.is_denied("token_revoked")
    ),
    cause!(
        "token_wrong_scope",
        Warning,
        "The token ending in {ending} is for {has}, and this needs one for {needs}.",
        "The token opens another door.",
        NEW_TOKEN,
        |f| f.is_denied("token_wrong_scope")
    ),
    cause!(
        "token_as_user_name",
        Warning,
        "The token was sent as the user name of HTTP Basic. It belongs into the password; any user name will do.",
        "HTTP Basic with the token in the wrong place.",
        Fix {
            kind: "connection",
            target: "",
            text: "Put the token into the password field."
        },
        |f| f.is_denied("token_as_user_name")
    ),
    cause!(
        "basic_not_allowed",
        Warning,
        "The client used HTTP Basic, which this connection does not allow.",
        "HTTP Basic on a connection without it.",
        Fix {
            kind: "connection",
            target: "",
            text: "Send the token as a bearer token, or allow HTTP Basic for this connection."
        },
        |f| f.is_denied("basic_not_allowed")
    ),
    cause!(
        "token_person_deleted",
        Warning,
        "The token \"{name}\" belongs to a person who was deleted.",
        "A person's own token, and they are gone.",
        NOTHING,
        |f| f.is_denied("token_person_deleted")
    ),
    cause!(
        "token_person_inactive",
        Warning,
        "The token \"{name}\" belongs to a person who is deactivated.",
        "A person's own token, and they are deactivated.",
        NOTHING,
        |f| f.is_denied("token_person_inactive")
    ),
    cause!(
        "path_doubled",
        Warning,
        "The address repeats a part of the base URL: {path}.",
        "404 at a path with `/scim` or `/v2` twice.",
        BASE_URL,
        |f| f.status == 404 && is_doubled(f.path)
    ),
    cause!(
        "path_unknown",
        Warning,
        "There is nothing at {path}. People are at /scim/Users, groups at /scim/Groups.",
        "404 for an endpoint, not for a resource.",
        BASE_URL,
        |f| f.status == 404
            && (f.detail.starts_with("There is no resource type")
                || f.detail.starts_with("There is nothing at this address"))
    ),
    cause!(
        "not_found",
        Warning,
        "What the provider asked for is not here (any more). {detail}",
        "404 for a resource.",
        Fix {
            kind: "provider",
            target: "",
            text: "Let the provider look the person up again (Okta: Import, or remove and assign again); it keeps an id that is gone."
        },
        |f| f.status == 404
    ),
    cause!(
        "method_unknown",
        Warning,
        "{method} cannot be used at {path}.",
        "405.",
        BASE_URL,
        |f| f.status == 405
    ),
    cause!(
        "media_type",
        Warning,
        "The body is not what SCIM sends. {detail}",
        "415.",
        Fix {
            kind: "received",
            target: "",
            text: "Let the client send application/scim+json (or application/json) in UTF-8."
        },
        |f| f.status == 415
    ),
    cause!(
        "username_taken",
        Warning,
        "Somebody has that user name already: \"{holder_name}\", who is {holder_state}. {detail}",
        "409 `uniqueness` about a person's `userName`.",
        Fix {
            kind: "person",
            target: "holder",
            text: "Open the person who has it: link, rename or purge one of the two, then let the provider send again."
        },
        |f| f.is(409, "uniqueness") && f.detail.contains("userName")
    ),
    cause!(
        "externalid_taken",
        Warning,
        "Somebody has that externalId already. {detail}",
        "409 `uniqueness` about `externalId`, where a schema says that it is unique.",
        Fix {
            kind: "provider",
            target: "",
            text: "Find who has it by externalId, and mend one of the two at the provider."
        },
        |f| f.is(409, "uniqueness") && f.detail.contains("externalId")
    ),
    cause!(
        "group_name_taken",
        Warning,
        "A group of that name is here already: \"{holder_name}\". {detail}",
        "409 `uniqueness` about a group's `displayName`.",
        Fix {
            kind: "group",
            target: "holder",
            text: "Link the pushed group to the one that is here (Okta: Push Groups, \"Link Group\"), or rename one."
        },
        |f| f.is(409, "uniqueness") && f.detail.contains("displayName")
    ),
    cause!(
        "value_taken",
        Warning,
        "A value that no two may share is taken. {detail}",
        "409 `uniqueness` about another attribute.",
        MAPPING_THERE,
        |f| f.is(409, "uniqueness")
    ),
    cause!(
        "member_unknown",
        Warning,
        "The group names people whom nobody has sent. {detail}",
        "400 `invalidValue` about `members`.",
        Fix {
            kind: "provider",
            target: "",
            text: "Assign the people to the application first, then push the group again."
        },
        |f| f.status == 400 && f.detail.starts_with("members: no person or group here")
    ),
    cause!(
        "filter_invalid",
        Warning,
        "The filter cannot be read. {detail}",
        "400 `invalidFilter` with a place in the text.",
        FILTERS,
        |f| f.is(400, "invalidFilter") && f.detail.contains("(at byte ")
    ),
    cause!(
        "filter_unsupported",
        Warning,
        "The filter can be read, and asks for what is not there or takes too long. {detail}",
        "400 `invalidFilter` without a place, or `tooMany`.",
        FILTERS,
        |f| f.is(400, "invalidFilter") || f.is(400, "tooMany")
    ),
    cause!(
        "cursor_invalid",
        Warning,
        "The cursor is not one of this query, or too old. {detail}",
        "400 `invalidCursor`, `expiredCursor`, `invalidCount`.",
        LATER,
        |f| f.is(400, "invalidCursor") || f.is(400, "expiredCursor") || f.is(400, "invalidCount")
    ),
    cause!(
        "schema_invalid",
        Warning,
        "A value does not fit its attribute. {detail}",
        "400 `invalidValue`, `invalidSyntax`, `invalidPath`, `noTarget`, `mutability`.",
        MAPPING_THERE,
        |f| f.status == 400 && f.scim_type.is_some()
    ),
    cause!(
        "precondition_failed",
        Warning,
        "The client knew another version than the one that is here. {detail}",
        "412.",
        LATER,
        |f| f.status == 412
    ),
    cause!(
        "too_large",
        Warning,
        "The request is larger than what is taken at once. {detail}",
        "413.",
        Fix {
            kind: "received",
            target: "",
            text: "Let the client send less at a time, or raise the limit that the message names."
        },
        |f| f.status == 413
    ),
    cause!(
        "too_slow",
        Warning,
        "The body did not arrive in time. {detail}",
        "408.",
        LATER,
        |f| f.status == 408
    ),
    cause!(
        "rate_limited",
        Warning,
        "The client asked more often than it may. {detail}",
        "429.",
        Fix {
            kind: "wait",
            target: "",
            text: "The identity provider slows down and tries again by itself; limits.requests_per_second_max and limits.requests_waiting_max say how much is taken."
        },
        |f| f.status == 429
    ),
    cause!(
        "forbidden",
        Warning,
        "The caller may not do that. {detail}",
        "403 for a caller who is known.",
        NOTHING,
        |f| f.status == 403
    ),
    cause!(
        "not_supported",
        Warning,
        "SCIM has this, and it is not offered to this caller. {detail}",
        "501.",
        NOTHING,
        |f| f.status == 501
    ),
    cause!(
        "paused",
        Warning,
        "The connection is paused. {detail}",
        "503 that says so.",
        Fix {
            kind: "connection",
            target: "",
            text: "Resume the connection; the provider sends again what it could not."
        },
        |f| f.status == 503 && f.detail.contains("paused")
    ),
    cause!(
        "unavailable",
        Error,
        "The database did not answer, or there was no memory for the request. {detail}",
        "503.",
        LATER,
        |f| f.status == 503
    ),
    cause!(
        "internal",
        Error,
        "The server failed. Its log says why, under this request's id.",
        "Any other 500 and above.",
        Fix {
            kind: "server_log",
            target: "",
            text: "Look for the request's id in the server's log, and report what stands there."
        },
        |f| f.status >= 500
    ),
    cause!(
        "refused",
        Warning,
        "The request was refused. {detail}",
        "Any other 400 and above.",
        NOTHING,
        |f| f.status >= 400
    ),
    cause!(
        "test_mode",
        Info,
        "The connection is in test mode: nothing was changed. Otherwise this would have happened: {would}.",
        "A change over a connection whose `test_mode` is on.",
        Fix {
            kind: "connection",
            target: "",
            text: "Switch the test mode off when what would happen is what should."
        },
        |f| f.status < 300 && f.test_mode
    ),
    cause!(
        "held_by_guard",
        Info,
        "The provider let go of more people than the guard lets pass at once; this one is held, and nothing leaves the exports.",
        "A deactivation or deletion that the guard holds.",
        Fix {
            kind: "held",
            target: "",
            text: "Look at the list of who is held: release it, or reject it."
        },
        |f| f.status < 300 && f.held
    ),
    cause!(
        "conflict_with_override",
        Info,
        "The provider says something else than what was set by hand, which stays: {fields}.",
        "A change of a person with locked values that differ from what their sources say.",
        Fix {
            kind: "person",
            target: "person",
            text: "Open the person, and take back what was set by hand if the provider is right."
        },
        |f| f.status < 300 && !f.overridden.is_empty()
    ),
    cause!(
        "attribute_dropped",
        Info,
        "Attributes came that no schema has, and were not kept: {attributes}.",
        "A change that was carried out, with paths that no schema has.",
        Fix {
            kind: "received",
            target: "attributes",
            text: "Send them under the URN of an extension, or define a schema that has them; or leave them: nothing else is affected."
        },
        |f| f.status < 300 && !f.dropped.is_empty()
    ),
];
