//! Indexes of a tenant's attributes: made, listed and deleted, and the work that this means.
//!
//! Making one is a row; from then on every write keeps its entries, and [`work`] adds those of the resources that were
//! there before, a few at a time, so that nobody waits. It is used by filters when all have theirs. Whoever works
//! holds a lease; what a holder that died left is for the next one, from the last resource that was noted.

mod work;

use std::collections::HashMap;

use rollcall_storage::attribute_indexes::{self, AttributeIndex, Use, use_of};
use rollcall_storage::resources::Scope;
use rollcall_storage::schemas;
use scim_core::Rules;
use scim_core::condition::{self, Condition, Place};
use scim_core::schema::{Kind, Registry, ResourceType};
use serde_json::json;
use uuid::Uuid;

use crate::audit::{Act, note_in};
use crate::{Error, Provisioning, Result, tenants};

pub use rollcall_storage::attribute_indexes::State;
pub use work::{Worked, work, work_round};

/// Indexes of one tenant: each costs every write of a resource of its type.
const INDEXES_MAX: usize = 50;

/// An index, as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its id.
    pub id: Uuid,
    /// The name of the resource type.
    pub resource_type: String,
    /// The attribute, as in a filter.
    pub attribute: String,
    /// How far it is.
    pub state: State,
    /// While it is building: how many resources have their entries.
    pub seen: i64,
    /// How many resources there are of the type.
    pub total: i64,
    /// Why no filter uses it, where the attribute is no longer what it was.
    pub unused: Option<String>,
    /// When it was made, in microseconds since the Unix epoch.
    pub created_at: i64,
}

/// The tenant's indexes, by resource type and attribute.
///
/// # Errors
/// [`Error::Unknown`] when there is no such tenant.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Vec<Index>> {
    tenants::find(p, tenant).await?;
    let registry = p.registry(tenant).await?;
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| {
            let all = attribute_indexes::list(conn, &tenant)?;
            let mut totals = HashMap::new();
            for rt in registry.types() {
                if all.iter().any(|index| index.resource_type == rt.name) {
                    let total = schemas::count_resources(conn, &tenant, rt, None)?;
                    totals.insert(rt.name.as_str(), total);
                }
            }
            let total = |name: &str| totals.get(name).copied().unwrap_or(0);
            let shown = |index: AttributeIndex| {
                let total = total(&index.resource_type);
                shown(&registry, index, total)
            };
            Ok::<_, Error>(all.into_iter().map(shown).collect())
        })
        .await
}

fn shown(registry: &Registry, index: AttributeIndex, total: i64) -> Index {
    let attribute = index.place.to_string();
    let rt = registry.by_name(&index.resource_type);
    let now = rt.and_then(|rt| place(rt, &attribute).ok());
    let unused = match now {
        None => Some("There is no such attribute any more; delete the index.".to_owned()),
        Some(now) if !index.serves(&now) => Some(
            "The attribute's type has changed; delete the index and create it again.".to_owned(),
        ),
        Some(_) => None,
    };
    Index {
        id: index.id,
        resource_type: index.resource_type,
        attribute,
        state: index.state,
        seen: index.seen_count,
        total,
        unused,
        created_at: index.created_at,
    }
}

/// Makes an index of an attribute, to be built by [`work`]; or answers the one that is building already.
///
/// # Errors
/// [`Error::Unknown`] when there is no such tenant, type or attribute; [`Error::Input`] for an attribute that cannot be
/// or need not be indexed, or too many indexes; [`Error::Exists`] when it is indexed or just being deleted.
pub async fn create(
    p: &Provisioning,
    tenant: &str,
    type_name: &str,
    attribute: &str,
) -> Result<Index> {
    tenants::find(p, tenant).await?;
    let registry = p.registry(tenant).await?;
    let rt = resource_type(&registry, type_name)?;
    let place = useful(tenant, rt, attribute)?;
    let new = AttributeIndex::new(Uuid::now_v7(), &rt.name, place, p.now())
        .ok_or_else(|| Error::Input(format!("`{attribute}` of {} is complex.", rt.name)))?;
    let (verb, name) = (p.clone(), tenant.to_owned());
    let made = p
        .store()
        .write(move |tx| {
            let all = attribute_indexes::list(tx, &name)?;
            let path = new.place.to_string();
            let same = all.iter().find(|index| {
                index.resource_type == new.resource_type && index.place.to_string() == path
            });
            match same {
                Some(same) if same.state == State::Building && same.form == new.form => {
                    return Ok(same.id);
                }
                Some(same) => return Err(there_already(same, &new)),
                None if all.len() >= INDEXES_MAX => {
                    return Err(Error::Input(format!(
                        "The tenant {name:?} has {INDEXES_MAX} indexes, which is as many as it may have; delete one first."
                    )));
                }
                None => {}
            }
            attribute_indexes::insert(tx, &name, &new)?;
            let act = Act::new("index.create", "index");
            let told = format!("{path} of {}", new.resource_type);
            let act = act.to(new.id, &told).after(json!({ "attribute": path }));
            note_in(tx, &verb, &name, act)?;
            Ok(new.id)
        })
        .await?;
    let all = list(p, tenant).await?;
    let index = all.into_iter().find(|index| index.id == made);
    index.ok_or_else(|| Error::Unknown("The index was deleted meanwhile.".to_owned()))
}

