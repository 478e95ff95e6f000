//! Signatures: what a template makes of people, and what it may not do.

use insta::assert_snapshot;
use proptest::prelude::*;
use scim_core::Object;
use scim_core::schema::Registry;
use serde_json::json;

use super::people;
use crate::{Definition, Language, Mapping, Person, Rendered, Signature, Template};

const HTML: &str = r#"<table>
<tr><td><b>{{ full_name }}</b></td></tr>
<tr data-hide-if-empty="job_title department"><td>{{ joined([job_title, department], " · ") }}</td></tr>
<tr data-hide-if-empty="mobile_phone"><td>{{ labels.mobile_phone }} <a href="{{ mobile_phone | phone("tel") }}">{{ mobile_phone | phone }}</a></td></tr>
<tr><td><a href="mailto:{{ email }}">{{ email }}</a>{% if website %} <a href="{{ website }}">{{ website }}</a>{% endif %}</td></tr>
<tr data-hide-if-empty="country"><td>{{ joined([city, country | country_name], ", ") }}</td></tr>
</table>"#;
const TEXT: &str = "{{ full_name }}\n{{ joined([job_title, department], \", \") }}\n{{ email }}\n";

fn with(templates: &[(Language, &str, &str)]) -> Result<Mapping, String> {
    let template = |(language, html, text): &(Language, &str, &str)| {
        let template = Template {
            html: (*html).to_owned(),
            text: (*text).to_owned(),
        };
        (*language, template)
    };
    let mut definition = Definition::builtin().clone();
    definition.signatures = vec![Signature {
        key: "plain".to_owned(),
        name: "Plain".to_owned(),
        templates: templates.iter().map(template).collect(),
    }];
    let registry = Registry::builtin();
    let people = registry.by_name("User").unwrap();
    Mapping::new(&definition, people).map_err(|it| it.to_string())
}

fn rendered(mapping: &Mapping, person: &Person<'_>) -> Rendered {
    mapping.render("plain", person).unwrap().unwrap()
}

