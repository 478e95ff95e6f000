//! Templates into pages. What stands in a page is escaped unless the program itself made it as HTML.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use fluent_bundle::FluentArgs;
use include_dir::Dir;
use minijinja::value::{Kwargs, Serde, ValueKind};
use minijinja::{Environment, Error, ErrorKind, HtmlEscape, UndefinedBehavior, Value, context};
use qrcode::QrCode;
use qrcode::render::svg;
use rollcall_mapping::Language;
use rollcall_provisioning::accounts::Role;
use rollcall_provisioning::requests::Outcome;
use serde_json::{Map, Value as Json};
use url::form_urlencoded;

use super::alert_words::{alert_text, pull_code};
use super::assets::{CONSOLE, address};
use super::{format, messages};
use crate::error::{Failure, Result, chain};
use crate::routes::permissions::is_open_to;

/// The side of a code to scan, in pixels.
const CODE_PIXELS: u32 = 200;

/// An environment for each language: its functions speak it.
static ENVIRONMENTS: LazyLock<Vec<Environment<'static>>> =
    LazyLock::new(|| Language::ALL.map(environment).into());

/// The page that a template makes of what it is given.
///
/// # Errors
/// When the template is wrong, which the tests find.
pub(super) fn page(language: Language, template: &str, given: Map<String, Json>) -> Result<String> {
    let at = Language::ALL.iter().position(|it| *it == language);
    let environment = &ENVIRONMENTS[at.unwrap_or(0)];
    let failed =
        |error: Error| Failure::internal(format!("the template {template}: {}", chain(&error)));
    let template = environment.get_template(template).map_err(failed)?;
    let context = context! { may => may(&given), ..Value::from(Serde(given)) };
    template.render(context).map_err(failed)
}

/// Whether there is a template of that name.
pub(super) fn is_there(template: &str) -> bool {
    ENVIRONMENTS[0].get_template(template).is_ok()
}

fn environment(language: Language) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    if let Some(templates) = CONSOLE.get_dir("templates") {
        add_templates(&mut environment, templates);
    }
    environment.add_function("t", move |id: String, arguments: Kwargs| {
        translated(language, &id, &arguments)
    });
    environment.add_function("ago", move |moment: Value| time(language, &moment));
    environment.add_function("until", move |moment: Value| time(language, &moment));
    environment.add_function("when", |moment: Value, how: Option<String>| {
        when(&moment, how.as_deref())
    });
    environment.add_function("num", move |n: Value| match whole(&n) {
        Some(n) => format::number(language, n),
        None => n.to_string(),
    });
    environment.add_function("percent", move |part: Value, of: Value| {
        format::percent(language, whole(&part).unwrap_or(0), whole(&of).unwrap_or(0))
    });
    environment.add_function("ms", |n: Value| {
        whole(&n).map_or_else(String::new, format::duration)
    });
    environment.add_function("bytes", |n: Value| {
        whole(&n).map_or_else(String::new, format::size)
    });
    environment.add_function("initials", |name: Value| {
        format::initials(&name.to_string())
    });
    environment.add_function("icon", |name: String| icon(&name));
    environment.add_function("path_name", |path: Value| path_name(&path));
    environment.add_function("prose", |text: Value| prose(&text));
    environment.add_function("cause_text", move |cause: Value| {
        cause_text(language, &cause)
    });
    environment.add_function("alert_text", move |alert: Value| {
        let as_is = |moment: &str| moment.to_owned();
        serde_json::to_value(&alert)
            .map(|alert| alert_text(language, &alert, &as_is))
            .map_err(|error| wrong(error.to_string()))
    });
    environment.add_function("pull_code", |code: String| pull_code(&code).to_owned());
    environment.add_function("asset", |name: String| address(&name));
    environment.add_function("with_query", |path: String, changes: Value| {
        with_query(&path, &changes)
    });
    environment.add_function("json", |value: Value| {
        serde_json::to_string_pretty(&value).map_err(|error| wrong(error.to_string()))
    });
    environment.add_function("qr", code);
    environment.add_function(
        "seen",
        |thing: Value, members: Vec<String>, at: Option<String>| {
            seen(&thing, &members, at.as_deref())
        },
    );
    // What the API knows of.
    let outcomes = Outcome::WORDS.map(|(word, _)| word);
    environment.add_global("outcomes", Value::from(outcomes.to_vec()));
    environment
}

