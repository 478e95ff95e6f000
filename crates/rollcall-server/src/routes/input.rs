//! Query strings and JSON bodies of the API: what has no meaning is refused by name.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Failure, Result};
use crate::extract::ScimJson;

/// The query of a request. `takes` names what it may have, for whoever wrote something else.
///
/// # Errors
/// 400 that says what cannot be read.
pub(super) fn query<T: DeserializeOwned>(request: &HttpRequest, takes: &str) -> Result<T> {
    let query = Query::<T>::from_query(request.query_string());
    let query = query.map_err(|error| {
        refused(format!(
            "The query cannot be read: {error}. It takes {takes}."
        ))
    })?;
    Ok(query.into_inner())
}

/// The members of a body. `has` names them, for whoever wrote something else.
///
/// # Errors
/// 400 that says what cannot be used.
pub(super) fn body<T: DeserializeOwned>(body: ScimJson, has: &str) -> Result<T> {
    let Value::Object(object) = body.0 else {
        return Err(refused(format!("The body is an object that has {has}.")));
    };
    serde_json::from_value(object.into())
        .map_err(|error| refused(format!("The body cannot be used: {error}. It has {has}.")))
}

/// 400 with these words.
pub(super) fn refused(detail: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, detail)
}
