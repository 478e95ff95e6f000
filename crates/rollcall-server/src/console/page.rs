//! One page: what it asks of the API, and what its template is given.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, LOCATION};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use fluent_bundle::FluentArgs;
use futures_util::future::{join, join_all};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rollcall_mapping::Language;
use serde_json::{Map, Value, json};
use url::{Url, form_urlencoded};

use super::client::{Api, Call, Client};
use super::question::{Page, Question, collect_conditions};
use super::{access, messages, render};
use crate::error::{Failure, Result};
use crate::extract::scim_base;
use crate::site::Site;

/// So many conditions are told in words; a page with more shows the rest as they are written.
const CONDITIONS_MAX: usize = 50;

/// What is written otherwise in a segment of an address. Ids stay as they are; dots do not, since some of them alone are another address.
pub(super) const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// Who looks at which page how.
#[derive(Clone)]
pub(super) struct View {
    pub(super) client: Client,
    pub(super) session_token: Option<String>,
    pub(super) session: Value,
    pub(super) tenant: Option<String>,
    pub(super) language: Language,
    pub(super) params: Map<String, Value>,
    pub(super) query: Map<String, Value>,
    pub(super) path: String,
    theme: Option<String>,
    pub(super) public_url: String,
    /// Up to so many people home looks at everybody by itself.
    looks_at_people_max: i64,
}

/// Why there is no page, but another answer.
pub(super) enum Instead {
    /// Nobody is signed in.
    SignIn,
    /// This one.
    Answer(HttpResponse),
}

impl View {
    /// The view of a request, without asking who looks.
    pub(super) fn of(request: &HttpRequest, api: &Api, site: &Site) -> Result<Self> {
        let params = parameters(request);
        let tenant = params
            .get("tenant")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let session_token = access::session(request, site);
        let client = Client::of(api, request, session_token.as_deref(), tenant.as_deref())?;
        let header = request.headers().get(ACCEPT_LANGUAGE);
        let accepted = header.and_then(|it| it.to_str().ok()).unwrap_or_default();
        let theme = request.cookie("theme").map(|it| it.value().to_owned());
        let base = scim_base(request)?;
        Ok(Self {
            client,
            session_token,
            session: Value::Null,
            tenant,
            language: messages::preferred(accepted),
            params,
            query: query(request.query_string()),
            path: request
                .uri()
                .path_and_query()
                .map_or("/", |it| it.as_str())
                .to_owned(),
            theme: theme.filter(|it| it == "light" || it == "dark"),
            looks_at_people_max: site.limits.home_looks_at_people_max,
            public_url: match &site.public_url {
                Some(url) => url.clone(),
                None => base.trim_end_matches("/scim").to_owned(),
            },
        })
    }

    /// The view of a request of somebody who is signed in.
    ///
    /// # Errors
    /// When the API cannot be asked.
    pub(super) async fn signed_in(
        request: &HttpRequest,
        api: &Api,
        site: &Site,
    ) -> Result<std::result::Result<Self, Instead>> {
        let mut view = Self::of(request, api, site)?;
        if view.session_token.is_none() {
            return Ok(Err(Instead::SignIn));
        }
        let mut answer = view.client.ask(Call::get("/session")).await?;
        let has_part = answer.status != StatusCode::NOT_FOUND || view.tenant.is_none();
        if !has_part {
            // Who somebody is, and what they speak, is told without the organisation.
            view.tenant = None;
            view.client = Client::of(api, request, view.session_token.as_deref(), None)?;
            answer = view.client.ask(Call::get("/session")).await?;
        }
        if answer.status == StatusCode::UNAUTHORIZED {
            return Ok(Err(Instead::SignIn));
        }
        if !answer.is_ok() {
            let problem = view.problem(answer.status, answer.body)?;
            return Ok(Err(Instead::Answer(problem)));
        }
        view.session = answer.body;
        let language = view.session["admin"]["language"]
            .as_str()
            .and_then(Language::of);
        view.language = language.unwrap_or(view.language);
        if !has_part {
            let detail = "You have no part in an organisation of that name.";
            let failure = Failure::new(StatusCode::NOT_FOUND, detail).code("no_part");
            return Ok(Err(Instead::Answer(view.refusal(&failure)?)));
        }
        Ok(Ok(view))
    }

    /// The same person's view of another page of this tenant.
    pub(super) fn moved(&self, path: &str, params: Map<String, Value>) -> Self {
        Self {
            params,
            query: query(path.split_once('?').map_or("", |(_, query)| query)),
            path: path.to_owned(),
            ..self.clone()
        }
    }

    /// The tenant of the page, as the session knows it.
    fn tenant(&self) -> Option<&Value> {
        let id = self.tenant.as_deref()?;
        let all = self.session["tenants"].as_array()?;
        all.iter().find(|it| it["id"] == id)
    }

