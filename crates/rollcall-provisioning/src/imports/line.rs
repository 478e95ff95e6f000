//! One line of a list: whom it means, and what it makes of them.

use rollcall_mapping::import::ListPerson;
use rollcall_storage::Conn;
use rollcall_storage::imported_people::{self, Entry};
use rollcall_storage::resources::{self, Stored};
use scim_core::bulk::{Method, Target};
use scim_core::schema::{ResourceType, USER};
use scim_core::{ErrorKind, Object, fold};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{IMPORTED, is_imported};
use crate::provisioning::people;
use crate::resources::{Call, Prepared, would_change};
use crate::{Error, Provisioning, Result};

const TAKEN_OVER: &str =
    "A provider has taken this person over; the list changes nothing about them any more.";

/// What became of one line.
pub(super) struct Done {
    pub(super) outcome: Outcome,
    /// The entry that the line means.
    pub(super) entry: Option<Uuid>,
    /// What is to be said of it, and whether it is left out for that.
    pub(super) problem: Option<(String, bool)>,
    pub(super) person: Object,
}

/// What a line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    New,
    Changed,
    Unchanged,
    Linked,
    LeftOut,
}

/// One line in hand.
pub(super) struct Line<'l> {
    pub(super) p: &'l Provisioning,
    pub(super) call: &'l Call,
    /// The list; none where there is none yet and nothing is written.
    pub(super) connection: Option<Uuid>,
    pub(super) line: &'l ListPerson,
}

impl Line<'_> {
    /// Does what the line says, or finds out what that would be. What is wrong with it is its outcome.
    pub(super) fn run(&self, conn: &mut Conn, dry_run: bool) -> Result<Done> {
        let found = self.find(conn)?;
        let entry = found.as_ref().map(|(entry, _)| entry.id);
        let person = self.line.apply(&Object::new());
        let done = if dry_run {
            self.carry_out(conn, found, true)
        } else {
            conn.savepoint(|tx| self.carry_out(tx, found.clone(), false))
        };
        let left_out = |detail: String| Done {
            outcome: Outcome::LeftOut,
            entry,
            problem: Some((detail, true)),
            person: person.clone(),
        };
        match done {
            Ok((outcome, entry, problem)) => Ok(Done {
                outcome,
                entry,
                problem: problem.map(|detail| (detail, false)),
                person,
            }),
            Err(Error::Scim(error)) => Ok(left_out(error.detail)),
            Err(other) => Err(other),
        }
    }

    /// The entry that the line means, with its person: by the list's own id, else by address.
    fn find(&self, conn: &mut Conn) -> Result<Option<(Entry, Stored)>> {
        let Some(connection) = self.connection else {
            return Ok(None);
        };
        let tenant = &*self.call.caller.tenant;
        let by_id = match self.line.id() {
            Some(id) => imported_people::find_by_row_id(conn, tenant, connection, id)?,
            None => None,
        };
        let entry = match by_id {
            Some(entry) => Some(entry),
            None => {
                let with_address =
                    imported_people::find_by_address(conn, tenant, connection, &self.address())?;
                // One that has an id is somebody else than a line with another.
                let mut alike = with_address.into_iter();
                alike.find(|entry| entry.row_id.is_none() || self.line.id().is_none())
            }
        };
        let Some(entry) = entry else {
            return Ok(None);
        };
        let rt = people(&self.call.caller.registry)?;
        let scope = resources::Scope {
            tenant,
            resource_type: rt,
        };
        let person = resources::find(conn, &scope, entry.resource_id)?;
        Ok(person.map(|person| (entry, person)))
    }

    fn address(&self) -> String {
        fold(self.line.address().unwrap_or_default()).into_owned()
    }

    fn carry_out(
        &self,
        conn: &mut Conn,
        found: Option<(Entry, Stored)>,
        dry_run: bool,
    ) -> Result<(Outcome, Option<Uuid>, Option<String>)> {
        let Some((entry, person)) = found else {
            let entry = self.create(conn, dry_run)?;
            return Ok((Outcome::New, entry, None));
        };
        let id = Some(entry.id);
        if entry.linked_at.is_some() {
            return Ok((Outcome::Linked, id, None));
        }
        if !is_imported(&person.attributes) {
            return Ok((Outcome::Linked, id, Some(TAKEN_OVER.to_owned())));
        }
        let rt = people(&self.call.caller.registry)?;
        let body = body(self.line.apply(&person.attributes));
        let changes = would_change(self.call, rt, &person.attributes, &body)?;
        if !dry_run {
            if changes && !self.update(conn, rt, person.id)? {
                return Ok((Outcome::Linked, id, Some(TAKEN_OVER.to_owned())));
            }
            self.rename(conn, &entry)?;
        }
        let outcome = if changes {
            Outcome::Changed
        } else {
            Outcome::Unchanged
        };
        Ok((outcome, id, None))
    }

    /// Makes the person what the line says; answers whether they still are the list's once nobody else can change them.
    fn update(&self, conn: &mut Conn, rt: &ResourceType, person: Uuid) -> Result<bool> {
        let scope = resources::Scope {
            tenant: &self.call.caller.tenant,
            resource_type: rt,
        };
        let Some(person) = resources::lock(conn, &scope, person)? else {
            return Err(Error::scim(
                ErrorKind::NotFound,
                "This person was linked or deleted while the list was imported. Import it again.",
            ));
        };
        if !is_imported(&person.attributes) {
            return Ok(false);
        }
        let body = body(self.line.apply(&person.attributes));
        let target = target(Method::Put, &person.id.to_string());
        Prepared::read(self.p, self.call, target, &body)?.run(conn, self.p, self.call)?;
        Ok(true)
    }

    /// Keeps as what the list knows the person.
    fn rename(&self, conn: &mut Conn, entry: &Entry) -> Result<()> {
        let row_id = self.line.id().or(entry.row_id.as_deref());
        if row_id == entry.row_id.as_deref() && self.address() == entry.address {
            return Ok(());
        }
        let tenant = &self.call.caller.tenant;
        Ok(imported_people::rename(
            conn,
            tenant,
            entry.id,
            row_id,
            &self.address(),
        )?)
    }

    fn create(&self, conn: &mut Conn, dry_run: bool) -> Result<Option<Uuid>> {
        let id = Uuid::now_v7();
        let mut person = self.line.apply(&Object::new());
        person.insert("userName".to_owned(), json!(format!("{IMPORTED}{id}")));
        let made = Prepared::read(self.p, self.call, target(Method::Post, ""), &body(person))?;
        let (Some(connection_id), false) = (self.connection, dry_run) else {
            return Ok(None);
        };
        let done = made.run(conn, self.p, self.call)?;
        let resource_id = rollcall_storage::id::parse(&done.id)
            .ok_or_else(|| Error::Internal("a person was made whose id is none".into()))?;
        let entry = Entry {
            id,
            connection_id,
            resource_id,
            row_id: self.line.id().map(str::to_owned),
            address: self.address(),
            linked_at: None,
            linked_by: None,
        };
        imported_people::insert(conn, &self.call.caller.tenant, &entry)?;
        Ok(Some(id))
    }
}

fn target(method: Method, id: &str) -> Target {
    Target {
        method,
        endpoint: "Users".to_owned(),
        id: id.to_owned(),
    }
}

fn body(mut person: Object) -> Value {
    person.insert("schemas".to_owned(), json!([USER]));
    Value::Object(person)
}
