//! What the token endpoint is asked (RFC 6749 §4.1.3 and §6, RFC 7009).

use http::header::ORIGIN;

use super::{App, Code, Held, SCHEMAS_SCOPE, SCOPES};
use crate::Trouble;
use crate::dpop::{Key, Moment};
use crate::wire::{self, Request};

impl App {
    /// Has Okta make tokens of a code. `proof` is for an application that demands DPoP: [`crate::Kind::NeedsProof`] or [`crate::Kind::Nonce`]
    /// says so the first time, and tokens of kind [`super::TokenKind::Dpop`] want one ever after.
    ///
    /// # Errors
    /// The request cannot be made.
    pub fn code_request(
        &self,
        code: &Code,
        held: &Held,
        proof: Option<(&Key, Moment<'_>)>,
    ) -> Result<Request, Trouble> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", self.client_id.as_str()),
            ("redirect_uri", self.redirect.as_str()),
            ("code", code.0.as_str()),
            ("code_verifier", held.verifier.as_str()),
        ];
        self.asked("/oauth2/v1/token", &fields, proof)
    }

    /// Has Okta make new tokens of a refresh token. One at a time: the old one ends with its use, but for some seconds. `may_read_schemas`:
    /// whether the last tokens had that scope; one that was not granted may not be asked for (RFC 6749 §6).
    ///
    /// # Errors
    /// The request cannot be made.
    pub fn refresh_request(
        &self,
        refresh_token: &str,
        may_read_schemas: bool,
        proof: Option<(&Key, Moment<'_>)>,
    ) -> Result<Request, Trouble> {
        let granted = |scope: &&str| may_read_schemas || *scope != SCHEMAS_SCOPE;
        let scope = SCOPES.into_iter().filter(granted).collect::<Vec<_>>();
        let scope = scope.join(" ");
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", self.client_id.as_str()),
            ("redirect_uri", self.redirect.as_str()),
            ("refresh_token", refresh_token),
            ("scope", scope.as_str()),
        ];
        self.asked("/oauth2/v1/token", &fields, proof)
    }

    /// Ends a refresh token, and with it what was made of it. The answer is for [`super::read_revoked`].
    ///
    /// # Errors
    /// The request cannot be made.
    pub fn revoke_request(&self, refresh_token: &str) -> Result<Request, Trouble> {
        let fields = [
            ("client_id", self.client_id.as_str()),
            ("token", refresh_token),
            ("token_type_hint", "refresh_token"),
        ];
        self.asked("/oauth2/v1/revoke", &fields, None)
    }

    fn asked(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        proof: Option<(&Key, Moment<'_>)>,
    ) -> Result<Request, Trouble> {
        let mut request = wire::post_form(&self.org.url(path), fields)?;
        if self.sends_origin {
            let origin = self.redirect.origin().ascii_serialization();
            wire::set(&mut request, ORIGIN, &origin)?;
        }
        if let Some((key, moment)) = proof {
            key.prove(&mut request, moment, None)?;
        }
        Ok(request)
    }
}