/// Whether whoever looks at the page may do what a call asks, `POST /tokens`: as the API would say.
fn may(given: &Map<String, Json>) -> Value {
    let of = |name: &str, member: &str| given.get(name).and_then(|it| it.get(member));
    let role = of("tenant", "role").and_then(Json::as_str);
    let role = role.and_then(|it| Role::parse(it).ok());
    let owns = of("session", "installation_owner") == Some(&Json::Bool(true));
    Value::from_function(move |call: &str| {
        let (method, path) = call.split_once(' ').unwrap_or_default();
        is_open_to(method, path, role, owns)
    })
}

/// What a page shows of these members of an answer, a line each, for a form that counts only while they are so; `at` says where in
/// the answer the thing is that has them.
fn seen(thing: &Value, members: &[String], at: Option<&str>) -> std::result::Result<String, Error> {
    let at = at.unwrap_or_default();
    let line = |member: &String| {
        let value = thing.get_attr(member).unwrap_or_default();
        let json = serde_json::to_string(&value).map_err(|error| wrong(error.to_string()))?;
        Ok(format!("{at}/{member} {json}"))
    };
    let lines: std::result::Result<Vec<_>, Error> = members.iter().map(line).collect();
    Ok(lines?.join("\n"))
}

fn add_templates(environment: &mut Environment<'static>, folder: &'static Dir<'static>) {
    for file in folder.files() {
        let name = file
            .path()
            .strip_prefix("templates")
            .ok()
            .and_then(|it| it.to_str());
        if let (Some(name), Some(text)) = (name, file.contents_utf8())
            && let Err(error) = environment.add_template(name, text)
        {
            // A test reads them all; a page that is wrong says so when it is asked for.
            tracing::error!(name, cause = chain(&error), "a template cannot be read");
        }
    }
    for below in folder.dirs() {
        add_templates(environment, below);
    }
}

fn wrong(what: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, what)
}

/// A message; `default=` where there may be none of that id. Where none is known and nothing stands for it, it is seen that one is missing.
fn translated(
    language: Language,
    id: &str,
    arguments: &Kwargs,
) -> std::result::Result<String, Error> {
    let default: Option<Value> = arguments.get("default").unwrap_or(None);
    let mut given = FluentArgs::new();
    for name in arguments.args().filter(|name| *name != "default") {
        let value: Value = arguments.get(name)?;
        match (value.kind(), whole(&value)) {
            (ValueKind::Number, Some(n)) => given.set(name.to_owned(), n),
            (ValueKind::Undefined | ValueKind::None, _) => given.set(name.to_owned(), ""),
            _ => given.set(name.to_owned(), value.to_string()),
        }
    }
    let found = messages::message(language, id, &given);
    Ok(found.unwrap_or_else(|| default.map_or_else(|| format!("⟦{id}⟧"), |it| it.to_string())))
}

/// A value as a whole number, if it is one.
fn whole(value: &Value) -> Option<i64> {
    i64::try_from(value.clone()).ok()
}

fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// A moment relative to now, with the exact one on hover; nothing where there is none.
fn time(language: Language, moment: &Value) -> Value {
    let Some(moment) = moment.as_str() else {
        return Value::from("");
    };
    Value::from_safe_string(format!(
        r#"<time datetime="{}" title="{}">{}</time>"#,
        HtmlEscape(moment),
        HtmlEscape(&format::exact(moment, true)),
        HtmlEscape(&format::relative(language, moment, now()))
    ))
}

