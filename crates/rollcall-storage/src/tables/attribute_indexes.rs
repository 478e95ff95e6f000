//! The attributes that a tenant wants indexed. Whoever writes resources keeps the entries of all of them but those
//! being deleted ([`super::attribute_entries`]); filters use those that are ready.

use diesel::prelude::*;
use scim_core::comparable::Form;
use scim_core::condition::Place;
use scim_core::schema::Kind;
use uuid::Uuid;

use super::resources::Scope;
use crate::conn::on;
use crate::filter_sql;
use crate::id::Id;
use crate::schema::attribute_indexes;
use crate::{Conn, Error};

/// How far an index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Resources that were there before it are getting their entries.
    Building,
    /// Filters use it.
    Ready,
    /// Its entries are being removed.
    Deleting,
}

impl State {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Ready => "ready",
            Self::Deleting => "deleting",
        }
    }
}

/// An index of one attribute of one resource type.
#[derive(Debug, Clone, PartialEq)]
pub struct AttributeIndex {
    /// Its id.
    pub id: Uuid,
    /// The name of the resource type.
    pub resource_type: String,
    /// The attribute. Its kind is one that compares as the form says; whether it has several values is not known.
    pub place: Place,
    /// How its values were compared when the index was made. Where they are compared otherwise by now, it is not used.
    pub form: Form,
    /// How far it is.
    pub state: State,
    /// While it is building: every resource up to this id has its entries.
    pub position: Option<Uuid>,
    /// How many resources those are.
    pub seen_count: i64,
    /// When it was made, in microseconds since the Unix epoch.
    pub created_at: i64,
}

/// What an index of an attribute would be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Filters on it would read fewer resources.
    Useful,
    /// None: every tenant has it in a column or in rows of its own.
    Promoted,
    /// None: it is not in the document, but made when a resource is shown.
    Shown,
    /// None: it is complex, and its sub-attributes are what is compared.
    Complex,
}

/// What an index of a place would be good for.
pub fn use_of(scope: &Scope<'_>, place: &Place) -> Use {
    let rt = scope.resource_type;
    let shown = match place.attribute.as_str() {
        _ if place.schema.is_some() => false,
        "id" | "meta" | "schemas" => true,
        "members" => rt.has_members(),
        "groups" => rt.has_groups(),
        _ => false,
    };
    if filter_sql::is_promoted(scope, place) {
        Use::Promoted
    } else if shown {
        Use::Shown
    } else if Form::of(place).is_none() {
        Use::Complex
    } else {
        Use::Useful
    }
}

impl AttributeIndex {
    /// An index to be built, of a place that [`use_of`] finds useful. None where the place is complex.
    pub fn new(id: Uuid, resource_type: &str, place: Place, created_at: i64) -> Option<Self> {
        Some(Self {
            id,
            resource_type: resource_type.to_owned(),
            form: Form::of(&place)?,
            place,
            state: State::Building,
            position: None,
            seen_count: 0,
            created_at,
        })
    }

    /// Whether it tells how values at a place compare.
    pub fn serves(&self, place: &Place) -> bool {
        self.place.schema == place.schema
            && self.place.attribute == place.attribute
            && self.place.sub == place.sub
            && Form::of(place) == Some(self.form)
    }
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = attribute_indexes, treat_none_as_default_value = false)]
struct Row {
    tenant_id: String,
    id: Id,
    resource_type: String,
    path: String,
    urn: Option<String>,
    attribute: String,
    sub_attribute: Option<String>,
    form: String,
    state: String,
    position: Option<Id>,
    seen_count: i64,
    lease_until: i64,
    created_at: i64,
}

const FORMS: [(Form, &str); 5] = [
    (Form::Boolean, "boolean"),
    (Form::Number, "number"),
    (Form::Instant, "instant"),
    (Form::Folded, "folded"),
    (Form::Exact, "exact"),
];

fn form_word(form: Form) -> &'static str {
    FORMS
        .iter()
        .find(|(known, _)| *known == form)
        .map_or("exact", |(_, word)| word)
}

impl TryFrom<Row> for AttributeIndex {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let form = FORMS.iter().find(|(_, word)| *word == row.form);
        let (form, _) = form.ok_or(Error::Corrupt("attribute_indexes.form is no form"))?;
        let states = [State::Building, State::Ready, State::Deleting];
        let state = states.into_iter().find(|state| state.as_str() == row.state);
        let kind = match form {
            Form::Boolean => Kind::Boolean,
            Form::Number => Kind::Decimal,
            Form::Instant => Kind::DateTime,
            Form::Folded | Form::Exact => Kind::String,
        };
        Ok(Self {
            id: row.id.0,
            resource_type: row.resource_type,
            place: Place {
                schema: row.urn,
                attribute: row.attribute,
                sub: row.sub_attribute,
                kind,
                case_exact: *form == Form::Exact,
                multi_valued: false,
            },
            form: *form,
            state: state.ok_or(Error::Corrupt("attribute_indexes.state is no state"))?,
            position: row.position.map(|id| id.0),
            seen_count: row.seen_count,
            created_at: row.created_at,
        })
    }
}

/// Adds an index as it is. From the end of the transaction on, whoever writes resources keeps its entries.
///
/// # Errors
/// [`Error::Conflict`] when somebody else just made one of the attribute; [`Error::Reference`] when there is no such tenant.
pub fn insert(conn: &mut Conn, tenant: &str, index: &AttributeIndex) -> Result<(), Error> {
    let row = Row {
        tenant_id: tenant.to_owned(),
        id: Id(index.id),
        resource_type: index.resource_type.clone(),
        path: index.place.to_string(),
        urn: index.place.schema.clone(),
        attribute: index.place.attribute.clone(),
        sub_attribute: index.place.sub.clone(),
        form: form_word(index.form).to_owned(),
        state: index.state.as_str().to_owned(),
        position: index.position.map(Id),
        seen_count: index.seen_count,
        lease_until: 0,
        created_at: index.created_at,
    };
    diesel::insert_into(attribute_indexes::table)
        .values(&row)
        .execute(&mut conn.db)
        .map_err(Error::raced)?;
    Ok(())
}

