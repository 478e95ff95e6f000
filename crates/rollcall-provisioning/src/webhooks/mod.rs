//! Webhooks: announcements ([`crate::feeds`]) are sent to a URL as they are made, one after the other, signed as
//! standardwebhooks.com has it. Each is sent at least once and in order; its `webhook-id` is the same each time.

mod manage;
mod send;

pub use manage::{
    Created, NewWebhook, Replay, State, attempts, create, delete, enable, find, list, replay,
};
pub use rollcall_storage::webhooks::{Attempt, Webhook};
pub use send::{Claimed, Due, Message, Outcome, claim, due, release, settle, test, tested};
