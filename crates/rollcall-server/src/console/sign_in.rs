//! Coming in and going out: set-up, sign-in, invitations, single sign-on, and the page of a customer who has a set-up link.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Path, ServiceConfig, get, post, resource};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value, json};

use super::access;
use super::client::{Answer, Api, Call, Client};
use super::form::Form;
use super::page::{View, local, see_other};
use crate::error::{Failure, Result};
use crate::site::Site;

/// A page that tells of nothing but a form, and the call that the form makes.
struct Entry {
    template: &'static str,
    title: &'static str,
    call: &'static str,
}

const SIGN_IN: Entry = Entry {
    template: "sign_in.html",
    title: "sign-in",
    call: "/sessions",
};

/// What a one-time link leads to: a form, under what the API says of the link.
struct Link {
    entry: Entry,
    /// The page; its last segment is the code.
    page: &'static str,
    /// Where the API says what the link is for, and what the page calls that.
    about: (&'static str, &'static str),
    /// What the form's call says beside the code.
    says: fn(&Form) -> Value,
    /// Where one goes next who gets no session by it.
    then: Option<&'static str>,
}

const LINKS: [&Link; 3] = [
    // The first owner.
    &Link {
        entry: Entry {
            template: "set_up.html",
            title: "set-up-title",
            call: "/set-up",
        },
        page: "/set-up/{code}",
        about: ("/set-up/{code}", "link"),
        says: |form| {
            let said = |name| form.text(name).unwrap_or_default();
            json!({
                "organisation": said("organisation"), "name": said("name"), "email": said("email"),
                "password": said("password"),
            })
        },
        then: None,
    },
    &Link {
        entry: Entry {
            template: "accept.html",
            title: "invitation",
            call: "/invitations/accept",
        },
        page: "/invitation/{code}",
        about: ("/invitations/code/{code}", "invitation"),
        says: |form| {
            let mut body = json!({ "password": form.text("password").unwrap_or_default() });
            if let Some(name) = form.text("name") {
                body["name"] = name.into();
            }
            if let Some(code) = form.text("one_time_code") {
                body["one_time_code"] = code.into();
            }
            if let Some(new) = form.text("new_password") {
                body["new_password"] = new.into();
            }
            body
        },
        then: None,
    },
    // Another password; one signs in with it.
    &Link {
        entry: Entry {
            template: "reset.html",
            title: "reset-title",
            call: "/password-resets",
        },
        page: "/reset/{code}",
        about: ("/password-resets/{code}", "link"),
        says: |form| json!({ "password": form.text("password").unwrap_or_default() }),
        then: Some("/sign-in?done=done-password"),
    },
];

/// The routes of whoever has no session yet.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/sign-in")
                .route(get().to(sign_in))
                .route(post().to(signing_in)),
        )
        .service(resource("/sign-in/sso").route(post().to(elsewhere)))
        .service(resource("/sso/callback").route(get().to(back)))
        .service(resource("/sign-out").route(post().to(sign_out)))
        .service(
            resource("/connect/{code}")
                .route(get().to(customer))
                .route(post().to(making_token)),
        );
    for link in LINKS {
        let show = move |request: HttpRequest, api: Api, site: Data<Site>| async move {
            link.show(&request, &api, &site).await
        };
        let send = move |request: HttpRequest,
                         api: Api,
                         site: Data<Site>,
                         code: Path<String>,
                         body: Bytes| async move {
            link.send(&request, &api, &site, &code, &body).await
        };
        let page = resource(link.page).route(get().to(show));
        config.service(page.route(post().to(send)));
    }
}

impl Link {
    /// What the API says of it.
    async fn about(&self, view: &View) -> Result<Map<String, Value>> {
        let (path, name) = self.about;
        let found = view.client.ask(Call::get(view.address(path))).await?;
        Ok(Map::from_iter([(name.to_owned(), found.shown())]))
    }

    /// Its page.
    async fn show(&self, request: &HttpRequest, api: &Api, site: &Site) -> Result<HttpResponse> {
        let view = outside(request, api, site)?;
        let about = self.about(&view).await?;
        self.entry.page(&view, StatusCode::OK, about).await
    }

