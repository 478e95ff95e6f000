//! Style, scripts and pictures of the console, compiled in.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Path;
use include_dir::{Dir, include_dir};
use sha2::{Digest as _, Sha256};

use crate::error::{Failure, Result};

/// Everything of the console that is no program.
pub(super) static CONSOLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/console");

/// So many bytes of a digest tell two versions of a file apart.
const MARK_BYTES: usize = 6;

/// The mark of each asset's content, which stands in its address: a browser keeps it for ever, and asks for another one anew.
static MARKS: LazyLock<HashMap<&'static str, String>> = LazyLock::new(|| {
    let files = CONSOLE.get_dir("assets").into_iter().flat_map(Dir::files);
    let mark = |bytes: &[u8]| {
        let digest = Sha256::digest(bytes);
        let hex = digest
            .iter()
            .take(MARK_BYTES)
            .map(|byte| format!("{byte:02x}"));
        hex.collect::<String>()
    };
    files
        .filter_map(|file| Some((file.path().file_name()?.to_str()?, mark(file.contents()))))
        .collect()
});

/// The address of an asset.
pub(super) fn address(name: &str) -> String {
    match MARKS.get(name) {
        Some(mark) => format!("/assets/{name}?v={mark}"),
        None => format!("/assets/{name}"),
    }
}

/// `GET /assets/{name}`
pub(super) async fn serve(name: Path<String>) -> Result<HttpResponse> {
    let file = CONSOLE.get_file(format!("assets/{name}"));
    let missing = || Failure::new(StatusCode::NOT_FOUND, "There is no such file.");
    let file = file.ok_or_else(missing)?;
    let kind = media_type(&name).ok_or_else(missing)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(file.contents()))
}

/// None for what is not for browsers, such as the licences of what is not ours.
fn media_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    match extension {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "md" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}
