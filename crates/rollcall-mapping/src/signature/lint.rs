//! What mail programs make of a signature's HTML otherwise than browsers do, and what does not leave this program.

use std::collections::BTreeMap;

use html5gum::Token;
use serde::Serialize;

use super::clean::{self, Attributes, VOID};

/// Gmail takes no longer signature, in characters of its HTML.
pub const GMAIL_CHARS_MAX: usize = 10_000;
/// Elements whose end tag may be left out (HTML standard §13.1.2.4).
const ENDS_BY_ITSELF: [&str; 12] = [
    "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup", "option",
];
/// Fonts that the systems people read mail on have.
const SYSTEM_FONTS: [&str; 14] = [
    "arial",
    "calibri",
    "courier new",
    "georgia",
    "helvetica",
    "tahoma",
    "times new roman",
    "trebuchet ms",
    "verdana",
    "sans-serif",
    "serif",
    "monospace",
    "inherit",
    "system-ui",
];

/// How bad a remark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nobody, or not everybody, will see what is meant.
    Error,
    /// Some mail program shows it otherwise.
    Warning,
    /// To be known.
    Info,
}

/// Something to be mended in a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// How bad it is.
    pub severity: Severity,
    /// What kind of remark, for programs.
    pub code: &'static str,
    /// What is wrong, and what to do.
    pub detail: String,
}

impl Remark {
    pub(crate) fn new(severity: Severity, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            detail: detail.into(),
        }
    }
}

/// What is to be said of HTML as a template makes it for somebody who has everything; each kind of remark once for each element.
pub(super) fn of_html(html: &str) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut open: BTreeMap<String, i64> = BTreeMap::new();
    for token in clean::tokens(html) {
        match token {
            Token::StartTag(tag) => {
                let name = clean::text(&tag.name);
                of_element(&name, &clean::attributes(&tag.attributes), &mut remarks);
                *open.entry(name).or_default() += 1;
            }
            Token::EndTag(tag) => *open.entry(clean::text(&tag.name)).or_default() -= 1,
            _ => {}
        }
    }
    for (name, count) in open {
        if count > 0 && !VOID.contains(&name.as_str()) && !ENDS_BY_ITSELF.contains(&name.as_str()) {
            let detail = format!(
                "<{name}> is opened and not closed: what follows in the mail would be within it."
            );
            remarks.push(Remark::new(Severity::Error, "not_closed", detail));
        }
    }
    remarks.sort_by_key(|remark| remark.severity);
    let mut kept: Vec<Remark> = Vec::with_capacity(remarks.len());
    for remark in remarks {
        if !kept.contains(&remark) {
            kept.push(remark);
        }
    }
    kept
}

/// What is to be said of the length of what leaves.
pub(super) fn of_length(html: &str) -> Option<Remark> {
    let chars = html.chars().count();
    (chars > GMAIL_CHARS_MAX).then(|| {
        let detail = format!(
            "It has {chars} characters; Gmail takes no signature of more than {GMAIL_CHARS_MAX}."
        );
        Remark::new(Severity::Error, "too_long", detail)
    })
}

fn of_element(name: &str, attributes: &Attributes, remarks: &mut Vec<Remark>) {
    let mut say =
        |severity, code, detail: String| remarks.push(Remark::new(severity, code, detail));
    if !clean::belongs(name) {
        say(
            Severity::Error,
            "element_removed",
            format!(
                "<{name}> is taken out with everything in it: nothing in a signature runs or is loaded by it."
            ),
        );
        return;
    }
    let has = |attribute: &str| attributes.contains_key(attribute);
    if has("class") || has("id") {
        say(
            Severity::Warning,
            "class",
            format!("<{name}>: classes and ids are taken out; write styles in the element."),
        );
    }
    if has("background") {
        say(
            Severity::Warning,
            "background_image",
            format!("<{name} background>: Outlook shows no background pictures."),
        );
    }
    match name {
        "img" => of_image(attributes, &mut say),
        "a" if attributes
            .get("href")
            .is_some_and(|href| href.trim_start().starts_with("http:")) =>
        {
            say(
                Severity::Info,
                "link_not_https",
                "A link leads to http:; better to https:.".to_owned(),
            );
        }
        "table"
            if !["cellpadding", "cellspacing", "border"]
                .iter()
                .all(|it| has(it)) =>
        {
            say(Severity::Info, "table_spacing", "<table> without cellpadding, cellspacing and border: each mail program has its own; write cellpadding=\"0\" cellspacing=\"0\" border=\"0\".".to_owned());
        }
        _ => {}
    }
    if let Some(style) = attributes.get("style") {
        of_style(name, attributes, style, &mut say);
    }
}

