//! Forms: each is one call of the API. Hidden fields say which; what is typed becomes the members of its body.
//!
//! | field | is |
//! | --- | --- |
//! | `_call` | `POST /tokens/…/revoke`: method and address below `/api/v1` |
//! | `_then` | the page that follows |
//! | `_done` | the message that it shows |
//! | `_show` | a template that shows the answer, once, in place of that page |
//! | `_if_match` | the version that the form was made of |
//! | `_csrf` | what the session's forms carry |
//!
//! A field's name is the member's, `labels/en` one of an object in it. Behind `:` stands its type: `number`, `bool`, `lines`
//! (an array of what stands on each), `list` (an array of all fields of that name), `json`, `or_null`; with `?` at the end
//! nothing is sent where nothing is typed.

use actix_web::http::{Method, StatusCode};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::client::{Answer, Api, Call};
use super::page::{View, local, see_other};
use super::{access, pages};
use crate::error::{Failure, Result};
use crate::site::Site;

/// A form as it was sent.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a body.
    pub(super) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// What was sent under a name, first.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// What was typed, to fill the form in again.
    pub(super) fn typed(&self) -> Value {
        let shown = self.0.iter().filter(|(name, _)| !name.starts_with('_'));
        let named = shown.map(|(name, value)| {
            let name = name.split(':').next().unwrap_or_default();
            (name.to_owned(), Value::from(value.as_str()))
        });
        named.collect::<Map<_, _>>().into()
    }

    /// The body of the call.
    ///
    /// # Errors
    /// 400 that names the field whose text is not of its type.
    pub(super) fn body(&self) -> Result<Value> {
        let mut body = Map::new();
        for (name, text) in self.0.iter().filter(|(name, _)| !name.starts_with('_')) {
            let (path, kind) = name.split_once(':').unwrap_or((name, ""));
            let (path, kind, optional) = match kind.strip_suffix('?').or(path.strip_suffix('?')) {
                Some(cut) if kind.is_empty() => (cut, "", true),
                Some(kind) => (path, kind, true),
                None => (path, kind, false),
            };
            if optional && text.trim().is_empty() {
                continue;
            }
            let value = typed(path, kind, text)?;
            place(&mut body, path, kind, value);
        }
        Ok(body.into())
    }
}

fn typed(name: &str, kind: &str, text: &str) -> Result<Value> {
    let text = text.replace("\r\n", "\n");
    let wrong = |what: &str| {
        Failure::new(
            StatusCode::BAD_REQUEST,
            format!("{name} is {what}, not {text:?}."),
        )
    };
    Ok(match kind {
        "number" => {
            let number = text.trim().parse::<i64>();
            number.map_err(|_| wrong("a whole number"))?.into()
        }
        "bool" => (text == "true").into(),
        "or_null" if text.is_empty() => Value::Null,
        "json" => serde_json::from_str(&text).map_err(|error| wrong(&format!("JSON ({error})")))?,
        "lines" => text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect(),
        _ => text.into(),
    })
}

/// Puts a value where its path says; several of a list are one array.
fn place(body: &mut Map<String, Value>, path: &str, kind: &str, value: Value) {
    let (first, rest) = match path.split_once('/') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    if let Some(rest) = rest {
        let below = body.entry(first).or_insert_with(|| json!({}));
        if let Value::Object(below) = below {
            place(below, rest, kind, value);
        }
    } else if kind == "list" {
        let all = body.entry(first).or_insert_with(|| json!([]));
        if let Value::Array(all) = all {
            all.push(value);
        }
    } else {
        body.insert(first.to_owned(), value);
    }
}

/// `POST /t/{tenant}/call`: does what the form says, and goes where it says.
pub(super) async fn call(
    request: HttpRequest,
    api: Api,
    site: Data<Site>,
    body: Bytes,
) -> Result<HttpResponse> {
    let view = match View::signed_in(&request, &api, &site).await? {
        Ok(view) => view,
        Err(instead) => return Ok(instead.answer(&request)),
    };
    let form = Form::read(&body);
    let token = view.session_token.as_deref().unwrap_or_default();
    access::check_form(token, form.text("_csrf"))?;
    let answer = match asked(&form) {
        Ok(call) => view.client.ask(call).await?,
        Err(failure) if failure.status() == StatusCode::BAD_REQUEST => refusal(&failure),
        Err(failure) => return Err(failure),
    };
    let then = local(form.text("_then"));
    if !answer.is_ok() {
        return refused(&view, then, &form, answer).await;
    }
    match form.text("_show") {
        Some(template) => shown_once(&view, template, then, answer),
        None => Ok(see_other(&with_done(then, form.text("_done")))),
    }
}

