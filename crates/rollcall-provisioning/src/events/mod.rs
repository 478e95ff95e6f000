//! Event streams: whoever has to know of a tenant's changes is told them as signed security event tokens
//! (RFC 8417, RFC 9967), by poll (RFC 8936) or by push (RFC 8935).
//!
//! A stream has a position in `changes`, and nothing is stored for each event: an event is made of its change
//! row whenever it is sent, with the same `jti` each time. Every change is told at least once; a push tells
//! them in order.

mod issuer;
mod poll;
mod push;
mod reach;
mod set;
mod streams;

pub use poll::{Outstanding, acknowledge, outstanding};
pub use push::{Claimed, Due, claim, delivered, due, failed, release};
pub use reach::Reach;
pub use set::Set;
pub use streams::{
    Delivery, EndpointUrl, EventStream, Listed, NewStream, create, delete, find, list, pause,
    resume,
};

pub(crate) use issuer::Issuer;
pub(crate) use poll::shortened;
pub(crate) use push::{back_off, random};
pub(crate) use set::{Told, sets};

pub use scim_core::event::Detail;
