//! Signatures made ready, and what they are for a person.

mod clean;
mod engine;
mod filters;
mod lint;
mod starters;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use self::clean::clean;
use self::engine::{Engine, Form};
pub use self::lint::{GMAIL_CHARS_MAX, Remark, Severity};
use crate::content::Content;
use crate::transform::Surroundings;
use crate::{Field, Language, Problem, Signature, Template};

/// So many letters a template may have: mail programs cut longer signatures (Gmail at 10,000 characters), and each is made for
/// everybody.
const TEMPLATE_BYTES_MAX: usize = 30_000;
const SIGNATURES_MAX: usize = 100;
const NAME_CHARS_MAX: usize = 100;

/// A signature of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rendered {
    /// The signature's key.
    pub signature: String,
    /// The language that it is in.
    pub language: Language,
    /// HTML that is safe to show: nothing in it runs, links lead to the web, to mail or to the telephone.
    pub html: String,
    /// Plain text.
    pub text: String,
    /// The keys of the campaigns that are laid upon it.
    pub campaigns: Vec<String>,
}

/// A signature could not be made for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderError(pub(crate) String);

impl std::fmt::Display for RenderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RenderError {}

/// Signatures whose templates are parsed.
#[derive(Debug)]
pub(crate) struct ReadySignature {
    pub(crate) key: String,
    /// As it is defined.
    pub(crate) definition: Signature,
    templates: BTreeMap<Language, ReadyTemplate>,
}

#[derive(Debug)]
struct ReadyTemplate {
    html: Engine,
    text: Engine,
}

/// What a template sees of a person: the values of fields by their keys, empty where there are none.
pub(crate) struct Seen<'s, S> {
    pub(crate) fields: Vec<(&'s Field, Option<&'s Content<'s>>)>,
    pub(crate) around: &'s S,
}

impl ReadySignature {
    /// Prepares a signature over these fields, and says what is wrong with it.
    pub(crate) fn new(signature: &Signature, fields: &[Field]) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let at = |part: String| format!("signatures[{}]{part}", signature.key);
        if signature.name.trim().is_empty() || signature.name.chars().count() > NAME_CHARS_MAX {
            let detail = format!("A name has 1 to {NAME_CHARS_MAX} characters.");
            problems.push(Problem::new(at(".name".to_owned()), detail));
        }
        if signature.templates.is_empty() {
            let detail = "There is no template in any language.";
            problems.push(Problem::new(at(".templates".to_owned()), detail));
        }
        let mut templates = BTreeMap::new();
        for (language, Template { html, text }) in &signature.templates {
            let mut made = |source: &str, form: Form| {
                let place = at(format!(".templates.{}.{}", language.tag(), form.name()));
                if source.len() > TEMPLATE_BYTES_MAX {
                    let detail = format!("A template has at most {TEMPLATE_BYTES_MAX} bytes.");
                    problems.push(Problem::new(place, detail));
                    return None;
                }
                match Engine::new(source, form, fields) {
                    Ok(engine) => Some(engine),
                    Err(details) => {
                        let new = details.into_iter();
                        problems.extend(new.map(|detail| Problem::new(place.clone(), detail)));
                        None
                    }
                }
            };
            if let (Some(html), Some(text)) = (made(html, Form::Html), made(text, Form::Text)) {
                templates.insert(*language, ReadyTemplate { html, text });
            }
        }
        let ready = Self {
            key: signature.key.clone(),
            definition: signature.clone(),
            templates,
        };
        (ready, problems)
    }

    /// What mail programs make of it, language by language.
    pub(crate) fn remarks(&self, fields: &[&Field]) -> Vec<(Language, Remark)> {
        let mut remarks = Vec::new();
        for (language, ReadyTemplate { html, text }) in &self.templates {
            // Each was made for somebody who has everything before it was accepted, if with other values.
            let Ok(made) = html.sample(fields) else {
                let why = "It cannot be made for somebody whose fields are all filled.";
                remarks.push((*language, Remark::new(Severity::Error, "fails", why)));
                continue;
            };
            let mut of_one = lint::of_html(&made);
            if let Ok(cleaned) = clean(&made, |_| Some(false)) {
                of_one.extend(lint::of_length(&cleaned));
            }
            if text.sample(fields).is_ok_and(|text| text.trim().is_empty()) {
                let why = "There is no text for mail programs that show no HTML.";
                of_one.push(Remark::new(Severity::Warning, "no_text", why));
            }
            remarks.extend(of_one.into_iter().map(|remark| (*language, remark)));
        }
        remarks
    }

    /// The keys of the fields that it shows, or hides rows by.
    pub(crate) fn shown_fields(&self) -> BTreeSet<String> {
        let templates = self.templates.values();
        let engines = templates.flat_map(|it| [&it.html, &it.text]);
        engines.flat_map(Engine::names).collect()
    }

    /// The signature of a person; `None` where it has no template.
    ///
    /// # Errors
    /// [`RenderError`] for a template that takes too long, goes too deep, or makes too much.
    pub(crate) fn render<S: Surroundings>(
        &self,
        seen: &Seen<'_, S>,
        default: Language,
    ) -> Result<Option<Rendered>, RenderError> {
        let wanted = [seen.around.language(), default];
        let known = wanted.iter().find(|it| self.templates.contains_key(it));
        let Some(language) = known.or_else(|| self.templates.keys().next()).copied() else {
            return Ok(None);
        };
        let Some(ReadyTemplate { html, text }) = self.templates.get(&language) else {
            return Ok(None);
        };
        let is_empty = |key: &str| {
            let mut fields = seen.fields.iter();
            let (_, content) = fields.find(|(field, _)| field.key == key)?;
            Some(content.is_none())
        };
        let html = html.render(seen, language)?;
        Ok(Some(Rendered {
            signature: self.key.clone(),
            language,
            html: clean(&html, is_empty)?,
            text: text.render(seen, language)?.trim_end().to_owned(),
            campaigns: Vec::new(),
        }))
    }
}

/// What is wrong with how many signatures there are and what they are called.
pub(crate) fn general(signatures: &[Signature], is_key: fn(&str) -> bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    if signatures.len() > SIGNATURES_MAX {
        let detail = format!("{SIGNATURES_MAX} signatures are allowed.");
        problems.push(Problem::new("signatures", detail));
    }
    for (number, signature) in signatures.iter().enumerate() {
        let at = || format!("signatures[{number}].key");
        if !is_key(&signature.key) {
            problems.push(Problem::new(
                at(),
                "A key is a small letter, then small letters, digits and _, at most 50.",
            ));
        }
        if signatures[..number]
            .iter()
            .any(|other| other.key == signature.key)
        {
            problems.push(Problem::new(at(), "Another signature has this key."));
        }
    }
    problems
}
