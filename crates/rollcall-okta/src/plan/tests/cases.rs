//! One person each.

use super::super::{
    Action, Adoption, Limit, Local, Policy, Reason, Step, Vanished, gone, last, page,
};
use super::{World, linked, local, policy, remote};
use crate::source::Remote;

fn one(remote: &Remote, people: Vec<Local>, policy: &Policy) -> Step {
    let mut steps = page(
        std::slice::from_ref(remote),
        &World::of(people).locals(),
        policy,
    );
    steps.pop().unwrap()
}

fn said(step: &Step) -> (Action, Reason, Option<&str>) {
    (step.action, step.reason, step.person.as_deref())
}

/// Somebody whom the connection wrote just so.
fn written(remote: &Remote, is_active: bool) -> Local {
    let mut world = World::default();
    let everybody = Policy {
        creates_inactive: true,
        ..policy()
    };
    world.apply(&[one(remote, vec![], &everybody)]);
    let mut local = world.people.pop().unwrap();
    local.is_active = is_active;
    local
}

#[test]
fn who_is_new_is_made_unless_they_are_gone_already() {
    let step = one(
        &remote("e1", "isaac", "Singer", Some(true)),
        vec![],
        &policy(),
    );
    assert_eq!(said(&step), (Action::Create, Reason::New, None));
    let write = step.write.unwrap();
    assert_eq!(write.resource["active"], true);
    assert_eq!(write.written.active, Some(true));
    let left = remote("e1", "isaac", "Singer", Some(false));
    assert_eq!(
        said(&one(&left, vec![], &policy())),
        (Action::Keep, Reason::InactiveThere, None)
    );
    let everybody = Policy {
        creates_inactive: true,
        ..policy()
    };
    assert_eq!(one(&left, vec![], &everybody).action, Action::Create);
    let unknown = remote("e1", "isaac", "Singer", None);
    assert_eq!(one(&unknown, vec![], &policy()).action, Action::Create);
}

#[test]
fn who_came_by_push_is_known_by_id_and_then_by_name() {
    let there = remote("e1", "Isaac", "Singer", Some(true));
    let same_id = local("p1", Some("e1"), "old", true);
    assert_eq!(
        said(&one(&there, vec![same_id.clone()], &policy())),
        (Action::Update, Reason::SameId, Some("p1"))
    );
    let same_name = local("p2", None, "isaac", true);
    assert_eq!(
        said(&one(&there, vec![same_name.clone()], &policy())),
        (Action::Update, Reason::SameName, Some("p2"))
    );
    let both = vec![same_id, same_name.clone()];
    assert_eq!(
        said(&one(&there, both, &policy())),
        (Action::Later, Reason::NameTaken, None)
    );
    let never = Policy {
        adoption: Adoption::Never,
        ..policy()
    };
    assert_eq!(
        said(&one(&there, vec![same_name], &never)),
        (Action::Failed, Reason::NotAdopted, Some("p2"))
    );
}

#[test]
fn an_id_that_others_may_have_too_needs_the_same_name() {
    let other_source = Policy {
        ids_are_unique: false,
        ..policy()
    };
    let there = remote("1", "isaac", "Singer", Some(true));
    let other = local("p1", Some("1"), "somebody", true);
    assert_eq!(
        one(&there, vec![other], &other_source).action,
        Action::Create
    );
    let same = local("p1", Some("1"), "ISAAC", true);
    assert_eq!(
        one(&there, vec![same], &other_source).reason,
        Reason::SameId
    );
    let other_id = local("p1", Some("2"), "isaac", true);
    assert_eq!(
        one(&there, vec![other_id], &other_source).reason,
        Reason::SameName
    );
}

