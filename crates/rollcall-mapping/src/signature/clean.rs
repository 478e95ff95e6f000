//! HTML as it leaves: rows that have nothing to show are gone, and nothing in it runs or leads astray.

use lol_html::html_content::{Attribute, Element};
use lol_html::{RewriteStrSettings, doc_comments, element, rewrite_str};

use super::RenderError;

/// An element with this attribute is taken out where all fields that it names are empty.
const HIDE: &str = "data-hide-if-empty";
/// Elements that do something, bring something of their own, or change how the rest is read.
const ACTIVE: &str = "script, iframe, frame, frameset, object, embed, applet, form, input, button, textarea, select, base, link, meta, svg, math, \
     audio, video, template, noscript";
/// Attributes that hold an address.
const ADDRESSES: [&str; 8] = [
    "href",
    "src",
    "action",
    "background",
    "formaction",
    "poster",
    "cite",
    "longdesc",
];
/// Where links may lead, and pictures come from.
const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];

/// Cleans a rendered signature.
///
/// # Errors
/// [`RenderError`] for HTML that cannot be read.
pub(super) fn clean(html: &str, is_empty: impl Fn(&str) -> bool) -> Result<String, RenderError> {
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!(ACTIVE, |element| {
            element.remove();
            Ok(())
        }))
        .append_element_content_handler(element!("*", |element| {
            hide(element, &is_empty);
            if !element.removed() {
                restrict(element);
            }
            Ok(())
        }))
        .append_document_content_handler(doc_comments!(|comment| {
            // Outlook reads conditions in comments, and templates may need those; others say nothing to anybody.
            if !comment.text().trim_start().starts_with('[') {
                comment.remove();
            }
            Ok(())
        }));
    rewrite_str(html, settings)
        .map_err(|error| RenderError(format!("the HTML cannot be read: {error}")))
}

fn hide(element: &mut Element<'_, '_>, is_empty: &impl Fn(&str) -> bool) {
    let Some(keys) = element.get_attribute(HIDE) else {
        return;
    };
    element.remove_attribute(HIDE);
    if keys.split_whitespace().all(is_empty) {
        element.remove();
    }
}

/// Takes out what runs; a link to nowhere goes with what it shows, one that leads astray alone.
fn restrict(element: &mut Element<'_, '_>) {
    let names: Vec<_> = element.attributes().iter().map(Attribute::name).collect();
    for name in names {
        if name.starts_with("on") || name == "srcset" || name == "srcdoc" {
            element.remove_attribute(&name);
        }
        if name == "style"
            && element
                .get_attribute(&name)
                .is_some_and(|css| is_active(&css))
        {
            element.remove_attribute(&name);
        }
    }
    for name in ADDRESSES {
        let Some(address) = element.get_attribute(name) else {
            continue;
        };
        let address = plain(&address);
        if is_nowhere(&address) {
            element.remove();
            return;
        }
        if !is_safe(&address) {
            element.remove_attribute(name);
        }
    }
}

/// An address as a browser reads it: without entities, white space and control characters.
fn plain(address: &str) -> String {
    let decoded = html_escape::decode_html_entities(address);
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

fn is_safe(address: &str) -> bool {
    let Some((scheme, _)) = address.split_once(':') else {
        // Relative to nothing: it leads nowhere in a mail, and harms nobody.
        return true;
    };
    SCHEMES.iter().any(|safe| scheme.eq_ignore_ascii_case(safe))
}

/// Whether CSS can load or run something.
fn is_active(css: &str) -> bool {
    let css = plain(css).to_ascii_lowercase();
    [
        "javascript:",
        "expression(",
        "behavior:",
        "-moz-binding",
        "@import",
        "\\",
    ]
    .iter()
    .any(|active| css.contains(active))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(html: &str) -> String {
        clean(html, |key| key == "fax" || key == "mobile").unwrap()
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
        ] {
            assert_eq!(cleaned(html), wanted, "{html}");
        }
        let condition = "<td><!--[if mso]>x<![endif]--></td>";
        assert_eq!(cleaned(condition), condition);
    }
}
