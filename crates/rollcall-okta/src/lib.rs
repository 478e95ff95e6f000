//! People pulled from where they are kept: Okta first, and others on the same two functions.
//!
//! Nothing is sent here, and nothing is known of time or chance: requests ([`Request`]) are built and answers ([`Response`]) read; whoever
//! sends them gives time, random bytes and keys. Whatever goes wrong is a [`Trouble`], which says what is to be done.
//!
//! - [`domain`]: the Okta domain that an administrator types becomes an [`domain::Org`], the one host that is asked.
//! - [`sign_in`]: authorization code with PKCE, tokens and their renewal; [`oidc`]: who signed in; [`dpop`]: proofs of possession.
//! - [`source`]: what a source is; [`users`]: Okta's; [`scim_client`]: any SCIM server's; [`rippling`] and [`payfit`].
//! - [`plan`]: what is to be done with whom; the same for every source.
//! - [`attempts`]: what to do after trouble; [`pace`]: how fast; [`schema`]: names of custom attributes; [`hooks`]: who is to be read at once.
//! - [`user_to_scim`]: an Okta user as the body of a SCIM User, as if Okta had pushed it.

pub mod attempts;
mod bearer;
pub mod domain;
pub mod dpop;
mod error;
pub mod hooks;
pub mod oidc;
pub mod pace;
pub mod payfit;
pub mod plan;
mod profile;
pub mod rippling;
pub mod schema;
pub mod scim_client;
pub mod sign_in;
pub mod source;
mod status;
mod translation;
pub mod trouble;
pub mod users;
mod wire;

#[cfg(test)]
mod any_input;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod whole_run;

pub use error::Error;
pub use status::StatusPolicy;
pub use translation::{EXTENSION, user_to_scim, user_to_scim_with};
pub use trouble::{Kind, Trouble};
pub use wire::{Request, Response, shown};
