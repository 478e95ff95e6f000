//! What holds for whatever is here and there.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::super::{Action, Adoption, Local, Policy};
use super::{World, linked, local, policy, remote};
use crate::source::Remote;

const IDS: [&str; 7] = ["e0", "e1", "e2", "e3", "e4", "e5", "e6"];
const NAMES: [&str; 7] = ["ann", "Bob", "cem", "Dee", "eve", "Fay", "gus"];

/// A source: nobody has another one's id or name, as Okta has it.
fn there() -> impl Strategy<Value = Vec<Remote>> {
    let names = Just(NAMES.to_vec()).prop_shuffle();
    let people = vec(
        (
            0..3_u8,
            proptest::option::weighted(0.9, any::<bool>()),
            0..3_i64,
        ),
        IDS.len(),
    );
    (
        names,
        people,
        subsequence((0..IDS.len()).collect::<Vec<_>>(), 0..=IDS.len()),
    )
        .prop_map(|(names, people, chosen)| {
            let one = |at: usize| {
                let (title, active, changed) = people[at];
                Remote {
                    changed_micros: Some(changed),
                    ..remote(
                        IDS[at],
                        &names[at].to_uppercase(),
                        &format!("title {title}"),
                        active,
                    )
                }
            };
            chosen.into_iter().map(one).collect()
        })
}

/// Who is here: some linked, some with an id that somebody else gave them, some with neither.
fn here() -> impl Strategy<Value = Vec<Local>> {
    let names = Just(NAMES.to_vec()).prop_shuffle();
    let ids = Just(IDS.to_vec()).prop_shuffle();
    let people = vec((0..3_u8, any::<bool>()), 0..=5);
    (names, ids, people).prop_map(|(names, ids, people)| {
        let one = |(at, (kind, is_active)): (usize, &(u8, bool))| {
            let (id, name) = (format!("p{at}"), names[at]);
            match kind {
                0 => linked(&id, ids[at], name, *is_active),
                1 => local(&id, Some(ids[at]), name, *is_active),
                _ => local(&id, None, name, *is_active),
            }
        };
        people.iter().enumerate().map(one).collect()
    })
}

fn decided() -> impl Strategy<Value = Policy> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(unique, never, inactive)| Policy {
        adoption: if never {
            Adoption::Never
        } else {
            Adoption::SameName
        },
        ids_are_unique: unique,
        creates_inactive: inactive,
        ..policy()
    })
}

fn pages(people: &[Remote], size: usize) -> Vec<Vec<Remote>> {
    people.chunks(size).map(<[Remote]>::to_vec).collect()
}

proptest! {
    #[test]
    fn the_same_run_again_does_nothing(
        people in there(), locals in here(), policy in decided(), size in 1..4_usize,
    ) {
        let mut world = World::of(locals);
        world.run(&pages(&people, size), &policy);
        let before = world.picture();
        for step in world.run(&pages(&people, size), &policy) {
            prop_assert!(matches!(step.action, Action::Keep | Action::Failed), "{step:?}");
        }
        prop_assert_eq!(before, world.picture());
    }

    #[test]
    fn the_order_and_the_size_of_pages_do_not_matter(
        (people, shuffled) in there().prop_flat_map(|people| (Just(people.clone()), Just(people).prop_shuffle())),
        locals in here(), policy in decided(), sizes in (1..4_usize, 1..8_usize),
    ) {
        let (mut one, mut other) = (World::of(locals.clone()), World::of(locals));
        one.run(&pages(&people, sizes.0), &policy);
        other.run(&pages(&shuffled, sizes.1), &policy);
        prop_assert_eq!(one.picture(), other.picture());
    }

    #[test]
    fn a_run_that_was_broken_off_ends_like_one_that_was_not(
        people in there(), locals in here(), policy in decided(), after in 0..7_usize,
    ) {
        let (mut whole, mut broken) = (World::of(locals.clone()), World::of(locals));
        whole.run(&pages(&people, 2), &policy);
        // Some pages were applied, and the run begins anew.
        for page in pages(&people, 2).iter().take(after) {
            broken.step(page, &policy, &mut Vec::new(), &mut Vec::new());
        }
        broken.run(&pages(&people, 2), &policy);
        prop_assert_eq!(whole.picture(), broken.picture());
    }

    #[test]
    fn whoever_is_active_there_is_active_here(people in there(), locals in here()) {
        let policy = Policy { reasserts: true, ..policy() };
        let mut world = World::of(locals);
        let steps = world.run(&pages(&people, 3), &policy);
        for (remote, failed) in people.iter().map(|remote| {
            (remote, steps.iter().any(|step| step.external_id == remote.external_id && step.action == Action::Failed))
        }) {
            let here = world.people.iter().find(|it| {
                it.written.as_ref().is_some_and(|written| written.external_id == remote.external_id)
            });
            match (remote.active, here) {
                _ if failed => {}
                (Some(active), Some(here)) => prop_assert_eq!(here.is_active, active),
                (Some(true), None) => prop_assert!(false, "{} is missing", remote.external_id),
                _ => {}
            }
        }
    }
}
