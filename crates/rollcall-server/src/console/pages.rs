//! The console's pages and what each asks of the API: the whole list.

use actix_web::dev::{Path, ResourceDef};
use actix_web::http::StatusCode;
use actix_web::web::{Data, ServiceConfig, get, resource, to};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;

use super::client::Api;
use super::page::{self, View, see_other};
use super::part;
use super::question::{Elsewhere, Page, Question};
use crate::error::{Failure, Result};
use crate::site::Site;

const fn ask(name: &'static str, path: &'static str) -> Question {
    Question {
        name,
        path,
        only: None,
        posts: false,
    }
}

/// Asked by a POST whose body are the members of the page's query that are named behind `?`.
const fn post(name: &'static str, path: &'static str) -> Question {
    Question {
        name,
        path,
        only: None,
        posts: true,
    }
}

/// Asked while the page shows one of these tabs; "" is the first.
const fn ask_on(name: &'static str, path: &'static str, tabs: &'static [&'static str]) -> Question {
    Question {
        name,
        path,
        only: Some(("tab", tabs)),
        posts: false,
    }
}

const fn page(
    name: &'static str,
    path: &'static str,
    title: &'static str,
    questions: &'static [Question],
) -> Page {
    Page {
        name,
        path,
        title,
        questions,
        in_words: false,
        elsewhere: None,
    }
}

/// A page that tells the definition's conditions in words too.
const fn page_in_words(
    name: &'static str,
    path: &'static str,
    title: &'static str,
    questions: &'static [Question],
) -> Page {
    Page {
        in_words: true,
        ..page(name, path, title, questions)
    }
}

/// A page of connections over which people are pushed: the others have one of their own.
const fn page_of_push(
    name: &'static str,
    path: &'static str,
    title: &'static str,
    questions: &'static [Question],
) -> Page {
    Page {
        elsewhere: Some(Elsewhere {
            says: ("connection", "kind"),
            value: "pull",
            path: "/t/{tenant}/pulls/{id}",
        }),
        ..page(name, path, title, questions)
    }
}

/// Some of the people among whom one is chosen, and who is.
const FOUND: Question = ask("found", "/people?search={whom}&limit=8");
const CHOSEN: Question = ask("chosen", "/people/{person}");

/// What the pages ask that show a change of a field for somebody.
const FIELD: &[Question] = &[
    ask("mapping", "/mapping"),
    ask("draft", "/mapping/draft"),
    FOUND,
    CHOSEN,
    ask("preview", "/mapping/draft/preview/{person}"),
];

/// And what the page asks that edits one: which attributes there are.
const FIELD_EDITED: &[Question] = &[
    FIELD[0],
    FIELD[1],
    FIELD[2],
    FIELD[3],
    FIELD[4],
    ask("known", "/attributes"),
];

