//! Where a value comes from.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One link of a field's chain. Its [`Display`](fmt::Display) is what a result names as the winner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Source {
    /// The value at a SCIM path, in the language of filters: `phoneNumbers[type eq "mobile"].value`. Of several
    /// values the first that is not empty; for a list all of them. An extension that no schema knows is read by its exact URN.
    Path(String),
    /// The value at a SCIM path, if it is an e-mail address (RFC 5321, RFC 6531) with a domain of two labels or more.
    Address(String),
    /// The values of other fields, which stand earlier in the table.
    Join {
        /// Their keys.
        fields: Vec<String>,
        /// What stands between two values.
        #[serde(default = "space")]
        separator: String,
    },
    /// The value that this field has for the person whom `manager` refers to. A manager's own manager is not looked at, so
    /// managers in a circle end there.
    Manager(String),
    /// The names of the groups that the person is in.
    Groups,
    /// A fixed value.
    Constant {
        /// The value.
        value: String,
        /// Only for whoever fulfils this SCIM filter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<String>,
    },
}

fn space() -> String {
    " ".to_owned()
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => f.write_str(path),
            Self::Address(path) => write!(f, "{path} (an e-mail address)"),
            Self::Join { fields, .. } => write!(f, "join({})", fields.join(", ")),
            Self::Manager(key) => write!(f, "{key} of the manager"),
            Self::Groups => f.write_str("groups"),
            Self::Constant { value, when: None } => write!(f, "constant: {value}"),
            Self::Constant {
                when: Some(when), ..
            } => write!(f, "rule: {when}"),
        }
    }
}
