//! Saying what is so.

use rollcall_mapping::Mapping;
use rollcall_storage::imported_people::{self, Entry};
use rollcall_storage::overrides::{self, Override};
use rollcall_storage::resources::Scope;
use rollcall_storage::{Conn, id, kept_apart, memberships, resources};
use scim_core::ErrorKind;
use scim_core::bulk::{Method, Target};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::audit::{Act, note_in};
use crate::auth::own_call;
use crate::imports::is_imported;
use crate::provisioning::people as people_type;
use crate::resources::{Call, Prepared, RENEWALS_MAX};
use crate::{Error, Provisioning, Result, people};

/// What a link did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Linked {
    /// The person who stays: the one whom the provider knows.
    pub id: String,
    /// The fields whose values, set by hand on the imported person, are theirs now.
    pub fields_moved: Vec<String>,
    /// The fields that had a value by hand on both; the provisioned person's stays.
    pub fields_kept: Vec<String>,
    /// The groups that they were put into.
    pub groups_joined: u64,
}

/// Says that an imported person is this provisioned one, who stays, with the id that the provider knows. What was set by hand
/// on the imported person becomes theirs where they have nothing by hand, and the groups too. The imported record goes, and
/// the list's line means the provisioned person from then on: imports change nothing about them.
///
/// # Errors
/// [`Error::Unknown`] for somebody who is not imported, or linked already; [`Error::Input`] where the other one is imported
/// too; 404 for a person who is not there.
pub async fn link(
    p: &Provisioning,
    tenant: &str,
    imported: &str,
    person: &str,
    by: &str,
    request: &str,
) -> Result<Linked> {
    let mut call = own_call(p, tenant, request).await?;
    let mapping = p.mappings().of(p, tenant).await?.mapping;
    let (imported, person) = (parse(imported)?, parse(person)?);
    for _ in 0..=RENEWALS_MAX {
        let (verb, own, mapping, by) = (p.clone(), call.clone(), mapping.clone(), by.to_owned());
        let linked = p.store().write(move |tx| {
            if !own.is_current(tx)? {
                return Ok(None);
            }
            let link = Link {
                p: &verb,
                call: &own,
                mapping: &mapping,
                imported,
                person,
                by: &by,
            };
            let linked = link.run(tx)?;
            let act = of_two("adoption.link", imported).after(beside(person));
            note_in(tx, &verb, &own.caller.tenant, act)?;
            Ok::<_, Error>(Some(linked))
        });
        if let Some(linked) = linked.await? {
            return Ok(linked);
        }
        call = call.renewed(p).await?;
    }
    Err(rollcall_storage::Error::Busy.into())
}

/// What the audit log says of two people.
fn of_two(action: &'static str, imported: Uuid) -> Act {
    Act::new(action, "person").id(imported)
}

/// The other of the two.
fn beside(person: Uuid) -> Value {
    json!({ "person": person.to_string() })
}

fn parse(text: &str) -> Result<Uuid> {
    id::parse(text).ok_or_else(|| {
        Error::scim(
            ErrorKind::NotFound,
            format!("There is no person with id {text:?} here."),
        )
    })
}

/// The entry of an imported person who is not linked yet.
fn entry(tx: &mut Conn, scope: &Scope<'_>, imported: Uuid) -> Result<Entry> {
    let entries = imported_people::of(tx, scope.tenant, imported)?;
    let stored = resources::find(tx, scope, imported)?;
    let is_imported = stored.is_some_and(|it| is_imported(&it.attributes));
    let entry = entries.into_iter().find(|it| it.linked_at.is_none());
    entry.filter(|_| is_imported).ok_or_else(|| {
        Error::Unknown(format!(
            "{imported} is nobody who came by a list and is not linked yet; `rollcall adoption list` shows who may be linked."
        ))
    })
}

/// Refuses a provisioned person who is none.
fn refuse_imported(tx: &mut Conn, scope: &Scope<'_>, person: Uuid) -> Result<()> {
    let (stored, _) = people::find(tx, scope, &person.to_string())?;
    if is_imported(&stored.attributes) {
        return Err(Error::Input(format!(
            "{person} came by a list too. An imported person is linked to one whom a provider pushes."
        )));
    }
    Ok(())
}

struct Link<'l> {
    p: &'l Provisioning,
    call: &'l Call,
    mapping: &'l Mapping,
    imported: Uuid,
    person: Uuid,
    by: &'l str,
}