#[test]
fn what_the_source_says_anew_is_written_and_nothing_else() {
    let there = remote("e1", "isaac", "Singer", Some(true));
    let here = written(&there, true);
    assert_eq!(
        said(&one(&there, vec![here.clone()], &policy())).1,
        Reason::Unchanged
    );
    let step = one(
        &remote("e1", "isaac", "Drummer", Some(true)),
        vec![here.clone()],
        &policy(),
    );
    assert_eq!(
        (step.action, step.reason),
        (Action::Update, Reason::Changed)
    );
    assert!(!step.write.unwrap().resource.contains_key("active"));
    let again = Policy {
        reasserts: true,
        ..policy()
    };
    assert_eq!(
        one(&there, vec![here.clone()], &again).reason,
        Reason::Reasserted
    );
    let revised = Policy {
        revision: "2".to_owned(),
        ..policy()
    };
    assert_eq!(
        one(&there, vec![here.clone()], &revised).action,
        Action::Update
    );
    let older = Remote {
        changed_micros: Some(0),
        ..remote("e1", "isaac", "Drummer", Some(false))
    };
    assert_eq!(said(&one(&older, vec![here], &policy())).1, Reason::Older);
}

#[test]
fn whoever_leaves_or_comes_back_there_does_so_here() {
    let (there, left) = (
        remote("e1", "isaac", "Singer", Some(true)),
        remote("e1", "isaac", "Singer", Some(false)),
    );
    let step = one(&left, vec![written(&there, true)], &policy());
    assert_eq!(
        (step.action, step.write.unwrap().resource["active"].clone()),
        (Action::Deactivate, false.into())
    );
    let step = one(&there, vec![written(&left, false)], &policy());
    assert_eq!(
        (step.action, step.write.unwrap().resource["active"].clone()),
        (Action::Reactivate, true.into())
    );
    let unknown = remote("e1", "isaac", "Drummer", None);
    let step = one(&unknown, vec![written(&there, true)], &policy());
    assert_eq!(
        (step.action, step.write.unwrap().written.active),
        (Action::Update, Some(true))
    );
}

#[test]
fn whoever_was_deactivated_here_stays_so_until_the_source_says_something_else() {
    let there = remote("e1", "isaac", "Singer", Some(true));
    let here = written(&there, false);
    assert_eq!(
        said(&one(&there, vec![here.clone()], &policy())).1,
        Reason::ActiveChangedHere
    );
    let step = one(
        &remote("e1", "isaac", "Drummer", Some(true)),
        vec![here.clone()],
        &policy(),
    );
    assert_eq!(step.action, Action::Update);
    assert!(!step.write.unwrap().resource.contains_key("active"));
    let again = Policy {
        reasserts: true,
        ..policy()
    };
    assert_eq!(one(&there, vec![here], &again).action, Action::Reactivate);
}

#[test]
fn somebody_twice_in_a_page_counts_as_they_were_last() {
    let first = remote("e1", "isaac", "Singer", Some(true));
    let later = Remote {
        changed_micros: Some(2),
        ..remote("e1", "isaac", "Drummer", Some(true))
    };
    for people in [[first.clone(), later.clone()], [later, first]] {
        let steps = page(&people, &World::default().locals(), &policy());
        let made: Vec<_> = steps
            .iter()
            .filter(|step| step.action == Action::Create)
            .collect();
        assert_eq!(made.len(), 1);
        assert_eq!(made[0].write.as_ref().unwrap().resource["title"], "Drummer");
    }
}

#[test]
fn a_name_that_somebody_gives_up_in_the_same_run_is_got() {
    let mut world = World::of(vec![
        linked("p1", "e1", "x", true),
        linked("p2", "e2", "y", true),
    ]);
    let pages = [
        vec![remote("e3", "x", "New", Some(true))],
        vec![remote("e1", "y", "A", Some(true))],
        vec![remote("e2", "z", "B", Some(true))],
    ];
    let steps = world.run(&pages, &policy());
    assert!(
        steps.iter().all(|step| step.action != Action::Failed),
        "{steps:?}"
    );
    let names: Vec<_> = world
        .people
        .iter()
        .map(|it| it.user_name.as_str())
        .collect();
    assert_eq!(names, ["y", "z", "x"]);
}

