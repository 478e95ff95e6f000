//! The header `Link` (RFC 8288), which says where the next page is.

use http::header::LINK;

use crate::Trouble;
use crate::wire::Response;

/// Bytes of all such headers together.
const LINKS_BYTES_MAX: usize = 32 * 1024;

/// The URL of relation `next`, whether the links stand in one header or in several. `None`: this was the last page.
///
/// # Errors
/// There are two of them, or the header cannot be read: to stop there would take everybody behind it for gone.
pub(super) fn next(answer: &Response) -> Result<Option<String>, Trouble> {
    let unreadable = || Trouble::broken("Where Okta's next page is cannot be read (header Link).");
    let (mut bytes, mut found) = (0, None);
    for value in answer.headers().get_all(LINK) {
        let text = value.to_str().map_err(|_| unreadable())?;
        bytes += text.len();
        if bytes > LINKS_BYTES_MAX {
            return Err(unreadable());
        }
        for (url, parameters) in links(text).ok_or_else(unreadable)? {
            if !is_next(parameters) {
                continue;
            }
            if found.as_deref().is_some_and(|found| found != url) {
                return Err(unreadable());
            }
            found = Some(url.to_owned());
        }
    }
    Ok(found)
}

/// The links of one header: each URL with the parameters behind it.
fn links(text: &str) -> Option<Vec<(&str, &str)>> {
    let (mut rest, mut links) = (text.trim(), Vec::new());
    while !rest.is_empty() {
        let (url, behind) = rest.strip_prefix('<')?.split_once('>')?;
        let end = end_of_parameters(behind);
        links.push((url.trim(), &behind[..end]));
        rest = behind[end..].trim_start_matches([',', ' ', '\t']);
    }
    Some(links)
}

/// Where the parameters of a link end: at a comma that does not stand in quotes.
fn end_of_parameters(text: &str) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted => return at,
            _ => {}
        }
    }
    text.len()
}

fn is_next(parameters: &str) -> bool {
    parameters.split(';').any(|parameter| {
        let Some((name, value)) = parameter.split_once('=') else {
            return false;
        };
        let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
        name.trim().eq_ignore_ascii_case("rel")
            && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
    })
}
