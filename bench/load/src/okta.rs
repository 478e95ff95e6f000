//! A stand-in for an Okta organization, a process of its own: it signs in, gives users page by page, and counts what it is asked. It keeps
//! nothing of any user, so that it costs as little with many as with few.

mod people;
mod sign_in;

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::dev::Service as _;
use actix_web::web::{self, Data, Query};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::options::OktaOptions;
use people::{Organization, Place};
use sign_in::SignIn;

pub use people::{changed_in, login, title};
pub use sign_in::CLIENT;

/// Okta answers no more at once.
const PAGE_PEOPLE_MAX: usize = 200;
const USERS: &str = "/api/v1/users";
/// How the benchmark itself speaks to it: what was asked, and a hundredth of the users change.
pub const REQUESTS: &str = "/stand-in/requests";
/// See [`REQUESTS`].
pub const CHANGE: &str = "/stand-in/change";

/// What the benchmark asks itself, and the browser of whoever signs in.
const NOT_COUNTED: [&str; 3] = [REQUESTS, CHANGE, sign_in::AUTHORIZE];

/// What servers asked it so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requests {
    /// All.
    pub all: u64,
    /// Those for more than it gives in a minute.
    pub refused: u64,
}

/// The minute as Okta counts it: when it ends, and what was asked within it.
#[derive(Debug, Clone, Copy, Default)]
struct Window {
    ends: u64,
    used: u64,
}

impl Window {
    /// Counts one more request at that second; answers how many are left, if it may be answered.
    fn take(&mut self, now: u64, limit: u64) -> Option<u64> {
        let ends = (now / 60 + 1) * 60;
        if self.ends != ends {
            *self = Self { ends, used: 0 };
        }
        if self.used >= limit {
            return None;
        }
        self.used += 1;
        Some(limit - self.used)
    }
}

struct StandIn {
    users: u64,
    requests_a_minute: u64,
    changes: AtomicU64,
    asked: AtomicU64,
    refused: AtomicU64,
    window: Mutex<Window>,
    sign_in: SignIn,
}

impl StandIn {
    fn organization(&self) -> Organization {
        Organization {
            users: self.users,
            changes: self.changes.load(Ordering::SeqCst),
        }
    }
}

/// Serves until it is ended.
pub fn serve(options: &OktaOptions) -> Result<()> {
    let stand_in = Data::new(StandIn {
        users: options.users,
        requests_a_minute: options.requests_a_minute,
        changes: AtomicU64::new(0),
        asked: AtomicU64::new(0),
        refused: AtomicU64::new(0),
        window: Mutex::default(),
        sign_in: SignIn::new()?,
    });
    let app = move || {
        let counted = stand_in.clone();
        App::new()
            .app_data(stand_in.clone())
            .wrap_fn(move |request, service| {
                if !NOT_COUNTED.contains(&request.path()) {
                    counted.asked.fetch_add(1, Ordering::SeqCst);
                }
                service.call(request)
            })
            .configure(sign_in::routes)
            .route(USERS, web::get().to(users))
            .route(REQUESTS, web::get().to(requests))
            .route(CHANGE, web::post().to(change))
    };
    let server = HttpServer::new(app)
        .workers(1)
        .bind(("127.0.0.1", options.port))?;
    actix_web::rt::System::new().block_on(server.run())?;
    Ok(())
}

async fn requests(stand_in: Data<StandIn>) -> HttpResponse {
    HttpResponse::Ok().json(Requests {
        all: stand_in.asked.load(Ordering::SeqCst),
        refused: stand_in.refused.load(Ordering::SeqCst),
    })
}

async fn change(stand_in: Data<StandIn>) -> HttpResponse {
    stand_in.changes.fetch_add(1, Ordering::SeqCst);
    HttpResponse::Ok().json(json!({}))
}

/// A page of users, in the order of their last change, as far as that is after what is searched for.
async fn users(
    stand_in: Data<StandIn>,
    asked: Query<HashMap<String, String>>,
    request: HttpRequest,
) -> HttpResponse {
    if !stand_in.sign_in.gave(&request) {
        return HttpResponse::Unauthorized().json(refusal("E0000011", "Invalid token provided"));
    }
    let now = std::time::UNIX_EPOCH
        .elapsed()
        .map_or(0, |since| since.as_secs());
    let limit = stand_in.requests_a_minute;
    let (left, reset) = match stand_in.window.lock() {
        Ok(mut window) => (window.take(now, limit), window.ends),
        Err(_) => return HttpResponse::InternalServerError().finish(),
    };
    let mut answer = match left {
        Some(_) => HttpResponse::Ok(),
        None => HttpResponse::TooManyRequests(),
    };
    answer
        .insert_header(("X-Rate-Limit-Limit", limit.to_string()))
        .insert_header(("X-Rate-Limit-Remaining", left.unwrap_or(0).to_string()))
        .insert_header(("X-Rate-Limit-Reset", reset.to_string()));
    if left.is_none() {
        stand_in.refused.fetch_add(1, Ordering::SeqCst);
        let why = "API call exceeded rate limit due to too many requests.";
        return answer.json(refusal("E0000047", why));
    }
    let organization = stand_in.organization();
    let text = |name: &str| asked.get(name).map(String::as_str);
    let from = match (text("after"), text("search")) {
        (Some(after), _) => Place::read(after),
        (None, Some(search)) => organization.after(search),
        (None, None) => None,
    };
    let people = text("limit").and_then(|limit| limit.parse::<usize>().ok());
    let (Some(from), Some(people)) = (from, people) else {
        let why = "Api validation failed: search";
        return HttpResponse::BadRequest().json(refusal("E0000001", why));
    };
    let origin = sign_in::origin(&request);
    let (page, next) = organization.page(from, people.clamp(1, PAGE_PEOPLE_MAX));
    if let Some(next) = next {
        let url = format!("{origin}{USERS}?after={next}&limit={people}");
        answer.append_header(("Link", format!("<{url}>; rel=\"next\"")));
    }
    answer
        .append_header(("Link", format!("<{origin}{USERS}>; rel=\"self\"")))
        .content_type("application/json")
        .body(organization.written(&page, &origin))
}

fn refusal(code: &str, summary: &str) -> serde_json::Value {
    json!({ "errorCode": code, "errorSummary": summary, "errorLink": code, "errorId": "oae1", "errorCauses": [] })
}

#[cfg(test)]
mod tests {
    use super::Window;

    #[test]
    fn a_minute_has_so_many_requests() {
        let mut window = Window::default();
        assert_eq!(window.take(61, 2), Some(1));
        assert_eq!(window.take(119, 2), Some(0));
        assert_eq!((window.take(119, 2), window.ends), (None, 120));
        assert_eq!(window.take(120, 2), Some(1));
    }
}
