//! Addresses of pages and pictures, and what else only a signature shows.

use crate::Source::Path;
use crate::{Field, FieldKind};

pub(super) const PHOTO: Field = Field {
    key: "photo",
    kind: FieldKind::Image,
    label: "Profile picture",
    target: None,
    sources: &[
        Path(r#"photos[type eq "thumbnail"].value"#),
        Path(r#"photos[type eq "photo"].value"#),
        Path("urn:rollcall:scim:schemas:extension:2.0:User:photoUrl"),
    ],
    doc: "",
};

pub(super) const WEBSITE: Field = Field {
    key: "website",
    kind: FieldKind::Url,
    label: "Website",
    target: None,
    sources: &[Path("profileUrl")],
    doc: "",
};

pub(super) const PRONOUNS: Field = Field {
    key: "pronouns",
    kind: FieldKind::Text,
    label: "Pronouns",
    target: None,
    sources: &[Path(
        "urn:rollcall:scim:schemas:extension:2.0:User:pronouns",
    )],
    doc: "",
};

pub(super) const BOOKING_URL: Field = Field {
    key: "booking_url",
    kind: FieldKind::Url,
    label: "Booking page",
    target: None,
    sources: &[Path(
        "urn:rollcall:scim:schemas:extension:2.0:User:bookingUrl",
    )],
    doc: "",
};

pub(super) const LINKEDIN: Field = Field {
    key: "linkedin",
    kind: FieldKind::Url,
    label: "LinkedIn",
    target: None,
    sources: &[Path(
        "urn:rollcall:scim:schemas:extension:2.0:User:linkedin",
    )],
    doc: "",
};
