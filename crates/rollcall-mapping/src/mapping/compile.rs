//! From a definition to a mapping, or to everything that is wrong with it.

use std::collections::HashSet;
use std::sync::Arc;

use scim_core::schema::ResourceType;

use super::rules::{ReadyGroups, Rules};
use super::{Mapping, Ready, ReadyField, Wanted};
use crate::rule::Sighted;
use crate::signature::{self, ReadySignature};
use crate::source::{ReadySource, SEPARATOR_CHARS_MAX};
use crate::transform::region;
use crate::{Column, Definition, Field, FieldKind, Problem, Problems, Source, Transform};

/// So many fields are enough for any signature, and each costs every person a moment.
const FIELDS_MAX: usize = 200;
const CHAIN_MAX: usize = 20;
const KEY_CHARS_MAX: usize = 50;
const LABEL_CHARS_MAX: usize = 100;
const TEXT_CHARS_MAX: usize = 2_000;
const CONDITIONS_CHARS_MAX: usize = 20_000;
/// What exports and templates call something else.
const RESERVED: [&str; 20] = [
    "id",
    "labels",
    "joined",
    "range",
    "dict",
    "namespace",
    "debug",
    "true",
    "false",
    "none",
    "not",
    "and",
    "or",
    "in",
    "is",
    "if",
    "else",
    "for",
    "loop",
    "self",
];

impl Mapping {
    /// The mapping of a definition, for people of this type.
    ///
    /// # Errors
    /// Everything that is wrong: a path or filter that does not parse or names nothing, a field that is named twice or not
    /// there, a transform that cannot be applied to values of the kind, a text that is too long.
    pub fn new(definition: &Definition, people: &ResourceType) -> Result<Self, Problems> {
        let (mapping, problems) = Self::as_far_as_possible(definition, people);
        if problems.is_empty() {
            Ok(mapping)
        } else {
            Err(Problems(problems))
        }
    }

    /// The mapping of a definition that was valid once, without those sources that no longer are, and what is wrong with
    /// them: a schema may have changed since.
    pub fn as_far_as_possible(
        definition: &Definition,
        people: &ResourceType,
    ) -> (Self, Vec<Problem>) {
        let mut problems = too_large(definition);
        if !problems.is_empty() {
            // What is beyond all bounds is not looked at any closer.
            return (
                Self(Arc::new(ready(
                    definition,
                    Vec::new(),
                    Vec::new(),
                    Rules::default(),
                ))),
                problems,
            );
        }
        problems.extend(general(definition));
        let mut fields = Vec::with_capacity(definition.fields.len());
        for (place, field) in definition.fields.iter().enumerate() {
            problems.extend(of_field(field, &definition.fields[..place]));
            let mut ready = ReadyField {
                field: field.clone(),
                sources: Vec::with_capacity(field.sources.len()),
            };
            for (number, source) in field.sources.iter().enumerate() {
                let earlier = &definition.fields[..place];
                let made =
                    ReadySource::new(people, source, field.kind, earlier, &definition.fields);
                match made {
                    Ok(made) => ready.sources.push((source.to_string(), made)),
                    Err(reason) => problems.push(Problem::new(
                        format!("fields[{}].sources[{number}]", field.key),
                        format!(
                            "The source {source} cannot be used: {}.",
                            reason.trim_end_matches('.')
                        ),
                    )),
                }
            }
            fields.push(ready);
        }
        problems.extend(signature::general(&definition.signatures, is_key));
        let mut signatures = Vec::with_capacity(definition.signatures.len());
        for signature in &definition.signatures {
            let (ready, wrong) = ReadySignature::new(signature, &definition.fields);
            signatures.push(ready);
            problems.extend(wrong);
        }
        let sighted = Sighted::new(people, &definition.fields);
        let (rules, wrong) = Rules::new(definition, &sighted);
        problems.extend(wrong);
        (
            Self(Arc::new(ready(definition, fields, signatures, rules))),
            problems,
        )
    }
}

/// What of a definition is so large that looking at all of it would cost too much.
fn too_large(definition: &Definition) -> Vec<Problem> {
    let mut problems = Vec::new();
    let fields = &definition.fields;
    if fields.len() > FIELDS_MAX {
        let count = fields.len();
        problems.push(Problem::new(
            "fields",
            format!("There are {count} fields; {FIELDS_MAX} are allowed."),
        ));
    }
    for (number, field) in fields.iter().take(FIELDS_MAX).enumerate() {
        let is_long = field.sources.len() > CHAIN_MAX || field.transforms.len() > CHAIN_MAX;
        if is_long || field.key.len() > KEY_CHARS_MAX {
            problems.push(Problem::new(
                format!("fields[{number}]"),
                format!(
                    "{CHAIN_MAX} sources, {CHAIN_MAX} transforms and {KEY_CHARS_MAX} letters in the key are allowed."
                ),
            ));
        }
    }
    let sources = fields.iter().flat_map(|field| &field.sources);
    let searched: usize = sources.map(searched).sum();
    if searched > CONDITIONS_CHARS_MAX {
        problems.push(Problem::new(
            "fields",
            format!(
                "Paths and conditions have {searched} characters in all; {CONDITIONS_CHARS_MAX} are allowed, since each is looked at for everybody."
            ),
        ));
    }
    problems
}

/// How much text of a source is compared with each person.
fn searched(source: &Source) -> usize {
    match source {
        Source::Path(text)
        | Source::Address(text)
        | Source::Constant {
            when: Some(text), ..
        } => text.len(),
        _ => 0,
    }
}

