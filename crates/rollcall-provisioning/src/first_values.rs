//! Fields whose first value stays (`updates: new_only`). As long as the sources of such a field say the same as at first, nothing
//! is stored; before they say something else, what they said is kept, in the transaction that changes it. What they are made of
//! besides the person's own record is looked at too: groups that are joined, left, renamed or deleted, and the manager.
//!
//! A tenant without such fields pays nothing: whether there are any is in the row that every write reads anyway.

use std::collections::HashSet;

use rollcall_mapping::{Definition, Manager, Mapping};
use rollcall_storage::first_values::{self, FirstValue};
use rollcall_storage::resources::{self, Scope, Stored, View};
use rollcall_storage::{Conn, id, memberships, schemas};
use scim_core::render::{GroupRef, Relations};
use scim_core::schema::{ENTERPRISE_USER, ResourceType};
use scim_core::{Rules, condition, fold};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::people::{self, Record};
use crate::{Error, Provisioning, Result};

/// So many people are looked at at a time.
const PEOPLE_AT_ONCE: u16 = 500;

/// Notes, with the publication of a version, whether first values are kept from now on. What is kept of fields that follow
/// their sources again is forgotten.
///
/// # Errors
/// When a write under way takes too long; the database's own.
pub(crate) fn published(
    tx: &mut Conn,
    tenant: &str,
    definition: &Definition,
    version: i64,
) -> Result<()> {
    let keeping: Vec<&str> = definition.keeping_first().collect();
    let kept_before = schemas::version(tx, tenant)?.keeps_first;
    if kept_before == 0 && keeping.is_empty() {
        return Ok(());
    }
    // Until this is committed nobody writes by the version before.
    schemas::lock(tx, tenant)?;
    schemas::keep_first(tx, tenant, if keeping.is_empty() { 0 } else { version })?;
    Ok(first_values::forget_others(tx, tenant, &keeping)?)
}

/// What happened to a group.
pub(crate) struct GroupChange<'a> {
    pub(crate) resource_type: &'a str,
    pub(crate) added: &'a HashSet<Uuid>,
    pub(crate) removed: &'a HashSet<Uuid>,
    pub(crate) renamed: bool,
}

/// What is kept in a transaction, and by which mapping.
pub(crate) struct Keeping<'a> {
    scope: Scope<'a>,
    mapping: Mapping,
    at: i64,
}

impl<'a> Keeping<'a> {
    /// What this write has to keep; none, where the tenant has no field that keeps its first value.
    ///
    /// # Errors
    /// Only the database's own.
    pub(crate) fn of(
        tx: &mut Conn,
        p: &Provisioning,
        scope: Scope<'a>,
        at: i64,
    ) -> Result<Option<Self>> {
        let version = tx.keeps_first();
        Self::by(tx, p, scope, version, at)
    }

    /// As [`Self::of`], in a write that has not asked for the tenant's definitions.
    ///
    /// # Errors
    /// Only the database's own.
    pub(crate) fn asked(
        tx: &mut Conn,
        p: &Provisioning,
        scope: Scope<'a>,
        at: i64,
    ) -> Result<Option<Self>> {
        let version = schemas::version(tx, scope.tenant)?.keeps_first;
        Self::by(tx, p, scope, version, at)
    }

    fn by(
        tx: &mut Conn,
        p: &Provisioning,
        scope: Scope<'a>,
        version: i64,
        at: i64,
    ) -> Result<Option<Self>> {
        if version == 0 {
            return Ok(None);
        }
        let mapping = p.mappings().of_version(tx, scope, version)?;
        Ok(Some(Self { scope, mapping, at }))
    }

    /// Whether resources of this type are people.
    pub(crate) fn is_about(&self, rt: &ResourceType) -> bool {
        rt.name == self.scope.resource_type.name
    }

    /// A person's own record has changed.
    ///
    /// # Errors
    /// Only the database's own.
    pub(crate) fn person(&self, tx: &mut Conn, before: &Stored, after: &Stored) -> Result<()> {
        let relations = people::in_groups(tx, &self.scope, after.id)?;
        let was = self.seen(tx, (before.clone(), relations.clone()))?;
        let is = self.seen(tx, (after.clone(), relations))?;
        self.between(tx, &was, &is)
    }

    /// A person was so, and is so.
    ///
    /// # Errors
    /// Only the database's own.
    pub(crate) fn between(&self, tx: &mut Conn, was: &Record, is: &Record) -> Result<()> {
        self.compare(tx, was, is)?;
        self.manager(tx, Some(was), Some(is))
    }

    /// A person as they are.
    ///
    /// # Errors
    /// Only the database's own.
    pub(crate) fn seen(&self, tx: &mut Conn, row: (Stored, Relations)) -> Result<Record> {
        let mappings = std::slice::from_ref(&self.mapping);
        let records = people::records(tx, &self.scope, mappings, vec![row])?;
        let mut records = records.into_iter();
        let none = || Error::Internal("a row has no record".into());
        records.next().ok_or_else(none)
    }

