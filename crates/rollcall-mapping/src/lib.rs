//! From a provisioned person to smart fields and target users.
//!
//! A [`Definition`] is data: what the fields are called, of which kind they are, and the ordered chain of sources each is
//! read from; the first source that has something wins, and the result names it and the losers. [`Mapping`] is a definition
//! made ready: its paths are parsed and resolved once, then a person costs microseconds. [`export`] writes many people in
//! the formats of other tools.
//!
//! Everything here is a pure function of its arguments: no storage, no HTTP, no clock.

mod bundle;
mod campaign;
mod check;
mod column;
mod content;
mod definition;
pub mod export;
mod extension;
pub mod import;
mod language;
mod mapping;
mod path;
mod person;
mod rule;
mod signature;
mod smart_field;
mod source;
mod target_user;
mod transform;

#[cfg(test)]
mod tests;

pub use bundle::{Bundle, BundleCounts, BundleState, Earlier};
pub use campaign::CampaignState;
pub use column::Column;
pub use definition::{
    Alteration, Alters, Assignment, AssignmentRule, Campaign, DateLength, Definition, Field,
    FieldKind, Labels, Language, Layer, Named, PhoneForm, Problem, Problems, Repeats, Signature,
    Source, TargetGroups, Targets, Template, Transform, Updates, alterations,
};
pub use extension::{EXTENSION, EXTENSION_ATTRIBUTES, ExtensionAttribute};
pub use mapping::{
    Because, CampaignOutcome, Choice, Comparison, Difference, Explanation, HELD, LeftOut, Mapping,
    PersonFilter, Presence, Read, RuleOutcome, SIGNATURE_BY_HAND, SentPath, Target,
};
pub use person::{FirstValues, Manager, Override, Overrides, Person, manager_id};
pub use rule::{Choices, Operator, Test};
pub use signature::{GMAIL_CHARS_MAX, Remark, RenderError, Rendered, Severity};
pub use smart_field::{Candidate, FieldValue, PersonFields, SmartField};
pub use target_user::TargetUser;
