//! An attribute that was not kept, as the API and the command line show it.

use rollcall_provisioning::dropped::Dropped;
use scim_core::format_instant;
use serde::Serialize;

/// One attribute of one connection.
#[derive(Serialize)]
pub(crate) struct Shown {
    pub(crate) connection: String,
    pub(crate) attribute: String,
    pub(crate) count: i64,
    pub(crate) first_seen_at: String,
    pub(crate) last_seen_at: String,
}

impl Shown {
    pub(crate) fn of(dropped: Dropped) -> Self {
        Self {
            connection: dropped.connection,
            attribute: dropped.attribute,
            count: dropped.count,
            first_seen_at: format_instant(dropped.first_seen_at),
            last_seen_at: format_instant(dropped.last_seen_at),
        }
    }
}
