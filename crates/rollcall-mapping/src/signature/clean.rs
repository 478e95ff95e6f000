//! HTML as it leaves: rows that have nothing to show are gone, and nothing in it runs or leads astray.

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, Error, Token, Tokenizer};

use super::RenderError;

/// An element with this attribute is taken out where all fields that it names are empty.
const HIDE: &str = "data-hide-if-empty";
/// Elements that do something, bring something of their own, or change how the rest is read.
const ACTIVE: [&str; 30] = [
    "script",
    "style",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "form",
    "input",
    "button",
    "textarea",
    "select",
    "base",
    "link",
    "meta",
    "svg",
    "math",
    "audio",
    "video",
    "bgsound",
    "template",
    "noscript",
    "noembed",
    "noframes",
    "plaintext",
    "xmp",
    "title",
    "listing",
    "portal",
];
/// Elements that have nothing inside and no end.
pub(super) const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// Attributes that hold an address.
const ADDRESSES: [&str; 7] = [
    "href",
    "src",
    "action",
    "background",
    "formaction",
    "poster",
    "cite",
];
/// Attributes by which something is asked for, or that mean something to the page around a signature.
const REMOVED: [&str; 11] = [
    "srcset",
    "srcdoc",
    "ping",
    "attributionsrc",
    "lowsrc",
    "dynsrc",
    "longdesc",
    "id",
    "name",
    "class",
    "xlink:href",
];
/// Where links may lead, and pictures come from.
const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];
/// The attributes of a tag, as a browser reads them.
pub(super) type Attributes = BTreeMap<String, String>;