/// The tenant's indexes, by resource type and path.
///
/// # Errors
/// Only the database's own.
pub fn list(conn: &mut Conn, tenant: &str) -> Result<Vec<AttributeIndex>, Error> {
    let rows: Vec<Row> = attribute_indexes::table
        .filter(attribute_indexes::tenant_id.eq(tenant))
        .order((attribute_indexes::resource_type, attribute_indexes::path))
        .load(&mut conn.db)?;
    rows.into_iter().map(AttributeIndex::try_from).collect()
}

/// The indexes of one type whose entries are kept.
pub(super) fn kept(conn: &mut Conn, scope: &Scope<'_>) -> Result<Vec<AttributeIndex>, Error> {
    of_type(conn, scope, &[State::Building, State::Ready])
}

/// The indexes of one type that filters may use.
pub(crate) fn ready(conn: &mut Conn, scope: &Scope<'_>) -> Result<Vec<AttributeIndex>, Error> {
    of_type(conn, scope, &[State::Ready])
}

fn of_type(
    conn: &mut Conn,
    scope: &Scope<'_>,
    states: &[State],
) -> Result<Vec<AttributeIndex>, Error> {
    let of_type = attribute_indexes::table
        .filter(attribute_indexes::tenant_id.eq(scope.tenant))
        .filter(attribute_indexes::resource_type.eq(&scope.resource_type.name));
    let rows: Vec<Row> = on!(&mut conn.db, |db| of_type.load(db))?;
    let all = rows.into_iter().map(AttributeIndex::try_from);
    let mut all = all.collect::<Result<Vec<_>, _>>()?;
    all.retain(|index| states.contains(&index.state));
    Ok(all)
}

/// The index of that id.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<Option<AttributeIndex>, Error> {
    let row: Option<Row> = attribute_indexes::table
        .find((tenant, Id(id)))
        .first(&mut conn.db)
        .optional()?;
    row.map(AttributeIndex::try_from).transpose()
}

/// The tenants with an index that is building or being deleted, at most `limit`. It is asked over all tenants, and
/// reads nothing but their ids.
///
/// # Errors
/// Only the database's own.
pub fn tenants_with_work(conn: &mut Conn, limit: i64) -> Result<Vec<String>, Error> {
    Ok(attribute_indexes::table
        .filter(attribute_indexes::state.ne(State::Ready.as_str()))
        .select(attribute_indexes::tenant_id)
        .distinct()
        .limit(limit)
        .load(&mut conn.db)?)
}

/// Takes the lease of an index that is building or being deleted, unless somebody holds it at `now`; answers whether
/// it is the caller's. The time until which it is held tells holders apart.
///
/// # Errors
/// Only the database's own.
pub fn claim(
    conn: &mut Conn,
    tenant: &str,
    id: Uuid,
    now: i64,
    lease_until: i64,
) -> Result<bool, Error> {
    let free = attribute_indexes::table
        .find((tenant, Id(id)))
        .filter(attribute_indexes::state.ne(State::Ready.as_str()))
        .filter(attribute_indexes::lease_until.le(now));
    let claimed = diesel::update(free).set(attribute_indexes::lease_until.eq(lease_until));
    Ok(claimed.execute(&mut conn.db)? > 0)
}

/// Moves the end of a lease, in the transaction that does the work; answers whether it is still the holder's.
///
/// # Errors
/// Only the database's own.
pub fn hold(
    conn: &mut Conn,
    tenant: &str,
    id: Uuid,
    held_until: i64,
    lease_until: i64,
) -> Result<bool, Error> {
    let held = attribute_indexes::table
        .find((tenant, Id(id)))
        .filter(attribute_indexes::lease_until.eq(held_until));
    let moved = diesel::update(held).set(attribute_indexes::lease_until.eq(lease_until));
    Ok(moved.execute(&mut conn.db)? > 0)
}

/// Notes how far a building index is: its position, count and state. Answers whether it was building; one that is being
/// deleted meanwhile stays as it is.
///
/// # Errors
/// Only the database's own.
pub fn advance(conn: &mut Conn, tenant: &str, to: &AttributeIndex) -> Result<bool, Error> {
    let building = attribute_indexes::table
        .find((tenant, Id(to.id)))
        .filter(attribute_indexes::state.eq(State::Building.as_str()));
    let set = (
        attribute_indexes::position.eq(to.position.map(Id)),
        attribute_indexes::seen_count.eq(to.seen_count),
        attribute_indexes::state.eq(to.state.as_str()),
    );
    Ok(diesel::update(building).set(set).execute(&mut conn.db)? > 0)
}

/// Begins the deletion of an index: from the end of the transaction on no filter uses it.
///
/// # Errors
/// Only the database's own.
pub fn begin_deletion(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<(), Error> {
    diesel::update(attribute_indexes::table.find((tenant, Id(id))))
        .set(attribute_indexes::state.eq(State::Deleting.as_str()))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Forgets an index whose entries are gone.
///
/// # Errors
/// Only the database's own.
pub fn delete(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<(), Error> {
    diesel::delete(attribute_indexes::table.find((tenant, Id(id)))).execute(&mut conn.db)?;
    Ok(())
}
