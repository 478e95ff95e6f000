//! Rippling as a source: `GET https://rest.ripplingapis.com/workers`, asked with an API token.
//!
//! **Verified** against Rippling's OpenAPI description as the Rust client `rippling-api` is generated from it (KittyCAD/third-party-api-clients,
//! August 2026): path, `expand`, `order_by`, `results` and `next_link`, the names of fields and the four statuses. **Not verified**: against the service
//! itself. **Left out** because only third parties describe it: a number of workers in a page, and a filter by `updated_at`; so every run reads
//! everybody. SCIM is what Rippling pushes, and nothing that could be pulled from.
//!
//! What nobody needs for a signature is not taken: private e-mail addresses and postal addresses, dates of birth, gender, pay and the like.

use scim_core::schema::{ENTERPRISE_USER, USER};
use scim_core::{Object, instant};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use url::Url;

use crate::bearer::{pinned, refusal, text};
use crate::source::{Ask, LeftOut, Limits, Page, Position, Remote, Source};
use crate::wire::{self, Request, Response};
use crate::{StatusPolicy, Trouble};

/// Where Rippling's API is.
pub const ORIGIN: &str = "https://rest.ripplingapis.com";
const WORKERS: &str = "/workers";
const NAME: &str = "Rippling";
/// Rippling decides; a page is never asked for anew with fewer people, so it is as small as it gets.
const PAGE_PEOPLE: u16 = 10;

/// Rippling as a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rippling {
    origin: String,
    policy: StatusPolicy,
    limits: Limits,
}

impl Rippling {
    /// At Rippling's own address. Who has accepted or was hired and has not begun counts as `staged`.
    pub fn new(policy: StatusPolicy, limits: Limits) -> Self {
        Self {
            origin: ORIGIN.to_owned(),
            policy,
            limits,
        }
    }

    /// At an origin that the operator has set, for tests and gateways. Nothing that an administrator types gets here.
    #[must_use]
    pub fn at(self, operator_origin: &str) -> Self {
        Self {
            origin: operator_origin.to_owned(),
            ..self
        }
    }

    fn active(&self, status: &str) -> Option<bool> {
        match status {
            "ACTIVE" => Some(true),
            "HIRED" | "ACCEPTED" => Some(self.policy.staged_is_active),
            "TERMINATED" => Some(false),
            _ => None,
        }
    }
}

impl Source for Rippling {
    fn page_people_max(&self) -> u16 {
        PAGE_PEOPLE
    }

    fn tells_changes(&self) -> bool {
        false
    }

    fn page_request(&self, ask: &Ask) -> Result<Request, Trouble> {
        let url = match &ask.position {
            Some(position) => pinned(position.as_str(), &self.origin, WORKERS, NAME)?,
            None => {
                let mut url = Url::parse(&format!("{}{WORKERS}", self.origin))
                    .map_err(|_| Trouble::broken("The address of Rippling is no URL."))?;
                url.query_pairs_mut()
                    .append_pair("expand", "user,department,employment_type")
                    .append_pair("order_by", "id");
                url
            }
        };
        wire::get(url.as_str())
    }

    fn page(&self, ask: &Ask, answer: &Response) -> Result<Page, Trouble> {
        #[derive(Deserialize)]
        struct List<'a> {
            #[serde(borrow)]
            results: Vec<&'a RawValue>,
            next_link: Option<String>,
        }
        if !wire::is_ok(answer) {
            return Err(refusal(
                answer,
                NAME,
                "make a new API token in Rippling, and give it here",
                "give the API token the right to read workers and users",
            ));
        }
        let list: List<'_> = serde_json::from_slice(self.limits.bounded(answer.body(), ask)?)
            .map_err(|_| Trouble::broken("A page of Rippling's is no list of workers."))?;
        let (items, left_out) = self.limits.items(&list.results, "", identify)?;
        let next = list.next_link.filter(|next| !next.is_empty());
        let next = next.map(|next| pinned(&next, &self.origin, WORKERS, NAME));
        Ok(Page {
            items,
            left_out,
            next: next.transpose()?.map(|url| Position(url.into())),
        })
    }

    fn to_scim(&self, item: &Value) -> Result<Remote, LeftOut> {
        let id = text(item, "/id");
        let name = text(item, "/work_email").or_else(|| text(item, "/user/username"));
        let left_out = |why: &str| LeftOut {
            external_id: id.map(wire::shown),
            user_name: name.map(wire::shown),
            why: why.to_owned(),
        };
        let id = id.ok_or_else(|| left_out("A worker of Rippling's has no `id`."))?;
        let name = name.ok_or_else(|| {
            left_out("The worker has neither a work e-mail address nor a user name in Rippling.")
        })?;
        let active = text(item, "/status").and_then(|status| self.active(status));
        let mut user = Object::new();
        user.insert("schemas".to_owned(), json!([USER, ENTERPRISE_USER]));
        user.insert("externalId".to_owned(), id.into());
        user.insert("userName".to_owned(), name.into());
        core(&mut user, item);
        if let Some(active) = active {
            user.insert("active".to_owned(), active.into());
        }
        let enterprise = enterprise(item);
        if enterprise.is_empty() {
            user.insert("schemas".to_owned(), json!([USER]));
        } else {
            user.insert(ENTERPRISE_USER.to_owned(), enterprise.into());
        }
        Ok(Remote {
            external_id: id.to_owned(),
            user_name: name.to_owned(),
            resource: user,
            active,
            // A change of the user or of the department does not change the worker, so it would hide them.
            changed_micros: text(item, "/updated_at").and_then(instant),
        })
    }
}

