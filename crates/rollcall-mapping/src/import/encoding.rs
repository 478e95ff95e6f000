//! From bytes to text. Spreadsheet programs write what their system is set to, and do not say which that is.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::Refusal;

/// The text: by its byte order mark; else as UTF-8 if it is; else as Windows-1252, which has all of ISO-8859-1.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => (WINDOWS_1252, bytes),
    };
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if had_errors || text.contains('\0') {
        return Err(Refusal(format!(
            "The file is no text in {}, nor an XLSX. Save it as CSV in UTF-8, or as XLSX.",
            encoding.name()
        )));
    }
    Ok(text)
}
