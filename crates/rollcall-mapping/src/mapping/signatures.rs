//! The signatures of a mapping, made for a person.

use super::Mapping;
use super::evaluate::{Around, Values};
use crate::signature::Seen;
use crate::{Person, RenderError, Rendered};

impl Mapping {
    /// The keys of the signatures, in order.
    pub fn signatures(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.signatures.iter().map(|ready| ready.key.as_str())
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
