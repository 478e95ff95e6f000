//! PayFit as a source: `GET https://partner-api.payfit.com/companies/{company}/collaborators`, asked with a customer's API key.
//!
//! **Verified** against PayFit's public guides (developers.payfit.io: API keys and `introspect`, scopes, rate limits, personal data) and against the
//! connector that Airbyte runs on it (manifest of `source-payfit`, tested there with records): path, `maxResults` of 50 at most, `nextPageToken`,
//! `collaborators` and `meta.nextPageToken`, the names of fields. **Not verified**: against the service itself, and what the `type` of e-mail addresses and
//! telephone numbers can be: what begins with `pro` or `work` is taken for one of the company. The endpoint of one collaborator and the job's name (which stands
//! in contracts, another endpoint) are **left out**.
//!
//! What nobody needs for a signature is not taken: private addresses, birth, nationality, bank accounts, numbers of the social insurance.

use scim_core::Object;
use scim_core::schema::{ENTERPRISE_USER, USER};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use url::Url;

use crate::bearer::{refusal, text};
use crate::source::{Ask, LeftOut, Limits, Page, Position, Remote, Source};
use crate::wire::{self, Request, Response};
use crate::{Trouble, dpop::Credential};

/// Where PayFit's API is.
pub const ORIGIN: &str = "https://partner-api.payfit.com";
/// Where it says whose a key is.
pub const OAUTH_ORIGIN: &str = "https://oauth.payfit.com";
/// PayFit gives no more at once.
pub const PAGE_PEOPLE_MAX: u16 = 50;
const NAME: &str = "PayFit";
const TOKEN_BYTES_MAX: usize = 4_096;

/// A company's id, as PayFit has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company(String);

/// PayFit as a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayFit {
    origin: String,
    company: Company,
    today: String,
    limits: Limits,
}

impl Company {
    /// One that was stored.
    ///
    /// # Errors
    /// It is none.
    pub fn stored(id: &str) -> Result<Self, Trouble> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        if id.is_empty() || id.len() > 100 || !id.bytes().all(plain) {
            return Err(Trouble::settings("The company's id is none of PayFit's."));
        }
        Ok(Self(id.to_owned()))
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Asks whose an API key is. `origin` is [`OAUTH_ORIGIN`], or one that the operator has set.
///
/// # Errors
/// The request cannot be made.
pub fn introspect_request(origin: &str, api_key: &str) -> Result<Request, Trouble> {
    let body = json!({ "token": api_key });
    let mut request = wire::post_json(&format!("{origin}/introspect"), &body)?;
    Credential::Bearer(api_key).put(&mut request)?;
    Ok(request)
}

/// Whose an API key is.
///
/// # Errors
/// [`crate::Kind::NeedsToken`] when it is nobody's (any more).
pub fn read_introspected(answer: &Response) -> Result<Company, Trouble> {
    #[derive(Deserialize)]
    struct Said {
        active: bool,
        company_id: Option<String>,
    }
    if !wire::is_ok(answer) {
        return Err(refused(answer));
    }
    let said: Said = serde_json::from_slice(answer.body())
        .map_err(|_| Trouble::broken("What PayFit says of the API key cannot be read."))?;
    match said.company_id.filter(|_| said.active) {
        Some(company) => Company::stored(&company),
        None => Err(Trouble::new(
            crate::Kind::NeedsToken,
            "The API key is not valid (any more): make a new one in PayFit, under Integrations > API.",
        )),
    }
}

impl PayFit {
    /// The people of a company. `today` is the date there, as `2026-12-01`: who has a contract that holds is active.
    pub fn new(company: Company, today: &str, limits: Limits) -> Self {
        Self {
            origin: ORIGIN.to_owned(),
            company,
            today: today.to_owned(),
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

    /// Whether one of their contracts holds today. `None`: nothing is said of contracts.
    fn active(&self, item: &Value) -> Option<bool> {
        let contracts = item.get("contracts").and_then(Value::as_array)?;
        let dates = contracts
            .iter()
            .map(|contract| (date(contract, "/startDate"), date(contract, "/endDate")));
        let mut dated = dates
            .filter_map(|(start, end)| Some((start?, end)))
            .peekable();
        dated.peek()?;
        let today = self.today.as_str();
        Some(dated.any(|(start, end)| start <= today && end.is_none_or(|end| today <= end)))
    }
}

impl Source for PayFit {
    fn page_people_max(&self) -> u16 {
        PAGE_PEOPLE_MAX
    }

    fn tells_changes(&self) -> bool {
        false
    }

    fn page_request(&self, ask: &Ask) -> Result<Request, Trouble> {
        let url = format!("{}/companies/{}/collaborators", self.origin, self.company.0);
        let mut url =
            Url::parse(&url).map_err(|_| Trouble::broken("The address of PayFit is no URL."))?;
        let people = ask.page_people.min(PAGE_PEOPLE_MAX).to_string();
        url.query_pairs_mut().append_pair("maxResults", &people);
        if let Some(position) = &ask.position {
            url.query_pairs_mut()
                .append_pair("nextPageToken", position.as_str());
        }
        wire::get(url.as_str())
    }

    fn page(&self, ask: &Ask, answer: &Response) -> Result<Page, Trouble> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Meta {
            next_page_token: Option<String>,
        }
        #[derive(Deserialize)]
        struct List<'a> {
            #[serde(borrow)]
            collaborators: Vec<&'a RawValue>,
            meta: Option<Meta>,
        }
        if !wire::is_ok(answer) {
            return Err(refused(answer));
        }
        let list: List<'_> = serde_json::from_slice(self.limits.bounded(answer.body(), ask)?)
            .map_err(|_| Trouble::broken("A page of PayFit's is no list of collaborators."))?;
        let (items, left_out) = self.limits.items(&list.collaborators, "", identify)?;
        let next = list.meta.and_then(|meta| meta.next_page_token);
        let next = next.filter(|next| !next.is_empty());
        if next
            .as_ref()
            .is_some_and(|next| next.len() > TOKEN_BYTES_MAX)
        {
            return Err(Trouble::broken(
                "PayFit's token of the next page is too long.",
            ));
        }
        Ok(Page {
            items,
            left_out,
            next: next.map(Position),
        })
    }

