//! The columns of a target user, in the order in which every export has them.

use serde::{Deserialize, Serialize};

/// A column of [`TargetUser`](crate::TargetUser).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "`doc` says what each column holds, and the generated manual shows it"
)]
pub enum Column {
    Id,
    Email,
    FirstName,
    LastName,
    FullName,
    Phone,
    JobTitle,
    Department,
    Division,
    Organization,
    ManagerName,
    ManagerEmail,
    Language,
    TimeZone,
    Location,
    Country,
    EmployeeNumber,
    Priority,
    Status,
    Groups,
    ExternalId,
    UserName,
    City,
    MobilePhone,
    WorkPhone,
    PreviousEmail,
}

impl Column {
    /// Every column, in order. New columns are added at the end: scripts count on the order.
    pub const ALL: [Self; 26] = [
        Self::Id,
        Self::Email,
        Self::FirstName,
        Self::LastName,
        Self::FullName,
        Self::Phone,
        Self::JobTitle,
        Self::Department,
        Self::Division,
        Self::Organization,
        Self::ManagerName,
        Self::ManagerEmail,
        Self::Language,
        Self::TimeZone,
        Self::Location,
        Self::Country,
        Self::EmployeeNumber,
        Self::Priority,
        Self::Status,
        Self::Groups,
        Self::ExternalId,
        Self::UserName,
        Self::City,
        Self::MobilePhone,
        Self::WorkPhone,
        Self::PreviousEmail,
    ];

    /// Whether the person's record fills it, and no field can.
    pub(crate) const fn is_of_the_person(self) -> bool {
        matches!(
            self,
            Self::Id | Self::ExternalId | Self::UserName | Self::PreviousEmail
        )
    }

    /// The name in JSON and in the first line of a CSV file.
    pub const fn name(self) -> &'static str {
        self.name_and_doc().0
    }

    /// What it holds beyond the fields that fill it; empty if there is nothing to add.
    pub const fn doc(self) -> &'static str {
        self.name_and_doc().1
    }

    const fn name_and_doc(self) -> (&'static str, &'static str) {
        match self {
            Self::Id => (
                "id",
                "Rollcall's id of the person. It survives every change of name and address: match by it.",
            ),
            Self::Email => ("email", ""),
            Self::FirstName => ("first_name", ""),
            Self::LastName => ("last_name", ""),
            Self::FullName => ("full_name", ""),
            Self::Phone => (
                "phone",
                "What a field has for it, or else the mobile number, or else the work number.",
            ),
            Self::JobTitle => ("job_title", ""),
            Self::Department => ("department", ""),
            Self::Division => ("division", ""),
            Self::Organization => ("organization", ""),
            Self::ManagerName => ("manager_name", ""),
            Self::ManagerEmail => ("manager_email", ""),
            Self::Language => ("language", ""),
            Self::TimeZone => ("time_zone", ""),
            Self::Location => (
                "location",
                "City and country with a comma between them, or the one that is known.",
            ),
            Self::Country => ("country", ""),
            Self::EmployeeNumber => ("employee_number", ""),
            Self::Priority => ("priority", ""),
            Self::Status => ("status", ""),
            Self::Groups => ("groups", "In JSON an array; in a cell joined with `; `."),
            Self::ExternalId => (
                "external_id",
                "The identity provider's id of the person, if it sent one (`externalId`).",
            ),
            Self::UserName => ("user_name", "The sign-in name (`userName`)."),
            Self::City => (
                "city",
                "What a field has for it, or else what fills `location`, without the country.",
            ),
            Self::MobilePhone => ("mobile_phone", ""),
            Self::WorkPhone => ("work_phone", ""),
            Self::PreviousEmail => (
                "previous_email",
                "The address at the moment that `renamed_since` names, if it was another one.",
            ),
        }
    }
}