/// An exact moment; as `"hour"` its hour and minute alone.
fn when(moment: &Value, how: Option<&str>) -> Value {
    let Some(moment) = moment.as_str() else {
        return Value::from("");
    };
    if how == Some("hour") {
        return Value::from(format::hour(moment));
    }
    Value::from_safe_string(format!(
        r#"<time datetime="{}" data-as="exact">{}</time>"#,
        HtmlEscape(moment),
        HtmlEscape(&format::exact(moment, false))
    ))
}

/// A path of an attribute as people read it: of the URN that it begins with, the word that tells it from others; the whole on hover.
fn path_name(path: &Value) -> Value {
    let Some(path) = path.as_str() else {
        return Value::from("");
    };
    let (of, name) = format::split_path(path);
    let of = of.map_or_else(String::new, |of| {
        format!(r#"<span class="of">{}:</span>"#, HtmlEscape(of))
    });
    Value::from_safe_string(format!(
        r#"<span class="path-name" title="{}">{of}{}</span>"#,
        HtmlEscape(path),
        HtmlEscape(name)
    ))
}

/// A text of the API: what stands between backticks is code, and moments are told as people read them.
fn prose(text: &Value) -> Value {
    let Some(text) = text.as_str() else {
        return Value::from("");
    };
    let mut html = String::new();
    for (n, part) in text.split('`').enumerate() {
        let escaped = HtmlEscape(part).to_string();
        // Without its second one a backtick is only a backtick, at the end.
        html.push_str(&if n % 2 == 1 {
            format!("<code>{escaped}</code>")
        } else {
            with_moments(&escaped)
        });
    }
    Value::from_safe_string(html)
}

/// HTML in which moments (RFC 3339) are told in the reader's own zone.
fn with_moments(html: &str) -> String {
    let told = html.split_inclusive(' ').map(|word| {
        let end = word.trim_end_matches([' ', '.', ',', ';', ':', ')']);
        if end.len() < 20 || scim_core::instant(end).is_none() {
            return word.to_owned();
        }
        let rest = &word[end.len()..];
        let short = format::exact(end, false);
        format!(r#"<time datetime="{end}" data-as="exact">{short}</time>{rest}"#)
    });
    told.collect()
}

/// The words of a cause in a language; in English where there is something in them that is not told.
fn cause_text(language: Language, cause: &Value) -> String {
    let member = |name: &str| cause.get_attr(name).unwrap_or_default();
    let english = member("text").to_string();
    if language == Language::En {
        return english;
    }
    let mut given = FluentArgs::new();
    given.set("detail", "");
    let arguments = member("arguments");
    for name in arguments.try_iter().into_iter().flatten() {
        let value = arguments.get_item(&name).unwrap_or_default();
        given.set(name.to_string(), value.to_string());
    }
    let id = format!("cause-text-{}", member("code"));
    let found = messages::whole_message(language, &id, &given);
    found.map_or(english, |text| text.trim_end().to_owned())
}

/// A picture of the sheet of icons; words beside it say what it means.
fn icon(name: &str) -> Value {
    Value::from_safe_string(format!(
        r##"<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>"##,
        HtmlEscape(&address("icons.svg")),
        HtmlEscape(name)
    ))
}

/// An address with some of its query's parameters changed; what is none or empty is taken out.
fn with_query(path: &str, changes: &Value) -> std::result::Result<String, Error> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut parameters: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    for name in changes.try_iter()? {
        let value = changes.get_item(&name)?;
        let name = name.to_string();
        parameters.retain(|(known, _)| *known != name);
        if value.is_true() {
            parameters.push((name, value.to_string()));
        }
    }
    if parameters.is_empty() {
        return Ok(path.to_owned());
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    Ok(format!("{path}?{query}"))
}

/// A text as a code to scan.
fn code(text: String) -> std::result::Result<Value, Error> {
    let code = QrCode::new(text).map_err(|error| wrong(error.to_string()))?;
    let picture = code
        .render::<svg::Color<'_>>()
        .min_dimensions(CODE_PIXELS, CODE_PIXELS)
        .build();
    // Without its declaration, which has no place inside a page.
    let start = picture.find("<svg").unwrap_or(0);
    Ok(Value::from_safe_string(picture[start..].to_owned()))
}
