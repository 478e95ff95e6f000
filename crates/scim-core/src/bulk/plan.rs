//! In which order operations are carried out.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::Operation;

/// What is carried out in one go: one operation, or several that refer to each other in a circle and so
/// succeed or fail together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Indices of operations, ascending.
    pub operations: Vec<usize>,
    /// Whether something in here refers to what is created in here.
    pub circular: bool,
}

/// The order in which operations are carried out: their own, except that whatever refers to a resource that
/// is created further down waits for it, and with it what comes later for the same resource. No operation
/// is carried out before its place.
pub fn plan(operations: &[Operation]) -> Vec<Step> {
    let needs = needs(operations);
    let circles = circles(&needs);
    let of_circle: HashMap<usize, usize> = circles
        .iter()
        .enumerate()
        .flat_map(|(circle, members)| members.iter().map(move |member| (*member, circle)))
        .collect();
    let mut waiting_for = vec![0_usize; circles.len()];
    let mut waited_for_by: Vec<Vec<usize>> = vec![Vec::new(); circles.len()];
    for (operation, needed) in needs.iter().enumerate() {
        for needed in needed {
            let (here, there) = (of_circle[&operation], of_circle[needed]);
            if here != there {
                waiting_for[here] += 1;
                waited_for_by[there].push(here);
            }
        }
    }
    // A circle's place is that of its last operation.
    let place = |circle: usize| Reverse((circles[circle].last().copied(), circle));
    let mut ready: BinaryHeap<_> = (0..circles.len())
        .filter(|circle| waiting_for[*circle] == 0)
        .map(place)
        .collect();
    let mut steps = Vec::with_capacity(circles.len());
    while let Some(Reverse((_, circle))) = ready.pop() {
        let operations = circles[circle].clone();
        let circular = operations
            .iter()
            .any(|operation| needs[*operation].iter().any(|n| of_circle[n] == circle));
        steps.push(Step {
            operations,
            circular,
        });
        for waiting in &waited_for_by[circle] {
            waiting_for[*waiting] -= 1;
            if waiting_for[*waiting] == 0 {
                ready.push(place(*waiting));
            }
        }
    }
    steps
}

/// For each operation those that must come before it.
fn needs(operations: &[Operation]) -> Vec<Vec<usize>> {
    let creations: HashMap<&str, usize> = operations
        .iter()
        .enumerate()
        .filter(|(_, operation)| operation.is_post())
        .filter_map(|(index, operation)| Some((operation.bulk_id.as_deref()?, index)))
        .collect();
    let mut last_of_resource = HashMap::new();
    let mut needs = Vec::with_capacity(operations.len());
    for (index, operation) in operations.iter().enumerate() {
        let referred = operation.references.iter();
        let mut needed: Vec<_> = referred
            .filter_map(|bulk_id| creations.get(bulk_id.as_str()).copied())
            .collect();
        if let Ok(target) = &operation.target
            && !target.id.is_empty()
        {
            let resource = (target.endpoint.as_str(), target.id.as_str());
            needed.extend(last_of_resource.insert(resource, index));
        }
        needs.push(needed);
    }
    needs
}

/// The strongly connected components of the graph (Tarjan, without recursion: a client decides how deep it
/// is), each with its members ascending.
fn circles(needs: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let (mut order, mut low) = (vec![UNSEEN; needs.len()], vec![UNSEEN; needs.len()]);
    let (mut stack, mut on_stack) = (Vec::new(), vec![false; needs.len()]);
    let (mut found, mut count) = (Vec::new(), 0);
    for root in 0..needs.len() {
        if order[root] != UNSEEN {
            continue;
        }
        let mut path = vec![(root, 0)];
        while let Some((node, next)) = path.pop() {
            if next == 0 {
                (order[node], low[node]) = (count, count);
                count += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(&child) = needs[node].get(next) {
                path.push((node, next + 1));
                if order[child] == UNSEEN {
                    path.push((child, 0));
                } else if on_stack[child] {
                    low[node] = low[node].min(order[child]);
                }
                continue;
            }
            if let Some((parent, _)) = path.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
            if low[node] == order[node] {
                let first = stack.iter().rposition(|member| *member == node);
                let mut circle = stack.split_off(first.unwrap_or(stack.len()));
                for member in &circle {
                    on_stack[*member] = false;
                }
                circle.sort_unstable();
                found.push(circle);
            }
        }
    }
    found
}
