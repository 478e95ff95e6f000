//! Whether a domain is an Okta organization's: asked before anybody is sent there.

use http::StatusCode;
use url::Url;

use crate::domain::Org;
use crate::oidc::Endpoints;
use crate::wire::{self, Request, Response};
use crate::{Kind, Trouble};

/// Asks an organization what it is.
///
/// # Errors
/// The request cannot be made.
pub fn organization_request(org: &Org) -> Result<Request, Trouble> {
    wire::get(&Endpoints::described_at(org.origin()))
}

/// Reads what it says: it has to call itself so, and to lead nowhere else.
///
/// # Errors
/// [`Kind::Settings`] where the domain is none of an organization's.
pub fn read_organization(org: &Org, answer: &Response) -> Result<(), Trouble> {
    let host = org.host();
    let status = answer.status();
    if status == StatusCode::NOT_FOUND || status.is_redirection() {
        return Err(Trouble::settings(format!(
            "There is no Okta organization at {host}. Compare the domain with the one in the menu at the top right of Okta's admin console."
        )));
    }
    if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
        let kind = wire::retry_after(answer).map_or(Kind::BackOff, Kind::RetryAfter);
        let detail = format!("{host} cannot answer just now ({}).", status.as_u16());
        return Err(Trouble::new(kind, detail));
    }
    let foreign = || {
        Trouble::settings(format!(
            "What answers at {host} is no Okta organization, or calls itself otherwise. Type the domain that Okta shows in the menu at the top right of its admin console."
        ))
    };
    if !wire::is_ok(answer) {
        return Err(foreign());
    }
    let endpoints = Endpoints::read(org.origin(), answer.body()).map_err(|_| foreign())?;
    let is_own = |url: &str| Url::parse(url).is_ok_and(|url| org.holds(&url));
    if endpoints.all().into_iter().all(is_own) {
        Ok(())
    } else {
        Err(foreign())
    }
}