fn core(user: &mut Object, item: &Value) {
    let name = |preferred, legal| text(item, preferred).or_else(|| text(item, legal));
    let mut names = Object::new();
    let mut put = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            names.insert(key.to_owned(), value.into());
        }
    };
    put(
        "familyName",
        name("/user/name/preferred_family_name", "/user/name/family_name"),
    );
    put(
        "givenName",
        name("/user/name/preferred_given_name", "/user/name/given_name"),
    );
    put("middleName", text(item, "/user/name/middle_name"));
    if !names.is_empty() {
        user.insert("name".to_owned(), names.into());
    }
    let fields = [
        ("displayName", "/user/display_name"),
        ("title", "/title"),
        ("userType", "/employment_type/label"),
        ("preferredLanguage", "/user/preferred_language"),
        ("locale", "/user/locale"),
        ("timezone", "/user/timezone"),
    ];
    for (key, pointer) in fields {
        if let Some(value) = text(item, pointer) {
            user.insert(key.to_owned(), value.into());
        }
    }
    if let Some(email) = text(item, "/work_email") {
        let emails = json!([{ "value": email, "type": "work", "primary": true }]);
        user.insert("emails".to_owned(), emails);
    }
    let phones = phones(item);
    if !phones.is_empty() {
        user.insert("phoneNumbers".to_owned(), phones.into());
    }
}

/// Those for work and mobile ones; one at home is nobody's business.
fn phones(item: &Value) -> Vec<Value> {
    let all = item
        .pointer("/user/phone_numbers")
        .and_then(Value::as_array);
    let taken = all.into_iter().flatten().filter_map(|phone| {
        let kind = text(phone, "/type")?.to_ascii_lowercase();
        let kind = ["work", "mobile", "fax"]
            .into_iter()
            .find(|known| *known == kind)?;
        Some(json!({ "value": text(phone, "/value")?, "type": kind }))
    });
    taken.collect()
}

fn enterprise(item: &Value) -> Object {
    let mut enterprise = Object::new();
    if let Some(number) = item.get("number").and_then(Value::as_i64) {
        enterprise.insert("employeeNumber".to_owned(), number.to_string().into());
    }
    if let Some(department) = text(item, "/department/name") {
        enterprise.insert("department".to_owned(), department.into());
    }
    if let Some(manager) = text(item, "/manager_id") {
        enterprise.insert("manager".to_owned(), json!({ "value": manager }));
    }
    enterprise
}

