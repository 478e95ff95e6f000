//! What addresses were made of before they changed, read from the change log.

use std::collections::HashMap;

use rollcall_storage::changes::{self, Change};
use rollcall_storage::id;
use scim_core::Object;
use serde_json::Value;
use uuid::Uuid;

use crate::provisioning::people;
use crate::{Error, Provisioning, Result};

/// So many people can be kept in memory with what their addresses were; it is some 50 MB.
const PEOPLE_MAX: usize = 100_000;
/// What an address is read from, unless the definition says otherwise.
const ADDRESS_ATTRIBUTES: [&str; 2] = ["emails", "userName"];

/// By person, the attributes that an address is made of and that changed, as they were at a moment; `null` for one that was
/// not there.
#[derive(Debug, Default)]
pub(super) struct Renames {
    was: HashMap<Uuid, Object>,
}

impl Renames {
    /// Reads what changed since a moment, some changes at a time.
    ///
    /// # Errors
    /// [`Error::Input`] if it changed for too many people.
    pub(super) async fn since(p: &Provisioning, tenant: &str, moment: i64) -> Result<Self> {
        let registry = p.registry(tenant).await?;
        let type_name = people(&registry)?.name.clone();
        let rows_max = p.limits().export_chunk_rows;
        let of = tenant.to_owned();
        let number = p
            .store()
            .read(move |conn| changes::number_before(conn, &of, moment).map_err(Error::from));
        let mut number = number.await?;
        let mut renames = Self::default();
        loop {
            let of = tenant.to_owned();
            let read = p
                .store()
                .read(move |conn| changes::after(conn, &of, number, rows_max).map_err(Error::from));
            let chunk = read.await?;
            let Some(last) = chunk.last().map(|change| change.seq) else {
                return Ok(renames);
            };
            number = last;
            let people = chunk.into_iter().filter(|it| it.resource_type == type_name);
            for change in people.filter(|it| it.at >= moment) {
                renames.add(change);
            }
            if renames.was.len() > PEOPLE_MAX {
                return Err(Error::Input(format!(
                    "More than {PEOPLE_MAX} people got another address or user name since then. Name a later moment."
                )));
            }
        }
    }

    /// What a person's address was made of, if that is something else now.
    pub(super) fn of(&self, person: &str) -> Option<&Object> {
        if self.was.is_empty() {
            return None;
        }
        self.was.get(&id::parse(person)?)
    }

    /// Of several changes the first one tells what was there at the moment.
    fn add(&mut self, change: Change) {
        let Some(Value::Object(mut before)) = change.before else {
            return;
        };
        let Some(Value::Object(after)) = change.after else {
            return;
        };
        for name in ADDRESS_ATTRIBUTES {
            let was = before.remove(name);
            if was.is_some() || after.contains_key(name) {
                let known = self.was.entry(change.resource_id).or_default();
                known.entry(name).or_insert(was.unwrap_or_default());
            }
        }
    }
}