    /// Somebody who may be others' manager has changed, has come or is about to go.
    ///
    /// # Errors
    /// Only the database's own.
    pub(crate) fn manager(
        &self,
        tx: &mut Conn,
        before: Option<&Record>,
        after: Option<&Record>,
    ) -> Result<()> {
        if !self.mapping.keeps_first_of_managers() {
            return Ok(());
        }
        // Others refer to them by their id or by their name, which may be another now.
        let mut references: Vec<String> = Vec::new();
        for record in [before, after].into_iter().flatten() {
            references.push(record.id().to_owned());
            references.push(fold(record.user_name()).into_owned());
        }
        references.sort_unstable();
        references.dedup();
        for reference in references {
            let means = |record: &&Record| {
                record.id() == reference || fold(record.user_name()) == reference.as_str()
            };
            let seen = |record: Option<&Record>| {
                let record = record.filter(means);
                record.map(|it| self.mapping.manager(&it.person(0)))
            };
            let (was, is) = (seen(before), seen(after));
            if was != is {
                self.reports(tx, &reference, was.as_ref(), is.as_ref())?;
            }
        }
        Ok(())
    }

    /// Looks at everybody who refers to this manager so.
    fn reports(
        &self,
        tx: &mut Conn,
        reference: &str,
        was: Option<&Manager>,
        is: Option<&Manager>,
    ) -> Result<()> {
        let filter = format!("{ENTERPRISE_USER}:manager.value eq {}", json!(reference));
        let condition = condition::parse(self.scope.resource_type, &filter, Rules::ALL)?;
        let (mut position, max) = (None, i64::from(PEOPLE_AT_ONCE));
        loop {
            let rows = resources::after(tx, &self.scope, Some(&condition), position, max)?;
            let Some((last, _)) = rows.last() else {
                return Ok(());
            };
            position = Some(last.id);
            let mappings = std::slice::from_ref(&self.mapping);
            for record in people::records(tx, &self.scope, mappings, rows)? {
                let before = record.with_manager(was.cloned());
                self.compare(tx, &before, &record.with_manager(is.cloned()))?;
            }
        }
    }

    /// People came into a group or left it, or it has another name or none now; `before` is the group as it was.
    ///
    /// # Errors
    /// Only the database's own.
    pub(crate) fn group(
        &self,
        tx: &mut Conn,
        before: &Stored,
        change: &GroupChange<'_>,
    ) -> Result<()> {
        if !self.mapping.keeps_first_of_groups() {
            return Ok(());
        }
        let mut affected: HashSet<Uuid> = change.added.union(change.removed).copied().collect();
        if change.renamed {
            let members = memberships::members(tx, self.scope.tenant, before.id, View::Counted)?;
            affected.extend(members.iter().filter_map(|member| id::parse(&member.id)));
        }
        let mut affected: Vec<_> = affected.into_iter().collect();
        affected.sort_unstable();
        let group = GroupRef {
            id: before.id.to_string(),
            resource_type: change.resource_type.to_owned(),
            display: before
                .attributes
                .get("displayName")
                .and_then(Value::as_str)
                .map(str::to_owned),
        };
        for some in affected.chunks(usize::from(PEOPLE_AT_ONCE)) {
            let mut groups = memberships::groups_of(tx, self.scope.tenant, some)?;
            let (mut was, mut is) = (Vec::new(), Vec::new());
            for id in some {
                // Members that are no people have no fields.
                let Some(stored) = resources::find(tx, &self.scope, *id)? else {
                    continue;
                };
                let now = groups.remove(id).unwrap_or_default();
                let mut then = now.clone();
                then.retain(|it| it.id != group.id);
                if !change.added.contains(id) {
                    let place = then.partition_point(|it| it.id < group.id);
                    then.insert(place, group.clone());
                }
                was.push((stored.clone(), in_these(then)));
                is.push((stored, in_these(now)));
            }
            self.keep(tx, was, is)?;
        }
        Ok(())
    }

    fn keep(
        &self,
        tx: &mut Conn,
        before: Vec<(Stored, Relations)>,
        after: Vec<(Stored, Relations)>,
    ) -> Result<()> {
        let mappings = std::slice::from_ref(&self.mapping);
        let before = people::records(tx, &self.scope, mappings, before)?;
        let after = people::records(tx, &self.scope, mappings, after)?;
        for (before, after) in before.iter().zip(&after) {
            self.compare(tx, before, after)?;
        }
        Ok(())
    }

    /// Keeps what the sources said, where they say something else now and nothing is kept yet.
    fn compare(&self, tx: &mut Conn, before: &Record, after: &Record) -> Result<()> {
        let said = self.mapping.first(&before.person(0));
        if said.is_empty() {
            return Ok(());
        }
        let says = self.mapping.first(&after.person(0));
        let Some(id) = id::parse(before.id()) else {
            return Ok(());
        };
        for (field, value) in said {
            if before.keeps(&field) || says.get(&field) == Some(&value) {
                continue;
            }
            let first = FirstValue {
                field,
                value: value.to_string(),
                kept_at: self.at,
            };
            first_values::keep(tx, self.scope.tenant, id, &first)?;
        }
        Ok(())
    }
}

fn in_these(groups: Vec<GroupRef>) -> Relations {
    Relations {
        groups,
        ..Relations::default()
    }
}