/// Who a worker is who is not parsed whole.
fn identify(raw: &RawValue) -> (Option<String>, Option<String>) {
    #[derive(Deserialize)]
    struct Worker {
        id: Option<String>,
        work_email: Option<String>,
    }
    match serde_json::from_str::<Worker>(raw.get()) {
        Ok(worker) => (worker.id, worker.work_email),
        Err(_) => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use scim_core::schema::{ENTERPRISE_USER, USER};
    use serde_json::{Value, json};

    use super::Rippling;
    use crate::source::{Ask, Limits, Position, Source};
    use crate::wire::Response;
    use crate::{Kind, StatusPolicy};

    fn rippling() -> Rippling {
        Rippling::new(StatusPolicy::default(), Limits::default())
    }

    fn answer(status: u16, body: &Value) -> Response {
        let answer = http::Response::builder().status(status);
        answer.body(body.to_string().into_bytes()).unwrap()
    }

    fn worker() -> Value {
        json!({
            "id": "w1", "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-12-01T00:00:00Z", "user_id": "u1", "manager_id": "w2",
            "number": 42, "work_email": "isaac@example.com", "personal_email": "ike@home.example", "status": "ACTIVE",
            "gender": "MALE", "date_of_birth": "1975-07-09", "title": "Singer", "department": {"id": "d1", "name": "Music"},
            "employment_type": {"id": "t1", "label": "Salaried, full-time"},
            "user": {
                "id": "u1", "username": "isaac", "display_name": "Isaac Brock", "locale": "en_US", "timezone": null,
                "name": {"given_name": "Isaac", "family_name": "Brock", "preferred_given_name": "Ike"},
                "phone_numbers": [{"value": "tel:+1-503-555-0100", "type": "WORK"}, {"value": "tel:+1-503-555-0199", "type": "HOME"}],
                "addresses": [{"type": "HOME", "locality": "Portland"}],
            },
        })
    }

    #[test]
    fn a_worker() {
        let remote = rippling().to_scim(&worker()).unwrap();
        let expected = json!({
            "schemas": [USER, ENTERPRISE_USER], "externalId": "w1", "userName": "isaac@example.com",
            "name": {"givenName": "Ike", "familyName": "Brock"}, "displayName": "Isaac Brock", "title": "Singer",
            "userType": "Salaried, full-time", "locale": "en_US", "active": true,
            "emails": [{"value": "isaac@example.com", "type": "work", "primary": true}],
            "phoneNumbers": [{"value": "tel:+1-503-555-0100", "type": "work"}],
            ENTERPRISE_USER: {"employeeNumber": "42", "department": "Music", "manager": {"value": "w2"}},
        });
        assert_eq!(Value::from(remote.resource), expected);
        for (status, active) in [
            ("HIRED", Some(false)),
            ("ACCEPTED", Some(false)),
            ("TERMINATED", Some(false)),
            ("NEW", None),
        ] {
            let mut worker = worker();
            worker["status"] = status.into();
            assert_eq!(
                rippling().to_scim(&worker).unwrap().active,
                active,
                "{status}"
            );
        }
        let least = json!({"id": "w1", "user": {"username": "isaac"}});
        assert_eq!(
            rippling().to_scim(&least).unwrap().resource["schemas"],
            json!([USER])
        );
        assert!(
            rippling()
                .to_scim(&json!({"id": "w1"}))
                .unwrap_err()
                .why
                .contains("work e-mail")
        );
    }

    #[test]
    fn pages_by_a_link() {
        let ask = Ask::everybody(rippling().page_people_max());
        let request = rippling().page_request(&ask).unwrap();
        assert_eq!(
            request.uri(),
            "https://rest.ripplingapis.com/workers?expand=user%2Cdepartment%2Cemployment_type&order_by=id"
        );
        let next = "https://rest.ripplingapis.com/workers?cursor=abc&expand=user";
        let body =
            json!({"meta": {"redacted_fields": []}, "results": [worker()], "next_link": next});
        let read = rippling().read(&ask, &answer(200, &body)).unwrap();
        assert_eq!(
            (read.people.len(), read.next.clone()),
            (1, Some(Position::stored(next)))
        );
        assert_eq!(
            rippling()
                .page_request(&ask.clone().at(read.next.unwrap()))
                .unwrap()
                .uri(),
            next
        );
        let last = rippling().read(
            &ask,
            &answer(200, &json!({"results": [], "next_link": null})),
        );
        assert_eq!(last.unwrap().next, None);
        for foreign in [
            "https://evil.example/workers?cursor=x",
            "https://rest.ripplingapis.com/users",
        ] {
            let body = json!({"results": [], "next_link": foreign});
            assert_eq!(
                rippling().read(&ask, &answer(200, &body)).unwrap_err().kind,
                Kind::Broken
            );
        }
        assert_eq!(
            rippling()
                .page(&ask, &answer(401, &json!({})))
                .unwrap_err()
                .kind,
            Kind::NeedsToken
        );
        assert_eq!(ask.smaller(), None);
    }
}
