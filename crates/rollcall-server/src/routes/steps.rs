//! Answers about everybody, sent while they are made: a line of JSON after the other.

use actix_web::HttpResponse;
use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::web::Bytes;
use futures_util::stream::{Stream, try_unfold};
use rollcall_provisioning::Error as VerbError;
use serde::Serialize;
use serde_json::json;

use crate::error::{Failure, chain};
use crate::turns::Turn;

const NDJSON: &str = "application/x-ndjson";

/// What is done, and the turn that lasts as long.
type Work<W> = (W, Option<Turn>);

/// A value as a line.
pub(super) fn line(value: &impl Serialize) -> Vec<u8> {
    // Maps with keys that are texts can always be written.
    let mut line = serde_json::to_vec(value).unwrap_or_default();
    line.push(b'\n');
    line
}

/// How far it is, as a line.
pub(super) fn seen(seen: u64, of: u64) -> Vec<u8> {
    line(&json!({ "seen": seen, "of": of }))
}

/// The lines that `next` makes, until it makes none, and at the end what `last` makes.
pub(super) fn answer<W: 'static>(
    work: Work<W>,
    next: impl AsyncFn(&mut W) -> Result<Option<Vec<u8>>, VerbError> + 'static,
    last: fn(&W) -> Vec<u8>,
) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(NDJSON)
        .streaming(lines(work, next, last))
}

/// The lines that `next` makes, until it makes none, as a file of that name.
pub(super) fn file<W: 'static>(
    name: &str,
    work: Work<W>,
    next: impl AsyncFn(&mut W) -> Result<Option<Vec<u8>>, VerbError> + 'static,
) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(NDJSON)
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::Filename(name.to_owned())],
        })
        .streaming(lines(work, next, |_| Vec::new()))
}

/// An error here can only break the connection: the status is sent.
fn lines<W>(
    work: Work<W>,
    next: impl AsyncFn(&mut W) -> Result<Option<Vec<u8>>, VerbError>,
    last: fn(&W) -> Vec<u8>,
) -> impl Stream<Item = Result<Bytes, Failure>> {
    try_unfold(Some((work, next)), move |state| async move {
        let Some(((mut work, turn), next)) = state else {
            return Ok(None);
        };
        match next(&mut work).await {
            Ok(Some(made)) => Ok(Some((Bytes::from(made), Some(((work, turn), next))))),
            Ok(None) => Ok(Some((Bytes::from(last(&work)), None))),
            Err(error) => {
                tracing::error!(cause = chain(&error), "an answer about everybody broke off");
                Err(error.into())
            }
        }
    })
}