#[test]
fn somebody_with_everything() {
    let mapping = with(&[(Language::En, HTML, TEXT)]).unwrap();
    let ada = rendered(&mapping, &people()[0].person());
    assert_snapshot!(ada.html, @r#"
    <table>
    <tr><td><b>Ada Byron</b></td></tr>
    <tr><td>Analyst · Mathematics</td></tr>
    <tr><td>Mobile phone number <a href="tel:+447700900000">+44 7700 900000</a></td></tr>
    <tr><td><a href="mailto:Ada.Byron@example.com">Ada.Byron@example.com</a> <a href="https://example.com/ada">https://example.com/ada</a></td></tr>
    <tr><td>London, United Kingdom</td></tr>
    </table>
    "#);
    assert_eq!(
        ada.text,
        "Ada Byron\nAnalyst, Mathematics\nAda.Byron@example.com"
    );
}

#[test]
fn somebody_with_next_to_nothing() {
    let mapping = with(&[(Language::En, HTML, TEXT)]).unwrap();
    let carla = rendered(&mapping, &people()[2].person());
    assert_snapshot!(carla.html, @r#"
    <table>
    <tr><td><b></b></td></tr>


    <tr><td><a href="mailto:carla@example.com">carla@example.com</a></td></tr>

    </table>
    "#);
    assert_eq!(carla.text, "\n\ncarla@example.com");
}

#[test]
fn everybody_gets_their_language_or_the_definitions() {
    let mapping = with(&[
        (Language::De, "Hallo", "Hallo"),
        (Language::Fr, "Salut", "Salut"),
    ])
    .unwrap();
    let of = |language: &str| {
        let person = json!({"preferredLanguage": language});
        let object = person.as_object().unwrap();
        let rendered = rendered(&mapping, &Person::new("p", object));
        (rendered.language, rendered.html)
    };
    assert_eq!(of("fr-CA"), (Language::Fr, "Salut".to_owned()));
    assert_eq!(of("de"), (Language::De, "Hallo".to_owned()));
    assert_eq!(of("nl").0, Language::De, "the first that there is");
    assert!(
        mapping
            .render("other", &Person::new("p", &Object::new()))
            .unwrap()
            .is_none()
    );
}

#[test]
fn what_is_wrong_with_a_template_is_told_with_its_line() {
    for (html, wanted) in [
        ("a\n{{ full_nam }}", "There is no field \"full_nam\""),
        (
            "{{ labels.full_nam }}",
            "There is no field \"labels.full_nam\"",
        ),
        ("a\n{{ full_name", "in line 2"),
        ("{{ full_name | shout }}", "shout"),
        ("{{ full_name | safe }}", "safe"),
        ("<a title=\"{{ full_name | tojson }}\">x</a>", "tojson"),
        ("{{ full_name | urlencode }}", "urlencode"),
        ("{% include \"signature\" %}", "include"),
        ("{% extends \"signature\" %}", "referenced more than once"),
        ("{% if full_name %}x", "line 1"),
    ] {
        let error = with(&[(Language::En, html, "")]).unwrap_err();
        assert!(
            error.starts_with("signatures[plain].templates.en.html: ") && error.contains(wanted),
            "{html}: {error}"
        );
    }
    assert!(
        with(&[])
            .unwrap_err()
            .contains("no template in any language")
    );
}

#[test]
fn a_template_that_blows_up_is_refused_or_ends() {
    let thousand = "x".repeat(1_000);
    let long = format!("{{% for a in range(900) %}}{thousand}{{% endfor %}}");
    for html in [
        "{% for a in range(9000) %}{% for b in range(9000) %}x{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        long.as_str(),
        "{{ [\"x\"] * 100000000 }}",
        "{{ joined([\"x\" * 5000] * 100000, \"\") }}",
        "{% set ns = namespace(a=0) %}{{ ns.a }}",
        "{{ groups }}",
        "<td title={{ job_title }}>x</td>",
        "<td style=\"color:{{ nickname }}\">x</td>",
        "<p data-hide-if-empty=\"phnoe\">x</p>",
        "<img src=x ",
        "<table><tr data-hide-if-empty=\"nickname\"><td>x</td></table>",
        "<a href=\"mailto:{{ nickname }}\">x",
        &format!("{{{{ {}1 }}}}", "-".repeat(20_000)),
        &format!("{{{{ {}1 }}}}", "not ".repeat(6_000)),
        &format!("{{{{ {}1 }}}}", "1~".repeat(12_000)),
        &format!("{{% if 1 %}}{}{{% endif %}}", "{% elif 1 %}".repeat(2_000)),
    ] {
        // One that is only deep may be fine: what counts is that it comes back.
        let made = with(&[(Language::En, html, "")]).map(drop);
        let is_deep = html.len() > 10_000;
        let at = "signatures[plain].templates.en.html: ";
        assert!(
            made.as_ref()
                .map_or_else(|error| error.starts_with(at), |()| is_deep),
            "{made:?}"
        );
    }
    let for_some = format!("{{% if nickname == \"loop\" %}}{long}{{% endif %}}");
    let mapping = with(&[(Language::En, &for_some, "")]).unwrap();
    let made = |nickname: &str| {
        let person = json!({"nickName": nickname});
        mapping.render("plain", &Person::new("p", person.as_object().unwrap()))
    };
    assert!(made("loop").is_err());
    assert!(made("else").is_ok(), "and nobody else suffers");
}

proptest! {
    #[test]
    fn no_value_leaves_its_place(name in "\\PC{0,20}|[<>\"'&/a-z =]{0,30}", title in "[<>\"'&{}%a-z]{0,20}", url in "[a-z]{0,12}:[<>\"'&/a-z]{0,20}") {
        let template = "<p title=\"{{ job_title }}\">{{ full_name }}</p><a href=\"{{ website }}\">x</a>{% autoescape false %}{{ full_name }}{% endautoescape %}";
        let mapping = with(&[(Language::En, template, "")]).unwrap();
        let person = json!({"displayName": name, "title": title, "profileUrl": url});
        let html = rendered(&mapping, &Person::new("p", person.as_object().unwrap())).html;
        let tags = html.matches('<').count();
        let gone = !html.contains("<a");
        prop_assert_eq!(tags, if gone { 2 } else { 4 }, "{}", html);
        prop_assert!(!html.contains("javascript:") || !html.contains("href=\"javascript"), "{}", html);
    }
}