impl Link<'_> {
    fn run(&self, tx: &mut Conn) -> Result<Linked> {
        let rt = people_type(&self.call.caller.registry)?;
        let tenant = &*self.call.caller.tenant;
        let scope = Scope {
            tenant,
            resource_type: rt,
        };
        let entry = self.hold(tx, &scope)?;
        refuse_imported(tx, &scope, self.person)?;
        let mut by_hand = overrides::of(tx, tenant, &[self.imported, self.person])?;
        let theirs = by_hand.remove(&self.person).unwrap_or_default();
        let set = by_hand.remove(&self.imported).unwrap_or_default();
        let groups_joined = self.join(tx)?;
        // Before the imported person goes, and with them what still means them.
        let now = self.p.now();
        imported_people::link(tx, tenant, entry.id, self.person, now, self.by)?;
        self.change(tx, Method::Delete, "Users", self.imported, &Value::Null)?;
        let mut linked = Linked {
            id: self.person.to_string(),
            groups_joined,
            ..Linked::default()
        };
        for value in set {
            if theirs.iter().any(|it| it.field == value.field) {
                linked.fields_kept.push(value.field);
            } else {
                linked.fields_moved.push(value.field.clone());
                self.set(tx, &scope, value)?;
            }
        }
        Ok(linked)
    }

    /// The imported person's entry, once nobody else changes or links them: who was taken over by a provider meanwhile stays.
    fn hold(&self, tx: &mut Conn, scope: &Scope<'_>) -> Result<Entry> {
        let groups = memberships::groups_containing(tx, scope.tenant, self.imported)?;
        // Before the person and in the same order as for a deletion, so that nobody waits in a circle.
        for rt in self.call.caller.registry.types() {
            if !rt.has_members() {
                continue;
            }
            let of_type = Scope {
                tenant: scope.tenant,
                resource_type: rt,
            };
            for group in &groups {
                resources::lock(tx, &of_type, *group)?;
            }
        }
        resources::lock_for_deletion(tx, scope, self.imported)?;
        if memberships::groups_containing(tx, scope.tenant, self.imported)? != groups {
            return Err(rollcall_storage::Error::Conflict.into());
        }
        entry(tx, scope, self.imported)
    }

    fn change(
        &self,
        tx: &mut Conn,
        method: Method,
        endpoint: &str,
        id: Uuid,
        body: &Value,
    ) -> Result<()> {
        let target = Target {
            method,
            endpoint: endpoint.to_owned(),
            id: id.to_string(),
        };
        let prepared = Prepared::read(self.p, self.call, target, body)?;
        prepared.run(tx, self.p, self.call)?;
        Ok(())
    }

    /// Puts the person into the groups of the imported one; answers into how many.
    fn join(&self, tx: &mut Conn) -> Result<u64> {
        let tenant = &*self.call.caller.tenant;
        let has = memberships::groups_containing(tx, tenant, self.person)?;
        let mut wanted = memberships::groups_containing(tx, tenant, self.imported)?;
        wanted.retain(|group| !has.contains(group));
        wanted.sort_unstable();
        let body = json!({
            "schemas": [scim_core::patch::PATCH_OP],
            "Operations": [{"op": "add", "path": "members", "value": [{"value": self.person.to_string()}]}],
        });
        let mut joined = 0;
        for group in wanted {
            match self.change(tx, Method::Patch, "Groups", group, &body) {
                Ok(()) => joined += 1,
                // A group of a type of the tenant's own, or gone.
                Err(Error::Scim(error)) if error.kind == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(joined)
    }

    /// What was set by hand on the other one holds instead of what this person's own sources say.
    fn set(&self, tx: &mut Conn, scope: &Scope<'_>, value: Override) -> Result<()> {
        let row = people::lock(tx, scope, &self.person.to_string())?;
        let mappings = std::slice::from_ref(self.mapping);
        let records = people::records(tx, scope, mappings, vec![row])?;
        let sourced = records
            .first()
            .and_then(|record| self.mapping.sourced(&record.person(0), &value.field));
        let moved = Override {
            instead_of: sourced.map(|it| it.to_string()),
            ..value
        };
        overrides::set(tx, scope.tenant, self.person, &moved)?;
        let now = self.p.now();
        crate::overrides::tell(tx, scope.tenant, self.person, &moved.field, now)
    }
}

/// Says that these two are two; it is remembered as long as both are there.
///
/// # Errors
/// As [`link`].
pub async fn keep_apart(
    p: &Provisioning,
    tenant: &str,
    imported: &str,
    person: &str,
    by: &str,
) -> Result<()> {
    let (imported, person) = (parse(imported)?, parse(person)?);
    let registry = p.registry(tenant).await?;
    let (verb, tenant, by, now) = (p.clone(), tenant.to_owned(), by.to_owned(), p.now());
    p.store()
        .write(move |tx| {
            let scope = Scope {
                tenant: &tenant,
                resource_type: people_type(&registry)?,
            };
            entry(tx, &scope, imported)?;
            refuse_imported(tx, &scope, person)?;
            kept_apart::add(tx, &tenant, imported, person, now, &by)?;
            let act = of_two("adoption.keep_apart", imported).after(beside(person));
            note_in(tx, &verb, &tenant, act)
        })
        .await
}

/// Takes back that they are two: it is asked again.
///
/// # Errors
/// [`Error::Unknown`] where that was not said.
pub async fn ask(p: &Provisioning, tenant: &str, imported: &str, person: &str) -> Result<()> {
    let (one, other) = (parse(imported)?, parse(person)?);
    let (verb, tenant) = (p.clone(), tenant.to_owned());
    let taken_back = p.store().write(move |tx| {
        let was_said = kept_apart::remove(tx, &tenant, one, other)?;
        if was_said {
            let act = of_two("adoption.ask", one).before(beside(other));
            note_in(tx, &verb, &tenant, act)?;
        }
        Ok::<_, Error>(was_said)
    });
    match taken_back.await? {
        true => Ok(()),
        false => Err(Error::Unknown(format!(
            "Nobody said that {imported} and {person} are to be kept apart."
        ))),
    }
}