    /// What every template is given.
    pub(super) fn given(&self, page: &str, title: &str) -> Map<String, Value> {
        let csrf = self.session_token.as_deref().map(access::csrf);
        let Value::Object(given) = json!({
            "page": page,
            "title_key": title,
            "tenant": self.tenant(),
            "session": self.session,
            "csrf": csrf,
            "lang": self.language.tag(),
            "theme": self.theme,
            "path": self.path,
            "query": self.query,
            "params": self.params,
            "public_url": self.public_url,
            "looks_at_people_max": self.looks_at_people_max,
            "flash": self.flash(),
            "problem": null,
            "form": {},
        }) else {
            return Map::new();
        };
        given
    }

    /// What the form before did, which its redirect names.
    fn flash(&self) -> Option<Value> {
        let done = self.query.get("done")?.as_str()?;
        let text = messages::message(self.language, done, &FluentArgs::new());
        text.filter(|_| done.starts_with("done-"))
            .map(|text| json!({ "kind": "ok", "text": text }))
    }

    /// The answers to a page's questions, by their names.
    ///
    /// # Errors
    /// When the API cannot be asked; what it refuses is shown in its place.
    pub(super) async fn answers(&self, questions: &[Question]) -> Result<Map<String, Value>> {
        let asked = questions.iter().filter(|it| self.is_asked(it));
        let answers = asked.map(async |it| {
            let answer = self.client.ask(self.call(it)).await?;
            let mut shown = answer.clone().shown();
            if let (Some(tag), Value::Object(shown)) = (answer.etag, &mut shown) {
                shown.insert("etag".to_owned(), tag.into());
            }
            Ok((it.name.to_owned(), shown))
        });
        join_all(answers).await.into_iter().collect()
    }

    /// Whether a page asks it now: not on another tab, and not while what it is about is not chosen.
    fn is_asked(&self, question: &Question) -> bool {
        if question
            .parameters()
            .any(|name| self.parameter(name).is_empty())
        {
            return false;
        }
        let Some((name, values)) = question.only else {
            return true;
        };
        let said = self.query.get(name).and_then(Value::as_str);
        values.contains(&said.unwrap_or_default())
    }

    /// What the page's address, or its query, says under a name.
    fn parameter(&self, name: &str) -> &str {
        if name == "lang" {
            return self.language.tag();
        }
        let value = self.params.get(name).or_else(|| self.query.get(name));
        value.and_then(Value::as_str).unwrap_or_default()
    }

    fn call(&self, question: &Question) -> Call {
        if !question.posts {
            return Call::get(self.address(question.path));
        }
        let (path, names) = question.path.split_once('?').unwrap_or((question.path, ""));
        let members = names
            .split('&')
            .map(|name| (name.to_owned(), self.parameter(name).into()));
        Call::post(self.address(path), Value::Object(members.collect()))
    }

    /// The address of a call: parameters put in, the query passed on.
    pub(super) fn address(&self, pattern: &str) -> String {
        let (path, passed) = pattern.split_once('?').unwrap_or((pattern, ""));
        let mut address = String::new();
        for segment in path.split('/').skip(1) {
            address.push('/');
            match segment
                .strip_prefix('{')
                .and_then(|it| it.strip_suffix('}'))
            {
                Some(name) => {
                    address.extend(utf8_percent_encode(self.parameter(name), SEGMENT));
                }
                None => address.push_str(segment),
            }
        }
        let said = |name: &str| {
            let (name, fixed) = match name.split_once('=') {
                Some((name, value)) => {
                    match value.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
                        Some(parameter) => (name, Some(self.parameter(parameter))),
                        None => (name, Some(value)),
                    }
                }
                None => (name, self.query.get(name).and_then(Value::as_str)),
            };
            let value = fixed.filter(|it| !it.is_empty())?;
            Some((name.to_owned(), value.to_owned()))
        };
        let pairs: Vec<_> = passed
            .split('&')
            .filter(|it| !it.is_empty())
            .filter_map(said)
            .collect();
        if pairs.is_empty() {
            return address;
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        format!("{address}?{query}")
    }

    /// The conditions of the definition that a page shows, each with what it says in words.
    async fn understood(&self, answers: &Map<String, Value>) -> Result<Value> {
        let of = |name: &str| answers.get(name).and_then(|it| it.get("definition"));
        let mut conditions = BTreeSet::new();
        if let Some(definition) = of("draft").or_else(|| of("mapping")) {
            collect_conditions(definition, &mut conditions);
        }
        let ask = async |filter: String| {
            let call = Call::post("/filters", json!({ "filter": filter }));
            let answer = self.client.ask(call).await?.shown();
            Ok::<_, Failure>((filter, answer))
        };
        let asked = conditions.into_iter().take(CONDITIONS_MAX).map(ask);
        let all: Result<Map<_, _>> = join_all(asked).await.into_iter().collect();
        Ok(all?.into())
    }

    /// What the navigation counts, of what is worth a look.
    pub(super) async fn counts(&self) -> Result<Value> {
        if self.tenant().is_none() {
            return Ok(Value::Null);
        }
        let answer = self.client.ask(Call::get("/overview/counts")).await?;
        Ok(if answer.is_ok() {
            answer.body
        } else {
            Value::Null
        })
    }