/// Cleans a rendered signature: it is read as browsers do, and written anew without what does not belong. `is_empty` tells of a
/// field whether it is; nothing where there is no such field.
///
/// # Errors
/// [`RenderError`] for HTML that is not closed, or that names a field that there is not.
pub(super) fn clean(
    html: &str,
    is_empty: impl Fn(&str) -> Option<bool>,
) -> Result<String, RenderError> {
    let mut cleaned = String::with_capacity(html.len());
    let mut removed: Option<Removed> = None;
    for token in tokens(html) {
        if let Token::Error(error) = &token
            && is_unclosed(error.value)
        {
            return Err(unclosed());
        }
        if let Some(inside) = &mut removed {
            if inside.ends_with(&token) {
                removed = None;
            }
            continue;
        }
        match token {
            Token::StartTag(tag) => {
                let (name, mut attributes) = (text(&tag.name), attributes(&tag.attributes));
                let gone = !belongs(&name)
                    || hidden(&mut attributes, &is_empty)?
                    || !restrict(&name, &mut attributes);
                if !gone {
                    write_tag(&mut cleaned, &name, &attributes);
                } else if !VOID.contains(&name.as_str()) {
                    removed = Some(Removed { name, depth: 1 });
                }
            }
            Token::EndTag(tag) => {
                let name = text(&tag.name);
                if belongs(&name) {
                    cleaned.push_str(&format!("</{name}>"));
                }
            }
            Token::String(written) => {
                cleaned.push_str(&html_escape::encode_text(&text(&written.value)));
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    if removed.is_some() {
        return Err(unclosed());
    }
    Ok(cleaned)
}

/// Where a text stands that it must not: as the name of an attribute, or in CSS, where what a person is called would decide
/// what others see. For HTML in which every field has this text.
pub(super) fn misplaced(html: &str, mark: &str) -> Option<&'static str> {
    let lower = mark.to_ascii_lowercase();
    tokens(html).find_map(|token| {
        let Token::StartTag(tag) = token else {
            return None;
        };
        let attributes = attributes(&tag.attributes);
        if attributes.keys().any(|name| name.contains(&lower)) {
            return Some("a field stands in a tag without quotes around it");
        }
        let style = attributes.get("style")?;
        let why = "a field stands in a style; what people are called does not belong there";
        style.contains(mark).then_some(why)
    })
}

pub(super) fn tokens(html: &str) -> impl Iterator<Item = Token> {
    let mut emitter = DefaultEmitter::default();
    // As a browser: what stands in a script is no tag.
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter).map(|token| match token {
        Ok(token) => token,
        Err(never) => match never {},
    })
}

fn is_unclosed(error: Error) -> bool {
    matches!(
        error,
        Error::EofBeforeTagName
            | Error::EofInCdata
            | Error::EofInComment
            | Error::EofInDoctype
            | Error::EofInScriptHtmlCommentLikeText
            | Error::EofInTag
    )
}

fn unclosed() -> RenderError {
    RenderError("a tag, a comment or an element such as <style> is not closed".to_owned())
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub(super) fn attributes<V: AsBytes>(read: &BTreeMap<html5gum::HtmlString, V>) -> Attributes {
    let pairs = read.iter();
    pairs
        .map(|(name, value)| (text(name), text(value.as_bytes())))
        .collect()
}

pub(super) trait AsBytes {
    fn as_bytes(&self) -> &[u8];
}

impl<S: html5gum::SpanBound> AsBytes for html5gum::Spanned<html5gum::HtmlString, S> {
    fn as_bytes(&self) -> &[u8] {
        &self.value
    }
}

fn write_tag(out: &mut String, name: &str, attributes: &Attributes) {
    out.push('<');
    out.push_str(name);
    for (name, value) in attributes {
        let value = html_escape::encode_double_quoted_attribute(value);
        out.push_str(&format!(" {name}=\"{value}\""));
    }
    out.push('>');
}

/// An element that is taken out with what is in it.
struct Removed {
    name: String,
    depth: usize,
}

impl Removed {
    /// Whether it ends with this.
    fn ends_with(&mut self, token: &Token) -> bool {
        match token {
            Token::StartTag(tag) if text(&tag.name) == self.name => self.depth += 1,
            Token::EndTag(tag) if text(&tag.name) == self.name => self.depth -= 1,
            _ => {}
        }
        self.depth == 0
    }
}

/// Whether an element may be in a signature.
pub(super) fn belongs(name: &str) -> bool {
    is_word(name) && !ACTIVE.contains(&name)
}

/// Whether a name can be written as it is.
fn is_word(name: &str) -> bool {
    name.chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == ':')
}

/// Whether an element goes because its fields are empty.
///
/// # Errors
/// [`RenderError`] that names a field that there is not.
fn hidden(
    attributes: &mut Attributes,
    is_empty: &impl Fn(&str) -> Option<bool>,
) -> Result<bool, RenderError> {
    let Some(keys) = attributes.remove(HIDE) else {
        return Ok(false);
    };
    let mut all_empty = !keys.trim().is_empty();
    for key in keys.split_whitespace() {
        let unknown = || RenderError(format!("{HIDE} names {key:?}, and there is no such field"));
        all_empty &= is_empty(key).ok_or_else(unknown)?;
    }
    Ok(all_empty)
}

/// Takes out what runs, and addresses that lead astray. Answers whether the element stays: a link to nowhere goes with what it
/// shows.
fn restrict(tag: &str, attributes: &mut Attributes) -> bool {
    attributes.retain(|name, value| {
        let is_removed = name.starts_with("on") || REMOVED.contains(&name.as_str());
        let is_active = name == "style" && is_active(value);
        is_word(name) && !is_removed && !is_active
    });
    for name in ADDRESSES {
        let Some(address) = attributes.get(name).map(|address| plain(address)) else {
            continue;
        };
        if is_nowhere(&address) && ["a", "img"].contains(&tag) {
            return false;
        }
        if !is_safe(&address) {
            attributes.remove(name);
        }
    }
    true
}

/// An address or style as a browser reads it: without white space and control characters.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect()
}

/// Whether a link was made of an empty field.
fn is_nowhere(address: &str) -> bool {
    matches!(
        address.to_ascii_lowercase().as_str(),
        "" | "mailto:" | "tel:" | "https://" | "http://"
    )
}

/// An address says where it leads: what is relative would lead into the page that shows the signature.
fn is_safe(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|it| SCHEMES.iter().any(|safe| it.eq_ignore_ascii_case(safe)))
}

