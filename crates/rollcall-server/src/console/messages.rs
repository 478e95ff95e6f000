//! What the console says, in four languages: Fluent messages, compiled in.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rollcall_mapping::Language;
use unic_langid::LanguageIdentifier;

use super::assets::CONSOLE;
use super::format;

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<Vec<Bundle>> = LazyLock::new(|| Language::ALL.map(bundle).into());

/// The messages of a language. What cannot be read of a file is left out, and a test reads them all.
fn bundle(language: Language) -> Bundle {
    let tag = language.tag();
    let id: LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![id]);
    // Marks around what is put in are for text in two directions at once; HTML has `<bdi>` for that.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::En => |value, _| grouped(Language::En, value),
        Language::De => |value, _| grouped(Language::De, value),
        Language::Nl => |value, _| grouped(Language::Nl, value),
        Language::Fr => |value, _| grouped(Language::Fr, value),
    }));
    let source = CONSOLE
        .get_file(format!("messages/{tag}.ftl"))
        .and_then(|file| file.contents_utf8())
        .unwrap_or_default();
    let resource = match FluentResource::try_new(source.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    bundle.add_resource_overriding(resource);
    bundle
}

/// Whole numbers as they are written in a language.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole numbers of this size are exact in an f64"
)]
fn grouped(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(n) if n.value.fract() == 0.0 && n.value.abs() < 9e15 => {
            Some(format::number(language, n.value as i64))
        }
        _ => None,
    }
}

/// The message of that id with these arguments; none where there is no such message.
pub(crate) fn message(language: Language, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
    said(language, id, arguments).map(|(text, _)| text)
}

/// The same, and none where it names something that is not among the arguments.
pub(super) fn whole_message(
    language: Language,
    id: &str,
    arguments: &FluentArgs<'_>,
) -> Option<String> {
    let (text, is_whole) = said(language, id, arguments)?;
    is_whole.then_some(text)
}

fn said(language: Language, id: &str, arguments: &FluentArgs<'_>) -> Option<(String, bool)> {
    let at = Language::ALL.iter().position(|it| *it == language)?;
    let bundle = BUNDLES.get(at)?;
    let pattern = bundle.get_message(id)?.value()?;
    let mut mistakes = Vec::new();
    let text = bundle.format_pattern(pattern, Some(arguments), &mut mistakes);
    Some((text.into_owned(), mistakes.is_empty()))
}

/// The language that a browser would like best (RFC 9110 §12.5.4, without weights: browsers send them in order).
pub(super) fn preferred(accept_language: &str) -> Language {
    let tags = accept_language
        .split(',')
        .map(|it| it.split(';').next().unwrap_or_default().trim());
    tags.filter_map(Language::of).next().unwrap_or_default()
}
