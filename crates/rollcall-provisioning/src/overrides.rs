//! Values of fields that are set by hand for one person.

use rollcall_mapping::Language;
use rollcall_storage::Conn;
use rollcall_storage::overrides::{self as rows, Override};
use rollcall_storage::resources::{Scope, Stored};
use scim_core::render::Relations;
use scim_core::schema::Registry;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::audit::{Act, note_change_in};
use crate::feeds::{Cause, Whom, ask_in};
use crate::first_values::Keeping;
use crate::mappings::{Part, no_field};
use crate::people::{ExplainedField, Record};
use crate::provisioning::people as people_type;
use crate::{Error, Provisioning, Result, people};

/// A value to be set by hand.
#[derive(Debug, Clone)]
pub struct NewOverride {
    /// The value; without one the field becomes empty.
    pub value: Option<String>,
    /// Whether it stays whatever the sources say. One that does not is shown as long as they say what they say now.
    pub locked: bool,
}

/// The longest value.
const VALUE_CHARS_MAX: usize = 2_000;

/// Sets a field of a person by hand, and answers how it is shown then.
///
/// # Errors
/// [`Error::Unknown`] for a field that is not there; [`Error::Input`] for one that cannot be set by hand, or a value that is
/// too long or not of the field's kind; [`Error::Refused`] for whoever may not; 404 where there is no such person.
pub async fn set(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    field: &str,
    new: NewOverride,
    by: &str,
) -> Result<ExplainedField> {
    if new
        .value
        .as_ref()
        .is_some_and(|value| value.chars().count() > VALUE_CHARS_MAX)
    {
        return Err(Error::Input(format!(
            "A value that is set by hand has at most {VALUE_CHARS_MAX} characters."
        )));
    }
    let current = p.mappings().of(p, tenant).await?;
    match current.definition.field(field) {
        None => return Err(no_field(field)),
        Some(known) if !known.overridable => {
            return Err(Error::Input(format!(
                "The field {field:?} cannot be set by hand; the mapping says so."
            )));
        }
        Some(_) => Part::require_value(&current.mapping, field, p.by())?,
    }
    let registry = p.registry(tenant).await?;
    let (tenant_id, person, key) = (tenant.to_owned(), id.to_owned(), field.to_owned());
    let (by, now, mapping) = (by.to_owned(), p.now(), current.mapping);
    let verb = p.clone();
    p.store()
        .write(move |tx| {
            let scope = scope(&tenant_id, &registry)?;
            let row = people::lock(tx, &scope, &person)?;
            let uuid = row.0.id;
            let before = Before::of(tx, &verb, scope, &row)?;
            let records = people::records(tx, &scope, std::slice::from_ref(&mapping), vec![row])?;
            let record = records.first();
            if let (Some(record), Some(value)) = (record, &new.value)
                && let Some(flaw) = mapping.flaw(&record.person(0), &key, value)
            {
                return Err(Error::Input(format!("{key} cannot be {value:?}. {flaw}")));
            }
            let sourced = record.and_then(|record| mapping.sourced(&record.person(0), &key));
            let by_hand = Override {
                field: key.clone(),
                value: new.value.clone(),
                locked: new.locked,
                instead_of: sourced.map(|value| value.to_string()),
                set_at: now,
                set_by: by.clone(),
            };
            let was = known_in(tx, &tenant_id, uuid, &key)?;
            rows::set(tx, &tenant_id, uuid, &by_hand)?;
            let act = Act::new("field.set", "person").id(uuid);
            let changed = by_hand_told(&key, was.as_ref(), Some(&by_hand));
            note_change_in(tx, &verb, &tenant_id, act, changed)?;
            tell(tx, &tenant_id, uuid, &key, now)?;
            before.compared(tx)
        })
        .await?;
    shown(p, tenant, id, field).await
}

/// What is set by hand of a person's field.
pub(crate) fn known_in(
    tx: &mut Conn,
    tenant: &str,
    person: Uuid,
    field: &str,
) -> Result<Option<Override>> {
    let known = rows::of(tx, tenant, &[person])?.remove(&person);
    let mut known = known.into_iter().flatten();
    Ok(known.find(|it| it.field == field))
}

