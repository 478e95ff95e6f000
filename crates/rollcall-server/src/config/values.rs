//! Reading a setting's value, and showing it without what is secret.

use std::str::FromStr;

use rollcall_provisioning::events::Reach;
use rollcall_provisioning::requests::Logged;
use rollcall_provisioning::{Afterwards, Pooler};

use super::LogFormat;

pub(super) const MASKED: &str = "********";

pub(super) fn put<T>(place: &mut T, value: Result<T, String>) -> Result<(), String> {
    *place = value?;
    Ok(())
}

pub(super) fn database_url(text: &str) -> Result<String, String> {
    let known = ["sqlite:", "postgres://", "postgresql://"]
        .iter()
        .any(|scheme| text.starts_with(scheme));
    // The text itself may hold a password.
    known
        .then(|| text.to_owned())
        .ok_or_else(|| "the URL must begin with sqlite:// or postgres://".to_owned())
}

pub(super) fn number<T: FromStr>(text: &str) -> Result<T, String> {
    let number = text.replace('_', "").parse::<T>();
    number.map_err(|_| format!("{text:?} is not a whole number"))
}

pub(super) fn positive<T: FromStr + PartialOrd + Default>(text: &str) -> Result<T, String> {
    let number = text
        .replace('_', "")
        .parse::<T>()
        .ok()
        .filter(|number| *number > T::default());
    number.ok_or_else(|| format!("{text:?} is not a whole number above 0"))
}

pub(super) fn json_depth(text: &str) -> Result<usize, String> {
    // The parser itself stops at 128, so a higher limit would not be the one that holds.
    positive(text).and_then(|depth| {
        if depth <= 127 {
            Ok(depth)
        } else {
            Err(format!("{text} is above 127"))
        }
    })
}

pub(super) fn reach(text: &str) -> Result<Reach, String> {
    let known = Reach::WORDS.iter().find(|(word, _)| *word == text);
    known
        .map(|(_, reach)| *reach)
        .ok_or_else(|| format!("{text:?} is none of public, private, machine"))
}

/// Origins, each a scheme and a host, with commas between.
pub(super) fn origins(text: &str) -> Result<Vec<String>, String> {
    let all = text.split(',').map(str::trim).filter(|it| !it.is_empty());
    let read = all.map(|it| {
        let url = url::Url::parse(it).ok();
        let origin = url.map(|url| url.origin().ascii_serialization());
        let origin = origin.filter(|origin| origin == it);
        origin.ok_or_else(|| {
            format!("{it:?} is no origin: a scheme and a host, such as http://127.0.0.1:9000, without a slash at the end")
        })
    });
    read.collect()
}

pub(super) fn afterwards(text: &str) -> Result<Afterwards, String> {
    let known = Afterwards::WORDS.iter().find(|(word, _)| *word == text);
    known
        .map(|(_, afterwards)| *afterwards)
        .ok_or_else(|| format!("{text:?} is none of keep, anonymise, delete"))
}

pub(super) fn logged(text: &str) -> Result<Logged, String> {
    let known = Logged::WORDS.iter().find(|(word, _)| *word == text);
    known
        .map(|(_, logged)| *logged)
        .ok_or_else(|| format!("{text:?} is none of off, meaning, bodies"))
}

pub(super) fn pooler(text: &str) -> Result<Pooler, String> {
    let known = Pooler::WORDS.iter().find(|(word, _)| *word == text);
    known
        .map(|(_, pooler)| *pooler)
        .ok_or_else(|| format!("{text:?} is neither none nor transaction"))
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("{text:?} is neither text nor json")),
    }
}

pub(super) fn address(text: &str) -> Result<String, String> {
    let port = text
        .rsplit_once(':')
        .filter(|(host, _)| !host.is_empty())
        .and_then(|(_, port)| port.parse::<u16>().ok());
    match port {
        Some(_) => Ok(text.to_owned()),
        None => Err(format!(
            "{text:?} is not host:port, for example 127.0.0.1:8080 or 0.0.0.0:8080"
        )),
    }
}

/// The URL without a slash at the end, and without the `/scim` that people paste along.
pub(super) fn base_url(text: &str) -> Result<String, String> {
    let trimmed = text.trim_end_matches('/');
    let trimmed = trimmed
        .strip_suffix("/v2")
        .filter(|rest| rest.ends_with("/scim"))
        .unwrap_or(trimmed);
    let trimmed = trimmed
        .strip_suffix("/scim")
        .unwrap_or(trimmed)
        .trim_end_matches('/');
    let host = trimmed
        .strip_prefix("https://")
        .or_else(|| trimmed.strip_prefix("http://"));
    match host {
        Some(host)
            if !host.is_empty() && !host.starts_with('/') && !trimmed.contains(['?', '#', ' ']) =>
        {
            Ok(trimmed.to_owned())
        }
        _ => Err(format!(
            "{text:?} is not an http(s) URL without a query, for example https://rollcall.example.com"
        )),
    }
}

/// The URL as it may be shown.
pub(crate) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (rest, query) = rest
        .split_once('?')
        .map_or((rest, None), |(rest, query)| (rest, Some(query)));
    // A password that is not percent-encoded may look like a query; the store refuses such a URL.
    if query.is_some_and(|query| query.contains('@')) {
        return format!("{scheme}://{MASKED}");
    }
    let shown = match rest.rsplit_once('@') {
        Some((login, host)) => match login.split_once(':') {
            Some((user, _)) => format!("{scheme}://{user}:{MASKED}@{host}"),
            None => format!("{scheme}://{login}@{host}"),
        },
        None => format!("{scheme}://{rest}"),
    };
    match query {
        // libpq takes the password as a parameter too.
        Some(query) if query.to_ascii_lowercase().contains("password") => {
            format!("{shown}?{MASKED}")
        }
        Some(query) => format!("{shown}?{query}"),
        None => shown,
    }
}
