//! How many people a connection has let go of late, and whether one more may go. Only who deactivates or deletes somebody pays.

use rollcall_storage::resources::{self, Part, Query, Scope, Window as ListWindow};
use rollcall_storage::{Conn, connections, guards, leavers};

use super::Guard;
use super::settings::in_force;
use crate::resources::Call;
use crate::{Error, Provisioning, Result, SECOND, pulls};

const MINUTE: i64 = 60 * SECOND;
/// People are counted in so many parts of the window.
const PARTS: i64 = 60;
/// The kinds of connections over which nobody looks at each change. Whoever imports a list has looked at what it does.
const UNATTENDED: [&str; 2] = ["scim", pulls::KIND];

/// Whether one more person, who is here since `since`, may go, who then counts. Whoever came within the window itself may always go: what a
/// provider has just made it can make again, and a trial that makes people and takes them back is no loss. Until the transaction ends nobody else of the connection is counted, so
/// that no two are the last one.
pub(crate) fn lets_go(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    scope: &Scope<'_>,
    since: i64,
) -> Result<bool> {
    let (tenant, connection) = (scope.tenant, call.caller.connection);
    let found = connections::find(tx, tenant, connection)?;
    let is_unattended = found.is_some_and(|it| UNATTENDED.contains(&it.kind.as_str()));
    let guard = in_force(&guards::list(tx, tenant)?, connection);
    if !is_unattended || !guard.enabled {
        return Ok(true);
    }
    let now = p.now();
    if since > now.saturating_sub(guard.window_minutes.saturating_mul(MINUTE)) {
        return Ok(true);
    }
    let mut window = guards::lock_window(tx, tenant, connection)?;
    let mut counts = Counts::read(&window.counts, &guard, now)?;
    let gone = counts.total();
    if gone >= guard.people_max {
        // Of those who were there when the window began.
        if window.counted_at <= now - MINUTE {
            window.people = active(tx, scope)? + gone;
            window.counted_at = now;
        }
        let share = window.people.saturating_mul(guard.percent_max) / 100;
        if gone >= guard.people_max.max(share) {
            guards::write_window(tx, tenant, connection, &window)?;
            return Ok(false);
        }
    }
    counts.add(&guard, now);
    window.counts = counts.write()?;
    guards::write_window(tx, tenant, connection, &window)?;
    Ok(true)
}

/// How many people count: all but the leavers.
fn active(tx: &mut Conn, scope: &Scope<'_>) -> Result<i64> {
    let query = Query::default();
    let part = Part {
        scope: *scope,
        query: &query,
    };
    let all = resources::list(tx, &[part], &ListWindow::first(0))?.total;
    Ok(all - leavers::count(tx, scope.tenant)?)
}

/// How many went, some minutes at a time: since when, and how many.
#[derive(Debug, PartialEq, Eq)]
struct Counts(Vec<(i64, i64)>);

impl Counts {
    /// Those that are not older than the window.
    fn read(text: &str, guard: &Guard, now: i64) -> Result<Self> {
        let mut counts: Vec<(i64, i64)> = serde_json::from_str(text)
            .map_err(|_| Error::Internal("guard_windows.counts cannot be read".into()))?;
        let begin = now.saturating_sub(guard.window_minutes.saturating_mul(MINUTE));
        counts.retain(|(since, _)| since.saturating_add(part(guard)) > begin);
        Ok(Self(counts))
    }

    fn write(&self) -> Result<String> {
        serde_json::to_string(&self.0).map_err(|error| Error::Internal(Box::new(error)))
    }

    fn total(&self) -> i64 {
        self.0.iter().map(|(_, count)| count).sum()
    }

    fn add(&mut self, guard: &Guard, now: i64) {
        match self.0.last_mut() {
            Some((since, count)) if now < since.saturating_add(part(guard)) => *count += 1,
            _ => self.0.push((now, 1)),
        }
    }
}

fn part(guard: &Guard) -> i64 {
    (guard.window_minutes / PARTS).max(1).saturating_mul(MINUTE)
}

#[cfg(test)]
mod tests {
    use super::super::DEFAULT;
    use super::*;

    #[test]
    fn who_went_longer_ago_than_the_window_counts_no_more() {
        let mut counts = Counts(Vec::new());
        for minute in 0..90 {
            counts.add(&DEFAULT, minute * MINUTE);
            counts.add(&DEFAULT, minute * MINUTE + 1);
        }
        assert_eq!(counts.total(), 180);
        let text = counts.write().unwrap();
        let at = |minute: i64| {
            let counts = Counts::read(&text, &DEFAULT, minute * MINUTE).unwrap();
            counts.total()
        };
        // Nobody is forgotten a moment too early: a part goes as a whole.
        assert_eq!(
            (at(60), at(89), at(120), at(149), at(150)),
            (180, 122, 60, 2, 0)
        );
        assert_eq!(Counts::read("[]", &DEFAULT, 0).unwrap().total(), 0);
        assert!(Counts::read("{", &DEFAULT, 0).is_err());
    }

    #[test]
    fn a_long_window_has_no_more_parts_than_a_short_one() {
        let day = Guard {
            window_minutes: 1_440,
            ..DEFAULT
        };
        let mut counts = Counts(Vec::new());
        for minute in 0..1_440 {
            counts.add(&day, minute * MINUTE);
        }
        assert_eq!((counts.0.len(), counts.total()), (60, 1_440));
    }
}
