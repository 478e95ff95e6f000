//! From a provisioned person to smart fields and target users.
//!
//! [`FIELDS`] is the table of fields: what each is called, of which kind it is, and the ordered chain of
//! sources it is read from; the first source that has something wins, and the result names it. [`Mapping`]
//! is that table made ready: its paths are parsed and resolved once, then a person costs microseconds.
//! [`export`] writes many people in the formats of other tools.
//!
//! Everything here is a pure function of its arguments: no storage, no HTTP, no clock.

mod column;
pub mod export;
mod extension;
mod field;
mod fields;
mod language;
mod mapping;
mod path;
mod person;
mod smart_field;
mod source;
mod target_user;

#[cfg(test)]
mod tests;

pub use column::Column;
pub use extension::{EXTENSION, EXTENSION_ATTRIBUTES, ExtensionAttribute};
pub use field::{Field, FieldKind, Source};
pub use fields::FIELDS;
pub use mapping::{Mapping, MappingError};
pub use person::{Manager, Person, manager_id};
pub use smart_field::{PersonFields, SmartField};
pub use target_user::TargetUser;
