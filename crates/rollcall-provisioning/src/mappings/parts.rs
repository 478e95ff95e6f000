//! Which part of a definition is whose. Signatures and who gets them are the signature editor's, who is a target user is the target
//! editor's. What both are made of, the fields, is for owners and admins: whoever changes a field changes everybody's signature and
//! everybody's target record.

use rollcall_mapping::{Definition, Mapping, SIGNATURE_BY_HAND};

use crate::accounts::{Refusal, Role};
use crate::audit::{ActorKind, By};
use crate::{Error, Result};

/// A part of what a tenant decides about its people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The smart fields, with country and language of whoever has none.
    Fields,
    /// Signatures, who gets which, campaigns, and values of fields that targets do not have.
    Signatures,
    /// Who is a target user, and values of fields that targets have.
    Targets,
}

impl Part {
    const ALL: [Self; 3] = [Self::Fields, Self::Signatures, Self::Targets];

    /// As it is called in a definition.
    fn as_str(self) -> &'static str {
        match self {
            Self::Fields => "fields",
            Self::Signatures => "signatures",
            Self::Targets => "targets",
        }
    }

    /// The editor whose it is.
    fn editor(self) -> Option<Role> {
        match self {
            Self::Fields => None,
            Self::Signatures => Some(Role::SignatureEditor),
            Self::Targets => Some(Role::TargetEditor),
        }
    }

    /// Refuses whoever may not set one person's value of that field by hand, or take it back. A field that is no more is anybody's
    /// who may do so at all.
    ///
    /// # Errors
    /// As [`Part::require`].
    pub(crate) fn require_value(mapping: &Mapping, field: &str, by: &By) -> Result<()> {
        if mapping.is_for_targets(field) {
            return Self::Targets.require(by);
        }
        let is_known = mapping.fields().any(|known| known.key == field);
        if is_known || field == SIGNATURE_BY_HAND {
            return Self::Signatures.require(by);
        }
        Ok(())
    }

    fn is_changed(self, before: &Definition, after: &Definition) -> bool {
        match self {
            Self::Fields => {
                before.fields != after.fields
                    || before.default_country != after.default_country
                    || before.default_language != after.default_language
            }
            Self::Signatures => {
                before.signatures != after.signatures || before.assignment != after.assignment
            }
            Self::Targets => before.targets != after.targets,
        }
    }

    fn is_of(self, by: &By) -> bool {
        match by.role {
            Some(Role::Owner | Role::Admin) => true,
            Some(role) => self.editor() == Some(role),
            None => matches!(by.actor.kind, ActorKind::CommandLine | ActorKind::Program),
        }
    }

    /// Refuses whoever may not change it.
    ///
    /// # Errors
    /// [`Error::Refused`] that says which part, and whose it is.
    fn require(self, by: &By) -> Result<()> {
        if self.is_of(by) {
            return Ok(());
        }
        let whose = match self.editor() {
            Some(editor) => format!("{}, admin and owner", editor.as_str()),
            None => "admin and owner".to_owned(),
        };
        let role = by.role.map_or("nobody", Role::as_str);
        let part = self.as_str();
        let detail = format!(
            "This changes the part `{part}`, which is for {whose}, and your role is {role}. Nothing was changed."
        );
        Err(Error::from(Refusal::new(403, "not_allowed", detail)))
    }
}

/// Refuses whoever may not change what differs between two definitions.
///
/// # Errors
/// As [`Part::require`].
pub(super) fn check(by: &By, before: &Definition, after: &Definition) -> Result<()> {
    let changed = Part::ALL.into_iter();
    changed
        .filter(|part| part.is_changed(before, after))
        .try_for_each(|part| part.require(by))
}
