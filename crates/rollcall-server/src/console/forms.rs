//! Forms: each is one call of the API. Hidden fields say which; what is typed becomes the members of its body.
//!
//! | field | is |
//! | --- | --- |
//! | `_call` | `POST /tokens/…/revoke`: method and address below `/api/v1` |
//! | `_then` | the page that follows |
//! | `_at` | the page that it stands on, where the one that follows is not there before |
//! | `_done` | the message that it shows; `_done POST /held/release` where the form's buttons are several calls |
//! | `_show` | a template that shows the answer, once, in place of that page |
//! | `_show_if` | a member of the answer without which it is not shown: a secret that is there once |
//! | `_answer` | what that template showed before, as JSON: it shows it again where the call is refused |
//! | `_if_match` | the version that the form was made of |
//! | `_csrf` | what the session's forms carry |
//!
//! What is typed in the others is [`super::form`]'s to read.
//!
//! A form that changes a part of something larger has `_base`, the call that reads that, and `_base_at`, where in the answer the
//! body is; see [`edit`]. `_seen` says what the page showed of that answer, a line for each place (`/version 7`): if it says something
//! else by now, nothing is done. One with a file, `_file`, sends that as the body.

use actix_web::http::header::REFERER;
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::utf8_percent_encode;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::client::{Answer, Api, Body, Call};
use super::form::Form;
use super::page::{Instead, SEGMENT, View, local, path_of, see_other};
use super::{access, edit, pages, render};
use crate::error::{Failure, Result};
use crate::site::Site;

/// A file that is to be sent a second time is carried by the page in between up to this size; a longer one is chosen again.
const CARRIED_BYTES_MAX: usize = 2 * 1024 * 1024;

/// `POST /t/{tenant}/call`: does what the form says, and goes where it says.
pub(super) async fn call(
    request: HttpRequest,
    api: Api,
    site: Data<Site>,
    payload: Payload,
) -> Result<HttpResponse> {
    let view = match View::signed_in(&request, &api, &site).await? {
        Ok(view) => view,
        Err(Instead::SignIn) => return Ok(sign_in_first(&request)),
        Err(instead) => return Ok(instead.answer(&request)),
    };
    let mut form = Form::of(&request, payload.into_inner(), &site.limits, &site.room).await?;
    let token = view.session_token.as_deref().unwrap_or_default();
    if let Err(failure) = access::check_form(token, form.text("_csrf")) {
        return view.refusal(&failure);
    }
    let shows = form.text("_show").map(template).transpose()?;
    let answer = match asked(&view, &form).await {
        Ok(call) => {
            form.give_room_back();
            view.client.ask(call).await?
        }
        Err(failure)
            if [StatusCode::BAD_REQUEST, StatusCode::CONFLICT].contains(&failure.status()) =>
        {
            refusal(&failure)
        }
        Err(failure) => return Err(failure),
    };
    let then = local(form.text("_then"));
    if !answer.is_ok() {
        if let (Some(template), Some(shown)) = (&shows, form.text("_answer")) {
            return shown_again(&view, &form, template, shown, answer);
        }
        let at = form.text("_at").map_or(then, |at| local(Some(at)));
        return refused(&view, at, &form, answer).await;
    }
    let is_shown = |answer: &Answer| {
        let member = form.text("_show_if");
        member.is_none_or(|it| answer.body.get(it).is_some_and(|it| !it.is_null()))
    };
    match shows.filter(|_| is_shown(&answer)) {
        Some(template) => shown_once(&view, &form, &template, then, answer),
        None => {
            let then = filled(then, &answer);
            Ok(see_other(&with_done(local(Some(&then)), done(&form))))
        }
    }
}

/// The template that shows the answer, which has to be there before anything is done.
///
/// # Errors
/// 400 where it is not.
fn template(said: &str) -> Result<String> {
    let name = said.strip_suffix(".html").unwrap_or(said);
    let is_name = name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
    let file = format!("{name}.html");
    if is_name && render::is_there(&file) {
        return Ok(file);
    }
    Err(Failure::new(
        StatusCode::BAD_REQUEST,
        "The form names no page of the console.",
    ))
}

/// The session has ended: one signs in, and is back where the form was, which has to be sent again.
fn sign_in_first(request: &HttpRequest) -> HttpResponse {
    let back: String = utf8_percent_encode(&page_before(request), SEGMENT).collect();
    see_other(&format!(
        "/sign-in?return_to={back}&done=done-session-ended"
    ))
}

/// `GET /t/{tenant}/call`: what stood there was the answer to a form, and is shown once. One is back where that form was.
pub(super) async fn again(request: HttpRequest) -> HttpResponse {
    see_other(&with_done(&page_before(&request), Some("done-shown-once")))
}

/// The page that a form stood on, as the browser says; home where it does not.
fn page_before(request: &HttpRequest) -> String {
    let came_from = request.headers().get(REFERER);
    let before = came_from.and_then(|it| path_of(it.to_str().ok()?));
    let home = request.path().trim_end_matches("/call");
    let is_page = |path: &&str| path.starts_with("/t/") && !path.ends_with("/call");
    let then = before.as_deref().filter(is_page).unwrap_or(home);
    local(Some(then)).to_owned()
}

