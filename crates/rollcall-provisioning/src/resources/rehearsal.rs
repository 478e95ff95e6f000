//! Trying a change: it is carried out, looked at, and undone in the same transaction.

use std::sync::{Arc, Mutex, PoisonError};

use rollcall_storage::Conn;
use rollcall_storage::changes::{self, Change};

use super::Call;
use crate::{Provisioning, Result};

/// The changes that a change which is only tried would have made.
#[derive(Debug, Clone, Default)]
pub struct Rehearsal(Arc<Mutex<Vec<Change>>>);

/// As many changes are noted.
const NOTED_MAX: i64 = 1_000;

impl Rehearsal {
    /// What would have changed.
    pub fn changes(&self) -> Vec<Change> {
        let changes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        changes.clone()
    }

    /// Runs `work`, and notes what it changed, before that is undone.
    fn run<T>(
        &self,
        tx: &mut Conn,
        call: &Call,
        work: impl FnOnce(&mut Conn) -> Result<T>,
    ) -> Result<T> {
        let tenant = &*call.caller.tenant;
        tx.rehearse(|tx| {
            let before = changes::last(tx, tenant)?;
            let done = work(tx)?;
            let above = (before, i64::MAX);
            let made = changes::of_request(tx, tenant, above, &call.request_id, NOTED_MAX)?;
            // A transaction that is run again begins anew here too.
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = made;
            Ok(done)
        })
    }
}

/// The one place where a change of resources is committed, or undone where it is only tried.
pub(super) async fn transact<T: Send + 'static>(
    p: &Provisioning,
    call: &Call,
    work: impl Fn(&mut Conn) -> Result<T> + Send + 'static,
) -> Result<T> {
    match &call.rehearsal {
        None => p.store().write(work).await,
        Some(rehearsal) => {
            let (rehearsal, by) = (rehearsal.clone(), call.clone());
            let tried = move |tx: &mut Conn| rehearsal.run(tx, &by, &work);
            p.store().write(tried).await
        }
    }
}
