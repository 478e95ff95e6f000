//! The kinds of problems that a row can have.

use serde::Serialize;

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The person is left out of the file without anybody having wanted that, or the tool refuses the row.
    Error,
    /// The row is taken, and something of it is lost or wrong.
    Warning,
    /// Worth knowing.
    Note,
}

/// A kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProblemKind {
    /// Its name, which never changes.
    pub code: &'static str,
    /// How much it matters, at worst.
    pub severity: Severity,
    /// What it means.
    pub doc: &'static str,
}

const fn kind(code: &'static str, severity: Severity, doc: &'static str) -> ProblemKind {
    ProblemKind {
        code,
        severity,
        doc,
    }
}

pub(super) const HELD: ProblemKind = kind(
    "held",
    Severity::Note,
    "Held back by a rule of the definition (`status` is `held`): in no tool's file.",
);
pub(super) const EXCLUDED: ProblemKind = kind(
    "excluded",
    Severity::Note,
    "A rule of the definition says that the person is no target user: left out.",
);
pub(super) const FOREIGN: ProblemKind = kind(
    "domain_not_allowed",
    Severity::Warning,
    "The address is of no domain that the definition allows: left out.",
);
pub(super) const CHANGED: ProblemKind = kind(
    "email_changed",
    Severity::Warning,
    "The person had another address at the moment that `renamed_since` names: the tool knows them by that one, and would make a second person.",
);
pub(super) const INACTIVE: ProblemKind = kind(
    "inactive",
    Severity::Note,
    "Deactivated, and the file cannot say so: left out.",
);
pub(super) const NO_ADDRESS: ProblemKind = kind(
    "no_email",
    Severity::Error,
    "No e-mail address, by which the tool knows people: left out.",
);
pub(super) const FLAWED_ADDRESS: ProblemKind = kind(
    "email_flawed",
    Severity::Error,
    "What stands for the address is none: left out.",
);
pub(super) const FORMULA_ADDRESS: ProblemKind = kind(
    "email_formula",
    Severity::Error,
    "The address begins as a formula does; neutralised it would be another address: left out.",
);
pub(super) const REPEATED: ProblemKind = kind(
    "email_repeated",
    Severity::Warning,
    "Several people have this address, and the tool makes one person of them.",
);
pub(super) const NO_GROUP: ProblemKind = kind(
    "no_group",
    Severity::Error,
    "In no target group, and the file has only groups: left out.",
);
pub(super) const SEVERAL_GROUPS: ProblemKind = kind(
    "several_groups",
    Severity::Warning,
    "In several target groups where the tool takes one (the first is written), or where it is not known what separates them.",
);
pub(super) const REQUIRED: ProblemKind = kind(
    "required_empty",
    Severity::Error,
    "The tool refuses a row in which this is empty.",
);
pub(super) const PHONE: ProblemKind = kind(
    "phone_not_international",
    Severity::Warning,
    "No telephone number, or one without + of a person whose country is not known.",
);
pub(super) const UNSPELLED: ProblemKind = kind(
    "value_unknown",
    Severity::Warning,
    "No language, country or time zone that the tool knows: the cell is left empty.",
);
pub(super) const NO_MANAGER: ProblemKind = kind(
    "manager_missing",
    Severity::Note,
    "Nobody is known as the person's manager.",
);
pub(super) const MANAGER_ABSENT: ProblemKind = kind(
    "manager_absent",
    Severity::Warning,
    "The manager is not in the file, and the tool wants them there.",
);
pub(super) const NEUTRALISED: ProblemKind = kind(
    "neutralised",
    Severity::Warning,
    "The cell begins as a formula does; an apostrophe stands before it.",
);
pub(super) const CONTROL: ProblemKind = kind(
    "control_character",
    Severity::Note,
    "A line end or another control character; a space stands in the tool's file instead.",
);
pub(super) const CLEARS: ProblemKind = kind(
    "blank_clears",
    Severity::Note,
    "An empty cell clears what the tool has.",
);

/// Every kind of problem.
pub const PROBLEMS: &[ProblemKind] = &[
    NO_ADDRESS,
    FLAWED_ADDRESS,
    FORMULA_ADDRESS,
    REPEATED,
    CHANGED,
    FOREIGN,
    NO_GROUP,
    REQUIRED,
    SEVERAL_GROUPS,
    PHONE,
    UNSPELLED,
    MANAGER_ABSENT,
    NEUTRALISED,
    NO_MANAGER,
    CONTROL,
    CLEARS,
    EXCLUDED,
    HELD,
    INACTIVE,
];