/// The message of the call that the form asked for.
fn done(form: &Form) -> Option<&str> {
    let of_call = format!("_done {}", form.text("_call").unwrap_or_default());
    form.text(&of_call).or_else(|| form.text("_done"))
}

/// The call that a form asks for.
async fn asked(view: &View, form: &Form) -> Result<Call> {
    let bad = || Failure::new(StatusCode::BAD_REQUEST, "The form does not say what to do.");
    let (method, path) = said(form.text("_call")).ok_or_else(bad)?;
    if method.is_safe() {
        return Err(bad());
    }
    let base = match form.text("_base") {
        Some(text) => {
            let (method, path) = said(Some(text)).ok_or_else(bad)?;
            let call = Call {
                method,
                ..Call::get(path)
            };
            Some(view.client.ask(call).await?.body)
        }
        None => None,
    };
    check_seen(base.as_ref(), form)?;
    let body = match (form.file(), base, form.text("_base_at")) {
        (Some(file), _, _) => Some(Body::File(file.bytes.clone())),
        (None, Some(base), Some(at)) => Some(Body::Json(edit::edited(&base, at, form)?)),
        (None, _, _) if method == Method::DELETE && form.fields().next().is_none() => None,
        (None, _, _) => Some(Body::Json(form.body()?)),
    };
    Ok(Call {
        method,
        path: format!("{path}{}", form.query()),
        body,
        if_match: form.text("_if_match").map(str::to_owned),
    })
}

/// That what the form is about is what its page showed.
///
/// # Errors
/// 409 where it is not.
fn check_seen(base: Option<&Value>, form: &Form) -> Result<()> {
    let is_same = |line: &str| {
        let (at, seen) = line.split_once(' ').unwrap_or((line, ""));
        let now = base.and_then(|it| it.pointer(at)).unwrap_or(&Value::Null);
        serde_json::from_str::<Value>(seen).is_ok_and(|seen| seen == *now)
    };
    if form.text("_seen").unwrap_or_default().lines().all(is_same) {
        return Ok(());
    }
    Err(Failure::new(
        StatusCode::CONFLICT,
        "Somebody else changed this since the page was loaded. Nothing of yours was saved: look at how it is now, and put it in again.",
    )
    .code("changed_meanwhile"))
}

/// `POST /tokens`: a method and an address below `/api/v1`.
fn said(text: Option<&str>) -> Option<(Method, &str)> {
    let (method, path) = text?.split_once(' ')?;
    let method = Method::from_bytes(method.as_bytes()).ok()?;
    path.starts_with('/').then_some((method, path))
}

/// A form that cannot be read, as if the API had refused it.
fn refusal(failure: &Failure) -> Answer {
    Answer {
        status: failure.status(),
        body: failure.problem(),
        etag: None,
    }
}

/// The page that the form stood on, with what was wrong and what was typed.
async fn refused(view: &View, then: &str, form: &Form, answer: Answer) -> Result<HttpResponse> {
    let mut more = Map::new();
    more.insert("problem".to_owned(), answer.body.clone());
    more.insert("form".to_owned(), form.typed());
    match answer.status {
        StatusCode::BAD_REQUEST => {
            more.insert("typed".to_owned(), form.typed());
        }
        StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED
            if form.text("_if_match").is_some() || form.text("_seen").is_some() =>
        {
            more.insert("unsaved".to_owned(), form.unsaved());
        }
        _ => {}
    }
    match pages::at(view, then) {
        Some((page, view)) => view.page(page, answer.status, more).await,
        None => view.problem(answer.status, answer.body),
    }
}

/// The page that the answer before was shown on, which is nowhere else, with what was wrong.
fn shown_again(
    view: &View,
    form: &Form,
    template: &str,
    shown: &str,
    refusal: Answer,
) -> Result<HttpResponse> {
    let mut given = view.given(template.trim_end_matches(".html"), "done");
    let shown: Value = serde_json::from_str(shown).unwrap_or_default();
    given.insert("answer".to_owned(), shown);
    given.insert("problem".to_owned(), refusal.body);
    given.insert("form".to_owned(), form.typed());
    view.show(refusal.status, template, given)
}

fn shown_once(
    view: &View,
    form: &Form,
    template: &str,
    then: &str,
    answer: Answer,
) -> Result<HttpResponse> {
    let name = template.trim_end_matches(".html");
    let mut given = view.given(name, "done");
    given.insert("answer".to_owned(), answer.body);
    given.insert("then".to_owned(), then.into());
    given.insert("form".to_owned(), form.typed());
    if let Some(file) = form
        .file()
        .filter(|file| file.bytes.len() <= CARRIED_BYTES_MAX)
    {
        let carried = json!({ "name": file.name, "base64": STANDARD.encode(&file.bytes) });
        given.insert("file".to_owned(), carried);
    }
    view.show(StatusCode::OK, template, given)
}

/// The page that follows may be about what was made: `{id}` is its id.
fn filled(then: &str, answer: &Answer) -> String {
    let id = answer.body["id"].as_str().unwrap_or_default();
    let id: String = utf8_percent_encode(id, SEGMENT).collect();
    then.replace("{id}", &id).replace("%7Bid%7D", &id)
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
    use super::with_done;

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