/// Whether CSS can load or run something, or leave its place.
pub(super) fn is_active(css: &str) -> bool {
    let css = plain(css).to_ascii_lowercase();
    [
        "javascript:",
        "expression(",
        "behavior:",
        "-moz-binding",
        "@import",
        "\\",
        "url(",
        "image(",
        "image-set(",
        "position:",
        "/*",
        "&#",
    ]
    .iter()
    .any(|active| css.contains(active))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(html: &str) -> String {
        let known = ["fax", "mobile", "phone"];
        let is_empty = |key: &str| known.contains(&key).then_some(key != "phone");
        clean(html, is_empty).unwrap()
    }

    #[test]
    fn rows_go_with_their_fields() {
        let rows = "<table><tr data-hide-if-empty=\"fax\"><td>Fax</td></tr><tr data-hide-if-empty=\"fax phone\"><td>Tel</td></tr></table>";
        assert_eq!(cleaned(rows), "<table><tr><td>Tel</td></tr></table>");
        assert_eq!(
            cleaned("<p data-hide-if-empty='fax mobile'>x<b>y</b></p>z"),
            "z"
        );
    }

    #[test]
    fn links_to_nowhere_go_with_what_they_show() {
        for link in ["mailto:", "tel:", "", " https:// ", "tel&colon;"] {
            let html = format!("a<a href=\"{link}\">x</a>b");
            assert_eq!(cleaned(&html), "ab", "{link}");
        }
        let good =
            "<a href=\"mailto:ada@example.com\">x</a><img src=\"https://example.com/a.png\">";
        assert_eq!(cleaned(good), good);
    }

    #[test]
    fn nothing_runs() {
        for (html, wanted) in [
            ("<script>alert(1)</script>x", "x"),
            ("<a href=\"javascript:alert(1)\">x</a>", "<a>x</a>"),
            ("<a href=\"java\tscript:alert(1)\">x</a>", "<a>x</a>"),
            (
                "<a href=\"&#106;avascript&colon;alert(1)\">x</a>",
                "<a>x</a>",
            ),
            ("<img src=\"data:text/html,x\">", "<img>"),
            ("<p onclick=\"x()\">x</p>", "<p>x</p>"),
            ("<P ONCLICK=\"x()\">x</P>", "<p>x</p>"),
            ("<svg><script>x</script></svg>y", "y"),
            ("<p style=\"width:expression(x)\">x</p>", "<p>x</p>"),
            ("<iframe src=\"https://example.com\"></iframe>x", "x"),
            ("a<!-- b -->c", "ac"),
            ("<td><!--[if mso]>x<![endif]--></td>", "<td></td>"),
            (
                "<<!-- -->img src=x onerror=alert(1)>",
                "&lt;img src=x onerror=alert(1)&gt;",
            ),
            (
                "<<svg></svg>script>alert(1)</script>",
                "&lt;script&gt;alert(1)",
            ),
            ("<a href=\"javascript&#58alert(1)\">x</a>", "<a>x</a>"),
            ("<a href=\"/api/logout\">x</a>", "<a>x</a>"),
            ("<img src=\"//evil.example/x\">", "<img>"),
            ("<style>@import \"https://evil.example\"</style>x", "x"),
            (
                "<p style=\"background:url(https://evil.example)\">x</p>",
                "<p>x</p>",
            ),
            (
                "<p class=\"a\" id=\"b\" style=\"color:red\">x</p>",
                "<p style=\"color:red\">x</p>",
            ),
            (
                "<table background=\"\"><tr><td>x</td></tr></table>",
                "<table><tr><td>x</td></tr></table>",
            ),
            ("<p data-hide-if-empty=\"\">x</p>", "<p>x</p>"),
            ("<b<script>x</b<script>y", "y"),
        ] {
            assert_eq!(cleaned(html), wanted, "{html}");
        }
    }

    #[test]
    fn what_is_not_closed_is_refused() {
        for html in [
            "Hi <img src=x onerror=alert(1) ",
            "<!-- x",
            "<style>x",
            "<a href=\"x",
            "<title>x",
        ] {
            assert!(clean(html, |_| None).is_err(), "{html}");
        }
        assert!(clean("<p data-hide-if-empty=\"phnoe\">x</p>", |_| None).is_err());
    }

    #[test]
    fn values_have_their_places() {
        for html in [
            "<td title=Qz7 Qz7=>x</td>",
            "<td style=\"color:Qz7 Qz7=\">x</td>",
        ] {
            assert!(
                misplaced(html, "Qz7 Qz7=").is_some() || misplaced(html, "Qz7").is_some(),
                "{html}"
            );
        }
        assert_eq!(misplaced("<td title=\"Qz7 Qz7=\">Qz7</td>", "Qz7"), None);
    }
}
