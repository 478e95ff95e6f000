//! Telephone numbers.

use crate::Source::Path;
use crate::{Column, Field, FieldKind};

pub(super) const MOBILE_PHONE: Field = Field {
    key: "mobile_phone",
    kind: FieldKind::Phone,
    label: "Mobile phone number",
    target: Some(Column::Phone),
    sources: &[Path(r#"phoneNumbers[type eq "mobile"].value"#)],
    doc: "",
};

pub(super) const WORK_PHONE: Field = Field {
    key: "work_phone",
    kind: FieldKind::Phone,
    label: "Work phone number",
    target: Some(Column::Phone),
    sources: &[
        Path(r#"phoneNumbers[type eq "work"].value"#),
        Path(r#"phoneNumbers[primary eq true and not (type eq "mobile" or type eq "home")].value"#),
        Path("phoneNumbers[not (type pr)].value"),
    ],
    doc: "A number without a type counts as work; a mobile or home number does not, primary or not.",
};
