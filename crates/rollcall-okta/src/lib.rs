//! Okta as a pull source: an Okta user becomes a SCIM resource.