    /// A page of that template and status.
    pub(super) fn show(
        &self,
        status: StatusCode,
        template: &str,
        given: Map<String, Value>,
    ) -> Result<HttpResponse> {
        let page = render::page(self.language, template, given)?;
        Ok(HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .body(page))
    }

    /// The page that shows what was refused and nothing else.
    pub(super) fn refusal(&self, failure: &Failure) -> Result<HttpResponse> {
        self.problem(failure.status(), failure.problem())
    }

    /// The page that shows a problem and nothing else.
    pub(super) fn problem(&self, status: StatusCode, problem: Value) -> Result<HttpResponse> {
        let mut given = self.given("error", "error");
        given.insert("problem".to_owned(), problem);
        self.show(status, "error.html", given)
    }
}

/// A page for whoever is signed in.
pub(super) async fn show(
    page: &Page,
    request: &HttpRequest,
    api: &Api,
    site: &Data<Site>,
) -> Result<HttpResponse> {
    match View::signed_in(request, api, site).await? {
        Ok(view) => view.page(page, StatusCode::OK, Map::new()).await,
        Err(instead) => Ok(instead.answer(request)),
    }
}

impl View {
    /// That page with `more` variables: those of a form that was refused.
    pub(super) async fn page(
        &self,
        page: &Page,
        status: StatusCode,
        more: Map<String, Value>,
    ) -> Result<HttpResponse> {
        self.noting().made(page, status, more).await
    }

    /// The same view, of whose calls is noted which they are.
    pub(super) fn noting(&self) -> Self {
        Self {
            client: self.client.noting(),
            ..self.clone()
        }
    }

    async fn made(
        &self,
        page: &Page,
        status: StatusCode,
        more: Map<String, Value>,
    ) -> Result<HttpResponse> {
        let mut given = self.given(page.name, page.title);
        let (answers, counts) = join(self.answers(page.questions), self.counts()).await;
        let answers = answers?;
        if let Some(elsewhere) = page.elsewhere.filter(|it| it.is_so(&answers)) {
            let query = self.path.split_once('?').map(|(_, query)| query);
            let query = query.map_or_else(String::new, |query| format!("?{query}"));
            return Ok(see_other(&format!(
                "{}{query}",
                self.address(elsewhere.path)
            )));
        }
        let status = match page
            .questions
            .first()
            .and_then(|first| answers.get(first.name))
        {
            // What the page's address names is not there.
            Some(first) if page.names_something() && first["problem"]["status"] == 404 => {
                StatusCode::NOT_FOUND
            }
            _ => status,
        };
        if page.in_words {
            given.insert("understood".to_owned(), self.understood(&answers).await?);
        }
        given.extend(answers);
        given.insert("counts".to_owned(), counts?);
        given.insert("calls".to_owned(), self.client.noted());
        given.extend(more);
        self.show(status, &format!("{}.html", page.name), given)
    }
}

impl Instead {
    /// What is sent in place of the page.
    pub(super) fn answer(self, request: &HttpRequest) -> HttpResponse {
        match self {
            Self::Answer(answer) => answer,
            Self::SignIn => {
                let path = request.uri().path_and_query().map_or("/", |it| it.as_str());
                see_other(&sign_in_for(path))
            }
        }
    }

    /// What is sent in place of a stream: a page would be none, and the browser would follow to it again and again.
    pub(super) fn answer_of_stream(self) -> HttpResponse {
        match self {
            Self::Answer(answer) => answer,
            Self::SignIn => HttpResponse::Unauthorized().finish(),
        }
    }
}

/// Where one signs in who then comes to a page of this console.
pub(super) fn sign_in_for(path: &str) -> String {
    let back: String = utf8_percent_encode(path, NON_ALPHANUMERIC).collect();
    format!("/sign-in?return_to={back}")
}

/// Sends the browser to another page.
pub(super) fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, path))
        .finish()
}

/// The path of an address, with its query.
pub(super) fn path_of(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    Some(match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    })
}

/// A path of this console that a browser named, or the way home: never another site.
pub(super) fn local(path: Option<&str>) -> &str {
    let is_local = |path: &&str| {
        let second = path.as_bytes().get(1);
        path.starts_with('/')
            && !matches!(second, Some(b'/' | b'\\'))
            && path
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    };
    path.filter(is_local).unwrap_or("/")
}

fn parameters(request: &HttpRequest) -> Map<String, Value> {
    let all = request.match_info().iter();
    all.map(|(name, value)| (name.to_owned(), value.into()))
        .collect()
}

fn query(text: &str) -> Map<String, Value> {
    let all = form_urlencoded::parse(text.as_bytes()).into_owned();
    all.map(|(name, value)| (name, value.into())).collect()
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn a_form_leads_to_no_other_site() {
        assert_eq!(
            local(Some("/t/default/people?q=a")),
            "/t/default/people?q=a"
        );
        for other in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "",
            "t",
            "/a b",
            "/a\r\nb",
            "/\u{e9}",
        ] {
            assert_eq!(local(Some(other)), "/", "{other:?}");
        }
        assert_eq!(local(None), "/");
    }
}