/// All pages for whoever is signed in. The first question of a page is about what the page is about. Beside `{key}` stands no other
/// page: a field or a signature may have any name that is a key.
#[rustfmt::skip]
pub(super) const PAGES: &[Page] = &[
    page("home", "/t/{tenant}", "nav-home", &[
        ask("overview", "/overview"),
        ask("alerts", "/alerts"),
        ask("requests_summary", "/requests/summary"),
        ask("connections", "/connections"),
        ask("pulls", "/pulls"),
    ]),
    page("connections", "/t/{tenant}/connections", "nav-connections", &[ask("connections", "/connections"), ask("pulls", "/pulls")]),
    page("connection_new", "/t/{tenant}/connections/new", "connection-new", &[]),
    page("pull", "/t/{tenant}/pulls/{id}", "connection", &[
        ask("pull", "/pulls/{id}"),
        ask("connection", "/connections/{id}"),
        ask_on("runs", "/pulls/{id}/runs?limit=10", &[""]),
        ask_on("attributes", "/connections/{id}/attributes", &["received", "settings"]),
        ask_on("guard", "/guard", &["settings"]),
    ]),
    page("pull_runs", "/t/{tenant}/pulls/{id}/runs", "pull-runs", &[ask("runs", "/pulls/{id}/runs?after"), ask("pull", "/pulls/{id}")]),
    page("pull_run", "/t/{tenant}/pulls/{id}/runs/{run}", "pull-run", &[
        ask("run", "/pulls/{id}/runs/{run}"),
        ask("pull", "/pulls/{id}"),
        ask("vanished", "/pulls/{id}/runs/{run}/vanished?after&limit=50"),
    ]),
    page_of_push("connect", "/t/{tenant}/connections/{id}", "connection", &[
        ask("connection", "/connections/{id}"),
        ask("live", "/connections/{id}/live"),
        ask("tokens", "/tokens?connection={id}"),
        ask_on("set_up_links", "/connections/{id}/set-up-links", &["", "set-up"]),
        ask_on("attributes", "/connections/{id}/attributes", &["received"]),
        ask_on("guard", "/guard", &["settings"]),
    ]),
    page("people", "/t/{tenant}/people", "nav-people", &[
        ask("people", "/people?search&state&group&domain&filter&lacking&after"),
        ask("overview", "/overview"),
        ask("groups", "/groups?limit=200"),
        ask("mapping", "/mapping"),
    ]),
    page("person", "/t/{tenant}/people/{id}", "person", &[
        ask("person", "/people/{id}"),
        ask_on("fields", "/people/{id}/smart-fields?language={lang}", &["", "profile"]),
        ask_on("signature", "/people/{id}/signature", &["signature"]),
        ask_on("signatures", "/signatures", &["signature"]),
        ask_on("target", "/people/{id}/target-user", &["target"]),
        ask_on("history", "/people/{id}/history?after", &["history"]),
        ask_on("resource", "/people/{id}/resource", &["raw"]),
    ]),
    page("held", "/t/{tenant}/held", "people-held", &[ask("held", "/held?after")]),
    page("leavers", "/t/{tenant}/leavers", "people-leavers", &[ask("leavers", "/leavers?after")]),
    page("imports", "/t/{tenant}/imports", "people-imports", &[ask("imports", "/imports"), ask("adoptions", "/adoptions")]),
    page("groups", "/t/{tenant}/groups", "nav-groups", &[ask("groups", "/groups?search&after")]),
    page("group", "/t/{tenant}/groups/{id}", "group", &[ask("group", "/groups/{id}"), ask("members", "/groups/{id}/members?after")]),
    page("fields", "/t/{tenant}/fields", "nav-fields", &[ask("mapping", "/mapping"), ask("draft", "/mapping/draft")]),
    page("mapping_draft", "/t/{tenant}/mapping/draft", "fields-draft", FIELD),
    page("mapping_history", "/t/{tenant}/mapping/history", "fields-history", &[ask("versions", "/mapping/versions?before")]),
    page("field", "/t/{tenant}/new/field", "field-new", FIELD_EDITED),
    page("field", "/t/{tenant}/fields/{key}", "field", FIELD_EDITED),
    page_in_words("signatures", "/t/{tenant}/signatures", "nav-signatures", &[
        ask("mapping", "/mapping"),
        ask("draft", "/mapping/draft"),
        ask("signatures", "/signatures"),
        ask("scripts", "/signatures/scripts"),
    ]),
    page("signature_new", "/t/{tenant}/new/signature", "signature-new", &[
        ask("starters", "/signatures/starters"),
        ask("mapping", "/mapping"),
        ask("draft", "/mapping/draft"),
    ]),
    page_in_words("campaigns", "/t/{tenant}/campaigns", "campaigns", &[
        ask("mapping", "/mapping"),
        ask("draft", "/mapping/draft"),
        ask("signatures", "/signatures"),
    ]),
    page("who_gets_what", "/t/{tenant}/signatures/who-gets-what", "who-gets-what", &[ask("mapping", "/mapping"), ask("draft", "/mapping/draft")]),
    page("signature", "/t/{tenant}/signatures/{key}", "signature", &[
        ask("mapping", "/mapping"),
        ask("draft", "/mapping/draft"),
        FOUND,
        CHOSEN,
    ]),
    page_in_words("targets", "/t/{tenant}/targets", "nav-targets", &[ask("mapping", "/mapping"), ask("draft", "/mapping/draft")]),
    page("connectors", "/t/{tenant}/connectors", "connectors", &[
        ask("webhooks", "/webhooks"),
        ask("gophish", "/gophish"),
        ask("event_streams", "/event-streams"),
    ]),
    page("activity", "/t/{tenant}/activity", "nav-activity", &[
        ask("requests", "/requests?outcome&connection&search&cause&after"),
        ask("connections", "/connections"),
    ]),
    page("request", "/t/{tenant}/activity/{id}", "request", &[ask("request", "/requests/{id}")]),
    page("events", "/t/{tenant}/events", "activity-changes", &[ask("changes", "/changes?after&order=desc&limit=50")]),
    page("deliveries", "/t/{tenant}/deliveries", "activity-deliveries", &[
        ask("webhooks", "/webhooks"),
        ask("attempts", "/webhooks/{webhook}/attempts"),
        ask("all_attempts", "/webhooks/attempts"),
    ]),
    page("alerts", "/t/{tenant}/alerts", "nav-alerts", &[
        ask("alerts", "/alerts"),
        ask("alert_settings", "/alerts/settings"),
        ask("alert_kinds", "/alerts/kinds"),
    ]),
    page("settings", "/t/{tenant}/settings", "nav-settings", &[
        ask("organisation", "/tenant"),
        ask("guard", "/guard"),
        ask("stored", "/what-we-store"),
    ]),
    page("admins", "/t/{tenant}/admins", "admins", &[ask("admins", "/admins"), ask("invitations", "/invitations")]),
    page("sso", "/t/{tenant}/sso", "sso", &[ask("sso", "/sso")]),
    page("audit", "/t/{tenant}/audit", "audit", &[
        ask_on("audit", "/audit?actor&action&after", &[""]),
        ask_on("audit_installation", "/installation/audit?actor&action&after", &["installation"]),
    ]),
    page("stored", "/t/{tenant}/stored", "stored", &[ask("stored", "/what-we-store")]),
    page("api", "/t/{tenant}/api", "api", &[ask("api_keys", "/api-keys")]),
    page("profile", "/t/{tenant}/profile", "nav-profile", &[]),
    page("tenants", "/tenants", "nav-tenants", &[ask("tenants", "/tenants")]),
];

