//! The request log: what came to `/scim`, what became of it, and why, in words and with what to do about it.
//!
//! A door notes each exchange ([`note`]), which costs it a look at a channel; a worker ([`work`]) finds out the rest and writes many
//! at a time. What cannot be kept is dropped and counted: no request waits for its entry or fails because of it.

mod causes;
mod context;
mod entry;
mod exchange;
mod follow;
mod live;
mod log;
mod mask;
mod retention;
mod shown;
mod view;
mod work;

pub use causes::{CAUSES, Cause, Facts, Fix, Severity, cause_of};
pub use entry::WouldChange;
pub use exchange::{Body, Exchange, Refusal, without_secrets};
pub use follow::{Following, Meant};
pub use live::{Live, live};
pub(crate) use log::RequestLog;
pub use mask::masked;
pub use retention::forget_old;
pub use shown::{Detailed, MadeChange, ShownCause, ShownFix, ShownRequest, ShownSubject};
pub use view::{
    Hour, ListQuery, Outcome, PAGE_MAX, Page, Recorded, Summary, Tally, find, list, recorded,
    summary,
};
pub use work::work;

use uuid::Uuid;

use crate::Provisioning;

/// How much of each request is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logged {
    /// Nothing.
    Off,
    /// Who, what, when and why, without bodies.
    Meaning,
    /// Bodies too, encrypted; they are shown masked.
    Bodies,
}

impl Logged {
    /// The words of the setting.
    pub const WORDS: [(&str, Self); 3] = [
        ("off", Self::Off),
        ("meaning", Self::Meaning),
        ("bodies", Self::Bodies),
    ];

    /// The word of the setting.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Meaning => "meaning",
            Self::Bodies => "bodies",
        }
    }
}

/// Notes an exchange for the log; answers whether there was room for it.
pub fn note(p: &Provisioning, exchange: Exchange) -> bool {
    p.request_log().note(p.limits().request_log, exchange)
}

/// How many exchanges could not be kept since this program began.
pub fn dropped(p: &Provisioning) -> u64 {
    p.request_log().dropped()
}

/// The least id of a moment, in microseconds since the Unix epoch: ids are UUIDv7.
fn first_id_of(at: i64) -> Uuid {
    let milliseconds = u128::try_from(at / 1_000).unwrap_or(0) & 0xffff_ffff_ffff;
    Uuid::from_u128(milliseconds << 80)
}

/// When an id was made, in microseconds since the Unix epoch.
fn moment_of(id: Uuid) -> i64 {
    i64::try_from(id.as_u128() >> 80).unwrap_or(0) * 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_when_it_was_made() {
        let id = Uuid::now_v7();
        let at = moment_of(id);
        assert!(first_id_of(at) <= id && id < first_id_of(at + 1_000));
        assert_eq!(first_id_of(-1), Uuid::nil());
    }
}