    fn to_scim(&self, item: &Value) -> Result<Remote, LeftOut> {
        let id = text(item, "/id");
        let email = of_the_company(item, "/emails", "/email").next();
        let left_out = |why: &str| LeftOut {
            external_id: id.map(wire::shown),
            user_name: email.map(wire::shown),
            why: why.to_owned(),
        };
        let id = id.ok_or_else(|| left_out("A collaborator of PayFit's has no `id`."))?;
        let email = email.ok_or_else(|| {
            left_out("The collaborator has no professional e-mail address in PayFit.")
        })?;
        let active = self.active(item);
        let mut user = Object::new();
        user.insert("schemas".to_owned(), json!([USER, ENTERPRISE_USER]));
        user.insert("externalId".to_owned(), id.into());
        user.insert("userName".to_owned(), email.into());
        put_object(
            &mut user,
            "name",
            item,
            &[("familyName", "/lastName"), ("givenName", "/firstName")],
        );
        if let Some(active) = active {
            user.insert("active".to_owned(), active.into());
        }
        let emails = json!([{ "value": email, "type": "work", "primary": true }]);
        user.insert("emails".to_owned(), emails);
        let phones: Vec<Value> = of_the_company(item, "/phoneNumbers", "/phoneNumber")
            .map(|phone| json!({ "value": phone, "type": "work" }))
            .collect();
        if !phones.is_empty() {
            user.insert("phoneNumbers".to_owned(), phones.into());
        }
        let enterprise = [
            ("employeeNumber", "/matricule"),
            ("department", "/teamName"),
        ];
        put_object(&mut user, ENTERPRISE_USER, item, &enterprise);
        if let Some(manager) = text(item, "/managerId") {
            let known = user.entry(ENTERPRISE_USER).or_insert_with(|| json!({}));
            known["manager"] = json!({ "value": manager });
        }
        if !user.contains_key(ENTERPRISE_USER) {
            user.insert("schemas".to_owned(), json!([USER]));
        }
        Ok(Remote {
            external_id: id.to_owned(),
            user_name: email.to_owned(),
            resource: user,
            active,
            changed_micros: None,
        })
    }
}

fn put_object(user: &mut Object, name: &str, item: &Value, members: &[(&str, &str)]) {
    let members = members
        .iter()
        .filter_map(|(key, pointer)| Some(((*key).to_owned(), Value::from(text(item, pointer)?))));
    let object: Object = members.collect();
    if !object.is_empty() {
        user.insert(name.to_owned(), object.into());
    }
}

/// The values in a list whose type says that they are the company's.
fn of_the_company<'v>(
    item: &'v Value,
    list: &str,
    value: &'static str,
) -> impl Iterator<Item = &'v str> {
    let all = item.pointer(list).and_then(Value::as_array);
    all.into_iter().flatten().filter_map(move |one| {
        let kind = text(one, "/type")?.to_ascii_lowercase();
        (kind.starts_with("pro") || kind.starts_with("work")).then(|| text(one, value))?
    })
}

/// A date, of a date or of a date and time.
fn date<'v>(of: &'v Value, pointer: &str) -> Option<&'v str> {
    let date = text(of, pointer)?.get(..10)?;
    let bytes = date.as_bytes();
    let is_date = bytes.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    is_date.then_some(date)
}

fn refused(answer: &Response) -> Trouble {
    refusal(
        answer,
        NAME,
        "make a new API key in PayFit, under Integrations > API, and give it here",
        "give the API key the scopes collaborators:read, collaborators:contracts:read and collaborators:management:read",
    )
}

