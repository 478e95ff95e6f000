//! Whom somebody at a source is here, and what follows.

use scim_core::fold;

use super::{Action, Adoption, Fingerprint, Local, Locals, Policy, Reason, Step, Write, Written};
use crate::source::Remote;

/// What is known of whoever has a name that somebody else should get.
pub(super) enum Holder<'h> {
    /// They may get another one further on.
    MayBeRenamed,
    /// Whether the source still has them, by its id.
    Known(&'h dyn Fn(&str) -> Option<bool>),
}

/// Whom somebody is.
enum Found<'l> {
    /// This person, whom the connection knows as them.
    Linked(&'l Local),
    /// This person, for that reason.
    First(&'l Local, Reason),
    /// Somebody who may not be taken for them.
    NotAdopted(&'l Local),
    /// Another person has the name.
    Taken,
    /// Nobody.
    Nobody,
}

pub(super) fn step(remote: &Remote, locals: &Locals, policy: &Policy, holder: &Holder<'_>) -> Step {
    match find(remote, locals, policy, holder) {
        Found::Linked(local) => linked(remote, local, policy),
        Found::First(local, reason) => first(remote, local, policy, reason),
        Found::NotAdopted(local) => {
            let step = bare(remote, Action::Failed, Reason::NotAdopted);
            Step {
                person: Some(local.id.clone()),
                ..step
            }
        }
        Found::Taken => taken(remote, holder),
        Found::Nobody if remote.active == Some(false) && !policy.creates_inactive => {
            keep(remote, None, Reason::InactiveThere)
        }
        Found::Nobody => {
            let said = Fingerprint::of(&remote.resource, &policy.revision);
            writing(remote, None, Action::Create, Reason::New, said)
        }
    }
}

pub(super) fn taken(remote: &Remote, holder: &Holder<'_>) -> Step {
    let action = match holder {
        Holder::MayBeRenamed => Action::Later,
        Holder::Known(_) => Action::Failed,
    };
    bare(remote, action, Reason::NameTaken)
}

fn find<'l>(
    remote: &Remote,
    locals: &'l Locals,
    policy: &Policy,
    holder: &Holder<'_>,
) -> Found<'l> {
    let named = locals.named(&remote.user_name);
    // By id first: the link that was made, then the attribute.
    let by_id = locals.linked(&remote.external_id).map(Found::Linked);
    let by_id = by_id.or_else(|| {
        let local = locals.with_id(&remote.external_id)?;
        let means_them = policy.ids_are_unique || fold(&local.user_name) == fold(&remote.user_name);
        (local.written.is_none() && means_them).then_some(Found::First(local, Reason::SameId))
    });
    if let Some(found) = by_id {
        let (Found::Linked(local) | Found::First(local, _)) = &found else {
            return found;
        };
        return match named {
            Some(other) if other.id != local.id => Found::Taken,
            _ => found,
        };
    }
    let Some(local) = named else {
        return Found::Nobody;
    };
    // By name, unless an id says that it is somebody else.
    let other_id = match &local.written {
        Some(written) => Some(&written.external_id),
        None => local.external_id.as_ref().filter(|_| policy.ids_are_unique),
    };
    match (other_id, holder) {
        (Some(other_id), Holder::Known(is_there)) if is_there(other_id) == Some(false) => {
            Found::First(local, Reason::MadeAnew)
        }
        (Some(_), _) => Found::Taken,
        (None, _) if policy.adoption == Adoption::Never => Found::NotAdopted(local),
        (None, _) => Found::First(local, Reason::SameName),
    }
}

/// The first time that this connection writes somebody who is here: whatever it says of them counts.
fn first(remote: &Remote, local: &Local, policy: &Policy, reason: Reason) -> Step {
    let action = turned(remote, local).unwrap_or(Action::Update);
    let said = Fingerprint::of(&remote.resource, &policy.revision);
    writing(remote, Some(local), action, reason, said)
}

/// Somebody whom this connection wrote before: what the source says anew counts, and nothing else.
fn linked(remote: &Remote, local: &Local, policy: &Policy) -> Step {
    let Some(written) = &local.written else {
        return first(remote, local, policy, Reason::SameId);
    };
    let is_older = matches!(
        (remote.changed_micros, written.changed_micros),
        (Some(read), Some(known)) if read < known
    );
    if is_older {
        return keep(remote, Some(local), Reason::Older);
    }
    let said = Fingerprint::of(&remote.resource, &policy.revision);
    let says_active = remote.active.is_some() && remote.active != written.active;
    if let Some(action) = turned(remote, local).filter(|_| says_active || policy.reasserts) {
        let reason = if says_active {
            Reason::Changed
        } else {
            Reason::Reasserted
        };
        return writing(remote, Some(local), action, reason, said);
    }
    if says_active || said != written.fingerprint {
        return writing(remote, Some(local), Action::Update, Reason::Changed, said);
    }
    if policy.reasserts {
        return writing(
            remote,
            Some(local),
            Action::Update,
            Reason::Reasserted,
            said,
        );
    }
    let reason = match turned(remote, local) {
        Some(_) => Reason::ActiveChangedHere,
        None => Reason::Unchanged,
    };
    keep(remote, Some(local), reason)
}

/// What it takes for somebody to be as active here as there, if anything.
fn turned(remote: &Remote, local: &Local) -> Option<Action> {
    match (remote.active, local.is_active) {
        (Some(true), false) => Some(Action::Reactivate),
        (Some(false), true) => Some(Action::Deactivate),
        _ => None,
    }
}

fn writing(
    remote: &Remote,
    local: Option<&Local>,
    action: Action,
    reason: Reason,
    said: Fingerprint,
) -> Step {
    let mut resource = remote.resource.clone();
    if action == Action::Update {
        resource.shift_remove("active");
    }
    let known = local.and_then(|local| local.written.as_ref());
    let written = Written {
        external_id: remote.external_id.clone(),
        fingerprint: said,
        active: remote
            .active
            .or_else(|| known.and_then(|known| known.active)),
        changed_micros: remote.changed_micros,
    };
    Step {
        person: local.map(|local| local.id.clone()),
        write: Some(Write { resource, written }),
        ..bare(remote, action, reason)
    }
}

pub(super) fn keep(remote: &Remote, local: Option<&Local>, reason: Reason) -> Step {
    Step {
        person: local.map(|local| local.id.clone()),
        ..bare(remote, Action::Keep, reason)
    }
}

fn bare(remote: &Remote, action: Action, reason: Reason) -> Step {
    Step {
        external_id: remote.external_id.clone(),
        user_name: remote.user_name.clone(),
        person: None,
        action,
        reason,
        write: None,
    }
}
