//! A file as the body of a request, whatever its media type.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{BytesMut, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;

use super::room::Taken;
use super::scim_json::{Reading, announced_length, unpacked};
use crate::error::{Failure, Result};
use crate::site::Site;

/// The bytes of a file. They keep their room as long as they are kept.
pub struct FileBody {
    /// The bytes.
    pub bytes: BytesMut,
    #[expect(dead_code, reason = "it gives its room back when it is dropped")]
    taken: Taken,
}

impl FromRequest for FileBody {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let site = request.app_data::<Data<Site>>().cloned();
        let payload = unpacked(payload, request.headers());
        let length = announced_length(request.headers());
        let is_form = request.headers().get(CONTENT_TYPE).is_some_and(|value| {
            value
                .as_bytes()
                .to_ascii_lowercase()
                .starts_with(b"multipart/")
        });
        Box::pin(async move {
            if is_form {
                let detail =
                    "Send the file itself as the body (curl --data-binary @FILE), not in a form.";
                return Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
            }
            let site =
                site.ok_or_else(|| Failure::internal("the site is not known to the router"))?;
            let bytes_max = site.limits.file_body_bytes_max;
            let mut taken = Taken::default();
            let mut reading = Reading {
                limit: (
                    bytes_max,
                    format!("The file is longer than {bytes_max} bytes. Split it."),
                ),
                room: &site.room,
                taken: &mut taken,
            };
            let bytes = reading
                .in_time(payload, length, site.limits.body_seconds_max)
                .await?;
            Ok(Self { bytes, taken })
        })
    }
}