fn there_already(same: &AttributeIndex, new: &AttributeIndex) -> Error {
    let name = format!("`{}` of {}", same.place, same.resource_type);
    Error::Exists(match same.state {
        State::Deleting => {
            format!("The index of {name} is being deleted; create it again when that is done.")
        }
        _ if same.form != new.form => format!(
            "{name} was indexed when its type was another; delete that index, then create it again."
        ),
        State::Building | State::Ready => format!("{name} is indexed already."),
    })
}

/// Begins to delete an index: from now on no filter uses it, and [`work`] removes its entries.
///
/// # Errors
/// [`Error::Unknown`] when there is no such tenant or index.
pub async fn delete(
    p: &Provisioning,
    tenant: &str,
    type_name: &str,
    attribute: &str,
) -> Result<Index> {
    let all = list(p, tenant).await?;
    // A complex attribute stands for its value here too.
    let names = [attribute.to_owned(), format!("{attribute}.value")];
    let index = all.into_iter().find(|index| {
        let same = |name: &String| index.attribute.eq_ignore_ascii_case(name);
        index.resource_type.eq_ignore_ascii_case(type_name) && names.iter().any(same)
    });
    match index {
        Some(index) => begin_deletion(p, tenant, index).await,
        None => Err(Error::Unknown(format!(
            "The tenant {tenant:?} has no index of `{attribute}` of {type_name}; `rollcall index list --tenant {tenant}` shows those it has."
        ))),
    }
}

/// As [`delete`], by the index's id.
///
/// # Errors
/// [`Error::Unknown`] when there is no such tenant or index.
pub async fn delete_by_id(p: &Provisioning, tenant: &str, id: &str) -> Result<Index> {
    let all = list(p, tenant).await?;
    match all.into_iter().find(|index| index.id.to_string() == id) {
        Some(index) => begin_deletion(p, tenant, index).await,
        None => Err(Error::Unknown(format!(
            "The tenant {tenant:?} has no index {id:?}."
        ))),
    }
}

async fn begin_deletion(p: &Provisioning, tenant: &str, index: Index) -> Result<Index> {
    let (verb, tenant, id) = (p.clone(), tenant.to_owned(), index.id);
    let told = format!("{} of {}", index.attribute, index.resource_type);
    let path = index.attribute.clone();
    p.store()
        .write(move |tx| {
            attribute_indexes::begin_deletion(tx, &tenant, id)?;
            let act = Act::new("index.delete", "index").to(id, &told);
            let act = act.before(json!({ "attribute": path }));
            note_in(tx, &verb, &tenant, act)
        })
        .await?;
    Ok(Index {
        state: State::Deleting,
        ..index
    })
}

fn resource_type<'r>(registry: &'r Registry, name: &str) -> Result<&'r ResourceType> {
    let same = |rt: &&ResourceType| rt.name.eq_ignore_ascii_case(name);
    registry.types().iter().find(same).ok_or_else(|| {
        let names: Vec<_> = registry.types().iter().map(|rt| rt.name.as_str()).collect();
        Error::Unknown(format!(
            "There is no resource type {name:?}; there are {}.",
            names.join(", ")
        ))
    })
}

/// The place of an attribute that filters would be faster with an index of.
fn useful(tenant: &str, rt: &ResourceType, attribute: &str) -> Result<Place> {
    let place = place(rt, attribute)?;
    let scope = Scope {
        tenant,
        resource_type: rt,
    };
    let why = match use_of(&scope, &place) {
        Use::Useful => return Ok(place),
        Use::Promoted => "needs no index: filters by it are answered by the database already",
        Use::Shown => "is not stored but made when a resource is shown, so it cannot be indexed",
        Use::Complex => "is complex: index one of its sub-attributes",
    };
    Err(Error::Input(format!("`{place}` of {} {why}.", rt.name)))
}

/// What a filter would mean by this attribute; of a complex one that has a `value`, that.
fn place(rt: &ResourceType, attribute: &str) -> Result<Place> {
    if attribute.split_whitespace().count() != 1 {
        return Err(Error::Input(format!(
            "`{attribute}` is not the name of one attribute."
        )));
    }
    let named = |text: &str| match condition::parse(rt, &format!("{text} pr"), Rules::NONE) {
        Ok(Condition::Present(place)) => Ok(place),
        Ok(_) => Err(format!("`{text}` is not the name of one attribute.")),
        Err(error) => Err(error.detail),
    };
    let refused = |detail: String| {
        let kept = rt.attributes().filter(|it| it.is_kept());
        let known: Vec<_> = kept.map(|it| it.name.as_str()).collect();
        Error::Unknown(format!(
            "{detail} {} has {}, and what its extensions have, written urn:…:name.",
            rt.name,
            known.join(", ")
        ))
    };
    let place = named(attribute.trim()).map_err(refused)?;
    if place.kind != Kind::Complex {
        return Ok(place);
    }
    Ok(named(&format!("{place}.value")).unwrap_or(place))
}