    /// Uses it up, or shows the form again.
    async fn send(
        &self,
        request: &HttpRequest,
        api: &Api,
        site: &Site,
        code: &str,
        body: &Bytes,
    ) -> Result<HttpResponse> {
        let view = outside(request, api, site)?;
        let form = Form::read(body);
        let mut body = (self.says)(&form);
        body["code"] = code.into();
        let answer = view.client.ask(Call::post(self.entry.call, body)).await?;
        match self.then {
            _ if !answer.is_ok() => {
                let about = self.about(&view).await?;
                self.entry.again(&view, &form, answer, about).await
            }
            Some(then) => Ok(see_other(then)),
            None => entered(request, site, &answer, local(form.text("return_to"))),
        }
    }
}

impl Entry {
    /// The page, with what the API says of what it is about.
    async fn page(
        &self,
        view: &View,
        status: StatusCode,
        more: Map<String, Value>,
    ) -> Result<HttpResponse> {
        let mut given = view.given("entry", self.title);
        given.extend(more);
        view.show(status, self.template, given)
    }

    /// The page again, with why the form was refused.
    async fn again(
        &self,
        view: &View,
        form: &Form,
        answer: Answer,
        about: Map<String, Value>,
    ) -> Result<HttpResponse> {
        let mut more = about;
        let mut typed = form.typed();
        if answer.body["code"] != "code_needed"
            && answer.body["code"] != "code_refused"
            && let Some(typed) = typed.as_object_mut()
        {
            typed.remove("password");
            typed.remove("new_password");
        }
        more.insert("problem".to_owned(), answer.body);
        more.insert(
            "query".to_owned(),
            json!({ "return_to": form.text("return_to") }),
        );
        more.insert("form".to_owned(), typed);
        self.page(view, answer.status, more).await
    }
}

/// Goes to the console with a new session.
fn entered(
    request: &HttpRequest,
    site: &Site,
    answer: &Answer,
    then: &str,
) -> Result<HttpResponse> {
    let token = answer.body["token"].as_str();
    let token = token.ok_or_else(|| Failure::internal("a session was made without a token"))?;
    let mut response = see_other(then);
    let cookie = access::cookie(token, access::is_https(request, site));
    response
        .add_cookie(&cookie)
        .map_err(|error| Failure::internal(error.to_string()))?;
    Ok(response)
}

/// A view of nobody: what the cookie holds is not asked about.
fn outside(request: &HttpRequest, api: &Api, site: &Site) -> Result<View> {
    let mut view = View::of(request, api, site)?;
    view.client = Client::of(api, request, None, None)?;
    view.session_token = None;
    Ok(view)
}

async fn about_sign_in(view: &View) -> Result<Map<String, Value>> {
    let sso = view.client.ask(Call::get("/sso/sign-in")).await?;
    Ok(Map::from_iter([("sso".to_owned(), sso.shown())]))
}

/// `GET /sign-in`
async fn sign_in(request: HttpRequest, api: Api, site: Data<Site>) -> Result<HttpResponse> {
    let view = outside(&request, &api, &site)?;
    let about = about_sign_in(&view).await?;
    SIGN_IN.page(&view, StatusCode::OK, about).await
}

/// `POST /sign-in`
async fn signing_in(
    request: HttpRequest,
    api: Api,
    site: Data<Site>,
    body: Bytes,
) -> Result<HttpResponse> {
    let view = outside(&request, &api, &site)?;
    let form = Form::read(&body);
    let mut body = json!({ "email": form.text("email"), "password": form.text("password") });
    if let Some(code) = form.text("code").filter(|code| !code.is_empty()) {
        body["code"] = code.into();
    }
    let answer = view.client.ask(Call::post(SIGN_IN.call, body)).await?;
    if !answer.is_ok() {
        let about = about_sign_in(&view).await?;
        return SIGN_IN.again(&view, &form, answer, about).await;
    }
    entered(&request, &site, &answer, local(form.text("return_to")))
}

/// `POST /sign-out`
async fn sign_out(
    request: HttpRequest,
    api: Api,
    site: Data<Site>,
    body: Bytes,
) -> Result<HttpResponse> {
    let token = access::session(&request, &site);
    if let Some(token) = &token {
        access::check_form(token, Form::read(&body).text("_csrf"))?;
        let client = Client::of(&api, &request, Some(token), None)?;
        let call = Call {
            method: actix_web::http::Method::DELETE,
            ..Call::get("/session")
        };
        client.ask(call).await?;
    }
    let mut response = see_other("/sign-in");
    let cookie = access::no_cookie(access::is_https(&request, &site));
    response
        .add_cookie(&cookie)
        .map_err(|error| Failure::internal(error.to_string()))?;
    Ok(response)
}