/// Who a collaborator is who is not parsed whole.
fn identify(raw: &RawValue) -> (Option<String>, Option<String>) {
    #[derive(Deserialize)]
    struct Collaborator {
        id: Option<String>,
    }
    match serde_json::from_str::<Collaborator>(raw.get()) {
        Ok(collaborator) => (collaborator.id, None),
        Err(_) => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use scim_core::schema::{ENTERPRISE_USER, USER};
    use serde_json::{Value, json};

    use super::{Company, OAUTH_ORIGIN, PayFit, introspect_request, read_introspected};
    use crate::Kind;
    use crate::source::{Ask, Limits, Position, Source};
    use crate::wire::Response;

    fn payfit() -> PayFit {
        PayFit::new(
            Company::stored("c1").unwrap(),
            "2026-12-01",
            Limits::default(),
        )
    }

    fn answer(status: u16, body: &Value) -> Response {
        let answer = http::Response::builder().status(status);
        answer.body(body.to_string().into_bytes()).unwrap()
    }

    fn collaborator() -> Value {
        json!({
            "id": "5f", "firstName": "Isaac", "lastName": "Brock", "matricule": "42", "teamName": "Music", "managerId": "6a",
            "birthDate": "1975-07-09", "iban": "FR76", "gender": "man", "socialSecurityNumber": "1",
            "emails": [{"type": "personal", "email": "ike@home.example"}, {"type": "professional", "email": "isaac@example.com"}],
            "phoneNumbers": [{"type": "personal", "phoneNumber": "+33600000000"}, {"type": "professional", "phoneNumber": "+33100000000"}],
            "contracts": [{"id": "k1", "startDate": "2020-01-01", "endDate": "2021-01-01"}, {"id": "k2", "startDate": "2026-12-01", "endDate": null}],
        })
    }

    #[test]
    fn a_collaborator() {
        let remote = payfit().to_scim(&collaborator()).unwrap();
        let expected = json!({
            "schemas": [USER, ENTERPRISE_USER], "externalId": "5f", "userName": "isaac@example.com", "active": true,
            "name": {"familyName": "Brock", "givenName": "Isaac"},
            "emails": [{"value": "isaac@example.com", "type": "work", "primary": true}],
            "phoneNumbers": [{"value": "+33100000000", "type": "work"}],
            ENTERPRISE_USER: {"employeeNumber": "42", "department": "Music", "manager": {"value": "6a"}},
        });
        assert_eq!(Value::from(remote.resource), expected);
        let mut private = collaborator();
        private["emails"] = json!([{"type": "personal", "email": "ike@home.example"}]);
        let left_out = payfit().to_scim(&private).unwrap_err();
        assert_eq!(left_out.external_id.as_deref(), Some("5f"));
        assert!(!format!("{left_out:?}").contains("home.example"));
    }

    #[test]
    fn who_has_a_contract_today_is_active() {
        let active = |contracts: Value| {
            let mut item = collaborator();
            item["contracts"] = contracts;
            payfit().to_scim(&item).unwrap().active
        };
        let one = |start: &str, end: Value| active(json!([{"startDate": start, "endDate": end}]));
        assert_eq!(one("2020-01-01", Value::Null), Some(true));
        assert_eq!(
            one("2020-01-01T00:00:00.000Z", "2026-12-01".into()),
            Some(true)
        );
        assert_eq!(one("2020-01-01", "2026-11-30".into()), Some(false));
        assert_eq!(one("2026-12-02", Value::Null), Some(false));
        assert_eq!(one("soon", Value::Null), None);
        assert_eq!(active(json!([])), None);
        assert_eq!(active(Value::Null), None);
    }

    #[test]
    fn pages_by_a_token() {
        let ask = Ask::everybody(500);
        let uri = |ask: &Ask| payfit().page_request(ask).unwrap().uri().to_string();
        assert_eq!(
            uri(&ask),
            "https://partner-api.payfit.com/companies/c1/collaborators?maxResults=50"
        );
        let body = json!({"collaborators": [collaborator()], "meta": {"nextPageToken": "a b"}});
        let read = payfit().read(&ask, &answer(200, &body)).unwrap();
        assert_eq!(
            (read.people.len(), read.next),
            (1, Some(Position::stored("a b")))
        );
        assert!(uri(&ask.clone().at(Position::stored("a b"))).ends_with("nextPageToken=a+b"));
        let last = payfit().read(
            &ask,
            &answer(200, &json!({"collaborators": [], "meta": {}})),
        );
        assert_eq!(last.unwrap().next, None);
        assert_eq!(
            payfit()
                .page(&ask, &answer(429, &json!({})))
                .unwrap_err()
                .kind,
            Kind::BackOff
        );
        assert!(Company::stored("../x").is_err());
    }

    #[test]
    fn whose_a_key_is() {
        let request = introspect_request(OAUTH_ORIGIN, "k").unwrap();
        assert_eq!(request.uri(), "https://oauth.payfit.com/introspect");
        assert_eq!(request.headers()["authorization"], "Bearer k");
        assert_eq!(request.headers()["content-type"], "application/json");
        let said = |body: Value| read_introspected(&answer(200, &body));
        let known = json!({"active": true, "scope": "x", "client_id": "x", "company_id": "c1", "token_type": "bearer"});
        assert_eq!(said(known), Company::stored("c1"));
        assert_eq!(
            said(json!({"active": false})).unwrap_err().kind,
            Kind::NeedsToken
        );
    }
}
