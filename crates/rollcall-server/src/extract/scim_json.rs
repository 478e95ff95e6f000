//! A request's body: read piece by piece within its limits, then parsed.

use std::pin::pin;
use std::time::Duration;

use actix_web::dev::{Decompress, Payload};
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{self, Stream, StreamExt as _};
use percent_encoding::percent_decode_str;
use scim_core::{Rule, Rules, body};
use serde_json::Value;

use super::caller::rules;
use super::room::{Room, Taken, values_in};
use crate::config::HttpLimits;
use crate::error::{Failure, Result, SCIM_JSON};
use crate::logged::Noted;
use crate::site::Site;

/// A body is made room for at once up to so many bytes, whatever length was announced.
const ANNOUNCED_BYTES_MAX: usize = 64 * 1024;

/// A JSON body in any of the media types that providers give it. It keeps its room as long as it is kept.
pub struct ScimJson(
    pub Value,
    #[expect(dead_code, reason = "it gives its room back when it is dropped")] Taken,
);

impl FromRequest for ScimJson {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = json(request, payload, |limits| {
            let bytes = limits.body_bytes_max;
            let refusal = format!(
                "The body is longer than {bytes} bytes. Send fewer members or operations at a time."
            );
            (bytes, refusal)
        });
        // SCIM says of its attributes which has one.
        let is_api = percent_decode_str(request.path())
            .take(API.len())
            .eq(API.bytes());
        Box::pin(async move {
            let (value, taken) = body.await?;
            match is_api.then(|| nul_in(&value)).flatten() {
                Some(member) => Err(Failure::new(
                    StatusCode::BAD_REQUEST,
                    format!(
                        "The body has a NUL (\\u0000) in {member}, which no text has: leave it out."
                    ),
                )),
                None => Ok(Self(value, taken)),
            }
        })
    }
}

/// What is below has no texts with a NUL, which PostgreSQL does not take.
const API: &str = "/api/v1/";

/// The member of a body that has a NUL in its text, or in its name.
fn nul_in(value: &Value) -> Option<String> {
    match value {
        Value::Array(all) => all.iter().find_map(nul_in),
        Value::Object(object) => object.iter().find_map(|(name, value)| {
            let has_nul = name.contains('\0') || has_nul(value);
            has_nul
                .then(|| format!("{:?}", name.replace('\0', "\u{fffd}")))
                .or_else(|| nul_in(value))
        }),
        other => has_nul(other).then(|| "its text".to_owned()),
    }
}

fn has_nul(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.contains('\0'))
}

/// The body of a bulk request, which has a limit of its own.
pub struct BulkJson(
    pub Value,
    #[expect(dead_code, reason = "it gives its room back when it is dropped")] Taken,
);

impl FromRequest for BulkJson {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = json(request, payload, |limits| {
            let bytes = limits.bulk_body_bytes_max;
            let refusal =
                format!("The size of the bulk request exceeds the maxPayloadSize ({bytes}).");
            (bytes, refusal)
        });
        Box::pin(async { body.await.map(|(value, taken)| Self(value, taken)) })
    }
}

/// Reads and parses a body; `limit` says of how many bytes at most, and what is said of more.
fn json(
    request: &HttpRequest,
    payload: &mut Payload,
    limit: fn(&HttpLimits) -> (usize, String),
) -> impl Future<Output = Result<(Value, Taken)>> + use<> {
    let site = request.app_data::<Data<Site>>().cloned();
    let noted = Noted::of(request);
    let payload = unpacked(payload, request.headers());
    let head =
        is_json(request.headers(), rules(request)).map(|()| announced_length(request.headers()));
    async move {
        let site = site.ok_or_else(|| Failure::internal("the site is not known to the router"))?;
        let limits = &site.limits;
        let mut taken = Taken::default();
        let mut reading = Reading {
            limit: limit(limits),
            room: &site.room,
            taken: &mut taken,
        };
        let bytes = reading
            .in_time(payload, head?, limits.body_seconds_max)
            .await?;
        if let Some(noted) = &noted {
            noted.request(&site, &bytes);
        }
        let (values, values_max) = (values_in(&bytes), limits.json_values_max);
        if values > values_max {
            let detail = format!(
                "The body has more than {values_max} JSON values. Send fewer members or operations at a time."
            );
            return Err(Failure::new(StatusCode::PAYLOAD_TOO_LARGE, detail));
        }
        site.room.take(&mut taken, bytes.len(), values)?;
        let value = parse(bytes, limits.json_depth_max).await?;
        Ok((value, taken))
    }
}

/// Longer bodies are parsed beside the threads that serve everybody.
const PARSED_AT_ONCE_BYTES_MAX: usize = 64 * 1024;

async fn parse(bytes: BytesMut, depth_max: usize) -> Result<Value> {
    if bytes.len() <= PARSED_AT_ONCE_BYTES_MAX {
        return Ok(body::parse(&bytes, depth_max)?);
    }
    let parsed = actix_web::web::block(move || body::parse(&bytes, depth_max)).await;
    let parsed = parsed.map_err(|_| Failure::internal("the thread that parses a body ended"))?;
    Ok(parsed?)
}

/// What a body may be packed with.
const TAKEN_ENCODINGS: [&[u8]; 3] = [b"identity", b"gzip", b"deflate"];

/// A compressed body grows up to a thousandfold, and is measured after each piece.
const PIECE_BYTES_MAX: usize = 4096;

