//! One template: parsed, held against the fields that there are, rendered within bounds.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use minijinja::value::{Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, UndefinedBehavior};

use super::clean::{clean, misplaced};
use super::{RenderError, Seen, filters};
use crate::content::Content;
use crate::transform::{Region, Surroundings};
use crate::{Field, FieldKind, Language};

/// What a template may do before it ends: an instruction of the engine costs one or a few. A signature takes some hundreds.
const FUEL: u64 = 20_000;
const DEPTH_MAX: usize = 20;
/// So much of a value a template sees.
const VALUE_BYTES_MAX: usize = 10_000;
/// The parser goes as deep as a template is nested, and a template is as long as it may be.
const PARSER_STACK_BYTES: usize = 256 << 20;
/// Every field says this while it is looked where fields stand: two words and a sign, which come apart where no quotes keep
/// them together.
const MARK: &str = "Qz7 Qz7=";
const MARKED: &str = "Qz7";
/// The longest signature, in bytes.
const RENDERED_BYTES_MAX: usize = 200_000;
/// The one template of an environment.
const NAME: &str = "signature";
/// Under this name a template finds the labels of fields in its language.
const LABELS: &str = "labels";

/// In which form a template writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Html,
    Text,
}

impl Form {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Text => "text",
        }
    }
}

/// A template that is parsed.
#[derive(Debug)]
pub(super) struct Engine(Environment<'static>);

impl Engine {
    /// Parses a template.
    ///
    /// # Errors
    /// Everything that is wrong: a syntax error with its line, fields that there are not.
    pub(super) fn new(source: &str, form: Form, fields: &[Field]) -> Result<Self, Vec<String>> {
        stacker::grow(PARSER_STACK_BYTES, || Self::parsed(source, form, fields))
    }

    fn parsed(source: &str, form: Form, fields: &[Field]) -> Result<Self, Vec<String>> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(DEPTH_MAX);
        // Whatever a template says of escaping: what comes from people is escaped in HTML, and a list is not printed.
        match form {
            Form::Html => {
                environment.set_auto_escape_callback(|_| AutoEscape::Html);
                environment.set_formatter(|out, _, value| write(out, value, true));
            }
            Form::Text => {
                environment.set_auto_escape_callback(|_| AutoEscape::None);
                environment.set_formatter(|out, _, value| write(out, value, false));
            }
        }
        // What they make passes for safe, or is there only because the console's own templates have it.
        for filter in ["safe", "tojson", "urlencode"] {
            environment.remove_filter(filter);
        }
        // By it a value can be nested without end, a step at a time.
        environment.remove_global("namespace");
        filters::add(&mut environment);
        environment
            .add_template_owned(NAME, source.to_owned())
            .map_err(|error| vec![told(&error)])?;
        let unknown = unknown_names(&environment, fields);
        if !unknown.is_empty() {
            let told = unknown.iter();
            return Err(told
                .map(|name| format!("There is no field {name:?}."))
                .collect());
        }
        let engine = Self(environment);
        engine
            .tried(form, fields)
            .map_err(|RenderError(why)| vec![why])?;
        Ok(engine)
    }

    /// Makes the signature of somebody who has nothing, and of somebody who has the same in every field. Filters are looked
    /// for when they are used; and what takes too long for nobody takes too long for everybody.
    fn tried(&self, form: Form, fields: &[Field]) -> Result<(), RenderError> {
        let fields: Vec<_> = fields.iter().collect();
        for sample in [None, Some(MARK)] {
            let made = self.made(sampled(&fields, |_| sample))?;
            if form == Form::Text {
                continue;
            }
            if let Some(why) = misplaced(&made, MARKED) {
                return Err(RenderError(format!("{why}.")));
            }
            let is_empty = |key: &str| {
                let is_field = fields.iter().any(|field| field.key == key);
                is_field.then_some(sample.is_none())
            };
            clean(&made, is_empty)?;
        }
        Ok(())
    }

    /// What it makes of somebody whose fields are all filled, each with a value of its kind.
    ///
    /// # Errors
    /// [`RenderError`]
    pub(super) fn sample(&self, fields: &[&Field]) -> Result<String, RenderError> {
        self.made(sampled(fields, |field| {
            Some(match field.kind {
                FieldKind::Email => "firstname.lastname@example.com",
                FieldKind::Phone => "+49 30 901820123",
                FieldKind::Url => "https://www.example.com/firstname-lastname",
                FieldKind::Image => "https://www.example.com/pictures/firstname-lastname.png",
                FieldKind::Language => "de-DE",
                FieldKind::Country => "DE",
                FieldKind::TimeZone => "Europe/Berlin",
                FieldKind::Date => "2026-11-30",
                FieldKind::Text | FieldKind::List | FieldKind::Enum => {
                    "Something of twenty-eight ch"
                }
            })
        }))
    }

    /// The fields that the template names.
    pub(super) fn names(&self) -> Vec<String> {
        let Ok(template) = self.0.get_template(NAME) else {
            return Vec::new();
        };
        template.undeclared_variables(false).into_iter().collect()
    }

    /// What the template makes of a person.
    ///
    /// # Errors
    /// [`RenderError`]
    pub(super) fn render<S: Surroundings>(
        &self,
        seen: &Seen<'_, S>,
        language: Language,
    ) -> Result<String, RenderError> {
        self.made(context(seen, language))
    }

    fn made(&self, context: Value) -> Result<String, RenderError> {
        let failed = |error: &Error| RenderError(told(error));
        let template = self.0.get_template(NAME).map_err(|error| failed(&error))?;
        let mut rendered = Bounded(Vec::new());
        template
            .render_captured_to(context, &mut rendered)
            .map_err(|error| failed(&error))?;
        String::from_utf8(rendered.0).map_err(|error| RenderError(error.to_string()))
    }
}

