//! The signatures of a mapping, made for a person.

use super::Mapping;
use super::evaluate::{Around, Values};
use crate::signature::{ReadySignature, Seen};
use crate::{Language, Person, Remark, RenderError, Rendered};

impl Mapping {
    /// The keys of the signatures, in order.
    pub fn signatures(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.signatures.iter().map(|ready| ready.key.as_str())
    }

    /// What mail programs make of each signature otherwise than is meant: its key, the language of the template, the remark.
    pub fn remarks(&self) -> Vec<(&str, Language, Remark)> {
        let fields: Vec<_> = self.fields().collect();
        let signatures = self.0.signatures.iter();
        let remarks = signatures.flat_map(|ready| {
            let remarks = ready.remarks(&fields).into_iter();
            remarks.map(|(language, remark)| (ready.key.as_str(), language, remark))
        });
        remarks.collect()
    }

    /// The places of the fields that a signature shows, or hides rows by; none where there is no such signature.
    pub fn shown_fields(&self, signature: &str) -> Vec<usize> {
        let mut signatures = self.0.signatures.iter();
        let ready = signatures.find(|ready| ready.key == signature);
        let names = ready.map(ReadySignature::shown_fields).unwrap_or_default();
        let fields = self.fields().enumerate();
        let shown = fields.filter(|(_, field)| names.contains(&field.key));
        shown.map(|(place, _)| place).collect()
    }

    /// A person's signature of that key; `None` where there is no such signature.
    ///
    /// # Errors
    /// [`RenderError`] for a template that takes too long, goes too deep, or makes too much for this person.
    pub fn render(
        &self,
        signature: &str,
        person: &Person<'_>,
    ) -> Result<Option<Rendered>, RenderError> {
        self.rendered(signature, person, &self.evaluate(person, None))
    }

    /// As [`Mapping::render`], of these values.
    pub(super) fn rendered(
        &self,
        signature: &str,
        person: &Person<'_>,
        values: &Values<'_>,
    ) -> Result<Option<Rendered>, RenderError> {
        let mut signatures = self.0.signatures.iter();
        let Some(signature) = signatures.find(|ready| ready.key == signature) else {
            return Ok(None);
        };
        let fields = self.0.fields.iter().zip(values);
        let fields = fields.map(|(ready, won)| {
            let content = won.as_ref().and_then(|won| won.content.as_ref());
            (&ready.field, content)
        });
        let around = Around {
            mapping: self,
            person,
        };
        let seen = Seen {
            fields: fields.collect(),
            around: &around,
        };
        signature.render(&seen, self.0.default_language)
    }
}
