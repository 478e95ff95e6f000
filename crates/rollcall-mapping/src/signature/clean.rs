//! HTML as it leaves: rows that have nothing to show are gone, and nothing in it runs or leads astray.

use std::cell::Cell;

use lol_html::html_content::{Attribute, ContentType, Element, TextType};
use lol_html::{RewriteStrSettings, doc_comments, doc_text, element, rewrite_str};

use super::RenderError;

/// An element with this attribute is taken out where all fields that it names are empty.
const HIDE: &str = "data-hide-if-empty";
/// Elements that do something, bring something of their own, or change how the rest is read.
const ACTIVE: &str = "script, style, iframe, frame, frameset, object, embed, applet, form, input, button, textarea, select, base, link, meta, \
     svg, math, audio, video, bgsound, template, noscript, noembed, noframes, plaintext, xmp, title";
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
/// Stands at the end: where it is not found, something before it was never closed.
const END: &str = "<i data-rollcall-end></i>";

/// Cleans a rendered signature. `is_empty` tells of a field whether it is; nothing where there is no such field.
///
/// # Errors
/// [`RenderError`] for HTML that cannot be read or is not closed, or that names a field that there is not.
pub(super) fn clean(
    html: &str,
    is_empty: impl Fn(&str) -> Option<bool>,
) -> Result<String, RenderError> {
    let (ended, unknown) = (Cell::new(false), Cell::new(None));
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!(ACTIVE, |element| {
            element.remove();
            Ok(())
        }))
        .append_element_content_handler(element!("i[data-rollcall-end]", |element| {
            ended.set(true);
            element.remove();
            Ok(())
        }))
        .append_element_content_handler(element!("*", |element| {
            if let Err(key) = hide(element, &is_empty) {
                unknown.set(Some(key));
            }
            if !element.removed() {
                restrict(element);
            }
            Ok(())
        }))
        .append_document_content_handler(doc_comments!(|comment| {
            comment.remove();
            Ok(())
        }))
        .append_document_content_handler(doc_text!(|text| {
            // In text it is no tag; without what stood beside it, it might become one.
            if text.text_type() == TextType::Data && text.as_str().contains('<') {
                let written = text.as_str().replace('<', "&lt;");
                text.replace(&written, ContentType::Html);
            }
            Ok(())
        }));
    let cleaned = rewrite_str(&format!("{html}{END}"), settings);
    let cleaned =
        cleaned.map_err(|error| RenderError(format!("the HTML cannot be read: {error}")))?;
    if let Some(key) = unknown.take() {
        return Err(RenderError(format!(
            "{HIDE} names {key:?}, and there is no such field"
        )));
    }
    if !ended.get() {
        let why = "a tag, a comment or an element such as <style> is not closed";
        return Err(RenderError(why.to_owned()));
    }
    Ok(cleaned)
}

/// Where a text stands that it must not: as the name of an attribute, or in CSS, where what a person is called would decide
/// what others see. For HTML in which every field has this text.
pub(super) fn misplaced(html: &str, text: &str) -> Option<&'static str> {
    let found = Cell::new(None);
    let settings =
        RewriteStrSettings::new().append_element_content_handler(element!("*", |element| {
            for attribute in element.attributes() {
                if attribute.name().contains(&text.to_ascii_lowercase()) {
                    found.set(Some("a field stands in a tag without quotes around it"));
                }
                if attribute.name() == "style" && attribute.value().contains(text) {
                    found.set(Some(
                        "a field stands in a style; what people are called does not belong there",
                    ));
                }
            }
            Ok(())
        }));
    rewrite_str(html, settings).ok()?;
    found.get()
}

/// Takes an element out whose fields are empty.
///
/// # Errors
/// The name of a field that there is not.
fn hide(
    element: &mut Element<'_, '_>,
    is_empty: &impl Fn(&str) -> Option<bool>,
) -> Result<(), String> {
    let Some(keys) = element.get_attribute(HIDE) else {
        return Ok(());
    };
    element.remove_attribute(HIDE);
    let mut all_empty = !keys.trim().is_empty();
    for key in keys.split_whitespace() {
        all_empty &= is_empty(key).ok_or_else(|| key.to_owned())?;
    }
    if all_empty {
        element.remove();
    }
    Ok(())
}

/// Takes out what runs; a link to nowhere goes with what it shows, one that leads astray alone.
fn restrict(element: &mut Element<'_, '_>) {
    let names: Vec<_> = element.attributes().iter().map(Attribute::name).collect();
    for name in names {
        let is_style = name == "style";
        let value = element.get_attribute(&name).unwrap_or_default();
        if name.starts_with("on")
            || REMOVED.contains(&name.as_str())
            || (is_style && is_active(&value))
        {
            element.remove_attribute(&name);
        }
    }
    let (tag, shown) = (element.tag_name(), ["a", "img"]);
    for name in ADDRESSES {
        let Some(address) = element.get_attribute(name) else {
            continue;
        };
        let address = plain(&address);
        if is_nowhere(&address) && shown.contains(&tag.as_str()) {
            element.remove();
            return;
        }
        if !is_safe(&address) {
            element.remove_attribute(name);
        }
    }
}

/// A text as a browser reads it: without entities, white space and control characters.
fn plain(text: &str) -> String {
    let decoded = html_escape::decode_html_entities(text);
    decoded
        .chars()
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

/// An address says where it leads: what is relative would lead into the page that shows the signature. Browsers read numbers
/// without a semicolon too.
fn is_safe(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme);
    !address.contains("&#")
        && scheme.is_some_and(|it| SCHEMES.iter().any(|safe| it.eq_ignore_ascii_case(safe)))
}

/// Whether CSS can load or run something, or leave its place.
fn is_active(css: &str) -> bool {
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
            ("<P ONCLICK=\"x()\">x</P>", "<P>x</P>"),
            ("<svg><script>x</script></svg>y", "y"),
            ("<p style=\"width:expression(x)\">x</p>", "<p>x</p>"),
            ("<iframe src=\"https://example.com\"></iframe>x", "x"),
            ("a<!-- b -->c", "ac"),
            ("<td><!--[if mso]>x<![endif]--></td>", "<td></td>"),
            (
                "<<!-- -->img src=x onerror=alert(1)>",
                "&lt;img src=x onerror=alert(1)>",
            ),
            (
                "<<svg></svg>script>alert(1)</script>",
                "&lt;script>alert(1)</script>",
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
