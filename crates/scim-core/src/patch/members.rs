//! Operations on a group's members. Their rows are somebody else's: what comes out is what to do
//! with them.

use scim_filter_parser::{CompareOp, Filter, Literal};
use serde_json::Value;

use super::MembersOp;
use super::draft::Write;
use super::elements;
use super::target::Spot;
use crate::condition::{compile_element, few_enough_terms};
use crate::normalize::member_ids;
use crate::{ErrorKind, Result, Rule, Rules};

/// Members are added or replaced.
///
/// # Errors
/// `invalidValue`: no ids in `value`. `mutability`: the path selects some members or a
/// sub-attribute of theirs; an existing member cannot be changed (RFC 7643 §4.2: `value`, `$ref`
/// and `type` are immutable).
pub(super) fn write(
    operations: &mut Vec<MembersOp>,
    write: Write,
    spot: &Spot<'_>,
    value: &Value,
    rules: Rules,
) -> Result<()> {
    if spot.filter.is_some() || spot.sub.is_some() {
        return Err(unchangeable(spot));
    }
    let ids = match value {
        // One value to add may come without an array (RFC 7644 §3.5.2.1).
        Value::Object(_) if write == Write::Add => {
            member_ids(&Value::Array(vec![value.clone()]), rules)?
        }
        _ => member_ids(value, rules)?,
    };
    push(
        operations,
        if write == Write::Add {
            MembersOp::Add(ids)
        } else {
            MembersOp::Replace(ids)
        },
    );
    Ok(())
}

/// Members are removed: those that the filter selects, or that `value` names; all, if neither says
/// which.
///
/// # Errors
/// `invalidFilter`; `mutability`: a sub-attribute of a member is to be removed (but for `value` under
/// [`Rule::SubAttributeAfterFilter`]); `invalidValue`: a
/// `value` that names no ids, or without [`Rule::RemoveWithValue`].
pub(super) fn remove(
    operations: &mut Vec<MembersOp>,
    spot: &Spot<'_>,
    value: Option<&Value>,
    rules: Rules,
) -> Result<()> {
    // A member without its value is none.
    let whole = spot.filter.is_some()
        && rules.allows(Rule::SubAttributeAfterFilter)
        && spot.sub.is_some_and(|sub| sub.name == "value");
    if spot.sub.is_some() && !whole {
        return Err(unchangeable(spot));
    }
    let operation = match (spot.filter, value) {
        (Some(filter), _) => {
            let condition = compile_element(spot.attribute, filter, rules)?;
            let ids = ids_of(filter);
            if ids.is_none() {
                few_enough_terms(filter)?;
            }
            elements::check_matches(spot, ids.as_ref().map_or(0, Vec::len), rules)?;
            ids.map_or(MembersOp::RemoveWhere(condition), MembersOp::Remove)
        }
        (None, None) => MembersOp::Replace(Vec::new()),
        (None, Some(value)) if rules.allows(Rule::RemoveWithValue) => {
            MembersOp::Remove(member_ids(value, rules)?)
        }
        (None, Some(_)) => {
            return Err(spot.error(
                ErrorKind::InvalidValue,
                "cannot be removed by `value`: write members[value eq \"…\"] as the path.",
            ));
        }
    };
    push(operations, operation);
    Ok(())
}

fn unchangeable(spot: &Spot<'_>) -> crate::Error {
    spot.error(
        ErrorKind::Mutability,
        "would change an existing member; members can only be added and removed.",
    )
}

/// The ids of a filter that is nothing but `value eq "…"`, or several of them joined by `or`.
fn ids_of(filter: &Filter) -> Option<Vec<String>> {
    match filter {
        Filter::Or(parts) => parts
            .iter()
            .map(ids_of)
            .collect::<Option<Vec<_>>>()
            .map(|ids| ids.concat()),
        Filter::Compare {
            path,
            op: CompareOp::Eq,
            value: Literal::String(id),
        } => path
            .name
            .eq_ignore_ascii_case("value")
            .then(|| vec![id.clone()]),
        _ => None,
    }
}

/// Adds an operation to the list. Okta and Microsoft Entra ID send one `remove` per member, up to a
/// thousand in a request: what can be done at once becomes one operation.
fn push(operations: &mut Vec<MembersOp>, operation: MembersOp) {
    match (operations.last_mut(), operation) {
        (_, MembersOp::Add(ids) | MembersOp::Remove(ids)) if ids.is_empty() => {}
        (Some(MembersOp::Add(known)), MembersOp::Add(ids))
        | (Some(MembersOp::Remove(known)), MembersOp::Remove(ids)) => known.extend(ids),
        (_, operation) => operations.push(operation),
    }
}

/// Makes each id of each operation occur once; done at the end, so that it costs once what many
/// operations name.
pub(super) fn deduplicated(mut operations: Vec<MembersOp>) -> Vec<MembersOp> {
    for operation in &mut operations {
        if let MembersOp::Add(ids) | MembersOp::Remove(ids) = operation {
            let mut seen = std::collections::HashSet::new();
            ids.retain(|id| seen.insert(id.clone()));
        }
    }
    operations
}
