//! How somebody stands: whether they are here, how much they matter to an attacker, where they belong.

use crate::Source::{Groups, Path, Rule};
use crate::{Column, Field, FieldKind};

pub(super) const PRIORITY: Field = Field {
    key: "priority",
    kind: FieldKind::Enum,
    label: "Priority",
    target: Some(Column::Priority),
    sources: &[
        Path("urn:rollcall:scim:schemas:extension:2.0:User:priority"),
        Rule {
            when: r#"title sw "Chief" or title co " Chief""#,
            value: "high",
        },
    ],
    doc: "Kept as sent, else `high` for whoever has a title with the word Chief.",
};

pub(super) const STATUS: Field = Field {
    key: "status",
    kind: FieldKind::Enum,
    label: "Status",
    target: Some(Column::Status),
    sources: &[
        Rule {
            when: "active eq false",
            value: "inactive",
        },
        Rule {
            when: "not (active eq false)",
            value: "active",
        },
    ],
    doc: "Whoever was never said to be inactive is active.",
};

pub(super) const GROUPS: Field = Field {
    key: "groups",
    kind: FieldKind::List,
    label: "Groups",
    target: Some(Column::Groups),
    sources: &[Groups],
    doc: "The display names of the groups that the person is in.",
};
