//! Instants as JSON.

use scim_core::format_instant;
use serde::Serializer;

/// Writes microseconds since the Unix epoch as an RFC 3339 text.
///
/// # Errors
/// Those of the serializer.
pub(crate) fn serialize<S: Serializer>(at: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format_instant(*at))
}
