//! Where somebody is, and the language and time there.

use crate::Source::Path;
use crate::{Column, Field, FieldKind};

pub(super) const STREET: Field = Field {
    key: "street",
    kind: FieldKind::Text,
    label: "Street",
    target: None,
    sources: &[
        Path("addresses[primary eq true].streetAddress"),
        Path(r#"addresses[type eq "work"].streetAddress"#),
        Path("addresses[not (type pr)].streetAddress"),
    ],
    doc: "",
};

pub(super) const CITY: Field = Field {
    key: "city",
    kind: FieldKind::Text,
    label: "City",
    target: Some(Column::Location),
    sources: &[
        Path("addresses[primary eq true].locality"),
        Path(r#"addresses[type eq "work"].locality"#),
        Path("addresses[not (type pr)].locality"),
    ],
    doc: "",
};

pub(super) const REGION: Field = Field {
    key: "region",
    kind: FieldKind::Text,
    label: "State or region",
    target: None,
    sources: &[
        Path("addresses[primary eq true].region"),
        Path(r#"addresses[type eq "work"].region"#),
        Path("addresses[not (type pr)].region"),
    ],
    doc: "",
};

pub(super) const POSTAL_CODE: Field = Field {
    key: "postal_code",
    kind: FieldKind::Text,
    label: "Postal code",
    target: None,
    sources: &[
        Path("addresses[primary eq true].postalCode"),
        Path(r#"addresses[type eq "work"].postalCode"#),
        Path("addresses[not (type pr)].postalCode"),
    ],
    doc: "",
};

pub(super) const COUNTRY: Field = Field {
    key: "country",
    kind: FieldKind::Country,
    label: "Country",
    target: Some(Column::Country),
    sources: &[
        Path("addresses[primary eq true].country"),
        Path(r#"addresses[type eq "work"].country"#),
        Path("addresses[not (type pr)].country"),
    ],
    doc: "Kept as sent, a code or a name.",
};

pub(super) const LANGUAGE: Field = Field {
    key: "language",
    kind: FieldKind::Language,
    label: "Language",
    target: Some(Column::Language),
    sources: &[Path("preferredLanguage"), Path("locale")],
    doc: "Spelled as in BCP 47 (`en_US` becomes `en-US`); of a list of preferences the first choice.",
};

pub(super) const TIME_ZONE: Field = Field {
    key: "time_zone",
    kind: FieldKind::TimeZone,
    label: "Time zone",
    target: Some(Column::TimeZone),
    sources: &[Path("timezone")],
    doc: "Kept as sent; an IANA name such as `Europe/Berlin` is what SCIM asks for.",
};