fn of_image(attributes: &Attributes, say: &mut impl FnMut(Severity, &'static str, String)) {
    let source = attributes
        .get("src")
        .map(|source| source.trim().to_ascii_lowercase());
    match source.as_deref() {
        None | Some("") => say(
            Severity::Error,
            "image_without_address",
            "<img> has no address (src).".to_owned(),
        ),
        Some(source) if !source.starts_with("https://") => {
            say(Severity::Error, "image_not_https", "<img> is not from https:; mail programs show no other pictures, and none that are part of the text (data:).".to_owned());
        }
        Some(source) => {
            let path = source.split(['?', '#']).next().unwrap_or_default();
            if let Some(kind) = [".svg", ".webp", ".avif", ".bmp", ".tif", ".tiff"]
                .iter()
                .find(|end| path.ends_with(**end))
            {
                say(
                    Severity::Warning,
                    "image_format",
                    format!(
                        "<img>: Outlook or Gmail shows no {kind}; PNG, JPG and GIF are shown everywhere."
                    ),
                );
            }
        }
    }
    if !attributes.contains_key("alt") {
        say(
            Severity::Warning,
            "image_without_alt",
            "<img> has no alt: whoever sees no pictures reads nothing; alt=\"\" for decoration."
                .to_owned(),
        );
    }
    if !(attributes.contains_key("width") && attributes.contains_key("height")) {
        say(Severity::Warning, "image_without_size", "<img> needs width and height as attributes, beside the style: Outlook shows it in its own size.".to_owned());
    }
}

fn of_style(
    name: &str,
    attributes: &Attributes,
    style: &str,
    say: &mut impl FnMut(Severity, &'static str, String),
) {
    if clean::is_active(style) {
        say(
            Severity::Error,
            "style_removed",
            format!(
                "<{name}>: the whole style is taken out, since it loads something or leaves its place (url(), position, expression(), comments)."
            ),
        );
        return;
    }
    for declaration in style.to_ascii_lowercase().split(';') {
        if let Some((property, value)) = declaration.split_once(':') {
            of_declaration(name, attributes, (property.trim(), value.trim()), say);
        }
    }
}

fn of_declaration(
    name: &str,
    attributes: &Attributes,
    (property, value): (&str, &str),
    say: &mut impl FnMut(Severity, &'static str, String),
) {
    let mut warn =
        |code, detail: String| say(Severity::Warning, code, format!("<{name}>: {detail}"));
    if property != "font-family" && value.split_whitespace().any(has_foreign_unit) {
        warn(
            "unit",
            format!("Outlook reads lengths in px and pt, not {property}:{value}."),
        );
    }
    match property {
        "margin" | "margin-top" | "margin-right" | "margin-bottom" | "margin-left"
            if !is_zero(value) =>
        {
            warn(
                "margin",
                format!("mail programs treat {property} each in its way; use padding of a <td>."),
            );
        }
        "float" | "flex" | "gap" | "transform" | "grid-template-columns" => {
            warn(
                "layout",
                format!("Outlook and Gmail do not know {property}; use a table."),
            );
        }
        "display" if ["flex", "grid", "inline-flex", "inline-grid"].contains(&value) => {
            warn(
                "layout",
                format!("Outlook and Gmail do not know display:{value}; use a table."),
            );
        }
        "width" | "padding" | "height" if ["div", "p", "span"].contains(&name) => {
            warn(
                "box",
                format!("Outlook ignores {property} but for tables; use a <td>."),
            );
        }
        "max-width" if !attributes.contains_key("width") => {
            warn(
                "max_width",
                "Outlook ignores max-width; give a width as an attribute too.".to_owned(),
            );
        }
        "font-family" if !value.split(',').any(is_system_font) => {
            warn(
                "font",
                format!(
                    "nobody may have the font {value}; put one that every system has behind it, such as Arial."
                ),
            );
        }
        "border-radius" => {
            say(
                Severity::Info,
                "corners",
                format!("<{name}>: Outlook shows no round corners."),
            );
        }
        _ => {}
    }
}

fn is_system_font(font: &str) -> bool {
    SYSTEM_FONTS.contains(&font.trim().trim_matches(['"', '\'']))
}

/// Whether a part of a value is a length that Outlook does not read.
fn has_foreign_unit(part: &str) -> bool {
    ["rem", "em", "vw", "vh"]
        .iter()
        .any(|unit| is_length(part, unit))
}

/// Whether a part of a value is a number of that unit.
fn is_length(part: &str, unit: &str) -> bool {
    part.strip_suffix(unit)
        .is_some_and(|number| number.parse::<f32>().is_ok_and(|number| number != 0.0))
}

fn is_zero(value: &str) -> bool {
    value.split_whitespace().all(|part| {
        part.trim_end_matches(|c: char| c.is_alphabetic() || c == '%')
            .parse()
            == Ok(0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(html: &str) -> Vec<&'static str> {
        of_html(html)
            .into_iter()
            .map(|remark| remark.code)
            .collect()
    }

    #[test]
    fn what_mail_programs_break_is_told() {
        for (html, wanted) in [
            ("<script>x</script>", vec!["element_removed"]),
            ("<b>x", vec!["not_closed"]),
            ("<p>x<p>y<br>", vec![]),
            ("<svg></svg>", vec!["element_removed"]),
            (
                "<style>p{}</style><p class=a>x</p>",
                vec!["element_removed", "class"],
            ),
            (
                "<img src=\"http://example.com/a.png\" width=1 height=1 alt=\"\">",
                vec!["image_not_https"],
            ),
            (
                "<img src=\"data:image/png;base64,x\" width=1 height=1 alt=\"\">",
                vec!["image_not_https"],
            ),
            (
                "<img src=\"https://example.com/a.SVG?x\" width=1 height=1 alt=\"\">",
                vec!["image_format"],
            ),
            (
                "<img src=\"https://example.com/a.png\">",
                vec!["image_without_alt", "image_without_size"],
            ),
            (
                "<img width=1 height=1 alt=\"\">",
                vec!["image_without_address"],
            ),
            (
                "<p style=\"margin:0 0 8px\">x</p><p style=\"margin:0\">y</p>",
                vec!["margin"],
            ),
            (
                "<div style=\"display: flex; gap:1px\">x</div>",
                vec!["layout", "layout"],
            ),
            ("<div style=\"padding:3px\">x</div>", vec!["box"]),
            ("<td style=\"font-size:1.2em\">x</td>", vec!["unit"]),
            (
                "<td style=\"background:url(https://example.com/x)\">x</td>",
                vec!["style_removed"],
            ),
            (
                "<td background=\"https://example.com/x\">x</td>",
                vec!["background_image"],
            ),
            ("<td style=\"font-family:Montserrat\">x</td>", vec!["font"]),
            (
                "<td style=\"font-family:'Montserrat', Arial;border-radius:3px\">x</td>",
                vec!["corners"],
            ),
            (
                "<a href=\"http://example.com\">x</a>",
                vec!["link_not_https"],
            ),
            ("<table><tr><td>x</td></tr></table>", vec!["table_spacing"]),
            (
                "<img style=\"max-width:9px\" src=\"https://example.com/a.png\" height=1 alt=\"\">",
                vec!["image_without_size", "max_width"],
            ),
            (
                "<table cellpadding=0 cellspacing=0 border=0><tr><td style=\"padding:3px;color:#333\">x</td></tr></table>",
                vec![],
            ),
        ] {
            assert_eq!(codes(html), wanted, "{html}");
        }
        assert!(of_length(&"ä".repeat(10_000)).is_none());
        assert_eq!(of_length(&"ä".repeat(10_001)).unwrap().code, "too_long");
    }
}
