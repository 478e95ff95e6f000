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
    let read = members(body.0);
    read.map_err(|why| refused(format!("The body cannot be used: {why}. It has {has}.")))
}

/// The same, where what is missing or unknown tells enough.
///
/// # Errors
/// As [`body`].
pub(super) fn read<T: DeserializeOwned>(body: Value) -> Result<T> {
    members(body).map_err(|why| refused(format!("The body cannot be used: {why}.")))
}

/// A struct would be read from an array too.
fn members<T: DeserializeOwned>(body: Value) -> std::result::Result<T, String> {
    let Value::Object(object) = body else {
        return Err("it is no object".to_owned());
    };
    serde_json::from_value(object.into()).map_err(|error| without_values(&error))
}

/// What is wrong with a body, without what stands in it: that may be a password.
fn without_values(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.split_once("invalid type: ") {
        Some((_, rest)) => rest.split_once("expected ").map_or_else(
            || "a member has the wrong type".to_owned(),
            |(_, expected)| format!("a member has the wrong type, {expected} is expected"),
        ),
        None => text,
    }
}

/// 400 with these words.
pub(super) fn refused(detail: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, detail)
}
