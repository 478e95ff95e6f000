//! One template: parsed, held against the fields that there are, rendered within bounds.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior};

use super::{RenderError, Seen, filters};
use crate::content::Content;
use crate::transform::{Region, Surroundings};
use crate::{Field, FieldKind, Language};

/// What a template may do before it ends: an instruction of the engine costs one or a few. A signature takes some hundreds.
const FUEL: u64 = 100_000;
const DEPTH_MAX: usize = 20;
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
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(DEPTH_MAX);
        let escape = match form {
            Form::Html => AutoEscape::Html,
            Form::Text => AutoEscape::None,
        };
        environment.set_auto_escape_callback(move |_| escape.clone());
        if form == Form::Html {
            // Whatever a template says of escaping: what comes from people is escaped.
            environment.set_formatter(escaped);
        }
        environment.remove_filter("safe");
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
        // Filters are looked for when they are used; and what takes too long for nobody takes too long for everybody.
        for sample in [None, Some("1")] {
            let tried = engine.made(sampled(fields, sample));
            tried.map_err(|RenderError(why)| vec![why])?;
        }
        Ok(engine)
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

/// Somebody who has nothing, or the same in every field.
fn sampled(fields: &[Field], sample: Option<&str>) -> Value {
    struct Nowhere;
    impl Surroundings for Nowhere {
        fn region(&self) -> Option<Region> {
            None
        }

        fn language(&self) -> Language {
            Language::default()
        }
    }
    let text = sample.map(|text| Content::Text(text.into()));
    let list = sample.map(|text| Content::List(vec![text.into()]));
    let content = |field: &Field| match field.kind {
        FieldKind::List => list.as_ref(),
        _ => text.as_ref(),
    };
    let seen = Seen {
        fields: fields.iter().map(|field| (field, content(field))).collect(),
        around: &Nowhere,
    };
    context(&seen, Language::default())
}

fn context<S: Surroundings>(seen: &Seen<'_, S>, language: Language) -> Value {
    let value = |content: Option<&Content<'_>>| match content {
        None => Value::from(""),
        Some(Content::Text(text)) => Value::from(text.as_ref()),
        Some(Content::List(texts)) => texts
            .iter()
            .map(|text| Value::from(text.as_ref()))
            .collect(),
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

/// Writes a value as text of HTML, also inside attributes.
fn escaped(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let text = value.to_string();
    if value.is_safe() {
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
