//! What somebody does, and where in the organization.

use crate::Source::{AddressAt, ManagerEmail, ManagerName, Path};
use crate::{Column, Field, FieldKind};

pub(super) const JOB_TITLE: Field = Field {
    key: "job_title",
    kind: FieldKind::Text,
    label: "Job position",
    target: Some(Column::JobTitle),
    sources: &[Path("title")],
    doc: "",
};

pub(super) const DEPARTMENT: Field = Field {
    key: "department",
    kind: FieldKind::Text,
    label: "Department",
    target: Some(Column::Department),
    sources: &[Path(
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
    )],
    doc: "",
};

pub(super) const DIVISION: Field = Field {
    key: "division",
    kind: FieldKind::Text,
    label: "Division",
    target: Some(Column::Division),
    sources: &[Path(
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division",
    )],
    doc: "",
};

pub(super) const ORGANIZATION: Field = Field {
    key: "organization",
    kind: FieldKind::Text,
    label: "Organization",
    target: Some(Column::Organization),
    sources: &[Path(
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization",
    )],
    doc: "",
};

pub(super) const COST_CENTER: Field = Field {
    key: "cost_center",
    kind: FieldKind::Text,
    label: "Cost center",
    target: None,
    sources: &[Path(
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter",
    )],
    doc: "",
};

pub(super) const EMPLOYEE_NUMBER: Field = Field {
    key: "employee_number",
    kind: FieldKind::Text,
    label: "Employee number",
    target: Some(Column::EmployeeNumber),
    sources: &[Path(
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
    )],
    doc: "",
};

pub(super) const MANAGER_NAME: Field = Field {
    key: "manager_name",
    kind: FieldKind::Text,
    label: "Manager",
    target: Some(Column::ManagerName),
    sources: &[
        Path("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName"),
        ManagerName,
    ],
    doc: "The manager is the person whose id, or failing that whose user name, is the `manager.value` that was sent.",
};

pub(super) const MANAGER_EMAIL: Field = Field {
    key: "manager_email",
    kind: FieldKind::Email,
    label: "Manager's email",
    target: Some(Column::ManagerEmail),
    sources: &[
        ManagerEmail,
        AddressAt("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value"),
    ],
    doc: "A provider that names managers by address is believed even if the manager is not provisioned here.",
};