/// What comes, unpacked where it is packed.
pub(super) fn unpacked(
    payload: &mut Payload,
    headers: &HeaderMap,
) -> impl Stream<Item = std::result::Result<Bytes, PayloadError>> + use<> {
    Decompress::from_headers(in_small_pieces(payload.take()), headers)
}

fn in_small_pieces(
    payload: Payload,
) -> impl Stream<Item = std::result::Result<Bytes, PayloadError>> {
    payload.flat_map(|arrived| {
        let pieces = match arrived {
            Ok(bytes) => (0..bytes.len())
                .step_by(PIECE_BYTES_MAX)
                .map(|start| Ok(bytes.slice(start..bytes.len().min(start + PIECE_BYTES_MAX))))
                .collect(),
            Err(error) => vec![Err(error)],
        };
        stream::iter(pieces)
    })
}

/// Whether the body claims to be JSON, or nothing. SCIM 1.1 clients and OneLogin send `application/json`,
/// some send `text/json`.
///
/// # Errors
/// 415; under [`Rule::ScimJsonOnly`] for whatever is not `application/scim+json`.
fn is_json(headers: &HeaderMap, rules: Rules) -> Result<()> {
    let unsupported = |detail: String| Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail);
    if let Some(encoding) = headers.get(CONTENT_ENCODING).filter(|encoding| {
        !TAKEN_ENCODINGS
            .iter()
            .any(|taken| encoding.as_bytes().eq_ignore_ascii_case(taken))
    }) {
        let encoding = String::from_utf8_lossy(encoding.as_bytes());
        return Err(unsupported(format!(
            "A body with Content-Encoding {encoding:?} is not taken; send gzip, deflate, or the body as it is."
        )));
    }
    let only = rules.allows(Rule::ScimJsonOnly);
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return if only {
            Err(unsupported(format!("Send the body as {SCIM_JSON}.")))
        } else {
            Ok(())
        };
    };
    let value = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let json = if only {
        essence == SCIM_JSON
    } else {
        essence.is_empty() || essence.ends_with("/json") || essence.ends_with("+json")
    };
    let charset = parts
        .find_map(|part| part.strip_prefix("charset="))
        .unwrap_or("utf-8")
        .trim_matches('"');
    if json && matches!(charset, "utf-8" | "utf8" | "us-ascii") {
        return Ok(());
    }
    let taken = if only {
        SCIM_JSON
    } else {
        "application/scim+json or application/json"
    };
    Err(unsupported(format!(
        "Content-Type {value:?} is not taken; send {taken} in UTF-8."
    )))
}

/// How long the body is to be, as far as the head says.
pub(super) fn announced_length(headers: &HeaderMap) -> usize {
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    length
        .and_then(|length| length.trim().parse().ok())
        .unwrap_or(0)
}

/// A body on its way in.
pub(super) struct Reading<'a> {
    /// How many bytes at most, and what is said of more.
    pub(super) limit: (usize, String),
    pub(super) room: &'a Room,
    pub(super) taken: &'a mut Taken,
}

impl Reading<'_> {
    /// Reads it, as long as it comes in time.
    pub(super) async fn in_time(
        &mut self,
        payload: impl Stream<Item = std::result::Result<Bytes, PayloadError>>,
        announced: usize,
        seconds: u64,
    ) -> Result<BytesMut> {
        let reading = self.read(payload, announced);
        let deadline = tokio::time::timeout(Duration::from_secs(seconds), reading);
        deadline.await.unwrap_or_else(|_| {
            let detail = format!("The body did not arrive within {seconds} seconds.");
            Err(Failure::new(StatusCode::REQUEST_TIMEOUT, detail))
        })
    }

    async fn read(
        &mut self,
        payload: impl Stream<Item = std::result::Result<Bytes, PayloadError>>,
        announced: usize,
    ) -> Result<BytesMut> {
        let mut payload = pin!(payload);
        let (bytes_max, refusal) = &self.limit;
        let too_long = || Failure::new(StatusCode::PAYLOAD_TOO_LARGE, refusal.clone());
        if announced > *bytes_max {
            return Err(too_long());
        }
        // Room is taken for what has come, not for what was announced: that costs its sender nothing.
        let mut body = BytesMut::with_capacity(announced.min(ANNOUNCED_BYTES_MAX));
        while let Some(piece) = payload.next().await {
            let piece = piece.map_err(|error| {
                Failure::new(
                    StatusCode::BAD_REQUEST,
                    format!("The body broke off: {error}."),
                )
            })?;
            if body.len() + piece.len() > *bytes_max {
                return Err(too_long());
            }
            body.extend_from_slice(&piece);
            self.room.take(self.taken, body.len(), 0)?;
        }
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn every_providers_media_type_is_taken() {
        let only = Rules::of(&[Rule::ScimJsonOnly]);
        for (media_type, taken) in [
            ("application/scim+json", true),
            ("application/scim+json; charset=utf-8", true),
            ("application/json;charset=UTF-8", true),
            ("Application/JSON; charset=\"utf-8\"", true),
            ("text/json", true),
            ("", true),
            ("text/plain", false),
            ("application/x-www-form-urlencoded", false),
            ("application/json; charset=utf-16", false),
            ("application/xml", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
            let allowed = |rules| is_json(&headers, rules).is_ok();
            assert_eq!(allowed(Rules::NONE), taken, "{media_type}");
            let scim = media_type.starts_with("application/scim+json");
            assert_eq!(allowed(only), scim, "{media_type}");
        }
        assert!(is_json(&HeaderMap::new(), Rules::NONE).is_ok());
        assert!(is_json(&HeaderMap::new(), only).is_err());
    }
}