/// Parts of pages that cost a look at everybody: a page that is there already asks for them.
pub(super) const PARTS: &[Page] = &[
    page(
        "pull_runs",
        "/t/{tenant}/part/pull_runs",
        "pull-runs",
        &[
            ask("runs", "/pulls/{pull}/runs?limit=10"),
            ask("pull", "/pulls/{pull}"),
        ],
    ),
    page("found", "/t/{tenant}/part/found", "person", &[FOUND]),
    page(
        "completeness",
        "/t/{tenant}/part/completeness",
        "completeness",
        &[ask("completeness", "/mapping/completeness")],
    ),
    page(
        "lint",
        "/t/{tenant}/part/lint",
        "lint",
        &[ask("lint", "/signatures/lint?draft")],
    ),
    page(
        "mapping_diff",
        "/t/{tenant}/part/mapping_diff",
        "diff",
        &[ask("diff", "/mapping/draft/diff")],
    ),
    page(
        "signature_summary",
        "/t/{tenant}/part/signature_summary",
        "who-gets-what",
        &[ask("summary", "/signatures/summary?draft")],
    ),
    page(
        "matches",
        "/t/{tenant}/part/matches",
        "rule-count",
        &[post("matches", "/filters/matches?filter")],
    ),
    page(
        "target_problems",
        "/t/{tenant}/part/target_problems",
        "targets-exports",
        &[ask("problems", "/target-users/problems?format")],
    ),
    page(
        "target_summary",
        "/t/{tenant}/part/target_summary",
        "nav-targets",
        &[ask("summary", "/target-users/summary?draft")],
    ),
];

/// The routes of all pages.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource("/").route(get().to(start)));
    for page in PAGES {
        let answer = move |request: HttpRequest, api: Api, site: Data<Site>| async move {
            page::show(page, &request, &api, &site).await
        };
        config.service(resource(page.path).route(get().to(answer)));
    }
    for part in PARTS {
        let answer = move |request: HttpRequest, api: Api, site: Data<Site>| async move {
            part::show(part, &request, &api, &site).await
        };
        config.service(resource(part.path).route(get().to(answer)));
    }
    config.default_service(to(nothing));
}

/// `/`: the home of the first organisation that one has a part in.
async fn start(request: HttpRequest, api: Api, site: Data<Site>) -> Result<HttpResponse> {
    let view = match View::signed_in(&request, &api, &site).await? {
        Ok(view) => view,
        Err(instead) => return Ok(instead.answer(&request)),
    };
    let first = view.session["tenants"][0]["id"].as_str();
    Ok(match first {
        Some(tenant) => see_other(&format!("/t/{tenant}")),
        None => {
            let detail = "You have no role in any organisation. Ask an owner to invite you.";
            let failure = Failure::new(StatusCode::FORBIDDEN, detail).code("no_role");
            view.refusal(&failure)?
        }
    })
}

async fn nothing() -> Result<HttpResponse> {
    Err(Failure::of_framework(StatusCode::NOT_FOUND, None))
}

/// The page at a path of this console, and the same person's view of it.
pub(super) fn at(view: &View, path: &str) -> Option<(&'static Page, View)> {
    let bare = path.split('?').next().unwrap_or_default();
    PAGES.iter().find_map(|page| {
        let mut found = Path::new(bare);
        let fits = ResourceDef::new(page.path).capture_match_info(&mut found);
        let named = |(name, value): (&str, &str)| (name.to_owned(), Value::from(value));
        fits.then(|| (page, view.moved(path, found.iter().map(named).collect())))
    })
}

#[cfg(test)]
mod tests;
