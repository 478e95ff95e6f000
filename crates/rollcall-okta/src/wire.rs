//! Requests that somebody else sends, and what every answer to them has.

use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE, DATE, HeaderName, RETRY_AFTER, USER_AGENT};
use http::{HeaderValue, Method, StatusCode, Uri};
use url::form_urlencoded::Serializer;

use crate::Trouble;

/// A request to be sent as it is, without following redirects: they could lead to another host.
pub type Request = http::Request<Vec<u8>>;
/// The answer to one, its body read whole (as far as the caller's limit).
pub type Response = http::Response<Vec<u8>>;

const AGENT: &str = concat!("Rollcall/", env!("CARGO_PKG_VERSION"));
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
/// Nobody is waited for longer than that because of one header.
const RETRY_AFTER_SECONDS_MAX: u64 = 3_600;

/// A request that asks for JSON.
pub(crate) fn get(url: &str) -> Result<Request, Trouble> {
    request(Method::GET, url, Vec::new())
}

/// A request that sends a form and asks for JSON.
pub(crate) fn post_form(url: &str, fields: &[(&str, &str)]) -> Result<Request, Trouble> {
    let mut form = Serializer::new(String::new());
    form.extend_pairs(fields);
    let mut made = request(Method::POST, url, form.finish().into_bytes())?;
    set(&mut made, CONTENT_TYPE, FORM)?;
    Ok(made)
}

/// A request that sends JSON and asks for JSON.
pub(crate) fn post_json(url: &str, body: &serde_json::Value) -> Result<Request, Trouble> {
    let mut made = request(Method::POST, url, body.to_string().into_bytes())?;
    set(&mut made, CONTENT_TYPE, JSON)?;
    Ok(made)
}

fn request(method: Method, url: &str, body: Vec<u8>) -> Result<Request, Trouble> {
    let uri: Uri = url
        .parse()
        .map_err(|_| Trouble::broken("A URL that was to be asked is none."))?;
    let mut made = Request::new(body);
    *made.method_mut() = method;
    *made.uri_mut() = uri;
    set(&mut made, ACCEPT, JSON)?;
    set(&mut made, USER_AGENT, AGENT)?;
    Ok(made)
}

/// Sets a header.
pub(crate) fn set(request: &mut Request, name: HeaderName, value: &str) -> Result<(), Trouble> {
    let value = HeaderValue::from_str(value).map_err(|_| unsendable(&name))?;
    request.headers_mut().insert(name, value);
    Ok(())
}

/// Sets a header that no log may show.
pub(crate) fn set_secret(
    request: &mut Request,
    name: HeaderName,
    value: &str,
) -> Result<(), Trouble> {
    let mut secret = HeaderValue::from_str(value).map_err(|_| unsendable(&name))?;
    secret.set_sensitive(true);
    request.headers_mut().insert(name, secret);
    Ok(())
}

fn unsendable(name: &HeaderName) -> Trouble {
    Trouble::settings(format!(
        "The header {name} cannot be sent: a token or an address in it has characters that no header may have."
    ))
}

/// A header's text, if it is one.
pub(crate) fn header<'a>(answer: &'a Response, name: &str) -> Option<&'a str> {
    answer.headers().get(name)?.to_str().ok()
}

/// A header that is a whole number.
pub(crate) fn number(answer: &Response, name: &str) -> Option<i64> {
    header(answer, name)?.trim().parse().ok()
}

/// What time it is where the answer comes from, in seconds since the Unix epoch.
pub(crate) fn server_seconds(answer: &Response) -> Option<i64> {
    seconds(header(answer, DATE.as_str())?)
}

fn seconds(date: &str) -> Option<i64> {
    let time = httpdate::parse_http_date(date).ok()?;
    let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

/// How long the answer asks to be left alone (RFC 9110 §10.2.3), an hour at most.
pub(crate) fn retry_after(answer: &Response) -> Option<Duration> {
    let text = header(answer, RETRY_AFTER.as_str())?.trim();
    let wait = match text.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => {
            let wait = seconds(text)?.checked_sub(server_seconds(answer)?)?;
            u64::try_from(wait).unwrap_or_default()
        }
    };
    Some(Duration::from_secs(wait.min(RETRY_AFTER_SECONDS_MAX)))
}

/// Whether an answer to a GET has what was asked for.
pub(crate) fn is_ok(answer: &Response) -> bool {
    answer.status() == StatusCode::OK
}

/// A text that was sent by others, short and harmless enough to be shown.
pub fn shown(text: &str) -> String {
    const CHARACTERS_MAX: usize = 100;
    let plain = text.chars().filter(|c| !c.is_control());
    plain.take(CHARACTERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Response, get, retry_after, set_secret, shown};

    fn answer(headers: &[(&str, &str)]) -> Response {
        let mut answer = http::Response::builder().status(429);
        for (name, value) in headers {
            answer = answer.header(*name, *value);
        }
        answer.body(Vec::new()).unwrap()
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_by_the_servers_clock() {
        let wait = |headers: &[(&str, &str)]| retry_after(&answer(headers));
        assert_eq!(wait(&[("retry-after", "7")]), Some(Duration::from_secs(7)));
        let date = ("date", "Tue, 01 Dec 2026 00:00:00 GMT");
        let later = ("retry-after", "Tue, 01 Dec 2026 00:00:30 GMT");
        assert_eq!(wait(&[date, later]), Some(Duration::from_secs(30)));
        let past = ("retry-after", "Mon, 30 Nov 2026 00:00:30 GMT");
        assert_eq!(wait(&[date, past]), Some(Duration::ZERO));
        assert_eq!(
            wait(&[("retry-after", "99999999")]),
            Some(Duration::from_secs(3600))
        );
        assert_eq!(wait(&[("retry-after", "soon")]), None);
        assert_eq!(wait(&[]), None);
    }

    #[test]
    fn a_secret_is_in_no_log() {
        let mut request = get("https://acme.okta.com/x").unwrap();
        set_secret(&mut request, http::header::AUTHORIZATION, "Bearer s3cret").unwrap();
        assert!(!format!("{request:?}").contains("s3cret"));
        assert!(set_secret(&mut request, http::header::AUTHORIZATION, "a\nb").is_err());
    }

    #[test]
    fn what_others_sent_is_shown_short_and_without_control_characters() {
        assert_eq!(shown("a\u{1b}[31mb\n"), "a[31mb");
        assert_eq!(shown(&"x".repeat(1000)).len(), 100);
    }
}
