//! Who somebody is.

use crate::Source::{AddressAt, Join, Path};
use crate::{Column, Field, FieldKind};

pub(super) const EMAIL: Field = Field {
    key: "email",
    kind: FieldKind::Email,
    label: "Email",
    target: Some(Column::Email),
    sources: &[
        Path("emails[primary eq true].value"),
        Path(r#"emails[type eq "work"].value"#),
        Path("emails[not (type pr)].value"),
        AddressAt("userName"),
    ],
    doc: "Kept as sent. An address of another type (`home`) that is not primary is never taken: it is private.",
};

pub(super) const FIRST_NAME: Field = Field {
    key: "first_name",
    kind: FieldKind::Text,
    label: "First name",
    target: Some(Column::FirstName),
    sources: &[Path("name.givenName")],
    doc: "",
};

pub(super) const LAST_NAME: Field = Field {
    key: "last_name",
    kind: FieldKind::Text,
    label: "Last name",
    target: Some(Column::LastName),
    sources: &[Path("name.familyName")],
    doc: "",
};

pub(super) const FULL_NAME: Field = Field {
    key: "full_name",
    kind: FieldKind::Text,
    label: "Full name",
    target: Some(Column::FullName),
    sources: &[
        Path("displayName"),
        Path("name.formatted"),
        Join(&["first_name", "last_name"]),
    ],
    doc: "Joined in this order and with a space if the provider sends no whole name.",
};

pub(super) const MIDDLE_NAME: Field = Field {
    key: "middle_name",
    kind: FieldKind::Text,
    label: "Middle name",
    target: None,
    sources: &[Path("name.middleName")],
    doc: "",
};

pub(super) const PREFIX: Field = Field {
    key: "prefix",
    kind: FieldKind::Text,
    label: "Prefix",
    target: None,
    sources: &[Path("name.honorificPrefix")],
    doc: "What stands before the name, for example `Dr.`.",
};

pub(super) const SUFFIX: Field = Field {
    key: "suffix",
    kind: FieldKind::Text,
    label: "Suffix",
    target: None,
    sources: &[Path("name.honorificSuffix")],
    doc: "What stands after the name, for example `PhD`.",
};

pub(super) const NICKNAME: Field = Field {
    key: "nickname",
    kind: FieldKind::Text,
    label: "Nickname",
    target: None,
    sources: &[Path("nickName")],
    doc: "",
};
