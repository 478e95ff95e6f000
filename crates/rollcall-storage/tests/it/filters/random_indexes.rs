//! Indexes of any attribute.

use rollcall_storage::attribute_indexes::{self, AttributeIndex, State, Use, use_of};
use rollcall_storage::resources::Scope;
use rollcall_storage::{Conn, Error, attribute_entries};
use scim_core::Rules;
use scim_core::condition::{self, Condition};
use scim_core::schema::ResourceType;
use uuid::Uuid;

use crate::harness::NOW;

/// An index of what a path names, where one is good for anything.
pub(super) fn useful(tenant: &str, rt: &ResourceType, path: &str) -> Option<AttributeIndex> {
    let Ok(Condition::Present(place)) = condition::parse(rt, &format!("{path} pr"), Rules::NONE)
    else {
        return None;
    };
    let scope = Scope {
        tenant,
        resource_type: rt,
    };
    match use_of(&scope, &place) {
        Use::Useful => AttributeIndex::new(Uuid::now_v7(), &rt.name, place, NOW),
        Use::Promoted | Use::Shown | Use::Complex => None,
    }
}

/// Makes it, with the entries of the resources that are there, two at a time.
pub(super) fn create(
    tx: &mut Conn,
    tenant: &str,
    mut index: AttributeIndex,
    state: State,
) -> Result<(), Error> {
    attribute_indexes::insert(tx, tenant, &index)?;
    loop {
        let filled = attribute_entries::fill(tx, tenant, &index, 2)?;
        assert!(filled.locked.is_empty());
        if filled.last.is_none() {
            break;
        }
        index.position = filled.last;
    }
    index.state = state;
    assert!(attribute_indexes::advance(tx, tenant, &index)?);
    Ok(())
}