/// `POST /sign-in/sso`: to the identity provider that knows the admins.
async fn elsewhere(
    request: HttpRequest,
    api: Api,
    site: Data<Site>,
    body: Bytes,
) -> Result<HttpResponse> {
    let view = outside(&request, &api, &site)?;
    let form = Form::read(&body);
    let body = json!({ "return_to": local(form.text("return_to")) });
    let answer = view.client.ask(Call::post("/sso/begin", body)).await?;
    let Some(url) = answer.body["url"].as_str().filter(|_| answer.is_ok()) else {
        let about = about_sign_in(&view).await?;
        return SIGN_IN.again(&view, &form, answer, about).await;
    };
    // A browser that follows a form's redirect asks the page's own policy, which knows no other site.
    let mut given = view.given("sso_going", "sign-in");
    given.insert("url".to_owned(), url.into());
    let mut response = view.show(StatusCode::OK, "sso_going.html", given)?;
    let held = answer.body["state"].as_str().unwrap_or_default();
    let cookie = access::state_cookie(held, access::is_https(&request, &site));
    response
        .add_cookie(&cookie)
        .map_err(|error| Failure::internal(error.to_string()))?;
    Ok(response)
}

/// `GET /sso/callback`: back from there.
async fn back(request: HttpRequest, api: Api, site: Data<Site>) -> Result<HttpResponse> {
    let view = outside(&request, &api, &site)?;
    let said = |name: &str| view.query.get(name).cloned().unwrap_or_default();
    if said("error").is_string() {
        let detail = said("error_description");
        let detail = detail
            .as_str()
            .or(view.query["error"].as_str())
            .unwrap_or_default();
        let problem =
            json!({"status": 403, "title": "Single sign-on was refused", "detail": detail});
        return view.problem(StatusCode::FORBIDDEN, problem);
    }
    let held = access::held_state(&request, &site);
    let body = json!({ "code": said("code"), "state": said("state"), "held": held });
    let answer = view.client.ask(Call::post("/sso/finish", body)).await?;
    if !answer.is_ok() {
        return view.problem(answer.status, answer.body);
    }
    entered(
        &request,
        &site,
        &answer,
        local(answer.body["return_to"].as_str()),
    )
}

/// `GET /connect/{code}`: what a customer's own people need to connect their identity provider, without an account.
async fn customer(
    request: HttpRequest,
    api: Api,
    site: Data<Site>,
    code: Path<String>,
) -> Result<HttpResponse> {
    let view = of_link(&request, &api, &site, &code)?;
    customers_page(&view, StatusCode::OK, Map::new()).await
}

/// `POST /connect/{code}`: a token for the connection that the link is about.
async fn making_token(
    request: HttpRequest,
    api: Api,
    site: Data<Site>,
    code: Path<String>,
    body: Bytes,
) -> Result<HttpResponse> {
    let view = of_link(&request, &api, &site, &code)?;
    let form = Form::read(&body);
    let body = json!({ "name": form.text("name").unwrap_or_default() });
    let answer = view
        .client
        .ask(Call::post("/set-up-link/tokens", body))
        .await?;
    let name = if answer.is_ok() { "answer" } else { "problem" };
    let status = if answer.is_ok() {
        StatusCode::OK
    } else {
        answer.status
    };
    customers_page(
        &view,
        status,
        Map::from_iter([(name.to_owned(), answer.body)]),
    )
    .await
}

/// The view of whoever has the link: its code opens what the link is about and nothing else.
pub(super) fn of_link(request: &HttpRequest, api: &Api, site: &Site, code: &str) -> Result<View> {
    let mut view = outside(request, api, site)?;
    view.client = Client::of(api, request, Some(code), None)?;
    Ok(view)
}

async fn customers_page(
    view: &View,
    status: StatusCode,
    more: Map<String, Value>,
) -> Result<HttpResponse> {
    let link = view.client.ask(Call::get("/set-up-link")).await?;
    let live = view.client.ask(Call::get("/set-up-link/live")).await?;
    let status = if link.is_ok() { status } else { link.status };
    let mut given = view.given("customer_set_up", "customer-title");
    given.insert("live".to_owned(), live.shown());
    given.insert("set_up_link".to_owned(), link.shown());
    given.extend(more);
    view.show(status, "customer_set_up.html", given)
}
