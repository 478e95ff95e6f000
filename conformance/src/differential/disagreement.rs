//! Two servers' answers to the same request, where they are not the same.

use serde::Serialize;
use serde_json::Value;
use std::fmt::Write;

/// Of a text no more than this is shown.
const SHOWN_CHARACTERS_MAX: usize = 2_000;

/// What one server made of a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An error: its status, its scimType (empty if none), its detail.
    Refused {
        /// The HTTP status.
        status: u16,
        /// RFC 7644 Table 9, or empty.
        scim_type: String,
        /// For people.
        detail: String,
    },
    /// The people that a filter finds, by number.
    Found(Vec<usize>),
    /// A resource, normalised.
    Resource(Value),
    /// An error, though the resource is not what it was (RFC 7644 section 3.5.2 forbids it).
    Torn {
        /// The HTTP status.
        status: u16,
        /// The resource, normalised.
        resource: Value,
    },
}

impl Outcome {
    /// Whether the two are the same as far as the RFCs say that they must be: the wording and the kind of an error are not compared.
    pub(super) fn agrees_with(&self, other: &Outcome) -> bool {
        match (self, other) {
            (Outcome::Refused { status: one, .. }, Outcome::Refused { status: two, .. }) => {
                one == two
            }
            _ => self == other,
        }
    }

    /// `found`, `resource`, `torn`, or the status with the scimType.
    pub(super) fn word(&self) -> String {
        match self {
            Outcome::Refused {
                status, scim_type, ..
            } => format!("{status} {scim_type}").trim_end().to_owned(),
            Outcome::Found(_) => "found".into(),
            Outcome::Resource(_) => "resource".into(),
            Outcome::Torn { .. } => "torn".into(),
        }
    }

    pub(super) fn detail(&self) -> &str {
        if let Outcome::Refused { detail, .. } = self {
            detail
        } else {
            ""
        }
    }
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// POST of `document`.
    Create,
    /// GET /Users with this filter.
    Filter(String),
    /// PATCH of `document` with these operations.
    Patch(Vec<Value>),
}

/// The smallest exchange found in which two servers differ. `{id:3}` is the id that a server gave person 3, `{created:3}` the moment at which it
/// made them, `{name}` a new name.
#[derive(Debug, Clone, Serialize)]
pub struct Disagreement {
    /// `Users` or `Groups`.
    pub endpoint: String,
    /// What was asked.
    pub asked: Asked,
    /// The resource it is about; of a filter, the first person that only one of the two finds.
    pub document: Value,
    /// Of a PATCH, that resource as both made it; else null.
    pub before: Value,
    /// The answer of the first server.
    pub first: Outcome,
    /// The answer of the second server.
    pub second: Outcome,
    /// The name of its class, if it is explained.
    pub explained_by: Option<String>,
}

impl Disagreement {
    /// Whether it may have more than one cause, so that a class that fits may not be the only one.
    pub(super) fn is_compound(&self) -> bool {
        match &self.asked {
            Asked::Create => false,
            Asked::Filter(filter) => [" and ", " or ", "not"]
                .iter()
                .any(|word| filter.to_lowercase().contains(word)),
            Asked::Patch(operations) => operations.len() > 1,
        }
    }

    /// Whether both are the same exchange, whatever the words of the errors.
    pub(super) fn is_same_as(&self, other: &Disagreement) -> bool {
        let bare = |one: &Disagreement| {
            let mut features = one.features();
            features.retain(|name, _| !name.ends_with("_detail"));
            features
        };
        bare(self) == bare(other)
    }

    /// Whether both are about the same sort of request.
    pub(super) fn asks_like(&self, other: &Disagreement) -> bool {
        std::mem::discriminant(&self.asked) == std::mem::discriminant(&other.asked)
    }

    /// What was asked, in one line: a filter, or operations, or a document.
    #[must_use]
    pub fn question(&self) -> String {
        match &self.asked {
            Asked::Create => self.document.to_string(),
            Asked::Filter(filter) => filter.clone(),
            Asked::Patch(operations) => Value::from(operations.clone()).to_string(),
        }
    }

    /// The exchange for people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: &str| {
            let shown: String = value.chars().take(SHOWN_CHARACTERS_MAX).collect();
            let _infallible = writeln!(text, "    {name:<13}{shown}");
        };
        let features = self.features();
        for name in [
            "filter",
            "operations",
            "document",
            "differs",
            "finds",
            "reads",
        ] {
            if let Some(value) = features.get(name) {
                line(name, value);
            }
        }
        for (name, outcome) in [("first", &self.first), ("second", &self.second)] {
            line(name, &format!("{} {}", outcome.word(), outcome.detail()));
        }
        text
    }
}