/// What is wrong beside the fields.
fn general(definition: &Definition) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(code) = &definition.default_country
        && region(code).is_none()
    {
        problems.push(Problem::new(
            "default_country",
            format!("{code:?} is no country code of two letters (ISO 3166-1), such as DE."),
        ));
    }
    problems
}

/// What is wrong with a field beside its sources.
fn of_field(field: &Field, earlier: &[Field]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut wrong = |part: &str, detail: String| {
        problems.push(Problem::new(format!("fields[{}]{part}", field.key), detail));
    };
    if !is_key(&field.key) {
        wrong(
            ".key",
            format!(
                "{:?} is no key: a small letter, then small letters, digits and _, at most {KEY_CHARS_MAX}; and words such as id, if and labels are taken.",
                field.key
            ),
        );
    }
    if earlier.iter().any(|other| other.key == field.key) {
        wrong(".key", format!("There are two fields {:?}.", field.key));
    }
    let bad_label = |text: &str| text.trim().is_empty() || text.chars().count() > LABEL_CHARS_MAX;
    if field.labels.texts().any(bad_label) {
        wrong(
            ".labels",
            format!("A label is empty or has more than {LABEL_CHARS_MAX} characters."),
        );
    }
    if let Some(column) = field.target
        && (column.is_of_the_person()
            || (field.kind == FieldKind::List) != (column == Column::Groups))
    {
        wrong(
            ".target",
            format!(
                "A field of kind {} cannot fill the column {}.",
                field.kind,
                column.name()
            ),
        );
    }
    let constants = field.sources.iter().filter_map(|source| match source {
        Source::Constant { value, .. } => Some(value),
        _ => None,
    });
    let too_long = |text: &String| text.chars().count() > TEXT_CHARS_MAX;
    if constants.chain(&field.default).any(too_long) || too_long(&field.doc) {
        wrong(
            "",
            format!(
                "A constant, default or explanation has more than {TEXT_CHARS_MAX} characters."
            ),
        );
    }
    for (number, transform) in field.transforms.iter().enumerate() {
        if let Some(detail) = misplaced(transform, field, number) {
            wrong(&format!(".transforms[{number}]"), detail);
        }
    }
    problems
}

fn misplaced(transform: &Transform, field: &Field, number: usize) -> Option<String> {
    let is = |kinds: &[FieldKind]| kinds.contains(&field.kind);
    match transform {
        Transform::Phone(_) if !is(&[FieldKind::Phone, FieldKind::Text, FieldKind::List]) => Some(
            format!("phone cannot be applied to values of kind {}.", field.kind),
        ),
        Transform::Join(_) if field.kind != FieldKind::List => {
            Some("join is for lists.".to_owned())
        }
        Transform::Join(separator) if separator.chars().count() > SEPARATOR_CHARS_MAX => Some(
            format!("At most {SEPARATOR_CHARS_MAX} characters stand between two."),
        ),
        Transform::First(0) => Some("first 0 leaves nothing.".to_owned()),
        Transform::Date { .. }
            if number > 0
                && field.transforms[..number]
                    .iter()
                    .any(|earlier| *earlier != Transform::Trim) =>
        {
            Some(
                "date has to come first: what stands before it changes how the date is written."
                    .to_owned(),
            )
        }
        _ => None,
    }
}

pub(super) fn is_key(key: &str) -> bool {
    key.len() <= KEY_CHARS_MAX
        && !RESERVED.contains(&key)
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn ready(
    definition: &Definition,
    fields: Vec<ReadyField>,
    signatures: Vec<ReadySignature>,
    rules: Rules,
) -> Ready {
    let mut columns = vec![Vec::new(); Column::ALL.len()];
    for (place, ready) in fields.iter().enumerate() {
        let column = ready.field.target.map(|column| column as usize);
        if let Some(filling) = column.and_then(|column| columns.get_mut(column)) {
            filling.push(place);
        }
    }
    let manager_keys: HashSet<_> = definition
        .fields
        .iter()
        .flat_map(|field| &field.sources)
        .filter_map(|source| match source {
            Source::Manager(key) => Some(key.clone()),
            _ => None,
        })
        .collect();
    let first = |kind| {
        let mut all = definition.fields.iter();
        all.position(|field| field.kind == kind)
    };
    let grouped_by = match &rules.targets.groups {
        ReadyGroups::Field { place, .. } => definition.fields.get(*place),
        _ => None,
    };
    let grouped_by = grouped_by.map(|field| field.key.as_str());
    let (assigning, targeting) = (rules.assigning_fields(), rules.targeting_fields());
    let for_targets = wanted(&fields, |field| {
        let key = field.key.as_str();
        field.target.is_some() || targeting.contains(key) || grouped_by == Some(key)
    });
    Ready {
        for_targets,
        for_rules: wanted(&fields, |field| assigning.contains(field.key.as_str())),
        of_managers: wanted(&fields, |field| manager_keys.contains(&field.key)),
        manager_keys: manager_keys.into_iter().collect(),
        country: first(FieldKind::Country),
        language: first(FieldKind::Language),
        default_region: definition.default_country.as_deref().and_then(region),
        default_language: definition.default_language,
        columns,
        fields,
        signatures,
        rules,
    }
}

/// The fields that are wanted, with those that they join.
fn wanted(fields: &[ReadyField], is_wanted: impl Fn(&Field) -> bool) -> Wanted {
    let mut wanted: Wanted = fields.iter().map(|ready| is_wanted(&ready.field)).collect();
    // Joined fields stand earlier.
    for place in (0..fields.len()).rev() {
        if !wanted[place] {
            continue;
        }
        for (_, source) in &fields[place].sources {
            if let ReadySource::Join { fields, .. } = source {
                for joined in fields {
                    wanted[*joined] = true;
                }
            }
        }
    }
    wanted
}
