//! Okta as a pull source: an Okta user becomes a SCIM resource.
//!
//! [`user_to_scim`] is a pure translation of what Okta's users API answers into the body of a SCIM User, as
//! if Okta had pushed it; the server treats it as it treats a push.

mod error;
pub mod oidc;
mod profile;
mod status;
mod translation;

#[cfg(test)]
mod tests;

pub use error::Error;
pub use status::StatusPolicy;
pub use translation::{EXTENSION, user_to_scim, user_to_scim_with};
