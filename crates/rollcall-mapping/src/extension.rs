//! The extension that carries what no standard attribute does.

/// The URN of Rollcall's own User extension.
///
/// It is not in the `ietf` namespace, which is for registered schemas only (RFC 7643 §10.3). No schema
/// describes it, so it is kept as sent and read by exactly this URN.
pub const EXTENSION: &str = "urn:rollcall:scim:schemas:extension:2.0:User";

/// An attribute below [`EXTENSION`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtensionAttribute {
    /// Its name, found in any case.
    pub name: &'static str,
    /// What to send in it.
    pub doc: &'static str,
}

/// What can be sent below [`EXTENSION`]. Other attributes are kept too.
pub const EXTENSION_ATTRIBUTES: &[ExtensionAttribute] = &[
    ExtensionAttribute {
        name: "priority",
        doc: "How much a campaign should care about the person, for example `high`.",
    },
    ExtensionAttribute {
        name: "pronouns",
        doc: "For the signature.",
    },
    ExtensionAttribute {
        name: "photoUrl",
        doc: "The address of a picture; Okta has none to push.",
    },
    ExtensionAttribute {
        name: "bookingUrl",
        doc: "The page on which others book an appointment.",
    },
    ExtensionAttribute {
        name: "linkedin",
        doc: "The address of the LinkedIn profile.",
    },
    custom("custom1"),
    custom("custom2"),
    custom("custom3"),
    custom("custom4"),
    custom("custom5"),
    custom("custom6"),
    custom("custom7"),
    custom("custom8"),
    custom("custom9"),
    custom("custom10"),
];

const fn custom(name: &'static str) -> ExtensionAttribute {
    ExtensionAttribute {
        name,
        doc: "Yours. Kept with the person; none of the fields above reads it.",
    }
}