/// The call that a form asks for.
fn asked(form: &Form) -> Result<Call> {
    let said = form.text("_call").and_then(|it| it.split_once(' '));
    let bad = || Failure::new(StatusCode::BAD_REQUEST, "The form does not say what to do.");
    let (method, path) = said.ok_or_else(bad)?;
    let method = Method::from_bytes(method.as_bytes()).map_err(|_| bad())?;
    let path = path
        .starts_with('/')
        .then(|| path.to_owned())
        .ok_or_else(bad)?;
    Ok(Call {
        body: (method != Method::DELETE)
            .then(|| form.body())
            .transpose()?,
        method,
        path,
        if_match: form.text("_if_match").map(str::to_owned),
    })
}

/// A form that cannot be read, as if the API had refused it.
fn refusal(failure: &Failure) -> Answer {
    let (status, detail) = (failure.status(), failure.detail());
    Answer {
        status,
        body: json!({"status": status.as_u16(), "title": status.canonical_reason(), "detail": detail}),
        etag: None,
    }
}

/// The page that the form stood on, with what was wrong and what was typed.
async fn refused(view: &View, then: &str, form: &Form, answer: Answer) -> Result<HttpResponse> {
    let mut more = Map::new();
    more.insert("problem".to_owned(), answer.body.clone());
    more.insert("form".to_owned(), form.typed());
    match pages::at(view, then) {
        Some((page, view)) => view.page(page, answer.status, more).await,
        None => view.problem(answer.status, answer.body),
    }
}

fn shown_once(view: &View, template: &str, then: &str, answer: Answer) -> Result<HttpResponse> {
    let name = template.strip_suffix(".html").unwrap_or(template);
    if !name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_') {
        return Err(Failure::new(
            StatusCode::BAD_REQUEST,
            "The form names no page of the console.",
        ));
    }
    let mut given = view.given(name, "done");
    given.insert("answer".to_owned(), answer.body);
    given.insert("then".to_owned(), then.into());
    view.show(StatusCode::OK, &format!("{name}.html"), given)
}

fn with_done(then: &str, done: Option<&str>) -> String {
    let Some(done) = done.filter(|it| it.bytes().all(|c| c.is_ascii_lowercase() || c == b'-'))
    else {
        return then.to_owned();
    };
    let (path, query) = then.split_once('?').unwrap_or((then, ""));
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    pairs.retain(|(name, _)| name != "done");
    pairs.push(("done".to_owned(), done.to_owned()));
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Form, with_done};

    #[test]
    fn what_is_typed_becomes_a_body() {
        let form = Form::read(
            b"_call=PUT+%2Fx&name=Ada+L.&days%3Anumber=90&locked%3Abool=true&domains%3Alines=a.example%0D%0A%0D%0Ab.example\
              &labels%2Fen=Title&labels%2Fde=Titel&people%3Alist=1&people%3Alist=2&note%3F=&expires%3Anumber%3F=&by%3Aor_null=&more%3Ajson=%7B%7D",
        );
        assert_eq!(
            form.body().unwrap(),
            json!({
                "name": "Ada L.", "days": 90, "locked": true, "domains": ["a.example", "b.example"],
                "labels": {"en": "Title", "de": "Titel"}, "people": ["1", "2"], "by": null, "more": {},
            })
        );
        let wrong = Form::read(b"days%3Anumber=soon").body().unwrap_err();
        assert_eq!(wrong.detail(), "days is a whole number, not \"soon\".");
        assert_eq!(form.typed()["days"], "90");
    }

    #[test]
    fn the_page_that_follows_is_told_what_was_done() {
        assert_eq!(
            with_done("/t/a/x?tab=1&done=done-old", Some("done-saved")),
            "/t/a/x?tab=1&done=done-saved"
        );
        assert_eq!(with_done("/t/a", Some("<b>")), "/t/a");
        assert_eq!(with_done("/t/a", None), "/t/a");
    }
}
