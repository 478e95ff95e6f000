//! Indexes of a tenant's attributes: made, listed and deleted, and the work that this means.
//!
//! Making one is a row; from then on every write keeps its entries, and [`work`] adds those of the resources that were
//! there before, a few at a time, so that nobody waits. It is used by filters when all have theirs. Whoever works
//! holds a lease; what a holder that died left is for the next one, from the last resource that was noted.

use std::time::Duration;

use rollcall_storage::attribute_entries::Filled;
use rollcall_storage::attribute_indexes::{self, AttributeIndex, Use, use_of};
use rollcall_storage::resources::Scope;
use rollcall_storage::{Conn, attribute_entries, changes, schemas};
use scim_core::Rules;
use scim_core::condition::{self, Condition, Place};
use scim_core::schema::{Kind, Registry, ResourceType};
use uuid::Uuid;

use crate::{Error, Provisioning, Result, tenants};

pub use rollcall_storage::attribute_indexes::State;

/// Indexes of one tenant: each costs every write of a resource of its type.
const INDEXES_MAX: usize = 50;
/// Resources that get their entries in one transaction.
const BATCH_ROWS: i64 = 200;
/// Entries that are removed in one transaction.
const CLEAR_ROWS: i64 = 1_000;
/// Tenants that one round looks at.
const TENANTS_MAX: i64 = 1_000;
/// How often it is looked whether the writes under way have ended.
const LOOK_PERIOD: Duration = Duration::from_millis(10);
/// How many times, before somebody else may try.
const LOOKS_MAX: u32 = 500;
const MICROSECONDS: i64 = 1_000_000;

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

/// How [`work`] ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worked {
    /// There is nothing left to do.
    Finished,
    /// Somebody else works on it.
    Held,
    /// Writes that began before it have not ended yet; try again.
    Waiting,
    /// The caller ended it.
    Stopped,
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
            let mut shown = Vec::new();
            for index in attribute_indexes::list(conn, &tenant)? {
                shown.push(shown_as(conn, &tenant, &registry, index)?);
            }
            Ok(shown)
        })
        .await
}

fn shown_as(
    conn: &mut Conn,
    tenant: &str,
    registry: &Registry,
    index: AttributeIndex,
) -> Result<Index> {
    let rt = registry.by_name(&index.resource_type);
    let total = match rt {
        Some(rt) => schemas::count_resources(conn, tenant, rt, None)?,
        None => 0,
    };
    let attribute = index.place.to_string();
    let now = rt.and_then(|rt| place(rt, &attribute).ok());
    let unused = match now {
        None => Some("There is no such attribute any more; delete the index.".to_owned()),
        Some(now) if !index.serves(&now) => Some(
            "The attribute's type has changed; delete the index and create it again.".to_owned(),
        ),
        Some(_) => None,
    };
    Ok(Index {
        id: index.id,
        resource_type: index.resource_type,
        attribute,
        state: index.state,
        seen: index.seen_count,
        total,
        unused,
        created_at: index.created_at,
    })
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
    let tenant = tenant.to_owned();
    p.store()
        .write(move |tx| {
            let all = attribute_indexes::list(tx, &tenant)?;
            let same = all.iter().find(|index| {
                index.resource_type == new.resource_type && index.place.to_string() == new.place.to_string()
            });
            match same {
                Some(same) if same.state == State::Building && same.form == new.form => {
                    return shown_as(tx, &tenant, &registry, same.clone());
                }
                Some(same) => return Err(there_already(same, &new)),
                None if all.len() >= INDEXES_MAX => {
                    return Err(Error::Input(format!(
                        "The tenant {tenant:?} has {INDEXES_MAX} indexes, which is as many as it may have; delete one first."
                    )));
                }
                None => {}
            }
            attribute_indexes::insert(tx, &tenant, &new).map_err(raced)?;
            shown_as(tx, &tenant, &registry, new.clone())
        })
        .await
}

