//! Single sign-on: admins sign in at an OpenID Connect provider (authorization code and PKCE). What goes over the network is the
//! door's; here is what is asked, and what an answer is worth.

mod flow;
mod settings;
mod token;

pub use rollcall_okta::oidc::{DOCUMENT_BYTES_MAX, Endpoints, Keys};

pub use flow::{AWAY_SECONDS, Begun, Finishing, Held, begin, finish, open_held};
pub use settings::{NewSettings, Settings, SignIn, checked, find, forget, set, sign_in_button};
pub use token::endpoints;

use crate::Error;

/// What somebody is told whose provider does not do as OpenID Connect has it.
fn provider(detail: impl Into<String>) -> Error {
    super::Refusal::new(502, "provider_failed", detail).into()
}