/// What the audit log says of a field of a person before and after it is set by hand, or taken back: whether it is and stays so, not
/// to what, which is personal and goes with the person.
pub(crate) fn by_hand_told(
    field: &str,
    was: Option<&Override>,
    is: Option<&Override>,
) -> (Value, Value) {
    let told = |it: Option<&Override>| {
        json!({
            "field": field,
            "by_hand": it.is_some(),
            "locked": it.is_some_and(|it| it.locked),
        })
    };
    let mut after = told(is);
    if let (Some(was), Some(is)) = (was, is)
        && was.value != is.value
    {
        after["value"] = "another".into();
    }
    (told(was), after)
}

/// Takes back what was set by hand.
///
/// # Errors
/// [`Error::Unknown`] for a field that was not set; [`Error::Refused`] for whoever may not; 404 where there is no such person.
pub async fn unset(p: &Provisioning, tenant: &str, id: &str, field: &str) -> Result<()> {
    let mapping = p.mappings().of(p, tenant).await?.mapping;
    Part::require_value(&mapping, field, p.by())?;
    let registry = p.registry(tenant).await?;
    let (tenant_id, person, key) = (tenant.to_owned(), id.to_owned(), field.to_owned());
    let verb = p.clone();
    let now = p.now();
    let was_set = p.store().write(move |tx| {
        let scope = scope(&tenant_id, &registry)?;
        let row = people::lock(tx, &scope, &person)?;
        let before = Before::of(tx, &verb, scope, &row)?;
        let was = known_in(tx, &tenant_id, row.0.id, &key)?;
        let was_set = rows::unset(tx, &tenant_id, row.0.id, &key)?;
        before.compared(tx)?;
        if was_set {
            let act = Act::new("field.unset", "person").id(row.0.id);
            let changed = by_hand_told(&key, was.as_ref(), None);
            note_change_in(tx, &verb, &tenant_id, act, changed)?;
            tell(tx, &tenant_id, row.0.id, &key, now)?;
        }
        Ok::<_, Error>(was_set)
    });
    if !was_set.await? {
        return Err(Error::Unknown(format!(
            "The field {field:?} of this person was not set by hand."
        )));
    }
    Ok(())
}

/// Has the person looked at by whoever follows what is made of people.
pub(crate) fn tell(tx: &mut Conn, tenant: &str, person: Uuid, field: &str, now: i64) -> Result<()> {
    let cause = Cause::Override {
        field: field.to_owned(),
    };
    ask_in(tx, tenant, &Whom::Person { id: person }, &cause, now)
}

/// A person before something was set: others' fields may be made of it.
struct Before<'a>(Option<(Keeping<'a>, (Stored, Relations), Record)>);

impl<'a> Before<'a> {
    fn of(
        tx: &mut Conn,
        p: &Provisioning,
        scope: Scope<'a>,
        row: &(Stored, Relations),
    ) -> Result<Self> {
        let Some(keeping) = Keeping::asked(tx, p, scope, p.now())? else {
            return Ok(Self(None));
        };
        let before = keeping.seen(tx, row.clone())?;
        Ok(Self(Some((keeping, row.clone(), before))))
    }

    fn compared(self, tx: &mut Conn) -> Result<()> {
        if let Some((keeping, row, before)) = self.0 {
            let after = keeping.seen(tx, row)?;
            keeping.between(tx, &before, &after)?;
        }
        Ok(())
    }
}

async fn shown(p: &Provisioning, tenant: &str, id: &str, field: &str) -> Result<ExplainedField> {
    let fields = people::smart_fields(p, tenant, id, Language::default()).await?;
    let found = fields.into_iter().find(|it| it.field.key == field);
    found.ok_or_else(|| no_field(field))
}

fn scope<'a>(tenant: &'a str, registry: &'a Registry) -> Result<Scope<'a>> {
    Ok(Scope {
        tenant,
        resource_type: people_type(registry)?,
    })
}
