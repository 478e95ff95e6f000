//! Whom an export contains, as one condition.

use rollcall_storage::Conn;
use rollcall_storage::resources::{self, Scope};
use scim_core::condition::{self, Condition, Operand, Place};
use scim_core::schema::Kind;
use scim_core::{Tolerances, fold};
use scim_filter_parser::CompareOp;
use uuid::Uuid;

use crate::{Error, Provisioning, Result};

/// Whom an export contains.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// A SCIM filter over people.
    pub filter: Option<String>,
    /// A group's id or name.
    pub group: Option<String>,
    /// Who is in by status. A deactivated person leaves the default at once.
    pub status: StatusSelection,
}

/// Who is in an export by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StatusSelection {
    /// Only active people.
    #[default]
    Active,
    /// Only deactivated people.
    Inactive,
    /// Both.
    Any,
}

impl Selection {
    /// The selection as one condition over people; `None` means everybody.
    pub(super) async fn condition(
        &self,
        p: &Provisioning,
        tenant: &str,
    ) -> Result<Option<Condition>> {
        let mut all = Vec::new();
        match self.status {
            StatusSelection::Active => all.push(Condition::Not(Box::new(is_deactivated()))),
            StatusSelection::Inactive => all.push(is_deactivated()),
            StatusSelection::Any => {}
        }
        if let Some(group) = &self.group {
            all.push(in_group(find_group(p, tenant, group).await?));
        }
        if let Some(text) = &self.filter {
            all.push(condition::parse(p.people()?, text, Tolerances::ALL)?);
        }
        Ok((!all.is_empty()).then_some(Condition::All(all)))
    }
}

/// `active eq false`; its negation is also true of whoever has no `active`.
fn is_deactivated() -> Condition {
    let place = place("active", None, Kind::Boolean);
    Condition::Compare {
        place,
        op: CompareOp::Eq,
        operand: Operand::Boolean(false),
    }
}

/// `groups.value eq "id"`
fn in_group(id: Uuid) -> Condition {
    let place = place("groups", Some("value"), Kind::String);
    Condition::Compare {
        place,
        op: CompareOp::Eq,
        operand: Operand::Text(id.to_string()),
    }
}

fn place(attribute: &str, sub: Option<&str>, kind: Kind) -> Place {
    Place {
        schema: None,
        attribute: attribute.to_owned(),
        sub: sub.map(str::to_owned),
        kind,
        case_exact: false,
        multi_valued: sub.is_some(),
    }
}

async fn find_group(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<Uuid> {
    if id_or_name.contains('\0') {
        return Err(Error::Input(
            "A group's name cannot contain a NUL character.".to_owned(),
        ));
    }
    let (verb, tenant_id, wanted) = (p.clone(), tenant.to_owned(), id_or_name.to_owned());
    let found = p
        .store()
        .read(move |conn| {
            let resource_type = verb.endpoint("Groups")?;
            find_group_in(
                conn,
                &Scope {
                    tenant: &tenant_id,
                    resource_type,
                },
                &wanted,
            )
        })
        .await?;
    found.ok_or_else(|| {
        Error::Unknown(format!(
            "Tenant {tenant:?} has no group with the name or id {id_or_name:?}."
        ))
    })
}

fn find_group_in(conn: &mut Conn, scope: &Scope<'_>, wanted: &str) -> Result<Option<Uuid>> {
    let by_id = match Uuid::try_parse(wanted) {
        Ok(id) => resources::find(conn, scope, id)?,
        Err(_) => None,
    };
    let found = match by_id {
        Some(group) => Some(group),
        None => resources::find_by_unique_key(conn, scope, &fold(wanted))?,
    };
    Ok(found.map(|group| group.id))
}
