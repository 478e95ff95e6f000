//! What templates can make of values beside what the engine brings: the same transforms that definitions have.

use minijinja::value::{Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State};

use crate::content::{Content, JOINED_BYTES_MAX};
use crate::transform::{self, Region, Surroundings, region};
use crate::{DateLength, Language, PhoneForm, Transform};

/// Under this name the filters find the language of the signature.
pub(super) const LANGUAGE: &str = "__language";
/// Under this name the filters find the country of the person's telephone numbers.
pub(super) const REGION: &str = "__region";

/// A person as the filters see them.
struct Around {
    region: Option<Region>,
    language: Language,
}

impl Surroundings for Around {
    fn region(&self) -> Option<Region> {
        self.region
    }

    fn language(&self) -> Language {
        self.language
    }
}

/// Adds the filters, and `joined` for what stands between values that may be missing.
pub(super) fn add(environment: &mut Environment<'static>) {
    environment.add_filter("phone", phone);
    environment.add_filter("country_name", country_name);
    environment.add_filter("date", date);
    environment.add_filter("title", title);
    environment.add_filter("initials", initials);
    environment.add_function("joined", joined);
}

fn phone(state: &State<'_, '_>, text: &str, form: Option<&str>) -> Result<String, Error> {
    let form = match form.unwrap_or("international") {
        "international" => PhoneForm::International,
        "national" => PhoneForm::National,
        "tel" => PhoneForm::Tel,
        other => return Err(unknown("phone", other, "international, national and tel")),
    };
    let made = applied(state, text, Transform::Phone(form));
    if form == PhoneForm::Tel && !made.is_empty() && !made.starts_with("tel:") {
        // A link to what is no number of any country: a switchboard's extension, say.
        let digits = made.chars().filter(|c| c.is_ascii_digit() || *c == '+');
        let digits: String = digits.collect();
        // What nobody can dial is shown all the same, but leads nowhere: an address of no known kind is taken out.
        return Ok(if digits.is_empty() {
            "none:".to_owned()
        } else {
            format!("tel:{digits}")
        });
    }
    Ok(made)
}

fn country_name(state: &State<'_, '_>, text: &str) -> String {
    applied(state, text, Transform::CountryName { language: None })
}

fn date(state: &State<'_, '_>, text: &str, length: Option<&str>) -> Result<String, Error> {
    let length = match length.unwrap_or("long") {
        "short" => DateLength::Short,
        "medium" => DateLength::Medium,
        "long" => DateLength::Long,
        other => return Err(unknown("date", other, "short, medium and long")),
    };
    let date = Transform::Date {
        length,
        language: None,
    };
    Ok(applied(state, text, date))
}

fn title(state: &State<'_, '_>, text: &str) -> String {
    applied(state, text, Transform::Title)
}

fn initials(state: &State<'_, '_>, text: &str) -> String {
    applied(state, text, Transform::Initials)
}

/// The values that are not empty, with a separator between two.
fn joined(values: &Value, separator: &str) -> Result<String, Error> {
    const VALUES_MAX: usize = 1_000;
    let too_much = || {
        let detail =
            format!("joined takes {VALUES_MAX} values and makes {JOINED_BYTES_MAX} bytes at most");
        Error::new(ErrorKind::InvalidOperation, detail)
    };
    let mut made = String::new();
    for (number, value) in values.try_iter()?.enumerate() {
        let text = match value.kind() {
            ValueKind::String | ValueKind::Number => value.to_string(),
            _ => String::new(),
        };
        if text.trim().is_empty() {
            continue;
        }
        if !made.is_empty() {
            made.push_str(separator);
        }
        made.push_str(&text);
        if number >= VALUES_MAX || made.len() > JOINED_BYTES_MAX {
            return Err(too_much());
        }
    }
    Ok(made)
}

fn unknown(filter: &str, form: &str, known: &str) -> Error {
    let detail = format!("{filter} knows {known}, not {form:?}");
    Error::new(ErrorKind::InvalidOperation, detail)
}

/// What a transform makes of a text; that is nothing where there is none.
fn applied(state: &State<'_, '_>, text: &str, transform: Transform) -> String {
    let find = |name: &str| {
        state
            .lookup(name)
            .and_then(|it| it.as_str().map(str::to_owned))
    };
    let around = Around {
        region: find(REGION).and_then(|code| region(&code)),
        language: find(LANGUAGE)
            .and_then(|tag| Language::of(&tag))
            .unwrap_or_default(),
    };
    let Some(content) = Content::text(text.to_owned().into()) else {
        return String::new();
    };
    let made = transform::all(&[transform], content, &around);
    made.and_then(|content| content.as_text().map(str::to_owned))
        .unwrap_or_default()
}
