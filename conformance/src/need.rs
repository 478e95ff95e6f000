//! What a case needs of the target, so that a server that truthfully does not offer it is not blamed.

use serde::Deserialize;

/// One thing a case needs. In a case file: a word, or `type:NAME` (a resource type or its endpoint), or `schema:URN`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Need {
    /// `token`: a token was given, so that `${token}` can be sent in other ways.
    Token,
    /// `authentication`: a token or an Authorization value was given, so the server is expected to ask for it.
    Authentication,
    /// `patch`, `filter`, `sort`, `etag`, `bulk`: ServiceProviderConfig does not say that it is not supported
    /// (RFC 7643 section 5).
    Feature(String),
    /// `cursor`: ServiceProviderConfig has `pagination.cursor: true` (RFC 9865 section 4).
    Cursor,
    /// `async`: ServiceProviderConfig has a `securityEvents.asyncRequest` other than `none` (RFC 9967).
    Async,
    /// `events`: ServiceProviderConfig names event URIs (RFC 9967).
    Events,
    /// `interop`: ServiceProviderConfig says `interopProfileConformant: true`
    /// (draft-zollner-scim-interop-profile); what the case wants is not the RFC's.
    Interop,
    /// `me`: GET /Me is not 404, 405 or 501 (RFC 7644 section 3.11).
    Me,
    /// `search`: POST /Users/.search is not 404, 405 or 501 (RFC 7644 section 3.4.3).
    Search,
    /// `root`: a query at the root of the server is not 403, 404, 405 or 501 (RFC 7644 section 3.4.2.1).
    Root,
    /// `type:NAME`: /ResourceTypes has a type of this name or endpoint.
    ResourceType(String),
    /// `schema:URN`: /Schemas has this schema.
    Schema(String),
}

/// A profile that a target may announce and that forbids what some cases want: they are skipped there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unless {
    /// `interop`: ServiceProviderConfig says `interopProfileConformant: true`, and draft-zollner-scim-interop-profile
    /// demands something else than the RFC there.
    Interop,
}

/// The features with a `supported` member in ServiceProviderConfig that a case can name.
const FEATURES: [&str; 5] = ["patch", "filter", "sort", "etag", "bulk"];

impl TryFrom<String> for Need {
    type Error = String;

    fn try_from(text: String) -> Result<Need, String> {
        if let Some(name) = text.strip_prefix("type:") {
            return Ok(Need::ResourceType(name.to_owned()));
        }
        if let Some(urn) = text.strip_prefix("schema:") {
            return Ok(Need::Schema(urn.to_owned()));
        }
        if FEATURES.contains(&text.as_str()) {
            return Ok(Need::Feature(text));
        }
        match text.as_str() {
            "token" => Ok(Need::Token),
            "authentication" => Ok(Need::Authentication),
            "cursor" => Ok(Need::Cursor),
            "async" => Ok(Need::Async),
            "events" => Ok(Need::Events),
            "interop" => Ok(Need::Interop),
            "me" => Ok(Need::Me),
            "search" => Ok(Need::Search),
            "root" => Ok(Need::Root),
            _ => Err(format!("{text:?} is nothing that a case can need")),
        }
    }
}
