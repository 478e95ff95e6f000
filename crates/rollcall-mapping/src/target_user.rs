//! A person as a security-awareness campaign needs them.

use std::borrow::Cow;

use serde::Serialize;

use crate::{Column, LeftOut};

/// What separates the names of groups in one cell.
pub(crate) const LIST_SEPARATOR: &str = "; ";

/// The target-user record of a person. Its fields are the columns of [`Column::ALL`], in that order; what is
/// not known is `null` in JSON and an empty cell in CSV.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the columns are documented in `Column`")]
pub struct TargetUser {
    pub id: String,
    pub email: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub full_name: Option<String>,
    pub phone: Option<String>,
    pub job_title: Option<String>,
    pub department: Option<String>,
    pub division: Option<String>,
    pub organization: Option<String>,
    pub manager_name: Option<String>,
    pub manager_email: Option<String>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub location: Option<String>,
    pub country: Option<String>,
    pub employee_number: Option<String>,
    pub priority: Option<String>,
    pub status: String,
    pub groups: Vec<String>,
    pub external_id: Option<String>,
    pub user_name: String,
    pub city: Option<String>,
    pub mobile_phone: Option<String>,
    pub work_phone: Option<String>,
    pub previous_email: Option<String>,
    /// Why the person is no target user; such a one is in no export.
    #[serde(skip)]
    pub left_out: Option<LeftOut>,
    /// The rule that holds the person back.
    #[serde(skip)]
    pub held_by: Option<String>,
    /// Whether the person was deactivated, whatever `status` calls it.
    #[serde(skip)]
    pub deactivated: bool,
}

impl TargetUser {
    /// The text of one cell; empty where nothing is known. Not yet safe for spreadsheets.
    pub fn cell(&self, column: Column) -> Cow<'_, str> {
        let optional = match column {
            Column::Id => return Cow::Borrowed(&self.id),
            Column::Status => return Cow::Borrowed(&self.status),
            Column::UserName => return Cow::Borrowed(&self.user_name),
            Column::Groups => return Cow::Owned(self.groups.join(LIST_SEPARATOR)),
            Column::Email => &self.email,
            Column::FirstName => &self.first_name,
            Column::LastName => &self.last_name,
            Column::FullName => &self.full_name,
            Column::Phone => &self.phone,
            Column::JobTitle => &self.job_title,
            Column::Department => &self.department,
            Column::Division => &self.division,
            Column::Organization => &self.organization,
            Column::ManagerName => &self.manager_name,
            Column::ManagerEmail => &self.manager_email,
            Column::Language => &self.language,
            Column::TimeZone => &self.time_zone,
            Column::Location => &self.location,
            Column::Country => &self.country,
            Column::EmployeeNumber => &self.employee_number,
            Column::Priority => &self.priority,
            Column::ExternalId => &self.external_id,
            Column::City => &self.city,
            Column::MobilePhone => &self.mobile_phone,
            Column::WorkPhone => &self.work_phone,
            Column::PreviousEmail => &self.previous_email,
        };
        Cow::Borrowed(optional.as_deref().unwrap_or_default())
    }
}