/// Somebody else was first: tried again, it is found.
fn raced(error: rollcall_storage::Error) -> Error {
    match error {
        rollcall_storage::Error::Uniqueness { .. } => rollcall_storage::Error::Conflict.into(),
        other => other.into(),
    }
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
    let index = all.into_iter().find(|index| {
        index.resource_type.eq_ignore_ascii_case(type_name)
            && index.attribute.eq_ignore_ascii_case(attribute)
    });
    match index {
        Some(index) => begin_deletion(p, tenant, index).await,
        None => Err(Error::Unknown(format!(
            "The tenant {tenant:?} has no index of `{attribute}` of {type_name}; `rollcall index list` shows those it has."
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
    let (tenant, id) = (tenant.to_owned(), index.id);
    p.store()
        .write(move |tx| Ok::<_, Error>(attribute_indexes::begin_deletion(tx, &tenant, id)?))
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
    let named = |text: &str| match condition::parse(rt, &format!("{text} pr"), Rules::NONE) {
        Ok(Condition::Present(place)) => Ok(place),
        Ok(_) => Err(format!("`{text}` is not the name of one attribute.")),
        Err(error) => Err(error.detail),
    };
    let refused = |detail: String| {
        let known: Vec<_> = rt.attributes().map(|it| it.name.as_str()).collect();
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

/// Works on one index of each tenant that has any building or being deleted, and answers how many got anywhere.
///
/// # Errors
/// When the database does not answer.
pub async fn work_round(p: &Provisioning, stop: &(dyn Fn() -> bool + Sync)) -> Result<usize> {
    let tenants = p
        .store()
        .read(|conn| Ok::<_, Error>(attribute_indexes::tenants_with_work(conn, TENANTS_MAX)?))
        .await?;
    let mut moved = 0;
    for tenant in tenants {
        let name = tenant.clone();
        let all = p
            .store()
            .read(move |conn| Ok::<_, Error>(attribute_indexes::list(conn, &name)?))
            .await?;
        for index in all.iter().filter(|index| index.state != State::Ready) {
            if stop() {
                return Ok(moved);
            }
            let worked = work(p, &tenant, index.id, &|_| !stop()).await?;
            moved += usize::from(worked == Worked::Finished);
        }
    }
    Ok(moved)
}

/// Builds an index, or removes the entries of one that is being deleted. `go_on` is told after each transaction how many
/// resources of a building one have their entries, and may end it there.
///
/// # Errors
/// When the database does not answer; what is done by then stays.
pub async fn work(
    p: &Provisioning,
    tenant: &str,
    id: Uuid,
    go_on: &(dyn Fn(i64) -> bool + Sync),
) -> Result<Worked> {
    let (now, until) = (p.now(), lease_until(p));
    let name = tenant.to_owned();
    let claim = move |tx: &mut Conn| {
        let claimed = attribute_indexes::claim(tx, &name, id, now, until)?;
        Ok::<_, Error>((claimed, attribute_indexes::find(tx, &name, id)?))
    };
    match p.store().write(claim).await? {
        (true, _) => {}
        (false, Some(index)) if index.state != State::Ready => return Ok(Worked::Held),
        (false, _) => return Ok(Worked::Finished),
    }
    let mut work = Work {
        p,
        tenant: tenant.to_owned(),
        id,
        until,
    };
    let outcome = work.run(go_on).await;
    let released = work.hold(0).await;
    let worked = outcome?;
    released?;
    Ok(worked)
}

fn lease_until(p: &Provisioning) -> i64 {
    p.now() + p.limits().job_lease_seconds.saturating_mul(MICROSECONDS)
}

/// An index in hand.
struct Work<'p> {
    p: &'p Provisioning,
    tenant: String,
    id: Uuid,
    /// Until when it is held.
    until: i64,
}

/// What became of one transaction's share.
enum Step {
    Further(AttributeIndex),
    /// The index is no longer what it was when the work began.
    Changed,
    Lost,
}

impl Work<'_> {
    async fn run(&mut self, go_on: &(dyn Fn(i64) -> bool + Sync)) -> Result<Worked> {
        while let Some(mut index) = self.find().await? {
            if index.state == State::Ready {
                break;
            }
            if !self.writes_have_ended().await? {
                return Ok(Worked::Waiting);
            }
            while index.state != State::Ready {
                if !go_on(index.seen_count) {
                    return Ok(Worked::Stopped);
                }
                let step = match index.state {
                    State::Deleting => self.clear().await?,
                    State::Building | State::Ready => self.fill(index).await?,
                };
                index = match step {
                    Step::Further(index) => index,
                    Step::Changed => break,
                    Step::Lost => return Ok(Worked::Held),
                };
            }
            go_on(index_seen(&self.find().await?));
        }
        Ok(Worked::Finished)
    }

    async fn find(&self) -> Result<Option<AttributeIndex>> {
        let (tenant, id) = (self.tenant.clone(), self.id);
        self.p
            .store()
            .read(move |conn| Ok(attribute_indexes::find(conn, &tenant, id)?))
            .await
    }

    /// Moves the end of the lease; answers whether it is still ours.
    async fn hold(&mut self, until: i64) -> Result<bool> {
        let (tenant, id, held) = (self.tenant.clone(), self.id, self.until);
        let moved = move |tx: &mut Conn| {
            Ok::<_, Error>(attribute_indexes::hold(tx, &tenant, id, held, until)?)
        };
        let ours = self.p.store().write(moved).await?;
        self.until = until;
        Ok(ours)
    }

    /// Waits until every transaction has ended that may not have seen the index as it is.
    async fn writes_have_ended(&mut self) -> Result<bool> {
        let store = self.p.store();
        let drawn = store
            .read(|conn| Ok::<_, Error>(changes::drawn(conn)?))
            .await?;
        for _ in 0..LOOKS_MAX {
            let ended = store.read(move |conn| Ok::<_, Error>(changes::have_ended(conn, drawn)?));
            if ended.await? {
                return Ok(true);
            }
            tokio::time::sleep(LOOK_PERIOD).await;
        }
        Ok(false)
    }

    /// Gives the next resources their entries.
    async fn fill(&mut self, index: AttributeIndex) -> Result<Step> {
        let until = lease_until(self.p);
        let (tenant, held, of) = (self.tenant.clone(), self.until, index.clone());
        let fill = move |tx: &mut Conn| {
            if !attribute_indexes::hold(tx, &tenant, of.id, held, until)? {
                return Ok(None);
            }
            let filled = attribute_entries::fill(tx, &tenant, &of, BATCH_ROWS)?;
            let next = after(&of, &filled);
            let moved =
                !filled.locked.is_empty() || attribute_indexes::advance(tx, &tenant, &next)?;
            Ok::<_, Error>(Some((next, filled.locked, moved)))
        };
        let Some((next, locked, moved)) = self.p.store().write(fill).await? else {
            return Ok(Step::Lost);
        };
        self.until = until;
        if locked.is_empty() {
            return Ok(if moved {
                Step::Further(next)
            } else {
                Step::Changed
            });
        }
        self.fill_locked(&index, locked).await?;
        let (tenant, to) = (self.tenant.clone(), next.clone());
        let advance = move |tx: &mut Conn| {
            if !attribute_indexes::hold(tx, &tenant, to.id, until, until)? {
                return Ok(None);
            }
            Ok::<_, Error>(Some(attribute_indexes::advance(tx, &tenant, &to)?))
        };
        Ok(match self.p.store().write(advance).await? {
            None => Step::Lost,
            Some(true) => Step::Further(next),
            Some(false) => Step::Changed,
        })
    }

    /// Gives resources that others were changing their entries, each when its turn comes.
    async fn fill_locked(&self, index: &AttributeIndex, locked: Vec<Uuid>) -> Result<()> {
        for id in locked {
            let (tenant, of) = (self.tenant.clone(), index.clone());
            let fill = move |tx: &mut Conn| {
                Ok::<_, Error>(attribute_entries::fill_one(tx, &tenant, &of, id)?)
            };
            self.p.store().write(fill).await?;
        }
        Ok(())
    }

    /// Removes the next entries, and with the last ones the index.
    async fn clear(&mut self) -> Result<Step> {
        let until = lease_until(self.p);
        let (tenant, id, held) = (self.tenant.clone(), self.id, self.until);
        let clear = move |tx: &mut Conn| {
            if !attribute_indexes::hold(tx, &tenant, id, held, until)? {
                return Ok(None);
            }
            if !attribute_entries::clear(tx, &tenant, id, CLEAR_ROWS)? {
                attribute_indexes::delete(tx, &tenant, id)?;
            }
            Ok::<_, Error>(Some(attribute_indexes::find(tx, &tenant, id)?))
        };
        let left = self.p.store().write(clear).await?;
        self.until = until;
        Ok(match left {
            None => Step::Lost,
            Some(Some(index)) => Step::Further(index),
            Some(None) => Step::Changed,
        })
    }
}

/// An index when these resources have their entries.
fn after(index: &AttributeIndex, filled: &Filled) -> AttributeIndex {
    let seen = i64::try_from(filled.seen).unwrap_or(BATCH_ROWS);
    AttributeIndex {
        position: filled.last.or(index.position),
        seen_count: index.seen_count + seen,
        state: if seen < BATCH_ROWS {
            State::Ready
        } else {
            State::Building
        },
        ..index.clone()
    }
}

fn index_seen(index: &Option<AttributeIndex>) -> i64 {
    index.as_ref().map_or(0, |index| index.seen_count)
}