/// Somebody who has nothing, or a sample in every field.
fn sampled(fields: &[&Field], sample: impl Fn(&Field) -> Option<&'static str>) -> Value {
    struct Nowhere;
    impl Surroundings for Nowhere {
        fn region(&self) -> Option<Region> {
            None
        }

        fn language(&self) -> Language {
            Language::default()
        }
    }
    let content = |field: &Field| {
        let text = sample(field)?.into();
        Some(match field.kind {
            FieldKind::List => Content::List(vec![text]),
            _ => Content::Text(text),
        })
    };
    let contents: Vec<_> = fields.iter().map(|field| content(field)).collect();
    let with_content = fields.iter().zip(&contents);
    let seen = Seen {
        fields: with_content
            .map(|(field, content)| (*field, content.as_ref()))
            .collect(),
        around: &Nowhere,
    };
    context(&seen, Language::default())
}

fn context<S: Surroundings>(seen: &Seen<'_, S>, language: Language) -> Value {
    let value = |content: Option<&Content<'_>>| match content {
        None => Value::from(""),
        Some(Content::Text(text)) => Value::from(cut(text)),
        Some(Content::List(texts)) => texts.iter().map(|text| Value::from(cut(text))).collect(),
    };
    let mut labels = BTreeMap::new();
    let mut all = BTreeMap::new();
    for (field, content) in &seen.fields {
        all.insert(field.key.clone(), value(*content));
        labels.insert(
            field.key.clone(),
            field.labels.in_language(language).to_owned(),
        );
    }
    let region = seen.around.region().map(|it| it.as_ref().to_owned());
    all.insert(LABELS.to_owned(), Value::from(labels));
    all.insert(filters::LANGUAGE.to_owned(), Value::from(language.tag()));
    all.insert(filters::REGION.to_owned(), Value::from(region));
    Value::from(all)
}

/// The beginning of a text: one long value must not cost a person their signature.
fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(VALUE_BYTES_MAX)]
}

/// The names that a template uses and that nothing has.
fn unknown_names(environment: &Environment<'_>, fields: &[Field]) -> BTreeSet<String> {
    let Ok(template) = environment.get_template(NAME) else {
        return BTreeSet::new();
    };
    let is_field = |name: &str| fields.iter().any(|field| field.key == name);
    let is_global = |name: &str| environment.globals().any(|(known, _)| known == name);
    let names = template.undeclared_variables(true).into_iter();
    let unknown = names.filter(|name| match name.split_once('.') {
        Some((LABELS, field)) => !is_field(field),
        Some((name, _)) => !is_field(name) && !is_global(name),
        None => name != LABELS && !is_field(name) && !is_global(name),
    });
    unknown.collect()
}

/// Writes a value; in HTML as text, also inside attributes.
fn write(out: &mut Output<'_>, value: &Value, escaped: bool) -> Result<(), Error> {
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => return Ok(()),
        ValueKind::String | ValueKind::Number | ValueKind::Bool => {}
        other => {
            let detail = format!("a {other} is not shown as it is; join makes a text of a list");
            return Err(Error::new(ErrorKind::InvalidOperation, detail));
        }
    }
    let text = value.to_string();
    if value.is_safe() || !escaped {
        return Ok(out.write_str(&text)?);
    }
    Ok(out.write_str(&html_escape::encode_quoted_attribute(&text))?)
}

/// What is wrong, and in which line.
fn told(error: &Error) -> String {
    let detail = error
        .detail()
        .map(|detail| format!(": {detail}"))
        .unwrap_or_default();
    let line = error
        .line()
        .map(|line| format!(" in line {line}"))
        .unwrap_or_default();
    format!("{}{detail}{line}.", error.kind())
}

/// What is written, up to a length.
struct Bounded(Vec<u8>);

impl Write for &mut Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > RENDERED_BYTES_MAX {
            let why = format!("it makes more than {RENDERED_BYTES_MAX} bytes");
            return Err(io::Error::other(why));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
