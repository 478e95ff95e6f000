//! What is made of values.

mod country;
mod date;
mod phone;
mod text;

use std::borrow::Cow;

pub(crate) use country::{country_code, country_name, is_country};
pub(crate) use date::is_date;
pub(crate) use phone::{Region, e164, is_phone, region};

use crate::content::{Content, joined};
use crate::{Language, Transform};

/// What a transform has to know of the person beside the value.
pub(crate) trait Surroundings {
    /// The country whose national telephone numbers are meant.
    fn region(&self) -> Option<Region>;
    /// The language that the person reads.
    fn language(&self) -> Language;
}

/// What the transforms make of a value, one after the other; `None` if that leaves nothing.
pub(crate) fn all<'p>(
    transforms: &[Transform],
    content: Content<'p>,
    around: &impl Surroundings,
) -> Option<Content<'p>> {
    transforms.iter().try_fold(content, |content, transform| {
        one(transform, content, around)
    })
}

fn one<'p>(
    transform: &Transform,
    content: Content<'p>,
    around: &impl Surroundings,
) -> Option<Content<'p>> {
    if let (Transform::Join(separator), Content::List(texts)) = (transform, &content) {
        let texts = texts.iter().map(|text| &**text);
        return Content::text(Cow::Owned(joined(texts, separator)));
    }
    let apply = |text: Cow<'p, str>| match applied(transform, &text, around) {
        Some(made) => Cow::Owned(made),
        None => text,
    };
    match content {
        Content::Text(text) => Content::text(apply(text)),
        Content::List(texts) => Content::list(texts.into_iter().map(apply)),
    }
}

/// What a transform makes of a text; `None` where that stays as it is.
fn applied(transform: &Transform, text: &str, around: &impl Surroundings) -> Option<String> {
    let in_language = |chosen: Option<Language>| chosen.unwrap_or_else(|| around.language());
    match transform {
        Transform::Trim => Some(text::one_space_each(text)),
        Transform::Upper => Some(text.to_uppercase()),
        Transform::Lower => Some(text.to_lowercase()),
        Transform::Title => Some(text::title(text)),
        Transform::First(count) => Some(text::first(text, *count)),
        Transform::Initials => Some(text::initials(text)),
        Transform::Join(_) => None,
        Transform::Phone(form) => phone::written(text, *form, || around.region()),
        Transform::CountryName { language } => country::name(text, in_language(*language)),
        Transform::Date { length, language } => {
            date::written(text, *length, in_language(*language))
        }
    }
}