#[test]
fn whoever_was_deleted_and_made_anew_there_is_the_same_person_here() {
    let here = || World::of(vec![linked("p1", "e1", "isaac", true)]);
    let anew = vec![remote("e9", "isaac", "Singer", Some(true))];
    let mut world = here();
    let steps = world.run(std::slice::from_ref(&anew), &policy());
    assert_eq!(
        said(&steps[0]),
        (Action::Update, Reason::MadeAnew, Some("p1"))
    );
    assert_eq!(steps.len(), 1, "nobody vanished");
    let unknown = last(&anew, &here().locals(), &policy(), &|_| None);
    assert_eq!(said(&unknown[0]), (Action::Failed, Reason::NameTaken, None));
}

#[test]
fn who_vanished_leaves_unless_they_are_too_many() {
    let step = gone(&linked("p1", "e1", "isaac", true)).unwrap();
    assert_eq!(
        (step.action, step.reason),
        (Action::Deactivate, Reason::Vanished)
    );
    assert!(gone(&linked("p1", "e1", "isaac", false)).is_none());
    assert!(gone(&local("p1", Some("e1"), "isaac", true)).is_none());
    let limit = Limit {
        people_max: 20,
        percent_max: 10,
    };
    let judged = |vanished, of, seen, unidentified| {
        Vanished::judged(vanished, of, seen, unidentified, limit)
    };
    assert_eq!(judged(20, 50, 30, 0), Vanished::Deactivate);
    assert_eq!(
        judged(21, 50, 29, 0),
        Vanished::Held {
            vanished: 21,
            of: 50,
            may: 20
        }
    );
    assert_eq!(judged(1_000, 10_000, 9_000, 0), Vanished::Deactivate);
    assert_eq!(
        judged(1_001, 10_000, 8_999, 0),
        Vanished::Held {
            vanished: 1_001,
            of: 10_000,
            may: 1_000
        }
    );
    assert_eq!(judged(1, 50, 0, 0), Vanished::NobodyThere);
    assert_eq!(judged(1, 50, 49, 2), Vanished::Unsure { unidentified: 2 });
    assert_eq!(judged(0, 50, 0, 2), Vanished::Deactivate);
}

#[test]
fn who_vanished_and_comes_back_is_active_again() {
    let there = vec![remote("e1", "isaac", "Singer", Some(true))];
    let other = vec![remote("e2", "eric", "Bass", Some(true))];
    let mut world = World::default();
    world.run(&[there.clone(), other.clone()], &policy());
    world.run(std::slice::from_ref(&other), &policy());
    assert!(!world.people[0].is_active);
    let steps = world.run(&[there, other], &policy());
    assert_eq!(steps[0].action, Action::Reactivate);
}

#[test]
fn whoever_is_linked_to_one_id_is_nobody_elses_by_an_attribute() {
    // Another connection set the attribute.
    let here = Local {
        external_id: Some("e1".to_owned()),
        ..linked("p1", "e2", "somebody", true)
    };
    let step = one(
        &remote("e1", "isaac", "Singer", Some(true)),
        vec![here],
        &policy(),
    );
    assert_eq!(said(&step), (Action::Create, Reason::New, None));
}

#[test]
fn two_with_one_name_are_one_person_and_a_failure() {
    let both = vec![
        remote("e1", "isaac", "Singer", Some(true)),
        remote("e2", "ISAAC", "Drummer", Some(true)),
    ];
    let steps = page(&both, &World::default().locals(), &policy());
    let actions: Vec<_> = steps.iter().map(|step| step.action).collect();
    assert_eq!(actions, [Action::Create, Action::Later]);
    let steps = World::default().run(&[both], &policy());
    assert_eq!(
        (steps[1].action, steps[1].reason),
        (Action::Failed, Reason::NameTaken)
    );
}
