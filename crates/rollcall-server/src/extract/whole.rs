//! A body that is looked at before its handler reads it.

use actix_web::HttpMessage as _;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::web::{Bytes, Data};

use super::room::Taken;
use super::scim_json::{Reading, announced_length};
use crate::error::Result;
use crate::site::Site;

/// The whole body of a request as it was sent, which the handler finds as it was.
///
/// # Errors
/// 408, 413 or 503 as the handler would answer; 400 for a body that broke off.
pub async fn whole_body(request: &mut ServiceRequest, site: &Data<Site>) -> Result<Bytes> {
    let bytes_max = site.limits.body_bytes_max;
    let announced = announced_length(request.headers());
    let payload = request.take_payload();
    let mut taken = Taken::default();
    let mut reading = Reading {
        limit: (
            bytes_max,
            format!("The body is longer than {bytes_max} bytes."),
        ),
        room: &site.room,
        taken: &mut taken,
    };
    let bytes = reading
        .in_time(payload, announced, site.limits.body_seconds_max)
        .await?
        .freeze();
    request.set_payload(Payload::from(bytes.clone()));
    Ok(bytes)
}
